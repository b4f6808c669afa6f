// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include "io/model/expressions.hpp"
#include "io/model/reading.hpp"

namespace casus::io {

/// Reads the questions of a file, after everything that they may refer to. Adds errors to the list.
/// `are_checked`: whether all names are known, so that the questions can be parsed.
void read_questions(const toml::table& file, Reading& reading, const Expressions& expressions,
                    bool are_checked);

}  // namespace casus::io
