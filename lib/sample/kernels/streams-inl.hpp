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

// The key of a round, or before them all, in each block of a vector.
template <class D> HWY_INLINE hn::Vec<D> round_key(D d, const ArsKeys& keys, std::size_t round) {
  return hn::LoadDup128(d, reinterpret_cast<const std::uint8_t*>(keys.of[round]));
}
template <class D> struct RoundKeys {
  hn::Vec<Block> before;
  hn::Vec<D> first, second, third, fourth, last;

  HWY_INLINE RoundKeys(D d, const ArsKeys& keys)
      : before(round_key(one_block, keys, 0)), first(round_key(d, keys, 1)), second(round_key(d, keys, 2)),
        third(round_key(d, keys, 3)), fourth(round_key(d, keys, 4)), last(round_key(d, keys, 5)) {}
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

// The state after the first round of each of some consecutive groups' streams; 16 bytes a group, and up to 48 beyond them.
HWY_INLINE void fill_first_rounds(const ArsKeys& bytes, const random::GroupAddress& at, std::size_t groups,
                                  std::uint32_t section, std::uint8_t* out) {
  constexpr hn::Repartition<std::uint64_t, decltype(blocks)> halves;
  constexpr std::size_t at_once = hn::MaxLanes(blocks) / 16;
  HWY_ALIGN static constexpr std::uint64_t numbers[8] = {0, 0, 0, 1, 0, 2, 0, 3};
  HWY_ALIGN std::uint8_t first[16];
  hn::Store(counter(at, section << 8), one_block, first);
  auto counters = hn::Add(hn::BitCast(halves, hn::LoadDup128(blocks, first)), hn::Load(halves, numbers));
  const auto step =
      hn::InterleaveLower(hn::Zero(halves), hn::Set(halves, static_cast<std::uint64_t>(at_once)));
  const auto before = round_key(blocks, bytes, 0), key = round_key(blocks, bytes, 1);
  for (std::size_t g = 0; g < groups; g += at_once) {
    hn::Store(hn::AESRound(hn::Xor(hn::BitCast(blocks, counters), before), key), blocks, out + 16 * g);
    counters = hn::Add(counters, step);
  }
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

HWY_INLINE std::uint64_t own_word_ars(const RoundKeys<Block>& keys, hn::Vec<Block> first, std::size_t lane) {
  constexpr hn::Full128<std::uint64_t> halves;
  auto state = hn::Xor(first, hn::Load(one_block, constants::first_round.bytes + 16 * (lane / 2)));
  state = hn::AESRound(state, keys.second);
  state = hn::AESRound(state, keys.third);
  state = hn::AESRound(state, keys.fourth);
  HWY_ALIGN std::uint64_t words[2];
  hn::Store(hn::BitCast(halves, hn::AESLastRound(state, keys.last)), halves, words);
  return words[lane % 2];
}

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

// Calls function(i, position, own word) for each of a list of positions on so many groups. `firsts` is room for 16 bytes a
// group; or null, where the list is long.
template <class Function>
HWY_INLINE void for_each_own_word(Generator generator, const ArsKeys& stream, const random::GroupAddress& at,
                                  const std::uint32_t* positions, std::size_t count, std::size_t groups,
                                  std::uint8_t* firsts, Function function) {
  if (generator == Generator::pcg32) {
    for (std::size_t i = 0; i < count; ++i)
      function(i, positions[i],
               own_word_pcg32(group_at(at, positions[i] / group_lanes), positions[i] % group_lanes));
    return;
  }
#if HWY_TARGET == HWY_SCALAR
  (void)stream, (void)groups, (void)firsts;
  for (std::size_t i = 0; i < count; ++i)
    function(i, positions[i],
             own_word_ars(group_at(at, positions[i] / group_lanes), positions[i] % group_lanes));
#else
  const RoundKeys<Block> keys(one_block, stream);
  if (!firsts) {  // a long list: positions are in order, so a group's first round serves all of its
    std::size_t group = 0;
    auto first = first_rounds(keys, at, 1);
    for (std::size_t i = 0; i < count; ++i) {
      if (positions[i] / group_lanes != group) {
        group = positions[i] / group_lanes;
        first = first_rounds(keys, group_at(at, group), 1);
      }
      function(i, positions[i], own_word_ars(keys, first, positions[i] % group_lanes));
    }
    return;
  }
  if (count < groups) {  // hardly two of a group: to ask which group it is would cost more than the round
    for (std::size_t i = 0; i < count; ++i) {
      const auto first = first_rounds(keys, group_at(at, positions[i] / group_lanes), 1);
      function(i, positions[i], own_word_ars(keys, first, positions[i] % group_lanes));
    }
    return;
  }
  fill_first_rounds(stream, at, groups, 1, firsts);
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = hn::Load(one_block, firsts + 16 * (positions[i] / group_lanes));
    function(i, positions[i], own_word_ars(keys, first, positions[i] % group_lanes));
  }
#endif
}

void own_words(Generator generator, const random::GroupAddress& at, const std::uint32_t* positions,
               Index count, std::uint64_t* out) noexcept {
  for_each_own_word(generator, ArsKeys(at.key), at, positions, static_cast<std::size_t>(count), 0, nullptr,
                    [&](std::size_t i, std::uint32_t, std::uint64_t word) HWY_ATTR { out[i] = word; });
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#endif  // CASUS_STREAMS_INL
