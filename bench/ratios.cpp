// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// How many times as fast the library is as loops written for one model alone: the figures that the README quotes.
#include "alarm/workload.hpp"
#include "chain/workload.hpp"
#include "hybrid/workload.hpp"

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Times as fast as loops written for one model alone.");
  return bench::run(settings, {bench::chain::workload, bench::alarm::workload, bench::hybrid::workload});
}
