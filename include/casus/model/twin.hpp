// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/model.hpp>

namespace casus {

namespace detail {

/// Returns the quantile of `twin` at the probability at which `law` has the quantile y, as a
/// formula of y and the parameters of both. Available for normal, log-normal, logit-normal,
/// uniform, exponential and Weibull distributions, and for distributions whose parameters only
/// scale and shift (gamma and Student's t if their shapes are the same expression); returns nothing
/// for others. Undefined if a scale is 0.
std::optional<Real> at_same_quantile(const Real& y, const ConditionalDistribution& law,
                                     const ConditionalDistribution& twin);

}  // namespace detail

/// A model together with twins that have other interventions: the "twin network" (Balke and Pearl,
/// Probabilistic evaluation of counterfactual queries, AAAI 1994; Pearl, Causality, 2nd ed. 2009,
/// section 7.1.4). Variables that the changes do not affect are shared. Each of the others has a
/// twin, drawn with the same uniform number U. The twins thus differ only because of the
/// interventions.
class Twins {
public:
  /// Keeps a copy of the model. `seen`: quantities whose exact values will be evidence. The twin of
  /// such a quantity is a formula of it, namely the same quantile of the twin's distribution, and
  /// so needs no shared uniform number. Exceptions are distributions without such a formula (see
  /// `at_same_quantile`), and quantities whose guard has a twin too. `besides`: a scope whose names
  /// the twins do not take either; must outlive this object.
  explicit Twins(const Model& model, std::vector<NodePtr> seen = {}, const Scope* besides = nullptr);

  /// Adds a twin with the interventions `changes`, in addition to the interventions `under` on
  /// both; a change replaces an intervention on the same variable. Any number of twins can be
  /// added. Returns the references that replace those to the original variables in the twin.
  detail::Substitution add(const std::vector<Intervention>& changes,
                           const std::vector<Intervention>& under = {});

  /// Returns the original variables, with their numbers unchanged, followed by the twins.
  const Model& model() const noexcept { return model_; }
  /// Returns the interventions on the twins, to be applied together with those on the originals.
  const std::vector<Intervention>& settings() const noexcept { return settings_; }

private:
  std::string twin_name(Index variable) const;
  NodePtr add_twin(Index variable, const detail::Substitution& replaced);
  std::optional<Real> formula_of_seen(Index variable, const detail::Substitution& replaced) const;

  Model model_;
  std::vector<NodePtr> seen_;
  const Scope* besides_;
  Index originals_;
  std::size_t twins_ = 0;
  std::vector<Intervention> settings_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/twin.inl>
#endif
