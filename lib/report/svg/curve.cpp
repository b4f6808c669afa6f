// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/cells.hpp"
#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/svg/drawing.hpp"

namespace casus::drawing {

namespace {

constexpr double plot_height = 260;
constexpr double row_height = 20;
constexpr std::size_t most_bands = 2;  // more would cover each other

std::string value_of(const Answer& whole, const Answer& part) {
  const Cells row = cells_of_part(whole, part);
  return row.unit.empty() ? row.value : row.value + ' ' + row.unit;
}

class CurveChart {
public:
  CurveChart(const std::vector<Answer>& curves, const Look& look)
      : curves_(curves), look_(look), width_(look.width),
        is_share_(is_probability(curves[0]) && curves[0].unit.empty()),
        has_bands_(curves.size() <= most_bands) {
    for (const Answer& curve : curves)
      for (const Answer& part : curve.parts) {
        y_.see(scaled(part.value));
        if (is_finite(part.interval)) {
          y_.see(scaled(part.interval.low));
          y_.see(scaled(part.interval.high));
        }
        if (has_band(part)) {
          y_.see(scaled(part.range->low));
          y_.see(scaled(part.range->high));
        }
      }
    y_.round(6, is_share_, is_share_);
    double widest = 0;
    for (const double tick : y_.ticks())
      widest = (std::max)(widest, markup::text_width(tick_text(tick), text_size));
    left_ = margin + widest + 8;
  }

  Drawing drawing() {
    legend();
    grid();
    labels();
    if (has_bands_)
      for (std::size_t i = 0; i < curves_.size(); ++i) band(i);
    for (std::size_t i = curves_.size(); i-- > 0;) course(i);  // the first is never hidden
    for (std::size_t i = curves_.size(); i-- > 0;) points(i);
    return {title(), description(), std::move(canvas_.body), top_ + plot_height + row_height + margin,
            width_};
  }

private:
  double scaled(double value) const { return is_share_ ? 100 * value : value; }
  bool has_band(const Answer& part) const { return has_bands_ && part.range && is_finite(*part.range); }
  std::string tick_text(double tick) const { return y_.tick_text(tick) + (is_share_ ? " %" : ""); }
  std::size_t count() const { return curves_[0].parts.size(); }
  double x(std::size_t point) const {
    const double room = width_ - margin - 10 - left_ - 10;
    const double share = count() > 1 ? static_cast<double>(point) / static_cast<double>(count() - 1) : 0.5;
    return left_ + 10 + share * room;
  }
  double y(double value) const { return top_ + plot_height * (1 - y_.place(scaled(value))); }

  std::string title() const {
    std::string text = look_.label(0, curves_[0]);
    for (std::size_t i = 1; i < curves_.size(); ++i)
      text += (i + 1 < curves_.size() ? ", " : " and ") + look_.label(i, curves_[i]);
    return text + " by " + curves_[0].along;
  }

  std::string description() const {
    std::string text = fmt::format("Line chart over {} points", count());
    for (std::size_t i = 0; i < curves_.size(); ++i) {
      const Answer& curve = curves_[i];
      const Answer &first = curve.parts.front(), &last = curve.parts.back();
      text += "; " + look_.label(i, curve) + ": " + value_of(curve, first) + " at " + first.question;
      if (count() > 1) text += ", " + value_of(curve, last) + " at " + last.question;
    }
    return text + '.';
  }

  void legend() {
    double top = margin;
    for (std::size_t i = 0; i < curves_.size(); ++i) {
      if (!look_.has_heading && curves_.size() == 1) break;
      canvas_.line(margin, top + 8, margin + 28, top + 8, series("course s", i));
      canvas_.mark(margin + 14, top + 8, i);
      const std::string unit = curves_[i].unit.empty() ? "" : ", " + curves_[i].unit;
      top = canvas_.paragraph(margin + 36, top, look_.label(i, curves_[i]) + unit, width_ - 2 * margin - 36,
                              "head") +
            2;
    }
    bool any_band = false, any_interval = false;
    for (const Answer& curve : curves_)
      for (const Answer& part : curve.parts) {
        any_band = any_band || has_band(part);
        any_interval = any_interval || is_finite(part.interval);
      }
    std::vector<Key> keys;
    const Answer& first = curves_[0].parts[0];
    if (any_interval)
      keys.push_back({Key::Mark::whisker, 0, layout::percentage(first.level) + " % Monte Carlo interval"});
    if (any_band)
      keys.push_back({Key::Mark::band, 0, layout::percentage(first.range_level) + " % judgement range"});
    top_ = canvas_.legend(margin, top, keys, width_ - 2 * margin) + 8;
  }

