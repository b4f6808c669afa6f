# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Tests of the project itself, not of its results.
set(meta_dir "${CMAKE_CURRENT_LIST_DIR}")

function(casus_add_meta_test name label)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 1200 SKIP_RETURN_CODE 77 SKIP_REGULAR_EXPRESSION "^SKIPPED: ")
endfunction()

casus_add_meta_test(meta.layering meta "${CMAKE_COMMAND}" "-DROOT=${PROJECT_SOURCE_DIR}" -P "${meta_dir}/layering.cmake")
casus_add_meta_test(meta.complete meta "${CMAKE_COMMAND}" "-DROOT=${PROJECT_SOURCE_DIR}" -P "${meta_dir}/complete.cmake")
casus_add_meta_test(meta.checkers_can_fail meta "${CMAKE_COMMAND}" "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/checkers_can_fail"
                    -P "${meta_dir}/checkers_can_fail.cmake")
casus_add_meta_test(meta.english meta sh "${meta_dir}/english.sh" "${PROJECT_SOURCE_DIR}")
casus_add_meta_test(meta.format meta sh "${meta_dir}/format.sh" "${PROJECT_SOURCE_DIR}")

include("${meta_dir}/headers.cmake")
casus_add_meta_test(meta.libcxx meta sh "${meta_dir}/libcxx.sh" "$<JOIN:$<TARGET_PROPERTY:test_self_contained,INCLUDE_DIRECTORIES>,:>")
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  casus_add_meta_test(meta.mistakes meta sh "${meta_dir}/mistakes.sh" "${CMAKE_CXX_COMPILER}"
                      "$<JOIN:$<TARGET_PROPERTY:test_self_contained,INCLUDE_DIRECTORIES>,:>" "${meta_dir}/mistakes.cpp")
  casus_add_meta_test(meta.own_name meta sh "${meta_dir}/own_name.sh" "${CMAKE_CXX_COMPILER}"
                      "$<JOIN:$<TARGET_PROPERTY:test_self_contained,INCLUDE_DIRECTORIES>,:>")
endif()
include("${meta_dir}/snippets.cmake")
include("${meta_dir}/package_tests.cmake")
