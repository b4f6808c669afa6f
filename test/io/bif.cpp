// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

std::string bif_complaint(const std::string& text) {
  return test::message([&] { read_bif(text, "net.bif"); });
}

// Two parents with states that read like other things; tests add the child's table.
const std::string two_parents = R"(network small {
}
variable a {
  type discrete [ 2 ] { table, 0 };
}
variable b {
  type discrete [ 3 ] { <5, 5-12, 12+ };
}
variable c {
  type discrete [ 2 ] { Stable, un_stable };
}
probability ( a ) {
  table 0.25, 0.75;
}
probability ( b ) {
  table 0.5, 0.3, 0.2;
}
)";

TEST(Bif, ReadsWhatBnlearnWrites) {
  const Network network = read_bif(two_parents + R"(probability ( c | a, b ) {
  (table, <5) 0.1, 0.9;
  (0, <5) 0.2, 0.8;
  (table, 5-12) 0.3, 0.7;
  (0, 5-12) 0.4, 0.6;
  (table, 12+) 0.5, 0.5;
  (0, 12+) 6.0e-1, 4E-1;
}
)",
                                   "small.bif");
  EXPECT_EQ(network.name, "small");
  EXPECT_TRUE(network.warnings.empty());
  ASSERT_EQ(network.variables.size(), 3u);
  EXPECT_EQ(network.variables[1].name(), "b");
  EXPECT_EQ(network.variables[1].states(), (std::vector<std::string>{"<5", "5-12", "12+"}));
  EXPECT_DOUBLE_EQ(p(network, "b", "5-12"), 0.3);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "<5"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "table"}, {"b", "12+"}}), 0.5);
  EXPECT_DOUBLE_EQ(p(network, "c", "un_stable", {{"a", "0"}, {"b", "12+"}}), 0.4);
}

TEST(Bif, BindsRowsByLabelWhateverTheirOrder) {
  const Network network = read_bif(two_parents + R"(probability ( c | b, a ) {
  (12+, 0) 0.6, 0.4;
  (<5, table) 0.1, 0.9;
  (12+, table) 0.5, 0.5;
  (5-12, 0) 0.4, 0.6;
  (<5, 0) 0.2, 0.8;
  (5-12, table) 0.3, 0.7;
}
)",
                                   "small.bif");
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "<5"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "table"}, {"b", "12+"}}), 0.5);
}

TEST(Bif, ATableListsTheChildSlowestAndTheLastParentFastest) {
  const Network network = read_bif(
      two_parents + "probability (c|a,b) { table 0.1 0.3 0.5 0.2 0.4 0.6  0.9 0.7 0.5 0.8 0.6 0.4; }",
      "s.bif");
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "<5"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "table"}, {"b", "12+"}}), 0.5);
  EXPECT_DOUBLE_EQ(p(network, "c", "un_stable", {{"a", "0"}, {"b", "12+"}}), 0.4);
}

