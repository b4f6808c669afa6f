# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Building test_self_contained is the test: each header compiles alone and twice, all of them with
# min and max poisoned, and together they link (nothing defined in a header is defined twice).
# Alone, headers are compiled as for a program that links the core, because less has to be parsed.
# The remaining code is compiled in the library's own sources and together with all headers.
#
# Headers of rooms above the model include the model, and with it nearly all standard headers that
# they need. They are compiled after a precompiled header of everything outside casus, which takes a
# third of the time; the preset debug detects missing standard headers.
set(generated_dir "${CMAKE_CURRENT_BINARY_DIR}/self_contained")

# file(CONFIGURE) does not touch a file whose content stays the same.
set(poisoned_text "#include \"prelude.hpp\"\n\n")
foreach(word min max)
  # A static_assert is not an expression: a call without parentheses around the name is a syntax
  # error even in a template.
  string(APPEND poisoned_text "#define ${word}(...) static_assert(false, \"(${word})(...) is safe from macros\")\n")
endforeach()
set(alone_sources "")
set(above_sources "")
foreach(header IN LISTS casus_public_headers)
  cmake_path(RELATIVE_PATH header BASE_DIRECTORY "${PROJECT_SOURCE_DIR}/include" OUTPUT_VARIABLE name)
  string(REPLACE ".hpp" ".cpp" source "${generated_dir}/${name}")
  file(CONFIGURE OUTPUT "${source}" CONTENT "#include <${name}>\n#include <${name}>\n" @ONLY)
  if(name MATCHES "^casus/(analyse|infer|io|report|sample|study)/")
    list(APPEND above_sources "${source}")
  else()
    list(APPEND alone_sources "${source}")
  endif()
  string(APPEND poisoned_text "#include <${name}>\n")
endforeach()
# Eigen, for example, undefines the poison if it is included afterwards.
string(APPEND poisoned_text "#if !defined(min) || !defined(max)\n#error \"the prelude misses a header that undefines min or max\"\n#endif\n")
string(APPEND poisoned_text "\nint main() {}\n")
file(CONFIGURE OUTPUT "${generated_dir}/together.cpp" CONTENT "#include <casus/casus.hpp>\n" @ONLY)
file(CONFIGURE OUTPUT "${generated_dir}/poisoned.cpp" CONTENT "${poisoned_text}" @ONLY)

add_custom_command(
  OUTPUT "${generated_dir}/prelude.hpp"
  COMMAND "${CMAKE_COMMAND}" "-DINCLUDE=${PROJECT_SOURCE_DIR}/include" "-DOUTPUT=${generated_dir}/prelude.hpp" -P
          "${meta_dir}/prelude.cmake"
  DEPENDS ${casus_public_headers} "${meta_dir}/prelude.cmake" "${meta_dir}/includes.cmake"
  COMMENT "Collecting what the headers include"
  VERBATIM)

# The front end is enough to see whether a header compiles alone.
add_library(test_alone OBJECT ${alone_sources})
add_library(test_above OBJECT ${above_sources} "${generated_dir}/prelude.hpp")
if(CASUS_PRECOMPILE_HEADERS)
  target_precompile_headers(test_above PRIVATE "${generated_dir}/prelude.hpp")
endif()
foreach(headers test_alone test_above)
  target_link_libraries(${headers} PRIVATE casus::headers casus_warnings)
  target_compile_definitions(${headers} PRIVATE CASUS_CORE)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set_target_properties(${headers} PROPERTIES CXX_COMPILER_LAUNCHER "sh;${meta_dir}/syntax_only.sh")
  endif()
endforeach()

add_executable(test_self_contained "${generated_dir}/poisoned.cpp" "${generated_dir}/together.cpp" "${generated_dir}/prelude.hpp")
target_link_libraries(test_self_contained PRIVATE casus::headers casus_warnings)
add_dependencies(test_self_contained test_alone test_above)
# Only the front end matters here.
target_compile_options(test_self_contained PRIVATE -O0 -g0)
