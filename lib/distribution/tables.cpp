// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/count_table.inl>
#include <casus/distribution/gamma_table.inl>
#include <casus/distribution/mixture_table.inl>
#include <casus/distribution/quantile_table.inl>
#include <casus/distribution/wide_counts.inl>
