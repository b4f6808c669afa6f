// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <Eigen/Core>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/tallies.hpp>

namespace casus {

/// What is averaged over all trajectories: 1, or a quantity, where an event holds, else 0. The quantity need exist only there.
struct Averaged {
  Boolean where = true;
  std::optional<Real> quantity = {};
};

detail::TallyRequest request(const Averaged& averaged);
/// Its mean, of what was tallied over so many trajectories.
double mean(const detail::Tally& tally, double trajectories);

/// Independent clusters of trajectories: the worlds, or, of a model without uncertain parameters, batches of equal size.
detail::Sampling clusters(const Model& model, const Options& options);

/// A row a cluster and a column a mean; `first_group` is where each world's trajectories begin.
Eigen::MatrixXd cluster_means(const Model& model, const std::vector<Intervention>& under,
                              const std::vector<Averaged>& averaged, const Options& options,
                              Index first_group = 0);

}  // namespace casus
