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

// Compacts truth values, those of lanes 64 w, 64 w + 1, ... given by word_of(w), of the selected
// lanes from number `first` on.
template <class WordFunction>
HWY_INLINE void keep_truth(const Selection& of, Index first, Index count, std::uint64_t* out,
                           WordFunction word_of) {
  constexpr auto words = static_cast<std::size_t>(group_size) / 64;
  std::fill_n(out, words, std::uint64_t{0});
  const std::uint32_t* const positions = of.positions + first;
  const auto all = static_cast<std::size_t>(count);
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86_64
  if (all == 0) return;
  std::uint64_t selected = of.bits[positions[0] / 64] & (~std::uint64_t{0} << (positions[0] % 64));
  for (std::size_t w = positions[0] / 64, done = 0;; selected = of.bits[++w]) {
    const std::uint64_t values = _pext_u64(word_of(w), selected);
    const std::size_t inside = done % 64, word = done / 64;
    out[word] |= values << inside;
    done += number_of(selected);
    if (inside != 0 && word + 1 < words) out[word + 1] |= values >> (64 - inside);
    if (done >= all) break;
  }
  // Those of the next lanes.
  for (std::size_t word = all / 64; word < words; ++word)
    out[word] &= word > all / 64 ? 0 : (std::uint64_t{1} << (all % 64)) - 1;
#else
  for (std::size_t i = 0; i < all; ++i)
    out[i / 64] |= ((word_of(positions[i] / 64) >> (positions[i] % 64)) & 1) << (i % 64);
#endif
}

void keep_bits(const Selection& of, const std::uint64_t* from, Index first, Index count,
               std::uint64_t* out) noexcept {
  keep_truth(of, first, count, out, [&](std::size_t w) HWY_ATTR { return from[w]; });
}

void keep_states(const Selection& of, const std::uint8_t* from, std::uint8_t state, Index first, Index count,
                 std::uint64_t* out) noexcept {
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86_64
  const auto wanted = hn::Set(bytes8, state);
  keep_truth(of, first, count, out, [&](std::size_t w) HWY_ATTR {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(bytes8)) {
      HWY_ALIGN std::uint8_t flags[8] = {};
      hn::StoreMaskBits(bytes8, hn::Eq(hn::Load(bytes8, from + 64 * w + i), wanted), flags);
      std::uint64_t bits = 0;
      std::memcpy(&bits, flags, sizeof bits);
      word |= bits << i;
    }
    return word;
  });
#else
  constexpr auto words = static_cast<std::size_t>(group_size) / 64;
  std::fill_n(out, words, std::uint64_t{0});
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    out[i / 64] |= std::uint64_t{from[of.positions[static_cast<std::size_t>(first) + i]] == state}
                   << (i % 64);
#endif
}

void keep_reals(const Selection& of, const double* from, Index first, Index count, double* out) noexcept {
  const std::uint32_t* const positions = of.positions + first;
  if (of.count == 64 * of.words) {
    std::copy_n(from + first, count, out);
    return;
  }
  std::size_t done = 0;
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  // Whole vectors, as long as they fit, if at least one lane of eight is selected.
  if (of.count >= 8 * of.words && count > 0) {
    constexpr hn::CappedTag<double, 8> doubles;
    std::size_t i = positions[0] / 8 * 8;
    std::uint64_t selected = ~std::uint64_t{0} << (positions[0] % 8);
    for (; done + 8 <= static_cast<std::size_t>(count); i += 8, selected = ~std::uint64_t{0}) {
      const std::uint64_t bits = (of.bits[i / 64] >> (i % 64)) & selected & 0xFF;
      const auto together =
          _mm512_maskz_compress_pd(static_cast<__mmask8>(bits), hn::Load(doubles, from + i).raw);
      hn::StoreU(hn::Vec<decltype(doubles)>{together}, doubles, out + done);
      done += number_of(bits);
    }
  }
#endif
  for (; done < static_cast<std::size_t>(count); ++done) out[done] = from[positions[done]];
}

SelectionKernels selection_table() {
  return {keep_bytes, keep_words, keep_bits, keep_states, keep_reals, spread_bits, spread_reals};
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
