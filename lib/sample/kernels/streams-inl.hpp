// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Words of streams (casus/random/generator.hpp) with the machine's instructions. Included once for each instruction set.
// No include guard of the usual kind: Highway's toggles with each target.
#if defined(CASUS_STREAMS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CASUS_STREAMS_INL
#undef CASUS_STREAMS_INL
#else
#define CASUS_STREAMS_INL
#endif

#include <algorithm>
#include <bit>

#include <hwy/highway.h>

#include <casus/random/uniform.hpp>

#include "sample/kernels.hpp"
#include "sample/kernels/constants.hpp"

HWY_BEFORE_NAMESPACE();
namespace casus::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t group_lanes = static_cast<std::size_t>(group_size);

HWY_INLINE random::GroupAddress group_at(const random::GroupAddress& first, std::size_t number) {
  return {first.key, first.world, first.group + number};
}

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void fill_ars(const random::GroupAddress& at, std::size_t first_word, std::size_t words,
                         std::uint32_t* out) {
  const auto key = random::ars_stream_key(at.key);
  for (std::size_t i = 0; i < words; i += 4) {
    const auto block =
        random::ars<5>(random::ars_counter(at, static_cast<std::uint32_t>((first_word + i) / 4)), key);
    for (std::size_t w = 0; w < 4; ++w) out[i + w] = block[w];
  }
}

HWY_INLINE std::uint64_t own_word_ars(const random::GroupAddress& at, std::size_t lane) {
  return random::own_word({Generator::ars5, at, static_cast<std::int64_t>(lane)});
}

#else

using Block = hn::Full128<std::uint8_t>;
using Blocks = hn::CappedTag<std::uint8_t, 64>;
constexpr Block one_block;
constexpr Blocks blocks;

// The keys of the five rounds and the one before them, in each block of a vector.
template <class D> struct RoundKeys {
  hn::Vec<Block> before;
  hn::Vec<D> first, second, third, fourth, last;

  HWY_INLINE RoundKeys(D d, const ArsKeys& keys)
      : before(hn::Load(one_block, bytes(keys, 0))), first(hn::LoadDup128(d, bytes(keys, 1))),
        second(hn::LoadDup128(d, bytes(keys, 2))), third(hn::LoadDup128(d, bytes(keys, 3))),
        fourth(hn::LoadDup128(d, bytes(keys, 4))), last(hn::LoadDup128(d, bytes(keys, 5))) {}

private:
  static const std::uint8_t* bytes(const ArsKeys& keys, std::size_t round) {
    return reinterpret_cast<const std::uint8_t*>(keys.of[round]);
  }
};

HWY_INLINE hn::Vec<Block> counter(const random::GroupAddress& at, std::uint32_t block) {
  const hn::Full128<std::uint64_t> halves;
  return hn::BitCast(one_block, hn::InterleaveLower(hn::Set(halves, block | std::uint64_t{at.world} << 32),
                                                    hn::Set(halves, at.group)));
}

// The blocks of a group differ in the low byte of their number alone, which meets no key before the first round. So that round
// is done once, for low byte zero, and what the byte changes in it is added from a table.
HWY_INLINE hn::Vec<Block> first_rounds(const RoundKeys<Block>& keys, const random::GroupAddress& at,
                                       std::uint32_t section) {
  return hn::AESRound(hn::Xor(counter(at, section << 8), keys.before), keys.first);
}
HWY_INLINE hn::Vec<Blocks> further_rounds(const RoundKeys<Blocks>& keys, hn::Vec<Blocks> first,
                                          const std::uint8_t* changes) {
  auto state = hn::Xor(first, hn::Load(blocks, changes));
  state = hn::AESRound(state, keys.second);
  state = hn::AESRound(state, keys.third);
  state = hn::AESRound(state, keys.fourth);
  return hn::AESLastRound(state, keys.last);
}

