// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/fingerprint.hpp>

#include <set>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>

#include "../support/long_expressions.hpp"
#include "../support/small_stack.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

Model stated(double p, const std::string& name = "a", const std::string& source = {}) {
  Model m;
  const auto share = m.parameter("share", Beta(2, 3));
  const auto a = m.add(name, Bernoulli(p), {.source = source});
  m.add("b", Categorical({"x", "y"}, {if_then_else(a, share, 0.5), if_then_else(a, 1 - share, 0.5)}));
  m.add("c", LogNormal(1, 2), {.when = a});
  return m;
}

TEST(Fingerprint, TellsModelsApart) {
  EXPECT_EQ(fingerprint(stated(0.5)), fingerprint(stated(0.5)));
  EXPECT_EQ(fingerprint(stated(0.5)), fingerprint(stated(0.5, "a", "a source")));
  EXPECT_NE(fingerprint(stated(0.5)), fingerprint(stated(0.5000000000000001)));
  EXPECT_NE(fingerprint(stated(0.5)), fingerprint(stated(0.5, "A")));
  const Model held = hold(stated(0.5), 0, 0.4);
  Model more = stated(0.5);
  more.add("d", Bernoulli(0.5));
  EXPECT_EQ((std::set{fingerprint(stated(0.5)), fingerprint(held), fingerprint(more)}).size(), 3u);
}

TEST(Fingerprint, TellsTimelinesApart) {
  const test::Everything one, same, governed(true);
  EXPECT_EQ(fingerprint(one.timeline, 8), fingerprint(same.timeline, 8));
  EXPECT_NE(fingerprint(one.timeline, 8), fingerprint(one.timeline, 9));
  EXPECT_NE(fingerprint(one.timeline, 8), fingerprint(governed.timeline, 8));
  Timeline changed = one.timeline;
  changed.first(one.war, Bernoulli(0.5));
  EXPECT_NE(fingerprint(one.timeline, 8), fingerprint(changed, 8));
}

// Expressions that share their parts are not gone through as trees.
TEST(Fingerprint, TakesNoLongerForSharedParts) {
  Model m;
  Real x = m.parameter("x", Uniform(0, 1));
  for (int i = 0; i < 200; ++i) x = (x + x) / 2;
  m.parameter("y", Deterministic(x));
  EXPECT_NE(fingerprint(m), 0u);
}

TEST(Fingerprint, TellsWhatIsTheCaseWhereAGuardDoesNotHold) {
  const auto guarded = [](const std::string& absent) {
    Timeline timeline;
    const auto war = timeline.event("war");
    const auto front =
        timeline.category("front", {"low", "high"}, {.when = war.now(), .absent_state = absent});
    timeline.each(war, Bernoulli(0.5));
    timeline.each(front, Categorical({"low", "high"}, {0.3, 0.7}));
    return fingerprint(timeline, 2);
  };
  EXPECT_EQ(guarded("low"), guarded("low"));
  EXPECT_NE(guarded("none"), guarded("low"));
}

TEST(Fingerprint, TellsANameFromTheExpressionThatItReadsAs) {
  const auto stated = [](bool by_name) {
    Model m;
    const auto a = m.add("a", Normal(0, 1)), b = m.add("b", Normal(0, 1)),
               named = m.add("max(a, b)", Normal(0, 1));
    m.add("c", Normal(by_name ? Real(named) : (max)(a, b), 1));
    return fingerprint(m);
  };
  EXPECT_EQ(stated(true), stated(true));
  EXPECT_NE(stated(true), stated(false));
}

TEST(Fingerprint, CountsAUsersFunctionByItsName) {
  const auto stated = [](const std::string& name, double result) {
    Model m;
    const auto a = m.add("a", Normal(0, 1));
    m.add("c", Normal(function(name, {a},
                               [result](auto, std::span<double> out) {
                                 for (double& one : out) one = result;
                               }),
                      1));
    return fingerprint(m);
  };
  EXPECT_EQ(stated("f", 1), stated("f", 2));
  EXPECT_NE(stated("f", 1), stated("g", 1));
}

TEST(Fingerprint, GoesAsDeepAsExpressionsDo) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  m.add("sum", Deterministic(test::long_sum(x, 100000)));
  m.add("doubled", Deterministic(test::doubled(x, 60)));
  test::with_small_stack([&] { EXPECT_NE(fingerprint(m), 0u); });
}

}  // namespace
}  // namespace casus
