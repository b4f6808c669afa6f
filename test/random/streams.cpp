// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A little of what bench/randomness.cpp does with hundreds of gigabytes.
#include <array>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "../support/streams.hpp"

namespace {

namespace random = casus::random;
using casus::Generator;
using casus::test::Coordinates;
using casus::test::Fill;
using casus::test::Finding;
using casus::test::Pairing;
using casus::test::StreamStatistics;
using casus::test::TaskRunner;

StreamStatistics statistics_of(const Fill& fill, Pairing pairing, std::uint64_t first_task,
                               std::uint64_t tasks) {
  StreamStatistics statistics;
  TaskRunner runner(fill, 1, casus::test::small_task);
  for (std::uint64_t task = first_task; task < first_task + tasks; ++task)
    runner.run(pairing, task, statistics);
  return statistics;
}

/// Names of the tests whose p-value is beyond what chance brings in any of `tests` tests.
std::set<std::string> failed(const Fill& fill, Pairing pairing, std::uint64_t tasks = 2) {
  constexpr double level = 1e-6, tests = 200;
  std::set<std::string> names;
  for (const Finding& finding : statistics_of(fill, pairing, 0, tasks).findings())
    if (!(finding.p >= level / tests)) names.insert(finding.test);
  return names;
}

void fill_pcg32(const random::GroupAddress& at, std::int64_t groups, std::int64_t first_word,
                std::int64_t words, std::uint32_t* out) {
  random::GroupAddress group = at;
  for (std::int64_t g = 0; g < groups; ++g, ++group.group) {
    pcg32 engine = random::pcg32_engine(group);
    engine.advance(static_cast<std::uint64_t>(first_word));
    for (std::int64_t i = 0; i < words; ++i) *out++ = engine();
  }
}

TEST(StreamsInBulk, AreTheLibrarys) {
  const random::GroupAddress at = Coordinates{3, 2, 1, 4, 5}.address();
  alignas(64) std::array<std::uint32_t, 64> words{};
  for (const auto& [generator, fill] : {std::pair{Generator::ars5, Fill(casus::test::fill_ars<5>)},
                                        std::pair{Generator::pcg32, Fill(fill_pcg32)}}) {
    fill(at, 2, random::first_own_word, 32, words.data());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const random::GroupAddress group{at.key, at.world, at.group + i / 32};
      const auto position = static_cast<std::int64_t>(random::first_own_word + i % 32);
      ASSERT_EQ(words[i], random::stream_word(generator, group, position)) << i;
    }
  }
}

TEST(StreamsInBulk, AreIndependentOfTheirNeighbours) {
  for (const auto& [pairing, name] : casus::test::pairings) {
    EXPECT_EQ(failed(casus::test::fill_ars<5>, pairing, 6), std::set<std::string>{}) << name;
    EXPECT_EQ(failed(fill_pcg32, pairing), std::set<std::string>{}) << name;
  }
}

// Each test has something to find.
TEST(StreamsInBulk, AreFoundBadWithFewRounds) {
  const std::string sum = "zero bytes in the sum of a section";
  for (const auto& [pairing, name] : casus::test::pairings) {
    EXPECT_GE(failed(casus::test::fill_ars<2>, pairing).size(), 8u) << name;
    EXPECT_EQ(failed(casus::test::fill_ars<3>, pairing).count(sum), 1u) << name;
  }
  const auto three = failed(casus::test::fill_ars<3>, Pairing::worlds);
  EXPECT_EQ(three.count("zero bytes in the sum of 256 neighbours"), 1u);
  EXPECT_EQ(three.count("bits that differ from the neighbour's"), 1u);
}

TEST(StreamsInBulk, AreFoundBadWhereTheyAreTheSame) {
  const Fill same = [](const random::GroupAddress& at, std::int64_t groups, std::int64_t first_word,
                       std::int64_t words, std::uint32_t* out) {
    for (std::int64_t g = 0; g < groups; ++g)
      casus::test::fill_ars<5>({at.key, 0, 0}, 1, first_word, words, out + g * words);
  };
  for (const Pairing pairing : {Pairing::groups, Pairing::worlds}) {
    const auto tests = failed(same, pairing);
    for (const char* const name :
         {"byte and the neighbour's", "bits that differ from the neighbour's",
          "words that are equal, in samples", "birthday spacings, in samples",
          "zero bytes in the sum of 256 neighbours", "ranks of 64 x 64 bits, half a stream's"})
      EXPECT_EQ(tests.count(name), 1u) << name;
  }
}

