// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

#include "randomness.hpp"

/// Positions of random words, by the coordinates under which a run reads them, and neighbouring
/// streams.
namespace casus::test {

// ---- sources of words

/// Writes, for each of `groups` groups from `at` on, the `words` words of its stream from
/// `first_word` on, group after group. Both numbers of words are multiples of 16; `out` is aligned
/// to 64 bytes.
using Fill = std::function<void(const random::GroupAddress& at, std::int64_t groups, std::int64_t first_word,
                                std::int64_t words, std::uint32_t* out)>;

/// ARS by its definition, with any number of rounds; the library has five.
template <int rounds>
void fill_ars(const random::GroupAddress& at, std::int64_t groups, std::int64_t first_word,
              std::int64_t words, std::uint32_t* out) {
  const random::Words128 key = random::ars_stream_key(at.key);
  random::GroupAddress group = at;
  for (std::int64_t g = 0; g < groups; ++g, ++group.group)
    for (std::int64_t i = 0; i < words; i += 4) {
      const auto number = static_cast<std::uint32_t>((first_word + i) / 4);
      for (const std::uint32_t word : random::ars<rounds>(random::ars_counter(group, number), key))
        *out++ = word;
    }
}

/// pcg32 with bad seeding: the group's number is used as the state.
inline void fill_pcg32_in_sequence(const random::GroupAddress& at, std::int64_t groups,
                                   std::int64_t first_word, std::int64_t words, std::uint32_t* out) {
  for (std::int64_t g = 0; g < groups; ++g) {
    pcg32 engine(at.key + at.group + static_cast<std::uint64_t>(g), at.world);
    engine.advance(static_cast<std::uint64_t>(first_word));
    for (std::int64_t i = 0; i < words; ++i) *out++ = engine();
  }
}

// ---- neighbours

/// Coordinates in the form in which people state them.
struct Coordinates {
  std::uint64_t seed = 1;
  std::uint64_t variable = 1;  ///< x1, x2, ...
  std::int64_t month = 0;
  std::uint32_t world = 0;
  std::uint64_t group = 0;

  random::GroupAddress address() const {
    return {random::stream_key(seed, "x" + std::to_string(variable), month), world, group};
  }
};

enum class Pairing { groups, worlds, months, seeds, variables };
inline constexpr std::array<std::pair<Pairing, const char*>, 5> pairings = {
    {{Pairing::groups, "groups"},
     {Pairing::worlds, "worlds"},
     {Pairing::months, "months"},
     {Pairing::seeds, "seeds"},
     {Pairing::variables, "variables"}}};

/// Returns the neighbour that is `steps` steps on. In each step a seed changes in one bit (Gray
/// code).
inline Coordinates neighbour(Pairing pairing, Coordinates from, std::uint64_t steps) {
  switch (pairing) {
    case Pairing::groups: from.group += steps; break;
    case Pairing::worlds: from.world += static_cast<std::uint32_t>(steps); break;
    case Pairing::variables: from.variable += steps; break;
    case Pairing::months: from.month += static_cast<std::int64_t>(steps); break;
    case Pairing::seeds: from.seed ^= steps ^ (steps >> 1); break;
  }
  return from;
}

// ---- tests over many neighbours

/// The size of one task: 256 neighbours. For neighbouring groups it has one set of 256 for each
/// group that is read of other neighbours. The tasks alternate between own words (the second
/// section of each group) and words of the front.
struct TaskSize {
  std::int64_t own_groups, front_groups;

  static constexpr std::int64_t front_words = 16 * random::sliced_digits, own_words = 2 * group_size;
  static bool own(std::uint64_t task) { return task % 2 == 0; }
  std::int64_t groups(std::uint64_t task) const { return own(task) ? own_groups : front_groups; }
  static std::int64_t words(std::uint64_t task) { return own(task) ? own_words : front_words; }
  double bytes(std::uint64_t task) const {
    return 256.0 * 4 * static_cast<double>(groups(task)) * static_cast<double>(words(task));
  }
};
inline constexpr TaskSize small_task{1, 8}, large_task{16, 64};  ///< about 1 MiB, and 10 to 16 MiB

/// Reads the streams of one task into the statistics. Different tasks and pairings read different
/// words.
class TaskRunner {
public:
  TaskRunner(Fill fill, std::uint64_t seed, TaskSize size)
      : fill_(std::move(fill)), size_(size), buffers_(2 * buffer_lines) {
    start_.seed = seed;
  }

