// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/sampler.hpp>

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include <casus/sample/reference.hpp>

#include "../support/models.hpp"

namespace casus {
namespace {

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// Compares every variable of every trajectory that the compiled sampler hands out with the
// reference's.
void expect_equal(const Model& model, const Randomness& randomness, const std::vector<Intervention>& under,
                  const std::string& instruction_set, Index batch, Index trajectories) {
  const ReferenceSampler reference(model, randomness, under);
  const Sampler sampler(model, randomness, under, instruction_set);
  for (const Index world : {0, 3}) {
    const auto parameters = reference.parameters(world);
    Index seen = 0;
    sampler.draw(
        world, trajectories,
        [&](const Block& block) {
          ASSERT_EQ(block.world(), world);
          ASSERT_EQ(block.first_trajectory(), seen);
          for (Index i = 0; i < block.trajectories(); ++i) {
            const auto expected = reference.trajectory(world, parameters, seen + i);
            const std::size_t word = static_cast<std::size_t>(i / 64);
            for (const Variable& variable : model.variables()) {
              const double value = expected[static_cast<std::size_t>(model.find(variable.name)->index)];
              const std::string where =
                  variable.name + " at " + std::to_string(seen + i) + ", " + instruction_set;
              if (variable.kind() == Kind::event) {
                ASSERT_EQ((block.event(model.event(variable.name))[word] >> (i % 64)) & 1,
                          value != 0 ? 1u : 0u)
                    << where;
              } else if (variable.kind() == Kind::category) {
                ASSERT_EQ(block.category(model.category(variable.name))[static_cast<std::size_t>(i)], value)
                    << where;
              } else {
                ASSERT_TRUE(same_bits(
                    block.quantity(model.quantity(variable.name))[static_cast<std::size_t>(i)], value))
                    << where << ": "
                    << block.quantity(model.quantity(variable.name))[static_cast<std::size_t>(i)] << " and "
                    << value;
              }
            }
          }
          seen += block.trajectories();
        },
        batch);
    EXPECT_EQ(seen, (trajectories + group_size - 1) / group_size * group_size);
  }
}

TEST(Sampler, EqualsTheReferenceOnEveryInstructionSetAndBatch) {
  const Model model = test::everything();
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8})
      expect_equal(model, {7, Generator::ars5}, {}, instruction_set, batch, 2000);
}

TEST(Sampler, EqualsTheReferenceOnMoreDistributions) {
  const Model model = test::more_distributions();
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8}) expect_equal(model, {13}, {}, instruction_set, batch, 1024);
}

TEST(Sampler, EqualsTheReferenceOnRootsAndPowers) {
  const Model model = test::roots_and_powers();
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8}) expect_equal(model, {17}, {}, instruction_set, batch, 1024);
}

TEST(Sampler, EqualsTheReferenceWhereAGuardSeldomHolds) {
  const Model model = test::seldom();
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8}) expect_equal(model, {17}, {}, instruction_set, batch, 6000);
}

TEST(Sampler, EqualsTheReferenceOnVariablesOfOneState) {
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 8}) expect_equal(test::one_state(), {29}, {}, instruction_set, batch, 2048);
}

// Divisors of every size, and quotients at and beyond both ends of the doubles.
TEST(Sampler, EqualsTheReferenceWhereFormulasAreSettledOutsideOfAnEvent) {
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8})
      expect_equal(test::constant_outside(), {27}, {}, instruction_set, batch, 3 * 1024);
  for (const double chance : {0.0, 0.01, 0.9, 1.0})
    expect_equal(test::constant_outside(chance), {28, Generator::pcg32}, {}, instruction_sets().front(), 8,
                 4096);
  const Model model = test::constant_outside();
  const std::vector<std::vector<Intervention>> interventions{
      {set(model.event("shock"), yes)},
      {set(model.event("shock"), no)},
      {set(model.quantity("size"), 3)},
      {set(model.quantity("damage"), 0.75), set(model.event("worse"), yes)},
      {set(model.event("grave"), no), set(model.event("fall"), yes), set(model.category("phase"), "late")}};
  for (const auto& under : interventions)
    expect_equal(model, {29}, under, instruction_sets().front(), 8, 2048);
}

