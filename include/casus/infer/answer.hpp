// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/fwd.hpp>

namespace casus {

struct Interval {
  double low;
  double high;
};

/// Kind of question.
enum class QuestionKind {
  probability,         ///< of an event
  expectation,         ///< of a quantity
  variance,            ///< of a quantity
  standard_deviation,  ///< of a quantity
  quantile,            ///< of a quantity
  expected_shortfall,  ///< of a quantity: the mean of its upper tail
  correlation,         ///< of two quantities
  least,               ///< of a quantity: the infimum of its possible values
  greatest,            ///< of a quantity: the supremum of its possible values
  distribution,        ///< of a category: one probability for each state; of an event: those of no and yes
  histogram,           ///< of a quantity: one probability for each bin
  curve,               ///< the same question for one step after another: see casus/infer/curve.hpp
  first_time,          ///< of an event over time: the probability of each step as its first, and of never
};

namespace detail {

/// Statistic that a method computes for a question. Kinds of question that differ only in the use
/// of the statistic share one.
enum class Statistic {
  probability,  ///< of the target, an event
  states,       ///< the probability of each state of the target
  bins,         ///< the probability of each bin of the target
  mean,         ///< of the target
  mean_square,  ///< of the target's difference from a centre
  quantile,     ///< of the target
  extreme,      ///< the least and greatest value of the target
  of_others,    ///< none: the answer is composed of the answers to other questions
};

/// Unit of measurement of an answer.
enum class AnswerUnit { probability, of_target, of_target_squared, none };

/// Properties of a kind of question that depend on the kind alone.
struct KindOfQuestion {
  std::string_view name;  ///< in JSON
  std::string_view
      notation;  ///< beginning of the question as text; empty if the text is the question's course
  Statistic statistic;
  AnswerUnit unit = AnswerUnit::probability;

