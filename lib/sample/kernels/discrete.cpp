// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sample/kernels.hpp"

// AVX3_DL has byte look-ups across a whole vector and a vector population count; Highway compiles
// it only on request.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sample/kernels/discrete.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once for each instruction set.
#include <hwy/highway.h>

#include "sample/kernels/streams-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace casus::kernels {
namespace HWY_NAMESPACE {

// Truth values, 64 per word; a group is eight words.
using Bits = hn::CappedTag<std::uint64_t, 8>;
constexpr Bits bits64;
constexpr std::size_t column_words = static_cast<std::size_t>(group_words);

// States, one byte each; 64 of them correspond to a word of truth values.
using States = hn::CappedTag<std::uint8_t, 64>;
using SignedStates = hn::RebindToSigned<States>;
constexpr States states8;
constexpr SignedStates signed8;
constexpr std::size_t state_lanes = hn::MaxLanes(states8);

// Returns the position of the lowest set bit, 63 if there is none. (std::countr_zero branches on
// zero.)
HWY_INLINE std::uint32_t lowest(std::uint64_t bits) {
  return static_cast<std::uint32_t>(std::countr_zero(bits | std::uint64_t{1} << 63));
}

// Appends the positions of the set bits to a list. Most words have few, so two are always written,
// which avoids branch mispredictions; up to two entries are written past the end.
HWY_INLINE std::size_t list(std::uint64_t bits, std::size_t first, std::uint32_t* out) {
  const auto count = static_cast<std::size_t>(std::popcount(bits));
  const auto base = static_cast<std::uint32_t>(first);
  out[0] = base + lowest(bits);
  bits &= bits - 1;
  out[1] = base + lowest(bits);
  for (std::size_t i = 2; i < count; ++i) {
    bits &= bits - 1;
    out[i] = base + lowest(bits);
  }
  return count;
}

// Most words have few bits or none: a scan of 64 words at a time finds the nonzero ones.
Index positions(const std::uint64_t* bits, Index words, std::uint32_t* out) noexcept {
  std::size_t count = 0;
  for (std::size_t first = 0; first < static_cast<std::size_t>(words); first += 64) {
    const std::size_t last = (std::min)(first + 64, static_cast<std::size_t>(words));
    std::uint64_t any = 0;
    for (std::size_t w = first; w < last; w += hn::Lanes(bits64)) {
      HWY_ALIGN std::uint8_t flags[8] = {};
      hn::StoreMaskBits(bits64, hn::Ne(hn::Load(bits64, bits + w), hn::Zero(bits64)), flags);
      any |= std::uint64_t{flags[0]} << (w - first);
    }
    for (; any != 0; any &= any - 1) {
      const std::size_t w = first + static_cast<std::size_t>(std::countr_zero(any));
      count += list(bits[w], 64 * w, out + count);
    }
  }
  return static_cast<Index>(count);
}

// As `positions`, in any order, for columns in which at most about 1 % of the bits are set. Lists
// the nonzero 32-bit words with the position of their first bit, then extracts the lowest bit of
// each. Words with further bits are appended to the list. So the control flow depends only on the
// length of the list, not on the positions of the bits, and no branch is mispredicted. `rest` has
// the size of `out`.
std::size_t few_positions(const std::uint64_t* HWY_RESTRICT bits, std::size_t words,
                          std::uint32_t* HWY_RESTRICT out, std::uint32_t* HWY_RESTRICT rest) {
#if HWY_TARGET > HWY_AVX3  // on these targets, compressing a vector is slower than the scalar loop
  (void)rest;
  return static_cast<std::size_t>(positions(bits, static_cast<Index>(words), out));
#else
  constexpr hn::Repartition<std::uint32_t, Bits> words32;
  constexpr hn::RebindToSigned<decltype(words32)> signed32;
  constexpr hn::RebindToFloat<decltype(words32)> floats;
  constexpr std::size_t lanes = hn::MaxLanes(words32);
  std::size_t count = 0;
  const auto list = [&](hn::Vec<decltype(words32)> first, hn::Vec<decltype(words32)> left,
                        hn::Mask<decltype(words32)> any) HWY_ATTR {
    hn::StoreU(hn::Compress(first, any), words32, out + count);
    hn::StoreU(hn::Compress(left, any), words32, rest + count);
    count += hn::CountTrue(words32, any);
  };
  auto first = hn::Mul(hn::Iota(words32, 0), hn::Set(words32, 32));
  for (std::size_t w = 0; w < words; w += hn::Lanes(bits64)) {
    const auto some = hn::BitCast(words32, hn::Load(bits64, bits + w));
    list(first, some, hn::Ne(some, hn::Zero(words32)));
    first = hn::Add(first, hn::Set(words32, static_cast<std::uint32_t>(32 * lanes)));
  }
  for (std::size_t i = 0; i < count;) {
    const std::size_t listed = (std::min)(lanes, count - i);
    const auto base = hn::LoadU(words32, out + i), some = hn::LoadU(words32, rest + i);
    // The position of a single bit is the exponent of the word as a floating-point number.
    const auto lowest = hn::And(some, hn::Sub(hn::Zero(words32), some));
    const auto exponent = hn::And(
        hn::ShiftRight<23>(hn::BitCast(words32, hn::ConvertTo(floats, hn::BitCast(signed32, lowest)))),
        hn::Set(words32, 0xFF));
    hn::StoreU(hn::Add(base, hn::Sub(exponent, hn::Set(words32, 127))), words32, out + i);
    const auto left = hn::AndNot(lowest, some);
    list(base, left, hn::And(hn::Ne(left, hn::Zero(words32)), hn::FirstN(words32, listed)));
    i += listed;
  }
  return count;
#endif
}

HWY_INLINE bool bit_at(const std::uint64_t* column, std::size_t position) {
  return ((column[position / 64] >> (position % 64)) & 1) != 0;
}

HWY_INLINE std::size_t value_at(const DiscreteColumn& column, std::size_t position) {
  return column.bytes ? column.bytes[position] : static_cast<std::size_t>(bit_at(column.bits, position));
}

HWY_INLINE std::size_t row_at(const TableDraw& draw, std::size_t position) {
  std::size_t row = 0;
  for (Index p = 0; p < draw.parent_count; ++p)
    row = row * static_cast<std::size_t>(draw.parents[p].states) + value_at(draw.parents[p], position);
  return row;
}

HWY_INLINE void put_bit(std::uint64_t* column, std::size_t position, std::uint64_t bit) {
  std::uint64_t& word = column[position / 64];
  word = (word & ~(std::uint64_t{1} << (position % 64))) | bit << (position % 64);
}

// Rarely called: in most tables all rows are valid.
bool meets_bad_row(const TableDraw& draw) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(draw.groups) * group_lanes; ++i)
    if ((!draw.guard || bit_at(draw.guard, i)) && draw.table->bad_rows[row_at(draw, i)]) return true;
  return false;
}

