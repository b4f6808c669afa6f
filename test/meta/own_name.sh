#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# own_name.sh COMPILER FOLDER[:FOLDER...]: a user-defined type with the name of a distribution of
# the library, or of a truncated one, is refused by the compiler, and for no other reason. FOLDER:
# include folders of the headers and of their dependencies.
set -u
compiler=$1
# The system's own folder is searched anyway, and must not come before the library's.
folders=$(echo "$2" | tr ':' '\n' | sort -u | grep -v '^/usr/include$' | sed 's/^/-isystem /')
# compiled NAME: prints the compiler's messages about a distribution of that name.
compiled() {
  # shellcheck disable=SC2086
  LC_ALL=C "$compiler" -std=c++20 -fsyntax-only -DCASUS_CORE "-DNAME=\"$1\"" $folders -x c++ - 2>&1 <<'END'
#include <casus/model/conditional.hpp>

struct Law {
  static constexpr std::string_view name = NAME;
  static constexpr std::array parameters{casus::distribution::Parameter{"location"}, casus::distribution::Parameter{"scale"}};
  double location, scale;
  double cdf(double x) const { return x; }
};

casus::Conditional<Law> law(0.0, 1.0);
END
}
for name in Normal TruncatedGamma; do
  said=$(compiled $name) && {
    echo "a law of the name $name was accepted"
    exit 1
  }
  errors=$(echo "$said" | grep 'error:')
  case $errors in
    *"
"*) ;;  # more than one line
    *'the library has another law of this name'*) continue ;;
  esac
  echo "$said"
  exit 1
done
