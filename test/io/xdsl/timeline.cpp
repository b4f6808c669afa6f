// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/read_network.hpp>
#include <casus/io/xdsl.hpp>

#include "../../support/message.hpp"
#include "../../support/network.hpp"

namespace casus {
namespace {

// SMILE's tutorial of a dynamic network: rain depends on where one is, and on whether it rained the day before.
const std::string umbrella_nodes =
    "<smile id=\"days\"><nodes>\n"
    "<cpt id=\"Location\"><state id=\"Pittsburgh\"/><state id=\"Sahara\"/><probabilities>0.5 "
    "0.5</probabilities></cpt>\n"
    "<cpt id=\"Rain\" dynamic=\"plate\"><state id=\"true\"/><state id=\"false\"/><parents>Location</parents>"
    "<probabilities>0.7 0.3 0.01 0.99</probabilities></cpt>\n"
    "<cpt id=\"Umbrella\" dynamic=\"plate\"><state id=\"true\"/><state id=\"false\"/><parents>Rain</parents>"
    "<probabilities>0.9 0.1 0.2 0.8</probabilities></cpt>\n</nodes>\n";
std::string umbrella(const std::string& definitions, const std::string& slices = "5") {
  return umbrella_nodes + "<dynamic numslices=\"" + slices + "\">\n" + definitions + "</dynamic></smile>\n";
}
const std::string rain_after_rain =
    "<cpt id=\"Rain\" order=\"1\"><parents>Rain</parents><probabilities>0.7 0.3 0.3 0.7 0.001 0.999 0.01 "
    "0.99</probabilities></cpt>\n";

double exactly(Horizon& horizon, const Query& query) {
  return estimate(horizon, {query}, {.method = Method::exact})[0].value;
}
Category at(Horizon& horizon, const std::string& series, Index step) {
  return horizon.at(horizon.series<Category>(*horizon.find(series)), step);
}

TEST(XdslTimeline, ADynamicNetworkIsATimeline) {
  const Network network = read_network(umbrella(rain_after_rain), "n.xdsl");
  EXPECT_EQ(network.name, "days");
  ASSERT_TRUE(network.timeline);
  EXPECT_EQ(network.steps, 5);
  EXPECT_TRUE(network.model.variables().empty() && network.variables.empty() && network.warnings.empty());
  Horizon horizon(*network.timeline, network.steps);
  EXPECT_EQ(horizon.names(), (std::vector<std::string>{"Rain", "Umbrella"}));
  // [location][it rained the day before, or not]: the own parents of a node stand before those of earlier slices
  const double first[2] = {0.7, 0.01}, later[2][2] = {{0.7, 0.3}, {0.001, 0.01}};
  const bool seen[5] = {true, true, false, true, true};
  double both = 0, all = 0, last = 0;
  for (int place = 0; place < 2; ++place)
    for (int days = 0; days < 32; ++days) {
      double weight = 0.5, of_rain = 1;
      for (int day = 0; day < 5; ++day) {
        const bool rains = (days >> day & 1) != 0, rained = day > 0 && (days >> (day - 1) & 1) != 0;
        const double p = day == 0 ? first[place] : later[place][rained ? 0 : 1];
        of_rain *= rains ? p : 1 - p;
        const double umbrellas = rains ? 0.9 : 0.2;
        weight *= seen[day] ? umbrellas : 1 - umbrellas;
      }
      const bool rains = (days >> 4 & 1) != 0;
      all += weight * of_rain;
      both += rains ? weight * of_rain : 0;
      last += rains ? 0.5 * of_rain : 0;
    }
  EXPECT_NEAR(exactly(horizon, P(at(horizon, "Rain", 4) == "true")), last, 1e-12);
  Query query = P(at(horizon, "Rain", 4) == "true");
  for (Index day = 0; day < 5; ++day)
    query = query.given(at(horizon, "Umbrella", day) == (seen[day] ? "true" : "false"));
  EXPECT_NEAR(exactly(horizon, query), both / all, 1e-12);
}

// Arcs of order 2, an anchor that is there in slice 0 alone, and a terminal.
TEST(XdslTimeline, TablesOfSeveralOrdersFollowOnEachOther) {
  const std::string text =
      "<smile id=\"two\"><nodes>"
      "<cpt id=\"A\" dynamic=\"anchor\"><state id=\"a\"/><state id=\"b\"/><probabilities>0.3 "
      "0.7</probabilities></cpt>"
      "<cpt id=\"C\"><state id=\"lo\"/><state id=\"hi\"/><probabilities>0.6 0.4</probabilities></cpt>"
      "<cpt id=\"X\" dynamic=\"plate\"><state id=\"u\"/><state id=\"d\"/><parents>A C</parents>"
      "<probabilities>0.1 0.9 0.2 0.8 0.5 0.5 0.8 0.2</probabilities></cpt>"
      "<cpt id=\"T\" dynamic=\"terminal\"><state id=\"y\"/><state id=\"n\"/><parents>X</parents>"
      "<probabilities>0.9 0.1 0.25 0.75</probabilities></cpt></nodes><dynamic numslices=\"4\">"
      "<cpt id=\"X\" order=\"1\"><parents>X</parents><probabilities>0.6 0.4 0.3 0.7 0.7 0.3 0.15 "
      "0.85</probabilities></cpt>"
      "<cpt id=\"X\" order=\"2\"><parents>X</parents><probabilities>0.6 0.4 0.35 0.65 0.4 0.6 0.1 0.9 0.7 "
      "0.3 "
      "0.45 0.55 0.5 0.5 0.05 0.95</probabilities></cpt></dynamic></smile>";
  const Network network = read_xdsl(text, "n.xdsl");
  EXPECT_EQ(network.warnings,
            (std::vector<std::string>{
                "n.xdsl: terminal nodes are series that read each slice as if it were the last; "
                "ask for them in the last: T"}));
  Horizon horizon(*network.timeline, network.steps);
  const double a[2] = {0.3, 0.7}, c[2] = {0.6, 0.4}, slice0[2][2] = {{0.1, 0.2}, {0.5, 0.8}};
  const double order1[2][2] = {{0.6, 0.3}, {0.7, 0.15}};  // [C][the slice before]
  const double order2[2][2][2] = {{{0.6, 0.35}, {0.4, 0.1}}, {{0.7, 0.45}, {0.5, 0.05}}};
  double up = 0, twice = 0;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int path = 0; path < 16; ++path) {
        const std::array<int, 4> down = {path & 1, path >> 1 & 1, path >> 2 & 1, path >> 3 & 1};
        double weight = a[i] * c[j];
        for (std::size_t t = 0; t < 4; ++t) {
          const double p = t == 0   ? slice0[i][j]
                           : t == 1 ? order1[j][down[0]]
                                    : order2[j][down[t - 1]][down[t - 2]];
          weight *= down[t] == 0 ? p : 1 - p;
        }
        up += down[3] == 0 ? weight : 0;
        twice += down[3] == 0 && down[1] == 0 ? weight : 0;
      }
  EXPECT_NEAR(exactly(horizon, P(at(horizon, "X", 3) == "u")), up, 1e-12);
  EXPECT_NEAR(exactly(horizon, P(at(horizon, "X", 3) == "u" && at(horizon, "X", 1) == "u")), twice, 1e-12);
  EXPECT_NEAR(exactly(horizon, P(at(horizon, "T", 3) == "y")), 0.9 * up + 0.25 * (1 - up), 1e-12);
}

// Other kinds of tables, and an equation that stays the same.
TEST(XdslTimeline, DeterministicNodesAndEquationsOutsideOfThePlate) {
  const Network network = read_xdsl(
      "<smile><nodes>"
      "<equation id=\"heat\"><definition>heat=Normal(20,5)</definition><discretization><interval "
      "upper=\"20\"/><interval upper=\"50\"/></discretization></equation>"
      "<deterministic id=\"side\" dynamic=\"plate\"><state id=\"l\"/><state id=\"r\"/>"
      "<resultingstates>l</resultingstates></deterministic>"
      "<cpt id=\"x\" dynamic=\"plate\"><state id=\"y\"/><state id=\"n\"/><parents>heat side</parents>"
      "<probabilities>0.1 0.9 0.2 0.8 0.3 0.7 0.4 0.6</probabilities></cpt></nodes>"
      "<dynamic numslices=\"3\"><deterministic id=\"side\" order=\"1\"><parents>side</parents>"
      "<resultingstates>r l</resultingstates></deterministic></dynamic></smile>",
      "n.xdsl");
  Horizon horizon(*network.timeline, network.steps);
  const auto mean = [&](Index slice) {
    return estimate(horizon, {P(at(horizon, "x", slice) == "y")}, {.trajectories = 100'000, .seed = 2})[0];
  };
  for (const auto& [slice, p] : {std::pair{0, 0.2}, std::pair{1, 0.3}, std::pair{2, 0.2}}) {
    const Answer answer = mean(slice);
    EXPECT_NEAR(answer.value, p, 5 * answer.standard_error + 1e-12) << slice;
  }
}

TEST(XdslTimeline, IsWrittenAsAModelFileAndNoOther) {
  const Network network = read_xdsl(umbrella(rain_after_rain), "n.xdsl");
  EXPECT_EQ(
      test::message([&] { to_bif(network); }),
      "days: expected a network without time, because network files cannot state others, got a timeline");
  const std::string text = write_model(*network.timeline, network.steps);
  const ModelFile again = read_model(text, "n.toml");
  EXPECT_EQ(write_model(*again.timeline, again.steps), text);
}

TEST(XdslTimeline, ANetworkWithoutAPlateHasNoTime) {
  const std::string lone =
      "<smile><nodes><cpt id=\"x\"><state id=\"y\"/><probabilities>1</probabilities></cpt></nodes>\n";
  EXPECT_FALSE(read_xdsl(lone + "<dynamic numslices=\"7\"/></smile>", "n.xdsl").timeline);
  const Network ten = read_xdsl(umbrella_nodes + "</smile>", "n.xdsl");
  EXPECT_EQ(ten.steps, 10);  // GeNIe's default
  ASSERT_TRUE(ten.timeline);
}

TEST(XdslTimeline, RefusesAtItsPlace) {
  const std::string lone = "<cpt id=\"Rain\" order=\"";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {umbrella(rain_after_rain, "0"), "6:21: expected a number of slices, 1 to 1200, got '0'"},
      {umbrella(rain_after_rain, "1201"), "6:21: expected a number of slices, 1 to 1200, got '1201'"},
      {umbrella_nodes + "<dynamic/></smile>",
       "6:1: expected the attribute 'numslices' of <dynamic>, got none"},
      {umbrella(rain_after_rain + rain_after_rain),
       "8:1: expected one definition of order 1 for 'Rain', got a second one"},
      {umbrella("<equation id=\"Rain\" order=\"1\"/>"),
       "7:1: expected an element that is known in <dynamic> (cpt, deterministic, noisymax), got <equation>"},
      {umbrella("<cpt order=\"1\"/>"), "7:1: expected the attribute 'id' of <cpt>, got none"},
      {umbrella("<cpt id=\"Rain\"/>"), "7:1: expected the attribute 'order' of <cpt>, got none"},
      {umbrella("<cpt id=\"Rian\" order=\"1\"/>"),
       "7:10: expected a declared variable, got 'Rian'; did you mean 'Rain'?"},
      {umbrella("<cpt id=\"Location\" order=\"1\"/>"),
       "7:10: expected a node of the plate (dynamic=\"plate\"), got 'Location'"},
      {umbrella(lone + "0\"/>"), "7:23: expected an order, 1 to 100, got '0'"},
      {umbrella(lone + "2\"/>"),
       "3:1: expected a definition of order 1 for 'Rain', which has one of order 2, got none"},
      {umbrella(lone + "1\"><parents>Location</parents></cpt>"),
       "7:35: expected a node of the plate (dynamic=\"plate\"), some slices before, got 'Location'"},
      {umbrella(lone + "1\"><parents>Rain\nRain</parents></cpt>"),
       "7:1: expected each parent once, got 'last(Rain)' twice"},
      {umbrella(lone + "1\"><parents>Rain</parents><probabilities>0.7 0.3</probabilities></cpt>"),
       "7:49: expected 8 numbers in the table of 'Rain of order 1', got 2"},
      {umbrella(lone + "1\"><parents>Rain</parents><probabilities>0.7 0.3 0.3 0.7 0.7 0.3\n0.5 "
                       "0.6</probabilities></cpt>"),
       "8:1: expected probabilities that sum to 1 where Location = Sahara, last(Rain) = false, got 1.1"},
  };
  for (const auto& [text, message] : wrong)
    EXPECT_EQ(test::message([&] { read_xdsl(text, "n.xdsl"); }), "n.xdsl:" + message) << text;
}

TEST(XdslTimeline, RefusesArcsThatGoAgainstTime) {
  const auto node = [](const std::string& id, const std::string& time, const std::string& parent) {
    return "\n<cpt id=\"" + id + "\" dynamic=\"" + time + "\"><state id=\"s\"/><parents>" + parent +
           "</parents><probabilities>1</probabilities></cpt>";
  };
  const auto complaint = [](const std::string& all) {
    return test::message([&] { read_xdsl("<smile><nodes>" + all + "</nodes></smile>", "n.xdsl"); });
  };
  EXPECT_EQ(
      complaint(node("a", "anchor", "x") + node("x", "plate", "")),
      "n.xdsl:2:1: expected parents outside of time for a node that stays the same, got 'x' in the plate");
  EXPECT_EQ(complaint(node("x", "plate", "t") + node("t", "terminal", "")),
            "n.xdsl:2:1: expected no terminal as a parent of a node of the plate, got the terminal 't'");
  EXPECT_EQ(complaint(node("x", "plate", "a") + node("a", "anchor", "")),
            "n.xdsl:2:1: expected a definition of order 1 for 'x' in <dynamic>, because an anchor exists "
            "only in slice 0, "
            "got none");
  EXPECT_EQ(complaint(node("x", "plates", "")),
            "n.xdsl:2:22: expected one of anchor, plate, terminal, got 'plates'; did you mean 'plate'?");
  EXPECT_EQ(
      complaint("\n<equation id=\"x\" dynamic=\"plate\"><definition>x=1</definition></equation>"),
      "n.xdsl:2:27: expected a discrete node in time (cpt, deterministic or noisymax), got an equation");
  EXPECT_EQ(
      complaint(node("x", "plate", "y") + node("y", "plate", "x")),
      "n.xdsl:2:1: expected variables that do not depend on themselves, got the cycle 'x' -> 'y' -> 'x'");
}

TEST(XdslTimeline, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives(umbrella(rain_after_rain, "2"), std::string("\"<>/&!1\0\xff", 9),
                        [](const std::string& broken) { read_xdsl(broken, "n.xdsl"); });
}

}  // namespace
}  // namespace casus
