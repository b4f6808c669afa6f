// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/bif.hpp>
#include <casus/io/xdsl.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

std::string xdsl_complaint(const std::string& text) {
  return test::message([&] { read_xdsl(text, "n.xdsl"); });
}

const std::string xdsl_head = "<?xml version=\"1.0\"?>\n<smile version=\"1.0\" id=\"small\"><nodes>\n";
const std::string xdsl_tail = "\n</nodes><extensions><genie><node id=\"x\"/></genie></extensions></smile>\n";
// Two parents of two and three states; tests add a child.
const std::string xdsl_parents =
    "<cpt id=\"a\"><state id=\"yes\"/><state id=\"no\"/><probabilities>0.25 0.75</probabilities></cpt>\n"
    "<cpt id=\"b\" diagtype=\"observation\"><state id=\"low\"/><state id=\"mid\"/><state id=\"high\"/>"
    "<probabilities>0.5 0.3 0.2</probabilities><property id=\"x\">y</property></cpt>\n";

std::string with(const std::string& child) { return xdsl_head + xdsl_parents + child + xdsl_tail; }
std::string node(const std::string& kind, const std::string& of, const std::string& content) {
  return with('<' + kind + " id=\"c\"><state id=\"x\"/><state id=\"y\"/><parents>" + of + "</parents>" +
              content + "</" + kind + '>');
}

TEST(Xdsl, ProbabilitiesListTheChildFastestAndTheFirstParentSlowest) {
  const Network network =
      read_xdsl(node("cpt", "a b",
                     "<probabilities>0.1 0.9 0.3 0.7 0.5 0.5 0.2 0.8 0.4 0.6 6.0e-1 4E-1</probabilities>"),
                "n.xdsl");
  EXPECT_EQ(network.name, "small");
  EXPECT_TRUE(network.warnings.empty());
  ASSERT_EQ(network.variables.size(), 3u);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "low"}}), 0.1);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "mid"}}), 0.3);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}, {"b", "low"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "y", {{"a", "no"}, {"b", "high"}}), 0.4);
}

TEST(Xdsl, NodesStandInAnyOrder) {
  const Network network = read_xdsl(
      xdsl_head +
          "<cpt id=\"c\"><state id=\"x\"/><state id=\"y\"/><parents>a</parents><probabilities>1 0 0.5 "
          "0.5</probabilities></cpt>" +
          xdsl_parents + xdsl_tail,
      "n.xdsl");
  EXPECT_EQ(network.variables[0].name(), "c");
  EXPECT_DOUBLE_EQ(p(network, "c", "x"), 0.25 + 0.75 * 0.5);
}

TEST(Xdsl, ADeterministicNodeIsAFunctionOfItsParents) {
  const Network network =
      read_xdsl(node("deterministic", "a b", "<resultingstates>x x y y x y</resultingstates>"), "n.xdsl");
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "mid"}}), 1);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "high"}}), 0);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}, {"b", "mid"}}), 1);
  EXPECT_DOUBLE_EQ(p(network, "c", "y", {{"a", "no"}, {"b", "high"}}), 1);
}

// Of events, a noisy-max is a noisy-or.
TEST(Xdsl, ANoisyMaxOfTwoStatesIsANoisyOr) {
  const Network network = read_xdsl(
      node(
          "noisymax", "a b",
          "<strengths>0 1 2 0 1</strengths><parameters>0.4 0.6 0 1 0.3 0.7 0.2 0.8 0 1 0.1 0.9</parameters>"),
      "n.xdsl");
  const auto none = [&](const char* a, const char* b) { return p(network, "c", "y", {{"a", a}, {"b", b}}); };
  // The columns of b stand in the order high, low, mid: the last one is without effect.
  EXPECT_NEAR(none("no", "mid"), 0.9, 1e-15);
  EXPECT_NEAR(none("yes", "mid"), 0.9 * 0.6, 1e-15);
  EXPECT_NEAR(none("no", "high"), 0.9 * 0.7, 1e-15);
  EXPECT_NEAR(none("no", "low"), 0.9 * 0.8, 1e-15);
  EXPECT_NEAR(none("yes", "high"), 0.9 * 0.6 * 0.7, 1e-15);
}