// ---------------- events from tables of events, bit by bit

// Digit of four rows, selected by two parents: bit a + 2 b of `truth`.
template <int truth> HWY_INLINE hn::Vec<Bits> picked(hn::Vec<Bits> a, hn::Vec<Bits> b) {
  // The polynomial over GF(2) with these values.
  constexpr int none = truth & 1, first = truth >> 1 & 1, second = truth >> 2 & 1, both = truth >> 3 & 1;
  auto value = none ? hn::Set(bits64, ~std::uint64_t{0}) : hn::Zero(bits64);
  if constexpr ((none ^ first) != 0) value = hn::Xor(value, a);
  if constexpr ((none ^ second) != 0) value = hn::Xor(value, b);
  if constexpr ((none ^ first ^ second ^ both) != 0) value = hn::Xor(value, hn::And(a, b));
  return value;
}

// Compares picked(a, b) with a digit of U: ones for different bits.
template <int truth> HWY_INLINE hn::Vec<Bits> differs(hn::Vec<Bits> a, hn::Vec<Bits> b, hn::Vec<Bits> digit) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  // One instruction computes any function of three bits; the immediate is its truth table.
  constexpr int values = [] {
    int table = 0;
    for (int i = 0; i < 8; ++i) table |= ((truth >> ((i >> 2 & 1) + (i & 2)) ^ i) & 1) << i;
    return table;
  }();
  return hn::Vec<Bits>{_mm512_ternarylogic_epi64(a.raw, b.raw, digit.raw, values)};
#else
  return hn::Xor(picked<truth>(a, b), digit);
#endif
}

// Selects bit by bit: a if `choice` is one, otherwise b.
HWY_INLINE hn::Vec<Bits> choose(hn::Vec<Bits> choice, hn::Vec<Bits> a, hn::Vec<Bits> b) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  return hn::Vec<Bits>{_mm512_ternarylogic_epi64(choice.raw, a.raw, b.raw, 0xCA)};
#else
  return hn::Xor(b, hn::And(choice, hn::Xor(a, b)));
#endif
}

// Inputs and outputs of the comparison of a digit; a and b are the last two parents of a table, c
// the one before them.
struct BitColumns {
  std::size_t groups;
  const std::uint64_t *a, *b, *c;
  std::uint64_t *undecided, *result, *wanted;
};

// Whether it is the first digit, before which all trajectories are undecided.
enum class Digit { first, later };

// Updates the result of U < threshold. The first digit in which U and the threshold differ decides.
// Undecided trajectories take the result of each digit until one decides.
template <Digit which>
HWY_INLINE void decide(hn::Vec<Bits> differ, hn::Vec<Bits> digit, std::uint64_t* HWY_RESTRICT undecided,
                       std::uint64_t* HWY_RESTRICT result) {
  if constexpr (which == Digit::first) {
    hn::Store(hn::Not(digit), bits64, result);
    hn::Store(hn::Not(differ), bits64, undecided);
    return;
  }
  const auto open = hn::Load(bits64, undecided), so_far = hn::Load(bits64, result);
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  // choose(open, not digit, so_far) in one instruction.
  hn::Store(hn::Vec<Bits>{_mm512_ternarylogic_epi64(open.raw, digit.raw, so_far.raw, 0x3A)}, bits64, result);
#else
  hn::Store(choose(open, hn::Not(digit), so_far), bits64, result);
#endif
  hn::Store(hn::AndNot(differ, open), bits64, undecided);
}

// Calls function(i, digit) for each vector of the groups' columns: words from i on, and the digits
// at one position of U.
template <class Source, class Function>
HWY_INLINE void for_each_digit(const Source& source, std::size_t groups, std::size_t position,
                               Function function) {
  constexpr std::size_t bytes = 8 * column_words;
  for (std::size_t g = 0; g < groups; ++g) {
    const auto stream = source.group(g);
    for (std::size_t w = 0; w < column_words; w += hn::Lanes(bits64))
      function(g * column_words + w, stream.load(bits64, position * bytes + 8 * w));
  }
}

// Compares one digit for four rows.
template <int truth, Digit which, class Source>
void compare_digit(const Source& from, std::size_t position, const BitColumns& columns) {
  const Source source = from;  // a copy, which the writes below cannot alias
  const std::uint64_t *HWY_RESTRICT a = columns.a, *HWY_RESTRICT b = columns.b;
  std::uint64_t *HWY_RESTRICT undecided = columns.undecided, *HWY_RESTRICT result = columns.result;
  for_each_digit(source, columns.groups, position, [&](std::size_t i, hn::Vec<Bits> digit) HWY_ATTR {
    const auto differ = differs<truth>(hn::Load(bits64, a + i), hn::Load(bits64, b + i), digit);
    decide<which>(differ, digit, undecided + i, result + i);
  });
}

