# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Each source that includes the model takes some seconds to parse, and gcc instantiates the used
# templates again in each source. The sources of a folder are therefore compiled as one unit, in
# which file-local names must differ.

# casus_unite(TARGET SOURCE...): compiles these sources of the target as one unit per folder, and
# its other sources separately.
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
