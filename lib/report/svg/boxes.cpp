// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>
#include <casus/report/svg.hpp>

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/svg/drawing.hpp"

namespace casus::drawing {

namespace {

constexpr Index most_columns = 4, most_rows = 100;
constexpr double gap_across = 34, gap_down = 40;

void check(const Boxes& boxes) {
  const std::string subject = "svg_boxes";
  if (boxes.boxes.empty()) throw Error(subject, "at least one box", "none");
  std::set<std::pair<Index, Index>> taken;
  for (const Boxes::Box& box : boxes.boxes) {
    const bool is_inside =
        box.column >= 0 && box.column < most_columns && box.row >= 0 && box.row < most_rows;
    if (!is_inside || !taken.emplace(box.column, box.row).second)
      throw Error(subject, "a free place in columns 0 to 3 and rows 0 to 99",
                  fmt::format("column {}, row {} of box '{}'", box.column, box.row, box.name));
  }
  const Index count = detail::size(boxes.boxes);
  for (const auto& [from, to] : boxes.arrows)
    if (from < 0 || from >= count || to < 0 || to >= count)
      throw Error(subject, "an arrow between boxes", fmt::format("{} to {}", from, to));
}

// Returns the names of the boxes whose arrows lead to a box.
std::string before(const Boxes& boxes, Index box) {
  std::string names;
  for (const auto& [from, to] : boxes.arrows)
    if (to == box) names += (names.empty() ? "" : ", ") + boxes.boxes[detail::at(from)].name;
  return names;
}

std::string description_of(const Boxes& boxes) {
  std::string text;
  for (std::size_t i = 0; i < boxes.boxes.size(); ++i) {
    const std::string causes = before(boxes, static_cast<Index>(i));
    text += (i > 0 ? "; " : "") + boxes.boxes[i].name + " (" + boxes.boxes[i].text +
            (causes.empty() ? "" : "), after " + causes) + (causes.empty() ? ")" : "");
  }
  return text + '.';
}

// Draws the boxes in their grid.
class Grid {
public:
  Grid(const Boxes& boxes, const Look& look) : boxes_(boxes), look_(look) {
    Index columns = 1, rows = 1;
    for (const Boxes::Box& box : boxes.boxes) {
      columns = (std::max)(columns, box.column + 1);
      rows = (std::max)(rows, box.row + 1);
    }
    rows_ = rows;
    width_ = (look.width - 2 * margin - gap_across * static_cast<double>(columns - 1)) /
             static_cast<double>(columns);
    for (const Boxes::Box& box : boxes.boxes)
      height_ = (std::max)(
          height_,
          18 * static_cast<double>(lines(box.name, true).size() + lines(box.text, false).size()) + 12);
  }

  Drawing drawing() {
    top_ = margin;
    if (look_.has_heading)
      top_ = canvas_.paragraph(margin, top_, boxes_.title, look_.width - 2 * margin, "head") + 4;
    top_ += arcs(0);  // room for arcs above the first row
    for (const auto& [from, to] : boxes_.arrows)
      arrow(boxes_.boxes[detail::at(from)], boxes_.boxes[detail::at(to)]);
    for (const Boxes::Box& box : boxes_.boxes) draw(box);
    const double bottom = top_ + height_ * static_cast<double>(rows_) +
                          gap_down * static_cast<double>(rows_ - 1) + arcs(rows_ - 1);
    return {boxes_.title, description_of(boxes_), std::move(canvas_.body), bottom + margin, look_.width};
  }

private:
  std::vector<std::string> lines(const std::string& text, bool is_head) const {
    return markup::lines(text, is_head ? 1.1 * text_size : text_size, width_ - 16, 3);
  }
  double left(const Boxes::Box& box) const {
    return margin + (width_ + gap_across) * static_cast<double>(box.column);
  }
  double top(const Boxes::Box& box) const {
    return top_ + (height_ + gap_down) * static_cast<double>(box.row);
  }
  // Returns the room outside of the first or last row for arrows that pass over boxes of it.
  double arcs(Index row) const {
    if (row != 0 && row != rows_ - 1) return 0;
    if (row == 0 && rows_ > 1) return 0;
    for (const auto& [from, to] : boxes_.arrows) {
      const Boxes::Box &a = boxes_.boxes[detail::at(from)], &b = boxes_.boxes[detail::at(to)];
      if (a.row == row && b.row == row && std::abs(a.column - b.column) > 1) return 34;
    }
    return 0;
  }

