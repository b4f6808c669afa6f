// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cfenv>
#include <cmath>
#include <memory>
#include <type_traits>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>

#include "infer/exact/elimination.hpp"

namespace casus::elimination {

/// Detects numbers that left the range of doubles. Uses the floating-point exception flags, which
/// cost the sums nothing.
class RangeWatch {
public:
  RangeWatch() : before_(std::fetestexcept(watched)) { std::feclearexcept(watched); }
  RangeWatch(const RangeWatch&) = delete;
  RangeWatch& operator=(const RangeWatch&) = delete;
  ~RangeWatch() {
    std::feclearexcept(watched & ~before_);
    if (before_ != 0) std::feraiseexcept(before_);
  }

  bool has_left() const { return std::fetestexcept(watched) != 0; }

private:
  static constexpr int watched = FE_UNDERFLOW | FE_OVERFLOW;
  int before_;  // flags of the caller
};

inline bool is_zero(double number) { return number == 0; }
inline bool is_zero(const Scaled& number) { return number.mantissa() == 0; }

/// Working memory of a thread for a few worlds.
template <class Number> struct Elimination::Workspace {
  std::unique_ptr<Number[]> values, gradients;  // not initialised: each part is filled before it is read
  std::unique_ptr<Number[]> own_constants;
  Number* constants = nullptr;  // `own_constants`, or the constants of the elimination
  std::vector<std::int64_t>
      exponents;  // of each table and lane: the entries were multiplied by 2 to this power
  std::vector<std::int64_t>
      gradient_exponents;  // of each bucket and lane: the gradients are to be multiplied by 2 to this power
  std::vector<Number> rows, rests;
  Scratch scratch;
};

/// Visits the combinations of one bucket, for several worlds at once.
template <Index lanes, class Number> class Elimination::Sweep {
public:
  Sweep(const Elimination& of, Workspace<Number>& workspace, const StopToken& stop)
      : of_(of), workspace_(workspace), stop_(stop), cursors_(of.most_inputs_) {}

  /// Sums the bucket's variable out of the product of its inputs.
  void collect(Index number) {
    enter(number);
    const Table& out = of_.tables_[bucket_->out];
    out_ = table_values(out);
    clear(out_, out.entries * lanes);
    descend(0, 0, nullptr);
    if constexpr (has_common_scale)
      for (Index lane = 0; lane < lanes; ++lane)
        workspace_.exponents[bucket_->out * lanes + lane] = rescale(out_, out.entries, lane);
  }

  /// Differentiates the total with respect to the bucket's inputs, given its derivatives with
  /// respect to the bucket's output.
  void distribute(Index number) {
    enter(number);
    const Table& out = of_.tables_[bucket_->out];
    out_ = workspace_.gradients.get() + out.gradients * lanes;
    const Index consumer = of_.consumer_[bucket_->out];
    for (Index lane = 0; lane < lanes; ++lane) {
      if (consumer < 0) out_[lane] = Number(1);
      if constexpr (has_common_scale) {
        std::int64_t exponent = of_.exponent(workspace_, bucket_->out, lane, lanes);
        if (consumer >= 0)
          exponent +=
              workspace_.gradient_exponents[consumer * lanes + lane] - rescale(out_, out.entries, lane);
        workspace_.gradient_exponents[number * lanes + lane] = exponent;
      }
    }
    for (const Input& input : bucket_->inputs)
      if (const Table& table = of_.tables_[input.table]; table.is_active)
        clear(workspace_.gradients.get() + table.gradients * lanes, table.entries * lanes);
    descend_back(0, 0, nullptr, nullptr);
  }

private:
  // Tables whose largest entry is outside this range are multiplied by a power of two.
  static constexpr double least_scale = 0x1p-128, greatest_scale = 0x1p128;
  // The numbers of a table share a power of two; otherwise each has its own.
  static constexpr bool has_common_scale = std::is_same_v<Number, double>;

  struct Cursor {
    const Number* values;
    Number* gradients;
    Index offset;
    bool is_shared, is_probe;
  };

  Number* table_values(const Table& table) {
    return table.varies ? workspace_.values.get() + table.values * lanes
                        : workspace_.constants + table.values;
  }

  void enter(Index number) {
    bucket_ = &of_.buckets_[number];
    width_ = bucket_->width;
    out_offset_ = 0;
    for (std::size_t k = 0; k < bucket_->inputs.size(); ++k) {
      const Table& table = of_.tables_[bucket_->inputs[k].table];
      cursors_[k] = {table.is_probe ? nullptr : table_values(table),
                     table.is_active ? workspace_.gradients.get() + table.gradients * lanes : nullptr, 0,
                     !table.varies, table.is_probe};
    }
  }

  // Calls pass(first, last) for one piece of `count` numbers after another; between pieces, throws
  // Cancelled if a stop is requested.
  template <class Pass> void in_pieces(Index count, const Pass& pass) const {
    constexpr Index piece = 1 << 16;
    for (Index first = 0; first < count; first += piece) {
      if (first > 0 && stop_.stop_requested()) throw Cancelled();
      pass(first, (std::min)(first + piece, count));
    }
  }

  void clear(Number* values, Index count) const {
    in_pieces(count, [&](Index first, Index last) { std::fill(values + first, values + last, Number(0)); });
  }

  // Multiplies a lane's numbers by a power of two if the largest is far from one; returns the
  // exponent.
  std::int64_t rescale(double* values, Index entries, Index lane) const {
    double largest = 0;
    in_pieces(entries, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i) largest = (std::max)(largest, values[i * lanes + lane]);
    });
    if (largest == 0 || (largest >= least_scale && largest <= greatest_scale)) return 0;
    const int exponent = -std::ilogb(largest);
    in_pieces(entries, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i)
        values[i * lanes + lane] = std::ldexp(values[i * lanes + lane], exponent);
    });
    return exponent;
  }

  void tick() {
    if ((++ticks_ & 0xfff) == 0 && stop_.stop_requested()) throw Cancelled();
  }

  Number* row_buffer(Index input) { return workspace_.rows.data() + input * of_.widest_ * lanes; }

  // Returns the product of a row with an input's row. A null row consists of ones.
  const Number* multiplied(const Number* row, Index input) {
    const Cursor& cursor = cursors_[input];
    if (cursor.is_probe) return row;
    Number* const out = row_buffer(input);
    if (lanes == 1 || !cursor.is_shared) {
      const Number* const own = cursor.values + cursor.offset * lanes;
      if (!row) return own;
      for (Index i = 0; i < width_ * lanes; ++i) out[i] = row[i] * own[i];
      return out;
    }
    const Number* const own = cursor.values + cursor.offset;
    for (Index state = 0; state < width_; ++state)
      for (Index lane = 0; lane < lanes; ++lane)
        out[state * lanes + lane] = row ? row[state * lanes + lane] * own[state] : own[state];
    return out;
  }

  bool is_zero_row(const Number* row) const {
    for (Index i = 0; i < width_ * lanes; ++i)
      if (!is_zero(row[i])) return false;
    return true;
  }

  template <class Visit> void loop(Index depth, Visit&& visit) {
    tick();
    const Loop& own = bucket_->loops[depth];
    for (Index state = 0; state < own.states; ++state) {
      visit();
      out_offset_ += own.out_stride;
      for (const Move& move : own.moves) cursors_[move.input].offset += move.stride;
    }
    out_offset_ -= own.states * own.out_stride;
    for (const Move& move : own.moves) cursors_[move.input].offset -= own.states * move.stride;
  }

  bool is_last(Index depth) const { return depth == detail::size(bucket_->loops); }

  void descend(Index depth, std::size_t input, const Number* row) {
    const auto& inputs = bucket_->inputs;
    for (; input < inputs.size() && inputs[input].depth == depth; ++input)
      row = multiplied(row, static_cast<Index>(input));
    if (!is_last(depth)) {
      if (row && is_zero_row(row)) return;
      loop(depth, [&] { descend(depth + 1, input, row); });
      return;
    }
    Number* const out = out_ + out_offset_ * lanes;
    for (Index state = 0; state < width_; ++state)
      for (Index lane = 0; lane < lanes; ++lane) out[lane] += row ? row[state * lanes + lane] : Number(1);
  }

  // Adds the derivative with respect to the product of the preceding inputs to `sum`. Skips zero
  // rows, whose derivatives are not needed.
  void descend_back(Index depth, std::size_t first, const Number* row, Number* sum) {
    const auto& inputs = bucket_->inputs;
    std::array<const Number*, 64> few;
    std::vector<const Number*> many;
    const Number** before = few.data();
    if (inputs.size() > few.size()) {
      many.resize(inputs.size());
      before = many.data();
    }
    std::size_t input = first;
    for (; input < inputs.size() && inputs[input].depth == depth; ++input) {
      before[input] = row;
      row = multiplied(row, static_cast<Index>(input));
    }
    if (row && is_zero_row(row)) return;
    Number* const rest = workspace_.rests.data() + depth * of_.widest_ * lanes;
    if (is_last(depth)) {
      const Number* const out = out_ + out_offset_ * lanes;
      for (Index state = 0; state < width_; ++state)
        for (Index lane = 0; lane < lanes; ++lane) rest[state * lanes + lane] = out[lane];
    } else {
      std::fill(rest, rest + width_ * lanes, Number(0));
      loop(depth, [&] { descend_back(depth + 1, input, row, rest); });
    }
    while (input-- > first) {
      const Cursor& cursor = cursors_[input];
      if (cursor.gradients) {
        Number* const gradient = cursor.gradients + cursor.offset * lanes;
        const Number* const others = before[input];
        for (Index i = 0; i < width_ * lanes; ++i) gradient[i] += others ? others[i] * rest[i] : rest[i];
      }
      if (cursor.is_probe) continue;
      const bool is_broadcast = lanes > 1 && cursor.is_shared;
      const Number* const own = cursor.values + cursor.offset * (is_broadcast ? 1 : lanes);
      for (Index state = 0; state < width_; ++state)
        for (Index lane = 0; lane < lanes; ++lane)
          rest[state * lanes + lane] *= is_broadcast ? own[state] : own[state * lanes + lane];
    }
    if (sum)
      for (Index i = 0; i < width_ * lanes; ++i) sum[i] += rest[i];
  }

  const Elimination& of_;
  Workspace<Number>& workspace_;
  const StopToken& stop_;
  const Bucket* bucket_ = nullptr;
  Index width_ = 1;
  Number* out_ = nullptr;
  Index out_offset_ = 0;
  std::vector<Cursor> cursors_;
  std::uint64_t ticks_ = 0;
};

}  // namespace casus::elimination
