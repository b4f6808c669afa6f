// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/variance_shares.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace casus {
namespace {

using Point = std::vector<double>;

// A function of independent uniform inputs, whose indices are known in closed form.
struct Known {
  const char* name;
  std::function<double(const Point&)> function;
  std::vector<double> first_order, total;
  double variance;
};

double ishigami(const Point& u) {
  const auto x = [&](std::size_t i) { return std::numbers::pi * (2 * u[i] - 1); };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

std::function<double(const Point&)> sobol_g(std::vector<double> a) {
  return [a](const Point& u) {
    double product = 1;
    for (std::size_t i = 0; i < a.size(); ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    return product;
  };
}

const std::vector<Known>& knowns() {
  static const std::vector<Known> all = {
      {"Ishigami",
       ishigami,
       {.3139051911, .4424111448, 0},
       {.5575888552, .4424111448, .2436836641},
       13.8445879407},
      {"Sobol' G, eight inputs",
       sobol_g({0, 1, 4.5, 9, 99, 99, 99, 99}),
       {.71619217, .17904804, .02367577, .00716192, .00007162, .00007162, .00007162, .00007162},
       {.78714413, .24219819, .03431691, .01046039, .00010495, .00010495, .00010495, .00010495},
       .4654244319},
      {"Sobol' G, three inputs",
       sobol_g({0, 9, 99}),
       {.98671184, .00986712, .00009867},
       {.99003388, .01315660, .00013200},
       // The product of 1 + 1 / (3 (1 + a)^2), less one.
       (4.0 / 3) * (1 + 1.0 / 300) * (1 + 1.0 / 30000) - 1},
  };
  return all;
}

Point draw(std::mt19937_64& engine, std::size_t inputs) {
  Point point;
  for (std::size_t i = 0; i < inputs; ++i) point.push_back(std::generate_canonical<double, 53>(engine));
  return point;
}

class Shares : public testing::TestWithParam<std::size_t> {
protected:
  const Known& known = knowns()[GetParam()];
  std::size_t inputs = known.first_order.size();
  std::mt19937_64 engine{20260101 + GetParam()};
};

TEST_P(Shares, OfFirstOrderAreThoseInClosedForm) {
  for (const double noise : {0.0, 1.0}) {
    std::normal_distribution<double> error(0, noise * std::sqrt(known.variance));
    std::vector<WorldEstimate> worlds;
    std::vector<std::vector<double>> columns(inputs);
    for (int world = 0; world < 20'000; ++world) {
      const Point point = draw(engine, inputs);
      for (std::size_t i = 0; i < inputs; ++i) columns[i].push_back(point[i]);
      worlds.push_back(
          {known.function(point) + (noise > 0 ? error(engine) : 0), noise * noise * known.variance, 1});
    }
    const Estimated variance = variance_between(worlds);
    EXPECT_NEAR(variance.value, known.variance, 5 * variance.standard_error);
    EXPECT_LT(variance.standard_error, 0.03 * known.variance);
    for (std::size_t i = 0; i < inputs; ++i) {
      const Estimated share = first_order_share(worlds, columns[i]);
      EXPECT_NEAR(share.value, known.first_order[i], 5 * share.standard_error + 0.004 * known.first_order[i])
          << known.name << ", input " << i << ", noise " << noise;
      EXPECT_LT(share.standard_error, noise > 0 ? 0.02 : 0.015);
    }
  }
}

TEST_P(Shares, InTotalAreThoseInClosedForm) {
  for (const double noise : {0.0, 0.5}) {
    std::normal_distribution<double> error(0, noise * std::sqrt(known.variance));
    const auto noisy = [&](double value) { return value + (noise > 0 ? error(engine) : 0); };
    for (std::size_t i = 0; i < inputs; ++i) {
      std::vector<FrozenPair> pairs;
      for (int world = 0; world < 20'000; ++world) {
        const Point point = draw(engine, inputs);
        Point other = point;
        other[i] = draw(engine, 1)[0];
        const double a = known.function(point), b = known.function(other);
        pairs.push_back({{noisy(a), noisy(a)}, {noisy(b), noisy(b)}});
      }
      const Estimated share = total_share(pairs, known.variance);
      EXPECT_NEAR(share.value, known.total[i], 5 * share.standard_error + 1e-9)
          << known.name << ", input " << i << ", noise " << noise;
      EXPECT_LT(share.standard_error, 0.02);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Functions, Shares, testing::Range(std::size_t{0}, std::size_t{3}));

TEST(VarianceShares, WeightsCountAsManyWorlds) {
  // Worlds of weight two are worlds that stand there twice, but for what an error is divided by.
  std::mt19937_64 engine(7);
  std::vector<WorldEstimate> weighted, repeated;
  std::vector<double> input, input_repeated;
  for (int i = 0; i < 3000; ++i) {
    const Point u = draw(engine, 2);
    const double weight = i % 3 == 0 ? 2 : 1, value = u[0] + u[1];
    weighted.push_back({value, 0, weight});
    input.push_back(u[0]);
    for (int copy = 0; copy < weight; ++copy) {
      repeated.push_back({value, 0, 1});
      input_repeated.push_back(u[0]);
    }
  }
  EXPECT_NEAR(variance_between(weighted).value, variance_between(repeated).value, 2e-4);
  EXPECT_NEAR(rank_correlation(weighted, input).value, rank_correlation(repeated, input_repeated).value,
              1e-9);
  EXPECT_NEAR(first_order_share(weighted, input).value, first_order_share(repeated, input_repeated).value,
              0.01);
  EXPECT_NEAR(first_order_share(weighted, input).value, 0.5, 0.05);
}

TEST(VarianceShares, TheErrorIsThatOfRepeatedRuns) {
  std::mt19937_64 engine(11);
  for (const double slope : {0.0, 1.0}) {
    double sum = 0, squares = 0, errors = 0;
    constexpr int runs = 300;
    for (int run = 0; run < runs; ++run) {
      std::vector<WorldEstimate> worlds;
      std::vector<double> input;
      for (int i = 0; i < 1000; ++i) {
        const Point u = draw(engine, 2);
        input.push_back(u[0]);
        worlds.push_back({slope * u[0] + u[1], 0, 1});
      }
      const Estimated share = first_order_share(worlds, input);
      sum += share.value;
      squares += share.value * share.value;
      errors += share.standard_error;
    }
    const double mean = sum / runs, deviation = std::sqrt(squares / runs - mean * mean);
    EXPECT_NEAR(mean, slope / (1 + slope), 5 * deviation / std::sqrt(runs) + 0.002) << slope;
    // A standard deviation from 300 runs is known to 4 %.
    EXPECT_NEAR(errors / runs / deviation, 1, 0.25) << slope;
  }
}

// The share of a regime rests on few worlds; so does the variance, which is the denominator.
TEST(VarianceShares, TheErrorOfATotalIncludesThatOfTheVariance) {
  std::mt19937_64 engine(13);
  std::normal_distribution<double> normal;
  constexpr double regime = 0.02;
  double sum = 0;
  int held = 0, held_if_known = 0;
  constexpr int runs = 400;
  for (int run = 0; run < runs; ++run) {
    std::vector<WorldEstimate> worlds;
    std::vector<FrozenPair> pairs;
    for (int i = 0; i < 1000; ++i) {
      const Point u = draw(engine, 2);
      const double spread = std::sqrt(regime * (1 - regime)) * normal(engine);
      const double value = (u[0] < regime ? 1 : 0) + spread, redrawn = (u[1] < regime ? 1 : 0) + spread;
      worlds.push_back({value, 0, 1});
      pairs.push_back({{value, value}, {redrawn, redrawn}});
    }
    const Estimated share = total_share(pairs, worlds),
                    known = total_share(pairs, variance_between(worlds).value);
    sum += share.value;
    held += std::abs(share.value - 0.5) <= 1.96 * share.standard_error ? 1 : 0;
    held_if_known += std::abs(known.value - 0.5) <= 1.96 * known.standard_error ? 1 : 0;
  }
  EXPECT_NEAR(sum / runs, 0.5, 0.02);
  // 95 % of 400, less five standard deviations.
  EXPECT_GE(held, 358);
  EXPECT_LE(held, 395);
  EXPECT_NE(held, held_if_known);
}

TEST(VarianceShares, OfARegimeAndOfLogNormalsAreUnbiased) {
  std::mt19937_64 engine(17);
  std::normal_distribution<double> normal;
  const auto check = [&](const std::string& name, double truth, double most_bias, const auto& drawn) {
    double sum = 0;
    int held = 0;
    constexpr int runs = 200;
    for (int run = 0; run < runs; ++run) {
      std::vector<WorldEstimate> worlds;
      std::vector<double> input;
      for (int i = 0; i < 1000; ++i) {
        const auto [x, y] = drawn();
        input.push_back(x);
        worlds.push_back({y, 0, 1});
      }
      const Estimated share = first_order_share(worlds, input);
      sum += share.value;
      held += std::abs(share.value - truth) <= 1.96 * share.standard_error + 1e-9 ? 1 : 0;
    }
    EXPECT_NEAR(sum / runs, truth, most_bias) << name;
    EXPECT_GE(held, 174) << name;  // 95 % of 200, less five standard deviations
  };
  using Drawn = std::pair<double, double>;
  for (const double regime : {0.01, 0.02, 0.05, 0.1}) {
    const double spread = std::sqrt(regime * (1 - regime));
    check("a regime alone", 1, 5e-3, [&] {
      const double u = draw(engine, 1)[0];
      return Drawn{u, u < regime ? 1 : 0};
    });
    check("a regime", 0.5, 0.04, [&] {
      const double u = draw(engine, 1)[0];
      return Drawn{u, (u < regime ? 1 : 0) + spread * normal(engine)};
    });
  }
  for (const double sigma : {0.5, 1.0, 1.5, 2.0})
    check("a log-normal alone", 1, 2e-3, [&] {
      const double z = normal(engine);
      return Drawn{z, std::exp(sigma * z)};
    });
  for (const double sigma : {0.5, 1.0})
    check("a log-normal and another", 0.5, 0.03, [&] {
      const double x = std::exp(sigma * normal(engine));
      return Drawn{x, x + std::exp(sigma * normal(engine))};
    });
  check("a square", 2.0 / 3, 0.02, [&] {
    const double x = normal(engine);
    return Drawn{x, x * x + normal(engine)};
  });
}

TEST(VarianceShares, RankCorrelationIsOneOfWhatRisesTogether) {
  std::vector<WorldEstimate> worlds;
  std::vector<double> up, down, same;
  for (int i = 0; i < 100; ++i) {
    worlds.push_back({std::exp(0.1 * i), 0, 1});
    up.push_back(i * i);
    down.push_back(-i);
    same.push_back(1);
  }
  EXPECT_NEAR(rank_correlation(worlds, up).value, 1, 1e-12);
  EXPECT_NEAR(rank_correlation(worlds, down).value, -1, 1e-12);
  EXPECT_TRUE(std::isnan(rank_correlation(worlds, same).value));
}

TEST(VarianceShares, WrongInputIsRefused) {
  const std::vector<WorldEstimate> worlds(10, WorldEstimate{1, 0, 1}), weightless(10, WorldEstimate{1, 0, 0});
  const std::vector<double> few(9), ten(10);
  EXPECT_THROW(first_order_share(worlds, few), Error);
  EXPECT_THROW(rank_correlation(worlds, few), Error);
  EXPECT_THROW(first_order_share(weightless, ten), Error);
  EXPECT_THROW(variance_between({{1, 0, 1}}), Error);
  EXPECT_THROW(variance_between({{1, 0, 1}, {1, 0, -1}}), Error);
  EXPECT_THROW(total_share(std::vector<FrozenPair>(1), 1), Error);
  EXPECT_THROW(total_share(std::vector<FrozenPair>(9), worlds), Error);
}

}  // namespace
}  // namespace casus
