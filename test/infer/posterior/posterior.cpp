// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/posterior.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/sample/reference.hpp>

#include "../../support/message.hpp"

namespace casus {
namespace {

using test::message;

void expect_near(const PosteriorNumber& found, double truth, double errors = 5) {
  EXPECT_GT(found.standard_error, 0);
  EXPECT_NEAR(found.value, truth, errors * found.standard_error);
}

// 29 of 40 events, and 25 counts that sum to 80, about two parameters: conjugate.
struct Conjugate {
  Model model;
  Parameter theta = model.parameter("theta", Beta(2, 2));
  Parameter lambda = model.parameter("lambda", Gamma(2, 1));
  std::vector<Observation> seen;
  double log_evidence = 0;

  Conjugate() {
    std::vector<Event> events;
    std::vector<std::optional<bool>> outcomes;
    for (int i = 0; i < 40; ++i) {
      events.push_back(model.add("event " + std::to_string(i), Bernoulli(theta)));
      outcomes.emplace_back(i < 29);
    }
    std::vector<Quantity> counts;
    std::vector<double> values;
    for (int i = 0; i < 25; ++i) {
      counts.push_back(model.add("count " + std::to_string(i), Poisson(lambda)));
      values.push_back(i < 20 ? 3 : 4);
      log_evidence -= std::lgamma(values.back() + 1);
    }
    seen = observed(events, outcomes);
    const std::vector<Observation> more = observed(counts, values);
    seen.insert(seen.end(), more.begin(), more.end());
    log_evidence += std::log(boost::math::beta(31.0, 13.0) / boost::math::beta(2.0, 2.0));
    log_evidence += std::lgamma(82.0) - 82 * std::log(26.0) - std::lgamma(2.0);
  }
};

TEST(Posterior, OfOutcomesAndCountsIsConjugate) {
  const Conjugate c;
  const Posterior after = posterior(c.model, c.seen);
  expect_near(after.mean(c.theta), 31.0 / 44);
  expect_near(after.mean(c.lambda), 82.0 / 26);
  expect_near(after.mean(c.theta * c.lambda), 31.0 / 44 * 82 / 26);
  expect_near(after.log_evidence(), c.log_evidence);
  EXPECT_LT(after.log_evidence().standard_error, 0.15);
  const boost::math::beta_distribution<> theta(31, 13);
  const boost::math::gamma_distribution<> lambda(82, 1.0 / 26);
  for (const double p : {0.05, 0.5, 0.95}) {
    expect_near(after.quantile(c.theta, p), boost::math::quantile(theta, p), 6);
    expect_near(after.quantile(c.lambda, p), boost::math::quantile(lambda, p), 6);
  }
  EXPECT_NEAR(after.sd(c.theta), boost::math::standard_deviation(theta), 0.008);
  EXPECT_GT(after.effective(), 0.5 * static_cast<double>(after.size()));
  EXPECT_TRUE(after.warnings().empty());
}

TEST(Posterior, AnswersQuestionsGivenWhatWasObserved) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 3));
  const auto cause = m.add("cause", Bernoulli(p));
  std::vector<Event> signs;
  std::vector<std::optional<bool>> outcomes;
  for (int i = 0; i < 12; ++i) {
    signs.push_back(m.add("sign " + std::to_string(i), Bernoulli(p)));
    outcomes.emplace_back(i < 8);
  }
  const auto report = m.add("report", Bernoulli(table(cause, {{no, 0.2}, {yes, 0.9}})));
  const Posterior after = posterior(m, observed(signs, outcomes));
  EXPECT_NE(after.method().find("exact"), std::string::npos);
  const Answers answers =
      estimate(m, after, {P(cause), P(cause).given(report), P(signs[0]), P(cause).under(set(report, yes))});
  const double mean = 9.0 / 16;
  const double given = mean * 0.9 / (mean * 0.9 + (1 - mean) * 0.2);
  const std::array<double, 4> truths{mean, given, 1, mean};
  for (std::size_t i = 0; i < truths.size(); ++i) {
    EXPECT_NEAR(answers[i].value, truths[i], 5 * answers[i].standard_error + 1e-12) << answers[i].question;
    EXPECT_EQ(answers[i].method_id, Method::exact);
    EXPECT_EQ(answers[i].by_world, nullptr);
  }
  ASSERT_TRUE(answers[0].range);
  const boost::math::beta_distribution<> exact(9, 7);
  EXPECT_NEAR(answers[0].range->low, boost::math::quantile(exact, 0.05), 0.02);
  EXPECT_NEAR(answers[0].range->high, boost::math::quantile(exact, 0.95), 0.02);
  // The evidence counts once, so that its probability is that of the posterior.
  ASSERT_TRUE(answers[0].log_condition_probability);
  EXPECT_NEAR(*answers[0].log_condition_probability, after.log_evidence().value, 1e-9);
  EXPECT_NEAR(after.log_evidence().value, std::log(boost::math::beta(9.0, 7.0) / boost::math::beta(1.0, 3.0)),
              5 * after.log_evidence().standard_error);
}

