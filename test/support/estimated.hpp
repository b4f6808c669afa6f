// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <gtest/gtest.h>

#include <casus/analyse/estimated.hpp>

namespace casus::test {

/// Expects an estimate within five of its standard errors of the truth, and a sufficiently small
/// error.
inline void expect_near(const Estimated& estimated, double truth, double most_error,
                        const std::string& what) {
  EXPECT_NEAR(estimated.value, truth, 5 * estimated.standard_error + 1e-12) << what;
  EXPECT_LE(estimated.standard_error, most_error) << what;
}

}  // namespace casus::test