// A formula that is no number, or no probability, where the event does not hold: an error there,
// and only there.
TEST(Sampler, RefusesWhatIsNotSettledToANumber) {
  Model quantity, event;
  for (Model* model : {&quantity, &event}) {
    const Event shock = model->add("shock", Bernoulli(0.3));
    const auto size = model->add("size", LogNormal(0, 0.7), {.when = shock});
    if (model == &quantity)
      model->add("effect", Deterministic(log(if_then_else(shock, size, -1))));
    else
      model->add("effect", Bernoulli(if_then_else(shock, size / (1 + size), 2)));
    for (const std::string& instruction_set : instruction_sets()) {
      const Sampler sampler(*model, {23}, {}, instruction_set);
      try {
        sampler.draw(0, 4096, [](const Block&) {});
        ADD_FAILURE() << instruction_set;
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("effect"), std::string::npos) << error.what();
      }
    }
    expect_equal(*model, {23}, {set(model->event("shock"), yes)}, instruction_sets().front(), 8, 1024);
  }
}

TEST(Sampler, DividesAsTheReferenceDoes) {
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  const auto size = model.add("size", Uniform(-700, 700));
  const auto some = model.add("some", Bernoulli(0.5));
  const auto any = if_then_else(some, x * exp(size), 0);
  int number = 0;
  for (const double divisor :
       {800.0, 3.0, -7.0, 0.1, 1e-20, -1e29, 0x1.fffffffffffffp0, 0x1p-100, 1e-40, 1e200})
    model.add("quotient" + std::to_string(number++), Deterministic(any / divisor));
  for (const std::string& instruction_set : instruction_sets())
    expect_equal(model, {19}, {}, instruction_set, 8, 2048);
}

// Parameters that vary from lane to lane and leave their domain on one of them.
TEST(Sampler, RefusesVaryingParametersOutsideOfTheirDomain) {
  const auto refuses = [](const std::string& name, auto&& distribution) {
    Model model;
    const auto x = model.add("x", Uniform(-0.01, 1));
    model.add(name, distribution(x));
    for (const std::string& instruction_set : instruction_sets()) {
      const Sampler sampler(model, {23}, {}, instruction_set);
      try {
        sampler.draw(0, 4096, [](const Block&) {});
        ADD_FAILURE() << name << ", " << instruction_set;
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
      }
    }
  };
  refuses("uniform", [](const Real& x) { return Uniform(0, x); });
  refuses("triangular", [](const Real& x) { return Triangular(0, x, 1); });
  refuses("pert", [](const Real& x) { return Pert(0, x, 1); });
  refuses("weibull", [](const Real& x) { return Weibull(x, 1); });
  refuses("gamma", [](const Real& x) { return Gamma(2, x); });
  refuses("student", [](const Real& x) { return StudentT(3, 0, x); });
  refuses("geometric", [](const Real& x) { return Geometric(x); });
  refuses("poisson", [](const Real& x) { return Poisson(x); });
  refuses("normal", [](const Real& x) { return Normal(0, x); });
  refuses("bernoulli", [](const Real& x) { return Bernoulli(x); });
}

TEST(Sampler, EqualsTheReferenceWithPcg32) {
  const Model everything = test::everything(), discrete = test::random_discrete(2);
  for (const std::string& instruction_set : instruction_sets()) {
    expect_equal(everything, {11, Generator::pcg32}, {}, instruction_set, 3, 1024);
    // More groups than are seeded at once, and a number of them that no vector divides.
    expect_equal(discrete, {11, Generator::pcg32}, {}, instruction_set, 11, 6000);
  }
}

TEST(Sampler, EqualsTheReferenceUnderInterventions) {
  const Model model = test::everything();
  const std::vector<std::vector<Intervention>> interventions{
      {set(model.event("entry"), yes)},
      {set(model.event("entry"), no), set(model.quantity("n"), 0.25)},
      {set(model.category("front"), "failing"), set(model.category("tone"), "low")},
      {set(model.category("mood"), "angry"), set(model.quantity("troops"), 5000)}};
  for (const auto& under : interventions)
    expect_equal(model, {3}, under, instruction_sets().front(), 8, 1024);
}

TEST(Sampler, EqualsTheReferenceOnRandomModels) {
  for (unsigned seed = 1; seed <= 40; ++seed)
    expect_equal(test::random_discrete(seed), {seed}, {},
                 instruction_sets()[seed % instruction_sets().size()], 2, 1024);
}

