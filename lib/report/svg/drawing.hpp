// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {
struct Boxes;
struct Reliability;
struct Sensitivity;
struct Squares;
struct TransformHistogram;
}  // namespace casus

/// Elements of charts.
namespace casus::drawing {

inline constexpr double page = 720;    ///< width of a chart
inline constexpr double narrow = 328;  ///< width of a chart for a telephone
inline constexpr double text_size = 12;
inline constexpr double margin = 12;
inline constexpr std::size_t most_series = 6;

enum class Anchor { start, middle, end };

/// An entry of a legend.
struct Key {
  enum class Mark { interval, range, bar, band, whisker, reference };
  Mark mark;
  std::size_t series;
  std::string text;
};

/// A chart that is being drawn. All text is escaped, and cut to its room.
class Canvas {
public:
  void line(double x1, double y1, double x2, double y2, std::string_view classes);
  /// Draws vertical lines above each other as one path.
  void ticks(double x, const std::vector<std::pair<double, double>>& ends, std::string_view classes);
  void rectangle(double x, double y, double width, double height, std::string_view classes);
  void rounded(double x, double y, double width, double height, double radius, std::string_view classes);
  void raw(std::string_view markup) { body += markup; }
  /// Draws a line through points, or an area if `closed`.
  void path(const std::vector<std::pair<double, double>>& points, bool closed, std::string_view classes);
  /// Draws the mark of a series, numbered from 0.
  void mark(double x, double y, std::size_t series);
  /// `y`: the baseline.
  void text(double x, double y, std::string_view text, double room, Anchor anchor = Anchor::start,
            std::string_view classes = {});
  /// Draws at most three lines of text from `top` on, and returns their lower end.
  double paragraph(double x, double top, const std::string& text, double room, std::string_view classes = {});
  /// Draws as many keys beside each other as fit, from `top` on, and returns their lower end.
  double legend(double x, double top, const std::vector<Key>& keys, double room);
  /// Begins a group with this title, which lasts until `end`.
  void begin(std::string_view alternative_text);
  void end();

  std::string body;
};

/// A finished chart: its accessible title and description, and its content.
struct Drawing {
  std::string title, description, body;
  double height = 0;
  double width = page;
};

/// Returns the rules for the colours of charts, for a style element.
std::string style();
/// Returns the colours of one theme as custom properties.
std::string properties(bool dark);
/// Returns a drawing as SVG text, with the rules of its style unless a page has them. `id`: prefix
/// of the names of its parts; if empty, a hash of the content.
std::string document(const Drawing& drawing, bool has_style, const std::string& id = {});

/// A scale with round numbers on it.
class Axis {
public:
  /// Extends the scale to a number; ignores numbers that are not finite.
  void see(double value);
  /// Rounds the scale, after all numbers were seen, to at most `most_steps` + 1 round steps. It
  /// includes zero if `from_zero`, or if zero is near. A scale of probabilities in per cent
  /// (`is_share`) ends at 100.
  void round(int most_steps, bool from_zero, bool is_share);

  std::vector<double> ticks() const;
  std::string tick_text(double value) const;
  /// Returns a position from 0 to 1; values outside the scale are at its ends.
  double place(double value) const;
  double low() const { return low_; }
  double high() const { return high_; }
  bool has(double value) const { return value >= low_ && value <= high_; }

private:
  double low_ = std::numeric_limits<double>::infinity(), high_ = -low_, step_ = 1;
};

/// The layout of a chart. Narrow charts have labels above their rows.
struct Look {
  double width = page;
  std::vector<std::string> labels = {};  ///< of the answers, instead of their questions
  bool has_heading = true;               ///< false if the heading is outside the chart
  std::string label(std::size_t number, const Answer& answer) const {
    return number < labels.size() && !labels[number].empty() ? labels[number] : answer.question;
  }
};

/// Returns whether both ends are finite.
inline bool is_finite(const Interval& interval) {
  return std::isfinite(interval.low) && std::isfinite(interval.high);
}

/// Draws the charts that are declared in casus/report/svg.hpp.
Drawing curve(const std::vector<Answer>& curves, const Look& look = {});
Drawing forest(const std::vector<Answer>& answers, const Look& look = {});
Drawing bars(const Answer& answer, const Look& look = {});
Drawing tornado(const Sensitivity& sensitivity, std::size_t most, const Look& look = {});
Drawing transform(const TransformHistogram& histogram, const Look& look = {});
Drawing reliability(const Reliability& diagram, const Look& look = {});
Drawing squares(const Squares& squares, const Look& look = {});
/// Narrow drawings list the boxes below each other, each with the names of those before it.
Drawing boxes(const Boxes& boxes, const Look& look = {});

}  // namespace casus::drawing
