// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include <casus/fwd.hpp>
#include <casus/infer/interval.hpp>

/// Sums over weighted trajectories, and diagnostics of importance weights.
namespace casus {

/// Sums over trajectories with non-negative weights.
struct WeightSums {
  Index count = 0;     ///< trajectories of positive weight
  double sum = 0;      ///< of the weights
  double squares = 0;  ///< of their squares

  WeightSums& operator+=(const WeightSums& other) noexcept {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
    return *this;
  }

  /// Multiplies each weight by a factor.
  WeightSums& operator*=(double factor) noexcept {
    sum *= factor;
    squares *= factor * factor;
    return *this;
  }

  /// Returns Kish's effective sample size: the number of trajectories of equal weight with the same
  /// error (Kish, Survey Sampling, 1965, section 11.7). 0 if there is no weight.
  double effective() const noexcept { return squares > 0 ? sum / squares * sum : 0; }
};

/// Weights of the trajectories in which an event holds, and of the others.
struct WeightedProportion {
  WeightSums hits, misses;

  WeightedProportion& operator+=(const WeightedProportion& other) noexcept {
    hits += other.hits;
    misses += other.misses;
    return *this;
  }
  WeightedProportion& operator*=(double factor) noexcept {
    hits *= factor;
    misses *= factor;
    return *this;
  }
  double total() const noexcept { return hits.sum + misses.sum; }
  /// Returns the weighted proportion; NaN if there is no weight.
  double value() const noexcept {
    return total() > 0 ? hits.sum / total() : std::numeric_limits<double>::quiet_NaN();
  }
  /// Returns the variance of the self-normalised value, by the delta method (Owen, Monte Carlo
  /// theory, methods and examples, 2013, section 9.2).
  double variance() const noexcept {
    const double p = value(), scale = total() * total();
    return (hits.squares * (1 - p) * (1 - p) + misses.squares * p * p) / scale;
  }
};

/// The largest of many positive numbers, at most `capacity`. The numbers kept do not depend on the
/// order in which they are inserted or combined.
class LargestValues {
public:
  static constexpr std::size_t capacity = 256;

  void insert(double value) {
    if (!(value > threshold_)) return;
    kept_.push_back(value);
    if (kept_.size() >= 2 * capacity) trim();
  }
  LargestValues& operator+=(const LargestValues& other) {
    for (const double value : other.kept_) insert(value);
    return *this;
  }
  LargestValues& operator*=(double factor) {
    for (double& value : kept_) value *= factor;
    threshold_ *= factor;
    return *this;
  }
  /// Returns the bound below which no value can be among the largest.
  double threshold() const noexcept { return threshold_; }

  /// Returns the values in decreasing order.
  std::vector<double> sorted() const {
    std::vector<double> values = kept_;
    std::sort(values.begin(), values.end(), std::greater<>());
    values.resize((std::min)(values.size(), capacity));
    return values;
  }

private:
  void trim() {
    const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(capacity) - 1;
    std::nth_element(kept_.begin(), last, kept_.end(), std::greater<>());
    threshold_ = *last;
    kept_.resize(capacity);
  }

  std::vector<double> kept_;
  double threshold_ = 0;
};

/// The largest of many squared deviations, and sums that show how much of the total is due to a
/// few.
struct SquaredDeviations {
  LargestValues largest = {};
  double count = 0, sum = 0, squares = 0;

  void add(double square) {
    largest.insert(square);
    count += 1;
    sum += square;
    squares += square * square;
  }
  SquaredDeviations& operator+=(const SquaredDeviations& other) {
    largest += other.largest;
    count += other.count;
    sum += other.sum;
    squares += other.squares;
    return *this;
  }
  /// Multiplies each deviation by a factor, so its square by the square of the factor.
  SquaredDeviations& operator*=(double factor) {
    largest *= factor * factor;
    sum *= factor * factor;
    squares *= factor * factor * (factor * factor);
    return *this;
  }
  /// Returns Kish's number of equal deviations that would vary as much.
  double effective() const noexcept { return squares > 0 ? sum / squares * sum : count; }
};

/// Weighted mean, and weighted sum of squared deviations from it.
struct WeightedSpread {
  double weight = 0;
  double mean = 0;
  double squares = 0;

  /// Combines two groups (West, Communications of the ACM 22 (1979) 532-535,
  /// doi:10.1145/359146.359153).
  WeightedSpread& operator+=(const WeightedSpread& other) noexcept {
    if (!(other.weight > 0)) return *this;
    if (!(weight > 0)) return *this = other;
    const double share = other.weight / (weight + other.weight);
    const double delta = other.mean - mean;
    squares = std::fma(delta * delta, weight * share, squares + other.squares);
    weight += other.weight;
    mean = std::fma(delta, share, mean);
    return *this;
  }
  WeightedSpread& operator*=(double factor) noexcept {
    weight *= factor;
    squares *= factor;
    return *this;
  }
};

/// Spread of a quantity under the weights, and under their squares, from which the error of its
/// mean is computed.
struct WeightedMoments {
  Index count = 0;  ///< trajectories of positive weight
  WeightedSpread plain, squared;
  bool by_value = false;  ///< whether `deviations` are those of values, not of groups
  /// Of each value, times its weight, from the mean so far; or of each group, whose sum of squares
  /// is that of `squared`. With few groups, or few values in each, only values show a tail.
  SquaredDeviations deviations = {};

