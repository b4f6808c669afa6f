// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/model_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <istream>
#include <limits>
#include <set>
#include <type_traits>
#include <unordered_set>
#include <utility>

#include <toml++/toml.h>

#include <casus/detail/text.hpp>
#include <casus/elicit/scales.hpp>
#include <casus/infer/parse.hpp>

#include "infer/questions.hpp"
#include "io/checks.hpp"
#include "io/judgement.hpp"
#include "io/laws.hpp"
#include "io/model_limits.hpp"
#include "io/scale.hpp"
#include "io/source.hpp"
#include "io/toml_source.hpp"

namespace casus {

FileErrors::FileErrors(std::vector<Error> errors) : Error(errors.front()), errors_(std::move(errors)) {
  for (std::size_t i = 0; i < errors_.size() && i < most_shown; ++i)
    message_ += (i > 0 ? "\n" : "") + std::string(errors_[i].what());
  if (errors_.size() > most_shown)
    message_ += "\nand " + std::to_string(errors_.size() - most_shown) + " more";
}

namespace {

using distribution::Family;
using io::described;
using io::longest_model_file;
using io::most_statements;
using io::most_steps;
using io::shown;

// The limits that the header states.
constexpr std::size_t longest_name = 255, most_errors = 100;
constexpr Index most_operations = 1'000'000, most_rows = 1'000'000;
constexpr std::size_t most_series = 1'000, most_questions = 1'000;

struct TooManyErrors {};

struct NoEnvironment {
  static double variable(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

class ModelReader {
public:
  ModelReader(std::string_view text, const std::string& file_name)
      : text_(text), file_name_(file_name), source_(text, file_name), fields_(source_) {
    language_.operations_left = most_operations;
  }

  ModelFile read() {
    if (text_.size() > longest_model_file)
      throw FileErrors({Error(file_name_, "at most " + std::to_string(longest_model_file) + " bytes",
                              std::to_string(text_.size()))});
    toml::table file;
    try {
      file = source_.parsed();
    } catch (const Error& error) {
      throw FileErrors({error});
    }
    try {
      read_file(file);
    } catch (const TooManyErrors&) {
    }
    for (const std::string& warning : row_sums_.warnings())
      result_.warnings.push_back(file_name_ + ": " + warning);
    for (const std::string& warning : weight_sums_.warnings("weights of mixtures"))
      result_.warnings.push_back(file_name_ + ": " + warning);
    if (errors_.empty()) return std::move(result_);
    std::stable_sort(errors_.begin(), errors_.end(),
                     [&](const Error& a, const Error& b) { return place(a) < place(b); });
    throw FileErrors(std::move(errors_));
  }

private:
  // ---- errors

  void report(const Error& error) {
    errors_.push_back(error);
    if (errors_.size() >= most_errors) throw TooManyErrors();
  }
  /// Whether it went well; what is wrong is kept for later.
  template <class Step> bool attempt(const Step& step) {
    try {
      step();
      return true;
    } catch (const Error& error) {
      report(error);
    } catch (const ReadsUnusable&) {
    }
    return false;
  }
  /// Line and column.
  std::pair<long, long> place(const Error& error) const {
    const std::string& subject = error.subject();
    if (!subject.starts_with(file_name_ + ':')) return {0, 0};
    const std::string numbers = subject.substr(file_name_.size() + 1);
    const std::size_t colon = numbers.find(':');
    return {std::atol(numbers.c_str()),
            colon == std::string::npos ? 0 : std::atol(numbers.c_str() + colon + 1)};
  }

  bool known(const toml::table& table, const std::vector<std::string>& keys, const std::string& of) {
    const std::vector<Error> unknown = fields_.unknown_keys(table, keys, of);
    for (const Error& error : unknown) report(error);
    return unknown.empty();
  }

  // ---- the file

  void read_file(const toml::table& file) {
    known(file,
          {"title", "description", "scale", "questions", "verbal_scale", "parameter", "variable", "timeline",
           "varying", "series"},
          "the file");
    attempt([&] { result_.title = fields_.text_or_none(file, "title"); });
    attempt([&] { result_.description = fields_.text_or_none(file, "description"); });
    for (const toml::table* scale : entries(file, "verbal_scale", 1000)) attempt([&] { read_scale(*scale); });
    attempt([&] { default_scale_ = fields_.text_or_none(file, "scale"); });
    const auto parameters = entries(file, "parameter", most_statements);
    const auto variables = entries(file, "variable", most_statements);
    const auto varying = entries(file, "varying", most_statements);
    const auto series = entries(file, "series", most_series);
    const std::size_t statements = parameters.size() + variables.size() + varying.size();
    if (statements > most_statements) {
      report(
          Error(file_name_,
                "at most " + std::to_string(most_statements) + " parameters, variables and varying numbers",
                std::to_string(statements)));
      return;
    }
    for (const auto* list : {&parameters, &variables, &varying, &series})
      for (const toml::table* entry : *list)
        if (const toml::node* name = entry->get("name"); name && name->is_string())
          language_.stated.insert(*name->value_exact<std::string>());

    if (const toml::node* timeline = file.get("timeline")) {
      attempt([&] { read_timeline(*timeline); });
      if (!result_.timeline) result_.timeline.emplace();  // so that the rest can be looked at
    } else {
      for (const char* key : {"varying", "series"})
        if (const toml::node* node = file.get(key))
          attempt([&] { fields_.fail(*node, "a [timeline] that it belongs to", "none"); });
      if (!varying.empty() || !series.empty()) result_.timeline.emplace();
    }

    for (const toml::table* entry : parameters)
      read_entry(*entry, "a parameter", parameter_keys(),
                 [&](const std::string& name) { read_parameter(*entry, name); });
    for (const toml::table* entry : variables)
      read_entry(*entry, "a variable", variable_keys(),
                 [&](const std::string& name) { read_variable(*entry, name); });
    for (const toml::table* entry : varying)
      read_entry(*entry, "a varying number", {"name", "values"},
                 [&](const std::string& name) { read_varying(*entry, name); });
    for (const toml::table* entry : series)
      read_entry(*entry, "a series", series_keys(),
                 [&](const std::string& name) { declare_series(*entry, name); });
    for (const Declared& one : declared_) state_series(one);
    read_questions(file);
  }

  static std::vector<std::string> parameter_keys() {
    std::vector<std::string> keys = {"name",   "law",  "where",       "unit",
                                     "source", "mark", "description", "stated"};
    keys.insert(keys.end(), io::Judgements::keys().begin(), io::Judgements::keys().end());
    return keys;
  }
  static std::vector<std::string> variable_keys() {
    return {"name", "law", "where", "when", "absent", "unit", "description", "criterion", "source"};
  }
  static std::vector<std::string> series_keys() {
    return {"name",  "kind", "states", "first", "step",        "each",      "hazard", "policy",
            "where", "when", "absent", "unit",  "description", "criterion", "source"};
  }

  /// The tables under a key.
  std::vector<const toml::table*> entries(const toml::table& file, const char* key, std::size_t most) {
    std::vector<const toml::table*> found;
    const toml::node* node = file.get(key);
    if (!node) return found;
    attempt([&] {
      const std::string expected = "tables, each under [[" + std::string(key) + "]]";
      const toml::array& list = fields_.list(*node, expected);
      if (list.size() > most)
        fields_.fail(*node, "at most " + std::to_string(most) + " of " + key, std::to_string(list.size()));
      for (const toml::node& one : list) {
        if (!one.is_table()) fields_.fail(one, expected, described(one));
        found.push_back(one.as_table());
      }
    });
    return found;
  }

  /// What is stated under a name; where that does not go well, nothing may read it.
  template <class Read>
  void read_entry(const toml::table& entry, const std::string& what, const std::vector<std::string>& keys,
                  const Read& read) {
    bool usable = known(entry, keys, what);
    std::string name;
    const bool has_name = attempt([&] { name = name_of(entry); });
    if (!has_name) {
      has_nameless_ = true;
      return;
    }
    const std::size_t before = errors_.size();
    const bool done = attempt([&] { read(name); });
    usable = usable && done && errors_.size() == before;
    if (!usable) language_.unusable.insert(name);
    forget_definitions();
  }

  std::string name_of(const toml::table& entry) const {
    const toml::node& node = fields_.required(entry, "name");
    const std::string name = fields_.text(node);
    if (name.size() > longest_name)
      fields_.fail(node, "a name of at most " + std::to_string(longest_name) + " bytes",
                   std::to_string(name.size()));
    if (name.empty()) fields_.fail(node, "a name", "an empty text");
    for (const char c : name)
      if (c == '"' || static_cast<unsigned char>(c) < 0x20)
        fields_.fail(node, "a name without double quotes and control characters", shown(name));
    if (scope().find(name) || scope().find_parameter(name) || language_.definitions.contains(name) ||
        language_.unusable.contains(name))
      fields_.fail(node, "a name that is not taken", shown(name));
    return name;
  }

  // ---- expressions

  const Scope& scope() const { return result_.timeline ? result_.timeline->scope() : result_.model.scope(); }
  io::LawContext context(bool reads_last = false) {
    return {scope(), reads_last ? &*result_.timeline : nullptr, language_, row_sums_, weight_sums_};
  }

  /// A text that stands in the file, for the parsers; `text` must outlive it.
  QuestionText located(const std::string& text, const toml::node& node) const {
    return QuestionText(text, [this, &node](std::size_t at) { return source_.position(node, at); });
  }
  template <class Read> auto parsed(const toml::node& node, bool reads_last, const Read& read) {
    const std::string text = fields_.text(node);
    return read(context(reads_last), located(text, node));
  }
  /// A number, or an expression.
  Real number_or_text(const toml::node& node, bool reads_last) {
    if (node.is_string()) return parsed(node, reads_last, io::read_number);
    if (!node.is_number()) fields_.fail(node, "a number, or an expression in quotes", described(node));
    return Real(fields_.number(node));
  }

  void read_definitions(const toml::table& entry, bool reads_last) {
    const toml::node* where = entry.get("where");
    if (!where) return;
    for (const toml::node& one :
         fields_.list(*where, "a list of definitions such as \"odds = p / (1 - p)\"")) {
      std::string text;
      if (!attempt([&] { text = fields_.text(one); })) continue;
      const bool done = attempt([&] {
        auto [name, term] = parsed(one, reads_last, io::read_definition);
        own_definitions_.push_back(name);
        language_.definitions.emplace(std::move(name), std::move(term));
      });
      if (done) continue;
      std::string name = text.substr(0, text.find_first_of(" =\t\n"));
      if (language_.unusable.insert(name).second) own_unusable_.push_back(name);
    }
  }
  void forget_definitions() {
    for (const std::string& name : own_definitions_) language_.definitions.erase(name);
    for (const std::string& name : own_unusable_) language_.unusable.erase(name);
    own_definitions_.clear();
    own_unusable_.clear();
  }

  /// Throws Error where it would take long to check a law.
  void charge(const toml::node& at, const ConditionalDistribution& law) {
    checks_left_ -= io::operations_of_checks(scope(), law);
    if (checks_left_ < 0)
      fields_.fail(at, "fewer operations and combinations of parents' states in a file",
                   "more than can be checked");
  }

  // ---- laws

  ConditionalDistribution law(const toml::node& node, const std::vector<std::string>* states,
                              bool reads_last) {
    if (const toml::table* table = node.as_table()) return table_law(*table, states, reads_last);
    if (!node.is_string())
      fields_.fail(node, "a law in quotes, such as \"Bernoulli(0.2)\", or a table of parents and rows",
                   described(node));
    return parsed(node, reads_last, io::read_law);
  }

  ConditionalDistribution table_law(const toml::table& table, const std::vector<std::string>* series_states,
                                    bool reads_last) {
    if (!known(table, {"states", "parents", "rows"}, "a table")) throw ReadsUnusable();
    std::vector<std::string> states;
    if (const toml::node* node = table.get("states")) {
      states = labels(*node);
    } else if (series_states) {
      states = *series_states;
    }
    const std::size_t columns = states.empty() ? 1 : states.size();
    std::vector<Discrete> parents;
    std::vector<std::string> names;
    Index count = 1;
    const toml::node& stated_parents = fields_.required(table, "parents");
    for (const toml::node& node : fields_.list(stated_parents, "a list of names of events and categories")) {
      parents.push_back(parsed(node, reads_last, io::read_parent));
      names.push_back(parents.back().node()->name);
      const auto size = static_cast<Index>(parents.back().states().size());
      if (count > most_rows / size)
        fields_.fail(stated_parents,
                     "at most " + std::to_string(most_rows) + " combinations of the parents' states", "more");
      count *= size;
    }
    if (parents.empty()) fields_.fail(stated_parents, "at least one parent", "none");
    const toml::node& stated_rows = fields_.required(table, "rows");
    table_numbers_left_ -= count * static_cast<Index>(columns);
    if (table_numbers_left_ < 0)
      fields_.fail(stated_rows,
                   "at most " + std::to_string(io::most_table_numbers) + " numbers in the tables of a file",
                   "more");

    std::vector<TableRow<std::vector<Real>>> rows;
    for (const toml::node& node : fields_.list(stated_rows, "a list of rows"))
      rows.push_back(row(node, parents, names, columns, reads_last));
    const auto ordered = fields_.located(stated_rows, "table of " + detail::joined(names), [&] {
      return detail::ordered_rows(parents, rows, std::vector<Real>(columns, detail::unreachable_value()));
    });
    std::vector<Real> probabilities;
    for (std::size_t column = 0; column < columns; ++column) {
      std::vector<Real> values;
      for (const auto& one : ordered) values.push_back(one[column]);
      probabilities.push_back(detail::table_node(parents, values));
    }
    if (states.empty()) return Bernoulli(probabilities[0]);
    return Categorical(states, probabilities);
  }

  TableRow<std::vector<Real>> row(const toml::node& node, const std::vector<Discrete>& parents,
                                  const std::vector<std::string>& names, std::size_t columns,
                                  bool reads_last) {
    const toml::array& cells =
        fields_.list(node, "a row: states of " + detail::joined(names) + ", then values");
    if (cells.size() != parents.size() + columns)
      fields_.fail(node,
                   std::to_string(parents.size()) + (parents.size() == 1 ? " state of " : " states of ") +
                       detail::joined(names) + " and " + std::to_string(columns) +
                       (columns == 1 ? " value" : " values"),
                   std::to_string(cells.size()) + " in all");
    TableRow<std::vector<Real>> read;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i >= parents.size()) {
        read.value.push_back(number_or_text(cells[i], reads_last));
        continue;
      }
      const std::string state = fields_.text(cells[i]);
      NodeFields parent = *parents[i].node();
      parent.labels = parents[i].states();
      if (state.size() > longest_name) fields_.fail(cells[i], "a state of " + parent.name, shown(state));
      fields_.located(cells[i], parent.name, [&] { return detail::state_index(parent, state); });
      read.states.emplace_back(state);
    }
    if (columns > 1) io::normalise_stated(read.value, row_sums_);
    return read;
  }

