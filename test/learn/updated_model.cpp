// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/io/model_file.hpp>
#include <casus/learn/updated_model.hpp>
#include <casus/model/correlation.hpp>

namespace casus {
namespace {

TEST(UpdatedModel, HasThePosteriorAndCanBeWritten) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2), {.source = "a judgement"});
  const auto half = m.parameter("half", Deterministic(p / 2));
  const auto rate = m.parameter("rate", LogNormal(0, 1));
  const auto count = m.parameter("count", Poisson(3));
  std::vector<Event> events;
  std::vector<std::optional<bool>> outcomes;
  for (int i = 0; i < 40; ++i) {
    events.push_back(m.add("e" + std::to_string(i), Bernoulli(p)));
    outcomes.emplace_back(i < 29);
  }
  const auto k = m.add("k", Poisson(10 * rate));
  const auto seen_count = m.add("seen count", Normal(count, 1));
  std::vector<Observation> seen = observed(events, outcomes);
  seen.emplace_back(observed(k, 30));
  seen.emplace_back(observed(seen_count, 5));
  const Posterior after = posterior(m, seen);
  const Updated<Model> found = updated(m, after);
  ASSERT_EQ(found.remarks.size(), 3u);
  EXPECT_EQ(found.remarks[0].substr(0, 8), "p: Beta,");
  const Model& model = found.subject;
  const auto mean_of = [&](const Parameter& of) { return estimate(model, E(of), {.worlds = 4000}); };
  EXPECT_NEAR(mean_of(p).value, 31.0 / 44, 0.01);
  EXPECT_NEAR(mean_of(half).value, 31.0 / 88, 0.005);
  EXPECT_NEAR(mean_of(rate).value, after.mean(rate).value, 0.05);
  EXPECT_NEAR(mean_of(count).value, after.mean(count).value, 0.1);
  EXPECT_EQ(model.parameters()[0].details.source, "a judgement; updated by observations; before: Beta(2, 2)");
  EXPECT_EQ(model.parameters()[3].distribution.kind, Kind::quantity);  // the values drawn
  const ModelFile read = read_model(write_model(model), "updated.toml");
  EXPECT_EQ(draw_parameters(read.model, {}, 7), draw_parameters(model, {}, 7));
}

TEST(UpdatedModel, StatesWhatDependsOnEachOther) {
  // Only the sum is seen, so that the two are negatively correlated: 1 / (1 + 2 / 0.01) short of -1.
  Model m;
  const auto a = m.parameter("a", Normal(0, 1)), b = m.parameter("b", Normal(0, 1));
  const auto sum = m.add("sum", Normal(a + b, 0.1));
  const Posterior after = posterior(m, {observed(sum, 1)});
  const Updated<Model> found = updated(m, after);
  ASSERT_EQ(found.subject.correlations().size(), 1u);
  const double normal = -1 / (1 + 0.01);
  EXPECT_NEAR(found.subject.correlations()[0].rank, rank_correlation_of(normal), 0.01);
  EXPECT_NEAR(estimate(found.subject, E(a + b), {.worlds = 4000}).value, 2 / 2.01, 0.05);
  EXPECT_NEAR(estimate(found.subject, sd(sum), {.worlds = 4000}).value, std::sqrt(0.02), 0.08);
}

TEST(UpdatedModel, KeepsTheSharesOfADirichlet) {
  Model m;
  const auto shares = m.parameter("share", Dirichlet{{1, 1, 2}});
  std::vector<Category> all;
  std::vector<std::string> states;
  for (int i = 0; i < 30; ++i) {
    all.push_back(
        m.add("c" + std::to_string(i), Categorical({"x", "y", "z"}, {shares[0], shares[1], shares[2]})));
    states.emplace_back(i < 15 ? "x" : i < 25 ? "y" : "z");
  }
  const Posterior after = posterior(m, observed(all, states));
  const Model model = updated(m, after).subject;
  const std::vector<double> concentrations{16, 11, 7};
  for (std::size_t i = 0; i < 3; ++i) {
    const double mean = concentrations[i] / 34;
    EXPECT_NEAR(estimate(model, E(shares[i]), {.worlds = 4000}).value, mean, 0.01);
    EXPECT_NEAR(estimate(model, sd(shares[i]), {.worlds = 4000}).value, std::sqrt(mean * (1 - mean) / 35),
                0.012);
  }
}

TEST(UpdatedModel, OverTime) {
  Timeline t;
  const auto p = t.parameter("p", Beta(1, 9));
  const auto event = t.event("event");
  t.each(event, Bernoulli(p));
  Horizon h(t, 12);
  const Posterior after = posterior(h, observed(h, event, {true, true, false, true}));
  const Updated<Timeline> found = updated(t, after);
  Horizon later(found.subject, 3);
  const Answer answer = estimate(later, P(later.at(event, 0)), {.worlds = 4000});
  EXPECT_NEAR(answer.value, 4.0 / 14, 0.01);
}

}  // namespace
}  // namespace casus
