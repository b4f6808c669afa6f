// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>

namespace casus::detail {

/// The shortest text that reads back to the same double, the same under every locale.
std::string number(double value);

/// The same to so many significant digits, for what is told rather than read back.
std::string rounded(double value, int digits = 3);

std::string quoted(std::string_view text);

/// "a, b, c", for lists of names in messages.
std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ");

/// The text as it is, or the start of one of more bytes and "...": never half a character.
std::string shortened(std::string_view text, std::size_t most);

/// "name:line:column" of a byte of UTF-8 text; lines and columns count from 1, columns in characters.
std::string position_in(std::string_view text, std::size_t at, const std::string& name);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/detail/text.inl>
#endif
