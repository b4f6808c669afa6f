// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/// Writes values as TOML that is easy to read. The functions for texts throw Error, naming `of`, if
/// the text is not UTF-8.
namespace casus::io {

/// Writes a text on one line.
std::string toml_text(const std::string& text, const std::string& of);
/// Writes a text of sentences; on several lines if it is long.
std::string toml_paragraph(const std::string& text, const std::string& of);
/// Writes an expression; on several lines if it is long.
std::string toml_expression(const std::string& text, const std::string& of);
std::string toml_number(double value);
/// Writes a list of values; on several lines if it is long.
std::string toml_list(const std::vector<std::string>& items);

}  // namespace casus::io
