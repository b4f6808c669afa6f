// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <casus/detail/core.hpp>
#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// Normal(location, scale), the parent distribution, conditioned on [low, high]; low < high, low
/// may be -infinity and high may be infinity. `location` and `scale` > 0 are the mean and the
/// standard deviation of the parent, not of the truncated distribution. Accurate wherever the
/// interval lies: beyond `far` standard deviations of the parent, probabilities are ratios to that
/// of the nearer end, so none underflows.
struct TruncatedNormal {
  static constexpr std::string_view name = "TruncatedNormal";
  static constexpr std::array parameters{
      Parameter{"location", Domain::finite}, Parameter{"scale", Domain::positive},
      Parameter{"low", Domain::low_end}, Parameter{"high", Domain::high_end}};
  static constexpr Ends ends{end_of(2), end_of(3)};
  static constexpr auto within_reach = [](std::span<const double> row) {
    return "a value within " + detail::number(largest_shape) + " scales of location (" +
           detail::number(row[0]) + ")";
  };
  static constexpr std::array rules{
      Rule{2,
           [](std::span<const double> row) noexcept {
             return !(row[2] > row[0] && (row[2] - row[0]) / row[1] > largest_shape);
           },
           within_reach},
      Rule{3,
           [](std::span<const double> row) noexcept {
             return !(row[3] < row[0] && (row[0] - row[3]) / row[1] > largest_shape);
           },
           within_reach}};

  double location;
  double scale;
  double low;
  double high;

  double density(double x) const {
    if (!(x >= low && x <= high)) return 0.0;
    if (is_flat()) return 1 / (high - low);
    if (!is_upright()) return mirrored().density(-x);
    const double a = lower_end();
    if (a < far) return detail::standard_normal_density((x - location) / scale) / (mass() * scale);
    const double t = (x - low) / scale;
    return std::exp(-t * (a + t / 2)) / (mills_ratio(a) * -std::expm1(-log_fall(a, width())) * scale);
  }

