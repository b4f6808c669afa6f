// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/detail/core.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// What it would be worth to know more: about chance, by watching an indicator, and about what nobody knows, the parameters.
/// Drawn by forward sampling: options that name another method or would stop a run early (a precision, a time) are refused.
namespace casus {

/// Something that could be watched, and what could be seen of it: events of which exactly one holds.
struct Watched {
  struct Outcome {
    std::string state;
    Boolean seen;
  };
  std::string name;
  std::vector<Outcome> outcomes;

  explicit Watched(const Boolean& event) : name(to_text(event)), outcomes{{"yes", event}, {"no", !event}} {}
  explicit Watched(const Category& category);
};

/// What the model's events and categories would tell about a question before its answer is known: all but those that its target reads,
/// what follows from these, what is set, and what is given.
std::vector<Watched> watchable(const Model& model, const Query& query);

/// What watching something would tell about an event.
struct Indicator {
  struct Outcome {
    std::string state;
    Estimated probability;  ///< of seeing it, given what is given
    Estimated answer;       ///< the event's probability if that is seen; NaN where it never was
  };
  std::string name;
  std::vector<Outcome> outcomes;
  /// The expected fall of the event's variance p (1 - p), which is that of the Brier score of forecasting it.
  Estimated reduction;
  Estimated share;  ///< the same as a share of that variance: 1 where it would tell all
};

/// What each indicator would tell about an event, P(...), the most telling first: "which indicator should we watch next". What is
/// seen speaks about chance and about the parameters. What learning a parameter would tell is its first-order share
/// (casus/analyse/sensitivity.hpp). Errors are over worlds or, without parameters, over batches of trajectories.
/// Drawn by forward sampling, in one run. Throws Error where the question is of another kind, has evidence that is no event or is
/// counterfactual, and as `estimate` does. Part of the compiled core.
std::vector<Indicator> indicators(const Model& model, const Query& query, const std::vector<Watched>& watched,
                                  const Options& options = {});

/// One of several things that could be done, and what it would be worth: the expectation of the utility under it.
struct Action {
  std::string name;
  std::vector<Intervention> done;  ///< nothing, or what the action sets
  Real utility;                    ///< a quantity that exists in every trajectory
};

/// What knowing more before choosing an action would be worth, in units of the utility.
struct DecisionValue {
  struct Worth {
    std::string name;
    Estimated value;
  };
  std::vector<Worth> actions;  ///< the expected utility of each, as listed
  std::size_t best = 0;        ///< the number of the action with the highest
  Worth all_parameters;  ///< of knowing all parameters (expected value of perfect information about them)
  std::vector<Worth> parameters;  ///< of knowing one, the most first
  std::vector<Worth> indicators;  ///< of seeing one, the most first
};

/// The expected value of partial perfect information. For each parameter, the utilities of the worlds are regressed on it, by a cubic in
/// the normal scores of its ranks (Strong, Oakley and Brennan, Med. Decis. Making 34 (2014) 311, doi:10.1177/0272989X13505910);
/// every other world chooses the actions that the rest judge. For all parameters, half of a world's trajectories choose and the other
/// half judge. So noise is not taken for knowledge: the values err to the low side. For indicators, the best action is chosen for
/// each outcome. All actions are drawn with the same chance.
/// Throws Error where there are fewer than two actions, an action sets something that a watched indicator depends on (it could
/// not be seen before the choice), there are parameters and fewer than 20 worlds, and as `estimate` does. Part of the compiled core.
DecisionValue value_of_information(const Model& model, const std::vector<Action>& actions,
                                   const std::vector<Watched>& watched = {}, const Options& options = {});

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/analyse/value_of_information.inl>
#endif
