// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "infer/plan/method.hpp"

namespace casus {

/// Returns all methods, in the order of `Method`, in which they are preferred where several suit
/// equally.
std::span<const MethodEntry* const> registry();

/// Throws Error where there is none, as for Method::automatic.
const MethodEntry& method_entry(Method method);

}  // namespace casus
