#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Runs the Belarus study or, with "forecast" as the first argument, a model in a file: installs and
# builds the necessary parts, and passes its arguments on (try --help).
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