TEST(Posterior, OfObservedQuantitiesWithHiddenCauses) {
  // y_i = level + slip_i + noise_i, with the slips not observed: normal throughout.
  Model m;
  const auto level = m.parameter("level", Normal(1, 2));
  std::vector<Quantity> seen;
  std::vector<double> values{2.5, 3.5, 1.0, 4.0};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto slip = m.add("slip " + std::to_string(i), Normal(0, 0.6));
    seen.push_back(m.add("y " + std::to_string(i), Normal(level + slip, 0.8)));
  }
  const auto next = m.add("next", Normal(level, 1));
  const Posterior after = posterior(m, observed(seen, values), {.worlds = 512});
  const double precision = 0.25 + 4, mean = (0.25 * 1 + 11) / precision;  // each y has variance 1
  expect_near(after.mean(level), mean);
  EXPECT_NEAR(after.sd(level), 1 / std::sqrt(precision), 0.05);
  // The joint density of four values with covariance 4 + (1 on the diagonal).
  double squares = 0, sum = 0;
  for (const double y : values) squares += (y - 1) * (y - 1), sum += y - 1;
  const double log_density = -2 * std::log(2 * 3.14159265358979324) - 0.5 * std::log(1 + 4 * 4) -
                             0.5 * (squares - 4 * sum * sum / (1 + 4 * 4));
  expect_near(after.log_evidence(), log_density);
  const Answers answers = estimate(m, after, {E(next), P(next > 3)});
  EXPECT_NEAR(answers[0].value, mean, 5 * answers[0].standard_error);
  EXPECT_LT(answers[0].standard_error, 0.05);
  const double above = std::erfc((3 - mean) / std::sqrt(2 * (1 + 1 / precision))) / 2;
  EXPECT_NEAR(answers[1].value, above, 5 * answers[1].standard_error);
}

// Adds up a function of (p, q) times the likelihood of the observed reports over a fine grid, by a
// forward recursion of its own.
struct HiddenChain {
  Timeline timeline;
  Parameter stay = timeline.parameter("stay", Beta(4, 2)), hit = timeline.parameter("hit", Beta(5, 3));
  Series<Event> state = timeline.event("state"), report = timeline.event("report");
  std::vector<std::optional<bool>> seen{true, true, std::nullopt, false, false,
                                        true, true, true,         true,  false};

  HiddenChain() {
    timeline.first(state, Bernoulli(0.5));
    timeline.step(state, Bernoulli(if_then_else(state.last(), stay, 1 - stay)));
    timeline.each(report, Bernoulli(if_then_else(state.now(), hit, 0.2)));
  }