TEST(Bif, DefaultsAndWildcardsGiveWayToNarrowerRowsWhereverTheyStand) {
  const Network network = read_bif(two_parents + R"(probability ( c | a, b ) {
  (0, 5-12) 0.4, 0.6;
  (0, *) 0.2, 0.8;
  default 0.1, 0.9;
})",
                                   "small.bif");
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "5-12"}}), 0.4);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "12+"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "table"}, {"b", "12+"}}), 0.1);
  const Network stars = read_bif(two_parents + R"(probability ( c | a, b ) {
  (* *) 0.1 0.9;
  (*, <5) 0.3 0.7;
  (0 <5) 0.2 0.8;
})",
                                 "small.bif");
  EXPECT_DOUBLE_EQ(p(stars, "c", "Stable", {{"a", "0"}, {"b", "<5"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(stars, "c", "Stable", {{"a", "table"}, {"b", "<5"}}), 0.3);
  EXPECT_DOUBLE_EQ(p(stars, "c", "Stable", {{"a", "0"}, {"b", "12+"}}), 0.1);
}

TEST(Bif, ReadsCommentsQuotesPropertiesAndOptionalCommas) {
  const std::string text =
      "\xef\xbb\xbf"  // a byte order mark
      R"(// made by hand
network "two words" { property author = someone; property version 1.0; }
/* a variable /* of two */ states */
variable"a b"{
  property position = (827, 511);
  TYPE discrete[2]{ on// lit
    /* not lit: */ off };
  property "a;b";
}
variable c { type discrete [3] { 0 1, 2 }; }
probability ( "a b" /* no parents */ ) { property about nothing; default 0.25 | .75; }
PROBABILITY ( c | "a b" ) {
  (on)  1 , 0 | 0;
  ("off") 0.5,0.25 0.25; // the end
})";
  const Network network = read_bif(text, "two.bif");
  EXPECT_EQ(network.name, "two words");
  EXPECT_EQ(network.variables[0].name(), "a b");
  EXPECT_DOUBLE_EQ(p(network, "c", "2", {{"a b", "off"}}), 0.25);
  EXPECT_DOUBLE_EQ(p(network, "c", "0"), 0.25 + 0.75 * 0.5);
}

TEST(Bif, VariablesAndTablesStandInAnyOrder) {
  const std::string text = R"(probability (c | b) { (x) 0.1 0.9; (y) 0.2 0.8; }
variable c { type discrete [2] {x, y}; }
probability (b | a) { (x) 0.3 0.7; (y) 0.4 0.6; }
variable b { type discrete [2] {x, y}; }
variable a { type discrete [2] {x, y}; }
probability (a) { table 0.5 0.5; }
variable d { type discrete [2] {x, y}; }
probability (d) { table 0.5 0.5; })";
  const Network network = read_bif(text, "net.bif");
  EXPECT_EQ(network.name, "");
  std::vector<std::string> declared, stated;
  for (const Category& variable : network.variables) declared.push_back(variable.name());
  for (const Variable& variable : network.model.variables()) stated.push_back(variable.name);
  EXPECT_EQ(declared, (std::vector<std::string>{"c", "b", "a", "d"}));
  EXPECT_EQ(stated, (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(Bif, BytesThatAreNotUtf8AreLatin1) {
  const auto text = [](const std::string& name) {
    return "variable " + name + " { type discrete [2] {x, y}; } probability (" + name + ") { table 1 0; }";
  };
  EXPECT_EQ(read_bif(text("f\xfcr"), "n").variables[0].name(), "f\xc3\xbcr");
  EXPECT_EQ(read_bif(text("f\xc3\xbcr"), "n").variables[0].name(), "f\xc3\xbcr");
  // Half a character, one written too long, half of a pair of UTF-16, and one beyond all.
  EXPECT_EQ(read_bif(text("a\xc3"), "n").variables[0].name(), "a\xc3\x83");
  EXPECT_EQ(read_bif(text("\xc0\xaf"), "n").variables[0].name(), "\xc3\x80\xc2\xaf");
  EXPECT_EQ(read_bif(text("\xed\xa0\x80"), "n").variables[0].name().size(), 6u);
  EXPECT_EQ(read_bif(text("\xf4\x90\x80\x80"), "n").variables[0].name().size(), 8u);
  EXPECT_EQ(read_bif(text("\xf0\x9f\x8e\xb2"), "n").variables[0].name(), "\xf0\x9f\x8e\xb2");
  // A column is a character.
  EXPECT_EQ(bif_complaint("variable \xfc\xfc }"),
            "net.bif:1:13: expected '{' after the variable's name, got '}'");
}

TEST(Bif, RowsThatAreOffByRoundingAreMendedWithOneWarning) {
  const Network network = read_bif(two_parents + R"(probability ( c | a, b ) {
  default 0.33333 0.66666;
  (0, <5) 0.20005 0.8;
  (0, 12+) 0.1 0.9;
})",
                                   "small.bif");
  EXPECT_EQ(network.warnings,
            std::vector<std::string>{
                "small.bif: rows that did not sum to 1 were divided by their sum: 2, off by up to 5e-05"});
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "<5"}}), 0.20005 / 1.00005);
  EXPECT_DOUBLE_EQ(p(network, "c", "Stable", {{"a", "0"}, {"b", "12+"}}), 0.1);
}

