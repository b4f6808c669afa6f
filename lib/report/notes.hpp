// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// Returns the notes below a table of answers: the methods, the runs, and warnings. Each note
/// occurs once, after its questions unless it applies to all.
std::vector<std::string> notes(const Answers& answers);

}  // namespace casus
