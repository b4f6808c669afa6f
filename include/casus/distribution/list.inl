// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include <casus/distribution/list.hpp>

namespace casus::distribution {

template <class... Distributions> std::vector<Family> truncations(DistributionList<Distributions...>) {
  std::vector<Family> all;
  const auto add = [&]<class Distribution>(std::type_identity<Distribution>) {
    constexpr bool is_normal =
        std::is_same_v<Distribution, Normal> || std::is_same_v<Distribution, TruncatedNormal>;
    if constexpr (entries::role_of<Distribution>() == Role::number && !is_normal)
      all.push_back(family_of<Truncated<Distribution>>);
  };
  (add(std::type_identity<Distributions>()), ...);
  return all;
}

CASUS_INLINE std::span<const Family> truncated_families() {
  static const std::vector<Family> all = truncations(LibraryDistributions());
  return all;
}

}  // namespace casus::distribution
