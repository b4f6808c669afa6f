// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>

/// Intervals and ranges from counts. Pure functions, safe to call from several threads.
namespace casus {

namespace detail {

/// Returns the half-width of an interval of this level, in standard errors: of the normal
/// distribution, and of Student's t distribution.
double normal_point(double level);
double student_point(double level, double degrees);

}  // namespace detail

/// Returns Wilson's score interval for a proportion (J. Am. Stat. Assoc. 22 (1927) 209,
/// doi:10.1080/01621459.1927.10502953). `trials` must be positive.
inline Interval wilson_interval(double hits, double trials, double level) {
  const double z = detail::normal_point(level);
  const double p = hits / trials;
  const double centre = (p + z * z / (2 * trials)) / (1 + z * z / trials);
  const double half =
      z / (1 + z * z / trials) * std::sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials));
  return {(std::max)(0.0, centre - half), (std::min)(1.0, centre + half)};
}

/// Returns the interval of Clopper and Pearson for a proportion (Biometrika 26 (1934) 404,
/// doi:10.1093/biomet/26.4.404), whose coverage is never below its level. `hits` and `trials` need
/// not be integers. Each side takes half of the error probability, also for 0 hits and for hits =
/// trials: a bound that took all of it there would add to the misses of the neighbouring intervals.
Interval clopper_pearson_interval(double hits, double trials, double level);

/// Ranks of the order statistics that enclose a quantile; the least value has rank 1. 0 or count +
/// 1 if that end lies beyond the sample.
struct RankInterval {
  double low, high;
};

/// Returns the ranks for `count` independent draws: P(X_(low) > q) and P(X_(high) < q) are at most
/// (1 - level) / 2 each, for any distribution, because the number of draws below q is binomial
/// (David and Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1, doi:10.1002/0471722162).
RankInterval quantile_ranks(double probability, double count, double level);

/// Ratio of two means over independent clusters, sum(numerator) / sum(denominator), with its
/// linearised standard error (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.3). Clusters
/// with a zero denominator count as clusters.
struct ClusterRatio {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Index clusters = 0;  ///< with a positive denominator
  /// Degrees of freedom of the standard error, for the case that few clusters contribute most of
  /// it: Satterthwaite's (Biometrics Bulletin 2 (1946) 110-114, doi:10.2307/3002019), with the
  /// square of each residual as its variance. This is conservative: a third of the number of
  /// clusters if the residuals are normal with equal variances.
  double degrees = std::numeric_limits<double>::quiet_NaN();

  ClusterRatio(const std::vector<double>& numerators, const std::vector<double>& denominators) {
    double top = 0, bottom = 0;
    for (std::size_t i = 0; i < numerators.size(); ++i) {
      top += numerators[i];
      bottom += denominators[i];
      clusters += denominators[i] > 0 ? 1 : 0;
    }
    if (!(bottom > 0)) return;
    value = top / bottom;
    double squares = 0;
    std::vector<double> each;
    for (std::size_t i = 0; i < numerators.size(); ++i) {
      const double residual = numerators[i] - value * denominators[i];
      each.push_back(residual * residual);
      squares += each.back();
    }
    const double count = static_cast<double>(numerators.size());
    if (clusters <= 1) return;
    standard_error = std::sqrt(squares * count / (count - 1)) / bottom;
    double concentration = 0;
    for (const double square : each)
      if (squares > 0) concentration += square / squares * (square / squares);
    degrees = concentration > 0 ? 1 / concentration : count - 1;
  }
};

