# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Building test_self_contained is the test: each header compiles alone and twice, all of them with min and max poisoned,
# and together they link (nothing defined in a header is defined twice). Alone, headers are compiled as for those who link the core, which
# reads less; what they leave to it is compiled in the library's own sources, and where all are together.
set(generated_dir "${CMAKE_CURRENT_BINARY_DIR}/self_contained")

# file(CONFIGURE) leaves a file alone that would not change.
set(poisoned_text "#include \"prelude.hpp\"\n\n")
foreach(word min max)
  # A static_assert is no expression: a call without parentheses around the name is a syntax error even in a template.
  string(APPEND poisoned_text "#define ${word}(...) static_assert(false, \"(${word})(...) is safe from macros\")\n")
endforeach()
set(self_contained_sources "")
foreach(header IN LISTS casus_public_headers)
  cmake_path(RELATIVE_PATH header BASE_DIRECTORY "${PROJECT_SOURCE_DIR}/include" OUTPUT_VARIABLE name)
  string(REPLACE ".hpp" ".cpp" source "${generated_dir}/${name}")
  file(CONFIGURE OUTPUT "${source}" CONTENT "#include <${name}>\n#include <${name}>\n" @ONLY)
  list(APPEND self_contained_sources "${source}")
  string(APPEND poisoned_text "#include <${name}>\n")
endforeach()
# Eigen, for one, takes the poison away where it is included after it.
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

# Whether a header stands alone is seen before any code is made.
add_library(test_alone OBJECT ${self_contained_sources})
target_link_libraries(test_alone PRIVATE casus::headers casus_warnings)
target_compile_definitions(test_alone PRIVATE CASUS_CORE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  set_target_properties(test_alone PROPERTIES CXX_COMPILER_LAUNCHER "sh;${meta_dir}/syntax_only.sh")
endif()

add_executable(test_self_contained "${generated_dir}/poisoned.cpp" "${generated_dir}/together.cpp" "${generated_dir}/prelude.hpp")
target_link_libraries(test_self_contained PRIVATE casus::headers casus_warnings)
add_dependencies(test_self_contained test_alone)
# Only the front end matters here.
target_compile_options(test_self_contained PRIVATE -O0 -g0)
