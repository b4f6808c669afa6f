// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/finding_sums.hpp"

#include <algorithm>
#include <utility>

#include <casus/infer/detail/builder.hpp>

#include "infer/exact/eliminate.hpp"

namespace casus {

namespace {

using elimination::InputValue;
using elimination::Problem;

// Sums over all variables with more operations are not kept ready.
constexpr double most_operations = 1e6;

// The environment of a condition about one variable.
struct OneState {
  double state;
  double variable(Index) const { return state; }
  static double parameter(Index) { return 0; }
};

std::optional<Index> only_variable(const NodePtr& condition) {
  const Node* node = condition.get();
  if (node->op == Op::logical_not) node = node->children[0].get();
  if (node->op == Op::event) return node->index;
  if (node->op == Op::state) return node->children[0]->index;
  const Formula formula(condition);
  if (formula.variables().size() != 1 || !formula.parameters().empty()) return {};
  return formula.variables()[0];
}

bool holds(const NodePtr& condition, Index state) {
  const bool is_negated = condition->op == Op::logical_not;
  const Node& inner = is_negated ? *condition->children[0] : *condition;
  if (inner.op == Op::event) return (state == 1) != is_negated;
  if (inner.op == Op::state) return (state == inner.state) != is_negated;
  std::vector<double> scratch;
  return Formula(condition).evaluate(OneState{static_cast<double>(state)}, scratch) != 0;
}

StateFinding& finding_about(const Model& model, Index variable, std::vector<StateFinding>& findings) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const StateFinding& one) { return one.variable == variable; });
  if (found != findings.end()) return *found;
  const std::size_t states = model.variables()[detail::at(variable)].states.size();
  findings.push_back({variable, std::vector<double>(states, 1.0)});
  return findings.back();
}

// Multiplies the likelihoods by those of a part of a condition; returns whether it is about one
// discrete variable.
bool add_part(const Model& model, const NodePtr& part, std::vector<StateFinding>& findings) {
  const std::optional<Index> variable = only_variable(part);
  if (!variable || !model.variables()[detail::at(*variable)].is_discrete()) return false;
  std::vector<double>& likelihoods = finding_about(model, *variable, findings).likelihoods;
  for (std::size_t state = 0; state < likelihoods.size(); ++state)
    if (!holds(part, static_cast<Index>(state))) likelihoods[state] = 0;
  return true;
}

bool add(const Model& model, const Observation& one, std::vector<StateFinding>& findings) {
  if (const Boolean* const condition = one.condition()) {
    model.check_owned("given", *condition->node());
    if (condition->node()->op != Op::logical_and) return add_part(model, condition->node(), findings);
    const auto parts = detail::conjuncts(condition->node());
    return std::all_of(parts.begin(), parts.end(),
                       [&](const NodePtr& part) { return add_part(model, part, findings); });
  }
  const Evidence& evidence = *one.evidence();
  model.check_owned("given", *evidence.variable);
  if (!evidence.is_virtual()) return false;
  std::vector<double>& likelihoods = finding_about(model, evidence.variable->index, findings).likelihoods;
  for (std::size_t state = 0; state < likelihoods.size(); ++state)
    likelihoods[state] *= evidence.likelihoods[state];
  return true;
}

bool can_be_summed(const Query& query) {
  const bool asks_for_sums = query.asks() == QuestionKind::probability ||
                             query.asks() == QuestionKind::expectation ||
                             query.asks() == QuestionKind::distribution;
  return asks_for_sums && !query.has_points() && query.counterfactual().empty();
}

// Returns the discrete variables whose findings sums can take in.
std::vector<NodePtr> inputs_of(const Model& model, const std::vector<Intervention>& under) {
  std::vector<NodePtr> inputs;
  const auto set = resolved(model, under);
  std::vector<bool> depends_on_quantity(model.variables().size());
  for (std::size_t i = 0; i < model.variables().size(); ++i) {
    const Variable& variable = model.variables()[i];
    bool depends = !variable.is_discrete() && !variable.distribution.is_formula();
    for (const Index parent : model.parents(static_cast<Index>(i)))
      depends = depends || depends_on_quantity[detail::at(parent)];
    depends_on_quantity[i] = depends && !set[i];
    if (variable.is_discrete() && !depends_on_quantity[i]) inputs.push_back(model.find(variable.name));
  }
  return inputs;
}

}  // namespace

