// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Laws of the user's own, each stated in one place: used in models, questions, mixtures, judgements
// and files.
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/fit.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/io/model_file.hpp>
#include <casus/model/model.hpp>

namespace {

using casus::distribution::Domain;
using casus::distribution::Parameter;

/// The greatest of many numbers with heavy tails. Without a quantile function, a survival function
/// or moments.
struct Frechet {
  static constexpr std::string_view name = "Frechet";
  static constexpr std::array parameters{Parameter{"shape", Domain::positive},
                                         Parameter{"scale", Domain::positive}};
  static constexpr casus::distribution::Ends ends{.low = casus::distribution::end_at(0)};

  double shape, scale;

  double cdf(double x) const { return x <= 0 ? 0 : std::exp(-std::pow(x / scale, -shape)); }
  double density(double x) const {
    return x <= 0 ? 0
                  : shape / scale * std::pow(x / scale, -1 - shape) * std::exp(-std::pow(x / scale, -shape));
  }
};

/// By its quantile function alone.
struct TukeyLambda {
  static constexpr std::string_view name = "TukeyLambda";
  static constexpr std::array parameters{Parameter{"lambda", Domain::positive}};

  double lambda;

  double quantile(double u) const { return (std::pow(u, lambda) - std::pow(1 - u, lambda)) / lambda; }
};

/// Hyperbolic secant: a location and a scale.
struct Secant {
  static constexpr std::string_view name = "Secant";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr auto scaling = casus::distribution::Scaling::location_scale;

  double location, scale;

  double cdf(double x) const { return 2 / pi * std::atan(std::exp(pi / 2 * (x - location) / scale)); }
  double density(double x) const { return 1 / (2 * scale * std::cosh(pi / 2 * (x - location) / scale)); }
  double quantile(double u) const { return location + scale * (2 / pi * std::log(std::tan(pi / 2 * u))); }

private:
  static constexpr double pi = 3.14159265358979323846;
};

/// A count.
struct Logarithmic {
  static constexpr std::string_view name = "Logarithmic";
  static constexpr std::array parameters{Parameter{"p", Domain::probability}};
  static constexpr bool is_count = true;

  double p;

