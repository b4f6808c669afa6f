// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Required speed of the library: multiples of the speed of each baseline, with one thread each, on
/// a machine with AVX-512.
namespace bench::floors {

inline constexpr double chain_scalar = 25;
inline constexpr double chain_columnar = 3;
inline constexpr double chain_pcg32 = 12;  ///< with pcg32's own sequence, against the scalar loop
inline constexpr double alarm_scalar = 40;
inline constexpr double hybrid_scalar = 15;
inline constexpr double two_threads = 1.9;
inline constexpr double alarm_weighted =
    15;  ///< time to a standard error of 0.001, against a scalar loop of likelihood weighting

/// Maximum time, in milliseconds, of an exact answer to one question about ALARM on one core.
inline constexpr double alarm_exact_milliseconds = 2;

/// Maximum time, in microseconds, of a prepared exact question about ALARM with other findings, and
/// of a prepared question of one group of trajectories beyond drawing them.
inline constexpr double prepared_exact_microseconds = 10;
inline constexpr double prepared_forward_microseconds = 5;

/// Maximum ratios: the time per variable and month in the monthly study to the time per variable in
/// the same months written out as a model, and the memory for 240 months to the memory for 24.
inline constexpr double month_against_variable = 2;
inline constexpr double memory_growth = 1.1;

/// Maximum time, in nanoseconds, of a draw from a mixture of two log-normals, from a beta distribution
/// whose parameters are expressions of constants, and from a gamma distribution whose shape depends
/// on a parameter.
inline constexpr double mixture_nanoseconds = 10;
inline constexpr double beta_nanoseconds = 1;
inline constexpr double gamma_nanoseconds = 20;

/// Maximum time, in seconds, to learn ten tables from a million complete rows of ten columns.
inline constexpr double learn_seconds = 2;

/// Maximum time, in seconds, to draw a thousand sets of five parameters given 24 months of news, the
/// minimum effective number of these draws, and the maximum error of the log evidence.
inline constexpr double update_seconds = 4;
inline constexpr double update_effective = 300;
inline constexpr double update_evidence_error = 0.1;

/// Factor of each floor if the library is limited to AVX2 while the baselines use every instruction
/// set of the machine.
inline constexpr double avx2_share = 1.0 / 3;

}  // namespace bench::floors
