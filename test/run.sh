#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Runs all tests: installs missing packages, builds library, examples and tests, and passes its
# arguments to ctest. With "quick" as the first argument it builds and runs only the unit tests,
# except slow ones.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages $core_packages $test_packages
configure release CASUS_BUILD_TESTS=ON CASUS_BUILD_EXAMPLES=ON 'CASUS_BUILD_BENCHMARKS?=OFF' \
  ${CASUS_ORACLES_DIR:+"CASUS_ORACLES_DIR=$CASUS_ORACLES_DIR"} \
  ${CASUS_NETWORKS_DIR:+"CASUS_NETWORKS_DIR=$CASUS_NETWORKS_DIR"}
if [ "${1-}" = quick ]; then
  shift
  build release unit_tests
  run_tests release --label-regex unit --label-exclude slow "$@"
else
  build release
  run_tests release "$@"
fi
