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

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// The one way from what a method found to an answer.
namespace casus::detail {

/// One thing that a question asks for: itself, or one state or bin.
struct AskedPart {
  NodePtr target;
  std::string question = {};  ///< empty for the question itself; "front = holding"
  std::string label = {};     ///< "holding"
  Index state = -1;
  std::optional<Interval> bin = {};
};

/// What a question asks for, in order. Of a curve nothing: its points are asked by themselves. A histogram's parts have its quantity as
/// target.
inline std::vector<AskedPart> asked_parts(const Model& model, const Query& query) {
  switch (query.asks()) {
    case QuestionKind::probability:
    case QuestionKind::expectation:
    case QuestionKind::quantile: return {{query.target()}};
    case QuestionKind::curve:
    case QuestionKind::first_time: return {};
    case QuestionKind::distribution: {
      std::vector<AskedPart> parts;
      for (const Index state : possible_states(model, query)) {
        const NodePtr target = make_state(query.target(), state);
        parts.push_back({target,
                         text_at(*target, 0),
                         query.target()->labels[static_cast<std::size_t>(state)],
                         state,
                         {}});
      }
      return parts;
    }
    case QuestionKind::histogram: {
      std::vector<AskedPart> parts;
      const std::vector<double>& edges = query.edges();
      for (std::size_t i = 1; i < edges.size(); ++i) {
        const std::string text = "[" + number(edges[i - 1]) + ", " + number(edges[i]) + ")";
        parts.push_back({query.target(), text, text, -1, Interval{edges[i - 1], edges[i]}});
      }
      return parts;
    }
  }
  return {};
}

/// The expressions that a question asks for, in the order of `asked_parts`.
inline std::vector<NodePtr> asked_targets(const Model& model, const Query& query) {
  std::vector<NodePtr> targets;
  for (const AskedPart& part : asked_parts(model, query)) targets.push_back(part.target);
  return targets;
}

/// What all answers of a run share.
struct RunFacts {
  Method method = Method::forward;
  std::string done = {};  ///< what was done, in words
  StopReason stopped = StopReason::all_drawn;
  Index worlds = 1;
  Index samples = 0;
  bool varies = false;  ///< from world to world
};

/// What a method's sums say of one number.
struct Finding {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double effective_samples = 0;
  bool is_seen = true;  ///< else the interval's upper end bounds it
  Index cases = 0;      ///< trajectories in which it could have been seen
  /// Why there is no error, where there is none.
  std::optional<Warning> no_error = {};
};

/// What the worlds say, each by itself, for the range of an answer over the parameters' distribution.
struct WorldFindings {
  std::vector<WorldEstimate> worlds = {};
  bool is_log_odds = false;  ///< the estimates are log-odds
  double informative =
      std::numeric_limits<double>::infinity();  ///< trajectories that carry information on the value
  double needed = 0;                            ///< worlds, for ends that are not rough
};

/// Ten worlds or so beyond each end of a range, or the end is any of few.
inline double worlds_for_range(double level) { return std::ceil(10 / ((1 - level) / 2) - 1e-6); }

/// Builds one answer: of a question, or of a part of one.
class AnswerBuilder {
public:
  /// `model`: has the variables that the question names, and the parameters.
  AnswerBuilder(const Model& model, const Query& query, const Options& options, const RunFacts& run)
      : varies_(run.varies) {
    answer_.question = to_text(query);
    answer_.kind = query.asks();
    answer_.unit = unit_of(model, query);
    answer_.level = options.level;
    answer_.range_level = options.range_level;
    answer_.worlds = run.worlds;
    answer_.samples = run.samples;
    answer_.method_id = run.method;
    answer_.method = run.done;
    answer_.stopped_id = run.stopped;
    answer_.stopped = wording::stopped(run.stopped);
    answer_.seed = options.randomness.seed;
    if (!varies_)
      answer_.range_note =
          model.parameters().empty() ? wording::no_parameters() : wording::no_parameter_matters();
    else if (run.worlds == 1)
      answer_.warnings.push_back(wording::one_world());
  }

  /// A part with no value yet: it shares with the whole all that was said so far.
  AnswerBuilder part(const AskedPart& asked) {
    std::vector<Answer> others;
    others.swap(answer_.parts);  // not to be copied
    AnswerBuilder part = *this;
    answer_.parts.swap(others);
    part.answer_.question = asked.question;
    part.answer_.kind = QuestionKind::probability;
    part.answer_.label = asked.label;
    part.answer_.state = asked.state;
    part.answer_.bin = asked.bin;
    return part;
  }
  void add(AnswerBuilder part) { answer_.parts.push_back(std::move(part.answer_)); }

  void warn(Warning warning) { answer_.warnings.push_back(std::move(warning)); }
  void no_range(std::string why) { answer_.range_note = std::move(why); }

  /// The condition was never met: there is no value.
  void never_met(Warning warning) {
    warn(std::move(warning));
    no_range(wording::condition_never_met());
  }

  /// The value with its error and interval; where it was never seen, a bound.
  void set(const Finding& found) {
    answer_.value = found.value;
    answer_.standard_error = found.standard_error;
    answer_.interval = found.interval;
    answer_.effective_samples = found.effective_samples;
    if (found.no_error) warn(*found.no_error);
    if (found.is_seen) return;
    answer_.value = answer_.interval.high;
    answer_.is_bound = true;
    answer_.standard_error = std::numeric_limits<double>::quiet_NaN();
    warn(wording::never_seen(found.cases, answer_.level));
  }

  /// The judgement range from the worlds' estimates, or why there is none.
  void set_range(WorldFindings found) {
    if (!varies_) return;
    const std::size_t count = found.worlds.size();
    if (count < 20) return no_range(wording::too_few_worlds());
    if (found.informative < 3 * static_cast<double>(count)) return no_range(wording::too_few_trajectories());
    const WorldRange worlds(std::move(found.worlds), answer_.range_level);
    if (!worlds.range) return no_range(wording::worlds_alike());
    answer_.range = found.is_log_odds ? Interval{1 / (1 + std::exp(-worlds.range->low)),
                                                 1 / (1 + std::exp(-worlds.range->high))}
                                      : *worlds.range;
    if (static_cast<double>(count) < found.needed) warn(wording::few_worlds_for_range(count, found.needed));
  }

  // ---- besides the value

  void met(Index trajectories) { answer_.met = trajectories; }
  void effective_samples(double count) { answer_.effective_samples = count; }
  void condition(double probability, double standard_error) {
    answer_.condition_probability = probability;
    answer_.condition_standard_error = standard_error;
  }
  void pareto_k(std::optional<double> k) { answer_.pareto_k = k; }

  const Answer& answer() const noexcept { return answer_; }
  Answer take() && { return std::move(answer_); }

private:
  bool varies_;
  Answer answer_;
};

/// Names an answer and its parts as the question does, whatever the variables are called where it was answered.
inline void name_as_asked(Answer& answer, const Query& query) {
  answer.question = to_text(query);
  for (Answer& part : answer.parts)
    if (part.state >= 0) part.question = text_at(*make_state(query.target(), part.state), 0);
}

/// A run that ended for another reason than the one its answers were built with.
inline void set_stopped(Answer& answer, StopReason reason) {
  answer.stopped_id = reason;
  answer.stopped = wording::stopped(reason);
}

}  // namespace casus::detail
