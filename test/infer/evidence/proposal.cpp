// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/proposal.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

#include "infer/weighted/weighted.hpp"

namespace casus {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// The mean of a function of a standard normal quantity whose posterior has this likelihood.
template <class Log, class Of> double posterior_mean(const Log& log_likelihood, const Of& of) {
  constexpr int points = 40'000;
  constexpr double end = 10;
  std::vector<double> logs;
  double greatest = -HUGE_VAL;
  for (int i = 0; i <= points; ++i) {
    const double x = end * (2.0 * i / points - 1);
    logs.push_back(log_likelihood(x) - x * x / 2);
    greatest = (std::max)(greatest, logs.back());
  }
  double sum = 0, weight = 0;
  for (int i = 0; i <= points; ++i) {
    const double w = std::exp(logs[static_cast<std::size_t>(i)] - greatest);
    weight += w;
    sum += w * of(end * (2.0 * i / points - 1));
  }
  return sum / weight;
}

double itself(double x) { return x; }

void expect_close(const Answer& answer, double truth, double largest_error) {
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question.substr(0, 100);
  EXPECT_LT(answer.standard_error, largest_error);
  for (const Warning& warning : answer.warnings) ADD_FAILURE() << warning.text;
}

// A quantity and many events that are likelier the greater it is; every third event is found true.
struct Regression {
  explicit Regression(int count) {
    for (int i = 0; i < count; ++i)
      events.push_back(model.add("e" + std::to_string(i), Bernoulli(1 / (1 + exp(-(x - 2))))));
  }
  static bool is_true(std::size_t i) { return i % 3 == 0; }
  // `log_if(p, is_true)`: log likelihood of a finding about an event of probability p.
  template <class LogIf> double truth(const LogIf& log_if) const {
    double found_true = 0;
    for (std::size_t i = 0; i < events.size(); ++i) found_true += is_true(i) ? 1 : 0;
    const double found_false = static_cast<double>(events.size()) - found_true;
    return posterior_mean(
        [&](double at) {
          return found_true * log_if(logistic(at - 2), true) + found_false * log_if(logistic(at - 2), false);
        },
        itself);
  }

