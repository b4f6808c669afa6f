// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

/// The library's elementary functions on plain doubles; see detail/elements.inl for each contract.
namespace casus::detail::scalar {

using V = double;
using B = std::uint64_t;
using M = bool;

inline V select(M condition, V yes, V no) noexcept { return condition ? yes : no; }
inline B select(M condition, B yes, B no) noexcept { return condition ? yes : no; }
inline V gather(const double* from, B index) noexcept { return from[index]; }
inline V fma(V a, V b, V c) noexcept { return std::fma(a, b, c); }
inline V square_root(V x) noexcept { return std::sqrt(x); }
inline B to_bits(V x) noexcept { return std::bit_cast<B>(x); }
inline V from_bits(B bits) noexcept { return std::bit_cast<V>(bits); }
template <int N> inline B shift_left(B bits) noexcept { return bits << N; }
template <int N> inline B shift_right(B bits) noexcept { return bits >> N; }

#include <casus/detail/elements.inl>

}  // namespace casus::detail::scalar
