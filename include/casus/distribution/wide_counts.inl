// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/distribution/quantile_table.inl>
#include <casus/distribution/wide_counts.hpp>

namespace casus::distribution {

namespace wide {

/// The tabulated distribution: a mixture of counts, continued between the counts. Equal to the
/// mixture at whole numbers.
struct Continued {
  const Mixture& law;

  double cdf(double x) const {
    return average(
        [x](const ComponentDistribution& of) { return of.family()->continued_cdf(of.row().data(), x); });
  }
  double survival(double x) const {
    return average(
        [x](const ComponentDistribution& of) { return of.family()->continued_survival(of.row().data(), x); });
  }
  double density(double x) const {
    return average([x](const ComponentDistribution& of) { return of.density(std::round(x)); });
  }
  double quantile(double tail) const {
    return solved(law.quantile(tail), [&](double x) { return cdf(x) - tail; });
  }
  double upper_quantile(double tail) const {
    return solved(law.quantile(1 - tail), [&](double x) { return tail - survival(x); });
  }
  std::pair<double, double> support() const { return {-1, law.support().second}; }

private:
  template <class Verb> double average(const Verb& verb) const {
    double sum = 0;
    for (const auto& [weight, component] : law.components) sum += weight * verb(component);
    return sum;
  }

  /// Returns the root of an increasing function, given the count next to it. Brackets the root,
  /// then applies the Illinois variant of regula falsi.
  template <class Excess> static double solved(double guess, const Excess& excess) {
    double low = guess - 1, high = guess, step = 1;
    double at_low = excess(low), at_high = excess(high);
    for (; at_low > 0 && low > -1; step *= 2) {
      high = low;
      at_high = at_low;
      low = (std::max)(low - step, -1.0);
      at_low = excess(low);
    }
    for (; at_high < 0 && step < 1e12; step *= 2) {
      low = high;
      at_low = at_high;
      high += step;
      at_high = excess(high);
    }
    double found = high;
    for (int i = 0; i < 20 && at_low < 0 && at_high > 0; ++i) {
      const double before = found;
      found = low + (high - low) * (at_low / (at_low - at_high));
      const double there = excess(found);
      if (there < 0) {
        low = found;
        at_low = there;
        at_high /= 2;
      } else {
        high = found;
        at_high = there;
        at_low /= 2;
      }
      if (std::abs(found - before) <= 1e-9) break;
    }
    return found;
  }
};

}  // namespace wide

CASUS_INLINE double WideCounts::own_quantile(double u) const noexcept {
  if (distribution_.components.size() > 1) return distribution_.quantile(u);
  return distribution_.components.front().law.quantile(u);
}

CASUS_INLINE std::shared_ptr<const WideCounts> WideCounts::make(
    const Shape& shape, std::span<const std::optional<double>> parameters) {
  std::vector<double> row;
  for (const auto& literal : parameters) {
    if (!literal) return nullptr;
    row.push_back(*literal);
  }
  // Geometric distributions, which have a kernel, need no table.
  const auto is_wide = [](Family family) { return family->continued_cdf != nullptr; };
  Mixture law;
  if (shape.family->role == Role::mixture) {
    if (!std::all_of(shape.components.begin(), shape.components.end(), is_wide)) return nullptr;
    law = std::get<Mixture>(make_distribution(shape, row));
  } else if (is_wide(shape.family)) {
    law.components.push_back({1.0, ComponentDistribution(shape.family, row)});
  } else {
    return nullptr;
  }
  const double deviation = std::sqrt(law.variance());
  const std::shared_ptr<WideCounts> table(new WideCounts(std::move(law)));
  // For many trials the incomplete beta function itself is less accurate.
  for (const double greatest : {QuantileTable::greatest_error, 100 * QuantileTable::greatest_error}) {
    table->continued_ =
        QuantileTable::fitted(wide::Continued{table->distribution_}, QuantileTable::Finish::none, greatest);
    if (!table->continued_) continue;
    constexpr double largest_margin = 0.05;  // beyond it exact quantiles would be computed too often
    const double margin = 4 * greatest * deviation;
    table->margin_ = margin <= largest_margin ? margin : 0;
    return table;
  }
  return nullptr;
}

}  // namespace casus::distribution
