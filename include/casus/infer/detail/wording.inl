// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/detail/wording.hpp>

namespace casus {

namespace detail {
namespace wording {

CASUS_INLINE std::string stopped(StopReason reason) {
  switch (reason) {
    case StopReason::all_drawn: return "all trajectories were drawn";
    case StopReason::all_summed: return "everything was summed";
    case StopReason::precision_reached: return "the precision asked for was reached";
    case StopReason::time_up: return "the time was up";
  }
  return {};
}

CASUS_INLINE std::string exact(Index sampled_worlds, const std::string& how) {
  return sampled_worlds == 0
             ? "exact: " + how
             : "exact within each of " + std::to_string(sampled_worlds) + " sampled worlds: " + how;
}

CASUS_INLINE std::string variable_elimination(Index variables) {
  return "variable elimination of " + std::to_string(variables) +
         (variables == 1 ? " variable" : " variables");
}

CASUS_INLINE std::string likelihood_weighting(double effective) {
  return likelihood_weighting() + " (in a pilot, " + percent(effective) + " effective draws)";
}

CASUS_INLINE std::string adapted_sampling(double effective, double by_likelihood) {
  return "importance sampling adapted by belief propagation (in a pilot, " + percent(effective) +
         " effective draws; " +
         (by_likelihood >= 0 ? percent(by_likelihood) + " by likelihood weighting)"
                             : "likelihood weighting missed a part of the evidence)");
}

CASUS_INLINE std::string sequential_sampling(Index populations, Index particles) {
  return "sequential Monte Carlo: " + std::to_string(populations) + " populations of " +
         std::to_string(particles) + " particles";
}

CASUS_INLINE std::string cross_entropy_sampling(const std::string& why, std::size_t levels,
                                                double effective_hits) {
  return "cross-entropy importance sampling (" + why + "; " + std::to_string(levels) + " levels led there; " +
         rounded(effective_hits, 2) + " effective hits)";
}

CASUS_INLINE std::string multilevel_splitting(const std::string& why, std::size_t levels, Index populations) {
  return "multilevel splitting (" + why + "; " + std::to_string(levels) + " levels, " +
         std::to_string(populations) + " populations)";
}

CASUS_INLINE std::string few_pilot_hits() {
  return "too few draws of the pilot's proposal meet the event for weights";
}

CASUS_INLINE std::string sound_weights(double variance) {
  return "the pilot's weights are sound: their variance is " + rounded(variance, 2) +
         " times the squared mean";
}

CASUS_INLINE std::string forward_without_levels(bool ran_out) {
  return ran_out ? forward_sampling() + " (too few trajectories for a pilot to reach the event)"
                 : forward_sampling() + " (no levels lead to the event)";
}

CASUS_INLINE std::string forward_for_lack_of_time() {
  return forward_sampling() + " (too little time for levels to reach the event)";
}

CASUS_INLINE std::string unequal_worlds(double effective) {
  return "the probability of the evidence varies so much between worlds that their effective number is " +
         rounded(effective, 2) + ": more worlds are needed";
}

CASUS_INLINE std::string too_few_trajectories() {
  return "too few trajectories per world met the condition: more are needed";
}

CASUS_INLINE std::string worlds_alike() {
  return "the worlds differ by little more than Monte Carlo noise: the range is narrow, or more trajectories "
         "are "
         "needed to see it";
}

CASUS_INLINE Warning one_world() {
  return {WarningCode::one_world, "one world only: the parameters' uncertainty is not in the error"};
}

CASUS_INLINE Warning never_seen(Index drawn, double level, const std::string& draws) {
  return {WarningCode::never_seen, "never seen in " + std::to_string(drawn) + " " + draws +
                                       ": the value is an upper bound at level " + number(level)};
}

CASUS_INLINE Warning condition_never_met(Index drawn, double bound, double level) {
  return {WarningCode::condition_never_met, "the condition was never met in " + std::to_string(drawn) +
                                                " trajectories: its probability is below " + rounded(bound) +
                                                " at level " + number(level)};
}

CASUS_INLINE Warning evidence_never_met(Index drawn, double bound, double level) {
  const std::string text = "no trajectory in " + std::to_string(drawn) + " agrees with the evidence";
  return {WarningCode::condition_never_met, std::isnan(bound)
                                                ? text
                                                : text + ": the condition's probability is below " +
                                                      rounded(bound) + " at level " + number(level)};
}

CASUS_INLINE Warning a_condition_never_met() {
  return {WarningCode::condition_never_met, "a condition was never met"};
}

CASUS_INLINE Warning all_alike(Index drawn) {
  return {WarningCode::all_alike, "all " + std::to_string(drawn) +
                                      " values drawn are equal: others may be possible, and no error can "
                                      "be estimated"};
}

CASUS_INLINE Warning few_contributions(double effective) {
  return {WarningCode::few_contributions, "the value depends on few trajectories (effective number " +
                                              rounded(effective, 2) + "): no error can be estimated"};
}

CASUS_INLINE Warning branch_hardly_met(const std::string& probability, double times) {
  return {
      WarningCode::few_contributions,
      "the value may depend on " + probability + ", which " + rounded(times, 2) +
          " trajectories decided one way: their contribution is not known, and no error can be estimated"};
}

CASUS_INLINE std::string by_total_expectation(const std::string& done,
                                              const std::vector<std::string>& branches) {
  std::string text =
      done + "; answered separately, and added by the law of total expectation, on the branches of ";
  for (std::size_t i = 0; i < branches.size(); ++i) text += (i > 0 ? ", " : "") + branches[i];
  return text;
}

CASUS_INLINE Warning heavy_tail(double index, double limit) {
  return {WarningCode::heavy_tail, "the values drawn have so heavy a tail (index " + rounded(index, 2) +
                                       ", above " + rounded(limit, 2) +
                                       ") that their mean may have no variance: no error can be estimated"};
}

CASUS_INLINE Warning no_mean(double index) {
  return {WarningCode::no_mean, "the values drawn have so heavy a tail (index " + rounded(index, 2) +
                                    ", 1 or more) that they may have no mean: no error can be estimated"};
}

CASUS_INLINE Warning squares_without_variance() {
  return {
      WarningCode::heavy_tail,
      "the values drawn have so heavy a tail that the squares of their deviations may have no variance: no "
      "error can be estimated"};
}

CASUS_INLINE Warning no_variance() {
  return {WarningCode::no_mean,
          "the values drawn have so heavy a tail that they may have no variance: no error can be estimated"};
}

CASUS_INLINE Warning does_not_vary() {
  return {WarningCode::all_alike,
          "one of the two quantities did not vary in the pilot: no correlation can be estimated"};
}

CASUS_INLINE Warning no_pair_differed(Index drawn) {
  return {WarningCode::no_pair_differed,
          "none of " + std::to_string(drawn) +
              " pairs of trajectories differed: the difference is too small for "
              "this number of pairs to resolve"};
}

CASUS_INLINE Warning conditions_on_the_future(const std::string& target, const std::string& condition) {
  return {WarningCode::conditions_on_the_future,
          "the condition is about " + condition + ", later than the target, which is about " + target +
              ": it selects trajectories by their future. For what follows from an event, ask with a "
              "condition about " +
              target + " or before, or with an intervention (; do ...)"};
}

CASUS_INLINE Warning beyond_sample(Index drawn, bool has_low, bool has_high, double level) {
  const std::string of = " of " + std::to_string(drawn) + " values";
  if (!has_low && !has_high)
    return {WarningCode::beyond_sample, "the interval reaches beyond the least and the greatest" + of +
                                            ": there is no interval; more trajectories are needed"};
  return {WarningCode::beyond_sample,
          std::string("it may lie beyond the ") + (has_low ? "greatest" : "least") + of + ": the value is " +
              (has_low ? "a lower" : "an upper") + " bound at level " + number(level)};
}

CASUS_INLINE Warning extreme_drawn(Index drawn, bool is_least, double end) {
  const std::string drawn_one = std::string("it is the ") + (is_least ? "least" : "greatest") + " of " +
                                std::to_string(drawn) + " values drawn, and ";
  const char* const more = is_least ? "less" : "more";
  if (std::isinf(end))
    return {WarningCode::beyond_sample, drawn_one + more + " may be possible: no limit is known"};
  return {WarningCode::beyond_sample,
          drawn_one + more + " may be possible, but not " + more + " than " + number(end)};
}

CASUS_INLINE Warning few_worlds_for_range(double worlds, double needed) {
  return {WarningCode::few_worlds_for_range, "the range rests on " + number(std::floor(worlds)) +
                                                 " worlds: its ends are rough; about " + number(needed) +
                                                 " are needed"};
}

CASUS_INLINE Warning range_borrowed(double informative, bool is_share) {
  return {WarningCode::range_borrowed,
          "a world has about " + rounded(informative, 2) +
              " trajectories that tell its value, too few: the range is that of a " +
              (is_share ? "beta" : "log-normal or normal") +
              " distribution with the mean and the variance that all worlds together show"};
}

CASUS_INLINE Warning degenerate_weights(double pareto_k, double limit) {
  return {WarningCode::degenerate_weights, "the weights are degenerate (Pareto k " + rounded(pareto_k, 2) +
                                               ", above " + rounded(limit, 2) +
                                               "): the error cannot be trusted"};
}

CASUS_INLINE Warning few_effective_samples(const std::string& drawn, double effective) {
  return {WarningCode::few_effective_samples,
          "the effective number of " + drawn + " is only " + rounded(effective, 2) + ": the error is rough"};
}

CASUS_INLINE Warning few_ancestors(const std::string& step, Index particles, double effective) {
  return {WarningCode::few_effective_samples,
          "the surviving values of " + step + " come from " + std::to_string(particles) +
              " particles, with an effective number of " + rounded(effective, 2) + ": the error is rough"};
}

CASUS_INLINE Warning few_clusters(const std::string& clusters, double effective) {
  return {WarningCode::few_clusters, "the probability of the evidence varies so much between " + clusters +
                                         " that their effective number is " + rounded(effective, 2) +
                                         ": the error is rough"};
}

CASUS_INLINE Warning noisy_likelihood() {
  return {WarningCode::few_effective_samples,
          "the likelihood of the parameters is noisy even from the greatest number of particles, so that "
          "draws hardly move: the error is rough"};
}

CASUS_INLINE Warning beyond_the_prior(double deviations) {
  return {WarningCode::rare_state_missed,
          "the evidence moves a parameter " + rounded(deviations, 2) +
              " standard deviations of its judgement, to the end of what can be drawn: the answer may be cut "
              "off there"};
}

CASUS_INLINE Warning populations_lost(Index alive, Index all) {
  return {WarningCode::populations_lost, std::to_string(alive) + " of " + std::to_string(all) +
                                             " populations agree with the evidence: the error is rough"};
}

CASUS_INLINE Warning rare_state_missed(const std::string& where) {
  return {
      WarningCode::rare_state_missed,
      "the evidence " + where +
          " is unlikely in all states that were drawn, and may be likely in states that are too rare to be "
          "drawn: the answer may miss them"};
}

CASUS_INLINE Warning event_not_reached(double level, bool ran_out) {
  return {WarningCode::event_not_reached,
          "the pilot's score stopped rising before the event was met: " +
              (std::isnan(level) ? std::string("it does not rise at all")
                                 : "it rose to a level of probability about " + rounded(level, 2)) +
              (ran_out ? "; it takes more trajectories, or the event is impossible"
                       : "; the event may be impossible, or a score of your own may lead to it")};
}

CASUS_INLINE Warning heavy_weight(double share) {
  return {WarningCode::degenerate_weights,
          "one weight is " + percent(share) + " of all: the error may be underestimated"};
}

CASUS_INLINE Warning few_effective_hits(double hits) {
  return {WarningCode::few_effective_samples,
          "the weights are worth " + rounded(hits, 2) + " hits only: the error may be underestimated"};
}

CASUS_INLINE Warning no_time_for_levels() {
  return {WarningCode::event_not_reached,
          "splitting takes more time than there is: forward sampling answers, and a rare event gets a bound"};
}

CASUS_INLINE Warning out_of_time() {
  return {WarningCode::out_of_time,
          "the time was too short for an answer: allow more, or use a smaller model"};
}

CASUS_INLINE Warning way_missed(double bound) {
  return {WarningCode::way_missed, "a way to the event, of probability at most " + rounded(bound, 3) +
                                       ", was not reached: the event may be more likely than was found"};
}

CASUS_INLINE Warning runs_disagree(double error) {
  return {WarningCode::runs_disagree, "independent runs disagree (relative error " + rounded(error, 2) +
                                          " or more): their mean may be far too small"};
}

}  // namespace wording
}  // namespace detail

}  // namespace casus
