// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/source.hpp"

/// Numbers as files state them, the same under every locale.
namespace casus::io {

/// Probabilities are rounded in files. A row may be off 1 by `row_tolerance`, and by as much as its numbers can be off that have few
/// digits, but never by more than `largest_row_tolerance`: a larger difference is taken for a mistake.
inline constexpr double row_tolerance = 1e-4;
inline constexpr double largest_row_tolerance = 1e-2;

/// A number of a table: a probability, or one that is above 1 by no more than rounding. One too small for a double is 0, for no
/// row's sum would show it. Throws Error where the text is anything else.
double probability(const Source& source, std::string_view text, std::size_t at);
/// A count or weight: finite and not negative.
double weight(const Source& source, std::string_view text, std::size_t at);
/// Any finite number.
double finite_number(const Source& source, std::string_view text, std::size_t at);
/// A number, or `inf` or `-inf`.
double bound(const Source& source, std::string_view text, std::size_t at);
/// A whole number from 0 on; one that no file can count up to is as good as any other.
std::size_t whole_number(const Source& source, std::string_view text, std::size_t at,
                         const std::string& expected);

}  // namespace casus::io