  static double likelihood(double stay, double hit, const std::vector<std::optional<bool>>& seen) {
    double up = 0.5, down = 0.5;
    for (std::size_t t = 0; t < seen.size(); ++t) {
      if (t > 0) {
        const double new_up = up * stay + down * (1 - stay);
        down = up * (1 - stay) + down * stay;
        up = new_up;
      }
      if (!seen[t]) continue;
      up *= *seen[t] ? hit : 1 - hit;
      down *= *seen[t] ? 0.2 : 0.8;
    }
    return up + down;
  }
  double integral(std::size_t steps, const std::function<double(double, double)>& of) const {
    const boost::math::beta_distribution<> of_stay(4, 2), of_hit(5, 3);
    const std::vector<std::optional<bool>> first(seen.begin(),
                                                 seen.begin() + static_cast<std::ptrdiff_t>(steps));
    constexpr int cells = 200;
    double sum = 0;
    for (int i = 0; i < cells; ++i)
      for (int k = 0; k < cells; ++k) {
        const double p = (i + 0.5) / cells, q = (k + 0.5) / cells;
        sum +=
            boost::math::pdf(of_stay, p) * boost::math::pdf(of_hit, q) * likelihood(p, q, first) * of(p, q);
      }
    return sum / cells / cells;
  }
};

void expect_hidden_chain(const Options& options) {
  HiddenChain c;
  Horizon h(c.timeline, 12);
  const Posterior after = posterior(h, observed(h, c.report, c.seen), options);
  const auto one = [](double, double) { return 1.0; };
  const double whole = c.integral(10, one);
  ASSERT_EQ(after.stages().size(), 9u);  // nothing was observed in one step
  expect_near(after.log_evidence(), std::log(whole));
  expect_near(after.stages()[3].log_evidence, std::log(c.integral(5, one)));
  EXPECT_EQ(after.stages()[2].step, 3);
  expect_near(after.mean(c.stay), c.integral(10, [](double p, double) { return p; }) / whole);
  expect_near(after.mean(c.hit), c.integral(10, [](double, double q) { return q; }) / whole);
  // A forecast: the next report after the last.
  std::vector<std::optional<bool>> longer = c.seen;
  longer.emplace_back(true);
  c.seen = longer;
  const double next = c.integral(11, one) / whole;
  const Answer forecast = estimate(h, after, P(h.at(c.report, 10)));
  EXPECT_NEAR(forecast.value, next, 5 * forecast.standard_error);
  EXPECT_LT(forecast.standard_error, 0.02);
}

TEST(Posterior, OfAChainIsThatOfQuadrature) { expect_hidden_chain({}); }
TEST(Posterior, ByParticlesIsThatOfQuadrature) {
  expect_hidden_chain({.method = Method::sequential, .worlds = 512});
}

// An autoregressive series observed with noise, its coefficient unknown.
struct Autoregression {
  Timeline timeline;
  Parameter coefficient = timeline.parameter("coefficient", Uniform(0.2, 1.0));
  Series<Quantity> level = timeline.quantity("level"), index = timeline.quantity("index");
  std::vector<double> seen{0.3, 0.9, 1.4, 0.7, 0.2, -0.5, -0.1, 0.8, 1.9, 2.2, 1.6, 1.9};

  Autoregression() {
    timeline.first(level, Normal(0, 1));
    timeline.step(level, Normal(coefficient * level.last(), 0.6));
    timeline.each(index, Normal(level.now(), 0.4));
  }
  // Kalman's filter.
  double log_likelihood(double a) const {
    double mean = 0, variance = 1, log = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
      if (t > 0) {
        mean *= a;
        variance = a * a * variance + 0.36;
      }
      const double total = variance + 0.16, off = seen[t] - mean;
      log += -0.5 * std::log(2 * 3.14159265358979324 * total) - 0.5 * off * off / total;
      mean += variance / total * off;
      variance *= 0.16 / total;
    }
    return log;
  }
  double integral(const std::function<double(double)>& of) const {
    constexpr int cells = 2000;
    double sum = 0;
    for (int i = 0; i < cells; ++i) {
      const double a = 0.2 + 0.8 * (i + 0.5) / cells;
      sum += std::exp(log_likelihood(a)) * of(a) / cells;
    }
    return sum;
  }
};

