# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# cmake -DWORK=<folder> -P checkers_can_fail.cmake
# Writes small trees with known faults, and checks that layering.cmake, complete.cmake and english.sh
# report exactly these.
cmake_minimum_required(VERSION 3.25)

set(tree "${WORK}/tree")
set(expected "")
file(REMOVE_RECURSE "${WORK}")

# source(PATH LINE...): writes a file of the tree.
function(source path)
  list(JOIN ARGN "\n" text)
  file(WRITE "${tree}/${path}" "// first line\n${text}\n")
endfunction()

# expect(TEXT): adds a line that the next checker has to report.
macro(expect text)
  list(APPEND expected "${text}")
endmacro()

# check(NAME): runs NAME.cmake or NAME.sh on the tree; it has to report the lines expected since the last one.
macro(check name)
  if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/${name}.sh")
    set(checker sh "${CMAKE_CURRENT_LIST_DIR}/${name}.sh" "${tree}")
  else()
    set(checker "${CMAKE_COMMAND}" "-DROOT=${tree}" -P "${CMAKE_CURRENT_LIST_DIR}/${name}.cmake")
  endif()
  execute_process(COMMAND ${checker} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE output)
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

# One fault of layering of each kind.
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
source(lib/language/lexer.hpp "#include <casus/model/model.hpp>")
source(lib/language/up.cpp "#include <casus/infer/query.hpp>")
expect("lib/language/up.cpp:2: language may not include infer (casus/infer/query.hpp)")
source(lib/infer/exact/exact.hpp)
source(lib/io/peeks.cpp "#include \"language/lexer.hpp\"" "#include \"infer/exact/exact.hpp\"")
expect("lib/io/peeks.cpp:3: io may not include private headers of infer (infer/exact/exact.hpp)")
source(lib/infer/plan/registry.hpp "#include \"infer/exact/exact.hpp\"")
source(lib/infer/splitting/sideways.cpp "#include \"infer/plan/registry.hpp\"" "#include \"infer/exact/exact.hpp\"")
expect("lib/infer/splitting/sideways.cpp:3: infer/splitting may not include infer/exact (infer/exact/exact.hpp)")
source(lib/io/xml.hpp)
source(lib/io/text/source.hpp)
source(lib/io/bif/writer.hpp "#include \"io/text/source.hpp\"" "#include \"io/xml.hpp\"")
source(lib/io/xdsl/sideways.cpp "#include \"io/bif/writer.hpp\"")
expect("lib/io/xdsl/sideways.cpp:2: io/xdsl may not include io/bif (io/bif/writer.hpp)")
check(layering)

# Faults of completeness.
foreach(header random/up random/detail/up detail/up model/umbrella model/short misc/thing everything)
  expect("include/casus/${header}.hpp: not reached from casus/casus.hpp or casus/eigen.hpp")
endforeach()
source(include/casus/eigen.hpp "#include <Eigen/Core>" "#include <casus/model/mapped.hpp>")
source(include/casus/model/mapped.hpp "#include <Eigen/Core>")
source(include/casus/distribution/normal.hpp "#include <Eigen/Core>" "#include <casus/random/detail/hash.hpp>")
expect("include/casus/distribution/normal.hpp: reached from casus/casus.hpp, so it may not include Eigen")
source(test/model/nothing.cpp)
expect("test/model/nothing.cpp: no include/casus/model/nothing.hpp, and not in test/meta/cross_cutting.txt")
source(test/contract/coverage.cpp)
file(WRITE "${tree}/test/meta/cross_cutting.txt" "# comment\ncontract/coverage.cpp\ncontract/gone.cpp\n")
expect("test/meta/cross_cutting.txt: expected a test file, got contract/gone.cpp")
check(complete)

# Comments, names and line lengths. A tree without faults, with text that only resembles faults.
set(tree "${WORK}/english")
string(REPEAT "x" 110 longest)
string(REPEAT "x" 97 longest_comment)
string(REPEAT "é" 97 accents)
file(WRITE "${tree}/include/casus/names.hpp" [=[
// Returns 1 if the street is wet.
/* A block comment that "quotes", and goes on
   in the next line. */
#define DIRECTIVE struct Row { \
}
namespace casus {
struct Row;
struct Row {
  struct Cell {};
};
template <class T = int> class [[nodiscard]] alignas(8) Cell final : Row {};
template <> class Cell<Row> {};
class Table;
struct Table {};
class Cell<int>::Nested {};
inline const char* text = "told // behind \" what"; constexpr int number = 100'000; char quote = '"'; // if
const char* raw = R"x(where // told " )" behind
struct Table { so many )x";
namespace distribution { struct Row {}; }
namespace study { enum class Table { a }; }
}  // namespace casus
]=])
file(WRITE "${tree}/lib/lengths.cpp" "${longest}\n// ${longest_comment}\n// ${accents}\n")
check(english)

# Faults of each kind.
file(WRITE "${tree}/lib/lengths.cpp" "${longest}x\n  // ${longest_comment}\n// ${accents}é\n")
expect("lib/lengths.cpp:1: 111 columns, expected at most 110")
expect("lib/lengths.cpp:2: 102 columns of a comment, expected at most 100")
expect("lib/lengths.cpp:3: 101 columns of a comment, expected at most 100")
file(WRITE "${tree}/lib/types.cpp" [=[
namespace casus {
namespace { struct Row {}; }
namespace rare::detail {
template <class T>
class Cell {
  void f() { if (true) {} }
};
}
namespace study::detail { struct Table {}; struct Row {}; }
enum class Table : int { a };
}
]=])
expect("lib/types.cpp:2: Row is also a type in include/casus/names.hpp")
expect("lib/types.cpp:5: Cell is also a type in include/casus/names.hpp")
expect("lib/types.cpp:9: Table is also a type in include/casus/names.hpp")
expect("lib/types.cpp:10: Table is also a type in include/casus/names.hpp")
check(english)

file(REMOVE "${tree}/lib/lengths.cpp" "${tree}/lib/types.cpp")
string(REPEAT "// word word word word word\n" 199 words)  # with the five words below: 1,000 words
file(WRITE "${tree}/include/casus/names.hpp" "${words}// ifs may be whatever\n/* elsewhere */\n")
expect("include/ and lib/: 0.00 of if per 1,000 words, expected at least 4")
check(english)

file(WRITE "${tree}/include/casus/names.hpp" "${words}// if if if what what\n")
expect("include/ and lib/: 3.00 of if per 1,000 words, expected at least 4")
check(english)

string(REPEAT "// word if word if word\n" 199 words)
file(WRITE "${tree}/include/casus/names.hpp" "${words}// what what What where where\n")
expect("include/ and lib/: 3.00 of what per 1,000 words, expected at most 2")
check(english)

file(WRITE "${tree}/include/casus/names.hpp" "${words}/* where where Where\n   where */ // word\n")
expect("include/ and lib/: 4.00 of where per 1,000 words, expected at most 3")
check(english)

foreach(dialect "those\n// who" "those that" "so\n// Many" behind told)
  file(WRITE "${tree}/include/casus/names.hpp" "${words}// ${dialect}\n")
  expect("include/ and lib/: 1.00 of dialect per 1,000 words, expected at most 0.2")
  check(english)
endforeach()
