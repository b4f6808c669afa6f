# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Warnings for this project's own targets, which link this privately; never exported.
add_library(casus_warnings INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(
    casus_warnings
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wnon-virtual-dtor
              -Wold-style-cast
              -Wcast-align
              -Woverloaded-virtual
              -Wconversion
              -Wno-sign-conversion
              # GCC 12 takes the inlined append of two strings for an overlapping copy (GCC bug 105651).
              $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
              # The same for insert and move: a precompiled standard library no longer counts as a system header.
              $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CASUS_PRECOMPILE_HEADERS}>>:-Wno-stringop-overflow;-Wno-array-bounds>
              # pcg's headers define a seed from the compilation time; it is not used here.
              $<$<CXX_COMPILER_ID:Clang>:-Wno-pch-date-time>
              $<$<BOOL:${CASUS_WARNINGS_AS_ERRORS}>:-Werror>)
endif()
