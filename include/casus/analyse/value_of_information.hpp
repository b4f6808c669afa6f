// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/detail/core.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// The value of information: about chance, by observing an indicator, and about the uncertain
/// parameters. Drawn by forward sampling: options that name another method or could stop a run
/// early (a precision, a time limit) are refused.
namespace casus {

/// An observable variable and its possible outcomes: events of which exactly one holds.
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

/// Returns the events and categories of the model that could be observed before the answer is
/// known: all except the variables that the target reads, their descendants, variables that are
/// set, and variables that the condition reads.
std::vector<Watched> watchable(const Model& model, const Query& query);

/// Information that observing a variable gives about an event.
struct Indicator {
  struct Outcome {
    std::string state;
    Estimated probability;  ///< of this outcome, given the condition
    Estimated answer;       ///< probability of the event given this outcome; NaN if it never occurred
  };
  std::string name;
  /// Over time: the series, and the step by which it is seen with its label; else empty and -1.
  std::string series = {};
  Index step = -1;
  std::string seen_by = {};
  std::vector<Outcome> outcomes;
  /// Expected reduction of the event's variance p (1 - p), which is the expected Brier score of
  /// forecasting it.
  Estimated reduction;
  /// `reduction` as a share of that variance: 1 if the indicator determines the event.
  Estimated share;
};

/// Returns the information that each indicator gives about an event, P(...), the most informative
/// first: "which indicator should we watch next". An observation is evidence about chance and about
/// the parameters. The value of learning a parameter itself is its first-order share
/// (casus/analyse/sensitivity.hpp). Errors are over worlds or, without parameters, over batches of
/// trajectories. Drawn by forward sampling, in one run.
///
/// Throws Error if the question is of another kind, is counterfactual, or has evidence other than
/// events; and as `estimate` does. Part of the compiled core.
std::vector<Indicator> indicators(const Model& model, const Query& query, const std::vector<Watched>& watched,
                                  const Options& options = {});

/// The same over time: which sign, seen by when, tells most. The signs are the events and
/// categories of the timeline, each watched up to some steps before the step of the event: whether
/// an event has held by then, or the state of a category then. `steps`: those steps; if empty, up
/// to four, equally spaced, the last of them the step before that of the event. The series with the
/// most informative sign comes first, its signs in the order of the steps. Series that the question
/// reads or sets, and those that follow from the event's series within the same step, are left out.
/// A sign that reacts a step later is a sign, too: it then tells that the event has happened.
///
/// Without parameters, and if the automatic method finds the signs' probabilities exactly within
/// `Options::exact_budget` in all, they are exact. Otherwise all signs come from one run of forward
/// sampling, step by step. Throws Error as above, and if a step is not before that of the event.
std::vector<Indicator> indicators(const Horizon& horizon, const Query& query,
                                  const std::vector<Index>& steps = {}, const Options& options = {});

/// One of several possible actions. Its value is the expectation of the utility under it.
struct Action {
  std::string name;
  std::vector<Intervention> done;  ///< the variables that the action sets; may be empty
  Real utility;                    ///< a quantity that exists in every trajectory
};

/// Value of knowing more before choosing an action, in units of the utility.
struct DecisionValue {
  struct Worth {
    std::string name;
    Estimated value;
  };
  std::vector<Worth> actions;  ///< expected utility of each, in the order given
  std::size_t best = 0;        ///< number of the action with the highest expected utility
  /// Of knowing all parameters (expected value of perfect information about them).
  Worth all_parameters;
  std::vector<Worth> parameters;  ///< of knowing one parameter, the highest first
  std::vector<Worth> indicators;  ///< of observing one indicator, the highest first
};

/// Returns the expected value of partial perfect information. For each parameter, the utilities of
/// the worlds are regressed on it, by a cubic in the normal scores of its ranks (Strong, Oakley and
/// Brennan, Med. Decis. Making 34 (2014) 311, doi:10.1177/0272989X13505910); the regression over
/// every other world chooses the actions in the remaining worlds, and vice versa. Knowing a
/// parameter is also knowledge about those correlated with it. For all parameters together, half of
/// a world's trajectories choose the action and the other half evaluate it. For indicators, an
/// action is chosen for each outcome by half of the clusters (worlds, or batches) and evaluated by
/// the other half, and so is the best action that is taken without knowledge; the values are means
/// over eight balanced divisions. Noise is therefore not mistaken for knowledge: worthless
/// information is worth 0 within its error, and the values are biased downwards, if at all. Errors
/// include those of all choices that are plausible (within three errors of the best), and reach
/// to the value that all clusters would choose and evaluate, which is biased upwards: near ties
/// intervals are wide. All actions are drawn with common random numbers.
///
/// Throws Error if there are fewer than two actions; if an action sets a variable that a watched
/// indicator depends on, because the indicator could then not be observed before the choice; if
/// there are parameters and fewer than 20 worlds; and as `estimate` does. Part of the compiled
/// core.
DecisionValue value_of_information(const Model& model, const std::vector<Action>& actions,
                                   const std::vector<Watched>& watched = {}, const Options& options = {});

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/analyse/value_of_information.inl>
#endif
