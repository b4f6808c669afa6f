// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>

#include "sample/kernels.hpp"

// The list of targets must be the same in each file of kernels.
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

// The operation on each vector of a loop is written as a lambda, which must be inlined into the
// loop. The kernels themselves are flattened: a call for each vector would cost as much as its
// work.
#undef CASUS_EACH
#if HWY_COMPILER_MSVC
#define CASUS_EACH HWY_ATTR
#else
#define CASUS_EACH HWY_ATTR __attribute__((always_inline))
#endif

// A group is a multiple of every width up to 8 doubles; wider machines use part of their vectors.
using Doubles = hn::CappedTag<double, 8>;
using Digits = hn::RebindToUnsigned<Doubles>;
constexpr Doubles doubles;
constexpr Digits digits64;

// If the target has no fused multiply-add, Highway's MulAdd rounds twice; each lane then uses
// std::fma.
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
HWY_INLINE bool all(M a) noexcept { return hn::AllTrue(doubles, a.raw); }
HWY_INLINE V gather(const double* from, B index) noexcept {
  return hn::GatherIndex(doubles, from, hn::BitCast(hn::RebindToSigned<Doubles>(), index.raw));
}
HWY_INLINE B gather(const std::int64_t* from, B index) noexcept {
  constexpr hn::RebindToSigned<Doubles> integers;
  return hn::BitCast(digits64, hn::GatherIndex(integers, from, hn::BitCast(integers, index.raw)));
}
// Keeps the compiler from extracting lanes of a vector by shuffles: reading them back from memory
// is faster.
HWY_INLINE const std::uint64_t* read_back(const std::uint64_t* stored) noexcept {
#if HWY_COMPILER_GCC || HWY_COMPILER_CLANG
  asm("" : "+r"(stored) : : "memory");
#endif
  return stored;
}
// Reads four consecutive doubles for each lane, so that out[k] contains the k-th of each. Reads
// whole rows and transposes them: one load for each row instead of four gathered elements.
HWY_INLINE void read_four(const double* from, B index, V (&out)[4]) noexcept {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  constexpr hn::Half<Doubles> row;
  constexpr hn::Half<Digits> half_index;
  HWY_ALIGN std::uint64_t stored[8];
  hn::Store(hn::LowerHalf(half_index, index.raw), half_index, stored);
  hn::Store(hn::UpperHalf(half_index, index.raw), half_index, stored + 4);
  const std::uint64_t* at = read_back(stored);
  const auto pair = [&](std::size_t lane) CASUS_EACH {
    return hn::Combine(doubles, hn::LoadU(row, from + at[lane + 1]), hn::LoadU(row, from + at[lane]));
  };
  const auto a = pair(0), b = pair(2), c = pair(4), d = pair(6);
  const auto even_ab = hn::ConcatEven(doubles, b, a), odd_ab = hn::ConcatOdd(doubles, b, a);
  const auto even_cd = hn::ConcatEven(doubles, d, c), odd_cd = hn::ConcatOdd(doubles, d, c);
  out[0] = hn::ConcatEven(doubles, even_cd, even_ab);
  out[1] = hn::ConcatEven(doubles, odd_cd, odd_ab);
  out[2] = hn::ConcatOdd(doubles, even_cd, even_ab);
  out[3] = hn::ConcatOdd(doubles, odd_cd, odd_ab);
#elif HWY_TARGET == HWY_AVX2
  HWY_ALIGN std::uint64_t stored[4];
  hn::Store(index.raw, digits64, stored);
  const std::uint64_t* at = read_back(stored);
  const auto a = hn::LoadU(doubles, from + at[0]), b = hn::LoadU(doubles, from + at[1]);
  const auto c = hn::LoadU(doubles, from + at[2]), d = hn::LoadU(doubles, from + at[3]);
  const auto even_ab = hn::InterleaveLower(doubles, a, b), odd_ab = hn::InterleaveUpper(doubles, a, b);
  const auto even_cd = hn::InterleaveLower(doubles, c, d), odd_cd = hn::InterleaveUpper(doubles, c, d);
  out[0] = hn::ConcatLowerLower(doubles, even_cd, even_ab);
  out[1] = hn::ConcatLowerLower(doubles, odd_cd, odd_ab);
  out[2] = hn::ConcatUpperUpper(doubles, even_cd, even_ab);
  out[3] = hn::ConcatUpperUpper(doubles, odd_cd, odd_ab);
#else
  for (std::size_t k = 0; k < 4; ++k) out[k] = gather(from + k, index);
#endif
}
HWY_INLINE V square_root(V x) noexcept { return hn::Sqrt(x.raw); }

