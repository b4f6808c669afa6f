// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/exact.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <nlohmann/json.hpp>

#include <casus/infer/detail/twins.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>

#include "infer/exact/eliminate.hpp"

#include "../../support/models.hpp"

namespace casus {
namespace {

using test::Sprinkler;

double exact_value(const Model& model, const Query& query, const Options& options = {}) {
  return exact(model, {query}, options)[0].value;
}

// ---- random models against enumeration

/// A small model of every kind of discrete variable, drawn from a seed.
class RandomModel {
public:
  RandomModel(unsigned seed, bool with_parameters) : random_(seed) {
    if (with_parameters)
      for (int i = 0; i < 3; ++i) parameters_.push_back(model.parameter("p" + std::to_string(i), Beta(2, 3)));
    for (int i = 0; i < 8; ++i) add("v" + std::to_string(i));
  }

  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  /// A condition that is about as deep as this.
  Boolean condition(int depth) {
    if (depth > 0) switch (below(6)) {
        case 0: return condition(depth - 1) && condition(depth - 1);
        case 1: return condition(depth - 1) || condition(depth - 1);
        case 2: return !condition(depth - 1);
        case 3: return number(depth - 1) < number(depth - 1);
        case 4: return number(depth - 1) <= 1 + number(0);
        default: break;
      }
    if (below(4) == 0 && !categories.empty()) {
      const Category& category = categories[below(static_cast<int>(categories.size()))];
      return category == category.states()[below(static_cast<int>(category.states().size()))];
    }
    return events[below(static_cast<int>(events.size()))];
  }

  Real number(int depth) {
    if (depth > 0) switch (below(6)) {
        case 0: return number(depth - 1) + number(depth - 1);
        case 1: return number(depth - 1) - 2 * number(depth - 1);
        case 2: return number(depth - 1) * number(depth - 1);
        case 3: return if_then_else(condition(depth - 1), number(depth - 1), number(depth - 1));
        case 4: return -number(depth - 1) / 3;
        default: break;
      }
    if (!quantities.empty() && below(3) == 0) return quantities[below(static_cast<int>(quantities.size()))];
    return Real(condition(0));
  }

  std::vector<Intervention> interventions() {
    std::map<Index, Intervention> some;
    for (int i = below(3); i > 0; --i) {
      if (below(2) == 0 || categories.empty()) {
        const Event& event = events[below(static_cast<int>(events.size()))];
        some.insert_or_assign(event.index(), set(event, below(2) == 0));
      } else {
        const Category& category = categories[below(static_cast<int>(categories.size()))];
        some.insert_or_assign(category.index(), set(category, category.states()[0]));
      }
    }
    std::vector<Intervention> all;
    for (const auto& [variable, one] : some) all.push_back(one);
    return all;
  }

  Model model;
  std::vector<Event> events;
  std::vector<Category> categories;
  std::vector<Quantity> quantities;

private:
  // In (0, 1), now and then 0 or 1, and where there are parameters often one of them.
  Real probability() {
    if (!parameters_.empty() && below(2) == 0)
      return parameters_[below(static_cast<int>(parameters_.size()))];
    const int tenths = below(11);
    return tenths / 10.0;
  }

  std::vector<Discrete> parents() {
    std::vector<Discrete> all;
    std::set<Index> taken;
    for (int i = 0; i < 2; ++i) {
      if (!events.empty()) {
        const Event& event = events[below(static_cast<int>(events.size()))];
        if (below(2) == 0 && taken.insert(event.index()).second) all.emplace_back(event);
      }
      if (!categories.empty()) {
        const Category& category = categories[below(static_cast<int>(categories.size()))];
        if (below(2) == 0 && taken.insert(category.index()).second) all.emplace_back(category);
      }
    }
    return all;
  }

  template <class Value, class Make>
  static std::vector<TableRow<Value>> rows(const std::vector<Discrete>& parents, Make&& make) {
    std::vector<TableRow<Value>> all{{{}, make()}};
    for (const Discrete& parent : parents) {
      std::vector<TableRow<Value>> longer;
      for (const auto& row : all)
        for (const std::string& state : parent.states()) {
          longer.push_back({row.states, make()});
          longer.back().states.emplace_back(state);
        }
      all = std::move(longer);
    }
    return all;
  }

  void add(const std::string& name) {
    Details details;
    if (!events.empty() && below(4) == 0) details.when = events[below(static_cast<int>(events.size()))];
    const std::vector<Discrete> own = parents();
    switch (events.empty() ? 0 : below(6)) {
      case 0:
      case 1:
        events.push_back(
            model.add(name,
                      Bernoulli(own.empty() ? probability()
                                            : table(own, rows<Real>(own, [&] { return probability(); }))),
                      details));
        return;
      case 2:
      case 3: {
        const auto row = [&] {
          const int a = below(5), b = below(5 - a);
          return std::vector<Real>{a / 4.0, b / 4.0, (4 - a - b) / 4.0};
        };
        const std::vector<Real> shares = own.empty() ? row() : cpt(own, rows<std::vector<Real>>(own, row));
        if (details.when && below(2) == 0) details.absent_state = "b";
        categories.push_back(model.add(name, Categorical({"a", "b", "c"}, shares), details));
        return;
      }
      case 4: events.push_back(model.add(name, Deterministic(condition(2)), details)); return;
      default: quantities.push_back(model.add(name, Deterministic(number(2)))); return;
    }
  }

