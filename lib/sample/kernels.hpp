// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/model/operations.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>
#include <casus/sample/column.hpp>

/// Element-wise work of the sampler: a table of functions for each instruction set. All functions
/// work on columns aligned to 64 bytes, for whole groups of 512 trajectories or for a number of
/// lanes, and throw nothing.
namespace casus::kernels {

/// A column of truth values or states: one bit or one byte per trajectory; the other pointer is
/// null.
struct DiscreteColumn {
  const std::uint64_t* bits;
  const std::uint8_t* bytes;
  Index states;
};

/// Returns a threshold's digits in the form that the kernels compare: those of random::threshold,
/// or all ones if U is always below. No threshold of p < 1 is near all ones. So it is enough to
/// treat the greatest U as its neighbour; then one comparison decides.
inline std::uint64_t limit(random::Threshold threshold) noexcept {
  return threshold.tie ? ~std::uint64_t{0} : threshold.digits;
}
inline bool is_below(std::uint64_t digits, std::uint64_t limit) noexcept {
  return digits - 1 + (digits < ~std::uint64_t{0} ? 1 : 0) < limit;
}

/// Thresholds of a table in one world: for each row, the cumulative probabilities of the first, the
/// first two, ... states.
struct Thresholds {
  std::vector<std::uint64_t> values;  ///< [row][threshold]: digits; all ones mean "always"
  /// One if a row's probabilities are invalid; empty if all rows are valid.
  std::vector<std::uint8_t> bad_rows;
  /// Bit layout: for each digit, the set of those among four rows whose digit is one, then the same
  /// for the next four rows.
  std::vector<std::uint8_t> truths;
  /// Byte layout: [threshold][row], the first eight digits with the top bit inverted, as in the
  /// stream. Rows are padded to whole lines of `byte_rows`; an aligned vector of 64 bytes reads one
  /// line.
  struct alignas(64) Line {
    std::uint8_t rows[64];
  };
  std::vector<Line> first_bytes;

  /// Derives the arrays of the given layout from `values`.
  void arrange(Layout layout, Index rows, Index thresholds);
};
inline constexpr Index byte_rows = 64;

/// Scratch space for a block of groups.
struct BlockScratch {
  std::uint32_t* words;      ///< groups x 2 x group_size
  std::uint64_t* undecided;  ///< groups x group_words, as are the next two
  std::uint64_t* wanted;
  std::uint64_t* truth;      ///< reserved for callers
  std::uint32_t* positions;  ///< groups x group_size + 64
  std::uint64_t* digits;     ///< groups x group_size, as are all that follow
  std::uint8_t* rows;
  std::uint8_t* first_digits;  ///< reserved for callers, as is the next
  double* values;
};

/// The trajectories of a block on which an event holds.
struct Selection {
  const std::uint64_t* bits;  ///< one per trajectory
  Index words;
  const std::uint32_t* positions;  ///< the trajectories on which it holds, in order
  Index count;
};

/// Round keys of ARS-5 for a stream, computed once for all of its groups.
struct ArsKeys {
  alignas(64) std::uint32_t of[6][4];

  explicit ArsKeys(std::uint64_t stream_key) noexcept;
};

/// A draw of an event or category from its table, for `groups` groups from `at` on.
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
  const std::uint64_t* guard;  ///< null: no guard
  std::uint64_t* event;        ///< output, for an event
  std::uint8_t* states;        ///< output, for a category
  std::uint8_t absent;         ///< state of a category if the guard does not hold
  /// All digits of U for each trajectory; null: the stream's digits. Only for the word layout.
  const std::uint64_t* digits = nullptr;
};

/// Words of random streams and draws from tables.
struct DiscreteKernels {
  /// For each group from `at` on, fills in `words` words of its stream from `first_word` on
  /// (`random::stream_word`), group after group. Both numbers are multiples of 32, and the range
  /// does not cross first_own_word.
  void (*fill_words)(Generator, const random::GroupAddress& at, Index groups, Index first_word, Index words,
                     std::uint32_t* out) noexcept;
  /// Computes the own words of single trajectories: position i is lane i % group_size of group
  /// at.group + i / group_size. May read up to seven positions past the last, and write the same
  /// number of words past the end.
  void (*own_words)(Generator, const random::GroupAddress& at, const std::uint32_t* positions, Index count,
                    std::uint64_t* out) noexcept;
  /// Computes, for group_size consecutive worlds, the own word of the first trajectory of the first
  /// group. Parameters are drawn with these words.
  void (*world_words)(Generator, std::uint64_t key, Index first_world, std::uint64_t* out) noexcept;

