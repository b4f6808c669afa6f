// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/notes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

/// A remark, and the questions to which it applies.
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

  /// Adds the warnings of an answer as a whole, and those of its parts.
  void add_warnings(const Answer& answer) {
    for (const Warning& warning : answer.warnings) add(warning.text, answer.question);
    for (const Answer& part : answer.parts)
      for (const Warning& warning : part.warnings) {
        const bool shared = std::all_of(answer.parts.begin(), answer.parts.end(), [&](const Answer& other) {
          const auto& all = other.warnings;
          return std::find(all.begin(), all.end(), warning) != all.end();
        });
        add(warning.text, shared ? answer.question : part.question + " in " + answer.question);
      }
  }

  /// Returns each note once, with its questions unless it applies to all.
  std::vector<std::string> lines(std::size_t questions) const {
    std::vector<std::string> all;
    for (const Note& note : notes_) {
      std::string line;
      if (note.questions.size() < questions) {
        const std::size_t named = note.questions.size() > 3 ? 2 : note.questions.size();
        for (std::size_t i = 0; i < named; ++i) line += (i > 0 ? ", " : "") + note.questions[i];
        if (named < note.questions.size()) line += fmt::format(" and {} more", note.questions.size() - named);
        line += ": ";
      }
      all.push_back(line + note.text);
    }
    return all;
  }

private:
  std::vector<Note> notes_;
};

/// Returns the results of importance sampling about the weights.
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

/// Returns the smallest and the largest effective sample size of the sampled answers.
std::string effective_text(const Answers& answers) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  const auto add = [&](const Answer& answer) {
    // Beyond this the only error is rounding.
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

}  // namespace

std::vector<std::string> notes(const Answers& answers) {
  Notes all;
  for (const Answer& answer : answers) all.add(run_text(answer), answer.question);
  if (const std::string text = effective_text(answers); !text.empty())
    for (const Answer& answer : answers) all.add(text, answer.question);
  for (const Answer& answer : answers) all.add_warnings(answer);
  for (const Answer& answer : answers) {
    const auto note_of = [](const Answer& one) {
      return one.range || one.range_note.empty() ? std::string() : "no judgement range: " + one.range_note;
    };
    if (answer.parts.empty()) all.add(note_of(answer), answer.question);
    for (const Answer& part : answer.parts) {
      const bool shared = std::all_of(answer.parts.begin(), answer.parts.end(),
                                      [&](const Answer& other) { return note_of(other) == note_of(part); });
      all.add(note_of(part), shared ? answer.question : part.question + " in " + answer.question);
    }
  }
  return all.lines(answers.size());
}

}  // namespace casus