HWY_INLINE void fill_ars(const RoundKeys<Block>& narrow, const RoundKeys<Blocks>& keys,
                         const random::GroupAddress& at, std::size_t first_word, std::size_t words,
                         std::uint32_t* out) {
  HWY_ALIGN std::uint8_t first[16];
  hn::Store(first_rounds(narrow, at, static_cast<std::uint32_t>(first_word / 1024)), one_block, first);
  const auto start = hn::LoadDup128(blocks, first);
  const std::uint8_t* changes = constants::first_round.bytes + first_word % 1024 * 4;
  std::uint8_t* bytes = reinterpret_cast<std::uint8_t*>(out);
  for (std::size_t i = 0; i < words * 4; i += hn::Lanes(blocks))
    hn::Store(further_rounds(keys, start, changes + i), blocks, bytes + i);
}

// The state after the first round of each of some consecutive groups' streams; 16 bytes a group.
HWY_INLINE void fill_first_rounds(const RoundKeys<Block>& keys, const random::GroupAddress& at,
                                  std::size_t groups, std::uint32_t section, std::uint8_t* out) {
  for (std::size_t g = 0; g < groups; ++g)
    hn::Store(first_rounds(keys, group_at(at, g), section), one_block, out + 16 * g);
}

// The first words of the streams of consecutive groups, made where they are read.
class ArsSource {
public:
  HWY_INLINE ArsSource(const ArsKeys& bytes, const std::uint8_t* firsts)
      : keys_(blocks, bytes), firsts_(firsts) {}

  // Vectors of one group's stream, by the number of their first byte.
  class Group {
  public:
    HWY_INLINE Group(const RoundKeys<Blocks>& keys, hn::Vec<Blocks> first) : keys_(keys), first_(first) {}
    template <class D> HWY_INLINE hn::Vec<D> load(D d, std::size_t offset) const {
      return hn::BitCast(d, further_rounds(keys_, first_, constants::first_round.bytes + offset));
    }

  private:
    const RoundKeys<Blocks>& keys_;
    hn::Vec<Blocks> first_;
  };
  HWY_INLINE Group group(std::size_t number) const {
    return {keys_, hn::LoadDup128(blocks, firsts_ + 16 * number)};
  }

private:
  RoundKeys<Blocks> keys_;
  const std::uint8_t* firsts_;
};

// Own words, a vector of them at once, of trajectories on any groups: position i is lane i % group_size of group
// at.group + i / group_size.
class OwnWords {
public:
  using Words = hn::CappedTag<std::uint64_t, 8>;
  static constexpr std::size_t lanes = hn::MaxLanes(Words());

  HWY_INLINE OwnWords(const ArsKeys& stream, const random::GroupAddress& at)
      : keys_(blocks, stream),
        before_(hn::LoadDup128(blocks, reinterpret_cast<const std::uint8_t*>(stream.of[0]))),
        number_(hn::Set(words64, std::uint64_t{random::first_own_word / 4} | std::uint64_t{at.world} << 32)),
        group_(hn::Set(words64, at.group)) {}

  HWY_INLINE hn::Vec<Words> at(const std::uint32_t* positions) const {
    const hn::Rebind<std::uint32_t, Words> narrow;
    const auto position = hn::PromoteTo(words64, hn::LoadU(narrow, positions));
    const auto lane = hn::And(position, hn::Set(words64, group_lanes - 1));
    // A block holds the words of two lanes. Of each, the halves of its counter (random::ars_counter): words of even and of odd
    // places of the list become blocks by turns.
    const auto low = hn::Add(number_, hn::ShiftRight<1>(lane));
    const auto high = hn::Add(group_, hn::ShiftRight<group_digits>(position));
    const auto even = rounds(hn::InterleaveLower(low, high));
    const auto odd = rounds(hn::InterleaveUpper(words64, low, high));
    // And back, the half that is the lane's own.
    const auto first = hn::InterleaveLower(even, odd), second = hn::InterleaveUpper(words64, even, odd);
    const auto one = hn::Set(words64, 1);
    return hn::IfThenElse(hn::Eq(hn::And(lane, one), one), second, first);
  }

private:
  static constexpr Words words64{};
  static constexpr int group_digits = std::countr_zero(group_lanes);

  HWY_INLINE hn::Vec<Words> rounds(hn::Vec<Words> counters) const {
    auto state = hn::AESRound(hn::Xor(hn::BitCast(blocks, counters), before_), keys_.first);
    state = hn::AESRound(state, keys_.second);
    state = hn::AESRound(state, keys_.third);
    state = hn::AESRound(state, keys_.fourth);
    return hn::BitCast(words64, hn::AESLastRound(state, keys_.last));
  }

