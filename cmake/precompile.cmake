# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# The headers that nearly every source here includes are parsed once. The preset debug does without, so that missing includes are found.
set(casus_most_included "<casus/infer/estimate.hpp>")
if(CASUS_PRECOMPILE_HEADERS)
  target_precompile_headers(casus PRIVATE "${casus_most_included}")
  # They have other flags than the rest.
  set_source_files_properties(${casus_kernels} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endif()

# casus_add_precompiled(NAME LIBRARIES FLAGS HEADER...): what targets that link LIBRARIES, and have these flags besides those of their build,
# can share.
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

# casus_precompile(TARGET NAME): shares what was added under that name.
function(casus_precompile target name)
  if(CASUS_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# A program states a model and prints; what takes time is done by the library.
set(casus_program_flags "$<$<NOT:$<CONFIG:Debug>>:-O1>")
casus_add_precompiled(casus_precompiled casus::casus "${casus_program_flags}" "${casus_most_included}")
# casus_add_program(NAME SOURCE...)
function(casus_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE casus::casus casus_warnings)
  target_compile_options(${name} PRIVATE "${casus_program_flags}")
  casus_precompile(${name} casus_precompiled)
endfunction()
