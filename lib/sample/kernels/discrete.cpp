// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sample/kernels.hpp"

// AVX3_DL brings look-ups of bytes across a whole vector and the population count of vectors; Highway leaves it out
// unless asked.
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

// Truth values, 64 to a word; a group is eight words.
using Bits = hn::CappedTag<std::uint64_t, 8>;
constexpr Bits bits64;
constexpr std::size_t column_words = static_cast<std::size_t>(group_words);

// States, one byte each; a word of truth values goes with 64 of them.
using States = hn::CappedTag<std::uint8_t, 64>;
using SignedStates = hn::RebindToSigned<States>;
constexpr States states8;
constexpr SignedStates signed8;
constexpr std::size_t state_lanes = hn::MaxLanes(states8);

// The lowest bit that is set; 63 where none is. (Asked of zero, std::countr_zero branches.)
HWY_INLINE std::uint32_t lowest(std::uint64_t bits) {
  return static_cast<std::uint32_t>(std::countr_zero(bits | std::uint64_t{1} << 63));
}

// Adds the bits that are set to a list of positions; writes up to two places beyond it. Few are the rule: two are written
// unasked, so that there is nothing to guess.
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

// Most words have few bits or none: one look finds those of 64 words that have any.
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

// Seldom asked: most tables are good in all their rows.
bool meets_bad_row(const TableDraw& draw) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(draw.groups) * group_lanes; ++i)
    if ((!draw.guard || bit_at(draw.guard, i)) && draw.table->bad_rows[row_at(draw, i)]) return true;
  return false;
}

// ---------------------------------------------------------------- events from tables of events, bit by bit

// What four rows have at one digit, picked by two parents: bit a + 2 b of `truth`.
template <int truth> HWY_INLINE hn::Vec<Bits> picked(hn::Vec<Bits> a, hn::Vec<Bits> b) {
  // The polynomial over GF(2) that has these values.
  constexpr int none = truth & 1, first = truth >> 1 & 1, second = truth >> 2 & 1, both = truth >> 3 & 1;
  auto value = none ? hn::Set(bits64, ~std::uint64_t{0}) : hn::Zero(bits64);
  if constexpr ((none ^ first) != 0) value = hn::Xor(value, a);
  if constexpr ((none ^ second) != 0) value = hn::Xor(value, b);
  if constexpr ((none ^ first ^ second ^ both) != 0) value = hn::Xor(value, hn::And(a, b));
  return value;
}

// picked(a, b) against a digit of U: ones where they differ.
template <int truth> HWY_INLINE hn::Vec<Bits> differs(hn::Vec<Bits> a, hn::Vec<Bits> b, hn::Vec<Bits> digit) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  // One instruction does any function of three bits; its eight values are the constant.
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

// Bit by bit: a where `choice` is one, else b.
HWY_INLINE hn::Vec<Bits> choose(hn::Vec<Bits> choice, hn::Vec<Bits> a, hn::Vec<Bits> b) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  return hn::Vec<Bits>{_mm512_ternarylogic_epi64(choice.raw, a.raw, b.raw, 0xCA)};
#else
  return hn::Xor(b, hn::And(choice, hn::Xor(a, b)));
#endif
}

// Where a comparison of a digit reads and writes; a and b are the last parents of a table, c the one before.
struct BitColumns {
  std::size_t groups;
  const std::uint64_t *a, *b, *c;
  std::uint64_t *undecided, *result, *wanted;
};

// What of it the first digit need not read: all are undecided then.
enum class Digit { first, later };

// U < threshold so far: where a digit of U differs from the threshold's, the threshold's decides, unless an earlier digit
// has. Undecided trajectories take the digit's word for it each time, and the last word stands.
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

// Calls function(i, digit) for each vector of the groups' columns: word i on, and their digits of one position.
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

// One digit of four rows.
template <int truth, Digit which, class Source>
void compare_digit(const Source& from, std::size_t position, const BitColumns& columns) {
  const Source source = from;  // nothing that is written below can change it
  const std::uint64_t *HWY_RESTRICT a = columns.a, *HWY_RESTRICT b = columns.b;
  std::uint64_t *HWY_RESTRICT undecided = columns.undecided, *HWY_RESTRICT result = columns.result;
  for_each_digit(source, columns.groups, position, [&](std::size_t i, hn::Vec<Bits> digit) HWY_ATTR {
    const auto differ = differs<truth>(hn::Load(bits64, a + i), hn::Load(bits64, b + i), digit);
    decide<which>(differ, digit, undecided + i, result + i);
  });
}

