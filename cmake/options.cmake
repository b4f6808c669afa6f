# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
option(CASUS_BUILD_TESTS "Build the tests (needs GoogleTest)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_EXAMPLES "Build the examples (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_BENCHMARKS "Build the benchmarks (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_INSTALL "Install the library, its headers and its package files" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_WARNINGS_AS_ERRORS "Treat warnings in this project's own sources as errors" OFF)
option(CASUS_BUILD_FUZZERS "Build the fuzzers of the file readers (needs clang)" OFF)
option(CASUS_PRECOMPILE_HEADERS "Precompile the headers that most sources include" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_UNITY "Compile the sources of a folder together, about six at a time: fast for a full build, slow after each change"
       ${PROJECT_IS_TOP_LEVEL})
option(CASUS_GRAPHVIZ "Draw the chain in reports with Graphviz if it is installed; otherwise the drawing is left out" ON)
set(CASUS_SANITIZE "" CACHE STRING "Sanitizers for library and tests, as in -fsanitize=: \"address,undefined\", \"thread\"")
set(CASUS_ORACLES_DIR "" CACHE PATH "Folder of independently computed answers; the tests that need it are skipped without it")
set(CASUS_NETWORKS_DIR "" CACHE PATH "Folder of network files; the tests that need it are skipped without it")
set(CASUS_GOOGLETEST_DIR "" CACHE PATH
    "Folder of GoogleTest's sources, compiled with the options of the build; without it the installed library is used")
set(CASUS_DISABLED_TARGETS "" CACHE STRING "Highway targets for which no kernels are compiled, as in HWY_AVX3|HWY_AVX3_DL")

# In a subproject the parent project chooses the launcher.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
  find_program(CASUS_CCACHE ccache)
  mark_as_advanced(CASUS_CCACHE)
  if(CASUS_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CASUS_CCACHE}")
  endif()
endif()