// Compares one digit for eight rows, in two passes: the first stores the digits of four rows, the
// second selects between these and the other four by the third parent.
template <int truth, Digit, class Source>
void keep_wanted(const Source&, std::size_t, const BitColumns& columns) {
  for (std::size_t i = 0; i < columns.groups * column_words; i += hn::Lanes(bits64))
    hn::Store(picked<truth>(hn::Load(bits64, columns.a + i), hn::Load(bits64, columns.b + i)), bits64,
              columns.wanted + i);
}
template <int truth, Digit which, class Source>
void compare_digit_of_eight(const Source& from, std::size_t position, const BitColumns& columns) {
  const Source source = from;
  const BitColumns of = columns;
  std::uint64_t *HWY_RESTRICT undecided = columns.undecided, *HWY_RESTRICT result = columns.result;
  for_each_digit(source, of.groups, position, [&](std::size_t i, hn::Vec<Bits> digit) HWY_ATTR {
    const auto wanted = choose(hn::Load(bits64, of.c + i),
                               picked<truth>(hn::Load(bits64, of.a + i), hn::Load(bits64, of.b + i)),
                               hn::Load(bits64, of.wanted + i));
    decide<which>(hn::Xor(wanted, digit), digit, undecided + i, result + i);
  });
}

// A function for each of the 16 combinations of a digit in four rows. It is selected once for all
// groups of a block, which is cheaper than a selection among rows for each trajectory.
template <class Source> using CompareFunction = void (*)(const Source&, std::size_t, const BitColumns&);
#define CASUS_BY_TRUTH(function)                                                               \
  {                                                                                            \
    function<0, which, Source>, function<1, which, Source>, function<2, which, Source>,        \
        function<3, which, Source>, function<4, which, Source>, function<5, which, Source>,    \
        function<6, which, Source>, function<7, which, Source>, function<8, which, Source>,    \
        function<9, which, Source>, function<10, which, Source>, function<11, which, Source>,  \
        function<12, which, Source>, function<13, which, Source>, function<14, which, Source>, \
        function<15, which, Source>                                                            \
  }
template <Digit which, class Source>
constexpr CompareFunction<Source> compare_digits[16] = CASUS_BY_TRUTH(compare_digit);
template <Digit which, class Source>
constexpr CompareFunction<Source> keep_wanted_digits[16] = CASUS_BY_TRUTH(keep_wanted);
template <Digit which, class Source>
constexpr CompareFunction<Source> compare_digits_of_eight[16] = CASUS_BY_TRUTH(compare_digit_of_eight);
#undef CASUS_BY_TRUTH

template <Digit which, class Source>
HWY_INLINE void compare(const TableDraw& draw, const Source& source, std::size_t d,
                        const BitColumns& columns) {
  const std::uint8_t* truth = draw.table->truths.data();
  if (draw.parent_count < 3) {
    compare_digits<which, Source>[truth[d]](source, d, columns);
  } else {
    keep_wanted_digits<which, Source>[truth[d]](source, d, columns);
    compare_digits_of_eight<which, Source>[truth[static_cast<std::size_t>(random::sliced_digits) + d]](
        source, d, columns);
  }
}

template <class Source>
HWY_INLINE void compare_all_digits(const TableDraw& draw, const Source& source, const BitColumns& columns) {
  compare<Digit::first>(draw, source, 0, columns);
  for (std::size_t d = 1; d < static_cast<std::size_t>(random::sliced_digits); ++d)
    compare<Digit::later>(draw, source, d, columns);
}

// Returns the starts of the pcg32 streams, computed by `with_source`.
HWY_INLINE constants::PcgStart* pcg_starts(const BlockScratch& scratch) {
  return reinterpret_cast<constants::PcgStart*>(scratch.digits);
}

// Calls function(source) with the first `words` words of the streams of the draw's groups. For
// pcg32, leaves the starts of the streams in scratch.digits, for for_each_own_word.
template <class Function>
HWY_INLINE void with_source(const TableDraw& draw, const BlockScratch& scratch, Index words,
                            Function function) {
  const auto groups = static_cast<std::size_t>(draw.groups);
  auto* starts = pcg_starts(scratch);
  if (draw.generator == Generator::pcg32) fill_pcg_starts(draw.at, groups, starts);
#if HWY_TARGET == HWY_SCALAR
  fill_words(draw.generator, draw.at, draw.groups, 0, words, scratch.words);
  function(FilledSource(scratch.words, static_cast<std::size_t>(words)));
#else
  (void)words;
  if (draw.generator == Generator::pcg32) {
    function(PcgSource(starts));
    return;
  }
  auto* firsts = reinterpret_cast<std::uint8_t*>(scratch.digits);
  fill_first_rounds(*draw.keys, draw.at, groups, 0, firsts);
  function(ArsSource(*draw.keys, firsts));
#endif
}

