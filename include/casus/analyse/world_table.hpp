// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// What-if analysis: answers under other judgements, from the worlds of a single run.
///
/// A parameter with distribution F and value p in a world has the deviate z = Phi^-1(F(p)) there,
/// which is standard normal over worlds. Moving the judgement by `shift` adds a number to this
/// normal; the new median is F^-1(Phi(shift)). A normal, log-normal or logit-normal judgement moved
/// in this way keeps its family and its scale. The weight of each world is multiplied by
/// exp(shift z - shift^2 / 2); the weights of several judgements multiply. This is importance
/// sampling between worlds, with ratio estimates (Hesterberg, Technometrics 37 (1995) 185,
/// doi:10.1080/00401706.1995.10484303): nothing is drawn again, and the effective number of worlds
/// falls with the shift, to the share exp(-shift^2) for each judgement in a large sample. After a
/// great shift the worlds that should have the largest weights are hardly there, and the number
/// computed from the weights is too large: take the smaller of the two.
///
/// Moving one of several correlated judgements (casus/model/correlation.hpp) leaves the others and
/// the correlations as they are. With P the inverse of the correlations of the deviates, z is
/// replaced by the score of the judgement, the sum of P_ij z_j over all correlated with it; the
/// logarithm of the weight after several shifts is, but for a constant, the sum of each shift times
/// its score, and the effective number of worlds falls to the share exp(-sum of shift_i P_ij
/// shift_j). A judgement cannot be moved if the others determine it but for 1 % of the variance of
/// z (P_ii > 100), or if the correlations have no inverse.
namespace casus {

/// The greatest shift of a judgement, in both directions, and the number of shifts for which a
/// table has the median: equally spaced, both ends included.
inline constexpr double greatest_shift = 2;
inline constexpr Index median_count = 81;

/// An uncertain parameter that can be moved.
struct MovableJudgement {
  std::string parameter;
  std::string description = {};
  std::string unit = {};
  bool is_share = false;              ///< its values are from 0 to 1, and have no unit
  std::vector<double> deviates = {};  ///< z, by world
  std::vector<double> medians = {};   ///< after each shift, in the parameter's unit; increasing
  /// With the answer that the judgements were chosen for, by ranks over the worlds.
  Estimated rank_correlation = {};
  std::vector<double> scores = {};  ///< of a correlated judgement, by world; else empty
  /// Of a correlated judgement: P_ij for each judgement j of the table; else empty.
  std::vector<double> precisions = {};
};

/// Answers by world, and the judgements that can be moved.
struct WorldTable {
  Index worlds = 0;
  std::vector<MovableJudgement> judgements;  ///< as they were chosen: the strongest first
  /// The answers, or those of their parts, have `by_world`. Parts without it do not change.
  std::vector<Answer> answers;
};

struct WorldTableOptions {
  Options run = {};
  Index judgements = 5;                      ///< most judgements that are chosen
  std::vector<std::string> parameters = {};  ///< names of the judgements, instead of a choice
};

/// Returns the table of these questions. Questions that cannot be re-weighted are left out: other
/// kinds than P, E, curves, distributions and histograms of these, answers that do not vary between
/// worlds, and answers whose method is not a mean over worlds.
///
/// The judgements are those with the highest rank correlation with the first answer (for a curve,
/// its last point), if it is at least four times its standard error; if these are fewer than
/// allowed, then also those of the second and third answer. This is the correlation of
/// `Sensitivity`. Only parameters with a continuous distribution of fixed parameters can be moved,
/// not the shares of a Dirichlet; the table may have no judgements.
///
/// Cost: that of `estimate`, and one sort of the worlds for each parameter. Throws Error if a named
/// parameter does not exist or cannot be moved, if `judgements` is negative, and as `estimate`
/// does. Safe to call from several threads. Part of the compiled core.
WorldTable world_table(const Model& model, const std::vector<Query>& questions,
                       const WorldTableOptions& options = {});
WorldTable world_table(const Horizon& horizon, const std::vector<Query>& questions,
                       const WorldTableOptions& options = {});

/// The same from answers of `estimate` with these options and `Options::keep_worlds`, without
/// another run. `model` has the parameters; over time, it is that of the constants.
WorldTable world_table(const Model& model, const std::vector<Answer>& answers,
                       const WorldTableOptions& options = {});

}  // namespace casus