  WeightedMoments& operator+=(const WeightedMoments& other) noexcept {
    count += other.count;
    plain += other.plain;
    squared += other.squared;
    by_value = by_value || other.by_value;
    deviations += other.deviations;
    return *this;
  }
  WeightedMoments& operator*=(double factor) noexcept {
    plain *= factor;
    squared *= factor * factor;
    deviations *= factor;
    return *this;
  }
  double effective() const noexcept {
    return squared.weight > 0 ? plain.weight / squared.weight * plain.weight : 0;
  }
  /// Returns the variance of the self-normalised mean, by the delta method: sum of w^2 (x - mean)^2
  /// over the square of the sum of w. NaN if one trajectory has all weight.
  double variance() const noexcept {
    if (count < 2) return std::numeric_limits<double>::quiet_NaN();
    const double off = squared.mean - plain.mean;
    return (squared.squares + squared.weight * off * off) / (plain.weight * plain.weight);
  }
};

/// Returns the shape of a generalised Pareto distribution fitted to excesses over a threshold,
/// which must be in increasing order, at least 5 and not all equal: the empirical Bayes estimate of
/// Zhang and Stephens (Technometrics 51 (2009) 316-325, doi:10.1198/tech.2009.08017), with the weak
/// prior of Vehtari, Simpson, Gelman, Yao and Gabry (JMLR 25 (2024) 72, appendix), which draws it
/// towards 1/2.
inline double pareto_shape(const std::vector<double>& excesses) {
  const double n = static_cast<double>(excesses.size());
  const auto candidates = static_cast<std::size_t>(30 + std::sqrt(n));
  const double quartile = excesses[static_cast<std::size_t>(n / 4 + 0.5) - 1];
  const auto shape_at = [&](double theta) {
    double sum = 0;
    for (const double excess : excesses) sum += std::log1p(-theta * excess);
    return sum / n;
  };
  std::vector<double> thetas, profile;
  for (std::size_t i = 1; i <= candidates; ++i) {
    const double theta =
        1 / excesses.back() +
        (1 - std::sqrt(static_cast<double>(candidates) / (static_cast<double>(i) - 0.5))) / (3 * quartile);
    const double shape = shape_at(theta);
    thetas.push_back(theta);
    profile.push_back(n * (std::log(-theta / shape) - shape - 1));
  }
  double theta = 0;
  for (std::size_t i = 0; i < candidates; ++i) {
    double sum = 0;
    for (const double other : profile) sum += std::exp(other - profile[i]);
    theta += thetas[i] / sum;
  }
  constexpr double prior = 10;
  return (shape_at(theta) * n + 0.5 * prior) / (n + prior);
}

/// Returns the Pareto-k diagnostic of importance weights: the tail index of the largest of them.
/// Beyond 0.7 no feasible number of draws gives a trustworthy error (Vehtari et al., JMLR 25 (2024)
/// 72, who fit to the 3 sqrt(n) largest; here at most LargestValues::capacity). Absent if fewer
/// than 5 weights exceed the rest, or if these are all equal, as weights from a few discrete
/// variables are: then the largest weight was drawn many times.
inline std::optional<double> pareto_k(const LargestValues& largest, double count) {
  const std::vector<double> weights = largest.sorted();
  const auto tail = static_cast<std::size_t>((std::min)(
      {std::ceil((std::min)(0.2 * count, 3 * std::sqrt(count))), static_cast<double>(weights.size()) - 1.0}));
  if (weights.size() < 6 || tail < 5) return std::nullopt;
  std::vector<double> excesses;
  for (std::size_t i = tail; i-- > 0;)
    if (weights[i] > weights[tail]) excesses.push_back(weights[i] - weights[tail]);
  if (excesses.size() < 5 || !(excesses.front() < excesses.back())) return std::nullopt;
  return pareto_shape(excesses);
}

/// Returns the largest tail index at which the error from `count` weights can be trusted (Vehtari
/// et al., as above).
inline double pareto_k_limit(double count) { return (std::min)(0.7, 1 - 1 / std::log10(count)); }

/// Inputs of an interval for a self-normalised probability.
struct WeightedShare {
  double value;
  double standard_error;
  double hits, misses;  ///< effective numbers; 0 only if there are none
  double trials;        ///< effective number of trials for a bound if there are no hits or no misses
  double degrees;  ///< of freedom of the standard error; infinite if it is that of independent trajectories
};

/// Returns an interval: with many effective hits and misses by the delta method on the log-odds
/// scale, which stays inside (0, 1). With few: Clopper and Pearson's interval at the effective
/// sample size (Korn and Graubard, Survey Methodology 24 (1998) 193-201), which is the smallest of
/// the sizes given by the standard error, the hits and the misses. With none: a bound.
inline Interval weighted_interval(const WeightedShare& share, double level) {
  if (!(share.hits > 0)) return clopper_pearson_interval(0, share.trials, level);
  if (!(share.misses > 0)) return clopper_pearson_interval(share.trials, share.trials, level);
  const double t = std::isinf(share.degrees) ? detail::normal_point(level)
                                             : detail::student_point(level, (std::max)(share.degrees, 1.0));
  // Keeps the value strictly inside (0, 1): it may have been rounded to one of the ends.
  const double value = std::clamp(share.value, (std::numeric_limits<double>::min)(),
                                  1 - std::numeric_limits<double>::epsilon() / 2);
  const double spread = value * (1 - value);
  constexpr double many = 30;
  if (share.hits >= many && share.misses >= many) {
    const double half = t * share.standard_error / spread;
    const double centre = std::log(value / (1 - value));
    return {1 / (1 + std::exp(half - centre)), 1 / (1 + std::exp(-half - centre))};
  }
  const double adjustment = detail::normal_point(level) / t;
  const double trials =
      (std::min)({spread / (share.standard_error * share.standard_error) * adjustment * adjustment,
                  share.hits / value, share.misses / (1 - value)});
  return clopper_pearson_interval(value * trials, trials, level);
}

}  // namespace casus
