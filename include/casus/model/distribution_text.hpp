// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include <casus/model/conditional.hpp>

namespace casus::detail {

/// Returns a distribution as text: `Normal(x + 1, 2)`. `Language` writes its parts:
/// `expression(node)` a parameter, `label(state)` the name of a state, `values(empirical)` the
/// values of an empirical distribution.
template <class Language>
std::string distribution_text(const ConditionalDistribution& law, const Language& language) {
  std::string text = std::string(law.family->name) + '(';
  if (law.family->role == distribution::Role::values) return text + language.values(*law.empirical) + ')';
  if (law.family->role == distribution::Role::mixture) {
    for (std::size_t i = 0; i < law.components.size(); ++i) {
      const auto start = law.parameters.begin() +
                         static_cast<std::ptrdiff_t>(distribution::component_offset(law.components, i));
      const auto size = static_cast<std::ptrdiff_t>(law.components[i]->parameters.size());
      text += (i > 0 ? ", " : "") + language.expression(*law.parameters[i]) + ": " +
              distribution_text(ConditionalDistribution{law.components[i], law.kind, {start, start + size}},
                                language);
    }
    return text + ')';
  }
  for (std::size_t i = 0; i < law.parameters.size(); ++i) {
    if (i > 0) text += ", ";
    if (!law.states.empty()) text += language.label(law.states[i]) + ": ";
    text += language.expression(*law.parameters[i]);
  }
  return text + ')';
}

}  // namespace casus::detail