bool draw_bits(const TableDraw& draw, const BlockScratch& scratch) noexcept {
  if (!draw.table->bad_rows.empty() && meets_bad_row(draw)) return false;
  constexpr auto digits = static_cast<std::size_t>(random::sliced_digits);
  const auto groups = static_cast<std::size_t>(draw.groups), words = groups * column_words;
  // A missing parent selects between equal rows, so any column will do.
  const auto parent = [&](Index from_last) {
    return from_last < draw.parent_count ? draw.parents[draw.parent_count - 1 - from_last].bits
                                         : scratch.wanted;
  };
  const BitColumns columns{groups,     parent(0),     parent(1), parent(2), scratch.undecided,
                           draw.event, scratch.wanted};
  with_source(draw, scratch, static_cast<Index>(16 * digits),
              [&](const auto& source) HWY_ATTR { compare_all_digits(draw, source, columns); });
  if (draw.guard)
    for (std::size_t i = 0; i < words; i += hn::Lanes(bits64)) {
      const auto guard = hn::Load(bits64, draw.guard + i);
      hn::Store(hn::And(hn::Load(bits64, draw.event + i), guard), bits64, draw.event + i);
      hn::Store(hn::And(hn::Load(bits64, scratch.undecided + i), guard), bits64, scratch.undecided + i);
    }
  // About one trajectory in a thousand remains undecided. These are decided one by one; their first
  // digits are equal to those of their threshold.
  const Index left = positions(scratch.undecided, static_cast<Index>(words), scratch.positions);
  for_each_own_word(draw.generator, *draw.keys, draw.at, scratch.positions, static_cast<std::size_t>(left),
                    pcg_starts(scratch), [&](std::size_t, std::uint32_t at, std::uint64_t own) HWY_ATTR {
                      const std::uint64_t threshold = draw.table->values[row_at(draw, at)];
                      const std::uint64_t first = threshold >> (64 - digits) << (64 - digits);
                      put_bit(draw.event, at, is_below(first | own >> digits, threshold) ? 1 : 0);
                    });
  return true;
}

// ---------------- tables of up to 256 rows, byte by byte

// Loads the bits of a column as the mask of a vector's lanes, from `lane` on.
template <class D> HWY_INLINE hn::Mask<D> load_mask(D d, const std::uint64_t* column, std::size_t lane) {
  HWY_ALIGN std::uint8_t bytes[8];
  const std::uint64_t word = column[lane / 64] >> (lane % 64);
  std::memcpy(bytes, &word, 8);
  return hn::LoadMaskBits(d, bytes);
}
HWY_INLINE hn::Mask<States> load_mask(const std::uint64_t* column, std::size_t lane) {
  return load_mask(states8, column, lane);
}
// Stores the mask of a vector's lanes in a column, from `lane` on.
HWY_INLINE void store_mask(hn::Mask<States> mask, std::uint64_t* column, std::size_t lane) {
#if HWY_TARGET == HWY_SCALAR
  const std::uint64_t bit = std::uint64_t{1} << (lane % 64);
  column[lane / 64] = (column[lane / 64] & ~bit) | (hn::CountTrue(states8, mask) != 0 ? bit : 0);
#else
  static_assert(std::endian::native == std::endian::little && state_lanes % 8 == 0,
                "a mask is some bytes of a word");
  hn::StoreMaskBits(states8, mask, reinterpret_cast<std::uint8_t*>(column) + lane / 8);
#endif
}

void in_state(const std::uint8_t* states, std::uint8_t state, Index words, std::uint64_t* out) noexcept {
  const auto wanted = hn::Set(states8, state);
  for (std::size_t i = 0; i < 64 * static_cast<std::size_t>(words); i += state_lanes)
    store_mask(hn::Eq(hn::Load(states8, states + i), wanted), out, i);
}

std::int64_t count_one(const std::uint8_t* states, std::uint8_t state, std::size_t lanes) {
  const auto wanted = hn::Set(states8, state);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < lanes; i += state_lanes)
    sum += hn::CountTrue(states8, hn::Eq(hn::Load(states8, states + i), wanted));
  return static_cast<std::int64_t>(sum);
}

#if HWY_TARGET != HWY_SCALAR
// Counts of states 0 and 1 and the sum of all states, each if requested. Counts are kept in bytes.
// At first both share one byte, state 0 in its low and state 1 in its high four bits, with
// increments from a look-up. They are moved to wider counters before they overflow.
struct StateCounts {
  std::int64_t in_0, in_1, sum;
};
template <bool pair, bool sum>
StateCounts state_counts_of(const std::uint8_t* HWY_RESTRICT states, std::size_t lanes) {
  constexpr std::size_t chunk = 8 * state_lanes;  // divides the size of a group at any vector width
  constexpr std::size_t chunks = 10;              // at most 8 x 3 x 10 per byte
  const hn::Repartition<std::uint64_t, States> sums64;
  const hn::Repartition<std::uint16_t, States> pairs16;
  HWY_ALIGN static constexpr std::uint8_t additions[16] = {1, 16};
  const auto table = hn::LoadDup128(states8, additions);
  const auto low_half = hn::Set(states8, 0x0F);
  auto all_0 = hn::Zero(sums64), all_1 = hn::Zero(sums64), all = hn::Zero(sums64);
  for (std::size_t begin = 0; begin < lanes;) {
    const std::size_t end = (std::min)(lanes, begin + chunks * chunk);
    auto some_0 = hn::Zero(states8), some_1 = hn::Zero(states8), some = hn::Zero(states8);
    for (; begin < end; begin += chunk) {
      auto both = hn::Zero(states8);
      for (std::size_t i = 0; i < chunk; i += state_lanes) {
        const auto state = hn::Load(states8, states + begin + i);
        if constexpr (pair) both = hn::Add(both, hn::TableLookupBytes(table, state));
        if constexpr (sum) some = hn::Add(some, state);
      }
      if constexpr (pair) {
        some_0 = hn::Add(some_0, hn::And(both, low_half));
        const auto upper = hn::BitCast(states8, hn::ShiftRight<4>(hn::BitCast(pairs16, both)));
        some_1 = hn::Add(some_1, hn::And(upper, low_half));
      }
    }
    all_0 = hn::Add(all_0, hn::SumsOf8(some_0));
    all_1 = hn::Add(all_1, hn::SumsOf8(some_1));
    all = hn::Add(all, hn::SumsOf8(some));
  }
  const auto total = [&](auto sums) HWY_ATTR {
    return static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(sums64, sums)));
  };
  return {total(all_0), total(all_1), total(all)};
}

