// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/posterior.hpp>

#include "infer/subject.hpp"

namespace casus {

/// Answers questions, given everything that the posterior was given, by a method that takes worlds
/// with weights: exact, weighted or sequential. The draws of the posterior are the worlds. Errors
/// allow for the spread between its populations, and warnings are the posterior's, too.
Answers answered_in_draws(const Subject& subject, const Posterior& posterior,
                          const std::vector<Query>& queries, Method method, const Options& options);

/// Returns the conditions and evidence of a question.
std::vector<Observation> observations_of(const Query& query);

}  // namespace casus
