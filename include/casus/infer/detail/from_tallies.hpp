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

/// The mean of a quantity. There is no interval where none can be told: all values alike, a handful of trajectories that make up the mean,
/// or tails without a variance; a warning says which.
struct MeanOfMoments {
  Moments all = {};
  Finding finding = {};  ///< where there is a case
  WorldFindings worlds = {};

  /// `is_constant`: it is one number whatever chance decides.
  MeanOfMoments(const std::vector<Moments>& moments, const Options& options, bool is_constant);
  /// Of one world, with its tails.
  MeanOfMoments(const TailedMoments& tailed, const Options& options, bool is_constant);
};

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/from_tallies.inl>
#endif
