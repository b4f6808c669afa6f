#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Runs the Belarus study or, if the first argument is "forecast", a model in a file: installs missing packages, builds
# the program and passes the arguments on (see --help).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages $core_packages
configure release 'CASUS_BUILD_TESTS?=OFF' 'CASUS_BUILD_BENCHMARKS?=OFF' CASUS_BUILD_EXAMPLES=ON
program=belarus
if [ "${1-}" = forecast ]; then
  program=forecast
  shift
fi
build release $program
exec "$root/build/release/examples/$program" "$@"