TEST(Bif, RefusesWithFileLineColumnAndTheNearestName) {
  const std::string one = "variable a { type discrete [2] {yes, no}; }\n";
  const std::string child =
      one + "variable b { type discrete [2] {yes, no}; }\nprobability (a) { table 1 0; }\n";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1:1: expected a variable, got the end of the file"},
      {"net {}", "1:1: expected a block: network, variable or probability, got 'net'"},
      {"variabel x {}",
       "1:1: expected a block: network, variable or probability, got 'variabel'; did you mean 'variable'?"},
      {"network n {} network m {}", "1:14: expected one network block, got 'network'"},
      {"network n { type }", "1:13: expected a property or '}', got 'type'"},
      {"network n { property p }", "1:24: expected ';' after a property, got '}'"},
      {"/* a /* b */", "1:1: expected a comment that ends in */, got the end of the file; comments nest"},
      {"variable \"a b", "1:10: expected a name that ends in a double quote, got '\"a b'"},
      {"variable \"\" {", "1:10: expected the name of a variable, got ''; a name has at least one character"},
      {"variable \"a\tb\" {", "1:10: expected a name without quotes and control characters, got 'a b'"},
      {one + one, "2:10: expected a name that is not taken, got 'a' again"},
      {"variable a { }", "1:14: expected the type of 'a', got '}'"},
      {"variable a { kind }", "1:14: expected 'type', a property or '}', got 'kind'"},
      {"variable a { type continuous; }",
       "1:19: expected 'discrete' as the type of 'a', got 'continuous'; only discrete variables are read"},
      {"variable a { type discrete { x }; }", "1:28: expected '[' and the number of states, got '{'"},
      {"variable a { type discrete [x] }", "1:29: expected the number of states, got 'x'"},
      {"variable a { type discrete [3] { x, y }; }", "1:32: expected 3 states of 'a', got 2"},
      {"variable a { type discrete [0] { }; }", "1:29: expected at least one state of 'a', got none"},
      {"variable a { type discrete [2] { x, x }; }", "1:37: expected states that differ, got 'x' twice"},
      {"variable a { type discrete [2] { x,, y }; }", "1:36: expected a state of 'a', got ','"},
      {"variable a { type discrete [2] { x, y } }", "1:41: expected ';' after the states, got '}'"},
      {one, "1:10: expected a probability block of 'a', got none"},
      {one + "probability { table 1 0; }", "2:13: expected '(' after probability, got '{'"},
      {one + "probability (aa) { table 1 0; }",
       "2:14: expected a declared variable, got 'aa'; did you mean 'a'?"},
      {child + "probability (b | bb) { }", "4:18: expected a declared variable, got 'bb'; did you mean 'b'?"},
      {child + "probability (b | a, a) { }", "4:21: expected each parent once, got 'a' twice"},
      {child + "probability (b, ) { }", "4:17: expected the name of a variable, got ')'"},
      {child + "probability (b | ) { }", "4:18: expected the name of a variable, got ')'"},
      {child + "probability (b a a) { }", "4:18: expected each parent once, got 'a' twice"},
      {child + "probability (b; a) { }", "4:15: expected a parent or ')', got ';'"},
      {child + "probability (a) { table 1 0; }",
       "4:1: expected one probability block of 'a', got a second one"},
      {child + "probability (b | a) { (yes) 1 0; }",
       "4:34: expected a row for every combination of states, got none for a = no"},
      {child + "probability (b | a) { (ys) 1 0; }",
       "4:24: expected a state of 'a' (yes, no), got 'ys'; did you mean 'yes'?"},
      {child + "probability (b | a) { (yes, no) 1 0; }", "4:27: expected ')' after 1 state, got ','"},
      {child + "probability (b | a) { (yes,) 1 0; }", "4:27: expected ')' after 1 state, got ','"},
      {child + "probability (b | a) { () 1 0; }", "4:24: expected a state of 'a' (yes, no), got ')'"},
      {child + "probability (b | a) { (yes) 1; }", "4:23: expected 2 probabilities, got 1"},
      {child + "probability (b | a) { table 1 0; }", "4:23: expected 4 probabilities, got 2"},
      {child + "probability (b | a) { table 1 0.5 0 0.6; }",
       "4:23: expected probabilities that sum to 1 where a = no, got 1.1"},
      {child + "probability (b | a) { (yes) 0.3 0.3; }",
       "4:23: expected probabilities that sum to 1, got 0.6"},
      {child + "probability (b | a) { (yes) 1 0; (*) 1 0; (yes) 1 0; }",
       "4:43: expected each combination of states once, got one more row for a = yes"},
      {child + "probability (b | a) { default 1 0; default 1 0; }",
       "4:36: expected one default row, got a second one"},
      {child + "probability (b | a) { table 1 1 0 0; (yes) 1 0; }",
       "4:38: expected a property or '}', got '('; a table states every row"},
      {child + "probability (b | a) { (yes) 1 0; table 1 1 0 0; }",
       "4:34: expected a row, 'default' or '}', got 'table'"},
      {child + "probability (b) { (yes) 1 0; }",
       "4:19: expected 'table' or 'default', because 'b' has no parents, got '('"},
      {child + "probability (b) { }", "4:19: expected 'table', 'default' or a row, got '}'"},
      {child + "probability (b) { table 0.5 half; }", "4:29: expected a probability, got 'half'"},
      {child + "probability (b) { table 0.5 0.5x; }", "4:29: expected a probability, got '0.5x'"},
      {child + "probability (b) { table 0.5,,0.5; }", "4:29: expected a probability, got ','"},
      {child + "probability (b) { table 0.5 0.5 }", "4:33: expected a probability, got '}'"},
      {child + "probability (b) { table 1.5 -0.5; }", "4:25: expected a probability in [0, 1], got '1.5'"},
      {child + "probability (b) { table -0.5 1.5; }", "4:25: expected a probability in [0, 1], got '-0.5'"},
      {child + "probability (b) { table nan 1; }", "4:25: expected a probability in [0, 1], got 'nan'"},
      {child + "probability (b) { table 1 0;",
       "4:29: expected '}', for the block that opens at 4:17, got the end of the file"},
      {child + "probability (b | a) { property function min; (yes) 1 0; }",
       "4:23: expected a table of 'b', got 'property function min'; max is the only supported "
       "function of rows"},
      {child + "probability (b | a) { property function max; }",
       "4:23: expected rows of a maximum, got none"},
      {child + "probability (b | a) { property function max; (yes) 1 0; }",
       "4:23: expected a row of a maximum for each state of each parent, got none for a = no"},
      {child + "probability (b | a) { property function max; (yes) 1 0; (yes) 1 0; (no) 1 0; }",
       "4:57: expected each combination of states once, got one more row for one"},
      {child + "probability (b | a) { property function max; (yes) 0 1; (no) 1 0; }",
       "4:57: expected a row of a maximum: nothing that the leak excludes, got 'yes' or below"},
      {child + "probability (b | a) { property function max; default 1 0; }",
       "4:46: expected a row of a maximum or '}', got 'default'"},
      {child + "probability (b | a) { (yes) 1 0; property function max; (no) 1 0; }",
       "4:34: expected a function of rows before the rows, got 'property'"},
      {one + "variable b { type discrete [2] {x, y}; }\nprobability (a | b) { default 1 0; }\n" +
           "probability (b | a) { default 1 0; }",
       "3:1: expected variables that do not depend on themselves, got the cycle 'a' -> 'b' -> 'a'"},
      {one + "probability (a | a) { default 1 0; }",
       "2:1: expected variables that do not depend on themselves, got the cycle 'a' -> 'a'"},
  };
  for (const auto& [text, message] : wrong) EXPECT_EQ(bif_complaint(text), "net.bif:" + message) << text;
}

