// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/elicit/fit.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using casus::Error;
using casus::distribution::ComponentDistribution;
using casus::distribution::Family;
using namespace casus::elicit;
namespace law = casus::distribution;

using casus::detail::infinity;

struct Row {
  Range given;
  double alpha, beta;  ///< to three or four significant digits
};

// The judgements of the Belarus study, fitted independently by least squares on the distribution
// function.
const std::vector<Row> table = {
    {{.05, .15, .40}, 2.613, 13.095}, {{.05, .20, .50}, 1.943, 6.742}, {{.0005, .005, .02}, 1.134, 163.5},
    {{.008, .04, .12}, 1.765, 34.80}, {{.55, .75, .92}, 10.21, 3.58},  {{.02, .10, .30}, 1.650, 12.17},
    {{.04, .13, .35}, 2.380, 13.87},  {{.01, .04, .15}, 1.989, 39.76}, {{.65, .88, .98}, 9.059, 1.512},
    {{.12, .38, .68}, 2.770, 4.344},  {{.80, .89, .97}, 34.5, 4.51},   {{.25, .55, .85}, 3.537, 2.928},
    {{.003, .015, .05}, 1.680, 88.6}, {{.03, .10, .30}, 2.340, 18.19}, {{.60, .82, .96}, 8.990, 2.205},
    {{.40, .65, .86}, 6.844, 3.824},  {{.03, .12, .35}, 1.909, 11.78}, {{.01, .03, .08}, 2.823, 80.0},
    {{.04, .13, .32}, 2.503, 14.75},  {{.08, .25, .50}, 2.834, 7.862}, {{.08, .21, .42}, 3.445, 12.00}};

TEST(Fit, GivesTheBetasOfTheStudy) {
  for (const Row& row : table) {
    const Elicited elicited = fit(quantiles(row.given), {.support = share});
    const auto beta = *elicited.as(law::family_of<law::Beta>).law.as<law::Beta>();
    EXPECT_NEAR(beta.alpha / row.alpha, 1, 1.5e-3) << row.alpha;
    EXPECT_NEAR(beta.beta / row.beta, 1, 1.5e-3) << row.beta;
  }
}

// The study prefers the logit-normal because least squares on the distribution function pull in
// upper tails.
TEST(Fit, GivesFeedback) {
  const Elicited elicited = fit(quantiles({.05, .15, .40}), {.support = share});
  const FittedDistribution& beta = elicited.as(law::family_of<law::Beta>);
  EXPECT_NEAR(beta.values[2], .34, .005);  // where .40 was said
  EXPECT_NEAR(beta.law.mean(), .166, 5e-4);
  double squares = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double off = beta.law.cdf(elicited.given[i].value) - elicited.given[i].probability;
    squares += off * off;
  }
  EXPECT_NEAR(beta.misfit, std::sqrt(squares / 3), 1e-14);
  EXPECT_EQ(elicited.best().family, law::family_of<law::LogitNormal>);
  EXPECT_LT(elicited.fits[0].misfit, elicited.fits[1].misfit);
  EXPECT_EQ(message([&] { elicited.as(law::family_of<law::Gamma>); }),
            "fit: expected one of LogitNormal, Beta, got Gamma");
}

// No step away from the fit comes nearer to the quantiles.
TEST(Fit, IsTheLeastSquaresFit) {
  const std::vector<Quantile> given = quantiles({2, 5, 40});
  const Elicited elicited = fit(given, {.support = positive});
  const auto squares = [&](const auto& of) {
    double sum = 0;
    for (const auto [probability, value] : given) sum += std::pow(of.cdf(value) - probability, 2);
    return sum;
  };
  const auto gamma = *elicited.as(law::family_of<law::Gamma>).law.as<law::Gamma>();
  const auto weibull = *elicited.as(law::family_of<law::Weibull>).law.as<law::Weibull>();
  const auto log_normal = *elicited.as(law::family_of<law::LogNormal>).law.as<law::LogNormal>();
  for (const double step : {.999, 1.001}) {
    EXPECT_LT(squares(gamma), squares(law::Gamma{gamma.shape * step, gamma.rate}));
    EXPECT_LT(squares(gamma), squares(law::Gamma{gamma.shape, gamma.rate * step}));
    EXPECT_LT(squares(weibull), squares(law::Weibull{weibull.shape * step, weibull.scale}));
    EXPECT_LT(squares(weibull), squares(law::Weibull{weibull.shape, weibull.scale * step}));
    EXPECT_LT(squares(log_normal),
              squares(law::LogNormal{log_normal.log_location * step, log_normal.log_scale}));
    EXPECT_LT(squares(log_normal),
              squares(law::LogNormal{log_normal.log_location, log_normal.log_scale * step}));
  }
}

