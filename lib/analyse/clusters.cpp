// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/clusters.hpp"

#include <algorithm>

#include <casus/detail/index.hpp>

#include "infer/run/tally.hpp"

namespace casus {

detail::TallyRequest request(const Averaged& averaged) {
  if (!averaged.quantity) return {Proportion{}, averaged.where.node(), nullptr, {}};
  return {Moments{}, if_then_else(averaged.where, *averaged.quantity, 0.0).node(), nullptr, {}};
}

double mean(const detail::Tally& tally, double trajectories) {
  if (const auto* moments = std::get_if<Moments>(&tally)) return moments->mean;
  return static_cast<double>(std::get<Proportion>(tally).hits) / trajectories;
}

detail::Sampling clusters(const Subject& subject, const Options& options) {
  constexpr Index batches = 100;
  detail::Sampling all = detail::sampling(subject.scope(), options);
  if (subject.has_parameters()) return all;
  all.worlds = (std::min)(batches, all.groups_per_world);
  all.groups_per_world = (all.groups_per_world + all.worlds - 1) / all.worlds;
  return all;
}

Eigen::MatrixXd cluster_means(const Subject& subject, const std::vector<Intervention>& under,
                              const std::vector<Averaged>& averaged, const Options& options,
                              Index first_group) {
  std::vector<detail::TallyRequest> requests;
  for (const Averaged& one : averaged) requests.push_back(request(one));
  detail::Sampling sampling = clusters(subject, options);
  sampling.first_group = first_group;
  const auto cases = static_cast<double>(sampling.groups_per_world * group_size);
  const auto tallies = draw_tallies(subject, under, requests, sampling, options);
  Eigen::MatrixXd means(detail::size(tallies), detail::size(averaged));
  for (Index row = 0; row < means.rows(); ++row)
    for (Index column = 0; column < means.cols(); ++column)
      means(row, column) = mean(tallies[detail::at(row)][detail::at(column)], cases);
  return means;
}

}  // namespace casus