  std::mt19937 random_;
  std::vector<Parameter> parameters_;
};

std::string described(unsigned seed, const Query& query) {
  return "seed " + std::to_string(seed) + ": " + to_text(query);
}

TEST(Exact, AgreesWithEnumerationOnRandomModels) {
  int answered = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomModel r(seed, false);
    const Enumeration truth(r.model);
    const Boolean given = r.condition(2);
    const std::vector<Intervention> done = r.interventions();
    std::vector<Query> queries;
    for (int i = 0; i < 3; ++i) {
      queries.push_back(P(r.condition(3)).given(given).under(done));
      queries.push_back(E(r.number(3)).given(given).under(done));
      queries.push_back(P(r.condition(3)));
    }
    if (std::isnan(truth(queries[0]))) {
      EXPECT_THROW(exact(r.model, queries, {}), Error) << described(seed, queries[0]);
      continue;
    }
    const Answers answers = exact(r.model, queries, {});
    for (std::size_t i = 0; i < queries.size(); ++i, ++answered)
      EXPECT_NEAR(answers[i].value, truth(queries[i]), 1e-12) << described(seed, queries[i]);
  }
  EXPECT_GT(answered, 1500);
}

TEST(Exact, AgreesWithEnumerationInEachWorld) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    RandomModel r(seed, true);
    const Boolean given = r.condition(2);
    const std::vector<Intervention> done = r.interventions();
    const Query asked = P(r.condition(3)).given(given).under(done);
    const Options options{.worlds = 21};
    double top = 0, bottom = 0;
    for (Index world = 0; world < options.worlds; ++world) {
      const Enumeration truth(r.model, draw_parameters(r.model, options.randomness(), world));
      const double weight = truth(P(given).under(done)), value = truth(asked);
      bottom += weight;
      if (weight > 0) top += weight * value;
    }
    if (bottom == 0) {
      EXPECT_THROW(exact(r.model, {asked}, options), Error) << described(seed, asked);
      continue;
    }
    EXPECT_NEAR(exact_value(r.model, asked, options), top / bottom, 1e-12) << described(seed, asked);
  }
}

// A signal is what a child says that is as likely.
TEST(Exact, TakesSignalsAsChildrenThatWereSeen) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    RandomModel r(seed, false), with_child(seed, false);
    const Event signal =
        with_child.model.add("signal", Bernoulli(table(with_child.events[0], {{no, 0.2}, {yes, 0.7}})));
    const Query asked = P(r.condition(2)), same = P(with_child.condition(2)).given(signal);
    EXPECT_NEAR(exact_value(r.model, asked.given(likelihood(r.events[0], 0.4, 1.4))),
                Enumeration(with_child.model)(same), 1e-12)
        << described(seed, asked);
  }
}

// ---- known answers

TEST(Exact, NetworksAgreeWithOtherSystems) {
  if (std::string(CASUS_ORACLES_DIR).empty() || std::string(CASUS_NETWORKS_DIR).empty())
    GTEST_SKIP() << "CASUS_ORACLES_DIR and CASUS_NETWORKS_DIR are not both set";
  std::ifstream file(std::string(CASUS_ORACLES_DIR) + "/bn_exact.json");
  ASSERT_TRUE(file) << CASUS_ORACLES_DIR;
  const nlohmann::json oracles = nlohmann::json::parse(file);
  for (const auto& [name, oracle] : oracles.items()) {
    const std::filesystem::path path =
        std::filesystem::path(CASUS_NETWORKS_DIR) / "bif" / (std::string(name) + ".bif");
    if (!std::filesystem::exists(path)) continue;
    const Network network = read_bif(path);
    // Rows of some files miss 1 by up to 1e-7; systems differ in what they make of that.
    constexpr double tolerance = 1e-6;
    const auto state = [&](const std::string& variable, const std::string& label) {
      return network.model.category(variable) == label;
    };
    std::vector<Query> queries;
    std::vector<double> truths;
    for (const auto& [variable, states] : oracle.at("prior").items())
      for (const auto& [label, probability] : states.items()) {
        queries.push_back(P(state(variable, label)));
        truths.push_back(probability.get<double>());
      }
    if (oracle.contains("posterior"))
      for (const auto& posterior : oracle.at("posterior")) {
        Boolean seen = yes;
        for (const auto& [variable, label] : posterior.at("evidence").items())
          seen = seen && state(variable, label.get<std::string>());
        queries.push_back(P(seen));
        truths.push_back(posterior.at("p_evidence").get<double>());
        for (const auto& [variable, states] : posterior.at("marginals").items())
          for (const auto& [label, probability] : states.items()) {
            queries.push_back(P(state(variable, label)).given(seen));
            truths.push_back(probability.get<double>());
          }
      }
    const Answers answers = exact(network.model, queries, {});
    for (std::size_t i = 0; i < queries.size(); ++i)
      EXPECT_NEAR(answers[i].value, truths[i], tolerance) << path << " " << to_text(queries[i]);
  }
}

