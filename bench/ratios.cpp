// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Speed of the library relative to loops written for a single model: the figures quoted in the
// README.
#include "alarm/workload.hpp"
#include "chain/workload.hpp"
#include "hybrid/workload.hpp"

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Speed relative to loops written for a single model.");
  return bench::run(settings, {bench::chain::workload, bench::alarm::workload, bench::hybrid::workload});
}
