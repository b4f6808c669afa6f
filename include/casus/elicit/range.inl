// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/range.hpp>

namespace casus {

namespace elicit {
namespace detail {

CASUS_INLINE Line fit_line(double low, double mid, double high) {
  constexpr double q = 1.6448536269514722;
  return {(low + mid + high) / 3, (high - low) / (2 * q)};
}

CASUS_INLINE void check_line(const Line& line, std::string_view subject) {
  if (!(line.scale > 0)) throw Error(std::string(subject), "a range wide enough to fit", "one of no width");
}

CASUS_INLINE void check_range(const Range& range, double below, double above, const char* domain,
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
}  // namespace elicit
namespace elicit {

CASUS_INLINE distribution::LogitNormal fit_logit_normal(const Range& range, std::string_view subject) {
  detail::check_range(range, 0.0, 1.0, "a number strictly between 0 and 1", subject);
  const auto logit = [](double p) { return std::log(p) - std::log1p(-p); };
  const auto line = detail::fit_line(logit(range.low), logit(range.mid), logit(range.high));
  detail::check_line(line, subject);
  return {line.location, line.scale};
}

CASUS_INLINE distribution::LogNormal fit_log_normal(const Range& range, std::string_view subject) {
  detail::check_range(range, 0.0, casus::detail::infinity, "a positive finite number", subject);
  const auto line = detail::fit_line(std::log(range.low), std::log(range.mid), std::log(range.high));
  detail::check_line(line, subject);
  return {line.location, line.scale};
}

}  // namespace elicit
}  // namespace casus
