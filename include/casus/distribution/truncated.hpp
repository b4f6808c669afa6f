// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/entry.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The distribution `Distribution` conditioned on the closed interval [low, high]. Its parameters
/// are those of `Distribution`, then low and high, each of which may be infinite if the support of
/// `Distribution` is. The interval must lie within the support, and its probability must not be 0
/// in double precision. For a normal distribution use TruncatedNormal, which is accurate further
/// out in the tails. The moments are not available (NaN).
template <class Distribution> struct Truncated {
private:
  static constexpr std::size_t inner = Distribution::parameters.size();
  static_assert(inner + 2 <= most_parameters);

  static constexpr std::string_view prefix = "Truncated";
  static constexpr auto letters = [] {
    std::array<char, prefix.size() + Distribution::name.size()> all{};
    std::copy(Distribution::name.begin(), Distribution::name.end(),
              std::copy(prefix.begin(), prefix.end(), all.begin()));
    return all;
  }();

public:
  static constexpr std::string_view name{letters.data(), letters.size()};
  static constexpr auto parameters = [] {
    std::array<Parameter, inner + 2> all{};
    std::copy(Distribution::parameters.begin(), Distribution::parameters.end(), all.begin());
    all[inner] = {"low", Domain::low_end};
    all[inner + 1] = {"high", Domain::high_end};
    return all;
  }();
  static constexpr Ends ends{end_of(inner), end_of(inner + 1)};
  static constexpr bool is_count = entries::of<Distribution>.is_count;
  static constexpr bool compares_cdf = is_count;
  static constexpr bool has_survival = entries::of<Distribution>.has_survival;
  static const std::array<Rule, 3> rules;

  /// Takes a row of the parameters of `Distribution`, then low and high.
  explicit Truncated(std::span<const double> row) { std::copy_n(row.begin(), row_.size(), row_.begin()); }
  template <class... Numbers>
  requires(sizeof...(Numbers) == inner + 2) explicit Truncated(const Numbers&... numbers)
      : row_{static_cast<double>(numbers)...} {}

  const std::array<double, inner + 2>& row() const noexcept { return row_; }
  double low() const noexcept { return row_[inner]; }
  double high() const noexcept { return row_[inner + 1]; }

  double density(double x) const noexcept {
    return x >= low() && x <= high() ? law().density(row_.data(), x) / mass() : 0.0;
  }
  double cdf(double x) const noexcept {
    if (x < low()) return 0.0;
    return x >= high() ? 1.0 : (std::min)(between(x) / mass(), 1.0);
  }
  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const noexcept {
    if (x < low()) return 1.0;
    if (x >= high()) return 0.0;
    const double above = law().survival(row_.data(), x), below = law().cdf(row_.data(), x);
    const double part =
        above < below ? above - law().survival(row_.data(), high()) : law().cdf(row_.data(), high()) - below;
    return std::clamp(part / mass(), 0.0, 1.0);
  }
  /// Returns the u-quantile, u in (0, 1), never outside [low, high]. Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return value(u, 1 - u); }
  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return value(1 - tail, tail); }
  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  std::pair<double, double> support() const noexcept { return {low(), high()}; }

private:
  static constexpr const FamilyEntry& law() noexcept { return entries::of<Distribution>; }
  static std::pair<double, double> limits(std::span<const double> row) noexcept {
    return law().support(row.data());
  }

  // Returns the largest value that is cut off below; for counts, the predecessor of the first that
  // is kept.
  double before() const noexcept { return is_count ? std::ceil(low()) - 1 : low(); }
  // Returns P(low <= X <= x) under `Distribution`, from the tail in which it is more accurate.
  double between(double x) const noexcept {
    const double below = law().cdf(row_.data(), before()), above = law().survival(row_.data(), before());
    return (std::max)(
        0.0, below < above ? law().cdf(row_.data(), x) - below : above - law().survival(row_.data(), x));
  }
  double mass() const noexcept { return between(high()); }

  // Returns the value with probability `lower` below and `upper` above it: the quantile of
  // `Distribution` from the nearer tail, corrected for the rounding error of its argument.
  double value(double lower, double upper) const noexcept {
    if (lower <= 0) return low();
    if (upper <= 0) return high();
    const double below = std::fma(lower, mass(), law().cdf(row_.data(), before()));
    const double above = std::fma(upper, mass(), law().survival(row_.data(), high()));
    const double near =
        below <= above ? law().quantile(row_.data(), below) : law().upper_quantile(row_.data(), above);
    const auto reached = [&](double x) { return lower <= upper ? cdf(x) >= lower : survival(x) <= upper; };
    if constexpr (is_count) {
      const double last = std::floor(high());
      return (std::max)(std::ceil(low()), detail::least_count((std::min)(near, last), last, reached));
    } else {
      const double x =
          std::isfinite(near) ? improved(near, lower, upper) : detail::least_double(low(), reached);
      return x >= low() ? (std::min)(x, high()) : low();
    }
  }

  // Corrects a quantile by Newton's method. In a far tail this takes several steps.
  double improved(double x, double lower, double upper) const noexcept {
    if (!law().has_density) return x;
    for (int step = 0; step < 10; ++step) {
      const double density = law().density(row_.data(), x) / mass();
      const double off = lower <= upper ? cdf(x) - lower : upper - survival(x);
      const double better = x - off / density;
      if (!std::isfinite(better) || better == x) break;
      x = better;
      if (std::fabs(off) <= 0x1p-50 * (std::min)(lower, upper)) break;
    }
    return x;
  }

  std::array<double, inner + 2> row_;
};

template <class Distribution>
inline constexpr std::array<Rule, 3> Truncated<Distribution>::rules{
    Rule{inner, [](std::span<const double> row) noexcept { return row[inner] >= limits(row).first; },
         [](std::span<const double> row) {
           return "a value of at least " + detail::number(limits(row).first) + ", the minimum of " +
                  std::string(Distribution::name);
         }},
    Rule{inner + 1, [](std::span<const double> row) noexcept { return row[inner + 1] <= limits(row).second; },
         [](std::span<const double> row) {
           return "a value of at most " + detail::number(limits(row).second) + ", the maximum of " +
                  std::string(Distribution::name);
         }},
    Rule{inner + 1, [](std::span<const double> row) noexcept { return Truncated{row}.mass() > 0; },
         [](std::span<const double>) -> std::string { return "an interval of positive probability"; }}};

}  // namespace casus::distribution
