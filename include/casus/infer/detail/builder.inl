// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/borrowed_range.hpp>
#include <casus/infer/detail/builder.hpp>

namespace casus {

namespace detail {

/// Returns two parts: that an event does not hold, and that it holds.
inline std::vector<AskedPart> truth_parts(const NodePtr& event) {
  // A comparison of conditions is parsed in parentheses only.
  const std::string text = text_at(*event, 0);
  const std::string compared = (event->op == Op::event ? text : '(' + text + ')') + " = ";
  return {{(!Boolean(event)).node(), compared + "no", "no", 0, {}}, {event, compared + "yes", "yes", 1, {}}};
}

CASUS_INLINE std::vector<AskedPart> asked_parts(const Scope& scope, const Query& query) {
  switch (about(query.asks()).statistic) {
    case Statistic::probability:
    case Statistic::mean:
    case Statistic::mean_square:
    case Statistic::quantile:
    case Statistic::extreme: return {{query.target()}};
    case Statistic::of_others: return {};
    case Statistic::states: {
      if (query.target()->op != Op::category) return truth_parts(query.target());
      std::vector<AskedPart> parts;
      for (const Index state : possible_states(scope, query)) {
        const NodePtr target = make_state(query.target(), state);
        parts.push_back({target, text_at(*target, 0), query.target()->labels[detail::at(state)], state, {}});
      }
      return parts;
    }
    case Statistic::bins: {
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

CASUS_INLINE std::vector<NodePtr> asked_targets(const Scope& scope, const Query& query) {
  if (about(query.asks()).is_spread()) {
    const Real offset = Real(query.target()) - query.centre().value_or(0);
    return {offset.node(), (offset * offset).node()};
  }
  std::vector<NodePtr> targets;
  for (const AskedPart& part : asked_parts(scope, query)) targets.push_back(part.target);
  return targets;
}

/// Returns the part of a condition that compares a quantity with a number by ==, as text; empty if
/// there is none.
inline std::string equated_in(const Scope& scope, const std::optional<Boolean>& condition) {
  if (!condition) return {};
  for (const NodePtr& part : conjuncts(condition->node())) {
    if (part->op != Op::equal) continue;
    for (std::size_t side = 0; side < 2; ++side) {
      const Node &quantity = *part->children[side], &number = *part->children[1 - side];
      if (quantity.op == Op::quantity && number.op == Op::constant &&
          scope.variable(quantity.index).kind == Kind::quantity)
        return text_at(*part, 0);
    }
  }
  return {};
}

CASUS_INLINE AnswerBuilder::AnswerBuilder(const Scope& scope, const Query& query, const Options& options,
                                          const RunFacts& run)
    : varies_(run.varies), keeps_worlds_(options.keep_worlds),
      equated_(equated_in(scope, query.condition())) {
  answer_.question = to_text(query);
  answer_.kind = query.asks();
  answer_.unit = unit_of(scope, query);
  answer_.level = options.level;
  answer_.range_level = options.range_level;
  answer_.worlds = run.worlds;
  answer_.samples = run.samples;
  answer_.method_id = run.method;
  answer_.method = run.done;
  answer_.stopped_id = run.stopped;
  answer_.stopped = wording::stopped(run.stopped);
  answer_.seed = options.seed;
  if (!varies_)
    answer_.range_note =
        scope.parameters().empty() ? wording::no_parameters() : wording::no_parameter_matters();
  else if (run.worlds == 1)
    answer_.warnings.push_back(wording::one_world());
  if (about(query.asks()).is_extreme() && !scope.parameters().empty())
    answer_.range_note = wording::all_that_can_be();
}

CASUS_INLINE AnswerBuilder AnswerBuilder::part(const AskedPart& asked) {
  std::vector<Answer> others;
  others.swap(answer_.parts);  // excluded from the copy
  AnswerBuilder part = *this;
  answer_.parts.swap(others);
  part.answer_.question = asked.question;
  part.answer_.kind = QuestionKind::probability;
  part.answer_.label = asked.label;
  part.answer_.state = asked.state;
  part.answer_.bin = asked.bin;
  return part;
}

CASUS_INLINE void AnswerBuilder::never_met(Warning warning) {
  if (!equated_.empty()) warning.text += wording::has_probability_zero(equated_);
  warn(std::move(warning));
  no_range(wording::condition_never_met());
}

CASUS_INLINE void AnswerBuilder::set(const NumberEstimate& found) {
  answer_.value = found.value;
  answer_.standard_error = found.standard_error;
  answer_.interval = found.interval;
  answer_.effective_samples = found.effective_samples;
  if (found.no_error) warn(*found.no_error);
  const bool has_low = !std::isinf(found.interval.low), has_high = !std::isinf(found.interval.high);
  if (!has_low || !has_high) {
    if (has_low != has_high) {
      answer_.value = has_low ? found.interval.low : found.interval.high;
      answer_.is_bound = true;
      answer_.is_lower_bound = has_low;
    }
    warn(wording::beyond_sample(found.cases, has_low, has_high, answer_.level));
  }
  if (found.may_be_more) {
    answer_.value = answer_.interval.low;
    answer_.is_bound = answer_.is_lower_bound = true;
    warn(*found.may_be_more);
  }
  if (found.is_seen) return;
  answer_.value = answer_.interval.high;
  answer_.is_bound = true;
  answer_.standard_error = std::numeric_limits<double>::quiet_NaN();
  warn(wording::never_seen(found.cases, answer_.level, answer_.samples == 0 ? "worlds" : "trajectories"));
}

CASUS_INLINE void AnswerBuilder::set_extreme(const Query& query, double drawn, Index cases) {
  const bool is_least = query.asks() == QuestionKind::least;
  const Interval& known = query.bounds();
  answer_.interval = is_least ? Interval{(std::min)(known.low, drawn), (std::min)(known.high, drawn)}
                              : Interval{(std::max)(known.low, drawn), (std::max)(known.high, drawn)};
  answer_.value = (is_least ? answer_.interval.high : answer_.interval.low) + 0.0;  // no negative zero
  if (answer_.interval.low == answer_.interval.high) {
    answer_.standard_error = 0;
    answer_.effective_samples = std::numeric_limits<double>::infinity();
    return;
  }
  answer_.is_bound = true;
  answer_.is_lower_bound = !is_least;
  warn(wording::extreme_drawn(cases, is_least, is_least ? known.low : known.high));
}

/// Returns the estimates as answers by world; null if their worlds are not known.
inline std::shared_ptr<const std::vector<WorldAnswer>> answers_by_world(const WorldFindings& found) {
  std::vector<WorldAnswer> answers;
  for (const WorldEstimate& one : found.worlds) {
    if (one.world < 0) return nullptr;
    answers.push_back({one.world, one.value, one.weight, one.noise_variance});
    if (!found.is_log_odds) continue;
    // The log-odds are log(a / b) with a noise variance of 1 / a + 1 / b, where a and b are the
    // counts of hits and misses plus one half.
    const double odds = std::exp(one.value);
    const double a = (1 + odds) / one.noise_variance, b = (1 + 1 / odds) / one.noise_variance;
    WorldAnswer& answer = answers.back();
    answer.trajectories = a + b - 1;
    answer.value = (std::clamp)((a - 0.5) / answer.trajectories, 0.0, 1.0);
    answer.noise_variance = 0;
  }
  if (answers.empty()) return nullptr;
  return std::make_shared<const std::vector<WorldAnswer>>(std::move(answers));
}

CASUS_INLINE void AnswerBuilder::set_range(WorldFindings found) {
  if (!varies_) return;
  if (keeps_worlds_ &&
      (answer_.kind == QuestionKind::probability || answer_.kind == QuestionKind::expectation))
    answer_.by_world = answers_by_world(found);
  constexpr double least = 20;
  const double count = static_cast<double>(found.worlds.size()), worth = effective_worlds(found.worlds);
  if (count < least) return no_range(wording::too_few_worlds());
  if (worth < least) return no_range(wording::unequal_worlds(worth));
  const bool may_borrow =
      answer_.kind == QuestionKind::expectation || found.is_log_odds;  // not a variance or a quantile
  const auto borrow_range = [&](std::string why_not) {
    const auto borrowed = may_borrow ? borrowed_range(found, answer_.range_level) : std::nullopt;
    if (!borrowed) return no_range(std::move(why_not));
    answer_.range = borrowed;
    warn(wording::range_borrowed(found.informative / count, found.is_log_odds));
  };
  if (found.informative < 3 * count) return borrow_range(wording::too_few_trajectories());
  const WorldRange worlds(found.worlds, answer_.range_level);
  if (!worlds.range) return borrow_range(wording::worlds_alike());
  answer_.range = found.is_log_odds ? Interval{1 / (1 + std::exp(-worlds.range->low)),
                                               1 / (1 + std::exp(-worlds.range->high))}
                                    : *worlds.range;
  if (worth < found.needed) warn(wording::few_worlds_for_range(worth, found.needed));
}

CASUS_INLINE void AnswerBuilder::condition(double probability, double standard_error) {
  answer_.condition_probability = probability;
  answer_.condition_standard_error = standard_error;
}

CASUS_INLINE void AnswerBuilder::log_condition(double log_probability, double standard_error) {
  answer_.log_condition_probability = log_probability;
  answer_.log_condition_standard_error = standard_error;
}

CASUS_INLINE void name_as_asked(Answer& answer, const Query& query) {
  answer.question = to_text(query);
  const bool is_category = query.target()->op == Op::category;
  for (Answer& part : answer.parts)
    if (part.state >= 0)
      part.question = is_category ? text_at(*make_state(query.target(), part.state), 0)
                                  : truth_parts(query.target())[detail::at(part.state)].question;
}

CASUS_INLINE void set_stopped(Answer& answer, StopReason reason) {
  answer.stopped_id = reason;
  answer.stopped = wording::stopped(reason);
}

}  // namespace detail

}  // namespace casus
