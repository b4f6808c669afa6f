// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

// Intermediate results with more bits than a double give other bits than the vector kernels, and
// searches for neighbouring doubles do not end.
#if FLT_EVAL_METHOD == 2
#error "casus needs arithmetic in double precision: on 32-bit x86, compile with -msse2 -mfpmath=sse"
#endif

/// The library's elementary functions on plain doubles; see detail/elements.inl for the contract of
/// each.
namespace casus::detail::scalar {

using V = double;
using B = std::uint64_t;
using M = bool;
using F = float;

inline V select(M condition, V yes, V no) noexcept { return condition ? yes : no; }
inline B select(M condition, B yes, B no) noexcept { return condition ? yes : no; }
inline M negated(M a) noexcept { return !a; }
inline bool all(M a) noexcept { return a; }
inline void read_four(const double* from, B index, V (&out)[4]) noexcept {
  for (std::size_t i = 0; i < 4; ++i) out[i] = from[index + i];
}
inline V fma(V a, V b, V c) noexcept { return std::fma(a, b, c); }
inline F multiply_add(F a, F b, F c) noexcept { return a * b + c; }
inline std::uint32_t to_bits(F x) noexcept { return std::bit_cast<std::uint32_t>(x); }
inline F from_bits(std::uint32_t bits) noexcept { return std::bit_cast<F>(bits); }
template <int N> inline std::uint32_t shift_left(std::uint32_t bits) noexcept { return bits << N; }
inline V square_root(V x) noexcept { return std::sqrt(x); }
inline B to_bits(V x) noexcept { return std::bit_cast<B>(x); }
inline V from_bits(B bits) noexcept { return std::bit_cast<V>(bits); }
template <int N> inline B shift_left(B bits) noexcept { return bits << N; }
template <int N> inline B shift_right(B bits) noexcept { return bits >> N; }

#include <casus/detail/elements.inl>

/// Computes the coefficients of the polynomial through N points (place[i], value[i]) in powers of
/// the place, by expansion of Newton's divided differences. The values are taken relative to one of
/// them, so rounding errors are relative to their differences.
template <std::size_t N>
inline void interpolate(const double (&place)[N], const double (&value)[N], double* coefficients) noexcept {
  double difference[N];
  for (std::size_t i = 0; i < N; ++i) difference[i] = value[i] - value[0];
  for (std::size_t order = 1; order < N; ++order)
    for (std::size_t i = N - 1; i >= order; --i)
      difference[i] = (difference[i] - difference[i - 1]) / (place[i] - place[i - order]);
  for (std::size_t k = 0; k < N; ++k) coefficients[k] = 0;
  for (std::size_t i = N; i-- > 0;) {
    for (std::size_t k = N - 1; k > 0; --k)
      coefficients[k] = std::fma(-place[i], coefficients[k], coefficients[k - 1]);
    coefficients[0] = std::fma(-place[i], coefficients[0], difference[i]);
  }
  coefficients[0] += value[0];
}

/// Returns the pieces of `tabled_normal`. They are computed on first use from `normal_quantile` at
/// eight Chebyshev points each, stretched so that the points include the ends and the pieces join.
/// Aligned to a cache line, because a piece is one cache line.
inline const double* normal_table() noexcept {
  struct alignas(64) Table {
    double coefficients[8 * normal_pieces];

    Table() noexcept {
      // cos((2 i + 1) pi / 16) / cos(pi / 16)
      constexpr double points[] = {-1.0,
                                   -0.84775906502257351,
                                   -0.56645449735052154,
                                   -0.19891236737965801,
                                   0.19891236737965801,
                                   0.56645449735052154,
                                   0.84775906502257351,
                                   1.0};
      constexpr double width = 1.0 / (1 << normal_digits);
      for (std::size_t piece = 0; piece + 1 < normal_pieces; ++piece) {
        const double start = 1 + width * static_cast<double>(piece % (1 << normal_digits));
        const int exponent = static_cast<int>(piece >> normal_digits) - 53;
        double place[8], value[8];
        for (std::size_t i = 0; i < 8; ++i) {
          const double tail = std::ldexp(start + width * (points[i] + 1) / 2, exponent);
          place[i] = std::ldexp(tail, -exponent) - start;
          value[i] = normal_quantile(tail, 1 - tail);
        }
        interpolate(place, value, coefficients + 8 * piece);
      }
      for (std::size_t i = 0; i < 8; ++i) coefficients[8 * (normal_pieces - 1) + i] = 0;  // at 1/2
    }
  };
  static const Table table;
  return table.coefficients;
}

/// Returns the standard normal quantile as it is drawn: by `tabled_normal` if u and 1 - u are at
/// least 2^-53, as for the library's uniform numbers, else by `normal_quantile`.
inline double standard_normal(double u) noexcept {
  if (u >= 0x1p-53 && u <= 1 - 0x1p-53) return tabled_normal(u, normal_table());
  return normal_quantile(u, 1 - u);
}

}  // namespace casus::detail::scalar
