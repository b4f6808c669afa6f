# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Each source that includes the model costs some seconds of parsing, and gcc instantiates the templates that it uses again in each.
# Therefore the sources of one folder are compiled as one unit. File-local names must differ within a unit.

# casus_unite(TARGET SOURCE...): compiles these sources of the target folder by folder; its other sources one by one.
function(casus_unite target)
  if(NOT CASUS_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS ARGN)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}")
  endforeach()
endfunction()
