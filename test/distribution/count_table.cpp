// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/count_table.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {
namespace {

const std::array<Family, 2> counts{family_of<Poisson>, family_of<Geometric>},
    mixed{family_of<Poisson>, family_of<Normal>};

struct Row {
  Shape shape;
  std::vector<double> parameters;

  std::shared_ptr<const CountTable> table() const {
    return CountTable::make(shape, std::vector<std::optional<double>>(parameters.begin(), parameters.end()));
  }
  double exact(double u) const { return quantile(shape, parameters, u); }
};

const std::vector<Row> rows = {{family_of<Poisson>, {0}},
                               {family_of<Poisson>, {1e-9}},
                               {family_of<Poisson>, {0.7}},
                               {family_of<Poisson>, {4.5}},
                               {family_of<Poisson>, {300}},
                               {family_of<Poisson>, {40'000}},
                               {family_of<Binomial>, {0, 0.5}},
                               {family_of<Binomial>, {12, 0}},
                               {family_of<Binomial>, {12, 1}},
                               {family_of<Binomial>, {30, 0.3}},
                               {family_of<Binomial>, {1000, 0.9995}},
                               {family_of<Binomial>, {20'000, 0.5}},
                               {family_of<NegativeBinomial>, {2.5, 0.2}},
                               {family_of<NegativeBinomial>, {0.1, 0.02}},
                               {family_of<NegativeBinomial>, {5, 1}},
                               {family_of<Geometric>, {0.15}},
                               {family_of<Geometric>, {0.9999}},
                               {family_of<Geometric>, {1}},
                               {family_of<Geometric>, {0.02}},
                               {{family_of<Mixture>, counts}, {0.5, 0.5, 2, 0.1}},
                               {{family_of<Mixture>, counts}, {0.9, 0.1, 0.1, 0.01}}};

constexpr double least = 0x1p-53;

TEST(CountTable, GivesTheCountsOfTheLaw) {
  for (const Row& row : rows) {
    const auto table = row.table();
    ASSERT_TRUE(table) << row.shape.family->name << ' ' << row.parameters[0];
    for (std::uint64_t i = 0; i < 3000; ++i) {  // of every size, from both tails
      const std::uint64_t digits = random::mix(i) >> (random::mix(i + 1'000'000) % 52);
      const double u = random::unit(i % 2 == 0 ? digits : ~digits);
      ASSERT_EQ((*table)(u), row.exact(u)) << row.shape.family->name << ' ' << row.parameters[0] << ' ' << u;
    }
    for (const double u : {least, 2 * least, 0.5 - least / 2, 0.5, 0.5 + least, 1 - 2 * least, 1 - least})
      EXPECT_EQ((*table)(u), row.exact(u)) << row.shape.family->name << ' ' << row.parameters[0] << ' ' << u;
  }
}

// At each step of the table, at the CDF's value and at the doubles beside both.
TEST(CountTable, GivesTheCountsOfTheLawBesideEveryStep) {
  for (const Row& row : rows) {
    const auto table = row.table();
    ASSERT_TRUE(table);
    const AnyDistribution law = make_distribution(row.shape, row.parameters);
    std::vector<double> places;
    for (const double step : table->steps())
      if (std::isfinite(step)) places.push_back(step > 0 ? step : 1 + step);
    for (double k = row.exact(least); k <= row.exact(1 - least); k += k > 3000 ? 7 : 1) {
      places.push_back(std::visit([k](const auto& l) { return l.cdf(k); }, law));
      places.push_back(1 - std::visit([k](const auto& l) { return l.survival(k); }, law));
    }
    for (const double place : places) {
      double u = place;
      for (int i = 0; i < 3; ++i) u = std::nextafter(u, 0.0);
      for (int i = 0; i < 7; ++i, u = std::nextafter(u, 1.0))
        if (u >= least && u <= 1 - least) {
          ASSERT_EQ((*table)(u), row.exact(u))
              << row.shape.family->name << ' ' << row.parameters[0] << ' ' << u;
        }
    }
  }
}

// What a kernel does, from the arrays alone.
TEST(CountTable, IsReadAsItSays) {
  for (const Row& row : rows) {
    const auto table = row.table();
    ASSERT_TRUE(table);
    std::int64_t steps = 0;
    constexpr int draws = 2000;
    for (std::uint64_t i = 0; i < draws; ++i) {
      const double u = random::unit(random::mix(i));
      const bool lower = u <= 0.5;
      const double x = lower ? u : -(1 - u);
      const auto cell = static_cast<std::size_t>(std::floor(u * table->cells()));
      std::int64_t position = table->guide()[cell];
      const std::int64_t start = position;
      while (table->steps()[static_cast<std::size_t>(position)] < x) ++position;
      EXPECT_LE(position - start, table->longest_search());
      steps += position - start;
      EXPECT_EQ(static_cast<double>(position) + (lower ? table->lower_offset() : table->upper_offset()),
                (*table)(u));
    }
    EXPECT_LT(steps, draws);
    EXPECT_LE(table->steps().size(), CountTable::most_entries);
  }
}

TEST(CountTable, IsNoneWhereItWouldBeLargeOrIsOfNoCount) {
  EXPECT_FALSE((Row{family_of<Poisson>, {1e6}}.table()));
  EXPECT_FALSE((Row{family_of<Geometric>, {1e-4}}.table()));
  EXPECT_FALSE((Row{family_of<Normal>, {0, 1}}.table()));
  EXPECT_FALSE((Row{{family_of<Mixture>, mixed}, {0.5, 0.5, 2, 0, 1}}.table()));
  EXPECT_FALSE(
      CountTable::make(family_of<Binomial>, std::array<std::optional<double>, 2>{10.0, std::nullopt}));
}

TEST(CountTable, TakesAnyDouble) {
  const auto table = Row{family_of<Poisson>, {4}}.table();
  for (const double u :
       {std::nan(""), -1.0, 0.0, 1e-300, 1.0, 2.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_GE((*table)(u), 0);
    EXPECT_LE((*table)(u), 100);
  }
}

}  // namespace
}  // namespace casus::distribution