TEST(Bif, RefusesTablesThatNoMachineHolds) {
  std::string text = "variable x { type discrete [2] {x, y}; } probability (x | a0";
  std::string variables;
  for (int i = 0; i < 40; ++i) {
    const std::string name = 'a' + std::to_string(i);
    variables +=
        "variable " + name + " { type discrete [2] {x, y}; } probability (" + name + ") { default 1 0; }";
    if (i > 0) text += ", " + name;
  }
  EXPECT_EQ(bif_complaint(variables + '\n' + text + ") { default 1 0; }"),
            "net.bif:2:154: expected tables of at most 4194304 numbers, and one more for each byte of the "
            "file, got more with "
            "this parent of 'x'");
}

// Rows with many `*` take time; those that cannot differ from one another are refused before they take much.
TEST(Bif, RowsThatOverlapTooOftenAreRefused) {
  std::string text, list, narrow, wide;
  for (int i = 0; i < 16; ++i) {
    const std::string name = 'a' + std::to_string(i);
    text += "variable " + name + " { type discrete [2] {x, y}; } probability (" + name + ") { default 1 0; }";
    list += ' ' + name;
  }
  for (int row = 0; row < 256; ++row) {
    narrow += '(';
    for (int i = 0; i < 16; ++i) narrow += i >= 8 ? "* " : (row >> i & 1) != 0 ? "x " : "y ";
    narrow += ") 1 0;";
  }
  for (int row = 0; row < 64; ++row) {
    wide += "\n(";
    for (int i = 0; i < 16; ++i) wide += i == row % 16 ? "x " : "* ";
    wide += ") 1 0;";
  }
  text += "variable c { type discrete [2] {x, y}; } probability (c |" + list + ") {" + narrow;
  EXPECT_EQ(bif_complaint(text + "}"), "no error");
  EXPECT_EQ(bif_complaint(text + wide + "}"),
            "net.bif:34:1: expected each combination of states once, got one more row for some");
}

