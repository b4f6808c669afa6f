// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// What is said below a table of answers: how they were found, and what is to be heeded. Each remark once, after the questions it belongs
/// to unless it belongs to all.
std::vector<std::string> notes(const Answers& answers);

}  // namespace casus
