// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <casus/report/text.hpp>

#include "report/cells.hpp"
#include "report/layout.hpp"
#include "report/notes.hpp"

namespace casus {

using namespace layout;

namespace {

class AnswerTable {
public:
  explicit AnswerTable(const Answers& answers) {
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
    // The heading of the value spans value and unit.
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
    // A word instead of a number also uses the space of the unit.
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

}  // namespace

std::string to_text(const Answers& answers) {
  if (answers.empty()) return {};
  std::string text;
  for (const std::string& note : notes(answers)) text += wrapped(note, 0, 2);
  return AnswerTable(answers).text() + (text.empty() ? "" : "\n" + text);
}

std::ostream& operator<<(std::ostream& out, const Answers& answers) { return out << to_text(answers); }

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  std::string text = sentence(answer, cells(answer));
  for (const Answer& part : answer.parts) text += "\n  " + sentence(part, cells_of_part(answer, part));
  for (const Warning& warning : answer.warnings) text += "\n  warning: " + warning.text;
  return out << text;
}

}  // namespace casus
