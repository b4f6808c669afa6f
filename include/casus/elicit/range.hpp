// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <casus/detail/text.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/error.hpp>

/// Judgements in words and ranges, turned into distributions.
namespace casus::elicit {

/// A judgement by its 5, 50 and 95 % points.
struct Range {
  double low;
  double mid;
  double high;
};

namespace detail {

struct Line {
  double location;
  double scale;
};

/// The least-squares line y = location + scale z of the transformed points on the standard normal points z =
/// -q, 0, q, q = Phi^-1(0.95). As these sum to 0, location is the mean of the y, and scale = sum(z y) /
/// sum(z^2) = q (y_high - y_low) / (2 q^2).
inline Line fit_line(double low, double mid, double high) {
  constexpr double q = 1.6448536269514722;
  return {(low + mid + high) / 3, (high - low) / (2 * q)};
}

/// For a range whose points are distinct doubles, but whose transformed points are not.
inline void check_line(const Line& line, std::string_view subject) {
  if (!(line.scale > 0)) throw Error(std::string(subject), "a range wide enough to fit", "one of no width");
}

inline void check_range(const Range& range, double below, double above, const char* domain,
                        std::string_view subject) {
  for (const double value : {range.low, range.mid, range.high})
    if (!(value > below && value < above))
      throw Error(std::string(subject), domain, casus::detail::number(value));
  if (!(range.low < range.mid))
    throw Error(std::string(subject),
                "a middle value above the low one (" + casus::detail::number(range.low) + ")",
                casus::detail::number(range.mid));
  if (!(range.mid < range.high))
    throw Error(std::string(subject),
                "a high value above the middle one (" + casus::detail::number(range.mid) + ")",
                casus::detail::number(range.high));
}

}  // namespace detail

/// The logit-normal distribution nearest to a range of a probability or share, by least squares on the log
/// odds. Its own 5, 50 and 95 % points differ from the range where that is skewed on the log odds: show both.
/// Throws Error, about `subject`, unless 0 < low < mid < high < 1.
inline distribution::LogitNormal fit_logit_normal(const Range& range, std::string_view subject = "range") {
  detail::check_range(range, 0.0, 1.0, "a number strictly between 0 and 1", subject);
  const auto logit = [](double p) { return std::log(p) - std::log1p(-p); };
  const auto line = detail::fit_line(logit(range.low), logit(range.mid), logit(range.high));
  detail::check_line(line, subject);
  return {line.location, line.scale};
}

/// The log-normal distribution nearest to a range of a positive quantity, by least squares on the logarithms.
/// Throws Error, about `subject`, unless 0 < low < mid < high < infinity.
inline distribution::LogNormal fit_log_normal(const Range& range, std::string_view subject = "range") {
  detail::check_range(range, 0.0, casus::detail::infinity, "a positive finite number", subject);
  const auto line = detail::fit_line(std::log(range.low), std::log(range.mid), std::log(range.high));
  detail::check_line(line, subject);
  return {line.location, line.scale};
}

}  // namespace casus::elicit
