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

/// Returns the difference between two questions, each P(...) or E(...), answered with common random numbers (all variables of
/// both are drawn with the same uniform numbers), so that the error of the difference is that of the pairs, and often far below what
/// the errors of the two would suggest (Glasserman and Yao, Management Science 38 (1992) 884, doi:10.1287/mnsc.38.6.884).
///
/// Exact where both answers are, or exact within the same worlds. Otherwise drawn by forward sampling, and the run is done again for the
/// pairs: without conditions for their differences, with conditions for the two means and for what each trajectory contributes to the
/// error of their difference (Owen, Monte Carlo theory, methods and examples, 2013, section 9.2). Between worlds the difference is one of
/// ratios over clusters. In one world, and where no pair differed, the interval of a difference of probabilities counts half an observation
/// more in each cell of the table of pairs (Agresti and Min, Statistics in Medicine 24 (2005) 729, doi:10.1002/sim.1781), so that no
/// differences seen is not taken for none.
///
/// Pairs do not meet what is rare. Rare states that both sides share are drawn on purpose, for both at once. Otherwise, if another method
/// suits one of the questions (a rare event, a rare condition, exact values seen), both are answered apart, the second with the
/// next seed, and their errors are added as those of independent estimates are (Zou and Donner, Statistics in Medicine 27 (2008) 1693,
/// doi:10.1002/sim.3095); there is no judgement range then. So they are too by any method that is asked for by name, except `forward`
/// and `exact`.
///
/// A precision that stops a run is that of the two answers. A time is shared by the two.
///
/// Throws Error where a question is of another kind, and as `estimate` does. Part of the compiled core.
Contrast contrast(const Model& model, const Query& first, const Query& second, const Options& options = {});

/// The same over time, of the horizon's model unrolled, whose size grows with its steps.
Contrast contrast(const Horizon& horizon, const Query& first, const Query& second,
                  const Options& options = {});

}  // namespace casus
