// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/infer/detail/twins.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/sample/sampler.hpp>

#include "../../support/message.hpp"
#include "../../support/models.hpp"
#include "../../support/rare_evidence.hpp"
#include "../../support/same_bits.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {
namespace {

using casus::test::message;

// Within five of its own standard errors, and not without one.
void expect_near(const Answer& answer, double truth) {
  EXPECT_TRUE(answer.standard_error >= 0) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error + 1e-12) << answer.question;
  EXPECT_LE(answer.interval.low, answer.interval.high) << answer.question;
}

Answer ask(const Model& model, const Query& query, const Options& options = {.trajectories = 200'000}) {
  return weighted(model, {query}, options)[0];
}

void expect_as_enumerated(const Model& model, const std::vector<Query>& queries) {
  const Enumeration exact(model);
  const Answers answers = weighted(model, queries, {.trajectories = 200'000});
  for (std::size_t i = 0; i < queries.size(); ++i) {
    expect_near(answers[i], exact(queries[i]));
    if (!queries[i].condition()) continue;
    Query condition = P(*queries[i].condition()).under(queries[i].interventions());
    ASSERT_TRUE(answers[i].condition_probability) << answers[i].question;
    EXPECT_NEAR(*answers[i].condition_probability, exact(condition),
                5 * answers[i].condition_standard_error + 1e-12)
        << answers[i].question;
  }
}

struct Sprinkler {
  Model model;
  Event rain = model.add("rain", Bernoulli(0.2));
  Event sprinkler = model.add("sprinkler", Bernoulli(table(rain, {{no, 0.4}, {yes, 0.01}})));
  Event wet = model.add(
      "wet", Bernoulli(table({rain, sprinkler},
                             {{{no, no}, 0.001}, {{no, yes}, 0.8}, {{yes, no}, 0.9}, {{yes, yes}, 0.99}})));
  Event slippery = model.add("slippery", Bernoulli(table(wet, {{no, 0.0}, {yes, 0.05}})));
};

TEST(Weighted, AgreesWithEnumeration) {
  Sprinkler s;
  expect_as_enumerated(
      s.model, {P(s.rain).given(s.wet), P(s.rain).given(s.slippery && s.sprinkler), P(s.rain).given(!s.wet),
                P(s.sprinkler).given(!(s.slippery || s.rain)), P(s.rain).given(s.slippery || s.sprinkler),
                P(s.wet).given(s.rain && !s.sprinkler), E(2 * s.wet - s.rain).given(s.slippery), P(s.wet),
                P(s.rain).given(s.slippery).under(set(s.sprinkler, yes)),
                P(s.rain).given(s.sprinkler && s.wet).under(set(s.sprinkler, yes)),
                P(s.rain && s.sprinkler).given(s.slippery)});
}

// Guards: what is seen of a guarded variable brings its guard with it; its absence does not.
TEST(Weighted, AgreesWithEnumerationWhereVariablesAreGuarded) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.1));
  const auto fight = m.add("fight", Bernoulli(0.3), {.when = entry});
  const auto tone = m.add("tone", Categorical({"low", "high"}, {0.3, 0.7}), {.when = entry});
  const auto mood = m.add(
      "mood",
      Categorical({"calm", "angry", "mad"}, cpt({entry}, {{{no}, {1, 0, 0}}, {{yes}, {0.5, 0.3, 0.2}}})),
      {.when = entry, .absent_state = "calm"});
  const auto lost =
      m.add("lost",
            Bernoulli(table(
                {fight, tone},
                {{{no, "low"}, 0.01}, {{no, "high"}, 0.02}, {{yes, "low"}, 0.5}, {{yes, "high"}, 0.3}})),
            {.when = entry});
  const auto both = m.add("both", Deterministic(fight && mood != "calm"));
  const auto news = m.add(
      "news", Bernoulli(table({lost, both},
                              {{{no, no}, 0.001}, {{no, yes}, 0.4}, {{yes, no}, 0.5}, {{yes, yes}, 0.9}})));
  expect_as_enumerated(
      m, {P(entry).given(!fight), P(entry).given(news), P(fight).given(lost), P(fight).given(!lost),
          P(entry).given(mood == "calm"), P(tone == "low").given(mood == "mad" && news),
          P(news).given(tone == "none" && !both), P(entry).given(tone != "none" && mood != "angry"),
          P(news).given(both), P(lost).given(!both && entry), P(tone == "high").given(news && !lost),
          P(fight).given(news).under(set(lost, yes)), P(entry).given(news && !both).under(set(fight, yes)),
          P(news).given(tone == "low" || mood == "angry")});
}

