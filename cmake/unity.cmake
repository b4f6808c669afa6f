# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Every source that includes the model costs the compiler some five seconds before its own first line: gcc instantiates the
# templates that the headers use anew in each. Sources of one folder are therefore compiled together, about six at a time.
# Names that are local to a file have to differ within a folder.

# casus_unite(TARGET SOURCE...): these sources of the target. The others, and those with flags of their own, stay alone.
function(casus_unite target)
  if(NOT CASUS_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  set(folders "")
  foreach(source IN LISTS ARGN)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    list(APPEND folders "${folder}")
    list(APPEND sources_${folder} "${source}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    list(LENGTH sources_${folder} count)
    math(EXPR batches "(${count} + 5) / 6")
    set(number 0)
    foreach(source IN LISTS sources_${folder})
      math(EXPR batch "${number} * ${batches} / ${count} + 1")
      math(EXPR number "${number} + 1")
      set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${batch}")
    endforeach()
  endforeach()
endfunction()
