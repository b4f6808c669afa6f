#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# mistakes.sh COMPILER FOLDER[:FOLDER...] SOURCE: the compiler refuses each mistake in SOURCE with
# one error, which contains the sentence in the comment before it, in a dozen lines at most. Also
# with clang, if it is installed. FOLDER: include folders of the headers and of their dependencies.
set -u
# The system's own folder is searched anyway, and must not come before the library's.
folders=$(echo "$2" | tr ':' '\n' | sort -u | grep -v '^/usr/include$' | sed 's/^/-isystem /')
source=$3
failed=0
sentences=$(sed -n 's|^  // ||p' "$source")
count=$(echo "$sentences" | wc -l)

# check COMPILER: compiles the source, and compares the errors.
check() {
  case $1 in
    *clang*) all=-ferror-limit=0 ;;
    *) all=-fmax-errors=0 ;;
  esac
  # shellcheck disable=SC2086
  said=$(LC_ALL=C "$1" -std=c++20 -fsyntax-only "$all" -DCASUS_CORE $folders "$source" 2>&1)
  errors=$(echo "$said" | grep 'error:')
  number=$(echo "$errors" | wc -l)
  if [ "$number" -ne "$count" ]; then
    echo "$1: expected $count errors, got $number:"
    echo "$errors"
    failed=1
  fi
  lines=$(echo "$said" | wc -l)
  if [ "$lines" -gt $((12 * count)) ]; then
    echo "$1: expected at most 12 lines per mistake, got $lines for $count"
    failed=1
  fi
  # As many errors as there are mistakes with the same sentence.
  while IFS= read -r sentence; do
    wanted=$(echo "$sentences" | grep -cF -- "$sentence")
    got=$(echo "$errors" | sed 's/\\"/"/g' | grep -cF -- "$sentence")
    if [ "$got" -lt "$wanted" ]; then
      echo "$1: expected $wanted errors '$sentence', got $got"
      failed=1
    fi
  done <<END
$sentences
END
}

check "$1"
case $1 in
  *clang*) ;;
  *)
    clang=$(command -v clang++ || command -v clang++-14) && check "$clang"
    ;;
esac
exit $failed
