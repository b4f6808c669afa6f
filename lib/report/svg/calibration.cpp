// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <casus/error.hpp>
#include <casus/report/svg.hpp>

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/svg/drawing.hpp"

namespace casus::drawing {

namespace {

constexpr double transform_height = 200, largest_square = 380, tick_text_height = 18;
constexpr int percent_step = 20;  // between lines of a diagram

std::string percent_text(double share) { return layout::plain(100 * share, 3) + " %"; }
std::string range_text(const Interval& range) {
  return layout::plain(100 * range.low, 3) + " to " + percent_text(range.high);
}

double widest_tick(const Axis& axis) {
  double widest = 0;
  for (const double tick : axis.ticks())
    widest = (std::max)(widest, markup::text_width(axis.tick_text(tick), text_size));
  return widest;
}

class TransformChart {
public:
  TransformChart(const TransformHistogram& histogram, const Look& look) : histogram_(histogram), look_(look) {
    constexpr double least = 5;  // so that steps are whole numbers
    count_.see(least);
    for (const score::TransformBar& bar : histogram.bars) {
      count_.see(bar.forecasts);
      count_.see(bar.consistent.high);
      total_ += bar.forecasts;
    }
    count_.round(5, true, false);
    left_ = margin + widest_tick(count_) + 8;
  }

  Drawing drawing() {
    double top = margin;
    if (look_.has_heading)
      top = canvas_.paragraph(margin, top, histogram_.title, look_.width - 2 * margin, "head") + 4;
    top_ = legend(top) + 10;
    canvas_.rectangle(left_, y(consistent().high), right() - left_,
                      y(consistent().low) - y(consistent().high), "band f3");
    for (const double tick : count_.ticks()) {
      canvas_.line(left_, y(tick), right(), y(tick), "grid");
      canvas_.text(left_ - 8, y(tick) + 4, count_.tick_text(tick), left_ - margin, Anchor::end, "muted");
    }
    for (const score::TransformBar& bar : histogram_.bars) draw(bar);
    const double expected = total_ / static_cast<double>(histogram_.bars.size());
    canvas_.line(left_, y(expected), right(), y(expected), "course s3");
    for (const double edge : {consistent().low, consistent().high})
      if (edge > 0) canvas_.line(left_, y(edge), right(), y(edge), "thin s3");
    const double bottom = labels();
    return {histogram_.title, description(), std::move(canvas_.body), bottom + margin, look_.width};
  }

private:
  const Interval& consistent() const { return histogram_.bars[0].consistent; }
  double right() const { return look_.width - margin - 10; }
  double x(double share) const { return left_ + share * (right() - left_); }
  double y(double count) const { return top_ + transform_height * (1 - count_.place(count)); }
  bool is_calibrated() const {
    return std::all_of(histogram_.bars.begin(), histogram_.bars.end(),
                       [](const score::TransformBar& bar) { return bar.is_consistent; });
  }

  double legend(double top) {
    std::vector<Key> keys{
        {Key::Mark::bar, 0, "values that came"},
        {Key::Mark::reference, 2, "expected if calibrated"},
        {Key::Mark::band, 2, layout::percentage(histogram_.level) + " %: all bars end here if calibrated"}};
    if (!is_calibrated()) keys.push_back({Key::Mark::bar, 1, "outside"});
    return canvas_.legend(margin, top, keys, look_.width - 2 * margin);
  }

  void draw(const score::TransformBar& bar) {
    constexpr double gap = 1;
    canvas_.begin(text(bar));
    canvas_.rectangle(x(bar.low) + gap, y(bar.forecasts), x(bar.high) - x(bar.low) - 2 * gap,
                      y(0) - y(bar.forecasts), bar.is_consistent ? "bar f1" : "bar f2");
    canvas_.end();
  }

  static std::string text(const score::TransformBar& bar) {
    return range_text({bar.low, bar.high}) + ": " + layout::plain(bar.forecasts, 3) +
           (bar.is_consistent ? "" : ", not") + " in " + layout::plain(bar.consistent.low, 6) + " to " +
           layout::plain(bar.consistent.high, 6);
  }

  // Returns the lower end.
  double labels() {
    const double axis = y(0);
    for (int percent = 0; percent <= 100; percent += percent_step) {
      const double place = x(percent / 100.0);
      canvas_.line(place, axis, place, axis + 5, "grid");
      canvas_.text(place, axis + tick_text_height, std::to_string(percent) + " %", 60, Anchor::middle,
                   "muted");
    }
    return canvas_.paragraph(left_, axis + tick_text_height + 8,
                             "share of the forecast's distribution below the value that came",
                             right() - left_, "muted");
  }

  std::string description() const {
    std::string all =
        fmt::format("Histogram of {} values in {} bars; a calibrated model has {} to {} in each",
                    layout::plain(total_, 6), histogram_.bars.size(), layout::plain(consistent().low, 6),
                    layout::plain(consistent().high, 6));
    for (const score::TransformBar& bar : histogram_.bars) all += "; " + text(bar);
    return all + '.';
  }

