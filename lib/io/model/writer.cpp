// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <casus/detail/text.hpp>
#include <casus/distribution/family.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/range.hpp>
#include <casus/io/model_file.hpp>

#include "io/limits.hpp"
#include "io/toml/values.hpp"
#include "language/expression_writer.hpp"

namespace casus {

namespace {

using distribution::Family;
using io::toml_expression;
using io::toml_list;
using io::toml_number;
using io::toml_paragraph;
using io::toml_text;

class ModelWriter {
public:
  explicit ModelWriter(const ModelFile& file)
      : file_(file), model_(file.timeline ? file.timeline->constants() : file.model),
        scope_(file.timeline ? file.timeline->scope() : file.model.scope()) {
    if (!file.timeline) return;
    const auto& varying = file.timeline->varying_numbers();
    for (std::size_t i = 0; i < varying.size(); ++i) {
      std::string name = "varying_" + std::to_string(i);
      while (is_taken(name)) name += '_';
      names_.others.emplace(varying[i].number, name);
      taken_.insert(name);
    }
    for (const StatedSeries& series : file.timeline->series())
      names_.others.emplace(series.last, "last(" + written_name(series.name) + ')');
  }

  std::string text() {
    check_statements();
    if (!file_.title.empty()) text_ += "title = " + toml_text(file_.title, "title") + '\n';
    if (!file_.description.empty())
      text_ += "description = " + toml_paragraph(file_.description, "description") + '\n';
    if (!file_.questions.empty()) {
      std::vector<std::string> questions;
      for (const std::string& question : file_.questions)
        questions.push_back(toml_text(question, "questions"));
      text_ += "questions = " + toml_list(questions) + '\n';
    }
    if (file_.timeline) write_timeline(*file_.timeline);
    write_parameters();
    write_correlations();
    for (const Variable& variable : model_.variables()) write_variable(variable);
    if (file_.timeline) write_series(*file_.timeline);
    return std::move(text_);
  }

private:
  void check_statements() const {
    const std::size_t count = model_.parameters().size() + model_.variables().size();
    if (count > io::most_statements)
      throw Error("model file",
                  "at most " + std::to_string(io::most_statements) +
                      " parameters and variables, because no more are read",
                  std::to_string(count), "networks (.bif, .xmlbif, .uai) hold more");
    std::size_t pairs = 0;
    for (const RankCorrelation& statement : model_.correlations())
      pairs += statement.between.size() * statement.between.size() / 2;
    if (model_.worlds())
      throw Error(model_.parameters()[0].name, "a parameter drawn from its distribution, for a file",
                  "one with given worlds");
    if (model_.correlations().size() > io::most_correlations || pairs > io::most_correlated_pairs)
      throw Error("model file",
                  "at most " + std::to_string(io::most_correlations) + " correlations, of " +
                      std::to_string(io::most_correlated_pairs) + " pairs in all, because no more are read",
                  std::to_string(model_.correlations().size()) + ", of " + std::to_string(pairs) + " pairs");
  }

  bool is_taken(const std::string& name) const {
    return scope_.find(name) || scope_.find_parameter(name) || taken_.contains(name);
  }
  void begin(const char* what, const std::string& name) {
    if (name.size() > io::longest_name)
      throw Error(name, "a name of at most " + std::to_string(io::longest_name) + " bytes",
                  std::to_string(name.size()));
    text_ +=
        (text_.empty() ? "[[" : "\n[[") + std::string(what) + "]]\nname = " + toml_text(name, name) + '\n';
  }
  void line(const std::string& key, const std::string& value) { text_ += key + " = " + value + '\n'; }
  void text_line(const char* key, const std::string& text, const std::string& of) {
    if (!text.empty()) line(key, toml_paragraph(text, of));
  }

  ExpressionWriter expressions(const std::string& of) const {
    return ExpressionWriter(names_, of, [this](const std::string& name) { return is_taken(name); });
  }
  void where(const ExpressionWriter& expressions, const std::string& of) {
    if (expressions.definitions().empty()) return;
    std::vector<std::string> texts;
    for (const std::string& definition : expressions.definitions())
      texts.push_back(toml_expression(definition, of));
    text_ += "where = [\n";
    for (const std::string& text : texts) text_ += "  " + text + ",\n";
    text_ += "]\n";
  }

