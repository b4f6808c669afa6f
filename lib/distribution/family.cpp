// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/family.inl>
#include <casus/distribution/list.inl>
#include <casus/distribution/parameter.inl>
