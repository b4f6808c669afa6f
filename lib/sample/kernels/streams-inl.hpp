// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Words of streams (casus/random/generator.hpp) by vector instructions. Included once for each
// instruction set, so the include guard is the one that Highway toggles for each target.
#if defined(CASUS_STREAMS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CASUS_STREAMS_INL
#undef CASUS_STREAMS_INL
#else
#define CASUS_STREAMS_INL
#endif

#include <algorithm>
#include <bit>

#include <hwy/highway.h>

#include <casus/random/lane.hpp>

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

// The first words of the streams of consecutive groups, read from memory.
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

#else

using Block = hn::Full128<std::uint8_t>;
using Blocks = hn::CappedTag<std::uint8_t, 64>;
constexpr Block one_block;
constexpr Blocks blocks;

// Returns the key of a round in each block of a vector; round 0 is the initial key.
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

// The blocks of a group differ only in the low byte of their number, which meets no key before the
// first round. So that round is computed once, for low byte zero; the effect of the byte is added
// from a table.
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

// Computes the state after the first round for the streams of consecutive groups: 16 bytes per
// group, and up to 48 bytes past the end.
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

// The first words of the streams of consecutive groups, computed when they are read.
class ArsSource {
public:
  HWY_INLINE ArsSource(const ArsKeys& bytes, const std::uint8_t* firsts)
      : keys_(blocks, bytes), firsts_(firsts) {}

  // Vectors of a group's stream, by the number of their first byte.
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

// Own words of trajectories on any groups, a vector at a time: position i is lane i % group_size of
// group at.group + i / group_size.
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
    // A block contains the own words of two lanes. Its counter (random::ars_counter) has a low and
    // a high half; interleaving them gives the blocks for the even and the odd entries of the list.
    const auto low = hn::Add(number_, hn::ShiftRight<1>(lane));
    const auto high = hn::Add(group_, hn::ShiftRight<group_digits>(position));
    const auto even = rounds(hn::InterleaveLower(low, high));
    const auto odd = rounds(hn::InterleaveUpper(words64, low, high));
    // Deinterleaves the blocks and selects the lane's own half.
    const auto first = hn::InterleaveLower(even, odd), second = hn::InterleaveUpper(words64, even, odd);
    const auto one = hn::Set(words64, 1);
    return hn::IfThenElse(hn::Eq(hn::And(lane, one), one), second, first);
  }

  // Own words of the first lane of the first group in consecutive worlds.
  HWY_INLINE hn::Vec<Words> of_worlds(std::uint64_t first) const {
    const auto worlds = hn::Add(hn::Set(words64, first), hn::Iota(words64, 0));
    const auto low = hn::Or(hn::ShiftLeft<32>(worlds), hn::Set(words64, random::first_own_word / 4));
    const auto even = rounds(hn::InterleaveLower(low, hn::Zero(words64)));
    const auto odd = rounds(hn::InterleaveUpper(words64, low, hn::Zero(words64)));
    return hn::InterleaveLower(even, odd);
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

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void fill_pcg_starts(const random::GroupAddress& at, std::size_t groups,
                                constants::PcgStart* out) {
  for (std::size_t g = 0; g < groups; ++g) out[g] = constants::pcg_start(group_at(at, g));
}

HWY_INLINE void fill_pcg32(const random::GroupAddress& at, std::size_t first_word, std::size_t words,
                           std::uint32_t* out) {
  auto [state, stride] = constants::pcg_start(at).after(constants::pcg_jump(first_word));
  for (std::size_t i = 0; i < words; ++i) {
    out[i] = constants::pcg_output(state);
    state += stride;
    stride *= constants::pcg_multiplier;
  }
}

#else

using PcgStates = hn::CappedTag<std::uint64_t, 8>;
using PcgWords = hn::Repartition<std::uint32_t, PcgStates>;
constexpr PcgStates pcg_states;
constexpr PcgWords pcg_words;

// Rotates each word right by its own number of bits, 0 to 31.
HWY_INLINE hn::Vec<PcgWords> rotate_right(hn::Vec<PcgWords> words, hn::Vec<PcgWords> bits) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  return hn::Vec<PcgWords>{_mm512_rorv_epi32(words.raw, bits.raw)};
#else
  const auto back = hn::And(hn::Sub(hn::Zero(pcg_words), bits), hn::Set(pcg_words, 31));
  return hn::Or(hn::Shr(words, bits), hn::Shl(words, back));
#endif
}

