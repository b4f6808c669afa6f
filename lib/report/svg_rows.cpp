// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <casus/analyse/sensitivity.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "report/cells.hpp"
#include "report/drawing.hpp"
#include "report/layout.hpp"
#include "report/markup.hpp"

namespace casus::drawing {

namespace {

constexpr double margin = 12;
constexpr double line_height = 20;
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

// What stands in a row, in the units of the scale.
struct Row {
  std::string label, second_label;  // the second below the first
  std::string figure, second_figure;
  std::string told;
  struct Bar {
    double from, to;
    std::size_t series;
  };
  std::vector<Bar> bars = {};
  double value = nowhere;
  Interval interval{nowhere, nowhere}, range{nowhere, nowhere};
};

bool is_finite(const Interval& interval) {
  return std::isfinite(interval.low) && std::isfinite(interval.high);
}

// Rows on a common scale, their labels before and their figures behind it.
class RowChart {
public:
  RowChart(std::string heading, std::string legend, std::vector<Row> rows)
      : heading_(std::move(heading)), legend_(std::move(legend)), rows_(std::move(rows)) {}

  bool from_zero = false, is_share = false;
  double reference = nowhere;  // a line through all rows
  std::string unit;

  Drawing drawing(std::string title) {
    for (const Row& row : rows_) {
      for (const double value :
           {row.value, row.interval.low, row.interval.high, row.range.low, row.range.high})
        scale_.see(value);
      for (const Row::Bar& bar : row.bars) {
        scale_.see(bar.from);
        scale_.see(bar.to);
      }
    }
    scale_.see(reference);
    measure();
    for (int steps = 6; steps > 0; --steps) {
      Axis tried = scale_;
      tried.round(steps, from_zero, is_share);
      double widest = 0;
      for (const double tick : tried.ticks()) widest = (std::max)(widest, width(tick_text(tried, tick)));
      const bool fits =
          (widest + 10) * static_cast<double>(tried.ticks().size()) <= plot_right_ - plot_left_ + widest;
      if (!fits && steps > 1) continue;
      scale_ = tried;
      break;
    }
    double top = margin;
    for (const auto& [text, classes] : {std::pair{heading_, "head"}, std::pair{legend_, "muted"}}) {
      if (text.empty()) continue;
      canvas_.text(margin, top + 12, text, page - 2 * margin, Anchor::start, classes);
      top += line_height;
    }
    top += 4;
    double bottom = top;
    for (const Row& row : rows_) bottom += height(row);
    axis(top, bottom);
    for (const Row& row : rows_) {
      draw(row, top);
      top += height(row);
    }
    return {std::move(title), description(), std::move(canvas_.body), bottom + line_height + margin};
  }

private:
  static double width(const std::string& text) { return markup::text_width(text, text_size); }
  static double height(const Row& row) {
    return row.second_label.empty() && row.second_figure.empty() ? 24 : 38;
  }
  std::string tick_text(const Axis& scale, double tick) const {
    return scale.tick_text(tick) + (is_share ? " %" : "");
  }
  double x(double value) const { return plot_left_ + scale_.place(value) * (plot_right_ - plot_left_); }

  void measure() {
    double label = 40, figure = 60;
    for (const Row& row : rows_) {
      label = (std::max)({label, width(row.label), width(row.second_label)});
      figure = (std::max)({figure, width(row.figure), width(row.second_figure)});
    }
    label_room_ = (std::min)(label, 260.0);
    figure_room_ = (std::min)(figure, 190.0);
    plot_left_ = margin + label_room_ + 14;
    plot_right_ = page - margin - figure_room_ - 14;
  }

  std::string description() const {
    std::string text = fmt::format("Chart of {} {}: ", rows_.size(), rows_.size() == 1 ? "row" : "rows");
    for (std::size_t i = 0; i < rows_.size(); ++i) text += (i > 0 ? "; " : "") + rows_[i].told;
    return text + '.';
  }

