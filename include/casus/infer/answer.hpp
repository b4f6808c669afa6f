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

/// What a question asks for.
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

/// What a method computes for a question. Kinds of question that differ only in what is made of it share one.
enum class Statistic {
  probability,  ///< of the target, an event
  states,       ///< the probability of each state of the target
  bins,         ///< the probability of each bin of the target
  mean,         ///< of the target
  mean_square,  ///< of the target's difference from a centre
  quantile,     ///< of the target
  extreme,      ///< the least and greatest value of the target
  of_others,    ///< nothing: the answer is made of those to other questions
};

/// What an answer is measured in.
enum class AnswerUnit { probability, of_target, of_target_squared, none };

/// Properties of a kind of question: everything that depends on the kind alone.
struct KindOfQuestion {
  std::string_view name;      ///< in JSON
  std::string_view notation;  ///< what a question as text begins with; empty where its course is its text
  Statistic statistic;
  AnswerUnit unit = AnswerUnit::probability;

  /// Whether it asks for one probability or several. A curve does so unless its points ask for values.
  constexpr bool is_probability() const noexcept { return unit == AnswerUnit::probability; }
  constexpr bool is_spread() const noexcept { return statistic == Statistic::mean_square; }
  constexpr bool is_extreme() const noexcept { return statistic == Statistic::extreme; }
};

/// No default, so that compilers name a kind of question that has no row.
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

/// The kind as JSON has it: "first_time".
inline std::string_view to_text(QuestionKind kind) noexcept { return detail::about(kind).name; }

/// How questions are answered.
enum class Method {
  automatic,  ///< the one that suits, chosen for each question; the answer names it and the reason
  exact,     ///< variable elimination, or forward recursion over time, for questions about discrete variables
  forward,   ///< trajectories drawn as the model says; those that meet the condition count
  weighted,  ///< trajectories drawn so that they meet the condition, and weighted
  splitting,  ///< populations driven towards a rare event, level by level
  sequential,  ///< over time: populations drawn step by step, weighted by the evidence and resampled on the way
};

/// The method as options, files and JSON have it: "forward". Part of the compiled core.
std::string_view to_text(Method method) noexcept;

/// Why a run ended.
enum class StopReason {
  all_drawn,          ///< all trajectories that the options ask for
  all_summed,         ///< nothing was sampled, or nothing but worlds
  precision_reached,  ///< the intervals are as narrow as the options ask for
  time_up,
};

/// The reason as JSON has it: "precision_reached".
std::string_view to_text(StopReason reason) noexcept;

/// A part of a run that is left out if it would take more time than is left.
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

/// The part as in JSON: "exact_sums".
std::string_view to_text(LeftOut part) noexcept;

/// What a warning is about.
enum class WarningCode {
  one_world,  ///< of the parameters only one draw was asked for: their uncertainty is not in the error
  condition_never_met,    ///< so there is no value
  never_seen,             ///< the event: the value is an upper bound
  no_error,               ///< too few clusters or trajectories to tell one
  few_worlds_for_range,   ///< the ends of the judgement range are rough
  degenerate_weights,     ///< the tail index of the weights is too large for the error to be trusted
  few_effective_samples,  ///< the weights are worth too few trajectories: the error is rough
  few_clusters,           ///< a few worlds or populations carry most of the weight: the error is rough
  populations_lost,       ///< less than half of them agree with the evidence: the error is rough
  rare_state_missed,      ///< states too rare to be drawn may explain the evidence: the answer may miss them
  event_not_reached,  ///< no levels lead to the rare event, or too few trajectories or too little time were allowed
  all_alike,          ///< All values drawn are equal: the error from values that were not drawn is unknown.
  few_contributions,  ///< A handful of trajectories makes up the value: there is no error.
  heavy_tail,         ///< The tails of the values may have no variance: there is no error.
  no_mean,            ///< The tails of the values may have no mean: there is no error.
  beyond_sample,  ///< The target may lie beyond the least or greatest value drawn: an end is open, or a bound.
  runs_disagree,  ///< Independent runs of a method disagree: the value is a lower bound, or has no error.
  way_missed,  ///< A way to the rare event may have been missed: the value is a lower bound, or has no error.
  no_pair_differed,  ///< In a contrast no pair of trajectories differed.
  out_of_time,       ///< The time was too short for any answer: there is no value.
};

/// The code as JSON has it: "never_seen".
std::string_view to_text(WarningCode code) noexcept;

/// What an answer's user has to know: a code for programs, and a text for people.
struct Warning {
  WarningCode code;
  std::string text;

  bool operator==(const Warning&) const = default;
};

/// The answer to one question, and how far it can be trusted.
struct Answer {
  std::string question;
  QuestionKind kind = QuestionKind::probability;
  std::string unit;  ///< of the value; empty for a probability

