// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/margin.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/sample/world.hpp>

namespace {

using namespace casus;

double logistic_of(double x) { return 1 / (1 + std::exp(-x)); }

double solved(const std::vector<study::Circumstance>& circumstances, double margin) {
  Model m;
  const auto stated = m.parameter("margin", Deterministic(Real(margin)));
  const auto base = study::base_log_odds(m, "base", circumstances, stated, "a test");
  return draw_parameters(m, {}, 0)[static_cast<std::size_t>(base.index())];
}

TEST(Margin, MixtureMeetsIt) {
  for (const double margin : {1e-4, 0.01, 0.1, 0.5, 0.9, 0.999})
    for (const double shift : {0.1, 0.5, 1.0, 2.0}) {
      const double base = solved({{0.5, -shift}, {0.3, 0.0}, {0.2, shift}}, margin);
      const double mean =
          0.5 * logistic_of(base - shift) + 0.3 * logistic_of(base) + 0.2 * logistic_of(base + shift);
      EXPECT_LT(std::abs(mean - margin), 1e-5 * margin) << margin << ' ' << shift;
    }
}

TEST(Margin, ShiftsAsFarApartAsTheStudysMeetIt) {
  // Log odds of .02, .10 and .50: the widest of the study.
  for (const double margin : {0.01, 0.12, 0.6}) {
    const double base = solved({{0.5, -3.891820298}, {0.38, -2.197224577}, {0.12, 0.0}}, margin);
    const double mean = 0.5 * logistic_of(base - 3.891820298) + 0.38 * logistic_of(base - 2.197224577) +
                        0.12 * logistic_of(base);
    EXPECT_LT(std::abs(mean - margin), 1e-5 * margin) << margin;
  }
}

TEST(Margin, SpreadIsANormalCovariate) {
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  for (const double scale : {0.1, 0.3, 0.5, 0.7})
    for (const double margin : {0.01, 0.04, 0.12, 0.5, 0.9}) {
      const double base = solved(study::spread({{1.0, 0.0}}, scale), margin);
      const auto density = [&](double z) {
        return logistic_of(base + scale * z) * std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846);
      };
      EXPECT_NEAR(Rule::integrate(density, -9.0, 9.0, 10, 1e-10), margin, 1e-3) << scale << ' ' << margin;
    }
}

}  // namespace