  // ---- distributions

  static void roots_of(const ConditionalDistribution& law, std::vector<NodePtr>& roots) {
    roots.insert(roots.end(), law.parameters.begin(), law.parameters.end());
  }

  /// Writes a distribution as an expression, or as a table of rows if that is easier to read.
  void write_distribution(const std::string& key, const ConditionalDistribution& law,
                          const ExpressionWriter& expressions, const std::string& of) {
    if (const auto rows = rows_of(law, expressions, of))
      text_ += key + " = " + *rows + '\n';
    else
      line(key, toml_expression(expressions.text(law), of));
  }

  std::optional<std::string> rows_of(const ConditionalDistribution& law, const ExpressionWriter& expressions,
                                     const std::string& of) const {
    if (law.family->role != distribution::Role::event && law.family->role != distribution::Role::category)
      return {};
    const Node& first = *law.parameters.front();
    for (const NodePtr& parameter : law.parameters) {
      if (parameter->op != Op::table || expressions.is_defined(*parameter) ||
          parameter->parents != first.parents)
        return {};
      for (std::size_t i = 0; i < static_cast<std::size_t>(first.parents); ++i)
        if (parameter->children[i]->op != first.children[i]->op ||
            parameter->children[i]->index != first.children[i]->index)
          return {};
    }
    const auto parents = static_cast<std::size_t>(first.parents);
    const std::size_t rows = first.children.size() - parents;
    if (rows < 3) return {};
    std::vector<std::vector<std::string>> states;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < parents; ++i) {
      const Node& parent = *first.children[i];
      states.push_back(parent.op == Op::event ? std::vector<std::string>{"no", "yes"} : parent.labels);
      names.push_back(toml_text(expressions.text(parent), of));
    }
    std::string text = "{ ";
    if (!law.states.empty()) {
      std::vector<std::string> own;
      for (const std::string& state : law.states) own.push_back(toml_text(state, of));
      text += "states = [" + detail::joined(own) + "], ";
    }
    text += "parents = [" + detail::joined(names) + "], rows = [\n";
    std::vector<std::vector<std::string>> lines;
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::string> labels(parents);
      std::size_t rest = row;
      bool has_none = false;
      for (std::size_t i = parents; i-- > 0;) {
        labels[i] = states[i][rest % states[i].size()];
        rest /= states[i].size();
        has_none = has_none || labels[i] == "none";
      }
      std::size_t left_out = 0;
      std::vector<std::string> cells;
      for (const std::string& label : labels) cells.push_back(toml_text(label, of));
      for (const NodePtr& parameter : law.parameters) {
        const Node& value = *parameter->children[parents + row];
        const bool is_literal = value.op == Op::constant && !value.is_boolean;
        if (is_literal && std::isnan(value.value)) ++left_out;
        cells.push_back(is_literal ? toml_number(value.value) : toml_text(expressions.text(value), of));
      }
      if (left_out == law.parameters.size() && has_none) continue;
      if (left_out > 0) return {};
      lines.push_back(std::move(cells));
    }
    std::vector<std::size_t> widths(parents + law.parameters.size());
    for (const auto& cells : lines)
      for (std::size_t i = 0; i < cells.size(); ++i)
        widths[i] = (std::min)((std::max)(widths[i], cells[i].size()), std::size_t{40});
    for (const auto& cells : lines) {
      text += "  [";
      for (std::size_t i = 0; i < cells.size(); ++i) {
        text += cells[i];
        if (i + 1 == cells.size()) break;
        text += ", ";
        if (cells[i].size() < widths[i]) text.append(widths[i] - cells[i].size(), ' ');
      }
      text += "],\n";
    }
    return text + "] }";
  }

  // ---- parameters

