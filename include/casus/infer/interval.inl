// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <casus/infer/interval.hpp>

namespace casus {

namespace detail {

CASUS_INLINE double normal_point(double level) {
  return boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
}
CASUS_INLINE double student_point(double level, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), 0.5 + level / 2);
}

}  // namespace detail

CASUS_INLINE Interval clopper_pearson_interval(double hits, double trials, double level) {
  const double tail = (1 - level) / 2;
  if (hits <= 0) return {0, 1 - std::pow(1 - level, 1 / trials)};
  if (hits >= trials) return {std::pow(1 - level, 1 / trials), 1};
  return {boost::math::ibeta_inv(hits, trials - hits + 1, tail),
          boost::math::ibeta_inv(hits + 1, trials - hits, 1 - tail)};
}

CASUS_INLINE double effective_worlds(const std::vector<WorldEstimate>& worlds) {
  double greatest = 0, sum = 0, squares = 0;
  bool are_equal = true;
  for (const WorldEstimate& world : worlds) {
    greatest = (std::max)(greatest, world.weight);
    are_equal = are_equal && world.weight == worlds[0].weight;
  }
  if (are_equal) return static_cast<double>(worlds.size());
  for (const WorldEstimate& world : worlds) {
    const double weight = world.weight / greatest;
    sum += weight;
    squares += weight * weight;
  }
  return sum * sum / squares;
}

}  // namespace casus
