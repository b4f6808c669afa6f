// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/learn/cases.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "learn/counts.hpp"

namespace casus {

namespace detail {

namespace {

constexpr Index most_rows = Index{1} << 20;

/// Values of a case, as the environment of formulas.
struct CaseEnvironment {
  const std::vector<double>& values;
  double variable(Index number) const { return values[at(number)]; }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

std::string state_text(const Variable& variable, Index state) {
  const bool is_known = state >= 0 && state < detail::size(variable.states);
  return quoted(is_known ? variable.states[at(state)] : std::to_string(state));
}

}  // namespace

std::vector<Index> TableFamily::states_of(Index row) const {
  std::vector<Index> result(parents.size());
  for (std::size_t i = parents.size(); i-- > 0;) {
    result[i] = row % radices[i];
    row /= radices[i];
  }
  return result;
}

CaseCounts::CaseCounts(const Model& model)
    : model_(model), is_formula_(model.variables().size()), parents_(model.variables().size()),
      children_(model.variables().size()), observed_(model.variables().size()),
      values_(model.variables().size(), Cases::missing), numbers_(model.variables().size()) {
  Index first = 0;
  for (std::size_t i = 0; i < model.variables().size(); ++i) {
    const Variable& variable = model.variables()[i];
    if (!variable.is_discrete()) continue;
    discrete_.push_back(i);
    is_formula_[i] = variable.distribution.is_formula();
    parents_[i] = model.parents(static_cast<Index>(i));
    if (!variable.twin_of.empty())
      throw Error(variable.name, "a variable of its own, to be learned",
                  "a twin of " + quoted(variable.twin_of));
    TableFamily family{static_cast<Index>(i), {}, {}, variable.guard};
    for (const Index parent : parents_[i]) {
      const Variable& read = model.variables()[at(parent)];
      if (!read.is_discrete())
        throw Error(variable.name, "a variable that depends on events and categories only, to be learned",
                    "one that depends on " + quoted(read.name));
      children_[at(parent)].push_back(i);
      if (parent == variable.guard) continue;
      family.parents.push_back(parent);
      family.radices.push_back(detail::size(read.states));
      family.rows *= detail::size(read.states);
      if (family.rows > most_rows)
        throw Error(variable.name, "a table of at most " + std::to_string(most_rows) + " rows, to be learned",
                    "a larger one");
    }
    if (is_formula_[i]) {
      for (const Index parameter : variable.parameters[0].parameters())
        throw Error(
            variable.name, "a formula of events and categories, in a model to be learned",
            "one that reads the uncertain parameter " + quoted(model.parameters()[at(parameter)].name));
      continue;
    }
    if (variable.kind() == Kind::category) family.states = detail::size(variable.distribution.parameters);
    family.first = first;
    first += family.rows * family.states;
    families_.push_back(std::move(family));
  }
  if (families_.empty()) throw Error("model", "an event or category to learn", "none");
  complete_.resize(at(first));
}

// Checks the value of a variable, or sets it if it follows from those before it.
void CaseCounts::settle(std::size_t number) {
  const Variable& variable = model_.variables()[number];
  Index& value = values_[number];
  if (value < Cases::missing || value >= detail::size(variable.states))
    throw Error(variable.name, "the number of a state, or -1", std::to_string(value));
  if (variable.guard && values_[at(*variable.guard)] == 0) {
    if (value != Cases::missing && value != variable.absent)
      throw Error(
          variable.name,
          "no value, because " + quoted(model_.variables()[at(*variable.guard)].name) + " does not hold",
          state_text(variable, value));
    value = variable.absent;
  } else if (variable.guard && values_[at(*variable.guard)] == 1 && variable.kind() == Kind::category &&
             value >= detail::size(variable.distribution.parameters)) {
    throw Error(variable.name,
                "a value, because " + quoted(model_.variables()[at(*variable.guard)].name) + " holds",
                state_text(variable, value));
  } else if (is_formula_[number]) {
    const auto is_known = [&](Index parent) { return values_[at(parent)] >= 0; };
    if (!std::all_of(parents_[number].begin(), parents_[number].end(), is_known)) return;
    for (const Index parent : parents_[number])
      numbers_[at(parent)] = static_cast<double>(values_[at(parent)]);
    const double computed = variable.parameters[0].evaluate(CaseEnvironment{numbers_}, scratch_);
    if (value != Cases::missing && static_cast<double>(value) != computed)
      throw Error(variable.name, state_text(variable, static_cast<Index>(computed)) + " by its formula",
                  state_text(variable, value));
    value = static_cast<Index>(computed);
  }
}

// Marks the missing values without observed descendants. Returns whether others are missing.
bool CaseCounts::mark_barren() {
  bool has_hidden = false;
  for (std::size_t i = discrete_.size(); i-- > 0;) {
    Index& value = values_[discrete_[i]];
    if (value != Cases::missing) continue;
    const auto& below = children_[discrete_[i]];
    const bool is_barren =
        std::all_of(below.begin(), below.end(), [&](std::size_t child) { return values_[child] == barren; });
    value = is_barren ? barren : hidden;
    has_hidden = has_hidden || !is_barren;
  }
  return has_hidden;
}

void CaseCounts::count_families() {
  for (const TableFamily& family : families_) {
    const Index state = values_[at(family.variable)];
    if (state == barren || (family.guard && values_[at(*family.guard)] == 0)) continue;
    complete_[at(family.first + family.row(values_) * family.states + state)] += 1;
  }
}

void CaseCounts::add(const std::vector<Index>& states) {
  if (states.size() != values_.size())
    throw Error("case", std::to_string(values_.size()) + " states", std::to_string(states.size()));
  for (const std::size_t number : discrete_) {
    values_[number] = states[number];
    settle(number);
  }
  for (const std::size_t number : discrete_)
    if (states[number] >= 0) observed_[number] = true;
  ++cases_;
  if (!mark_barren()) return count_families();
  ++incomplete_;
  key_.clear();
  for (const std::size_t number : discrete_) {
    const auto code = static_cast<unsigned>(values_[number] + 2);
    key_ += static_cast<char>(code & 0xff);
    key_ += static_cast<char>(code >> 8);
  }
  CasePattern& pattern = patterns_[key_];
  if (pattern.count++ == 0) pattern.first_case = cases_;
}

std::vector<std::pair<std::vector<Index>, CasePattern>> CaseCounts::patterns() const {
  std::vector<std::pair<std::vector<Index>, CasePattern>> all;
  for (const auto& [key, pattern] : patterns_) {
    std::vector<Index> values(values_.size(), barren);
    for (std::size_t i = 0; i < discrete_.size(); ++i)
      values[discrete_[i]] = static_cast<Index>(static_cast<unsigned char>(key[2 * i])) +
                             256 * static_cast<Index>(static_cast<unsigned char>(key[2 * i + 1])) - 2;
    all.emplace_back(std::move(values), pattern);
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.second.first_case < b.second.first_case; });
  return all;
}

}  // namespace detail

Cases::Cases(const Model& model, std::string source)
    : source_(std::move(source)), counts_(std::make_shared<detail::CaseCounts>(model)) {}

void Cases::add(const std::vector<Index>& states) {
  if (counts_.use_count() > 1) counts_ = std::make_shared<detail::CaseCounts>(*counts_);
  counts_->add(states);
}

Index Cases::size() const noexcept { return counts_->cases(); }
Index Cases::incomplete() const noexcept { return counts_->incomplete(); }
Index Cases::patterns() const noexcept { return counts_->distinct(); }
bool Cases::was_observed(Index variable) const { return counts_->was_observed(variable); }

namespace {

/// A column of a table that is a variable.
struct CaseColumn {
  Index column;
  Index variable;
  std::vector<std::pair<std::string, Index>> states = {};
  std::size_t last = 0;  // the state that was read last, which is the likeliest one

