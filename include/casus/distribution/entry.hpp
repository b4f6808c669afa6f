// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

/// Families of distributions as values, made from their types by `family_of`.
namespace casus::distribution {

/// Largest number of parameters of a distribution of a quantity or count.
inline constexpr std::size_t most_parameters = 8;

/// Properties and functions of a family. The functions require a row of valid parameters.
struct FamilyEntry {
  using AtValue = double (*)(const double* row, double x) noexcept;
  using Moment = double (*)(const double* row) noexcept;
  using Support = std::pair<double, double> (*)(const double* row) noexcept;

  std::string_view name;  ///< in files and messages: "LogNormal"
  std::span<const Parameter>
      parameters;  ///< in order; Categorical and Mixture have one for a row of any length
  Role role;
  Ends ends;
  std::span<const Rule> rules;
  bool is_count;      ///< whole numbers from 0 on
  bool compares_cdf;  ///< the quantile of a count compares `cdf` and `survival` with u and 1 - u
  std::optional<VectorQuantile> kernel;  ///< if there is none, a table of quantiles is used
  Scaling scaling;

  // Null if the role is category, values or mixture.
  AtValue density, log_density, cdf, survival, quantile;
  AtValue lower_quantile;  ///< the quantile, if need be searched for: right far in the lower tail
  AtValue upper_quantile;  ///< takes the probability with which the value is exceeded
  Moment mean, variance;   ///< NaN if unknown
  Support support;
  bool has_density;
  bool has_survival;                          ///< as accurate in the upper tail as the CDF is in the lower
  AtValue continued_cdf, continued_survival;  ///< for counts: continued to all numbers; may be null
};

namespace entries {

template <class Distribution> constexpr Role role_of() {
  if constexpr (requires { Distribution::role; })
    return Distribution::role;
  else
    return Role::number;
}

/// Returns the distribution with the parameters in a row.
template <class Distribution> Distribution made(const double* row) {
  return [row]<std::size_t... i>(std::index_sequence<i...>) { return Distribution{row[i]...}; }
  (std::make_index_sequence<Distribution::parameters.size()>{});
}

/// Returns the parameters of a distribution: its members in order.
template <class Distribution> auto row_of(const Distribution& law) {
  constexpr std::size_t count = Distribution::parameters.size();
  using Row = std::array<double, count>;
  static_assert(count <= most_parameters);
  if constexpr (requires { law.row(); }) {
    return law.row();
  } else if constexpr (count == 0) {
    return Row{};
  } else if constexpr (count == 1) {
    const auto& [a] = law;
    return Row{a};
  } else if constexpr (count == 2) {
    const auto& [a, b] = law;
    return Row{a, b};
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = law;
    return Row{a, b, c};
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = law;
    return Row{a, b, c, d};
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = law;
    return Row{a, b, c, d, e};
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = law;
    return Row{a, b, c, d, e, f};
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, f, g] = law;
    return Row{a, b, c, d, e, f, g};
  } else {
    const auto& [a, b, c, d, e, f, g, h] = law;
    return Row{a, b, c, d, e, f, g, h};
  }
}

/// Functions of a distribution, taking its row of parameters. Missing members are derived from
/// others. An exception gives NaN.
template <class Distribution> struct Functions {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  template <class Function> static double of(const double* row, const Function& function) noexcept {
    try {
      return function(made<Distribution>(row));
    } catch (const std::exception&) {
      return none;
    }
  }

  static constexpr bool has_density = requires(const Distribution& law, double x) { law.density(x); };
  static constexpr bool has_cdf = requires(const Distribution& law, double x) { law.cdf(x); };
  static constexpr bool has_quantile = requires(const Distribution& law, double u) { law.quantile(u); };
  static constexpr bool has_survival = [] {
    if constexpr (requires { Distribution::has_survival; })
      return Distribution::has_survival;
    else
      return requires(const Distribution& law, double x) { law.survival(x); };
  }();
  static constexpr bool has_upper_quantile = requires(const Distribution& law, double u) {
    law.upper_quantile(u);
  };
  static constexpr bool is_count = [] {
    if constexpr (requires { Distribution::is_count; })
      return Distribution::is_count;
    else
      return false;
  }();
  static_assert(has_cdf || has_quantile, "a law needs cdf(x) or quantile(u)");

  static double density(const double* row, double x) noexcept {
    if constexpr (has_density)
      return of(row, [x](const Distribution& law) { return law.density(x); });
    else
      return none;
  }
  static double log_density(const double* row, double x) noexcept {
    return of(row, [&](const Distribution& law) {
      if constexpr (requires { law.log_density(x); })
        return law.log_density(x);
      else
        return std::log(density(row, x));
    });
  }

  static double cdf(const double* row, double x) noexcept {
    return of(row, [&](const Distribution& law) {
      if constexpr (has_cdf)
        return law.cdf(x);
      else
        return inverse(law, x);
    });
  }
  static double survival(const double* row, double x) noexcept {
    return of(row, [&](const Distribution& law) {
      if constexpr (requires { law.survival(x); })
        return law.survival(x);
      else
        return 1 - cdf(row, x);
    });
  }

  static double quantile(const double* row, double u) noexcept {
    return of(row, [&](const Distribution& law) {
      if constexpr (has_quantile)
        return law.quantile(u);
      else
        return search(row, u, 1 - u);
    });
  }
  static double lower_quantile(const double* row, double tail) noexcept {
    const double x = quantile(row, tail);
    if constexpr (has_cdf && has_quantile && !is_count)
      return is_near(cdf(row, x), tail) ? x : searched(row, tail, 1 - tail);
    else
      return x;
  }
  static double upper_quantile(const double* row, double tail) noexcept {
    // Without a survival function the tail ends at 2^-53; infinity would be drawn too often.
    if constexpr (!has_survival) return quantile(row, 1 - (std::max)(tail, 0x1p-53));
    const double x = of(row, [&](const Distribution& law) {
      if constexpr (has_upper_quantile)
        return law.upper_quantile(tail);
      else
        return quantile(row, 1 - tail);
    });
    if constexpr (has_survival && !is_count)
      return is_near(survival(row, x), tail) ? x : searched(row, 1 - tail, tail);
    else
      return x;
  }

  static double mean(const double* row) noexcept {
    return of(row, [](const Distribution& law) {
      if constexpr (requires { law.mean(); })
        return law.mean();
      else
        return none;
    });
  }
  static double variance(const double* row) noexcept {
    return of(row, [](const Distribution& law) {
      if constexpr (requires { law.variance(); })
        return law.variance();
      else
        return none;
    });
  }
  static std::pair<double, double> support(const double* row) noexcept {
    const Distribution law = made<Distribution>(row);
    if constexpr (requires { law.support(); })
      return law.support();
    else
      return {ends().low.of({row, Distribution::parameters.size()}),
              ends().high.of({row, Distribution::parameters.size()})};
  }

  static constexpr Ends ends() {
    if constexpr (requires { Distribution::ends; })
      return Distribution::ends;
    else
      return {};
  }

  static double continued_cdf(const double* row, double x) noexcept {
    return of(row, [x](const Distribution& law) { return law.continued_cdf(x); });
  }
  static double continued_survival(const double* row, double x) noexcept {
    return of(row, [x](const Distribution& law) { return law.continued_survival(x); });
  }

private:
  // Whether a quantile is right. Far in a tail one that is computed with 1 - u may be wrong.
  static bool is_near(double probability, double tail) {
    return std::abs(probability - tail) <= 0x1p-20 * tail;
  }
  static double searched(const double* row, double u, double tail) noexcept {
    return of(row, [&](const Distribution&) { return search(row, u, tail); });
  }

  // Returns the smallest double or count with F(x) >= u; above the median, with 1 - F(x) <= tail.
  static double search(const double* row, double u, double tail) {
    const auto [low, high] = support(row);
    if (u <= 0) return low;
    if (tail <= 0) return high;
    const auto reached = [&](double x) { return u <= 0.5 ? cdf(row, x) >= u : survival(row, x) <= tail; };
    if constexpr (is_count) return casus::detail::least_count(0, high, reached);
    const bool is_above = u > 0.5;
    const double wanted = std::log(is_above ? tail : u);
    const auto excess = [&](double x) {
      return is_above ? wanted - std::log(survival(row, x)) : std::log(cdf(row, x)) - wanted;
    };
    // Brackets the solution, starting from `first` with steps that double.
    const double first = std::isfinite(low) ? low : (std::isfinite(high) ? high : 0);
    double below = first, above = first;
    for (double step = 1; above < high && !reached(above) && step < 1e300; step *= 2)
      above = (std::min)((std::max)(below = above, first) + step, high);
    for (double step = 1; below > low && reached(below) && step < 1e300; step *= 2)
      below = (std::max)((above = below) - step, low);
    const bool is_bracket = below < above;
    const double guess = is_bracket ? casus::detail::near_root(below, above, excess) : first;
    return std::clamp(casus::detail::least_double(guess, reached), low, high);
  }

  // Returns the largest u with quantile(u) <= x, by bisection.
  static double inverse(const Distribution& law, double x) {
    double low = 0, high = 1;
    for (int step = 0; step < 64; ++step) {
      const double middle = low + (high - low) / 2;
      (law.quantile(middle) <= x ? low : high) = middle;
    }
    return low < 0x1p-60 ? 0 : (high > 1 - 0x1p-53 ? 1 : low);
  }
};

template <class Distribution> constexpr FamilyEntry entry() {
  FamilyEntry made{};
  made.name = Distribution::name;
  made.parameters = Distribution::parameters;
  made.role = role_of<Distribution>();
  if constexpr (requires { Distribution::ends; }) made.ends = Distribution::ends;
  if constexpr (requires { Distribution::rules; }) made.rules = Distribution::rules;
  if constexpr (requires { Distribution::is_count; }) made.is_count = Distribution::is_count;
  if constexpr (requires { Distribution::compares_cdf; }) made.compares_cdf = Distribution::compares_cdf;
  if constexpr (requires { Distribution::kernel; }) made.kernel = Distribution::kernel;
  if constexpr (requires { Distribution::scaling; }) made.scaling = Distribution::scaling;
  if constexpr (role_of<Distribution>() == Role::number || role_of<Distribution>() == Role::event ||
                role_of<Distribution>() == Role::formula) {
    using F = Functions<Distribution>;
    made.density = F::density;
    made.log_density = F::log_density;
    made.cdf = F::cdf;
    made.survival = F::survival;
    made.quantile = F::quantile;
    made.lower_quantile = F::lower_quantile;
    made.upper_quantile = F::upper_quantile;
    made.mean = F::mean;
    made.variance = F::variance;
    made.support = F::support;
    made.has_density = F::has_density;
    made.has_survival = F::has_survival;
    if constexpr (requires(const Distribution& law, double x) { law.continued_cdf(x); }) {
      made.continued_cdf = F::continued_cdf;
      made.continued_survival = F::continued_survival;
    }
  }
  return made;
}

template <class Distribution> inline constexpr FamilyEntry of = entry<Distribution>();

}  // namespace entries

