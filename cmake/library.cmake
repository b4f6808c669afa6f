# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
file(GLOB_RECURSE casus_public_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/casus/*.hpp")
# Parts that only headers include: installed, but not checked to compile on their own.
file(GLOB_RECURSE casus_header_parts CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/casus/*.inl")
add_library(casus_headers INTERFACE)
add_library(casus::headers ALIAS casus_headers)
set_target_properties(casus_headers PROPERTIES EXPORT_NAME headers)
target_sources(
  casus_headers
  INTERFACE FILE_SET HEADERS
            BASE_DIRS "${PROJECT_SOURCE_DIR}/include"
            FILES ${casus_public_headers} ${casus_header_parts})
target_compile_features(casus_headers INTERFACE cxx_std_20)
target_link_libraries(casus_headers INTERFACE Eigen3::Eigen Boost::headers PcgCpp::pcg_cpp)

# A sanitizer has to instrument the whole program, so users of an instrumented build get the flags.
if(CASUS_SANITIZE)
  # These checks only make compiling longer: the address sanitizer detects the use of null, of short
  # objects and of pointers beyond them, and almost nothing here is virtual.
  set(casus_sanitize_flags "-fsanitize=${CASUS_SANITIZE}" -fno-sanitize=null,object-size,pointer-overflow,vptr
                           -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(casus_headers INTERFACE "$<BUILD_INTERFACE:${casus_sanitize_flags}>")
  target_link_options(casus_headers INTERFACE "$<BUILD_INTERFACE:${casus_sanitize_flags}>")
endif()

if(CASUS_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "CASUS_BUILD_FUZZERS: expected clang, got ${CMAKE_CXX_COMPILER_ID}")
  endif()
  target_compile_options(casus_headers INTERFACE "$<BUILD_INTERFACE:-fsanitize=fuzzer-no-link>")
endif()

file(GLOB_RECURSE casus_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/lib/*.cpp")
set(casus_kernels ${casus_sources})
list(FILTER casus_kernels INCLUDE REGEX "/lib/sample/kernels/[^/]*\\.cpp$")
list(REMOVE_ITEM casus_sources ${casus_kernels})
# The sources that take longest to compile come first.
add_library(casus ${casus_kernels} ${casus_sources})
add_library(casus::casus ALIAS casus)
casus_unite(casus ${casus_sources})
# The rooms that the methods share form one unit with exact; the other methods have clashing local
# names.
foreach(source IN LISTS casus_sources)
  if(source MATCHES "/lib/infer/(answer|evidence|exact|plan|run)/")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP infer)
  elseif(source MATCHES "/lib/infer/splitting/")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP forward)
  elseif(source MATCHES "/lib/report/(html|svg)/")
    # Apart from the text reports, so that a program that draws nothing does not load Graphviz.
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP drawing)
  elseif(source MATCHES "/lib/(io|report)/")
    # Their folders have only one or two files each.
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${CMAKE_MATCH_1}")
  endif()
endforeach()
# casus_optimise(LEVEL GROUP...): a source with options of its own would not be united, so the options
# are set on the unit.
function(casus_optimise level)
  foreach(group IN LISTS ARGN)
    set_source_files_properties("${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/casus.dir/Unity/unity_${group}_cxx.cxx"
                                PROPERTIES COMPILE_OPTIONS "${level}")
  endforeach()
endfunction()
# What states a model, reads it or writes about its answers takes longer to optimise than it gains,
# while the loops that take the time are in the kernels, and some in the methods.
if(CASUS_SANITIZE)
  casus_optimise(-O0 analyse elicit io report drawing)
else()
  casus_optimise("$<$<CONFIG:Release,RelWithDebInfo>:-O1>" elicit io language report drawing)
  casus_optimise("$<$<CONFIG:Release,RelWithDebInfo>:-O2>" analyse forward sequential weighted)
endif()
# Clang takes ten minutes to optimise these kernels with instrumentation.
if(CASUS_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set_source_files_properties("${PROJECT_SOURCE_DIR}/lib/sample/kernels/discrete.cpp"
                              "${PROJECT_SOURCE_DIR}/lib/sample/kernels/quantities.cpp" PROPERTIES COMPILE_OPTIONS -O0)
endif()
set_target_properties(casus PROPERTIES VERSION ${PROJECT_VERSION}
                                       SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
# A static library is often linked into a user's shared library.
if(NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
  set_target_properties(casus PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
target_include_directories(casus PRIVATE "${PROJECT_SOURCE_DIR}/lib")
# Makes the headers leave out the code that the library contains: see detail/core.hpp.
target_compile_definitions(casus PUBLIC CASUS_CORE)
# The kernels store vectors in arrays and structures, which is impossible for types without a size
# (SVE); every processor with SVE has NEON. Only processors of 2006 and 2007 have SSSE3 but not
# SSE4. On other architectures these names have no effect.
string(JOIN "|" casus_disabled_targets HWY_SVE HWY_SVE2 HWY_SVE_256 HWY_SVE2_128 HWY_SSSE3 ${CASUS_DISABLED_TARGETS})
target_compile_definitions(casus PRIVATE "HWY_DISABLED_TARGETS=(${casus_disabled_targets})")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  # Highway's NEON includes AES, which some 64-bit ARM processors lack: they get the scalar kernels.
  target_compile_definitions(casus PRIVATE HWY_BASELINE_TARGETS=HWY_SCALAR)
endif()
# Only the headers of toml++: its target links a shared library, which users of the installed
# library would need too.
target_include_directories(
  casus SYSTEM
  PRIVATE "$<BUILD_INTERFACE:$<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>>")
target_link_libraries(
  casus
  PUBLIC casus::headers
  PRIVATE hwy::hwy
          TBB::tbb
          fmt::fmt
          pugixml::pugixml
          Threads::Threads
          # Header-only and private: users of the installed library do not need them.
          "$<BUILD_INTERFACE:nlohmann_json::nlohmann_json>"
          "$<BUILD_INTERFACE:casus_warnings>")

if(TARGET Graphviz::gvc)
  target_link_libraries(casus PRIVATE Graphviz::gvc)
  target_compile_definitions(casus PRIVATE CASUS_HAS_GRAPHVIZ)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  # All instruction sets must give the same bits, so the compiler must not fuse multiplications and
  # additions.
  target_compile_options(casus PRIVATE -ffp-contract=off)
  # No kernel reads errno or the floating-point exception flags, and both prevent vectorised loops.
  set_property(
    SOURCE ${casus_kernels} TARGET_DIRECTORY casus
    APPEND PROPERTY COMPILE_OPTIONS -fno-trapping-math -fno-math-errno
                    "$<$<CONFIG:Release,RelWithDebInfo>:-O3>")
endif()
