# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DSTEP=<step> ... -P package.cmake, called by package_tests.cmake.
cmake_minimum_required(VERSION 3.25)
set(consumer "${SOURCE}/test/package")
set(prefix "${WORK}/prefix")

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "exit status ${result}")
  endif()
endfunction()

# build_consumer(FOLDER CMAKE-ARGUMENT...): configures, builds and runs the project in test/package.
function(build_consumer folder)
  file(REMOVE_RECURSE "${folder}")
  run("${CMAKE_COMMAND}" -S "${consumer}" -B "${folder}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}" ${ARGN})
  run("${CMAKE_COMMAND}" --build "${folder}" --parallel 2)
  run("${folder}/with_core")
  if(EXISTS "${folder}/headers_only")
    run("${folder}/headers_only")
  endif()
endfunction()

if(STEP STREQUAL "install")
  file(REMOVE_RECURSE "${WORK}/staging" "${prefix}")
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/staging")
  file(GLOB_RECURSE files RELATIVE "${WORK}/staging" "${WORK}/staging/*")
  set(headers ${files})
  list(FILTER headers INCLUDE REGEX "^include/casus/.+\\.(hpp|inl)$")
  file(GLOB_RECURSE public_headers "${SOURCE}/include/casus/*.hpp" "${SOURCE}/include/casus/*.inl")
  list(LENGTH headers installed_count)
  list(LENGTH public_headers public_count)
  if(NOT installed_count EQUAL public_count)
    message(FATAL_ERROR "expected ${public_count} headers, got ${installed_count}")
  endif()
  list(REMOVE_ITEM files ${headers})
  list(FILTER files EXCLUDE REGEX "^lib[^/]*/(.+/)?(libcasus\\.[^/]+|cmake/casus/[^/]+\\.cmake|pkgconfig/casus\\.pc)$")
  if(NOT "share/doc/casus/LICENSE" IN_LIST files)
    message(FATAL_ERROR "expected share/doc/casus/LICENSE")
  endif()
  list(REMOVE_ITEM files share/doc/casus/LICENSE)
  if(files)
    message(FATAL_ERROR "installed besides the library: ${files}")
  endif()
  # The package has to work if its prefix is moved.
  file(RENAME "${WORK}/staging" "${prefix}")

elseif(STEP STREQUAL "find_package")
  build_consumer("${WORK}/find_package" "-DCMAKE_PREFIX_PATH=${prefix}" "-DEXPECTED_VERSION=${VERSION}"
                 -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON -DCMAKE_DISABLE_FIND_PACKAGE_tomlplusplus=ON)
  # The example of linking, as described in its first comment, with other folders.
  file(REMOVE_RECURSE "${WORK}/linking")
  run("${CMAKE_COMMAND}" -S "${SOURCE}/examples/linking" -B "${WORK}/linking" -G "${GENERATOR}"
      "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_PREFIX_PATH=${prefix}")
  run("${CMAKE_COMMAND}" --build "${WORK}/linking")
  execute_process(COMMAND "${WORK}/linking/risk" "dam breaks" 0.02 "levee breaks" 0.01:0.05:0.2
                  OUTPUT_VARIABLE table ERROR_VARIABLE complaint RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT table MATCHES "\n\\| dam breaks \\| (1\\.9|2\\.[01]) % \\| "
     OR NOT table MATCHES "nine chances in ten")
    message(FATAL_ERROR "risk: exit status ${result}\n${table}${complaint}")
  endif()
  execute_process(COMMAND "${WORK}/linking/risk" "dam breaks" 1.2 OUTPUT_VARIABLE table ERROR_VARIABLE complaint
                  RESULT_VARIABLE result)
  if(NOT result EQUAL 2 OR table OR NOT complaint MATCHES "^risk: dam breaks: expected .*, got 1\\.2\n$")
    message(FATAL_ERROR "risk: exit status ${result}\n${table}${complaint}")
  endif()

elseif(STEP STREQUAL "pkg_config")
  find_program(pkg_config NAMES pkg-config pkgconf)
  if(NOT pkg_config)
    message("SKIPPED: no pkg-config")
    return()
  endif()
  file(GLOB_RECURSE pc_file "${prefix}/*/casus.pc")
  cmake_path(GET pc_file PARENT_PATH pc_dir)
  set(ENV{PKG_CONFIG_PATH} "${pc_dir}:$ENV{PKG_CONFIG_PATH}")
  foreach(what cflags cflags-only-I libs modversion)
    execute_process(COMMAND "${pkg_config}" --${what} casus OUTPUT_VARIABLE ${what} OUTPUT_STRIP_TRAILING_WHITESPACE
                                                                            COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  if(NOT modversion STREQUAL VERSION)
    message(FATAL_ERROR "expected version ${VERSION}, got ${modversion}")
  endif()
  separate_arguments(cflags UNIX_COMMAND "${cflags}")
  separate_arguments(cflags-only-I UNIX_COMMAND "${cflags-only-I}")
  separate_arguments(libs UNIX_COMMAND "${libs}")
  file(MAKE_DIRECTORY "${WORK}/pkg_config")
  run("${CXX}" -std=c++20 ${cflags-only-I} -fsyntax-only "${consumer}/headers_only.cpp")
  run("${CXX}" -std=c++20 ${cflags} "${consumer}/with_core.cpp" ${libs} -o "${WORK}/pkg_config/with_core")
  run("${WORK}/pkg_config/with_core")
  # A user's shared library may contain the library, whose dependencies must all be named.
  if(UNIX AND NOT APPLE)
    string(REPLACE "-lcasus" "-Wl,--whole-archive;-lcasus;-Wl,--no-whole-archive" all_of_casus "${libs}")
    run("${CXX}" -shared -Wl,-z,defs ${all_of_casus} -o "${WORK}/pkg_config/libplugin.so")
  endif()

elseif(STEP STREQUAL "add_subdirectory")
  # The project keeps its own settings, and the sources compile as in a subproject: without
  # precompiled headers. No code is generated, because the library is the same as the installed one.
  file(REMOVE_RECURSE "${WORK}/add_subdirectory")
  run("${CMAKE_COMMAND}" -S "${consumer}" -B "${WORK}/add_subdirectory" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
      "-DCONSUMER_CASUS_SOURCE=${SOURCE}" -DCMAKE_BUILD_TYPE=Debug -DCASUS_UNITY=ON
      "-DCASUS_DISABLED_TARGETS=${ONE_VECTOR_TARGET}" "-DCONSUMER_LAUNCHER=${SOURCE}/test/meta/syntax_only.sh")
  run("${CMAKE_COMMAND}" --build "${WORK}/add_subdirectory" --target casus --parallel 2)
  run("${CMAKE_COMMAND}" --install "${WORK}/add_subdirectory" --prefix "${WORK}/add_subdirectory/prefix")
  file(GLOB_RECURSE files "${WORK}/add_subdirectory/prefix/*")
  if(files)
    message(FATAL_ERROR "a subproject installed: ${files}")
  endif()

else()
  message(FATAL_ERROR "no step ${STEP}")
endif()