  void grid() {
    for (const double tick : y_.ticks()) {
      const double height = top_ + plot_height * (1 - y_.place(tick));
      canvas_.line(left_, height, width_ - margin, height, tick == 0 ? "ink" : "grid");
      canvas_.text(left_ - 6, height + 4, tick_text(tick), left_ - 6, Anchor::end, "muted");
    }
  }

  // Draws as many labels as fit beside each other, each at its point; the outermost stay within the
  // chart.
  void labels() {
    constexpr double widest_label = 120;
    double widest = 0;
    for (const Answer& part : curves_[0].parts)
      widest = (std::max)(widest, (std::min)(widest_label, markup::text_width(part.question, text_size)));
    const double apart = count() > 1 ? x(1) - x(0) : width_;
    const auto every = static_cast<std::size_t>((std::max)(1.0, std::ceil((widest + 12) / apart)));
    const double height = top_ + plot_height;
    for (std::size_t i = 0; i < count(); ++i) {
      const bool shown = i % every == 0;
      canvas_.line(x(i), height, x(i), height + (shown ? 5 : 3), "grid");
      if (!shown) continue;
      const std::string& label = curves_[0].parts[i].question;
      const double half = (std::min)(widest_label, markup::text_width(label, text_size)) / 2;
      const double middle = std::clamp(x(i), half + 2, width_ - half - 2);
      canvas_.text(middle, height + 18, label, widest_label, Anchor::middle, "muted");
    }
  }

  static std::string series(const char* classes, std::size_t number) {
    return classes + std::to_string(number + 1);
  }

  // Calls `draw` for each run of neighbouring points that satisfy `has`.
  template <class Has, class Draw> void runs(std::size_t number, const Has& has, const Draw& draw) {
    const auto& parts = curves_[number].parts;
    for (std::size_t from = 0; from < parts.size();) {
      std::size_t to = from;
      while (to < parts.size() && has(parts[to])) ++to;
      if (to > from) draw(from, to);
      from = to + 1;
    }
  }

  void band(std::size_t number) {
    const auto& parts = curves_[number].parts;
    runs(
        number, [&](const Answer& part) { return has_band(part); },
        [&](std::size_t from, std::size_t to) {
          std::vector<std::pair<double, double>> edge;
          if (to == from + 1) {  // a band of one point has some width, too
            const double high = y(parts[from].range->high);
            canvas_.rectangle(x(from) - 4, high, 8, y(parts[from].range->low) - high,
                              series("band f", number));
            return;
          }
          for (std::size_t i = from; i < to; ++i) edge.emplace_back(x(i), y(parts[i].range->high));
          for (std::size_t i = to; i-- > from;) edge.emplace_back(x(i), y(parts[i].range->low));
          canvas_.path(edge, true, series("band f", number));
        });
  }

  void course(std::size_t number) {
    const auto& parts = curves_[number].parts;
    runs(
        number, [&](const Answer& part) { return std::isfinite(part.value); },
        [&](std::size_t from, std::size_t to) {
          std::vector<std::pair<double, double>> line;
          for (std::size_t i = from; i < to; ++i) line.emplace_back(x(i), y(parts[i].value));
          canvas_.path(line, false, series("course s", number));
        });
  }

  void points(std::size_t number) {
    const Answer& curve = curves_[number];
    for (std::size_t i = 0; i < curve.parts.size(); ++i) {
      const Answer& part = curve.parts[i];
      if (!std::isfinite(part.value)) continue;
      canvas_.begin(sentence(part, cells_of_part(curve, part)));
      if (is_finite(part.interval))
        canvas_.line(x(i), y(part.interval.low), x(i), y(part.interval.high), series("thin s", number));
      canvas_.mark(x(i), y(part.value), number);
      canvas_.end();
    }
  }

  const std::vector<Answer>& curves_;
  const Look& look_;
  double width_;
  bool is_share_, has_bands_;
  Axis y_;
  double left_ = 0, top_ = 0;
  Canvas canvas_;
};

}  // namespace

Drawing curve(const std::vector<Answer>& curves, const Look& look) {
  check_curves("svg_curve", curves, most_series);
  return CurveChart(curves, look).drawing();
}

}  // namespace casus::drawing