  void axis(double top, double bottom) {
    for (const double tick : scale_.ticks()) {
      canvas_.line(x(tick), top, x(tick), bottom, tick == 0 ? "ink" : "grid");
      canvas_.text(x(tick), bottom + 16, tick_text(scale_, tick), page, Anchor::middle, "muted");
    }
    if (!unit.empty())
      canvas_.text(page - margin, bottom + 16, unit, figure_room_ - 40, Anchor::end, "muted");
    if (std::isfinite(reference))
      canvas_.line(x(reference), top, x(reference), bottom, "course s3 reference");
  }

  void draw(const Row& row, double top) {
    const double middle = top + height(row) / 2;
    const bool has_second = height(row) > 30;
    const auto place = [&](const std::string& second) {
      return middle + (has_second && !second.empty() ? -3 : 4);
    };
    canvas_.begin(row.told);
    canvas_.text(margin + label_room_, place(row.second_label), row.label, label_room_, Anchor::end);
    canvas_.text(margin + label_room_, middle + 12, row.second_label, label_room_, Anchor::end, "muted");
    for (const Row::Bar& bar : row.bars) {
      if (!std::isfinite(bar.from) || !std::isfinite(bar.to)) continue;
      const auto [from, to] = std::minmax(x(bar.from), x(bar.to));
      canvas_.rectangle(from, middle - 8, (std::max)(to - from, 0.5), 16,
                        "bar f" + std::to_string(bar.series + 1));
    }
    if (is_finite(row.range)) {
      const double low = x(row.range.low), high = x(row.range.high);
      canvas_.line(low, middle, high, middle, "thin ink range");
      canvas_.line(low, middle - 4, low, middle + 4, "thin ink");
      canvas_.line(high, middle - 4, high, middle + 4, "thin ink");
    }
    if (is_finite(row.interval))
      canvas_.line(x(row.interval.low), middle, x(row.interval.high), middle, "thick s1 interval");
    if (std::isfinite(row.value)) canvas_.mark(x(row.value), middle, 0);
    const double figures = page - margin - figure_room_;
    canvas_.text(figures, place(row.second_figure), row.figure, figure_room_);
    canvas_.text(figures, middle + 12, row.second_figure, figure_room_, Anchor::start, "muted");
    canvas_.end();
  }

