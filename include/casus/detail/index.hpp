// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <casus/fwd.hpp>

namespace casus::detail {

/// An index that is not negative, as the standard containers take it.
constexpr std::size_t at(Index index) noexcept { return static_cast<std::size_t>(index); }

}  // namespace casus::detail
