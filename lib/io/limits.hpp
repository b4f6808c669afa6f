// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <casus/model/model.hpp>

/// Limits of files, for readers and writers.
namespace casus::io {

inline constexpr std::size_t longest_name = 255;  ///< of a variable, in bytes

// ---- of model files

inline constexpr std::size_t longest_model_file = std::size_t{32} << 20;
inline constexpr std::size_t most_statements = 10'000;
inline constexpr std::size_t most_correlations = 100'000;
inline constexpr std::size_t most_correlated_pairs = 1'000'000;  ///< of all correlations together
inline constexpr Index most_steps = 1'200;
/// Limit for all tables of a file together.
inline constexpr Index most_table_numbers = Index{1} << 22;

// ---- of checks

/// Limit of the operations that are spent on checking distributions while one file is read.
inline constexpr double most_checks = 2e8;

/// Returns the number of operations that a model needs to check a distribution in every combination
/// of its parents' states; 0 for a distribution that is only checked when it is drawn.
double operations_of_checks(const Scope& scope, const ConditionalDistribution& law);

}  // namespace casus::io
