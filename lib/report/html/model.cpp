// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/html/model.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <casus/detail/index.hpp>

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/statement.hpp"
#include "report/svg/chain.hpp"

namespace casus::html {

using markup::escaped;

namespace {

constexpr std::size_t longest_law = 240;

const casus::Model& constants_of(const ModelParts& shown) {
  return shown.timeline ? shown.timeline->constants() : *shown.model;
}

std::string name_markup(const std::string& name, const std::string& description) {
  std::string markup = "<b>" + escaped(name) + "</b>";
  return description.empty() ? markup : markup + "<br/>" + escaped(description);
}

// Returns the name of a row of an uncertain number, for links.
std::string anchor_markup(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '-');
  return "<span id=\"number-" + escaped(name) + "\"></span>";
}

std::string source_text(const std::string& source) { return source.empty() ? "none stated" : source; }

std::string mark_markup(Verification mark) {
  const bool is_checked = mark == Verification::verified || mark == Verification::computed;
  return fmt::format("<span class=\"mark{}\">{}</span>", is_checked ? " checked" : "", to_text(mark));
}

std::string basis_markup(Basis basis) {
  const bool is_counted = basis == Basis::counted;
  return fmt::format("<span class=\"mark{}\">{}</span>", is_counted ? " checked" : "", to_text(basis));
}

std::string distribution_markup(const ConditionalDistribution& law) {
  return "<code>" + escaped(statement::distribution_text(law, longest_law)) + "</code>";
}

// Returns the criterion and the source of a variable or series.
std::string details_markup(const Details& details) {
  std::string markup;
  if (!details.criterion.empty()) markup = "Criterion: " + escaped(details.criterion);
  if (!details.source.empty())
    markup += (markup.empty() ? "" : "<br/>") + ("Source: " + escaped(details.source));
  return markup;
}

std::string kind_of(Kind kind, const Details& details) {
  std::string text(statement::kind_text(kind));
  return details.unit.empty() ? text : text + " in " + details.unit;
}

}  // namespace

bool ModelParts::has_chain() const {
  return timeline ? !timeline->series().empty() : model && !model->variables().empty();
}
bool ModelParts::has_parameters() const {
  return (timeline || model) && !constants_of(*this).parameters().empty();
}

void ModelParts::chain(Writer& out) const {
  const drawing::Chain chain = timeline ? drawing::chain_of(*timeline) : drawing::chain_of(*model);
  Table table{"Dependencies", {text("variable"), text("depends on")}, {}};
  std::vector<std::string> causes(chain.nodes.size());
  for (const drawing::Chain::Arrow& arrow : chain.arrows) {
    std::string& all = causes[detail::at(arrow.to)];
    all += (all.empty() ? "" : ", ") + chain.nodes[detail::at(arrow.from)].name;
    if (arrow.acts == drawing::Chain::Acts::later) all += " (a " + chain.unit + " before)";
    if (arrow.acts == drawing::Chain::Acts::as_guard) all += " (exists only if it is true)";
  }
  for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
    if (chain.nodes[i].remembers)
      causes[i] += (causes[i].empty() ? "" : ", ") + ("itself (a " + chain.unit + " before)");
    table.rows.push_back({text(chain.nodes[i].name), text(causes[i].empty() ? "nothing" : causes[i])});
  }
  const std::string caption =
      timeline ? "One " + chain.unit + ": effects within it, and of the previous " + chain.unit + " on it"
               : "Effects of the variables on each other";
  if (const auto drawn = drawing::chain(chain)) {
    out.wide_figure(caption, *drawn, [&] { out.folded("The same as a table", table); });
    return;
  }
  out.paragraphs("The picture of the chain was left out because Graphviz is not available.", "note");
  out.table(table);
}

