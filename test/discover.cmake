# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Read by ctest: asks a GoogleTest program for its cases. A suite is one test, for a thousand cases make a thousand processes otherwise;
# what is slow is a test for each case, so that the processors can share it.

cmake_policy(VERSION 3.25) # ctest has none of its own

# casus_discover(NAME COMMAND LABEL TIMEOUT SLOW): tests NAME.<suite> and, of the suites and cases in SLOW, NAME.<suite>.<case>.
function(casus_discover name command label timeout slow)
  execute_process(COMMAND ${command} --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE result ERROR_QUIET)
  if(NOT result EQUAL 0)
    add_test(${name}.has_tests ${command} --gtest_list_tests) # which says why it has none
    set_tests_properties(${name}.has_tests PROPERTIES LABELS "${label}")
    return()
  endif()
  string(REGEX REPLACE "#[^\n]*" "" listed "${listed}")
  string(REGEX MATCHALL "[^\n]+" lines "${listed}")
  set(suite "")
  set(suites "")
  foreach(line IN LISTS lines)
    string(STRIP "${line}" word)
    if(line MATCHES "^[^ ].*\\.")
      set(suite "${word}")
      list(APPEND suites "${suite}")
      set(slow_of_${suite} "")
    elseif(line MATCHES "^ " AND NOT word MATCHES "^DISABLED_")
      if("${suite}" IN_LIST slow OR "${suite}${word}" IN_LIST slow)
        list(APPEND slow_of_${suite} "${suite}${word}")
      else()
        set(has_quick_${suite} TRUE)
      endif()
    endif()
  endforeach()
  foreach(suite IN LISTS suites)
    foreach(case IN LISTS slow_of_${suite})
      add_test("${name}.${case}" ${command} "--gtest_filter=${case}")
      set_tests_properties("${name}.${case}" PROPERTIES LABELS "${label};slow" TIMEOUT ${timeout} COST 100 SKIP_RETURN_CODE 77)
    endforeach()
    if(has_quick_${suite})
      list(JOIN slow_of_${suite} ":" left_out)
      string(REGEX REPLACE "\\.$" "" test "${name}.${suite}")
      add_test("${test}" ${command} "--gtest_filter=${suite}*-${left_out}")
      set_tests_properties("${test}" PROPERTIES LABELS "${label}" TIMEOUT ${timeout} SKIP_RETURN_CODE 77)
      # It measures how long a run takes to end, which another test beside it would lengthen.
      if(test STREQUAL "infer.Cancelling")
        set_tests_properties("${test}" PROPERTIES RUN_SERIAL ON)
      endif()
    endif()
  endforeach()
endfunction()
