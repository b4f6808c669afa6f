// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "infer/plan/method.hpp"

namespace casus {

/// Returns all methods in the order of `Method`. If several methods suit equally well, the first
/// one is preferred.
std::span<const MethodEntry* const> registry();

/// Returns the entry of a method. Throws Error for a method without an entry, such as
/// Method::automatic.
const MethodEntry& method_entry(Method method);

}  // namespace casus
