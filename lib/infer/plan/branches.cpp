// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/branches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>

#include "infer/evidence/rare_states.hpp"

namespace casus {

namespace {

bool is_of_quantities(const Model& model, const NodePtr& condition) {
  const auto read = Formula(condition).variables();
  return std::any_of(read.begin(), read.end(),
                     [&](Index variable) { return !model.variables()[detail::at(variable)].is_discrete(); });
}

bool is_comparison(const Node& node) {
  return node.op == Op::less || node.op == Op::less_equal || node.op == Op::equal;
}

}  // namespace

double rarer(const Answer& probability) {
  double met = static_cast<double>(probability.met);
  if (probability.method_id == Method::weighted) met = (std::min)(met, probability.effective_samples);
  if (probability.is_bound || std::isnan(probability.value)) return 0;
  return (std::min)(probability.value, 1 - probability.value) * met;
}

std::vector<NodePtr> conditions_of(const Model& model, const NodePtr& plain) {
  constexpr std::size_t most = 16;
  std::vector<NodePtr> conditions;
  std::set<const Node*> seen;
  detail::for_each_part(
      plain, [](const Node& node) { return std::span<const NodePtr>(node.children); },
      [&](const Node& node) { return seen.contains(&node); },
      [&](const NodePtr& node) {
        seen.insert(node.get());
        if (is_comparison(*node) && conditions.size() < most && is_of_quantities(model, node))
          conditions.push_back(node);
      });
  return conditions;
}

namespace {

// Follows the formulas of deterministic series and constants, without regard to steps.
class ComparisonSearch {
public:
  explicit ComparisonSearch(const Horizon& horizon)
      : horizon_(horizon), series_of_(horizon.timeline().scope().variables().size(), -1),
        series_seen_(horizon.timeline().series().size()),
        constants_seen_(horizon.constants().variables().size()) {
    for (std::size_t i = 0; i < series_seen_.size(); ++i) {
      const StatedSeries& series = horizon.timeline().series()[i];
      for (const Index value : {series.last, series.now})
        if (value >= 0) series_of_[detail::at(value)] = static_cast<Index>(i);
    }
  }

  bool operator()(const NodePtr& number) {
    std::vector<Place> read;
    for (const Index variable : Formula(number).variables()) {
      const Index series = horizon_.place(variable).series;
      read.push_back({series, series < 0 ? variable : -1});
    }
    examine(number, read);
    while (!found_ && !left_.empty()) {
      const Place next = left_.back();
      left_.pop_back();
      for (const NodePtr& formula : formulas(next)) examine(formula, places(formula));
    }
    return found_;
  }

private:
  // A series, or a constant.
  struct Place {
    Index series, constant;
  };

  // The series and constants that an expression of the timeline's scope reads; varying numbers are
  // neither.
  std::vector<Place> places(const NodePtr& expression) const {
    std::vector<Place> all;
    for (const Index variable : Formula(expression).variables()) {
      const Index series = series_of_[detail::at(variable)];
      if (series >= 0)
        all.push_back({series, -1});
      else if (variable < detail::size(constants_seen_))
        all.push_back({-1, variable});
    }
    return all;
  }

  // Notes whether an expression compares numbers that rest on drawn quantities, and what it reads.
  void examine(const NodePtr& expression, const std::vector<Place>& read) {
    const Formula formula(expression);
    const auto& steps = formula.instructions();
    const bool compares = std::any_of(steps.begin(), steps.end(), [](const Instruction& step) {
      return step.op == Op::less || step.op == Op::less_equal || step.op == Op::equal;
    });
    found_ = found_ || (compares && std::any_of(read.begin(), read.end(),
                                                [&](const Place& one) { return rests_on_quantity(one); }));
    for (const Place& one : read) visit(one, series_seen_, constants_seen_, left_);
  }

  static void visit(const Place& one, std::vector<bool>& series, std::vector<bool>& constants,
                    std::vector<Place>& left) {
    const bool is_series = one.series >= 0;
    std::vector<bool>& seen = is_series ? series : constants;
    const std::size_t number = detail::at(is_series ? one.series : one.constant);
    if (!seen[number]) left.push_back(one);
    seen[number] = true;
  }

  // Returns the formulas that a value is computed by; none if it is drawn or may be absent: then it
  // is not replaced by its formula. A series may be drawn in the first step, or in later ones,
  // alone.
  std::vector<NodePtr> formulas(const Place& of) const {
    std::vector<NodePtr> all;
    const auto add = [&](const ConditionalDistribution& law) {
      if (law.is_formula()) all.insert(all.end(), law.parameters.begin(), law.parameters.end());
    };
    if (of.series < 0) {
      const Variable& constant = horizon_.constants().variables()[detail::at(of.constant)];
      if (!constant.guard) add(constant.distribution);
      return all;
    }
    const StatedSeries& series = horizon_.timeline().series()[detail::at(of.series)];
    if (series.guard) return all;
    for (const auto* law : {&series.first, &series.step})
      if (law->has_value()) add(**law);
    for (const StatedSeries::Policy& policy : series.policies) all.push_back(policy.when.node());
    return all;
  }

