// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/quasi.hpp>

#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>

namespace casus {
namespace {

Model with_parameters(int count) {
  Model model;
  for (int i = 0; i < count; ++i) model.parameter("p" + std::to_string(i), Uniform(0, 1));
  return model;
}

std::uint64_t digits_of(const WorldPoints& points, const Model& model, std::size_t parameter, Index world) {
  const auto digits = points.digits(model.parameters()[parameter].stream(), world);
  EXPECT_TRUE(digits);
  return digits.value_or(0);
}

TEST(QuasiWorlds, ReplicatesArePowersOfTwo) {
  for (Index worlds = 1; worlds < 5000; ++worlds) {
    const WorldReplicates found = world_replicates(worlds);
    EXPECT_LE(found.worlds(), worlds);
    EXPECT_GT(found.worlds() + found.points, worlds);
    EXPECT_EQ(found.points & (found.points - 1), 0);
    EXPECT_TRUE(found.replicates >= 16 || worlds < 16) << worlds;
    EXPECT_LT(found.replicates, 32);
    EXPECT_EQ(world_replicates(found.worlds()).points, found.points);
  }
  EXPECT_EQ(world_replicates(1000).replicates, 31);
  EXPECT_EQ(world_replicates(1000).points, 32);
  EXPECT_EQ(world_replicates(31).points, 1);
  EXPECT_EQ(world_replicates(32).points, 2);
}

// Each coordinate of each replicate has one point in each part of the axis.
TEST(QuasiWorlds, CoordinatesAreStratified) {
  constexpr int count = 300, digits = 5;
  const Model model = with_parameters(count);
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    const auto points = quasi_worlds(model, {.seed = 3, .generator = generator}, 1000);
    for (std::size_t i = 0; i < count; ++i)
      for (Index replicate = 0; replicate < 31; ++replicate) {
        std::set<std::uint64_t> parts;
        for (Index world = 0; world < 32; ++world)
          parts.insert(digits_of(*points, model, i, replicate * 32 + world) >> (64 - digits));
        EXPECT_EQ(parts.size(), 32u) << i << ' ' << replicate;
      }
  }
}

// The first two coordinates: one point in each elementary box of area 2^-m (a (0, m, 2)-net).
TEST(QuasiWorlds, FirstPlaneIsANet) {
  constexpr int digits = 8;
  const Model model = with_parameters(2);
  const auto points = quasi_worlds(model, {.seed = 11}, 16 << digits);
  for (Index replicate = 0; replicate < 16; ++replicate)
    for (int first = 0; first <= digits; ++first) {
      std::set<std::pair<std::uint64_t, std::uint64_t>> boxes;
      for (Index world = 0; world < 1 << digits; ++world) {
        const Index number = (replicate << digits) + world;
        const auto part = [&](std::size_t of, int kept) {
          return kept == 0 ? 0 : digits_of(*points, model, of, number) >> (64 - kept);
        };
        boxes.emplace(part(0, first), part(1, digits - first));
      }
      EXPECT_EQ(boxes.size(), std::size_t{1} << digits) << replicate << ' ' << first;
    }
}

// Every single point is uniform over the seeds, in all 64 digits, and points of two replicates or two
// coordinates are independent.
TEST(QuasiWorlds, PointsAreUniformOverSeeds) {
  constexpr int runs = 8000, bins = 16;
  const Model model = with_parameters(3);
  for (const Index world : {0, 1, 19, 31}) {
    std::array<int, bins> counts{};
    std::array<int, 64> ones{};
    double between_replicates = 0, between_coordinates = 0;
    for (int run = 0; run < runs; ++run) {
      const auto points = quasi_worlds(model, {.seed = static_cast<std::uint64_t>(run)}, 1000);
      const std::uint64_t digits = digits_of(*points, model, 1, world);
      ++counts[digits >> 60];
      for (int i = 0; i < 64; ++i) ones[static_cast<std::size_t>(i)] += static_cast<int>((digits >> i) & 1);
      const auto centred = [](std::uint64_t of) { return random::unit(of) - 0.5; };
      between_replicates += centred(digits) * centred(digits_of(*points, model, 1, world + 32)) * 12;
      between_coordinates += centred(digits) * centred(digits_of(*points, model, 2, world)) * 12;
    }
    double chi_squared = 0;
    for (const int count : counts)
      chi_squared += std::pow(count - runs / double{bins}, 2) / (runs / double{bins});
    EXPECT_LT(chi_squared, 56.5) << world;  // 15 degrees of freedom, 1e-6
    for (const int count : ones) EXPECT_NEAR(count, runs / 2, 5.6 * std::sqrt(runs / 4.0)) << world;
    EXPECT_NEAR(between_replicates, 0, 5 * std::sqrt(runs)) << world;
    EXPECT_NEAR(between_coordinates, 0, 5 * std::sqrt(runs)) << world;
  }
}

// The mean of a smooth function has a far smaller variance than over independent worlds.
TEST(QuasiWorlds, MeansAreMoreAccurate) {
  constexpr int runs = 200;
  const Model model = with_parameters(4);
  double squares = 0, squares_of_independent = 0;
  for (int run = 0; run < runs; ++run) {
    const Randomness plain{.seed = static_cast<std::uint64_t>(run)};
    Randomness quasi = plain;
    quasi.points = quasi_worlds(model, plain, 1024);
    const auto mean = [&](const Randomness& randomness) {
      double sum = 0;
      for (Index world = 0; world < 1024; ++world) {
        double product = 1;
        for (const double u : draw_parameters(model, randomness, world)) product *= 0.5 + u;
        sum += product / 1024;
      }
      return sum - 1;
    };
    squares += mean(quasi) * mean(quasi);
    squares_of_independent += mean(plain) * mean(plain);
  }
  EXPECT_LT(squares, squares_of_independent / 20);
}

TEST(QuasiWorlds, OtherStreamsAndWorldsAreIndependent) {
  const Model model = with_parameters(2);
  const auto points = quasi_worlds(model, {}, 1000);
  EXPECT_FALSE(points->digits("other", 0));
  EXPECT_FALSE(points->digits(model.parameters()[0].stream(), 992));
  EXPECT_FALSE(points->digits(model.parameters()[0].stream(), detail::pilot_world));
  Randomness quasi;
  quasi.points = points;
  EXPECT_EQ(draw_parameters(model, quasi, 992), draw_parameters(model, {}, 992));
  EXPECT_NE(draw_parameters(model, quasi, 991), draw_parameters(model, {}, 991));
  // A redrawn parameter has a stream of its own.
  const Model redrawn = redraw(model, 0, "other");
  EXPECT_EQ(draw_parameters(redrawn, quasi, 5)[0], draw_parameters(redrawn, {}, 5)[0]);
  EXPECT_EQ(draw_parameters(redrawn, quasi, 5)[1], draw_parameters(model, quasi, 5)[1]);
  EXPECT_FALSE(quasi_worlds(Model(), {}, 1000)->digits("p0", 0));
}

}  // namespace
}  // namespace casus
