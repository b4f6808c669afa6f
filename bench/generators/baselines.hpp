// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include <pcg_random.hpp>

#include "xoshiro.hpp"

namespace bench::generators {

/// Fills the span; its size must be a multiple of 32 words.
void fill(XoshiroLanes& lanes, std::span<std::uint32_t> out);
void fill(pcg32& engine, std::span<std::uint32_t> out);

}  // namespace bench::generators
