// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// The methods that `estimate` picks from. Each answers questions about one model without twins, and leaves the answers' `set` and
/// `question` to its caller. Errors as for `estimate`.
namespace casus {

Answers forward(const Model& model, const std::vector<Query>& queries, const Options& options);
/// The same over time, step by step.
Answers forward(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

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
/// News over time: populations of particles are drawn step by step, weighed by what was seen at each step, and resampled where few of them
/// carry the weight (Gordon, Salmond and Smith, IEE Proc. F 140 (1993) 107-113, doi:10.1049/ip-f-2.1993.0015; see `Population` and
/// `News`). What is asked may lie before the last news (smoothed), at it (filtered) or after it (the forecast); what is asked of the past
/// rests on those of its particles that still have descendants. Each population gives unbiased estimates of the probability of
/// what was seen and of that times what is asked; the answer is the ratio of their sums, and its error comes from the spread between
/// populations, or between worlds. States that are too rare to be drawn but explain later news far better are missed, by all
/// populations alike: where tables tell that there may be such, the answer warns. Throws Error as `weighted`, and where a question is
/// counterfactual.
Answers sequential(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);
/// Rare events: a pilot climbs to the event by levels of a score (Query::score, or what the question's form yields); then fresh draws
/// from a proposal fitted to where it arrived, where their weights are sound (cross-entropy importance sampling), else populations
/// that are split at the pilot's levels. Each unit of work, a population or a group of weighted draws, gives an unbiased estimate of
/// its own, and their spread gives the error; of a rare event it is at least what the pilot foretells. P(a | b) is the ratio of two such
/// runs. What turns out not to be rare, and what the pilot does not reach, is drawn plainly; then the answer says so and has a bound.
///
/// `samples` counts every trajectory simulated, those of pilots and rejected moves included. Options::trajectories is the most, but
/// for the eight units that an error takes. With a precision it grows at fixed checkpoints until that is reached.
/// Throws Error as `forward`, and where a question asks for something else than a probability, where evidence is no event, and where
/// the model has uncertain parameters.
Answers splitting(const Model& model, const std::vector<Query>& queries, const Options& options);

}  // namespace casus
