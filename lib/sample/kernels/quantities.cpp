// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "sample/kernels.hpp"

// The targets are to be the same in each file of kernels.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sample/kernels/quantities.cpp"
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
constexpr bool has_fma = HWY_TARGET != HWY_SCALAR && (HWY_ARCH_ARM_A64 || HWY_ARCH_PPC || HWY_ARCH_RVV);
#endif

namespace lane {

struct M {
  hn::Mask<Doubles> raw;
};
struct V {
  hn::Vec<Doubles> raw;
  HWY_INLINE V() : raw(hn::Zero(doubles)) {}
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
HWY_INLINE M negated(M a) noexcept { return {hn::Not(a.raw)}; }
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

// Applies `element` to each vector: the loop that the element-wise kernels share. It may run over the end, up to the next
// multiple of 64 lanes.
template <class ElementFunction>
HWY_INLINE void for_each_vector(Index lanes, double* out, ElementFunction element) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(lanes); i += hn::Lanes(doubles))
    store(element(i), out + i);
}
template <class TruthFunction>
HWY_INLINE void for_each_truth(Index lanes, std::uint64_t* out, TruthFunction truth) {
  for (std::size_t first = 0; first < static_cast<std::size_t>(lanes); first += 64) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(doubles)) bits |= mask_bits(truth(first + i)) << i;
    out[first / 64] = bits;
  }
}

void negate(const double* a, const double*, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return -load(a + i); });
}
void exp(const double* a, const double*, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return lane::exp(load(a + i)); });
}
void log(const double* a, const double*, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return lane::log(load(a + i)); });
}
void logistic(const double* a, const double*, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return lane::logistic(load(a + i)); });
}
void add(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) + load(b + i); });
}
void subtract(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) - load(b + i); });
}
void multiply(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) * load(b + i); });
}
void divide(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) / load(b + i); });
}
void minimum(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load(b + i) < load(a + i), load(b + i), load(a + i));
  });
}
void maximum(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load(a + i) < load(b + i), load(b + i), load(a + i));
  });
}
void scale_odds(const double* a, const double* b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out,
                  [&](std::size_t i) HWY_ATTR { return lane::scale_odds(load(a + i), load(b + i)); });
}

void less(const double* a, const double* b, Index lanes, std::uint64_t* out) noexcept {
  for_each_truth(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) < load(b + i); });
}
void less_equal(const double* a, const double* b, Index lanes, std::uint64_t* out) noexcept {
  for_each_truth(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) <= load(b + i); });
}
void equal(const double* a, const double* b, Index lanes, std::uint64_t* out) noexcept {
  for_each_truth(lanes, out, [&](std::size_t i) HWY_ATTR { return load(a + i) == load(b + i); });
}

HWY_INLINE V unit(const std::uint64_t* digits, std::size_t i) {
  return lane::unit(B(hn::Load(digits64, digits + i)));
}

void uniform(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::uniform_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void normal(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::normal_law_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void log_normal(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::log_normal_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void logit_normal(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::logit_normal_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i));
  });
}
void triangular(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::triangular_quantile(unit(digits, i), load(p[0] + i), load(p[1] + i), load(p[2] + i));
  });
}
void exponential(const std::uint64_t* digits, const double* const* p, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::exponential_quantile(unit(digits, i), load(p[0] + i));
  });
}

void table_quantile(const std::uint64_t* digits, const double* coefficients, Index lanes,
                    double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::table_quantile(unit(digits, i), coefficients);
  });
}

void select(const std::uint64_t* condition, const double* yes, const double* no, Index lanes,
            double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::select(load_mask(condition, i), load(yes + i), load(no + i));
  });
}

void below(const std::uint64_t* digits, const double* probability, Index lanes, std::uint64_t* out) noexcept {
  for_each_truth(lanes, out, [&](std::size_t i) HWY_ATTR {
    return lane::below(B(hn::Load(digits64, digits + i)), load(probability + i));
  });
}

// Lanes behind the last one count for nothing.
HWY_INLINE std::uint64_t asked(Index lanes, std::size_t word) {
  const Index left = lanes - static_cast<Index>(64 * word);
  return left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
}
template <class TruthFunction> HWY_INLINE bool any(Index lanes, TruthFunction bad) {
  HWY_ALIGN std::uint64_t found[group / 64];
  for_each_truth(lanes, found, bad);
  std::uint64_t all = 0;
  for (std::size_t word = 0; static_cast<Index>(64 * word) < lanes; ++word)
    all |= found[word] & asked(lanes, word);
  return all != 0;
}

bool any_nan(const double* values, Index lanes) noexcept {
  return any(lanes,
             [&](std::size_t i) HWY_ATTR { return lane::negated(load(values + i) == load(values + i)); });
}

bool any_outside(const double* values, double low, double high, Index lanes) noexcept {
  return any(lanes, [&](std::size_t i) HWY_ATTR {
    const V x = load(values + i);
    return lane::negated((x >= V(low)) & (x <= V(high)));
  });
}

// The order of casus::group_moments: partial sums side by side, so that one need not wait for the other, then pairwise.
template <class ElementFunction> HWY_INLINE double ordered_sum(ElementFunction next_sum) {
  constexpr std::size_t width = hn::MaxLanes(doubles), vectors = partial_sums / width;
  V sums[vectors] = {};
  for (std::size_t i = 0; i < group; i += partial_sums)
    for (std::size_t v = 0; v < vectors; ++v) sums[v] = next_sum(i + v * width, sums[v]);
  HWY_ALIGN double all[partial_sums];
  for (std::size_t v = 0; v < vectors; ++v) store(sums[v], all + v * width);
  return pairwise_sum(all);
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

void scatter(const double* values, const std::uint32_t* positions, Index lanes, Index all,
             double* out) noexcept {
  const V absent(std::numeric_limits<double>::quiet_NaN());
  for_each_vector(all, out, [&](std::size_t) HWY_ATTR { return absent; });
  for (Index i = 0; i < lanes; ++i) out[positions[i]] = values[i];
}

Quantities quantity_table() {
  return {{negate, exp, log, logistic, add, subtract, multiply, divide, minimum, maximum, scale_odds},
          {less, less_equal, equal},
          {uniform, normal, log_normal, logit_normal, triangular, exponential},
          table_quantile,
          select,
          below,
          any_nan,
          any_outside,
          scatter,
          moments};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(quantity_table);

Quantities quantity_kernels(std::int64_t target) {
  hwy::ChosenTarget chosen;
  chosen.Update(target);
  return HWY_DISPATCH_TABLE(quantity_table)[chosen.GetIndex()]();
}

}  // namespace casus::kernels
#endif