void ModelParts::parameters(Writer& out) const {
  const casus::Model& own = constants_of(*this);
  std::map<std::string_view, int> marks, bases;
  Table table{"Uncertain numbers",
              {text("number"), number("5 %"), number("50 %"), number("95 %"), text("unit"), text("source"),
               text("context"), text("number")},
              {}};
  table.is_broad = true;
  Table derived{"Derived numbers", {text("number"), text("formula")}, {}};
  for (const UncertainParameter& parameter : own.parameters()) {
    const ParameterDetails& details = parameter.details;
    if (statement::is_derived(parameter)) {
      derived.rows.push_back({{name_markup(parameter.name, details.description)},
                              words(distribution_markup(parameter.distribution))});
      continue;
    }
    ++marks[to_text(details.mark)];
    ++bases[to_text(details.basis)];
    table.rows.push_back(
        {{anchor_markup(parameter.name) + name_markup(parameter.name, details.description)}});
    auto& row = table.rows.back();
    const statement::Quantiles points = statement::quantiles(parameter);
    for (const double probability : {0.05, 0.5, 0.95}) {
      std::string figure = "–";
      for (std::size_t i = 0; i < points.points.size(); ++i)
        if (points.points[i].probability == probability)
          figure = layout::plain(points.was_stated ? points.points[i].value : points.fitted[i], 3);
      row.push_back(number(figure));
    }
    row.push_back(text(details.unit));
    const std::string miss = statement::miss_text(parameter);
    row.push_back(words(escaped(source_text(details.source) + (miss.empty() ? "" : "; warning: " + miss))));
    row.push_back({mark_markup(details.mark)});
    row.push_back({basis_markup(details.basis)});
  }
  std::string counts, numbers;
  for (const auto& [mark, count] : marks)
    counts += (counts.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(mark);
  for (const auto& [basis, count] : bases)
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(basis);
  if (!table.rows.empty()) {
    out.paragraphs(fmt::format(
        "{} uncertain numbers, each with a distribution, of which the table shows the 5, 50 and "
        "95 % points. Context, how far their sources were checked: {}. Verified: read in the named "
        "source; computed: from a named public data set; remembered: from the "
        "literature, but not looked up; judgement: a reasoned estimate. The number itself: "
        "{}.",
        table.rows.size(), counts, numbers));
    out.table(table);
  }
  if (!own.correlations().empty()) {
    Table correlated{
        "Correlated judgements", {text("each two of"), number("rank correlation"), text("source")}, {}};
    for (const RankCorrelation& one : own.correlations()) {
      std::string source = one.same_source ? "judgements from the same source" : "";
      if (!one.source.empty()) source += (source.empty() ? "" : ": ") + one.source;
      correlated.rows.push_back({text(statement::names_of(own, one)), number(detail::number(one.rank)),
                                 words(escaped(source_text(source)))});
    }
    out.table(correlated);
  }
  if (!derived.rows.empty())
    out.folded(fmt::format("{} numbers derived from them", derived.rows.size()), derived);
}

void ModelParts::variables(Writer& out, bool is_folded) const {
  const auto write = [&](const Table& table) {
    if (is_folded)
      out.folded(fmt::format("{} rows: kind, distribution, criterion and source of each", table.rows.size()),
                 table);
    else
      out.table(table);
  };
  const casus::Model& own = constants_of(*this);
  Table table{
      timeline ? "Constants" : "Variables, each after those it depends on",
      {text("variable"), text("kind"), text("exists when"), text("distribution"), text("criterion, source")},
      {}};
  table.is_broad = true;
  for (const Variable& variable : own.variables())
    table.rows.push_back({{name_markup(variable.name, variable.details.description)},
                          text(kind_of(variable.kind(), variable.details)),
                          text(variable.guard ? own.variables()[detail::at(*variable.guard)].name : "always"),
                          words(distribution_markup(variable.distribution)),
                          words(details_markup(variable.details))});
  if (!table.rows.empty()) write(table);
  if (!timeline) return;
  Table series{
      "Series, each after those of the same " + timeline->unit() +
          " that it depends on; last(...) is the previous " + timeline->unit() + "'s value",
      {text("series"), text("kind"), text("exists when"), text("distribution"), text("criterion, source")},
      {}};
  series.is_broad = true;
  for (std::size_t i = 0; i < timeline->series().size(); ++i) {
    const StatedSeries& one = timeline->series()[i];
    std::string law;
    if (one.first) law = distribution_markup(*one.first);
    if (one.step) {
      const std::string later = distribution_markup(*one.step);
      if (law != later) law = "First: " + law + "<br/>Then: " + later;
    }
    series.rows.push_back({{name_markup(one.name, one.details.description)},
                           text(kind_of(timeline->kind(static_cast<Index>(i)), one.details)),
                           text(one.guard ? timeline->series()[detail::at(*one.guard)].name : "always"),
                           words(law),
                           words(details_markup(one.details))});
  }
  write(series);
}

}  // namespace casus::html
