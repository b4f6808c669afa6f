// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/read_network.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xmlbif.hpp>
#include <casus/model/changes.hpp>

#include "../support/message.hpp"
#include "../support/network.hpp"

namespace casus {
namespace {

using test::networks_dir;
using test::p;

const std::string bif_text =
    "network n { } variable a { type discrete [2] {x, y}; } probability (a) { table 0.25 0.75; }";
const std::string xmlbif_text =
    "<BIF><NETWORK><VARIABLE><NAME>a</NAME><VALUE>x</VALUE><VALUE>y</VALUE></VARIABLE>"
    "<DEFINITION><FOR>a</FOR><TABLE>0.25 0.75</TABLE></DEFINITION></NETWORK></BIF>";
const std::string uai_text = "BAYES 1 2 1 1 0 2 0.25 0.75";
const std::string net_text = "net{}node a{states=(x y);}potential(a){data=(0.25 0.75);}";
const std::string xdsl_text =
    "<smile><nodes><cpt id=\"a\"><state id=\"x\"/><state id=\"y\"/><probabilities>0.25 "
    "0.75</probabilities></cpt>"
    "</nodes></smile>";

std::string outcome(const std::string& text, const std::string& name) {
  return test::message([&] {
    const Network network = read_network(text, name);
    EXPECT_DOUBLE_EQ(p(network, network.variables[0].name(), network.variables[0].states()[0]), 0.25);
  });
}

TEST(ReadNetwork, GoesByTheExtensionWhateverItsCase) {
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{{"n.bif", bif_text},
                                                                                   {"some/n.BIF", bif_text},
                                                                                   {"n.xmlbif", xmlbif_text},
                                                                                   {"n.bifxml", xmlbif_text},
                                                                                   {"n.uai", uai_text},
                                                                                   {"n.net", net_text},
                                                                                   {"n.xdsl", xdsl_text}})
    EXPECT_EQ(outcome(text, name), "no error") << name;
  EXPECT_EQ(outcome(net_text, "n.bif"),
            "n.bif:1:1: expected a block: network, variable or probability, got 'net'");
}

TEST(ReadNetwork, GoesByWhatATextBeginsWithUnderOtherNames) {
  for (const std::string name : {"n.xml", "n", "n.txt", "-"})
    for (const std::string& text :
         {bif_text, xmlbif_text, uai_text, net_text, xdsl_text, "// c\n /* d */ " + bif_text,
          "<?xml version=\"1.0\"?><!-- <smile> -->\n" + xmlbif_text,
          "<?xml?>\n<!DOCTYPE BIF [ <!ELEMENT BIF (A)> ]>" + xmlbif_text, "\xef\xbb\xbf# c\n" + uai_text,
          "% BAYES\n\n" + net_text})
      EXPECT_EQ(outcome(text, name), "no error") << name << ": " << text;
}

TEST(ReadNetwork, SaysWhatIsKnownWhereAFileIsUnknown) {
  const std::string known =
      "expected a network in a known format: BIF (.bif), XMLBIF (.xmlbif, .bifxml), UAI (.uai), Hugin NET "
      "(.net), XDSL "
      "(.xdsl), got ";
  EXPECT_EQ(outcome("", "n"), "n: " + known + "no extension and no first word");
  EXPECT_EQ(outcome("<html>", "n.biff"),
            "n.biff: " + known + "the extension '.biff' and a text that begins with '<html'");
  EXPECT_EQ(outcome("a,b\n1,2", "n.csv"),
            "n.csv: " + known + "the extension '.csv' and a text that begins with 'a,b'");
  EXPECT_EQ(outcome("/* <!-- ", "n"), "n: " + known + "no extension and no first word");
  EXPECT_EQ(
      outcome("net Asia { };", "asia.dsl"),
      "asia.dsl: expected a network in a format that is read, got GeNIe's older format DSL; have GeNIe save "
      "it as .xdsl");
}

// A caller who knows other formats is told of an unknown one by a type, not by the words of the
// message. A network in a known format with an error in it is not of an unknown format.
TEST(ReadNetwork, ThrowsATypeOfItsOwnWhereAFormatIsUnknown) {
  EXPECT_THROW(read_network("Dear all,", "n.txt"), UnknownNetworkFormat);
  const auto is_unknown = [](const std::string& text, const std::string& name) {
    try {
      read_network(text, name);
    } catch (const Error& error) {
      return dynamic_cast<const UnknownNetworkFormat*>(&error) != nullptr;
    }
    return false;
  };
  EXPECT_TRUE(is_unknown("Dear all,", "n.txt"));
  EXPECT_FALSE(is_unknown("network x {", "n.txt"));
  EXPECT_FALSE(is_unknown("Dear all,", "n.bif"));
  EXPECT_FALSE(is_unknown("net Asia { };", "asia.dsl"));
  EXPECT_FALSE(
      is_unknown("\xff\xfe"
                 "D",
                 "n.txt"));
}

TEST(WriteNetwork, WritesEachFormatThatCanBeWrittenAndReadsItBack) {
  const Network network = read_network(bif_text, "n.bif");
  std::size_t written = 0;
  for (const NetworkFormat& format : network_formats())
    for (const std::string& extension : format.extensions) {
      SCOPED_TRACE(extension);
      if (!format.can_be_written) {
        EXPECT_THROW(write_network(network, extension), UnknownNetworkFormat);
        continue;
      }
      ++written;
      const Network same = read_network(write_network(network, extension), "n" + extension);
      EXPECT_EQ(same.variables.size(), network.variables.size());
    }
  EXPECT_EQ(written, 4u);
  EXPECT_EQ(write_network(network, ".BIF"), to_bif(network));
}

TEST(WriteNetwork, SaysWhatCanBeWritten) {
  const auto message = [](const std::string& extension) {
    try {
      write_network(read_network(bif_text, "n.bif"), extension);
    } catch (const UnknownNetworkFormat& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const std::string known =
      "file format: expected one that can be written: BIF (.bif), XMLBIF (.xmlbif, .bifxml), UAI (.uai), "
      "got ";
  EXPECT_EQ(message(".net"), known + "Hugin NET, which is read only");
  EXPECT_EQ(message(".csv"), known + "the extension '.csv'");
  EXPECT_EQ(message(""), known + "the extension ''");
}

TEST(ReadNetwork, NamesTheEncodingThatIsNotUtf8) {
  std::string wide = "\xff\xfe";
  for (const char c : bif_text) wide += {c, '\0'};
  for (const char* name : {"n.bif", "n"})
    EXPECT_EQ(outcome(wide, name),
              std::string(name) + ": expected text in UTF-8, got text in UTF-16; save it as UTF-8");
}

TEST(ReadNetwork, ReadsStreamsAndFiles) {
  std::istringstream stream(xdsl_text);
  EXPECT_EQ(read_network(stream, "a stream").variables.size(), 1u);
  const auto path = std::filesystem::path(testing::TempDir()) / "casus_read_network_test.xml";
  std::ofstream(path) << xmlbif_text;
  EXPECT_EQ(read_network(path).variables.size(), 1u);
  std::filesystem::remove(path);
  EXPECT_EQ(test::message([&] { read_network(path); }),
            path.string() + ": expected a file that can be read, got none");
}

// ---- writing

TEST(WriteNetwork, RefusesByNameWhatNoFileHolds) {
  Model model;
  const Event war = model.add("war", Bernoulli(0.25));
  model.add("troops", LogNormal(1, 1), {.when = war});
  EXPECT_EQ(
      test::message([&] { to_bif(model); }),
      "troops: expected an event or category, because network files cannot state others, got a quantity");
  Model counted;
  counted.add("n", Poisson(3));
  EXPECT_EQ(test::message([&] { to_uai(counted); }),
            "n: expected an event or category, because network files cannot state others, got a count");
  Model uncertain;
  const Parameter q = uncertain.parameter("q", Beta(1, 9));
  uncertain.add("war", Bernoulli(q));
  EXPECT_EQ(test::message([&] { to_xmlbif(uncertain); }),
            "war: expected known probabilities, because network files cannot state others, got the uncertain "
            "parameter 'q'");
  Model twins;
  twins.add("war", Bernoulli(0.25));
  twins = add_twin(std::move(twins), "war'", 0, {});
  EXPECT_EQ(test::message([&] { to_bif(twins); }),
            "war': expected a variable with a chance of its own, because network files cannot state others, "
            "got the twin of "
            "'war'");
}

TEST(WriteNetwork, FormulasAndGuardsBecomeTables) {
  Model model;
  const Event war = model.add("war", Bernoulli(0.25));
  const Category who = model.add("who wins", Categorical({"we", "they"}, {0.1, 0.9}), {.when = war});
  model.add("fall", Bernoulli(table({who}, {{{"we"}, 0.5}, {{"they"}, 0.125}})), {.when = war});
  model.add("either", Deterministic(war || who == "we"));
  const std::string text = to_bif(model, "war");
  EXPECT_EQ(text, R"(network war {
}
variable war {
  type discrete [ 2 ] { no, yes };
}
variable "who wins" {
  type discrete [ 3 ] { we, they, none };
}
variable fall {
  type discrete [ 2 ] { no, yes };
}
variable either {
  type discrete [ 2 ] { no, yes };
}
probability ( war ) {
  table 0.75, 0.25;
}
probability ( "who wins" | war ) {
  (no) 0, 0, 1;
  (yes) 0.1, 0.9, 0;
}
probability ( fall | "who wins", war ) {
  (we, no) 1, 0;
  (we, yes) 0.5, 0.5;
  (they, no) 1, 0;
  (they, yes) 0.875, 0.125;
  (none, no) 1, 0;
  (none, yes) 1, 0;
}
probability ( either | war, "who wins" ) {
  (no, we) 0, 1;
  (no, they) 1, 0;
  (no, none) 1, 0;
  (yes, we) 0, 1;
  (yes, they) 0, 1;
  (yes, none) 0, 1;
}
)");
  const Network network = read_network(text, "war.bif");
  const double expected = Enumeration(model)(P(model.event("fall")));
  EXPECT_NEAR(p(network, "fall", "yes"), expected, 1e-15);
}

TEST(WriteNetwork, WhatWasAddedToTheModelOfANetworkIsWrittenToo) {
  Network network = read_network(bif_text, "n.bif");
  network.model.add("b", Deterministic(network.model.category("a") == "y"));
  EXPECT_EQ(to_uai(network), "BAYES\n2\n2 2\n2\n1 0\n2 0 1\n\n2\n0.25 0.75\n\n4\n1 0\n0 1\n");
}

// Found by fuzzing: a title may be any text.
TEST(WriteNetwork, TheNameOfANetworkIsWrittenOnOneLineWithoutQuotes) {
  Model model;
  model.add("a", Bernoulli(0.25));
  const std::string title = "\n the \"first\"\r\nof\ttwo \x01";
  EXPECT_EQ(read_bif(to_bif(model, title), "n").name, "the  first   of two");
  EXPECT_EQ(read_xmlbif(to_xmlbif(model, title), "n").name, "the  first   of two");
  EXPECT_EQ(read_bif(to_bif(model, " \n"), "n").name, "unknown");
  const Network network = read_network(
      "<BIF><NETWORK><NAME>two\nlines</NAME><VARIABLE><NAME>a</NAME><VALUE>x</VALUE><VALUE>y</VALUE></"
      "VARIABLE>"
      "<DEFINITION><FOR>a</FOR><TABLE>0.25 0.75</TABLE></DEFINITION></NETWORK></BIF>",
      "n");
  EXPECT_EQ(network.name, "two\nlines");
  EXPECT_EQ(read_bif(to_bif(network), "n").name, "two lines");
}

TEST(WriteNetwork, NamesThatAreNoWordsStandInQuotes) {
  Model model;
  model.add("*", Categorical({"*", "a b", "a//b", "[0]", "<5", "{", "\xc3\xbc"},
                             {0.5, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05}));
  const std::string text = to_bif(model);
  EXPECT_NE(text.find("{ \"*\", \"a b\", \"a//b\", [0], <5, \"{\", \xc3\xbc }"), std::string::npos) << text;
  EXPECT_EQ(to_bif(read_network(text, "n.bif")), text);
}

TEST(WriteNetworkFiles, EveryNumberOfEveryNetworkSurvivesEveryFormat) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(networks_dir)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md") continue;
    Network network;
    try {
      network = read_network(entry.path());
    } catch (const Error&) {
      continue;  // the tests of the formats say why
    }
    ++files;
    const std::string text = to_bif(network), numbers = to_uai(network);
    const Network of_bif = read_bif(text, "n.bif"), of_xmlbif = read_xmlbif(to_xmlbif(network), "n.xml"),
                  of_uai = read_uai(numbers, "n.uai");
    EXPECT_EQ(to_bif(of_bif), text) << entry.path();
    EXPECT_EQ(to_uai(of_bif), numbers) << entry.path();
    EXPECT_EQ(to_uai(of_xmlbif), numbers) << entry.path();
    EXPECT_EQ(to_uai(of_uai), numbers) << entry.path();
    if (!network.name.empty()) {
      EXPECT_EQ(to_bif(of_xmlbif), text) << entry.path();
    }
    for (const Network* again : {&of_bif, &of_xmlbif, &of_uai})
      EXPECT_TRUE(again->warnings.empty()) << entry.path();
  }
  EXPECT_GE(files, 28);
}