TEST(Exact, EveryNetworkAnswersOrTellsItsCost) {
  if (std::string(CASUS_NETWORKS_DIR).empty())
    GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the networks are not here";
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(CASUS_NETWORKS_DIR) / "bif")) {
    const Network network = read_bif(entry.path());
    std::vector<Query> queries;
    for (const Category& variable : network.variables) queries.push_back(distribution_of(variable));
    const ExactCost cost = exact_cost(network.model, queries);
    Options options;
    options.exact_budget = 1e7;  // as much as takes no time here
    if (cost.operations > options.exact_budget) {
      try {
        exact(network.model, queries, options);
        ADD_FAILURE() << entry.path();
      } catch (const Error& error) {
        EXPECT_NE(error.got().find("about " + detail::rounded(cost.operations)), std::string::npos)
            << error.what();
      }
      continue;
    }
    const Answers answers = exact(network.model, queries, options);
    const Answers sampled = estimate(network.model, queries, {.trajectories = 50'000});
    for (std::size_t i = 0; i < queries.size(); ++i) {
      double sum = 0;
      for (std::size_t state = 0; state < answers[i].parts.size(); ++state) {
        const double value = answers[i].parts[state].value;
        const Answer& other = sampled[i].parts[state];
        sum += value;
        EXPECT_EQ(answers[i].parts[state].question, other.question);
        // Never seen: then the value is an upper bound.
        if (other.is_bound)
          EXPECT_LE(value, 3 * other.value) << entry.path() << to_text(queries[i]);
        else
          EXPECT_NEAR(value, other.value, 6 * std::sqrt(value * (1 - value) / 50'000) + 1e-12)
              << entry.path() << to_text(queries[i]) << other.question;
      }
      EXPECT_NEAR(sum, 1, 1e-12) << entry.path() << to_text(queries[i]);
    }
  }
}

// ---- textbook cases

// By hand: P(wet) = .8*.4*.8 + .2*.99*.9 + .2*.01*.99 = .43618.
TEST(Exact, SprinklerSeenAndTurnedOn) {
  Sprinkler s;
  EXPECT_NEAR(exact_value(s.model, P(s.wet)), 0.43618, 1e-15);
  EXPECT_NEAR(exact_value(s.model, P(s.rain).given(s.wet)), 0.18018 / 0.43618, 1e-15);
  EXPECT_NEAR(exact_value(s.model, P(s.rain).given(s.sprinkler)), 0.002 / 0.322, 1e-15);
  EXPECT_NEAR(exact_value(s.model, P(s.rain).under(set(s.sprinkler, yes))), 0.2, 1e-15);
  EXPECT_NEAR(exact_value(s.model, P(s.rain).given(s.wet).under(set(s.sprinkler, yes))), 0.198 / 0.838,
              1e-15);
  EXPECT_NEAR(exact_value(s.model, P(s.wet).under({set(s.sprinkler, yes), set(s.rain, no)})), 0.8, 1e-15);
}

// Kidney stones (Charig et al., BMJ 292 (1986) 879; Pearl, Causality, 2nd ed. 2009, section 6.1): the treatment that cures more of the
// small and more of the large stones cures fewer of all, for it is given where stones are large.
TEST(Exact, SimpsonsReversal) {
  Model m;
  const Event large = m.add("large", Bernoulli(343.0 / 700));
  const Event open = m.add("open", Bernoulli(table(large, {{no, 87.0 / 357}, {yes, 263.0 / 343}})));
  const Event cured = m.add("cured", Bernoulli(table({large, open}, {{{no, no}, 234.0 / 270},
                                                                     {{no, yes}, 81.0 / 87},
                                                                     {{yes, no}, 55.0 / 80},
                                                                     {{yes, yes}, 192.0 / 263}})));
  EXPECT_NEAR(exact_value(m, P(cured).given(open)), 273.0 / 350, 1e-14);
  EXPECT_NEAR(exact_value(m, P(cured).given(!open)), 289.0 / 350, 1e-14);
  const double done = (357 * 81.0 / 87 + 343 * 192.0 / 263) / 700;
  const double not_done = (357 * 234.0 / 270 + 343 * 55.0 / 80) / 700;
  EXPECT_NEAR(exact_value(m, P(cured).under(set(open, yes))), done, 1e-14);
  EXPECT_NEAR(exact_value(m, P(cured).under(set(open, no))), not_done, 1e-14);
  EXPECT_GT(done, not_done);
}

// Pearl, Causality, 2nd ed. 2009, section 3.3.2: the effect by the mediator alone, though a hidden cause confounds.
TEST(Exact, FrontDoor) {
  Model m;
  const Event hidden = m.add("hidden", Bernoulli(0.5));
  const Event smoking = m.add("smoking", Bernoulli(table(hidden, {{no, 0.1}, {yes, 0.9}})));
  const Event tar = m.add("tar", Bernoulli(table(smoking, {{no, 0.05}, {yes, 0.95}})));
  const Event cancer = m.add(
      "cancer", Bernoulli(table({hidden, tar},
                                {{{no, no}, 0.1}, {{no, yes}, 0.15}, {{yes, no}, 0.8}, {{yes, yes}, 0.85}})));
  double front_door = 0;
  for (const bool has_tar : {false, true}) {
    const Boolean with = has_tar ? Boolean(tar) : !tar;
    double inner = 0;
    for (const bool smokes : {false, true}) {
      const Boolean who = smokes ? Boolean(smoking) : !smoking;
      inner += exact_value(m, P(cancer).given(with && who)) * exact_value(m, P(who));
    }
    front_door += inner * exact_value(m, P(with).given(smoking));
  }
  // By hand: .95 (.5 * .15 + .5 * .85) + .05 (.5 * .1 + .5 * .8).
  EXPECT_NEAR(exact_value(m, P(cancer).under(set(smoking, yes))), 0.95 * 0.5 + 0.05 * 0.45, 1e-15);
  EXPECT_NEAR(front_door, 0.4975, 1e-14);
  EXPECT_GT(exact_value(m, P(cancer).given(smoking)), 0.7);
  // Evidence on a child of what is set, and on a cause of it that no longer is one.
  EXPECT_NEAR(exact_value(m, P(hidden).given(tar).under(set(smoking, yes))), 0.5, 1e-15);
  EXPECT_NEAR(exact_value(m, P(hidden).given(cancer).under(set(smoking, yes))), 0.5 * 0.8475 / 0.4975, 1e-14);
  EXPECT_NEAR(exact_value(m, P(cancer).given(hidden).under(set(smoking, yes))), 0.8475, 1e-15);
}

// Twins share their uniform numbers: the firing squad (Pearl, Causality, 2nd ed. 2009, section 7.1.2), and an event that would have
// been more likely.
TEST(Exact, CounterfactualsShareTheirChance) {
  Model m;
  const Event court = m.add("court", Bernoulli(0.7));
  const Event captain = m.add("captain", Deterministic(court));
  const Event a = m.add("a", Deterministic(captain));
  const Event b = m.add("b", Deterministic(captain));
  const Event nervous = m.add("nervous", Bernoulli(table(captain, {{no, 0.1}, {yes, 0.4}})));
  const Category mood =
      m.add("mood", Categorical({"low", "middle", "high"},
                                cpt({captain}, {{{no}, {0.5, 0.3, 0.2}}, {{yes}, {0.1, 0.3, 0.6}}})));
  const Event dead = m.add("dead", Deterministic(a || b));
  const std::vector<Query> queries = {
      P(dead).given(dead).counterfactually(set(a, no)),
      P(nervous).given(!nervous && !captain).counterfactually(set(captain, yes)),
      P(nervous).given(nervous && !captain).counterfactually(set(captain, yes)),
      P(mood == "middle").given(mood == "low" && !captain).counterfactually(set(captain, yes)),
  };
  const Answers answers = detail::answer_with_twins(
      m, queries,
      [](const Model& model, const std::vector<Query>& asked) { return exact(model, asked, {}); });
  EXPECT_DOUBLE_EQ(answers[0].value, 1);
  EXPECT_NEAR(answers[1].value, 0.3 / 0.9, 1e-15);  // U in [.1, .4) of [.1, 1)
  EXPECT_DOUBLE_EQ(answers[2].value, 1);
  EXPECT_NEAR(answers[3].value, 0.3 / 0.5, 1e-15);  // U in [.1, .4) of [0, .5)
}

// ---- shapes of questions

struct ManyCauses {
  Model model;
  Event start = model.add("start", Bernoulli(0.3));
  std::vector<Event> causes;
  ManyCauses() {
    for (int i = 0; i < 20; ++i)
      causes.push_back(
          model.add("cause " + std::to_string(i), Bernoulli(table(start, {{no, 0.01}, {yes, 0.05}}))));
  }
};

TEST(Exact, DisjunctionsAndSumsOfManyEventsStaySmall) {
  ManyCauses m;
  Boolean any = m.causes[0];
  Real sum = m.causes[0];
  for (std::size_t i = 1; i < m.causes.size(); ++i) {
    any = any || m.causes[i];
    sum = sum + m.causes[i];
  }
  const double none = 0.7 * std::pow(0.99, 20) + 0.3 * std::pow(0.95, 20);
  EXPECT_NEAR(exact_value(m.model, P(any)), 1 - none, 1e-14);
  EXPECT_NEAR(exact_value(m.model, P(!any)), none, 1e-14);
  EXPECT_NEAR(exact_value(m.model, P(sum == 0)), none, 1e-14);
  EXPECT_NEAR(exact_value(m.model, P(m.start).given(any)), 0.3 * (1 - std::pow(0.95, 20)) / (1 - none),
              1e-14);
  EXPECT_NEAR(exact_value(m.model, E(sum)), 20 * (0.7 * 0.01 + 0.3 * 0.05), 1e-14);
  EXPECT_NEAR(exact_value(m.model, P(sum >= 2)),
              1 - none - 20 * (0.7 * 0.01 * std::pow(0.99, 19) + 0.3 * 0.05 * std::pow(0.95, 19)), 1e-14);
  EXPECT_LT(exact_cost(m.model, P(any)).operations, 2000);
  EXPECT_LT(exact_cost(m.model, P(sum >= 2)).operations, 40'000);
}

TEST(Exact, NoisyOrsOfManyCausesStaySmall) {
  ManyCauses m;
  std::vector<Cause> causes;
  std::vector<Condition> conditions;
  for (const Event& cause : m.causes) {
    causes.push_back({cause, 0.5});
    conditions.push_back({!cause, 0.1, 0.5});
  }
  const Event by_any = m.model.add("by any", Bernoulli(noisy_or(leak(0.1), causes)));
  const Event by_all = m.model.add("by all", Bernoulli(noisy_and(leak(0.2), conditions)));
  EXPECT_NEAR(exact_value(m.model, P(!by_any)),
              0.9 * (0.7 * std::pow(0.99 + 0.005, 20) + 0.3 * std::pow(0.95 + 0.025, 20)), 1e-14);
  EXPECT_NEAR(exact_value(m.model, P(by_all)),
              0.8 * (0.7 * std::pow(0.99 * 0.9 + 0.005, 20) + 0.3 * std::pow(0.95 * 0.9 + 0.025, 20)), 1e-14);
  EXPECT_LT(exact_cost(m.model, P(by_all)).operations, 5000);
}

TEST(Exact, QuestionsOfOneSetAreCoherent) {
  ManyCauses m;
  const Boolean seen = m.causes[0] || m.causes[1];
  const Answers answers = exact(m.model,
                                {P(m.start).given(seen), P(!m.start).given(seen), P(seen).given(seen),
                                 P(m.start && m.causes[2]).given(seen), P(!seen).given(seen), P(yes)},
                                {});
  EXPECT_NEAR(answers[0].value + answers[1].value, 1, 1e-15);
  EXPECT_DOUBLE_EQ(answers[2].value, 1);
  EXPECT_NEAR(answers[3].value, 0.05 * answers[0].value, 1e-15);
  EXPECT_EQ(answers[4].value, 0);
  EXPECT_EQ(answers[5].value, 1);
}

TEST(Exact, ReadsFormulasAndSetQuantities) {
  Model m;
  const Event war = m.add("war", Bernoulli(0.25));
  const Quantity cost = m.add("cost", Deterministic(if_then_else(war, 8, 2)), {.unit = "bn"});
  const Quantity troops = m.add("troops", LogNormal::median(1000, 1), {.when = war});
  const Event loss = m.add("loss", Bernoulli(if_then_else(troops < 500, 0.9, 0.2)), {.when = war});
  const Answer answer = exact(m, {E(cost)}, {})[0];
  EXPECT_DOUBLE_EQ(answer.value, 3.5);
  EXPECT_EQ(answer.unit, "bn");
  EXPECT_DOUBLE_EQ(exact_value(m, P(cost > 5)), 0.25);
  EXPECT_DOUBLE_EQ(exact_value(m, P(loss).under(set(troops, 400))), 0.225);
  EXPECT_DOUBLE_EQ(exact_value(m, E(troops).given(war).under(set(troops, 400))), 400);
  EXPECT_EQ(why_not_exact(m, P(loss)), "it needs 'troops', a quantity");
  EXPECT_EQ(why_not_exact(m, P(war).given(observed(troops, 900))),
            "it is given the exact value of 'troops', a quantity");
  EXPECT_EQ(why_not_exact(m, quantile(cost, 0.5)), "it asks for a quantile");
  EXPECT_EQ(why_not_exact(m, P(war)), std::nullopt);
  EXPECT_THROW(exact(m, {P(loss)}, {}), Error);
}

// A row that nobody meets may be missing or wrong; one that is met may not.
TEST(Exact, RefusesDistributionsOutOfTheirDomainWhereTheyAreMet) {
  Model m;
  const auto p = m.parameter("p", Uniform(0.5, 0.9));
  const Event entry = m.add("entry", Bernoulli(p));
  const Category mood = m.add("mood", Categorical({"calm", "angry"}, {p, 1 - p}), {.when = entry});
  const Event riot = m.add("riot", Bernoulli(table(mood, {{"calm", 0.1}, {"angry", 0.6}})), {.when = entry});
  const Event wrong = m.add("wrong", Bernoulli(if_then_else(riot, p + 1, p)));
  const Event unmet = m.add("unmet", Bernoulli(if_then_else(riot && !entry, p + 1, p)));
  EXPECT_GT(exact_value(m, P(riot)), 0);
  EXPECT_GT(exact_value(m, P(unmet)), 0.5);
  try {
    exact(m, {P(wrong)}, {});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.subject(), "wrong (riot = yes)");
  }
}

// ---- conditions, budget, worlds

TEST(Exact, RefusesImpossibleConditions) {
  Sprinkler s;
  const Boolean impossible = s.wet && !s.rain && !s.sprinkler;
  try {
    exact(s.model, {P(s.rain).given(impossible)}, {});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.expected(), "a condition that can be met");
    EXPECT_EQ(error.got(), "'" + to_text(impossible) + "', which cannot");
  }
  EXPECT_THROW(exact(s.model, {P(s.rain).given(s.rain && !s.rain)}, {}), Error);
  EXPECT_THROW(exact(s.model, {P(s.rain).given(s.sprinkler).under(set(s.sprinkler, no))}, {}), Error);
  EXPECT_THROW(exact(s.model, {P(s.rain).given(no)}, {}), Error);
  EXPECT_EQ(exact_value(s.model, P(impossible)), 0);
}

TEST(Exact, KeepsToItsBudget) {
  Sprinkler s;
  Options options;
  options.exact_budget = 1;
  EXPECT_THROW(exact(s.model, {P(s.wet)}, options), Error);
  options.exact_budget = exact_cost(s.model, P(s.wet)).operations;
  EXPECT_NO_THROW(exact(s.model, {P(s.wet)}, options));
  options.exact_budget = -1;
  EXPECT_THROW(exact(s.model, {P(s.wet)}, options), Error);
}

// The probability of all that was seen is far below the smallest double.
TEST(Exact, MuchEvidenceDoesNotUnderflow) {
  Model m;
  const Event cause = m.add("cause", Bernoulli(0.5));
  Boolean seen = yes;
  Event last = cause;
  for (int i = 0; i < 600; ++i) {
    last = m.add("hidden " + std::to_string(i), Bernoulli(table(last, {{no, 0.01}, {yes, 0.99}})));
    const Event own = m.add("seen " + std::to_string(i),
                            Bernoulli(table(last, {{no, i % 2 ? 0.1 : 0.01}, {yes, i % 2 ? 0.01 : 0.1}})));
    if (i < 560) seen = seen && own;
  }
  const Answers answers = exact(m, {P(cause).given(seen), P(last).given(seen)}, {});
  EXPECT_GT(answers[0].value, 0.5);
  EXPECT_LT(answers[0].value, 1);
  // Forward and backward the same chain: by its recursion.
  double no_weight = 0.5, yes_weight = 0.5, backward_no = 1, backward_yes = 1;
  for (int i = 0; i < 600; ++i) {
    const double now_yes = 0.99 * yes_weight + 0.01 * no_weight,
                 now_no = 0.01 * yes_weight + 0.99 * no_weight;
    yes_weight = now_yes * (i >= 560 ? 1 : i % 2 ? 0.01 : 0.1);
    no_weight = now_no * (i >= 560 ? 1 : i % 2 ? 0.1 : 0.01);
    const double sum = yes_weight + no_weight;
    yes_weight /= sum;
    no_weight /= sum;
  }
  for (int i = 559; i >= 0; --i) {
    const double on_yes = backward_yes * (i % 2 ? 0.01 : 0.1), on_no = backward_no * (i % 2 ? 0.1 : 0.01);
    backward_yes = 0.99 * on_yes + 0.01 * on_no;
    backward_no = 0.01 * on_yes + 0.99 * on_no;
    const double sum = backward_yes + backward_no;
    backward_yes /= sum;
    backward_no /= sum;
  }
  EXPECT_NEAR(answers[0].value, backward_yes, 1e-12);
  EXPECT_NEAR(answers[1].value, yes_weight, 1e-12);
}

struct Uncertain {
  Model model;
  Parameter p = model.parameter("p", Beta(2, 8));
  Parameter q = model.parameter("q", Beta(6, 4));
  Event cause = model.add("cause", Bernoulli(p));
  Event effect = model.add("effect", Bernoulli(table(cause, {{no, 0.1}, {yes, q}})));
  Event other = model.add("other", Bernoulli(0.3));
};

TEST(Exact, WorldsAreWhatTheErrorIsMadeOf) {
  Uncertain u;
  const Answers answers = exact(
      u.model, {P(u.effect), P(u.cause).given(u.effect), E(3 * u.cause + u.p), P(u.other)}, {.worlds = 4000});
  EXPECT_NEAR(answers[0].value, 0.2 * 0.6 + 0.8 * 0.1, 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 0.12 / 0.2, 5 * answers[1].standard_error);
  EXPECT_NEAR(answers[2].value, 0.8, 5 * answers[2].standard_error);
  EXPECT_LT(answers[1].standard_error, 0.01);
  ASSERT_TRUE(answers[1].range);
  EXPECT_LT(answers[1].range->low, answers[1].interval.low);
  EXPECT_GT(answers[1].range->high, answers[1].interval.high);
  EXPECT_EQ(answers[1].samples, 0);
  EXPECT_EQ(answers[1].worlds, 4000);
  EXPECT_TRUE(answers[1].method.starts_with("exact within each of 4000 sampled worlds: "))
      << answers[1].method;
  // Beta(2, 8): its central 90 %.
  const Answer prior = exact(u.model, {P(u.cause)}, {.worlds = 20000})[0];
  EXPECT_NEAR(prior.range->low, 0.0410, 0.003);
  EXPECT_NEAR(prior.range->high, 0.4291, 0.01);
  // What no parameter matters for is exact.
  EXPECT_DOUBLE_EQ(answers[3].value, 0.3);
  EXPECT_EQ(answers[3].standard_error, 0);
  EXPECT_EQ(answers[3].interval.low, answers[3].interval.high);
  EXPECT_TRUE(std::isinf(answers[3].effective_samples));
  EXPECT_TRUE(answers[3].method.starts_with("exact: ")) << answers[3].method;
}

TEST(Exact, SameBitsForAnyNumberOfThreads) {
  RandomModel r(7, true);
  std::vector<Query> queries;
  const Boolean given = r.condition(1) || r.events[0];
  for (int i = 0; i < 5; ++i) queries.push_back(P(r.condition(2)).given(given));
  const Answers one = exact(r.model, queries, {.worlds = 333, .threads = 1});
  for (const int threads : {2, 3, 0}) {
    const Answers many = exact(r.model, queries, {.worlds = 333, .threads = threads});
    for (std::size_t i = 0; i < queries.size(); ++i) {
      EXPECT_EQ(one[i].value, many[i].value);
      EXPECT_EQ(one[i].interval.low, many[i].interval.low);
    }
  }
  // A world is worth the same alone as side by side with others.
  const double alone = exact_value(r.model, queries[0], {.worlds = 1});
  double sum = 0, weight = 0;
  for (Index world = 0; world < 1; ++world) {
    const Enumeration truth(r.model, draw_parameters(r.model, {}, world));
    weight += truth(P(given));
    sum += truth(P(given)) * truth(queries[0]);
  }
  EXPECT_NEAR(alone, sum / weight, 1e-13);
}

TEST(Exact, StopsWhenItIsAsked) {
  Uncertain u;
  std::stop_source source;
  Options options{.worlds = 10'000'000};
  options.stop = source.get_token();
  options.progress = [&](double) { source.request_stop(); };
  EXPECT_THROW(exact(u.model, {P(u.effect)}, options), Cancelled);
  EXPECT_THROW(exact(u.model, {P(u.other)}, options), Cancelled);
}

// ---- more evidence than a double holds

// Findings of a hidden event: `favourable` for it, as many against it at the end.
struct Findings {
  Model model;
  Event cause = model.add("cause", Bernoulli(0.25));
  std::vector<Event> findings;

  explicit Findings(int count, double if_cause, double else_it) {
    for (int i = 0; i < count; ++i)
      findings.push_back(
          model.add("f" + std::to_string(i), Bernoulli(if_then_else(cause, if_cause, else_it))));
  }
  // Of so many, the first `positive` hold.
  Boolean seen(std::size_t count, std::size_t positive) const {
    std::optional<Boolean> all;
    for (std::size_t i = 0; i < count; ++i) {
      const Boolean one = i < positive ? Boolean(findings[i]) : !findings[i];
      all = all ? *all && one : one;
    }
    return *all;
  }
};

TEST(Exact, TakesThousandsOfFindings) {
  const Findings f(2000, 0.01, 0.01 * std::exp(-1e-3));
  const Answer answer = estimate(f.model, {P(f.cause).given(f.seen(2000, 2000))})[0];
  const double no = 0.75 * std::exp(-2.0);
  EXPECT_EQ(answer.method_id, Method::exact);
  EXPECT_NEAR(answer.value, 0.25 / (0.25 + no), 1e-10);
  EXPECT_FALSE(answer.condition_probability);
  ASSERT_TRUE(answer.log_condition_probability);
  EXPECT_NEAR(*answer.log_condition_probability, 2000 * std::log(0.01) + std::log(0.25 + no), 1e-8);
  EXPECT_EQ(answer.log_condition_standard_error, 0);
}

// On the way one of two probabilities is below 1e-1900 of the other.
TEST(Exact, ForgetsNoStateThatOtherFindingsSpeakFor) {
  const Findings f(2000, 0.99, 0.01);
  const Answer answer = estimate(f.model, {P(f.cause).given(f.seen(2000, 1000))})[0];
  EXPECT_NEAR(answer.value, 0.25, 1e-9);
  EXPECT_NEAR(*answer.log_condition_probability, 1000 * (std::log(0.99) + std::log(0.01)), 1e-8);
}

TEST(Exact, TellsTinyEvidenceFromWhatCannotBe) {
  Findings f(200, 0.01, 0.02);
  const Event never = f.model.add("never", Bernoulli(if_then_else(f.cause, 1e-300, 0.0)));
  const Boolean tiny = f.seen(200, 200) && never;
  EXPECT_EQ(exact_value(f.model, P(f.cause).given(tiny)), 1);
  EXPECT_THROW(exact_value(f.model, P(f.cause).given(tiny && !f.cause)), Error);
}

// With a Beta distribution of the hidden event, each world by itself.
TEST(Exact, TakesThousandsOfFindingsInWorlds) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 3));
  const Event cause = model.add("cause", Bernoulli(p));
  std::optional<Boolean> seen;
  for (int i = 0; i < 1000; ++i) {
    const Event one = model.add("f" + std::to_string(i), Bernoulli(if_then_else(cause, 0.011, 0.01)));
    if (i < 600)
      seen = seen ? *seen && one : Boolean(one);
    else
      seen = *seen && !one;
  }
  const double ratio = std::exp(600 * std::log(1.1) + 400 * std::log(0.989 / 0.99));
  const Answer answer = estimate(model, {E(p).given(*seen), P(cause).given(*seen)})[1];
  EXPECT_NEAR(answer.value, ratio / (ratio + 1.5), 5 * answer.standard_error + 1e-12);
  const double log_no = 600 * std::log(0.01) + 400 * std::log(0.99);
  EXPECT_NEAR(*answer.log_condition_probability, log_no + std::log(0.4 * ratio + 0.6),
              5 * answer.log_condition_standard_error);
}