  double density(double x) const {
    return x < 1 || x != std::floor(x) ? 0 : -1 / std::log1p(-p) * std::pow(p, x) / x;
  }
  double cdf(double x) const {
    double sum = 0;
    for (double k = 1; k <= x && k < 1000; ++k) sum += density(k);
    return std::fmin(sum, 1);
  }
};

using casus::Conditional;
using casus::Options;

const std::vector<casus::distribution::Family> own{
    casus::distribution::family_of<Frechet>, casus::distribution::family_of<TukeyLambda>,
    casus::distribution::family_of<Secant>, casus::distribution::family_of<Logarithmic>};

struct Flood {
  casus::Model model;
  casus::Event storm = model.add("storm", casus::Bernoulli(0.2));
  casus::Quantity water =
      model.add("water", Conditional<Frechet>(3.0, if_then_else(casus::Boolean(storm), 4.0, 1.0)));
  casus::Quantity wobble = model.add("wobble", Conditional<TukeyLambda>(0.14));
  casus::Quantity claims = model.add("claims", Conditional<Logarithmic>(0.5));
  casus::Quantity mixed = model.add(
      "mixed", casus::Mixture({{0.25, Conditional<Frechet>(2.0, 1.0)}, {0.75, casus::Normal(0.0, 1.0)}}));
  casus::Quantity literal = model.add("literal", Conditional<Frechet>(3.0, 2.0));
};

TEST(OwnDistribution, IsDrawnAndAsked) {
  const Flood f;
  const auto answers = estimate(f.model,
                                {P(f.water > 3.0), P(f.wobble > 1.0), P(f.claims == 2.0), P(f.mixed > 2.0),
                                 P(f.literal > 4.0), median(f.literal)},
                                {.trajectories = 100'000});
  const double above = 0.2 * (1 - Frechet{3, 4}.cdf(3)) + 0.8 * (1 - Frechet{3, 1}.cdf(3));
  EXPECT_NEAR(answers[0].value, above, 5 * answers[0].standard_error);
  double u = 0.5;  // of the value 1, by bisection
  for (double step = 0.25; step > 1e-12; step /= 2) u += TukeyLambda{0.14}.quantile(u) < 1 ? step : -step;
  EXPECT_NEAR(answers[1].value, 1 - u, 5 * answers[1].standard_error);
  EXPECT_NEAR(answers[2].value, Logarithmic{0.5}.density(2), 5 * answers[2].standard_error);
  const double far = 0.25 * (1 - Frechet{2, 1}.cdf(2)) + 0.75 * 0.022750131948179;
  EXPECT_NEAR(answers[3].value, far, 5 * answers[3].standard_error);
  EXPECT_NEAR(answers[4].value, 1 - (Frechet{3, 2}.cdf(4)), 5 * answers[4].standard_error);
  EXPECT_LE(answers[5].interval.low, 2 * std::pow(std::log(2), -1.0 / 3));
  EXPECT_GE(answers[5].interval.high, 2 * std::pow(std::log(2), -1.0 / 3));
}

TEST(OwnDistribution, IsDrawnByTheReferenceSamplerTheSame) {
  const Flood f;
  const Options options{.method = casus::Method::forward, .trajectories = 2048};
  const std::vector<casus::Query> asked{P(f.water > 3.0), E(f.wobble), P(f.claims == 2.0),
                                        E(min(f.mixed, 9.0)), P(f.literal > 4.0)};
  const auto fast = estimate(f.model, asked, options), slow = reference_estimate(f.model, asked, options);
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(fast[i].value, slow[i].value) << fast[i].question;
}

TEST(OwnDistribution, IsObservedAndRare) {
  const Flood f;
  const auto answer = estimate(f.model, {P(f.storm).given(observed(f.water, 3))})[0];
  const double with = 0.2 * Frechet{3, 4}.density(3), without = 0.8 * Frechet{3, 1}.density(3);
  EXPECT_NEAR(answer.value, with / (with + without), 1e-9 + 5 * answer.standard_error);
  const auto rare = estimate(f.model, {P(f.literal > 1e4)})[0];
  const double truth = -std::expm1(-std::pow(5000.0, -3));
  EXPECT_LE(rare.interval.low, truth);
  EXPECT_GE(rare.interval.high, truth);
}

// Frechet has no `survival`: 1 - F is 0 from about 4e5 on.
TEST(OwnDistribution, WithoutASurvivalHasATailThatEndsAt2ToTheMinus53) {
  const casus::distribution::ComponentDistribution law(Frechet{3, 2});
  const auto above = [](double x) { return -std::expm1(-std::pow(x / 2, -3)); };
  for (const double tail : {0.1, 1e-5, 1e-10, 1e-15, 0x1p-52, 0x1p-53})
    EXPECT_NEAR(above(law.upper_quantile(tail)), tail, 0x1p-53 + 1e-14 * tail) << tail;
  const double greatest = law.upper_quantile(0x1p-53);
  EXPECT_LT(greatest, 5e5);
  for (const double tail : {0x1p-54, 1e-20, 1e-100, 1e-300})
    EXPECT_EQ(law.upper_quantile(tail), greatest) << tail;
}

// Its quantile function is written as most people write it: wrong in either tail.
struct Lomax {
  static constexpr std::string_view name = "Lomax";
  static constexpr std::array parameters{Parameter{"shape", Domain::positive}};
  static constexpr casus::distribution::Ends ends{.low = casus::distribution::end_at(0)};

  double shape;

  double cdf(double x) const { return x <= 0 ? 0 : -std::expm1(-shape * std::log1p(x)); }
  double survival(double x) const { return x <= 0 ? 1 : std::pow(1 + x, -shape); }
  double quantile(double u) const { return std::pow(1 - u, -1 / shape) - 1; }
};

TEST(OwnDistribution, HasTailsToTheEndIfItHasASurvival) {
  using namespace casus::distribution;
  const std::vector<double> row{3};
  const Lomax law{3};
  for (const double tail : {0.1, 1e-5, 1e-15, 1e-17, 1e-30, 1e-100}) {
    EXPECT_NEAR(law.survival(upper_quantile({family_of<Lomax>}, row, tail)) / tail, 1, 1e-6) << tail;
    EXPECT_NEAR(law.cdf(lower_quantile({family_of<Lomax>}, row, tail)) / tail, 1, 1e-6) << tail;
  }
}

TEST(OwnDistribution, WithoutASurvivalIsNotDrawnBeyondItsTail) {
  const Flood f;
  const auto answer = estimate(f.model, {P(f.literal > 1e8)}, {.trajectories = 200'000})[0];
  EXPECT_EQ(answer.interval.low, 0);
  EXPECT_TRUE(std::isnan(answer.standard_error));  // never seen
}

TEST(OwnDistribution, WithoutADensityIsNotObserved) {
  const Flood f;
  try {
    estimate(f.model, {P(f.storm).given(observed(f.wobble, 0.5))});
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "wobble");
    EXPECT_EQ(error.got(), "a TukeyLambda, which has none");
  }
}

TEST(OwnDistribution, IsCheckedByItsDomains) {
  casus::Model model;
  try {
    model.add("water", Conditional<Frechet>(-1.0, 2.0));
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "water");
    EXPECT_EQ(error.expected(), "a positive finite number as shape");
    EXPECT_EQ(error.got(), "-1");
  }
}

TEST(OwnDistribution, IsWrittenByNameAndReadWhereItIsKnown) {
  const Flood f;
  const std::string text = write_model(f.model);
  EXPECT_NE(text.find("Frechet(3, if_then_else(storm, 4, 1))"), std::string::npos) << text;
  const casus::ModelFile read = casus::read_model(text, "flood.toml", own);
  EXPECT_EQ(fingerprint(read.model), fingerprint(f.model));
  const Options few{.trajectories = 20'000};
  const auto query = casus::parse_query(read.model, "P(water > 3)");
  EXPECT_EQ(estimate(read.model, {query}, few)[0].value, estimate(f.model, {P(f.water > 3.0)}, few)[0].value);
  try {
    casus::read_model(text, "flood.toml");
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_NE(error.expected().find("one of the laws Bernoulli"), std::string::npos) << error.expected();
    EXPECT_NE(error.got().find("Frechet"), std::string::npos) << error.got();
  }
}

TEST(OwnDistribution, OfALocationAndAScaleIsFitted) {
  const Secant truth{3, 2};
  std::vector<casus::elicit::Quantile> judged;
  for (const double p : {0.05, 0.5, 0.8}) judged.push_back({p, truth.quantile(p)});
  const casus::elicit::Elicited elicited =
      casus::elicit::fit(judged, {.families = {casus::distribution::family_of<Secant>}});
  const auto& fitted = elicited.as(casus::distribution::family_of<Secant>);
  EXPECT_NEAR(fitted.law.as<Secant>()->location, 3, 1e-5);
  EXPECT_NEAR(fitted.law.as<Secant>()->scale, 2, 1e-5);
  EXPECT_THROW(casus::elicit::fit(judged, {.families = {casus::distribution::family_of<Frechet>}}),
               casus::Error);
}

TEST(OwnDistribution, IsTruncated) {
  casus::Model model;
  const auto water = model.add("water", truncated(Conditional<Frechet>(3.0, 2.0), 1.0, 4.0));
  const auto answer = estimate(model, {P(water > 2.0)})[0];
  const Frechet law{3, 2};
  EXPECT_NEAR(answer.value, (law.cdf(4) - law.cdf(2)) / (law.cdf(4) - law.cdf(1)), 5 * answer.standard_error);
}

}  // namespace
