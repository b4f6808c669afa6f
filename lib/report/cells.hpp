// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

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

}  // namespace casus
