# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DROOT=<checkout> -P layering.cmake
# Fails, naming file and line, if an #include under include/casus/ or lib/ violates the table of
# folders.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/includes.cmake")

# Every folder may include these; they may include each other and nothing else of casus.
set(shared detail error fwd version)

set(may_include_random "")
set(may_include_distribution random)
set(may_include_model distribution)
set(may_include_elicit distribution)
set(may_include_sample random distribution model)
set(may_include_language model ${may_include_model})
set(may_include_infer language sample ${may_include_sample})
set(may_include_analyse infer ${may_include_infer})
set(may_include_io infer elicit ${may_include_infer})
set(may_include_learn elicit io infer ${may_include_infer})
set(may_include_report analyse infer ${may_include_analyse})
set(may_include_study model elicit)
set(folders random distribution model elicit sample language infer analyse io learn report study)
set(may_include_casus ${folders})
set(may_include_eigen sample analyse io model)

# Folders whose private headers (those below lib/) another folder must not include: it uses their
# public headers, as any client does.
set(may_not_see_io sample infer)
set(may_not_see_report sample infer analyse io)

# The rooms of lib/infer, lib/io and lib/report, and the rooms that each may include. Files outside
# the rooms may be included by all. Methods must not include each other, and neither may formats:
# shared code is in other rooms, and methods reach each other through plan/registry.hpp.
set(methods forward exact weighted sequential splitting)
set(may_enter_infer_evidence answer)
set(may_enter_infer_plan run answer evidence ${methods})
foreach(method IN LISTS methods)
  set(may_enter_infer_${method} run answer evidence plan)
endforeach()
set(may_enter_io_toml text)
set(may_enter_io_network text)
foreach(format bif net uai xdsl xmlbif)
  set(may_enter_io_${format} text network)
endforeach()
set(may_enter_io_csv text)
set(may_enter_io_manifest text)
set(may_enter_io_scale text toml)
set(may_enter_io_model text toml network scale)
set(may_enter_report_html svg)

# part_of(VARIABLE PATH): sets VARIABLE to the part of the library to which a path below
# include/casus/ or lib/ belongs: its first folder, or the file's own name if it is outside the
# folders.
function(part_of variable path)
  string(REGEX REPLACE "[/.].*$" "" part "${path}")
  set(${variable} "${part}" PARENT_SCOPE)
endfunction()

set(violations "")
macro(violation what)
  line_number(number "${ROOT}/${file}" "${line}")
  list(APPEND violations "${file}:${number}: ${what}")
endmacro()

file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/include/casus/*.[hci]*" "${ROOT}/lib/*.[hci]*")
foreach(file IN LISTS files)
  string(REGEX REPLACE "^(include/casus|lib)/" "" path "${file}")
  part_of(from "${path}")
  if(NOT from IN_LIST folders AND NOT from IN_LIST shared AND NOT file MATCHES "^include/casus/(casus|eigen)\\.hpp$")
    list(APPEND violations "${file}:1: expected a folder of the table, got ${from}")
    continue()
  endif()

  include_lines(lines "${ROOT}/${file}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "${include_line}" matched "${line}")
    set(quoted FALSE)
    if(CMAKE_MATCH_1 STREQUAL "\"")
      set(quoted TRUE)
    endif()
    set(included "${CMAKE_MATCH_2}")

    cmake_path(GET file PARENT_PATH directory)
    if(included MATCHES "^casus/(.+)")
      part_of(to "${CMAKE_MATCH_1}")
    elseif(quoted AND file MATCHES "^lib/" AND EXISTS "${ROOT}/lib/${included}")
      part_of(to "${included}")
      if(to IN_LIST may_not_see_${from})
        violation("${from} may not include private headers of ${to} (${included})")
      endif()
    elseif(quoted AND EXISTS "${ROOT}/${directory}/${included}")
      violation("expected the whole path of a header, got \"${included}\"")
      continue()
    else()
      continue() # not of casus
    endif()

    if(file MATCHES "^lib/(infer|io|report)/([^/]+)/")
      set(part "${CMAKE_MATCH_1}")
      set(own_room "${CMAKE_MATCH_2}")
      if(included MATCHES "^${part}/([^/]+)/")
        set(room "${CMAKE_MATCH_1}")
        if(NOT room STREQUAL own_room AND NOT room IN_LIST may_enter_${part}_${own_room})
          violation("${part}/${own_room} may not include ${part}/${room} (${included})")
        endif()
      endif()
    endif()
    if(NOT to STREQUAL from AND NOT to IN_LIST shared AND NOT to IN_LIST may_include_${from})
      violation("${from} may not include ${to} (${included})")
    endif()
  endforeach()
endforeach()

report_violations()
