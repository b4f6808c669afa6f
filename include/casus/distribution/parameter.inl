// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/distribution/parameter.hpp>

namespace casus::distribution {

CASUS_INLINE bool is_inside(Domain domain, double x) noexcept {
  constexpr double infinity = casus::detail::infinity;
  switch (domain) {
    case Domain::finite: return std::isfinite(x);
    case Domain::positive: return x > 0 && x < infinity;
    case Domain::shape: return x > 0 && x <= largest_shape;
    case Domain::mean_count: return x >= 0 && x <= largest_shape;
    case Domain::whole_count: return x >= 0 && x <= largest_shape && x == std::floor(x);
    case Domain::probability: return x >= 0 && x <= 1;
    case Domain::positive_probability: return x > 0 && x <= 1;
    case Domain::success: return x > 0 && x <= 1 && (1 - x) / x <= largest_shape;
    case Domain::low_end: return x < infinity;
    case Domain::high_end: return x > -infinity;
  }
  return false;
}

CASUS_INLINE std::string expected(Domain domain, double x) {
  const bool is_too_large = x > largest_shape && x < casus::detail::infinity;
  const auto at_most = [] { return "a number of at most " + casus::detail::number(largest_shape); };
  switch (domain) {
    case Domain::finite: return "a finite number";
    case Domain::positive: return "a positive finite number";
    case Domain::shape: return is_too_large ? at_most() : "a positive finite number";
    case Domain::mean_count: return is_too_large ? at_most() : "a finite number of at least 0";
    case Domain::whole_count:
      return is_too_large && x == std::floor(x) ? at_most() : "a whole number of at least 0";
    case Domain::probability: return "a probability in [0, 1]";
    case Domain::success:
      if (x > 0 && x <= 1)
        return "a probability with at most " + casus::detail::number(largest_shape) + " expected failures";
      [[fallthrough]];
    case Domain::positive_probability: return "a probability in (0, 1]";
    case Domain::low_end: return "a finite number or -infinity";
    case Domain::high_end: return "a finite number or infinity";
  }
  return {};
}

}  // namespace casus::distribution