  /// Draws from a table, by layout. Returns false if the guard holds on a row with invalid
  /// probabilities; the contents of the output are then unspecified.
  std::array<bool (*)(const TableDraw&, const BlockScratch&) noexcept, 3> draw_table;

  /// Lists the positions of the bits that are set, in order, and returns their number. May write up
  /// to 64 entries past the end.
  Index (*positions)(const std::uint64_t* bits, Index words, std::uint32_t* out) noexcept;
  /// Computes [state == `state`] for each trajectory, one bit each.
  void (*in_state)(const std::uint8_t* states, std::uint8_t state, Index words, std::uint64_t* out) noexcept;
  /// Counts the trajectories, of 64 x `words`, in each of the first `count` of `all` states.
  void (*count_states)(const std::uint8_t* states, Index count, Index all, Index words,
                       std::int64_t* out) noexcept;
  /// Counts the bits set in both a and b, and those set in b.
  Proportion (*count)(const std::uint64_t* a, const std::uint64_t* b, Index words) noexcept;
};

/// An operand or a parameter of a distribution: a value per lane, or the first value for every
/// lane.
struct Argument {
  const double* values;
  bool varies;

  Argument(const double* of_each_lane, bool has_value_per_lane = true)
      : values(of_each_lane), varies(has_value_per_lane) {}
  double operator[](Index lane) const noexcept { return values[varies ? lane : 0]; }
};

/// The pieces of a distribution::GammaTable that a world needs: tails that hardly any of its
/// trajectories goes beyond.
inline constexpr double nearest_tail = 0x1p-15;
inline constexpr std::size_t nearest_pieces = (std::size_t{14} << detail::scalar::shaped_digits) + 1;
/// Doubles of one half: their coefficients, up to a whole number of vectors.
inline constexpr std::size_t nearest_size = (nearest_pieces * detail::scalar::shaped_stride + 7) / 8 * 8;

/// The arrays and constants of a distribution::CountTable.
struct CountSteps {
  const double* steps;
  const std::int64_t* guide;
  double cells, lower_offset, upper_offset;
};

/// Operations on columns of doubles. `lanes` is a number of trajectories, at most group_size;
/// entries past the last lane, up to the next multiple of 64, may be read and written. Quantile
/// functions return numbers for valid parameters; these may be infinite.
struct QuantityKernels {
  /// Operations on columns, by `Op`, for one or two numbers as operands; null if there is no
  /// kernel.
  std::array<void (*)(Argument a, Argument b, Index lanes, double* out) noexcept, detail::operation_count>
      element;
  /// Computes a / divisor, with the same bits as `element`.
  void (*divide_by)(Argument a, double divisor, Index lanes, double* out) noexcept;
  /// Comparisons of columns, by `Op`; null if there is no kernel.
  std::array<void (*)(Argument a, Argument b, Index lanes, std::uint64_t* out) noexcept,
             detail::operation_count>
      comparison;
  std::array<void (*)(const std::uint64_t* digits, const Argument* parameters, Index lanes,
                      double* out) noexcept,
             distribution::vector_quantiles>
      quantile;
  /// Evaluates a distribution::QuantileTable, given by its coefficients.
  void (*table_quantile)(const std::uint64_t* digits, const double* coefficients, Index lanes,
                         double* out) noexcept;
  /// Computes sums of rows, `stride` apart: factors[0] rows[i], then fused multiply-adds of
  /// factors[1], ... in order, for i < `lanes`. May read and write up to the next multiple of 8.
  void (*mix_rows)(const double* rows, std::size_t stride, const double* factors, std::size_t count,
                   Index lanes, double* out) noexcept;
  /// Evaluates the pieces of a distribution::GammaTable for one shape: for each half, those of
  /// tails of at least `nearest_tail`. NaN for other tails.
  void (*gamma_quantile)(const std::uint64_t* digits, const double* coefficients, Index lanes,
                         double* out) noexcept;
  void (*count_quantile)(const std::uint64_t* digits, const CountSteps& table, Index lanes,
                         double* out) noexcept;
  /// Returns the least of `count` values whose cumulative probability is at least U; that of the
  /// last value is taken as 1.
  void (*empirical_quantile)(const std::uint64_t* digits, const double* cumulative, const double* values,
                             Index count, Index lanes, double* out) noexcept;
  /// Clamps values to [low, high].
  void (*clamp)(double* values, double low, double high, Index lanes) noexcept;
  /// Computes value * scale + location with a single rounding.
  void (*locate)(double* values, Argument location, Argument scale, Index lanes) noexcept;
  void (*select)(const std::uint64_t* condition, Argument yes, Argument no, Index lanes,
                 double* out) noexcept;
  /// Computes [U < probability], one bit each. Returns false if some probability is invalid.
  bool (*below)(const std::uint64_t* digits, Argument probability, Index lanes, std::uint64_t* out) noexcept;
  /// As `below`, by the first eight digits of U in the byte layout. Marks the lanes that these
  /// digits leave undecided; their result is false.
  bool (*below_at_first)(const std::uint8_t* first_digits, Argument probability, Index lanes,
                         std::uint64_t* out, std::uint64_t* undecided) noexcept;
  /// As `below_at_first`, for the probability logistic(x) as computed by `element`. NaN is left
  /// undecided.
  void (*below_logistic_at_first)(const std::uint8_t* first_digits, Argument x, Index lanes,
                                  std::uint64_t* out, std::uint64_t* undecided) noexcept;
  /// Copies values. Returns false if some value is NaN.
  bool (*copy_numbers)(Argument values, Index lanes, double* out) noexcept;
  /// Returns whether some value is outside [low, high] or NaN.
  bool (*any_outside)(Argument values, double low, double high, Index lanes) noexcept;
  Moments (*moments)(const double* values, const std::uint64_t* condition) noexcept;
};

