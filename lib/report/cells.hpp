// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// The texts that a row of a table shows for an answer.
struct Cells {
  std::string question;
  std::string value = {};
  std::string unit = {};
  std::string interval = {};
  std::string range = {};
  std::size_t indent = 0;
};

/// Returns whether an answer and its parts are probabilities, which are shown in per cent.
bool is_probability(const Answer& whole);

/// Returns the texts of an answer or of one of its parts. The error decides the number of decimals.
Cells cells(const Answer& whole);
Cells cells_of_part(const Answer& whole, const Answer& part);
/// Returns the row as a sentence: "P(a) = 12.3 % (95 % interval ...; 90 % judgement ...)".
std::string sentence(const Answer& answer, const Cells& row);

/// Throws Error, naming the subject, unless these are 1 to `most` curves of one unit over the same
/// points.
void check_curves(const std::string& subject, const std::vector<Answer>& curves, std::size_t most);

}  // namespace casus