TEST(Bif, ReadsStreamsAndFiles) {
  const std::string text = "variable a { type discrete [2] {yes, no}; } probability (a) { table 0.25 0.75; }";
  std::istringstream stream(text);
  EXPECT_DOUBLE_EQ(p(read_bif(stream, "a stream"), "a", "yes"), 0.25);
  const auto path = std::filesystem::path(testing::TempDir()) / "casus_bif_test.bif";
  std::ofstream(path) << text;
  EXPECT_DOUBLE_EQ(p(read_bif(path), "a", "yes"), 0.25);
  std::filesystem::remove(path);
  try {
    read_bif(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), path.string() + ": expected a file that can be read, got none");
  }
  EXPECT_THROW(read_bif(std::filesystem::path(testing::TempDir())), Error);
}

// The format ignores what separates names, and JavaBayes writes nothing there.
TEST(Bif, ParentsStandBehindABarACommaOrNothing) {
  const std::string nodes =
      "network \"D\" { }\nvariable \"light_on\" { type discrete[2] { \"true\" \"false\" }; }\n"
      "variable \"family_out\" { type discrete[2] { \"true\" \"false\" }; }\n"
      "probability ( \"family_out\" ) { table 0.15 0.85 ; }\n";
  for (const char* between : {" ", " | ", ", "}) {
    const Network network = read_bif(
        nodes + "probability ( \"light_on\"" + between + "\"family_out\" ) { table 0.6 0.05 0.4 0.95 ; }\n",
        "n.bif");
    EXPECT_NEAR(p(network, "light_on", "true"), 0.1325, 1e-15) << between;
  }
}

