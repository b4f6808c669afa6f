#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Measures the speed of the library relative to loops written for a single model: installs missing
# packages, builds the program and passes the arguments on (see --help).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages $core_packages
configure release 'CASUS_BUILD_TESTS?=OFF' 'CASUS_BUILD_EXAMPLES?=OFF' CASUS_BUILD_BENCHMARKS=ON
build release bench_ratios
exec "$root/build/release/bench/ratios" "$@"
