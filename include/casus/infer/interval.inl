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
  if (hits <= 0) return {0, -std::expm1(std::log(tail) / trials)};
  if (hits >= trials) return {std::pow(tail, 1 / trials), 1};
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

CASUS_INLINE RankInterval quantile_ranks(double probability, double count, double level) {
  const double tail = (1 - level) / 2;
  // P(at most k of the draws are below the quantile).
  const auto at_most = [&](double k) {
    return k < 0 ? 0 : k >= count ? 1 : boost::math::ibetac(k + 1, count - k, probability);
  };
  // Returns the least integer, at least 0, at which that exceeds a share; searched near the normal
  // approximation.
  const auto first_above = [&](double share, double z) {
    const double middle =
        std::floor(probability * count + z * std::sqrt(probability * (1 - probability) * count));
    double reach = 8 + z * z, low, high;
    for (;; reach *= 8) {
      low = (std::max)(-1.0, middle - reach);
      high = (std::min)(count, middle + reach);
      if ((low < 0 || at_most(low) <= share) && at_most(high) > share) break;
    }
    while (high - low > 1) {
      const double half = std::floor((low + high) / 2);
      (at_most(half) > share ? high : low) = half;
    }
    return high;
  };
  const double z = detail::normal_point(level);
  // Rank k + 1 exceeds q if at most k draws are below q: the ends cut off at most one tail each.
  return {first_above(tail, -z), first_above(1 - tail, z) + 1};
}

}  // namespace casus
