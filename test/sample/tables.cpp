// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/tables.hpp>

#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>
#include <casus/sample/reference.hpp>

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

// The same bits as with the number that the expression gives.
TEST(DrawTables, TakeExpressionsOfConstantsAsConstants) {
  Model m, plain;
  m.add("beta", Beta(Real(2) * 3, 4));
  plain.add("beta", Beta(6, 4));
  m.add("count", Poisson(Real(3) / 2));
  plain.add("count", Poisson(1.5));
  m.add("truncated", TruncatedNormal(Real(1) + 1, 1, 0, 9));
  plain.add("truncated", TruncatedNormal(2, 1, 0, 9));
  m.add("mixture", Mixture({{Real(1) - 0.75, LogNormal::median(3, 0.5)}, {0.75, Gamma(exp(Real(0.5)), 1)}}));
  plain.add("mixture", Mixture({{0.25, LogNormal(log(Real(3)), 0.5)}, {0.75, Gamma(exp(Real(0.5)), 1)}}));
  for (std::size_t i = 0; i < m.variables().size(); ++i) {
    const DrawTables& tables = tables_of(m.variables()[i]);
    EXPECT_TRUE(tables.quantiles || tables.counts) << m.variables()[i].name;
  }
  const ReferenceSampler folded(m, {7}), literal(plain, {7});
  for (Index i = 0; i < 1000; ++i) EXPECT_EQ(folded.trajectory(0, {}, i), literal.trajectory(0, {}, i));
}

// A function of the user may return something else each time, and errors stay where they were.
TEST(DrawTables, AreNoneWhereAnExpressionIsNoConstant) {
  Model m;
  const auto x = m.add("x", Uniform(1, 2));
  const auto p = m.parameter("p", Uniform(1, 2));
  const auto one = function("one", {Real(2)}, [](auto, auto result) { result[0] = 3; });
  m.add("of a function", Beta(one, 2));
  m.add("of a variable", Beta(2 * x, 2));
  m.add("of a parameter", Beta(2 * p, 2));
  m.add("bad", Gamma(log(Real(0.5)), x));
  for (const Variable& variable : m.variables()) EXPECT_FALSE(tables_of(variable).quantiles) << variable.name;
  EXPECT_THROW(ReferenceSampler(m, {7}).trajectory(0, {1.5}, 0), Error);
  EXPECT_THROW(m.add("worse", Gamma(log(Real(0.5)), 1)), Error);
}

// A shape that varies within a world has exact quantiles.
TEST(DrawTables, OfAGammaAreThoseOfTheWorldsShape) {
  Model m;
  const Parameter s = m.parameter("s", Uniform(1, 2));
  const auto x = m.add("x", Uniform(1, 2));
  m.add("of a parameter", Gamma(2 * s, x));
  m.add("of a quantity", Gamma(2 * s + x, 1));
  m.add("of a number", Gamma(2, 1 / s));
  m.add("of others", Beta(2 * s, 1));
  EXPECT_TRUE(tables_of(m.variables()[1]).gamma);
  for (const std::size_t other : {0, 2, 3, 4})
    EXPECT_FALSE(tables_of(m.variables()[other]).gamma) << m.variables()[other].name;
}

TEST(DrawTables, AreSharedByEqualLawsOfAnyModel) {
  Model one, other;
  one.add("x", Beta(2, 3));
  one.add("y", Beta(2, std::nextafter(3.0, 4.0)));
  one.add("z", Gamma(2, 3));
  other.add("n", Poisson(4));
  other.add("another name", Beta(Real(1) * 2, 3));
  const auto table = [](const Model& m, std::size_t i) { return &tables_of(m.variables()[i]); };
  EXPECT_EQ(table(one, 0), table(other, 1));
  EXPECT_NE(table(one, 0), table(one, 1));  // the bits differ
  EXPECT_NE(table(one, 0), table(one, 2));  // the family differs
  const DrawTables* made = nullptr;
  {
    Model brief;
    brief.add("x", Pert(0, 1, 3.125));
    made = table(brief, 0);
  }
  Model later;
  later.add("x", Pert(0, 1, 3.125));
  EXPECT_EQ(table(later, 0), made);
}

// However many distributions there are, the process keeps at most 32 MiB of tables: some 150.
TEST(DrawTables, OfLawsThatWereNotUsedLatelyAreForgotten) {
  Model kept;
  kept.add("x", Pert(0, 1, 3.25));
  const auto first = tables_of(kept.variables()[0]).quantiles;
  std::weak_ptr<const distribution::QuantileTable> second;
  {
    Model m;
    m.add("x", Pert(0, 1, 3.5));
    second = tables_of(m.variables()[0]).quantiles;
  }
  EXPECT_FALSE(second.expired());
  for (int i = 0; i < 160; ++i) {
    Model m;
    m.add("x", Pert(0, 1, 4 + i));
    EXPECT_TRUE(tables_of(m.variables()[0]).quantiles);
  }
  EXPECT_TRUE(second.expired());
  EXPECT_EQ(tables_of(kept.variables()[0]).quantiles, first);
}

// A twin whose parameters became constants does not draw from tables of the original.
TEST(DrawTables, OfATwinAreThoseOfItsOwnParameters) {
  Model m;
  const auto x = m.add("x", Uniform(1, 2));
  m.add("y", Gamma(2 * x, 1));
  const Model twins = add_twin(m, "y'", 1, {{0, Real(1.5).node()}});
  EXPECT_FALSE(tables_of(twins.variables()[1]).quantiles);
  EXPECT_TRUE(tables_of(twins.variables()[2]).quantiles);
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
