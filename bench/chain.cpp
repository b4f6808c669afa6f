// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples per second of a chain of ten events: the library, and loops written for this chain.
#include "chain/workload.hpp"

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "A chain of ten events: the library, and loops written only for it.");
  return bench::run(settings, {bench::chain::workload});
}
