// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/net.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

std::string net_complaint(const std::string& text) {
  return test::message([&] { read_net(text, "n.net"); });
}

// Two parents of two and three states, and a child; tests add its potential.
const std::string nodes = R"(net { node_size = (80 40); HR_Desc = "a } in a text; % no comment"; }
node a { states = ("yes" "no"); label = ""; }
discrete node b { label = "b"; states = (low "in the \"middle\\" high); subtype = number; }
node c { states = ("x" "y"); }
potential (a) { data = ( 0.25 0.75 ); }
)";
const std::string plain_nodes = R"(node a { states = ("yes" "no"); }
node b { states = ("low" "mid" "high"); }
node c { states = ("x" "y"); }
potential (a) { data = ( 0.25 0.75 ); }
potential (b | ) { data = (0.5 0.3 0.2); }
)";

TEST(Net, DataListTheChildFastestAndTheFirstParentSlowest) {
  const Network network = read_net(plain_nodes + R"(potential (c | a b) {
  data = (((0.1 0.9)   % a=yes b=low
           (0.3 0.7)(0.5 0.5))
          ((0.2 0.8)(0.4 0.6)(6.0e-1 4E-1)));
  experience = (1 2 3 4 5 6);
})",
                                   "n.net");
  EXPECT_EQ(network.name, "");
  EXPECT_TRUE(network.warnings.empty());
  ASSERT_EQ(network.variables.size(), 3u);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "low"}}), 0.1);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}, {"b", "mid"}}), 0.3);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}, {"b", "low"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "y", {{"a", "no"}, {"b", "high"}}), 0.4);
  const Network flat = read_net(
      plain_nodes + "potential(c|a b){data=(0.1 0.9 0.3 0.7 0.5 0.5 0.2 0.8 0.4 0.6 0.6 0.4);}", "n");
  EXPECT_EQ(to_bif(flat), to_bif(network));
}

TEST(Net, ReadsCommentsTextsAndWordsAndSkipsWhatItDoesNotNeed) {
  EXPECT_EQ(net_complaint(nodes + "potential (b) { data = (1 0 0); } potential (c) { data = (1 0); }"),
            "n.net:3:46: expected a name without quotes and control characters, got 'in the \"middle\\'");
  const Network network = read_net(
      "% f\xfcr\nnet{}node a{states=(\"two \\words\" 0)% no\n;HR_X=(1 (2) \"}\");}potential(a){data=(0 1);}",
      "n.net");
  EXPECT_EQ(network.variables[0].states(), (std::vector<std::string>{"two words", "0"}));
}

// Hugin writes the expressions that a table was computed from beside it.
TEST(Net, ExpressionsBesideDataAreSkipped) {
  const Network network = read_net(plain_nodes +
                                       "potential (c | a) { model_nodes = (a); model_data = (Poisson (1), "
                                       "\"x\"); data = ((0.2 0.8)(0.1 0.9)); }",
                                   "n.net");
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}}), 0.1);
}

TEST(Net, CountsAreDividedByTheirSumsWithAWarning) {
  const Network network = read_net(plain_nodes + "potential (c | a) { data = ((2 8)(0.5 4.5)); }", "n.net");
  EXPECT_EQ(network.warnings, std::vector<std::string>{"n.net: rows of counts were divided by their sum: 2"});
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "yes"}}), 0.2);
  EXPECT_DOUBLE_EQ(p(network, "c", "x", {{"a", "no"}}), 0.1);
  const Network both =
      read_net(plain_nodes +
                   "potential (c | b) { data = ((1 1)(1 0)(0 7)); } node d { states = (x y); } potential (d) "
                   "{ data = (0.33333 0.66666); }",
               "n.net");
  EXPECT_EQ(both.warnings,
            (std::vector<std::string>{
                "n.net: rows that did not sum to 1 were divided by their sum: 1, off by up to 1e-05",
                "n.net: rows of counts were divided by their sum: 2"}));
  EXPECT_DOUBLE_EQ(p(both, "c", "x", {{"b", "low"}}), 0.5);
}