// For two, three or four states, all counts follow from a few sums.
bool count_few(const std::uint8_t* states, Index all, std::size_t lanes, std::int64_t (&of)[4]) {
  const auto cases = static_cast<std::int64_t>(lanes);
  if (all == 2) {
    of[1] = state_counts_of<false, true>(states, lanes).sum;
    of[0] = cases - of[1];
    return true;
  }
  if (all != 3 && all != 4) return false;
  const StateCounts tally =
      all == 3 ? state_counts_of<true, false>(states, lanes) : state_counts_of<true, true>(states, lanes);
  const std::int64_t others = cases - tally.in_0 - tally.in_1;  // in states 2 and 3
  of[0] = tally.in_0, of[1] = tally.in_1;
  of[3] = all == 3 ? 0 : tally.sum - tally.in_1 - 2 * others;
  of[2] = others - of[3];
  return true;
}
#endif

void count_states(const std::uint8_t* states, Index count, Index all, Index words,
                  std::int64_t* out) noexcept {
  const std::size_t lanes = 64 * static_cast<std::size_t>(words);
#if HWY_TARGET == HWY_SCALAR
  (void)all;
#else
  if (std::int64_t of[4]; count_few(states, all, lanes, of)) {
    std::copy_n(of, count, out);
    return;
  }
#endif
  for (Index state = 0; state < count; ++state)
    out[state] = count_one(states, static_cast<std::uint8_t>(state), lanes);
}

Proportion count(const std::uint64_t* a, const std::uint64_t* b, Index words) noexcept {
  auto hits = hn::Zero(bits64), cases = hn::Zero(bits64);
  for (Index i = 0; i < words; i += static_cast<Index>(hn::Lanes(bits64))) {
    const auto condition = hn::Load(bits64, b + i);
    hits = hn::Add(hits, hn::PopulationCount(hn::And(hn::Load(bits64, a + i), condition)));
    cases = hn::Add(cases, hn::PopulationCount(condition));
  }
  return {static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(bits64, hits))),
          static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(bits64, cases)))};
}

// Multiplies each number by the same factor; all products must be below 256.
HWY_INLINE hn::Vec<States> times(hn::Vec<States> numbers, std::uint8_t factor) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(states8, static_cast<std::uint8_t>(hn::GetLane(numbers) * factor));
#else
  // Two numbers at a time: the lower product does not reach the upper one.
  constexpr hn::Repartition<std::uint16_t, States> pairs16;
  return hn::BitCast(states8, hn::Mul(hn::BitCast(pairs16, numbers), hn::Set(pairs16, factor)));
#endif
}

// Returns the row number of each trajectory; for a single category, its states unchanged. Not
// called for tables with one row.
const std::uint8_t* table_rows(const TableDraw& draw, std::uint8_t* HWY_RESTRICT out) {
  if (draw.parent_count == 1 && draw.parents[0].bytes) return draw.parents[0].bytes;
  constexpr std::size_t vectors = 8;  // divides the size of a group at any vector width
  const auto one = hn::Set(states8, 1);
  const std::size_t lanes = static_cast<std::size_t>(draw.groups) * group_lanes;
  for (std::size_t begin = 0; begin < lanes; begin += vectors * state_lanes) {
    hn::Vec<States> row[vectors];
    const auto for_each = [&](const DiscreteColumn& parent, auto function) HWY_ATTR {
      if (parent.bytes) {
        const std::uint8_t* states = parent.bytes + begin;
        for (std::size_t v = 0; v < vectors; ++v)
          function(row[v], hn::Load(states8, states + v * state_lanes));
      } else {
        for (std::size_t v = 0; v < vectors; ++v)
          function(row[v], hn::IfThenElseZero(load_mask(parent.bits, begin + v * state_lanes), one));
      }
    };
    for_each(draw.parents[0],
             [](hn::Vec<States>& number, hn::Vec<States> state) HWY_ATTR { number = state; });
    for (Index p = 1; p < draw.parent_count; ++p) {
      const auto states = static_cast<std::uint8_t>(draw.parents[p].states);
      for_each(draw.parents[p], [=](hn::Vec<States>& number, hn::Vec<States> state)
                                    HWY_ATTR { number = hn::Add(times(number, states), state); });
    }
    for (std::size_t v = 0; v < vectors; ++v) hn::Store(row[v], states8, out + begin + v * state_lanes);
  }
  return out;
}

// Looks up entry `row` of a table of bytes for each lane; `chunks` is the size of the table in
// vectors.
#if HWY_TARGET == HWY_AVX3_DL
constexpr std::size_t chunk_entries = 64;
HWY_INLINE hn::Vec<States> look_up_chunk(const std::uint8_t* table, hn::Vec<States> rows) {
  return hn::Vec<States>{_mm512_permutexvar_epi8(rows.raw, _mm512_load_si512(table))};
}
#elif HWY_TARGET == HWY_SCALAR
constexpr std::size_t chunk_entries = 256;
HWY_INLINE hn::Vec<States> look_up_chunk(const std::uint8_t* table, hn::Vec<States> rows) {
  return hn::Set(states8, table[hn::GetLane(rows)]);
}
#else
constexpr std::size_t chunk_entries = 16;
HWY_INLINE hn::Vec<States> look_up_chunk(const std::uint8_t* table, hn::Vec<States> rows) {
  return hn::TableLookupBytes(hn::LoadDup128(states8, table), rows);
}
#endif

HWY_INLINE hn::Vec<States> look_up(const std::uint8_t* table, std::size_t chunks, hn::Vec<States> rows) {
  if (chunks == 1) return look_up_chunk(table, rows);
  const auto inside = hn::Set(states8, static_cast<std::uint8_t>(chunk_entries - 1));
  const auto chunk_of_row = hn::AndNot(inside, rows), row_inside = hn::And(inside, rows);
  auto found = look_up_chunk(table, row_inside);
  for (std::size_t chunk = 1; chunk < chunks; ++chunk) {
    const auto number = hn::Set(states8, static_cast<std::uint8_t>(chunk * chunk_entries));
    found = hn::IfThenElse(hn::Eq(chunk_of_row, number),
                           look_up_chunk(table + chunk * chunk_entries, row_inside), found);
  }
  return found;
}

