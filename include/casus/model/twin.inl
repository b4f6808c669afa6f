// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/twin.hpp>

namespace casus {

CASUS_INLINE Twins::Twins(const Model& model)
    : model_(model), originals_(static_cast<Index>(model.variables().size())) {}

CASUS_INLINE detail::Substitution Twins::add(const std::vector<Intervention>& changes,
                                             const std::vector<Intervention>& under) {
  for (const auto& settings : {changes, under})
    for (const Intervention& one : settings) model_.check_owned("had", *one.variable);
  ++twins_;
  detail::Substitution replaced;
  const auto find = [](const std::vector<Intervention>& settings, Index variable) -> const Intervention* {
    for (const Intervention& setting : settings)
      if (setting.variable->index == variable) return &setting;
    return nullptr;
  };
  for (Index variable = 0; variable < originals_; ++variable) {
    const Intervention* change = find(changes, variable);
    const Intervention* setting = change ? change : find(under, variable);
    bool reached = change != nullptr;
    const auto guard = model_.variables()[static_cast<std::size_t>(variable)].guard;
    // What is set has no causes but its guard.
    for (const Index parent : setting&& guard ? std::vector<Index>{*guard}
                              : setting       ? std::vector<Index>{}
                                              : model_.parents(variable))
      reached = reached || replaced.contains(parent);
    if (!reached) continue;
    const NodePtr twin = model_.add_twin(twin_name(variable), variable, replaced);
    replaced.emplace(variable, twin);
    if (setting) settings_.push_back({twin, setting->value});
  }
  return replaced;
}

CASUS_INLINE std::string Twins::twin_name(Index variable) const {
  std::string name = model_.variables()[static_cast<std::size_t>(variable)].name + std::string(twins_, '\'');
  while (model_.find(name) || model_.find_parameter(name)) name += '\'';
  return name;
}

}  // namespace casus