// One digit of eight rows, in two passes: the first four are kept for the second pass, which picks by the third parent.
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

// A function for each way that four rows can have a digit, chosen once for all groups of a block: that is cheaper than to
// pick among the rows anew for each trajectory.
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

// Calls function(source) with the first `words` words of the streams of the draw's groups.
template <class Function>
HWY_INLINE void with_source(const TableDraw& draw, const Scratch& scratch, Index words, Function function) {
#if HWY_TARGET != HWY_SCALAR
  if (draw.generator == Generator::ars5) {
    auto* firsts = reinterpret_cast<std::uint8_t*>(scratch.digits);
    fill_first_rounds(RoundKeys<Block>(one_block, *draw.keys), draw.at, static_cast<std::size_t>(draw.groups),
                      0, firsts);
    function(ArsSource(*draw.keys, firsts));
    return;
  }
#endif
  fill_words(draw.generator, draw.at, draw.groups, 0, words, scratch.words);
  function(FilledSource(scratch.words, static_cast<std::size_t>(words)));
}

bool draw_bits(const TableDraw& draw, const Scratch& scratch) noexcept {
  if (!draw.table->bad_rows.empty() && meets_bad_row(draw)) return false;
  constexpr auto digits = static_cast<std::size_t>(random::sliced_digits);
  const auto groups = static_cast<std::size_t>(draw.groups), words = groups * column_words;
  // A parent that is not there picks between rows that are the same; any column does.
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
  // One trajectory in a thousand is left, and decided by itself: its first digits are those of its threshold.
  const Index left = positions(scratch.undecided, static_cast<Index>(words), scratch.positions);
  for_each_own_word(draw.generator, *draw.keys, draw.at, scratch.positions, static_cast<std::size_t>(left),
                    [&](std::size_t, std::uint32_t at, std::uint64_t own) HWY_ATTR {
                      const std::uint64_t threshold = draw.table->values[row_at(draw, at)];
                      const std::uint64_t first = threshold >> (64 - digits) << (64 - digits);
                      put_bit(draw.event, at, is_below(first | own >> digits, threshold) ? 1 : 0);
                    });
  return true;
}

// ---------------------------------------------------------------- tables of up to 256 rows, byte by byte

// Bits of a word of truth values for as many lanes of bytes as a vector has.
HWY_INLINE hn::Mask<States> load_mask(const std::uint64_t* column, std::size_t lane) {
  HWY_ALIGN std::uint8_t bytes[8];
  const std::uint64_t word = column[lane / 64] >> (lane % 64);
  std::memcpy(bytes, &word, 8);
  return hn::LoadMaskBits(states8, bytes);
}
// Truth values of a vector's lanes, from `lane` on, into a column.
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
// Counts two states side by side, one in the low four bits of each byte and one in the high four: a look-up by the state, one of
// sixteen, says what to add. After eight vectors, before four bits overflow, the bytes are emptied into wider sums.
void count_two(const std::uint8_t* HWY_RESTRICT states, std::size_t first, std::size_t lanes,
               std::int64_t (&out)[2]) {
  constexpr std::size_t vectors = 8;  // of which a group holds a multiple, at any width
  HWY_ALIGN std::uint8_t additions[16] = {};
  additions[first] = 1;
  additions[(first + 1) % 16] = 16;
  const auto table = hn::LoadDup128(states8, additions);
  const auto low_half = hn::Set(states8, 0x0F);
  const hn::Repartition<std::uint64_t, States> sums64;
  const hn::Repartition<std::uint16_t, States> pairs16;
  auto low = hn::Zero(sums64), high = hn::Zero(sums64);
  for (std::size_t begin = 0; begin < lanes; begin += vectors * state_lanes) {
    auto sum = hn::TableLookupBytes(table, hn::Load(states8, states + begin));
    for (std::size_t v = 1; v < vectors; ++v)
      sum = hn::Add(sum, hn::TableLookupBytes(table, hn::Load(states8, states + begin + v * state_lanes)));
    const auto upper = hn::BitCast(states8, hn::ShiftRight<4>(hn::BitCast(pairs16, sum)));
    low = hn::Add(low, hn::SumsOf8(hn::And(sum, low_half)));
    high = hn::Add(high, hn::SumsOf8(hn::And(upper, low_half)));
  }
  out[0] = static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(sums64, low)));
  out[1] = static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(sums64, high)));
}
#endif

