// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "sample/kernels.hpp"

// AVX3_DL brings the population count of vectors; Highway leaves it out unless asked.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sample/kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once for each instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace casus::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A group is a multiple of every width up to 8 doubles; wider machines use part of theirs.
using Doubles = hn::CappedTag<double, 8>;
using Digits = hn::RebindToUnsigned<Doubles>;
constexpr Doubles doubles;
constexpr Digits digits64;

// Where the target has no fused multiply-add, Highway's MulAdd rounds twice; then each lane goes through std::fma.
#if HWY_ARCH_X86
constexpr bool has_fma = HWY_TARGET <= HWY_AVX2;
#else
constexpr bool has_fma = HWY_ARCH_ARM_A64 || HWY_ARCH_PPC || HWY_ARCH_RVV;
#endif

namespace lane {

struct M {
  hn::Mask<Doubles> raw;
};
struct V {
  hn::Vec<Doubles> raw;
  HWY_INLINE V(hn::Vec<Doubles> vector) : raw(vector) {}
  HWY_INLINE explicit V(double value) : raw(hn::Set(doubles, value)) {}
};
struct B {
  hn::Vec<Digits> raw;
  HWY_INLINE B(hn::Vec<Digits> vector) : raw(vector) {}
  HWY_INLINE explicit B(std::uint64_t value) : raw(hn::Set(digits64, value)) {}
};

HWY_INLINE V operator+(V a, V b) noexcept { return hn::Add(a.raw, b.raw); }
HWY_INLINE V operator-(V a, V b) noexcept { return hn::Sub(a.raw, b.raw); }
HWY_INLINE V operator*(V a, V b) noexcept { return hn::Mul(a.raw, b.raw); }
HWY_INLINE V operator/(V a, V b) noexcept { return hn::Div(a.raw, b.raw); }
HWY_INLINE V operator-(V a) noexcept { return hn::Neg(a.raw); }
HWY_INLINE M operator<(V a, V b) noexcept { return {hn::Lt(a.raw, b.raw)}; }
HWY_INLINE M operator<=(V a, V b) noexcept { return {hn::Le(a.raw, b.raw)}; }
HWY_INLINE M operator>(V a, V b) noexcept { return {hn::Gt(a.raw, b.raw)}; }
HWY_INLINE M operator>=(V a, V b) noexcept { return {hn::Ge(a.raw, b.raw)}; }
HWY_INLINE M operator==(V a, V b) noexcept { return {hn::Eq(a.raw, b.raw)}; }
HWY_INLINE M operator&(M a, M b) noexcept { return {hn::And(a.raw, b.raw)}; }
HWY_INLINE M operator|(M a, M b) noexcept { return {hn::Or(a.raw, b.raw)}; }
HWY_INLINE B operator+(B a, B b) noexcept { return hn::Add(a.raw, b.raw); }
HWY_INLINE B operator-(B a, B b) noexcept { return hn::Sub(a.raw, b.raw); }
HWY_INLINE B operator&(B a, B b) noexcept { return hn::And(a.raw, b.raw); }
HWY_INLINE B operator|(B a, B b) noexcept { return hn::Or(a.raw, b.raw); }
HWY_INLINE B operator^(B a, B b) noexcept { return hn::Xor(a.raw, b.raw); }
template <int N> HWY_INLINE B shift_left(B bits) noexcept { return hn::ShiftLeft<N>(bits.raw); }
template <int N> HWY_INLINE B shift_right(B bits) noexcept { return hn::ShiftRight<N>(bits.raw); }
HWY_INLINE B to_bits(V x) noexcept { return hn::BitCast(digits64, x.raw); }
HWY_INLINE V from_bits(B bits) noexcept { return hn::BitCast(doubles, bits.raw); }
HWY_INLINE V select(M condition, V yes, V no) noexcept {
  return hn::IfThenElse(condition.raw, yes.raw, no.raw);
}
HWY_INLINE B select(M condition, B yes, B no) noexcept {
  return hn::IfThenElse(hn::RebindMask(digits64, condition.raw), yes.raw, no.raw);
}
HWY_INLINE V gather(const double* from, B index) noexcept {
  return hn::GatherIndex(doubles, from, hn::BitCast(hn::RebindToSigned<Doubles>(), index.raw));
}
HWY_INLINE V square_root(V x) noexcept { return hn::Sqrt(x.raw); }
HWY_INLINE V fma(V a, V b, V c) noexcept {
  if constexpr (has_fma) return hn::MulAdd(a.raw, b.raw, c.raw);
  HWY_ALIGN double x[8], y[8], z[8];
  hn::Store(a.raw, doubles, x);
  hn::Store(b.raw, doubles, y);
  hn::Store(c.raw, doubles, z);
  for (std::size_t i = 0; i < hn::Lanes(doubles); ++i) x[i] = std::fma(x[i], y[i], z[i]);
  return hn::Load(doubles, x);
}

#include <casus/detail/elements.inl>

}  // namespace lane