  std::vector<std::string> labels(const toml::node& node) const {
    std::vector<std::string> read = fields_.texts(node);
    for (const std::string& label : read)
      if (label.size() > longest_name)
        fields_.fail(node, "states of at most " + std::to_string(longest_name) + " bytes",
                     std::to_string(label.size()));
    return read;
  }

  // ---- scales

  void read_scale(const toml::table& table) {
    elicit::Scale scale = io::scale_of(table, fields_);
    if (scales_.contains(scale.name())) fields_.fail(table, "a name that is not taken", shown(scale.name()));
    scales_.emplace(scale.name(), std::move(scale));
  }
  const elicit::Scale& scale(const std::string& stated) const {
    const std::string& name = stated.empty() ? default_scale_ : stated;
    if (name.empty())
      throw Error("scale", "a scale that the phrase is one of", "none",
                  "scale = \"icd203\", beside it or at the head of the file");
    if (const auto found = scales_.find(name); found != scales_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [own, scale] : scales_) names.push_back(own);
    for (const elicit::Scale* scale : elicit::scale::all()) {
      if (scale->name() == name) return *scale;
      names.push_back(scale->name());
    }
    throw Error("scale", "one of " + detail::joined(names), shown(name),
                detail::nearest_hint(std::string_view(name).substr(0, longest_name), names));
  }