using Singles = hn::CappedTag<float, 16>;
constexpr Singles singles;
struct F {
  hn::Vec<Singles> raw;
  HWY_INLINE F(hn::Vec<Singles> vector) : raw(vector) {}
  HWY_INLINE explicit F(float value) : raw(hn::Set(singles, value)) {}
};
struct SingleBits {
  hn::Vec<hn::RebindToUnsigned<Singles>> raw;
};
HWY_INLINE F operator-(F a, F b) noexcept { return hn::Sub(a.raw, b.raw); }
HWY_INLINE F multiply_add(F a, F b, F c) noexcept { return hn::MulAdd(a.raw, b.raw, c.raw); }
HWY_INLINE SingleBits to_bits(F x) noexcept { return {hn::BitCast(hn::RebindToUnsigned<Singles>(), x.raw)}; }
HWY_INLINE F from_bits(SingleBits bits) noexcept { return hn::BitCast(singles, bits.raw); }
template <int N> HWY_INLINE SingleBits shift_left(SingleBits bits) noexcept {
  return {hn::ShiftLeft<N>(bits.raw)};
}

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
HWY_INLINE V load(const Argument& from, std::size_t i) {
  return from.varies ? load(from.values + i) : V(from.values[0]);
}
HWY_INLINE void store(V value, double* to) { hn::Store(value.raw, doubles, to); }

// Converts the lowest bits of a word to a mask of a vector's lanes.
HWY_INLINE M mask_of(std::uint64_t word) {
  HWY_ALIGN std::uint8_t bytes[8] = {static_cast<std::uint8_t>(word)};
  return {hn::LoadMaskBits(doubles, bytes)};
}
// Returns the mask of lanes i, i + 1, ... of a column. The number of lanes is two, four or eight,
// so they never straddle a byte.
HWY_INLINE M lanes_that_hold(const std::uint64_t* column, std::size_t i) {
  return mask_of(column[i / 64] >> (i % 64));
}
HWY_INLINE std::uint64_t mask_bits(M mask) {
  HWY_ALIGN std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(doubles, mask.raw, bytes);
  return bytes[0];
}

// Applies `element` to each vector: the loop of all element-wise kernels. It may run past the end,
// up to the next multiple of 64 lanes.
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

// Calls loop(x, y), where x(i) and y(i) are the vectors of two arguments, one call for each form
// that these can have.
template <class Loop> HWY_INLINE void for_forms(const Argument& a, const Argument& b, Loop loop) {
  const V one_a(a.values[0]), one_b(b.values[0]);
  const auto each_a = [&](std::size_t i) CASUS_EACH { return load(a.values + i); };
  const auto each_b = [&](std::size_t i) CASUS_EACH { return load(b.values + i); };
  if (!a.varies)
    loop([&](std::size_t) CASUS_EACH { return one_a; }, [&](std::size_t i) CASUS_EACH { return load(b, i); });
  else if (!b.varies)
    loop(each_a, [&](std::size_t) CASUS_EACH { return one_b; });
  else
    loop(each_a, each_b);
}
template <class Function>
HWY_INLINE void for_each_pair(const Argument& a, const Argument& b, Index lanes, double* out,
                              Function function) {
  for_forms(a, b, [&](auto x, auto y) CASUS_EACH {
    for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return function(x(i), y(i)); });
  });
}
template <class Function>
HWY_INLINE void for_each_pair(const Argument& a, const Argument& b, Index lanes, std::uint64_t* out,
                              Function function) {
  for_forms(a, b, [&](auto x, auto y) CASUS_EACH {
    for_each_truth(lanes, out, [&](std::size_t i) CASUS_EACH { return function(x(i), y(i)); });
  });
}

