// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "updates.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <random>

#include <boost/math/special_functions/beta.hpp>

#include <casus/detail/index.hpp>
#include <casus/elicit/counted.hpp>
#include <casus/elicit/reference_class.hpp>
#include <casus/learn/learn.hpp>
#include <casus/model/horizon.hpp>

namespace casus::coverage {

namespace {

template <class Subject>
Update update(std::string name, const std::shared_ptr<Subject>& subject, std::vector<Observation> seen,
              const Parameter& first, double mean, double log_evidence) {
  return {std::move(name),
          [subject, seen = std::move(seen)](const Options& options) {
            return posterior(*subject, seen, options);
          },
          [first](const Posterior& after) { return after.mean(first); }, mean, log_evidence};
}

Update share() {
  const auto model = std::make_shared<Model>();
  const auto p = model->parameter("p", Beta(2, 2));
  std::vector<Event> events;
  std::vector<std::optional<bool>> outcomes;
  for (int i = 0; i < 40; ++i) {
    events.push_back(model->add("e" + std::to_string(i), Bernoulli(p)));
    outcomes.emplace_back(i < 29);
  }
  return update("a share, 29 of 40", model, observed(events, outcomes), p, 31.0 / 44,
                std::log(boost::math::beta(31.0, 13.0) / boost::math::beta(2.0, 2.0)));
}

Update rate() {
  const auto model = std::make_shared<Model>();
  const auto rate = model->parameter("rate", Gamma(2, 1));
  std::vector<Quantity> counts;
  std::vector<double> values;
  double log_evidence = std::lgamma(82.0) - 82 * std::log(26.0) - std::lgamma(2.0);
  for (int i = 0; i < 25; ++i) {
    counts.push_back(model->add("k" + std::to_string(i), Poisson(rate)));
    values.push_back(i < 20 ? 3 : 4);
    log_evidence -= std::lgamma(values.back() + 1);
  }
  return update("a rate, 80 in 25 counts", model, observed(counts, values), rate, 82.0 / 26, log_evidence);
}

// Each value has a cause of its own that is not observed, so the likelihood is estimated.
Update level() {
  const auto model = std::make_shared<Model>();
  const auto level = model->parameter("level", Normal(1, 2));
  const std::vector<double> values{2.5, 3.5, 1.0, 4.0};
  std::vector<Quantity> seen;
  double squares = 0, sum = 0;
  for (const double value : values) {
    const auto slip = model->add("slip" + std::to_string(seen.size()), Normal(0, 0.6));
    seen.push_back(model->add("y" + std::to_string(seen.size()), Normal(level + slip, 0.8)));
    squares += (value - 1) * (value - 1);
    sum += value - 1;
  }
  return update(
      "a level, behind noise", model, observed(seen, values), level, (0.25 + 11) / 4.25,
      -2 * std::log(2 * 3.14159265358979324) - 0.5 * std::log(17.0) - 0.5 * (squares - 4 * sum * sum / 17));
}

Update hazard() {
  Timeline timeline;
  const auto p = timeline.parameter("p", Beta(1, 50));
  const auto event = timeline.event("e");
  timeline.each(event, Bernoulli(p));
  const auto horizon = std::make_shared<Horizon>(timeline, 6);
  const std::vector<std::optional<bool>> months(6, true);
  return update("six rare months, exactly", horizon, observed(*horizon, event, months), p, 7.0 / 57,
                std::log(boost::math::beta(7.0, 50.0) / boost::math::beta(1.0, 50.0)));
}

// A level that is the same in all months, observed with noise: particles.
Update series() {
  Timeline timeline;
  const auto mean = timeline.parameter("mean", Normal(0, 2));
  const auto hidden = timeline.quantity("hidden"), seen = timeline.quantity("seen");
  timeline.each(hidden, Normal(mean, 0.6));
  timeline.each(seen, Normal(hidden.now(), 0.8));
  const auto horizon = std::make_shared<Horizon>(timeline, 12);
  std::vector<double> values;
  double squares = 0, sum = 0;
  for (int month = 0; month < 12; ++month) {
    values.push_back(1 + std::sin(month * 1.7));
    squares += values.back() * values.back();
    sum += values.back();
  }
  return update("twelve months, by particles", horizon, observed(*horizon, seen, values), mean, sum / 12.25,
                -6 * std::log(2 * 3.14159265358979324) - 0.5 * std::log(1 + 12 * 4.0) -
                    0.5 * (squares - 4 * sum * sum / (1 + 12 * 4.0)));
}

// ---- counts

using Engine = std::mt19937_64;

double beta(Engine& engine, double a, double b) {
  const double x = std::gamma_distribution<>(a)(engine), y = std::gamma_distribution<>(b)(engine);
  return x / (x + y);
}
double binomial(Engine& engine, int n, double p) {
  return static_cast<double>(std::binomial_distribution<>(n, p)(engine));
}

bool is_within(const distribution::Mixture& law, double truth) {
  return law.quantile(0.025) <= truth && truth <= law.quantile(0.975);
}

Count counted_share(int of) {
  return {"a share counted among " + std::to_string(of), [of](std::uint64_t seed) {
            Engine engine(seed);
            const double p = beta(engine, 0.5, 0.5), events = binomial(engine, of, p);
            return is_within(elicit::counted({.events = events, .of = static_cast<double>(of)}).law, p);
          }};
}

Count counted_rate(double exposure) {
  return {"a rate counted over " + std::to_string(static_cast<int>(exposure)),
          [exposure](std::uint64_t seed) {
            Engine engine(seed);
            const double rate = std::gamma_distribution<>(0.5)(engine);
            const double events = static_cast<double>(std::poisson_distribution<>(rate * exposure)(engine));
            // The prior of the simulation, as a judgement.
            const elicit::CountPrior prior(distribution::Gamma{0.5, 1});
            return is_within(elicit::counted({.events = events, .exposure = exposure}, prior).law, rate);
          }};
}

Count judgement_worth_cases() {
  return {"a judgement worth 12 of 41 cases", [](std::uint64_t seed) {
            Engine engine(seed);
            const double p = beta(engine, 1.2, 10.8), events = binomial(engine, 41, p);
            const elicit::CountPrior prior(distribution::Beta{1.2, 10.8}, 12.0);
            return is_within(elicit::counted({.events = events, .of = 41}, prior).law, p);
          }};
}

// The fifth class of a population of which four were counted. Its spread is drawn from the prior of
// `reference_class`.
Count another_class() {
  return {"the share of another class, after four", [](std::uint64_t seed) {
            Engine engine(seed);
            const double mean = beta(engine, 0.5, 0.5), deviation = beta(engine, 1, 3);
            const double size = 1 / (deviation * deviation) - 1;
            const auto share = [&] { return beta(engine, mean * size, (1 - mean) * size); };
            std::vector<elicit::CountedShare> classes;
            for (const int of : {20, 60, 8, 200}) {
              const double p = share();
              classes.push_back({.events = binomial(engine, of, p), .of = static_cast<double>(of)});
            }
            return is_within(elicit::reference_class(classes).predicted.law, share());
          }};
}

// The table of an event with two parents, from 40 rows.
Count learned_table() {
  return {"a row of a table learned from 40 cases", [](std::uint64_t seed) {
            Engine engine(seed);
            Model model;
            const auto cause = model.add("cause", Bernoulli(0.5));
            model.add("effect", Bernoulli(table(cause, {{no, 0.5}, {yes, 0.5}})));
            const double p = beta(engine, 0.5, 0.5), if_no = beta(engine, 0.5, 0.5),
                         if_yes = beta(engine, 0.5, 0.5);
            Cases cases(model, "simulated");
            for (int i = 0; i < 40; ++i) {
              const Index is = binomial(engine, 1, p) == 1 ? 1 : 0;
              cases.add({is, binomial(engine, 1, is == 1 ? if_yes : if_no) == 1 ? 1 : 0});
            }
            const LearnedModel learned = learn(model, cases);
            for (const UncertainParameter& parameter : learned.model.parameters()) {
              const bool is_yes = parameter.name.find("yes") != std::string::npos ||
                                  parameter.name.find("[1]") != std::string::npos;
              if (parameter.name.find("effect") == std::string::npos || !is_yes) continue;
              const double a = parameter.distribution.parameters[0]->value,
                           b = parameter.distribution.parameters[1]->value;
              return is_within({{{1.0, distribution::Beta{a, b}}}}, if_yes);
            }
            return false;
          }};
}

// The same with two effects, of cases of which three in five lack the cause. The truth is drawn from
// a prior that is worth four cases.
Count learned_with_missing() {
  return {"a row of 300 cases, 60 % lack its cause", [](std::uint64_t seed) {
            Engine engine(seed);
            Model model;
            const auto cause = model.add("cause", Bernoulli(0.5));
            const auto even = [&] { return Bernoulli(table(cause, {{no, 0.5}, {yes, 0.5}})); };
            model.add("effect", even());
            model.add("sign", even());
            const auto share = [&] { return beta(engine, 2, 2); };
            const double p = share();
            const std::array<double, 2> effect{share(), share()}, sign{share(), share()};
            Cases cases(model, "simulated");
            const auto is = [&](double probability) {
              return binomial(engine, 1, probability) == 1 ? Index{1} : Index{0};
            };
            for (int i = 0; i < 300; ++i) {
              const Index caused = is(p);
              const auto row = static_cast<std::size_t>(caused);
              const Index first = is(effect[row]), second = is(sign[row]);
              cases.add({is(0.6) == 1 ? Cases::missing : caused, first, second});
            }
            const LearnedModel learned = learn(model, cases, {.worth = 4});
            const auto& law =
                learned.model.parameters()[detail::at(learned.model.parameter("effect.p[1]").index())]
                    .distribution;
            const double a = law.parameters[0]->value, b = law.parameters[1]->value;
            return is_within({{{1.0, distribution::Beta{a, b}}}}, effect[1]);
          }};
}

}  // namespace

std::vector<Count> counts() {
  return {counted_share(5), counted_share(40), counted_share(400),
          counted_rate(2),  counted_rate(50),  judgement_worth_cases(),
          another_class(),  learned_table(),   learned_with_missing()};
}

std::vector<Update> updates() { return {share(), rate(), level(), hazard(), series()}; }

}  // namespace casus::coverage