  void write_parameters() {
    const auto& parameters = model_.parameters();
    for (std::size_t i = 0; i < parameters.size();) {
      const UncertainParameter& parameter = parameters[i];
      if (!parameter.drawn_as.empty())
        throw Error(parameter.name, "a parameter drawn as itself, to be written",
                    "one drawn as " + detail::quoted(parameter.drawn_as));
      if (const auto shares = dirichlet_at(i)) {
        begin("parameter", shares->first);
        std::string numbers;
        for (const double one : shares->second)
          numbers += (numbers.empty() ? "" : ", ") + detail::number(one);
        line("law", toml_text("Dirichlet(" + numbers + ")", parameter.name));
        write_parameter_details(parameter, true);
        i += 2 * shares->second.size();
        continue;
      }
      begin("parameter", parameter.name);
      const bool judged = write_judged(parameter);
      if (!judged) {
        std::vector<NodePtr> roots;
        roots_of(parameter.distribution, roots);
        ExpressionWriter writer = expressions(parameter.name);
        writer.plan(roots);
        line("law", toml_expression(writer.text(parameter.distribution), parameter.name));
        where(writer, parameter.name);
      }
      write_parameter_details(parameter, !judged);
      ++i;
    }
  }

  void write_parameter_details(const UncertainParameter& parameter, bool with_stated) {
    const ParameterDetails& details = parameter.details;
    text_line("unit", details.unit, parameter.name);
    text_line("description", details.description, parameter.name);
    text_line("source", details.source, parameter.name);
    if (details.mark != Verification::judgement)
      line("mark", toml_text(std::string(to_text(details.mark)), parameter.name));
    if (details.basis != Basis::judged)
      line("basis", toml_text(std::string(to_text(details.basis)), parameter.name));
    if (!with_stated || details.stated.empty()) return;
    std::string text;
    for (const auto& [probability, value] : details.stated)
      text += (text.empty() ? "[" : ", [") + toml_number(probability) + ", " + toml_number(value) + ']';
    line("stated", '[' + text + ']');
  }

