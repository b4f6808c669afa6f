// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <casus/distribution/family.hpp>
#include <casus/report/text.hpp>

#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

/// One end of a judgement range in per cent: two digits of it, or of what is missing to certainty.
std::string percent_end(double probability) {
  const double percent = 100 * probability, rest = 100 * (1 - probability);
  if (percent > 0 && percent < 0.0001) return "<0.0001";
  if (rest > 0 && rest < 0.0001) return ">99.9999";
  return fixed(percent, decimals_for((std::min)(percent, rest), 2));
}

// ---- answers as a table

/// What a row of the table shows.
struct Cells {
  std::string question;
  std::string value = {};
  std::string unit = {};
  std::string interval = {};
  std::string range = {};
  std::size_t indent = 0;
};

/// No sampling is left in it.
bool is_exact(const Answer& answer) {
  return answer.standard_error == 0 && std::isinf(answer.effective_samples);
}

bool is_probability(const Answer& answer, bool is_part) {
  return is_part || answer.question.starts_with("P(");
}

std::string interval_text(double low, double high, int decimals) {
  return fixed(low, decimals) + " to " + fixed(high, decimals);
}

/// The decimals at which an answer is shown: its error decides. The numbers come in the scale in which they are shown.
int decimals_of(double value, double error, double half_width, bool is_bound) {
  if (is_bound) return decimals_for(value, 2);
  if (std::isfinite(error) && error > 0) return decimals_for_error(error);
  if (std::isfinite(half_width) && half_width > 0) return decimals_for(half_width, 1);
  return decimals_for(value, 4);
}

Cells cells(const Answer& answer, bool is_part) {
  Cells row{answer.question, {}, answer.unit, {}, {}, is_part ? std::size_t{2} : 0};
  if (std::isnan(answer.value)) {
    row.unit.clear();
    if (answer.parts.empty()) row.value = "undefined";
    return row;
  }
  const Interval& own = answer.interval;
  const bool has_interval = std::isfinite(own.low) && std::isfinite(own.high);
  double magnitude = std::abs(answer.value);
  if (has_interval) magnitude = (std::max)({magnitude, std::abs(own.low), std::abs(own.high)});
  const std::string bound = answer.is_bound ? "≤ " : "";
  if (is_extreme(magnitude)) {
    row.value = bound + significant(answer.value, 3);
    if (has_interval) row.interval = significant(own.low, 3) + " to " + significant(own.high, 3);
    if (is_exact(answer)) row.interval = "exact";
    if (answer.range)
      row.range = significant(answer.range->low, 2) + " to " + significant(answer.range->high, 2);
    return row;
  }
  const bool percent = is_probability(answer, is_part) && answer.unit.empty();
  const double scale = percent ? 100 : 1;
  if (percent) row.unit = "%";
  const int decimals = is_exact(answer) ? decimals_for(scale * answer.value, 6)
                                        : decimals_of(scale * answer.value, scale * answer.standard_error,
                                                      scale * (own.high - own.low) / 2, answer.is_bound);
  row.value = bound + fixed(scale * answer.value, decimals);
  if (has_interval) row.interval = interval_text(scale * own.low, scale * own.high, decimals);
  if (is_exact(answer)) row.interval = "exact";
  if (answer.range) {
    const auto [low, high] = *answer.range;
    row.range = percent ? percent_end(low) + " to " + percent_end(high)
                        : interval_text(low, high, decimals_for(high - low, 2));
  }
  return row;
}

/// A remark, and the questions that it is made on.
struct Note {
  std::string text;
  std::vector<std::string> questions;
};

class Notes {
public:
  void add(const std::string& text, const std::string& question) {
    if (text.empty()) return;
    for (Note& note : notes_) {
      if (note.text != text) continue;
      if (note.questions.back() != question) note.questions.push_back(question);
      return;
    }
    notes_.push_back({text, {question}});
  }

