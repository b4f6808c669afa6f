// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/infer/answer.hpp>

namespace casus::test {

/// What no picture or page may break on: markup that would close `elements` ("</text></svg>"), quotes, a control character, half a
/// character of UTF-8, and more than any place has room for.
inline std::string hostile_text(const std::string& elements) {
  return elements + "<script>alert(\"1\" & '2')</script>\x01\xC3 ]]> &lt; " + std::string(300, 'W');
}

/// An answer with both kinds of uncertainty.
inline Answer answer_of(const std::string& question, double value) {
  Answer answer;
  answer.question = question;
  answer.value = value;
  answer.standard_error = 0.01;
  answer.interval = {value - 0.02, value + 0.02};
  answer.range = Interval{value - 0.1, value + 0.1};
  return answer;
}

}  // namespace casus::test
