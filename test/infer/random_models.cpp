// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Small random models with variables of all kinds and guards, and questions in which something is given, done and imagined, asked of
// every method that takes them: exact answers where there is one, and answers drawn in different ways, have to agree.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

#include "../support/random_model.hpp"

namespace casus {
namespace {

constexpr double level = 1 - 1e-6;

using test::Chance;
using test::RandomModel;
using test::states;

struct Found {
  std::string method;
  Answer answer;
};

// Of those methods that take the question. None where no trajectory meets the condition, or it contradicts itself.
template <class Subject> std::vector<Found> ask_all(const Subject& subject, const Query& query) {
  std::vector<Found> all;
  for (const Method method :
       {Method::exact, Method::forward, Method::weighted, Method::splitting, Method::sequential}) {
    try {
      const Answer answer = estimate(
          subject, {query}, {.method = method, .trajectories = 4096, .level = level, .threads = 1})[0];
      if (!std::isnan(answer.interval.low)) all.push_back({std::string(to_text(method)), answer});
    } catch (const Error&) {
      // This method refuses the question: others answer it.
    }
  }
  return all;
}

void expect_agreement(const std::vector<Found>& all) {
  for (const Found& a : all)
    for (const Found& b : all) {
      EXPECT_LE(a.answer.interval.low, b.answer.interval.high + 1e-12)
          << a.answer.question << " by " << a.method << " and " << b.method;
    }
}

TEST(RandomModels, MethodsAgree) {
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Chance chance(seed);
    RandomModel random(chance, seed % 3 > 0);
    for (int i = 0; i < 2; ++i) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      const std::vector<Found> all = ask_all(random.model, random.question());
      compared += all.size() > 1 ? 1 : 0;
      expect_agreement(all);
    }
  }
  EXPECT_GT(compared, 300u);
}

// A front under strain, as long as the siege lasts; what falls may fall again.
struct RandomSiege {
  Timeline timeline;
  Series<Quantity> strain = timeline.quantity("strain");
  Series<Event> siege = timeline.event("siege");
  Series<Category> front;
  Series<Event> fall = timeline.event("fall");

  RandomSiege(Chance& chance)
      : front(
            timeline.category("front", states, chance.one_in(2) ? Details{.when = siege.now()} : Details{})) {
    timeline.each(strain, Normal(chance.between(-1, 1), 1));
    timeline.each(siege, Bernoulli(1 / (1 + exp(strain.now()))));
    const Real bad = 0.4 / (1 + exp(chance.between(-1, 1) - strain.now()));
    timeline.each(front, Categorical(states, {0.5, 0.5 - bad, bad}));
    timeline.first(fall, Bernoulli(if_then_else(front.now() == "bad", 0.6, 0.1)));
    timeline.step(fall, Bernoulli(if_then_else(front.now() == "bad" || fall.last(), 0.7, 0.1)));
  }
};

TEST(RandomModels, MethodsAgreeOverTime) {
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chance chance(seed);
    const RandomSiege siege(chance);
    Horizon h(siege.timeline, 3);
    const Boolean front = h.at(siege.front, 1) == states[static_cast<std::size_t>(chance.below(3))];
    const Boolean fall = h.at(siege.fall, 1);
    Query query = P(h.at(siege.fall, 2)).given(chance.one_in(2) ? front : front && !fall);
    if (chance.one_in(2)) query = query.given(observed(h.at(siege.strain, 1), chance.between(-1, 2)));
    const Intervention strain = set(h.at(siege.strain, 1), chance.between(-2, 2));
    const Intervention state = set(h.at(siege.front, 1), states[static_cast<std::size_t>(chance.below(3))]);
    const Intervention done = chance.one_in(2) ? strain : state;
    if (chance.one_in(2)) query = query.under(done);
    if (chance.one_in(2)) query = query.counterfactually(chance.one_in(2) ? strain : state);
    const std::vector<Found> all = ask_all(h, query);
    compared += all.size() > 1 ? 1 : 0;
    expect_agreement(all);
  }
  EXPECT_GT(compared, 20u);
}

// Truths by quadrature: a cause is imagined otherwise than it was where a state was given whose probability it is computed from.
TEST(RandomModels, AStateIsGivenWhoseCauseIsImaginedOtherwise) {
  Model m;
  const auto strain = m.add("strain", Normal(0, 1));
  const Real bad = 0.4 / (1 + exp(5 - strain));
  const auto front = m.add("front", Categorical(states, {0.5, 0.5 - bad, bad}));
  const auto fall = m.add("fall", Bernoulli(if_then_else(front == "bad", 0.6, 0.1)));
  const Answer answer = estimate(m, {P(fall).given(front == "bad").counterfactually(set(strain, -3))},
                                 {.trajectories = 400'000})[0];
  EXPECT_NEAR(answer.value, 0.1155, 5 * answer.standard_error + 5e-5);
  EXPECT_LT(answer.standard_error, 0.02);
}

}  // namespace
}  // namespace casus