  RoundKeys<Blocks> keys_;
  hn::Vec<Blocks> before_;
  hn::Vec<Words> number_, group_;
};

#endif  // HWY_SCALAR

// The first words of the streams of consecutive groups, from memory.
class FilledSource {
public:
  HWY_INLINE FilledSource(const std::uint32_t* words, std::size_t words_of_a_group)
      : bytes_(reinterpret_cast<const std::uint8_t*>(words)), stride_(4 * words_of_a_group) {}

  class Group {
  public:
    HWY_INLINE explicit Group(const std::uint8_t* bytes) : bytes_(bytes) {}
    template <class D> HWY_INLINE hn::Vec<D> load(D d, std::size_t offset) const {
      return hn::Load(d, reinterpret_cast<const hn::TFromD<D>*>(bytes_ + offset));
    }

  private:
    const std::uint8_t* bytes_;
  };
  HWY_INLINE Group group(std::size_t number) const { return Group(bytes_ + number * stride_); }

private:
  const std::uint8_t* bytes_;
  std::size_t stride_;
};

#if HWY_TARGET != HWY_SCALAR
// Each word turned right by its own number of bits, 0 to 31.
template <class W> HWY_INLINE W rotate_right(W words, W bits) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  return W{_mm512_rorv_epi32(words.raw, bits.raw)};
#else
  const hn::DFromV<W> d;
  const auto back = hn::And(hn::Sub(hn::Zero(d), bits), hn::Set(d, 31));
  return hn::Or(hn::Shr(words, bits), hn::Shl(words, back));
#endif
}
#endif

// States of the group's engine side by side, each as many steps from its next as there are.
HWY_INLINE void fill_pcg32(const random::GroupAddress& at, std::size_t first_word, std::size_t words,
                           std::uint32_t* out) {
  const constants::PcgStart engine(at);
#if HWY_TARGET == HWY_SCALAR
  std::uint64_t state = engine.after(constants::pcg_jump(first_word));
  for (std::size_t i = 0; i < words; ++i) {
    out[i] = constants::pcg_output(state);
    state = state * constants::pcg_multiplier + engine.increment;
  }
#else
  using States = hn::CappedTag<std::uint64_t, 8>;
  constexpr States states;
  const hn::Repartition<std::uint32_t, States> words32;
  static constexpr constants::Jump from_first =
      constants::pcg_jump(static_cast<std::uint64_t>(random::first_own_word));
  static constexpr constants::Jump all_lanes = constants::pcg_jump(constants::pcg_lanes);
  const std::uint64_t origin =
      first_word < static_cast<std::size_t>(random::first_own_word) ? engine.state : engine.after(from_first);
  // Within a section by whole steps; callers start at its beginning, so this is seldom more than nothing.
  std::uint64_t start = origin;
  if (const std::size_t inside = first_word % static_cast<std::size_t>(random::first_own_word); inside != 0) {
    const constants::Jump jump = constants::pcg_jump(inside);
    start = jump.multiplier * origin + jump.sum * engine.increment;
  }
  constexpr std::size_t width = hn::MaxLanes(states), vectors = constants::pcg_lanes / width;
  const auto base = hn::Set(states, start), increment = hn::Set(states, engine.increment);
  const auto multiplier = hn::Set(states, all_lanes.multiplier);
  const auto addend = hn::Set(states, all_lanes.sum * engine.increment);
  hn::Vec<States> state[vectors];
  for (std::size_t v = 0; v < vectors; ++v)
    state[v] = hn::Add(hn::Mul(base, hn::Load(states, constants::pcg_jumps.multipliers + v * width)),
                       hn::Mul(increment, hn::Load(states, constants::pcg_jumps.sums + v * width)));
  // Bits 27 to 58 of the xorshift are the high word of it shifted by five; the high word of the state has the rotation on
  // top. So the high words of two vectors are brought together before they are turned.
  const auto high_words = [&](hn::Vec<States> first, hn::Vec<States> second) HWY_ATTR {
    return hn::ConcatOdd(words32, hn::BitCast(words32, second), hn::BitCast(words32, first));
  };
  const auto shifted = [](hn::Vec<States> s)
                           HWY_ATTR { return hn::ShiftLeft<5>(hn::Xor(s, hn::ShiftRight<18>(s))); };
  for (std::size_t i = 0; i < words; i += constants::pcg_lanes)
    for (std::size_t v = 0; v < vectors; v += 2) {
      const auto rotations = hn::ShiftRight<27>(high_words(state[v], state[v + 1]));
      const auto turned = rotate_right(high_words(shifted(state[v]), shifted(state[v + 1])), rotations);
      hn::Store(turned, words32, out + i + v * width);
      state[v] = hn::Add(hn::Mul(state[v], multiplier), addend);
      state[v + 1] = hn::Add(hn::Mul(state[v + 1], multiplier), addend);
    }
#endif
}