void expect_autoregression(const Options& options, const std::string& how) {
  Autoregression r;
  Horizon h(r.timeline, 13);
  const Posterior after = posterior(h, observed(h, r.index, r.seen), options);
  EXPECT_NE(after.method().find(how), std::string::npos) << after.method();
  const double whole = r.integral([](double) { return 1.0; });
  expect_near(after.log_evidence(), std::log(whole));
  const double mean = r.integral([](double a) { return a; }) / whole;
  const double square = r.integral([](double a) { return a * a; }) / whole;
  expect_near(after.mean(r.coefficient), mean);
  EXPECT_NEAR(after.sd(r.coefficient), std::sqrt(square - mean * mean), 0.02);
  EXPECT_GT(after.effective(), 200);
}

TEST(Posterior, OfAnAutoregressionIsThatOfKalman) {
  expect_autoregression({.worlds = 512}, "exact, by Kalman's filter");
}
TEST(Posterior, OfAnAutoregressionByParticles) {
  expect_autoregression({.method = Method::sequential, .worlds = 512}, "particles");
}

// Constants, varying numbers, formulas, and coefficients that read parameters: one draw of the
// parameters, so that the evidence is the likelihood. The covariances are stated by hand.
TEST(Posterior, KalmansFilterKnowsConstantsAndFormulas) {
  Timeline t;
  const auto a = t.parameter("a", Normal(0.5, 1e-9));
  const auto base = t.add("base", Normal(1, 2));
  const auto season = t.varying({1, -1});
  const auto level = t.quantity("level"), twice = t.quantity("twice"), seen = t.quantity("seen");
  t.first(level, Normal(base, 1));
  t.step(level, Normal(a * level.last() - base / 4 + season, 0.5));
  t.each(twice, Deterministic(2 * level.now() - 3));
  t.each(seen, Normal(twice.now(), 0.3));
  Horizon h(t, 4);
  const Posterior after =
      posterior(h, {observed(h.at(seen, 0), 1.5), observed(h.at(seen, 1), -4.0)}, {.worlds = 64});
  EXPECT_NE(after.method().find("Kalman"), std::string::npos);
  // level[0] = base + e0; level[1] = 0.5 level[0] - base / 4 - 1 + e1 = base / 4 + 0.5 e0 - 1 + e1.
  const double s00 = 4 * (4 + 1) + 0.09, s11 = 4 * (0.25 + 0.25 + 0.25) + 0.09, s01 = 4 * (1 + 0.5);
  const double off0 = 1.5 - (2 - 3), off1 = -4.0 - (2 * (0.25 - 1) - 3);
  const double determinant = s00 * s11 - s01 * s01;
  const double distance = (s11 * off0 * off0 - 2 * s01 * off0 * off1 + s00 * off1 * off1) / determinant;
  EXPECT_NEAR(after.log_evidence().value,
              -std::log(2 * 3.14159265358979324) - 0.5 * std::log(determinant) - 0.5 * distance, 1e-6);
}

TEST(Posterior, IsTheSameOnAnyNumberOfThreads) {
  Autoregression r;
  Horizon h(r.timeline, 13);
  const std::vector<Observation> seen = observed(h, r.index, r.seen);
  const Posterior one = posterior(h, seen, {.worlds = 64, .threads = 1});
  const Posterior two = posterior(h, seen, {.worlds = 64, .threads = 2, .batch = 1});
  EXPECT_EQ(one.values(r.coefficient), two.values(r.coefficient));
  EXPECT_EQ(one.weights(), two.weights());
  EXPECT_EQ(one.log_evidence().value, two.log_evidence().value);
  const Posterior other = posterior(h, seen, {.worlds = 64, .seed = 2});
  EXPECT_NE(one.values(r.coefficient), other.values(r.coefficient));
}

