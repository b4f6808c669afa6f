// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/chart.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <casus/detail/text.hpp>

#include "report/cells.hpp"
#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

struct Marks {
  std::array<std::string_view, 3> values;
  std::string_view range, range_end_low, range_end_high, interval;
};

constexpr Marks utf8_marks{{"●", "○", "◆"}, "─", "├", "┤", "━"};
constexpr Marks plain_marks{{"o", "x", "*"}, "-", "|", "|", "="};
constexpr std::size_t most_curves = 3;
constexpr std::size_t narrowest_strip = 16;

// Returns the smallest number >= `value` of the form 1, 2, 2.5 or 5 times a power of ten.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (step * power >= value * (1 - 1e-12)) return step * power;
  return 10 * power;
}

// A common scale from `low` to `high`.
struct AxisRange {
  double low = 0, high = 1;

  explicit AxisRange(const std::vector<Answer>& curves) {
    double least = 0, most = 0;  // the scale always includes 0
    const auto see = [&](double value) {
      if (!std::isfinite(value)) return;
      least = (std::min)(least, value);
      most = (std::max)(most, value);
    };
    for (const Answer& curve : curves)
      for (const Answer& part : curve.parts) {
        see(part.value);
        if (curves.size() == 1 && part.range) {
          see(part.range->low);
          see(part.range->high);
        }
      }
    if (least == most) most = least + 1;
    low = least < 0 ? -round_up(-least) : 0;
    high = most > 0 ? round_up(most) : 0;
    if (is_probability(curves[0])) high = (std::min)(high, 1.0);
  }

  std::size_t cell(double value, std::size_t cells) const {
    const double place = (value - low) / (high - low) * static_cast<double>(cells - 1);
    return static_cast<std::size_t>(std::clamp(place + 0.5, 0.0, static_cast<double>(cells - 1)));
  }
  static std::string text(double value, bool probability) {
    return detail::rounded(probability ? 100 * value : value) + (probability ? " %" : "");
  }
};

class Chart {
public:
  Chart(const std::vector<Answer>& curves, const Marks& marks)
      : curves_(curves), marks_(marks), scale_(curves), is_probability_(is_probability(curves[0])) {
    for (const Answer& part : curves[0].parts) label_ = (std::max)(label_, width(part.question));
    values_.resize(curves.size());
    for (std::size_t i = 0; i < curves.size(); ++i)
      for (const Answer& part : curves[i].parts)
        values_[i] = (std::max)(values_[i], width(value_text(curves[i], part)));
    std::size_t used = 2 + label_;
    for (const std::size_t columns : values_) used += 2 + columns;
    strip_ = page_width > used + 2 + narrowest_strip ? page_width - used - 2 : narrowest_strip;
    offset_ = used + 2;
  }

  std::string text() const {
    std::string all;
    for (std::size_t i = 0; i < curves_.size(); ++i) all += title(i);
    const std::string low = AxisRange::text(scale_.low, is_probability_),
                      high = AxisRange::text(scale_.high, is_probability_);
    all += std::string(offset_, ' ') + left(low, strip_ - width(high)) + high + '\n';
    for (std::size_t i = 0; i < curves_[0].parts.size(); ++i) all += row(i);
    return all;
  }

private:
  static std::string value_text(const Answer& whole, const Answer& part) {
    const Cells row = cells_of_part(whole, part);
    return row.unit == "%" ? row.value + " %" : row.value;
  }

  std::string title(std::size_t number) const {
    const Answer& curve = curves_[number];
    std::string text = std::string(marks_.values[number]) + ' ' + curve.question;
    if (!curve.unit.empty()) text += ", " + curve.unit;
    const bool has_range = std::any_of(curve.parts.begin(), curve.parts.end(),
                                       [](const Answer& part) { return part.range.has_value(); });
    if (curves_.size() == 1 && has_range)
      text += "; " + std::string(marks_.range_end_low) + std::string(marks_.range) +
              std::string(marks_.range_end_high) + ' ' + percentage(curve.range_level) + " % judgement";
    return wrapped(text, 0, 2);
  }

  std::string row(std::size_t point) const {
    std::string all = "  " + left(curves_[0].parts[point].question, label_);
    for (std::size_t i = 0; i < curves_.size(); ++i)
      all += "  " + right(value_text(curves_[i], curves_[i].parts[point]), values_[i]);
    return trimmed(all + "  " + strip(point)) + '\n';
  }

  std::string strip(std::size_t point) const {
    std::vector<std::string_view> cells(strip_, " ");
    const Answer& first = curves_[0].parts[point];
    if (curves_.size() == 1) {
      if (first.range) {
        const std::size_t low = scale_.cell(first.range->low, strip_),
                          high = scale_.cell(first.range->high, strip_);
        for (std::size_t i = low; i <= high; ++i) cells[i] = marks_.range;
        cells[low] = marks_.range_end_low;
        cells[high] = marks_.range_end_high;
      }
      if (std::isfinite(first.interval.low) && std::isfinite(first.interval.high)) {
        const std::size_t low = scale_.cell(first.interval.low, strip_),
                          high = scale_.cell(first.interval.high, strip_);
        if (high - low >= 2)
          for (std::size_t i = low; i <= high; ++i) cells[i] = marks_.interval;
      }
    }
    // The first curve's mark is never hidden.
    for (std::size_t i = curves_.size(); i-- > 0;)
      if (const double value = curves_[i].parts[point].value; std::isfinite(value))
        cells[scale_.cell(value, strip_)] = marks_.values[i];
    std::string text;
    for (const std::string_view cell : cells) text += cell;
    return text;
  }

  const std::vector<Answer>& curves_;
  const Marks& marks_;
  AxisRange scale_;
  bool is_probability_;
  std::size_t label_ = 0, strip_ = 0, offset_ = 0;
  std::vector<std::size_t> values_;
};

}  // namespace

std::string chart(const std::vector<Answer>& curves, const Terminal& terminal) {
  check_curves("chart", curves, most_curves);
  return Chart(curves, terminal.utf8 ? utf8_marks : plain_marks).text();
}

}  // namespace casus
