// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/statement.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>

#include <casus/detail/index.hpp>
#include <casus/distribution/family.hpp>

#include "model/no_variables.hpp"
#include "report/layout.hpp"

namespace casus::statement {

namespace {

/// Returns the parameters of a parameter's distribution if they are constants.
std::optional<std::vector<double>> constants(const UncertainParameter& parameter) {
  std::vector<double> values, scratch;
  for (const Formula& formula : parameter.parameters) {
    if (!formula.parameters().empty()) return std::nullopt;
    values.push_back(formula.evaluate(NoVariables{}, scratch));
  }
  return values;
}

}  // namespace

std::string_view kind_text(Kind kind) {
  switch (kind) {
    case Kind::event: return "event";
    case Kind::category: return "category";
    case Kind::quantity: return "quantity";
    case Kind::count: return "count";
  }
  return "";
}

bool is_short(const std::vector<NodePtr>& expressions) {
  constexpr double most_operations = 10000;
  std::unordered_map<const Node*, double> known;
  double operations = 0;
  for (const NodePtr& one : expressions) operations += detail::written_operations(one, known);
  return operations < most_operations;
}

std::string names_in(const std::vector<NodePtr>& expressions) {
  std::map<std::pair<bool, Index>, std::string> names;
  for (const NodePtr& one : expressions) {
    const Formula formula(one);
    for (Index i = 0; i < detail::size(formula.instructions()); ++i)
      if (const Node& node = *formula.node(i); node.index >= 0)
        names.emplace(std::pair(node.op != Op::parameter, node.index), node.name);
  }
  std::vector<std::string> all;
  for (const auto& [place, name] : names) all.push_back(name);
  return detail::joined(all);
}

std::string distribution_text(const ConditionalDistribution& law, std::size_t longest) {
  if (is_short(law.parameters)) {
    const std::string text = to_text(law);
    if (text.size() <= longest) return text;
  }
  return std::string(law.family->name) + ": a formula of " + names_in(law.parameters);
}

bool is_derived(const UncertainParameter& parameter) {
  return parameter.distribution.is_formula() && parameter.details.stated.empty();
}

Quantiles quantiles(const UncertainParameter& parameter) {
  Quantiles found;
  const auto values = parameter.distribution.is_formula() ? std::nullopt : constants(parameter);
  found.was_stated = !parameter.details.stated.empty();
  if (!found.was_stated && !values) return found;
  for (const StatedQuantile& point : found.was_stated
                                         ? parameter.details.stated
                                         : std::vector<StatedQuantile>{{0.05, 0}, {0.5, 0}, {0.95, 0}}) {
    found.points.push_back(point);
    if (values)
      found.fitted.push_back(
          distribution::quantile(parameter.distribution.shape(), *values, point.probability));
  }
  return found;
}

std::string miss_text(const UncertainParameter& parameter) {
  const auto values = parameter.distribution.is_formula() ? std::nullopt : constants(parameter);
  if (!values) return {};
  const distribution::AnyDistribution law =
      distribution::make_distribution(parameter.distribution.shape(), *values);
  std::string text;
  constexpr double noticeable = 0.1;
  double largest = noticeable;
  for (const auto& [probability, value] : parameter.details.stated) {
    const double below = std::visit([at = value](const auto& of) { return of.cdf(at); }, law);
    if (!(std::abs(below - probability) > largest)) continue;
    largest = std::abs(below - probability);
    text = "the distribution has " + layout::significant(100 * below, 3) + " % below " +
           layout::significant(value, 3) + ", stated as the " + layout::percentage(probability) + " % point";
  }
  return text;
}

std::string names_of(const Model& model, const RankCorrelation& statement) {
  std::vector<std::string> names;
  for (const Index number : statement.between) names.push_back(model.parameters()[detail::at(number)].name);
  return detail::joined(names);
}

}  // namespace casus::statement
