// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/entry.hpp>
#include <casus/distribution/parameter.hpp>

namespace casus::detail {

inline bool is_point(const distribution::ComponentDistribution& law) noexcept {
  return law.family()->role == distribution::Role::formula;
}

/// Returns P(X > x) if `above`, else P(X <= x).
inline double tail_of(const distribution::ComponentDistribution& law, double x, bool above) noexcept {
  return above ? law.survival(x) : law.cdf(x);
}

/// Returns the quantile of a mixture without points for the lower tail probability `lower` and the
/// upper tail probability `upper`, both in (0, 1). `Components` has `size()`, `weight(i)` and
/// `law(i)`.
template <class Components>
double quantile_without_points(const Components& components, double lower, double upper) noexcept {
  double total = 0, low = infinity, high = -infinity;
  bool counts = true;
  const double u = upper < lower ? 1 - upper : lower;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!(components.weight(i) > 0)) continue;
    total += components.weight(i);
    const auto& law = components.law(i);
    const double x = upper < 0x1p-53 ? law.upper_quantile(upper) : law.quantile(u);
    low = (std::min)(low, x);
    high = (std::max)(high, x);
    counts = counts && law.family()->is_count;
  }
  // Works in the nearer tail, so both tails are equally accurate.
  const bool above = upper < lower;
  const double wanted = (above ? upper : lower) * total;
  const auto tail = [&](double x) {
    double sum = 0;
    for (std::size_t i = 0; i < components.size(); ++i)
      if (components.weight(i) > 0)
        sum = std::fma(components.weight(i), tail_of(components.law(i), x, above), sum);
    return sum;
  };
  const auto reached = [&](double x) { return above ? tail(x) <= wanted : tail(x) >= wanted; };
  if (counts) return least_count(low, infinity, reached);
  // The solution lies between the quantiles of the components.
  const auto excess = [&](double x) { return (above ? -1 : 1) * (std::log(tail(x)) - std::log(wanted)); };
  const bool is_bracket = low < high && std::isfinite(low) && std::isfinite(high);
  return least_double(is_bracket ? near_root(low, high, excess) : low, reached);
}

/// The components of a mixture other than points.
template <class Components> struct WithoutPoints {
  const Components& all;

  std::size_t size() const noexcept { return all.size(); }
  double weight(std::size_t i) const noexcept { return is_point(all.law(i)) ? 0.0 : all.weight(i); }
  auto law(std::size_t i) const noexcept { return all.law(i); }
};

/// Returns the quantile of a mixture with points among its components. Finds the points on either
/// side of the quantile first; between them it is a quantile of the other components. Cost: about
/// twenty evaluations of the mixture's distribution function.
template <class Components>
double quantile_with_points(const Components& components, double lower, double upper) noexcept {
  const bool above = upper < lower;
  double total = 0, smooth = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    total += components.weight(i);
    if (!is_point(components.law(i))) smooth += components.weight(i);
  }
  const double wanted = (above ? upper : lower) * total;
  // P(X > x) in the upper half, P(X <= x) in the lower half; of the points or of all components.
  const auto tail = [&](double x, bool of_points) {
    double sum = 0;
    for (std::size_t i = 0; i < components.size(); ++i) {
      const auto& law = components.law(i);
      if (!(components.weight(i) > 0) || (of_points && !is_point(law))) continue;
      sum += components.weight(i) * tail_of(law, x, above);
    }
    return sum;
  };
  // The smallest point at which the probability is reached, and the largest at which it is not. The
  // stride is halved in each step, so only a few of many ordered points are evaluated.
  double least = infinity, greatest = -infinity, last = -infinity;
  std::size_t stride = 1;
  while (2 * stride <= components.size()) stride *= 2;
  for (; stride > 0; stride /= 2)
    for (std::size_t i = stride - 1; i < components.size(); i += 2 * stride) {
      const auto& law = components.law(i);
      if (!is_point(law) || !(components.weight(i) > 0)) continue;
      const double value = law.row()[0];
      last = (std::max)(last, value);
      if (value <= greatest || value >= least) continue;
      const double there = tail(value, false);
      ((above ? there <= wanted : there >= wanted) ? least : greatest) = value;
    }
  // If all components are points, the last one counts as reached, despite rounding.
  if (!(smooth > 0)) return (std::min)(least, last);
  const double left = (wanted - tail(greatest, true)) / smooth;
  if (!(left > 0)) return above ? least : greatest;
  const WithoutPoints<Components> others{components};
  const double between =
      left < 1 ? quantile_without_points(others, above ? 1 - left : left, above ? left : 1 - left)
               : (above ? -infinity : infinity);
  return std::clamp(between, greatest, least);
}

