// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/detail/piloted.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/horizon.hpp>

#include "../../support/message.hpp"

namespace {

using namespace casus;
using casus::test::message;

// Of a normal: mean + sd phi(z) / (1 - p).
double shortfall_of_normal(double mean, double sd, double p) {
  const boost::math::normal standard;
  return mean + sd * boost::math::pdf(standard, boost::math::quantile(standard, p)) / (1 - p);
}

struct Row {
  Query query;
  double truth;
  double coded = 0;  // the largest share of runs that may say that they have no error
};

// How often intervals of level 95 % hold the truth in those of 400 runs that tell an error: not so seldom as
// chance makes it in one of a million cases.
void expect_coverage(const Model& m, const std::vector<Row>& rows, Options options) {
  constexpr int runs = 400;
  std::vector<Query> asked;
  for (const Row& row : rows) asked.push_back(row.query);
  std::vector<int> held(rows.size()), told(rows.size());
  std::vector<double> sums(rows.size());
  for (int run = 0; run < runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run + 1);
    const Answers answers = estimate(m, asked, options);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(answers[i].interval.low)) {
        EXPECT_FALSE(answers[i].warnings.empty());
        continue;
      }
      ++told[i];
      held[i] += answers[i].interval.low <= rows[i].truth && rows[i].truth <= answers[i].interval.high;
      sums[i] += answers[i].value;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(to_text(rows[i].query));
    EXPECT_GE(told[i], (1 - rows[i].coded) * runs);
    EXPECT_GT(boost::math::cdf(boost::math::binomial(told[i], 0.95), held[i]), 1e-6) << held[i];
    EXPECT_NEAR(sums[i] / told[i] / rows[i].truth, 1, 0.05);
  }
}

