#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# syntax_only.sh <compiler and arguments>: a compiler launcher that generates no code. The object
# file is empty, but precompiled headers are made.
set -eu
case " $* " in *' c++-header '*) exec "$@" ;; esac
"$@" -fsyntax-only
while [ "$1" != -o ]; do shift; done
: >"$2"