TEST(WriteNetworkFiles, AnswersStayTheKnownOnesThroughEveryFormat) {
  if (networks_dir.empty()) GTEST_SKIP() << "CASUS_NETWORKS_DIR is not set: the network files are not here";
  if (std::string(CASUS_ORACLES_DIR).empty())
    GTEST_SKIP() << "CASUS_ORACLES_DIR is not set: the file of known answers is not here";
  std::ifstream file(std::string(CASUS_ORACLES_DIR) + "/bn_exact.json");
  ASSERT_TRUE(file) << CASUS_ORACLES_DIR;
  const nlohmann::json oracles = nlohmann::json::parse(file);
  int compared = 0;
  for (const char* name : {"asia", "cancer", "sachs", "child", "alarm", "insurance"}) {
    if (!oracles.contains(name)) continue;
    const Network original = read_network(std::filesystem::path(networks_dir + "/bif/" + name + ".bif"));
    for (const Network& network : {read_bif(to_bif(original), "n"), read_xmlbif(to_xmlbif(original), "n"),
                                   read_uai(to_uai(original), "n")}) {
      ++compared;
      std::vector<Query> queries;
      for (const Category& variable : network.variables) queries.push_back(distribution_of(variable));
      const Answers answers = estimate(network.model, queries, {.method = Method::exact});
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const Category& variable = original.variables[i];
        const nlohmann::json& prior = oracles.at(name).at("prior").at(variable.name());
        for (std::size_t state = 0; state < variable.states().size(); ++state)
          EXPECT_NEAR(answers[i].parts[state].value, prior.at(variable.states()[state]).get<double>(), 1e-6)
              << name << ": " << variable.name();
      }
    }
  }
  EXPECT_GE(compared, 12);
}

}  // namespace
}  // namespace casus
