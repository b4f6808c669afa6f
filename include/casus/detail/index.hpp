// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

#include <casus/fwd.hpp>

namespace casus::detail {

/// Converts a nonnegative index, or an enumerator that numbers the entries of a table, to the index
/// type of the standard containers.
template <class Number>
requires std::is_integral_v<Number> || std::is_enum_v<Number>
constexpr std::size_t at(Number number) noexcept { return static_cast<std::size_t>(number); }

/// Returns the size of a container as an index.
template <class Container> constexpr Index size(const Container& container) noexcept {
  return static_cast<Index>(container.size());
}

}  // namespace casus::detail
