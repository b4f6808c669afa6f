// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all who link the library: see casus/detail/core.hpp.
#include <casus/io/fingerprint.inl>
