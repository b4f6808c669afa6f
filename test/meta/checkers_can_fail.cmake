# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DWORK=<folder> -P checkers_can_fail.cmake
# Writes a small tree with known faults and demands of layering.cmake and complete.cmake exactly these.
cmake_minimum_required(VERSION 3.25)

set(tree "${WORK}/tree")
set(expected "")
file(REMOVE_RECURSE "${WORK}")

# source(PATH LINE...): a file of the tree.
function(source path)
  list(JOIN ARGN "\n" text)
  file(WRITE "${tree}/${path}" "// first line\n${text}\n")
endfunction()

# expect(TEXT): the checker about to run says this.
macro(expect text)
  list(APPEND expected "${text}")
endmacro()

# check(NAME): runs NAME.cmake on the tree; what it says has to be what was expected since the last check.
macro(check name)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DROOT=${tree}" -P "${CMAKE_CURRENT_LIST_DIR}/${name}.cmake"
    RESULT_VARIABLE result ERROR_VARIABLE output)
  string(REGEX MATCHALL "\n(include|lib|test)/[^\n]*" said "\n${output}")
  list(TRANSFORM said STRIP)
  list(SORT said)
  list(SORT expected)
  if(NOT said STREQUAL expected)
    list(JOIN said "\n  " said)
    list(JOIN expected "\n  " expected)
    message(SEND_ERROR "${name}: expected\n  ${expected}\ngot\n  ${said}")
  endif()
  if((expected AND result EQUAL 0) OR (NOT expected AND NOT result EQUAL 0))
    message(SEND_ERROR "${name}: exit status ${result}")
  endif()
  set(expected "")
endmacro()

# A tree without faults.
source(include/casus/casus.hpp "#include <casus/report/text.hpp>")
source(include/casus/version.hpp)
source(include/casus/detail/base.hpp "#include <vector>" "#include <casus/version.hpp>")
source(include/casus/random/coordinates.hpp "#include <casus/detail/base.hpp>")
source(include/casus/random/detail/hash.hpp "#include <casus/random/coordinates.hpp>")
source(include/casus/model/model.hpp "#include \"casus/random/detail/hash.hpp\"")
source(include/casus/report/text.hpp "#include <casus/model/model.hpp>" "#include <fmt/format.h>")
source(lib/report/text.cpp "#include \"report/private.hpp\"" "#include <casus/random/coordinates.hpp>" "#include \"hwy/highway.h\"")
source(lib/report/private.hpp "#include <casus/casus_like/thing.h>")
source(test/model/model.cpp)
source(test/report/private.cpp)
source(test/headers/anything.cpp)
source(include/casus/model/model.hpp "#include <casus/distribution/normal.hpp>")
source(include/casus/distribution/normal.hpp "  #  include \"casus/random/detail/hash.hpp\"")
source(lib/report/private.hpp "// #include <casus/study/belarus.hpp>")
check(layering)
check(complete)

# Faults of layering, one of a kind.
source(include/casus/random/up.hpp "#include <cmath>" "#include <casus/model/model.hpp>")
expect("include/casus/random/up.hpp:3: random may not include model (casus/model/model.hpp)")
source(include/casus/random/detail/up.hpp "#include \"casus/sample/block.hpp\"")
expect("include/casus/random/detail/up.hpp:2: random may not include sample (casus/sample/block.hpp)")
source(include/casus/detail/up.hpp "#include <casus/random/coordinates.hpp>")
expect("include/casus/detail/up.hpp:2: detail may not include random (casus/random/coordinates.hpp)")
source(include/casus/model/umbrella.hpp "#include <casus/casus.hpp>")
expect("include/casus/model/umbrella.hpp:2: model may not include casus (casus/casus.hpp)")
source(include/casus/study/sideways.hpp "#include <casus/infer/query.hpp>")
expect("include/casus/study/sideways.hpp:2: study may not include infer (casus/infer/query.hpp)")
source(include/casus/model/short.hpp "#include \"model.hpp\"")
expect("include/casus/model/short.hpp:2: expected the whole path of a header, got \"model.hpp\"")
source(include/casus/misc/thing.hpp)
expect("include/casus/misc/thing.hpp:1: expected a folder of the table, got misc")
source(include/casus/everything.hpp)
expect("include/casus/everything.hpp:1: expected a folder of the table, got everything")
source(lib/random/up.cpp "" "" "#include \"report/private.hpp\"")
expect("lib/random/up.cpp:4: random may not include report (report/private.hpp)")
source(lib/sample/up.cpp "#include <casus/infer/query.hpp>")
expect("lib/sample/up.cpp:2: sample may not include infer (casus/infer/query.hpp)")
source(lib/infer/exact/exact.hpp)
source(lib/infer/plan/registry.hpp "#include \"infer/exact/exact.hpp\"")
source(lib/infer/splitting/sideways.cpp "#include \"infer/plan/registry.hpp\"" "#include \"infer/exact/exact.hpp\"")
expect("lib/infer/splitting/sideways.cpp:3: infer/splitting may not include infer/exact (infer/exact/exact.hpp)")
check(layering)

# Faults of completeness.
foreach(header random/up random/detail/up detail/up model/umbrella study/sideways model/short misc/thing everything)
  expect("include/casus/${header}.hpp: not reached from casus/casus.hpp")
endforeach()
source(test/model/nothing.cpp)
expect("test/model/nothing.cpp: no include/casus/model/nothing.hpp, and not in test/meta/cross_cutting.txt")
source(test/contract/coverage.cpp)
file(WRITE "${tree}/test/meta/cross_cutting.txt" "# comment\ncontract/coverage.cpp\ncontract/gone.cpp\n")
expect("test/meta/cross_cutting.txt: expected a test file, got contract/gone.cpp")
check(complete)