/// A family of distributions, of the library or of a user, identified by its name. Cheap to copy;
/// entries live as long as the program.
class Family {
public:
  constexpr explicit Family(const FamilyEntry& entry) noexcept : entry_(&entry) {}

  constexpr const FamilyEntry* operator->() const noexcept { return entry_; }

  /// Returns whether this is the family of the type `Distribution`.
  template <class Distribution> constexpr bool is() const noexcept;

  friend constexpr bool operator==(Family a, Family b) noexcept {
    return a.entry_ == b.entry_ || a->name == b->name;
  }

private:
  const FamilyEntry* entry_;
};

/// The family of a type such as `Normal`. A user's type needs
///
///     static constexpr std::string_view name = "Frechet";
///     static constexpr std::array parameters{
///         Parameter{"shape", Domain::positive}, ...};  // at most 8
///     double shape, ...;           // one per parameter, in this order; no other members
///     double cdf(double x) const;  // or quantile(u), u in (0, 1), or both
///
/// and may have `density(x)`, `log_density(x)`, `survival(x)`, `upper_quantile(tail)`, `mean()` and
/// `variance()`, and also `ends` (infinite by default), `rules` and `is_count`, like the
/// distributions in this folder. Without `density` its values cannot be observed; without
/// `survival` its upper tail is known to 2^-53 only. If a function throws, its value is NaN. Cost
/// of a draw: a table look-up if the parameters are literal, else one quantile, which takes about
/// thirty evaluations of `cdf` if there is no quantile function.
template <class Distribution> inline constexpr Family family_of{entries::of<Distribution>};

