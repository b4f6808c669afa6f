// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/mixture_table.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {
namespace mixture_table_test {

using Literals = std::vector<std::optional<double>>;

struct Stated {
  std::vector<Family> families;
  std::vector<double> row;

  Shape shape() const { return {family_of<Mixture>, families}; }
  Literals literals() const { return {row.begin(), row.end()}; }
  Mixture law() const { return std::get<Mixture>(make_distribution(shape(), row)); }
};

const Stated apart{{family_of<Normal>, family_of<Normal>}, {0.5, 0.5, -100, 1, 100, 1}},
    near{{family_of<Normal>, family_of<Normal>}, {0.5, 0.5, 0, 1, 10, 1}},
    log_normals{{family_of<LogNormal>, family_of<LogNormal>}, {0.9, 0.1, 4.6, 0.5, 8.2, 0.5}},
    kinked{{family_of<Gamma>, family_of<Pert>}, {0.5, 0.5, 2, 1, 1, 2, 6}},
    with_a_gap{{family_of<Uniform>, family_of<Uniform>}, {0.25, 0.75, 0, 1, 5, 6}},
    with_zero{{family_of<Point>, family_of<LogNormal>}, {0.7, 0.3, 0, 2, 1}},
    with_points{{family_of<Point>, family_of<Normal>, family_of<Point>}, {0.2, 0.5, 0.3, -1, 0, 1, 2}},
    with_counts{{family_of<Normal>, family_of<Poisson>}, {0.5, 0.5, 0, 1, 3}};
const Stated* const all[] = {&apart,      &near,      &log_normals, &kinked,
                             &with_a_gap, &with_zero, &with_points, &with_counts};

// Uniform numbers of every size, from both tails.
inline double uniform(std::uint64_t i) {
  const std::uint64_t digits = random::mix(i) >> (random::mix(i + 1'000'000) % 52);
  return random::unit(i % 2 == 0 ? digits : ~digits);
}

// u lies between P(X < x) and P(X <= x), but for the stated error.
TEST(MixtureTable, MeetsItsStatedError) {
  for (const Stated* const one : all) {
    const auto table = MixtureTable::make(one->shape(), one->literals());
    ASSERT_TRUE(table) << one->row[0];
    const Mixture law = one->law();
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const double u = uniform(i), x = (*table)(u);
      const double below = std::nextafter(x, -1e300);
      // Between the checked places the error may be a little greater than at them.
      const double error = 2 * MixtureTable::greatest_error * (std::min)(u, 1 - u) + 0x1p-52 +
                           law.density(x) * std::abs(x) * 0x1p-51;
      ASSERT_GE(law.cdf(x), u - error) << one->row[0] << ' ' << u << ' ' << x;
      ASSERT_LE(law.cdf(below), u + error) << one->row[0] << ' ' << u << ' ' << x;
    }
  }
}

// Single values and counts are met exactly, and the support is not left.
TEST(MixtureTable, KeepsValuesAndSupport) {
  const auto zero = MixtureTable::make(with_zero.shape(), with_zero.literals());
  const auto gap = MixtureTable::make(with_a_gap.shape(), with_a_gap.literals());
  ASSERT_TRUE(zero && gap);
  const Mixture law = with_zero.law();
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double u = random::unit(random::mix(i));
    if (u < 0.7 - 1e-6) {
      EXPECT_EQ((*zero)(u), 0) << u;
    } else if (u > 0.7 + 1e-6) {
      EXPECT_NEAR((*zero)(u), law.quantile(u), 1e-5 * law.quantile(u)) << u;
    }
    const double x = (*gap)(u);
    EXPECT_TRUE((x >= 0 && x <= 1) || (x >= 5 && x <= 6)) << u << ' ' << x;
    EXPECT_EQ(x <= 1, u <= 0.25) << u;
  }
}

// The same trajectory is drawn with a greater value if its uniform number is greater: twins and
// splitting rely on it.
TEST(MixtureTable, NeverDecreases) {
  for (const Stated* const one : all) {
    const auto table = MixtureTable::make(one->shape(), one->literals());
    ASSERT_TRUE(table);
    std::vector<double> us;
    for (int i = 1; i < 100'000; ++i) us.push_back(i / 100'000.0);
    for (std::uint64_t i = 0; i < 20'000; ++i) us.push_back(uniform(i));
    // Beside the jumps.
    for (const double jump : {0.2, 0.25, 0.5, 0.7})
      for (int k = 6; k < 50; ++k) {
        us.push_back(jump - std::ldexp(1.0, -k));
        us.push_back(jump + std::ldexp(1.0, -k));
      }
    std::sort(us.begin(), us.end());
    double before = -1e300;
    for (const double u : us) {
      const double now = (*table)(u);
      ASSERT_GE(now, before - 4e-15 * std::abs(before)) << one->row[0] << ' ' << u;
      before = now;
    }
  }
}

// Draws are fast only if the exact quantile is rarely needed.
TEST(MixtureTable, IsRarelyExact) {
  for (const Stated* const one : all) {
    const auto table = MixtureTable::make(one->shape(), one->literals());
    ASSERT_TRUE(table);
    EXPECT_LT(table->exact_share(), 1e-4) << one->row[0];
    EXPECT_GT(table->finer_share(), 0) << one->row[0];
    EXPECT_LT(table->bytes_of_cuts(), std::size_t{1} << 19) << one->row[0];
  }
}

TEST(MixtureTable, IsNoneOfOtherLawsOrParametersThatVary) {
  EXPECT_FALSE(MixtureTable::make(family_of<Beta>, Literals{2.0, 3.0}));
  Literals varies = apart.literals();
  varies[2] = std::nullopt;
  EXPECT_FALSE(MixtureTable::make(apart.shape(), varies));
  const std::vector<Family> counts{family_of<Poisson>, family_of<Poisson>};
  EXPECT_FALSE(MixtureTable::make({family_of<Mixture>, counts}, Literals{0.5, 0.5, 1.0, 9.0}));
  EXPECT_FALSE(MixtureTable::make(apart.shape(), Literals{0.5, 0.5, 0.0, -1.0, 1.0, 1.0}));
  const std::vector<Family> many(MixtureTable::most_components + 1, family_of<Point>);
  Literals row(many.size(), 1.0 / static_cast<double>(many.size()));
  for (std::size_t i = 0; i < many.size(); ++i) row.emplace_back(static_cast<double>(i));
  EXPECT_FALSE(MixtureTable::make({family_of<Mixture>, many}, row));
}

}  // namespace mixture_table_test
}  // namespace casus::distribution
