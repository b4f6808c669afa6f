// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/xmlbif.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

std::string xmlbif_complaint(const std::string& text) {
  return test::message([&] { read_xmlbif(text, "n.xml"); });
}

const std::string xmlbif_head = "<?xml version=\"1.0\"?>\n<BIF VERSION=\"0.3\"><NETWORK><NAME>small</NAME>\n";
const std::string xmlbif_tail = "\n</NETWORK></BIF>\n";
// Two parents of two and three states, and a child; tests add its definition.
const std::string variables =
    "<VARIABLE TYPE=\"nature\"><NAME>a</NAME><OUTCOME>yes</OUTCOME><OUTCOME>no</OUTCOME></VARIABLE>\n"
    "<VARIABLE><NAME>b</NAME><VALUE>low</VALUE><VALUE>mid</VALUE><VALUE>high</VALUE></VARIABLE>\n"
    "<VARIABLE TYPE=\"nature\"><NAME>c</NAME><OUTCOME>x</OUTCOME><OUTCOME>y</OUTCOME></VARIABLE>\n"
    "<DEFINITION><FOR>a</FOR><TABLE>0.25 0.75</TABLE></DEFINITION>\n"
    "<DEFINITION><FOR>b</FOR><TABLE>0.5 0.3 0.2</TABLE></DEFINITION>\n";

TEST(Xmlbif, ATableListsTheChildFastestAndTheFirstGivenSlowest) {
  const Network network = read_xmlbif(
      xmlbif_head + variables +
          "<DEFINITION><FOR>c</FOR><GIVEN>a</GIVEN><GIVEN>b</GIVEN><TABLE>0.1 0.9 0.3 0.7 0.5 0.5\n"
          "0.2 0.8 0.4 0.6 6.0e-1 4E-1</TABLE></DEFINITION>" +
          xmlbif_tail,
      "small.xml");
  EXPECT_EQ(network.name, "small");
  EXPECT_TRUE(network.warnings.empty());
  ASSERT_EQ(network.variables.size(), 3u);
  EXPECT_EQ(network.variables[1].states(), (std::vector<std::string>{"low", "mid", "high"}));
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "low"}}), 0.1);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "mid"}}), 0.3);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}, {"b", "low"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "y", {{"a", "no"}, {"b", "high"}}), 0.4);
}

TEST(Xmlbif, ReadsCommentsEntitiesPropertiesDoctypesAndAnyOrder) {
  const std::string text = R"(
  <?xml version="1.0" encoding="US-ASCII"?>
<!-- <BIF> --><!DOCTYPE BIF [ <!ELEMENT BIF ( NETWORK )*> <!ENTITY a "b"> ]>
<BIF><!-- here --><NETWORK><PROPERTY>version 1</PROPERTY>
<DEFINITION><FOR> two words </FOR><TABLE> 0.25 <!-- row --> 0.75<![CDATA[ ]]></TABLE><PROPERTY/></DEFINITION>
<VARIABLE><NAME>
  two <!-- in two parts -->words
</NAME><OUTCOME>&lt;5</OUTCOME><PROPERTY>position = (1, 2)</PROPERTY><OUTCOME><![CDATA[>=5 & <9]]></OUTCOME></VARIABLE>
</NETWORK></BIF>)";
  const Network network = read_xmlbif(text, "n.xml");
  EXPECT_EQ(network.name, "");
  EXPECT_EQ(network.variables[0].name(), "two words");
  EXPECT_EQ(network.variables[0].states(), (std::vector<std::string>{"<5", ">=5 & <9"}));
  EXPECT_DOUBLE_EQ(p(network, "two words", "<5"), 0.25);
}

