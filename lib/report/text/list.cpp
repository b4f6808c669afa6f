// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/report/text.hpp>

#include "report/layout.hpp"
#include "report/statement.hpp"

namespace casus {

using namespace layout;
using namespace statement;

namespace {

constexpr std::size_t name_indent = 2;
constexpr std::size_t text_indent = 6;

std::string paragraph(const std::string& label, const std::string& text) {
  return text.empty() ? std::string() : wrapped(label + text, text_indent, text_indent + 2);
}

/// Returns the description, criterion and source of a variable or series.
std::string details_text(const Details& details) {
  return paragraph("", details.description) + paragraph("criterion: ", details.criterion) +
         paragraph("source: ", details.source);
}

std::string heading(const std::string& name, Kind kind, const std::string& unit, const std::string& guard) {
  std::string text(kind_text(kind));
  if (!unit.empty()) text += " in " + unit;
  if (!guard.empty()) text += ", when " + guard;
  return wrapped(name + " (" + text + ")", name_indent, text_indent);
}

std::string variable_text(const Model& model, const Variable& variable) {
  const std::string guard =
      variable.guard ? model.variables()[detail::at(*variable.guard)].name : std::string();
  std::string text = heading(variable.name, variable.kind(), variable.details.unit, guard);
  text += paragraph("", distribution_text(variable.distribution));
  if (variable.guard && variable.kind() == Kind::category)
    text += paragraph("otherwise: ", variable.states[detail::at(variable.absent)]);
  return text + details_text(variable.details);
}

// Returns whether both have the same operations on the same variables; equal texts do not suffice,
// as they may be shortened.
bool is_same_distribution(const std::optional<ConditionalDistribution>& a,
                          const std::optional<ConditionalDistribution>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  const bool is_same_data =
      a->empirical == b->empirical ||
      (a->empirical && b->empirical && a->empirical->values() == b->empirical->values() &&
       a->empirical->probabilities() == b->empirical->probabilities());
  return is_same_data && a->family == b->family && a->kind == b->kind && a->states == b->states &&
         a->components == b->components &&
         std::equal(a->parameters.begin(), a->parameters.end(), b->parameters.begin(), b->parameters.end(),
                    detail::same_expression);
}

std::string series_text(const Timeline& timeline, Index number) {
  const StatedSeries& series = timeline.series()[detail::at(number)];
  const std::string guard = series.guard ? timeline.series()[detail::at(*series.guard)].name : std::string();
  std::string text = heading(series.name, timeline.kind(number), series.details.unit, guard);
  const std::string first = series.first ? distribution_text(*series.first) : "not stated",
                    step = series.step ? distribution_text(*series.step) : "not stated";
  if (is_same_distribution(series.first, series.step)) {
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

std::string quantiles_text(const UncertainParameter& parameter) {
  const Quantiles found = quantiles(parameter);
  if (found.points.empty()) return {};
  std::vector<std::vector<std::string>> lines = {{""}};
  if (found.was_stated) lines.push_back({"stated"});
  if (!found.fitted.empty()) lines.push_back({found.was_stated ? "fitted" : "quantiles"});
  for (std::size_t i = 0; i < found.points.size(); ++i) {
    lines[0].push_back(percentage(found.points[i].probability) + " %");
    if (found.was_stated) lines[1].push_back(significant(found.points[i].value, 3));
    if (!found.fitted.empty()) lines.back().push_back(significant(found.fitted[i], 3));
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
  text += paragraph(
      "", distribution_text(parameter.distribution, is_derived(parameter) ? longest_formula : any_length));
  text += quantiles_text(parameter);
  text += paragraph("warning: ", miss_text(parameter));
  text += paragraph("", details.description);
  const std::string marks = "context " + std::string(to_text(details.mark)) +
                            (is_derived(parameter) ? "" : ", number " + std::string(to_text(details.basis)));
  text += details.source.empty() ? paragraph("source: none stated, ", marks)
                                 : paragraph("source: ", details.source + " (" + marks + ")");
  return text;
}

std::string correlations_text(const Model& model) {
  if (model.correlations().empty()) return {};
  std::string text = fmt::format("\nCorrelations ({}): rank correlation of each two of these parameters\n",
                                 model.correlations().size());
  for (const RankCorrelation& one : model.correlations()) {
    text += '\n' + wrapped(names_of(model, one) + ": " + detail::number(one.rank) +
                               (one.same_source ? " (judgements from the same source)" : ""),
                           name_indent, text_indent);
    text += paragraph("source: ", one.source);
  }
  return text;
}

/// Returns the uncertain parameters, then the parameters derived from them, then the correlations.
std::string parameters_text(const Model& model) {
  std::string text;
  std::string unknown, derived;
  int unknowns = 0, formulas = 0;
  for (const UncertainParameter& parameter : model.parameters()) {
    (is_derived(parameter) ? derived : unknown) += '\n' + parameter_text(parameter);
    ++(is_derived(parameter) ? formulas : unknowns);
  }
  if (unknowns > 0) text += fmt::format("\nParameters ({}): uncertain numbers\n", unknowns) + unknown;
  if (formulas > 0)
    text += fmt::format("\nDerived parameters ({}): formulas of other parameters\n", formulas) + derived;
  return text + correlations_text(model);
}

}  // namespace

std::string list(const Model& model) {
  std::string text =
      fmt::format("Variables ({}), each after those it depends on\n", model.variables().size());
  for (const Variable& variable : model.variables()) text += '\n' + variable_text(model, variable);
  return text + parameters_text(model);
}

std::string list(const Timeline& timeline) {
  const Model& constants = timeline.constants();
  std::string text;
  if (!constants.variables().empty()) text = fmt::format("Constants ({})\n", constants.variables().size());
  for (const Variable& variable : constants.variables()) text += '\n' + variable_text(constants, variable);
  text += fmt::format(
      "{}Series ({}), each after those of the same {} that it depends on; last(...) is the previous {}'s "
      "value\n",
      text.empty() ? "" : "\n", timeline.series().size(), timeline.unit(), timeline.unit());
  for (std::size_t i = 0; i < timeline.series().size(); ++i)
    text += '\n' + series_text(timeline, static_cast<Index>(i));
  return text + parameters_text(constants);
}

}  // namespace casus
