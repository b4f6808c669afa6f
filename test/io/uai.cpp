// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <clocale>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/bif.hpp>
#include <casus/io/uai.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

std::string uai_complaint(const std::string& text) {
  return test::message([&] { read_uai(text, "n.uai"); });
}

TEST(Uai, TheLastVariableOfAScopeIsTheChildAndFastest) {
  const Network network = read_uai(R"(# two parents
BAYES 3  # variables
2 3 2
3
3 0 1 2
1 1
1 0
12  0.1 0.9 0.3 0.7 0.5 0.5
    0.2 0.8 0.4 0.6 6.0e-1 4E-1
3   .5 0.3 0.2
2   1e-999 +1 # nothing behind it)",
                                   "n.uai");
  EXPECT_EQ(network.name, "");
  ASSERT_EQ(network.variables.size(), 3u);
  EXPECT_EQ(network.variables[1].name(), "x1");
  EXPECT_EQ(network.variables[1].states(), (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_DOUBLE_EQ(p(network, "x0", "1"), 1);
  EXPECT_DOUBLE_EQ(p(network, "x1", "0"), 0.5);
  EXPECT_DOUBLE_EQ(p(network, "x2", "0", {{"x0", "1"}, {"x1", "0"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "x2", "1", {{"x0", "1"}, {"x1", "2"}}), 0.4);
}

TEST(Uai, NumbersTooSmallForADoubleAreZeroAndThoseTooLargeAreNot) {
  const auto one = [](const std::string& number) {
    return uai_complaint("BAYES 1 2 1 1 0 2 " + number + " 1");
  };
  for (const std::string& tiny :
       std::vector<std::string>{"1e-400", "0." + std::string(400, '0') + "1", "1e-99999999999999999999",
                                "0.1E-330", std::string(100, '1') + "e-500"})
    EXPECT_EQ(one(tiny), "no error") << tiny;
  for (const std::string& large :
       std::vector<std::string>{"1e400", "1" + std::string(400, '0'), "1e99999999999999999999", "0.1E330",
                                "0." + std::string(100, '0') + "1e500"})
    EXPECT_EQ(one(large).substr(0, 46), "n.uai:1:19: expected a probability in [0, 1], ") << large;
}

TEST(Uai, NumbersReadAlikeUnderEveryLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C"}) std::setlocale(LC_ALL, name);
  EXPECT_EQ(uai_complaint("BAYES 1 2 1 1 0 2 0.25 0.75"), "no error");
  EXPECT_NE(uai_complaint("BAYES 1 2 1 1 0 2 0,25 0,75"), "no error");
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Uai, RowsThatAreOffByRoundingAreMendedWithOneWarning) {
  const Network network = read_uai("BAYES 1 2 1 1 0 2 0.20005 0.8", "n.uai");
  EXPECT_EQ(network.warnings,
            std::vector<std::string>{
                "n.uai: rows that did not sum to 1 were divided by their sum: 1, off by up to 5e-05"});
}

TEST(Uai, AVariableMayHaveOneState) {
  const Network network =
      read_uai("BAYES 3\n2 1 2\n3\n1 0\n2 0 1\n3 0 1 2\n2 0.3 0.7\n2 1.0 1.0\n4 0.9 0.1 0.2 0.8\n", "n.uai");
  EXPECT_EQ(test::p(network, "x1", "0"), 1);
  EXPECT_NEAR(test::p(network, "x2", "0"), 0.3 * 0.9 + 0.7 * 0.2, 1e-15);
}

TEST(Uai, RefusesWithFileLineColumnAndWhatItExpected) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1:1: expected BAYES, got the end of the file"},
      {"BAYS 1", "1:1: expected BAYES, got 'BAYS'"},
      {"MARKOV\n1", "1:1: expected BAYES, got 'MARKOV'; a Markov network is not a Bayesian network"},
      {"BAYES", "1:6: expected the number of variables, got the end of the file"},
      {"BAYES\n -1", "2:2: expected the number of variables, got '-1'"},
      {"BAYES 1.5", "1:7: expected the number of variables, got '1.5'"},
      {"BAYES 0", "1:7: expected at least one variable, got none"},
      {"BAYES 65537", "1:7: expected at most 65536 variables, got '65537'"},
      {"BAYES 1152921504606846976 2 2", "1:7: expected at most 65536 variables, got '1152921504606846976'"},
      {"BAYES 99999999999999999999999999",
       "1:7: expected at most 65536 variables, got '99999999999999999999999999'"},
      {"BAYES 2\n2", "2:2: expected the number of states of x1, got the end of the file"},
      {"BAYES 2\n2 0", "2:3: expected 1 to 255 states of x1, got '0'"},
      {"BAYES 2\n2 256", "2:3: expected 1 to 255 states of x1, got '256'"},
      {"BAYES 1 2\n2", "2:1: expected one table for each of 1 variable, got '2'"},
      {"BAYES 1 2 1\n0", "2:1: expected at least one variable in the scope of a table, got none"},
      {"BAYES 1 2 1\n1 1", "2:3: expected a variable from 0 to 0, got '1'"},
      {"BAYES 1 2 1\n1", "2:2: expected the number of a variable of the scope, got the end of the file"},
      {"BAYES 1 2 1\n1 0\n3 1 0 0", "3:1: expected 2 numbers in the table of x0, got '3'"},
      {"BAYES 1 2 1\n1 0\n1152921504606846976 1 0",
       "3:1: expected 2 numbers in the table of x0, got '1152921504606846976'"},
      {"BAYES 1 2 1\n1 0\n2 1", "3:4: expected a probability, got the end of the file"},
      {"BAYES 1 2 1\n1 0\n2 1 0 0", "3:7: expected the end of the file after the last table, got '0'"},
      {"BAYES 1 2 1\n1 0\n2 1 none", "3:5: expected a probability, got 'none'"},
      {"BAYES 1 2 1\n1 0\n2 1.5 -0.5", "3:3: expected a probability in [0, 1], got '1.5'"},
      {"BAYES 1 2 1\n1 0\n2 nan 1", "3:3: expected a probability in [0, 1], got 'nan'"},
      {"BAYES 1 2 1\n1 0\n2 inf 1", "3:3: expected a probability in [0, 1], got 'inf'"},
      {"BAYES 1 2 1\n1 0\n2\n  0.3 0.3", "4:3: expected probabilities that sum to 1, got 0.6"},
      {"BAYES 2 2 2 2\n1 0 2 0 1\n2 1 0\n4 1 0\n 0.5 0.6",
       "5:2: expected probabilities that sum to 1 where x0 = 1, got 1.1"},
      {"BAYES 2 2 2 2\n1 0\n1 0\n2 1 0\n2 1 0", "3:3: expected one table of 'x0', got a second one"},
      {"BAYES 2 2 2 2\n1 0\n3 0 0 1\n2 1 0\n8 1 0 1 0 1 0 1 0",
       "3:5: expected each parent once, got 'x0' twice"},
      {"BAYES 2 2 2 2\n2 1 0\n2 0 1\n4 1 0 1 0\n4 1 0 1 0",
       "2:5: expected variables that do not depend on themselves, got the cycle 'x0' -> 'x1' -> 'x0'"},
      {"BAYES 1 2 1\n2 0 0\n4 1 0 1 0",
       "2:5: expected variables that do not depend on themselves, got the cycle 'x0' -> 'x0'"},
  };
  for (const auto& [text, message] : wrong) EXPECT_EQ(uai_complaint(text), "n.uai:" + message) << text;
}

// What a number in the file promises is made once it was kept.
TEST(Uai, NumbersThatPromiseMoreThanTheFileHoldsMakeNoMemory) {
  std::string cardinalities, scopes, wide = "BAYES 62\n";
  for (int i = 0; i < 65536; ++i) {
    cardinalities += "255 ";
    scopes += "1 " + std::to_string(i) + '\n';
  }
  EXPECT_EQ(uai_complaint("BAYES 65536\n" + cardinalities + "\n65536\n" + scopes + "2 1 0"),
            "n.uai:65540:1: expected 255 numbers in the table of x0, got '2'");
  for (int i = 0; i < 62; ++i) wide += "2 ";
  wide += "\n62\n62";
  for (int i = 0; i < 62; ++i) wide += ' ' + std::to_string(i);
  for (int i = 0; i < 61; ++i) wide += "\n1 " + std::to_string(i);
  EXPECT_EQ(uai_complaint(wide + "\n4611686018427387904 1 0"),
            "n.uai:66:1: expected fewer combinations of the scope's states than the file has bytes, got "
            "'4611686018427387904'");
}

TEST(Uai, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives("BAYES 2 2 3 # two\n2 1 0 2 0 1 2 0.25 .75 6 1 0 0 0.3 0.3 4e-1",
                        std::string("-+#e.19 \0\xff", 10),
                        [](const std::string& broken) { read_uai(broken, "n.uai"); });
}

TEST(Uai, WritesWhatReadsBackToTheSameBits) {
  const Network network = read_bif(R"(variable b { type discrete [3] { x, y, z }; }
variable a { type discrete [2] { yes, no }; }
probability (b | a) { (yes) 0.1 0.2 0.7; (no) 0.30000000000000004 0.3 0.39999999999999996; }
probability (a) { table 1e-300 1; })",
                                   "n.bif");
  const std::string written = to_uai(network);
  EXPECT_EQ(written,
            "BAYES\n2\n3 2\n2\n2 1 0\n1 1\n\n6\n0.1 0.2 0.7\n0.30000000000000004 0.3 "
            "0.39999999999999997\n\n2\n1e-300 1\n");
  EXPECT_EQ(to_uai(read_uai(written, "n.uai")), written);
}

TEST(UaiFiles, EachIsReadOrRefusedForWhatIsWrongWithIt) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(networks_dir + "/uai")) {
    ++files;
    const std::string expected =
        entry.path().filename() == "markov_example.uai"
            ? entry.path().string() +
                  ":4:1: expected BAYES, got 'MARKOV'; a Markov network is not a Bayesian network"
            : "no error";
    EXPECT_EQ(test::message([&] { read_uai(entry.path()); }), expected);
  }
  EXPECT_GE(files, 3);
}

// Lauritzen and Spiegelhalter, J. R. Stat. Soc. B 50 (1988) 157-224: marginals by hand and by elimination.
TEST(UaiFiles, AsiaHasTheKnownMarginals) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const Network asia = read_uai(std::filesystem::path(networks_dir + "/uai/asia.uai"));
  EXPECT_NEAR(p(asia, "x5", "0"), 0.064828, 1e-12);    // either
  EXPECT_NEAR(p(asia, "x6", "0"), 0.4359706, 1e-12);   // dyspnoea
  EXPECT_NEAR(p(asia, "x7", "0"), 0.11029004, 1e-12);  // X-ray
}

}  // namespace
}  // namespace casus
