// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <casus/random/uniform.hpp>
#include <casus/sample/column.hpp>

/// The element-wise work of the sampler, one table of functions for each instruction set. Everything works on whole groups
/// of 512 trajectories, on columns aligned to 64 bytes, and throws nothing.
namespace casus::kernels {

/// Operations on columns of doubles, with one or two operands.
enum class Element {
  negate,
  exp,
  log,
  logistic,
  add,
  subtract,
  multiply,
  divide,
  minimum,
  maximum,
  scale_odds
};
inline constexpr std::size_t elements = 11;

/// Comparisons of two columns.
enum class Comparison { less, less_equal, equal };
inline constexpr std::size_t comparisons = 3;

/// Quantiles that have a vector kernel.
enum class Quantile { uniform, normal, log_normal, logit_normal, triangular, exponential };
inline constexpr std::size_t quantiles = 6;

/// Digits that `draw_table` compares before it looks at undecided trajectories singly: two batches of the stream.
inline constexpr Index table_digits = 8;

/// The states of one parent of a table: an event has the column of "yes" alone.
struct ParentColumns {
  const std::uint64_t* const* columns;
  Index states;
  bool is_event;
};

/// A table's thresholds in one world, with the digits that are compared first spread out into words.
struct Thresholds {
  std::vector<random::Threshold> values;   ///< [row][threshold]
  std::vector<std::uint64_t> digit_masks;  ///< [threshold][digit][row]: all ones where the digit is one
  std::vector<std::uint8_t> bad_rows;      ///< rows whose probabilities are none; empty where all are good

  /// Fills `digit_masks` from `values`.
  void spread(Index rows, Index thresholds);
};

/// Draws an event or category by its table, for `groups` groups from `at` on.
struct TableDraw {
  Generator generator;
  random::GroupAddress at;
  Index groups;
  const ParentColumns* parents;
  Index parent_count;
  Index rows;
  Index thresholds;  ///< of each row: one for an event, states - 1 for a category
  const Thresholds* table;
  const std::uint64_t* guard;  ///< null: everywhere
  std::uint64_t* const* out;   ///< an event's column, or one column for each drawn state
};

struct Kernels {
  const char* name;

  /// Words of the group's stream from a batch on: `random::stream_word`, `random::words_per_batch` at a time.
  void (*fill_words)(Generator, const random::GroupAddress&, Index first_batch, Index batches,
                     std::uint32_t* out) noexcept;

  /// False where the guard holds on a row without probabilities; the columns are then worth nothing.
  bool (*draw_table)(const TableDraw&) noexcept;

  /// One group each.
  std::array<void (*)(const double* a, const double* b, double* out) noexcept, elements> element;
  std::array<void (*)(const double* a, const double* b, std::uint64_t* out) noexcept, comparisons> comparison;
  std::array<void (*)(const std::uint64_t* digits, const double* const* parameters, double* out) noexcept,
             quantiles>
      quantile;
  void (*table_quantile)(const std::uint64_t* digits, const double* coefficients, double* out) noexcept;
  void (*select)(const std::uint64_t* condition, const double* yes, const double* no, double* out) noexcept;
  void (*below)(const std::uint64_t* digits, const double* probability, std::uint64_t* out) noexcept;
  bool (*any_nan)(const double* values, const std::uint64_t* where) noexcept;
  bool (*any_outside_unit)(const double* values, const std::uint64_t* where) noexcept;
  Moments (*moments)(const double* values, const std::uint64_t* condition) noexcept;

  /// Bits set in a and b together, and in b.
  Proportion (*count)(const std::uint64_t* a, const std::uint64_t* b, Index words) noexcept;
};

/// The tables compiled in that this machine can run, best first.
const std::vector<Kernels>& all();

/// One of them by name, the best where the name is empty; throws Error where there is none of that name.
const Kernels& by_name(const std::string& name);

}  // namespace casus::kernels
