// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all users of the compiled library: see casus/detail/core.hpp.
#include <casus/elicit/fit.inl>
#include <casus/elicit/pool.inl>
#include <casus/elicit/range.inl>
#include <casus/elicit/said.inl>
#include <casus/elicit/scale.inl>
#include <casus/elicit/scales.inl>
