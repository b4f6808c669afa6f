// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all users of the library: see casus/detail/core.hpp.
#include <casus/analyse/value_of_information.inl>