// A law's own quantiles give the law back, whatever the family.
TEST(Fit, RecoversEachFamily) {
  struct Truth {
    Family family;
    ComponentDistribution law;
    Support support;
  };
  const std::vector<Truth> truths = {
      {law::family_of<law::Normal>, law::Normal{-3, 20}, real_line},
      {law::family_of<law::StudentT>, law::StudentT{3, 1e6, 10}, real_line},
      {law::family_of<law::LogNormal>, law::LogNormal{7.9, .9}, positive},
      {law::family_of<law::Gamma>, law::Gamma{.7, 1e-3}, positive},
      {law::family_of<law::Gamma>, law::Gamma{400, 2}, positive},
      {law::family_of<law::Weibull>, law::Weibull{1.7, 1e-6}, positive},
      {law::family_of<law::Beta>, law::Beta{.4, .6}, share},
      {law::family_of<law::Beta>, law::Beta{2, 2e4}, share},
      {law::family_of<law::LogitNormal>, law::LogitNormal{3, 2}, share},
      {law::family_of<law::Pert>, law::Pert{10, 12, 30}, {10, 30}},
      {law::family_of<law::TruncatedNormal>, law::TruncatedNormal{11, 4, 10, 30}, {10, 30}}};
  for (const Truth& truth : truths) {
    std::vector<Quantile> given;
    for (const double p : {.1, .4, .6, .9}) given.push_back({p, truth.law.quantile(p)});
    const Elicited elicited = fit(given, {.support = truth.support});
    EXPECT_EQ(elicited.best().family, truth.family);
    EXPECT_LT(elicited.best().misfit, 1e-8) << truth.family->name;
    for (std::size_t i = 0; i < given.size(); ++i)
      EXPECT_NEAR(elicited.best().values[i] / given[i].value, 1, 1e-6) << truth.family->name;
  }
}

// A family that is offered is fitted on some support.
TEST(Fit, FitsEachFamilyThatItNames) {
  const std::vector<std::pair<Support, std::vector<Quantile>>> judgements = {
      {real_line, {{.1, -2}, {.5, .1}, {.9, 2}}},
      {positive, {{.1, .6}, {.5, 2}, {.9, 6}}},
      {share, {{.1, .2}, {.5, .4}, {.9, .7}}},
      {{0, 10}, {{.1, 3}, {.5, 5}, {.9, 7.2}}}};
  const std::vector<Family> families = fitted_families();
  EXPECT_GE(families.size(), 12u);
  for (const Family family : families) {
    SCOPED_TRACE(family->name);
    const bool is_fitted = std::any_of(judgements.begin(), judgements.end(), [&](const auto& judgement) {
      FitOptions options{.support = judgement.first};
      const bool is_real = std::isinf(judgement.first.low);
      if (is_real && is_location_scale(family)) options.families = {family};
      const Elicited elicited = fit(judgement.second, options);
      return std::any_of(elicited.fits.begin(), elicited.fits.end(),
                         [&](const FittedDistribution& fitted) { return fitted.family == family; });
    });
    EXPECT_TRUE(is_fitted);
  }
}

TEST(Fit, SaysWhatALawMissesMost) {
  const std::vector<Quantile> judged{{.05, 1}, {.5, 3}, {.95, 100}};
  const auto law = fit_log_normal({1, 3, 100});
  const Miss miss = largest_miss(law, judged);
  EXPECT_EQ(miss.quantile, 1u);
  EXPECT_NEAR(miss.off, law.cdf(3) - .5, 1e-15);
  EXPECT_LT(miss.off, -.2);
}

TEST(Fit, TakesIntervals) {
  // Two points and two numbers: met exactly.
  const Elicited elicited = fit(central_interval(.1, .4), {.support = share});
  for (const FittedDistribution& one : elicited.fits) {
    EXPECT_LT(one.misfit, 1e-9);
    EXPECT_NEAR(one.values[0], .1, 1e-7);
    EXPECT_NEAR(one.values[1], .4, 1e-7);
  }
  EXPECT_EQ(quartiles(1, 2, 3)[0].probability, .25);
  EXPECT_DOUBLE_EQ(tertiles(1, 2, 3)[2].probability, 2.0 / 3);
  EXPECT_DOUBLE_EQ(best_guess(1, 2, 3, .9)[0].probability, .05);
  EXPECT_DOUBLE_EQ(best_guess(1, 2, 3)[2].probability, .9);
}