  // ---- parameters

  void read_parameter(const toml::table& entry, const std::string& name) {
    std::vector<std::string> kinds = {"law"};
    kinds.insert(kinds.end(), io::Judgements::kinds().begin(), io::Judgements::kinds().end());
    const toml::node* stated = nullptr;
    for (const std::string& kind : kinds) {
      const toml::node* node = entry.get(kind);
      if (node && stated) fields_.fail(*node, "one of " + detail::joined(kinds), "a second one");
      if (node) stated = node;
    }
    if (!stated) fields_.fail(entry, "one of " + detail::joined(kinds) + " for " + name, "none of them");

    ParameterDetails details;
    attempt([&] { details.unit = fields_.text_or_none(entry, "unit"); });
    attempt([&] { details.source = fields_.text_or_none(entry, "source"); });
    attempt([&] { details.description = fields_.text_or_none(entry, "description"); });
    attempt([&] {
      if (const toml::node* mark = entry.get("mark")) details.mark = verification(*mark);
    });
    attempt([&] {
      if (const toml::node* node = entry.get("stated")) details.stated = fields_.quantiles(*node);
    });
    read_definitions(entry, false);

    if (entry.get("law")) {
      for (const std::string& key : io::Judgements::keys())
        if (const toml::node* node = entry.get(key))
          fields_.fail(*node, detail::quoted(key) + " beside a judgement alone", described(*node),
                       "the law says all");
      const auto read = parsed(*stated, false, io::read_parameter_law);
      if (const auto* shares = std::get_if<Dirichlet>(&read))
        return add_parameter(*stated, name, *shares, details);
      const auto& law = std::get<ConditionalDistribution>(read);
      if (law.kind != Kind::quantity && law.kind != Kind::count)
        fields_.fail(*stated, "a law of numbers, for " + name + " is a parameter",
                     std::string(distribution::family_info(law.family).name));
      for (const NodePtr& parameter : law.parameters) check_parameters_only(*stated, name, parameter);
      charge(*stated, law);
      return add_parameter(*stated, name, Distribution<Quantity>{law}, details);
    }
    if (const toml::node* where = entry.get("where"))
      fields_.fail(*where, "definitions beside a law alone", described(*where));
    const io::Judgements judgements(
        fields_, [this](const std::string& of) -> const elicit::Scale& { return scale(of); },
        [this, &name](const toml::node& node) { return constant_law(node, name); });
    if (const auto p = judgements.pooled_probability(entry))
      return add_parameter(*stated, name, Deterministic(Real(*p)), details);
    const io::Judged read = judgements.judged(entry, name);
    if (!read.warning.empty()) result_.warnings.push_back(read.warning);
    if (!read.stated.empty()) {
      if (!details.stated.empty())
        fields_.fail(*entry.get("stated"), "stated quantiles beside a law alone",
                     described(*entry.get("stated")));
      details.stated = read.stated;
    }
    const Distribution<Quantity> law =
        fields_.located(*stated, name, [&] { return casus::stated(read.law); });
    add_parameter(*stated, name, law, details);
  }