  /// What is said of a distribution or histogram as a whole, and of its parts.
  void add_all(const std::vector<std::string>& (*texts)(const Answer&), const Answer& answer) {
    for (const std::string& text : texts(answer)) add(text, answer.question);
    for (const Answer& part : answer.parts)
      for (const std::string& text : texts(part)) {
        const bool shared = std::all_of(answer.parts.begin(), answer.parts.end(), [&](const Answer& other) {
          const auto& all = texts(other);
          return std::find(all.begin(), all.end(), text) != all.end();
        });
        add(text, shared ? answer.question : part.question + " in " + answer.question);
      }
  }

  /// Each note once, with the questions it belongs to unless it belongs to all.
  std::string text(std::size_t questions) const {
    std::string all;
    for (const Note& note : notes_) {
      std::string line;
      if (note.questions.size() < questions) {
        const std::size_t named = note.questions.size() > 3 ? 2 : note.questions.size();
        for (std::size_t i = 0; i < named; ++i) line += (i > 0 ? ", " : "") + note.questions[i];
        if (named < note.questions.size()) line += fmt::format(" and {} more", note.questions.size() - named);
        line += ": ";
      }
      all += wrapped(line + note.text, 0, 2);
    }
    return all;
  }

private:
  std::vector<Note> notes_;
};

/// What weighted trajectories tell besides.
std::string weights_text(const Answer& answer) {
  std::string text;
  if (answer.condition_probability)
    text += "; probability of the condition " + significant(*answer.condition_probability, 3) + " +- " +
            significant(answer.condition_standard_error, 2);
  if (answer.pareto_k) text += "; Pareto k " + significant(*answer.pareto_k, 2);
  return text;
}

std::string run_text(const Answer& answer) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  };
  const std::string seed = ", seed " + std::to_string(answer.seed);
  if (answer.samples > 0) {
    add(grouped(answer.samples) + " trajectories in " + grouped(answer.worlds) +
        (answer.worlds == 1 ? " world" : " worlds") + seed);
    add(answer.stopped);
  }
  const bool drew_worlds = answer.samples <= 0 && answer.worlds > 1;
  add(answer.method + (drew_worlds ? seed : "") + (answer.reason.empty() ? "" : " (" + answer.reason + ")"));
  return text + weights_text(answer);
}

/// Of what was sampled: the fewest and the most of any answer.
std::string effective_text(const Answers& answers) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  const auto add = [&](const Answer& answer) {
    if (!(answer.effective_samples > 0 && std::isfinite(answer.effective_samples))) return;
    least = (std::min)(least, answer.effective_samples);
    most = (std::max)(most, answer.effective_samples);
  };
  for (const Answer& answer : answers) {
    add(answer);
    for (const Answer& part : answer.parts) add(part);
  }
  if (most == 0) return "";
  const std::string fewest = grouped(std::llround(least)), greatest = grouped(std::llround(most));
  return "effective samples: " + fewest + (fewest == greatest ? "" : " to " + greatest);
}

std::string notes_text(const Answers& answers) {
  Notes notes;
  for (const Answer& answer : answers) notes.add(run_text(answer), answer.question);
  if (const std::string text = effective_text(answers); !text.empty())
    for (const Answer& answer : answers) notes.add(text, answer.question);
  for (const Answer& answer : answers)
    notes.add_all([](const Answer& one) -> const std::vector<std::string>& { return one.warnings; }, answer);
  for (const Answer& answer : answers) {
    const auto note_of = [](const Answer& one) {
      return one.range || one.range_note.empty() ? std::string() : "no judgement range: " + one.range_note;
    };
    if (answer.parts.empty()) notes.add(note_of(answer), answer.question);
    for (const Answer& part : answer.parts) {
      const bool shared = std::all_of(answer.parts.begin(), answer.parts.end(),
                                      [&](const Answer& other) { return note_of(other) == note_of(part); });
      notes.add(note_of(part), shared ? answer.question : part.question + " in " + answer.question);
    }
  }
  return notes.text(answers.size());
}

