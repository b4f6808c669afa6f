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

/// Returns the quantile of `twin` at the probability at which `law` has the value y, as a formula of y and
/// the parameters of both: for normal, log-normal, logit-normal, uniform, exponential and Weibull
/// distributions, and for distributions whose parameters only scale and shift (gamma and Student's
/// t if their shapes are the same expression); nothing for others.
/// Undefined if a scale is 0.
std::optional<Real> at_same_quantile(const Real& y, const ConditionalDistribution& law,
                                     const ConditionalDistribution& twin);

}  // namespace detail

/// A model beside its twin, in which something else is done: the "twin network" (Balke and Pearl, Probabilistic evaluation of
/// counterfactual queries, AAAI 1994; Pearl, Causality, 2nd ed. 2009, section 7.1.4). What the changes do not reach is shared; the
/// rest is there twice, each variable drawn with the same uniform number U as its twin. So the twins differ by what was done alone.
class Twins {
public:
  /// Keeps a copy of the model. `seen`: quantities whose exact values will be evidence. Their twins are
  /// formulas of them, the same quantile of the twin's distribution, and so need no shared uniform numbers;
  /// exceptions are distributions without such a formula (`at_same_quantile`), and quantities whose guard has
  /// a twin too.
  explicit Twins(const Model& model, std::vector<NodePtr> seen = {});

  /// Adds a twin in which `changes` are done, beside what `under` does to both; a change takes the place of an intervention on the
  /// same variable. Any number of twins can be added. Gives the references that take the place of the originals' in it.
  detail::Substitution add(const std::vector<Intervention>& changes,
                           const std::vector<Intervention>& under = {});

  /// The originals, numbered as before, and the twins behind them.
  const Model& model() const noexcept { return model_; }
  /// What is set in the twins; to be done together with what is done to the originals.
  const std::vector<Intervention>& settings() const noexcept { return settings_; }

private:
  std::string twin_name(Index variable) const;
  NodePtr add_twin(Index variable, const detail::Substitution& replaced);
  std::optional<Real> formula_of_seen(Index variable, const detail::Substitution& replaced) const;

  Model model_;
  std::vector<NodePtr> seen_;
  Index originals_;
  std::size_t twins_ = 0;
  std::vector<Intervention> settings_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/twin.inl>
#endif
