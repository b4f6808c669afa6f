// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include <casus/distribution/list.hpp>

namespace casus::distribution {

template <class... Laws> std::vector<Family> truncations(LawList<Laws...>) {
  std::vector<Family> all;
  const auto add = [&]<class Law>(std::type_identity<Law>) {
    constexpr bool is_normal = std::is_same_v<Law, Normal> || std::is_same_v<Law, TruncatedNormal>;
    if constexpr (entries::role_of<Law>() == Role::number && !is_normal)
      all.push_back(family_of<Truncated<Law>>);
  };
  (add(std::type_identity<Laws>()), ...);
  return all;
}

CASUS_INLINE std::span<const Family> truncated_families() {
  static const std::vector<Family> all = truncations(LibraryLaws());
  return all;
}

}  // namespace casus::distribution