TEST(StreamsInBulk, AreFoundBadWhereTheyAreShifted) {
  // Each group continues the stream of the one before by a block, or by a word.
  const auto shifted = [](std::uint64_t by) -> Fill {
    return [by](const random::GroupAddress& at, std::int64_t groups, std::int64_t, std::int64_t words,
                std::uint32_t* out) {
      for (std::uint64_t g = at.group; g < at.group + static_cast<std::uint64_t>(groups); ++g)
        for (std::int64_t i = 0; i < words; ++i)
          *out++ = static_cast<std::uint32_t>(
              random::mix(at.key + at.world + 0x9E3779B97F4A7C15 * (g * by + static_cast<std::uint64_t>(i))));
    };
  };
  for (const auto& [by, name] : {std::pair{~std::uint64_t{0}, "the same, a word on"},
                                 std::pair{~std::uint64_t{3}, "the same, a block on"}})
    EXPECT_EQ(failed(shifted(by), Pairing::groups).count(name), 1u) << name;
}

TEST(StreamStatistics, OfPartsAddUpToTheWhole) {
  for (const Pairing pairing : {Pairing::groups, Pairing::seeds}) {
    StreamStatistics sum = statistics_of(casus::test::fill_ars<5>, pairing, 0, 1);
    sum += statistics_of(casus::test::fill_ars<5>, pairing, 1, 2);
    const auto parts = sum.findings();
    const auto whole = statistics_of(casus::test::fill_ars<5>, pairing, 0, 3).findings();
    ASSERT_EQ(parts.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_EQ(parts[i].test, whole[i].test);
      EXPECT_EQ(parts[i].bytes, whole[i].bytes) << whole[i].test;
      EXPECT_EQ(parts[i].value, whole[i].value) << whole[i].test;
      EXPECT_EQ(parts[i].p, whole[i].p) << whole[i].test;
    }
  }
}

TEST(Neighbours, DifferInOneCoordinateAndAreMetOnce) {
  const Coordinates start{1, 1, 0, 0, 0};
  for (const auto& [pairing, name] : casus::test::pairings) {
    std::set<std::array<std::uint64_t, 3>> met;
    for (std::uint64_t i = 0; i < 600; ++i) {
      const auto at = neighbour(pairing, start, i).address();
      met.insert({at.key, at.world, at.group});
    }
    EXPECT_EQ(met.size(), 600u) << name;
  }
  for (std::uint64_t i = 0; i < 600; ++i)
    EXPECT_EQ(std::popcount(neighbour(Pairing::seeds, start, i).seed ^
                            neighbour(Pairing::seeds, start, i + 1).seed),
              1);
}

TEST(Tasks, ReadNoPlaceTwice) {
  std::set<std::array<std::uint64_t, 4>> places;
  std::size_t read = 0;
  for (const auto& [pairing, name] : casus::test::pairings) {
    std::uint64_t calls = 0;
    const Fill note = [&, pairing = pairing](const random::GroupAddress& at, std::int64_t groups,
                                             std::int64_t first_word, std::int64_t words,
                                             std::uint32_t* out) {
      for (std::int64_t i = 0; i < groups * words; ++i)
        out[i] = static_cast<std::uint32_t>(random::mix(read + (static_cast<std::uint64_t>(i) << 32)));
      // The last neighbour is only looked at beside the one before it.
      if (pairing == Pairing::groups)
        --groups;
      else if (++calls % 257 == 0)
        return;
      for (std::uint64_t g = 0; g < static_cast<std::uint64_t>(groups); ++g, ++read)
        places.insert({at.key, at.world, at.group + g, static_cast<std::uint64_t>(first_word)});
    };
    StreamStatistics statistics;
    TaskRunner runner(note, 1, casus::test::small_task);
    for (std::uint64_t task = 0; task < 18; ++task) runner.run(pairing, task, statistics);
  }
  EXPECT_EQ(places.size(), read);
  EXPECT_EQ(read, 5u * 9 * 256 * (1 + 8));
}

}  // namespace
