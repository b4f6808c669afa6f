# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Functions for #include lines, shared by layering.cmake, complete.cmake and prelude.cmake.
set(include_line "^[ \t]*#[ \t]*include[ \t]*([<\"])([^<>\"]+)[>\"]")

# Sets VARIABLE to the #include lines of FILE.
function(include_lines variable file)
  file(STRINGS "${file}" lines REGEX "${include_line}" ENCODING UTF-8)
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()

# Sets VARIABLE to the number of the first line of FILE that equals LINE.
function(line_number variable file line)
  file(READ "${file}" text)
  string(FIND "\n${text}" "\n${line}" end)
  string(SUBSTRING "\n${text}" 0 ${end} before)
  string(REGEX MATCHALL "\n" newlines "${before}")
  list(LENGTH newlines count)
  math(EXPR count "${count} + 1")
  set(${variable} ${count} PARENT_SCOPE)
endfunction()

# Ends a checker: prints each of violations on its own line (an error message would be wrapped), and
# fails if there are any.
function(report_violations)
  if(violations)
    list(JOIN violations "\n" text)
    message(NOTICE "${text}")
    list(LENGTH violations count)
    message(FATAL_ERROR "violations: ${count}")
  endif()
endfunction()
