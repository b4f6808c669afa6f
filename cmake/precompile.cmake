# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Headers that nearly every source of the programs and tests includes are precompiled. (The library's
# few units would gain less than the precompilation takes.) The preset debug does not precompile
# them, which reveals missing includes.
set(casus_most_included "<casus/infer/estimate.hpp>")

# casus_add_precompiled(NAME LIBRARIES FLAGS HEADER...): adds precompiled headers that can be shared
# by targets that link LIBRARIES and have these flags in addition to those of the build.
function(casus_add_precompiled name libraries flags)
  if(NOT CASUS_PRECOMPILE_HEADERS)
    return()
  endif()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL "${source}")
  target_link_libraries(${name} PRIVATE ${libraries} casus_warnings)
  target_compile_options(${name} PRIVATE ${flags})
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

# casus_precompile(TARGET NAME): lets TARGET share the precompiled headers NAME.
function(casus_precompile target name)
  if(CASUS_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# A program states a model and prints answers; the library does the slow part.
set(casus_program_flags "$<$<NOT:$<CONFIG:Debug>>:-O1>")
casus_add_precompiled(casus_precompiled casus::casus "${casus_program_flags}" "${casus_most_included}")
# casus_add_program(NAME SOURCE...)
function(casus_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE casus::casus casus_warnings)
  target_compile_options(${name} PRIVATE "${casus_program_flags}")
  casus_precompile(${name} casus_precompiled)
endfunction()
