// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <casus/sample/column.hpp>

namespace casus::test {

/// The columns of one group: a quantity, an event and a condition.
struct Group {
  std::array<double, group_size> values;
  std::array<std::uint64_t, group_words> event, condition;
};

inline Group random_group(std::uint64_t seed) {
  Group group{};
  for (std::size_t i = 0; i < group.values.size(); ++i)
    group.values[i] = 1e6 + static_cast<double>(random::mix(seed * 1000 + i) % 1000) / 7;
  for (std::size_t w = 0; w < group.event.size(); ++w) {
    group.event[w] = random::mix(seed + 100 * w + 1);
    group.condition[w] = random::mix(seed + 100 * w + 2) | random::mix(w);
  }
  return group;
}

/// Computes the same counts one trajectory at a time.
struct Plain {
  std::int64_t hits = 0, cases = 0;
  std::vector<double> values;
  void update(const Group& group) {
    for (std::size_t i = 0; i < group.values.size(); ++i) {
      if (!((group.condition[i / 64] >> (i % 64)) & 1)) continue;
      ++cases;
      hits += (group.event[i / 64] >> (i % 64)) & 1;
      values.push_back(group.values[i]);
    }
  }
};

}  // namespace casus::test