// Computes constants::pcg_output for two vectors of states. It depends only on bits 27 to 63, so
// the high and the low words are separated first; all later operations then process twice the
// number of lanes.
HWY_INLINE hn::Vec<PcgWords> pcg_output(hn::Vec<PcgStates> first, hn::Vec<PcgStates> second) {
  const auto a = hn::BitCast(pcg_words, first), b = hn::BitCast(pcg_words, second);
  const auto high = hn::ConcatOdd(pcg_words, b, a), low = hn::ConcatEven(pcg_words, b, a);
#if HWY_TARGET == HWY_AVX3_DL
  const auto middle = hn::Vec<PcgWords>{_mm512_shldi_epi32(high.raw, low.raw, 5)};
#else
  const auto middle = hn::Or(hn::ShiftLeft<5>(high), hn::ShiftRight<27>(low));
#endif
  return rotate_right(hn::Xor(middle, hn::ShiftRight<13>(high)), hn::ShiftRight<27>(high));
}

// Words of one group's stream, from its start or a later position on.
class PcgSection {
public:
  HWY_INLINE explicit PcgSection(const constants::PcgStart& start)
      : state_(hn::Set(pcg_states, start.state)), stride_(hn::Set(pcg_states, start.stride)) {}

  // Returns a vector of words, from word `number` on.
  HWY_INLINE hn::Vec<PcgWords> words(std::size_t number) const {
    return pcg_output(state(number), state(number + hn::Lanes(pcg_states)));
  }
  // Returns the same, by the offset of the first byte.
  template <class D> HWY_INLINE hn::Vec<D> load(D d, std::size_t offset) const {
    return hn::BitCast(d, words(offset / 4));
  }

private:
  HWY_INLINE hn::Vec<PcgStates> state(std::size_t number) const {
    const auto sums = hn::Load(pcg_states, constants::pcg_sums.of + number);
    return hn::Add(state_, hn::Mul(stride_, sums));
  }

  hn::Vec<PcgStates> state_, stride_;
};

// The first words of the streams of consecutive groups, computed when they are read.
class PcgSource {
public:
  HWY_INLINE explicit PcgSource(const constants::PcgStart* starts) : starts_(starts) {}
  HWY_INLINE PcgSection group(std::size_t number) const { return PcgSection(starts_[number]); }

private:
  const constants::PcgStart* starts_;
};

// Applies random::mix to each lane.
HWY_INLINE hn::Vec<PcgStates> mix(hn::Vec<PcgStates> words) {
  words = hn::Mul(hn::Xor(words, hn::ShiftRight<30>(words)), hn::Set(pcg_states, 0xBF58476D1CE4E5B9));
  words = hn::Mul(hn::Xor(words, hn::ShiftRight<27>(words)), hn::Set(pcg_states, 0x94D049BB133111EB));
  return hn::Xor(words, hn::ShiftRight<31>(words));
}