class Table {
public:
  explicit Table(const Answers& answers) {
    for (const Answer& answer : answers) {
      add(answer, false);
      for (const Answer& part : answer.parts) add(part, true);
    }
    if (rows_.empty()) return;
    heading_.interval = percentage(level_) + " % interval";
    if (has_range_) heading_.range = percentage(range_level_) + " % judgement";
    measure();
  }

  std::string text() const {
    if (rows_.empty()) return {};
    std::string all = line(heading_);
    for (const Cells& row : rows_) all += line(row);
    return all;
  }

private:
  void add(const Answer& answer, bool is_part) {
    if (rows_.empty()) {
      level_ = answer.level;
      range_level_ = answer.range_level;
    }
    Cells row = cells(answer, is_part);
    if (!row.interval.empty() && answer.level != level_)
      row.interval += " at " + percentage(answer.level) + " %";
    if (!row.range.empty() && answer.range_level != range_level_)
      row.range += " at " + percentage(answer.range_level) + " %";
    has_range_ = has_range_ || answer.range.has_value();
    rows_.push_back(std::move(row));
  }

  void measure() {
    const auto widest = [&](std::string Cells::*cell) {
      std::size_t columns = 0;
      for (const Cells& row : rows_) columns = (std::max)(columns, width(row.*cell));
      return columns;
    };
    value_ = widest(&Cells::value);
    unit_ = widest(&Cells::unit);
    // The heading of value and unit stands over both.
    value_ += (std::max)(width(heading_.value), value_ + gap(unit_, 1)) - (value_ + gap(unit_, 1));
    interval_ = (std::max)(widest(&Cells::interval), width(heading_.interval));
    range_ = (std::max)(widest(&Cells::range), width(heading_.range));
    const std::size_t numbers = 2 + value_ + gap(unit_, 1) + gap(interval_, 2) + gap(range_, 2);
    const std::size_t room = numbers + 20 < page_width ? page_width - numbers : 20;
    question_ = width(heading_.question);
    for (const Cells& row : rows_)
      if (const std::size_t own = row.indent + width(row.question); own <= room)
        question_ = (std::max)(question_, own);
  }

  static std::size_t gap(std::size_t columns, std::size_t before) {
    return columns == 0 ? 0 : before + columns;
  }

  std::string line(const Cells& row) const {
    std::string all, own = std::string(row.indent, ' ') + row.question;
    const bool is_heading = &row == &heading_;
    const std::string numbers = is_heading ? heading_numbers() : row_numbers(row);
    if (numbers.empty()) return wrapped(row.question, row.indent, row.indent + 2);
    if (width(own) > question_) {
      all = wrapped(row.question, row.indent, row.indent + 2);
      own.clear();
    }
    return all + left(own, question_) + numbers + '\n';
  }

  std::string heading_numbers() const {
    return trimmed("  " + right(heading_.value, value_ + gap(unit_, 1)) + cell(heading_.interval, interval_) +
                   cell(heading_.range, range_));
  }

  std::string row_numbers(const Cells& row) const {
    if (row.value.empty()) return {};
    std::string value = row.value;
    // A word in place of a number takes the unit's room too.
    if (row.unit.empty())
      value = right(value, width(value) > value_ ? value_ + gap(unit_, 1) : value_);
    else
      value = right(value, value_) + ' ' + row.unit;
    return trimmed("  " + left(value, value_ + gap(unit_, 1)) + cell(row.interval, interval_) +
                   cell(row.range, range_));
  }

  static std::string cell(const std::string& text, std::size_t columns) {
    return columns == 0 ? std::string() : "  " + right(text.empty() ? "-" : text, columns);
  }

  Cells heading_{"question", "value"};
  std::vector<Cells> rows_;
  double level_ = 0, range_level_ = 0;
  bool has_range_ = false;
  std::size_t question_ = 0, value_ = 0, unit_ = 0, interval_ = 0, range_ = 0;
};