  template <class Law>
  void add_parameter(const toml::node& at, const std::string& name, const Law& law,
                     const ParameterDetails& details) {
    fields_.located(at, name, [&] {
      if (result_.timeline)
        result_.timeline->parameter(name, law, details);
      else
        result_.model.parameter(name, law, details);
      return true;
    });
  }

  // The message of a model would not name the place.
  void check_parameters_only(const toml::node& at, const std::string& name, const NodePtr& expression) const {
    const Formula formula(expression);
    for (const Instruction& step : formula.instructions())
      if (step.op == Op::event || step.op == Op::category || step.op == Op::quantity)
        fields_.fail(at, "a law over parameters alone, for " + name + " is one", "a variable");
  }

  /// Of an expert: numbers alone.
  distribution::Mixture constant_law(const toml::node& node, const std::string& name) {
    ConditionalDistribution law = parsed(node, false, io::read_law);
    if (law.family == Family::empirical) law = Mixture({{1.0, Distribution<Quantity>{law}}});
    std::vector<double> row, scratch;
    for (const NodePtr& parameter : law.parameters) {
      const Formula formula(parameter);
      if (!formula.variables().empty() || !formula.parameters().empty())
        fields_.fail(node, "a law of numbers alone", "one that reads others");
      row.push_back(formula.evaluate(NoEnvironment{}, scratch));
    }
    fields_.located(node, name, [&] {
      detail::check_arguments([&] { return name; }, law.shape(), row);
      return true;
    });
    if (law.family != Family::mixture)
      return {{{1.0, fields_.located(node, "law", [&] { return io::component_law(law.family, row); })}}};
    distribution::Mixture all;
    for (std::size_t i = 0; i < law.components.size(); ++i) {
      const auto start = row.begin() + static_cast<Index>(distribution::component_offset(law.components, i));
      const auto size = static_cast<Index>(distribution::family_info(law.components[i]).parameters.size());
      all.components.push_back({row[i], io::component_law(law.components[i], {start, start + size})});
    }
    return all;
  }