TEST(Posterior, GivesAnUpdatedModelItsDraws) {
  const Conjugate c;
  const Posterior after = posterior(c.model, c.seen);
  const Model updated = with_worlds(c.model, after.draws());
  const Answers answers = estimate(updated, {E(c.theta), P(c.model.event("event 3"))});
  for (const Answer& answer : answers) EXPECT_NEAR(answer.value, 31.0 / 44, 5 * answer.standard_error);
  EXPECT_EQ(draw_parameters(updated, {}, 7), after.draws().values[7]);
  EXPECT_EQ(draw_parameters(hold(updated, c.theta, 0.5), {}, 7)[0], 0.5);
}

// The rank of the drawn truth among posterior draws is uniform: simulation-based calibration (Talts
// et al. 2018, arXiv:1804.06788).
TEST(Posterior, RanksOfTheTruthAreUniform) {
  HiddenChain c;
  constexpr int runs = 200, bins = 10;
  std::array<std::array<int, bins>, 2> counts{};
  Horizon h(c.timeline, 10);
  const auto asked = [&] {
    std::vector<NodePtr> all;
    for (Index step = 0; step < 10; ++step) all.push_back(h.at(c.report, step).node());
    return all;
  }();
  const UnrolledQuestions unrolled(h, 10);
  for (int run = 0; run < runs; ++run) {
    const Randomness randomness{static_cast<std::uint64_t>(1000 + run)};
    const ReferenceSampler truth(unrolled.model(), randomness);
    const std::vector<double> parameters = truth.parameters(0);
    const auto trajectory = truth.trajectory(0, parameters, 0);
    std::vector<Observation> seen;
    for (const NodePtr& node : asked)
      seen.emplace_back(
          observed(Event(node), trajectory[static_cast<std::size_t>(unrolled.translated(node)->index)] != 0));
    const Posterior after = posterior(h, seen, {.worlds = 64, .seed = static_cast<std::uint64_t>(run + 1)});
    for (std::size_t i = 0; i < 2; ++i) {
      const std::vector<double> values = after.values(i == 0 ? Real(c.stay) : Real(c.hit));
      double below = 0;
      for (std::size_t k = 0; k < values.size(); ++k)
        below += values[k] < parameters[i] ? after.weights()[k] : 0;
      ++counts[i][static_cast<std::size_t>((std::min)(below * bins, bins - 0.5))];
    }
  }
  for (const auto& of : counts) {
    double statistic = 0;
    for (const int count : of) statistic += std::pow(count - runs / bins, 2) / (runs / bins);
    EXPECT_GT(boost::math::cdf(complement(boost::math::chi_squared(bins - 1), statistic)), 1e-6);
  }
}

TEST(Posterior, IntervalsHoldTheirShare) {
  constexpr int runs = 120;
  int held_mean = 0, held_evidence = 0;
  const Conjugate c;
  for (int run = 1; run <= runs; ++run) {
    const Posterior after =
        posterior(c.model, c.seen, {.worlds = 128, .seed = static_cast<std::uint64_t>(run)});
    const auto holds = [](const PosteriorNumber& number, double truth) {
      return number.interval.low <= truth && truth <= number.interval.high;
    };
    held_mean += holds(after.mean(c.theta), 31.0 / 44) ? 1 : 0;
    held_evidence += holds(after.log_evidence(), c.log_evidence) ? 1 : 0;
  }
  const boost::math::binomial of(runs, 0.95);
  EXPECT_GT(boost::math::cdf(of, held_mean), 1e-6) << held_mean;
  EXPECT_GT(boost::math::cdf(of, held_evidence), 1e-6) << held_evidence;
}

TEST(Posterior, FarFromThePriorIsReached) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 200));
  const auto k = m.add("k", Binomial(1000, p));
  const Posterior after = posterior(m, {observed(k, 300)});
  expect_near(after.mean(p), 301.0 / 1201);
}