// Number of rows of a table: one, at most the range of one look-up, or more.
enum class Rows { one, one_chunk, many };

// Compares the first eight digits of U with those of the `count` thresholds (`draw.thresholds` if
// `count` is 0) of each trajectory's row. Marks the trajectories that these digits leave undecided.
// Never inlined: together with other code it would run out of registers.
template <std::size_t count, Rows kind, bool is_event, bool is_guarded, class Source>
HWY_NOINLINE void compare_bytes(const TableDraw& draw, const Source& from,
                                const std::uint8_t* HWY_RESTRICT rows, const BlockScratch& scratch) {
  const Source source = from;  // a copy, which the writes below cannot alias
  const std::size_t thresholds = count == 0 ? static_cast<std::size_t>(draw.thresholds) : count;
  constexpr auto padding = static_cast<std::size_t>(byte_rows);
  const std::size_t all_rows = static_cast<std::size_t>(draw.rows);
  const std::size_t padded = kind == Rows::many ? (all_rows + padding - 1) / padding * padding : padding;
  const std::size_t chunks = kind == Rows::many ? (all_rows + chunk_entries - 1) / chunk_entries : 1;
  const std::uint8_t* HWY_RESTRICT table = draw.table->first_bytes.data()->rows;
  const std::uint64_t* HWY_RESTRICT guard = draw.guard;
  std::uint64_t *HWY_RESTRICT event = draw.event, *HWY_RESTRICT undecided = scratch.undecided;
  std::uint8_t* HWY_RESTRICT out = draw.states;
  const auto one = hn::Set(states8, 1), absent = hn::Set(states8, draw.absent);
  for (std::size_t g = 0; g < static_cast<std::size_t>(draw.groups); ++g) {
    const auto stream = source.group(g);
    for (std::size_t i = 0; i < group_lanes; i += state_lanes) {
      const std::size_t lane = g * group_lanes + i;
      const auto row = kind == Rows::one ? hn::Zero(states8) : hn::Load(states8, rows + lane);
      const auto digits = stream.load(states8, i);
      auto state = hn::Zero(states8), least = hn::Zero(states8);
      for (std::size_t t = thresholds; t-- > 0;) {
        const auto threshold = kind == Rows::one ? hn::Set(states8, table[t * padded])
                                                 : look_up(table + t * padded, chunks, row);
        const auto above =
            hn::RebindMask(states8, hn::Gt(hn::BitCast(signed8, digits), hn::BitCast(signed8, threshold)));
        // The least of the thresholds that are not below the digits: if the digits equal a
        // threshold, it is this one.
        least = t + 1 == thresholds ? threshold : hn::IfThenElse(above, least, threshold);
        if constexpr (!is_event)
          state = t + 1 == thresholds ? hn::IfThenElseZero(above, one)
                                      : hn::IfThenElse(above, hn::Add(state, one), state);
        else  // wrong for undecided trajectories, which are decided later
          store_mask(hn::Not(above), event, lane);
      }
      store_mask(hn::Eq(digits, least), undecided, lane);
      if constexpr (is_guarded && !is_event) state = hn::IfThenElse(load_mask(guard, lane), state, absent);
      if constexpr (!is_event) hn::Store(state, states8, out + lane);
    }
  }
  if constexpr (!is_guarded) return;
  for (std::size_t w = 0; w < static_cast<std::size_t>(draw.groups) * column_words; w += hn::Lanes(bits64)) {
    const auto exists = hn::Load(bits64, guard + w);
    hn::Store(hn::And(hn::Load(bits64, undecided + w), exists), bits64, undecided + w);
    if constexpr (is_event) hn::Store(hn::And(hn::Load(bits64, event + w), exists), bits64, event + w);
  }
}

template <Rows kind, bool is_guarded, class Source>
HWY_INLINE void compare_bytes_by_count(const TableDraw& draw, const Source& source, const std::uint8_t* rows,
                                       const BlockScratch& scratch) {
  if (draw.event) return compare_bytes<1, kind, true, is_guarded>(draw, source, rows, scratch);
  switch (draw.thresholds) {
    case 1: return compare_bytes<1, kind, false, is_guarded>(draw, source, rows, scratch);
    case 2: return compare_bytes<2, kind, false, is_guarded>(draw, source, rows, scratch);
    case 3: return compare_bytes<3, kind, false, is_guarded>(draw, source, rows, scratch);
    default: return compare_bytes<0, kind, false, is_guarded>(draw, source, rows, scratch);
  }
}
template <Rows kind, class Source>
HWY_INLINE void compare_bytes_by_guard(const TableDraw& draw, const Source& source, const std::uint8_t* rows,
                                       const BlockScratch& scratch) {
  return draw.guard ? compare_bytes_by_count<kind, true>(draw, source, rows, scratch)
                    : compare_bytes_by_count<kind, false>(draw, source, rows, scratch);
}

// Returns the number of a row's thresholds that U is below, by all of its digits. Branch-free,
// because these branches are unpredictable.
HWY_INLINE std::size_t count_below(std::uint64_t digits, const std::uint64_t* limits,
                                   std::size_t thresholds) {
  std::size_t below = 0;
  for (std::size_t t = 0; t < thresholds; ++t) below += is_below(digits, limits[t]) ? 1 : 0;
  return below;
}

