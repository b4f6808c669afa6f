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

/// What one uncertain parameter does to an answer.
struct Driver {
  std::string parameter;
  std::string unit;
  Interval points;             ///< its low and high point: as stated, else of its distribution
  Estimated at_low, at_high;   ///< the answer with the parameter held there, all others as they are judged
  Estimated swing;             ///< at_high less at_low; its error is that of pairs of worlds
  Estimated rank_correlation;  ///< with the answer in each world
  Estimated
      first_order;  ///< share of the answer's variance over worlds that knowing the parameter would remove
  std::optional<Estimated>
      total;  ///< share that would stay if all others were known; see Sensitivity::total_note
};

/// What drives an answer.
struct Sensitivity {
  Answer answer;
  Estimated variance;           ///< of the answer over worlds, without Monte Carlo noise
  std::vector<Driver> drivers;  ///< the widest swing first
  std::string total_note = {};  ///< why totals are absent, where they are
  std::vector<std::string> warnings;
};

struct SensitivityOptions {
  Options run = {};
  double low = 0.05, high = 0.95;  ///< probabilities of the points at which parameters are held
  Index total_of = 10;  ///< of how many parameters, those of the widest swings, totals are computed
  /// Parameters are held and redrawn in the same worlds as the answer's, but with so many times fewer trajectories in each.
  Index thinned = 8;
};

/// Which judgements an answer, P(...) or E(...), hangs on: each uncertain parameter that it depends on is held at its low and high
/// points (a tornado), correlated with the answer by ranks, and credited with its shares of the variance of the answer over worlds
/// (Sobol', Math. Comput. Simul. 55 (2001) 271, doi:10.1016/S0378-4754(00)00270-6; the estimators stand in
/// casus/analyse/variance_shares.hpp). Parameters that follow from others are not listed. All runs share worlds and chance, so that
/// their differences are those of pairs. Where something is given, worlds count by how likely it is in them; what was seen makes
/// parameters depend on each other, so that totals are left out.
///
/// Cost: a run of `options.run`, and of a part of it two a parameter and two more a total. Drawn by forward sampling.
/// Throws Error where the model has no uncertain parameters, the question is of another kind, has evidence that is no event or
/// is counterfactual, an option is out of its range, names another method, or would stop a run early (a precision, a
/// time), and as `estimate` does. Part of the compiled core.
Sensitivity sensitivity(const Model& model, const Query& query, const SensitivityOptions& options = {});

/// The same over time, of the horizon's model unrolled, whose size grows with its steps.
Sensitivity sensitivity(const Horizon& horizon, const Query& query, const SensitivityOptions& options = {});

}  // namespace casus
