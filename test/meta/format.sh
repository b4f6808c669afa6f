#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# format.sh <checkout>: fails if clang-format would change a source file. Versions of clang-format
# differ in their output, so with a version other than the project's the test is skipped (77).
cd "$1" || exit 1
clang-format --version 2>/dev/null | grep -q 'version 14\.' || {
  echo 'no clang-format 14'
  exit 77
}
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || {
  echo 'not a git checkout'
  exit 77
}
complaints=$(git ls-files -z --cached --others --exclude-standard -- '*.hpp' '*.cpp' '*.h' |
  xargs -0 -r clang-format --dry-run -Werror 2>&1) && exit 0
# One line per file is enough; all other complaints are shown unchanged.
printf '%s\n' "$complaints" | sed -n -e 's/^\([^ ].*\.[hc]p*\):[0-9]*:[0-9]*: .*/clang-format -i would change \1/p' \
  -e '/^clang-format/p' -e '/^Error/p' -e '/\.clang-format:/p' | sort -u
exit 1
