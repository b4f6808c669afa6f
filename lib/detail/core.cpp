// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all programs that link the library: see casus/detail/core.hpp.
#include <casus/detail/distributions.inl>
#include <casus/detail/special.inl>
#include <casus/detail/text.inl>
#include <casus/error.inl>