/// Copies between the columns of a block and the compacted columns of its selected trajectories.
struct SelectionKernels {
  /// Compacts the selected bytes or words of `from`. May write up to 64 bytes past them, but not
  /// past the block's size.
  void (*keep_bytes)(const Selection&, const std::uint8_t* from, std::uint8_t* out) noexcept;
  void (*keep_words)(const Selection&, const std::uint64_t* from, std::uint64_t* out) noexcept;
  /// Compact the truth values, [state == `state`] or numbers of the selected trajectories from
  /// number `first` of them on, `count` of them, at most group_size. Truth values past the last are
  /// 0.
  void (*keep_bits)(const Selection&, const std::uint64_t* from, Index first, Index count,
                    std::uint64_t* out) noexcept;
  void (*keep_states)(const Selection&, const std::uint8_t* from, std::uint8_t state, Index first,
                      Index count, std::uint64_t* out) noexcept;
  void (*keep_reals)(const Selection&, const double* from, Index first, Index count, double* out) noexcept;
  /// Adds compacted truth values to a column of the block, each at its own position.
  void (*spread_bits)(const Selection&, const std::uint64_t* truth, std::uint64_t* out) noexcept;
  /// Scatters compacted values to their positions; fills the gaps with `elsewhere`.
  void (*spread_reals)(const Selection&, const double* values, double elsewhere, double* out) noexcept;
};

/// A weight factor that depends only on the states of discrete variables: one value per row.
struct WeightTable {
  struct Parent {
    DiscreteColumn column;
    std::int32_t stride;  ///< number of rows from one of its states to the next
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
struct WeightKernels {
  /// Multiplies the weight of each trajectory by the value of its row.
  void (*multiply_rows)(const WeightTable& table, double* weights) noexcept;
  /// Adds in the order of `group_moments`; each product is rounded.
  ProductSums (*product_sums)(const double* a, const double* b) noexcept;
  /// Returns the maximum of the values and 0; NaN is ignored.
  double (*greatest)(const double* values) noexcept;
};

struct Kernels {
  const char* name;
  DiscreteKernels discrete;
  QuantityKernels quantities;
  SelectionKernels selections;
  WeightKernels weights;
};

/// Returns the compiled-in tables that this machine can run, best first.
const std::vector<Kernels>& all();

/// Returns the table of this name, or the best one if the name is empty. Throws Error if there is
/// no such table.
const Kernels& by_name(const std::string& name);

}  // namespace casus::kernels