HWY_FLATTEN void negate(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return -load(a, i); });
}
HWY_FLATTEN void exp(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::exp(load(a, i)); });
}
HWY_FLATTEN void log(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::log(load(a, i)); });
}
HWY_FLATTEN void sqrt(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::square_root(load(a, i)); });
}
HWY_FLATTEN void pow(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::pow(load(a, i), load(b, i)); });
}
HWY_FLATTEN void abs(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::abs(load(a, i)); });
}
HWY_FLATTEN void floor(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::floor(load(a, i)); });
}
HWY_FLATTEN HWY_NOINLINE void logistic(Argument a, Argument, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::logistic(load(a, i)); });
}
HWY_FLATTEN void add(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x + y; });
}
HWY_FLATTEN void subtract(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x - y; });
}
HWY_FLATTEN void multiply(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x * y; });
}
HWY_FLATTEN void divide(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x / y; });
}
HWY_FLATTEN void minimum(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return lane::minimum(x, y); });
}
HWY_FLATTEN void maximum(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return lane::maximum(x, y); });
}
HWY_FLATTEN void scale_odds(Argument a, Argument b, Index lanes, double* out) noexcept {
  for_each_vector(lanes, out,
                  [&](std::size_t i) CASUS_EACH { return lane::scale_odds(load(a, i), load(b, i)); });
}

HWY_FLATTEN void less(Argument a, Argument b, Index lanes, std::uint64_t* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x < y; });
}
HWY_FLATTEN void less_equal(Argument a, Argument b, Index lanes, std::uint64_t* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x <= y; });
}
HWY_FLATTEN void equal(Argument a, Argument b, Index lanes, std::uint64_t* out) noexcept {
  for_each_pair(a, b, lanes, out, [](V x, V y) CASUS_EACH { return x == y; });
}

HWY_FLATTEN void divide_by(Argument a, double divisor, Index lanes, double* out) noexcept {
  const V same(divisor);
  if (!(divisor >= 0x1p-100 && divisor <= 0x1p100) && !(divisor <= -0x1p-100 && divisor >= -0x1p100)) {
    for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return load(a, i) / same; });
    return;
  }
  const lane::Divisor by(same);
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return lane::quotient(load(a, i), by); });
}

HWY_INLINE V unit(const std::uint64_t* digits, std::size_t i) {
  return lane::unit(B(hn::Load(digits64, digits + i)));
}

// Evaluates law(u, parameters) on every lane. Parameters that are equal on all lanes are loaded
// once.
template <std::size_t Count, class Distribution>
HWY_INLINE void for_each_draw(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                              double* out, Distribution law) {
  bool vary = false;
  for (std::size_t k = 0; k < Count; ++k) vary = vary || arguments[k].varies;
  V p[Count];
  for (std::size_t k = 0; k < Count; ++k) p[k] = V(arguments[k].values[0]);
  if (!vary) {
    for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH { return law(unit(digits, i), p); });
    return;
  }
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    V q[Count];
    for (std::size_t k = 0; k < Count; ++k) q[k] = arguments[k].varies ? load(arguments[k].values + i) : p[k];
    return law(unit(digits, i), q);
  });
}

