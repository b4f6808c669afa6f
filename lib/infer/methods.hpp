// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// The methods that `estimate` picks from. Each answers questions about one model without twins, and leaves the answers' `set` and
/// `question` to its caller. Errors as for `estimate`.
namespace casus {

Answers forward(const Model& model, const std::vector<Query>& queries, const Options& options);

}  // namespace casus