using lane::B;
using lane::M;
using lane::V;

constexpr std::size_t group = static_cast<std::size_t>(group_size);

HWY_INLINE V load(const double* from) { return hn::Load(doubles, from); }
HWY_INLINE void store(V value, double* to) { hn::Store(value.raw, doubles, to); }

// Truth values of lanes i, i + 1, ...: bits of a column. Lanes come in twos, fours or eights, so none straddles a byte.
HWY_INLINE M load_mask(const std::uint64_t* column, std::size_t i) {
  HWY_ALIGN std::uint8_t bytes[8] = {static_cast<std::uint8_t>(column[i / 64] >> (i % 64))};
  return {hn::LoadMaskBits(doubles, bytes)};
}
HWY_INLINE std::uint64_t mask_bits(M mask) {
  HWY_ALIGN std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(doubles, mask.raw, bytes);
  return bytes[0];
}

// Applies `element` to each vector of a group: the loop that the element-wise kernels share.
template <class ElementFunction> HWY_INLINE void for_each_vector(double* out, ElementFunction element) {
  for (std::size_t i = 0; i < group; i += hn::Lanes(doubles)) store(element(i), out + i);
}
template <class TruthFunction> HWY_INLINE void for_each_truth(std::uint64_t* out, TruthFunction truth) {
  for (std::size_t word = 0; word < group / 64; ++word) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(doubles)) bits |= mask_bits(truth(word * 64 + i)) << i;
    out[word] = bits;
  }
}

void negate(const double* a, const double*, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return -load(a + i); });
}
void exp(const double* a, const double*, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return lane::exp(load(a + i)); });
}
void log(const double* a, const double*, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return lane::log(load(a + i)); });
}
void logistic(const double* a, const double*, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return lane::logistic(load(a + i)); });
}
void add(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return load(a + i) + load(b + i); });
}
void subtract(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return load(a + i) - load(b + i); });
}
void multiply(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return load(a + i) * load(b + i); });
}
void divide(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return load(a + i) / load(b + i); });
}
void minimum(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load(b + i) < load(a + i), load(b + i), load(a + i));
  });
}
void maximum(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load(a + i) < load(b + i), load(b + i), load(a + i));
  });
}
void scale_odds(const double* a, const double* b, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR { return lane::scale_odds(load(a + i), load(b + i)); });
}

void less(const double* a, const double* b, std::uint64_t* out) noexcept {
  for_each_truth(out, [&](std::size_t i) HWY_ATTR { return load(a + i) < load(b + i); });
}
void less_equal(const double* a, const double* b, std::uint64_t* out) noexcept {
  for_each_truth(out, [&](std::size_t i) HWY_ATTR { return load(a + i) <= load(b + i); });
}
void equal(const double* a, const double* b, std::uint64_t* out) noexcept {
  for_each_truth(out, [&](std::size_t i) HWY_ATTR { return load(a + i) == load(b + i); });
}

HWY_INLINE V unit(const std::uint64_t* digits, std::size_t i) {
  return lane::unit(B(hn::Load(digits64, digits + i)));
}

void uniform(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::uniform_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void normal(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::normal_law_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void log_normal(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::log_normal_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void logit_normal(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::logit_normal_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void triangular(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::triangular_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i), load(p[2] + i));
  });
}
void exponential(const std::uint64_t* digits, const double* const* p, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i)
                           HWY_ATTR { return lane::exponential_quantile(unit(digits, i), load(p[0] + i)); });
}

void table_quantile(const std::uint64_t* digits, const double* coefficients, double* out) noexcept {
  for_each_vector(
      out, [&](std::size_t i) HWY_ATTR { return lane::table_quantile(unit(digits, i), coefficients); });
}

void select(const std::uint64_t* condition, const double* yes, const double* no, double* out) noexcept {
  for_each_vector(out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load_mask(condition, i), load(yes + i), load(no + i));
  });
}