template <class Distribution> constexpr bool Family::is() const noexcept {
  return *this == family_of<Distribution>;
}

/// Returns whether a family is the distribution of a quantity or count that is determined by its
/// parameters alone. These can be components of a mixture.
constexpr bool is_component(Family family) noexcept { return family->role == Role::number; }

/// Returns whether a family can be a component in the row of a mixture. In such a row single values
/// are Deterministic; the values of an Empirical and the components of a Mixture become components
/// themselves.
constexpr bool is_mixed(Family family) noexcept {
  return is_component(family) || family->role == Role::formula;
}

/// A type that is the distribution of a quantity or count, determined by its parameters, or a
/// single value.
template <class Distribution>
concept NumberDistribution = requires {
  { Distribution::name } -> std::convertible_to<std::string_view>;
  Distribution::parameters.size();
}
&&(entries::role_of<Distribution>() == Role::number || entries::role_of<Distribution>() == Role::formula);

/// A distribution of a quantity or count, or a single value, with its family chosen at run time: a
/// possible component of a mixture.
class ComponentDistribution {
public:
  /// Requires a family that satisfies `is_mixed`, and a row of valid parameters.
  ComponentDistribution(Family family, std::span<const double> row) noexcept : family_(family) {
    std::copy_n(row.begin(), family->parameters.size(), row_.begin());
  }
  template <NumberDistribution Distribution>
  ComponentDistribution(const Distribution& law) noexcept
      : ComponentDistribution(family_of<Distribution>, entries::row_of(law)) {}