TEST(ExpectedShortfall, HoldsClosedForms) {
  Model m;
  const Quantity x = m.add("x", Normal(1, 2));
  const Quantity e = m.add("e", Exponential(0.5));
  const Quantity l = m.add("l", LogNormal(0, 1));
  const boost::math::normal standard;
  const double z = boost::math::quantile(standard, 0.95);
  expect_coverage(
      m,
      {{expected_shortfall(x, 0.5), shortfall_of_normal(1, 2, 0.5)},
       {expected_shortfall(x, 0.95), shortfall_of_normal(1, 2, 0.95)},
       {expected_shortfall(x, 0.97), shortfall_of_normal(1, 2, 0.97)},
       {expected_shortfall(e, 0.9), 2 * (1 + std::log(10))},
       {expected_shortfall(l, 0.95), std::exp(0.5) * boost::math::cdf(standard, 1 - z) / 0.05, 0.5}},
      {.method = Method::forward, .trajectories = 20'000});
}

// Where the distribution function is flat at the probability, all values of the gap are quantiles. Where an
// atom lies at the quantile, a part of it belongs to the tail.
TEST(ExpectedShortfall, HoldsAtAtomsAndGaps) {
  Model m;
  const Event loss = m.add("loss", Bernoulli(0.05));
  const Quantity size = m.add("size", Normal(100, 5));
  const Real x = if_then_else(loss, size, 0);
  expect_coverage(m,
                  {{expected_shortfall(x, 0.95), 100},
                   {expected_shortfall(x, 0.9501), shortfall_of_normal(100, 5, 0.002)},
                   {expected_shortfall(x, 0.9), 50},
                   {expected_shortfall(x, 0.5), 10}},
                  {.method = Method::forward, .trajectories = 20'000});
}

TEST(ExpectedShortfall, IsOverAllUncertainty) {
  Model m;
  const Parameter mean = m.parameter("mean", Normal(0, 1));
  const Quantity x = m.add("x", Normal(mean, 1));
  expect_coverage(m, {{expected_shortfall(x, 0.9), shortfall_of_normal(0, std::sqrt(2), 0.9)}},
                  {.method = Method::forward, .trajectories = 200 * 512, .worlds = 200});
}

TEST(ExpectedShortfall, IsExactWhereSumsAnswer) {
  Model m;
  const Event loss = m.add("loss", Bernoulli(0.05));
  const Real x = if_then_else(loss, 100, 0);
  const Answers answers =
      estimate(m, {expected_shortfall(x, 0.9), expected_shortfall(x, 0.95), expected_shortfall(x, 0.99)});
  const double truths[] = {50, 100, 100};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(answers[i].method_id, Method::exact);
    EXPECT_NEAR(answers[i].value, truths[i], 1e-9);
    EXPECT_NEAR(answers[i].interval.low, truths[i], 1e-9);
    EXPECT_NEAR(answers[i].interval.high, truths[i], 1e-9);
  }
}

TEST(ExpectedShortfall, IsGivenAndDoneLikeAnyQuestion) {
  Model m;
  const Event rain = m.add("rain", Bernoulli(0.5));
  const Quantity x = m.add("x", Normal(if_then_else(rain, 2, 0), 1), {.unit = "m"});
  const Quantity y = m.add("y", Normal(x, 1));
  const Options options{.trajectories = 400'000};
  const auto expect = [&](const Query& query, double truth) {
    const Answer answer = estimate(m, query, options);
    EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question;
    EXPECT_LT(answer.standard_error, 0.02);
    EXPECT_EQ(answer.unit, "m");
    EXPECT_EQ(answer.kind, QuestionKind::expected_shortfall);
  };
  expect(expected_shortfall(x, 0.95).given(rain), shortfall_of_normal(2, 1, 0.95));
  expect(expected_shortfall(x, 0.95).under(set(rain, no)), shortfall_of_normal(0, 1, 0.95));
  expect(expected_shortfall(x, 0.95).given({!rain, observed(y, 1)}),
         shortfall_of_normal(0.5, std::sqrt(0.5), 0.95));
}

TEST(ExpectedShortfall, ClaimsNoErrorWhereTheTailHasNone) {
  Model m;
  const Quantity cauchy = m.add("cauchy", Cauchy(0, 1));
  const Answer answer = estimate(m, expected_shortfall(cauchy, 0.95), {.trajectories = 100'000});
  EXPECT_TRUE(std::isnan(answer.interval.low)) << answer.interval.low;
  EXPECT_FALSE(answer.warnings.empty());
}

TEST(ExpectedShortfall, IsAskedOverTime) {
  Timeline timeline;
  const auto x = timeline.quantity("x");
  timeline.each(x, Normal(0, 1));
  Horizon h(timeline, 3);
  const Answer course =
      estimate(h, curve(h, [&](Index month) { return expected_shortfall(h.at(x, month), 0.9); }),
               {.trajectories = 100'000});
  ASSERT_EQ(course.parts.size(), 3u);
  for (const Answer& part : course.parts)
    EXPECT_NEAR(part.value, shortfall_of_normal(0, 1, 0.9), 5 * part.standard_error);
}

TEST(Correlation, HoldsClosedForms) {
  Model m;
  const Quantity x = m.add("x", Normal(3, 2));
  const Quantity y = m.add("y", Normal(0.5 * x, 1));
  const Quantity near = m.add("near", Normal(1e6 * x, 1e5));
  const Quantity apart = m.add("apart", Normal(0, 1));
  const Event rain = m.add("rain", Bernoulli(0.3));
  const Event wet = m.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.8}})));
  const double p_wet = 0.3 * 0.8 + 0.7 * 0.1;
  const double phi = (0.3 * 0.8 - 0.3 * p_wet) / std::sqrt(0.3 * 0.7 * p_wet * (1 - p_wet));
  const Options options{.method = Method::forward, .trajectories = 20'000};
  expect_coverage(m,
                  {{correlation(x, y), 1 / std::sqrt(2)},
                   {correlation(x, near), 2 / std::sqrt(4.01)},
                   {correlation(x, -y), -1 / std::sqrt(2)},
                   {correlation(Real(rain), Real(wet)), phi}},
                  options);
  const Answer none = estimate(m, correlation(x, apart), options);
  EXPECT_NEAR(none.value, 0, 5 * none.standard_error);
}

TEST(Correlation, OfDiscreteQuantitiesIsExact) {
  Model m;
  const Event rain = m.add("rain", Bernoulli(0.3));
  const Event wet = m.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.8}})));
  const Answer answer = estimate(m, correlation(Real(rain), Real(wet)));
  const double p_wet = 0.3 * 0.8 + 0.7 * 0.1;
  EXPECT_EQ(answer.method_id, Method::exact);
  EXPECT_NEAR(answer.value, (0.3 * 0.8 - 0.3 * p_wet) / std::sqrt(0.3 * 0.7 * p_wet * (1 - p_wet)), 1e-12);
}

