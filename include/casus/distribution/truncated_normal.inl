// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/detail/quiet.inl>
#include <casus/distribution/truncated_normal.hpp>

namespace casus::distribution {

CASUS_INLINE double TruncatedNormal::log_fall(double a, double t) {
  if (t == detail::infinity) return t;
  // Integrates the hazard if the result is small; the difference of two logarithms would cancel.
  if (t * (a + t) < 1) {
    const auto hazard = [&](double x) { return 1 / mills_ratio(a + t / 2 * (1 + x)); };
    return t / 2 * boost::math::quadrature::gauss<double, 7, detail::QuietPolicy>::integrate(hazard);
  }
  return t * (a + t / 2) + std::log(mills_ratio(a) / mills_ratio(a + t));
}

CASUS_INLINE double TruncatedNormal::between(double from, double to, double width) {
  if (width <= 1) {
    const auto parent = [&](double x) { return detail::standard_normal_density(from + width / 2 * (1 + x)); };
    return width / 2 * boost::math::quadrature::gauss<double, 15, detail::QuietPolicy>::integrate(parent);
  }
  if (from > 0) return detail::standard_normal_cdf(-from) - detail::standard_normal_cdf(-to);
  return detail::standard_normal_cdf(to) - detail::standard_normal_cdf(from);
}

CASUS_INLINE std::pair<double, double> TruncatedNormal::moments() const {
  const double a = lower_end(), b = upper_end(), origin = (std::max)(a, 0.0);
  // Leaves out points at which the density is below e^-50 of that at the origin.
  const double reach = 100 / (origin + std::sqrt(origin * origin + 100));
  const double from = (std::max)(a - origin, -reach);
  const double to = (std::min)(a > 0 ? width() : b, reach);
  const auto integral = [&](const auto& f) {
    const auto part = [&](double start, double end) {
      if (!(start < end)) return 0.0;
      return boost::math::quadrature::gauss_kronrod<double, 31, detail::QuietPolicy>::integrate(
          [&](double t) { return f(t) * std::exp(-t * (origin + t / 2)); }, start, end, 12, 1e-12);
    };
    return part(from, (std::min)(0.0, to)) + part((std::max)(0.0, from), to);
  };
  const double total = integral([](double) { return 1.0; });
  const double mean = integral([](double t) { return t; }) / total;
  return {mean, integral([mean](double t) { return (t - mean) * (t - mean); }) / total};
}

}  // namespace casus::distribution
