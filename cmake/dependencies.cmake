# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# casus-config.cmake.in, casus.pc.in and the package list in prepare.sh name the same dependencies.
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

find_package(Eigen3 3.4 REQUIRED CONFIG)
find_package(Boost 1.74 REQUIRED CONFIG)
find_package(PcgCpp REQUIRED MODULE)

find_package(hwy REQUIRED MODULE)
find_package(TBB 2021 REQUIRED CONFIG)
find_package(fmt 9 REQUIRED CONFIG)
find_package(pugixml 1.12 REQUIRED CONFIG)
find_package(nlohmann_json 3.11 REQUIRED CONFIG)
find_package(tomlplusplus 3.3 REQUIRED CONFIG)
find_package(Threads REQUIRED)
if(CASUS_GRAPHVIZ)
  find_package(Graphviz QUIET MODULE)
endif()
