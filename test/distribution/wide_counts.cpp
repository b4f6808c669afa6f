// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/wide_counts.hpp>

#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include <casus/distribution/count_table.hpp>

namespace {

using namespace casus::distribution;

using Literals = std::vector<std::optional<double>>;

// Every count is the law's own, wherever the table decides and wherever it asks the law.
template <class AnyDistribution>
void expect_the_laws_own(const AnyDistribution& law, Family family, const Literals& row) {
  const auto table = WideCounts::make(family, row);
  ASSERT_TRUE(table);
  for (int i = 1; i < 400; ++i) {
    const double u = (i - 0.382) / 400;
    EXPECT_EQ((*table)(u), law.quantile(u)) << u;
  }
  for (const double u : {0x1p-53, 1e-12, 1e-8, 1 - 1e-8, 1 - 0x1p-53})
    EXPECT_EQ((*table)(u), law.quantile(u)) << u;
}

TEST(WideCounts, GivesTheCountsOfTheLaw) {
  expect_the_laws_own(Poisson{1e5}, family_of<Poisson>, {1e5});
  expect_the_laws_own(Poisson{1e9}, family_of<Poisson>, {1e9});
  expect_the_laws_own(Binomial{1e6, 0.3}, family_of<Binomial>, {1e6, 0.3});
  expect_the_laws_own(NegativeBinomial{30, 0.001}, family_of<NegativeBinomial>, {30.0, 0.001});
}

// Beside a step the table leaves the decision to the law.
TEST(WideCounts, IsRightBesideSteps) {
  const Poisson law{1e8};
  const auto table = WideCounts::make(family_of<Poisson>, Literals{1e8});
  ASSERT_TRUE(table);
  for (const double k : {99980000.0, 99999999.0, 100000000.0, 100010000.0}) {
    const double u = law.cdf(k);
    for (const double beside : {u, std::nextafter(u, 0.0), std::nextafter(u, 1.0)})
      EXPECT_EQ((*table)(beside), law.quantile(beside)) << k;
  }
}

TEST(WideCounts, TakesMixtures) {
  const std::vector<Family> families{family_of<Poisson>, family_of<Poisson>};
  const Literals row{0.5, 0.5, 1e6, 1.002e6};
  const auto table = WideCounts::make(Shape(family_of<Mixture>, families), row);
  ASSERT_TRUE(table);
  const Mixture law{{{0.5, Poisson{1e6}}, {0.5, Poisson{1.002e6}}}};
  for (const double u : {0.01, 0.3, 0.5, 0.77, 0.999}) EXPECT_EQ((*table)(u), law.quantile(u)) << u;
}

TEST(WideCounts, IsNoneOfOtherLawsOrParametersThatVary) {
  EXPECT_FALSE(WideCounts::make(family_of<Normal>, Literals{0.0, 1.0}));
  EXPECT_FALSE(WideCounts::make(family_of<Geometric>, Literals{1e-6}));
  EXPECT_FALSE(WideCounts::make(family_of<Binomial>, Literals{1e6, std::nullopt}));
}

// The same numbers as Boost.Math's, which takes a time in proportion to the standard deviation for
// them.
TEST(WideCounts, LargePoissonLawsAreThoseOfTheIncompleteGammaFunction) {
  for (const double mean : {1.5e5, 1e6})
    for (const double z : {-7.5, -4.0, -1.0, -0.01, 0.01, 1.0, 4.0, 7.5}) {
      const double k = std::floor(mean + z * std::sqrt(mean));
      const double below = casus::detail::special::gamma_q(k + 1, mean);
      const double above = casus::detail::special::gamma_p(k + 1, mean);
      EXPECT_NEAR(Poisson{mean}.cdf(k), below, 1e-12 * below) << mean << ' ' << z;
      EXPECT_NEAR(Poisson{mean}.survival(k), above, 1e-12 * above) << mean << ' ' << z;
    }
}

}  // namespace
