# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DROOT=<checkout> -P complete.cmake
# Fails if neither the umbrella header nor the one for Eigen reaches a header, if the umbrella
# header reaches Eigen, if a test file has no header or private source of the same path and is not
# listed in cross_cutting.txt, or if the top level has a file that does not belong there.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/includes.cmake")

set(violations "")

# reach(VARIABLE HEADER): sets VARIABLE to HEADER and all of casus that it includes, directly or
# indirectly.
function(reach variable header)
  set(reached ${header})
  set(frontier ${header})
  while(frontier)
    list(POP_FRONT frontier header)
    if(NOT EXISTS "${ROOT}/include/${header}")
      list(APPEND violations "include/${header}: expected a header, got no file")
      continue()
    endif()
    include_lines(lines "${ROOT}/include/${header}")
    foreach(line IN LISTS lines)
      string(REGEX MATCH "${include_line}" matched "${line}")
      set(included "${CMAKE_MATCH_2}")
      if(included MATCHES "^casus/" AND NOT included IN_LIST reached)
        list(APPEND reached "${included}")
        list(APPEND frontier "${included}")
      endif()
    endforeach()
  endwhile()
  set(${variable} "${reached}" PARENT_SCOPE)
  set(violations "${violations}" PARENT_SCOPE)
endfunction()

reach(reached casus/casus.hpp)
foreach(header IN LISTS reached)
  if(EXISTS "${ROOT}/include/${header}")
    include_lines(lines "${ROOT}/include/${header}")
    if(lines MATCHES "[<\"](unsupported/)?Eigen/")
      list(APPEND violations "include/${header}: reached from casus/casus.hpp, so it may not include Eigen")
    endif()
  endif()
endforeach()
# The parts for users of Eigen are reached from a header of their own.
if(EXISTS "${ROOT}/include/casus/eigen.hpp")
  reach(with_eigen casus/eigen.hpp)
  list(APPEND reached ${with_eigen})
endif()

file(GLOB_RECURSE headers RELATIVE "${ROOT}/include" "${ROOT}/include/casus/*.hpp")
# Each header of the study is included by itself.
list(FILTER headers EXCLUDE REGEX "^casus/study/")
foreach(header IN LISTS headers)
  if(NOT header IN_LIST reached)
    list(APPEND violations "include/${header}: not reached from casus/casus.hpp or casus/eigen.hpp")
  endif()
endforeach()

set(cross_cutting "")
if(EXISTS "${ROOT}/test/meta/cross_cutting.txt")
  file(STRINGS "${ROOT}/test/meta/cross_cutting.txt" cross_cutting REGEX "^[^#]")
endif()
foreach(path IN LISTS cross_cutting)
  if(NOT EXISTS "${ROOT}/test/${path}")
    list(APPEND violations "test/meta/cross_cutting.txt: expected a test file, got ${path}")
  endif()
endforeach()

file(GLOB_RECURSE tests RELATIVE "${ROOT}/test" "${ROOT}/test/*.cpp")
list(FILTER tests EXCLUDE REGEX "^(meta|package|headers|coverage|fuzz|support)/")
foreach(path IN LISTS tests)
  string(REGEX REPLACE "\\.cpp$" "" stem "${path}")
  if(NOT EXISTS "${ROOT}/include/casus/${stem}.hpp"
     AND NOT EXISTS "${ROOT}/lib/${stem}.hpp"
     AND NOT EXISTS "${ROOT}/lib/${stem}.cpp"
     AND NOT path IN_LIST cross_cutting)
    list(APPEND violations "test/${path}: no include/casus/${stem}.hpp, and not in test/meta/cross_cutting.txt")
  endif()
endforeach()

set(top_level CHANGELOG.md CITATION.cff CMakeLists.txt CMakePresets.json LICENSE README.md bench build cmake examples include lib test)
file(GLOB found RELATIVE "${ROOT}" "${ROOT}/*")
foreach(name IN LISTS found)
  if(NOT name MATCHES "^\\." AND NOT name IN_LIST top_level)
    list(APPEND violations "${name}: nothing of that name belongs at the top level")
  endif()
endforeach()

report_violations()