std::optional<std::vector<StateFinding>> findings_of(const Model& model, std::span<const Observation> all) {
  std::vector<StateFinding> findings;
  for (const Observation& one : all)
    if (!add(model, one, findings)) return {};
  for (const StateFinding& one : findings)
    if (std::none_of(one.likelihoods.begin(), one.likelihoods.end(), [](double p) { return p > 0; }))
      return {};
  return findings;
}

FindingSums::FindingSums(const Model& model, const std::vector<Query>& set, std::vector<NodePtr> inputs,
                         const StopToken& stop)
    : model_(model), input_of_(model.variables().size(), -1) {
  std::vector<NodePtr> targets;
  for (const Query& query : set) {
    const std::vector<NodePtr> own = detail::asked_targets(model, query);
    targets_.push_back(own.size());
    targets.insert(targets.end(), own.begin(), own.end());
  }
  for (std::size_t i = 0; i < inputs.size(); ++i)
    input_of_[detail::at(inputs[i]->index)] = static_cast<Index>(i);
  problem_ =
      std::make_unique<Problem>(model, set[0], std::nullopt, targets, std::vector<double>(), stop, inputs);
}

std::unique_ptr<FindingSums> FindingSums::prepared(const Model& model, const std::vector<Query>& set,
                                                   const Options& options) {
  const bool can_be = std::all_of(set.begin(), set.end(), [&](const Query& query) {
    return can_be_summed(query) && !why_not_exact(model, query);
  });
  if (!can_be || !model.parameters().empty()) return nullptr;
  try {
    std::unique_ptr<FindingSums> sums(
        new FindingSums(model, set, inputs_of(model, set[0].interventions()), options.stop));
    if (sums->problem_->cost().operations > (std::min)(options.exact_budget, most_operations)) return nullptr;
    sums->problem_->prepare(options.stop);
    auto messages = sums->problem_->messages(options.stop);
    if (!messages) return nullptr;
    sums->free_.push_back(std::move(messages));
    return sums;
  } catch (const elimination::TooLarge&) {
    return nullptr;
  } catch (const Cancelled&) {
    throw;
  } catch (const Error&) {
    return nullptr;  // a distribution leaves its domain where no question asks
  }
}

std::unique_ptr<FindingSums::Messages> FindingSums::taken(const StopToken& stop) const {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      auto messages = std::move(free_.back());
      free_.pop_back();
      return messages;
    }
  }
  return problem_->messages(stop);
}

std::optional<std::vector<Answer>> FindingSums::operator()(const std::vector<StateFinding>& findings,
                                                           const std::vector<Query>& asked,
                                                           const Options& options) const {
  std::vector<InputValue> inputs;
  for (const StateFinding& finding : findings) {
    const Index input = input_of_[detail::at(finding.variable)];
    if (input < 0) return {};
    inputs.push_back({input, finding.likelihoods});
  }
  std::unique_ptr<Messages> messages = taken(options.stop);
  const auto results = (*messages)(inputs, options.stop);
  if (!results) return {};
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(messages));
  }
  if (!results->weights[0].is_positive()) return {};
  const WeighedWorlds weighed(results->weights);
  std::vector<Answer> answers;
  for (std::size_t i = 0, target = 0; i < asked.size(); ++i) {
    std::vector<std::vector<double>> values;
    for (std::size_t k = 0; k < targets_[i]; ++k) values.push_back(results->values[target++]);
    answers.push_back(answer_of_sums(model_, asked[i], options, weighed, values,
                                     {problem_->size(), false, false, WorldVariation::none}));
  }
  return answers;
}

}  // namespace casus