HWY_FLATTEN void uniform(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                         double* out) noexcept {
  for_each_draw<2>(digits, arguments, lanes, out,
                   [](V u, const V* p) CASUS_EACH { return lane::uniform_quantile(u, p[0], p[1]); });
}
// Evaluates a law of a standard normal number. A pass of its own draws that number if the law is
// long: with shorter dependency chains in each pass, the machine overlaps more vectors.
template <class Distribution>
HWY_INLINE void for_each_normal(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                                double* out, Distribution law) {
  const double* table = detail::scalar::normal_table();
  for_each_vector(lanes, out,
                  [&](std::size_t i) CASUS_EACH { return lane::tabled_normal(unit(digits, i), table); });
  const V location(arguments[0].values[0]), scale(arguments[1].values[0]);
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    return law(load(out + i), arguments[0].varies ? load(arguments[0].values + i) : location,
               arguments[1].varies ? load(arguments[1].values + i) : scale);
  });
}
HWY_FLATTEN void normal(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                        double* out) noexcept {
  const double* table = detail::scalar::normal_table();
  for_each_draw<2>(digits, arguments, lanes, out, [table](V u, const V* p) CASUS_EACH {
    return lane::normal_at(lane::tabled_normal(u, table), p[0], p[1]);
  });
}
HWY_FLATTEN void log_normal(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                            double* out) noexcept {
  for_each_normal(digits, arguments, lanes, out, [](V z, V location, V scale) CASUS_EACH {
    return lane::log_normal_at(z, location, scale);
  });
}
HWY_FLATTEN void logit_normal(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                              double* out) noexcept {
  for_each_normal(digits, arguments, lanes, out, [](V z, V location, V scale) CASUS_EACH {
    return lane::logit_normal_at(z, location, scale);
  });
}
HWY_FLATTEN void triangular(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                            double* out) noexcept {
  for_each_draw<3>(digits, arguments, lanes, out,
                   [](V u, const V* p) CASUS_EACH { return lane::triangular_quantile(u, p[0], p[1], p[2]); });
}
HWY_FLATTEN void exponential(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                             double* out) noexcept {
  for_each_draw<1>(digits, arguments, lanes, out,
                   [](V u, const V* p) CASUS_EACH { return lane::exponential_quantile(u, p[0]); });
}
HWY_FLATTEN void weibull(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                         double* out) noexcept {
  for_each_draw<2>(digits, arguments, lanes, out,
                   [](V u, const V* p) CASUS_EACH { return lane::weibull_quantile(u, p[0], p[1]); });
}
HWY_FLATTEN void geometric(const std::uint64_t* digits, const Argument* arguments, Index lanes,
                           double* out) noexcept {
  for_each_draw<1>(digits, arguments, lanes, out,
                   [](V u, const V* p) CASUS_EACH { return lane::geometric_quantile(u, p[0]); });
}

HWY_FLATTEN void table_quantile(const std::uint64_t* digits, const double* coefficients, Index lanes,
                                double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    return lane::table_quantile(unit(digits, i), coefficients);
  });
}

HWY_FLATTEN void mix_rows(const double* rows, std::size_t stride, const double* factors, std::size_t count,
                          Index lanes, double* out) noexcept {
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    V sum = V(factors[0]) * V(hn::LoadU(doubles, rows + i));
    for (std::size_t row = 1; row < count; ++row)
      sum = lane::fma(V(factors[row]), V(hn::LoadU(doubles, rows + row * stride + i)), sum);
    return sum;
  });
}

HWY_FLATTEN void gamma_quantile(const std::uint64_t* digits, const double* coefficients, Index lanes,
                                double* out) noexcept {
  constexpr std::size_t first = lane::shaped_pieces - nearest_pieces;  // of the near pieces
  const V nearest(nearest_tail), none(std::numeric_limits<double>::quiet_NaN());
  const B of_upper(nearest_size), of_lower(std::uint64_t{0});
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    const V u = unit(digits, i), other = V(1.0) - u;
    const M lower = u < other;
    const V given = lane::select(lower, u, other);
    const M far = given < nearest;
    const V tail = lane::select(far, nearest, given);
    const B piece = lane::shaped_piece(tail) - B(first);
    const B start = lane::shift_left<3>(piece) + lane::shift_left<2>(piece) +  // twelve coefficients each
                    lane::select(lower, of_lower, of_upper);
    return lane::select(far, none, lane::shaped_value(tail, start, coefficients));
  });
}