  double cdf(double x) const {
    if (x <= low) return 0.0;
    if (x >= high) return 1.0;
    if (is_flat()) return (x - low) / (high - low);
    return is_upright() ? below(x) : mirrored().above(-x);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x <= low) return 1.0;
    if (x >= high) return 0.0;
    if (is_flat()) return (high - x) / (high - low);
    return is_upright() ? above(x) : mirrored().below(-x);
  }

  /// Returns the u-quantile, u in (0, 1), never outside [low, high]. Assumes that 1 - u is exact.
  /// Nondecreasing up to a few roundings. Cost: two or three complementary error functions, and
  /// three to five steps of Newton's method near an end or in a tail.
  double quantile(double u) const noexcept {
    if (u <= 0) return low;
    if (u >= 1) return high;
    return value(u, 1 - u);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return value(1 - tail, tail); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns the mean. Both moments are computed by adaptive Gauss-Kronrod quadrature, with an
  /// error of 1e-10 relative to the distance from the nearer end, or from `location` if that lies
  /// between the ends.
  double mean() const {
    if (is_flat()) return low + (high - low) / 2;
    if (!is_upright()) return -mirrored().mean();
    const double a = lower_end();
    return a > 0 ? low + scale * moments().first : location + scale * moments().first;
  }
  double variance() const {
    if (is_flat()) return (high - low) * (high - low) / 12;
    return scale * scale * (is_upright() ? moments() : mirrored().moments()).second;
  }
  std::pair<double, double> support() const { return {low, high}; }

private:
  /// Distance from the parent's mean, in standard deviations, from which an interval is computed
  /// relative to its nearer end.
  static constexpr double far = 5;

  double lower_end() const { return (low - location) / scale; }
  double upper_end() const { return (high - location) / scale; }
  double width() const { return (high - low) / scale; }
  // Upright: the interval reaches at least as far above the parent's mean as below it. All others
  // are mirror images of upright ones.
  bool is_upright() const {
    return lower_end() + upper_end() >= 0 || (low == -detail::infinity && high == -low);
  }
  // Flat: the parent's density changes by less than a rounding over the interval, whose probability
  // may underflow.
  bool is_flat() const {
    return width() * (std::max)({1.0, std::fabs(lower_end()), std::fabs(upper_end())}) < 0x1p-56;
  }
  TruncatedNormal mirrored() const { return {-location, scale, -high, -low}; }

  /// Returns (1 - Phi(z)) / phi(z) for z >= `far`, by Laplace's continued fraction. Max relative
  /// error 1e-15.
  static double mills_ratio(double z) {
    double fraction = z;
    for (int k = 32; k > 0; --k) fraction = z + k / fraction;
    return 1 / fraction;
  }

  /// Returns -log P(Z > a + t | Z > a) for a standard normal Z; a >= `far`, t >= 0.
  static double log_fall(double a, double t);

  /// Returns the parent's probability of [from, to], in standard deviations; `width` is to - from.
  /// The relative error is a few roundings.
  static double between(double from, double to, double width);
  double mass() const { return between(lower_end(), upper_end(), width()); }

  // Return the probabilities below and above x, for an upright interval and x inside it.
  double below(double x) const {
    const double a = lower_end(), t = (x - low) / scale;
    if (a < far) return (std::min)(between(a, (x - location) / scale, t) / mass(), 1.0);
    return (std::min)(std::expm1(-log_fall(a, t)) / std::expm1(-log_fall(a, width())), 1.0);
  }
  double above(double x) const {
    const double a = lower_end(), b = upper_end(), t = (x - low) / scale;
    if (a < far) return (std::min)(between((x - location) / scale, b, (high - x) / scale) / mass(), 1.0);
    const double all = log_fall(a, width()), fall = log_fall(a, t);
    if (fall == detail::infinity) return 0.0;
    return (std::min)(std::exp(-fall) * (std::expm1(fall - all) / std::expm1(-all)), 1.0);
  }

  double value(double lower, double upper) const noexcept {
    if (is_flat()) return std::fma(high - low, lower, low);
    const double x = is_upright() ? inverse(lower, upper) : -mirrored().inverse(upper, lower);
    return x >= low ? (std::min)(x, high) : low;
  }

  // Returns the value with probability `lower` below and `upper` above it, for an upright interval.
  double inverse(double lower, double upper) const noexcept {
    const double a = lower_end(), b = upper_end();
    if (a >= far) return std::fma(scale, (std::min)(far_inverse(a, lower, upper), width()), low);
    const double z = detail::scalar::normal_quantile(
        std::fma(detail::standard_normal_cdf(a), upper, detail::standard_normal_cdf(b) * lower),
        std::fma(detail::standard_normal_cdf(-a), upper, detail::standard_normal_cdf(-b) * lower));
    // Near an end the distance from it matters, which follows from z to 1e-16 only.
    const bool near_low = z - a < 1, near_high = b - z < 1;
    if (!near_low && !near_high) return std::fma(scale, z, location);
    const bool from_low = near_low && (!near_high || lower <= upper);
    const double wanted = (from_low ? lower : upper) * mass();
    double distance = std::clamp(from_low ? z - a : b - z, 0.0, (std::min)(width(), 1.0));
    for (int step = 0; step < 3; ++step) {
      const double place = from_low ? a + distance : b - distance;
      const double reached = between(from_low ? a : place, from_low ? place : b, distance);
      distance =
          std::clamp(distance + (wanted - reached) / detail::standard_normal_density(place), 0.0, width());
    }
    return from_low ? std::fma(scale, distance, low) : std::fma(-scale, distance, high);
  }

  // Returns the inverse in standard deviations above a >= far. `log_fall` is a convex function of t
  // and the starting point lies to the right of the solution (the hazard exceeds a + t), so
  // Newton's method decreases towards it.
  double far_inverse(double a, double lower, double upper) const noexcept {
    const double all = log_fall(a, width());
    const double share = lower * -std::expm1(-all);
    const double fall = share < 0.5 ? -std::log1p(-share) : -std::log(std::fma(lower, std::exp(-all), upper));
    double t = 2 * fall / (a + std::sqrt(std::fma(a, a, 2 * fall)));
    for (int step = 0; step < 5; ++step) t -= (log_fall(a, t) - fall) * mills_ratio(a + t);
    return t >= 0 ? t : 0.0;
  }

  // Returns the mean and variance of (X - origin) / scale for an upright interval; the origin is
  // its point nearest to `location`.
  std::pair<double, double> moments() const;
};

}  // namespace casus::distribution

namespace casus {
using TruncatedNormal = Conditional<distribution::TruncatedNormal>;
}

#ifndef CASUS_CORE
#include <casus/distribution/truncated_normal.inl>
#endif