  void run(Pairing pairing, std::uint64_t task, StreamStatistics& statistics) {
    groups_ = size_.groups(task);
    words_ = TaskSize::words(task);
    first_word_ = TaskSize::own(task) ? random::first_own_word : 0;
    sample_.clear();
    // Each pairing has its own variable. The last one varies it, from its own on, so no two read
    // the same words.
    start_.variable = 1 + static_cast<std::uint64_t>(pairing);
    if (pairing == Pairing::groups)
      run_groups(task, statistics);
    else
      run_others(pairing, task, statistics);
    sample_.resize(Birthdays::words);
    statistics.update_birthdays(sample_);
  }

private:
  struct alignas(64) Line {
    std::uint32_t words[16];
  };
  static constexpr std::uint64_t neighbours = 256;
  static constexpr std::int64_t groups_at_once = 16;
  static constexpr std::size_t buffer_lines = (groups_at_once + 1) * TaskSize::own_words / 16;

  std::uint32_t* buffer(std::uint64_t which) { return buffers_[which % 2 * buffer_lines].words; }

  void fill(const Coordinates& at, std::int64_t groups, std::uint32_t* out) {
    fill_(at.address(), groups, first_word_, words_, out);
  }

  // Adds a piece of a stream and of its neighbour.
  void update(const std::uint32_t* x, const std::uint32_t* y, std::int64_t groups,
              StreamStatistics& statistics) {
    const auto words = static_cast<std::size_t>(groups * words_);
    statistics.update(x, y, words);
    if (first_word_ == random::first_own_word)
      for (std::size_t i = 0; i < words; i += static_cast<std::size_t>(words_))
        statistics.update_section(x + i);
    // The same number from each piece, with the largest possible distance.
    const std::size_t wanted = Birthdays::words * static_cast<std::size_t>(groups) /
                               static_cast<std::size_t>(groups_ * std::int64_t{neighbours});
    const std::size_t stride = words / 2 / wanted;
    for (std::size_t i = 0; i < wanted; ++i)
      sample_.push_back(x[2 * i * stride] | std::uint64_t{x[2 * i * stride + 1]} << 32);
  }

  void add_to_sums(const std::uint32_t* words) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] ^= words[i];
  }

  // Reads consecutive groups, in sets of 65,536 per world.
  void run_groups(std::uint64_t task, StreamStatistics& statistics) {
    const auto count = static_cast<std::uint64_t>(groups_);
    for (std::uint64_t set = task / 2 * count; set < (task / 2 + 1) * count; ++set) {
      Coordinates at = start_;
      at.world = static_cast<std::uint32_t>(set / neighbours);
      at.group = set % neighbours * neighbours;
      sums_.assign(static_cast<std::size_t>(words_), 0);
      for (std::uint64_t i = 0; i < neighbours; i += groups_at_once) {
        std::uint32_t* const x = buffer(0);
        fill(neighbour(Pairing::groups, at, i), groups_at_once + 1, x);
        update(x, x + words_, groups_at_once, statistics);
        for (std::int64_t g = 0; g < groups_at_once; ++g) add_to_sums(x + g * words_);
      }
      statistics.update_sums(sums_, 4.0 * neighbours * static_cast<double>(words_),
                             static_cast<std::int64_t>(2 * at.world + task % 2));
    }
  }

  // Reads the same groups of 256 neighbours, and the next groups after eight such sets.
  void run_others(Pairing pairing, std::uint64_t task, StreamStatistics& statistics) {
    constexpr std::uint64_t sets = 8;
    const std::uint64_t set = task / 2 % sets;
    Coordinates first = start_;
    first.group = task / 2 / sets * static_cast<std::uint64_t>(groups_);
    const auto at = [&](std::uint64_t i) {
      if (pairing != Pairing::seeds) return neighbour(pairing, first, set * neighbours + i);
      // Each set changes its own byte of the seed, and sets a bit of the next byte, so that no two
      // sets share a seed.
      const int byte = static_cast<int>(8 * set);
      Coordinates place = first;
      place.seed = 0x1000;
      place = neighbour(pairing, place, i);
      place.seed = std::rotl(place.seed, byte) ^ first.seed;
      return place;
    };
    sums_.assign(static_cast<std::size_t>(groups_ * words_), 0);
    fill(at(0), groups_, buffer(0));
    for (std::uint64_t i = 0; i < neighbours; ++i) {
      fill(at(i + 1), groups_, buffer(i + 1));
      update(buffer(i), buffer(i + 1), groups_, statistics);
      add_to_sums(buffer(i));
    }
    statistics.update_sums(sums_,
                           4.0 * neighbours * static_cast<double>(groups_) * static_cast<double>(words_));
  }

  Fill fill_;
  TaskSize size_;
  Coordinates start_;
  std::vector<Line> buffers_;
  std::vector<std::uint32_t> sums_;
  std::vector<std::uint64_t> sample_;
  std::int64_t groups_ = 0, words_ = 0, first_word_ = 0;
};

}  // namespace casus::test
