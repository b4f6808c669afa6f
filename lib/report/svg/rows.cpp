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
#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/svg/drawing.hpp"

namespace casus::drawing {

namespace {

constexpr double line_height = 20;
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

// The contents of a row, in the units of the scale.
struct ChartRow {
  std::string label, second_label;  // the second below the first
  std::string figure, second_figure;
  std::string alternative_text;
  struct Bar {
    double from, to;
    std::size_t series;
  };
  std::vector<Bar> bars = {};
  double value = nowhere;
  Interval interval{nowhere, nowhere}, range{nowhere, nowhere};
};

// Rows with a common scale between their labels and their figures.
class RowChart {
public:
  RowChart(std::string heading, std::vector<Key> keys, std::vector<ChartRow> rows, double width)
      : heading_(std::move(heading)), keys_(std::move(keys)), rows_(std::move(rows)), width_(width),
        is_stacked_(width < page) {
    constexpr double widest_beside = 300;
    for (const ChartRow& row : rows_) is_stacked_ = is_stacked_ || this->width(row.label) > widest_beside;
  }

  bool from_zero = false, is_share = false;
  double reference = nowhere;  // a line through all rows

  Drawing drawing(std::string title) {
    for (const ChartRow& row : rows_) {
      for (const double value :
           {row.value, row.interval.low, row.interval.high, row.range.low, row.range.high})
        scale_.see(value);
      for (const ChartRow::Bar& bar : row.bars) {
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
    double top = canvas_.paragraph(margin, margin, heading_, width_ - 2 * margin, "head");
    top = canvas_.legend(margin, top + 2, keys_, width_ - 2 * margin) + 4;
    double bottom = top;
    for (const ChartRow& row : rows_) bottom += height(row);
    axis(top, bottom);
    for (const ChartRow& row : rows_) {
      draw(row, top);
      top += height(row);
    }
    return {std::move(title), description(), std::move(canvas_.body), bottom + line_height + margin, width_};
  }

private:
  static double width(const std::string& text) { return markup::text_width(text, text_size); }
  static bool has_second(const ChartRow& row) {
    return !row.second_label.empty() || !row.second_figure.empty();
  }
  double height(const ChartRow& row) const {
    if (is_stacked_) return has_second(row) ? 60 : 46;
    return has_second(row) ? 38 : 24;
  }
  std::string tick_text(const Axis& scale, double tick) const {
    return scale.tick_text(tick) + (is_share ? " %" : "");
  }
  double x(double value) const { return plot_left_ + scale_.place(value) * (plot_right_ - plot_left_); }

  void measure() {
    double label = 40, figure = 60;
    for (const ChartRow& row : rows_) {
      label = (std::max)({label, width(row.label), width(row.second_label)});
      figure = (std::max)({figure, width(row.figure), width(row.second_figure)});
    }
    label_room_ = (std::min)(label, 260.0);
    figure_room_ = (std::min)(figure, 190.0);
    plot_left_ = margin + label_room_ + 14;
    plot_right_ = width_ - margin - figure_room_ - 14;
    if (!is_stacked_) return;
    figure_room_ = (std::min)(figure, 150.0);
    label_room_ = width_ - 2 * margin - figure_room_ - 10;
    plot_left_ = margin + 10;
    plot_right_ = width_ - margin - 16;
  }

  std::string description() const {
    std::string text = fmt::format("Chart of {} {}: ", rows_.size(), rows_.size() == 1 ? "row" : "rows");
    for (std::size_t i = 0; i < rows_.size(); ++i) text += (i > 0 ? "; " : "") + rows_[i].alternative_text;
    return text + '.';
  }

  void axis(double top, double bottom) {
    for (const double tick : scale_.ticks()) {
      through(x(tick), top, bottom, tick == 0 ? "ink" : "grid");
      canvas_.text(x(tick), bottom + 16, tick_text(scale_, tick), width_, Anchor::middle, "muted");
    }
    if (std::isfinite(reference)) through(x(reference), top, bottom, "course s3 reference");
  }

  // Draws a line through all rows; only through their plots if labels are between them.
  void through(double at, double top, double bottom, std::string_view classes) {
    if (!is_stacked_) return canvas_.line(at, top, at, bottom, classes);
    std::vector<std::pair<double, double>> ends;
    for (const ChartRow& row : rows_) {
      top += height(row);
      ends.emplace_back(top - 26, top - 4);
    }
    canvas_.ticks(at, ends, classes);
  }

  void draw(const ChartRow& row, double top) {
    const double middle = is_stacked_ ? top + height(row) - 15 : top + height(row) / 2;
    canvas_.begin(row.alternative_text);
    words(row, is_stacked_ ? top + 16 : middle);
    for (const ChartRow::Bar& bar : row.bars) {
      if (!std::isfinite(bar.from) || !std::isfinite(bar.to)) continue;
      const double from = x(bar.from), to = x(bar.to);
      canvas_.rectangle((std::min)(from, to), middle - 8, (std::max)(std::abs(to - from), 0.5), 16,
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
    canvas_.end();
  }

  // Writes the texts of a row: centred beside the plot at `at`, or above the plot from there on.
  void words(const ChartRow& row, double at) {
    const auto first = [&](const std::string& second) {
      return is_stacked_ ? at : at + (has_second(row) && !second.empty() ? -3 : 4);
    };
    const double second = is_stacked_ ? at + 14 : at + 12;
    const double labels = is_stacked_ ? margin : margin + label_room_;
    const double figures = is_stacked_ ? width_ - margin : width_ - margin - figure_room_;
    const Anchor of_labels = is_stacked_ ? Anchor::start : Anchor::end;
    const Anchor of_figures = is_stacked_ ? Anchor::end : Anchor::start;
    canvas_.text(labels, first(row.second_label), row.label, label_room_, of_labels);
    canvas_.text(labels, second, row.second_label, label_room_, of_labels, "muted");
    canvas_.text(figures, first(row.second_figure), row.figure, figure_room_, of_figures);
    canvas_.text(figures, second, row.second_figure, figure_room_, of_figures, "muted");
  }

  std::string heading_;
  std::vector<Key> keys_;
  std::vector<ChartRow> rows_;
  double width_;
  bool is_stacked_;
  Axis scale_;
  double label_room_ = 0, figure_room_ = 0, plot_left_ = 0, plot_right_ = 0;
  Canvas canvas_;
};

// Returns the row of an answer or of a part of one.
ChartRow row_of(const Answer& answer, const Cells& cells, double scale, const std::string& label) {
  ChartRow row;
  row.label = label;
  row.figure = cells.unit.empty() ? cells.value : cells.value + ' ' + cells.unit;
  row.second_figure = cells.range;
  Cells whole = cells;
  whole.question = label;
  row.alternative_text = sentence(answer, whole);
  row.value = scale * answer.value;
  if (!std::isnan(answer.value)) row.interval = {scale * answer.interval.low, scale * answer.interval.high};
  if (answer.range) row.range = {scale * answer.range->low, scale * answer.range->high};
  return row;
}

std::vector<Key> keys_of(const std::vector<Answer>& answers) {
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
  std::vector<Key> keys;
  if (has_interval)
    keys.push_back({Key::Mark::interval, 0, layout::percentage(level) + " % Monte Carlo interval"});
  if (has_range)
    keys.push_back({Key::Mark::range, 0, layout::percentage(range_level) + " % judgement range"});
  return keys;
}

bool is_share_of(const Answer& answer) { return is_probability(answer) && answer.unit.empty(); }

}  // namespace

Drawing forest(const std::vector<Answer>& answers, const Look& look) {
  if (answers.empty()) throw Error("svg_forest", "at least one answer", "none");
  const bool is_share = is_share_of(answers[0]);
  const double scale = is_share ? 100 : 1;
  std::vector<ChartRow> rows;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Answer& answer = answers[i];
    const std::string label = look.label(i, answer);
    if (is_share_of(answer) != is_share || answer.unit != answers[0].unit)
      throw Error("svg_forest", "answers that are all probabilities or all of one unit",
                  detail::quoted(answers[0].question) + " and " + detail::quoted(answer.question));
    if (answer.parts.empty()) rows.push_back(row_of(answer, cells(answer), scale, label));
    for (const Answer& part : answer.parts) {
      rows.push_back(row_of(part, cells_of_part(answer, part), scale, part.question));
      rows.back().second_label = label;
    }
  }
  RowChart chart("", keys_of(answers), std::move(rows), look.width);
  chart.is_share = is_share;
  chart.from_zero = is_share;
  return chart.drawing(answers.size() == 1 ? look.label(0, answers[0])
                                           : fmt::format("{} answers, {} and others", answers.size(),
                                                         look.label(0, answers[0])));
}

Drawing bars(const Answer& answer, const Look& look) {
  if (answer.parts.empty())
    throw Error("svg_bars", "a distribution or histogram", detail::quoted(answer.question));
  const bool is_share = is_share_of(answer);
  const double scale = is_share ? 100 : 1;
  std::vector<ChartRow> rows;
  for (const Answer& part : answer.parts) {
    rows.push_back(row_of(part, cells_of_part(answer, part), scale, part.label));
    rows.back().bars.push_back({0, scale * part.value, 0});
    rows.back().value = nowhere;  // the bar's end
  }
  RowChart chart(look.has_heading ? look.label(0, answer) : "", keys_of({answer}), std::move(rows),
                 look.width);
  chart.is_share = is_share;
  chart.from_zero = true;
  return chart.drawing(look.label(0, answer));
}

Drawing tornado(const Sensitivity& sensitivity, std::size_t most, const Look& look) {
  const std::size_t count = (std::min)(most, sensitivity.drivers.size());
  if (count == 0) throw Error("svg_tornado", "at least one parameter", "none");
  const Answer& answer = sensitivity.answer;
  const bool is_share = is_share_of(answer);
  const double scale = is_share ? 100 : 1;
  const std::string unit = is_share ? " %" : answer.unit.empty() ? "" : ' ' + answer.unit;
  std::vector<ChartRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const Driver& driver = sensitivity.drivers[i];
    const int decimals = layout::decimals_for(scale * std::abs(driver.swing.value), 2);
    const auto shown = [&](const Estimated& there) {
      if (std::isnan(there.value)) return std::string("undefined");
      const double value = scale * there.value;
      return layout::is_extreme(std::abs(value)) ? layout::significant(value, 3)
                                                 : layout::fixed(value, decimals);
    };
    ChartRow row;
    row.label = driver.parameter;
    row.second_label = layout::plain(driver.points.low, 2) + " to " + layout::plain(driver.points.high, 2) +
                       (driver.unit.empty() ? "" : ' ' + driver.unit);
    row.figure = shown(driver.at_low) + " to " + shown(driver.at_high) + unit;
    row.alternative_text = driver.parameter + " from " + row.second_label + ": " + row.figure;
    row.bars = {{scale * answer.value, scale * driver.at_low.value, 1},
                {scale * answer.value, scale * driver.at_high.value, 0}};
    rows.push_back(std::move(row));
  }
  const Cells own = cells(answer);
  RowChart chart(look.has_heading ? "What drives " + look.label(0, answer) + " = " + own.value + unit : "",
                 {{Key::Mark::bar, 1, "parameter at its low point"},
                  {Key::Mark::bar, 0, "at its high point"},
                  {Key::Mark::reference, 2, "the answer"}},
                 std::move(rows), look.width);
  chart.is_share = is_share;
  chart.reference = scale * answer.value;
  Drawing drawing = chart.drawing("What drives " + look.label(0, answer));
  if (sensitivity.drivers.size() > count)
    drawing.description +=
        fmt::format(" {} more parameters are not shown.", sensitivity.drivers.size() - count);
  return drawing;
}

}  // namespace casus::drawing
