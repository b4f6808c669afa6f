// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <casus/distribution/family.hpp>
#include <casus/report/text.hpp>

#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

constexpr std::size_t name_indent = 2;
constexpr std::size_t text_indent = 6;

std::string_view kind_text(Kind kind) {
  switch (kind) {
    case Kind::event: return "event";
    case Kind::category: return "category";
    case Kind::quantity: return "quantity";
    case Kind::count: return "count";
  }
  return "";
}

std::string paragraph(const std::string& label, const std::string& text) {
  return text.empty() ? std::string() : wrapped(label + text, text_indent, text_indent + 2);
}

/// What is said of a variable or series besides its distribution.
std::string details_text(const Details& details) {
  return paragraph("", details.description) + paragraph("counts where: ", details.criterion) +
         paragraph("source: ", details.source);
}

std::string heading(const std::string& name, Kind kind, const std::string& unit, const std::string& guard) {
  std::string text(kind_text(kind));
  if (!unit.empty()) text += " in " + unit;
  if (!guard.empty()) text += ", when " + guard;
  return wrapped(name + " (" + text + ")", name_indent, text_indent);
}

constexpr std::size_t any_length = static_cast<std::size_t>(-1);

/// Whether expressions can be written out: what their parts share is written wherever it is used.
bool is_short(const std::vector<NodePtr>& expressions) {
  constexpr double most_operations = 10000;
  std::unordered_map<const Node*, double> known;
  double operations = 0;
  for (const NodePtr& one : expressions) operations += detail::written_operations(*one, known);
  return operations < most_operations;
}

/// What expressions read: parameters, then variables, in the order in which they were stated.
std::string names_in(const std::vector<NodePtr>& expressions) {
  std::map<std::pair<bool, Index>, std::string> names;
  for (const NodePtr& one : expressions) {
    const Formula formula(one);
    for (Index i = 0; i < static_cast<Index>(formula.instructions().size()); ++i)
      if (const Node& node = *formula.node(i); node.index >= 0)
        names.emplace(std::pair(node.op != Op::parameter, node.index), node.name);
  }
  std::vector<std::string> all;
  for (const auto& [place, name] : names) all.push_back(name);
  return detail::joined(all);
}

/// A distribution; one too long to be read (a formula that solves an equation, say) gives way to what it reads.
std::string law_text(const ConditionalDistribution& law, std::size_t longest = any_length) {
  if (is_short(law.parameters)) {
    const std::string text = to_text(law);
    if (text.size() <= longest) return text;
  }
  return std::string(distribution::family_info(law.family).name) + ": a formula of " +
         names_in(law.parameters);
}

std::string variable_text(const Model& model, const Variable& variable) {
  const std::string guard =
      variable.guard ? model.variables()[static_cast<std::size_t>(*variable.guard)].name : std::string();
  std::string text = heading(variable.name, variable.kind(), variable.details.unit, guard);
  text += paragraph("", law_text(variable.distribution));
  if (variable.guard && variable.kind() == Kind::category)
    text += paragraph("elsewhere: ", variable.states[static_cast<std::size_t>(variable.absent)]);
  return text + details_text(variable.details);
}

std::string series_text(const Timeline& timeline, Index number) {
  const StatedSeries& series = timeline.series()[static_cast<std::size_t>(number)];
  const std::string guard =
      series.guard ? timeline.series()[static_cast<std::size_t>(*series.guard)].name : std::string();
  std::string text = heading(series.name, timeline.kind(number), series.details.unit, guard);
  const std::string first = series.first ? law_text(*series.first) : "not stated",
                    step = series.step ? law_text(*series.step) : "not stated";
  if (first == step) {
    text += paragraph("in each " + timeline.unit() + ": ", first);
  } else {
    text += paragraph("in the first " + timeline.unit() + ": ", first);
    text += paragraph("then: ", step);
  }
  for (const StatedSeries::Policy& policy : series.policies)
    text +=
        paragraph("", "set by a policy when " + (is_short({policy.when.node()})
                                                     ? to_text(policy.when)
                                                     : "a condition on " + names_in({policy.when.node()})));
  return text + details_text(series.details);
}

