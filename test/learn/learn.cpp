// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <Eigen/Core>
#include <Eigen/LU>

#include <casus/distribution/beta.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/model_file.hpp>
#include <casus/learn/learn.hpp>

#include "../support/message.hpp"

namespace {

using namespace casus;
using casus::test::message;

constexpr Index missing = Cases::missing;

/// The sprinkler: season -> sprinkler, rain -> wet.
struct Sprinkler {
  double dry;                             ///< P(season = dry)
  std::array<double, 2> sprinkler, rain;  ///< by season, wet first
  std::array<double, 4> wet;              ///< by sprinkler and rain

  Model model() const {
    Model made;
    const Category season = made.add("season", Categorical({"rainy", "dry"}, {1 - dry, dry}));
    const Event on =
        made.add("sprinkler", Bernoulli(table(season, {{"rainy", sprinkler[0]}, {"dry", sprinkler[1]}})));
    const Event falls = made.add("rain", Bernoulli(table(season, {{"rainy", rain[0]}, {"dry", rain[1]}})));
    made.add("wet",
             Bernoulli(table(
                 {on, falls},
                 {{{no, no}, wet[0]}, {{no, yes}, wet[1]}, {{yes, no}, wet[2]}, {{yes, yes}, wet[3]}})));
    return made;
  }
  double joint(const std::array<int, 4>& x) const {
    const auto is = [](double p, int holds) { return holds ? p : 1 - p; };
    const auto s = static_cast<std::size_t>(x[0]);
    return is(dry, x[0]) * is(sprinkler[s], x[1]) * is(rain[s], x[2]) *
           is(wet[static_cast<std::size_t>(2 * x[1] + x[2])], x[3]);
  }
};

const Sprinkler truth{.4, {.1, .6}, {.7, .15}, {.02, .85, .9, .99}};

std::vector<std::vector<Index>> simulated(const Sprinkler& from, int count, double share_missing,
                                          unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<std::vector<Index>> rows;
  for (int i = 0; i < count; ++i) {
    const std::size_t season = uniform(random) < from.dry;
    const std::size_t on = uniform(random) < from.sprinkler[season],
                      falls = uniform(random) < from.rain[season];
    const std::size_t wet = uniform(random) < from.wet[2 * on + falls];
    std::vector<Index> row{static_cast<Index>(season), static_cast<Index>(on), static_cast<Index>(falls),
                           static_cast<Index>(wet)};
    for (Index& value : row)
      if (uniform(random) < share_missing) value = missing;
    rows.push_back(std::move(row));
  }
  return rows;
}

Cases cases_of(const Model& model, const std::vector<std::vector<Index>>& rows) {
  Cases cases(model, "data.csv");
  for (const auto& row : rows) cases.add(row);
  return cases;
}

/// Returns the Beta parameter of a name.
distribution::Beta beta_of(const Model& model, const std::string& name) {
  for (const UncertainParameter& parameter : model.parameters())
    if (parameter.name == name) {
      EXPECT_TRUE(parameter.distribution.family.is<distribution::Beta>());
      return {parameter.distribution.parameters[0]->value, parameter.distribution.parameters[1]->value};
    }
  ADD_FAILURE() << "no parameter " << name;
  return {1, 1};
}
/// Returns the counts of a row by the name of its parameter.
const LearnedRow& row_of(const LearnedModel& learned, const std::string& parameter) {
  for (const LearnedRow& row : learned.rows)
    if (row.parameter == parameter) return row;
  ADD_FAILURE() << "no row " << parameter;
  static const LearnedRow none{{}, {0, 0, 0}};
  return none;
}
double gamma_shape(const Model& model, const std::string& name) {
  for (const UncertainParameter& parameter : model.parameters())
    if (parameter.name == name) return parameter.distribution.parameters[0]->value;
  ADD_FAILURE() << "no parameter " << name;
  return 0;
}

TEST(Learn, CountsCompleteRows) {
  const Model model = truth.model();
  const auto rows = simulated(truth, 500, 0, 1);
  const LearnedModel found = learn(model, cases_of(model, rows));
  EXPECT_EQ(found.cases, 500);
  EXPECT_EQ(found.iterations, 0);
  EXPECT_TRUE(found.remarks.empty());
  double dry = 0, on_dry = 0, both = 0, wet_both = 0;
  for (const auto& row : rows) {
    dry += static_cast<double>(row[0]);
    on_dry += row[0] == 1 && row[1] == 1;
    both += row[1] == 1 && row[2] == 1;
    wet_both += row[1] == 1 && row[2] == 1 && row[3] == 1;
  }
  EXPECT_EQ(gamma_shape(found.model, "season.p.weight[1]"), dry + .5);
  EXPECT_EQ(beta_of(found.model, "sprinkler.p[1]").alpha, on_dry + .5);
  EXPECT_EQ(beta_of(found.model, "sprinkler.p[1]").beta, dry - on_dry + .5);
  EXPECT_EQ(beta_of(found.model, "wet.p[3]").alpha, wet_both + .5);
  EXPECT_EQ(beta_of(found.model, "wet.p[3]").beta, both - wet_both + .5);
  const UncertainParameter& parameter =
      found.model.parameters()[static_cast<std::size_t>(found.model.parameter("wet.p[3]").index())];
  EXPECT_EQ(parameter.details.source, "counted from data.csv, 500 rows");
  EXPECT_EQ(parameter.details.description,
            "P(wet = yes | sprinkler = yes, rain = yes): " + std::to_string(static_cast<int>(wet_both)) +
                " of " + std::to_string(static_cast<int>(both)) + " rows; Jeffreys' prior");
  EXPECT_EQ(parameter.details.basis, Basis::counted);
  double log_likelihood = 0;
  const auto mean = [&](const std::string& name) { return beta_of(found.model, name).mean(); };
  const Sprinkler fitted{(dry + .5) / 501,
                         {mean("sprinkler.p[0]"), mean("sprinkler.p[1]")},
                         {mean("rain.p[0]"), mean("rain.p[1]")},
                         {mean("wet.p[0]"), mean("wet.p[1]"), mean("wet.p[2]"), mean("wet.p[3]")}};
  for (const auto& row : rows)
    log_likelihood += std::log(fitted.joint({static_cast<int>(row[0]), static_cast<int>(row[1]),
                                             static_cast<int>(row[2]), static_cast<int>(row[3])}));
  EXPECT_NEAR(found.log_likelihood, log_likelihood, 1e-9);
}

// The model's own tables as prior: each row is worth this number of cases, and a state that it excludes stays impossible.
TEST(Learn, TakesTheModelsTablesAsPrior) {
  Model model;
  const auto p = model.parameter("p", distribution::Beta{2, 6});
  const Event a = model.add("a", Bernoulli(p));
  const Category b =
      model.add("b", Categorical({"x", "y", "z"}, cpt({a}, {{{no}, {.5, .5, 0}}, {{yes}, {.2, .3, .5}}})));
  Cases cases(model, "data");
  cases.add({0, 0});
  cases.add({1, 2});
  const LearnedModel found = learn(model, cases, {.worth = 12});
  EXPECT_NEAR(beta_of(found.model, "a.p").alpha, 12 * .25 + 1, .1);  // the mean of p over the worlds
  EXPECT_EQ(gamma_shape(found.model, "b.p[0].weight[0]"), 7);
  EXPECT_EQ(gamma_shape(found.model, "b.p[0].weight[1]"), 6);
  EXPECT_EQ(found.model.find_parameter("b.p[0].weight[2]"), nullptr);
  EXPECT_EQ(gamma_shape(found.model, "b.p[1].weight[2]"), 7);
  EXPECT_EQ(found.model.find_parameter("p"), nullptr);  // nothing reads it any more
  const Category learned = found.model.category("b");
  EXPECT_EQ(estimate(found.model, P(learned == "z").given(!found.model.event("a"))).value, 0);
}

// EM by enumeration of all completions, with the same prior and start.
Sprinkler brute_em(const Sprinkler& start, const std::vector<std::vector<Index>>& rows,
                   double& log_likelihood) {
  // Complete rows and one case of the model's own tables set the start.
  std::array<std::array<double, 2>, 9> counts{};
  const auto add = [&](const std::array<int, 4>& x, double weight) {
    const auto at = [](int value) { return static_cast<std::size_t>(value); };
    counts[0][at(x[0])] += weight;
    counts[at(1 + x[0])][at(x[1])] += weight;
    counts[at(3 + x[0])][at(x[2])] += weight;
    counts[at(5 + 2 * x[1] + x[2])][at(x[3])] += weight;
  };
  const std::array<double, 9> own{start.dry,     start.sprinkler[0], start.sprinkler[1],
                                  start.rain[0], start.rain[1],      start.wet[0],
                                  start.wet[1],  start.wet[2],       start.wet[3]};
  const auto fitted = [&](double extra) {
    std::array<double, 9> p{};
    for (std::size_t i = 0; i < 9; ++i)
      p[i] = (counts[i][1] + .5 + extra * own[i]) / (counts[i][0] + counts[i][1] + 1 + extra);
    return Sprinkler{p[0], {p[1], p[2]}, {p[3], p[4]}, {p[5], p[6], p[7], p[8]}};
  };
  for (const auto& row : rows)
    if (std::none_of(row.begin(), row.end(), [](Index value) { return value == missing; }))
      add({static_cast<int>(row[0]), static_cast<int>(row[1]), static_cast<int>(row[2]),
           static_cast<int>(row[3])},
          1);
  // A missing "wet" has no descendants, and is not counted.
  const auto observed_part = [&](const std::vector<Index>& row) { return row[3] == missing; };
  Sprinkler at = fitted(1);
  for (const auto& row : rows) EXPECT_FALSE(observed_part(row));
  for (int step = 0; step < 3000; ++step) {
    counts = {};
    log_likelihood = 0;
    for (const auto& row : rows) {
      std::vector<std::pair<std::array<int, 4>, double>> completions;
      double total = 0;
      for (int code = 0; code < 16; ++code) {
        const std::array<int, 4> x{code & 1, code >> 1 & 1, code >> 2 & 1, code >> 3 & 1};
        bool fits = true;
        for (std::size_t i = 0; i < 4; ++i) fits = fits && (row[i] == missing || row[i] == x[i]);
        if (!fits) continue;
        completions.emplace_back(x, at.joint(x));
        total += completions.back().second;
      }
      log_likelihood += std::log(total);
      for (const auto& [x, joint] : completions) add(x, joint / total);
    }
    at = fitted(0);
  }
  return at;
}

TEST(Learn, AgreesWithEmByEnumeration) {
  auto rows = simulated(truth, 400, .3, 2);
  std::erase_if(rows, [](const auto& row) { return row[3] == missing; });
  const Sprinkler start{.5, {.3, .5}, {.6, .3}, {.1, .7, .7, .9}};
  const Model model = start.model();
  const LearnedModel found =
      learn(model, cases_of(model, rows), {.most_iterations = 5000, .tolerance = 1e-11});
  EXPECT_TRUE(found.converged);
  EXPECT_GT(found.incomplete, 150);
  double log_likelihood = 0;
  const Sprinkler expected = brute_em(start, rows, log_likelihood);
  EXPECT_NEAR(found.log_likelihood, log_likelihood, 1e-6);
  EXPECT_NEAR(beta_of(found.model, "sprinkler.p[0]").mean(), expected.sprinkler[0], 1e-7);
  EXPECT_NEAR(beta_of(found.model, "sprinkler.p[1]").mean(), expected.sprinkler[1], 1e-7);
  EXPECT_NEAR(beta_of(found.model, "rain.p[1]").mean(), expected.rain[1], 1e-7);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(beta_of(found.model, "wet.p[" + std::to_string(i) + ']').mean(), expected.wet[i], 1e-7);
  const double weights =
      gamma_shape(found.model, "season.p.weight[0]") + gamma_shape(found.model, "season.p.weight[1]");
  const LearnedRow& season = row_of(found, "season.p");
  EXPECT_NEAR(season.counts[0] + season.counts[1], static_cast<double>(rows.size()), 1e-9);
  EXPECT_NEAR(season.worth + 1, weights, 1e-9);
  EXPECT_LT(season.worth, .95 * static_cast<double>(rows.size()));
  EXPECT_NEAR(gamma_shape(found.model, "season.p.weight[1]") / weights, expected.dry, 1e-7);
}

// The ranges allow for missing values: the variances are those of the inverse of the observed
// information, from second differences of the posterior density by enumeration.
TEST(Learn, VariancesAreThoseOfTheObservedInformation) {
  const auto rows = [] {
    auto all = simulated(truth, 400, .3, 2);
    std::erase_if(all, [](const auto& row) { return row[3] == missing; });
    return all;
  }();
  const Model model = truth.model();
  const LearnedModel found =
      learn(model, cases_of(model, rows), {.most_iterations = 5000, .tolerance = 1e-12});
  const std::array<const char*, 9> names{"season.p",  "sprinkler.p[0]", "sprinkler.p[1]",
                                         "rain.p[0]", "rain.p[1]",      "wet.p[0]",
                                         "wet.p[1]",  "wet.p[2]",       "wet.p[3]"};
  Eigen::VectorXd p(9), totals(9);
  for (std::size_t i = 0; i < 9; ++i) {
    const std::vector<double>& counts = row_of(found, names[i]).counts;
    totals[static_cast<Eigen::Index>(i)] = counts[0] + counts[1] + 1;
    p[static_cast<Eigen::Index>(i)] = (counts[1] + .5) / (counts[0] + counts[1] + 1);
  }
  const auto log_density = [&](const Eigen::VectorXd& q) {
    const Sprinkler at{q[0], {q[1], q[2]}, {q[3], q[4]}, {q[5], q[6], q[7], q[8]}};
    double sum = .5 * (q.array().log() + (1 - q.array()).log()).sum();
    for (const auto& row : rows) {
      double total = 0;
      for (int code = 0; code < 16; ++code) {
        const std::array<int, 4> x{code & 1, code >> 1 & 1, code >> 2 & 1, code >> 3 & 1};
        bool fits = true;
        for (std::size_t i = 0; i < 4; ++i) fits = fits && (row[i] == missing || row[i] == x[i]);
        if (fits) total += at.joint(x);
      }
      sum += std::log(total);
    }
    return sum;
  };
  Eigen::MatrixXd information(9, 9);
  const auto moved = [&](Eigen::Index i, double by, Eigen::Index k, double and_by) {
    Eigen::VectorXd q = p;
    const auto step = [&](Eigen::Index of) { return 1e-3 * p[of] * (1 - p[of]); };
    q[i] += by * step(i);
    q[k] += and_by * step(k);
    return log_density(q);
  };
  for (Eigen::Index i = 0; i < 9; ++i)
    for (Eigen::Index k = 0; k < 9; ++k) {
      const auto step = [&](Eigen::Index of) { return 1e-3 * p[of] * (1 - p[of]); };
      information(i, k) =
          -(moved(i, 1, k, 1) - moved(i, 1, k, -1) - moved(i, -1, k, 1) + moved(i, -1, k, -1)) /
          (4 * step(i) * step(k));
    }
  const Eigen::MatrixXd covariance = information.inverse();
  for (std::size_t i = 0; i < 9; ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    const double factor = covariance(k, k) / (p[k] * (1 - p[k]) / totals[k]);
    EXPECT_GT(factor, 1.2) << names[i];
    EXPECT_NEAR(row_of(found, names[i]).worth, (totals[k] + 1) / factor - 2, 1e-3 * totals[k]) << names[i];
    if (i == 0) continue;
    const distribution::Beta beta = beta_of(found.model, names[i]);
    EXPECT_NEAR(beta.alpha / (beta.alpha + beta.beta), p[k], 1e-9) << names[i];
    EXPECT_NEAR(beta.alpha + beta.beta, (totals[k] + 1) / factor - 1, 1e-3 * totals[k]) << names[i];
  }
}

// Four of five causes are missing, the effects are there. With expected counts as if they had been
// observed, ranges of 90 % hold the truth in 61 to 78 % of these data sets.
TEST(Learn, RangesHoldTheTruthIfMuchIsMissing) {
  constexpr int runs = 400;
  constexpr double level = .9;
  std::array<int, 6> held{};
  for (int run = 0; run < runs; ++run) {
    std::mt19937_64 random(static_cast<unsigned>(1000 + run));
    std::uniform_real_distribution<double> uniform(0, 1);
    const double share = .35;
    const std::array<double, 2> warned{.2, .7};
    const std::array<std::array<double, 3>, 2> outcome{{{.6, .3, .1}, {.2, .3, .5}}};
    Model model;
    const Event cause = model.add("cause", Bernoulli(share));
    model.add("warned", Bernoulli(table(cause, {{no, warned[0]}, {yes, warned[1]}})));
    model.add("outcome",
              Categorical({"a", "b", "c"}, cpt({cause}, {{{no}, {.6, .3, .1}}, {{yes}, {.2, .3, .5}}})));
    Cases cases(model, "data");
    for (int i = 0; i < 1'000; ++i) {
      const std::size_t is = uniform(random) < share;
      const Index warning = uniform(random) < warned[is];
      const double u = uniform(random);
      const Index came = u < outcome[is][0] ? 0 : u < outcome[is][0] + outcome[is][1] ? 1 : 2;
      cases.add({uniform(random) < .8 ? missing : static_cast<Index>(is), warning, came});
    }
    const LearnedModel found = learn(model, cases);
    const auto holds = [&](double alpha, double beta, double p) {
      const double rank = distribution::Beta{alpha, beta}.cdf(p);
      return rank > (1 - level) / 2 && rank < (1 + level) / 2 ? 1 : 0;
    };
    const auto of_event = [&](const char* name, double p) {
      const distribution::Beta beta = beta_of(found.model, name);
      return holds(beta.alpha, beta.beta, p);
    };
    held[0] += of_event("cause.p", share);
    held[1] += of_event("warned.p[0]", warned[0]);
    held[2] += of_event("warned.p[1]", warned[1]);
    for (std::size_t row = 0; row < 2; ++row) {
      const std::string name = "outcome.p[" + std::to_string(row) + "].weight[";
      const double first = gamma_shape(found.model, name + "0]");
      const double rest = gamma_shape(found.model, name + "1]") + gamma_shape(found.model, name + "2]");
      held[3 + row] += holds(first, rest, outcome[row][0]);
      if (row == 0) continue;
      const double last = gamma_shape(found.model, name + "2]");
      held[5] += holds(last, first + rest - last, outcome[row][2]);
    }
  }
  // Of 400 ranges, 90 % each: 328 or fewer, and 386 or more, have a probability below 1e-6. Those of
  // categories are as wide as the most uncertain state needs.
  for (std::size_t i = 0; i < held.size(); ++i) {
    EXPECT_GT(held[i], 328) << i;
    if (i < 3) {
      EXPECT_LT(held[i], 386) << i;
    }
  }
}

// More uncertain probabilities than are regarded together: each row by itself, which a remark says.
TEST(Learn, ManyUncertainRowsAreRegardedOneByOne) {
  constexpr Index states = 33;  // 1,088 coordinates
  std::vector<std::string> labels;
  for (Index i = 0; i < states; ++i) labels.push_back("s" + std::to_string(i));
  const std::vector<Real> even(labels.size(), 1.0 / states);
  Model model;
  const Category cause = model.add("cause", Categorical(labels, even));
  std::vector<TableRow<std::vector<Real>>> rows;
  for (const std::string& label : labels) rows.push_back({{label}, even});
  model.add("effect", Categorical(labels, cpt({cause}, rows)));
  std::mt19937_64 random(3);
  Cases cases(model, "data");
  for (int i = 0; i < 4'000; ++i) {
    const auto is = static_cast<Index>(random() % states);
    const auto came = (is + static_cast<Index>(random() % 3)) % states;
    cases.add({random() % 2 == 0 ? missing : is, came});
  }
  const LearnedModel found = learn(model, cases);
  ASSERT_EQ(found.rows.size(), static_cast<std::size_t>(states) + 1);
  for (const LearnedRow& row : found.rows) {
    const double total = std::accumulate(row.counts.begin(), row.counts.end(), 0.0);
    EXPECT_LT(row.worth, total);
    EXPECT_GT(row.worth, 0);
  }
  EXPECT_EQ(found.remarks.at(0).substr(found.remarks.at(0).find(", each")),
            ", each row of a table regarded by itself");
}

// A column that is missing altogether, and a model that starts near the truth.
TEST(Learn, RecoversAHiddenVariable) {
  auto rows = simulated(truth, 20'000, 0, 3);
  for (auto& row : rows) row[0] = missing;
  const Sprinkler start{.5, {.2, .7}, {.6, .2}, {.1, .7, .7, .9}};
  const Model model = start.model();
  const LearnedModel found = learn(model, cases_of(model, rows));
  // The joint distribution of the observed variables is recovered, for any hidden season.
  const auto asked = [&](const Model& of, const char* question) {
    return estimate(of, parse_query(of, question)).value;
  };
  for (const char* question : {"P(sprinkler)", "P(rain)", "P(sprinkler and rain)", "P(wet)", "P(wet | rain)"})
    EXPECT_NEAR(asked(found.model, question), asked(truth.model(), question), .02) << question;
  EXPECT_EQ(found.remarks.size(), 3u + !found.converged);
  EXPECT_EQ(found.remarks[0], "never observed, so known only through other variables: season");
}

// Missing values without observed descendants tell nothing, and are counted nowhere.
/// Parameters at their means, as the environment of formulas.
struct MeanParameters {
  const std::vector<double>& all;
  static double variable(Index) { return 0; }
  double parameter(Index number) const { return all[static_cast<std::size_t>(number)]; }
};

// The fixed point of EM, by enumeration of the learned model at its mean tables: the expected count is
// the sum over the rows of the probabilities of each family's states given the row. With a category
// of three states, a formula between cause and effect, and a guard.
TEST(Learn, IsAFixedPointByEnumeration) {
  Model model;
  const Category cause = model.add("cause", Categorical({"x", "y", "z"}, {.5, .3, .2}));
  const Event other = model.add("other", Bernoulli(.3));
  const Event either = model.add("either", Deterministic(cause == "z" || other));
  const Event effect = model.add("effect", Bernoulli(table(either, {{no, .1}, {yes, .7}})));
  const Category kind = model.add(
      "kind",
      Categorical({"a", "b"}, cpt({cause}, {{{"x"}, {.5, .5}}, {{"y"}, {.2, .8}}, {{"z"}, {.9, .1}}})),
      {.when = effect});
  // Where the guard does not hold, "no" and "calm" are not counted, although they are states.
  model.add("toll", Bernoulli(.4), {.when = effect});
  model.add("mood", Categorical({"calm", "grim"}, {.3, .7}), {.when = effect, .absent_state = "calm"});
  std::mt19937_64 random(5);
  std::vector<std::vector<Index>> rows;
  for (int i = 0; i < 60; ++i) {
    const auto draw = [&](unsigned states) { return static_cast<Index>(random() % states); };
    std::vector<Index> row{draw(3), draw(2), missing, draw(2), draw(2), draw(2), draw(2)};
    for (Index& value : row)
      if (random() % 3 == 0) value = missing;
    if (row[3] != 1) row[4] = row[5] = row[6] = missing;
    if (row[3] == missing && random() % 2 == 0) row[4] = 1;
    if (row[3] == missing && random() % 2 == 0) row[5] = draw(2);
    if (row[3] == missing && random() % 2 == 0) row[6] = 0;
    rows.push_back(row);
  }
  const LearnedModel found =
      learn(model, cases_of(model, rows), {.most_iterations = 20'000, .tolerance = 1e-12});
  ASSERT_TRUE(found.converged);
  ASSERT_GT(found.incomplete, 20);

  std::vector<double> means, scratch;
  const auto& parameters = found.model.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ConditionalDistribution& law = parameters[i].distribution;
    if (law.family.is<distribution::Beta>())
      means.push_back(law.parameters[0]->value / (law.parameters[0]->value + law.parameters[1]->value));
    else if (law.family.is<distribution::Gamma>())
      means.push_back(law.parameters[0]->value);
    else
      means.push_back(Formula(law.parameters[0]).evaluate(MeanParameters{means}, scratch));
  }
  const Enumeration exact(found.model, means);
  const Model& learned = found.model;
  const auto state = [&](std::size_t variable, Index value) {
    const Variable& of = learned.variables()[variable];
    const NodePtr node = learned.find(of.name);
    return of.kind() == Kind::event ? (value == 1 ? Boolean(Event(node)) : !Event(node))
                                    : Category(node) == of.states[static_cast<std::size_t>(value)];
  };
  // Expected counts of states of a variable, by its number.
  const auto expected = [&](const Boolean& counted, std::size_t of) {
    double sum = 0;
    for (const auto& row : rows) {
      // What is missing, and has no descendants that were seen, is not counted.
      const auto is_missing = [&](std::size_t i) { return row[i] == missing; };
      if (is_missing(of) && (of != 3 || (is_missing(4) && is_missing(5) && is_missing(6)))) continue;
      std::optional<Boolean> seen;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (row[i] != missing) seen = seen ? *seen && state(i, row[i]) : state(i, row[i]);
      sum += seen ? exact(P(counted).given(*seen)) : exact(P(counted));
    }
    return sum;
  };
  const auto count = [&](const std::string& row, std::size_t of) { return row_of(found, row).counts[of]; };
  EXPECT_NEAR(count("effect.p[1]", 1), expected(state(2, 1) && state(3, 1), 3), 1e-7);
  EXPECT_NEAR(count("effect.p[1]", 0), expected(state(2, 1) && state(3, 0), 3), 1e-7);
  EXPECT_NEAR(count("effect.p[0]", 1), expected(state(2, 0) && state(3, 1), 3), 1e-7);
  EXPECT_NEAR(count("toll.p", 1), expected(state(3, 1) && state(5, 1), 5), 1e-7);
  EXPECT_NEAR(count("toll.p", 0), expected(state(3, 1) && state(5, 0), 5), 1e-7);
  EXPECT_GT(beta_of(learned, "toll.p").beta, 1);
  EXPECT_NEAR(count("mood.p", 0), expected(state(3, 1) && state(6, 0), 6), 1e-7);
  for (std::size_t value = 0; value < 3; ++value)
    for (std::size_t own = 0; own < 2; ++own)
      EXPECT_NEAR(count("kind.p[" + std::to_string(value) + ']', own),
                  expected(state(0, static_cast<Index>(value)) && state(4, static_cast<Index>(own)), 4),
                  1e-7);
}

TEST(Learn, MissingLeavesAreNotEstimated) {
  const Model model = truth.model();
  const LearnedModel found = learn(
      model, cases_of(model, {{1, 1, 0, missing}, {1, missing, missing, missing}, {0, 0, missing, missing}}));
  EXPECT_EQ(found.incomplete, 0);
  EXPECT_EQ(found.iterations, 0);
  EXPECT_EQ(gamma_shape(found.model, "season.p.weight[1]"), 2.5);
  EXPECT_EQ(beta_of(found.model, "sprinkler.p[1]").alpha, 1.5);
  EXPECT_EQ(beta_of(found.model, "sprinkler.p[1]").beta, .5);
  EXPECT_EQ(beta_of(found.model, "rain.p[1]").beta, 1.5);
  EXPECT_EQ(beta_of(found.model, "rain.p[0]").beta, .5);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(beta_of(found.model, "wet.p[" + std::to_string(i) + ']').alpha, .5);
}

// Quantities, guards, formulas and their parameters are as before.
TEST(Learn, KeepsTheRestOfTheModel) {
  Model model;
  const auto unread = model.parameter("unread", Beta(1, 1)), scale = model.parameter("scale", Uniform(1, 2));
  const auto sum = model.parameter("sum", Deterministic(scale + 1));
  const Event flood = model.add("flood", Bernoulli(unread));
  const Event breach = model.add("breach", Bernoulli(noisy_or(leak(0.01), {{flood, 0.3}})));
  const Event both = model.add("both", Deterministic(flood && breach));
  model.add("damage", LogNormal::median(10 + 5 * Real(both), sum), {.when = breach, .unit = "M EUR"});
  Cases cases(model, "data");
  for (int i = 0; i < 20; ++i) cases.add({i % 4 == 0, i % 8 == 0, missing, missing});
  const LearnedModel found = learn(model, cases);
  EXPECT_EQ(found.model.find_parameter("unread"), nullptr);
  EXPECT_EQ(found.remarks, (std::vector<std::string>{"formulas that became tables: breach"}));
  EXPECT_EQ(beta_of(found.model, "breach.p[1]").alpha, 3.5);
  EXPECT_EQ(beta_of(found.model, "breach.p[1]").beta, 2.5);
  const Variable& damage = found.model.variables()[3];
  EXPECT_EQ(to_text(damage.distribution), to_text(model.variables()[3].distribution));
  EXPECT_EQ(damage.details.unit, "M EUR");
  EXPECT_EQ(damage.guard, model.variables()[3].guard);
  EXPECT_EQ(to_text(found.model.variables()[2].distribution), "Deterministic(flood and breach)");
  const Options options{.trajectories = 20'000, .worlds = 20};
  EXPECT_GT(
      estimate(found.model, E(found.model.quantity("damage")).given(found.model.event("breach")), options)
          .value,
      9);
}

TEST(Learn, GuardedVariablesAreCountedWhereTheyExist) {
  Model model;
  const Event war = model.add("war", Bernoulli(.5));
  const Category end = model.add("end", Categorical({"peace", "defeat"}, {.5, .5}), {.when = war});
  model.add("exile", Bernoulli(table({war, end}, {{{no, "peace"}, .5},
                                                  {{no, "defeat"}, .5},
                                                  {{no, "none"}, .5},
                                                  {{yes, "peace"}, .5},
                                                  {{yes, "defeat"}, .5},
                                                  {{yes, "none"}, .5}})));
  Cases cases(model, "data");
  for (int i = 0; i < 7; ++i) cases.add({0, missing, 0});
  for (int i = 0; i < 3; ++i) cases.add({1, 1, 1});
  cases.add({1, 0, 0});
  cases.add({missing, 1, 1});  // the war is known by its end
  cases.add({missing, missing, 1});
  const LearnedModel found = learn(model, cases, {.tolerance = 1e-12});
  const LearnedRow &war_row = row_of(found, "war.p"), &end_row = row_of(found, "end.p");
  const double ended = end_row.counts[0] + end_row.counts[1];
  const distribution::Beta wars = beta_of(found.model, "war.p");
  EXPECT_NEAR(ended, war_row.counts[1], 1e-9);
  EXPECT_NEAR(war_row.counts[0] + war_row.counts[1], 13, 1e-9);
  EXPECT_GT(war_row.counts[1], 5);
  EXPECT_EQ(found.model.find_parameter("exile.p[0]"), nullptr);  // peace without war: cannot be
  EXPECT_NE(found.model.find_parameter("exile.p[2]"), nullptr);
  EXPECT_EQ(found.model.find_parameter("exile.p[5]"), nullptr);
  const std::string text = write_model(found.model);
  EXPECT_EQ(write_model(read_model(text, "model").model), text);
  // The fixed point of one completion by hand: P(war | exile) from the learned tables.
  const double p = wars.mean(), defeat = (end_row.counts[1] + .5) / (ended + 1);
  const double none = beta_of(found.model, "exile.p[2]").mean(),
               lost = beta_of(found.model, "exile.p[4]").mean(),
               peace = beta_of(found.model, "exile.p[3]").mean();
  const double with = p * (defeat * lost + (1 - defeat) * peace);
  EXPECT_NEAR(row_of(found, "war.p").counts[1], 5 + with / (with + (1 - p) * none), 1e-8);
}

// Simulation-based calibration of complete data: the true probabilities are uniform ranks in the
// learned distributions if they are drawn from the prior.
TEST(Learn, ParametersHaveUniformRanks) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto jeffreys = [&] { return distribution::Beta{.5, .5}.quantile(uniform(random)); };
  constexpr int runs = 500, bins = 10;
  std::vector<int> ranks(bins);
  for (int run = 0; run < runs; ++run) {
    const Sprinkler drawn{jeffreys(),
                          {jeffreys(), jeffreys()},
                          {jeffreys(), jeffreys()},
                          {jeffreys(), jeffreys(), jeffreys(), jeffreys()}};
    const Model model = truth.model();
    const LearnedModel found =
        learn(model, cases_of(model, simulated(drawn, 40, 0, static_cast<unsigned>(run))));
    const double rank = beta_of(found.model, "sprinkler.p[1]").cdf(drawn.sprinkler[1]);
    ++ranks[static_cast<std::size_t>((std::min)(bins - 1, static_cast<int>(rank * bins)))];
  }
  double chi_squared = 0;
  for (const int count : ranks)
    chi_squared += std::pow(count - runs / double{bins}, 2) / (runs / double{bins});
  EXPECT_LT(chi_squared, 44.9);  // 9 degrees of freedom, 1e-6
}

TEST(Learn, WritesAModelThatReadsBack) {
  const Model model = truth.model();
  const LearnedModel found = learn(model, cases_of(model, simulated(truth, 300, .2, 4)));
  const std::string text = write_model(found.model);
  const ModelFile again = read_model(text, "model");
  EXPECT_EQ(write_model(again), text);
  const Options options{.worlds = 200};
  EXPECT_EQ(estimate(again.model, parse_query(again.model, "P(wet)"), options).value,
            estimate(found.model, parse_query(found.model, "P(wet)"), options).value);
}

TEST(Learn, RefusesWhatItCannotLearn) {
  const Model model = truth.model(), other = truth.model();
  const Cases cases = cases_of(model, simulated(truth, 10, 0, 5));
  EXPECT_EQ(message([&] { learn(other, cases); }),
            "cases: expected cases of this model, got cases of another one");
  EXPECT_EQ(message([&] { learn(model, cases, {.worth = 0}); }),
            "worth: expected a positive number of cases, got 0");
  EXPECT_EQ(message([&] { learn(model, cases, {.tolerance = 0}); }),
            "tolerance: expected a positive number, got 0");
  EXPECT_EQ(message([&] { learn(model, cases, {.most_iterations = 0}); }),
            "most_iterations: expected at least 1, got 0");
  Model certain;
  const Event a = certain.add("a", Bernoulli(.5));
  const Event b = certain.add("b", Bernoulli(table(a, {{no, 0}, {yes, 0}})));
  certain.add("c", Bernoulli(table(b, {{no, .5}, {yes, .5}})));
  Cases impossible(certain, "t.csv");
  impossible.add({0, missing, 1});
  impossible.add({missing, 1, 1});
  EXPECT_EQ(message([&] { learn(certain, impossible, {.worth = 2}); }),
            "t.csv, row 2: expected values that are possible under the model, got values of probability 0");
}

}  // namespace