  /// The estimate; NaN if it is undefined (a condition that was never met). If the event never occurred, the
  /// value is an upper bound and `is_bound` is true; a quantile beyond the sample is bounded by its
  /// interval's finite end. The least or greatest possible value is infinite if there is none; if it is not
  /// known, the value is the least or greatest drawn, a bound.
  double value = std::numeric_limits<double>::quiet_NaN();
  bool is_bound = false;
  bool is_lower_bound = false;  ///< of a bound: the truth is the value or more

  /// Monte Carlo error: how far another run of the same size would differ. 0 where nothing was sampled, NaN where it is not known.
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double level = 0.95;  ///< of the interval

  /// Judgement: the central part (`range_level`) of what the answer would be if the parameters were known, over their
  /// distribution, with the Monte Carlo noise taken out. Absent without parameters, or where too few trajectories met the
  /// condition; `range_note` says which.
  std::optional<Interval> range;
  double range_level = 0.90;
  std::string range_note;

  Index worlds = 0;   ///< draws of the parameters
  Index samples = 0;  ///< trajectories, all worlds together; 0 where each world was answered exactly
  Index met = 0;      ///< trajectories that met the condition
  /// Independent trajectories meeting the condition that would err as much; infinite where nothing was sampled. Of sequential Monte
  /// Carlo: at most what the ancestors are worth that the asked step's values come from. Of an expectation
  /// that is exact within each world: the worlds that would, were they all as likely to meet the condition.
  double effective_samples = 0;

  /// Of weighted trajectories: the probability of the condition, where it has one (nothing was seen exactly that has a density, and
  /// no signal), and its standard error.
  std::optional<double> condition_probability;
  double condition_standard_error = std::numeric_limits<double>::quiet_NaN();
  /// Natural logarithm of the probability of the evidence, or of its density if exact values were observed, and its standard error
  /// (0 if nothing was sampled). Of exact, weighted and sequential answers; also if no double holds the probability itself.
  std::optional<double> log_condition_probability;
  double log_condition_standard_error = std::numeric_limits<double>::quiet_NaN();
  /// The tail index of their weights (Vehtari et al., JMLR 25 (2024) 72): beyond 0.7 the errors are not to be trusted. Absent where
  /// the largest weights are all equal.
  std::optional<double> pareto_k;

  Index set = 0;  ///< answers of one set share condition and intervention, and are coherent
  Method method_id = Method::forward;
  std::string method;  ///< what was done, in words
  std::string reason;  ///< why that method, and what it was expected to cost
  StopReason stopped_id = StopReason::all_drawn;
  std::string stopped;  ///< why the run ended, in words
  /// Size at which a run that a time limit may stop has ended: groups in each world, worlds, or the unit that
  /// the method counts; else 0. With the same options, this as `Options::stop_at` and `left_out` as
  /// `Options::leave_out`, a run gives the same answer.
  Index stopped_at = 0;
  /// Parts of the computation that were left out because of the time limit.
  std::vector<LeftOut> left_out;
  std::uint64_t seed = 0;
  std::vector<Warning> warnings;

  /// Of a distribution, histogram or curve: one answer a state, bin or point. Such an answer's own value is undefined.
  std::vector<Answer> parts;
  /// Of a part: the state, bin or point that it is of, in words: "holding", "[0, 10)", "Dec 2022".
  std::string label;
  /// Of a part of a distribution: the number of the state; else -1.
  Index state = -1;
  /// Of a part of a histogram: the bin, which holds its lower end.
  std::optional<Interval> bin;
  /// Of a curve: what its parts are numbered by, "month".
  std::string along;
};

/// The answers to the questions of one call, in their order.
class Answers {
public:
  Answers() = default;
  explicit Answers(std::vector<Answer> answers) : answers_(std::move(answers)) {}
  /// Answers that can be found by their questions. Throws Error unless there is one question an answer.
  Answers(std::vector<Answer> answers, const std::vector<Query>& questions);

  const Answer& operator[](std::size_t i) const { return answers_[i]; }
  /// Returns the answer to this question; the first, if it was asked more than once. Questions are
  /// compared by structure, not by text; `score`, `centred` and `within`, which change no meaning,
  /// are ignored. Throws Error if the question was not asked, or if the answers do not know their
  /// questions: those of `estimate`, `reference_estimate` and `replay` do. Cost: one comparison per
  /// question. Defined in casus/infer/query.hpp, as is the next.
  const Answer& operator[](const Query& question) const;
  /// Returns the answer whose `question` is this text: `answers["P(rain)"]`. Throws Error if there
  /// is none, and if different questions have this text.
  const Answer& operator[](std::string_view question) const;

  std::size_t size() const noexcept { return answers_.size(); }
  bool empty() const noexcept { return answers_.empty(); }
  /// The answers themselves, for those who add to them.
  std::vector<Answer> take() && { return std::move(answers_); }
  auto begin() const noexcept { return answers_.begin(); }
  auto end() const noexcept { return answers_.end(); }

private:
  std::vector<Answer> answers_;
  std::shared_ptr<const std::vector<Query>>
      questions_;  // one an answer, in the same order; null if not known
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/answer.inl>
#endif
