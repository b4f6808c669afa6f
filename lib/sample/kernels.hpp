// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <casus/distribution/parameter.hpp>
#include <casus/model/operations.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>
#include <casus/sample/column.hpp>

/// The element-wise work of the sampler, one table of functions for each instruction set. All of it works on columns
/// aligned to 64 bytes, for whole groups of 512 trajectories or for a number of lanes, and throws nothing.
namespace casus::kernels {

/// A column of truth values or states: one bit or one byte a trajectory, whichever is not null.
struct DiscreteColumn {
  const std::uint64_t* bits;
  const std::uint8_t* bytes;
  Index states;
};

/// A threshold's digits as the kernels compare them: those of random::threshold, but all ones where U always lies below. No
/// threshold of p < 1 comes near that, so once the greatest U is taken for its neighbour, one comparison decides.
inline std::uint64_t limit(random::Threshold threshold) noexcept {
  return threshold.tie ? ~std::uint64_t{0} : threshold.digits;
}
inline bool is_below(std::uint64_t digits, std::uint64_t limit) noexcept {
  return digits - 1 + (digits < ~std::uint64_t{0} ? 1 : 0) < limit;
}

/// A table's thresholds in one world: of each row, the probabilities of a state below the first, second, ... state's end.
struct Thresholds {
  std::vector<std::uint64_t> values;   ///< [row][threshold]: digits; all ones stand for "always"
  std::vector<std::uint8_t> bad_rows;  ///< one where a row's probabilities are none; empty where all are good
  /// Bit layout: for each digit, which of four rows have a one there; then the same for the next four rows.
  std::vector<std::uint8_t> truths;
  /// Byte layout: [threshold][row], the first eight digits, with the top bit turned over, as the stream has them.
  /// Rows are filled up to whole lines of `byte_rows`, which one aligned vector of 64 bytes reads.
  struct alignas(64) Line {
    std::uint8_t rows[64];
  };
  std::vector<Line> first_bytes;

  /// Fills what the layout needs from `values`.
  void arrange(Layout layout, Index rows, Index thresholds);
};
inline constexpr Index byte_rows = 64;

/// Working space for a block of groups.
struct Scratch {
  std::uint32_t* words;      ///< groups x 2 x group_size
  std::uint64_t* undecided;  ///< groups x group_words, as are the two that follow
  std::uint64_t* wanted;
  std::uint64_t* truth;      ///< for callers
  std::uint32_t* positions;  ///< groups x group_size, and 64 beyond
  std::uint64_t* digits;     ///< groups x group_size, as are all that follow
  std::uint8_t* rows;
  std::uint8_t* first_digits;  ///< for callers, as is the next
  double* values;
};

/// The trajectories of a block where an event holds.
struct Selection {
  const std::uint64_t* bits;  ///< one a trajectory
  Index words;
  const std::uint32_t* positions;  ///< those where it holds, in order
  Index count;
};

/// The keys of the rounds of ARS-5 for a stream, made once for all its groups.
struct ArsKeys {
  alignas(64) std::uint32_t of[6][4];

  explicit ArsKeys(std::uint64_t stream_key) noexcept;
};

/// Draws an event or category by its table, for `groups` groups from `at` on.
struct TableDraw {
  Generator generator;
  const ArsKeys* keys;  ///< of the stream
  random::GroupAddress at;
  Index groups;
  const DiscreteColumn* parents;  ///< the last varies fastest
  Index parent_count;
  Index rows;
  Index thresholds;  ///< of each row: one for an event, states - 1 for a category
  const Thresholds* table;
  const std::uint64_t* guard;  ///< null: everywhere
  std::uint64_t* event;        ///< out, of an event
  std::uint8_t* states;        ///< out, of a category
  std::uint8_t absent;         ///< a category's state where the guard does not hold
  /// All digits of U of each trajectory; null: the stream's. Word layout alone.
  const std::uint64_t* digits = nullptr;
};

/// Words of streams and draws from tables.
struct Discrete {
  /// Of each group from `at` on, `words` words of its stream from `first_word` on (`random::stream_word`), group after
  /// group. Both numbers are multiples of 32, and the words asked for lie all before or all behind first_own_word.
  void (*fill_words)(Generator, const random::GroupAddress& at, Index groups, Index first_word, Index words,
                     std::uint32_t* out) noexcept;
  /// The own words of single trajectories: position i is lane i % group_size of group at.group + i / group_size. Up to seven
  /// positions behind the last may be read, and as many words written.
  void (*own_words)(Generator, const random::GroupAddress& at, const std::uint32_t* positions, Index count,
                    std::uint64_t* out) noexcept;
  /// Of group_size consecutive worlds, the own words of the first trajectory of the first group: what a parameter is drawn with.
  void (*world_words)(Generator, std::uint64_t key, Index first_world, std::uint64_t* out) noexcept;

  /// False where the guard holds on a row without probabilities; the columns are then worth nothing. By layout.
  std::array<bool (*)(const TableDraw&, const Scratch&) noexcept, 3> draw_table;