  Verification verification(const toml::node& node) const {
    const std::string text = fields_.text(node);
    std::vector<std::string> names;
    for (const Verification mark : {Verification::verified, Verification::computed, Verification::remembered,
                                    Verification::judgement}) {
      if (to_text(mark) == text) return mark;
      names.emplace_back(to_text(mark));
    }
    fields_.fail(node, "one of " + detail::joined(names), shown(text),
                 detail::nearest_hint(std::string_view(text).substr(0, longest_name), names));
  }

  // ---- variables

  Details read_details(const toml::table& entry) {
    Details details;
    attempt([&] { details.unit = fields_.text_or_none(entry, "unit"); });
    attempt([&] { details.description = fields_.text_or_none(entry, "description"); });
    attempt([&] { details.criterion = fields_.text_or_none(entry, "criterion"); });
    attempt([&] { details.source = fields_.text_or_none(entry, "source"); });
    attempt([&] {
      if (const toml::node* absent = entry.get("absent")) details.absent_state = fields_.text(*absent);
      if (details.absent_state.size() > longest_name)
        fields_.fail(*entry.get("absent"), "a state", shown(details.absent_state));
    });
    has_guard_ = attempt([&] {
      if (const toml::node* when = entry.get("when")) details.when = guard(*when);
    });
    return details;
  }

