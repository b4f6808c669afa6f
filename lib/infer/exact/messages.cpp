// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/messages.hpp"

#include <algorithm>

namespace casus::elimination {

Elimination::Messages::Messages(const Elimination& of, const StopToken& stop)
    : of_(of), workspace_(of.workspace<double>(1)), is_stale_(of.buckets_.size(), 1) {
  const std::vector<double> no_parameters;
  for (const Index factor : of.network_.inputs()) {
    const Index own = of.factor_tables_[factor];
    of.write(detail::at(factor), no_parameters, workspace_.values.get() + of.tables_[own].values, 1,
             workspace_.scratch);
  }
  is_in_range_ = !of.leaves_range_ && (*this)({}, stop).has_value();
}

double* Elimination::Messages::table(Index input) {
  const Index factor = of_.network_.inputs()[input];
  return workspace_.values.get() + of_.tables_[of_.factor_tables_[factor]].values;
}

// The messages on the way from an input to the root.
void Elimination::Messages::mark(Index input) {
  Index bucket = of_.consumer_[of_.factor_tables_[of_.network_.inputs()[input]]];
  for (; bucket >= 0 && !is_stale_[bucket]; bucket = of_.consumer_[of_.buckets_[bucket].out])
    is_stale_[bucket] = 1;
}

std::optional<WorldResults> Elimination::Messages::operator()(std::span<const InputValue> values,
                                                              const StopToken& stop) {
  if (!is_in_range_) return {};
  const auto states = [&](Index input) -> const std::vector<Index>& {
    return of_.network_.variables()[of_.network_.factors()[of_.network_.inputs()[input]].scope[0]].states;
  };
  const auto is_set = [](std::span<const InputValue> all, Index input) {
    return std::any_of(all.begin(), all.end(), [&](const InputValue& one) { return one.input == input; });
  };
  for (const InputValue& before : set_) {
    if (is_set(values, before.input)) continue;
    std::fill_n(table(before.input), states(before.input).size(), 1.0);
    mark(before.input);
  }
  for (const InputValue& value : values) {
    double* own = table(value.input);
    bool is_new = false;
    for (const Index state : states(value.input)) {
      const double likelihood = value.likelihoods[detail::at(state)];
      is_new = is_new || *own != likelihood;
      *own++ = likelihood;
    }
    if (is_new) mark(value.input);
  }
  set_.assign(values.begin(), values.end());

  WorldResults results;
  const RangeWatch watch;
  Sweep<1, double> sweep(of_, workspace_, stop);
  for (std::size_t i = 0; i < is_stale_.size(); ++i) {
    if (!is_stale_[i]) continue;
    is_stale_[i] = 0;
    if (of_.buckets_[i].varies) sweep.collect(static_cast<Index>(i));
  }
  const Scaled weight = of_.weight(workspace_, 0, 1);
  results.weights.push_back(weight);
  if (!weight.is_positive()) {
    is_in_range_ = !watch.has_left();
    results.values.assign(of_.targets_.size(), std::vector<double>{0});
    return is_in_range_ ? std::optional(std::move(results)) : std::nullopt;
  }
  for (std::size_t i = of_.buckets_.size(); i-- > 0;)
    if (of_.buckets_[i].is_active) sweep.distribute(static_cast<Index>(i));
  is_in_range_ = !watch.has_left();
  if (!is_in_range_) return {};
  for (const std::vector<ExpectationTerm>& target : of_.targets_) {
    const auto value = of_.value(target, of_.network_.parameters(), workspace_, 0, 1);
    if (!value) return {};
    results.values.push_back({*value});
  }
  return results;
}

}  // namespace casus::elimination
