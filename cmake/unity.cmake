# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Every source that includes the model costs the compiler some seconds before its own first line, and gcc instantiates the templates that
# it uses anew in each. Sources of one folder are therefore compiled together. Names that are local to a file have to differ in a unit.

# casus_unite(TARGET SOURCE...): a unit of each folder of these sources. Others of the target stay alone.
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