  Event guard(const toml::node& node) const {
    const std::string name = fields_.text(node);
    if (language_.unusable.contains(name)) throw ReadsUnusable();
    const NodePtr found = scope().find(name);
    if (found && found->op == Op::event) return Event(found);
    std::vector<std::string> events;
    for (const Declaration& variable : scope().variables())
      if (variable.kind == Kind::event) events.push_back(variable.name());
    const bool is_known = found || scope().find_parameter(name) || language_.definitions.contains(name);
    const std::string got = is_known                          ? ", which is no event"
                            : language_.stated.contains(name) ? ", which is not stated before it"
                                                              : "";
    fields_.fail(
        node, "the name of an event", shown(name) + got,
        got.empty() ? detail::nearest_hint(std::string_view(name).substr(0, longest_name), events) : "");
  }

  void read_variable(const toml::table& entry, const std::string& name) {
    const Details details = read_details(entry);
    read_definitions(entry, false);
    const toml::node& node = fields_.required(entry, "law");
    const ConditionalDistribution stated = law(node, nullptr, false);
    charge(node, stated);
    if (!has_guard_) throw ReadsUnusable();
    fields_.located(node, name, [&] {
      switch (stated.kind) {
        case Kind::event: add_variable(name, Distribution<Event>{stated}, details); break;
        case Kind::category: add_variable(name, Distribution<Category>{stated}, details); break;
        case Kind::quantity:
        case Kind::count: add_variable(name, Distribution<Quantity>{stated}, details);
      }
      return true;
    });
  }
  template <class Handle>
  void add_variable(const std::string& name, const Distribution<Handle>& stated, const Details& details) {
    if (result_.timeline)
      result_.timeline->add(name, stated, details);
    else
      result_.model.add(name, stated, details);
  }

  // ---- time

  void read_timeline(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (!table) fields_.fail(node, "a table under [timeline]", described(node));
    known(*table, {"unit", "steps", "labels"}, "the timeline");
    std::string unit = "month";
    std::vector<std::string> labels;
    attempt([&] {
      if (const toml::node* stated = table->get("unit")) unit = fields_.text(*stated);
    });
    attempt([&] {
      const toml::node* stated = table->get("labels");
      if (stated) labels = fields_.texts(*stated);
      if (labels.size() > static_cast<std::size_t>(most_steps))
        fields_.fail(*stated, "at most " + std::to_string(most_steps) + " labels",
                     std::to_string(labels.size()));
      for (const std::string& label : labels)
        if (label.size() > longest_name)
          fields_.fail(*stated, "labels of at most " + std::to_string(longest_name) + " bytes",
                       std::to_string(label.size()));
      std::set<std::string> seen;
      for (const std::string& label : labels)
        if (!seen.insert(label).second) fields_.fail(*stated, "labels that differ", shown(label) + " twice");
    });
    result_.timeline.emplace(unit, labels);
    const toml::node& steps = fields_.required(*table, "steps");
    const double count = fields_.number(steps);
    if (!(count >= 1 && count <= static_cast<double>(most_steps) && count == std::floor(count)))
      fields_.fail(steps, "a number of steps, 1 to " + std::to_string(most_steps), described(steps));
    result_.steps = static_cast<Index>(count);
  }

  void read_varying(const toml::table& entry, const std::string& name) {
    const toml::node& node = fields_.required(entry, "values");
    std::vector<double> values;
    for (const toml::node& value : fields_.list(node, "a list of numbers"))
      values.push_back(fields_.number(value));
    const Real number = fields_.located(node, "varying", [&] { return result_.timeline->varying(values); });
    language_.definitions.emplace(name, Term{Term::Type::number, number.node(), 0, 0});
  }

