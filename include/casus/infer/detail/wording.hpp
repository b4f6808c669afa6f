// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/infer/answer.hpp>

/// Texts of answers, from their data. They are for people: programs use the codes and values.
namespace casus::detail::wording {

inline std::string percent(double share) {
  constexpr double nearly_all = 0.995;
  return (share < nearly_all ? rounded(100 * share, 2) : "100") + " %";
}

// ---- why a run ended

std::string stopped(StopReason reason);

// ---- description of the method

inline std::string forward_sampling() { return "forward sampling"; }

/// `sampled_worlds`: 0 if nothing was sampled. `how`: "forward recursion".
std::string exact(Index sampled_worlds, const std::string& how);
std::string variable_elimination(Index variables);

inline std::string from_supports() { return "the supports of the distributions"; }
inline std::string search_of_values(std::size_t values) {
  return "search among " + std::to_string(values) + " values by exact probabilities";
}

inline std::string likelihood_weighting() { return "likelihood weighting"; }
/// `effective`: share of effective draws in a pilot.
std::string likelihood_weighting(double effective);
/// `effective`: the same for the adapted proposal; `by_likelihood`: for likelihood weighting,
/// negative if it missed a part of the evidence.
std::string adapted_sampling(double effective, double by_likelihood);

/// Oversampling of rare states, without and with evidence.
inline std::string rare_states() { return "rare states oversampled and weighted"; }
inline std::string with_rare_states(const std::string& method) {
  return method + ", rare states oversampled";
}

std::string sequential_sampling(Index populations, Index particles);

/// For a rare event. `why`: reason for the choice of the method; `levels`: number of levels that
/// led to the event.
inline std::string plain_draws(const std::string& why) { return "plain draws (" + why + ")"; }
std::string cross_entropy_sampling(const std::string& why, std::size_t levels, double effective_hits);
std::string multilevel_splitting(const std::string& why, std::size_t levels, Index populations);
/// `answered_apart`: for a contrast. `in_strata`: `done` describes the stratum that contributes
/// most.
inline std::string answered_apart(const std::string& first, const std::string& second) {
  return first == second ? first + ", separately" : first + "; " + second;
}
inline std::string in_strata(const std::string& done, std::size_t strata) {
  return done + "; in " + std::to_string(strata) + " strata";
}
inline std::string beside_rest(const std::string& event, const std::string& rest) {
  return event + "; where the condition holds without it: " + rest;
}
inline std::string over_condition(const std::string& event, const std::string& condition) {
  return event + ", over the condition's: " + condition;
}
inline std::string not_rare() { return "the event is not rare"; }
inline std::string given_condition() { return "particles that meet the condition"; }
inline std::string several_ways() { return "there are several ways to the event"; }
std::string few_pilot_hits();
inline std::string heavy_pilot_weights() { return "a few of the pilot's weights outweigh the others"; }
inline std::string pilot_disagrees() { return "the pilot's weights and levels disagree"; }
inline std::string levels_err_less() { return "levels err less than the pilot's weights"; }
/// `variance`: of a weight, in units of the squared mean.
std::string sound_weights(double variance);
std::string forward_without_levels(bool ran_out);
std::string forward_for_lack_of_time();
inline std::string nothing_for_lack_of_time() { return "nothing, for lack of time"; }

// ---- why there is no judgement range

inline std::string no_parameters() { return "the model has no uncertain parameters"; }
inline std::string no_parameter_matters() { return "no uncertain parameter matters for it"; }
inline std::string parameters_drawn() {
  return "the parameters were drawn anew for each trajectory, so there are no worlds with fixed parameters";
}
inline std::string no_pairs_of_worlds() {
  return "the two were answered separately, so no worlds are shared";
}
inline std::string no_range_of_parts() {
  return "the value is a sum over branches that were answered separately, so no worlds are shared";
}
inline std::string no_range_of_pilots() {
  return "the mean depends on constants that all worlds share, so it is not an answer within a world";
}
inline std::string condition_never_met() { return "the condition was never met"; }
inline std::string no_time() { return "the time was too short"; }
inline std::string too_few_worlds() { return "too few worlds met the condition"; }
/// `effective`: number of worlds of equal weight with the same error.
std::string unequal_worlds(double effective);
std::string too_few_trajectories();
std::string worlds_alike();
inline std::string all_that_can_be() { return "it covers all possible values of the parameters"; }

// ---- warnings

Warning one_world();
Warning never_seen(Index drawn, double level, const std::string& draws = "trajectories");
/// Continues a warning about a condition that compares a quantity with a number by ==.
inline std::string has_probability_zero(const std::string& comparison) {
  return "; " + comparison +
         " has probability 0 if the quantity has a density: to condition on its value, observe it, as in "
         "observed(x, 3)";
}
/// `bound`: upper bound of the condition's probability; NaN if there is none.
Warning condition_never_met(Index drawn, double bound, double level);
Warning evidence_never_met(Index drawn, double bound, double level);
Warning a_condition_never_met();
/// `met`: "one world met the condition", or another reason.
inline Warning no_error(const std::string& met) {
  return {WarningCode::no_error, met + ": no error can be estimated"};
}
Warning all_alike(Index drawn);
Warning few_contributions(double effective);
/// `branches`: the probabilities of the branches, as questions.
std::string by_total_expectation(const std::string& done, const std::vector<std::string>& branches);
/// `probability`: "P(level > 16)", for a condition that a value depends on.
Warning branch_hardly_met(const std::string& probability, double times);
Warning heavy_tail(double index, double limit);
Warning no_mean(double index);
/// For a variance: the squared deviations may have no variance; the variance itself may not exist.
Warning squares_without_variance();
Warning no_variance();
/// For a correlation.
Warning does_not_vary();
/// For a contrast.
Warning no_pair_differed(Index drawn);
/// `target`, `condition`: labels of the last steps that each of them reads.
Warning conditions_on_the_future(const std::string& target, const std::string& condition);
/// For an interval with these ends; the others are open.
Warning beyond_sample(Index drawn, bool has_low, bool has_high, double level);
/// `end`: bound of the possible values; infinite if none is known.
Warning extreme_drawn(Index drawn, bool is_least, double end);
Warning few_worlds_for_range(double worlds, double needed);
/// `informative`: trajectories of a world that carry information on the value.
Warning range_borrowed(double informative, bool is_share);
Warning degenerate_weights(double pareto_k, double limit);
/// `drawn`: "trajectories" or "particles".
Warning few_effective_samples(const std::string& drawn, double effective);
Warning few_ancestors(const std::string& step, Index particles, double effective);
/// `clusters`: "worlds" or "populations".
Warning few_clusters(const std::string& clusters, double effective);
Warning noisy_likelihood();
Warning beyond_the_prior(double deviations);
Warning populations_lost(Index alive, Index all);
/// `where`: "at month 5".
Warning rare_state_missed(const std::string& where);
/// `level`: the probability of the last level that was reached; NaN if the score did not rise at
/// all.
Warning event_not_reached(double level, bool ran_out);
Warning no_time_for_levels();
Warning out_of_time();
Warning heavy_weight(double share);
Warning few_effective_hits(double hits);
/// `bound`: upper bound of the probability that was missed.
Warning way_missed(double bound);
/// `error`: relative error of the mean of independent estimates.
Warning runs_disagree(double error);

}  // namespace casus::detail::wording

#ifndef CASUS_CORE
#include <casus/infer/detail/wording.inl>
#endif
