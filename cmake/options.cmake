# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
option(CASUS_BUILD_TESTS "Build the tests (needs GoogleTest)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_EXAMPLES "Build the examples (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_BENCHMARKS "Build the benchmarks (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_INSTALL "Install the library, its headers and its package files" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_WARNINGS_AS_ERRORS "Treat warnings in this project's own sources as errors" OFF)
option(CASUS_BUILD_FUZZERS "Build the fuzzers of the readers of files (needs clang)" OFF)
option(CASUS_PRECOMPILE_HEADERS "Precompile the headers that most sources include" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_UNITY "Compile the sources of a folder together, about six at a time: quick from nothing, slow after each change"
       ${PROJECT_IS_TOP_LEVEL})
option(CASUS_GRAPHVIZ "Draw the chain in reports with Graphviz, where it is there; else it is left out" ON)
set(CASUS_SANITIZE "" CACHE STRING "Sanitizers for library and tests, as in -fsanitize=: \"address,undefined\", \"thread\"")
set(CASUS_ORACLES_DIR "" CACHE PATH "Folder of independently computed answers; the tests that need it skip without it")
set(CASUS_NETWORKS_DIR "" CACHE PATH "Folder of network files; the tests that need it skip without it")
set(CASUS_DISABLED_TARGETS "" CACHE STRING "Highway's targets that no kernels are compiled for, as in HWY_AVX3|HWY_AVX3_DL")

# Whoever takes the library in chooses for all of their build.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
  find_program(CASUS_CCACHE ccache)
  mark_as_advanced(CASUS_CCACHE)
  if(CASUS_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CASUS_CCACHE}")
  endif()
endif()
