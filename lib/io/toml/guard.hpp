// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace casus::io {

/// The text of a TOML file as toml++ 3.3 can be given it: of the same contents and lines, with some characters written as escapes. Throws
/// Error, naming the place, if the parser would rely on what the text does not keep, or if a key has so many parts that tables nest deeper
/// than they can be destroyed.
std::string guarded_toml(std::string_view text, const std::string& file_name);

}  // namespace casus::io
