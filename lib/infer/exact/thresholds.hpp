// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

/// Whether an answer within worlds may be 0 in some worlds and positive in others.
///
/// A probability that is 0 in all drawn worlds is 0 in all others, too, if it is a smooth function
/// of continuous parameters. It need not be if an expression over parameters is compared with
/// something, or a parameter has values with a positive probability.
namespace casus {

/// Returns whether a model, timeline or question has such expressions or parameters.
bool has_thresholds(const Model& model);
bool has_thresholds(const Timeline& timeline);
bool has_thresholds(const Query& query);

}  // namespace casus
