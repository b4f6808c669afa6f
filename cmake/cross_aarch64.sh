#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Builds the core and its tests for 64-bit ARM with a cross compiler on any Debian machine, and runs
# them with qemu. They show that the NEON kernels are equal to the scalar reference bit for bit.
# Arguments are passed to ctest and replace the default selection, the tests of the kernels.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmake/prepare.sh"

packages g++-aarch64-linux-gnu qemu-user cmake ninja-build

# ARM's libraries are unpacked next to the build. If they were installed, apt would require the same
# versions of the host's own libraries.
libraries='libboost1.74-dev libboost-dev libeigen3-dev libpcg-cpp-dev nlohmann-json3-dev libtomlplusplus-dev libtomlplusplus3 libgtest-dev
  libhwy1 libhwy-dev libtbb12 libtbbbind-2-5 libtbbmalloc2 libtbb-dev libfmt9 libfmt-dev libpugixml1v5 libpugixml-dev'
folder=$root/build/aarch64/packages
arm_apt() {
  apt-get -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User= -o Dir::State::status=/dev/null \
    -o "Dir::State=$folder/apt" -o "Dir::Cache=$folder/apt" "$@"
}
unpack_libraries() {
  mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" &&
    arm_apt update &&
    (cd "$folder/apt/archives" && arm_apt download $libraries) || return 1
  for package in "$folder"/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$folder" || return 1
  done
  rm -r "$folder/apt" && touch "$folder/complete"
}
[ -f "$folder/complete" ] || quietly unpack_libraries

configure aarch64
if [ $# -eq 0 ]; then
  build aarch64 test_random test_detail test_sample
  set -- --tests-regex '^(random|detail|sample)\.'
else
  build aarch64
fi
run_tests aarch64 "$@"
