// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/correlation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/horizon.hpp>
#include <casus/sample/world.hpp>

#include "../support/message.hpp"
#include "../support/same_bits.hpp"

namespace casus {
namespace {

using test::message;

constexpr double one_in_a_million = 4.9;  // standard deviations, in both directions
constexpr double pi = 3.14159265358979324;

struct Judgements {
  Model model;
  Parameter alone, p, between, q, r;

  Judgements() {
    alone = model.parameter("alone", Beta(2, 5));
    p = model.parameter("p", Normal(1, 2));
    between = model.parameter("between", Gamma(2, 3));
    q = model.parameter("q", LogitNormal(-1, 0.5));
    r = model.parameter("r", Gamma(1.5, 2));
  }
};

// Returns the values of a parameter, by world.
std::vector<double> values_of(const Model& model, const Parameter& parameter, Index worlds,
                              const Randomness& randomness = {}) {
  std::vector<double> values;
  for (Index world = 0; world < worlds; ++world)
    values.push_back(draw_parameters(model, randomness, world)[static_cast<std::size_t>(parameter.index())]);
  return values;
}

std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<double>(i);
  return ranks;
}

double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / count,
               my = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

// The error of a rank correlation is that of Bonett and Wright (2000).
void expect_rank(const std::vector<double>& x, const std::vector<double>& y, double rank,
                 const std::string& of) {
  const double error =
      (1 - rank * rank) * std::sqrt((1 + rank * rank / 2) / (static_cast<double>(x.size()) - 3));
  EXPECT_NEAR(correlation_of(ranks_of(x), ranks_of(y)), rank, one_in_a_million * error + 1e-9) << of;
}

TEST(RankCorrelations, AreThoseOfTheDraws) {
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    Judgements of;
    correlate(of.model, {{of.p, of.q, 0.6}, {of.q, of.r, -0.7}, {of.p, of.r, -0.2}});
    const auto draws = [&](const Parameter& one) {
      return values_of(of.model, one, 20'000, {.seed = 3, .generator = generator});
    };
    const auto alone = draws(of.alone), p = draws(of.p), between = draws(of.between), q = draws(of.q),
               r = draws(of.r);
    expect_rank(p, q, 0.6, "p, q");
    expect_rank(q, r, -0.7, "q, r");
    expect_rank(p, r, -0.2, "p, r");
    expect_rank(p, alone, 0, "p, alone");
    expect_rank(q, between, 0, "q, between");
  }
}

TEST(RankCorrelations, FollowFromThoseOfTheScores) {
  EXPECT_EQ(normal_correlation(1), 1);
  EXPECT_EQ(normal_correlation(-1), -1);
  EXPECT_EQ(normal_correlation(0), 0);
  EXPECT_NEAR(normal_correlation(0.5), 2 * std::sin(pi / 12), 1e-15);
  for (const double rank : {-1.0, -0.93, -0.2, 0.0, 0.4, 0.999, 1.0})
    EXPECT_NEAR(rank_correlation_of(normal_correlation(rank)), rank, 1e-14);
}

// The second is the same judgement, from the same source, as the first but for its own distribution.
TEST(RankCorrelations, OfTheSameSourceMeanTheSameSideOfTheMedians) {
  Model model;
  const auto p = model.parameter("p", Normal(0, 1)), q = model.parameter("q", Gamma(2, 1));
  same_source(model, {p, q}, same_source_rank, "both quote one report");
  EXPECT_TRUE(model.correlations()[0].same_source);
  EXPECT_EQ(model.correlations()[0].source, "both quote one report");
  const double agree = 0.5 + std::asin(normal_correlation(same_source_rank)) / pi;
  EXPECT_NEAR(agree, 0.80, 0.005);
  const Index worlds = 40'000;
  Index same = 0;
  for (Index world = 0; world < worlds; ++world)
    same += (parameter_uniform(model.parameters()[0], {}, world) > 0.5) ==
                    (parameter_uniform(model.parameters()[1], {}, world) > 0.5)
                ? 1
                : 0;
  EXPECT_NEAR(static_cast<double>(same) / static_cast<double>(worlds), agree,
              one_in_a_million * std::sqrt(agree * (1 - agree) / static_cast<double>(worlds)));
  Model other;
  same_source(other, {other.parameter("a", Normal(0, 1)), other.parameter("b", Normal(0, 1))}, 0.9);
  EXPECT_EQ(other.correlations()[0].rank, 0.9);
}

TEST(RankCorrelations, LeaveTheMarginsAsTheyWere) {
  const Judgements plain;
  Judgements of;
  correlate(of.model, {of.r, of.q, of.p}, 0.8);
  const Index worlds = 4000;
  std::vector<double> cells(50);
  for (Index world = 0; world < worlds; ++world) {
    const auto before = draw_parameters(plain.model, {}, world), after = draw_parameters(of.model, {}, world);
    // Those that are not correlated, and the first of those that are, whatever the statement's order.
    for (const Parameter& same : {of.alone, of.p, of.between})
      ASSERT_EQ(before[static_cast<std::size_t>(same.index())],
                after[static_cast<std::size_t>(same.index())]);
    for (const Parameter& one : {of.q, of.r}) {
      const auto number = static_cast<std::size_t>(one.index());
      const UncertainParameter& parameter = of.model.parameters()[number];
      const double u = parameter_uniform(parameter, {}, world);
      std::vector<double> row, scratch;
      for (const Formula& formula : parameter.parameters)
        row.push_back(formula.evaluate(detail::WorldEnvironment{after}, scratch));
      ASSERT_EQ(after[number], distribution::quantile(parameter.distribution.shape(), row, u));
      // On the lattice of all uniform numbers, so that 1 - U is exact.
      ASSERT_EQ(std::ldexp(u, 53), std::floor(std::ldexp(u, 53)));
      if (one.index() == of.r.index()) ++cells[static_cast<std::size_t>(50 * u)];
    }
  }
  double chi = 0;
  for (const double count : cells) chi += std::pow(count - 80, 2) / 80;
  EXPECT_LT(chi, 111.0);  // with probability 1e-6 more, for 49 degrees of freedom
}

// Rows of the triangle of weights are those of the leading part of the matrix.
TEST(RankCorrelations, ALaterStatementLeavesEarlierParametersAsTheyWere) {
  Judgements of;
  correlate(of.model, {of.p, of.q}, 0.5);
  const auto before = values_of(of.model, of.q, 100);
  correlate(of.model, {of.q, of.r}, 0.3);
  EXPECT_EQ(values_of(of.model, of.q, 100), before);
  EXPECT_EQ(of.model.correlations().size(), 2u);
  expect_rank(values_of(of.model, of.p, 20'000), values_of(of.model, of.r, 20'000), 0, "not stated");
}

TEST(RankCorrelations, MayBePerfect) {
  Model model;
  const auto p = model.parameter("p", Uniform(0, 1)), q = model.parameter("q", Uniform(0, 1)),
             r = model.parameter("r", Uniform(0, 1)), s = model.parameter("s", Normal(0, 1));
  correlate(model, {{p, q, 1}, {p, r, -1}, {q, r, -1}, {p, s, 0.5}, {q, s, 0.5}, {r, s, -0.5}});
  for (Index world = 0; world < 1000; ++world) {
    const auto drawn = draw_parameters(model, {}, world);
    ASSERT_EQ(drawn[1], drawn[0]);
    ASSERT_EQ(drawn[2], 1 - drawn[0]);
  }
  expect_rank(values_of(model, r, 20'000), values_of(model, s, 20'000), -0.5, "r, s");
}

TEST(RankCorrelations, AMatrixOrPairsOrTogetherAreTheSame) {
  Judgements one, two, three;
  correlate(one.model, {one.p, one.q, one.r}, 0.4);
  correlate(two.model, {{two.r, two.q, 0.4}, {two.q, two.p, 0.4}, {two.p, two.r, 0.4}});
  correlate(three.model, {three.p, three.q, three.r}, {1, 0.4, 0.4, 0.4, 1, 0.4, 0.4, 0.4, 1});
  for (Index world = 0; world < 50; ++world) {
    const auto drawn = draw_parameters(one.model, {}, world);
    EXPECT_EQ(draw_parameters(two.model, {}, world), drawn);
    EXPECT_EQ(draw_parameters(three.model, {}, world), drawn);
  }
  EXPECT_EQ(fingerprint(one.model), fingerprint(two.model));
  EXPECT_EQ(fingerprint(one.model), fingerprint(three.model));
  Judgements other;
  EXPECT_NE(fingerprint(one.model), fingerprint(other.model));
  correlate(other.model, {other.p, other.q, other.r}, 0);
  EXPECT_EQ(fingerprint(other.model), fingerprint(Judgements().model));
  Judgements slightly;
  correlate(slightly.model, {slightly.p, slightly.q, slightly.r}, 0.41);
  EXPECT_NE(fingerprint(one.model), fingerprint(slightly.model));
}

// The joint distribution of q and r given p is that of the rest of their scores.
TEST(RankCorrelations, GivenEarlierParametersAreThoseOfTheQuantileLevels) {
  Model model;
  const auto p = model.parameter("p", Normal(0, 3)), q = model.parameter("q", Normal(p, 1)),
             r = model.parameter("r", Normal(2 * p, 1));
  correlate(model, {q, r}, 0.7);
  std::vector<double> of_q, of_r;
  for (Index world = 0; world < 20'000; ++world) {
    const auto drawn = draw_parameters(model, {}, world);
    of_q.push_back(drawn[1] - drawn[0]);
    of_r.push_back(drawn[2] - 2 * drawn[0]);
  }
  expect_rank(of_q, of_r, 0.7, "deviations");
}

TEST(RankCorrelations, HaveClosedFormsForNormals) {
  Model model;
  const auto p = model.parameter("p", Normal(0, 1)), q = model.parameter("q", Normal(0, 2));
  correlate(model, {p, q}, 0.5);
  const double r = normal_correlation(0.5);
  const auto both = model.add("both", Deterministic(p > 0 && q > 0));
  const auto sum = model.add("sum", Normal(p + q, 0.5));
  const Options options{.trajectories = 4'000'000, .worlds = 40'000};
  const Answers answers = estimate(model, {P(both), variance(sum)}, options);
  const auto near = [](const Answer& answer, double exact) {
    EXPECT_NEAR(answer.value, exact, one_in_a_million * answer.standard_error) << answer.question;
    EXPECT_LT(answer.standard_error, 0.05 * exact) << answer.question;
  };
  near(answers[0], 0.25 + std::asin(r) / (2 * pi));
  near(answers[1], 1 + 4 + 2 * r * 2 + 0.25);
}

TEST(RankCorrelations, HoldReplacesAJudgementAndTellsNothingAboutTheOthers) {
  Judgements of;
  correlate(of.model, {of.p, of.q, of.r}, 0.8);
  const Model held = hold(of.model, "p", 0.3);
  for (Index world = 0; world < 50; ++world) {
    auto expected = draw_parameters(of.model, {}, world);
    expected[static_cast<std::size_t>(of.p.index())] = 0.3;
    EXPECT_EQ(draw_parameters(held, {}, world), expected);
  }
}

TEST(RankCorrelations, RedrawKeepsTheJointDistributionAndTheOthers) {
  Judgements of;
  correlate(of.model, {{of.p, of.q, 0.6}, {of.q, of.r, -0.7}, {of.p, of.r, -0.2}});
  const Index worlds = 20'000;
  for (const Parameter& one : {of.p, of.q, of.r}) {
    const Model redrawn = redraw(of.model, one.index(), one.name() + " redrawn");
    std::vector<std::vector<double>> columns(5);
    std::vector<double> original;
    for (Index world = 0; world < worlds; ++world) {
      const auto before = draw_parameters(of.model, {}, world), after = draw_parameters(redrawn, {}, world);
      for (std::size_t i = 0; i < after.size(); ++i) {
        columns[i].push_back(after[i]);
        if (static_cast<Index>(i) != one.index()) {
          ASSERT_EQ(before[i], after[i]) << one.name();
        }
      }
      original.push_back(before[static_cast<std::size_t>(one.index())]);
    }
    expect_rank(columns[1], columns[3], 0.6, one.name());
    expect_rank(columns[3], columns[4], -0.7, one.name());
    expect_rank(columns[1], columns[4], -0.2, one.name());
    // Given the others, the two draws are independent: they are correlated by the multiple
    // correlation with the others, squared.
    const double a = normal_correlation(0.6), b = normal_correlation(-0.7), c = normal_correlation(-0.2);
    const double determinant = 1 + 2 * a * b * c - a * a - b * b - c * c;
    const double of_others = one.index() == of.p.index()   ? 1 - b * b
                             : one.index() == of.q.index() ? 1 - c * c
                                                           : 1 - a * a;
    expect_rank(original, columns[static_cast<std::size_t>(one.index())],
                rank_correlation_of(1 - determinant / of_others), one.name() + " twice");
  }
  Model same;
  const auto a = same.parameter("a", Normal(0, 1)), b = same.parameter("b", Normal(0, 1));
  correlate(same, {a, b}, 1);
  EXPECT_EQ(values_of(redraw(same, 1, "other"), b, 50), values_of(same, b, 50));
  for (Index world = 0; world < 50; ++world)
    EXPECT_NEAR(draw_parameters(redraw(same, 0, "other"), {}, world)[0], draw_parameters(same, {}, world)[0],
                1e-9);
}

TEST(RankCorrelations, AreOfATimelineToo) {
  Timeline timeline("year");
  const auto p = timeline.parameter("p", Beta(2, 8)), q = timeline.parameter("q", Beta(3, 9));
  correlate(timeline, {p, q}, 0.9);
  const auto war = timeline.event("war"), famine = timeline.event("famine");
  timeline.absorbing(war, p);
  timeline.absorbing(famine, q);
  Horizon h(timeline, 3);
  Model plain;
  const auto u = plain.parameter("p", Beta(2, 8)), v = plain.parameter("q", Beta(3, 9));
  correlate(plain, {u, v}, 0.9);
  const auto first = plain.add("first", Bernoulli(1 - (1 - u) * (1 - u) * (1 - u))),
             second = plain.add("second", Bernoulli(1 - (1 - v) * (1 - v) * (1 - v)));
  const Answer over_time = estimate(h, P(h.ever(war) && h.ever(famine)));
  const Answer at_once = estimate(plain, P(first && second));
  EXPECT_EQ(over_time.method_id, Method::exact);
  EXPECT_NEAR(over_time.value, at_once.value, 1e-12);  // the same worlds
  Model independent;
  const auto x = independent.parameter("p", Beta(2, 8)), y = independent.parameter("q", Beta(3, 9));
  const auto third = independent.add("first", Bernoulli(1 - (1 - x) * (1 - x) * (1 - x))),
             fourth = independent.add("second", Bernoulli(1 - (1 - y) * (1 - y) * (1 - y)));
  const Answer apart = estimate(independent, P(third && fourth));
  EXPECT_GT(at_once.value - apart.value, one_in_a_million * at_once.standard_error);
  const Answer sampled = estimate(h, P(h.ever(war) && h.ever(famine)), {.method = Method::forward});
  EXPECT_NEAR(sampled.value, at_once.value, one_in_a_million * sampled.standard_error);
}

TEST(RankCorrelations, AreTheSameOnAnyNumberOfThreads) {
  Judgements of;
  correlate(of.model, {of.p, of.q, of.r}, 0.8);
  const auto x = of.model.add("x", Normal(of.q * of.r, 0.1));
  Options options{.trajectories = 1 << 20, .worlds = 2000};
  std::vector<Answer> answers;
  for (const int threads : {1, 2, 5}) {
    options.threads = threads;
    answers.push_back(estimate(of.model, E(x), options));
  }
  for (const Answer& answer : answers) test::expect_same_bits(answer, answers[0]);
  // They are not those of uncorrelated parameters.
  Judgements plain;
  const auto y = plain.model.add("x", Normal(plain.q * plain.r, 0.1));
  EXPECT_GT(answers[0].value - estimate(plain.model, E(y), options).value,
            one_in_a_million * answers[0].standard_error);
}

// p and q are normal, and a value that depends on p is observed. Hardly any world agrees with an
// exact observation; parameters that are drawn with each trajectory are drawn to agree with it.
TEST(RankCorrelations, EvidenceAboutOneIsEvidenceAboutTheOther) {
  for (const double noise : {1.0, 0.01}) {
    Model model;
    const auto p = model.parameter("p", Normal(0, 1)), q = model.parameter("q", Normal(1, 2));
    correlate(model, {p, q}, 0.7);
    const auto x = model.add("x", Normal(p, noise)), y = model.add("y", Normal(q, 0.1));
    const double exact = 1 + normal_correlation(0.7) * 2 * 1.5 / (1 + noise * noise);
    const Query query = E(y).given(observed(x, 1.5));
    detail::Substitution variables, parameters;
    const Model drawn = with_drawn_parameters(model, variables, parameters);
    detail::Substituted substituted(variables, &parameters);
    const Answer of_drawn =
        estimate(drawn, query.translated([&](const NodePtr& node) { return substituted(node); }));
    EXPECT_NEAR(of_drawn.value, exact, one_in_a_million * of_drawn.standard_error) << noise;
    EXPECT_LT(of_drawn.standard_error, 0.01) << noise;
    if (noise < 1) continue;
    const Answer by_world = estimate(model, query, {.worlds = 5000});
    EXPECT_NEAR(by_world.value, exact, one_in_a_million * by_world.standard_error);
    EXPECT_LT(by_world.standard_error, 0.1);
  }
}

// The sum is normal; it is so rarely large that splitting drives both parameters there.
TEST(RankCorrelations, OfParametersMatterForRareEvents) {
  Model model;
  const auto p = model.parameter("p", Normal(0, 1)), q = model.parameter("q", Normal(0, 1)),
             shift = model.parameter("shift", Uniform(-0.1, 0.1));
  correlate(model, {{p, q, 0.8}, {p, shift, 0.5}});
  const double r = normal_correlation(0.8);
  const auto x = model.add("x", Normal(p + q, 1));
  const Answer rare = estimate(model, P(x > 12));
  const double exact = std::erfc(12 / std::sqrt(2 * (3 + 2 * r))) / 2;
  EXPECT_NE(rare.reason.find("parameters are drawn with each trajectory"), std::string::npos) << rare.reason;
  EXPECT_NEAR(rare.value, exact, one_in_a_million * rare.standard_error);
  EXPECT_LT(rare.standard_error, 0.1 * exact);
}

// In the model with drawn parameters, the distributions of these are not normal.
TEST(RankCorrelations, AreThoseOfDrawnParameters) {
  Model model;
  const auto scale = model.parameter("scale", Uniform(1, 2)), p = model.parameter("p", Gamma(2, scale)),
             q = model.parameter("q", LogNormal(0, 0.5)), r = model.parameter("r", LogitNormal(0, 1)),
             s = model.parameter("s", Normal(2, scale)), held = model.parameter("held", Normal(0, 1));
  correlate(model, {{p, q, 0.6}, {q, r, -0.5}, {r, s, 0.4}, {s, held, 0.5}, {p, r, -0.3}});
  model = hold(std::move(model), held, 1);
  detail::Substitution variables, parameters;
  const Model drawn = with_drawn_parameters(model, variables, parameters);
  EXPECT_TRUE(drawn.parameters().empty());
  const auto value = [&](const Parameter& one) { return Real(parameters.at(one.index())); };
  const auto at_worlds = [&](const Parameter& one, double level) {
    std::vector<double> values = values_of(model, one, 20'001);
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(20'000 * level)];
  };
  for (const auto& [first, second] : {std::pair(p, q), std::pair(q, r), std::pair(r, s), std::pair(p, s)}) {
    // The probability that both are below the 40 and 70 % points of the worlds.
    const double a = at_worlds(first, 0.4), b = at_worlds(second, 0.7);
    const Answer answer = estimate(drawn, P(value(first) < a && value(second) < b));
    double both = 0;
    const auto x = values_of(model, first, 20'000), y = values_of(model, second, 20'000);
    for (std::size_t i = 0; i < x.size(); ++i) both += x[i] < a && y[i] < b ? 1.0 / 20'000 : 0;
    EXPECT_NEAR(answer.value, both,
                one_in_a_million * std::hypot(answer.standard_error, std::sqrt(both * (1 - both) / 20'000)))
        << first.name() << second.name();
  }
}

TEST(RankCorrelations, ThatContradictAreRefused) {
  const auto refusal = [](double pq, double pr, double qr) {
    Judgements of;
    const Model before = of.model;
    std::string text = message([&] {
      correlate(of.model, {{of.p, of.q, pq}, {of.p, of.r, pr}, {of.q, of.r, qr}});
    });
    // An error leaves the model as it was.
    if (text != "no error") {
      EXPECT_TRUE(of.model.correlations().empty());
      EXPECT_EQ(draw_parameters(of.model, {}, 7), draw_parameters(before, {}, 7));
    }
    return text;
  };
  EXPECT_EQ(refusal(0.9, 0.9, 0.7), "no error");
  EXPECT_EQ(refusal(0.9, 0.9, -0.9),
            "rank correlation of q and r: expected 0.632 to 1, given p and q 0.9, p and r 0.9, got -0.9; the "
            "nearest without a contradiction: p and q 0.482, p and r 0.482, q and r -0.482");
  // The ends of the range are typed as they are, and the nearest as well.
  EXPECT_EQ(refusal(0.9, 0.9, 0.632), "no error");
  EXPECT_NE(refusal(0.9, 0.9, 0.631), "no error");
  EXPECT_EQ(refusal(0.482, 0.482, -0.482), "no error");
  EXPECT_EQ(
      refusal(1, 1, 0.9),
      "rank correlation of q and r: expected 1, given p and q 1, p and r 1, got 0.9; the nearest without a "
      "contradiction: p and q 0.977, p and r 0.977, q and r 0.911");
  Judgements of;
  EXPECT_EQ(
      message([&] {
        correlate(of.model, {{of.p, of.q, 0.9}, {of.q, of.r, 0.9}});
      }),
      "rank correlation of p and r: expected 0.632 to 1, given p and q 0.9, q and r 0.9, got 0: it is not "
      "stated; the nearest without a contradiction: p and q 0.728, p and r 0.105, q and r 0.728");
}

// Each three of the four agree with each other.
TEST(RankCorrelations, ThatContradictOnlyAllTogetherAreRefused) {
  Model model;
  std::vector<Parameter> all;
  for (const char* name : {"a", "b", "c", "d"}) all.push_back(model.parameter(name, Normal(0, 1)));
  EXPECT_EQ(message([&] { correlate(model, {all[0], all[1], all[2]}, -0.4); }), "no error");
  EXPECT_EQ(
      message([&] { correlate(model, all, -0.4); }),
      "rank correlations: expected a positive semidefinite matrix, got one in which these contradict each "
      "other: a and b -0.4, a and c -0.4, a and d -0.4, b and c -0.4, b and d -0.4, c and d -0.4; the "
      "nearest "
      "without a contradiction: a and b -0.319, a and c -0.319, a and d -0.319, b and c -0.319, b and d "
      "-0.319, c and d -0.319");
  EXPECT_EQ(model.correlations().size(), 1u);
}

TEST(RankCorrelations, TheNearestAreValidAsTyped) {
  std::vector<double> matrix(25, 0.3);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < i; ++j)
      matrix[5 * i + j] = matrix[5 * j + i] = (i + 2 * j) % 3 == 0 ? -0.95 : 0.85;
  const std::vector<double> nearest = nearest_rank_correlations(matrix);
  Model model;
  std::vector<Parameter> all;
  for (const char* name : {"a", "b", "c", "d", "e"}) all.push_back(model.parameter(name, Normal(0, 1)));
  EXPECT_NE(message([&] { correlate(model, all, matrix); }), "no error");
  std::vector<double> unit = matrix;
  for (std::size_t i = 0; i < 5; ++i) unit[6 * i] = 1;
  EXPECT_NE(message([&] { correlate(model, all, unit); }), "no error");
  EXPECT_EQ(message([&] { correlate(model, all, nearest); }), "no error");
  for (const double rank : nearest) EXPECT_EQ(rank, std::round(1000 * rank) / 1000);
  // One that is valid stays as it is; numbers beyond 1 are replaced.
  EXPECT_EQ(nearest_rank_correlations(nearest), nearest);
  EXPECT_EQ(nearest_rank_correlations(std::vector<double>{1, 0.12345, 0.12345, 1}),
            (std::vector<double>{1, 0.12345, 0.12345, 1}));
  EXPECT_EQ(nearest_rank_correlations(std::vector<double>{1, -1.5, -1.5, 1}),
            (std::vector<double>{1, -1, -1, 1}));
  // Higham (2002), section 4: the nearest to the tridiagonal matrix of ones has 0.7607 and 0.1573,
  // as correlations of the scores.
  const std::vector<double> tridiagonal =
      nearest_rank_correlations(std::vector<double>{1, 1, 0, 1, 1, 1, 0, 1, 1});
  EXPECT_NEAR(tridiagonal[1], rank_correlation_of(0.7607), 0.0011);
  EXPECT_NEAR(tridiagonal[2], rank_correlation_of(0.1573), 0.0011);
  EXPECT_THROW(nearest_rank_correlations(std::vector<double>{1, 0.5, 0.4, 1}), Error);
  EXPECT_THROW(nearest_rank_correlations(std::vector<double>{1, 0.5}), Error);
}

TEST(RankCorrelations, AreRefusedWhereTheyMeanNothing) {
  Judgements of;
  const auto derived = of.model.parameter("derived", Deterministic(of.p + 1));
  const auto shares = of.model.parameter("s", Dirichlet{{1, 2}});
  const auto refusal = [&](const std::vector<Parameter>& between, double rank) {
    return message([&] { correlate(of.model, between, rank); });
  };
  EXPECT_EQ(refusal({of.p}, 0.5), "correlation: expected at least two parameters, got 1");
  EXPECT_EQ(refusal({of.p, of.q, of.p}, 0.5),
            "p: expected parameters that differ, to be correlated, got the same twice");
  EXPECT_EQ(refusal({of.p, of.q}, 1.2),
            "rank correlation of p, q: expected a number from -1 to 1, got 1.2; the nearest is 1");
  EXPECT_EQ(refusal({of.p, of.q}, std::nan("")),
            "rank correlation of p, q: expected a number from -1 to 1, got not a number");
  EXPECT_EQ(refusal({of.p, derived}, 0.5),
            "derived: expected a parameter with a distribution, to be correlated, got one that is computed: "
            "Deterministic(p + 1); correlate the parameters that it is computed from");
  EXPECT_NE(refusal({of.p, shares[0]}, 0.5), "no error");
  EXPECT_EQ(
      refusal({of.p, of.model.parameter("s.weight[0]")}, 0.5),
      "s.weight[0]: expected a parameter with a distribution of its own, to be correlated, got a weight of "
      "the shares of a Dirichlet; the shares have that distribution only if the weights are independent");
  EXPECT_NE(refusal({of.p, Judgements().q}, 0.5), "no error");  // of another model
  EXPECT_NE(refusal({of.p, Parameter()}, 0.5), "no error");
  EXPECT_EQ(
      message([&] {
        correlate(of.model, {of.p, of.q}, {1, 0.5, 0.4, 1});
      }),
      "rank correlation of p and q: expected the same number above and below the diagonal, got 0.5 and 0.4; "
      "the nearest is 0.45");
  EXPECT_EQ(message([&] {
              correlate(of.model, {of.p, of.q}, {1, 0.5, 0.5, 2});
            }),
            "q: expected the rank correlation 1 with itself, got 2");
  EXPECT_EQ(message([&] {
              correlate(of.model, {of.p, of.q}, {1, 0.5, 0.5});
            }),
            "rank correlations: expected 4 numbers, 2 per parameter, got 3");
  EXPECT_TRUE(of.model.correlations().empty());
  correlate(of.model, {of.p, of.q}, 0.5);
  EXPECT_EQ(refusal({of.q, of.p}, 0.5), "no error");
  EXPECT_EQ(refusal({of.q, of.p}, 0.6), "rank correlation of p and q: expected one number, got 0.5 and 0.6");
  Model redrawn = redraw(of.model, of.r.index(), "other");
  EXPECT_EQ(message([&] {
              correlate(redrawn, {redrawn.parameter("p"), redrawn.parameter("r")}, 0.1);
            }),
            "r: expected a parameter drawn as itself, to be correlated, got one drawn as 'other'");
  Model many;
  std::vector<Parameter> all;
  for (int i = 0; i < 201; ++i) all.push_back(many.parameter("p" + std::to_string(i), Normal(0, 1)));
  EXPECT_NE(message([&] { correlate(many, all, 0.5); }), "no error");
  std::vector<CorrelatedPair> chain;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) chain.push_back({all[i], all[i + 1], 0.4});
  EXPECT_EQ(message([&] { correlate(many, chain); }),
            "correlation: expected at most 200 parameters that are correlated, got 201");
  chain.pop_back();
  EXPECT_EQ(message([&] { correlate(many, chain); }), "no error");
}

}  // namespace
}  // namespace casus