  const TransformHistogram& histogram_;
  const Look& look_;
  Axis count_;
  double total_ = 0, left_ = 0, top_ = 0;
  Canvas canvas_;
};

class ReliabilityChart {
public:
  ReliabilityChart(const Reliability& diagram, const Look& look) : diagram_(diagram), look_(look) {
    left_ = margin + markup::text_width("100 %", text_size) + 8;
    side_ = (std::min)(largest_square, look.width - margin - 20 - left_);
  }

  Drawing drawing() {
    double top = margin;
    if (look_.has_heading)
      top = canvas_.paragraph(margin, top, diagram_.title, look_.width - 2 * margin, "head") + 4;
    const bool is_beside = look_.width - left_ - side_ > legend_width;
    if (!is_beside) top = canvas_.legend(margin, top, keys(), look_.width - 2 * margin) + 4;
    top = canvas_.paragraph(margin, top, "happened", left_ + side_ - margin, "muted") + 4;
    if (is_beside) canvas_.legend(left_ + side_ + 36, top, keys(), look_.width - margin - left_ - side_ - 36);
    top_ = top + 8;
    grid();
    canvas_.line(x(0), y(0), x(1), y(1), "course s3");
    for (const score::ReliabilityRow& row : diagram_.rows) consistent(row);
    for (const score::ReliabilityRow& row : diagram_.rows) draw(row);
    const double bottom = labels();
    return {diagram_.title, description(), std::move(canvas_.body), bottom + margin, look_.width};
  }

private:
  static constexpr double legend_width = 250;

  double x(double share) const { return left_ + share * side_; }
  double y(double share) const { return top_ + (1 - share) * side_; }

  std::vector<Key> keys() const {
    const std::string level = layout::percentage(diagram_.level) + " % ";
    return {{Key::Mark::whisker, 0, "happened, with " + level + "interval"},
            {Key::Mark::band, 2, "in " + level + "of cases if calibrated"},
            {Key::Mark::reference, 2, "as often as stated"}};
  }

  void grid() {
    for (int percent = 0; percent <= 100; percent += percent_step) {
      const double share = percent / 100.0;
      canvas_.line(x(0), y(share), x(1), y(share), "grid");
      canvas_.line(x(share), y(0), x(share), y(1), "grid");
      canvas_.text(left_ - 8, y(share) + 4, std::to_string(percent) + " %", left_ - margin, Anchor::end,
                   "muted");
      canvas_.text(x(share), y(0) + tick_text_height, std::to_string(percent) + " %", 60, Anchor::middle,
                   "muted");
    }
  }

  void consistent(const score::ReliabilityRow& row) {
    constexpr double width = 14, least = 2;
    const double middle = std::clamp(x(row.said), x(0), x(1));
    const double top = y(row.consistent.high), bottom = (std::max)(y(row.consistent.low), top + least);
    canvas_.rectangle(middle - width / 2, top, width, bottom - top, "band f3");
  }

  void draw(const score::ReliabilityRow& row) {
    canvas_.begin(text(row));
    canvas_.line(x(row.said), y(row.interval.low), x(row.said), y(row.interval.high), "thin s1");
    canvas_.mark(x(row.said), y(row.frequency), 0);
    canvas_.end();
  }

  static std::string text(const score::ReliabilityRow& row) {
    return fmt::format("stated {}: {} of {} happened, {} (interval {}; calibrated: {})",
                       percent_text(row.said), row.happened, row.forecasts, percent_text(row.frequency),
                       range_text(row.interval), range_text(row.consistent));
  }

  // Returns the lower end. The number of forecasts stands below the middle of its part of the axis.
  double labels() {
    double top = canvas_.paragraph(left_, y(0) + tick_text_height + 8, "stated, and number of forecasts",
                                   side_, "muted");
    for (const score::ReliabilityRow& row : diagram_.rows)
      canvas_.text(x((row.low + row.high) / 2), top + tick_text_height - 4, std::to_string(row.forecasts),
                   (row.high - row.low) * side_ - 2, Anchor::middle);
    return top + tick_text_height;
  }

  std::string description() const {
    std::string all = "Reliability diagram";
    for (const score::ReliabilityRow& row : diagram_.rows) all += "; " + text(row);
    return all + '.';
  }

  const Reliability& diagram_;
  const Look& look_;
  double left_ = 0, top_ = 0, side_ = 0;
  Canvas canvas_;
};

}  // namespace

Drawing transform(const TransformHistogram& histogram, const Look& look) {
  if (histogram.bars.empty()) throw Error("svg_transform", "a bar", "none");
  return TransformChart(histogram, look).drawing();
}

Drawing reliability(const Reliability& diagram, const Look& look) {
  if (diagram.rows.empty()) throw Error("svg_reliability", "a group of forecasts", "none");
  return ReliabilityChart(diagram, look).drawing();
}

}  // namespace casus::drawing
