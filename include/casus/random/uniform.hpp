// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include <casus/detail/elementary.hpp>
#include <casus/random/generator.hpp>

/// Every variable is a monotone function of its own uniform number U in [0, 1). Its digits are laid out in the
/// group's stream in one of two ways; which one depends on the variable's declared shape alone.
namespace casus::random {

/// One trajectory's place in a stream.
struct LaneAddress {
  Generator generator;
  GroupAddress group;
  std::int64_t lane;  ///< 0 to group_size - 1
};

/// Bit layout: binary digit d of lane j is bit j % 32 of word 16 d + j / 32, so that one digit of a whole group is
/// 64 contiguous bytes. Digits 0 to 63; digit 0 is worth one half.
inline bool digit(const LaneAddress& at, std::int64_t d) noexcept {
  const std::uint32_t word = stream_word(at.generator, at.group, 16 * d + at.lane / 32);
  return (word >> (at.lane % 32)) & 1;
}

/// Word layout: the 64 digits of lane j are words 2 j (low half) and 2 j + 1.
inline std::uint64_t uniform_word(const LaneAddress& at) noexcept {
  const std::uint64_t low = stream_word(at.generator, at.group, 2 * at.lane);
  const std::uint64_t high = stream_word(at.generator, at.group, 2 * at.lane + 1);
  return low | (high << 32);
}

/// U as a double in (0, 1): the centre of its cell among 2^52. Both it and 1 - it are exact.
inline double unit(std::uint64_t digits) noexcept { return detail::scalar::unit(digits); }

/// [U < p] for U = digits / 2^64, decided without rounding; p <= 0 is never, p >= 1 always, NaN never.
inline bool below(std::uint64_t digits, double p) noexcept { return detail::scalar::below(digits, p); }

/// A probability as the 64 binary digits that U is compared with: [U < p] is [digits of U < digits], or, where all
/// digits agree, `tie`.
struct Threshold {
  std::uint64_t digits = 0;
  bool tie = false;
};

/// The threshold of p in [0, 1]: ceil(p 2^64), the least lattice point not below p; p = 1 ties upward.
inline Threshold threshold(double p) noexcept {
  if (!(p > 0)) return {};
  if (p >= 1) return {~std::uint64_t{0}, true};
  const double high = std::floor(p * 0x1p32);
  const double low = std::ceil((p * 0x1p32 - high) * 0x1p32);
  const std::uint64_t whole = static_cast<std::uint64_t>(high) << 32;
  // low may be 2^32: then the sum carries, at most to 2^64, which only p = 1 would need (p < 1 has 1 - p >= 2^-53).
  return {whole + static_cast<std::uint64_t>(low), false};
}

/// [U < p] with U read digit by digit, as many as the decision needs (two on average).
inline bool below(const LaneAddress& at, Threshold p, std::int64_t first_digit = 0) noexcept {
  for (std::int64_t d = first_digit; d < 64; ++d) {
    const bool wanted = (p.digits >> (63 - d)) & 1;
    if (digit(at, d) != wanted) return wanted;
  }
  return p.tie;
}

}  // namespace casus::random
