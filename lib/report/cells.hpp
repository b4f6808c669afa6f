// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// What a row of a table shows of an answer.
struct Cells {
  std::string question;
  std::string value = {};
  std::string unit = {};
  std::string interval = {};
  std::string range = {};
  std::size_t indent = 0;
};

/// Whether an answer, and its parts, are probabilities: shown in per cent.
bool is_probability(const Answer& whole);

/// Numbers at the precision that the answer's error leaves.
Cells cells(const Answer& whole);
Cells cells_of_part(const Answer& whole, const Answer& part);
/// The row as a sentence: "P(a) = 12.3 % (95 % interval ...; 90 % judgement ...)".
std::string sentence(const Answer& answer, const Cells& row);

/// Throws Error, naming the subject, unless these are 1 to `most` curves of one unit over the same points.
void check_curves(const std::string& subject, const std::vector<Answer>& curves, std::size_t most);

}  // namespace casus
