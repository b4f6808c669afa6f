// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cstddef>
#include <cstdint>

#include "sample/kernels.hpp"

// The list of targets must be the same in each file of kernels.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sample/kernels/weights.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once for each instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace casus::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::CappedTag<double, 8>;
using Vector = hn::Vec<Doubles>;
constexpr Doubles doubles;
constexpr hn::RebindToSigned<Doubles> whole_numbers;
constexpr hn::Rebind<std::int32_t, Doubles> row_numbers;
constexpr std::size_t lanes_of_group = static_cast<std::size_t>(group_size);

// Adds a parent's states, times the stride between their rows, to the row number of each
// trajectory.
HWY_ATTR void add_states(const WeightTable::Parent& parent, std::int32_t* rows) noexcept {
  const std::int32_t stride = parent.stride;
  if (parent.column.bytes) {
    for (std::size_t i = 0; i < lanes_of_group; ++i) rows[i] += parent.column.bytes[i] * stride;
    return;
  }
  for (std::size_t word = 0; word < lanes_of_group / 64; ++word) {
    const std::uint64_t bits = parent.column.bits[word];
    std::int32_t* of_word = rows + 64 * word;
    for (std::size_t i = 0; i < 64; ++i) of_word[i] += static_cast<std::int32_t>((bits >> i) & 1) * stride;
  }
}

HWY_ATTR void multiply_rows(const WeightTable& table, double* weights) noexcept {
  HWY_ALIGN std::int32_t rows[lanes_of_group] = {};
  for (Index i = 0; i < table.parent_count; ++i) add_states(table.parents[i], rows);
  for (std::size_t i = 0; i < lanes_of_group; i += hn::Lanes(doubles)) {
    const auto row = hn::PromoteTo(whole_numbers, hn::Load(row_numbers, rows + i));
    const Vector factor = hn::GatherIndex(doubles, table.values, row);
    hn::Store(hn::Mul(hn::Load(doubles, weights + i), factor), doubles, weights + i);
  }
}

// The `partial_sums` partial sums of a group, spread over the lanes of the necessary number of
// vectors.
struct PartialSums {
  static constexpr std::size_t width = hn::MaxLanes(doubles), vectors = partial_sums / width;
  Vector sums[vectors];

  HWY_ATTR PartialSums() {
    for (Vector& sum : sums) sum = hn::Zero(doubles);
  }
  HWY_ATTR void add(std::size_t lane, Vector value) {
    Vector& sum = sums[lane / width % vectors];
    sum = hn::Add(sum, value);
  }
  HWY_ATTR double total() const {
    HWY_ALIGN double all[partial_sums];
    for (std::size_t v = 0; v < vectors; ++v) hn::Store(sums[v], doubles, all + v * width);
    return pairwise_sum(all);
  }
};

HWY_ATTR ProductSums product_sums(const double* a, const double* b) noexcept {
  PartialSums sum, product, square;
  for (std::size_t i = 0; i < lanes_of_group; i += PartialSums::width) {
    const Vector x = hn::Load(doubles, a + i), y = hn::Load(doubles, b + i);
    sum.add(i, y);
    product.add(i, hn::Mul(x, y));
    square.add(i, hn::Mul(y, y));
  }
  return {sum.total(), product.total(), square.total()};
}

HWY_ATTR double greatest(const double* values) noexcept {
  Vector most = hn::Zero(doubles);
  for (std::size_t i = 0; i < lanes_of_group; i += hn::Lanes(doubles)) {
    const Vector value = hn::Load(doubles, values + i);
    most = hn::IfThenElse(hn::Gt(value, most), value, most);
  }
  HWY_ALIGN double all[hn::MaxLanes(doubles)];
  hn::Store(most, doubles, all);
  double found = 0;
  for (const double value : all) found = value > found ? value : found;
  return found;
}

WeightKernels weight_table() { return {multiply_rows, product_sums, greatest}; }

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(weight_table);

WeightKernels weight_kernels(std::int64_t target) {
  hwy::ChosenTarget chosen;
  chosen.Update(target);
  return HWY_DISPATCH_TABLE(weight_table)[chosen.GetIndex()]();
}

}  // namespace casus::kernels
#endif
