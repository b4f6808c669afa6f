// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// Checks of a model with observations.
namespace casus {

/// Ranks of a parameter's true values among the draws of posteriors.
struct CalibratedParameter {
  std::string name;
  /// By simulation: the posterior probability of values below the true one. Uniform on [0, 1] if
  /// posterior and simulation are of the same model.
  std::vector<double> ranks = {};
  std::vector<Index> counts = {};  ///< of ranks in equal parts of [0, 1]
  double p_value = 1;              ///< of the chi-squared test that these are equally likely
  double deviation = 0;            ///< greatest distance of the ranks' distribution function from x
  /// Distance that is exceeded with a probability of at most 1 % if ranks are uniform (Massart,
  /// Annals of Probability 18 (1990) 1269-1283, doi:10.1214/aop/1176990746).
  double band = 0;

  /// Whether neither test rejects at 1 %.
  bool is_calibrated() const noexcept { return p_value >= 0.01 && deviation <= band; }
};

/// Returns the tests of ranks, which are in [0, 1]: those of `calibrate`, or of simulations that
/// were made elsewhere. Part of the compiled core.
CalibratedParameter ranked(std::string name, std::vector<double> ranks);

/// An observation, and the model's prediction before it.
struct PredictedObservation {
  std::string what;  ///< "at(protest, 3)", "x"
  bool is_quantity = false;
  double observed = 0;   ///< value of a quantity; 1 for a condition, which holds
  double predicted = 0;  ///< median of a quantity; probability of a condition
  Interval range{0, 0};  ///< 5 and 95 % points of a quantity
  double below = 0;      ///< probability of values below the observed one, with half of its own
};

struct Calibration {
  Index runs = 0;
  Index lost = 0;  ///< simulations whose posterior could not be computed; they have no rank
  std::vector<CalibratedParameter> parameters = {};
  std::vector<PredictedObservation> predictions = {};
};

struct CalibrationOptions {
  /// Of each posterior, and of the predictions. Fewer worlds than usual suffice.
  Options run = {.worlds = 128};
  Index runs = 100;  ///< simulations
};

/// Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018,
/// arXiv:1804.06788; Modrak et al., Bayesian Analysis 20 (2025) 461-488, doi:10.1214/23-BA1404):
/// draws parameters and a trajectory from the model, takes from it new values of the quantities,
/// events and categories in `observed`, computes the posterior given these, and ranks the drawn
/// parameters among its draws. Unequal ranks mean that the posterior of such observations cannot be
/// trusted: the sampler is at fault, or the model does not behave as stated. They say nothing about
/// whether the model is right; for that, the predictions compare each actual observation with the
/// model's expectation, given no other observation.
///
/// Throws Error as `posterior`, and if there are fewer than 20 runs or a likelihood among the
/// observations, because signals without a variable cannot be simulated. Cost: that of `runs`
/// posteriors. The same bits on any number of threads. Part of the compiled core.
Calibration calibrate(const Model& model, const std::vector<Observation>& observed,
                      const CalibrationOptions& options = {});
Calibration calibrate(const Horizon& horizon, const std::vector<Observation>& observed,
                      const CalibrationOptions& options = {});

}  // namespace casus
