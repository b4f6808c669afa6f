// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>

namespace casus::detail {

/// Returns the shortest text that reads back to the same double, in every locale.
std::string number(double value);

/// Returns a number rounded to `digits` significant digits, for texts that are not read back.
std::string rounded(double value, int digits = 3);

std::string quoted(std::string_view text);

/// Returns the parts with separators between them: "a, b, c", for lists of names in messages.
std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ");

/// Returns the text, or if it is longer than `most` bytes, its beginning and "...". Never cuts a
/// character in half.
std::string shortened(std::string_view text, std::size_t most);

/// Returns "name:line:column" of a byte of UTF-8 text; lines and columns count from 1, columns in
/// characters.
std::string position_in(std::string_view text, std::size_t at, const std::string& name);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/detail/text.inl>
#endif