TEST(Xmlbif, BytesThatAreNotUtf8AreLatin1AndColumnsAreCharacters) {
  const auto text = [](const std::string& name) {
    return "<BIF><NETWORK><VARIABLE><NAME>" + name +
           "</NAME><VALUE>x</VALUE><VALUE>y</VALUE></VARIABLE><DEFINITION><FOR>" + name + "</FOR><TABLE>";
  };
  const std::string end = "1 0</TABLE></DEFINITION></NETWORK></BIF>";
  EXPECT_EQ(read_xmlbif("\xef\xbb\xbf" + text("f\xc3\xbcr") + end, "n").variables[0].name(), "f\xc3\xbcr");
  EXPECT_EQ(read_xmlbif(text("f\xfcr") + end, "n").variables[0].name(), "f\xc3\xbcr");
  EXPECT_EQ(xmlbif_complaint(text("f\xfcr") + "half " + end),
            "n.xml:1:117: expected a probability, got 'half'");
  EXPECT_EQ(xmlbif_complaint(text("fur") + "half " + end), "n.xml:1:117: expected a probability, got 'half'");
}

TEST(Xmlbif, RowsThatAreOffByRoundingAreMendedWithOneWarning) {
  const Network network = read_xmlbif(
      xmlbif_head + variables +
          "<DEFINITION><FOR>c</FOR><GIVEN>a</GIVEN><TABLE>0.20005 0.8 0.33333 0.66667</TABLE></DEFINITION>" +
          xmlbif_tail,
      "s.xml");
  EXPECT_EQ(network.warnings,
            std::vector<std::string>{
                "s.xml: rows that did not sum to 1 were divided by their sum: 1, off by up to 5e-05"});
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}}), 0.20005 / 1.00005);
}