// Tables of events are drawn bit by bit up to 8 rows, byte by byte up to 256, and by all digits at
// once from there on.
TEST(Sampler, EqualsTheReferenceOnBothSidesOfEachLayoutsLimit) {
  for (const int parents : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
    Model model;
    std::vector<Discrete> causes;
    Real sum = 0.01;
    for (int i = 0; i < parents; ++i) {
      const Event cause = model.add("c" + std::to_string(i), Bernoulli(0.5));
      causes.emplace_back(cause);
      sum = sum + 0.1 * cause;
    }
    const Event effect = model.add("effect", Bernoulli(sum));
    EXPECT_EQ(layout(model, model.variables()[static_cast<std::size_t>(effect.index())]),
              parents <= 3   ? Layout::bits
              : parents <= 8 ? Layout::bytes
                             : Layout::words);
    for (const std::string& instruction_set : instruction_sets())
      expect_equal(model, {5}, {}, instruction_set, 8, 2048);
  }
}

// Where the first digits of U stand on both sides of a probability, on it, and far from it: one way
// to make it a lane, one by the logistic, both also on a domain.
TEST(Sampler, EqualsTheReferenceAtTheFirstDigitsLimits) {
  std::vector<double> logits{-800, -31, -30, -1e-300, 0, 30, 31, 800},
      chances{0, 1e-300, 0x1p-9, 1 - 0x1p-53, 1};
  for (int k = 1; k < 256; ++k)
    for (const double off : {0.0, 1e-5, -1e-5, 1e-14, -1e-14}) {
      const double p = k / 256.0;
      logits.push_back(std::log(p / (1 - p)) + off);
      chances.push_back(p * (1 + off));
    }
  Model model;
  const Event sometimes = model.add("sometimes", Bernoulli(0.4));
  const auto x = model.add("x", Empirical(logits));
  const auto p = model.add("p", Empirical(chances));
  const auto here = model.add("here", Empirical(logits), {.when = sometimes});
  model.add("by_x", Bernoulli(logistic(x)));
  model.add("by_p", Bernoulli(p));
  model.add("by_x_here", Bernoulli(logistic(here)), {.when = sometimes});
  model.add("by_p_here", Bernoulli(p), {.when = sometimes});
  for (const std::string& instruction_set : instruction_sets())
    for (const Generator generator : {Generator::ars5, Generator::pcg32})
      expect_equal(model, {9, generator}, {}, instruction_set, 5, 8192);
}

TEST(Layout, OfComputedProbabilitiesIsBytesForEventsAndWordsForCategories) {
  Model model;
  const auto x = model.add("x", Uniform(0, 1));
  model.add("event", Bernoulli(x));
  model.add("category", Categorical({"a", "b"}, {x, 1 - x}));
  EXPECT_EQ(layout(model, model.variables()[0]), Layout::words);
  EXPECT_EQ(layout(model, model.variables()[1]), Layout::bytes);
  EXPECT_EQ(layout(model, model.variables()[2]), Layout::words);
}

// Categories of 2 to 40 states below parents of several numbers of states: all ways to number and
// to look up rows.
TEST(Sampler, EqualsTheReferenceOnCategoriesOfManyShapes) {
  for (const int states : {2, 3, 4, 5, 7, 33, 40})
    for (const int first : {2, 3, 6, 17}) {
      Model model;
      const auto uniform = [](int count) {
        std::vector<std::string> labels;
        for (int i = 0; i < count; ++i) labels.push_back("s" + std::to_string(i));
        return Categorical(labels, std::vector<Real>(static_cast<std::size_t>(count), 1.0 / count));
      };
      const Category a = model.add("a", uniform(first));
      const Event b = model.add("b", Bernoulli(0.3));
      std::vector<Real> shares;
      std::vector<std::string> labels;
      for (int i = 0; i < states; ++i) {
        labels.push_back("t" + std::to_string(i));
        std::vector<TableRow<Real>> rows;
        for (int row = 0; row < first; ++row)
          for (const bool yes : {false, true}) {
            // Weights that differ between rows and sum to one.
            const double weight = (i == 0 ? states : i == row % states ? 2 : 1) + (yes && i == 1 ? 1 : 0);
            double sum = 0;
            for (int k = 0; k < states; ++k)
              sum += (k == 0 ? states : k == row % states ? 2 : 1) + (yes && k == 1 ? 1 : 0);
            rows.push_back({{a.states()[static_cast<std::size_t>(row)], StateLabel(yes)}, weight / sum});
          }
        shares.push_back(table({a, b}, rows));
      }
      model.add("c", Categorical(labels, shares));
      model.add("d", Categorical(labels, shares), {.when = b});
      for (const std::string& instruction_set : instruction_sets())
        expect_equal(model, {6}, {}, instruction_set, 3, 1536);
    }
}

