// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text in XML or HTML, and its width.
namespace casus::markup {

/// Returns the text escaped for content and for attributes in double quotes. Bytes that are not
/// UTF-8, and characters that XML does not allow, become U+FFFD.
std::string escaped(std::string_view text);

/// Returns a bound for the width of the text: that in wide sans-serif fonts of this size.
double text_width(std::string_view text, double size);

/// Returns the text, or the part of it that fits before an ellipsis.
std::string clipped(std::string_view text, double size, double room);

/// Breaks the text at spaces into at most `most` lines that fit. The last line has the rest of the
/// text, cut to its room.
std::vector<std::string> lines(std::string_view text, double size, double room, std::size_t most);

}  // namespace casus::markup