TEST(Net, RefusesWithFileLineColumnAndTheNearestName) {
  const auto c = [](const std::string& rest) { return plain_nodes + "potential (c | a) " + rest; };
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1:1: expected a node, got the end of the file"},
      {"% nothing", "1:10: expected a node, got the end of the file"},
      {"nod a {}", "1:1: expected net, node or potential, got 'nod'; did you mean 'node'?"},
      {"\"node\" a {}", "1:1: expected net, node or potential, got \"node\""},
      {"net {\n",
       "2:1: expected an attribute or '}', for the block that opens at 1:5, got the end of the file"},
      {"net { name }", "1:12: expected '=' after 'name', got '}'"},
      {"net { = 1; }", "1:7: expected an attribute or '}', for the block that opens at 1:5, got '='"},
      {"net { name = 1 }", "1:16: expected ';' after the value of 'name', got '}'"},
      {"net { name = \"a }", "1:14: expected a text that ends in a double quote, got '\"a }'"},
      {"net { name = { 1; }", "1:14: expected ';' after the value of 'name', got '{'"},
      {"class A { }",
       "1:1: expected net, node or potential, got 'class'; a class is not a network: have Hugin write "
       "the network of its instances"},
      {"\n  continuous node a { }",
       "2:3: expected net, node or potential, got 'continuous'; a continuous node (conditional "
       "Gaussian): state it in a model file (.toml)"},
      {"decision a { }",
       "1:1: expected net, node or potential, got 'decision'; a decision is not a chance node: set it "
       "with `do` in a question, instead of an influence diagram"},
      {"utility u { }",
       "1:1: expected net, node or potential, got 'utility'; a utility is not a chance node: state it "
       "as a quantity of a model file (.toml)"},
      {"discrete a { }", "1:10: expected node after discrete, got 'a'"},
      {"node { }", "1:6: expected the name of a node, got '{'"},
      {"node a states", "1:8: expected '{', got 'states'"},
      {"node a { }", "1:6: expected at least one state of 'a', got none"},
      {"node a { states = (\"x\"); }", "1:6: expected a potential of 'a', got none"},
      {"node a { states = \"x\" \"y\"; }", "1:19: expected '(' and the states, got \"x\""},
      {"node a { states = (\"x\" \"x\"); }", "1:24: expected states that differ, got 'x' twice"},
      {"node a { states = (\"x\" \"\"); }",
       "1:24: expected a state of 'a', got ''; a name has at least one character"},
      {"node a { states = (\"x\" | \"y\"); }", "1:24: expected a state of 'a' or ')', got '|'"},
      {"node a { states = (x y); states = (x y); }", "1:26: expected one list of states, got a second one"},
      {"node a { states = (x y); }\nnode a { states = (x y); }",
       "2:6: expected a name that is not taken, got 'a' again"},
      {"node a { states = (x y); }", "1:6: expected a potential of 'a', got none"},
      {plain_nodes, "3:6: expected a potential of 'c', got none"},
      {plain_nodes + "potential { }", "6:11: expected '(' after potential, got '{'"},
      {plain_nodes + "potential (cc) { }", "6:12: expected a declared variable, got 'cc'; did you mean 'c'?"},
      {plain_nodes + "potential (c a) { }", "6:14: expected '|' or ')', got 'a'"},
      {plain_nodes + "potential (c | aa) { }",
       "6:16: expected a declared variable, got 'aa'; did you mean 'a'?"},
      {plain_nodes + "potential (c | a a) { }", "6:18: expected each parent once, got 'a' twice"},
      {plain_nodes + "potential (c | a, b) { }", "6:17: expected a parent or ')', got ','"},
      {plain_nodes + "potential (a) { data = (1 0); }",
       "6:1: expected one potential of 'a', got a second one"},
      {c("{ }"), "6:1: expected data in the potential of 'c', got none"},
      {c("{ model_data = (Normal(0, 1)); }"),
       "6:21: expected data in the potential of 'c', got 'model_data' alone; have Hugin write the "
       "table that they make"},
      {c("{ data = ((1 0)(1 0)); data = ((1 0)(1 0)); }"), "6:42: expected one table, got a second one"},
      {c("{ data = ((1 0)(1)); }"), "6:36: expected 2 numbers in each row of 'c', got ')'"},
      {c("{ data = ((1 0)\n(1 0 0)); }"), "7:6: expected 4 numbers in the table of 'c', got one more"},
      {c("{ data = ((1 0)); }"), "6:28: expected 4 numbers in the table of 'c', got 2"},
      {c("{ data = ((1 0)(1 0)(1 0)); }"), "6:40: expected 4 numbers in the table of 'c', got one more"},
      {c("{ data = ((1 0)(1 0); }"), "6:39: expected a number or ')', got ';'"},
      {c("{ data = ((1 0)(1 0))); }"), "6:40: expected ';' after the value of 'data', got ')'"},
      {c("{ data = ((1 0)(1 \"0\")); }"), "6:37: expected a number or ')', got \"0\""},
      {c("{ data = 1 0 1 0; }"), "6:28: expected '(' and numbers, got '1'"},
      {c("{ data = ; }"), "6:28: expected '(' and numbers, got ';'"},
      {c("{ data = ((1 0)(1 -0.5)); }"), "6:37: expected a finite number from 0 on, got '-0.5'"},
      {c("{ data = ((1 0)(1 1e999)); }"), "6:37: expected a finite number from 0 on, got '1e999'"},
      {c("{ data = ((1 0)(1 nan)); }"), "6:37: expected a finite number from 0 on, got 'nan'"},
      {c("{ data = ((1 0)(1 x)); }"), "6:37: expected a probability or count, got 'x'"},
      {c("{ data = ((1 0)\n (0 0)); }"),
       "7:3: expected counts with a finite sum above 0 where a = no, got 0"},
      {c("{ data = ((1 0)\n (1e308 1e308)); }"),
       "7:3: expected counts with a finite sum above 0 where a = no, got infinity"},
      {c("{ data = ((0.5 0.5)\n (0.3 0.3)); }"),
       "7:3: expected probabilities that sum to 1 where a = no, got 0.6"},
      {plain_nodes + "potential (c | c) { data = ((1 0)(1 0)); }",
       "6:1: expected variables that do not depend on themselves, got the cycle 'c' -> 'c'"},
  };
  for (const auto& [text, message] : wrong) EXPECT_EQ(net_complaint(text), "n.net:" + message) << text;
}

