// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "drivers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numbers>
#include <utility>

#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/model/correlation.hpp>
#include <casus/model/model.hpp>

namespace casus::coverage {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
const double normal_point = 1.6448536269514722;  // the points of a tornado, in standard deviations

// True values of a driver; NaN: not checked.
struct Truth {
  double first_order, total = unknown, swing = unknown, at_high = unknown;
};

Analysed drivers(std::string name, Model model, Query query, std::map<std::string, Truth> truths) {
  const auto subject = std::make_shared<const Model>(std::move(model));
  return {
      std::move(name), [subject, query, truths](const Options& options) {
        const Sensitivity found = sensitivity(*subject, query, {.run = options});
        Analysed::Run run;
        for (const std::string& warning : found.warnings)
          run.is_coded = run.is_coded || warning.find("a few worlds") != std::string::npos;
        for (const auto& [parameter, truth] : truths)
          for (const Driver& driver : found.drivers) {
            if (driver.parameter != parameter) continue;
            run.figures.push_back({parameter + " alone", driver.first_order, truth.first_order});
            if (!std::isnan(truth.total))
              run.figures.push_back({parameter + " total", driver.total.value_or(Estimated{}), truth.total});
            if (!std::isnan(truth.swing))
              run.figures.push_back({parameter + " swing", driver.swing, truth.swing});
            if (!std::isnan(truth.at_high))
              run.figures.push_back({parameter + " high", driver.at_high, truth.at_high});
          }
        return run;
      }};
}

Analysed normals() {
  Model m;
  const auto a = m.parameter("a", Normal(0, 1)), b = m.parameter("b", Normal(0, 2)),
             idle = m.parameter("idle", Normal(0, 1));
  const auto y = m.add("y", Normal(a + b + 1e-9 * idle, 1));
  return drivers("normals", m, E(y),
                 {{"a", {0.2, 0.2, 2 * normal_point, normal_point}},
                  {"b", {0.8, 0.8, 4 * normal_point, 2 * normal_point}},
                  {"idle", {0, 0, 0}}});
}

Analysed squares() {
  Model m;
  const auto a = m.parameter("a", Normal(0, 1)), b = m.parameter("b", Normal(0, 1));
  const auto y = m.add("y", Normal(a * a + b, 1));
  return drivers("a square and a normal", m, E(y),
                 {{"a", {2.0 / 3, 2.0 / 3, 0, normal_point * normal_point}},
                  {"b", {1.0 / 3, 1.0 / 3, 2 * normal_point, 1 + normal_point}}});
}

Analysed log_normals(double sigma) {
  Model m;
  const auto a = m.parameter("a", LogNormal(0, sigma)), b = m.parameter("b", LogNormal(0, sigma));
  const auto y = m.add("y", Normal(a + b, 1));
  return drivers("log-normals of sigma " + detail::number(sigma), m, E(y),
                 {{"a", {0.5, unknown, std::exp(sigma * normal_point) - std::exp(-sigma * normal_point)}},
                  {"b", {0.5}}});
}

Analysed a_log_normal(double sigma) {
  Model m;
  const auto a = m.parameter("a", LogNormal(0, sigma));
  const auto y = m.add("y", Bernoulli(1 - exp(-0.001 * a)));
  return drivers("a log-normal of sigma " + detail::number(sigma), m, P(y), {{"a", {1}}});
}

// A regime that raises a mean, and another parameter with the same variance.
Analysed regime(double probability) {
  Model m;
  const auto u = m.parameter("u", Uniform(0, 1)), z = m.parameter("z", Normal(0, 1));
  const double spread = std::sqrt(probability * (1 - probability));
  const auto y = m.add("y", Normal(if_then_else(u < probability, 1, 0) + spread * z, 0.5));
  return drivers("a regime of " + detail::number(100 * probability) + " %", m, E(y),
                 {{"u", {0.5, 0.5}}, {"z", {0.5, 0.5, 2 * normal_point * spread}}});
}

Analysed interaction() {
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1)), b = m.parameter("b", Uniform(0, 1));
  const auto x = m.add("x", Bernoulli(a)), y = m.add("y", Bernoulli(b));
  return drivers("an interaction", m, P(x && y),
                 {{"a", {3.0 / 7, 4.0 / 7, 0.45, 0.475}}, {"b", {3.0 / 7, 4.0 / 7, 0.45}}});
}

