# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Tests of the library as users get it: test/package is a project of its own.
foreach(step install find_package pkg_config add_subdirectory)
  casus_add_meta_test(
    package.${step}
    package
    "${CMAKE_COMMAND}"
    "-DSTEP=${step}"
    "-DSOURCE=${PROJECT_SOURCE_DIR}"
    "-DBUILD=${PROJECT_BINARY_DIR}"
    "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/package"
    "-DGENERATOR=${CMAKE_GENERATOR}"
    "-DCXX=${CMAKE_CXX_COMPILER}"
    "-DVERSION=${PROJECT_VERSION}"
    "-DONE_VECTOR_TARGET=HWY_SSE4|HWY_AVX3|HWY_AVX3_DL"
    -P
    "${meta_dir}/package.cmake")
endforeach()
set_tests_properties(package.install PROPERTIES FIXTURES_SETUP casus_prefix)
set_tests_properties(package.find_package package.pkg_config PROPERTIES FIXTURES_REQUIRED casus_prefix)
if(NOT CASUS_INSTALL)
  set_tests_properties(package.install package.find_package package.pkg_config PROPERTIES DISABLED TRUE)
endif()
set_tests_properties(package.add_subdirectory PROPERTIES COST 1000 PROCESSORS 2)
