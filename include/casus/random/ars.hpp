// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace casus::random {

namespace aes {

/// Returns a times x in GF(2^8), modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t times_two(std::uint8_t a) noexcept {
  return static_cast<std::uint8_t>((a << 1) ^ ((a & 0x80) != 0 ? 0x1B : 0));
}

/// Returns the S-box of AES (FIPS 197, section 5.1.1): the inverse in GF(2^8), then an affine map.
/// Traverses the field by the powers of 3 and, in parallel, of its inverse 0xF6.
constexpr std::array<std::uint8_t, 256> aes_substitution() noexcept {
  std::array<std::uint8_t, 256> table{};
  std::uint8_t power = 1, inverse = 1;
  do {
    power = static_cast<std::uint8_t>(power ^ times_two(power));
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 1));
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 2));
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 4));
    if ((inverse & 0x80) != 0) inverse ^= 0x09;
    const auto turned = [&](int bits) {
      return static_cast<std::uint8_t>((inverse << bits) | (inverse >> (8 - bits)));
    };
    table[power] = static_cast<std::uint8_t>(inverse ^ turned(1) ^ turned(2) ^ turned(3) ^ turned(4) ^ 0x63);
  } while (power != 1);
  table[0] = 0x63;
  return table;
}
inline constexpr std::array<std::uint8_t, 256> substitution = aes_substitution();

/// Returns the contribution of each byte of row 0 to its column in a round of AES: the substituted
/// byte times (2, 1, 1, 3). The contributions of the other rows are rotations of it.
constexpr std::array<std::uint32_t, 256> aes_columns() noexcept {
  std::array<std::uint32_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::uint32_t one = substitution[i], two = times_two(substitution[i]);
    table[i] = two | one << 8 | one << 16 | (one ^ two) << 24;
  }
  return table;
}
inline constexpr std::array<std::uint32_t, 256> columns = aes_columns();

}  // namespace aes

/// 128 bits as four little-endian words: byte i of an AES state is byte i % 4 of word i / 4.
using Words128 = std::array<std::uint32_t, 4>;

/// Returns the state after a round of AES: SubBytes, ShiftRows, MixColumns, AddRoundKey.
constexpr Words128 aes_round(const Words128& state, const Words128& key) noexcept {
  Words128 next{};
  for (std::size_t column = 0; column < 4; ++column) {
    std::uint32_t sum = key[column];
    for (std::size_t row = 0; row < 4; ++row) {
      const std::uint32_t part = aes::columns[(state[(column + row) % 4] >> (8 * row)) & 0xFF];
      sum ^= row == 0 ? part : part << (8 * row) | part >> (32 - 8 * row);
    }
    next[column] = sum;
  }
  return next;
}

/// Returns the state after the last round of AES, which omits MixColumns.
constexpr Words128 aes_last_round(const Words128& state, const Words128& key) noexcept {
  Words128 next{};
  for (std::size_t column = 0; column < 4; ++column) {
    std::uint32_t sum = key[column];
    for (std::size_t row = 0; row < 4; ++row)
      sum ^= std::uint32_t{aes::substitution[(state[(column + row) % 4] >> (8 * row)) & 0xFF]} << (8 * row);
    next[column] = sum;
  }
  return next;
}

/// Returns the key of round `round`, whose 64-bit halves follow Weyl sequences.
constexpr Words128 ars_key(const Words128& key, std::uint64_t round) noexcept {
  const std::uint64_t low = (key[0] | std::uint64_t{key[1]} << 32) + round * 0x9E3779B97F4A7C15;
  const std::uint64_t high = (key[2] | std::uint64_t{key[3]} << 32) + round * 0xBB67AE8584CAA73B;
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
          static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)};
}

/// Returns one block of ARS, the counter-based generator of Salmon, Moraes, Dror and Shaw
/// ("Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405): `rounds`
/// rounds of AES applied to a counter, with a key schedule of negligible cost. This is the portable
/// version; the compiled core uses the AES instructions of the processor.
template <int rounds> constexpr Words128 ars(const Words128& counter, const Words128& key) noexcept {
  Words128 state = counter;
  for (std::size_t i = 0; i < 4; ++i) state[i] ^= key[i];
  for (int round = 1; round < rounds; ++round)
    state = aes_round(state, ars_key(key, static_cast<std::uint64_t>(round)));
  return aes_last_round(state, ars_key(key, rounds));
}

}  // namespace casus::random
