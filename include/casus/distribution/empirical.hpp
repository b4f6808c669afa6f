// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/distributions.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// One of several given values (observed or judged), each with a probability proportional to its
/// weight. Immutable. The member functions may be called only if `fault()` is null.
class Empirical {
public:
  static constexpr std::string_view name = "Empirical";
  static constexpr std::array<Parameter, 0> parameters{};
  static constexpr Role role = Role::values;

  /// A defect of the values or weights, worded as in an Error.
  struct Fault {
    std::string expected, got;
  };

  Empirical(std::vector<double> values, std::vector<double> weights) {
    fault_ = fault_of(values, weights);
    if (!fault_) arrange(values, weights);
  }
  /// Each value with the same weight.
  explicit Empirical(std::vector<double> values)
      : Empirical(values, std::vector<double>(values.size(), 1.0)) {}

  /// The defect of the given values and weights, if any. Null if there is at least one value, all
  /// values are finite, and there is one weight per value, finite and at least 0, with a positive
  /// finite sum.
  const std::optional<Fault>& fault() const noexcept { return fault_; }

  /// The distinct values of positive weight, ascending.
  const std::vector<double>& values() const noexcept { return values_; }
  /// The total weight given to each value. An Empirical made of `values()` and `weights()` equals
  /// this one bit for bit.
  const std::vector<double>& weights() const noexcept { return weights_; }
  /// The probability of each value, and the cumulative probabilities, of which the last is 1.
  const std::vector<double>& probabilities() const noexcept { return probabilities_; }
  const std::vector<double>& cumulative() const noexcept { return cumulative_; }

  /// Returns the probability mass at x.
  double density(double x) const {
    const auto found = std::lower_bound(values_.begin(), values_.end(), x);
    return found != values_.end() && *found == x
               ? probabilities_[static_cast<std::size_t>(found - values_.begin())]
               : 0.0;
  }

  double cdf(double x) const {
    const auto end = std::upper_bound(values_.begin(), values_.end(), x);
    return end == values_.begin() ? 0.0 : cumulative_[static_cast<std::size_t>(end - values_.begin()) - 1];
  }

  /// Returns P(X > x).
  double survival(double x) const {
    double sum = 0;
    for (std::size_t i = values_.size(); i-- > 0 && values_[i] > x;) sum += probabilities_[i];
    return (std::min)(sum, 1.0);
  }

  /// Returns the smallest value with F(value) >= u, u in (0, 1). Cost: a binary search.
  double quantile(double u) const noexcept {
    const auto found = std::lower_bound(cumulative_.begin(), cumulative_.end() - 1, u);
    return values_[static_cast<std::size_t>(found - cumulative_.begin())];
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const {
    double sum = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) sum += probabilities_[i] * values_[i];
    return sum;
  }
  double variance() const {
    const double centre = mean();
    double sum = 0;
    for (std::size_t i = 0; i < values_.size(); ++i)
      sum += probabilities_[i] * (values_[i] - centre) * (values_[i] - centre);
    return sum;
  }
  std::pair<double, double> support() const { return {values_.front(), values_.back()}; }

private:
  static std::optional<Fault> fault_of(const std::vector<double>& values,
                                       const std::vector<double>& weights) {
    using casus::detail::number;
    const auto count = [](std::size_t size) { return number(static_cast<double>(size)); };
    if (values.empty()) return Fault{"at least one value", "none"};
    if (values.size() != weights.size())
      return Fault{count(values.size()) + " weights, one per value", count(weights.size())};
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i]))
        return Fault{"a finite number as value " + count(i + 1), number(values[i])};
      if (!(weights[i] >= 0 && weights[i] < detail::infinity))
        return Fault{"a finite number of at least 0 as weight " + count(i + 1), number(weights[i])};
      sum += weights[i];
    }
    if (!(sum > 0 && sum < detail::infinity)) return Fault{"weights with a positive finite sum", number(sum)};
    return {};
  }

  void arrange(const std::vector<double>& values, const std::vector<double>& weights) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (weights[i] > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    for (const std::size_t i : order) {
      if (values_.empty() || values_.back() < values[i]) {
        values_.push_back(values[i]);
        weights_.push_back(0);
      }
      weights_.back() += weights[i];
    }
    // Summed in ascending order of the values, so the order of the arguments does not matter.
    double total = 0;
    for (const double weight : weights_) cumulative_.push_back(total += weight);
    for (double& sum : cumulative_) sum = (std::min)(sum / total, 1.0);
    for (const double weight : weights_) probabilities_.push_back(weight / total);
    cumulative_.back() = 1;
  }

  std::optional<Fault> fault_;
  std::vector<double> values_, probabilities_, cumulative_, weights_;
};

}  // namespace casus::distribution
