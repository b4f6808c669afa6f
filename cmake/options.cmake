# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
option(CASUS_BUILD_TESTS "Build the tests (needs GoogleTest)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_EXAMPLES "Build the examples (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_BUILD_BENCHMARKS "Build the benchmarks (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_INSTALL "Install the library, its headers and its package files" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_WARNINGS_AS_ERRORS "Treat warnings in this project's own sources as errors" OFF)
option(CASUS_BUILD_FUZZERS "Build the fuzzers of the readers of files (needs clang)" OFF)
option(CASUS_PRECOMPILE_HEADERS "Precompile the headers that most sources include" ${PROJECT_IS_TOP_LEVEL})
option(CASUS_GRAPHVIZ "Draw the chain in reports with Graphviz, where it is there; else it is left out" ON)
set(CASUS_SANITIZE "" CACHE STRING "Sanitizers for library and tests, as in -fsanitize=: \"address,undefined\", \"thread\"")
set(CASUS_ORACLES_DIR "" CACHE PATH "Folder of independently computed answers; the tests that need it skip without it")
set(CASUS_NETWORKS_DIR "" CACHE PATH "Folder of network files; the tests that need it skip without it")
