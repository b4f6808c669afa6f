// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The programs of examples/embedding against closed forms.

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <embedding/programs.hpp>
#include <nlohmann/json.hpp>

namespace {

using casus::Answer;
using casus::Answers;

// The answer is within five standard errors, of which there is one; or exact.
void expect_near(const Answer& answer, double truth) {
  ASSERT_TRUE(std::isfinite(answer.standard_error)) << answer.question;
  EXPECT_LE(answer.standard_error, 0.05 * std::abs(truth)) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error + 1e-9 * std::abs(truth)) << answer.question;
}

double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

template <class Function> double integral(const Function& f, double low, double high) {
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, low, high, 12, 1e-10);
}

TEST(Embedding, InsuranceHasMomentsOfALayer) {
  const double mu = std::log(10.0);
  // E(min(loss, d)^k) of a log-normal loss.
  const auto limited = [mu](double d, int k) {
    return std::exp(k * mu + k * k / 2.0) * normal_cdf(std::log(d) - mu - k) +
           std::pow(d, k) * normal_cdf(mu - std::log(d));
  };
  const double mean = limited(50, 1) - limited(20, 1);
  const double square = limited(50, 2) - limited(20, 2) - 40 * mean;
  const double z90 = 1.2815515655446004, z99 = 2.3263478740408408;
  const Answers got = embedding::insurance();
  ASSERT_EQ(got.size(), 7u);
  expect_near(got[0], mean);
  expect_near(got[1], std::sqrt(square - mean * mean));
  expect_near(got[2], normal_cdf(mu - std::log(20.0)));
  expect_near(got[3], std::exp(mu + 0.5) * normal_cdf(1 - z99) / 0.01);
  expect_near(got[4], 10);
  expect_near(got[5], std::exp(mu + z90));
  expect_near(got[6], std::exp(mu + z99));
}