// Each cause, and the leak, brings about a state of its own, independently of the others; the child takes the largest, the first in its list.
TEST(Xdsl, ANoisyMaxIsTheDistributionOfTheLargestEffect) {
  const double a[2][3] = {{0.2, 0.3, 0.5}, {0, 0, 1}};
  const double b[3][3] = {{0.5, 0.25, 0.25}, {0.1, 0.4, 0.5}, {0, 0, 1}};
  const double leak[3] = {0.05, 0.15, 0.8};
  const Network network = read_xdsl(with("<noisymax id=\"c\"><state id=\"2\"/><state id=\"1\"/><state "
                                         "id=\"0\"/><parents>a b</parents><strengths>0 1 0 1 2"
                                         "</strengths><parameters>0.2 0.3 0.5 0 0 1 0.5 0.25 0.25 0.1 0.4 "
                                         "0.5 0 0 1 0.05 0.15 0.8</parameters></noisymax>"),
                                    "n.xdsl");
  const std::vector<std::string> of_a = {"yes", "no"}, of_b = {"low", "mid", "high"}, of_c = {"2", "1", "0"};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      double largest[3] = {};
      for (std::size_t u = 0; u < 3; ++u)
        for (std::size_t v = 0; v < 3; ++v)
          for (std::size_t w = 0; w < 3; ++w) largest[(std::min)({u, v, w})] += a[i][u] * b[k][v] * leak[w];
      for (std::size_t state = 0; state < 3; ++state)
        EXPECT_NEAR(p(network, "c", of_c[state], {{"a", of_a[i]}, {"b", of_b[k]}}), largest[state], 1e-15);
    }
}

TEST(Xdsl, RefusesWithFileLineColumnAndTheNearestName) {
  const std::string strengths = "<strengths>0 1</strengths>";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1:1: expected XML, got no document element found"},
      {"<BIF/>", "1:1: expected the element <smile>, got <BIF>"},
      {"<smile/>", "1:1: expected <nodes>, got none"},
      {"<smile><nodes/></smile>", "1:8: expected a node, got none"},
      {"<smile><nodes/>\n<nodes/></smile>", "2:1: expected one <nodes>, got a second one"},
      {"<smile><nods/></smile>",
       "1:8: expected an element that is known in <smile> (nodes, dynamic, extensions, property, cases), got "
       "<nods>; "
       "did you mean 'nodes'?"},
      {"<smile><nodes/><dynamic numslices=\"3\"/>\n<dynamic/></smile>",
       "2:1: expected one <dynamic>, got a second one"},
      {with("<equation id=\"e\"/>"), "5:1: expected <definition> in <equation>, got none"},
      {with("<decision id=\"e\"/>"),
       "5:1: expected a node of chance (cpt, deterministic, noisymax, equation), got <decision>; a "
       "decision is not a chance node: set it with `do` in a question, instead of an influence diagram"},
      {with("<noisyadder id=\"e\"/>"),
       "5:1: expected a node of chance (cpt, deterministic, noisymax, equation), got <noisyadder>; a noisy "
       "adder: have GeNIe change its type to general"},
      {with("<cpts/>"),
       "5:1: expected a node of chance (cpt, deterministic, noisymax, equation), got <cpts>; did you mean "
       "'cpt'?"},
      {with("<cpt/>"), "5:1: expected the attribute 'id' of <cpt>, got none"},
      {with("<cpt id=\"\"/>"),
       "5:10: expected the name of a variable, got ''; a name has at least one character"},
      {with("<cpt id=\"a\"/>"), "5:10: expected a name that is not taken, got 'a' again"},
      {with("<cpt id=\"c\"/>"), "5:1: expected at least one state of 'c', got none"},
      {with("<cpt id=\"c\"><state/></cpt>"), "5:13: expected the attribute 'id' of <state>, got none"},
      {with("<cpt id=\"c\"><state id=\"x\"/>\n <state id=\"x\"/></cpt>"),
       "6:13: expected states that differ, got 'x' twice"},
      {with("<cpt id=\"c\"><state id=\"x\"/></cpt>"), "5:1: expected <probabilities> in <cpt>, got none"},
      {node("cpt", "a", ""), "5:1: expected <probabilities> in <cpt>, got none"},
      {node("cpt", "aa", ""), "5:52: expected a declared variable, got 'aa'; did you mean 'a'?"},
      {node("cpt", "a b\n a", ""), "6:2: expected each parent once, got 'a' twice"},
      {node("cpt", "a", "<parents>b</parents>"), "5:63: expected one <parents>, got a second one"},
      {node("cpt", "c", "<probabilities>1 0 1 0</probabilities>"),
       "5:1: expected variables that do not depend on themselves, got the cycle 'c' -> 'c'"},
      {node("cpt", "a", "<probabilities>1 0</probabilities>"),
       "5:63: expected 4 numbers in the table of 'c', got 2"},
      {node("cpt", "a", "<probabilities>1 0 1 0 1</probabilities>"),
       "5:86: expected 4 numbers in the table of 'c', got one more"},
      {node("cpt", "a", "<probabilities>1 0\n 1 O</probabilities>"), "6:4: expected a probability, got 'O'"},
      {node("cpt", "a", "<probabilities>1 0 0.5 0.6</probabilities>"),
       "5:82: expected probabilities that sum to 1 where a = no, got 1.1"},
      {node("cpt", "a", "<probabilities>1 0 1 0</probabilities><probabilities/>"),
       "5:101: expected one <probabilities>, got a second one"},
      {node("deterministic", "a", ""), "5:1: expected <resultingstates> in <deterministic>, got none"},
      {node("deterministic", "a", "<resultingstates>x</resultingstates>"),
       "5:73: expected 2 states, one for each combination of the parents', got 1"},
      {node("deterministic", "a", "<resultingstates>x z</resultingstates>"),
       "5:92: expected a state of 'c' (x, y), got 'z'; did you mean 'x'?"},
      {node("noisymax", "a", ""), "5:1: expected <strengths> in <noisymax>, got none"},
      {node("noisymax", "a", "<strengths>0</strengths>"),
       "5:68: expected the states of 'a', from 0 to 1, each once, got too few numbers"},
      {node("noisymax", "a", "<strengths>0 1 0</strengths>"), "5:83: expected 2 strengths, got one more"},
      {node("noisymax", "a", "<strengths>0 2</strengths>"),
       "5:81: expected the states of 'a', from 0 to 1, each once, got '2'"},
      {node("noisymax", "a", "<strengths>0 0</strengths>"),
       "5:81: expected the states of 'a', from 0 to 1, each once, got '0'"},
      {node("noisymax", "a", "<strengths>0 -1</strengths>"),
       "5:81: expected the states of 'a', from 0 to 1, each once, got '-1'"},
      {node("noisymax", "a", strengths), "5:1: expected <parameters> in <noisymax>, got none"},
      {node("noisymax", "a", strengths + "<parameters>0.5 0.5 0 1</parameters>"),
       "5:94: expected 6 numbers, a column for each state of each parent and one for the leak, got 4"},
      {node("noisymax", "a", strengths + "<parameters>0.5 0.5\n 0 1 0.5 0.6</parameters>"),
       "6:6: expected probabilities that sum to 1, got 1.1"},
      {node("noisymax", "a", strengths + "<parameters>0.5 0.5 0.1 0.9 0 1</parameters>"),
       "5:114: expected a last column of 'a' that has no effect: 1 for 'y', 0 for other states, got 0.9 for "
       "it"},
  };
  for (const auto& [text, message] : wrong) EXPECT_EQ(xdsl_complaint(text), "n.xdsl:" + message) << text;
}

