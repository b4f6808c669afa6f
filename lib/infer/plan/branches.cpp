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
#include "infer/forward/forward.hpp"
#include "infer/subject.hpp"

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

// Trajectories on the rarer side of a condition.
double rarer(const Answer& probability) {
  const double met = static_cast<double>(probability.met);
  if (probability.is_bound || std::isnan(probability.value)) return 0;
  return (std::min)(probability.value, 1 - probability.value) * met;
}

}  // namespace

std::vector<Branch> branches_of(const Model& model, const NodePtr& number) {
  constexpr std::size_t most = 16;
  const NodePtr plain = simplified(model, number, {});
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
  std::vector<Branch> branches;
  for (const NodePtr& condition : conditions) {
    const Real with(simplified(model, plain, {}, {{condition.get(), true}}));
    const Real without(simplified(model, plain, {}, {{condition.get(), false}}));
    branches.push_back({condition, (max)(with - without, without - with).node()});
  }
  return branches;
}

std::vector<Query> rare_branches(const Model& model, const Query& query, const Answer& of_pilot,
                                 const Options& options) {
  constexpr double few = 10, far_out = 0.9999, noticed = 0.5;
  const auto asked = [&](Query question) {
    if (query.condition()) question = question.given(*query.condition());
    return question.under(query.interventions());
  };
  const std::vector<Branch> branches = branches_of(model, query.target());
  if (branches.empty() || !std::isfinite(of_pilot.standard_error)) return {};
  std::vector<Query> questions;
  for (const Branch& branch : branches) {
    questions.push_back(asked(P(Boolean(branch.condition))));
    questions.push_back(asked(quantile(Real(branch.effect), far_out)));
  }
  Options quiet = options;
  quiet.progress = {};
  const double drawn = static_cast<double>(of_pilot.samples), all = static_cast<double>(options.trajectories);
  const double error = of_pilot.standard_error * std::sqrt(drawn / all);
  const double unseen =
      clopper_pearson_interval(0, all * static_cast<double>(of_pilot.met) / drawn, 0.95).high;
  std::vector<Query> rare;
  try {
    const Answers pilot = forward_pilot(model, questions, quiet);
    for (std::size_t i = 0; i < branches.size(); ++i)
      if (rarer(pilot[2 * i]) < few && unseen * pilot[2 * i + 1].value > noticed * error)
        rare.push_back(questions[2 * i]);
  } catch (const Error&) {
    return {};  // an effect that is not defined on all trajectories
  }
  return rare;
}

void check_branch(Answer& answer, const Answer& probability) {
  constexpr double few = 20;
  const double hits = rarer(probability);
  if (hits >= few || std::isnan(answer.interval.low)) return;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  answer.standard_error = none;
  answer.interval = {none, none};
  answer.warnings.push_back(detail::wording::branch_hardly_met(probability.question, hits));
}

}  // namespace casus
