# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Sourced by examples/run.sh, test/run.sh and .ci/run, which set $root first. POSIX sh.
# Every step is quick and silent if there is nothing to do, and shows its whole log if it fails.

core_packages='g++ cmake ninja-build libeigen3-dev libboost-dev libpcg-cpp-dev libhwy-dev libtbb-dev libfmt-dev
  nlohmann-json3-dev libtomlplusplus-dev libpugixml-dev libcli11-dev libgraphviz-dev'
test_packages='libgtest-dev pkg-config'

quietly() {
  mkdir -p "$root/build"
  if ! "$@" >"$root/build/prepare.log" 2>&1; then
    cat "$root/build/prepare.log" >&2
    printf 'casus: this failed: %s\n' "$*" >&2
    exit 1
  fi
}

jobs() {
  nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# A tool may come from anywhere; a library has to be the system's package.
has_command() {
  case $1 in
    g++) command -v c++ || command -v g++ ;;
    ninja-build) command -v ninja ;;
    cmake | pkg-config | clang-format) command -v "$1" ;;
    *) false ;;
  esac >/dev/null 2>&1
}

# packages NAME...: installs the Debian packages that are missing.
packages() {
  # Other systems have other names; there CMake reports missing dependencies.
  command -v dpkg-query >/dev/null 2>&1 || return 0
  installed=" $(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p' | tr '\n' ' ') "
  missing=
  for package in "$@"; do
    case $installed in *" $package "*) continue ;; esac
    has_command "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
    as_root=sudo
  else
    printf 'casus: packages are missing; install them with\n  sudo apt-get install -y --no-install-recommends%s\n' \
      "$missing" >&2
    exit 1
  fi
  printf 'casus: installing%s\n' "$missing" >&2
  quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get update
  quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# configure PRESET [NAME=VALUE | NAME?=VALUE]...: runs CMake unless the build folder already has
# these values. NAME?=VALUE sets NAME only in a new build folder, so that scripts that need
# different parts of one build folder do not undo each other's choices.
configure() {
  preset=$1
  shift
  cache=$root/build/$preset/CMakeCache.txt
  stale=
  [ -f "$cache" ] && [ -f "$root/build/$preset/build.ninja" ] || stale=new
  for setting in "$@"; do
    shift
    name=${setting%%=*}
    value=${setting#*=}
    case $name in
      *\?)
        name=${name%\?}
        [ "$stale" = new ] || continue
        ;;
      *)
        # CMake stores a folder's absolute path; another spelling would make it run again.
        case $name in *_DIR) [ -z "$value" ] || value=$(CDPATH= cd -- "$value" && pwd) || exit 1 ;; esac
        [ -n "$stale" ] || [ "$(sed -n "s/^$name:[^=]*=//p" "$cache")" = "$value" ] || stale=changed
        ;;
    esac
    set -- "$@" "-D$name=$value"
  done
  [ -z "$stale" ] || quietly cmake -S "$root" --preset "$preset" "$@"
}

# progress LOG: appends the output of ninja to the file, and reports the progress: on a terminal in
# one line that is updated, otherwise in a line for each tenth. (No awk: Debian's waits for full
# blocks of input.)
progress() {
  told=0 width=0
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$1"
    case $line in '['[0-9]*/[0-9]*'] '*) ;; *) continue ;; esac
    steps=${line%%]*} steps=${steps#[}
    all=${steps#*/} done=${steps%/*}
    [ "$all" -gt 1 ] && [ "$done" -gt 0 ] || continue
    if [ -t 2 ]; then
      text="casus: built $done of $all"
      printf '\r%-*s' "$width" "$text" >&2
      width=${#text}
    elif [ $((10 * done / all)) -ne "$told" ]; then
      told=$((10 * done / all))
      printf 'casus: built %d0 %% (%d of %d steps)\n' "$told" "$done" "$all" >&2
    fi
  done
  [ "$width" -eq 0 ] || printf '\r%*s\r' "$width" '' >&2
}

# build PRESET [TARGET...]
build() {
  preset=$1
  shift
  if [ $# -gt 0 ]; then
    set -- --target "$@"
  fi
  log=$root/build/prepare.log
  status_file=$root/build/$preset/build.status
  : >"$log"
  {
    NINJA_STATUS='[%f/%t] ' cmake --build "$root/build/$preset" --parallel "$(jobs)" "$@" 2>&1 && status=0 || status=$?
    echo "$status" >"$status_file"
  } | progress "$log"
  [ "$(cat "$status_file")" -eq 0 ] && return
  cat "$log" >&2
  printf 'casus: this failed: building %s\n' "$root/build/$preset" >&2
  exit 1
}

# run_tests PRESET [CTEST-ARGUMENT...]: shows tests that did not pass, as they finish, and ctest's
# closing lines; returns ctest's status. It must be usable under `set -e`, so the filter gets the
# status through a file.
run_tests() {
  preset=$1
  shift
  status_file=$root/build/$preset/ctest.status
  rm -f "$status_file"
  {
    (cd "$root" && ctest --preset "$preset" --parallel "$(jobs)" --no-label-summary "$@") 2>&1 && status=0 || status=$?
    echo "$status" >"$status_file"
  } | while IFS= read -r line; do
    case $line in
      *' Start '*[0-9]': '* | *[0-9]/[0-9]*' Test '*'#'*' Passed '*' sec'*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  return "$(cat "$status_file")"
}
