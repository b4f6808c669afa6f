// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/distribution/beta.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/elicit/reference_class.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;
using namespace casus::elicit;
namespace d = casus::distribution;

// The predictive distribution function at some values, by the midpoint rule in other coordinates
// than the library's (the mean as the squared sine of an angle, in which its prior is uniform), with
// the beta-binomial probability as a product, one factor a case.
std::vector<double> share_oracle(const std::vector<CountedShare>& classes, const std::vector<double>& at,
                                 double low_angle, double high_angle, int points) {
  std::vector<double> below(at.size());
  double total = 0, greatest = -1e300;
  struct Cell {
    double a, b, log;
  };
  std::vector<Cell> cells;
  for (int i = 0; i < points; ++i)
    for (int k = 0; k < points; ++k) {
      const double angle = low_angle + (high_angle - low_angle) * (i + .5) / points;
      const double mean = std::sin(angle) * std::sin(angle), variation = (k + .5) / points;
      const double size = 1 / (variation * variation) - 1;
      Cell cell{mean * size, (1 - mean) * size, 2 * std::log(1 - variation)};
      for (const CountedShare& one : classes) {
        double product = 1;
        for (int n = 0; n < one.of; ++n) {
          product *= (n < one.events ? cell.a + n : cell.b + n - one.events) / (size + n);
          if (n % 16 == 15 || n + 1 >= one.of) {
            cell.log += one.weight * std::log(product);
            product = 1;
          }
        }
      }
      greatest = std::max(greatest, cell.log);
      cells.push_back(cell);
    }
  for (const Cell& cell : cells) {
    const double mass = std::exp(cell.log - greatest);
    if (mass < 1e-9) continue;
    total += mass;
    for (std::size_t i = 0; i < at.size(); ++i) below[i] += mass * d::Beta{cell.a, cell.b}.cdf(at[i]);
  }
  for (double& one : below) one /= total;
  return below;
}

TEST(ReferenceClass, SharesAgreeWithQuadrature) {
  const std::vector<double> at{.001, .01, .02, .03, .05, .1, .2, .4, .8};
  const std::vector<std::vector<CountedShare>> sets{
      {{.events = 3, .of = 41}, {.events = 20, .of = 850}},
      {{.events = 1, .of = 9}, {.events = 0, .of = 20}, {.events = 7, .of = 11}, {.events = 2, .of = 30}},
      {{.events = 3, .of = 41, .weight = .5}, {.events = 9, .of = 60}},
      {{.events = 0, .of = 12}, {.events = 0, .of = 30}}};
  for (const auto& classes : sets) {
    const ReferenceClass found = reference_class(classes);
    const std::vector<double> truth = share_oracle(classes, at, 0, std::numbers::pi / 2, 220);
    for (std::size_t i = 0; i < at.size(); ++i)
      EXPECT_NEAR(found.predicted.law.cdf(at[i]), truth[i], posterior_tolerance + 1e-3)
          << found.predicted.sentence << " at " << at[i];
  }
}

// Two classes do not count as one: their difference makes a third one uncertain.
TEST(ReferenceClass, IsWiderThanAllCasesAsOne) {
  const ReferenceClass found = reference_class({{.events = 3, .of = 41}, {.events = 20, .of = 850}});
  const Counted as_one = counted({.events = 23, .of = 891});
  const auto width = [](const Counted& of) { return of.law.quantile(.95) - of.law.quantile(.05); };
  EXPECT_GT(width(found.predicted), 5 * width(as_one)) << found.predicted.sentence;
  EXPECT_EQ(found.predicted.sentence,
            "2 reference classes, 3 of 41, 20 of 850; the share of a new class: median 0.0346, 90 % from "
            "0.00156 to 0.244; "
            "standard deviation between classes: 0.164 of the greatest possible; a table of 224 pieces");
  // Many like classes are nearly one.
  std::vector<CountedShare> alike(40, CountedShare{.events = 30, .of = 1000});
  const ReferenceClass many = reference_class(alike);
  EXPECT_NEAR(many.mean, .03, .001);
  EXPECT_LT(many.between, .02);
  EXPECT_NEAR(many.predicted.law.quantile(.5), .03, .001);
  EXPECT_LT(width(many.predicted), .01);
}