TEST(Posterior, OfCorrelatedParametersTeachesEachOther) {
  Model m;
  const auto p = m.parameter("p", Normal(0, 1)), q = m.parameter("q", Normal(0, 1)),
             r = m.parameter("r", Normal(0, 1));
  correlate(m, {{p, q, 0.7}, {p, r, -1}, {q, r, -0.7}});
  const auto x = m.add("x", Normal(p, 1));
  const Posterior after = posterior(m, {observed(x, 3)});
  expect_near(after.mean(p), 1.5);
  expect_near(after.mean(q), 1.5 * normal_correlation(0.7));
  expect_near(after.mean(r), -1.5);
  expect_near(after.log_evidence(), -0.5 * std::log(4 * 3.14159265358979324) - 9.0 / 4);
}

TEST(Posterior, HasNoErrorWithoutAVariance) {
  Model m;
  const auto location = m.parameter("location", Cauchy(0, 1));
  const auto e = m.add("e", Bernoulli(0.5 + 0 * location));
  const Posterior after = posterior(m, {Boolean(e)});
  EXPECT_TRUE(std::isnan(after.mean(location).standard_error));
  EXPECT_TRUE(std::isnan(after.mean(location).interval.low));
  expect_near(after.quantile(location, 0.5), 0);
}

TEST(Posterior, QuantilesBeyondTheDrawsAreOpen) {
  Model m;
  const auto count = m.parameter("count", Poisson(3));
  const auto e = m.add("e", Bernoulli(0.5 + 0 * count));
  const Posterior after = posterior(m, {Boolean(e)});
  const PosteriorNumber far = after.quantile(count, 0.9999), median = after.quantile(count, 0.5);
  EXPECT_EQ(far.interval.high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(median.value, 3);
  EXPECT_LE(median.interval.low, 3);
  EXPECT_GE(median.interval.high, 3);
}

// Evidence of a probability below the range of doubles.
TEST(Posterior, OfEvidenceOfAnyProbability) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  std::vector<Event> events;
  std::vector<std::optional<bool>> outcomes;
  for (int i = 0; i < 1600; ++i) {
    events.push_back(m.add("e" + std::to_string(i), Bernoulli(p)));
    outcomes.emplace_back(i % 2 == 0);
  }
  const Posterior after = posterior(m, observed(events, outcomes), {.worlds = 256});
  const double truth = 2 * std::lgamma(802.0) - std::lgamma(1604.0) + std::log(6.0);
  EXPECT_LT(truth, -400 * std::log(10.0));
  expect_near(after.log_evidence(), truth);
  expect_near(after.mean(p), 0.5);
}

TEST(Posterior, RefusesWhatItCannotUpdate) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  EXPECT_EQ(message([&] { posterior(m, {observed(x, 1)}); }),
            "posterior: expected a model with uncertain parameters, to be updated, got one without any");
  const auto p = m.parameter("p", Beta(1, 1));
  const auto e = m.add("e", Bernoulli(p));
  EXPECT_EQ(message([&] { posterior(m, {}); }), "posterior: expected something observed, got nothing");
  EXPECT_EQ(message([&] { posterior(m, {e}, {.worlds = 10}); }),
            "option worlds: expected at least 64 draws of a posterior, got 10");
  EXPECT_EQ(message([&] { posterior(m, {e}, {.method = Method::splitting}); }),
            "option method: expected automatic, exact or weighted, for this posterior, got splitting");
  const Posterior after = posterior(m, {e}, {.worlds = 64});
  EXPECT_EQ(message([&] { after.mean(x); }),
            "x: expected a distribution over parameters alone, got the variable 'x'");
  EXPECT_EQ(message([&] { after.quantile(p, 1.5); }), "p: expected a probability in (0, 1), got 1.5");
  const auto never = m.add("never", Bernoulli(0 * p));
  EXPECT_NE(message([&] { posterior(m, {never}, {.worlds = 64}); }).find("none of 64 that does"),
            std::string::npos);
  EXPECT_EQ(message([&] {
              observed(std::vector<Quantity>{x}, {1.0, 2.0});
            }),
            "observed: expected 1 values, one for each variable, got 2");
}