// Decides the trajectories that their first digits left undecided. These digits equal those of a
// threshold: the first that is not below them, whose number is the state so far.
template <std::size_t count, bool one_row, bool is_event>
HWY_NOINLINE void decide_rest(const TableDraw& draw, const std::uint8_t* HWY_RESTRICT rows, std::size_t left,
                              const BlockScratch& scratch) {
  const std::size_t thresholds = count == 0 ? static_cast<std::size_t>(draw.thresholds) : count;
  const std::uint64_t* HWY_RESTRICT limits = draw.table->values.data();
  std::uint8_t* HWY_RESTRICT states = draw.states;
  std::uint64_t* HWY_RESTRICT event = draw.event;
  for_each_own_word(draw.generator, *draw.keys, draw.at, scratch.positions, left, pcg_starts(scratch),
                    [=](std::size_t, std::uint32_t at, std::uint64_t own) HWY_ATTR {
                      const std::uint64_t* row = one_row ? limits : limits + rows[at] * thresholds;
                      constexpr std::uint64_t rest = ~std::uint64_t{0} >> random::byte_digits;
                      const std::uint64_t met = row[is_event || count == 1 ? 0 : states[at]];
                      const std::uint64_t digits = (met & ~rest) | own >> random::byte_digits;
                      const std::size_t below = count_below(digits, row, thresholds);
                      if constexpr (is_event)
                        put_bit(event, at, below);
                      else
                        states[at] = static_cast<std::uint8_t>(thresholds - below);
                    });
}

// As meets_bad_row(draw), with known row numbers, for `words` words of truth values. Invalid rows
// that a guard excludes are common.
template <class Row>
bool meets_bad_row(const TableDraw& draw, const Row* rows, std::size_t first_word, std::size_t words) {
  const std::uint8_t* bad = draw.table->bad_rows.data();
  std::uint64_t met = 0;
  for (std::size_t w = 0; w < words; ++w) {
    const std::uint64_t exists = draw.guard ? draw.guard[first_word + w] : ~std::uint64_t{0};
    if (exists == 0) continue;
    for (std::size_t i = 0; i < 64; ++i) met |= (exists >> i) & bad[rows[64 * w + i]];
  }
  return (met & 1) != 0;
}

template <bool one_row>
HWY_INLINE void decide_rest_by_count(const TableDraw& draw, const std::uint8_t* rows, std::size_t left,
                                     const BlockScratch& scratch) {
  if (draw.event) return decide_rest<1, one_row, true>(draw, rows, left, scratch);
  switch (draw.thresholds) {
    case 1: return decide_rest<1, one_row, false>(draw, rows, left, scratch);
    case 2: return decide_rest<2, one_row, false>(draw, rows, left, scratch);
    case 3: return decide_rest<3, one_row, false>(draw, rows, left, scratch);
    default: return decide_rest<0, one_row, false>(draw, rows, left, scratch);
  }
}

bool draw_bytes(const TableDraw& draw, const BlockScratch& scratch) noexcept {
  const bool one_row = draw.parent_count == 0;
  const std::uint8_t* rows = one_row ? nullptr : table_rows(draw, scratch.rows);
  if (!draw.table->bad_rows.empty()) {
    const auto words = static_cast<std::size_t>(draw.groups) * column_words;
    if (one_row ? meets_bad_row(draw) : meets_bad_row(draw, rows, 0, words)) return false;
  }
  with_source(draw, scratch, group_size / 4, [&](const auto& source) HWY_ATTR {
    if (one_row)
      compare_bytes_by_guard<Rows::one>(draw, source, rows, scratch);
    else if (static_cast<std::size_t>(draw.rows) <= chunk_entries)
      compare_bytes_by_guard<Rows::one_chunk>(draw, source, rows, scratch);
    else
      compare_bytes_by_guard<Rows::many>(draw, source, rows, scratch);
  });
  const std::size_t left =
      few_positions(scratch.undecided, static_cast<std::size_t>(draw.groups) * column_words,
                    scratch.positions, scratch.words);
  if (one_row)
    decide_rest_by_count<true>(draw, rows, left, scratch);
  else
    decide_rest_by_count<false>(draw, rows, left, scratch);
  return true;
}

// ---------------- larger tables, by all digits of U

// Row numbers; a table has at most 2^16 rows.
using RowNumbers = hn::CappedTag<std::uint16_t, 32>;
constexpr RowNumbers rows16;

// Computes the row number of each trajectory in the group that begins at `first_lane`.
void number_rows(const TableDraw& draw, std::size_t first_lane, std::uint16_t* HWY_RESTRICT rows) {
  std::fill_n(rows, group_lanes, std::uint16_t{0});
  const auto add = [rows](const DiscreteColumn& parent, auto values_from) HWY_ATTR {
    const auto factor = hn::Set(rows16, static_cast<std::uint16_t>(parent.states));
    for (std::size_t i = 0; i < group_lanes; i += hn::Lanes(rows16))
      hn::Store(hn::Add(hn::Mul(hn::Load(rows16, rows + i), factor), values_from(i)), rows16, rows + i);
  };
  for (Index p = 0; p < draw.parent_count; ++p) {
    const DiscreteColumn parent = draw.parents[p];
    if (parent.bytes)
      add(parent, [=](std::size_t i) HWY_ATTR {
        const hn::Rebind<std::uint8_t, RowNumbers> states;
        return hn::PromoteTo(rows16, hn::Load(states, parent.bytes + first_lane + i));
      });
    else
      add(parent, [=](std::size_t i) HWY_ATTR {
        const auto one = hn::Set(rows16, 1);
        return hn::IfThenElseZero(load_mask(rows16, parent.bits, first_lane + i), one);
      });
  }
}

// Returns the offsets in the table of the rows of a vector's trajectories.
HWY_INLINE hn::Vec<hn::RebindToSigned<Bits>> row_starts(const std::uint16_t* rows, std::size_t thresholds) {
  const hn::Rebind<std::uint16_t, Bits> narrow;
  const hn::Rebind<std::int32_t, Bits> wide;
  const auto starts = hn::Mul(hn::PromoteTo(wide, hn::Load(narrow, rows)),
                              hn::Set(wide, static_cast<std::int32_t>(thresholds)));
  return hn::PromoteTo(hn::RebindToSigned<Bits>(), starts);
}

