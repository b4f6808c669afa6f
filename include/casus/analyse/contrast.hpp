// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Two answers and their difference.
struct Contrast {
  Answer first, second;
  Answer difference;  ///< first less second
};

/// Returns the difference between two questions, each P(...) or E(...), answered with common random
/// numbers: all variables of both are drawn with the same uniform numbers. The error of the
/// difference is therefore that of the pairs, which is often far below the errors of the two
/// answers combined (Glasserman and Yao, Management Science 38 (1992) 884,
/// doi:10.1287/mnsc.38.6.884).
///
/// The difference is exact if both answers are exact, or exact within the same worlds. Otherwise it
/// is drawn by forward sampling, and the run is repeated for the pairs: without conditions for
/// their differences; with conditions for the two means and for the influence of each trajectory on
/// the error of their difference (Owen, Monte Carlo theory, methods and examples, 2013, section
/// 9.2). Between worlds it is a difference of ratios over clusters. In one world, and if no pair
/// differed, the interval of a difference of probabilities counts half an additional observation in
/// each cell of the table of pairs (Agresti and Min, Statistics in Medicine 24 (2005) 729,
/// doi:10.1002/sim.1781), so that a sample without differences is not reported as a difference of
/// zero.
///
/// Pairs hardly ever meet rare events. Rare states that both sides share are oversampled, for both
/// sides at once. Otherwise, if another method suits one of the questions (a rare event, a rare
/// condition, observed exact values), the two are answered separately, the second with the next
/// seed, and their errors are combined as those of independent estimates (Zou and Donner,
/// Statistics in Medicine 27 (2008) 1693, doi:10.1002/sim.3095); there is then no judgement range.
/// The same holds for any method that is requested by name, except `forward` and `exact`.
///
/// A precision that stops a run is the precision of the two answers. A time limit is shared by the
/// two.
///
/// Throws Error if a question is of another kind, and as `estimate` does. Part of the compiled
/// core.
Contrast contrast(const Model& model, const Query& first, const Query& second, const Options& options = {});

/// The same over time, step by step, on a horizon with twins of the series that the interventions
/// reach (`TwinHorizon`): memory does not grow with the number of steps, except for weighted
/// sampling, splitting and the search for rare states of a mean. Exact answers are those of forward
/// recursion, if that is cheap.
Contrast contrast(const Horizon& horizon, const Query& first, const Query& second,
                  const Options& options = {});

}  // namespace casus