  Family family() const noexcept { return family_; }
  std::span<const double> row() const noexcept { return {row_.data(), family_->parameters.size()}; }
  /// Returns the distribution as the type `Distribution`, or nothing if it is of another family.
  template <NumberDistribution Distribution> std::optional<Distribution> as() const {
    if (!family_.is<Distribution>()) return std::nullopt;
    return entries::made<Distribution>(row_.data());
  }

  /// Returns the density at x; for counts and single values, the probability of x. NaN if the
  /// distribution has none.
  double density(double x) const noexcept { return family_->density(row_.data(), x); }
  /// Returns the natural logarithm of the density. For some families it is accurate even if the
  /// density underflows.
  double log_density(double x) const noexcept { return family_->log_density(row_.data(), x); }
  double cdf(double x) const noexcept { return family_->cdf(row_.data(), x); }
  /// Returns P(X > x).
  double survival(double x) const noexcept { return family_->survival(row_.data(), x); }
  double quantile(double u) const noexcept { return family_->quantile(row_.data(), u); }
  /// Returns the value exceeded with probability `tail`, in (0, 1). If the family has such a
  /// function, `tail` may be so small that 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return family_->upper_quantile(row_.data(), tail); }
  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }
  double mean() const noexcept { return family_->mean(row_.data()); }
  double variance() const noexcept { return family_->variance(row_.data()); }
  std::pair<double, double> support() const noexcept { return family_->support(row_.data()); }

private:
  Family family_;
  std::array<double, most_parameters> row_{};
};

using ComponentLaw [[deprecated("use ComponentDistribution")]] = ComponentDistribution;

}  // namespace casus::distribution