  void draw(const Boxes::Box& box) {
    canvas_.begin(box.name + ": " + box.text);
    canvas_.rounded(left(box), top(box), width_, height_, 4, "node");
    double at = top(box) + 4;
    for (const std::string& line : lines(box.name, true)) {
      canvas_.text(left(box) + 8, at + 14, line, width_ - 12, Anchor::start, "head");
      at += 18;
    }
    for (const std::string& line : lines(box.text, false)) {
      canvas_.text(left(box) + 8, at + 14, line, width_ - 12, Anchor::start, "muted");
      at += 18;
    }
    canvas_.end();
  }

  // A cubic curve that ends with a tip.
  void course(double x1, double y1, double cx1, double cy1, double cx2, double cy2, double x2, double y2) {
    const auto at = [](double value) { return layout::fixed(value, 1); };
    canvas_.raw(fmt::format("<path class=\"arrow muted-line\" d=\"M{} {} C{} {} {} {} {} {}\"/>\n", at(x1),
                            at(y1), at(cx1), at(cy1), at(cx2), at(cy2), at(x2), at(y2)));
    const double dx = x2 - cx2, dy = y2 - cy2, length = (std::max)(std::hypot(dx, dy), 1e-9);
    const double ux = dx / length, uy = dy / length;
    canvas_.raw(fmt::format("<polygon class=\"muted-tip\" points=\"{},{} {},{} {},{}\"/>\n", at(x2), at(y2),
                            at(x2 - 8 * ux - 3.5 * uy), at(y2 - 8 * uy + 3.5 * ux),
                            at(x2 - 8 * ux + 3.5 * uy), at(y2 - 8 * uy - 3.5 * ux)));
  }

  void arrow(const Boxes::Box& from, const Boxes::Box& to) {
    const double middle_from = left(from) + width_ / 2, middle_to = left(to) + width_ / 2;
    const bool is_down = to.row > from.row;
    if (from.row == to.row && std::abs(from.column - to.column) == 1) {
      const bool is_right = to.column > from.column;
      const double x1 = is_right ? left(from) + width_ : left(from),
                   x2 = is_right ? left(to) : left(to) + width_;
      const double y = top(from) + height_ / 2;
      course(x1, y, x1 + (x2 - x1) / 3, y, x1 + 2 * (x2 - x1) / 3, y, x2, y);
    } else if (from.row == to.row) {
      // Below the boxes between them.
      const double y = top(from) + height_, low = y + (from.row == rows_ - 1 ? 40 : gap_down);
      const double side = to.column > from.column ? 1 : -1;
      course(middle_from + 20 * side, y, middle_from + 60 * side, low, middle_to - 60 * side, low,
             middle_to - 20 * side, y);
    } else if (from.column == to.column && std::abs(from.row - to.row) > 1) {
      // Beside the boxes between them.
      const double x = left(from) + width_, out = x + gap_across * 0.9;
      course(x, top(from) + height_ / 2 + 10, out, top(from) + height_ / 2 + 30, out,
             top(to) + height_ / 2 - 30, x, top(to) + height_ / 2 - 10);
    } else {
      const double shift = 14 * static_cast<double>(std::clamp<Index>(to.column - from.column, -2, 2));
      const double y1 = is_down ? top(from) + height_ : top(from), y2 = is_down ? top(to) : top(to) + height_;
      const double x1 = middle_from + 2 * shift, x2 = middle_to - 2 * shift;
      course(x1, y1, x1, y1 + (y2 - y1) / 2, x2, y1 + (y2 - y1) / 2, x2, y2);
    }
  }

  const Boxes& boxes_;
  const Look& look_;
  Canvas canvas_;
  Index rows_ = 1;
  double width_ = 0, height_ = 0, top_ = 0;
};

// The boxes below each other, each with the names of those before it.
Drawing listed(const Boxes& boxes, const Look& look) {
  Canvas canvas;
  const double room = look.width - 2 * margin;
  double top = margin;
  if (look.has_heading) top = canvas.paragraph(margin, top, boxes.title, room, "head") + 4;
  for (std::size_t i = 0; i < boxes.boxes.size(); ++i) {
    const Boxes::Box& box = boxes.boxes[i];
    const std::string causes = before(boxes, static_cast<Index>(i));
    const double begin = top;
    Canvas own;
    top = own.paragraph(margin + 8, top + 5, box.name, room - 16, "head");
    top = own.paragraph(margin + 8, top, box.text, room - 16, "muted");
    if (!causes.empty()) top = own.paragraph(margin + 8, top, "after: " + causes, room - 16, "muted");
    top += 7;
    canvas.rounded(margin, begin, room, top - begin, 4, "node");
    canvas.raw(own.body);
    top += 8;
  }
  return {boxes.title, description_of(boxes), std::move(canvas.body), top + margin, look.width};
}

}  // namespace

Drawing boxes(const Boxes& boxes, const Look& look) {
  check(boxes);
  return look.width < page ? listed(boxes, look) : Grid(boxes, look).drawing();
}

}  // namespace casus::drawing