TEST(Net, DeepParenthesesAreAsCheapAsOthers) {
  const std::string open(2'000'000, '('), close(2'000'000, ')');
  EXPECT_EQ(
      net_complaint("node a { states = (x y); } potential (a) { data = " + open + "1 0" + close + "; }"),
      "no error");
  EXPECT_EQ(net_complaint("node a { states = (x y); } potential (a) { data = " + open),
            "n.net:1:2000051: expected a number or ')', got the end of the file");
}

TEST(Net, TablesLargerThanTheFileWarrantsAreRefused) {
  std::string text = "node x { states = (y n); }", list;
  for (int i = 0; i < 60; ++i) {
    text += "node a" + std::to_string(i) + " { states = (y n); }";
    list += " a" + std::to_string(i);
  }
  EXPECT_EQ(net_complaint(text + "\npotential (x |" + list + ") { data = (1 0); }"),
            "n.net:2:90: expected tables of at most 4194304 numbers, and one more for each byte of the file, "
            "got more with "
            "this parent of 'x'");
}

TEST(Net, VariablesStatesAndNamesBeyondTheLimitsAreRefusedWhereTheyStand) {
  std::string states, many;
  for (int i = 0; i < 255; ++i) states += ' ' + std::to_string(i);
  const std::string rest = "); }\npotential (a) { data = (" + states + " ); }";
  EXPECT_EQ(net_complaint("node a { states = (" + states + rest), "no error");
  EXPECT_EQ(net_complaint("node a { states = (\n" + states + "\n255" + rest),
            "n.net:3:1: expected at most 255 states of 'a', got one more");
  for (int i = 0; i < 65536; ++i) many += "node n" + std::to_string(i) + "{states=(0 1);}";
  EXPECT_EQ(net_complaint(many + "\nnode a {}"), "n.net:2:6: expected at most 65536 variables, got one more");
  EXPECT_EQ(net_complaint("node " + std::string(255, 'a') + " {}"),
            "n.net:1:6: expected at least one state of '" + std::string(255, 'a') + "', got none");
  EXPECT_EQ(net_complaint("node " + std::string(256, 'a') + " {}"),
            "n.net:1:6: expected a name of at most 255 bytes, got '" + std::string(60, 'a') + "...'");
}

TEST(Net, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives(plain_nodes + "potential (c | a) { data = ((1 0)(0.5 0.5)); x = \"\\\"\"; } % end",
                        std::string("\"{}()|=;%\\\0\xff", 12),
                        [](const std::string& broken) { read_net(broken, "n.net"); });
}

TEST(NetFiles, EachIsRead) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(networks_dir + "/net")) {
    ++files;
    EXPECT_EQ(test::message([&] { read_net(entry.path()); }), "no error");
  }
  EXPECT_GE(files, 3);
}

TEST(NetFiles, CountsAreMadeProbabilities) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  const std::filesystem::path file = networks_dir + "/net/test1.net";
  const Network network = read_net(file);
  EXPECT_EQ(network.warnings,
            std::vector<std::string>{file.string() + ": rows of counts were divided by their sum: 10"});
  EXPECT_DOUBLE_EQ(p(network, "C4", "State 1"), 0.1);
  EXPECT_DOUBLE_EQ(p(network, "C2", "State 2", {{"C4", "State 2"}, {"C1", "State 2"}}), 7.0 / 36);
}

// The one file of another format whose tables all agree with the BIF.
TEST(NetFiles, AlarmHasTheKnownMarginals) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  if (std::string(CASUS_ORACLES_DIR).empty())
    GTEST_SKIP() << "CASUS_ORACLES_DIR is not set: the file of known answers is not here";
  std::ifstream file(std::string(CASUS_ORACLES_DIR) + "/bn_exact.json");
  ASSERT_TRUE(file) << CASUS_ORACLES_DIR;
  const nlohmann::json prior = nlohmann::json::parse(file).at("alarm").at("prior");
  const Network alarm = read_net(std::filesystem::path(networks_dir + "/net/alarm.net"));
  EXPECT_EQ(prior.size(), alarm.variables.size());
  std::vector<Query> queries;
  for (const Category& variable : alarm.variables) queries.push_back(distribution_of(variable));
  const Answers answers = estimate(alarm.model, queries, {.method = Method::exact});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Category& variable = alarm.variables[i];
    for (std::size_t state = 0; state < variable.states().size(); ++state)
      EXPECT_NEAR(answers[i].parts[state].value,
                  prior.at(variable.name()).at(variable.states()[state]).get<double>(), 1e-6)
          << variable.name() << ' ' << variable.states()[state];
  }
}

}  // namespace
}  // namespace casus