TEST(Weighted, TakesSignals) {
  Sprinkler s;
  // A signal of these likelihoods is as good as a child that was seen.
  Model with = s.model;
  const auto signal = with.add("signal", Bernoulli(table(s.wet, {{no, 0.1}, {yes, 0.3}})));
  const Enumeration exact(with);
  expect_near(ask(s.model, P(s.rain).given(likelihood(s.wet, 1, 3))), exact(P(s.rain).given(signal)));
  expect_near(ask(s.model, P(s.wet).given(likelihood(s.wet, 0.2, 0.6)).given(s.sprinkler)),
              exact(P(s.wet).given(signal && s.sprinkler)));
  EXPECT_FALSE(ask(s.model, P(s.rain).given(likelihood(s.wet, 1, 3))).condition_probability);
}

TEST(Weighted, TellsTheDistributionOfACategory) {
  Model m;
  const auto front = m.add("front", Categorical({"holding", "strained", "failing"}, {0.9, 0.09, 0.01}));
  const auto alarm =
      m.add("alarm", Bernoulli(table(front, {{"holding", 0.001}, {"strained", 0.1}, {"failing", 0.9}})));
  const Answer answer = ask(m, distribution_of(front).given(alarm));
  const Enumeration exact(m);
  double sum = 0;
  ASSERT_EQ(answer.parts.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    expect_near(answer.parts[i], exact(P(front == front.states()[i]).given(alarm)));
    sum += answer.parts[i].value;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Weighted, SolvesConjugateModels) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));
  const Query given = E(x).given(observed(y, 2));
  const Answers answers =
      weighted(m,
               {given, E(x * x).given(observed(y, 2)), P(x > 1).given(observed(y, 2)),
                histogram(x, {0, 1, 2}).given(observed(y, 2)), E(y).given(observed(y, 2))},
               {});
  expect_near(answers[0], 1);
  expect_near(answers[1], 1.5);
  expect_near(answers[2], 0.5);
  expect_near(answers[3].parts[0], 0.42135039647485745);  // erf(1) / 2
  EXPECT_EQ(answers[4].value, 2);
  EXPECT_FALSE(answers[0].condition_probability);

  Model coin;
  const auto p = coin.add("p", Beta(2, 3));
  const auto heads = coin.add("heads", Binomial(10, p));
  expect_near(ask(coin, E(p).given(observed(heads, 7))), 9.0 / 15);
  expect_near(ask(coin, E(p).given(heads == 7)), 9.0 / 15);
  // Beta-binomial: C(10, 7) B(9, 6) / B(2, 3).
  const Answer counted = ask(coin, E(p).given(heads == 7));
  ASSERT_TRUE(counted.condition_probability);
  EXPECT_NEAR(*counted.condition_probability, 80.0 / 1001, 5 * counted.condition_standard_error);
}