// Where few worlds of the prior agree with the evidence, a question updates the parameters first.
TEST(Posterior, IsTakenByQuestionsWhoseWorldsWouldBeFew) {
  Timeline t;
  const auto p = t.parameter("p", Beta(1, 50));
  const auto event = t.event("event");
  t.each(event, Bernoulli(p));
  Horizon h(t, 31);
  Boolean seen = h.at(event, 0);
  for (Index step = 1; step < 30; ++step) seen = seen && h.at(event, step);
  const Answer answer = estimate(h, P(h.at(event, 30)).given(seen));
  EXPECT_NE(answer.reason.find("the parameters are updated by it first"), std::string::npos) << answer.reason;
  EXPECT_NEAR(answer.value, 31.0 / 81, 5 * answer.standard_error);
  EXPECT_LT(answer.standard_error, 0.01);
  ASSERT_TRUE(answer.range);
  const boost::math::beta_distribution<> exact(31, 50);
  EXPECT_NEAR(answer.range->low, boost::math::quantile(exact, 0.05), 0.02);
  EXPECT_NEAR(answer.range->high, boost::math::quantile(exact, 0.95), 0.02);
  // Not with a precision, a time limit, or an intervention.
  const Answer limited = estimate(h, P(h.at(event, 30)).given(seen), {.seconds = 60});
  EXPECT_EQ(limited.reason.find("updated"), std::string::npos) << limited.reason;
}

TEST(WithWorlds, RefusesWhatDoesNotFit) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  m.parameter("half", Deterministic(p / 2));
  EXPECT_EQ(message([&] { (void)with_worlds(m, {}); }), "worlds: expected at least one world, got none");
  EXPECT_EQ(message([&] { (void)with_worlds(m, {{{0.5}}}); }),
            "world 0: expected 2 values, one for each parameter, got 1");
  EXPECT_EQ(message([&] {
              (void)with_worlds(m, {{{0.5, 0}}, {0, 0}});
            }),
            "weights of worlds: expected 1, one for each world, got 2");
  const Model given = with_worlds(m, {{{0.25, 0}, {0.75, 0}}});
  EXPECT_EQ(draw_parameters(given, {}, 1), (std::vector<double>{0.75, 0.375}));
  EXPECT_EQ(message([&] { draw_parameters(given, {}, 2); }),
            "world: expected 0 to 1, because the model has 2 worlds, got 2");
  // Asked for more, a run takes those that there are; it has no precision beyond them.
  EXPECT_EQ(estimate(given, E(p), {.worlds = 1000}).worlds, 2);
  EXPECT_NE(message([&] { estimate(given, E(p), {.relative_precision = 0.1}); }), "");
  EXPECT_NE(message([&] { (void)redraw(given, 0, "other"); }), "");
}

TEST(WithWorlds, WeightedWorldsAreNotCounted) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  const auto e = m.add("e", Bernoulli(p));
  const auto x = m.add("x", Normal(p, 1));
  const Model given = with_worlds(m, {{{0.25}, {0.75}}, {std::log(3.0), std::log(1.0)}});
  EXPECT_NE(message([&] { estimate(given, P(e), {.method = Method::forward, .worlds = 2}); }), "");
  EXPECT_NE(message([&] { contrast(given, P(e).under(set(e, yes)), P(e), {.worlds = 2}); }), "");
  // Weighted 3 : 1.
  EXPECT_NEAR(estimate(given, P(e), {.worlds = 2}).value, 0.375, 1e-12);
  const Answer mean = estimate(given, E(x), {.worlds = 2});
  EXPECT_NEAR(mean.value, 0.375, 0.02);
}

}  // namespace
}  // namespace casus
