// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// What the library is held to: times as fast as each baseline, one thread against one, on a machine with AVX-512.
namespace bench::floors {

inline constexpr double chain_scalar = 25;
inline constexpr double chain_columnar = 3;
inline constexpr double chain_pcg32 = 12;  ///< with pcg32's own sequence, against the scalar loop
inline constexpr double alarm_scalar = 40;
inline constexpr double hybrid_scalar = 15;
inline constexpr double two_threads = 1.9;
inline constexpr double alarm_weighted =
    15;  ///< to a standard error of 0.001, against a scalar loop of weights

/// Milliseconds that one question about ALARM may take, answered exactly on one core.
inline constexpr double alarm_exact_milliseconds = 2;

/// At most: what a variable-month of the study by the month takes against a variable of the study of one year; and what memory 240
/// months take against 24.
inline constexpr double month_against_year = 2;
inline constexpr double memory_growth = 1.1;

/// Of a floor, where the library is held to AVX2 and the baselines may use all that the machine has.
inline constexpr double avx2_share = 1.0 / 3;

}  // namespace bench::floors
