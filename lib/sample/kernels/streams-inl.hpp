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
template <class D> struct ArsKeys {
  hn::Vec<Block> before;
  hn::Vec<D> first, second, third, fourth, last;

  HWY_INLINE ArsKeys(D d, const constants::ArsKeys& keys)
      : before(hn::Load(one_block, keys.bytes(0))), first(hn::LoadDup128(d, keys.bytes(1))),
        second(hn::LoadDup128(d, keys.bytes(2))), third(hn::LoadDup128(d, keys.bytes(3))),
        fourth(hn::LoadDup128(d, keys.bytes(4))), last(hn::LoadDup128(d, keys.bytes(5))) {}
};

HWY_INLINE hn::Vec<Block> counter(const random::GroupAddress& at, std::uint32_t block) {
  const hn::Full128<std::uint64_t> halves;
  return hn::BitCast(one_block, hn::InterleaveLower(hn::Set(halves, block | std::uint64_t{at.world} << 32),
                                                    hn::Set(halves, at.group)));
}

// The blocks of a group differ in the low byte of their number alone, which meets no key before the first round. So that round
// is done once, for low byte zero, and what the byte changes in it is added from a table.
HWY_INLINE hn::Vec<Block> first_rounds(const ArsKeys<Block>& keys, const random::GroupAddress& at,
                                       std::uint32_t section) {
  return hn::AESRound(hn::Xor(counter(at, section << 8), keys.before), keys.first);
}
HWY_INLINE hn::Vec<Blocks> further_rounds(const ArsKeys<Blocks>& keys, hn::Vec<Blocks> first,
                                          const std::uint8_t* changes) {
  auto state = hn::Xor(first, hn::Load(blocks, changes));
  state = hn::AESRound(state, keys.second);
  state = hn::AESRound(state, keys.third);
  state = hn::AESRound(state, keys.fourth);
  return hn::AESLastRound(state, keys.last);
}

HWY_INLINE void fill_ars(const ArsKeys<Block>& narrow, const ArsKeys<Blocks>& keys,
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

// The first section of the streams of consecutive groups, made where it is read. `firsts` is room for 16 bytes a group.
class ArsSource {
public:
  HWY_INLINE ArsSource(const constants::ArsKeys& bytes, const random::GroupAddress& at, std::size_t groups,
                       std::uint8_t* firsts)
      : keys_(blocks, bytes), firsts_(firsts) {
    const ArsKeys<Block> narrow(one_block, bytes);
    for (std::size_t g = 0; g < groups; ++g)
      hn::Store(first_rounds(narrow, group_at(at, g), 0), one_block, firsts + 16 * g);
  }
  // Byte `offset` and those that follow of a group's stream, as the lanes of a vector.
  template <class D> HWY_INLINE hn::Vec<D> load(D d, std::size_t group, std::size_t offset) const {
    return hn::BitCast(d, further_rounds(keys_, hn::LoadDup128(blocks, firsts_ + 16 * group),
                                         constants::first_round.bytes + offset));
  }

private:
  ArsKeys<Blocks> keys_;
  const std::uint8_t* firsts_;
};

HWY_INLINE std::uint64_t own_word_ars(const ArsKeys<Block>& keys, hn::Vec<Block> first, std::size_t lane) {
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
  template <class D> HWY_INLINE hn::Vec<D> load(D d, std::size_t group, std::size_t offset) const {
    return hn::Load(d, reinterpret_cast<const hn::TFromD<D>*>(bytes_ + group * stride_ + offset));
  }

private:
  const std::uint8_t* bytes_;
  std::size_t stride_;
};

// Sixteen states of the group's engine side by side, each sixteen steps from its next.
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
  static constexpr constants::Jump sixteen = constants::pcg_jump(16);
  const std::uint64_t origin =
      first_word < static_cast<std::size_t>(random::first_own_word) ? engine.state : engine.after(from_first);
  // Within a section by whole steps; callers start at its beginning, so this is seldom more than nothing.
  std::uint64_t start = origin;
  if (const std::size_t inside = first_word % static_cast<std::size_t>(random::first_own_word); inside != 0) {
    const constants::Jump jump = constants::pcg_jump(inside);
    start = jump.multiplier * origin + jump.sum * engine.increment;
  }
  constexpr std::size_t width = hn::MaxLanes(states), vectors = 16 / width;
  const auto base = hn::Set(states, start), increment = hn::Set(states, engine.increment);
  const auto multiplier = hn::Set(states, sixteen.multiplier);
  const auto addend = hn::Set(states, sixteen.sum * engine.increment);
  const auto upper = hn::Set(states, std::uint64_t{0xFFFFFFFF00000000});
  hn::Vec<States> state[vectors];
  for (std::size_t v = 0; v < vectors; ++v)
    state[v] = hn::Add(hn::Mul(base, hn::Load(states, constants::pcg_jumps.multipliers + v * width)),
                       hn::Mul(increment, hn::Load(states, constants::pcg_jumps.sums + v * width)));
  // The 32 bits that are turned stand in both halves, so that shifting right turns them into the lower one.
  const auto output = [&](hn::Vec<States> s) HWY_ATTR {
    const auto shifted = hn::ShiftLeft<5>(hn::Xor(s, hn::ShiftRight<18>(s)));
    const auto doubled = hn::Or(hn::And(shifted, upper), hn::ShiftRight<32>(shifted));
    return hn::Shr(doubled, hn::ShiftRight<59>(s));
  };
  for (std::size_t i = 0; i < words; i += 16)
    for (std::size_t v = 0; v < vectors; v += 2) {
      const auto low = output(state[v]), high = output(state[v + 1]);
      hn::Store(hn::ConcatEven(words32, hn::BitCast(words32, high), hn::BitCast(words32, low)), words32,
                out + i + v * width);
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
  const constants::ArsKeys bytes(at.key);
  const ArsKeys<Block> narrow(one_block, bytes);
  const ArsKeys<Blocks> keys(blocks, bytes);
  for (std::size_t g = 0; g < all; ++g)
    fill_ars(narrow, keys, group_at(at, g), first, count, out + g * count);
#endif
}

void own_words(Generator generator, const random::GroupAddress& at, const std::uint32_t* positions,
               Index count, std::uint64_t* out) noexcept {
  const auto all = static_cast<std::size_t>(count);
  if (generator == Generator::pcg32) {
    for (std::size_t i = 0; i < all; ++i) {
      const constants::PcgStart engine(group_at(at, positions[i] / group_lanes));
      const std::uint64_t state = engine.after(constants::pcg_own_words[positions[i] % group_lanes]);
      const std::uint64_t next = state * constants::pcg_multiplier + engine.increment;
      out[i] = constants::pcg_output(state) | std::uint64_t{constants::pcg_output(next)} << 32;
    }
    return;
  }
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < all; ++i)
    out[i] = own_word_ars(group_at(at, positions[i] / group_lanes), positions[i] % group_lanes);
#else
  const ArsKeys<Block> keys(one_block, constants::ArsKeys(at.key));
  for (std::size_t i = 0; i < all; ++i) {
    const auto first = first_rounds(keys, group_at(at, positions[i] / group_lanes), 1);
    out[i] = own_word_ars(keys, first, positions[i] % group_lanes);
  }
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#endif  // CASUS_STREAMS_INL
