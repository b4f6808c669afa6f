# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DINCLUDE=<include folder> -DOUTPUT=<file> -P prelude.cmake
# Writes a header that includes all headers outside casus that the public headers include.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/includes.cmake")

file(GLOB_RECURSE headers "${INCLUDE}/casus/*.hpp" "${INCLUDE}/casus/*.inl")
set(others "")
foreach(header IN LISTS headers)
  include_lines(lines "${header}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "${include_line}" matched "${line}")
    set(included "${CMAKE_MATCH_2}")
    if(NOT included MATCHES "^casus/")
      list(APPEND others "${included}")
    endif()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES others)
list(SORT others)

set(text "")
foreach(other IN LISTS others)
  # A header may include others that only some systems have.
  string(APPEND text "#if __has_include(<${other}>)\n#include <${other}>\n#endif\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