// Returns a vector of digits in the form that is_below compares with a limit.
HWY_INLINE hn::Vec<Bits> comparable(const std::uint64_t* digits) {
  return hn::Min(hn::Load(bits64, digits), hn::Set(bits64, ~std::uint64_t{0} - 1));
}

void draw_events(const std::uint64_t* HWY_RESTRICT limits, const std::uint64_t* HWY_RESTRICT digits,
                 const std::uint16_t* HWY_RESTRICT rows, std::uint64_t* HWY_RESTRICT event) {
  for (std::size_t first = 0; first < group_lanes; first += 64) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(bits64)) {
      const auto limit = hn::GatherIndex(bits64, limits, row_starts(rows + first + i, 1));
      HWY_ALIGN std::uint8_t flags[8] = {};
      hn::StoreMaskBits(bits64, hn::Lt(comparable(digits + first + i), limit), flags);
      word |= std::uint64_t{flags[0]} << i;
    }
    event[first / 64] = word;
  }
}

// One gather per threshold; beyond this number a loop over each trajectory's row is cheaper.
constexpr std::size_t most_gathers = 8;

void draw_states(const std::uint64_t* HWY_RESTRICT limits, std::size_t thresholds,
                 const std::uint64_t* HWY_RESTRICT digits, const std::uint16_t* HWY_RESTRICT rows,
                 std::uint8_t* HWY_RESTRICT states) {
  if (thresholds > most_gathers) {
    for (std::size_t i = 0; i < group_lanes; ++i)
      states[i] = static_cast<std::uint8_t>(
          thresholds - count_below(digits[i], limits + rows[i] * thresholds, thresholds));
    return;
  }
  const hn::Rebind<std::uint8_t, Bits> narrow;
  const auto one = hn::Set(bits64, 1);
  for (std::size_t i = 0; i < group_lanes; i += hn::Lanes(bits64)) {
    const auto starts = row_starts(rows + i, thresholds);
    const auto compared = comparable(digits + i);
    auto state = hn::Set(bits64, thresholds);
    for (std::size_t t = 0; t < thresholds; ++t) {
      const auto less = hn::Lt(compared, hn::GatherIndex(bits64, limits + t, starts));
      state = hn::Sub(state, hn::IfThenElseZero(less, one));
    }
    hn::Store(hn::TruncateTo(narrow, state), narrow, states + i);
  }
}

bool draw_words(const TableDraw& draw, const BlockScratch& scratch) noexcept {
  if (!draw.digits)
    fill_words(draw.generator, draw.at, draw.groups, random::first_own_word, 2 * group_size, scratch.words);
  const auto* digits = draw.digits ? draw.digits : reinterpret_cast<const std::uint64_t*>(scratch.words);
  const std::uint64_t* limits = draw.table->values.data();
  const auto groups = static_cast<std::size_t>(draw.groups);
  HWY_ALIGN std::uint16_t rows[group_lanes];
  for (std::size_t first = 0; first < groups * group_lanes; first += group_lanes) {
    number_rows(draw, first, rows);
    if (!draw.table->bad_rows.empty() && meets_bad_row(draw, rows, first / 64, column_words)) return false;
    if (draw.event)
      draw_events(limits, digits + first, rows, draw.event + first / 64);
    else
      draw_states(limits, static_cast<std::size_t>(draw.thresholds), digits + first, rows,
                  draw.states + first);
  }
  if (!draw.guard) return true;
  if (draw.event)
    for (std::size_t w = 0; w < groups * column_words; w += hn::Lanes(bits64))
      hn::Store(hn::And(hn::Load(bits64, draw.event + w), hn::Load(bits64, draw.guard + w)), bits64,
                draw.event + w);
  else
    for (std::size_t i = 0; i < groups * group_lanes; i += state_lanes)
      hn::Store(hn::IfThenElse(load_mask(draw.guard, i), hn::Load(states8, draw.states + i),
                               hn::Set(states8, draw.absent)),
                states8, draw.states + i);
  return true;
}

DiscreteKernels discrete_table() {
  return {fill_words, own_words, world_words,  {draw_bits, draw_bytes, draw_words},
          positions,  in_state,  count_states, count};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(discrete_table);

DiscreteKernels discrete_kernels(std::int64_t target) {
  hwy::ChosenTarget chosen;
  chosen.Update(target);
  return HWY_DISPATCH_TABLE(discrete_table)[chosen.GetIndex()]();
}

void Thresholds::arrange(Layout layout, Index rows, Index thresholds) {
  const auto all_rows = static_cast<std::size_t>(rows), each = static_cast<std::size_t>(thresholds);
  if (layout == Layout::bits) {
    constexpr auto digits = static_cast<std::size_t>(random::sliced_digits);
    truths.assign(digits * (all_rows > 4 ? 2 : 1), 0);
    for (std::size_t d = 0; d < digits; ++d)
      for (std::size_t place = 0; place < (all_rows > 4 ? 8u : 4u); ++place) {
        const bool one = ((values[place % all_rows] >> (63 - d)) & 1) != 0;
        truths[place / 4 * digits + d] =
            static_cast<std::uint8_t>(truths[place / 4 * digits + d] | (one ? 1 : 0) << (place % 4));
      }
  } else if (layout == Layout::bytes) {
    constexpr auto line = static_cast<std::size_t>(byte_rows);
    const std::size_t lines = (all_rows + line - 1) / line;
    first_bytes.assign(lines * each, Line{});
    for (std::size_t t = 0; t < each; ++t)
      for (std::size_t row = 0; row < all_rows; ++row)
        first_bytes[t * lines + row / line].rows[row % line] =
            static_cast<std::uint8_t>((values[row * each + t] >> (64 - random::byte_digits)) ^ 0x80);
  }
}

}  // namespace casus::kernels
#endif
