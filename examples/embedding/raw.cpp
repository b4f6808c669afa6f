// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <casus/eigen.hpp>

#include <Eigen/Dense>

#include "programs.hpp"

namespace embedding {

using namespace casus;

Raw raw() {
  Model m;
  const auto rate = m.parameter("rate", Beta(2, 6));
  const auto rain = m.add("rain", Bernoulli(rate));
  const auto depth = m.add("depth", Normal(if_then_else(rain, 3, 1), 0.5));

  // Least squares of 2 * depth on rain, from columns of draws.
  Eigen::MatrixXd drawn = columns(m, {rain, 2 * depth}, 100'000, {.seed = 7});
  Eigen::MatrixXd design(drawn.rows(), 2);
  design << Eigen::VectorXd::Ones(drawn.rows()), drawn.col(0);
  const Eigen::Vector2d line = (design.transpose() * design).ldlt().solve(design.transpose() * drawn.col(1));

  // The same draws without a copy: blocks of one world each.
  const Sampler sampler(m, {.seed = 7});
  double sum = 0;
  for (Index world = 0; world < 2000; ++world)
    sampler.draw(world, 512, [&](const Block& block) { sum += block.parameter(rate); });
  return {line[0], line[1], sum / 2000, static_cast<long>(drawn.rows())};
}

}  // namespace embedding
