// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <casus/report/text.hpp>

#include "report/cells.hpp"
#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

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
    // Beyond this nothing was left to chance but rounding.
    if (!(answer.effective_samples > 0 && answer.effective_samples < 1e15)) return;
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
      add(answer, cells(answer));
      for (const Answer& part : answer.parts) add(part, cells_of_part(answer, part));
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
  void add(const Answer& answer, Cells row) {
    if (rows_.empty()) {
      level_ = answer.level;
      range_level_ = answer.range_level;
    }
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

std::string sentence(const Answer& answer, const Cells& row) {
  std::string text = row.question;
  if (!row.value.empty()) text += (answer.is_bound ? " " : " = ") + row.value;
  if (!row.unit.empty()) text += ' ' + row.unit;
  std::string behind;
  if (!row.interval.empty()) behind = percentage(answer.level) + " % interval " + row.interval;
  if (!row.range.empty())
    behind += (behind.empty() ? "" : "; ") + percentage(answer.range_level) + " % judgement " + row.range;
  return behind.empty() ? text : text + " (" + behind + ')';
}

}  // namespace

std::string to_text(const Answers& answers) {
  if (answers.empty()) return {};
  const std::string notes = notes_text(answers);
  return Table(answers).text() + (notes.empty() ? "" : "\n" + notes);
}

std::ostream& operator<<(std::ostream& out, const Answers& answers) { return out << to_text(answers); }

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  std::string text = sentence(answer, cells(answer));
  for (const Answer& part : answer.parts) text += "\n  " + sentence(part, cells_of_part(answer, part));
  for (const std::string& warning : answer.warnings) text += "\n  warning: " + warning;
  return out << text;
}

}  // namespace casus
