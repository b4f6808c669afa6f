#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Builds the tests of the headers alone, and those of the rooms that need no more than headers, for
# 32-bit x86, where std::size_t has half the bits of casus::Index, and runs them: sh
# cmake/headers_32_bits.sh [GOOGLETEST-ARGUMENT...]. A conversion that gcc warns of is an error.
# Debian has no 32-bit GoogleTest, so its sources are compiled too.
#
# Numbers are computed with SSE2 as on 64-bit processors. The x87 unit, gcc's choice for -m32, has
# intermediate results with more digits than a double; the headers refuse it.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages g++ g++-multilib ninja-build libeigen3-dev libboost-dev libpcg-cpp-dev libgtest-dev
include='#include <casus/detail/elementary.hpp>'
if echo "$include" | g++ -m32 -std=c++20 "-I$root/include" -fsyntax-only -x c++ - 2>/dev/null; then
  echo 'expected the headers to refuse the x87 unit' >&2
  exit 1
fi
googletest=/usr/src/googletest/googletest
folder=$root/build/headers_32_bits
mkdir -p "$folder"
# unit NAME FLAGS SOURCE...: sources that are compiled together.
unit() {
  name=$1 flags=$2
  shift 2
  printf 'build %s.o: compile %s\n  flags = $%s\n  sources =' "$name" "$*" "$flags"
  printf ' -include %s' "$@"
  printf '\n'
}
{
  cat <<END
options = -m32 -msse2 -mfpmath=sse -std=c++20
casus = -O1 -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Werror -I$root/include -isystem $googletest/include \$
  -isystem /usr/include/eigen3
googletest = -O0 -I$googletest -I$googletest/include
rule compile
  command = g++ \$options \$flags -MD -MF \$out.d \$sources -c -x c++ /dev/null -o \$out
  depfile = \$out.d
  deps = gcc
rule link
  command = g++ \$options \$in -o \$out
build tests: link headers.o detail.o random.o main.o googletest.o
END
  for room in headers detail random; do
    unit "$room" casus "$root/test/$room"/*.cpp
  done
  unit main casus "$root/test/support/main.cpp"
  unit googletest googletest "$googletest/src/gtest-all.cc"
} >"$folder/build.ninja"
quietly ninja -C "$folder" -j "$(jobs)" tests
"$folder/tests" --gtest_brief=1 "$@"
