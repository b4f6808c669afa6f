# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Finds pcg-cpp (header-only), which has neither a CMake config nor a pkg-config file. Defines
# PcgCpp::pcg_cpp.
find_path(PcgCpp_INCLUDE_DIR NAMES pcg_random.hpp)
mark_as_advanced(PcgCpp_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PcgCpp REQUIRED_VARS PcgCpp_INCLUDE_DIR)

if(PcgCpp_FOUND AND NOT TARGET PcgCpp::pcg_cpp)
  add_library(PcgCpp::pcg_cpp INTERFACE IMPORTED)
  set_target_properties(PcgCpp::pcg_cpp PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${PcgCpp_INCLUDE_DIR}")
endif()
