#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# How many times as fast the library is as loops written for one model alone: installs what is missing, builds what is
# needed, passes its arguments on (try --help).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages $core_packages
configure release 'CASUS_BUILD_TESTS?=OFF' 'CASUS_BUILD_EXAMPLES?=OFF' CASUS_BUILD_BENCHMARKS=ON
build release bench_ratios
exec "$root/build/release/bench/ratios" "$@"