/// Returns an interval for a probability estimated over clusters. With many hits in many clusters:
/// Student's t on the log-odds scale (delta method), which stays inside (0, 1) and follows the
/// skewness of small probabilities. With few: the interval of Korn and Graubard (Survey Methodology
/// 24 (1998) 193-201), Clopper and Pearson's at the effective sample size. If there are no hits, or
/// only hits: a bound that is valid for any spread between clusters, each cluster counting once.
inline Interval cluster_interval(const ClusterRatio& ratio, double hits, double cases, Index clusters_hit,
                                 Index clusters_missed, double level) {
  const double clusters = static_cast<double>(ratio.clusters);
  if (hits <= 0 || hits >= cases || !(ratio.standard_error > 0))
    return clopper_pearson_interval(hits <= 0       ? 0
                                    : hits >= cases ? clusters
                                                    : ratio.value * clusters,
                                    clusters, level);
  const double t = detail::student_point(level, clusters - 1);
  const double spread = ratio.value * (1 - ratio.value);
  if (clusters_hit >= 30 && clusters_missed >= 30) {
    const double half = t * ratio.standard_error / spread;
    const double centre = std::log(ratio.value / (1 - ratio.value));
    return {1 / (1 + std::exp(half - centre)), 1 / (1 + std::exp(-half - centre))};
  }
  const double adjustment = detail::student_point(level, (std::max)(1.0, cases - 1)) / t;
  const double effective =
      (std::min)(cases, spread / (ratio.standard_error * ratio.standard_error) * adjustment * adjustment);
  return clopper_pearson_interval(ratio.value * effective, effective, level);
}

/// One world's estimate of the target, the variance of the noise in it, and the world's weight.
struct WorldEstimate {
  double value;
  double noise_variance;
  double weight;
  Index world = -1;  ///< its number; -1: unknown
};

/// Returns the number of worlds of equal weight with the same error (Kish, Survey Sampling, 1965,
/// section 11.7).
double effective_worlds(const std::vector<WorldEstimate>& worlds);

/// Central part of the weighted distribution over worlds, without the noise within each world:
/// constrained empirical Bayes (Louis, J. Am. Stat. Assoc. 79 (1984) 393-398,
/// doi:10.1080/01621459.1984.10478062; Ghosh, ibid. 87 (1992) 533,
/// doi:10.1080/01621459.1992.10475236). The estimates are shrunk towards their mean, each by the
/// square root of its reliability, so that they have the variance of the true values rather than
/// that of the noisy ones; the variance of the true values is the variance of the estimates minus
/// the mean noise variance. Absent if the variance is mostly noise (`reliability` below 1/4).
struct WorldRange {
  std::optional<Interval> range;
  double reliability = 0;  ///< share of the variance between worlds that is not noise

  WorldRange(std::vector<WorldEstimate> worlds, double level) {
    double weight = 0, mean = 0, noise = 0, total = 0;
    for (const WorldEstimate& world : worlds) {
      weight += world.weight;
      mean += world.weight * world.value;
      noise += world.weight * world.noise_variance;
    }
    if (worlds.size() < 2 || !(weight > 0)) return;
    mean /= weight;
    noise /= weight;
    for (const WorldEstimate& world : worlds)
      total += world.weight * (world.value - mean) * (world.value - mean);
    total /= weight;
    const double between = total - noise;
    reliability = total > 0 ? (std::max)(0.0, between / total) : noise > 0 ? 0 : 1;
    if (reliability < 0.25) return;
    for (WorldEstimate& world : worlds) {
      const double keep = between > 0 ? std::sqrt(between / (between + world.noise_variance)) : 0;
      world.value = mean + keep * (world.value - mean);
    }
    std::sort(worlds.begin(), worlds.end(),
              [](const WorldEstimate& a, const WorldEstimate& b) { return a.value < b.value; });
    range =
        Interval{quantile_of(worlds, weight, (1 - level) / 2), quantile_of(worlds, weight, (1 + level) / 2)};
  }

private:
  // Interpolates linearly between the midpoints of the sorted weights.
  static double quantile_of(const std::vector<WorldEstimate>& sorted, double weight, double probability) {
    const double wanted = probability * weight;
    double before = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const double middle = before + sorted[i].weight / 2;
      if (middle >= wanted) {
        if (i == 0) return sorted[0].value;
        const double previous = before - sorted[i - 1].weight / 2;
        const double share = (wanted - previous) / (middle - previous);
        return sorted[i - 1].value + share * (sorted[i].value - sorted[i - 1].value);
      }
      before += sorted[i].weight;
    }
    return sorted.back().value;
  }
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/interval.inl>
#endif
