// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/detail/quiet.inl>
#include <casus/distribution/logit_normal.hpp>

namespace casus::distribution {

template <class Function> double LogitNormal::expectation(const Function& f) const {
  const double location = -std::abs(logit_location);
  const double scale = logit_scale;
  const auto integrand = [&](double z) {
    return f(1 / (1 + std::exp(-(location + scale * z)))) * detail::standard_normal_density(z);
  };
  const double low = -9.0, high = (std::min)(9.0 + 2 * scale, 39.0);
  const double step = -location / scale;  // p passes 1/2 here, steeply if the scale is large
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 31, detail::QuietPolicy>;
  constexpr unsigned depth = 12;
  constexpr double tolerance = 1e-12;
  const auto part = [&](double from, double to) {
    return Quadrature::integrate(integrand, from, to, depth, tolerance);
  };
  if (!(step < high)) return part(low, 0.0) + part(0.0, high);
  return part(low, 0.0) + part(0.0, step) + part(step, high);
}

CASUS_INLINE double LogitNormal::mean() const {
  // Integrates the smaller of p and 1 - p, so means near 0 keep their digits.
  const double small = expectation([](double p) { return p; });
  return logit_location > 0 ? 1 - small : small;
}

CASUS_INLINE double LogitNormal::variance() const {
  const double small = expectation([](double p) { return p; });
  return expectation([small](double p) { return (p - small) * (p - small); });
}

}  // namespace casus::distribution