  /// Whether the question asks for one or more probabilities. A curve does, unless its points ask
  /// for values.
  constexpr bool is_probability() const noexcept { return unit == AnswerUnit::probability; }
  constexpr bool is_spread() const noexcept { return statistic == Statistic::mean_square; }
  constexpr bool is_extreme() const noexcept { return statistic == Statistic::extreme; }
};

/// Returns the properties of a kind. There is no default case, so compilers report a kind without
/// properties.
constexpr KindOfQuestion about(QuestionKind kind) noexcept {
  switch (kind) {
    case QuestionKind::probability: return {"probability", "P", Statistic::probability};
    case QuestionKind::expectation: return {"expectation", "E", Statistic::mean, AnswerUnit::of_target};
    case QuestionKind::variance:
      return {"variance", "variance", Statistic::mean_square, AnswerUnit::of_target_squared};
    case QuestionKind::standard_deviation:
      return {"standard_deviation", "sd", Statistic::mean_square, AnswerUnit::of_target};
    case QuestionKind::quantile: return {"quantile", "quantile", Statistic::quantile, AnswerUnit::of_target};
    case QuestionKind::expected_shortfall:
      return {"expected_shortfall", "expected_shortfall", Statistic::of_others, AnswerUnit::of_target};
    case QuestionKind::correlation:
      return {"correlation", "correlation", Statistic::of_others, AnswerUnit::none};
    case QuestionKind::least: return {"least", "least", Statistic::extreme, AnswerUnit::of_target};
    case QuestionKind::greatest: return {"greatest", "greatest", Statistic::extreme, AnswerUnit::of_target};
    case QuestionKind::distribution: return {"distribution", "distribution", Statistic::states};
    case QuestionKind::histogram: return {"histogram", "histogram", Statistic::bins};
    case QuestionKind::curve: return {"curve", "", Statistic::of_others};
    case QuestionKind::first_time: return {"first_time", "", Statistic::of_others};
  }
  return {};
}

}  // namespace detail

/// Returns the name of a kind in JSON: "first_time".
inline std::string_view to_text(QuestionKind kind) noexcept { return detail::about(kind).name; }

/// Method by which questions are answered.
enum class Method {
  automatic,  ///< the most suitable one, chosen for each question; the answer reports it and the reason
  exact,     ///< variable elimination, or forward recursion over time, for questions about discrete variables
  forward,   ///< trajectories drawn from the model, counted if they meet the condition
  weighted,  ///< trajectories drawn so that they meet the condition, with importance weights
  splitting,   ///< particles driven towards a rare event, level by level
  sequential,  ///< over time: particles drawn step by step, weighted by the evidence and resampled
};

/// Returns the name of a method in options, files and JSON: "forward". Part of the compiled core.
std::string_view to_text(Method method) noexcept;

/// Reason why a run ended.
enum class StopReason {
  all_drawn,          ///< all trajectories that the options request
  all_summed,         ///< nothing was sampled, or only worlds
  precision_reached,  ///< the intervals are as narrow as the options request
  time_up,
};

/// Returns the name of a reason in JSON: "precision_reached".
std::string_view to_text(StopReason reason) noexcept;

/// Part of a run that is omitted if it would take more than the remaining time.
enum class LeftOut {
  exact_cost,       ///< estimating the cost of an exact answer: the answer is sampled
  exact_sums,       ///< the sums of an exact answer: the answer is sampled
  pilot_of_worlds,  ///< the pilot that tests whether exact answers within worlds would rest on a few of them
  pilots,           ///< the pilots that choose a sampling method: a method without a pilot is taken
  centres,          ///< the usual number of trajectories for the centres of variances: fewer are drawn
  levels,           ///< of splitting: forward sampling answers
  worlds,           ///< some of the requested worlds: `Answer::stopped_at` is the number drawn
  answer,           ///< the answer itself
};

/// Returns the name of a part in JSON: "exact_sums".
std::string_view to_text(LeftOut part) noexcept;

/// Subject of a warning.
enum class WarningCode {
  one_world,            ///< Only one draw of the parameters was requested: the error omits their uncertainty.
  condition_never_met,  ///< No trajectory met the condition: there is no value.
  never_seen,           ///< The event never occurred: the value is an upper bound.
  no_error,             ///< There are too few clusters or trajectories to estimate an error.
  few_worlds_for_range,  ///< The ends of the judgement range are rough.
  /// Each world has too few trajectories for an answer of its own: the judgement range is that of a
  /// distribution whose mean and variance all worlds together show.
  range_borrowed,
  degenerate_weights,     ///< The tail index of the weights is too large: the error cannot be trusted.
  few_effective_samples,  ///< The effective sample size is small: the error is rough.
  few_clusters,           ///< A few worlds or populations carry most of the weight: the error is rough.
  populations_lost,       ///< Less than half of the populations agree with the evidence: the error is rough.
  rare_state_missed,      ///< States too rare to be drawn may explain the evidence: the answer may miss them.
  /// No levels lead to the rare event, or too few trajectories or too little time were allowed.
  event_not_reached,
  all_alike,          ///< All values drawn are equal: the error from values that were not drawn is unknown.
  few_contributions,  ///< A handful of trajectories makes up the value: there is no error.
  heavy_tail,         ///< The tails of the values may have no variance: there is no error.
  no_mean,            ///< The tails of the values may have no mean: there is no error.
  beyond_sample,      ///< The target may lie beyond the extreme values drawn: an end is open, or a bound.
  runs_disagree,      ///< Independent runs of a method disagree: the value is a lower bound, or has no error.
  way_missed,  ///< A way to the rare event may have been missed: the value is a lower bound, or has no error.
  no_pair_differed,          ///< In a contrast no pair of trajectories differed.
  conditions_on_the_future,  ///< The condition is about a later step than the target.
  out_of_time,               ///< The time was too short for any answer: there is no value.
};

/// Returns the name of a code in JSON: "never_seen".
std::string_view to_text(WarningCode code) noexcept;

/// Warning about an answer: a code for programs, and a text for people.
struct Warning {
  WarningCode code;
  std::string text;

  bool operator==(const Warning&) const = default;
};

/// An answer in one world, that is for one draw of the parameters.
struct WorldAnswer {
  Index world = 0;  ///< number of the draw, from 0
  double value = 0;
  /// Proportional to the probability of the condition in the world. The answer is the weighted mean
  /// of the values.
  double weight = 0;
  /// Variance of the sampling noise in the value; 0 if the value is exact, or was counted.
  double noise_variance = 0;
  /// Effective number of trajectories over which a probability was counted; else infinite.
  double trajectories = std::numeric_limits<double>::infinity();
};

/// The answer to one question, with its errors and warnings.
struct Answer {
  std::string question;
  QuestionKind kind = QuestionKind::probability;
  std::string unit;  ///< of the value; empty for a probability

  /// The estimate; NaN if it is undefined (a condition that was never met). If the event never
  /// occurred, the value is an upper bound and `is_bound` is true; a quantile beyond the sample is
  /// bounded by its interval's finite end. The least or greatest possible value is infinite if
  /// there is none; if it is not known, the value is the least or greatest drawn, a bound.
  double value = std::numeric_limits<double>::quiet_NaN();
  bool is_bound = false;
  bool is_lower_bound = false;  ///< of a bound: the true value is at least `value`

  /// Monte Carlo error: how far another run of the same size would differ. 0 if nothing was
  /// sampled, NaN if it is not known.
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double level = 0.95;  ///< of the interval

