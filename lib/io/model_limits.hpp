// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <casus/model/node.hpp>

/// Limits of model files, for the reader and the writer.
namespace casus::io {

inline constexpr std::size_t longest_model_file = std::size_t{32} << 20;
inline constexpr std::size_t most_statements = 10'000;
inline constexpr Index most_steps = 1'200;
/// Limit for all tables of a file together.
inline constexpr Index most_table_numbers = Index{1} << 22;

}  // namespace casus::io
