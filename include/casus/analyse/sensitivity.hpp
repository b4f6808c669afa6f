// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Effect of one uncertain parameter on an answer.
struct Driver {
  std::string parameter;
  std::string unit;
  Interval points;             ///< low and high point: as stated, otherwise quantiles of its distribution
  Estimated at_low, at_high;   ///< the answer with the parameter fixed at these points
  Estimated swing;             ///< at_high - at_low
  Estimated rank_correlation;  ///< with the answer in each world
  /// Derivative of the answer by a shift of the judgement, in its standard deviations, that leaves
  /// the other judgements as they are (casus/analyse/world_table.hpp). NaN if others determine the
  /// parameter, or if the worlds are given.
  Estimated derivative;
  /// Share of the answer's variance over worlds that knowing the parameter would remove.
  Estimated first_order;
  /// Share that would remain if all others were known; see Sensitivity::total_note.
  std::optional<Estimated> total;
};

/// The drivers of an answer.
struct Sensitivity {
  Answer answer;
  Estimated variance;  ///< of the answer over worlds, without Monte Carlo noise
  /// The widest swing first; swings no wider than twice their error come last.
  std::vector<Driver> drivers;
  std::string total_note = {};  ///< reason why totals are absent, if they are
  std::vector<std::string> warnings;
};

struct SensitivityOptions {
  Options run = {};
  double low = 0.05, high = 0.95;  ///< probabilities of the low and high points
  /// Number of parameters whose totals are computed: those with the widest swings.
  Index total_of = 10;
  /// Factor by which the runs with a fixed or redrawn parameter have fewer trajectories in each
  /// world than the answer, in the same worlds; those with a fixed one also in fewer worlds (200 or
  /// more) if a world has too few trajectories for that.
  Index thinned = 8;
  /// Hold each parameter at its points in runs of its own, instead of regressing the worlds: more
  /// accurate for weak parameters, at the cost of two runs (`thinned`) for each.
  bool held_in_runs = false;
};

/// Returns the effect of each uncertain parameter on an answer, P(...) or E(...). Each parameter
/// that the answer depends on is fixed at its low and high points (a tornado), correlated with the
/// answer by ranks, and credited with its shares of the variance of the answer over worlds (Sobol',
/// Math. Comput. Simul. 55 (2001) 271, doi:10.1016/S0378-4754(00)00270-6; the estimators are in
/// casus/analyse/variance_shares.hpp). Parameters that follow from others are not listed. If the
/// question has a condition, worlds are weighted by its probability in them; a condition also
/// makes parameters depend on each other, so that totals are left out. If the answer is the same
/// in all worlds, nothing drives it, and there are no drivers.
///
/// All but the totals come from the worlds of the answer itself, which are drawn once; each counts
/// by what it knows, and the noise within it is subtracted. The answer with an independent
/// parameter fixed at a point is the mean of the worlds given that value, by a regression: on
/// polynomials and steps, after the effects of the other parameters are removed by a sum of cubics
/// (without a condition). Parameters that depend on others, and all with `held_in_runs`, are held
/// in runs with common random numbers and the same worlds; so are the redrawn ones for totals. The
/// derivative is that of the worlds re-weighted: the mean of the answer times the score of the
/// judgement (Rubinstein, Oper. Res. 37 (1989) 72, doi:10.1287/opre.37.1.72).
/// Errors are by the influence of each world, widened if few worlds have most of it.
///
/// Correlated parameters (casus/model/correlation.hpp) are named in a warning. Fixing one leaves
/// the others as they are. Knowing one is also knowledge about the others, which its first-order
/// share and its rank correlation include; for its total it is drawn anew given all other
/// parameters of the model. Shares then do not add up, and a total can be below its first-order
/// share (Kucherenko, Tarantola and Annoni, Comput. Phys. Commun. 183 (2012) 937,
/// doi:10.1016/j.cpc.2011.12.020).
///
/// Cost: one run of the size of `options.run`, by the method that `estimate` chooses; smaller ones
/// (`thinned`) by forward sampling, or exact ones if the answer is: two for each parameter that
/// depends on others, and for totals two and another two for each total. Over time, all runs draw
/// step by step.
///
/// Throws Error if the model has no uncertain parameters; if the question is of another kind, is
/// counterfactual, or has evidence other than events; if an option is out of range, names another
/// method, or could stop a run early (a precision, a time limit); and as `estimate` does. Part of
/// the compiled core.
Sensitivity sensitivity(const Model& model, const Query& query, const SensitivityOptions& options = {});

/// The same over time, step by step.
Sensitivity sensitivity(const Horizon& horizon, const Query& query, const SensitivityOptions& options = {});

}  // namespace casus