TEST(Exact, GivesTheProbabilityOfEvidence) {
  Sprinkler s;
  const Answer answer = estimate(s.model, {P(s.rain).given(s.wet)}, {.method = Method::exact})[0];
  const double truth = exact_value(s.model, P(s.wet));
  EXPECT_NEAR(*answer.condition_probability, truth, 1e-15);
  EXPECT_EQ(answer.condition_standard_error, 0);
  EXPECT_NEAR(*answer.log_condition_probability, std::log(truth), 1e-14);
  EXPECT_FALSE(estimate(s.model, {P(s.rain)})[0].log_condition_probability);
  EXPECT_FALSE(estimate(s.model, {P(s.rain).given(likelihood(s.wet, 1, 3))}, {.method = Method::exact})[0]
                   .log_condition_probability);
}

// ---- worlds that the evidence tells apart

bool has_code(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

// Six events in a row of a rare kind leave next to none of the worlds.
TEST(Exact, SaysThatFewWorldsCarryTheAnswer) {
  Model model;
  const auto p = model.parameter("p", Beta(1, 50));
  std::vector<Event> e;
  for (int i = 0; i < 7; ++i) e.push_back(model.add("e" + std::to_string(i), Bernoulli(p)));
  const Boolean seen = e[0] && e[1] && e[2] && e[3] && e[4] && e[5];
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Answer answer = estimate(model, {P(e[6]).given(seen)}, {.method = Method::exact, .seed = seed})[0];
    const bool is_said =
        has_code(answer, WarningCode::degenerate_weights) || has_code(answer, WarningCode::few_clusters);
    EXPECT_TRUE(is_said) << seed;
    EXPECT_FALSE(answer.range) << seed;
    EXPECT_TRUE(answer.pareto_k);
  }
  const Answer plain = estimate(model, {P(e[6])}, {.method = Method::exact})[0];
  EXPECT_TRUE(plain.warnings.empty());
  EXPECT_FALSE(plain.pareto_k);
}

