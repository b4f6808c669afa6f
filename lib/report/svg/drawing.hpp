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
struct Sensitivity;
}

/// What charts are drawn with.
namespace casus::drawing {

inline constexpr double page = 720;    ///< width of a chart
inline constexpr double narrow = 328;  ///< of one for a telephone
inline constexpr double text_size = 12;
inline constexpr double margin = 12;
inline constexpr std::size_t most_series = 6;

enum class Anchor { start, middle, end };

/// What a mark stands for.
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
  /// Vertical lines above each other, as one.
  void ticks(double x, const std::vector<std::pair<double, double>>& ends, std::string_view classes);
  void rectangle(double x, double y, double width, double height, std::string_view classes);
  void rounded(double x, double y, double width, double height, double radius, std::string_view classes);
  void raw(std::string_view markup) { body += markup; }
  /// A line through points, closed where it is an area.
  void path(const std::vector<std::pair<double, double>>& points, bool closed, std::string_view classes);
  /// The mark of a series, numbered from 0.
  void mark(double x, double y, std::size_t series);
  /// `y` is that of the line it stands on.
  void text(double x, double y, std::string_view text, double room, Anchor anchor = Anchor::start,
            std::string_view classes = {});
  /// In at most three lines from `top` on; where they end.
  double paragraph(double x, double top, const std::string& text, double room, std::string_view classes = {});
  /// Keys beside each other as far as there is room, from `top` on; where they end.
  double legend(double x, double top, const std::vector<Key>& keys, double room);
  /// What is drawn until `end` is told as one.
  void begin(std::string_view told);
  void end();

  std::string body;
};

/// A finished chart.
struct Drawing {
  std::string title, description, body;
  double height = 0;
  double width = page;
};

/// The rules that charts are coloured by, for a style element.
std::string style();
/// The colours as custom properties, of one theme.
std::string properties(bool dark);
/// As text; with its own rules where no page has them. `id` is what its parts are named by; the content's hash where it is empty.
std::string document(const Drawing& drawing, bool has_style, const std::string& id = {});

/// A scale with round numbers on it.
class Axis {
public:
  /// Takes in a number that is to be shown; what is not finite is passed over.
  void see(double value);
  /// To be called when all is seen: at most so many steps. Nothing is always shown if `from_zero`, else where it is near. A scale of
  /// per cent of probabilities ends at 100.
  void round(int most_steps, bool from_zero, bool is_share);

  std::vector<double> ticks() const;
  std::string tick_text(double value) const;
  /// From 0 to 1; what lies outside is at the end.
  double place(double value) const;
  double low() const { return low_; }
  double high() const { return high_; }
  bool has(double value) const { return value >= low_ && value <= high_; }

private:
  double low_ = std::numeric_limits<double>::infinity(), high_ = -low_, step_ = 1;
};

/// How a chart is to look. Narrow ones have their labels above their rows.
struct Look {
  double width = page;
  std::vector<std::string> labels = {};  ///< of the answers, in the place of their questions
  bool has_heading = true;               ///< else what is shown is said outside
  std::string label(std::size_t number, const Answer& answer) const {
    return number < labels.size() && !labels[number].empty() ? labels[number] : answer.question;
  }
};

/// Whether both ends are.
inline bool is_finite(const Interval& interval) {
  return std::isfinite(interval.low) && std::isfinite(interval.high);
}

/// The charts themselves, as declared in casus/report/svg.hpp.
Drawing curve(const std::vector<Answer>& curves, const Look& look = {});
Drawing forest(const std::vector<Answer>& answers, const Look& look = {});
Drawing bars(const Answer& answer, const Look& look = {});
Drawing tornado(const Sensitivity& sensitivity, std::size_t most, const Look& look = {});

}  // namespace casus::drawing
