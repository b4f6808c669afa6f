// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sample/kernels.hpp"

// The list of targets must be the same in each file of kernels.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sample/kernels/selections.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once for each instruction set.
#include <hwy/highway.h>

// AVX-512 compacts or scatters the selected lanes of a vector in one instruction, and BMI2 the bits
// of a word. Other targets loop over the list of positions.

HWY_BEFORE_NAMESPACE();
namespace casus::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<std::uint64_t, 8>;
using Bytes = hn::CappedTag<std::uint8_t, 64>;
[[maybe_unused]] constexpr Words words64;  // unused on some targets
[[maybe_unused]] constexpr Bytes bytes8;
using Positions = hn::CappedTag<std::uint32_t, 16>;
constexpr Positions positions32;

HWY_INLINE std::size_t number_of(std::uint64_t bits) { return static_cast<std::size_t>(std::popcount(bits)); }

// Calls function(i, truth values of lanes i, i + 1, ... from the lowest bit on) for each vector of
// eight words.
template <class Function> HWY_INLINE void for_each_eight(const Selection& of, Function function) {
  for (std::size_t w = 0; w < static_cast<std::size_t>(of.words); ++w)
    for (std::size_t i = 0; i < 64; i += 8) function(64 * w + i, (of.bits[w] >> i) & 0xFF);
}

void keep_bytes(const Selection& of, const std::uint8_t* from, std::uint8_t* out) noexcept {
#if HWY_TARGET == HWY_AVX3_DL
  for (std::size_t w = 0; w < static_cast<std::size_t>(of.words); ++w) {
    const auto together = _mm512_maskz_compress_epi8(of.bits[w], hn::Load(bytes8, from + 64 * w).raw);
    hn::StoreU(hn::Vec<Bytes>{together}, bytes8, out);
    out += number_of(of.bits[w]);
  }
#else
  for (Index i = 0; i < of.count; ++i) out[i] = from[of.positions[i]];
#endif
}

void keep_words(const Selection& of, const std::uint64_t* from, std::uint64_t* out) noexcept {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  for_each_eight(of, [&](std::size_t i, std::uint64_t bits) HWY_ATTR {
    const auto together =
        _mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), hn::Load(words64, from + i).raw);
    hn::StoreU(hn::Vec<Words>{together}, words64, out);
    out += number_of(bits);
  });
#else
  for (Index i = 0; i < of.count; ++i) out[i] = from[of.positions[i]];
#endif
}

void spread_bits(const Selection& of, const std::uint64_t* truth, std::uint64_t* out) noexcept {
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86_64
  std::size_t next = 0;  // index into the truth values
  for (std::size_t w = 0; w < static_cast<std::size_t>(of.words); ++w) {
    const std::size_t inside = next % 64;
    std::uint64_t values = truth[next / 64] >> inside;
    if (inside != 0) values |= truth[next / 64 + 1] << (64 - inside);
    out[w] |= _pdep_u64(values, of.bits[w]);
    next += number_of(of.bits[w]);
  }
#else
  for (Index i = 0; i < of.count; ++i)
    out[of.positions[i] / 64] |= ((truth[i / 64] >> (i % 64)) & 1) << (of.positions[i] % 64);
#endif
}

void spread_reals(const Selection& of, const double* values, double elsewhere, double* out) noexcept {
  constexpr hn::CappedTag<double, 8> doubles;
  const auto between = hn::Set(doubles, elsewhere);
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  for_each_eight(of, [&](std::size_t i, std::uint64_t bits) HWY_ATTR {
    const auto spread =
        _mm512_mask_expand_pd(between.raw, static_cast<__mmask8>(bits), hn::LoadU(doubles, values).raw);
    hn::Store(hn::Vec<decltype(doubles)>{spread}, doubles, out + i);
    values += number_of(bits);
  });
#else
  for (std::size_t i = 0; i < 64 * static_cast<std::size_t>(of.words); i += hn::Lanes(doubles))
    hn::Store(between, doubles, out + i);
  for (Index i = 0; i < of.count; ++i) out[of.positions[i]] = values[i];
#endif
}

// Calls truth(positions) for each vector of positions, and lists the lanes of the masks that it
// returns. The entries past the last position are not positions.
template <class Truth>
HWY_INLINE void gather_truth(const std::uint32_t* positions, Index count, std::uint64_t* out, Truth truth) {
  constexpr std::size_t lanes = hn::MaxLanes(positions32);
  const auto all = static_cast<std::size_t>(count);
  for (std::size_t first = 0; first < static_cast<std::size_t>(group_size); first += 64) {
    std::uint64_t word = 0;
    for (std::size_t i = first; i < (std::min)(first + 64, all); i += lanes) {
      auto at = hn::LoadU(positions32, positions + i);
      const auto inside = hn::FirstN(positions32, (std::min)(lanes, all - i));
      at = hn::IfThenElseZero(inside, at);
      HWY_ALIGN std::uint8_t flags[8] = {};
      hn::StoreMaskBits(positions32, hn::And(truth(at), inside), flags);
      std::uint64_t bits = 0;
      std::memcpy(&bits, flags, sizeof bits);
      word |= bits << (i - first);
    }
    out[first / 64] = word;
  }
}

// The kernels read 32 bits at once, at the word or byte of a position.
HWY_INLINE hn::Vec<Positions> word_at(const void* from, hn::Vec<Positions> number) {
  return hn::GatherIndex(positions32, static_cast<const std::uint32_t*>(from),
                         hn::BitCast(hn::RebindToSigned<Positions>(), number));
}

void gather_bits(const std::uint64_t* from, const std::uint32_t* positions, Index count,
                 std::uint64_t* out) noexcept {
  gather_truth(positions, count, out, [&](hn::Vec<Positions> at) HWY_ATTR {
    const auto word = word_at(from, hn::ShiftRight<5>(at));
    return hn::TestBit(hn::Shr(word, hn::And(at, hn::Set(positions32, 31))), hn::Set(positions32, 1));
  });
}

void gather_states(const std::uint8_t* from, std::uint8_t state, const std::uint32_t* positions, Index count,
                   std::uint64_t* out) noexcept {
  const auto wanted = hn::Set(positions32, std::uint32_t{state});
  gather_truth(positions, count, out, [&](hn::Vec<Positions> at) HWY_ATTR {
    const auto word = word_at(from, hn::ShiftRight<2>(at));
    const auto shift = hn::ShiftLeft<3>(hn::And(at, hn::Set(positions32, 3)));
    return hn::Eq(hn::And(hn::Shr(word, shift), hn::Set(positions32, 0xFF)), wanted);
  });
}

void gather_reals(const double* from, const std::uint32_t* positions, Index count, double* out) noexcept {
  for (Index i = 0; i < count; ++i) out[i] = from[positions[i]];
}

SelectionKernels selection_table() {
  return {keep_bytes, keep_words, gather_bits, gather_states, gather_reals, spread_bits, spread_reals};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(selection_table);

SelectionKernels selection_kernels(std::int64_t target) {
  hwy::ChosenTarget chosen;
  chosen.Update(target);
  return HWY_DISPATCH_TABLE(selection_table)[chosen.GetIndex()]();
}

}  // namespace casus::kernels
#endif
