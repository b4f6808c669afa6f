// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <casus/model/model.hpp>

/// Models that are shared by several tests.
namespace casus::test {

/// A model with every kind of variable, family, operation and guard, and with uncertain parameters.
inline Model everything() {
  Model m;
  const auto p = m.parameter("p", LogitNormal(-1.0, 0.6));
  const auto scale = m.parameter("scale", LogNormal(0.0, 0.3));
  const auto weights = m.parameter("weights", Dirichlet{{4, 3, 2}});
  const auto share = m.parameter("share", Beta(2, 5));

  const auto rain = m.add("rain", Bernoulli(p));
  const auto front =
      m.add("front", Categorical({"holding", "strained", "failing"}, {weights[0], weights[1], weights[2]}));
  const auto entry = m.add("entry", Bernoulli(table({rain, front}, {{{no, "holding"}, 0.1},
                                                                    {{no, "strained"}, 0.3},
                                                                    {{no, "failing"}, scale_odds(p, 2)},
                                                                    {{yes, "holding"}, share},
                                                                    {{yes, "strained"}, 1.0},
                                                                    {{yes, "failing"}, 0.0}})));
  const auto troops =
      m.add("troops", LogNormal::median(2700 * scale, 0.9), {.when = entry, .unit = "soldiers"});
  const auto losses =
      m.add("losses", LogitNormal(logit(share) - 0.1 * log(troops / 2700), 0.5), {.when = entry});
  const auto tone = m.add("tone", Categorical({"low", "high"}, {0.3, 0.7}), {.when = entry});
  const auto mood =
      m.add("mood", Categorical({"calm", "angry"}, cpt({rain}, {{{no}, {0.8, 0.2}}, {{yes}, {0.4, 0.6}}})),
            {.when = entry, .absent_state = "calm"});
  const auto defeat = m.add("defeat", Bernoulli(logistic(1 + 2 * losses)), {.when = entry});
  const auto setback = m.add("setback", Deterministic(losses > 0.2 || defeat), {.when = entry});
  const auto hot = m.add(
      "hot",
      Bernoulli(table({tone, defeat},
                      {{{"low", no}, 0.2}, {{"low", yes}, 0.5}, {{"high", no}, 0.5}, {{"high", yes}, 0.9}})),
      {.when = entry});
  const auto change =
      m.add("change", Bernoulli(noisy_or(leak(0.03), {{defeat, share}, {rain && !entry, 0.2}})));
  const auto u = m.add("u", Uniform(-scale, scale));
  const auto n = m.add("n", Normal(if_then_else(rain, u, 1), 0.5 + change));
  const auto t = m.add("t", Triangular((min)(u, 0.0) - 1, 0, (max)(u, 0.0) + 1));
  const auto e = m.add("e", Exponential(exp(n / 4)));
  m.add("b", Beta(2, 3 + e));
  m.add("literal_beta", Beta(2, 8));
  m.add("literal_gamma", Gamma(0.7, 3), {.when = entry});
  m.add("g", Gamma(1.5, 1 + clamp(e, 0, 3)));
  const auto k = m.add("k", Poisson(1 + e));
  m.add("j", Binomial(10, logistic(n)));
  const auto mix =
      m.add("mix", Categorical({"x", "y", "z"}, {logistic(n) / 2, 0.25, 0.75 - logistic(n) / 2}));
  m.add("late", Bernoulli(clamp(0.1 * k, 0, 1)));
  m.add("sum",
        Deterministic(-u + n * t / (1 + e) +
                      table({mix, rain}, {{{"x", no}, 1},
                                          {{"x", yes}, n},
                                          {{"y", no}, 2},
                                          {{"y", yes}, scale},
                                          {{"z", no}, 3},
                                          {{"z", yes}, -1}}) +
                      if_then_else(setback, troops * losses, 0) + noisy_or(leak(0.1), {{hot, logistic(u)}})));
  m.add("check", Deterministic((k == 2 || mix == "z") && !(u <= t) && mood != "angry"));
  return m;
}

/// The distributions that `everything` lacks, with literal, uncertain and varying parameters,
/// guarded and not; a noisy-and, and a user-defined function.
inline Model more_distributions() {
  Model m;
  const auto centre = m.parameter("centre", TruncatedNormal(0, 1, -2, 3));
  const auto width = m.parameter("width", Weibull(3, 2));
  const auto share = m.parameter("share", Pert(0.1, 0.3, 0.6));
  const auto heavy = m.parameter("heavy", StudentT(5, centre, 0.1));
  const auto expert =
      m.parameter("expert", Mixture({{share, Normal(centre, 1)}, {1 - share, Uniform(-1, 1)}}));
  const auto opinion = m.parameter("opinion", Empirical({0.2, 0.3, 0.5}, {1, 1, 2}));

  const auto rain = m.add("rain", Bernoulli(opinion));
  const auto x = m.add("x", Normal(heavy, 1));
  m.add("literal_truncated", TruncatedNormal(1, 2, 0, 4));
  m.add("truncated", TruncatedNormal(x, 1 + width, x - 1, std::numeric_limits<double>::infinity()));
  m.add("far", TruncatedNormal(-20, 1, if_then_else(rain, 0, 1), 5));
  m.add("literal_t", StudentT(4, 0, 1));
  m.add("t", StudentT(4, x, 1 + rain));
  m.add("any_t", StudentT(2 + width, x, 2), {.when = rain});
  m.add("literal_gamma", Gamma(1.5, 3));
  m.add("scaled_gamma", Gamma(1.5, exp(x)));
  m.add("literal_weibull", Weibull(1.5, 3));
  m.add("weibull", Weibull(width, exp(x)));
  m.add("literal_pert", Pert(0, 2, 10));
  m.add("pert", Pert(x - 1, x, x + width));
  m.add("literal_failures", NegativeBinomial(2.5, 0.2));
  const auto failures = m.add("failures", NegativeBinomial(exp(x), share), {.when = rain});
  m.add("literal_trials", Geometric(0.15));
  m.add("trials", Geometric(logistic(x)));
  m.add("literal_count", Poisson(4.5));
  m.add("literal_hits", Binomial(30, 0.3));
  m.add("seen", Empirical({3, -1, 4, 1.5}, {1, 0.5, 2, 0.25}));
  m.add("literal_mixture", Mixture({{0.3, Normal(0, 1)}, {0.7, LogNormal(1, 0.5)}}));
  m.add("mixture_of_scales", Mixture({{0.99, LogNormal(7, 1)}, {0.01, LogNormal(11, 1)}}));
  m.add("mixture",
        Mixture({{share, Normal(x, 1)}, {0.25, StudentT(3, 0, width)}, {0.75 - share, Pert(0, 1, 3)}}));
  m.add("count_mixture", Mixture({{0.5, Poisson(2)}, {0.5, Geometric(0.1)}}));
  const auto ready =
      m.add("ready", Bernoulli(noisy_and(leak(0.05), {{rain, 0.1, share}, {x > 0, logistic(x), 0.2}})));
  m.add("own", Deterministic(function("own", {x, ready, expert, if_then_else(rain, failures, 0)},
                                      [](std::span<const std::span<const double>> in, std::span<double> out) {
                                        for (std::size_t i = 0; i < out.size(); ++i)
                                          out[i] = in[0][i] * in[0][i] + 2 * in[1][i] - in[2][i] + in[3][i];
                                      })));
  m.add("by_own", Bernoulli(function("share_of", {rain, share},
                                     [](std::span<const std::span<const double>> in, std::span<double> out) {
                                       for (std::size_t i = 0; i < out.size(); ++i)
                                         out[i] = in[0][i] != 0 ? in[1][i] : 0.5;
                                     })));
  return m;
}

/// Roots, powers, magnitudes and whole numbers: of numbers of both signs, with exponents that are
/// whole or not, constant or varying. No operation is undefined.
inline Model roots_and_powers() {
  Model m;
  const auto scale = m.parameter("scale", Uniform(0.5, 2));
  const auto rain = m.add("rain", Bernoulli(0.4));
  const auto x = m.add("x", Normal(0, 2));
  const auto n = m.add("n", Poisson(3));
  m.add("size", Deterministic(abs(x)));
  m.add("whole", Deterministic(floor(x)));
  m.add("large_whole", Deterministic(floor(x * 1e15) + floor(-x * 1e17)));
  m.add("root", Deterministic(if_then_else(x >= 0, sqrt(x), -1)));
  m.add("square", Deterministic(pow(x, 2)));
  m.add("cube", Deterministic(pow(x, 3)), {.when = rain});
  m.add("inverse", Deterministic(pow(x, -1)));
  m.add("counted", Deterministic(pow(x, n - 2)));
  m.add("sometimes_whole", Deterministic(pow(abs(x), floor(2 * x) / 2)));
  m.add("high", Deterministic(pow(abs(x) + 1, 20 * x)));
  m.add("too_high", Deterministic(pow(1 + abs(x) / 100, if_then_else(rain, 1025, -1024))));
  m.add("of_scale", Deterministic(pow(scale, x) + pow(x, floor(scale) * 2) + sqrt(scale)), {.when = rain});
  m.add("likely", Bernoulli((min)(sqrt(abs(x)) / 2, 1.0)));
  return m;
}

/// Categories with a single state in every role: with tables and formulas, guarded, as parents, and
/// in larger numbers than a table may have parents.
inline Model one_state() {
  Model m;
  const auto rain = m.add("rain", Bernoulli(0.3));
  const auto only = m.add("only", Categorical({"x"}, {1}));
  const auto given = m.add("given", Categorical({"x"}, {table(rain, {{no, 1}, {yes, 1}})}));
  m.add("guarded", Categorical({"x"}, {1}), {.when = rain});
  m.add("computed", Categorical({"x"}, {if_then_else(rain, 1.0, 1.0)}));
  m.add("wet", Bernoulli(table({only, rain}, {{{"x", no}, 0.1}, {{"x", yes}, 0.9}})));
  m.add("loss", Normal(if_then_else(only == "x", 1.0, 2.0), 1));
  // More parents than a table with this number of rows could have if each had two states.
  std::vector<Discrete> parents{rain};
  for (int i = 0; i < 20; ++i)
    parents.emplace_back(m.add("single" + std::to_string(i), Categorical({"x"}, {1})));
  m.add("many", Bernoulli(detail::table_node(parents, {Real(0.2), Real(0.7)})));
  m.add("after", Bernoulli(table(given, {{"x", 0.4}})));
  return m;
}

/// A guard that is true in one of twenty trajectories, and below it every way to draw a quantity.
inline Model seldom() {
  Model m;
  const auto shock = m.add("shock", Bernoulli(0.05));
  const auto size = m.add("size", LogNormal(1, 0.5), {.when = shock});
  const auto delay = m.add("delay", Gamma(2, 0.5), {.when = shock});
  m.add("scaled_gamma", Gamma(2, size), {.when = shock});
  m.add("t", StudentT(4, size, delay), {.when = shock});
  m.add("pert", Pert(0, 1, 4), {.when = shock});
  m.add("weibull", Weibull(1.5, size), {.when = shock});
  m.add("trials", Geometric(1 / (1 + delay)), {.when = shock});
  m.add("count", Poisson(3.5), {.when = shock});
  m.add("hits", Binomial(4000, 0.5), {.when = shock});
  m.add("seen", Empirical({3, -1, 4, 1.5, 2, 8, 9}, {1, 0.5, 2, 0.25, 1, 1, 1}), {.when = shock});
  m.add("only_one", Empirical({3}), {.when = shock});
  m.add("waiting", Exponential(size), {.when = shock});
  m.add("slope", Normal(size / 3, delay + 1), {.when = shock});
  m.add("share", LogitNormal(-size, 1), {.when = shock});
  m.add("angle", Triangular(-delay, 0, size), {.when = shock});
  m.add("far", TruncatedNormal(-delay, 1, 0, 5), {.when = shock});
  m.add("worse", Bernoulli(logistic(size - delay)), {.when = shock});
  const auto x = m.add("x", Normal(0, 1));
  m.add("often", Bernoulli(logistic(x)));
  m.add("extreme", Bernoulli(logistic(300 * x)));
  m.add("never", Bernoulli(logistic(x - 1000)));
  return m;
}

/// Variables without a guard whose formulas are constant unless an event occurs, and some that are
/// nearly so; `chance`: probability of the event.
inline Model constant_outside(double chance = 0.3) {
  Model m;
  const auto share = m.parameter("share", Beta(2, 5));
  const auto shock = m.add("shock", Bernoulli(chance));
  const auto other = m.add("other", Bernoulli(0.5));
  const auto size = m.add("size", LogNormal(0, 0.7), {.when = shock});
  const auto count = m.add("count", Poisson(2), {.when = shock});
  const auto worse = m.add("worse", Bernoulli(logistic(size - 1)), {.when = shock});
  const auto phase = m.add("phase", Categorical({"early", "late"}, {0.4, 0.6}), {.when = shock});
  const auto deep = m.add("deep", Normal(size, 1), {.when = worse});
  const auto damage = m.add("damage", Deterministic(if_then_else(shock, size * share, 2)));
  const auto doubled = m.add("doubled", Deterministic(2 * damage + if_then_else(phase == "late", count, 0)));
  m.add("kept", Deterministic(if_then_else(shock && !worse, size, share)));
  m.add("grave", Deterministic(damage > 0.5));
  m.add("slight", Deterministic(!(damage > 0.5) || phase == "early"));
  m.add("own", Deterministic(function("own", {doubled, shock},
                                      [](std::span<const std::span<const double>> in, std::span<double> out) {
                                        for (std::size_t i = 0; i < out.size(); ++i)
                                          out[i] = in[0][i] * in[0][i] - in[1][i];
                                      })));
  const auto fall = m.add("fall", Bernoulli(logistic(damage - 1)));
  m.add("rise", Bernoulli(clamp(share * doubled, 0, 1)));
  m.add("surely", Bernoulli(if_then_else(shock, clamp(size, 0, 1), 1)));
  m.add("never", Bernoulli(if_then_else(shock, clamp(size, 0, 1), 0)));
  m.add("half", Bernoulli(logistic(if_then_else(shock, size, 0))));
  // These also read variables that are not constant outside of the domain.
  m.add("after_fall", Bernoulli(logistic(damage + fall)));
  m.add("with_other", Deterministic(damage + other));
  m.add("with_deep", Deterministic(if_then_else(worse, deep, damage)));
  return m;
}

/// Returns a random model of discrete variables without parameters, for oracles that enumerate.
inline Model random_discrete(unsigned seed, int variables = 7) {
  std::mt19937 engine(seed);
  const auto uniform = [&](int below) { return static_cast<int>(engine() % static_cast<unsigned>(below)); };
  const auto probability = [&] { return 0.02 + 0.96 * (static_cast<double>(engine()) / 4294967296.0); };
  Model m;
  std::vector<Discrete> earlier;
  std::vector<Event> events;
  for (int i = 0; i < variables; ++i) {
    const std::string name = "v" + std::to_string(i);
    Details details;
    if (!events.empty() && uniform(4) == 0)
      details.when = events[static_cast<std::size_t>(uniform(static_cast<int>(events.size())))];
    std::vector<Discrete> parents;
    for (const Discrete& candidate : earlier)
      if (parents.size() < 3 && uniform(2) == 0) parents.push_back(candidate);
    const int states = uniform(3) == 0 ? 3 : 2;
    std::vector<TableRow<std::vector<Real>>> rows;
    std::size_t count = 1;
    for (const Discrete& parent : parents) count *= parent.states().size();
    for (std::size_t row = 0; row < count; ++row) {
      std::vector<StateLabel> labels;
      std::size_t rest = row;
      for (const Discrete& parent : parents) {
        labels.emplace_back(parent.states()[rest % parent.states().size()]);
        rest /= parent.states().size();
      }
      const double first = probability(), second = (1 - first) * probability();
      rows.push_back({labels, states == 2 ? std::vector<Real>{1 - first, first}
                                          : std::vector<Real>{first, second, 1 - first - second}});
    }
    const auto columns = parents.empty() ? rows[0].value : cpt(parents, rows);
    if (states == 2) {
      events.push_back(m.add(name, Bernoulli(columns[1]), details));
      earlier.emplace_back(events.back());
    } else {
      earlier.emplace_back(m.add(name, Categorical({"a", "b", "c"}, columns), details));
    }
  }
  return m;
}

/// The sprinkler network. By hand: P(wet) = .8*.4*.8 + .2*.99*.9 + .2*.01*.99 = .43618.
struct Sprinkler {
  Model model;
  Event rain = model.add("rain", Bernoulli(0.2));
  Event sprinkler = model.add("sprinkler", Bernoulli(table(rain, {{no, 0.4}, {yes, 0.01}})));
  Event wet = model.add(
      "wet", Bernoulli(table({rain, sprinkler},
                             {{{no, no}, 0.0}, {{no, yes}, 0.8}, {{yes, no}, 0.9}, {{yes, yes}, 0.99}})));
};

}  // namespace casus::test
