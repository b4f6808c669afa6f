// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <variant>
#include <vector>

#include <casus/infer/tally.hpp>
#include <casus/model/node.hpp>

/// What a forward run counts and sums.
namespace casus::detail {

/// Values collected as they are, for pilots only.
struct Collected {
  std::vector<double> values;
  void update(GroupValues group, GroupBits condition) {
    for (std::size_t word = 0; word < condition.size(); ++word)
      for (std::uint64_t left = condition[word]; left != 0; left &= left - 1)
        values.push_back(group[word * 64 + static_cast<std::size_t>(std::countr_zero(left))]);
  }
  Collected& operator+=(const Collected& other) {
    values.insert(values.end(), other.values.begin(), other.values.end());
    return *this;
  }
};

using Tally = std::variant<Proportion, Moments, BinCounts, Collected>;

/// One thing to be tallied: an event, or a quantity, where a condition holds (everywhere, if there is none).
struct TallyRequest {
  Tally empty;
  NodePtr target;
  NodePtr condition;
  std::vector<double> edges;  ///< of BinCounts
};

/// Tallies of one world, one a request.
using WorldTally = std::vector<Tally>;

inline void combine(WorldTally& into, const WorldTally& from) {
  for (std::size_t i = 0; i < into.size(); ++i)
    std::visit([&](auto& tally) { tally += std::get<std::decay_t<decltype(tally)>>(from[i]); }, into[i]);
}

inline WorldTally empty_tally(const std::vector<TallyRequest>& requests) {
  WorldTally tally;
  for (const TallyRequest& request : requests) tally.push_back(request.empty);
  return tally;
}

}  // namespace casus::detail