// An event below a continuous variable, and evidence on top and below together, by quadrature.
TEST(Weighted, AgreesWithQuadrature) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto event = m.add("event", Bernoulli(logistic(3 * x - 4)));
  const auto level = m.add("level", Categorical({"a", "b"}, {logistic(x), 1 - logistic(x)}));
  const auto wait = m.add("wait", Gamma(2, exp(x)));
  const auto mean = [](auto&& likelihood) {
    using boost::math::quadrature::gauss_kronrod;
    const auto weight = [&](double at) { return std::exp(-at * at / 2) * likelihood(at); };
    return gauss_kronrod<double, 61>::integrate([&](double at) { return at * weight(at); }, -9.0, 9.0, 15) /
           gauss_kronrod<double, 61>::integrate(weight, -9.0, 9.0, 15);
  };
  const auto logistic_of = [](double at) { return 1 / (1 + std::exp(-at)); };
  expect_near(ask(m, E(x).given(event)), mean([&](double at) { return logistic_of(3 * at - 4); }));
  expect_near(ask(m, E(x).given(!event && level == "b")),
              mean([&](double at) { return (1 - logistic_of(3 * at - 4)) * (1 - logistic_of(at)); }));
  expect_near(ask(m, E(x).given(event).given(observed(wait, 0.5))), mean([&](double at) {
                return logistic_of(3 * at - 4) * std::exp(2 * at - 0.5 * std::exp(at));
              }));
}

TEST(Weighted, DrawsNormalQuantitiesBetweenTheirBounds) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));
  const auto t = m.add("t", TruncatedNormal(0, 1, -1, 5));
  const auto u = m.add("u", Uniform(0, 1));
  const double above_3 = std::erfc(3 / std::sqrt(2)) / 2, above_5 = std::erfc(5 / std::sqrt(2)) / 2;
  const double density_3 = std::exp(-4.5) / std::sqrt(2 * std::acos(-1.0)),
               density_5 = std::exp(-12.5) / std::sqrt(2 * std::acos(-1.0));
  const Answers answers = weighted(
      m,
      {E(x).given(x > 3 && x < 5), E(y).given(3 <= x && !(x >= 5)), E(t).given(t > 3), E(u).given(u > 0.5)},
      {.trajectories = 100'000});
  const double expected = (density_3 - density_5) / (above_3 - above_5);
  expect_near(answers[0], expected);
  expect_near(answers[1], expected);
  expect_near(answers[2], expected);
  expect_near(answers[3], 0.75);
  EXPECT_NEAR(*answers[0].condition_probability / (above_3 - above_5), 1, 1e-12);
  EXPECT_GT(answers[0].effective_samples, 99'000);
}

// Far more observations than a double has room for the product of their densities.
TEST(Weighted, TakesManyObservations) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  Query query = E(x);
  double sum = 0;
  constexpr int count = 40;
  for (int i = 0; i < count; ++i) {
    const auto y = m.add("y" + std::to_string(i), Normal(x, 1e-4 * (1 + i)));
    const auto far = m.add("far" + std::to_string(i), Normal(0, 1e-9));
    query = query.given(observed(y, 0.0)).given(observed(far, 1e-7));
    sum += 1e8 / ((1 + i) * (1 + i));
  }
  const Answer answer = ask(m, query, {.trajectories = 1'000'000});
  EXPECT_NEAR(answer.value, 0, 5 / std::sqrt(sum) / 1000);
  EXPECT_GT(answer.effective_samples, 900'000);
  EXPECT_TRUE(answer.warnings.empty());
}

TEST(Weighted, TakesGuardedQuantities) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.2));
  const auto troops = m.add("troops", Normal(3, 1), {.when = entry});
  const auto reported = m.add("reported", Normal(if_then_else(entry, troops, 0), 1));
  // Seen troops tell of an entry.
  expect_near(ask(m, P(reported > 3).given(observed(troops, 3))), 0.5);
  EXPECT_EQ(ask(m, P(entry).given(observed(troops, 3))).value, 1);
  // P(entry | reported = 3) = 0.2 N(3; 3, 2) / (0.2 N(3; 3, 2) + 0.8 N(3; 0, 1)).
  const double with = 0.2 / std::sqrt(2.0), without = 0.8 * std::exp(-4.5);
  expect_near(ask(m, P(entry).given(observed(reported, 3))), with / (with + without));
  expect_near(ask(m, E(troops).given(entry && troops > 4)), 3 + 1.5251352761609807);
}