TEST(ReferenceClass, RatesAgreeWithQuadrature) {
  const std::vector<CountedRate> classes{
      {.events = 3, .exposure = 40}, {.events = 11, .exposure = 25}, {.events = 0, .exposure = 12}};
  const ReferenceClass found = reference_class(classes);
  const std::vector<double> at{.001, .01, .03, .1, .2, .3, .5, 1, 3};
  std::vector<double> below(at.size());
  double total = 0;
  // Coordinates: the logarithm of the mean, and the angle whose tangent is the relative deviation.
  const int points = 800;
  for (int i = 0; i < points; ++i)
    for (int k = 0; k < points; ++k) {
      const double mean = std::exp(-40 + 90 * (i + .5) / points);
      const double relative = std::tan(std::numbers::pi / 2 * (k + .5) / points);
      const double shape = 1 / (relative * relative);
      double likelihood = 1;
      for (const CountedRate& one : classes) {
        const double p = shape / (shape + mean * one.exposure);
        likelihood *= std::pow(p, shape);
        for (int n = 0; n < one.events; ++n) likelihood *= (shape + n) * (1 - p) / (n + 1);
      }
      if (likelihood < 1e-12) continue;
      total += likelihood;
      for (std::size_t v = 0; v < at.size(); ++v)
        below[v] += likelihood * d::Gamma{shape, shape / mean}.cdf(at[v]);
    }
  for (std::size_t v = 0; v < at.size(); ++v)
    EXPECT_NEAR(found.predicted.law.cdf(at[v]), below[v] / total, posterior_tolerance + 1e-3)
        << found.predicted.sentence << " at " << at[v];
}

// Simulation-based calibration: classes and a new one are drawn from the priors; the new one's share
// is a uniform rank in its predictive distribution.
TEST(ReferenceClass, CoversSharesOfNewClasses) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  constexpr int runs = 400, bins = 8;
  std::vector<int> ranks(bins);
  for (int run = 0; run < runs; ++run) {
    const double mean = std::pow(std::sin(std::numbers::pi / 2 * uniform(random)), 2);
    const double variation = 1 - std::cbrt(uniform(random)), size = 1 / (variation * variation) - 1;
    const d::Beta shares{mean * size, (1 - mean) * size};
    std::vector<CountedShare> classes;
    for (const double of : {20.0, 60.0, 8.0, 200.0}) {
      std::binomial_distribution<int> events(static_cast<int>(of), shares.quantile(uniform(random)));
      classes.push_back({static_cast<double>(events(random)), of});
    }
    const double rank = reference_class(classes).predicted.law.cdf(shares.quantile(uniform(random)));
    ++ranks[static_cast<std::size_t>(std::min(bins - 1, static_cast<int>(rank * bins)))];
  }
  double chi_squared = 0;
  for (const int count : ranks)
    chi_squared += std::pow(count - runs / double{bins}, 2) / (runs / double{bins});
  EXPECT_LT(chi_squared, 40.5);  // 7 degrees of freedom, 1e-6
}

TEST(ReferenceClass, RefusesWhatIsNoSetOfClasses) {
  EXPECT_EQ(message([] {
              reference_class({CountedShare{3, 41}}, "p");
            }),
            "p: expected 2 to 200 classes with positive weight, got 1; a single class is counted by itself");
  EXPECT_EQ(message([] {
              reference_class({CountedShare{3, 41}, {3, 2}});
            }),
            "counted: expected at most as many events as cases (2), got 3");
  EXPECT_EQ(message([] {
              reference_class({CountedShare{3, 41}, {3, 2e12}});
            }),
            "counted: expected classes of at most 1e+12 cases, got 2e+12");
  EXPECT_EQ(message([] {
              reference_class({CountedRate{0, 41}, {0, 2}});
            }),
            "counted: expected at least one event in all classes together, got none; count all exposure as "
            "one class");
}

}  // namespace
