#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Fuzzes every reader, or those that are named, for so many seconds each: sh test/fuzz/run.sh 600 [bif question ...]
# What one finds is left in build/fuzz/found, and becomes a test. Needs clang.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- bif xmlbif uai net xdsl model_file question scale csv
. "$root/cmake/prepare.sh"

build=$root/build/fuzz
[ -f "$build/build.ninja" ] ||
  quietly cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Instrumented \
    -DCMAKE_CXX_FLAGS_INSTRUMENTED='-O1 -g1' -DCASUS_BUILD_FUZZERS=ON -DCASUS_BUILD_TESTS=ON -DCASUS_BUILD_EXAMPLES=OFF \
    -DCASUS_BUILD_BENCHMARKS=OFF -DCASUS_SANITIZE=address,undefined
mkdir -p "$build/found"
failed=
for reader in "$@"; do
  quietly cmake --build "$build" --target "fuzz_$reader"
  corpus=$build/corpus/$reader
  mkdir -p "$corpus"
  # A hang is an input that takes ten seconds; memory is that of the whole program.
  if "$build/test/fuzz/fuzz_$reader" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
    -dict="$root/test/fuzz/words.dict" -artifact_prefix="$build/found/$reader-" -verbosity=0 -print_final_stats=1 \
    "$corpus" "$root/test/fuzz/seeds/$reader" >"$build/$reader.log" 2>&1; then
    printf '%s: nothing found in %s s; %s\n' "$reader" "$seconds" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$reader.log") texts"
  else
    printf '%s: see %s\n' "$reader" "$build/$reader.log"
    failed=yes
  fi
done
[ -z "$failed" ]
