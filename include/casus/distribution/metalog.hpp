// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

/// Distributions that match three judged quantiles exactly (Keelin, "The Metalog Distributions",
/// Decision Analysis 13 (2016) 243-277, doi:10.1287/deca.2016.0338).
namespace casus::distribution {

/// Three-term metalog with quantiles `low`, `median` and `high` at p, 1/2 and 1 - p, as a function
/// of the log odds t of the probability y: M(t) = centre + spread t + skew (y - 1/2) t.
struct MetalogCurve {
  /// Supremum of |skew| / spread for an increasing M: 1 / max (y - 1/2 + y (1 - y) logit y).
  static constexpr double steepest = 1.6671131192019293;

  double centre, spread, skew;

  MetalogCurve(double p, double low, double median, double high)
      : centre(median), spread((high - low) / (2 * log_odds(p))),
        skew((high - 2 * median + low) / ((1 - 2 * p) * log_odds(p))) {}

  bool increases() const { return std::fabs(skew) < steepest * spread; }

  double value(double t) const { return centre + t * (spread + skew * (share(t) - 0.5)); }
  /// dM/dt.
  double slope(double t) const {
    const double y = share(t);
    return spread + skew * (y - 0.5 + t * y * share(-t));
  }
  /// Returns the t with M(t) = x, by Newton's method within a bracket.
  double solved(double x) const {
    if (!std::isfinite(x)) return x;
    double low = -1, high = 1;
    while (value(low) > x && low > -1e300) low *= 2;
    while (value(high) < x && high < 1e300) high *= 2;
    double t = std::clamp((x - centre) / spread, low, high);
    for (int step = 0; step < 200; ++step) {
      const double off = value(t) - x;
      (off > 0 ? high : low) = t;
      const double next = t - off / slope(t);
      if (std::fabs(next - t) <= 0x1p-52 * std::fabs(t)) return next;
      t = next > low && next < high ? next : low + (high - low) / 2;
    }
    return t;
  }

  static double share(double t) { return t < 0 ? std::exp(t) / (1 + std::exp(t)) : 1 / (1 + std::exp(-t)); }
  static double log_odds(double p) { return std::log((1 - p) / p); }
};

/// A distribution on the real line, given by its quantiles: `low` at `probability`, `median` at
/// 1/2, and `high` at 1 - `probability`; `probability` lies in (0, 1/2). The median must not be too
/// close to `low` or `high`: if `probability` is 0.1, (median - low) / (high - low) must lie
/// between 0.166 and 0.834.
struct Metalog {
  static constexpr std::string_view name = "Metalog";
  static constexpr std::array parameters{
      Parameter{"probability", Domain::positive_probability}, Parameter{"low", Domain::finite},
      Parameter{"median", Domain::finite}, Parameter{"high", Domain::finite}};
  static constexpr Rule below_half{
      0, [](std::span<const double> row) noexcept { return row[0] < 0.5; },
      [](std::span<const double>) -> std::string { return "a probability in (0, 0.5)"; }};
  static std::string expected_median(std::span<const double> row) {
    // spread and skew are linear in the quantiles: |1 - 2 r| < steepest (1 - 2 p) / 2, where
    // r = (median - low) / (high - low).
    const double off = MetalogCurve::steepest * (1 - 2 * row[0]) / 4;
    const double from = row[1] + (0.5 - off) * (row[3] - row[1]),
                 to = row[1] + (0.5 + off) * (row[3] - row[1]);
    return "a median between " + detail::rounded(from) + " and " + detail::rounded(to) +
           ", for an increasing quantile function";
  }
  static constexpr std::array rules{
      below_half,
      Rule{3, [](std::span<const double> row) noexcept { return row[1] < row[3]; },
           [](std::span<const double> row) { return "a value above low (" + detail::number(row[1]) + ")"; }},
      Rule{2,
           [](std::span<const double> row) noexcept {
             return MetalogCurve(row[0], row[1], row[2], row[3]).increases();
           },
           expected_median}};

  double probability;
  double low;
  double median;
  double high;

  double density(double x) const {
    const MetalogCurve m = curve();
    const double t = m.solved(x);
    return MetalogCurve::share(t) * MetalogCurve::share(-t) / m.slope(t);
  }
  double cdf(double x) const { return MetalogCurve::share(curve().solved(x)); }
  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return MetalogCurve::share(-curve().solved(x)); }
  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return curve().value(std::log(u / (1 - u))); }
  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return curve().value(MetalogCurve::log_odds(tail)); }
  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return curve().centre + curve().skew / 2; }
  double variance() const {
    constexpr double pi = std::numbers::pi;
    const MetalogCurve m = curve();
    return pi * pi / 3 * m.spread * m.spread + m.skew * m.skew * (1.0 / 12 + pi * pi / 36);
  }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }

private:
  MetalogCurve curve() const { return {probability, low, median, high}; }
};

/// A distribution above `lower`, given by its quantiles like Metalog; the metalog curve is that of
/// log(X - lower). Its moments are not available (NaN).
struct LogMetalog {
  static constexpr std::string_view name = "LogMetalog";
  static constexpr std::array parameters{
      Parameter{"probability", Domain::positive_probability}, Parameter{"low", Domain::finite},
      Parameter{"median", Domain::finite}, Parameter{"high", Domain::finite},
      Parameter{"lower", Domain::finite}};
  static constexpr Ends ends{.low = end_of(4)};
  static const std::array<Rule, 4> rules;

