// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/jackknife.hpp>

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace casus {
namespace {

TEST(Jackknife, OfAMeanIsTheMeanAndItsError) {
  const Eigen::MatrixXd clusters = (Eigen::MatrixXd(5, 1) << 1, 4, 2, 8, 5).finished();
  const Estimated mean = jackknife(clusters, [](const Eigen::RowVectorXd& m) { return m(0); });
  EXPECT_NEAR(mean.value, 4, 1e-12);
  EXPECT_NEAR(mean.standard_error, std::sqrt((9 + 0 + 4 + 16 + 1) / 4.0 / 5.0), 1e-12);
}

TEST(Jackknife, FreesASquareFromItsBias) {
  // The square of a mean of n is too large by variance / n; of one that is 0, by all of it.
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  double plain = 0, freed = 0;
  constexpr int runs = 4000;
  for (int run = 0; run < runs; ++run) {
    Eigen::MatrixXd clusters(10, 1);
    for (Index i = 0; i < 10; ++i) clusters(i, 0) = normal(engine);
    plain += std::pow(clusters.mean(), 2) / runs;
    freed += jackknife(clusters, [](const Eigen::RowVectorXd& m) { return m(0) * m(0); }).value / runs;
  }
  EXPECT_NEAR(plain, 0.1, 0.015);
  EXPECT_NEAR(freed, 0, 0.015);
}

TEST(Jackknife, OneClusterHasNoError) {
  const Estimated none =
      jackknife(Eigen::MatrixXd::Ones(1, 1), [](const Eigen::RowVectorXd& m) { return m(0); });
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_TRUE(std::isnan(none.standard_error));
}

}  // namespace
}  // namespace casus