  /// Writes the 5, 50 and 95 % points if the distribution is the one fitted to them; returns
  /// whether it is.
  bool write_judged(const UncertainParameter& parameter) {
    const auto& stated = parameter.details.stated;
    const ConditionalDistribution& law = parameter.distribution;
    if (stated.size() != 3 || stated[0].probability != .05 || stated[1].probability != .5 ||
        stated[2].probability != .95)
      return false;
    if (law.parameters.size() != 2 || law.parameters[0]->op != Op::constant ||
        law.parameters[1]->op != Op::constant)
      return false;
    const elicit::Range range{stated[0].value, stated[1].value, stated[2].value};
    double location = 0, scale = 0;
    try {
      if (law.family.is<distribution::LogitNormal>()) {
        const auto fitted = elicit::fit_logit_normal(range);
        location = fitted.logit_location;
        scale = fitted.logit_scale;
      } else if (law.family.is<distribution::LogNormal>()) {
        const auto fitted = elicit::fit_log_normal(range);
        location = fitted.log_location;
        scale = fitted.log_scale;
      } else if (law.family.is<distribution::Normal>()) {
        const auto fitted = elicit::detail::fit_line(range.low, range.mid, range.high);
        location = fitted.location;
        scale = fitted.scale;
      } else {
        return false;
      }
    } catch (const Error&) {
      return false;
    }
    if (!same(location, law.parameters[0]->value) || !same(scale, law.parameters[1]->value)) return false;
    line("judged",
         '[' + toml_number(range.low) + ", " + toml_number(range.mid) + ", " + toml_number(range.high) + ']');
    line("as", toml_text(std::string(law.family->name), parameter.name));
    return true;
  }
  static bool same(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

  /// Returns the name and concentrations if the parameters from `first` on are those of a
  /// Dirichlet.
  std::optional<std::pair<std::string, std::vector<double>>> dirichlet_at(std::size_t first) const {
    const auto& parameters = model_.parameters();
    constexpr std::string_view ending = ".weight[0]";
    if (!std::string_view(parameters[first].name).ends_with(ending)) return {};
    const std::string name = parameters[first].name.substr(0, parameters[first].name.size() - ending.size());
    std::vector<double> concentrations;
    for (std::size_t i = first; i < parameters.size(); ++i) {
      const ConditionalDistribution& law = parameters[i].distribution;
      if (parameters[i].name != name + ".weight[" + std::to_string(i - first) + ']') break;
      if (!law.family.is<distribution::Gamma>() || law.parameters[0]->op != Op::constant) return {};
      concentrations.push_back(law.parameters[0]->value);
    }
    const std::size_t end = first + 2 * concentrations.size();
    if (name.empty() || end > parameters.size()) return {};
    Model made;
    try {
      made.parameter(name, Dirichlet{concentrations}, parameters[first].details);
    } catch (const Error&) {
      return {};
    }
    const auto text = [this](const UncertainParameter& parameter) {
      ExpressionWriter writer = expressions(parameter.name);
      writer.plan(parameter.distribution.parameters);
      std::string all = writer.text(parameter.distribution);
      for (const std::string& definition : writer.definitions()) all += '\n' + definition;
      return parameter.name + '\n' + all;
    };
    for (std::size_t i = first; i < end; ++i) {
      const UncertainParameter& own = made.parameters()[i - first];
      if (!same_details(parameters[i].details, own.details) || !parameters[i].drawn_as.empty() ||
          text(parameters[i]) != text(own))
        return {};
    }
    return std::pair(name, concentrations);
  }
  static bool same_details(const ParameterDetails& a, const ParameterDetails& b) {
    if (a.unit != b.unit || a.source != b.source || a.mark != b.mark || a.basis != b.basis ||
        a.description != b.description || a.stated.size() != b.stated.size())
      return false;
    for (std::size_t i = 0; i < a.stated.size(); ++i)
      if (!same(a.stated[i].probability, b.stated[i].probability) ||
          !same(a.stated[i].value, b.stated[i].value))
        return false;
    return true;
  }

  void write_correlations() {
    for (const RankCorrelation& statement : model_.correlations()) {
      std::vector<std::string> names;
      for (const Index number : statement.between) {
        const UncertainParameter& parameter = model_.parameters()[static_cast<std::size_t>(number)];
        if (parameter.distribution.is_formula())
          throw Error(parameter.name, "a parameter with a distribution, because it is correlated with others",
                      "one that is held");
        names.push_back(toml_text(parameter.name, parameter.name));
      }
      text_ += (text_.empty() ? "" : "\n") + std::string("[[correlation]]\n");
      line("between", toml_list(names));
      line("rank", toml_number(statement.rank));
      if (statement.same_source) line("same_source", "true");
      text_line("source", statement.source, "correlation");
    }
  }

  // ---- variables

  void write_head(const Details& details, const std::string& of) {
    text_line("description", details.description, of);
    if (details.when) line("when", toml_text(details.when->name(), of));
    if (details.absent_state != "none") line("absent", toml_text(details.absent_state, of));
    text_line("unit", details.unit, of);
  }
  void write_tail(const Details& details, const std::string& of) {
    text_line("criterion", details.criterion, of);
    text_line("source", details.source, of);
  }

  void write_variable(const Variable& variable) {
    if (!variable.twin_of.empty())
      throw Error(variable.name, "a variable of its own, to be written",
                  "a twin of " + detail::quoted(variable.twin_of));
    begin("variable", variable.name);
    write_head(variable.details, variable.name);
    ExpressionWriter writer = expressions(variable.name);
    writer.plan(variable.distribution.parameters);
    write_distribution("law", variable.distribution, writer, variable.name);
    where(writer, variable.name);
    write_tail(variable.details, variable.name);
  }

  // ---- time

  void write_timeline(const Timeline& timeline) {
    text_ += text_.empty() ? "[timeline]\n" : "\n[timeline]\n";
    line("unit", toml_text(timeline.unit(), "timeline"));
    line("steps", std::to_string(file_.steps));
    if (!timeline.labels().empty()) {
      std::vector<std::string> labels;
      for (const std::string& label : timeline.labels()) labels.push_back(toml_text(label, "timeline"));
      line("labels", toml_list(labels));
    }
    for (const Timeline::Varying& varying : timeline.varying_numbers()) {
      begin("varying", names_.others.at(varying.number));
      std::vector<std::string> values;
      for (const double value : varying.values) values.push_back(toml_number(value));
      line("values", toml_list(values));
    }
  }

  void write_series(const Timeline& timeline) {
    for (std::size_t i = 0; i < timeline.series().size(); ++i) {
      const StatedSeries& series = timeline.series()[i];
      if (series.twin_of >= 0)
        throw Error(series.name, "a series of its own, to be written",
                    "a twin of " + detail::quoted(timeline.series()[detail::at(series.twin_of)].name));
      begin("series", series.name);
      write_head(series.details, series.name);
      const Declaration& now = scope_.variable(series.now);
      switch (now.kind) {
        case Kind::event: line("kind", "\"event\""); break;
        case Kind::category: {
          line("kind", "\"category\"");
          std::vector<std::string> states;
          for (const std::string& state : series.states) states.push_back(toml_text(state, series.name));
          line("states", toml_list(states));
          break;
        }
        case Kind::quantity: line("kind", "\"quantity\""); break;
        case Kind::count: line("kind", "\"count\""); break;
      }
      if (!series.first) throw Error(series.name, "a first distribution", "none");
      if (!series.step && file_.steps != 1) throw Error(series.name, "a step distribution", "none");
      const bool is_alike = series.step && is_same_distribution(*series.first, *series.step);
      const bool is_absorbing = series.step && !is_alike && stays(series);
      std::vector<NodePtr> roots;
      roots_of(*series.first, roots);
      if (series.step && !is_alike && !is_absorbing) roots_of(*series.step, roots);
      for (const StatedSeries::Policy& policy : series.policies) roots.push_back(policy.when.node());
      ExpressionWriter writer = expressions(series.name);
      writer.plan(roots);
      if (is_absorbing) {
        line("hazard", toml_expression(writer.text(*series.first->parameters[0]), series.name));
      } else {
        write_distribution(is_alike ? "each" : "first", *series.first, writer, series.name);
        if (series.step && !is_alike) write_distribution("step", *series.step, writer, series.name);
      }
      where(writer, series.name);
      write_policies(series, now, writer);
      write_tail(series.details, series.name);
    }
  }
  // Returns whether both share their expressions, as distributions that were stated together do.
  static bool is_same_distribution(const ConditionalDistribution& a, const ConditionalDistribution& b) {
    return a.family == b.family && a.kind == b.kind && a.parameters == b.parameters && a.states == b.states &&
           a.components == b.components && a.empirical == b.empirical;
  }

  // Returns whether an event is absorbing, in the form stated by `Timeline::absorbing`.
  static bool stays(const StatedSeries& series) {
    if (series.first->family->role != distribution::Role::event ||
        series.step->family->role != distribution::Role::event)
      return false;
    const Node& step = *series.step->parameters[0];
    if (step.op != Op::if_then_else || step.children[0]->op != Op::event ||
        step.children[0]->index != series.last)
      return false;
    const Node& certain = *step.children[1];
    return certain.op == Op::constant && !certain.is_boolean && certain.value == 1 &&
           step.children[2] == series.first->parameters[0];
  }

  void write_policies(const StatedSeries& series, const Declaration& now, const ExpressionWriter& writer) {
    if (series.policies.empty()) return;
    text_ += "policy = [\n";
    for (const StatedSeries::Policy& policy : series.policies) {
      std::string value = toml_number(policy.value);
      if (now.is_discrete())
        value = toml_text(now.states()[static_cast<std::size_t>(policy.value)], series.name);
      text_ += "  { set = " + value + ", when = " + toml_text(writer.text(*policy.when.node()), series.name) +
               " },\n";
    }
    text_ += "]\n";
  }

  const ModelFile& file_;
  const Model& model_;  // for a timeline: its constants
  const Scope& scope_;
  WrittenNames names_;
  std::set<std::string> taken_;
  std::string text_;
};

}  // namespace

std::string write_model(const ModelFile& file) {
  std::string text = ModelWriter(file).text();
  if (text.size() > io::longest_model_file)
    throw Error("model file",
                "at most " + std::to_string(io::longest_model_file) + " bytes, because no more are read",
                std::to_string(text.size()), "networks (.bif, .xmlbif, .uai) have no such limit");
  return text;
}
std::string write_model(const Model& model) {
  ModelFile file;
  file.model = model;
  return write_model(file);
}
std::string write_model(const Timeline& timeline, Index steps) {
  ModelFile file;
  file.timeline = timeline;
  file.steps = steps;
  return write_model(file);
}

}  // namespace casus
