// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/subject.hpp"

namespace casus {

/// Answers any questions about a subject, as `estimate` does; over time, without the warnings about
/// conditions.
Answers answered(const Subject& subject, const std::vector<Query>& queries, const Options& options);

/// Returns the answers to questions over time, with a warning where a condition reads a later step
/// than the target.
Answers warned(const Horizon& horizon, const std::vector<Query>& queries, Answers answers);

}  // namespace casus
