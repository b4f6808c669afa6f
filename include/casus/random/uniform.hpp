// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include <casus/detail/elementary.hpp>

namespace casus {

/// Placement of the 64 binary digits of a variable's uniform number U in its group's stream. Each
/// trajectory has its own word of 64 digits in the stream. For discrete variables the leading
/// digits, which nearly always decide the outcome, are stored separately at the start of the
/// stream, those of many trajectories side by side.
enum class Layout {
  /// First ten digits bit-sliced: digit d of lane j is bit j % 32 of word 16 d + j / 32. The others
  /// are from the lane's own word.
  bits,
  /// First eight digits in byte j % 4 of word j / 4, with the top bit flipped for comparison as
  /// signed bytes, which more processors support than that of unsigned ones. The others are from
  /// the lane's own word.
  bytes,
  words,  ///< all digits from the lane's own word
};

}  // namespace casus

/// Every variable is a monotone function of its own uniform number U in [0, 1).
namespace casus::random {

/// Numbers of leading digits that the bit and byte layouts store at the start of the stream.
inline constexpr int sliced_digits = 10;
inline constexpr int byte_digits = 8;
/// Position of the first lane's own word. That of lane j is at first_own_word + 2 j (low half) and
/// the next position (high half).
inline constexpr std::int64_t first_own_word = 1024;

/// Returns U as a double in (0, 1), the centre of one of 2^52 equal cells. U and 1 - U are exact.
inline double unit(std::uint64_t digits) noexcept { return detail::scalar::unit(digits); }

/// Returns whether U < p for U = digits / 2^64, without rounding: never if p <= 0 or p is NaN,
/// always if p >= 1.
inline bool below(std::uint64_t digits, double p) noexcept { return detail::scalar::below(digits, p); }

/// A probability p as 64 binary digits for comparison with U: U < p if the digits of U are less
/// than `digits`; if they are equal, the result is `tie`.
struct Threshold {
  std::uint64_t digits = 0;
  bool tie = false;
};

/// Returns the threshold of p in [0, 1]: ceil(p 2^64), the smallest lattice point not below p. Only
/// p = 1 has `tie` set.
inline Threshold threshold(double p) noexcept {
  if (!(p > 0)) return {};
  if (p >= 1) return {~std::uint64_t{0}, true};
  const double high = std::floor(p * 0x1p32);
  const double low = std::ceil((p * 0x1p32 - high) * 0x1p32);
  const std::uint64_t whole = static_cast<std::uint64_t>(high) << 32;
  // If low is 2^32, the sum carries. It stays below 2^64, since p < 1 implies 1 - p >= 2^-53.
  return {whole + static_cast<std::uint64_t>(low), false};
}

/// Returns whether U < p, given the digits of U.
inline bool below(std::uint64_t digits, Threshold p) noexcept {
  return digits < p.digits || (digits == p.digits && p.tie);
}

}  // namespace casus::random