Analysed dependent() {
  Model m;
  const auto p = m.parameter("p", Normal(0, 1)), q = m.parameter("q", Normal(0, 1)),
             alone = m.parameter("alone", Normal(0, 1));
  correlate(m, {p, q}, 0.6);
  const double r = normal_correlation(0.6), variance = 3 + 2 * r;
  const auto derived = m.parameter("derived", Deterministic(p + q));
  const auto x = m.add("x", Normal(derived + alone, 0.3));
  return drivers("dependent and derived parameters", m, E(x),
                 {{"p", {(1 + r) * (1 + r) / variance, (1 - r * r) / variance, 2 * normal_point}},
                  {"alone", {1 / variance, 1 / variance, 2 * normal_point}}});
}

// The chance of the condition has no bearing on the answer.
Analysed conditioned() {
  Model m;
  const auto p = m.parameter("p", LogitNormal(-4, 1)), q = m.parameter("q", Beta(2, 2));
  const auto e = m.add("e", Bernoulli(p)), y = m.add("y", Bernoulli(q));
  return drivers("a rare condition", m, P(y).given(e), {{"p", {0, unknown, 0}}, {"q", {1}}});
}

Analysed worth(std::string name, Model model, std::vector<Action> actions, std::vector<Watched> watched,
               std::map<std::string, double> truths) {
  const auto subject = std::make_shared<const Model>(std::move(model));
  return {std::move(name), [subject, actions, watched, truths](const Options& options) {
            const DecisionValue found = value_of_information(*subject, actions, watched, options);
            Analysed::Run run;
            const auto add = [&](const DecisionValue::Worth& worth) {
              if (const auto truth = truths.find(worth.name); truth != truths.end())
                run.figures.push_back({"worth of " + worth.name, worth.value, truth->second});
            };
            add(found.all_parameters);
            for (const DecisionValue::Worth& one : found.parameters) add(one);
            for (const DecisionValue::Worth& one : found.indicators) add(one);
            return run;
          }};
}

// Raiffa and Schlaifer (1961).
Analysed linear_normal() {
  Model m;
  const auto a = m.parameter("a", Normal(0, 2)), b = m.parameter("b", Normal(0, 1));
  const auto gain = m.add("gain", Normal(a + b, 1));
  const double density = 1 / std::sqrt(2 * std::numbers::pi);
  return worth("a normal bet, tied", m, {{"stay", {}, 0.0}, {"bet", {}, gain}}, {},
               {{"all parameters", std::sqrt(5.0) * density}, {"a", 2 * density}, {"b", density}});
}

// A bet on an event after three trials with the same uncertain chance; without them, a tie.
Analysed beta_binomial() {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const auto first = m.add("first", Bernoulli(p)), second = m.add("second", Bernoulli(p)),
             third = m.add("third", Bernoulli(p)), wins = m.add("wins", Bernoulli(p));
  const Real successes = number_of({first, second, third});
  Watched trials(first);
  trials.name = "trials";
  trials.outcomes.clear();
  double truth = 0;
  for (int k = 0; k <= 3; ++k) {
    trials.outcomes.push_back({std::to_string(k), successes == k});
    const double probability = (k + 1) * (4 - k) / 20.0;  // beta-binomial
    truth += probability * (std::max)(0.0, (2.0 + k) / 7 - 0.5);
  }
  const auto weather = m.add("weather", Categorical({"a", "b", "c"}, {0.2, 0.3, 0.5}));
  return worth("a bet on a trial, tied", m, {{"stay", {}, 0.0}, {"bet", {}, Real(wins) - 0.5}},
               {trials, Watched(weather)}, {{"trials", truth}, {"weather", 0}});
}

// Ten actions that are worth the same, and an indicator of twelve states that tells nothing.
Analysed ten_tied_actions() {
  Model m;
  const auto sign =
      m.add("sign", Categorical({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
                                {0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.09, 0.09, 0.09, 0.09}));
  std::vector<Action> actions;
  for (int i = 0; i < 10; ++i)
    actions.push_back({"action " + std::to_string(i), {}, m.add("gain" + std::to_string(i), Normal(0, 1))});
  return worth("ten tied actions", m, actions, {Watched(sign)}, {{"sign", 0}});
}

}  // namespace

std::vector<Analysed> analyses() {
  std::vector<Analysed> all{normals(), squares()};
  for (const double sigma : {0.5, 1.0, 1.5, 2.0}) all.push_back(log_normals(sigma));
  for (const double sigma : {0.5, 1.0, 1.5, 2.0}) all.push_back(a_log_normal(sigma));
  for (const double probability : {0.01, 0.02, 0.05, 0.1}) all.push_back(regime(probability));
  for (auto& one :
       {interaction(), dependent(), conditioned(), linear_normal(), beta_binomial(), ten_tied_actions()})
    all.push_back(one);
  return all;
}

}  // namespace casus::coverage