void below(const std::uint64_t* digits, const double* probability, std::uint64_t* out) noexcept {
  for_each_truth(out, [&](std::size_t i) HWY_ATTR {
    return lane::below(B(hn::Load(digits64, digits + i)), load(probability + i));
  });
}

bool any_nan(const double* values, const std::uint64_t* where) noexcept {
  HWY_ALIGN std::uint64_t good[group / 64];
  for_each_truth(good, [&](std::size_t i) HWY_ATTR { return load(values + i) == load(values + i); });
  std::uint64_t bad = 0;
  for (std::size_t word = 0; word < group / 64; ++word) bad |= where[word] & ~good[word];
  return bad != 0;
}

bool any_outside_unit(const double* values, const std::uint64_t* where) noexcept {
  HWY_ALIGN std::uint64_t good[group / 64];
  for_each_truth(good, [&](std::size_t i) HWY_ATTR {
    const V x = load(values + i);
    return (x >= V(0.0)) & (x <= V(1.0));
  });
  std::uint64_t bad = 0;
  for (std::size_t word = 0; word < group / 64; ++word) bad |= where[word] & ~good[word];
  return bad != 0;
}

// Eight partial sums, lane i into sum i % 8, then pairwise: the order of casus::group_moments.
template <class ElementFunction> HWY_INLINE double ordered_sum(ElementFunction next_sum) {
  HWY_ALIGN double sums[8] = {};
  for (std::size_t i = 0; i < group; i += 8)
    for (std::size_t j = 0; j < 8; j += hn::Lanes(doubles)) store(next_sum(i + j, load(sums + j)), sums + j);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

Moments moments(const double* values, const std::uint64_t* condition) noexcept {
  Moments result;
  for (std::size_t word = 0; word < group / 64; ++word) result.count += std::popcount(condition[word]);
  if (result.count == 0) return result;
  const V zero(0.0);
  const double sum = ordered_sum([&](std::size_t i, V so_far) HWY_ATTR {
    return so_far + lane::select(load_mask(condition, i), load(values + i), zero);
  });
  result.mean = sum / static_cast<double>(result.count);
  const V mean(result.mean);
  result.squares = ordered_sum([&](std::size_t i, V so_far) HWY_ATTR {
    const V deviation = lane::select(load_mask(condition, i), load(values + i) - mean, zero);
    return lane::fma(deviation, deviation, so_far);
  });
  return result;
}

Proportion count(const std::uint64_t* a, const std::uint64_t* b, Index words) noexcept {
  auto hits = hn::Zero(digits64), cases = hn::Zero(digits64);
  for (Index i = 0; i < words; i += static_cast<Index>(hn::Lanes(digits64))) {
    const auto condition = hn::Load(digits64, b + i);
    hits = hn::Add(hits, hn::PopulationCount(hn::And(hn::Load(digits64, a + i), condition)));
    cases = hn::Add(cases, hn::PopulationCount(condition));
  }
  return {static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(digits64, hits))),
          static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(digits64, cases)))};
}

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void philox_batch(const random::GroupAddress& at, std::uint32_t first_block, std::uint32_t* out) {
  for (std::uint32_t b = 0; b < 16; ++b) {
    const auto block =
        random::philox4x32(random::philox_counter(at, first_block + b), random::philox_key(at));
    for (std::size_t word = 0; word < 4; ++word) out[16 * word + b] = block[word];
  }
}

#else

using Words = hn::CappedTag<std::uint32_t, 16>;
constexpr Words words32;

// The 64-bit products of all lanes with a constant, as their high and low halves.
HWY_INLINE void multiply_wide(hn::Vec<Words> a, std::uint32_t constant, hn::Vec<Words>& high,
                              hn::Vec<Words>& low) {
  const hn::RepartitionToWide<Words> wide;
  const auto factor = hn::Set(words32, constant);
  const auto even = hn::MulEven(a, factor);
  const auto odd = hn::MulEven(hn::BitCast(words32, hn::ShiftRight<32>(hn::BitCast(wide, a))), factor);
  low = hn::OddEven(hn::BitCast(words32, hn::ShiftLeft<32>(odd)), hn::BitCast(words32, even));
  high = hn::OddEven(hn::BitCast(words32, odd), hn::BitCast(words32, hn::ShiftRight<32>(even)));
}