// Tables whose rows no byte can number, below events and categories, with few and with many
// thresholds.
TEST(Sampler, EqualsTheReferenceOnTablesOfManyRows) {
  for (const int states : {2, 3, 9, 10}) {
    Model model;
    const Event some = model.add("some", Bernoulli(0.3));
    std::vector<Discrete> causes;
    Real sum = 0;
    for (int i = 0; i < 4; ++i) {
      const Category cause =
          model.add("a" + std::to_string(i), Categorical({"x", "y", "z"}, {0.2, 0.5, 0.3}));
      const Event other = model.add("b" + std::to_string(i), Bernoulli(0.4));
      sum = sum + (1 + i) * (cause == "y") + (2 + 3 * i) * (cause == "z") + 0.7 * other;
    }
    std::vector<std::string> labels;
    std::vector<Real> shares;
    for (int k = 0; k < states; ++k) {
      labels.push_back("s" + std::to_string(k));
      shares.push_back(k == 0 ? 1 - sum / 40 : sum / (40.0 * (states - 1)));
    }
    const auto category = model.add("category", Categorical(labels, shares));
    const auto guarded = model.add("guarded", Categorical(labels, shares), {.when = some});
    const auto event = model.add("event", Bernoulli(sum / 40));
    const auto guarded_event = model.add("guarded event", Bernoulli(sum / 40), {.when = some});
    for (const Index number : {category.index(), guarded.index(), event.index(), guarded_event.index()})
      EXPECT_EQ(layout(model, model.variables()[static_cast<std::size_t>(number)]), Layout::words);
    for (const std::string& instruction_set : instruction_sets()) {
      expect_equal(model, {8}, {}, instruction_set, 3, 1536);
      expect_equal(model, {8, Generator::pcg32}, {}, instruction_set, 3, 512);
    }
  }
}

// Rows whose sum is no probability do no harm where a guard keeps trajectories from them, in every
// layout.
TEST(Sampler, RefusesRowsWithoutProbabilitiesWhereTheyAreMet) {
  for (const int parents : {2, 5, 9}) {
    const auto model = [&](bool guarded) {
      Model m;
      const Event first = m.add("first", Bernoulli(0.5));
      const auto total = m.parameter("total", Uniform(0.75, 0.85));  // what is constant is refused at once
      Real sum = 0.4 * !first;
      for (int i = 1; i < parents; ++i)
        sum = sum + total / (parents - 1) * m.add("c" + std::to_string(i), Bernoulli(0.5));
      Details details;
      if (guarded) details.when = first;
      m.add("effect", Bernoulli(sum), details);
      return m;
    };
    for (const std::string& instruction_set : instruction_sets()) {
      expect_equal(model(true), {9}, {}, instruction_set, 3, 1536);
      const Model unguarded = model(false);
      const Sampler sampler(unguarded, {9}, {}, instruction_set);
      EXPECT_THROW(sampler.draw(0, 4096, [](const Block&) {}), Error) << parents << ", " << instruction_set;
    }
  }
}

TEST(Sampler, EverySetIsAnotherOne) {
  const auto sets = instruction_sets();
  ASSERT_FALSE(sets.empty());
  for (std::size_t i = 1; i < sets.size(); ++i) EXPECT_NE(sets[i], sets[i - 1]);
}

TEST(Sampler, RefusesWhatItCannotDo) {
  const Model model = test::everything();
  EXPECT_THROW(Sampler(model, {}, {}, "AVX9"), Error);
  const Sampler sampler(model);
  const auto nothing = [](const Block&) {};
  EXPECT_THROW(sampler.draw(-1, 1, nothing), Error);
  EXPECT_THROW(sampler.draw(0, 0, nothing), Error);
  EXPECT_THROW(sampler.draw(0, 1, nothing, 0), Error);
}

}  // namespace
}  // namespace casus
