// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/problem.hpp"

#include <utility>

namespace casus::elimination {

namespace {

std::vector<NodePtr> all_roots(const Query& circumstances, const std::optional<Boolean>& also,
                               const std::vector<NodePtr>& targets, const std::vector<NodePtr>& inputs) {
  std::vector<NodePtr> roots = targets;
  if (also) roots.push_back(also->node());
  if (circumstances.condition()) roots.push_back(circumstances.condition()->node());
  for (const Evidence& evidence : circumstances.evidence()) roots.push_back(evidence.variable);
  roots.insert(roots.end(), inputs.begin(), inputs.end());
  return roots;
}

// Returns a function that reports whether a combination of states has positive probability.
Reachable reachability(const Model& model, const std::vector<Intervention>& under, const StopToken& stop) {
  return [&model, under, stop](const std::vector<NodePtr>& literals, const std::vector<double>& parameters,
                               bool& for_good) {
    if (literals.empty()) return true;
    Boolean all(literals[0]);
    for (std::size_t i = 1; i < literals.size(); ++i) all = all && Boolean(literals[i]);
    const Query question = Query(Query::Asks::probability, all.node()).under(under);
    Problem problem(model, question, all, {}, parameters, stop);
    problem.prepare(stop);
    const WorldResults outcome = problem({parameters}, stop);
    for_good = !problem.varies();
    return outcome.weights[0].is_positive();
  };
}

}  // namespace

std::vector<NodePtr> roots_of(const Query& query) {
  std::vector<NodePtr> roots{query.target()};
  if (query.condition()) roots.push_back(query.condition()->node());
  for (const Evidence& evidence : query.evidence()) roots.push_back(evidence.variable);
  return roots;
}

Problem::Problem(const Model& model, const Query& circumstances, const std::optional<Boolean>& also,
                 const std::vector<NodePtr>& targets, const std::vector<double>& parameters,
                 const StopToken& stop, const std::vector<NodePtr>& inputs)
    : network_(model, circumstances.interventions(), all_roots(circumstances, also, targets, inputs),
               parameters, reachability(model, circumstances.interventions(), stop), stop) {
  if (circumstances.condition()) network_.see(circumstances.condition()->node());
  if (also) network_.see(also->node());
  for (const Evidence& evidence : circumstances.evidence()) network_.see(evidence);
  std::vector<std::vector<ExpectationTerm>> terms;
  for (const NodePtr& target : targets) terms.push_back(network_.ask(target));
  targets_ = targets.size();
  for (const NodePtr& input : inputs) network_.add_input(input->index);
  network_.finish();
  if (!network_.is_impossible()) elimination_.emplace(network_, std::move(terms), stop);
}

ExactCost Problem::cost() const {
  if (!elimination_) return {};
  return {elimination_->cost().operations, elimination_->cost().largest_table};
}

void Problem::prepare(const StopToken& stop) {
  if (elimination_) elimination_->prepare(stop);
}

WorldResults Problem::operator()(const std::vector<std::vector<double>>& worlds,
                                 const StopToken& stop) const {
  if (elimination_) return (*elimination_)(worlds, stop);
  return {{Scaled{}}, std::vector<std::vector<double>>(targets_, std::vector<double>{0})};
}

std::unique_ptr<Elimination::Messages> Problem::messages(const StopToken& stop) const {
  if (!elimination_ || network_.reads_parameters()) return nullptr;
  return std::make_unique<Elimination::Messages>(*elimination_, stop);
}

}  // namespace casus::elimination
