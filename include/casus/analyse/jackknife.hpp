// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <Eigen/Core>

#include <casus/analyse/estimated.hpp>
#include <casus/fwd.hpp>

namespace casus {

/// Estimates a smooth function of means over independent clusters, and its standard error, by
/// Tukey's delete-one jackknife, which removes the bias of first order (Efron and Stein, Ann. Stat.
/// 9 (1981) 586, doi:10.1214/aos/1176345462). `clusters` has one row per cluster and one column per
/// mean; `function` takes a row vector of means. Returns NaN if there is only one cluster, or if
/// the function returns NaN. Cost: one call of the function per cluster.
template <class Function> Estimated jackknife(const Eigen::MatrixXd& clusters, const Function& function) {
  const Index count = clusters.rows();
  if (count < 2) return {};
  const Eigen::RowVectorXd sum = clusters.colwise().sum();
  const double all = function(Eigen::RowVectorXd(sum / static_cast<double>(count)));
  Eigen::ArrayXd without(count);
  for (Index i = 0; i < count; ++i)
    without(i) = function(Eigen::RowVectorXd((sum - clusters.row(i)) / static_cast<double>(count - 1)));
  const auto n = static_cast<double>(count);
  const double mean = without.mean();
  return {n * all - (n - 1) * mean, std::sqrt((without - mean).square().sum() * (n - 1) / n)};
}

}  // namespace casus