void count_states(const std::uint8_t* states, Index count, Index all, Index words,
                  std::int64_t* out) noexcept {
  const std::size_t lanes = 64 * static_cast<std::size_t>(words), wanted = static_cast<std::size_t>(count);
  std::size_t first = 0;
#if HWY_TARGET == HWY_SCALAR
  (void)all;
#else
  for (; all <= 16 && first < wanted; first += 2) {
    std::int64_t two[2];
    count_two(states, first, lanes, two);
    std::copy_n(two, (std::min)(wanted - first, std::size_t{2}), out + first);
  }
#endif
  for (; first < wanted; ++first) out[first] = count_one(states, static_cast<std::uint8_t>(first), lanes);
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

// rows = rows x factor, by doubling and adding.
template <int factor> HWY_INLINE hn::Vec<States> times(hn::Vec<States> rows) {
  if constexpr (factor == 1) {
    return rows;
  } else {
    const auto half = times<factor / 2>(rows);
    const auto twice = hn::Add(half, half);
    return factor % 2 == 0 ? twice : hn::Add(twice, rows);
  }
}

// One more parent in the number of each trajectory's row.
template <int factor>
void add_parent(const DiscreteColumn& parent, std::size_t lanes, const std::uint8_t* before,
                std::uint8_t* rows) {
  const auto one = hn::Set(states8, 1);
  for (std::size_t i = 0; i < lanes; i += state_lanes) {
    const auto value = parent.bytes ? hn::Load(states8, parent.bytes + i)
                                    : hn::IfThenElseZero(load_mask(parent.bits, i), one);
    if constexpr (factor == 0)
      hn::Store(value, states8, rows + i);
    else
      hn::Store(hn::Add(times<factor>(hn::Load(states8, before + i)), value), states8, rows + i);
  }
}
void add_parent_of_any(const DiscreteColumn& parent, std::size_t lanes, const std::uint8_t* before,
                       std::uint8_t* rows) {
  const auto factor = static_cast<unsigned>(parent.states);
  for (std::size_t i = 0; i < lanes; ++i)
    rows[i] = static_cast<std::uint8_t>(before[i] * factor + value_at(parent, i));
}

// The number of each trajectory's row; of a single category, its states as they are.
const std::uint8_t* table_rows(const TableDraw& draw, const Scratch& scratch) {
  const std::size_t lanes = static_cast<std::size_t>(draw.groups) * group_lanes;
  if (draw.parent_count == 0) {
    std::fill_n(scratch.rows, lanes, std::uint8_t{0});
    return scratch.rows;
  }
  const std::uint8_t* before = draw.parents[0].bytes;
  if (!before) {
    add_parent<0>(draw.parents[0], lanes, nullptr, scratch.rows);
    before = scratch.rows;
  }
  for (Index next = 1; next < draw.parent_count; ++next) {
    const DiscreteColumn& parent = draw.parents[next];
    switch (parent.states) {
      case 2: add_parent<2>(parent, lanes, before, scratch.rows); break;
      case 3: add_parent<3>(parent, lanes, before, scratch.rows); break;
      case 4: add_parent<4>(parent, lanes, before, scratch.rows); break;
      case 5: add_parent<5>(parent, lanes, before, scratch.rows); break;
      default: add_parent_of_any(parent, lanes, before, scratch.rows); break;
    }
    before = scratch.rows;
  }
  return before;
}

// Entry `row` of a table of bytes, for each lane; `chunks` is how many vectors' worth of entries it has.
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

// How many rows a table has: one, as many as one look-up tells apart, or more.
enum class Rows { one, one_chunk, many };

// Compares the first eight digits of U with those of the thresholds of each trajectory's row. `count` of them, or
// `draw.thresholds` where it is 0. Marks the trajectories that these digits leave undecided.
// Never inlined: beside other code it would run out of registers.
template <std::size_t count, Rows kind, bool is_event, bool is_guarded, class Source>
HWY_NOINLINE void compare_bytes(const TableDraw& draw, const Source& from,
                                const std::uint8_t* HWY_RESTRICT rows, const Scratch& scratch) {
  const Source source = from;  // nothing that is written below can change it
  const std::size_t thresholds = count == 0 ? static_cast<std::size_t>(draw.thresholds) : count;
  constexpr auto padding = static_cast<std::size_t>(byte_rows);
  const std::size_t all_rows = static_cast<std::size_t>(draw.rows);
  const std::size_t padded = kind == Rows::many ? (all_rows + padding - 1) / padding * padding : padding;
  const std::size_t chunks = kind == Rows::many ? (all_rows + chunk_entries - 1) / chunk_entries : 1;
  const std::uint8_t* HWY_RESTRICT table = draw.table->first_bytes.data()->rows;
  const std::uint64_t* HWY_RESTRICT guard = draw.guard;
  std::uint64_t *HWY_RESTRICT event = draw.event, *HWY_RESTRICT undecided = scratch.undecided;
  std::uint8_t *HWY_RESTRICT out = draw.states, *HWY_RESTRICT kept = scratch.first_digits;
  const auto one = hn::Set(states8, 1), absent = hn::Set(states8, draw.absent);
  for (std::size_t g = 0; g < static_cast<std::size_t>(draw.groups); ++g) {
    const auto stream = source.group(g);
    for (std::size_t i = 0; i < group_lanes; i += state_lanes) {
      const std::size_t lane = g * group_lanes + i;
      const auto row = kind == Rows::one ? hn::Zero(states8) : hn::Load(states8, rows + lane);
      const auto digits = stream.load(states8, i);
      hn::Store(digits, states8, kept + lane);
      auto state = hn::Zero(states8);
      auto tied = hn::FirstN(states8, 0);
      for (std::size_t t = 0; t < thresholds; ++t) {
        const auto threshold =
            hn::BitCast(signed8, kind == Rows::one ? hn::Set(states8, table[t * padded])
                                                   : look_up(table + t * padded, chunks, row));
        const auto less = hn::RebindMask(states8, hn::Lt(hn::BitCast(signed8, digits), threshold));
        const auto tie = hn::RebindMask(states8, hn::Eq(hn::BitCast(signed8, digits), threshold));
        tied = t == 0 ? tie : hn::Or(tied, tie);
        if constexpr (is_event)
          store_mask(less, event, lane);
        else
          state = t == 0 ? hn::IfThenZeroElse(less, one) : hn::IfThenElse(less, state, hn::Add(state, one));
      }
      store_mask(tied, undecided, lane);
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
                                       const Scratch& scratch) {
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
                                       const Scratch& scratch) {
  return draw.guard ? compare_bytes_by_count<kind, true>(draw, source, rows, scratch)
                    : compare_bytes_by_count<kind, false>(draw, source, rows, scratch);
}

// The number of a row's thresholds that U lies below, by all its digits. Without branches, for there is nothing to learn from:
// they would be guessed wrong every other time.
HWY_INLINE std::size_t count_below(std::uint64_t digits, const std::uint64_t* limits,
                                   std::size_t thresholds) {
  std::size_t below = 0;
  for (std::size_t t = 0; t < thresholds; ++t) below += is_below(digits, limits[t]) ? 1 : 0;
  return below;
}

// Decides the trajectories that their first digits left undecided.
template <std::size_t count, bool is_event>
HWY_NOINLINE void decide_rest(const TableDraw& draw, const std::uint8_t* HWY_RESTRICT rows, std::size_t left,
                              const Scratch& scratch) {
  const std::size_t thresholds = count == 0 ? static_cast<std::size_t>(draw.thresholds) : count;
  const std::uint64_t* HWY_RESTRICT limits = draw.table->values.data();
  const std::uint8_t* HWY_RESTRICT first_digits = scratch.first_digits;
  std::uint8_t* HWY_RESTRICT states = draw.states;
  std::uint64_t* HWY_RESTRICT event = draw.event;
  for_each_own_word(
      draw.generator, *draw.keys, draw.at, scratch.positions, left,
      [=](std::size_t, std::uint32_t at, std::uint64_t own) HWY_ATTR {
        const std::uint64_t first = std::uint64_t{first_digits[at]} ^ 0x80;
        const std::uint64_t digits = first << (64 - random::byte_digits) | own >> random::byte_digits;
        const std::size_t below = count_below(digits, limits + rows[at] * thresholds, thresholds);
        if constexpr (is_event)
          put_bit(event, at, below);
        else
          states[at] = static_cast<std::uint8_t>(thresholds - below);
      });
}

// The same where the rows are numbered already: those that a guard keeps from ever being met are common.
bool meets_bad_row(const TableDraw& draw, const std::uint8_t* rows) {
  const std::uint8_t* bad = draw.table->bad_rows.data();
  std::uint64_t met = 0;
  for (std::size_t w = 0; w < static_cast<std::size_t>(draw.groups) * column_words; ++w) {
    const std::uint64_t exists = draw.guard ? draw.guard[w] : ~std::uint64_t{0};
    if (exists == 0) continue;
    for (std::size_t i = 0; i < 64; ++i) met |= (exists >> i) & bad[rows[64 * w + i]];
  }
  return (met & 1) != 0;
}

bool draw_bytes(const TableDraw& draw, const Scratch& scratch) noexcept {
  const std::uint8_t* rows = table_rows(draw, scratch);
  if (!draw.table->bad_rows.empty() && meets_bad_row(draw, rows)) return false;
  with_source(draw, scratch, group_size / 4, [&](const auto& source) HWY_ATTR {
    if (draw.parent_count == 0)
      compare_bytes_by_guard<Rows::one>(draw, source, rows, scratch);
    else if (static_cast<std::size_t>(draw.rows) <= chunk_entries)
      compare_bytes_by_guard<Rows::one_chunk>(draw, source, rows, scratch);
    else
      compare_bytes_by_guard<Rows::many>(draw, source, rows, scratch);
  });
  const auto left =
      static_cast<std::size_t>(positions(scratch.undecided, draw.groups * group_words, scratch.positions));
  if (draw.event) {
    decide_rest<1, true>(draw, rows, left, scratch);
  } else {
    switch (draw.thresholds) {
      case 1: decide_rest<1, false>(draw, rows, left, scratch); break;
      case 2: decide_rest<2, false>(draw, rows, left, scratch); break;
      case 3: decide_rest<3, false>(draw, rows, left, scratch); break;
      default: decide_rest<0, false>(draw, rows, left, scratch); break;
    }
  }
  return true;
}

// ---------------------------------------------------------------- larger tables, one trajectory after the other

bool draw_words(const TableDraw& draw, const Scratch& scratch) noexcept {
  if (!draw.table->bad_rows.empty() && meets_bad_row(draw)) return false;
  fill_words(draw.generator, draw.at, draw.groups, random::first_own_word, 2 * group_size, scratch.words);
  const auto* digits = reinterpret_cast<const std::uint64_t*>(scratch.words);
  const std::size_t lanes = static_cast<std::size_t>(draw.groups) * group_lanes;
  const auto thresholds = static_cast<std::size_t>(draw.thresholds);
  if (draw.event) std::fill_n(draw.event, lanes / 64, std::uint64_t{0});
  for (std::size_t i = 0; i < lanes; ++i) {
    const bool exists = !draw.guard || bit_at(draw.guard, i);
    if (!exists) {
      if (draw.states) draw.states[i] = draw.absent;
      continue;
    }
    const std::size_t below =
        count_below(digits[i], draw.table->values.data() + row_at(draw, i) * thresholds, thresholds);
    if (draw.event)
      put_bit(draw.event, i, below);
    else
      draw.states[i] = static_cast<std::uint8_t>(thresholds - below);
  }
  return true;
}

Discrete discrete_table() {
  return {fill_words,   own_words, {draw_bits, draw_bytes, draw_words}, positions, in_state,
          count_states, count};
}

}  // namespace HWY_NAMESPACE
}  // namespace casus::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

HWY_EXPORT(discrete_table);

Discrete discrete_kernels(std::int64_t target) {
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