// Sixteen Philox blocks side by side; word w of block b lands at 16 w + b.
HWY_INLINE void philox_batch(const random::GroupAddress& at, std::uint32_t first_block, std::uint32_t* out) {
  const auto counter = random::philox_counter(at, 0);
  for (std::size_t b = 0; b < 16; b += hn::Lanes(words32)) {
    auto key = random::philox_key(at);
    auto c0 = hn::Iota(words32, first_block + static_cast<std::uint32_t>(b));
    auto c1 = hn::Set(words32, counter[1]);
    auto c2 = hn::Set(words32, counter[2]);
    auto c3 = hn::Set(words32, counter[3]);
    for (int round = 0; round < 10; ++round) {
      hn::Vec<Words> high0, low0, high1, low1;
      multiply_wide(c0, 0xD2511F53, high0, low0);
      multiply_wide(c2, 0xCD9E8D57, high1, low1);
      c0 = hn::Xor(hn::Xor(high1, c1), hn::Set(words32, key[0]));
      c2 = hn::Xor(hn::Xor(high0, c3), hn::Set(words32, key[1]));
      c1 = low1;
      c3 = low0;
      key[0] += 0x9E3779B9;
      key[1] += 0xBB67AE85;
    }
    hn::Store(c0, words32, out + b);
    hn::Store(c1, words32, out + 16 + b);
    hn::Store(c2, words32, out + 32 + b);
    hn::Store(c3, words32, out + 48 + b);
  }
}

#endif

void fill_words(Generator generator, const random::GroupAddress& at, Index first_batch, Index batches,
                std::uint32_t* out) noexcept {
  if (generator == Generator::pcg32) {
    pcg32 engine = random::pcg32_engine(at);
    engine.advance(static_cast<std::uint64_t>(first_batch * random::words_per_batch));
    for (Index i = 0; i < batches * random::words_per_batch; ++i) out[i] = engine();
    return;
  }
  for (Index batch = 0; batch < batches; ++batch)
    philox_batch(at, static_cast<std::uint32_t>(16 * (first_batch + batch)),
                 out + batch * random::words_per_batch);
}

// A column of one group in registers.
constexpr std::size_t column_words = static_cast<std::size_t>(group_words);

// The rows' masks: bit j of row r is one where trajectory j's parents are in row r. The last parent varies fastest.
HWY_INLINE void fill_row_masks(const TableDraw& draw, Index g, std::uint64_t* masks) {
  const std::size_t step = hn::Lanes(digits64);
  for (std::size_t w = 0; w < column_words; ++w) masks[w] = ~std::uint64_t{0};
  std::size_t rows = 1;
  for (Index p = 0; p < draw.parent_count; ++p) {
    const ParentColumns& parent = draw.parents[p];
    const std::size_t states = static_cast<std::size_t>(parent.states);
    const std::size_t offset = static_cast<std::size_t>(g) * column_words;
    // From the last row down, so that each row is read before it is overwritten.
    for (std::size_t row = rows; row-- > 0;)
      for (std::size_t w = 0; w < column_words; w += step) {
        const auto mask = hn::Load(digits64, masks + row * column_words + w);
        for (std::size_t state = states; state-- > 0;) {
          const auto in_state =
              parent.is_event ? (state == 1 ? hn::Load(digits64, parent.columns[0] + offset + w)
                                            : hn::Not(hn::Load(digits64, parent.columns[0] + offset + w)))
                              : hn::Load(digits64, parent.columns[state] + offset + w);
          hn::Store(hn::And(mask, in_state), digits64, masks + (row * states + state) * column_words + w);
        }
      }
    rows *= states;
  }
}

