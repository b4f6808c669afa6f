// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples a second of a chain of events and quantities, with the library and with loops written for it alone.
#include "hybrid/workload.hpp"

int main(int argc, char** argv) {
  const auto settings = bench::settings(
      argc, argv, "A chain of events and quantities: the library, and loops written for it alone.");
  return bench::run(settings, {bench::hybrid::workload});
}