  // A series that was declared, for its laws.
  struct Declared {
    const toml::table* entry;
    std::string name;
    Index number;
  };

  void declare_series(const toml::table& entry, const std::string& name) {
    const toml::node& node = fields_.required(entry, "kind");
    const std::string kind = fields_.text(node);
    const Details details = read_details(entry);
    Timeline& timeline = *result_.timeline;
    const toml::node* states = entry.get("states");
    if (states && kind != "category")
      fields_.fail(*states, "states of a category alone", "a series of kind " + shown(kind));
    const Index number = fields_.located(*entry.get("name"), name, [&] {
      if (kind == "event") return timeline.event(name, details).number();
      if (kind == "quantity") return timeline.quantity(name, details).number();
      if (kind == "count") return timeline.count(name, details).number();
      const std::vector<std::string> kinds = {"event", "category", "quantity", "count"};
      if (kind != "category")
        fields_.fail(node, "one of " + detail::joined(kinds), shown(kind),
                     detail::nearest_hint(std::string_view(kind).substr(0, longest_name), kinds));
      return timeline.category(name, labels(fields_.required(entry, "states")), details).number();
    });
    declared_.push_back({&entry, name, number});
    if (!has_guard_) throw ReadsUnusable();
  }

  void state_series(const Declared& declared) {
    const toml::table& entry = *declared.entry;
    if (!attempt([&] { read_definitions(entry, true); })) return;
    const toml::node* first = entry.get("first");
    const toml::node* step = entry.get("step");
    const toml::node* each = entry.get("each");
    const toml::node* hazard = entry.get("hazard");
    attempt([&] {
      const int ways = (first || step ? 1 : 0) + (each ? 1 : 0) + (hazard ? 1 : 0);
      const std::string expected = "first and step, each, or hazard";
      if (ways != 1)
        fields_.fail(entry, expected + " for " + declared.name,
                     ways == 0 ? "none of them" : "more than one of them");
      if (step && !first) fields_.fail(*step, "'first' beside 'step'", "none");
      if (first && !step && result_.steps != 1) fields_.fail(*first, "'step' beside 'first'", "none");
    });
    if (first) attempt([&] { state(declared, *first, true, false); });
    if (step) attempt([&] { state(declared, *step, false, true); });
    if (each) attempt([&] { state(declared, *each, true, true); });
    if (hazard) attempt([&] { absorb(declared, *hazard); });
    if (const toml::node* policies = entry.get("policy"))
      attempt([&] {
        for (const toml::node& one :
             fields_.list(*policies, "a list of policies such as { set = \"no\", when = \"last(retreat)\" }"))
          attempt([&] { read_policy(declared, one); });
      });
    forget_definitions();
  }

  void state(const Declared& declared, const toml::node& node, bool in_first, bool in_later) {
    Timeline& timeline = *result_.timeline;
    const Kind kind = timeline.kind(declared.number);
    const std::vector<std::string> states =
        timeline.series()[static_cast<std::size_t>(declared.number)].states;
    const ConditionalDistribution stated = law(node, kind == Kind::category ? &states : nullptr, true);
    const std::string family(distribution::family_info(stated.family).name);
    if (stated.kind != kind) fields_.fail(node, "a law of a series that is " + kind_text(kind), family);
    if (stated.states != states)
      fields_.fail(node, "a law of the states " + detail::joined(states), detail::joined(stated.states));
    charge(node, stated);
    fields_.located(node, declared.name, [&] {
      switch (kind) {
        case Kind::event:
          give(timeline.handle<Event>(declared.number), Distribution<Event>{stated}, in_first, in_later);
          break;
        case Kind::category:
          give(timeline.handle<Category>(declared.number), Distribution<Category>{stated}, in_first,
               in_later);
          break;
        case Kind::quantity:
        case Kind::count:
          give(timeline.handle<Quantity>(declared.number), Distribution<Quantity>{stated}, in_first,
               in_later);
      }
      return true;
    });
  }
  template <class Handle>
  void give(const Series<Handle>& series, const Distribution<Handle>& stated, bool in_first, bool in_later) {
    if (in_first) result_.timeline->first(series, stated);
    if (in_later) result_.timeline->step(series, stated);
  }
  static std::string kind_text(Kind kind) {
    switch (kind) {
      case Kind::event: return "an event";
      case Kind::category: return "a category";
      case Kind::quantity: return "a quantity";
      case Kind::count: return "a count";
    }
    return "";
  }