/// Returns the quantile of any mixture; arguments as above.
template <class Components>
double mixture_quantile(const Components& components, double lower, double upper) noexcept {
  for (std::size_t i = 0; i < components.size(); ++i)
    if (is_point(components.law(i))) return quantile_with_points(components, lower, upper);
  return quantile_without_points(components, lower, upper);
}

}  // namespace casus::detail

namespace casus::distribution {

/// A mixture of several distributions, each chosen with a probability proportional to its weight.
/// The weights are at least 0 and sum to 1 up to rounding. If all components are counts, so is the
/// mixture.
struct Mixture {
  static constexpr std::string_view name = "Mixture";
  static constexpr std::array parameters{Parameter{"weights", Domain::probability}};
  static constexpr Role role = Role::mixture;

  struct Component {
    double weight;
    ComponentDistribution law;
  };
  std::vector<Component> components;

  /// Returns the density at x; for counts, the probability mass. A mixture of counts and quantities
  /// has neither; then this is the sum of both kinds.
  double density(double x) const {
    return average([x](const ComponentDistribution& law) { return law.density(x); });
  }
  double cdf(double x) const {
    return (std::min)(average([x](const ComponentDistribution& law) { return law.cdf(x); }), 1.0);
  }
  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    return (std::min)(average([x](const ComponentDistribution& law) { return law.survival(x); }), 1.0);
  }

  /// Returns the smallest double (for counts: whole number) with F(x) >= u, u in (0, 1). Assumes
  /// that 1 - u is exact. Above the median it compares 1 - F with 1 - u, which makes the upper tail
  /// as accurate as the lower. Uses regula falsi between the components' quantiles, then a search
  /// among the doubles. Nondecreasing if the components' CDFs are. Cost: about 20 CDFs of each
  /// component.
  double quantile(double u) const noexcept {
    if (u <= 0) return support().first;
    if (u >= 1) return support().second;
    return detail::mixture_quantile(Rows{components}, u, 1 - u);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return detail::mixture_quantile(Rows{components}, 1 - tail, tail);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const {
    return average([](const ComponentDistribution& law) { return law.mean(); });
  }
  double variance() const {
    const double centre = mean();
    return average([centre](const ComponentDistribution& law) {
      const double off = law.mean() - centre;
      return law.variance() + off * off;
    });
  }
  std::pair<double, double> support() const {
    std::pair<double, double> all{detail::infinity, -detail::infinity};
    for (const Component& component : components) {
      if (!(component.weight > 0)) continue;
      const auto [low, high] = component.law.support();
      all = {(std::min)(all.first, low), (std::max)(all.second, high)};
    }
    return all;
  }

private:
  struct Rows {
    const std::vector<Component>& components;
    std::size_t size() const noexcept { return components.size(); }
    double weight(std::size_t i) const noexcept { return components[i].weight; }
    const ComponentDistribution& law(std::size_t i) const noexcept { return components[i].law; }
  };

  template <class Verb> double average(const Verb& verb) const {
    double total = 0, sum = 0;
    for (const Component& component : components) {
      if (!(component.weight > 0)) continue;
      total += component.weight;
      sum += component.weight * verb(component.law);
    }
    return sum / total;
  }
};

}  // namespace casus::distribution
