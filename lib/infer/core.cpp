// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all programs that link the library: see casus/detail/core.hpp.
#include <casus/infer/answer.inl>
#include <casus/infer/curve.inl>
#include <casus/infer/detail/borrowed_range.inl>
#include <casus/infer/detail/builder.inl>
#include <casus/infer/detail/circumstances.inl>
#include <casus/infer/detail/from_tallies.inl>
#include <casus/infer/detail/piloted.inl>
#include <casus/infer/detail/quantile_search.inl>
#include <casus/infer/detail/questions.inl>
#include <casus/infer/detail/spread.inl>
#include <casus/infer/detail/tails.inl>
#include <casus/infer/detail/wording.inl>
#include <casus/infer/enumerate.inl>
#include <casus/infer/interval.inl>
#include <casus/infer/options.inl>
#include <casus/infer/query.inl>
#include <casus/infer/reference_estimate.inl>
