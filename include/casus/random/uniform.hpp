// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include <casus/detail/elementary.hpp>

namespace casus {

/// How the 64 digits of a variable's uniform number U stand in its group's stream. Each trajectory has a word of 64 digits
/// of its own there; for discrete variables the digits that nearly always decide are taken out to the front, where those of many
/// trajectories stand side by side.
enum class Layout {
  bits,  ///< ten binary digits, sliced: digit d of lane j is bit j % 32 of word 16 d + j / 32; the rest from the own word
  bytes,  ///< the first eight digits: byte j % 4 of word j / 4 with its top bit turned over (so that they compare as signed
          ///< bytes, which more machines do than unsigned ones); the rest from the own word
  words,  ///< all from the own word
};

}  // namespace casus

/// Every variable is a monotone function of its own uniform number U in [0, 1).
namespace casus::random {

/// Binary digits that bit layout takes out to the front, and that byte layout does.
inline constexpr int sliced_digits = 10;
inline constexpr int byte_digits = 8;
/// Where the lanes' own words begin: that of lane j is words first_own_word + 2 j (low half) and the next.
inline constexpr std::int64_t first_own_word = 1024;

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

/// [U < p] by the digits of both.
inline bool below(std::uint64_t digits, Threshold p) noexcept {
  return digits < p.digits || (digits == p.digits && p.tie);
}

}  // namespace casus::random