// A noisy-max says much in few bytes: 2^60 rows in some hundred.
TEST(Xdsl, ANoisyMaxOfManyParentsIsRefused) {
  std::string all, list, strengths;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "p" + std::to_string(i);
    all +=
        "<cpt id=\"" + name + "\"><state id=\"x\"/><state id=\"y\"/><probabilities>1 0</probabilities></cpt>";
    list += name + ' ';
    strengths += "0 1 ";
  }
  EXPECT_EQ(
      xdsl_complaint(xdsl_head + all + "\n<noisymax id=\"c\"><state id=\"x\"/><state id=\"y\"/>\n<parents>" +
                     list + "</parents><strengths>" + strengths + "</strengths></noisymax>" + xdsl_tail),
      "n.xdsl:5:84: expected tables of at most 4194304 numbers, and one more for each byte of the "
      "file, got more with "
      "this parent of 'c'");
}

TEST(Xdsl, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives(
      node("noisymax", "a", "<strengths>0 1</strengths><parameters>0.5 0.5 0 1 0.1 0.9</parameters>"),
      std::string("\"<>/&!1\0\xff", 9), [](const std::string& broken) { read_xdsl(broken, "n.xdsl"); });
}

TEST(XdslFiles, EachIsRead) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const Network network = read_xdsl(std::filesystem::path(networks_dir + "/xdsl/benefits.xdsl"));
  EXPECT_EQ(network.name, "Network3");
  EXPECT_EQ(network.variables.size(), 14u);
  EXPECT_TRUE(network.warnings.empty());
  EXPECT_NEAR(p(network, "Maintenance", "LOW", {{"Org_arrangements", "LOW"}, {"IT_management", "HIGH"}}),
              0.546, 1e-12);
  EXPECT_NEAR(p(network, "Maintenance", "LOW", {{"Org_arrangements", "HIGH"}, {"IT_management", "LOW"}}),
              0.804, 1e-12);
}

}  // namespace
}  // namespace casus