TEST(Fit, WidensOnTheLogOdds) {
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const std::vector<Quantile> given = quantiles({.05, .15, .40});
  const auto wide = widened(given, share, 1.4);
  EXPECT_EQ(wide[1].value, .15);
  EXPECT_NEAR(logit(wide[0].value) - logit(.15), 1.4 * (logit(.05) - logit(.15)), 1e-12);
  EXPECT_NEAR(logit(wide[2].value) - logit(.15), 1.4 * (logit(.40) - logit(.15)), 1e-12);
  const Elicited elicited = fit(given, {.support = share, .widening = 1.4});
  EXPECT_EQ(elicited.given[0].value, .05);
  EXPECT_EQ(elicited.widened[0].value, wide[0].value);
  const auto plain =
      *fit(given, {.support = share}).as(law::family_of<law::LogitNormal>).law.as<law::LogitNormal>();
  const auto wider = *elicited.as(law::family_of<law::LogitNormal>).law.as<law::LogitNormal>();
  EXPECT_NEAR(wider.logit_scale / plain.logit_scale, 1.4, .02);

  const auto amounts = widened(quantiles({1, 10, 1000}), positive, 2);
  EXPECT_NEAR(amounts[0].value, .1, 1e-12);
  EXPECT_NEAR(amounts[2].value, 1e5, 1e-7);
  const auto numbers = widened({{.1, -1}, {.9, 3}}, real_line, 1.5);  // around the middle, 1
  EXPECT_NEAR(numbers[0].value, -2, 1e-12);
  EXPECT_NEAR(numbers[1].value, 4, 1e-12);
  EXPECT_EQ(widened(given, share, 1)[0].value, .05);
}

TEST(Fit, RefusesWhatNoLawFits) {
  const auto refused = [](std::vector<Quantile> given, FitOptions options = {}) {
    return message([&] { fit(given, options, "p_entry"); });
  };
  EXPECT_EQ(refused({}), "p_entry: expected at least two quantiles, got none");
  EXPECT_EQ(refused({{.5, 1}}), "p_entry: expected at least two quantiles, got one");
  EXPECT_EQ(refused(quantiles({.2, .1, .3})),
            "p_entry: expected a value at 50 % above the one at 5 % (0.2), got 0.1");
  EXPECT_EQ(refused(quantiles({.2, .2, .3})),
            "p_entry: expected a value at 50 % above the one at 5 % (0.2), got 0.2");
  EXPECT_EQ(refused({{.5, 1}, {.2, 2}}),
            "p_entry: expected a probability above the one before it (0.5), got 0.2");
  EXPECT_EQ(refused({{0, 1}, {.2, 2}}), "p_entry: expected quantiles at probabilities in (0, 1), got 0");
  EXPECT_EQ(refused(quantiles({.2, .3, 1}), {.support = share}),
            "p_entry: expected a value at 95 % between 0 and 1, got 1");
  EXPECT_EQ(refused(quantiles({-1, 1, 2}), {.support = positive}),
            "p_entry: expected a value at 5 % between 0 and infinity, got -1");
  EXPECT_EQ(refused(quantiles({1, std::nan(""), 2})),
            "p_entry: expected a value at 50 % between -infinity and infinity, got not a number");
  EXPECT_EQ(refused(quantiles({1, 2, 3}), {.support = {1, infinity}}),
            "p_entry: expected a support between two finite ends, from 0 to infinity, or of all numbers, got "
            "from 1 "
            "to infinity");
  EXPECT_EQ(refused(quantiles({1, 2, 3}), {.widening = .9}),
            "p_entry: expected a widening of at least 1, got 0.9");
  // All of one half, next to nothing of the other.
  EXPECT_EQ(refused({{.05, 0}, {.3, 1e-9}, {.5, 2e-9}, {.75, 1}, {.95, 1.5}}),
            "p_entry: expected quantiles that a distribution of Normal, StudentT can fit, got quantiles that "
            "none of them fits; for two groups of values use a mixture");
  EXPECT_EQ(
      refused({{.6, 1}, {.9, 2}}, {.widening = 1.2}),
      "p_entry: expected quantiles on both sides of the median, to be widened around it, got none below it");
}

}  // namespace