// Computes constants::pcg_start for consecutive groups, several at a time; writes up to seven
// entries past the end.
HWY_INLINE void fill_pcg_starts(const random::GroupAddress& at, std::size_t groups,
                                constants::PcgStart* out) {
  const auto set = [](std::uint64_t word) HWY_ATTR { return hn::Set(pcg_states, word); };
  const auto key = set(at.key), golden = set(0x9E3779B97F4A7C15), numbers = hn::Iota(pcg_states, 0);
  const auto world = set((std::uint64_t{at.world} + 1) * 0xD1342543DE82EF95);
  for (std::size_t g = 0; g < groups; g += hn::Lanes(pcg_states)) {
    const auto group = hn::Add(set(at.group + g), numbers);
    const auto seed = mix(hn::Xor(key, mix(hn::Add(group, golden))));
    const auto stream = mix(hn::Xor(seed, world));
    const auto increment = hn::Or(hn::Add(stream, stream), set(1));
    const auto state = hn::Add(hn::Mul(hn::Add(seed, increment), set(constants::pcg_multiplier)), increment);
    const auto stride = hn::Add(hn::Mul(state, set(constants::pcg_multiplier - 1)), increment);
    hn::StoreInterleaved2(state, stride, pcg_states, &out[g].state);
  }
}

HWY_INLINE void fill_pcg32(const random::GroupAddress& at, std::size_t first_word, std::size_t words,
                           std::uint32_t* out) {
  static constexpr constants::Jump from_first =
      constants::pcg_jump(static_cast<std::uint64_t>(random::first_own_word));
  static constexpr constants::Jump next_section = constants::pcg_jump(constants::pcg_section);
  constants::PcgStart start = constants::pcg_start(at);
  if (first_word >= static_cast<std::size_t>(random::first_own_word)) start = start.after(from_first);
  // Callers start at first_own_word or at zero, so usually there is no remainder.
  if (const std::size_t inside = first_word % static_cast<std::size_t>(random::first_own_word); inside != 0)
    start = start.after(constants::pcg_jump(inside));
  for (std::size_t i = 0; i < words; i += constants::pcg_section) {
    const PcgSection section(start);
    const std::size_t count = (std::min)(words - i, constants::pcg_section);
    for (std::size_t w = 0; w < count; w += hn::Lanes(pcg_words))
      hn::Store(section.words(w), pcg_words, out + i + w);
    start = start.after(next_section);
  }
}

#endif

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

HWY_INLINE std::uint64_t own_word_pcg32(const constants::PcgStart& start, std::size_t lane) {
  const constants::PcgStart own = start.after(constants::pcg_own_words[lane]);
  return constants::pcg_output(own.state) | std::uint64_t{constants::pcg_output(own.state + own.stride)}
                                                << 32;
}

// Calls function(i, position, own word) for each entry of a list of positions. May read past the
// end of the list, to the end of a vector. `starts` are the starts of the pcg32 streams, or null if
// they are not yet computed.
template <class Function>
HWY_INLINE void for_each_own_word(Generator generator, const ArsKeys& stream, const random::GroupAddress& at,
                                  const std::uint32_t* positions, std::size_t count,
                                  const constants::PcgStart* starts, Function function) {
  if (generator == Generator::pcg32) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t group = positions[i] / group_lanes;
      const constants::PcgStart start = starts ? starts[group] : constants::pcg_start(group_at(at, group));
      function(i, positions[i], own_word_pcg32(start, positions[i] % group_lanes));
    }
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
  for_each_own_word(generator, stream, at, positions, static_cast<std::size_t>(count), nullptr,
                    [&](std::size_t i, std::uint32_t, std::uint64_t word) HWY_ATTR { out[i] = word; });
}

void world_words(Generator generator, std::uint64_t key, Index first_world, std::uint64_t* out) noexcept {
  const auto first = static_cast<std::uint32_t>(first_world);
#if HWY_TARGET != HWY_SCALAR
  if (generator == Generator::ars5) {
    const ArsKeys stream(key);
    const OwnWords own(stream, {key, 0, 0});
    for (std::uint32_t i = 0; i < group_lanes; i += static_cast<std::uint32_t>(OwnWords::lanes))
      hn::StoreU(own.of_worlds(first + i), OwnWords::Words(), out + i);
    return;
  }
#endif
  for (std::uint32_t i = 0; i < group_lanes; ++i)
    out[i] = random::own_word({generator, {key, first + i, 0}, 0});
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#endif  // CASUS_STREAMS_INL