  /// Judgement range: the central part (`range_level`) of the distribution, over the parameters, of
  /// the answer given the parameters, with the Monte Carlo noise removed. Of a beta, log-normal or
  /// normal distribution if few trajectories of each world met the condition (warning
  /// `range_borrowed`). Absent without parameters, or if even all trajectories together are too
  /// few; `range_note` gives the reason.
  std::optional<Interval> range;
  double range_level = 0.90;
  std::string range_note;

  Index worlds = 0;   ///< draws of the parameters
  Index samples = 0;  ///< trajectories, all worlds together; 0 if each world was answered exactly
  Index met = 0;      ///< trajectories that met the condition
  /// Number of independent trajectories meeting the condition that would have the same error;
  /// infinite if nothing was sampled. For sequential Monte Carlo: at most the effective number of
  /// ancestors of the values at the target's step. For an expectation that is exact within each
  /// world: the number of worlds with the same error if all were equally likely to meet the
  /// condition.
  double effective_samples = 0;

  /// For weighted trajectories: the probability of the condition and its standard error. Absent if
  /// there is a signal, or a quantity with a density was observed exactly.
  std::optional<double> condition_probability;
  double condition_standard_error = std::numeric_limits<double>::quiet_NaN();
  /// Natural logarithm of the probability of the evidence, or of its density if exact values were
  /// observed, and its standard error (0 if nothing was sampled). For exact, weighted and
  /// sequential answers; also if the probability itself is out of the range of a double.
  std::optional<double> log_condition_probability;
  double log_condition_standard_error = std::numeric_limits<double>::quiet_NaN();
  /// Tail index of the weights (Vehtari et al., JMLR 25 (2024) 72): beyond 0.7 the errors cannot be
  /// trusted. Absent if the largest weights are all equal.
  std::optional<double> pareto_k;

  Index set = 0;  ///< answers of one set share condition and intervention, and are coherent
  Method method_id = Method::forward;
  std::string method;  ///< description of the method
  std::string reason;  ///< why that method was chosen, and its expected cost
  StopReason stopped_id = StopReason::all_drawn;
  std::string stopped;  ///< description of why the run ended
  /// Size at which a run that a time limit may stop has ended: groups per world, worlds, or the
  /// unit that the method counts; else 0. A run with the same options, this value as
  /// `Options::stop_at` and `left_out` as `Options::leave_out` gives the same answer.
  Index stopped_at = 0;
  /// Parts of the computation that were omitted because of the time limit.
  std::vector<LeftOut> left_out;
  std::uint64_t seed = 0;
  std::vector<Warning> warnings;

  /// Of a distribution, histogram or curve: one answer per state, bin or point. The value of the
  /// whole is then undefined.
  std::vector<Answer> parts;
  /// Of a part: a label of its state, bin or point: "holding", "[0, 10)", "Dec 2022".
  std::string label;
  /// Of a part of a distribution: the number of the state; else -1.
  Index state = -1;
  /// Of a part of a histogram: the bin, which includes its lower end.
  std::optional<Interval> bin;
  /// Of a curve: the unit of its points, "month".
  std::string along;
  /// The answer in each world that meets the condition, by the number of the world. Null unless
  /// `Options::keep_worlds` is set and the answer is a probability or expectation that differs
  /// between worlds.
  std::shared_ptr<const std::vector<WorldAnswer>> by_world = {};
};

/// The answers to the questions of one call, in the order of the questions.
class Answers {
public:
  Answers() = default;
  explicit Answers(std::vector<Answer> answers) : answers_(std::move(answers)) {}
  /// Answers that can be found by their questions. Throws Error unless there is one question per
  /// answer.
  Answers(std::vector<Answer> answers, const std::vector<Query>& questions);

  const Answer& operator[](std::size_t i) const { return answers_[i]; }
  /// Returns the answer to this question; the first, if it was asked more than once. Questions are
  /// compared by structure, not by text; `score`, `centred` and `within`, which change no meaning,
  /// are ignored. Throws Error if the question was not asked, or if the answers do not include
  /// their questions: those of `estimate`, `reference_estimate` and `replay` do. Cost: one
  /// comparison per question. Defined in casus/infer/query.hpp, as is the next.
  const Answer& operator[](const Query& question) const;
  /// Returns the answer whose `question` is this text: `answers["P(rain)"]`. Throws Error if there
  /// is none, or if different questions have this text.
  const Answer& operator[](std::string_view question) const;

  std::size_t size() const noexcept { return answers_.size(); }
  bool empty() const noexcept { return answers_.empty(); }
  /// Moves the answers out, for callers that add to them.
  std::vector<Answer> take() && { return std::move(answers_); }
  auto begin() const noexcept { return answers_.begin(); }
  auto end() const noexcept { return answers_.end(); }

private:
  std::vector<Answer> answers_;
  std::shared_ptr<const std::vector<Query>>
      questions_;  // one per answer, in the same order; null if not known
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/answer.inl>
#endif