TEST(Embedding, ServiceIsExact) {
  const double p = 0.05;
  const double outage = 1 - (1 - 3 * p * p * (1 - p) - p * p * p) * 0.996 * 0.998;
  const Answers got = embedding::service();
  ASSERT_EQ(got.size(), 3u);
  for (const Answer& answer : got) EXPECT_EQ(answer.standard_error, 0);
  expect_near(got[0], outage);
  expect_near(got[1], 10'000 * outage + 3 * 500 * p);
  expect_near(got[2], p * p * p / outage);
}

TEST(Embedding, SupplierSavesTheDifference) {
  const embedding::Supplier got = embedding::supplier();
  const double weeks = 4 / 0.5;
  expect_near(got.saving.first, 100 * weeks * 0.1);
  expect_near(got.saving.second, 20 + 100 * weeks * 0.1 * 0.15);
  expect_near(got.saving.difference, 100 * weeks * 0.1 * 0.85 - 20);
  EXPECT_LT(got.saving.difference.standard_error,
            std::hypot(got.saving.first.standard_error, got.saving.second.standard_error));
  EXPECT_EQ(nlohmann::json::parse(got.json).at("value").get<double>(), got.saving.difference.value);
}

TEST(Embedding, DiagnosisIsThatOfBayes) {
  const double ratio = 0.3 / 0.08 * std::pow(0.35 / 0.2, 14) * std::pow(0.65 / 0.8, 26);
  const double odds = 0.01 / 0.99 * ratio;
  const Answer got = embedding::diagnosis();
  EXPECT_EQ(got.standard_error, 0);
  expect_near(got, odds / (1 + odds));
}

TEST(Embedding, RegressionHasThePosteriorOfAGrid) {
  const embedding::Regression got = embedding::regression();
  constexpr double step = 0.05;
  double total = 0, mean = 0;
  std::vector<double> slopes, masses;
  for (double slope = -6; slope < 8; slope += step) {
    double mass = 0;
    for (double intercept = -6; intercept < 6; intercept += step) {
      double log_density = -(slope * slope + intercept * intercept) / 8;
      for (std::size_t i = 0; i < got.inputs.size(); ++i) {
        const double logit = intercept + slope * got.inputs[i];
        log_density -= std::log1p(std::exp(got.outcomes[i] ? -logit : logit));
      }
      mass += std::exp(log_density);
    }
    slopes.push_back(slope);
    masses.push_back(mass);
    total += mass;
    mean += mass * slope;
  }
  const auto quantile = [&](double p) {
    double below = 0;
    std::size_t i = 0;
    while (below + masses[i] < p * total) below += masses[i++];
    return slopes[i] + step * ((p * total - below) / masses[i] - 0.5);
  };
  ASSERT_EQ(got.answers.size(), 4u);
  expect_near(got.answers[0], mean / total);
  expect_near(got.answers[1], quantile(0.05));
  expect_near(got.answers[2], quantile(0.5));
  expect_near(got.answers[3], quantile(0.95));
}

TEST(Embedding, SeriesIsFilteredAsByKalman) {
  const embedding::Series got = embedding::series();
  double mean = 0, variance = 0;
  ASSERT_EQ(got.persistences.size(), got.likelihoods.size());
  for (std::size_t i = 0; i < got.persistences.size(); ++i) {
    const double phi = got.persistences[i];
    double log_likelihood = 0;
    mean = 0;
    variance = 1;
    for (std::size_t month = 0; month < got.readings.size(); ++month) {
      if (month > 0) {
        mean = phi * mean;
        variance = phi * phi * variance + 0.25;
      }
      const double spread = variance + 0.16, off = got.readings[month] - mean;
      log_likelihood -= (std::log(2 * std::numbers::pi * spread) + off * off / spread) / 2;
      mean += variance / spread * off;
      variance -= variance * variance / spread;
    }
    const Answer& answer = got.likelihoods[i];
    ASSERT_TRUE(answer.log_condition_probability.has_value());
    EXPECT_LT(answer.log_condition_standard_error, 0.1);
    EXPECT_NEAR(*answer.log_condition_probability, log_likelihood, 5 * answer.log_condition_standard_error);
  }
  ASSERT_EQ(got.level.size(), 2u);
  expect_near(got.level[0], mean);
  expect_near(got.level[1], std::sqrt(variance));
}

TEST(Embedding, CalibrationFindsTheRate) {
  EXPECT_NEAR(embedding::calibration(0.1), 1 - std::cbrt(0.9), 1e-9);
  EXPECT_NEAR(embedding::calibration(0.5), 1 - std::cbrt(0.5), 1e-9);
}

TEST(Embedding, RawDrawsAreFitted) {
  const embedding::Raw got = embedding::raw();
  EXPECT_EQ(got.rows, 100'000);
  // Standard errors: of the intercept 1 / sqrt(75,000), of the slope with 1 / sqrt(25,000) besides,
  // of the mean rate 0.144 / sqrt(2000).
  EXPECT_NEAR(got.intercept, 2, 5 * 0.0037);
  EXPECT_NEAR(got.slope, 4, 5 * 0.0074);
  EXPECT_NEAR(got.mean_rate, 0.25, 5 * 0.0033);
}

TEST(Embedding, ImportsAreCorrelated) {
  const Answers got = embedding::imports();
  ASSERT_EQ(got.size(), 5u);
  expect_near(got[0], 1950);
  expect_near(got[1], 180);  // variance: 10,000 + 10,000 + 2 * 6,000 + 400
  expect_near(got[2], 400);
  expect_near(got[3], 0.6);
  expect_near(got[4], 400 / (180.0 * 20));
}

TEST(Embedding, WindHasMomentsOfWeibull) {
  const auto survival = [](double v) { return std::exp(-v * v / 64); };
  const auto energy = [&](double v) { return 3 * v * v / 1000 * survival(v); };
  const Answers got = embedding::wind();
  ASSERT_EQ(got.size(), 6u);
  expect_near(got[0], 0.512 * std::tgamma(2.5));
  expect_near(got[1], integral(energy, 0, 10));
  expect_near(got[2], 0.027 * survival(3) + integral(energy, 3, 80));
  expect_near(got[3], std::sqrt(8.0) * std::tgamma(1.25));
  double steps = 0;
  for (int i = 1; i < 20; ++i) steps += survival(4 * i);
  expect_near(got[4], steps);
  expect_near(got[5], 8 - integral(survival, 0, 8) + integral(survival, 8, 80));
}

}  // namespace