  void absorb(const Declared& declared, const toml::node& node) {
    Timeline& timeline = *result_.timeline;
    if (timeline.kind(declared.number) != Kind::event)
      fields_.fail(node, "a hazard of an event alone",
                   "a series that is " + kind_text(timeline.kind(declared.number)));
    const Real hazard = number_or_text(node, true);
    charge(node, ConditionalDistribution(Bernoulli(hazard)));
    charge(node, ConditionalDistribution(Bernoulli(hazard)));
    fields_.located(node, declared.name, [&] {
      timeline.absorbing(timeline.handle<Event>(declared.number), hazard);
      return true;
    });
  }

  void read_policy(const Declared& declared, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (!table)
      fields_.fail(node, "a policy such as { set = \"no\", when = \"last(retreat)\" }", described(node));
    if (!known(*table, {"set", "when"}, "a policy")) return;
    const toml::node& when = fields_.required(*table, "when");
    const toml::node& set = fields_.required(*table, "set");
    const Boolean condition = parsed(when, true, io::read_condition);
    Timeline& timeline = *result_.timeline;
    const Index number = declared.number;
    double value = 0;
    if (timeline.kind(number) == Kind::quantity || timeline.kind(number) == Kind::count) {
      value = fields_.number(set);
    } else {
      const NodePtr now = timeline.scope().find(declared.name);
      NodeFields variable = *now;
      if (timeline.kind(number) == Kind::event) variable.labels = {"no", "yes"};
      const std::string state = fields_.text(set);
      if (state.size() > longest_name) fields_.fail(set, "a state of " + declared.name, shown(state));
      value = static_cast<double>(
          fields_.located(set, declared.name, [&] { return detail::state_index(variable, state); }));
    }
    fields_.located(node, declared.name, [&] {
      timeline.policy(declared.name, condition, value);
      return true;
    });
  }

  // ---- questions

  void read_questions(const toml::table& file) {
    const toml::node* node = file.get("questions");
    if (!node) return;
    std::vector<std::string> questions;
    const bool are_texts = attempt([&] {
      questions = fields_.texts(*node);
      if (questions.size() > most_questions)
        fields_.fail(*node, "at most " + std::to_string(most_questions) + " questions",
                     std::to_string(questions.size()));
    });
    if (!are_texts) return;
    result_.questions = questions;
    // Over time everything is needed to know what can be asked.
    if (has_nameless_ || (result_.timeline && !errors_.empty())) return;
    std::optional<Horizon> horizon;
    if (result_.timeline && !attempt([&] {
          horizon.emplace(
              fields_.located(*node, "", [&] { return Horizon(*result_.timeline, result_.steps); }));
        }))
      return;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (reads_unusable(questions[i])) continue;
      const toml::node& one = *node->as_array()->get(i);
      attempt([&] {
        const QuestionText text = located(questions[i], one);
        if (horizon)
          read_question(*horizon, text);
        else
          read_question(result_.model, text);
      });
    }
  }
  bool reads_unusable(const std::string& question) const {
    for (const std::string& name : language_.unusable)
      if (question.find(name) != std::string::npos) return true;
    return false;
  }

  std::string_view text_;
  const std::string& file_name_;
  io::TomlSource source_;
  io::Fields fields_;
  ModelFile result_;
  std::vector<Error> errors_;
  ModelLanguage language_;
  io::RowSums row_sums_, weight_sums_;
  Index table_numbers_left_ = io::most_table_numbers;
  std::vector<std::string> own_definitions_, own_unusable_;  // of the entry that is read
  std::map<std::string, elicit::Scale> scales_;
  std::string default_scale_;
  std::vector<Declared> declared_;
  bool has_nameless_ = false;
  bool has_guard_ = true;  // of the entry that is read: the one that it states, or none
  double checks_left_ = io::most_checks;
};

}  // namespace

ModelFile read_model(std::string_view text, const std::string& file_name) {
  return ModelReader(text, file_name).read();
}

ModelFile read_model(std::istream& in, const std::string& file_name) {
  return read_model(io::read_all(in, file_name), file_name);
}

ModelFile read_model(const std::filesystem::path& file) {
  return read_model(io::read_all(file), file.string());
}

}  // namespace casus
