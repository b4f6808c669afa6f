# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(casus_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/casus")
get_target_property(casus_library_type casus TYPE)
if(casus_library_type STREQUAL "STATIC_LIBRARY")
  set(casus_is_static TRUE)
else()
  set(casus_is_static FALSE)
endif()

if(TARGET Graphviz::gvc)
  set(casus_has_graphviz TRUE)
else()
  set(casus_has_graphviz FALSE)
endif()

install(
  TARGETS casus casus_headers
  EXPORT casus-targets
  FILE_SET HEADERS)
install(
  EXPORT casus-targets
  NAMESPACE casus::
  DESTINATION "${casus_package_dir}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/casus-config.cmake.in" "${PROJECT_BINARY_DIR}/casus-config.cmake"
                              INSTALL_DESTINATION "${casus_package_dir}")
# Before 1.0 every minor version may be incompatible with the previous ones.
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(casus_compatibility SameMinorVersion)
else()
  set(casus_compatibility SameMajorVersion)
endif()
write_basic_package_version_file("${PROJECT_BINARY_DIR}/casus-config-version.cmake" COMPATIBILITY ${casus_compatibility})
install(FILES "${PROJECT_BINARY_DIR}/casus-config.cmake" "${PROJECT_BINARY_DIR}/casus-config-version.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/FindPcgCpp.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findhwy.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/FindGraphviz.cmake"
        DESTINATION "${casus_package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# pkg-config: relative to the file itself if the layout allows it, so that the prefix can be moved.
cmake_path(IS_ABSOLUTE CMAKE_INSTALL_LIBDIR casus_libdir_is_absolute)
if(casus_libdir_is_absolute)
  set(casus_pc_prefix "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH casus_pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" casus_pc_prefix "\${pcfiledir}/${casus_pc_prefix}")
endif()
cmake_path(APPEND casus_pc_includedir "\${prefix}" "${CMAKE_INSTALL_INCLUDEDIR}")
cmake_path(APPEND casus_pc_libdir "\${prefix}" "${CMAKE_INSTALL_LIBDIR}")
# If only a static library is installed, plain `pkg-config --libs` has to list its dependencies.
set(casus_pc_requires eigen3)
set(casus_pc_requires_private libhwy tbb fmt pugixml)
if(casus_has_graphviz)
  list(APPEND casus_pc_requires_private libgvc libcgraph)
endif()
set(casus_pc_libs "-L\${libdir} -lcasus")
set(casus_pc_libs_private -pthread)
if(casus_is_static)
  list(APPEND casus_pc_requires ${casus_pc_requires_private})
  string(APPEND casus_pc_libs " ${casus_pc_libs_private}")
  set(casus_pc_requires_private "")
  set(casus_pc_libs_private "")
endif()
list(JOIN casus_pc_requires ", " casus_pc_requires)
list(JOIN casus_pc_requires_private ", " casus_pc_requires_private)
configure_file("${CMAKE_CURRENT_LIST_DIR}/casus.pc.in" "${PROJECT_BINARY_DIR}/casus.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/casus.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