// P(fall | entry) averaged over worlds, each as heavy as its P(entry).
TEST(Weighted, WeighsWorldsByTheirEvidence) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 8));
  const auto q = m.parameter("q", Beta(3, 3));
  const auto entry = m.add("entry", Bernoulli(p));
  const auto fall = m.add("fall", Bernoulli(table(entry, {{no, 0.2}, {yes, q}})));
  const auto front = m.add("front", Categorical({"a", "b"}, {q, 1 - q}));
  const Options options{.trajectories = 500 * 512, .worlds = 500};
  const Answers answers = weighted(m,
                                   {P(fall).given(entry), P(entry).given(fall), E(p).given(entry),
                                    P(entry).given(front == "a"), P(fall).given(front == "a" && entry)},
                                   options);
  expect_near(answers[0], 0.5);
  expect_near(answers[1], 0.2 * 0.5 / (0.2 * 0.5 + 0.8 * 0.2));
  expect_near(answers[2], 3.0 / 11);
  expect_near(answers[3], 0.2);
  expect_near(answers[4], (3.0 * 4 / (6 * 7)) / 0.5);
  ASSERT_TRUE(answers[0].range) << answers[0].range_note;
  EXPECT_NEAR(answers[0].range->low, 0.189, 0.05);  // Beta(3, 3) at 5 %
  EXPECT_NEAR(answers[0].range->high, 0.811, 0.05);
  EXPECT_NEAR(*answers[0].condition_probability, 0.2, 5 * answers[0].condition_standard_error);
}

// A twin shares the chance of what was seen, so that is tested, not set.
TEST(Weighted, AnswersCounterfactuals) {
  Sprinkler s;
  const Query query = P(s.wet).given(s.wet).given(s.sprinkler).counterfactually(set(s.sprinkler, no));
  const auto by_weights = [](const Model& model, const std::vector<Query>& queries) {
    return weighted(model, queries, {});
  };
  const Answer answer = detail::answer_with_twins(s.model, {query}, by_weights)[0];
  // Given rain or not, wet had U < p with the sprinkler; it would have been so without where U < p' <= p.
  const double rain = 0.2 * 0.01 * 0.99, dry = 0.8 * 0.4 * 0.8;
  expect_near(answer, (rain * 0.9 / 0.99 + dry * 0.001 / 0.8) / (rain + dry));
}

