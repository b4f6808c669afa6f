// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/tallies.hpp>

/// Estimates from the tallies of trajectories drawn from the model, world by world.
namespace casus::detail {

/// Probability of an event.
struct ShareOfCounts {
  Proportion all = {};
  NumberEstimate finding = {};  ///< set if any trajectory meets the condition
  WorldFindings worlds = {};

  ShareOfCounts(const std::vector<Proportion>& counts, const Options& options);
};

/// Mean of a quantity. There is no interval if all values are equal, if a few trajectories or
/// worlds dominate the mean, or if the tails may have no variance; a warning gives the reason.
struct MeanOfMoments {
  Moments all = {};
  NumberEstimate finding = {};  ///< set if any trajectory meets the condition
  WorldFindings worlds = {};

  /// `is_constant`: see `is_the_same_always`.
  MeanOfMoments(const std::vector<Moments>& moments, const Options& options, bool is_constant);
  /// From one world, with its tails.
  MeanOfMoments(const TailedMoments& tailed, const Options& options, bool is_constant);

private:
  void check_tails(const SquaredDeviations& deviations, double kurtosis);
};

/// Variance of a quantity, from its differences from a value near its mean and from the squares of
/// these.
struct SpreadOfMoments {
  Moments all = {};  ///< of the differences
  double variance = std::numeric_limits<double>::quiet_NaN();
  NumberEstimate of_squares = {};  ///< their mean, if any trajectory counts
  WorldFindings worlds = {};       ///< the variances within worlds

  /// `differences` and `squares`: by world; `squares` is empty if there is one world.
  /// `mean_of_squares`: their mean over all worlds.
  SpreadOfMoments(const std::vector<Moments>& differences, const std::vector<Moments>& squares,
                  MeanOfMoments mean_of_squares, const Options& options);
};

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/from_tallies.inl>
#endif
