// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/text/source.hpp"

/// Numbers as files state them, the same under every locale.
namespace casus::io {

/// Probabilities are rounded in files. The sum of a row may differ from 1 by `row_tolerance`, or by the
/// rounding error of numbers with few digits, but never by more than `largest_row_tolerance`: a larger
/// difference is treated as a mistake.
inline constexpr double row_tolerance = 1e-4;
inline constexpr double largest_row_tolerance = 1e-2;

/// A number of a table: a probability, or one that is above 1 by no more than rounding. One too small for a double is 0, for no
/// row's sum would show it. Throws Error where the text is anything else.
double probability(const Source& source, std::string_view text, std::size_t at);
/// A count or weight: finite and not negative.
double weight(const Source& source, std::string_view text, std::size_t at);
/// Reads any finite number.
double finite_number(const Source& source, std::string_view text, std::size_t at);
/// Reads a number, or `inf` or `-inf`.
double bound(const Source& source, std::string_view text, std::size_t at);
/// A whole number from 0 on; one that no file can count up to is as good as any other.
std::size_t whole_number(const Source& source, std::string_view text, std::size_t at,
                         const std::string& expected);

}  // namespace casus::io