// What adds to a variance but was never drawn is not told as if it did not exist.
TEST(Correlation, OfWhatWasNeverSeenIsNotTold) {
  Model m;
  const Event storm = m.add("storm", Bernoulli(1e-9));
  const Quantity size = m.add("size", Normal(0, 1)), x = m.add("x", Normal(0, 1));
  const Answer answer = estimate(m, correlation(if_then_else(storm, size, 0), x),
                                 {.method = Method::forward, .trajectories = 10'000});
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_TRUE(std::isnan(answer.interval.low));
}

TEST(Correlation, ClaimsNoErrorWithoutVariances) {
  Model m;
  const Quantity heavy = m.add("heavy", StudentT(1.5, 0, 1)), x = m.add("x", Normal(0, 1));
  const Answer answer = estimate(m, correlation(heavy, x), {.trajectories = 100'000});
  EXPECT_TRUE(std::isnan(answer.interval.low)) << answer.interval.low;
  EXPECT_FALSE(answer.warnings.empty());
}

TEST(Correlation, StaysWithinItsBounds) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Quantity fixed = m.add("fixed", Deterministic(Real(3)));
  const Answers answers = estimate(m, {correlation(x, 2 * x + 1), correlation(x, -x), correlation(fixed, x)},
                                   {.trajectories = 10'000});
  EXPECT_NEAR(answers[0].value, 1, 1e-9);
  EXPECT_LE(answers[0].interval.high, 1);
  EXPECT_NEAR(answers[1].value, -1, 1e-9);
  EXPECT_GE(answers[1].interval.low, -1);
  EXPECT_TRUE(std::isnan(answers[2].value));
  EXPECT_TRUE(std::isnan(answers[2].interval.low));
  ASSERT_FALSE(answers[2].warnings.empty());
  EXPECT_EQ(answers[2].warnings.back().text,
            "one of the two quantities did not vary in the pilot: no correlation can be estimated");
}

// The precision asked for is that of the answer, not of the probabilities that check the quantile.
TEST(Piloted, StopsByItsOwnPrecision) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1e-6));
  const Answer answer =
      estimate(m, expected_shortfall(x, 0.9),
               {.method = Method::forward, .trajectories = 100'000'000, .absolute_precision = 2e-8});
  EXPECT_EQ(answer.stopped_id, StopReason::precision_reached);
  EXPECT_LT(answer.samples, 1'000'000);
}

TEST(Piloted, KeepsScaleWhereEvidenceHasNone) {
  Model m;
  const Event bad = m.add("bad", Bernoulli(0.3));
  const Quantity x = m.add("x", Normal(if_then_else(bad, 2, 0), 1));
  std::vector<Evidence> seen(200, likelihood(bad, 0.4e-6, 0.36e-6));
  const Answers answers =
      estimate(m, {expected_shortfall(x, 0.9).given(seen), correlation(x, 2 * x).given(seen)},
               {.trajectories = 20'000});
  EXPECT_NEAR(answers[0].value, shortfall_of_normal(0, 1, 0.9), 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 1, 1e-6);
}

TEST(Piloted, ReadsBackAsText) {
  Model m;
  m.add("x", Normal(0, 1), {.unit = "m"});
  m.add("y", Normal(0, 1));
  for (const std::string text :
       {"expected_shortfall(x, 0.95)", "correlation(x, y)", "correlation(x + 1, 2 * y | x > 0)",
        "expected_shortfall(x * y, 0.9 | x > 0; do y = 2)"})
    EXPECT_EQ(to_text(parse_query(m, text)), text);
  EXPECT_NE(message([&] { parse_query(m, "expected_shortfall(x, 1)"); }).find("a probability in (0, 1)"),
            std::string::npos);
  EXPECT_NE(message([&] { parse_query(m, "correlation(x)"); }).find("',' and another quantity"),
            std::string::npos);
}

TEST(Piloted, HasNoRange) {
  Model m;
  const Parameter mean = m.parameter("mean", Normal(0, 1));
  const Quantity x = m.add("x", Normal(mean, 1)), y = m.add("y", Normal(x, 1));
  for (const Answer& answer : estimate(m, {expected_shortfall(x, 0.9), correlation(x, y)})) {
    EXPECT_FALSE(answer.range);
    EXPECT_EQ(answer.range_note, detail::wording::no_range_of_pilots());
  }
}

TEST(Piloted, AnswersTheSameByTheReferenceAndWhenReplayed) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(x, 1));
  const std::vector<Query> asked{expected_shortfall(x, 0.9), correlation(x, y), variance(x)};
  const Options options{.method = Method::forward, .trajectories = 5'000};
  const Answers fast = estimate(m, asked, options), plain = reference_estimate(m, asked, options);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_EQ(fast[i].value, plain[i].value);
    EXPECT_EQ(fast[i].interval.low, plain[i].interval.low);
  }
}

TEST(Piloted, SaysSoWhereTimeIsTooShort) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Answer answer = estimate(m, expected_shortfall(x, 0.9),
                                 {.seconds = 100, .leave_out = {LeftOut::centres, LeftOut::answer}});
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_FALSE(answer.left_out.empty());
}

TEST(Piloted, NamesTheVariableThatIsMissing) {
  Model m, other;
  const Quantity x = other.add("x", Normal(0, 1));
  m.add("y", Normal(0, 1));
  EXPECT_NE(message([&] { estimate(m, expected_shortfall(x, 0.9)); }).find("'x'"), std::string::npos);
  const Event rain = m.add("rain", Bernoulli(0.5));
  const Quantity depth = m.add("depth", Normal(0, 1), {.when = rain});
  EXPECT_NE(message([&] { estimate(m, correlation(depth, depth)); }).find("depth"), std::string::npos);
}

}  // namespace
