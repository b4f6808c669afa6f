// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

#include <casus/fwd.hpp>

namespace casus::detail {

/// An index that is not negative, or the place of an enumerator in a table by its enumeration, as the standard containers take it.
template <class Number>
requires std::is_integral_v<Number> || std::is_enum_v<Number>
constexpr std::size_t at(Number number) noexcept { return static_cast<std::size_t>(number); }

/// The size of a container as an index.
template <class Container> constexpr Index size(const Container& container) noexcept {
  return static_cast<Index>(container.size());
}

}  // namespace casus::detail
