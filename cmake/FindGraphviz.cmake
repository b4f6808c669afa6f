# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Finds the libraries of Graphviz, which lay out the chain in reports. Defines Graphviz::gvc.
find_path(Graphviz_INCLUDE_DIR gvc.h PATH_SUFFIXES graphviz)
find_library(Graphviz_gvc_LIBRARY gvc)
find_library(Graphviz_cgraph_LIBRARY cgraph)
mark_as_advanced(Graphviz_INCLUDE_DIR Graphviz_gvc_LIBRARY Graphviz_cgraph_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz REQUIRED_VARS Graphviz_gvc_LIBRARY Graphviz_cgraph_LIBRARY
                                                         Graphviz_INCLUDE_DIR)
if(Graphviz_FOUND AND NOT TARGET Graphviz::gvc)
  add_library(Graphviz::gvc INTERFACE IMPORTED)
  target_include_directories(Graphviz::gvc SYSTEM INTERFACE "${Graphviz_INCLUDE_DIR}")
  target_link_libraries(Graphviz::gvc INTERFACE "${Graphviz_gvc_LIBRARY}" "${Graphviz_cgraph_LIBRARY}")
endif()