std::string sentence(const Answer& answer, bool is_part) {
  const Cells row = cells(answer, is_part);
  std::string text = row.question;
  if (!row.value.empty()) text += (answer.is_bound ? " " : " = ") + row.value;
  if (!row.unit.empty()) text += ' ' + row.unit;
  std::string behind;
  if (!row.interval.empty()) behind = percentage(answer.level) + " % interval " + row.interval;
  if (!row.range.empty())
    behind += (behind.empty() ? "" : "; ") + percentage(answer.range_level) + " % judgement " + row.range;
  return behind.empty() ? text : text + " (" + behind + ')';
}

// ---- the model

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

std::string variable_text(const Model& model, const Variable& variable) {
  std::string kind(kind_text(variable.kind()));
  if (!variable.details.unit.empty()) kind += " in " + variable.details.unit;
  if (variable.guard) kind += ", when " + model.variables()[static_cast<std::size_t>(*variable.guard)].name;
  std::string text = wrapped(variable.name + " (" + kind + ")", name_indent, text_indent);
  text += paragraph("", to_text(variable.distribution));
  if (variable.guard && variable.kind() == Kind::category)
    text += paragraph("elsewhere: ", variable.states[static_cast<std::size_t>(variable.absent)]);
  text += paragraph("", variable.details.description);
  text += paragraph("counts where: ", variable.details.criterion);
  text += paragraph("source: ", variable.details.source);
  return text;
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

/// The distribution; a formula too long to be read (one that solves an equation, say) gives way to what it reads.
std::string law_text(const Model& model, const UncertainParameter& parameter) {
  constexpr std::size_t longest_formula = 300;
  std::string text = to_text(parameter.distribution);
  if (!is_derived(parameter) || text.size() <= longest_formula) return text;
  std::vector<std::string> names;
  for (const Index read : parameter.parameters[0].parameters())
    names.push_back(model.parameters()[static_cast<std::size_t>(read)].name);
  return "Deterministic: a formula of " + detail::joined(names);
}

std::string parameter_text(const Model& model, const UncertainParameter& parameter) {
  const ParameterDetails& details = parameter.details;
  std::string text = wrapped(parameter.name + (details.unit.empty() ? "" : " (in " + details.unit + ")"),
                             name_indent, text_indent);
  text += paragraph("", law_text(model, parameter));
  text += quantiles_text(parameter);
  text += paragraph("", details.description);
  const std::string mark(to_text(details.mark));
  text += details.source.empty() ? paragraph("source: none stated, ", mark)
                                 : paragraph("source: ", details.source + " (" + mark + ")");
  return text;
}

}  // namespace

std::string to_text(const Answers& answers) {
  if (answers.empty()) return {};
  const std::string notes = notes_text(answers);
  return Table(answers).text() + (notes.empty() ? "" : "\n" + notes);
}

std::ostream& operator<<(std::ostream& out, const Answers& answers) { return out << to_text(answers); }

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  std::string text = sentence(answer, false);
  for (const Answer& part : answer.parts) text += "\n  " + sentence(part, true);
  for (const std::string& warning : answer.warnings) text += "\n  warning: " + warning;
  return out << text;
}

std::string list(const Model& model) {
  std::string text =
      fmt::format("Variables ({}), each after those it depends on\n", model.variables().size());
  for (const Variable& variable : model.variables()) text += '\n' + variable_text(model, variable);
  std::string unknown, derived;
  int unknowns = 0, formulas = 0;
  for (const UncertainParameter& parameter : model.parameters()) {
    (is_derived(parameter) ? derived : unknown) += '\n' + parameter_text(model, parameter);
    ++(is_derived(parameter) ? formulas : unknowns);
  }
  if (unknowns > 0) text += fmt::format("\nParameters ({}): numbers that nobody knows\n", unknowns) + unknown;
  if (formulas > 0) text += fmt::format("\nDerived parameters ({}): formulas of those\n", formulas) + derived;
  return text;
}

}  // namespace casus
