// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sheet.hpp"

/// The head of the page, to be understood in ten seconds. All figures are those of the run.
namespace belarus {

struct Head {
  std::string question, byline;
  std::string reading;      ///< a warning if the inputs are not the study's own; else empty
  std::string answer;       ///< one sentence
  std::string follows;      ///< one sentence: what would follow an entry under a demand
  std::string unforced;     ///< the same without a demand, in short
  std::string change_mind;  ///< what would change the answer
  std::string caveats;      ///< three caveats
  std::string sources;      ///< the sources that the answer rests on
};

/// Returns the head's questions, for a first year that ends with this month.
std::vector<std::string> head_questions(Index year);
/// Returns the head's texts; the sheet has the answers to its questions.
Head head(const Sheet& sheet, Index year, const BelarusOptions& reading);

}  // namespace belarus