  /// Positions of the bits that are set, in order; writes up to 64 places beyond them. Their number.
  Index (*positions)(const std::uint64_t* bits, Index words, std::uint32_t* out) noexcept;
  /// [state of each trajectory == state], a bit each.
  void (*in_state)(const std::uint8_t* states, std::uint8_t state, Index words, std::uint64_t* out) noexcept;
  /// How many of 64 x words trajectories are in each of the first `count` of `all` states.
  void (*count_states)(const std::uint8_t* states, Index count, Index all, Index words,
                       std::int64_t* out) noexcept;
  /// How many bits are set in a and b together, and in b.
  Proportion (*count)(const std::uint64_t* a, const std::uint64_t* b, Index words) noexcept;
};

/// A distribution's parameter: a value a lane, or the first one on every lane.
struct Argument {
  const double* values;
  bool varies;
};

/// What a distribution::CountTable draws with.
struct CountSteps {
  const double* steps;
  const std::int64_t* guide;
  double cells, lower_offset, upper_offset;
};

/// Columns of doubles. `lanes` is a number of trajectories up to group_size; what lies behind them, up to the next multiple of 64,
/// may be read and written. Quantiles of valid parameters are numbers, at most infinite.
struct Quantities {
  /// Operations on columns, by `Op`: those with one or two numbers as operands; null if there is no kernel.
  std::array<void (*)(const double* a, const double* b, Index lanes, double* out) noexcept,
             detail::operation_count>
      element;
  /// a / divisor, the same bits as by `element`.
  void (*divide_by)(const double* a, double divisor, Index lanes, double* out) noexcept;
  /// Comparisons of columns, by `Op`; null if there is no kernel.
  std::array<void (*)(const double* a, const double* b, Index lanes, std::uint64_t* out) noexcept,
             detail::operation_count>
      comparison;
  std::array<void (*)(const std::uint64_t* digits, const Argument* parameters, Index lanes,
                      double* out) noexcept,
             distribution::vector_quantiles>
      quantile;
  /// By the coefficients of a distribution::QuantileTable.
  void (*table_quantile)(const std::uint64_t* digits, const double* coefficients, Index lanes,
                         double* out) noexcept;
  void (*count_quantile)(const std::uint64_t* digits, const CountSteps& table, Index lanes,
                         double* out) noexcept;
  /// The least of `count` values at which its running probability reaches U; the last one's is taken for 1.
  void (*empirical_quantile)(const std::uint64_t* digits, const double* cumulative, const double* values,
                             Index count, Index lanes, double* out) noexcept;
  /// To [low, high].
  void (*clamp)(double* values, double low, double high, Index lanes) noexcept;
  /// Times scale plus location, in one rounding.
  void (*locate)(double* values, Argument location, Argument scale, Index lanes) noexcept;
  void (*select)(const std::uint64_t* condition, const double* yes, const double* no, Index lanes,
                 double* out) noexcept;
  /// [U < probability], a bit each. False where some probability is none.
  bool (*below)(const std::uint64_t* digits, const double* probability, Index lanes,
                std::uint64_t* out) noexcept;
  /// The same by the first eight digits of U, as byte layout has them; false on lanes that these leave undecided, which are marked.
  bool (*below_at_first)(const std::uint8_t* first_digits, const double* probability, Index lanes,
                         std::uint64_t* out, std::uint64_t* undecided) noexcept;
  /// Of the probability that `element` makes the logistic of x. NaN is left undecided.
  void (*below_logistic_at_first)(const std::uint8_t* first_digits, const double* x, Index lanes,
                                  std::uint64_t* out, std::uint64_t* undecided) noexcept;
  /// Copies; false where some value is NaN.
  bool (*copy_numbers)(const double* values, Index lanes, double* out) noexcept;
  /// Whether some value lies outside of [low, high], or is NaN.
  bool (*any_outside)(const double* values, double low, double high, Index lanes) noexcept;
  Moments (*moments)(const double* values, const std::uint64_t* condition) noexcept;
};

/// Between a block and those of its trajectories that are selected, which stand side by side on the other side.
struct Selections {
  /// The selected ones' bytes or words of `from`; writes up to 64 bytes beyond them, but not beyond the block's size.
  void (*keep_bytes)(const Selection&, const std::uint8_t* from, std::uint8_t* out) noexcept;
  void (*keep_words)(const Selection&, const std::uint64_t* from, std::uint64_t* out) noexcept;
  /// Adds truth values to a column of the block, each at its place.
  void (*spread_bits)(const Selection&, const std::uint64_t* truth, std::uint64_t* out) noexcept;
  /// Values at their places, and `elsewhere` between them.
  void (*spread_reals)(const Selection&, const double* values, double elsewhere, double* out) noexcept;
};

/// A factor of a trajectory's weight that depends on the states of discrete variables alone: a value a row.
struct WeightTable {
  struct Parent {
    DiscreteColumn column;
    std::int32_t stride;  ///< rows from one of its states to the next
  };
  const Parent* parents;
  Index parent_count;
  const double* values;
};

/// Sums over a group: of b, of a b and of b b.
struct ProductSums {
  double sum, product, square;
};

/// Weights of one group of trajectories.
struct Weights {
  /// Multiplies each trajectory's weight by its row's value.
  void (*multiply_rows)(const WeightTable& table, double* weights) noexcept;
  /// In the order in which `group_moments` adds, each product rounded.
  ProductSums (*product_sums)(const double* a, const double* b) noexcept;
  /// The greatest of the values and 0; NaN is passed over.
  double (*greatest)(const double* values) noexcept;
};

struct Kernels {
  const char* name;
  Discrete discrete;
  Quantities quantities;
  Selections selections;
  Weights weights;
};

/// The tables compiled in that this machine can run, best first.
const std::vector<Kernels>& all();

/// One of them by name, the best where the name is empty; throws Error where there is none of that name.
const Kernels& by_name(const std::string& name);

}  // namespace casus::kernels