struct NoEnvironment {
  static double variable(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

/// The parameters of a parameter's distribution where they are constants.
std::optional<std::vector<double>> constants(const UncertainParameter& parameter) {
  std::vector<double> values, scratch;
  for (const Formula& formula : parameter.parameters) {
    if (!formula.parameters().empty()) return std::nullopt;
    values.push_back(formula.evaluate(NoEnvironment{}, scratch));
  }
  return values;
}

bool is_derived(const UncertainParameter& parameter) {
  return parameter.distribution.family == distribution::Family::deterministic;
}

std::string quantiles_text(const UncertainParameter& parameter) {
  const auto values = is_derived(parameter) ? std::nullopt : constants(parameter);
  std::vector<StatedQuantile> stated = parameter.details.stated;
  if (stated.empty() && !values) return {};
  const bool was_stated = !stated.empty();
  if (!was_stated) stated = {{0.05, 0}, {0.5, 0}, {0.95, 0}};

  std::vector<std::vector<std::string>> lines = {{""}};
  if (was_stated) lines.push_back({"stated"});
  if (values) lines.push_back({was_stated ? "fitted" : "quantiles"});
  for (const StatedQuantile& point : stated) {
    lines[0].push_back(percentage(point.probability) + " %");
    if (was_stated) lines[1].push_back(significant(point.value, 3));
    if (values)
      lines.back().push_back(
          significant(distribution::quantile(parameter.distribution.shape(), *values, point.probability), 3));
  }
  std::string text;
  for (const auto& line : lines) {
    text += std::string(text_indent, ' ') + left(line[0], 9);
    for (std::size_t i = 1; i < line.size(); ++i) text += right(line[i], 11);
    text += '\n';
  }
  return text;
}

std::string parameter_text(const UncertainParameter& parameter) {
  const ParameterDetails& details = parameter.details;
  std::string text = wrapped(parameter.name + (details.unit.empty() ? "" : " (in " + details.unit + ")"),
                             name_indent, text_indent);
  constexpr std::size_t longest_formula = 300;
  text +=
      paragraph("", law_text(parameter.distribution, is_derived(parameter) ? longest_formula : any_length));
  text += quantiles_text(parameter);
  text += paragraph("", details.description);
  const std::string mark(to_text(details.mark));
  text += details.source.empty() ? paragraph("source: none stated, ", mark)
                                 : paragraph("source: ", details.source + " (" + mark + ")");
  return text;
}

/// What is unknown, and what follows from it.
std::string parameters_text(const Model& model) {
  std::string text;
  std::string unknown, derived;
  int unknowns = 0, formulas = 0;
  for (const UncertainParameter& parameter : model.parameters()) {
    (is_derived(parameter) ? derived : unknown) += '\n' + parameter_text(parameter);
    ++(is_derived(parameter) ? formulas : unknowns);
  }
  if (unknowns > 0) text += fmt::format("\nParameters ({}): numbers that nobody knows\n", unknowns) + unknown;
  if (formulas > 0) text += fmt::format("\nDerived parameters ({}): formulas of those\n", formulas) + derived;
  return text;
}

}  // namespace

std::string list(const Model& model) {
  std::string text =
      fmt::format("Variables ({}), each after those it depends on\n", model.variables().size());
  for (const Variable& variable : model.variables()) text += '\n' + variable_text(model, variable);
  return text + parameters_text(model);
}

std::string list(const Timeline& timeline) {
  const Model constants = timeline.constants();
  std::string text;
  if (!constants.variables().empty())
    text = fmt::format("What stays the same ({})\n", constants.variables().size());
  for (const Variable& variable : constants.variables()) text += '\n' + variable_text(constants, variable);
  text += fmt::format(
      "{}Series ({}), each after those of the same {} that it depends on; last(...) is the {} before\n",
      text.empty() ? "" : "\n", timeline.series().size(), timeline.unit(), timeline.unit());
  for (std::size_t i = 0; i < timeline.series().size(); ++i)
    text += '\n' + series_text(timeline, static_cast<Index>(i));
  return text + parameters_text(constants);
}

}  // namespace casus
