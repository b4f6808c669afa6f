// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace casus::io {

/// Returns the text of a TOML file in a form that is safe for toml++ 3.3: with the same contents
/// and lines, but some characters written as escapes. Throws Error with the position if the text
/// violates an assumption of the parser, or if a key has more parts than tables can be nested
/// (their destruction is recursive).
std::string guarded_toml(std::string_view text, const std::string& file_name);

}  // namespace casus::io