TEST(Bif, AVariableMayHaveOneState) {
  const Network network = read_bif(
      "variable a { type discrete [1] { x }; } variable b { type discrete [2] { u, v }; }"
      "probability (a) { table 1; } probability (b | a) { (x) 0.3 0.7; }",
      "n.bif");
  EXPECT_EQ(p(network, "a", "x"), 1);
  EXPECT_NEAR(p(network, "b", "u", {{"a", "x"}}), 0.3, 1e-15);
}

// Three thirds of a row may be written 0.333; what rounding does not explain is a mistake.
TEST(Bif, RowsAreMendedByAsMuchAsTheirDigitsExplain) {
  const auto row = [](const std::string& numbers) {
    return "variable a { type discrete [3] { x, y, z }; } probability (a) { table " + numbers + "; }";
  };
  for (const char* mended :
       {"0.333 0.333 0.333", "0.33, 0.33, 0.33", "3.33e-1 0.333 0.333", "0.334 0.334 0.333"}) {
    const Network network = read_bif(row(mended), "n.bif");
    EXPECT_EQ(network.warnings.size(), 1u) << mended;
    EXPECT_NEAR(p(network, "a", "x"), 1 / 3.0, 1e-3) << mended;
  }
  for (const char* wrong : {"0.3 0.3 0.3", "0.333 0.333 0.331", "0.95 0 0.07", "0.3333333 0.3333333 0.332"})
    EXPECT_NE(bif_complaint(row(wrong)).find("expected probabilities that sum to 1"), std::string::npos)
        << wrong;
}

// Rows are those of the table: what a parent adds to the leak multiplies P(X <= x).
TEST(Bif, RowsOfAMaximumStateTheWholeTable) {
  const std::string nodes =
      "variable a { type discrete [2] { no, yes }; } variable b { type discrete [3] { 0, 1, 2 }; }"
      "variable c { type discrete [3] { low, mid, high }; }"
      "probability (a) { table 0.5 0.5; } probability (b) { table 0.2 0.3 0.5; }";
  const Network network = read_bif(nodes + R"(probability (c | a, b) {
    property function max;
    (yes, 0) 0.5, 0.3, 0.2;
    (no, 0) 0.8, 0.1, 0.1;  // the leak, wherever it stands
    (no, 1) 0.4, 0.4, 0.2;
    (no, 2) 0.2, 0.2, 0.6;
  })",
                                   "n.bif");
  EXPECT_TRUE(network.warnings.empty());
  EXPECT_NEAR(p(network, "c", "low", {{"a", "no"}, {"b", "0"}}), 0.8, 1e-15);
  EXPECT_NEAR(p(network, "c", "mid", {{"a", "yes"}, {"b", "0"}}), 0.3, 1e-15);
  EXPECT_NEAR(p(network, "c", "low", {{"a", "yes"}, {"b", "1"}}), 0.5 * 0.4 / 0.8, 1e-15);
  EXPECT_NEAR(p(network, "c", "mid", {{"a", "yes"}, {"b", "1"}}), 0.8 * 0.8 / 0.9 - 0.5 * 0.4 / 0.8, 1e-15);
  EXPECT_NEAR(p(network, "c", "high", {{"a", "yes"}, {"b", "2"}}), 1 - 0.8 * 0.4 / 0.9, 1e-15);

  const Network odd = read_bif(nodes +
                                   "probability (c | a) { property function max; (no) 0.2 0.3 0.5; "
                                   "(yes) 0.6 0.2 0.2; }",
                               "m.bif");
  EXPECT_EQ(odd.warnings,
            std::vector<std::string>{"m.bif:1:280: 'c' is not a maximum: a = yes makes it lower"});
  EXPECT_NE(bif_complaint(nodes + "probability (c | a, b) { property function max; (no, 0) 0.2 0.3 0.5; "
                                  "(yes, 0) 0.6 0.2 0.2; (no, 1) 0.6 0.2 0.2; (no, 2) 0.2 0.3 0.5; }")
                .find("expected rows of a maximum that make probabilities where a = yes, b = 1"),
            std::string::npos);
}

