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
    for (const Index variable : read(number, horizon_.asked())) {
      const Horizon::Place place = horizon_.place(variable);
      if (place.series < 0)
        follow_constant(variable);
      else
        follow_series(place.series);
    }
    return found_;
  }

private:
  // Returns the variables of an expression, and notes whether it compares quantities.
  std::vector<Index> read(const NodePtr& expression, const Scope& scope) {
    const Formula formula(expression);
    for (const Instruction& step : formula.instructions()) {
      if (step.op != Op::less && step.op != Op::less_equal && step.op != Op::equal) continue;
      for (const Index variable : formula.variables()) {
        const Kind kind = scope.variable(variable).kind;
        found_ = found_ || (kind != Kind::event && kind != Kind::category);
      }
    }
    return formula.variables();
  }

  void follow(const NodePtr& expression) {
    for (const Index variable : read(expression, horizon_.timeline().scope())) {
      const Index series = series_of_[detail::at(variable)];
      if (series >= 0)
        follow_series(series);
      else if (variable < detail::size(constants_seen_))
        follow_constant(variable);
    }
  }

  void follow_series(Index number) {
    if (series_seen_[detail::at(number)]) return;
    series_seen_[detail::at(number)] = true;
    const StatedSeries& series = horizon_.timeline().series()[detail::at(number)];
    if (series.guard) follow_series(*series.guard);
    for (const auto* law : {&series.first, &series.step})
      if (law->has_value() && (*law)->is_formula())
        for (const NodePtr& formula : (*law)->parameters) follow(formula);
    for (const StatedSeries::Policy& policy : series.policies) follow(policy.when.node());
  }

  void follow_constant(Index number) {
    if (constants_seen_[detail::at(number)]) return;
    constants_seen_[detail::at(number)] = true;
    const Variable& variable = horizon_.constants().variables()[detail::at(number)];
    if (variable.guard) follow_constant(*variable.guard);
    if (variable.distribution.is_formula())
      for (const NodePtr& formula : variable.distribution.parameters) follow(formula);
  }

  const Horizon& horizon_;
  std::vector<Index> series_of_;  // by variable of the timeline's scope; -1 for others
  std::vector<bool> series_seen_, constants_seen_;
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
