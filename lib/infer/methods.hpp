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

/// By variable elimination, without sampling; with uncertain parameters exactly within each of the worlds that forward sampling draws
/// too. Throws Error besides where a question cannot be answered so (see `why_not_exact`), where it takes more operations than
/// `options.exact_budget`, and where what is given is impossible.
Answers exact(const Model& model, const std::vector<Query>& queries, const Options& options);
/// Trajectories that all agree with what was seen, weighted by how likely that is: evidence may be rare, or the exact value of a
/// quantity, or a signal. Discrete variables are drawn as the evidence suggests where a pilot, of other random numbers than the
/// run's, finds that to pay; never where that is asked for, which leaves likelihood weighting. Throws Error also where a quantile is asked for, where an exact value was seen of what has no density,
/// and where the condition contradicts itself.
enum class Adapts { never, where_it_pays };
Answers weighted(const Model& model, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts = Adapts::where_it_pays);

}  // namespace casus
