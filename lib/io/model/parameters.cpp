// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/parameters.hpp"

#include <array>
#include <limits>
#include <string_view>
#include <variant>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/elicit/fit.hpp>

#include "io/limits.hpp"
#include "io/model/judgement.hpp"
#include "io/text/source.hpp"
#include "language/distributions.hpp"
#include "model/no_variables.hpp"

namespace casus::io {

namespace {

using distribution::Family;

}  // namespace

// Returns the mark that has the node's text.
template <class Mark, std::size_t count>
Mark ParameterReader::one_of(const toml::node& node, const std::array<Mark, count>& marks) const {
  const std::string text = fields_.text(node);
  std::vector<std::string> names;
  for (const Mark mark : marks) {
    if (to_text(mark) == text) return mark;
    names.emplace_back(to_text(mark));
  }
  fields_.fail(node, "one of " + detail::joined(names), shown(text),
               detail::nearest_hint(std::string_view(text).substr(0, longest_name), names));
}

std::vector<std::string> ParameterReader::keys() {
  std::vector<std::string> keys = {"name", "law",   "where",       "unit",  "source",
                                   "mark", "basis", "description", "stated"};
  for (const auto* more : {&JudgementReader::keys(), &Panels::parameter_keys()})
    keys.insert(keys.end(), more->begin(), more->end());
  return keys;
}

void ParameterReader::read(const toml::table& entry, const std::string& name) {
  const toml::node& stated = stated_in(entry, name);
  const ParameterDetails details = details_of(entry);
  expressions_.read_definitions(entry, false);
  for (const char* key : {"answers", "background"})
    if (const toml::node* node = entry.get(key); node && !entry.get("panel"))
      fields_.fail(*node, detail::quoted(key) + " together with panel only", described(*node));
  if (entry.get("panel")) return from_panel(entry, stated, name, details);
  if (const toml::node* counted = entry.get("counted"); counted && counted == &stated)
    from_counts(entry, stated, name, details);
  else if (entry.get("law"))
    from_distribution(entry, stated, name, details);
  else
    from_judgement(entry, stated, name, details);
}

// Returns the node that states the parameter's distribution: exactly one key has to.
const toml::node& ParameterReader::stated_in(const toml::table& entry, const std::string& name) const {
  std::vector<std::string> kinds = {"law"};
  kinds.insert(kinds.end(), JudgementReader::kinds().begin(), JudgementReader::kinds().end());
  kinds.emplace_back("panel");
  const toml::node* stated = nullptr;
  for (const std::string& kind : kinds) {
    const toml::node* node = entry.get(kind);
    if (node && kind == "counted" && !entry.get("panel")) return *node;  // another one is its prior
    if (node && stated) fields_.fail(*node, "one of " + detail::joined(kinds), "a second one");
    if (node) stated = node;
  }
  if (!stated) fields_.fail(entry, "one of " + detail::joined(kinds) + " for " + name, "none of them");
  return *stated;
}

ParameterDetails ParameterReader::details_of(const toml::table& entry) {
  ParameterDetails details;
  reading_.errors.attempt([&] { details.unit = fields_.text_or_none(entry, "unit"); });
  reading_.errors.attempt([&] { details.source = fields_.text_or_none(entry, "source"); });
  reading_.errors.attempt([&] { details.description = fields_.text_or_none(entry, "description"); });
  reading_.errors.attempt([&] {
    if (const toml::node* mark = entry.get("mark"))
      details.mark = one_of(*mark, std::array{Verification::verified, Verification::computed,
                                              Verification::remembered, Verification::judgement});
  });
  reading_.errors.attempt([&] {
    if (const toml::node* basis = entry.get("basis"))
      details.basis = one_of(*basis, std::array{Basis::judged, Basis::counted});
  });
  reading_.errors.attempt([&] {
    if (const toml::node* node = entry.get("stated")) details.stated = fields_.quantiles(*node);
  });
  return details;
}

void ParameterReader::from_distribution(const toml::table& entry, const toml::node& stated,
                                        const std::string& name, const ParameterDetails& details) {
  for (const std::string& key : JudgementReader::keys())
    if (const toml::node* node = entry.get(key))
      fields_.fail(*node, detail::quoted(key) + " only with a judgement", described(*node),
                   "the law says all");
  const auto read = expressions_.parsed(stated, false, read_parameter_distribution);
  if (const auto* shares = std::get_if<Dirichlet>(&read)) return add(stated, name, *shares, details);
  const auto& law = std::get<ConditionalDistribution>(read);
  if (law.kind != Kind::quantity && law.kind != Kind::count)
    fields_.fail(stated, "a law of numbers, for " + name + " is a parameter", std::string(law.family->name));
  for (const NodePtr& parameter : law.parameters) check_parameters_only(stated, name, parameter);
  expressions_.charge(stated, law);
  add(stated, name, Distribution<Quantity>{law}, details);
}

JudgementReader ParameterReader::reader_for(const toml::table& entry, const std::string& name) {
  if (const toml::node* where = entry.get("where"))
    fields_.fail(*where, "definitions only with a law", described(*where));
  return {fields_, [this](const std::string& of) -> const elicit::Scale& { return scales_.find(of); },
          [this, &name](const toml::node& node) { return constant_distribution(node, name); },
          reading_.reference_classes};
}

void ParameterReader::from_judgement(const toml::table& entry, const toml::node& stated,
                                     const std::string& name, ParameterDetails details) {
  const JudgementReader judgements = reader_for(entry, name);
  if (const auto p = judgements.pooled_probability(entry))
    return add(stated, name, Deterministic(Real(*p)), details);
  const Judged read = judgements.judged(entry, name);
  if (!read.warning.empty()) reading_.result.warnings.push_back(read.warning);
  if (!read.stated.empty()) {
    if (!details.stated.empty())
      fields_.fail(*entry.get("stated"), "stated quantiles only with a law", described(*entry.get("stated")));
    details.stated = read.stated;
  }
  const Distribution<Quantity> law = fields_.located(stated, name, [&] { return casus::stated(read.law); });
  add(stated, name, law, details);
}

void ParameterReader::from_panel(const toml::table& entry, const toml::node& stated, const std::string& name,
                                 ParameterDetails details) {
  for (const std::string& key : JudgementReader::keys())
    if (const toml::node* node = entry.get(key); node && key != "support")
      fields_.fail(*node, "a panel without " + detail::quoted(key), described(*node));
  if (const toml::node* where = entry.get("where"))
    fields_.fail(*where, "definitions only with a law", described(*where));
  const Panels::PanelJudgement judged = panels_.judged(entry, name);
  if (judged.has_few_seeds)
    reading_.result.warnings.push_back(fields_.source().position(stated) + ": " + name + ", " +
                                       judged.sentence);
  describe(details, judged.sentence);
  const Distribution<Quantity> law = fields_.located(stated, name, [&] { return casus::stated(judged.law); });
  add(stated, name, law, details);
}

// A sentence about the origin of a distribution is its source or, if there is one, is added to the
// description.
void ParameterReader::describe(ParameterDetails& details, const std::string& sentence) {
  if (details.source.empty())
    details.source = sentence;
  else
    details.description += (details.description.empty() ? "" : "; ") + sentence;
}

// Counts are the parameter's basis unless the file says otherwise.
void ParameterReader::from_counts(const toml::table& entry, const toml::node& stated, const std::string& name,
                                  ParameterDetails details) {
  const JudgementReader judgements = reader_for(entry, name);
  if (!entry.get("basis")) details.basis = Basis::counted;
  if (const auto counts = judgements.counts_of_states(entry)) {
    elicit::SharesPrior prior;
    if (const toml::node* law = entry.get("law")) {
      const auto read = expressions_.parsed(*law, false, read_parameter_distribution);
      const auto* shares = std::get_if<Dirichlet>(&read);
      if (!shares) fields_.fail(*law, "a Dirichlet law beside counts of states", described(*law));
      prior.concentrations = shares->concentrations;
    }
    for (const std::string& key : JudgementReader::keys())
      if (const toml::node* node = entry.get(key); node && key != "counted" && key != "worth")
        fields_.fail(*node, "only a Dirichlet law beside counts of states", described(*node));
    prior.worth = judgements.worth(entry);
    const elicit::CountedShares found =
        fields_.located(stated, name, [&] { return elicit::counted_shares(*counts, prior, name); });
    describe(details, found.sentence);
    return add(stated, name, Dirichlet{found.concentrations}, details);
  }
  const Judged read = judgements.judged(entry, name);
  if (!read.warning.empty()) reading_.result.warnings.push_back(read.warning);
  describe(details, read.counted);
  const Distribution<Quantity> law = fields_.located(stated, name, [&] { return casus::stated(read.law); });
  add(stated, name, law, details);
}

template <class Distribution>
void ParameterReader::add(const toml::node& at, const std::string& name, const Distribution& law,
                          const ParameterDetails& details) {
  fields_.located(at, name, [&] {
    if (reading_.result.timeline)
      reading_.result.timeline->parameter(name, law, details);
    else
      reading_.result.model.parameter(name, law, details);
    return true;
  });
}

// Checked here because the message of a model would not give the position.
void ParameterReader::check_parameters_only(const toml::node& at, const std::string& name,
                                            const NodePtr& expression) const {
  const Formula formula(expression);
  for (const Instruction& step : formula.instructions())
    if (step.op == Op::event || step.op == Op::category || step.op == Op::quantity)
      fields_.fail(at, "a law over parameters, because " + name + " is a parameter", "a variable");
}

// Reads the distribution of an expert: its parameters must be numbers.
distribution::Mixture ParameterReader::constant_distribution(const toml::node& node,
                                                             const std::string& name) {
  ConditionalDistribution law = expressions_.parsed(node, false, read_distribution);
  if (law.family->role == distribution::Role::values) law = Mixture({{1.0, Distribution<Quantity>{law}}});
  std::vector<double> row, scratch;
  for (const NodePtr& parameter : law.parameters) {
    const Formula formula(parameter);
    if (!formula.variables().empty() || !formula.parameters().empty())
      fields_.fail(node, "a law of constants", "one that reads others");
    row.push_back(formula.evaluate(NoVariables{}, scratch));
  }
  fields_.located(node, name, [&] {
    detail::check_arguments([&] { return name; }, law.shape(), row);
    return true;
  });
  if (law.family->role != distribution::Role::mixture)
    return {
        {{1.0, fields_.located(node, "law", [&] { return io::component_distribution(law.family, row); })}}};
  distribution::Mixture all;
  for (std::size_t i = 0; i < law.components.size(); ++i) {
    const auto start = row.begin() + static_cast<Index>(distribution::component_offset(law.components, i));
    const auto size = detail::size(law.components[i]->parameters);
    all.components.push_back({row[i], io::component_distribution(law.components[i], {start, start + size})});
  }
  return all;
}

}  // namespace casus::io
