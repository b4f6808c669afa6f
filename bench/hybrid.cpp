// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples per second of a chain of events and quantities: the library, and loops written for
// this chain.
#include "hybrid/workload.hpp"

int main(int argc, char** argv) {
  const auto settings = bench::settings(
      argc, argv, "A chain of events and quantities: the library, and loops written only for it.");
  return bench::run(settings, {bench::hybrid::workload});
}