  double probability;
  double low;
  double median;
  double high;
  double lower;

  double density(double x) const {
    if (!(x > lower)) return 0.0;
    const MetalogCurve m = curve();
    const double t = m.solved(std::log(x - lower));
    return MetalogCurve::share(t) * MetalogCurve::share(-t) / m.slope(t) / (x - lower);
  }
  double cdf(double x) const {
    return x > lower ? MetalogCurve::share(curve().solved(std::log(x - lower))) : 0.0;
  }
  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    return x > lower ? MetalogCurve::share(-curve().solved(std::log(x - lower))) : 1.0;
  }
  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return lower + std::exp(curve().value(std::log(u / (1 - u)))); }
  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return lower + std::exp(curve().value(MetalogCurve::log_odds(tail)));
  }
  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

private:
  MetalogCurve curve() const {
    return {probability, std::log(low - lower), std::log(median - lower), std::log(high - lower)};
  }
};

inline constexpr std::array<Rule, 4> LogMetalog::rules{
    Metalog::below_half,
    Rule{4, [](std::span<const double> row) noexcept { return row[4] < row[1]; },
         [](std::span<const double> row) { return "a value below low (" + detail::number(row[1]) + ")"; }},
    Rule{3, [](std::span<const double> row) noexcept { return row[1] < row[3]; },
         [](std::span<const double> row) { return "a value above low (" + detail::number(row[1]) + ")"; }},
    Rule{2,
         [](std::span<const double> row) noexcept {
           return row[2] > row[4] && LogMetalog{row[0], row[1], row[2], row[3], row[4]}.curve().increases();
         },
         [](std::span<const double>) -> std::string {
           return "a median whose distance from lower is not too close to that of low or high";
         }}};

/// A distribution between `lower` and `upper`, given by its quantiles like Metalog; the metalog
/// curve is that of log((X - lower) / (upper - X)). Its moments are not available (NaN).
struct LogitMetalog {
  static constexpr std::string_view name = "LogitMetalog";
  static constexpr std::array parameters{Parameter{"probability", Domain::positive_probability},
                                         Parameter{"low", Domain::finite},
                                         Parameter{"median", Domain::finite},
                                         Parameter{"high", Domain::finite},
                                         Parameter{"lower", Domain::finite},
                                         Parameter{"upper", Domain::finite}};
  static constexpr Ends ends{end_of(4), end_of(5)};
  static const std::array<Rule, 5> rules;

  double probability;
  double low;
  double median;
  double high;
  double lower;
  double upper;

  double density(double x) const {
    if (!(x > lower && x < upper)) return 0.0;
    const MetalogCurve m = curve();
    const double t = m.solved(odds(x));
    return MetalogCurve::share(t) * MetalogCurve::share(-t) / m.slope(t) *
           (1 / (x - lower) + 1 / (upper - x));
  }
  double cdf(double x) const {
    if (!(x > lower)) return 0.0;
    return x < upper ? MetalogCurve::share(curve().solved(odds(x))) : 1.0;
  }
  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (!(x > lower)) return 1.0;
    return x < upper ? MetalogCurve::share(-curve().solved(odds(x))) : 0.0;
  }
  /// Returns the u-quantile, u in (0, 1), never outside [lower, upper]. Assumes that 1 - u is
  /// exact.
  double quantile(double u) const noexcept { return at(curve().value(std::log(u / (1 - u)))); }
  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return at(curve().value(MetalogCurve::log_odds(tail)));
  }
  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

private:
  double odds(double x) const { return std::log(x - lower) - std::log(upper - x); }
  double at(double log_odds) const {
    const double width = upper - lower;
    return log_odds < 0 ? (std::min)(std::fma(width, MetalogCurve::share(log_odds), lower), upper)
                        : (std::max)(std::fma(-width, MetalogCurve::share(-log_odds), upper), lower);
  }
  MetalogCurve curve() const { return {probability, odds(low), odds(median), odds(high)}; }
};

inline constexpr std::array<Rule, 5> LogitMetalog::rules{
    Metalog::below_half,
    Rule{4, [](std::span<const double> row) noexcept { return row[4] < row[1]; },
         [](std::span<const double> row) { return "a value below low (" + detail::number(row[1]) + ")"; }},
    Rule{3, [](std::span<const double> row) noexcept { return row[1] < row[3]; },
         [](std::span<const double> row) { return "a value above low (" + detail::number(row[1]) + ")"; }},
    Rule{5, [](std::span<const double> row) noexcept { return row[3] < row[5]; },
         [](std::span<const double> row) { return "a value above high (" + detail::number(row[3]) + ")"; }},
    Rule{2,
         [](std::span<const double> row) noexcept {
           return row[2] > row[4] && row[2] < row[5] &&
                  LogitMetalog{row[0], row[1], row[2], row[3], row[4], row[5]}.curve().increases();
         },
         [](std::span<const double>) -> std::string {
           return "a median whose log odds between lower and upper are not too close to those of low or high";
         }}};

}  // namespace casus::distribution

namespace casus {
using Metalog = Conditional<distribution::Metalog>;
using LogMetalog = Conditional<distribution::LogMetalog>;
using LogitMetalog = Conditional<distribution::LogitMetalog>;
}  // namespace casus