// Broken files are told from whole ones whatever is broken in them: nothing else than Error is thrown.
TEST(Bif, SurvivesEveryTruncationAndEveryLostByte) {
  const std::string text =
      two_parents + "probability (c|a,b) { (0, *) 0.5 0.5; default 0.1 0.9; property x y; } // end";
  test::expect_survives(text, std::string("\"{}(),;|*/\0\xff", 12),
                        [](const std::string& broken) { read_bif(broken, "net.bif"); });
}

TEST(BifFiles, EachIsReadOrRefusedForWhatIsWrongWithIt) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"carpo.bif", "495:10: expected a probability block of 'N117', got none"},
      // Each states two tables twice; three more lack a row and have another twice.
      {"dBN.bif", "347:1: expected one probability block of 'lasubt_1', got a second one"},
      {"dBN_with_errors.bif", "347:1: expected one probability block of 'lasubt_1', got a second one"},
  };
  int files = 0;
  for (const char* folder : {"bif", "bif-dialect"})
    for (const auto& entry : std::filesystem::directory_iterator(networks_dir + '/' + folder)) {
      ++files;
      std::string message, expected;
      for (const auto& [name, text] : refused)
        if (entry.path().filename() == name) expected = entry.path().string() + ':' + text;
      try {
        const Network network = read_bif(entry.path());
        EXPECT_EQ(network.variables.size(), network.model.variables().size());
        EXPECT_LE(network.warnings.size(), 1u);
      } catch (const Error& error) {
        message = error.what();
      }
      EXPECT_EQ(message.substr(0, expected.size()), expected);
      EXPECT_EQ(message.empty(), expected.empty()) << message;
    }
  EXPECT_GE(files, 20);
}

TEST(BifFiles, DialectsOfOneNetworkAgree) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const Network rows = read_bif(std::filesystem::path(networks_dir + "/bif/asia.bif"));
  const Network tables = read_bif(std::filesystem::path(networks_dir + "/bif-dialect/asia.bif"));
  EXPECT_NEAR(p(rows, "dysp", "yes"), p(tables, "dyspnoea", "h1"), 1e-15);
  EXPECT_NEAR(p(rows, "dysp", "yes", {{"either", "yes"}, {"bronc", "no"}}),
              p(tables, "dyspnoea", "h1", {{"tuberculos_or_cancer", "c1"}, {"bronchitis", "g2"}}), 1e-15);
}

TEST(BifFiles, MarginalsAgreeWithOtherSystems) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  if (std::string(CASUS_ORACLES_DIR).empty())
    GTEST_SKIP() << "CASUS_ORACLES_DIR is not set: the file of known answers is not here";
  std::ifstream file(std::string(CASUS_ORACLES_DIR) + "/bn_exact.json");
  ASSERT_TRUE(file) << CASUS_ORACLES_DIR;
  const nlohmann::json oracles = nlohmann::json::parse(file);
  int compared = 0;
  for (const char* name : {"asia", "cancer", "earthquake", "survey", "sachs", "child", "alarm"}) {
    if (!oracles.contains(name)) continue;
    ++compared;
    const Network network = read_bif(std::filesystem::path(networks_dir + "/bif/" + name + ".bif"));
    std::vector<Query> queries;
    for (const Category& variable : network.variables) queries.push_back(distribution_of(variable));
    const Answers answers =
        estimate(network.model, queries, {.method = Method::forward, .trajectories = 200'000});
    const nlohmann::json& prior = oracles.at(name).at("prior");
    EXPECT_EQ(prior.size(), network.variables.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const Category& variable = network.variables[i];
      for (std::size_t state = 0; state < variable.states().size(); ++state) {
        const double truth = prior.at(variable.name()).at(variable.states()[state]).get<double>();
        const Answer& part = answers[i].parts[state];
        // A state that was never drawn has a bound for its probability instead.
        if (part.is_bound)
          EXPECT_LE(truth, 3 * part.value) << part.question;
        else
          EXPECT_NEAR(part.value, truth, 5 * part.standard_error + 1e-12) << part.question;
      }
    }
  }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace casus