// A probability that is 0 in all drawn worlds need not be 0 if a parameter is compared with a number.
TEST(ExactWithinWorlds, ThresholdsThatNoWorldCrossedGiveABound) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const auto event = m.add("event", Bernoulli(p)), never = m.add("never", Bernoulli(0 * p));
  for (const Query& query : {P(p > 0.99999), P(event && p > 0.99999), P(p > 0.99999).given(event)}) {
    const Answer answer = estimate(m, query, {.method = Method::exact});
    EXPECT_TRUE(answer.is_bound) << answer.question;
    EXPECT_GT(answer.value, 3e-10) << answer.question;
    EXPECT_LT(answer.value, 0.01) << answer.question;
    ASSERT_EQ(answer.warnings.size(), 1u);
    EXPECT_EQ(answer.warnings[0].code, WarningCode::never_seen);
    EXPECT_EQ(answer.warnings[0].text.substr(0, 25), "never seen in 1000 worlds");
  }
  const Answer certain = estimate(m, P(p < 0.99999), {.method = Method::exact});
  EXPECT_EQ(certain.value, 1);
  EXPECT_LT(certain.interval.low, 0.999);
  const Answer mean = estimate(m, E(if_then_else(p > 0.99999, 1.0, 0.0)), {.method = Method::exact});
  EXPECT_TRUE(std::isnan(mean.interval.low));
  EXPECT_FALSE(mean.warnings.empty());
  // Without a threshold, 0 is 0.
  const Answer impossible = estimate(m, P(never), {.method = Method::exact});
  EXPECT_FALSE(impossible.is_bound);
  EXPECT_EQ(impossible.interval.high, 0);
}

TEST(ExactWithinWorlds, IntervalsOfFewWorldsHold) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const double truth = boost::math::cdf(complement(boost::math::beta_distribution<>(2, 2), 0.97));
  constexpr int runs = 300;
  int held = 0;
  for (int run = 1; run <= runs; ++run) {
    const Interval interval =
        estimate(m, P(p > 0.97), {.method = Method::exact, .seed = static_cast<std::uint64_t>(run)}).interval;
    held += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  EXPECT_GT(boost::math::cdf(boost::math::binomial(runs, 0.95), held), 1e-6) << held;
}

}  // namespace
}  // namespace casus