TEST(Xmlbif, RefusesWithFileLineColumnAndTheNearestName) {
  const auto whole = [](const std::string& part) { return xmlbif_head + variables + part + xmlbif_tail; };
  const auto child = [&](const std::string& table) {
    return whole("<DEFINITION><FOR>c</FOR><GIVEN>a</GIVEN><TABLE>" + table + "</TABLE></DEFINITION>");
  };
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1:1: expected XML, got no document element found"},
      {"network {}", "1:10: expected XML, got no document element found"},
      {"<BIF><NETWORK></BIF>", "1:17: expected XML, got start-end tags mismatch"},
      {"<BIF>\n<NETWORK><NAME>a</NAMES></NETWORK></BIF>", "2:19: expected XML, got start-end tags mismatch"},
      {"<BIF><NETWORK>", "1:14: expected XML, got start-end tags mismatch"},
      {"<!-- -->\n<bif></bif>", "2:1: expected the element <BIF>, got <bif>"},
      {"<BIF VERSION=\"0.4\"></BIF>", "1:15: expected version 0.2 or 0.3 of XMLBIF, got '0.4'"},
      {"<BIF></BIF>", "1:1: expected a NETWORK, got none"},
      {"<BIF>\n <NETWORKS/></BIF>",
       "2:2: expected an element that is known in <BIF> (NETWORK), got <NETWORKS>; did you mean 'NETWORK'?"},
      {"<BIF><NETWORK/><NETWORK/></BIF>", "1:16: expected one NETWORK, got a second one"},
      {"<BIF><NETWORK><NAME/></NETWORK></BIF>", "1:6: expected a VARIABLE, got none"},
      {whole("<VARIABEL/>"),
       "8:1: expected an element that is known in <NETWORK> (NAME, PROPERTY, VARIABLE, DEFINITION), got "
       "<VARIABEL>; did you mean 'VARIABLE'?"},
      {whole("<PROBABILITY/>"), "8:1: expected one FOR in a PROBABILITY, got none"},
      {whole("<VARIABLE TYPE=\"decision\"><NAME>d</NAME></VARIABLE>"),
       "8:17: expected a variable of the type 'nature', got 'decision'; a Bayesian network has no "
       "decisions and utilities; set variables with `do` in a question"},
      {whole("<VARIABLE><OUTCOME>x</OUTCOME></VARIABLE>"), "8:1: expected one NAME in a VARIABLE, got none"},
      {whole("<VARIABLE><NAME>d</NAME><NAME>d</NAME></VARIABLE>"),
       "8:1: expected one NAME in a VARIABLE, got 2"},
      {whole("<VARIABLE><NAME> </NAME></VARIABLE>"),
       "8:11: expected the name of a variable, got ''; a name has at least one character"},
      {whole("<VARIABLE><NAME>a</NAME></VARIABLE>"),
       "8:17: expected a name that is not taken, got 'a' again"},
      {whole("<VARIABLE><NAME>d\"</NAME></VARIABLE>"),
       "8:17: expected a name without quotes and control characters, got 'd\"'"},
      {whole("<VARIABLE><NAME>d<b/></NAME></VARIABLE>"), "8:18: expected only text in <NAME>, got <b>"},
      {whole("<VARIABLE><NAME>d</NAME></VARIABLE>"), "8:1: expected at least one state of 'd', got none"},
      {whole("<VARIABLE><NAME>d</NAME><OUTCOME>x</OUTCOME></VARIABLE>"),
       "5:31: expected a DEFINITION of 'c', got none"},
      {whole("<VARIABLE><NAME>d</NAME><OUTCOME>x</OUTCOME>\n<OUTCOME>x</OUTCOME></VARIABLE>"),
       "9:10: expected states that differ, got 'x' twice"},
      {whole("<VARIABLE><NAME>d</NAME><OUTCOM>x</OUTCOM></VARIABLE>"),
       "8:25: expected an element that is known in <VARIABLE> (NAME, TYPE, OUTCOME, VALUE, PROPERTY), got "
       "<OUTCOM>; did you mean 'OUTCOME'?"},
      {whole("<VARIABLE><NAME>d</NAME><OUTCOME>" + std::string(256, 'x') + "</OUTCOME></VARIABLE>"),
       "8:34: expected a name of at most 255 bytes, got "
       "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"},
      {whole(""), "5:31: expected a DEFINITION of 'c', got none"},
      {whole("<DEFINITION><TABLE>1 0</TABLE></DEFINITION>"),
       "8:1: expected one FOR in a DEFINITION, got none"},
      {whole("<DEFINITION><FOR>a</FOR><FOR>b</FOR><TABLE>1 0</TABLE></DEFINITION>"),
       "8:1: expected one FOR in a DEFINITION, got 2"},
      {whole("<DEFINITION><FOR>cc</FOR><TABLE>1 0</TABLE></DEFINITION>"),
       "8:18: expected a declared variable, got 'cc'; did you mean 'c'?"},
      {whole("<DEFINITION><FOR>a</FOR><TABLE>1 0</TABLE></DEFINITION>"),
       "8:1: expected one DEFINITION of 'a', got a second one"},
      {whole("<DEFINITION><FOR>c</FOR><GIVEN>bb</GIVEN><TABLE>1 0</TABLE></DEFINITION>"),
       "8:32: expected a declared variable, got 'bb'; did you mean 'b'?"},
      {whole("<DEFINITION><FOR>c</FOR><GIVEN>a</GIVEN><GIVEN>a</GIVEN></DEFINITION>"),
       "8:48: expected each parent once, got 'a' twice"},
      {whole("<DEFINITION><FOR>c</FOR><GIVENS>a</GIVENS></DEFINITION>"),
       "8:25: expected an element that is known in <DEFINITION> (FOR, GIVEN, TABLE, PROPERTY), got <GIVENS>; "
       "did you mean 'GIVEN'?"},
      {whole("<DEFINITION><FOR>c</FOR></DEFINITION>"), "8:1: expected one TABLE in a DEFINITION, got none"},
      {child("1 0 1"), "8:41: expected 4 numbers in the table of 'c', got 3"},
      {child("1 0 1 0 1"), "8:56: expected 4 numbers in the table of 'c', got one more"},
      {child("1 0 half 1"), "8:52: expected a probability, got 'half'"},
      {child("1 0\n 1.5 -0.5"), "9:2: expected a probability in [0, 1], got '1.5'"},
      {child("1 0 -0.5 1.5"), "8:52: expected a probability in [0, 1], got '-0.5'"},
      {child("1 0 1,0"), "8:52: expected a probability, got '1,0'"},
      {child("1 0\n 0.3 0.3"), "9:2: expected probabilities that sum to 1 where a = no, got 0.6"},
      {child("1 0 <b>1</b> 0"), "8:52: expected only text in <TABLE>, got <b>"},
      {whole("<DEFINITION><FOR>c</FOR><GIVEN>c</GIVEN><TABLE>1 0 1 0</TABLE></DEFINITION>"),
       "8:1: expected variables that do not depend on themselves, got the cycle 'c' -> 'c'"},
  };
  for (const auto& [text, message] : wrong) EXPECT_EQ(xmlbif_complaint(text), "n.xml:" + message) << text;
}

