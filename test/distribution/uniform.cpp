// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <casus/distribution/uniform.hpp>

namespace {

using casus::distribution::Uniform;

TEST(Uniform, NeverLeavesItsEnds) {
  std::mt19937_64 engine(8);
  std::uniform_real_distribution<double> exponent(-60.0, 60.0), sign(-1.0, 1.0);
  for (int i = 0; i < 100'000; ++i) {
    const double a = std::copysign(std::exp2(exponent(engine)), sign(engine));
    const double b = std::copysign(std::exp2(exponent(engine)), sign(engine));
    const Uniform law{(std::min)(a, b), (std::max)(a, b)};
    for (const double u : {0x1p-53, 0.5, 1 - 0x1p-53}) {
      ASSERT_GE(law.quantile(u), law.low);
      ASSERT_LE(law.quantile(u), law.high);
    }
  }
}

}  // namespace
