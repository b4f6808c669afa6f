// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/limits.hpp"

#include <algorithm>
#include <set>

#include <casus/detail/index.hpp>

namespace casus::io {

double operations_of_checks(const Scope& scope, const ConditionalDistribution& law) {
  std::set<Index> parents;
  double operations = 0;
  for (const NodePtr& parameter : law.parameters) {
    const Formula formula(parameter);
    if (!formula.quantities().empty() || !formula.parameters().empty()) return 0;
    for (const Index parent : formula.variables()) parents.insert(parent);
    bool is_look_up = parameter->op == Op::table;
    for (std::size_t i = is_look_up ? detail::at(parameter->parents) : 0;
         is_look_up && i < parameter->children.size(); ++i)
      is_look_up = parameter->children[i]->op == Op::constant;
    operations += is_look_up ? static_cast<double>(parameter->parents)
                             : static_cast<double>(formula.instructions().size());
  }
  double combinations = 1;
  for (const Index parent : parents)
    combinations *= static_cast<double>((std::max)(scope.variable(parent).states().size(), std::size_t{1}));
  constexpr double most_combinations = 100'000;  // larger numbers are not checked
  return combinations > most_combinations ? 0 : combinations * operations;
}

}  // namespace casus::io