TEST(Xmlbif, ManyElementsInOneAnotherAreRefusedInNoTime) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_EQ(xmlbif_complaint(deep), "n.xml:1:600000: expected XML, got start-end tags mismatch");
}

TEST(Xmlbif, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives(
      xmlbif_head + variables +
          "<DEFINITION><FOR>c</FOR><GIVEN>a</GIVEN><TABLE>1 0 <!-- --> 0.5 0.5</TABLE></DEFINITION>" +
          xmlbif_tail,
      std::string("\"<>/&!\0\xff", 8), [](const std::string& broken) { read_xmlbif(broken, "n.xml"); });
}

TEST(Xmlbif, WritesWhatReadsBackToTheSameBits) {
  const std::string bif = R"(network "a & b" { }
variable "<b>" { type discrete [3] { "<5", "5 & more", ']]>' }; }
variable a { type discrete [2] { yes, no }; }
probability ("<b>" | a) { (yes) 0.1 0.2 0.7; (no) 0.30000000000000004 0.3 0.39999999999999996; }
probability (a) { table 1e-300 1; })";
  const Network network = read_bif(bif, "n.bif");
  const std::string written = to_xmlbif(network);
  const Network again = read_xmlbif(written, "n.xml");
  EXPECT_EQ(to_bif(again), to_bif(network));
  EXPECT_EQ(to_xmlbif(again), written);
  EXPECT_EQ(again.name, "a & b");
  EXPECT_EQ(again.variables[0].states()[2], "']]>'");
}