  std::string heading_, legend_;
  std::vector<Row> rows_;
  Axis scale_;
  double label_room_ = 0, figure_room_ = 0, plot_left_ = 0, plot_right_ = page;
  Canvas canvas_;
};

// An answer, or a part of one, as a row.
Row row_of(const Answer& answer, const Cells& cells, double scale) {
  Row row;
  row.label = answer.question;
  row.figure = cells.unit.empty() ? cells.value : cells.value + ' ' + cells.unit;
  row.second_figure = cells.range;
  row.told = sentence(answer, cells);
  row.value = scale * answer.value;
  if (!std::isnan(answer.value)) row.interval = {scale * answer.interval.low, scale * answer.interval.high};
  if (answer.range) row.range = {scale * answer.range->low, scale * answer.range->high};
  return row;
}

std::string legend_of(const std::vector<Answer>& answers) {
  bool has_interval = false, has_range = false;
  double level = 0, range_level = 0;
  const auto see = [&](const Answer& answer) {
    if (is_finite(answer.interval) && !has_interval) {
      has_interval = true;
      level = answer.level;
    }
    if (answer.range && !has_range) {
      has_range = true;
      range_level = answer.range_level;
    }
  };
  for (const Answer& answer : answers) {
    see(answer);
    for (const Answer& part : answer.parts) see(part);
  }
  std::string text;
  if (has_interval) text = "thick: " + layout::percentage(level) + " % Monte Carlo interval";
  if (has_range)
    text += (has_interval ? "; thin: " : "thin: ") + layout::percentage(range_level) +
            " % judgement, also below each figure";
  return text;
}

bool is_share_of(const Answer& answer) { return is_probability(answer) && answer.unit.empty(); }

}  // namespace

Drawing forest(const std::vector<Answer>& answers) {
  if (answers.empty()) throw Error("svg_forest", "at least one answer", "none");
  const bool is_share = is_share_of(answers[0]);
  const double scale = is_share ? 100 : 1;
  std::vector<Row> rows;
  for (const Answer& answer : answers) {
    if (is_share_of(answer) != is_share || answer.unit != answers[0].unit)
      throw Error("svg_forest", "answers that are all probabilities or all of one unit",
                  detail::quoted(answers[0].question) + " and " + detail::quoted(answer.question));
    if (answer.parts.empty()) rows.push_back(row_of(answer, cells(answer), scale));
    for (const Answer& part : answer.parts) {
      rows.push_back(row_of(part, cells_of_part(answer, part), scale));
      rows.back().second_label = answer.question;
    }
  }
  RowChart chart("", legend_of(answers), std::move(rows));
  chart.is_share = is_share;
  chart.from_zero = is_share;
  chart.unit = answers[0].unit;
  return chart.drawing(answers.size() == 1
                           ? answers[0].question
                           : fmt::format("{} answers, {} and others", answers.size(), answers[0].question));
}

Drawing bars(const Answer& answer) {
  if (answer.parts.empty())
    throw Error("svg_bars", "a distribution or histogram", detail::quoted(answer.question));
  const bool is_share = is_share_of(answer);
  const double scale = is_share ? 100 : 1;
  std::vector<Row> rows;
  for (const Answer& part : answer.parts) {
    rows.push_back(row_of(part, cells_of_part(answer, part), scale));
    rows.back().bars.push_back({0, scale * part.value, 0});
    rows.back().value = nowhere;  // the bar's end
  }
  RowChart chart(answer.question, legend_of({answer}), std::move(rows));
  chart.is_share = is_share;
  chart.from_zero = true;
  chart.unit = answer.unit;
  return chart.drawing(answer.question);
}

Drawing tornado(const Sensitivity& sensitivity, std::size_t most) {
  const std::size_t count = (std::min)(most, sensitivity.drivers.size());
  if (count == 0) throw Error("svg_tornado", "at least one parameter", "none");
  const Answer& answer = sensitivity.answer;
  const bool is_share = is_share_of(answer);
  const double scale = is_share ? 100 : 1;
  const std::string unit = is_share ? " %" : answer.unit.empty() ? "" : ' ' + answer.unit;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const Driver& driver = sensitivity.drivers[i];
    const int decimals = layout::decimals_for(scale * std::abs(driver.swing.value), 2);
    const auto shown = [&](const Estimated& there) {
      if (std::isnan(there.value)) return std::string("undefined");
      const double value = scale * there.value;
      return layout::is_extreme(std::abs(value)) ? layout::significant(value, 3)
                                                 : layout::fixed(value, decimals);
    };
    Row row;
    row.label = driver.parameter;
    row.second_label = detail::rounded(driver.points.low, 2) + " to " +
                       detail::rounded(driver.points.high, 2) +
                       (driver.unit.empty() ? "" : ' ' + driver.unit);
    row.figure = shown(driver.at_low) + " to " + shown(driver.at_high) + unit;
    row.told = driver.parameter + " from " + row.second_label + ": " + row.figure;
    row.bars = {{scale * answer.value, scale * driver.at_low.value, 1},
                {scale * answer.value, scale * driver.at_high.value, 0}};
    rows.push_back(std::move(row));
  }
  const Cells own = cells(answer);
  RowChart chart("What drives " + answer.question + " = " + own.value + unit,
                 "blue: the parameter at its high point; orange: at its low one; dotted: the answer",
                 std::move(rows));
  chart.is_share = is_share;
  chart.reference = scale * answer.value;
  chart.unit = answer.unit;
  Drawing drawing = chart.drawing("What drives " + answer.question);
  if (sensitivity.drivers.size() > count)
    drawing.description +=
        fmt::format(" {} more parameters are not shown.", sensitivity.drivers.size() - count);
  return drawing;
}

}  // namespace casus::drawing
