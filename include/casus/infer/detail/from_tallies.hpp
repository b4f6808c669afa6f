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

/// What the tallies of trajectories drawn as the model says come to, world by world.
namespace casus::detail {

/// The share of an event.
struct ShareOfCounts {
  Proportion all = {};
  Finding finding = {};  ///< where there is a case
  WorldFindings worlds = {};

  ShareOfCounts(const std::vector<Proportion>& counts, const Options& options);
};

/// The mean of a quantity. Without an interval if all values are equal, if a handful of trajectories or worlds makes up the mean, or if
/// the tails may have no variance; a warning gives the reason.
struct MeanOfMoments {
  Moments all = {};
  Finding finding = {};  ///< where there is a case
  WorldFindings worlds = {};

  /// `is_constant`: see `is_the_same_always`.
  MeanOfMoments(const std::vector<Moments>& moments, const Options& options, bool is_constant);
  /// Of one world, with its tails.
  MeanOfMoments(const TailedMoments& tailed, const Options& options, bool is_constant);

private:
  void check_tails(const SquaredDeviations& deviations, double kurtosis);
};

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/from_tallies.inl>
#endif
