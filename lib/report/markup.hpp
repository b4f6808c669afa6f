// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text that stands in XML or HTML, and the room that it takes.
namespace casus::markup {

/// Fit for content and for attributes in double quotes: markup escaped; what is no UTF-8, or what XML cannot hold, is U+FFFD.
std::string escaped(std::string_view text);

/// At most as wide as the text in any usual sans-serif font of this size: the widths are those of wide ones.
double text_width(std::string_view text, double size);

/// The text, or as much of it as has room before an ellipsis.
std::string clipped(std::string_view text, double size, double room);

/// The text broken at spaces into lines that fit; the last of `most` holds all that is left, cut to its room.
std::vector<std::string> lines(std::string_view text, double size, double room, std::size_t most);

}  // namespace casus::markup