// Converts a whole number in [0, 2^51) to an integer, and back.
HWY_INLINE B whole(V number) { return lane::to_bits(number + V(0x1p52)) - B(0x4330000000000000); }
HWY_INLINE V number(B whole) { return lane::from_bits(whole | B(0x4330000000000000)) - V(0x1p52); }

HWY_FLATTEN void count_quantile(const std::uint64_t* digits, const CountSteps& table, Index lanes,
                                double* out) noexcept {
  const B one(1), none(std::uint64_t{0});
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    const V u = unit(digits, i), other = V(1.0) - u;
    const M lower = u < other;
    const V x = lane::select(lower, u, -other);
    // floor(cell), the number of u's cell.
    const V cell = u * V(table.cells);
    const V nearest = (cell + V(lane::rounding_shift)) - V(lane::rounding_shift);
    B position = lane::gather(table.guide, whole(lane::select(nearest > cell, nearest - V(1.0), nearest)));
    for (M short_of = lane::gather(table.steps, position) < x; !lane::all(lane::negated(short_of));
         short_of = lane::gather(table.steps, position) < x)
      position = position + lane::select(short_of, one, none);
    return number(position) + lane::select(lower, V(table.lower_offset), V(table.upper_offset));
  });
}

HWY_FLATTEN void empirical_quantile(const std::uint64_t* digits, const double* cumulative,
                                    const double* values, Index count, Index lanes, double* out) noexcept {
  // Counts the cumulative probabilities, of the first count - 1, that are below u: a binary search
  // over the bits of the count, from the highest on.
  const auto searched = static_cast<std::uint64_t>(count - 1);
  const B none(std::uint64_t{0});
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    const V u = unit(digits, i);
    B below = none;
    for (std::uint64_t step = std::bit_floor(searched); step > 0; step /= 2) {
      const B tried = below + B(step);
      const M inside = number(tried) <= V(static_cast<double>(searched));
      const B asked = lane::select(inside, tried - B(1), none);
      below = lane::select(inside & (lane::gather(cumulative, asked) < u), tried, below);
    }
    return lane::gather(values, below);
  });
}

HWY_FLATTEN void clamp(double* values, double low, double high, Index lanes) noexcept {
  const V least(low), most(high);
  for_each_vector(lanes, values, [&](std::size_t i) CASUS_EACH {
    const V x = load(values + i);
    return lane::select(x < least, least, lane::select(x > most, most, x));
  });
}

HWY_FLATTEN void locate(double* values, Argument location, Argument scale, Index lanes) noexcept {
  const V one_location(location.values[0]), one_scale(scale.values[0]);
  for_each_vector(lanes, values, [&](std::size_t i) CASUS_EACH {
    return lane::fma(scale.varies ? load(scale.values + i) : one_scale, load(values + i),
                     location.varies ? load(location.values + i) : one_location);
  });
}

HWY_FLATTEN void select(const std::uint64_t* condition, Argument yes, Argument no, Index lanes,
                        double* out) noexcept {
  for_forms(yes, no, [&](auto x, auto y) CASUS_EACH {
    for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
      return lane::select(lanes_that_hold(condition, i), x(i), y(i));
    });
  });
}

// Masks out lanes past the last one.
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

HWY_FLATTEN bool copy_numbers(Argument values, Index lanes, double* out) noexcept {
  M numbers = V(0.0) == V(0.0);
  for_each_vector(lanes, out, [&](std::size_t i) CASUS_EACH {
    const V x = load(values, i);
    numbers = numbers & (x == x);
    return x;
  });
  // Entries past the last lane may be NaN.
  return lane::all(numbers) || !any(lanes, [&](std::size_t i) CASUS_EACH {
           return lane::negated(load(values, i) == load(values, i));
         });
}

