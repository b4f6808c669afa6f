#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# libcxx.sh FOLDER[:FOLDER...]: the headers also compile with clang and libc++, if these are
# installed. FOLDER: include folders of the headers and of their dependencies.
set -u
compiler=$(command -v clang++ || command -v clang++-14) || compiler=
if [ -z "$compiler" ] || ! echo '#include <version>' | "$compiler" -stdlib=libc++ -std=c++20 -fsyntax-only -x c++ - 2>/dev/null; then
  echo "SKIPPED: no clang with libc++ here"
  exit 77
fi
# The system's own folder is searched anyway, and must not come before the library's.
folders=$(echo "$1" | tr ':' '\n' | sort -u | grep -v '^/usr/include$' | sed 's/^/-isystem /')
# shellcheck disable=SC2086
printf '#include <casus/casus.hpp>\n#include <casus/eigen.hpp>\n' | "$compiler" -stdlib=libc++ -std=c++20 -fsyntax-only $folders -x c++ -