// [U < threshold of the trajectory's row] for one threshold of one group. A digit decides where it differs from the
// threshold's; what is undecided after the first digits (one trajectory in 256) is decided singly.
HWY_INLINE void compare_digits(const TableDraw& draw, const random::GroupAddress& at, Index threshold,
                               const std::uint64_t* masks, const std::uint64_t* digits,
                               std::uint64_t* result) {
  const std::size_t rows = static_cast<std::size_t>(draw.rows);
  const std::size_t rounds = static_cast<std::size_t>(table_digits);
  const std::uint64_t* digit_masks =
      draw.table->digit_masks.data() + static_cast<std::size_t>(threshold) * rounds * rows;
  HWY_ALIGN std::uint64_t undecided_words[column_words];
  for (std::size_t w = 0; w < column_words; w += hn::Lanes(digits64)) {
    auto less = hn::Zero(digits64);
    auto undecided = hn::Set(digits64, ~std::uint64_t{0});
    for (std::size_t d = 0; d < rounds; ++d) {
      auto wanted = hn::Zero(digits64);
      for (std::size_t row = 0; row < rows; ++row)
        wanted = hn::Or(wanted, hn::And(hn::Load(digits64, masks + row * column_words + w),
                                        hn::Set(digits64, digit_masks[d * rows + row])));
      const auto digit = hn::Load(digits64, digits + d * column_words + w);
      less = hn::Or(less, hn::And(undecided, hn::AndNot(digit, wanted)));
      undecided = hn::AndNot(hn::Xor(digit, wanted), undecided);
    }
    hn::Store(less, digits64, result + w);
    hn::Store(undecided, digits64, undecided_words + w);
  }
  for (std::size_t w = 0; w < column_words; ++w)
    for (std::uint64_t left = undecided_words[w]; left != 0; left &= left - 1) {
      const std::size_t bit = static_cast<std::size_t>(std::countr_zero(left));
      std::size_t row = 0;
      while (((masks[row * column_words + w] >> bit) & 1) == 0) ++row;
      const random::LaneAddress lane{draw.generator, at, static_cast<Index>(w * 64 + bit)};
      const auto& value =
          draw.table
              ->values[row * static_cast<std::size_t>(draw.thresholds) + static_cast<std::size_t>(threshold)];
      if (random::below(lane, value, table_digits)) result[w] |= std::uint64_t{1} << bit;
    }
}

bool draw_table(const TableDraw& draw) noexcept {
  HWY_ALIGN std::uint64_t masks[256 * column_words];
  HWY_ALIGN std::uint64_t digits[static_cast<std::size_t>(table_digits) * column_words];
  HWY_ALIGN std::uint64_t less[column_words];
  constexpr Index batches = table_digits * 16 / random::words_per_batch;
  for (Index g = 0; g < draw.groups; ++g) {
    random::GroupAddress at = draw.at;
    at.group += static_cast<std::uint64_t>(g);
    const std::size_t offset = static_cast<std::size_t>(g) * column_words;
    fill_row_masks(draw, g, masks);
    const auto exists = [&](std::size_t w)
                            HWY_ATTR { return draw.guard ? draw.guard[offset + w] : ~std::uint64_t{0}; };
    for (std::size_t row = 0; row < draw.table->bad_rows.size(); ++row)
      if (draw.table->bad_rows[row])
        for (std::size_t w = 0; w < column_words; ++w)
          if (masks[row * column_words + w] & exists(w)) return false;
    fill_words(draw.generator, at, 0, batches, reinterpret_cast<std::uint32_t*>(digits));
    for (Index t = 0; t < draw.thresholds; ++t) {
      compare_digits(draw, at, t, masks, digits, less);
      const std::size_t state = static_cast<std::size_t>(t);
      for (std::size_t w = 0; w < column_words; ++w) draw.out[state][offset + w] = less[w] & exists(w);
    }
  }
  return true;
}

Kernels table() {
  return {hwy::TargetName(HWY_TARGET),
          fill_words,
          draw_table,
          {negate, exp, log, logistic, add, subtract, multiply, divide, minimum, maximum, scale_odds},
          {less, less_equal, equal},
          {uniform, normal, log_normal, logit_normal, triangular, exponential},
          table_quantile,
          select,
          below,
          any_nan,
          any_outside_unit,
          moments,
          count};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace casus::kernels {

HWY_EXPORT(table);

void Thresholds::spread(Index rows, Index thresholds) {
  digit_masks.resize(static_cast<std::size_t>(rows * thresholds * table_digits));
  std::size_t next = 0;
  for (Index t = 0; t < thresholds; ++t)
    for (Index d = 0; d < table_digits; ++d)
      for (Index row = 0; row < rows; ++row)
        digit_masks[next++] = (values[static_cast<std::size_t>(row * thresholds + t)].digits >> (63 - d)) & 1
                                  ? ~std::uint64_t{0}
                                  : 0;
}

const std::vector<Kernels>& all() {
  static const std::vector<Kernels> tables = [] {
    std::vector<Kernels> found;
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      hwy::ChosenTarget chosen;
      chosen.Update(target);
      found.push_back(HWY_DISPATCH_TABLE(table)[chosen.GetIndex()]());
    }
    return found;
  }();
  return tables;
}

const Kernels& by_name(const std::string& name) {
  if (name.empty()) return all().front();
  std::vector<std::string> names;
  for (const Kernels& kernels : all()) {
    if (kernels.name == name) return kernels;
    names.emplace_back(kernels.name);
  }
  throw Error("instruction set", "one of " + detail::joined(names), detail::quoted(name));
}

}  // namespace casus::kernels
#endif
