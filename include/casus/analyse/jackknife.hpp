// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <Eigen/Core>

#include <casus/analyse/estimated.hpp>
#include <casus/fwd.hpp>

namespace casus {

/// A smooth function of means over independent clusters, without the bias of first order that it has for being of means of few, and its
/// error: Tukey's delete-one jackknife (Efron and Stein, Ann. Stat. 9 (1981) 586, doi:10.1214/aos/1176345462). `clusters` has a
/// row a cluster and a column a mean; `function` takes a row vector of means. NaN where there is one cluster, or the
/// function is not a number. Cost: a call of the function a cluster.
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