  /// Returns the state with this label, or nothing.
  std::optional<Index> state(std::string_view label) {
    if (states[last].first == label) return states[last].second;
    for (std::size_t i = 0; i < states.size(); ++i)
      if (states[i].first == label) return states[last = i].second;
    return std::nullopt;
  }
};

std::vector<CaseColumn> columns_of(const Model& model, const CsvReader& table, Cases& cases) {
  std::vector<CaseColumn> columns;
  std::vector<std::string> names;
  for (const Variable& variable : model.variables()) {
    const auto number = static_cast<Index>(&variable - model.variables().data());
    const auto found = table.find(variable.name);
    if (!variable.is_discrete()) {
      if (found)
        table.fail(*found, "columns of events and categories, which can be learned",
                   detail::quoted(variable.name) + ", which is a " +
                       std::string(variable.kind() == Kind::count ? "count" : "quantity"));
      continue;
    }
    names.push_back(variable.name);
    if (!found) {
      if (!variable.distribution.is_formula()) cases.hidden_variables.push_back(variable.name);
      continue;
    }
    CaseColumn column{*found, number};
    for (std::size_t i = 0; i < variable.states.size(); ++i)
      column.states.emplace_back(variable.states[i], static_cast<Index>(i));
    if (variable.kind() == Kind::event)
      for (const auto& [label, state] : {std::pair{"0", 0}, {"1", 1}, {"false", 0}, {"true", 1}})
        column.states.emplace_back(label, state);
    columns.push_back(std::move(column));
  }
  std::vector<std::string> unknown;
  for (const std::string& name : table.columns())
    if (!model.find(name)) unknown.push_back(name);
  if (columns.empty())
    table.fail(0, "a column that is an event or category of the model",
               "none (" + detail::shortened(detail::joined(unknown), 200) + ')',
               detail::nearest_hint(unknown.empty() ? "" : unknown[0], names));
  cases.unused_columns = std::move(unknown);
  return columns;
}

}  // namespace

Cases read_cases(const Model& model, CsvReader& table) {
  Cases cases(model, table.file_name());
  std::vector<CaseColumn> columns = columns_of(model, table, cases);
  std::vector<Index> states(model.variables().size(), Cases::missing);
  while (table.next()) {
    for (CaseColumn& column : columns) {
      const std::string_view label = table.text(column.column);
      const auto state = column.state(label);
      if (!state && !table.is_missing(column.column)) {
        const std::vector<std::string>& known = model.variables()[detail::at(column.variable)].states;
        table.fail(column.column, "one of " + detail::shortened(detail::joined(known), 200),
                   detail::quoted(detail::shortened(label, 60)),
                   detail::nearest_hint(label.substr(0, 60), known));
      }
      states[detail::at(column.variable)] = state.value_or(Cases::missing);
    }
    try {
      cases.add(states);
    } catch (const Error& error) {
      for (const CaseColumn& column : columns)
        if (model.variables()[detail::at(column.variable)].name == error.subject())
          table.fail(column.column, error.expected(), error.got(), "in " + error.subject());
      throw;
    }
  }
  return cases;
}

}  // namespace casus
