// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples per second of the ALARM network: the library, and loops that only draw networks.
#include "alarm/workload.hpp"

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "The ALARM network: the library, and loops specialized for its tables.");
  return bench::run(settings, {bench::alarm::workload});
}
