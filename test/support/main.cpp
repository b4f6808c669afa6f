// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

// As GoogleTest's own main, but returns 77 if nothing failed and something was skipped.
int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  const int status = RUN_ALL_TESTS();
  return status == 0 && testing::UnitTest::GetInstance()->skipped_test_count() > 0 ? 77 : status;
}