TEST(Weighted, GivesTheSameBitsHoweverItIsRun) {
  const Model m = test::everything();
  const Event entry = m.event("entry"), rain = m.event("rain"), change = m.event("change");
  const Quantity troops = m.quantity("troops"), n = m.quantity("n"), k = m.quantity("k");
  const std::vector<Query> queries = {P(entry).given(change),
                                      P(change).given(observed(n, 0.3)).given(!rain),
                                      E(troops).given(entry && m.category("mood") == "angry"),
                                      distribution_of(m.category("front")).given(m.event("hot")),
                                      histogram(troops, {0, 1000, 3000, 9000}).given(observed(troops, 2500)),
                                      P(rain).given(k == 2 && m.category("mix") == "z"),
                                      E(n).given(n > 1 && n < 2),
                                      P(m.event("defeat")).given(likelihood(rain, 1, 4)).given(entry)};
  Options options{.trajectories = 40'000, .worlds = 7, .threads = 1};
  const Answers expected = weighted(m, queries, options);
  const auto compare = [&] { test::expect_same_bits(expected, weighted(m, queries, options)); };
  for (const Index batch : {1, 3}) {
    options.batch = batch;
    compare();
  }
  options.threads = 3;
  compare();
  for (const std::string& name : instruction_sets()) {
    options.instruction_set = name;
    compare();
  }
}

TEST(Weighted, SaysThatWeightsAreDegenerate) {
  Model m;
  const auto x = m.add("x", Uniform(-4, 4));
  const auto y = m.add("y", Normal(x, 1e-4));
  const Answer answer = ask(m, E(x).given(observed(y, 3)), {.trajectories = 20'000});
  EXPECT_LT(answer.effective_samples, 20);
  ASSERT_FALSE(answer.warnings.empty());
  std::string all;
  for (const Warning& warning : answer.warnings) all += warning.text;
  EXPECT_NE(all.find("weights"), std::string::npos);
}

TEST(Weighted, BoundsWhatWasNeverSeen) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  const auto x = m.add("x", Normal(0, 1));
  const auto seen = m.add("seen", Bernoulli(table(a, {{no, 0.3}, {yes, 0.6}})));
  const Answer answer = ask(m, P(x > 6.5).given(seen), {.trajectories = 10'000});
  EXPECT_TRUE(answer.is_bound);
  EXPECT_GT(answer.value, 1e-4);
  EXPECT_LT(answer.value, 1e-3);
}

TEST(Weighted, BoundsAConditionThatIsNeverMet) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  const auto b = m.add("b", Bernoulli(table(a, {{no, 0}, {yes, 0}})));
  const auto x = m.add("x", Uniform(0, 1));
  const Answer impossible = ask(m, P(a).given(b));
  EXPECT_TRUE(std::isnan(impossible.value));
  ASSERT_FALSE(impossible.warnings.empty());
  EXPECT_NE(impossible.warnings[0].text.find("is below 0 "), std::string::npos)
      << impossible.warnings[0].text;
  const Answer unseen = ask(m, P(a).given(x > 1 && a), {.trajectories = 1024});
  EXPECT_TRUE(std::isnan(unseen.value));
  EXPECT_NE(unseen.warnings[0].text.find("below 0.00"), std::string::npos) << unseen.warnings[0].text;
}

TEST(Weighted, RefusesWhatItCannotAnswer) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  const auto x = m.add("x", Normal(0, 1));
  const auto sum = m.add("sum", Deterministic(x + a));
  const auto twice = m.add("twice", Deterministic(2 * a));
  const auto n = m.add("n", Poisson(3));
  const auto b = m.add("b", Bernoulli(x));
  EXPECT_EQ(message([&] { ask(m, P(a).given(observed(sum, 1))); }),
            "sum: expected a quantity whose exact value has a density, to be observed, got a formula of "
            "quantities; an interval can be given instead");
  EXPECT_EQ(ask(m, P(a).given(observed(twice, 2))).value, 1);
  EXPECT_NE(message([&] { ask(m, P(x > 0).given(a && !a)); }).find("'a' in two states, which cannot"),
            std::string::npos);
  EXPECT_NE(message([&] { ask(m, P(a).given(observed(n, 2.5))); }).find("'n' at 2.5"), std::string::npos);
  // A value beyond the end of every distribution of the family, whatever its parameters are.
  const auto length = m.add("length", LogNormal(x, 1)), share = m.add("share", Beta(2, 2));
  const auto within = m.add("within", Uniform(0, 1 + a));
  EXPECT_EQ(
      message([&] { ask(m, P(a).given(observed(length, -1))); }),
      "P(a | observed(length, -1)): expected a condition that can be met, got 'length' at -1, which cannot");
  EXPECT_NE(message([&] { ask(m, P(a).given(observed(share, 1.5))); }).find("'share' at 1.5"),
            std::string::npos);
  EXPECT_EQ(ask(m, P(a).given(observed(within, 1.5))).value, 1);
  EXPECT_NE(message([&] { ask(m, P(a).given(x > 3 && x < 2)); }).find("'x' between its bounds"),
            std::string::npos);
  EXPECT_NE(message([&] { ask(m, P(a).given(b)); }).find("b: expected probabilities and densities"),
            std::string::npos);
}

TEST(Weighted, PrintsWhatTheWeightsTell) {
  Sprinkler s;
  const Answers answers = weighted(s.model, {P(s.rain).given(s.slippery)}, {});
  EXPECT_NE(to_text(answers).find("probability of the"), std::string::npos) << to_text(answers);
  EXPECT_NE(to_json(answers).find("\"condition_probability\""), std::string::npos);
}

TEST(Weighted, ReportsProgressAndCanBeCancelled) {
  Sprinkler s;
  double last = 0;
  Options options{.trajectories = 100'000};
  options.progress = [&](double share) {
    EXPECT_GE(share, last);
    last = share;
  };
  weighted(s.model, {P(s.rain).given(s.wet), P(s.rain)}, options);
  EXPECT_EQ(last, 1);
  std::stop_source source;
  source.request_stop();
  options.stop = source.get_token();
  EXPECT_THROW(weighted(s.model, {P(s.rain)}, options), Cancelled);
}

TEST(Weighted, IsAtHomeWithRareEvidence) {
  const std::filesystem::path folder = CASUS_NETWORKS_DIR;
  if (folder.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  for (const test::RareEvidence& of : test::rare_evidence()) {
    const Network network = read_bif(folder / "bif" / (std::string(of.network) + ".bif"));
    const Model& model = network.model;
    Query query = P(model.category(of.target.first) == of.target.second);
    for (const auto& [name, state] : of.seen) query = query.given(model.category(name) == state);
    const Answer answer = ask(model, query, {});
    expect_near(answer, of.posterior);
    ASSERT_TRUE(answer.condition_probability);
    EXPECT_NEAR(*answer.condition_probability, of.probability, 5 * answer.condition_standard_error);
    EXPECT_GE(answer.effective_samples, of.effective * static_cast<double>(answer.samples))
        << answer.question;
    EXPECT_LT(answer.condition_standard_error, 0.02 * of.probability);
  }
}

// As forward sampling tells it (test/infer/quantiles.cpp).
TEST(Weighted, MeansThatHaveNoErrorSaySo) {
  Model m;
  const Event rare = m.add("rare", Bernoulli(2e-4));
  const Quantity skew = m.add("skew", LogNormal(0, 3)), light = m.add("light", LogNormal(0, 0.5));
  const Quantity gauge = m.add("gauge", Normal(light, 1));
  int coded = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Answers answers = estimate(
        m, {E(skew).given(rare), E(if_then_else(light > 60, skew, 0)).given(rare), E(light).given(rare)},
        {.method = Method::weighted, .seed = seed});
    coded += std::isnan(answers[0].interval.low) && !answers[0].warnings.empty() ? 1 : 0;
    EXPECT_TRUE(std::isnan(answers[1].interval.low) && std::isnan(answers[1].standard_error));
    EXPECT_EQ(answers[1].warnings.at(0).code, WarningCode::all_alike);
    EXPECT_TRUE(answers[2].warnings.empty()) << answers[2].warnings[0].text;
  }
  EXPECT_GE(coded, 9);
  // An observed value is no accident.
  const Answer seen = estimate(m, {E(gauge + 1).given(observed(gauge, 2))}, {.method = Method::weighted})[0];
  EXPECT_NEAR(seen.value, 3, 1e-12);
  EXPECT_FALSE(std::isnan(seen.interval.low));
}

}  // namespace
// Each factor is a probability of one in a hundred, their product 1e-800.
TEST(Weighted, FindingsBeyondTheRangeOfDoublesInAHybridModel) {
  Model m;
  const Event bad = m.add("bad", Bernoulli(0.3));
  std::vector<Event> signs;
  for (int i = 0; i < 400; ++i)
    signs.push_back(m.add("sign" + std::to_string(i), Bernoulli(table(bad, {{no, 0.01}, {yes, 0.0101}}))));
  const Quantity x = m.add("x", Normal(if_then_else(bad, 2, 0), 1));
  const double log_good = std::log(0.7) + 400 * std::log(0.01),
               log_bad = std::log(0.3) + 400 * std::log(0.0101);
  const double p_bad = 1 / (1 + std::exp(log_good - log_bad));
  const Answer answer = estimate(m, E(x).given(signs), {.trajectories = 100'000});
  EXPECT_EQ(answer.method_id, Method::weighted);
  EXPECT_NEAR(answer.value, 2 * p_bad, 5 * answer.standard_error);
  EXPECT_LT(answer.standard_error, 0.01);
  ASSERT_TRUE(answer.log_condition_probability);
  EXPECT_NEAR(*answer.log_condition_probability, log_bad - std::log(p_bad),
              5 * answer.log_condition_standard_error + 1e-9);
}

}  // namespace casus
