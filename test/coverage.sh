#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Measures how often intervals contain the truth: installs and builds the necessary parts, and
# prints a row for each method, model and group of questions. Passes its arguments on (--runs N,
# --method NAME).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages $core_packages $test_packages
configure release CASUS_BUILD_TESTS=ON 'CASUS_BUILD_EXAMPLES?=OFF' 'CASUS_BUILD_BENCHMARKS?=OFF'
build release coverage_report
exec "$root/build/release/test/coverage_report" "$@"
