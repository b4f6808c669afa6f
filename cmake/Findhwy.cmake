# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Uses Highway's CMake config if there is one, otherwise its pkg-config file. Defines hwy::hwy.
if(NOT TARGET hwy::hwy)
  find_package(hwy 1.0.3 CONFIG QUIET)
endif()
if(NOT TARGET hwy::hwy)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(casus_hwy QUIET IMPORTED_TARGET libhwy>=1.0.3)
    if(casus_hwy_FOUND)
      add_library(hwy::hwy INTERFACE IMPORTED)
      target_link_libraries(hwy::hwy INTERFACE PkgConfig::casus_hwy)
    endif()
  endif()
endif()

if(TARGET hwy::hwy)
  set(hwy_target hwy::hwy)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(hwy REQUIRED_VARS hwy_target)
