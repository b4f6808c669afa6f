// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/eigen.hpp>

#include <gtest/gtest.h>

#include <casus/model/model.hpp>

namespace casus {
namespace {

TEST(Eigen, TakesAColumnAsItIs) {
  Model model;
  const Quantity level = model.add("level", Normal(3, 2));
  const Sampler sampler(model, {.seed = 5});
  sampler.draw(0, 1024, [&](const Block& block) {
    const auto values = as_array(block.quantity(level));
    EXPECT_EQ(values.data(), block.quantity(level).data());
    EXPECT_EQ(values.size(), block.trajectories());
    EXPECT_NEAR(values.mean(), 3, 0.4);
  });
}

}  // namespace
}  // namespace casus
