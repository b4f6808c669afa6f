// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// Builds answers from the results of any method.
namespace casus::detail {

/// One item of an answer: the question itself, or one state or bin.
struct AskedPart {
  NodePtr target;
  std::string question = {};  ///< empty for the question itself; "front = holding"
  std::string label = {};     ///< "holding"
  Index state = -1;
  std::optional<Interval> bin = {};
};

/// Returns the parts of a question, in order; none for a curve, whose points are answered
/// separately. The target of each part of a histogram is its quantity.
std::vector<AskedPart> asked_parts(const Scope& scope, const Query& query);

/// Returns the expressions whose probabilities or means answer a question: the targets of its
/// parts, in order; for a variance or standard deviation two, the difference from its centre and
/// the square of that difference.
std::vector<NodePtr> asked_targets(const Scope& scope, const Query& query);

/// Facts that all answers of a run share.
struct RunFacts {
  Method method = Method::forward;
  std::string done = {};  ///< description of the method
  StopReason stopped = StopReason::all_drawn;
  Index worlds = 1;
  Index samples = 0;
  bool varies = false;  ///< whether the answer differs between worlds
};

/// A method's estimate of one number.
struct NumberEstimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  /// An end beyond the sample is infinite; the other end then bounds the value.
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double effective_samples = 0;
  bool is_seen = true;  ///< whether the event occurred; else the interval's upper end bounds the value
  Index cases = 0;      ///< trajectories in which it could have occurred
  /// The reason, if there is no error.
  std::optional<Warning> no_error = {};
  /// Reason why the true value may be far above the estimate; the interval's lower end is then a
  /// lower bound.
  std::optional<Warning> may_be_more = {};
};

/// Estimates of single worlds, for the range of an answer over the parameters' distribution.
struct WorldFindings {
  std::vector<WorldEstimate> worlds = {};
  bool is_log_odds = false;  ///< the estimates are log-odds
  double informative =
      std::numeric_limits<double>::infinity();  ///< trajectories that carry information on the value
  double needed = 0;                            ///< number of worlds for range ends that are not rough
};

/// Returns the number of worlds needed for a range of this level: about ten beyond each end.
inline double worlds_for_range(double level) { return std::ceil(10 / ((1 - level) / 2) - 1e-6); }

/// Builds one answer, of a question or of a part of one.
class AnswerBuilder {
public:
  /// `scope` contains the parameters and the variables that the question names.
  AnswerBuilder(const Scope& scope, const Query& query, const Options& options, const RunFacts& run);

  /// Returns a part without a value yet, with the properties set on the whole so far.
  AnswerBuilder part(const AskedPart& asked);
  void add(AnswerBuilder part) { answer_.parts.push_back(std::move(part.answer_)); }

  void warn(Warning warning) { answer_.warnings.push_back(std::move(warning)); }
  void no_range(std::string why) { answer_.range_note = std::move(why); }

  /// Sets that the condition was never met, so that there is no value.
  void never_met(Warning warning);

  /// Sets the value with its error and interval; a bound, if the event never occurred.
  void set(const NumberEstimate& found);

  /// Sets the least or greatest possible value from the extreme drawn and from the bounds in the
  /// question: exact if the two agree, else a bound.
  void set_extreme(const Query& query, double drawn, Index cases);

  /// Sets the judgement range from the worlds' estimates, or the reason why there is none. Keeps
  /// the estimates if the options ask for it.
  void set_range(WorldFindings found);

  // ---- besides the value

  void met(Index trajectories) { answer_.met = trajectories; }
  void effective_samples(double count) { answer_.effective_samples = count; }
  void condition(double probability, double standard_error);
  /// Sets the logarithm of the condition's probability or density, with its standard error.
  void log_condition(double log_probability, double standard_error);
  void pareto_k(std::optional<double> k) { answer_.pareto_k = k; }

  const Answer& answer() const noexcept { return answer_; }
  Answer take() && { return std::move(answer_); }

private:
  bool varies_, keeps_worlds_;
  std::string equated_;  ///< "x = 3", if the condition compares a quantity so
  Answer answer_;
};

/// Completes an answer: calls finish(builder, number) for the question itself or, if it has parts,
/// for each part, and adds the parts to the answer. A part starts with the properties set on the
/// whole.
template <class Finish>
void finish_parts(AnswerBuilder& answer, const std::vector<AskedPart>& parts, const Finish& finish) {
  for (std::size_t number = 0; number < parts.size(); ++number) {
    if (parts[number].question.empty()) {
      finish(answer, number);
      continue;
    }
    AnswerBuilder part = answer.part(parts[number]);
    finish(part, number);
    answer.add(std::move(part));
  }
}

/// Names an answer and its parts as in the question, even if the answer was computed with other
/// variables.
void name_as_asked(Answer& answer, const Query& query);

/// Sets the reason why a run ended, if it is not the one that its answers were built with.
void set_stopped(Answer& answer, StopReason reason);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/builder.inl>
#endif
