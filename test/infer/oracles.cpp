// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Networks typed in from their papers, against marginals that other systems computed (a file outside the repository).
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

// Lauritzen and Spiegelhalter, J. R. Stat. Soc. B 50 (1988) 157-224, doi:10.1111/j.2517-6161.1988.tb01721.x.
Model asia() {
  Model m;
  const Event visit = m.add("asia", Bernoulli(0.01));
  const Event tub = m.add("tub", Bernoulli(table(visit, {{no, 0.01}, {yes, 0.05}})));
  const Event smoke = m.add("smoke", Bernoulli(0.5));
  const Event lung = m.add("lung", Bernoulli(table(smoke, {{no, 0.01}, {yes, 0.1}})));
  const Event bronc = m.add("bronc", Bernoulli(table(smoke, {{no, 0.3}, {yes, 0.6}})));
  const Event either = m.add("either", Deterministic(tub || lung));
  m.add("xray", Bernoulli(table(either, {{no, 0.05}, {yes, 0.98}})));
  m.add("dysp", Bernoulli(table({bronc, either},
                                {{{no, no}, 0.1}, {{yes, no}, 0.8}, {{no, yes}, 0.7}, {{yes, yes}, 0.9}})));
  return m;
}

// Korb and Nicholson, Bayesian Artificial Intelligence, 2nd ed. 2010, section 2.2.
Model cancer() {
  Model m;
  const Category pollution = m.add("Pollution", Categorical({"low", "high"}, {0.9, 0.1}));
  const Event smoker = m.add("Smoker", Bernoulli(0.3));
  const Event cancer =
      m.add("Cancer",
            Bernoulli(table(
                {pollution, smoker},
                {{{"low", yes}, 0.03}, {{"high", yes}, 0.05}, {{"low", no}, 0.001}, {{"high", no}, 0.02}})));
  m.add("Xray",
        Categorical({"positive", "negative"}, cpt({cancer}, {{{yes}, {0.9, 0.1}}, {{no}, {0.2, 0.8}}})));
  m.add("Dyspnoea", Bernoulli(table(cancer, {{yes, 0.65}, {no, 0.3}})));
  return m;
}

// The network's `state` of a variable, as a condition: events are called yes and no, or True and False.
Boolean in_state(const Model& model, const std::string& name, const std::string& state) {
  if (model.find(name)->op == Op::category) return model.category(name) == state;
  const Event event = model.event(name);
  return state == "yes" || state == "True" ? Boolean(event) : !event;
}

void expect_priors(const Model& model, const nlohmann::json& oracle) {
  const Enumeration exact(model);
  std::vector<Query> queries;
  std::vector<double> truths;
  for (const auto& [name, states] : oracle.at("prior").items())
    for (const auto& [state, probability] : states.items()) {
      queries.push_back(P(in_state(model, name, state)));
      truths.push_back(probability.get<double>());
    }
  ASSERT_GE(queries.size(), 2 * model.variables().size());
  const Answers answers = estimate(model, queries, {.method = Method::forward, .trajectories = 200'000});
  const Answers eliminated = estimate(model, queries, {.method = Method::exact});
  for (std::size_t i = 0; i < queries.size(); ++i) {
    EXPECT_NEAR(eliminated[i].value, truths[i], 1e-12) << to_text(queries[i]);
    EXPECT_NEAR(exact(queries[i]), truths[i], 1e-12) << to_text(queries[i]);
    EXPECT_NEAR(answers[i].value, truths[i], 5 * answers[i].standard_error) << to_text(queries[i]);
  }
}

TEST(Oracles, SmallNetworksAgreeWithOtherSystems) {
  if (std::string(CASUS_ORACLES_DIR).empty())
    GTEST_SKIP() << "CASUS_ORACLES_DIR is not set: the file of known answers is not here";
  std::ifstream file(std::string(CASUS_ORACLES_DIR) + "/bn_exact.json");
  ASSERT_TRUE(file) << CASUS_ORACLES_DIR;
  const nlohmann::json oracles = nlohmann::json::parse(file);
  expect_priors(asia(), oracles.at("asia"));
  expect_priors(cancer(), oracles.at("cancer"));
}

}  // namespace
}  // namespace casus
