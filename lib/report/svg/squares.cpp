// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <casus/error.hpp>
#include <casus/report/svg.hpp>

#include "report/markup.hpp"
#include "report/svg/drawing.hpp"

namespace casus::drawing {

namespace {

constexpr Index squares_in_a_row = 10;
constexpr double square_side = 16, square_pitch = 19;

Index checked_count(const Squares& squares) {
  const std::string subject = "svg_squares";
  if (squares.groups.empty() || squares.groups.size() > most_series)
    throw Error(subject, "1 to " + std::to_string(most_series) + " groups",
                std::to_string(squares.groups.size()));
  Index count = 0;
  for (const Squares::Group& group : squares.groups) {
    if (group.count < 0) throw Error(subject, "no negative count", std::to_string(group.count));
    count += (std::min)(group.count, Index{1001});
  }
  if (count < 1 || count > 1000) throw Error(subject, "1 to 1000 squares", std::to_string(count));
  return count;
}

std::string colour_of_group(std::size_t group) { return group == 0 ? "rest" : "f" + std::to_string(group); }

}  // namespace

Drawing squares(const Squares& squares, const Look& look) {
  const Index count = checked_count(squares);
  Canvas canvas;
  double top = margin;
  if (look.has_heading)
    top = canvas.paragraph(margin, top, squares.title, look.width - 2 * margin, "head") + 4;
  Index drawn = 0;
  std::string description;
  for (std::size_t group = 0; group < squares.groups.size(); ++group) {
    const auto& [label, of_group] = squares.groups[group];
    const std::string text = fmt::format("{} of {}: {}", of_group, count, label);
    description += (description.empty() ? "" : "; ") + text;
    canvas.begin(text);
    for (Index i = 0; i < of_group; ++i, ++drawn)
      canvas.rectangle(margin + square_pitch * static_cast<double>(drawn % squares_in_a_row),
                       top + square_pitch * static_cast<double>(drawn / squares_in_a_row), square_side,
                       square_side, colour_of_group(group));
    canvas.end();
  }
  const Index rows = (count + squares_in_a_row - 1) / squares_in_a_row;
  double bottom = top + square_pitch * static_cast<double>(rows);
  const bool is_below = look.width < page;
  const double left = is_below ? margin : margin + square_pitch * squares_in_a_row + 24;
  double line = is_below ? bottom + 8 : top;
  for (std::size_t group = 0; group < squares.groups.size(); ++group) {
    const auto& [label, of_group] = squares.groups[group];
    canvas.rectangle(left, line + 1, 12, 12, colour_of_group(group));
    canvas.text(left + 20, line + 12, std::to_string(of_group), 40, Anchor::start, "head");
    line = canvas.paragraph(left + 52, line, label, look.width - margin - left - 52) + 6;
  }
  bottom = (std::max)(bottom, line);
  return {squares.title, description + '.', std::move(canvas.body), bottom + margin, look.width};
}

}  // namespace casus::drawing