void fill_words(Generator generator, const random::GroupAddress& at, Index groups, Index first_word,
                Index words, std::uint32_t* out) noexcept {
  const auto first = static_cast<std::size_t>(first_word), count = static_cast<std::size_t>(words);
  const auto all = static_cast<std::size_t>(groups);
  if (generator == Generator::pcg32) {
    for (std::size_t g = 0; g < all; ++g) fill_pcg32(group_at(at, g), first, count, out + g * count);
    return;
  }
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t g = 0; g < all; ++g) fill_ars(group_at(at, g), first, count, out + g * count);
#else
  const ArsKeys bytes(at.key);
  const RoundKeys<Block> narrow(one_block, bytes);
  const RoundKeys<Blocks> keys(blocks, bytes);
  for (std::size_t g = 0; g < all; ++g)
    fill_ars(narrow, keys, group_at(at, g), first, count, out + g * count);
#endif
}

HWY_INLINE std::uint64_t own_word_pcg32(const random::GroupAddress& at, std::size_t lane) {
  const constants::PcgStart engine(at);
  const std::uint64_t state = engine.after(constants::pcg_own_words[lane]);
  const std::uint64_t next = state * constants::pcg_multiplier + engine.increment;
  return constants::pcg_output(state) | std::uint64_t{constants::pcg_output(next)} << 32;
}

// Calls function(i, position, own word) for each of a list of positions. A vector of the list may be read beyond its end.
template <class Function>
HWY_INLINE void for_each_own_word(Generator generator, const ArsKeys& stream, const random::GroupAddress& at,
                                  const std::uint32_t* positions, std::size_t count, Function function) {
  if (generator == Generator::pcg32) {
    for (std::size_t i = 0; i < count; ++i)
      function(i, positions[i],
               own_word_pcg32(group_at(at, positions[i] / group_lanes), positions[i] % group_lanes));
    return;
  }
#if HWY_TARGET == HWY_SCALAR
  (void)stream;
  for (std::size_t i = 0; i < count; ++i)
    function(i, positions[i],
             own_word_ars(group_at(at, positions[i] / group_lanes), positions[i] % group_lanes));
#else
  const OwnWords own(stream, at);
  for (std::size_t first = 0; first < count; first += OwnWords::lanes) {
    HWY_ALIGN std::uint64_t words[OwnWords::lanes];
    hn::Store(own.at(positions + first), OwnWords::Words(), words);
    for (std::size_t i = 0; i < (std::min)(OwnWords::lanes, count - first); ++i)
      function(first + i, positions[first + i], words[i]);
  }
#endif
}

void own_words(Generator generator, const random::GroupAddress& at, const std::uint32_t* positions,
               Index count, std::uint64_t* out) noexcept {
  const ArsKeys stream(at.key);
#if HWY_TARGET != HWY_SCALAR
  if (generator == Generator::ars5) {
    const OwnWords own(stream, at);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += OwnWords::lanes)
      hn::StoreU(own.at(positions + i), OwnWords::Words(), out + i);
    return;
  }
#endif
  for_each_own_word(generator, stream, at, positions, static_cast<std::size_t>(count),
                    [&](std::size_t i, std::uint32_t, std::uint64_t word) HWY_ATTR { out[i] = word; });
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#endif  // CASUS_STREAMS_INL
