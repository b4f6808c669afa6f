// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "model/state_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

using detail::at;

// States of a variable's parents, and the parameters of a world: an environment for formulas.
struct ParentEnvironment {
  std::vector<double> of;  // by variable of the model
  std::span<const double> parameters;
  double variable(Index index) const { return of[at(index)]; }
  double parameter(Index index) const { return parameters[at(index)]; }
};

// Returns the probabilities of a variable's states, given its parents' states.
std::vector<double> row(const Variable& variable, const ParentEnvironment& states,
                        std::vector<double>& scratch) {
  std::vector<double> probabilities(variable.states.size());
  if (variable.guard && states.variable(*variable.guard) == 0) {
    probabilities[at(variable.absent)] = 1;
    return probabilities;
  }
  double sum = 0;
  for (std::size_t i = 0; i < variable.parameters.size(); ++i)
    sum += probabilities[i] = variable.parameters[i].evaluate(states, scratch);
  bool valid = true;
  if (variable.kind() == Kind::event) {
    const double yes = probabilities[0];
    probabilities = {1 - yes, yes};
    sum = 1;
  }
  for (const double probability : probabilities) valid = valid && probability >= 0 && probability <= 1;
  if (!valid || !(std::abs(sum - 1) <= 1e-9))
    probabilities.assign(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
  return probabilities;
}

}  // namespace

StateTable::StateTable(const Model& model, std::vector<Index> of) : variables(std::move(of)) {
  std::size_t size = 1;
  for (const Index variable : variables) {
    radices.push_back(detail::size(model.variables()[at(variable)].states));
    size *= at(radices.back());
  }
  values.assign(size, 1.0);
}

Index StateTable::stride(Index variable) const noexcept {
  Index stride = 1;
  for (std::size_t i = variables.size(); i-- > 0; stride *= radices[i])
    if (variables[i] == variable) return stride;
  return 0;
}

Index combinations(const Model& model, const std::vector<Index>& variables, Index most) {
  Index count = 1;
  for (const Index variable : variables) {
    count *= detail::size(model.variables()[at(variable)].states);
    if (count > most) return most + 1;
  }
  return count;
}

bool is_tabular(const Model& model, Index number) {
  const Variable& variable = model.variables()[at(number)];
  if (!variable.is_discrete()) return false;
  for (const Formula& formula : variable.parameters)
    if (!formula.quantities().empty()) return false;
  std::vector<Index> all = model.parents(number);
  all.push_back(number);
  return combinations(model, all, largest_state_table) <= largest_state_table;
}

StateTable conditional_table(const Model& model, Index number, const FixedStates& fixed,
                             std::span<const double> parameters) {
  const Variable& variable = model.variables()[at(number)];
  ParentEnvironment states{std::vector<double>(model.variables().size()), parameters};
  std::vector<Index> free;
  for (const Index parent : model.parents(number))
    if (fixed[at(parent)])
      states.of[at(parent)] = static_cast<double>(*fixed[at(parent)]);
    else
      free.push_back(parent);
  const StateTable parents(model, free);
  free.push_back(number);
  StateTable table(model, free);
  std::vector<double> scratch;
  const std::size_t count = variable.states.size();
  for_each_combination(parents, [&](std::size_t first, const std::vector<Index>& of_parents) {
    for (std::size_t i = 0; i < of_parents.size(); ++i)
      states.of[at(parents.variables[i])] = static_cast<double>(of_parents[i]);
    const std::vector<double> probabilities = row(variable, states, scratch);
    std::copy(probabilities.begin(), probabilities.end(),
              table.values.begin() + static_cast<Index>(first * count));
  });
  return table;
}

StateTable summed(const StateTable& table, std::span<const double> weights) {
  StateTable sums = table;
  sums.variables.pop_back();
  sums.radices.pop_back();
  sums.values.assign(table.values.size() / weights.size(), 0.0);
  for (std::size_t i = 0; i < table.values.size(); ++i)
    sums.values[i / weights.size()] += table.values[i] * weights[i % weights.size()];
  return sums;
}

}  // namespace casus
