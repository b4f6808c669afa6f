// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/tables.hpp>

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>

namespace casus {
namespace {

// Where parameters are literal, and where what is not only moves and scales.
TEST(DrawTables, AreOfSlowLaws) {
  using Finish = distribution::QuantileTable::Finish;
  Model m;
  const auto x = m.add("x", Uniform(1, 2));
  const auto of = [&](const auto& law) {
    return m.variables()[static_cast<std::size_t>(
        m.add("v" + std::to_string(m.variables().size()), law).index())];
  };
  EXPECT_EQ(tables_of(of(Beta(2, 3))).quantiles->finish(), Finish::none);
  EXPECT_EQ(tables_of(of(TruncatedNormal(0, 1, 0, 3))).quantiles->finish(), Finish::clamp);
  EXPECT_EQ(tables_of(of(Pert(0, 1, 3))).quantiles->finish(), Finish::clamp);
  EXPECT_EQ(tables_of(of(Mixture({{0.5, Normal(0, 1)}, {0.5, Normal(1, 1)}}))).quantiles->finish(),
            Finish::none);
  EXPECT_EQ(tables_of(of(Gamma(2, x))).quantiles->finish(), Finish::divide_by_rate);
  EXPECT_EQ(tables_of(of(StudentT(3, x, 1))).quantiles->finish(), Finish::location_scale);
  EXPECT_FALSE(tables_of(of(Gamma(x, 1))).quantiles);
  EXPECT_FALSE(tables_of(of(Mixture({{0.5, Normal(0, x)}, {0.5, Normal(1, 1)}}))).quantiles);
  EXPECT_FALSE(tables_of(of(Normal(0, 1))).quantiles);
  for (const Variable& count : {of(Poisson(3)), of(Binomial(10, 0.5)), of(NegativeBinomial(2, 0.5)),
                                of(Geometric(0.5)), of(Mixture({{0.5, Poisson(1)}, {0.5, Poisson(9)}}))}) {
    const DrawTables& tables = tables_of(count);
    ASSERT_TRUE(tables.counts) << count.name;
    EXPECT_EQ(drawn_value(count, tables, {}, 0.9), (*tables.counts)(0.9));
  }
  EXPECT_FALSE(tables_of(of(Poisson(x))).counts);
  const Variable gamma = of(Gamma(2, x));
  EXPECT_EQ(drawn_value(gamma, tables_of(gamma), std::vector<double>{2, 1.5}, 0.9),
            (*tables_of(gamma).quantiles)(0.9) / 1.5);
}

TEST(DrawTables, AreSharedByCopiesOfAModel) {
  Model m;
  m.add("x", Beta(2, 3));
  const Model copy = m;
  EXPECT_EQ(&tables_of(m.variables()[0]), &tables_of(copy.variables()[0]));
  const Model twins = add_twin(m, "x'", 0, {});
  EXPECT_EQ(&tables_of(m.variables()[0]), &tables_of(twins.variables()[1]));
}

TEST(DrawTables, AreMadeAnewForAnotherDistribution) {
  Model m;
  m.add("x", Beta(2, 3));
  const Model other = redistribute(m, 0, Beta(3, 2));
  EXPECT_NE(tables_of(m.variables()[0]).quantiles, tables_of(other.variables()[0]).quantiles);
  EXPECT_FALSE(tables_of(redistribute(m, 0, Normal(0, 1)).variables()[0]).quantiles);
}

TEST(DrawTables, AreNotMadeForAModelWithoutTables) {
  Model m;
  m.add("x", Beta(2, 3));
  Model without = without_tables(m);
  without.add("n", Poisson(3));
  for (const Variable& variable : without.variables()) {
    EXPECT_FALSE(tables_of(variable).quantiles);
    EXPECT_FALSE(tables_of(variable).counts);
  }
  EXPECT_EQ(
      drawn_value(without.variables()[0], tables_of(without.variables()[0]), std::vector<double>{2, 3}, 0.5),
      (distribution::Beta{2, 3}).quantile(0.5));
  EXPECT_TRUE(tables_of(m.variables()[0]).quantiles);
}

TEST(DrawTables, AreMadeOnceBySeveralThreads) {
  Model m;
  m.add("x", Beta(2, 3));
  std::vector<const DrawTables*> found(4);
  std::vector<std::thread> threads;
  for (const DrawTables*& one : found) threads.emplace_back([&] { one = &tables_of(m.variables()[0]); });
  for (std::thread& thread : threads) thread.join();
  for (const DrawTables* one : found) EXPECT_EQ(one, found[0]);
}

}  // namespace
}  // namespace casus
