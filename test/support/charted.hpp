// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus::test {

/// Text that no chart or page may break on: markup that would close `elements` ("</text></svg>"),
/// quotes, a control character, half a character of UTF-8, and more text than any place has room
/// for.
inline std::string hostile_text(const std::string& elements) {
  return elements + "<script>alert(\"1\" & '2')</script>\x01\xC3 ]]> &lt; " + std::string(300, 'W');
}

/// Returns the kind of a question that a test states as text.
inline QuestionKind kind_of(const std::string& question, const std::string& along = {}) {
  const std::string asks = question.substr(0, question.find('('));
  if (asks == "distribution") return along.empty() ? QuestionKind::distribution : QuestionKind::first_time;
  if (!along.empty()) return QuestionKind::curve;
  return asks == "E"           ? QuestionKind::expectation
         : asks == "quantile"  ? QuestionKind::quantile
         : asks == "histogram" ? QuestionKind::histogram
                               : QuestionKind::probability;
}

/// Makes answers the parts of another one, as methods do.
inline void add_parts(Answer& whole, std::vector<Answer> parts) {
  whole.kind = kind_of(whole.question, whole.along);
  whole.parts = std::move(parts);
  for (std::size_t i = 0; i < whole.parts.size(); ++i) {
    Answer& part = whole.parts[i];
    part.kind = whole.kind == QuestionKind::curve ? kind_of(whole.question) : QuestionKind::probability;
    const std::size_t state = part.question.find(" = ");
    part.label = state == std::string::npos ? part.question : part.question.substr(state + 3);
    if (whole.kind == QuestionKind::distribution) part.state = static_cast<Index>(i);
  }
}

/// Returns an answer with both kinds of uncertainty.
inline Answer answer_of(const std::string& question, double value) {
  Answer answer;
  answer.question = question;
  answer.kind = kind_of(question);
  answer.value = value;
  answer.standard_error = 0.01;
  answer.interval = {value - 0.02, value + 0.02};
  answer.range = Interval{value - 0.1, value + 0.1};
  return answer;
}

}  // namespace casus::test
