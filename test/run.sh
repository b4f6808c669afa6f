#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# All tests: installs what is missing, builds library, examples and tests, passes its arguments on to ctest. With "quick" as the
# first argument only the unit tests, without the slow ones; nothing else is built then.
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