  // Returns whether the value is, or is computed from, a quantity that is drawn or may be absent. A
  // count of events is computed from events alone: its comparisons are conditions on events.
  bool rests_on_quantity(const Place& of) const {
    std::vector<bool> series_seen(series_seen_.size()), constants_seen(constants_seen_.size());
    std::vector<Place> left;
    visit(of, series_seen, constants_seen, left);
    while (!left.empty()) {
      const Place next = left.back();
      left.pop_back();
      if (may_be_quantity(next)) return true;
      for (const NodePtr& formula : formulas(next))
        for (const Place& one : places(formula)) visit(one, series_seen, constants_seen, left);
    }
    return false;
  }

  // Returns whether a quantity is drawn, or guarded.
  bool may_be_quantity(const Place& of) const {
    const auto is_number = [](Kind kind) { return kind != Kind::event && kind != Kind::category; };
    if (of.series < 0) {
      const Variable& constant = horizon_.constants().variables()[detail::at(of.constant)];
      return is_number(constant.kind()) && (constant.guard || !constant.distribution.is_formula());
    }
    const StatedSeries& series = horizon_.timeline().series()[detail::at(of.series)];
    const auto is_drawn = [](const auto& law) { return law && !law->is_formula(); };
    return is_number(horizon_.timeline().kind(of.series)) &&
           (series.guard || is_drawn(series.first) || is_drawn(series.step));
  }

  const Horizon& horizon_;
  std::vector<Index> series_of_;  // by variable of the timeline's scope; -1 for others
  std::vector<bool> series_seen_, constants_seen_;
  std::vector<Place> left_;
  bool found_ = false;
};

}  // namespace

bool may_have_branches(const Horizon& horizon, const NodePtr& number) {
  return ComparisonSearch(horizon)(number);
}

std::vector<Branch> branches_of(const Model& model, const NodePtr& number) {
  const NodePtr plain = simplified(model, number, {});
  std::vector<Branch> branches;
  for (const NodePtr& condition : conditions_of(model, plain)) {
    const Real with(simplified(model, plain, {}, {{condition.get(), true}}));
    const Real without(simplified(model, plain, {}, {{condition.get(), false}}));
    branches.push_back({condition, (max)(with - without, without - with).node()});
  }
  return branches;
}

std::vector<RareBranch> rare_branches(const Model& model, const Query& query, const AskPilot& ask,
                                      const Options& options) {
  constexpr double few = 10, far_out = 0.9999, noticed = 0.5;
  const bool is_spread = detail::about(query.asks()).is_spread();
  if (query.asks() != QuestionKind::expectation && !is_spread) return {};
  const std::vector<Branch> branches = branches_of(model, query.target());
  if (branches.empty()) return {};
  std::vector<Query> questions{query};
  for (const Branch& branch : branches) {
    const Real effect(branch.effect);
    questions.push_back(P(Boolean(branch.condition)).in_circumstances_of(query));
    questions.push_back(quantile(is_spread ? effect * effect : effect, far_out).in_circumstances_of(query));
  }
  std::vector<RareBranch> rare;
  try {
    const Answers pilot = ask(questions);
    const Answer& itself = pilot[0];
    if (!std::isfinite(itself.standard_error)) return {};
    const double drawn = static_cast<double>(itself.samples), all = static_cast<double>(options.trajectories);
    const double of_root = query.asks() == QuestionKind::standard_deviation ? 2 * itself.value : 1;
    const double error = of_root * itself.standard_error * std::sqrt(drawn / all);
    const double unseen =
        clopper_pearson_interval(0, all * static_cast<double>(itself.met) / drawn, 0.95).high;
    for (std::size_t i = 1; i < questions.size(); i += 2)
      if (rarer(pilot[i]) < few && unseen * pilot[i + 1].value > noticed * error)
        rare.push_back({questions[i], pilot[i + 1].value});
  } catch (const Error&) {
    return {};  // an effect that is not defined on all trajectories
  }
  return rare;
}

bool rests_on(const Answer& answer, const Answer& probability) {
  constexpr double few = 20;
  return rarer(probability) < few && !std::isnan(answer.interval.low);
}

void drop_error(Answer& answer, const Answer& probability) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  answer.standard_error = none;
  answer.interval = {none, none};
  answer.warnings.push_back(detail::wording::branch_hardly_met(probability.question, rarer(probability)));
}

}  // namespace casus
