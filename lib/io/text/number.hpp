// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/text/source.hpp"

/// Reads the numbers of files, independently of the locale.
namespace casus::io {

/// Probabilities are rounded in files. The sum of a row may differ from 1 by `row_tolerance`, or by
/// the rounding error of numbers with few digits, but never by more than `largest_row_tolerance`: a
/// larger difference is treated as a mistake.
inline constexpr double row_tolerance = 1e-4;
inline constexpr double largest_row_tolerance = 1e-2;

/// Reads a probability of a table, which may exceed 1 by no more than rounding. One that is too
/// small for double becomes 0, because no row's sum would show it. Throws Error for any other text.
double probability(const Source& source, std::string_view text, std::size_t at);
/// Reads a count or weight: finite and not negative.
double weight(const Source& source, std::string_view text, std::size_t at);
/// Reads any finite number.
double finite_number(const Source& source, std::string_view text, std::size_t at);
/// Reads a number, or `inf` or `-inf`.
double bound(const Source& source, std::string_view text, std::size_t at);
/// Reads a whole number, 0 or greater. One beyond std::size_t becomes the largest, which exceeds
/// every limit.
std::size_t whole_number(const Source& source, std::string_view text, std::size_t at,
                         const std::string& expected);

}  // namespace casus::io
