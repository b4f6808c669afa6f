// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// A model beside its twin, in which something else is done: the "twin network" (Balke and Pearl, Probabilistic evaluation of
/// counterfactual queries, AAAI 1994; Pearl, Causality, 2nd ed. 2009, section 7.1.4). What the changes do not reach is shared; the
/// rest is there twice, each variable drawn with the same uniform number U as its twin. So the twins differ by what was done alone.
class Twins {
public:
  /// Keeps a copy of the model. Throws Error where an intervention is on a variable of another model.
  explicit Twins(const Model& model)
      : model_(model), originals_(static_cast<Index>(model.variables().size())) {}

  /// Adds a twin in which `changes` are done, beside what `under` does to both; a change takes the place of an intervention on the
  /// same variable. Any number of twins can be added. Gives the references that take the place of the originals' in it.
  detail::Substitution add(const std::vector<Intervention>& changes,
                           const std::vector<Intervention>& under = {}) {
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

  /// The originals, numbered as before, and the twins behind them.
  const Model& model() const noexcept { return model_; }
  /// What is set in the twins; to be done together with what is done to the originals.
  const std::vector<Intervention>& settings() const noexcept { return settings_; }

private:
  std::string twin_name(Index variable) const {
    std::string name =
        model_.variables()[static_cast<std::size_t>(variable)].name + std::string(twins_, '\'');
    while (model_.find(name) || model_.find_parameter(name)) name += '\'';
    return name;
  }

  Model model_;
  Index originals_;
  std::size_t twins_ = 0;
  std::vector<Intervention> settings_;
};

}  // namespace casus