TEST(Xmlbif, WritesModelsAndRefusesWhatItCannotHold) {
  Model model;
  const Event rain = model.add("rain", Bernoulli(0.25));
  model.add(" wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
  EXPECT_EQ(
      test::message([&] { to_xmlbif(model); }),
      " wet: expected names without spaces at their ends, because XMLBIF cannot state others, got ' wet'");
  Model plain;
  plain.add("rain", Bernoulli(0.25));
  EXPECT_EQ(to_xmlbif(plain, "weather"), R"(<?xml version="1.0" encoding="UTF-8"?>
<BIF VERSION="0.3">
<NETWORK>
<NAME>weather</NAME>
<VARIABLE TYPE="nature">
  <NAME>rain</NAME>
  <OUTCOME>no</OUTCOME>
  <OUTCOME>yes</OUTCOME>
</VARIABLE>
<DEFINITION>
  <FOR>rain</FOR>
  <TABLE>
0.75 0.25
  </TABLE>
</DEFINITION>
</NETWORK>
</BIF>
)");
}

// BIF 0.15 in XML: the child's states slowest, the opposite of version 0.3.
TEST(Xmlbif, ReadsVersion02) {
  const auto network = [](const std::string& table) {
    return R"(<?xml version="1.0"?><BIF VERSION="0.2"><NETWORK><NAME>D</NAME>
<VARIABLE><NAME>light</NAME><TYPE>discrete</TYPE><VALUE>on</VALUE><VALUE>off</VALUE></VARIABLE>
<VARIABLE><NAME>out</NAME><TYPE>discrete</TYPE><VALUE>true</VALUE><VALUE>false</VALUE></VARIABLE>
<PROBABILITY><FOR>out</FOR><TABLE>0.15 0.85</TABLE></PROBABILITY>
<PROBABILITY><FOR>light</FOR><GIVEN>out</GIVEN>)" +
           table + "</PROBABILITY></NETWORK></BIF>";
  };
  const std::string entry = "<ENTRY><VALUE>true</VALUE><TABLE>0.6 0.4</TABLE></ENTRY>";
  const std::string other = "<TABLE>0.05 0.95</TABLE>";
  for (const std::string& table :
       {std::string("<TABLE>0.6 0.05 0.4 0.95</TABLE>"), entry + "<DEFAULT>" + other + "</DEFAULT>",
        "<ENTRY><VALUE>false</VALUE>" + other + "</ENTRY>" + entry})
    EXPECT_NEAR(p(read_xmlbif(network(table), "d.xml"), "light", "on"), 0.1325, 1e-15) << table;
  const auto wrong = [&](const std::string& table) {
    return test::message([&] { read_xmlbif(network(table), "d.xml"); });
  };
  EXPECT_EQ(wrong("<TABLE>0.6 0.4 0.05 0.95</TABLE>"),
            "d.xml:5:48: expected probabilities that sum to 1 where out = true, got 0.65");
  EXPECT_EQ(wrong(entry),
            "d.xml:5:1: expected an ENTRY for every combination of states, got none where out = false");
  EXPECT_EQ(wrong(entry + entry),
            "d.xml:5:104: expected each combination of states once, got one more where out = true");
  EXPECT_EQ(wrong("<ENTRY><TABLE>0.6 0.4</TABLE></ENTRY>"),
            "d.xml:5:48: expected 1 VALUE, one for each GIVEN, got 0");
  EXPECT_EQ(wrong("<ENTRY><VALUE>maybe</VALUE><TABLE>0.6 0.4</TABLE></ENTRY>"),
            "d.xml:5:62: expected a state of 'out' (true, false), got 'maybe'; did you mean 'false'?");
  EXPECT_EQ(wrong("<TABLE>1</TABLE>"), "d.xml:5:48: expected 4 numbers in a TABLE, got 1");
  EXPECT_EQ(wrong(entry + "<TABLE>1 0 1 0</TABLE>"),
            "d.xml:5:104: expected either a TABLE, or ENTRY and DEFAULT, got both");
}

TEST(XmlbifFiles, EachIsReadOrRefusedForWhatIsWrongWithIt) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(networks_dir + "/xmlbif")) {
    ++files;
    const std::string expected =
        entry.path().filename() == "carpo.bifxml"
            ? entry.path().string() +
                  ":453:35: expected probabilities that sum to 1 where N143 = 1, N187 = 1, got 0"
            : "no error";
    EXPECT_EQ(test::message([&] { read_xmlbif(entry.path()); }), expected);
  }
  EXPECT_GE(files, 6);
}

// Pearl's dog problem, whose numbers are few enough to be checked by hand.
TEST(XmlbifFiles, TheDogProblemIsWhatItsNumbersSay) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const Network dog = read_xmlbif(std::filesystem::path(networks_dir + "/xmlbif/dog.bifxml"));
  EXPECT_EQ(dog.name, "Dog-Problem");
  EXPECT_NEAR(p(dog, "dog-out", "true", {{"bowel-problem", "true"}, {"family-out", "false"}}), 0.97, 1e-15);
  EXPECT_NEAR(p(dog, "light-on", "true"), 0.15 * 0.6 + 0.85 * 0.05, 1e-15);
}

}  // namespace
}  // namespace casus