HWY_FLATTEN bool any_outside(Argument values, double low, double high, Index lanes) noexcept {
  return any(lanes, [&](std::size_t i) CASUS_EACH {
    const V x = load(values, i);
    return lane::negated((x >= V(low)) & (x <= V(high)));
  });
}

HWY_FLATTEN HWY_NOINLINE bool below(const std::uint64_t* digits, Argument probability, Index lanes,
                                    std::uint64_t* out) noexcept {
  M close = V(0.0) < V(0.0);
  // Doubles in [0, 1] have the same order as their bits. So the sign bit of `wrong` is set if a
  // probability exceeds 1 or has a sign.
  B wrong(std::uint64_t{0});
  for_each_truth(lanes, out, [&](std::size_t i) CASUS_EACH {
    const B u(hn::Load(digits64, digits + i));
    const V p = load(probability, i);
    close = close | lane::is_close(u, p);
    wrong = wrong | lane::to_bits(p) | (lane::to_bits(V(1.0)) - lane::to_bits(p));
    return lane::below_at_once(u, p);
  });
  if (!lane::all(lane::negated(close)))
    for_each_truth(lanes, out, [&](std::size_t i) CASUS_EACH {
      return lane::below(B(hn::Load(digits64, digits + i)), load(probability, i));
    });
  // A mismatch may be caused by -0 or by an entry past the last lane.
  const M right = number(lane::shift_right<63>(wrong)) == V(0.0);
  return lane::all(right) || !any_outside(probability, 0, 1, lanes);
}

// First digits are bytes with an inverted top bit, so that they compare as signed numbers.
using Bytes = hn::CappedTag<std::uint8_t, 64>;
using SignedBytes = hn::RebindToSigned<Bytes>;
constexpr Bytes bytes8;
constexpr SignedBytes signed8;

// Returns the truth values of a vector's lanes, from the lowest bit on.
template <class D> HWY_INLINE std::uint64_t bits_of(D d, hn::Mask<D> mask) {
  HWY_ALIGN std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  std::uint64_t bits;
  std::memcpy(&bits, bytes, 8);
  return bits;
}

// Let d be the first digits of U, so that U is in [d, d + 1) / 256. If r is an integer in
// [256 p - 1, 256 p], then d < r implies U < p, d > r implies U >= p, and d = r is undecided.
// 256 p - 1/2 rounded to the nearest integer, in either direction if tied, is such an r. It is at
// most 255 for p < 1, and p = 1 may be replaced by the next double below it.
HWY_FLATTEN bool below_at_first(const std::uint8_t* first_digits, Argument probability, Index lanes,
                                std::uint64_t* out, std::uint64_t* undecided) noexcept {
  const hn::Rebind<std::uint8_t, Doubles> low_bytes;
  // At the size of `shift`, doubles are multiples of 1/256.
  const V greatest(1 - 0x1p-53), half(0x1p-9), shift(0x1.8p44);
  B wrong(std::uint64_t{0});  // as in `below`
  for (std::size_t first = 0; first < static_cast<std::size_t>(lanes); first += 64) {
    HWY_ALIGN std::uint8_t thresholds[64];
    for (std::size_t i = 0; i < 64; i += hn::Lanes(doubles)) {
      const V p = load(probability, first + i);
      wrong = wrong | lane::to_bits(p) | (lane::to_bits(V(1.0)) - lane::to_bits(p));
      // The difference is exact, or is rounded to a number that the addition turns into 0 anyway.
      const B r = lane::to_bits((lane::select(p < greatest, p, greatest) - half) + shift);
      hn::Store(hn::TruncateTo(low_bytes, r.raw), low_bytes, thresholds + i);
    }
    std::uint64_t yes = 0, tie = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(bytes8)) {
      const auto digits = hn::BitCast(signed8, hn::Load(bytes8, first_digits + first + i));
      const auto r = hn::BitCast(signed8, hn::Xor(hn::Load(bytes8, thresholds + i), hn::Set(bytes8, 0x80)));
      yes |= bits_of(signed8, hn::Lt(digits, r)) << i;
      tie |= bits_of(signed8, hn::Eq(digits, r)) << i;
    }
    out[first / 64] = yes;
    undecided[first / 64] = tie & asked(lanes, first / 64);
  }
  const M right = number(lane::shift_right<63>(wrong)) == V(0.0);
  return lane::all(right) || !any_outside(probability, 0, 1, lanes);
}

