// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/logit_normal.inl>
#include <casus/distribution/truncated_normal.inl>
