// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <Eigen/Core>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/tallies.hpp>

#include "infer/subject.hpp"

namespace casus {

/// A mean over all trajectories: of 1, or of a quantity, if an event holds, otherwise of 0. The
/// quantity must exist whenever the event holds.
struct Averaged {
  Boolean where = true;
  std::optional<Real> quantity = {};
};

detail::TallyRequest request(const Averaged& averaged);
/// Returns the mean of a tally over this number of trajectories.
double mean(const detail::Tally& tally, double trajectories);

/// Returns the sampling of independent clusters of trajectories: the worlds or, if the model has no
/// uncertain parameters, batches of equal size.
detail::Sampling clusters(const Subject& subject, const Options& options);

/// Returns one row per cluster and one column per mean. `first_group` is the first group of
/// trajectories in each world.
Eigen::MatrixXd cluster_means(const Subject& subject, const std::vector<Intervention>& under,
                              const std::vector<Averaged>& averaged, const Options& options,
                              Index first_group = 0);

}  // namespace casus