// Loads single-precision numbers: two vectors of doubles fill one of them, or one if a vector is a
// single lane.
HWY_INLINE lane::F load_singles(const Argument& from, std::size_t i) {
#if HWY_TARGET == HWY_SCALAR
  return hn::DemoteTo(lane::singles, load(from, i).raw);
#else
  const hn::Half<lane::Singles> half;
  return hn::Combine(lane::singles, hn::DemoteTo(half, load(from, i + hn::Lanes(doubles)).raw),
                     hn::DemoteTo(half, load(from, i).raw));
#endif
}

// With q = 1 + e^-x, U < 1 / q is certain if (d + 1) q <= 256, and U >= 1 / q if d q >= 256.
// `logistic_error` allows for the error of q and for the rounding of the product. Beyond +-30 both
// comparisons give the same result as at +-30, which leaves only the last or the first d undecided.
HWY_FLATTEN void below_logistic_at_first(const std::uint8_t* first_digits, Argument x, Index lanes,
                                         std::uint64_t* out, std::uint64_t* undecided) noexcept {
  using lane::F;
  constexpr lane::Singles singles;
  const hn::RebindToSigned<lane::Singles> integers;
  const hn::Rebind<std::int8_t, lane::Singles> narrow;
  const auto most = hn::Set(singles, 30.0f), least = hn::Set(singles, -30.0f);
  const auto surely_yes = hn::Set(singles, 256 * (1 - lane::logistic_error));
  const auto surely_no = hn::Set(singles, 256 * (1 + lane::logistic_error));
  for (std::size_t first = 0; first < static_cast<std::size_t>(lanes); first += 64) {
    std::uint64_t yes = 0, no = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(singles)) {
      auto clamped = load_singles(x, first + i).raw;
      clamped = hn::IfThenElse(hn::Gt(clamped, most), most, clamped);
      clamped = hn::IfThenElse(hn::Lt(clamped, least), least, clamped);
      const auto q = lane::one_plus_exp_of_minus(F(clamped)).raw;
      const auto bytes = hn::Load(narrow, reinterpret_cast<const std::int8_t*>(first_digits) + first + i);
      const auto d =
          hn::Add(hn::ConvertTo(singles, hn::PromoteTo(integers, bytes)), hn::Set(singles, 128.0f));
      yes |= bits_of(singles, hn::Le(hn::MulAdd(d, q, q), surely_yes)) << i;
      no |= bits_of(singles, hn::Ge(hn::Mul(d, q), surely_no)) << i;
    }
    out[first / 64] = yes;
    undecided[first / 64] = ~(yes | no) & asked(lanes, first / 64);
  }
}

// Adds in the order of casus::group_moments: independent partial sums, which overlap, then
// pairwise. next_sum(lane, condition, sum) returns the new partial sum.
template <class ElementFunction>
HWY_INLINE double ordered_sum(const std::uint64_t* condition, ElementFunction next_sum) {
  constexpr std::size_t width = hn::MaxLanes(doubles), vectors = partial_sums / width;
  V sums[vectors] = {};
  for (std::size_t i = 0; i < group; i += partial_sums) {
    const std::uint64_t truths = condition[i / 64] >> (i % 64);
    for (std::size_t v = 0; v < vectors; ++v)
      sums[v] = next_sum(i + v * width, mask_of(truths >> (v * width)), sums[v]);
  }
  HWY_ALIGN double all[partial_sums];
  for (std::size_t v = 0; v < vectors; ++v) store(sums[v], all + v * width);
  return pairwise_sum(all);
}