  Model model;
  Quantity x = model.add("x", Normal(0, 1));
  std::vector<Event> events;
};

// The square of a product of 600 probabilities is too small for a double.
TEST(Proposal, TakesHundredsOfFindingsThatDependOnAQuantity) {
  const auto log_if = [](double p, bool is_true) { return std::log(is_true ? p : 1 - p); };
  for (const int count : {10, 600}) {
    const Regression regression(count);
    Query as_event = E(regression.x), as_number = E(regression.x);
    for (std::size_t i = 0; i < regression.events.size(); ++i) {
      as_event = as_event.given(observed(regression.events[i], Regression::is_true(i)));
      as_number = as_number.given(regression.events[i] == (Regression::is_true(i) ? 1 : 0));
    }
    const double truth = regression.truth(log_if);
    const Answer answer = estimate(regression.model, as_event, {.trajectories = 4'000});
    expect_close(answer, truth, 0.03);
    if (count > 10) continue;
    EXPECT_EQ(estimate(regression.model, as_number, {.trajectories = 4'000}).value, answer.value);
  }
}

TEST(Proposal, TakesHundredsOfSignalsOfEventsThatDependOnAQuantity) {
  const auto log_if = [](double p, bool is_true) {
    return std::log(is_true ? 0.8 * p + 0.2 * (1 - p) : 0.3 * p + 0.7 * (1 - p));
  };
  for (const int count : {10, 600}) {
    const Regression regression(count);
    Query query = E(regression.x);
    for (std::size_t i = 0; i < regression.events.size(); ++i)
      query = query.given(Regression::is_true(i) ? likelihood(regression.events[i], 2, 8)
                                                 : likelihood(regression.events[i], 0.7, 0.3));
    expect_close(estimate(regression.model, query, {.trajectories = 4'000}), regression.truth(log_if), 0.03);
  }
}

// Neither these probabilities nor their squares are doubles, nor the squares of these likelihoods.
TEST(Proposal, TakesProbabilitiesAndLikelihoodsOfAnySize) {
  for (const int count : {1, 2, 16}) {
    Model m;
    const Quantity x = m.add("x", Normal(0, 1));
    Query observed_events = E(x), signals = E(x);
    const double each = 1.0 / count;
    for (int i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      observed_events = observed_events.given(m.add("e" + number, Bernoulli(exp(each * x - 600))));
      signals = signals.given(likelihood(m.add("s" + number, Bernoulli(exp(each * x - 600))), 0, 1e-200));
    }
    const Answers answers = weighted(m, {observed_events, signals}, {.trajectories = 50'000});
    for (const Answer& answer : answers) expect_close(answer, 1, 0.02);
    EXPECT_NEAR(*answers[0].log_condition_probability, 0.5 - 600.0 * count, 0.1);
  }
}

TEST(Proposal, TakesComparisonsOfEventsAsObservations) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event e = m.add("e", Bernoulli(1 / (1 + exp(-x))));
  const Real number = e;
  const auto answer = [&](const Query& query) { return weighted(m, {query}, {.trajectories = 20'000})[0]; };
  const double if_true = answer(E(x).given(e)).value, if_false = answer(E(x).given(!e)).value;
  for (const Boolean& is_true :
       {number == 1, 1 == number, number > 0.5, number >= 1, 0 < number, !(number == 0)})
    EXPECT_EQ(answer(E(x).given(is_true)).value, if_true) << to_text(E(x).given(is_true));
  for (const Boolean& is_false : {number == 0, number < 1, number <= 0.5, !(number > 0), !(number == 1)})
    EXPECT_EQ(answer(E(x).given(is_false)).value, if_false) << to_text(E(x).given(is_false));
  EXPECT_EQ(answer(E(x).given(number < 2)).value, answer(E(x)).value);
  EXPECT_THROW(answer(E(x).given(number == 2)), Error);
  EXPECT_THROW(answer(E(x).given(!(number <= 1))), Error);
}

// An event that something else reads is drawn, and the signal weighs the drawn state.
TEST(Proposal, SignalsOfWhatIsAskedForWeighItsState) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event e = m.add("e", Bernoulli(1 / (1 + exp(-x))));
  const Event below = m.add("below", Bernoulli(if_then_else(e, 0.9, 0.2)));
  const Event other = m.add("other", Bernoulli(1 / (1 + exp(-x))));
  const Evidence signal = likelihood(e, 0.1, 0.9);
  const auto mean = [](double at) { return std::log(0.9 * logistic(at) + 0.1 * (1 - logistic(at))); };
  const auto given = [](double at) {
    return 0.9 * logistic(at) / (0.9 * logistic(at) + 0.1 * (1 - logistic(at)));
  };
  const Answers answers = weighted(m,
                                   {P(e).given(signal), P(below).given(signal), P(other).given(signal),
                                    E(x).given(signal), E(x).given(signal).given(x > 0.5)},
                                   {.trajectories = 200'000});
  const double p = posterior_mean(mean, given);
  expect_close(answers[0], p, 0.002);
  expect_close(answers[1], 0.9 * p + 0.2 * (1 - p), 0.002);
  expect_close(answers[2], posterior_mean(mean, logistic), 0.002);
  expect_close(answers[3], posterior_mean(mean, itself), 0.004);
  const auto mean_above = [&](double at) { return at > 0.5 ? mean(at) : -HUGE_VAL; };
  EXPECT_NEAR(answers[4].value, posterior_mean(mean_above, itself), 5 * answers[4].standard_error + 1e-3);
  // Alone, without the question about the event, the signal is averaged.
  const Answer alone = weighted(m, {P(other).given(signal)}, {.trajectories = 200'000})[0];
  expect_close(alone, posterior_mean(mean, logistic), 0.002);
  EXPECT_LT(alone.standard_error, answers[2].standard_error * 1.01);
}

TEST(Proposal, SignalsOfGuardedVariablesAndCategoriesAreAveraged) {
  Model m;
  const Event guard = m.add("guard", Bernoulli(0.5));
  const Quantity x = m.add("x", Normal(0, 1));
  const Event e = m.add("e", Bernoulli(1 / (1 + exp(-x))), {.when = guard});
  const Category c =
      m.add("c", Categorical({"low", "middle", "high"}, {0.5 / (1 + exp(x)), 0.5, 0.5 / (1 + exp(-x))}));
  const Answers answers =
      weighted(m,
               {P(guard).given(likelihood(e, 0.1, 0.9)), E(x).given(likelihood(e, 0.1, 0.9)).given(guard),
                E(x).given(likelihood(c, {0.2, 0.3, 0.6}))},
               {.trajectories = 200'000});
  expect_close(answers[0], 0.5 / (0.5 + 0.1), 0.002);
  const auto of_event = [](double at) { return std::log(0.9 * logistic(at) + 0.1 * (1 - logistic(at))); };
  expect_close(answers[1], posterior_mean(of_event, itself), 0.004);
  const auto of_category = [](double at) {
    return std::log(0.2 * 0.5 * logistic(-at) + 0.3 * 0.5 + 0.6 * 0.5 * logistic(at));
  };
  expect_close(answers[2], posterior_mean(of_category, itself), 0.004);
}

// A twin has the event's uniform number.
TEST(Proposal, SignalsOfVariablesWithTwinsWeighTheirState) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event dose = m.add("dose", Bernoulli(0.5));
  const Event e = m.add("e", Bernoulli(1 / (1 + exp(-x - if_then_else(dose, 1.0, 0.0)))));
  const Query query = P(e).given(likelihood(e, 0.1, 0.9)).given(dose).counterfactually(set(dose, no));
  // The same uniform number is below p(x) if it is below the smaller p(x) of the twin.
  double sum = 0, weight = 0;
  for (int i = 0; i <= 40'000; ++i) {
    const double at = i / 2'000.0 - 10, density = std::exp(-at * at / 2);
    sum += density * 0.9 * logistic(at);
    weight += density * (0.9 * logistic(at + 1) + 0.1 * (1 - logistic(at + 1)));
  }
  expect_close(estimate(m, query, {.trajectories = 200'000}), sum / weight, 0.003);
}

}  // namespace
}  // namespace casus
