// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weight_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include <casus/detail/index.hpp>

#include "infer/evidence/powers.hpp"

namespace casus {

namespace {

using detail::at;

// Largest number of rows of a merged table: it fits in the level-1 cache, and each look-up saved is
// worth more than the construction of the table. Tables that are recomputed in each world are kept
// smaller.
constexpr Index most_rows = 1024, most_rows_of_worlds = 128;

std::vector<Index> united(const std::vector<Index>& a, const std::vector<Index>& b) {
  std::vector<Index> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

// Multiplies each entry by the matching entry of a table over a subset of the variables.
void multiply(StateTable& into, const StateTable& by) {
  std::vector<Index> strides;
  for (const Index variable : into.variables) strides.push_back(by.stride(variable));
  for_each_combination(into, [&](std::size_t number, const std::vector<Index>& states) {
    const Index row = std::inner_product(states.begin(), states.end(), strides.begin(), Index{0});
    into.values[number] *= by.values[at(row)];
  });
}

// Returns P(state | parents) divided by the proposal: P times the factor's message, normalised and
// mixed.
StateTable ratio_of_mixed(StateTable table, const WeightTables::Factor& factor) {
  const std::size_t states = factor.of.size();
  std::vector<double> drawn(states);
  for (std::size_t row = 0; row < table.values.size(); row += states) {
    double total = 0;
    for (std::size_t s = 0; s < states; ++s) total += drawn[s] = table.values[row + s] * factor.of[s];
    for (double& probability : drawn) probability /= total;
    mix(drawn, factor.mixed);
    for (std::size_t s = 0; s < states; ++s)
      if (table.values[row + s] > 0) table.values[row + s] /= drawn[s];
  }
  return table;
}

}  // namespace

void mix(std::span<double> probabilities, double share) {
  const auto possible =
      std::count_if(probabilities.begin(), probabilities.end(), [](double p) { return p > 0; });
  for (double& p : probabilities)
    if (p > 0) p = (1 - share) * p + share / static_cast<double>(possible);
}

WeightTables::WeightTables(const Model& model, const FixedStates& fixed, std::vector<Factor> factors)
    : model_(&model), fixed_(fixed), factors_(std::move(factors)) {
  for (std::size_t i = 0; i < factors_.size(); ++i) place(i);
}

std::vector<Index> WeightTables::scope(const Factor& factor) const {
  std::vector<Index> variables;
  if (factor.kind != Factor::Kind::own) variables = model_->parents(factor.variable);
  if (factor.kind != Factor::Kind::expected) variables.push_back(factor.variable);
  std::erase_if(variables, [&](Index variable) { return fixed_[at(variable)].has_value(); });
  return variables;
}

// Adds a factor to the table that grows least by it, or to a new one.
void WeightTables::place(std::size_t factor) {
  const std::vector<Index> own = scope(factors_[factor]);
  const Index most = model_->parameters().empty() ? most_rows : most_rows_of_worlds;
  std::size_t best = scopes_.size();
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < scopes_.size(); ++i) {
    const Index rows = combinations(*model_, united(scopes_[i], own), most);
    const double growth =
        static_cast<double>(rows) / static_cast<double>(combinations(*model_, scopes_[i], most));
    if (rows > most || growth >= least) continue;
    least = growth;
    best = i;
  }
  if (best == scopes_.size()) {
    scopes_.emplace_back();
    groups_.emplace_back();
  }
  scopes_[best] = united(scopes_[best], own);
  groups_[best].push_back(factor);
}

StateTable WeightTables::table(const Factor& factor, std::span<const double> parameters) const {
  if (factor.kind == Factor::Kind::own) {
    StateTable own(*model_, scope(factor));
    if (own.variables.empty())
      own.values[0] = factor.of[at(*fixed_[at(factor.variable)])];
    else
      own.values = factor.of;
    return own;
  }
  StateTable probabilities = conditional_table(*model_, factor.variable, fixed_, parameters);
  const StateTable expected = summed(probabilities, factor.of);
  if (factor.kind == Factor::Kind::expected) return expected;
  if (factor.mixed > 0) return ratio_of_mixed(std::move(probabilities), factor);
  for (std::size_t i = 0; i < probabilities.values.size(); ++i)
    probabilities.values[i] = expected.values[i / factor.of.size()] / factor.of[i % factor.of.size()];
  return probabilities;
}

ScaledTables WeightTables::evaluate(std::span<const double> parameters) const {
  ScaledTables scaled;
  int taken_out = 0, left = 0;
  for (std::size_t i = 0; i < scopes_.size(); ++i) {
    StateTable& product = scaled.of.emplace_back(*model_, scopes_[i]);
    for (const std::size_t factor : groups_[i]) {
      StateTable by = table(factors_[factor], parameters);
      taken_out += powers::take_out_of_product(product.values, by.values);
      multiply(product, by);
    }
    left += powers::exponent_of(product.values);
  }
  if (std::abs(left) > powers::largest_exponent)
    for (StateTable& product : scaled.of) taken_out += powers::take_out(product.values);
  scaled.log_unit = taken_out * std::log(2.0);
  return scaled;
}

}  // namespace casus