HWY_FLATTEN Moments moments(const double* values, const std::uint64_t* condition) noexcept {
  Moments result;
  for (std::size_t word = 0; word < group / 64; ++word) result.count += std::popcount(condition[word]);
  if (result.count == 0) return result;
  const V zero(0.0);
  const double sum = ordered_sum(condition, [&](std::size_t i, M holds, V so_far) CASUS_EACH {
    return so_far + lane::select(holds, load(values + i), zero);
  });
  result.mean = sum / static_cast<double>(result.count);
  const V mean(result.mean);
  result.squares = ordered_sum(condition, [&](std::size_t i, M holds, V so_far) CASUS_EACH {
    const V deviation = lane::select(holds, load(values + i) - mean, zero);
    return lane::fma(deviation, deviation, so_far);
  });
  return result;
}

// Kernels by operation. Evaluated at compile time, so that no standard library code is compiled for
// this instruction set.
consteval decltype(QuantityKernels::element) elements() {
  decltype(QuantityKernels::element) by{};
  by[detail::at(Op::negate)] = negate;
  by[detail::at(Op::exp)] = exp;
  by[detail::at(Op::log)] = log;
  by[detail::at(Op::sqrt)] = sqrt;
  by[detail::at(Op::pow)] = pow;
  by[detail::at(Op::abs)] = abs;
  by[detail::at(Op::floor)] = floor;
  by[detail::at(Op::logistic)] = logistic;
  by[detail::at(Op::add)] = add;
  by[detail::at(Op::subtract)] = subtract;
  by[detail::at(Op::multiply)] = multiply;
  by[detail::at(Op::divide)] = divide;
  by[detail::at(Op::minimum)] = minimum;
  by[detail::at(Op::maximum)] = maximum;
  by[detail::at(Op::scale_odds)] = scale_odds;
  return by;
}
consteval decltype(QuantityKernels::comparison) comparisons() {
  decltype(QuantityKernels::comparison) by{};
  by[detail::at(Op::less)] = less;
  by[detail::at(Op::less_equal)] = less_equal;
  by[detail::at(Op::equal)] = equal;
  return by;
}

// A missing kernel is a compile-time error: the `throw` is not a constant expression.
consteval decltype(QuantityKernels::quantile) quantiles() {
  using distribution::VectorQuantile;
  decltype(QuantityKernels::quantile) by{};
  by[detail::at(VectorQuantile::uniform)] = uniform;
  by[detail::at(VectorQuantile::normal)] = normal;
  by[detail::at(VectorQuantile::log_normal)] = log_normal;
  by[detail::at(VectorQuantile::logit_normal)] = logit_normal;
  by[detail::at(VectorQuantile::triangular)] = triangular;
  by[detail::at(VectorQuantile::exponential)] = exponential;
  by[detail::at(VectorQuantile::weibull)] = weibull;
  by[detail::at(VectorQuantile::geometric)] = geometric;
  for (const auto kernel : by)
    if (kernel == nullptr) throw "a quantile function has no kernel";
  return by;
}

QuantityKernels quantity_table() {
  return {elements(),     divide_by,      comparisons(),           quantiles(),  table_quantile, mix_rows,
          gamma_quantile, count_quantile, empirical_quantile,      clamp,        locate,         select,
          below,          below_at_first, below_logistic_at_first, copy_numbers, any_outside,    moments};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(quantity_table);

QuantityKernels quantity_kernels(std::int64_t target) {
  hwy::ChosenTarget chosen;
  chosen.Update(target);
  return HWY_DISPATCH_TABLE(quantity_table)[chosen.GetIndex()]();
}

}  // namespace casus::kernels
#endif
