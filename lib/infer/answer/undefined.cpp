// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/undefined.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/sample/reference.hpp>

namespace casus {

namespace {

/// Values of the nodes of an expression on one trajectory.
class Evaluated {
public:
  Evaluated(const Model& model, const std::vector<double>& values, const std::vector<double>& parameters)
      : model_(model), environment_{values, parameters} {}

  /// Returns the operation that turned finite values into an infinite or undefined one, such as
  /// "log(x), which is not a number where x = -0.3"; nothing if there is none.
  std::optional<std::string> culprit(const NodePtr& root) const {
    const Formula formula(root);
    std::vector<double> scratch;
    if (std::isfinite(formula.evaluate(environment_, scratch))) return std::nullopt;
    NodePtr node = root;
    for (NodePtr below = inner(node); below; below = inner(node)) node = below;
    if (node->op == Op::quantity)
      return std::isinf(value(node)) ? detail::text_at(*node, 0) + ", which is infinite" : "an absent one";
    return detail::text_at(*node, 0) + ", which is " + kind(value(node)) + operands(*node);
  }

private:
  struct Environment {
    const std::vector<double>& values;
    const std::vector<double>& parameters;
    double variable(Index index) const { return values[detail::at(index)]; }
    double parameter(Index index) const { return parameters[detail::at(index)]; }
  };

  double value(const NodePtr& node) const {
    std::vector<double> scratch;
    return Formula(node).evaluate(environment_, scratch);
  }

  /// Returns the operand that makes the value infinite or undefined. An infinite deterministic
  /// quantity leads to its formula.
  NodePtr inner(const NodePtr& node) const {
    if (node->op == Op::quantity) {
      const Variable& variable = model_.variables()[detail::at(node->index)];
      const bool is_formula = variable.distribution.is_formula();
      if (!is_formula || !std::isinf(value(node))) return nullptr;
      const NodePtr& formula = variable.distribution.parameters[0];
      return std::isfinite(value(formula)) ? nullptr : formula;
    }
    if (node->op == Op::if_then_else) {
      const NodePtr& branch = node->children[value(node->children[0]) != 0 ? 1 : 2];
      return std::isfinite(value(branch)) ? nullptr : branch;
    }
    for (std::size_t i = detail::at(node->parents); i < node->children.size(); ++i)
      if (!std::isfinite(value(node->children[i]))) return node->children[i];
    return nullptr;
  }

  static std::string kind(double value) { return std::isnan(value) ? "not a number" : "infinite"; }

  std::string operands(const Node& node) const {
    std::vector<std::string> parts;
    for (std::size_t i = detail::at(node.parents); i < node.children.size(); ++i) {
      const NodePtr& child = node.children[i];
      if (child->op == Op::constant || child->op == Op::category) continue;
      const std::string part = detail::text_at(*child, 0) + " = " + detail::rounded(value(child), 4);
      if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    }
    return parts.empty() ? std::string() : " where " + detail::joined(parts);
  }

  const Model& model_;
  Environment environment_;
};

/// Returns the explanation from the first trajectory that gives one, preferring trajectories that
/// meet the condition.
std::optional<std::string> culprit(const Model& model, const Query& query, const Randomness& randomness) {
  constexpr Index most = Index{1} << 18, work = 20'000'000, each = 8;
  const auto size = static_cast<Index>(model.variables().size() + model.parameters().size() + 1);
  const Index trajectories = (std::min)(most, (std::max)(each, work / size));
  std::vector<NodePtr> read{query.target()};
  if (query.condition()) read.push_back(query.condition()->node());
  const ReferenceSampler sampler(model, randomness, query.interventions(), read);
  std::optional<std::string> elsewhere;
  std::vector<double> parameters;
  for (Index i = 0; i < trajectories; ++i) {
    if (i % each == 0) parameters = sampler.parameters(i / each);
    const std::vector<double> values = sampler.trajectory(i / each, parameters, i % each);
    auto found = Evaluated(model, values, parameters).culprit(query.target());
    if (!found) continue;
    if (!query.condition() || sampler.value(Formula(query.condition()->node()), values, parameters) != 0)
      return found;
    if (!elsewhere) elsewhere = std::move(found);
  }
  return elsewhere;
}

bool was_met(const Answer& answer) {
  return std::none_of(answer.warnings.begin(), answer.warnings.end(), [&](const Warning& warning) {
    return warning.code == WarningCode::condition_never_met ||
           (warning.code == WarningCode::event_not_reached && answer.met == 0);
  });
}

}  // namespace

Error explained(const detail::UndefinedQuantity& undefined, const Model& model,
                const std::vector<Query>& queries, const std::vector<Query>& of_model,
                const Randomness& randomness) {
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const std::string question = to_text(queries[i]);
    const auto is_named = [&](const Query& query) {
      return detail::text_at(*query.target(), 0) == undefined.subject();
    };
    if (question != undefined.subject() && !is_named(queries[i]) && !is_named(of_model[i])) continue;
    try {
      if (const auto found = culprit(model, of_model[i], randomness))
        return Error(question,
                     *found == "an absent one" ? "a quantity that exists whenever it is asked for"
                                               : undefined.expected(),
                     *found);
    } catch (const Error&) {
      // A trajectory that cannot be drawn explains nothing.
    }
  }
  return undefined;
}

void check_defined(const std::vector<Answer>& answers, const std::vector<Query>& queries) {
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (queries[i].asks() == Query::Asks::expectation && !std::isfinite(answers[i].value) &&
        was_met(answers[i]))
      throw detail::UndefinedQuantity(to_text(queries[i]));
}

}  // namespace casus
