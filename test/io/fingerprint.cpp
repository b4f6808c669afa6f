// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/fingerprint.hpp>

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>
#include <casus/model/operations.hpp>

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

// Stored records contain fingerprints. These numbers may change only when the meaning of the
// fingerprint does, never because an operation, a kind or a law was added.
TEST(Fingerprint, StaysTheSame) {
  Model m;
  const auto share = m.parameter("share", Beta(2, 3));
  const auto war = m.add("war", Bernoulli(share));
  const auto front = m.add("front", Categorical({"low", "high"}, {1 - share, share}));
  const auto size = m.add("size", LogNormal(1, 2), {.when = war});
  const auto count = m.add("count", Poisson(exp(-share) + 3));
  m.add("loss", Deterministic(if_then_else(front == "high" && count > 2, (max)(size, 1.0), 0.5)),
        {.when = war});
  EXPECT_EQ(fingerprint(m), 0xa6863638dee9c448u);

  Timeline t;
  const auto rebels = t.event("rebels");
  t.first(rebels, Bernoulli(0.25));
  t.step(rebels, Bernoulli(if_then_else(rebels.last(), 0.75, 0.125)));
  EXPECT_EQ(fingerprint(t, 3), 0x2eb424f8cf6524a5u);
}

TEST(Fingerprint, HashesOperationsAndKindsByNamesOfTheirOwn) {
  std::set<std::pair<std::string_view, std::size_t>> operations;
  for (const detail::Operation& row : detail::operation_rows) {
    EXPECT_FALSE(detail::lasting_name(row.op).empty()) << static_cast<int>(row.op);
    EXPECT_TRUE(operations.insert({detail::lasting_name(row.op), row.arity()}).second)
        << detail::lasting_name(row.op);
  }
  EXPECT_EQ(detail::lasting_name(Op::minimum), "min");
  EXPECT_EQ(detail::lasting_name(Op::noisy_or), "noisy_or");
  std::set<std::string_view> kinds;
  for (const Kind kind : {Kind::event, Kind::category, Kind::quantity, Kind::count})
    kinds.insert(detail::lasting_name(kind));
  EXPECT_EQ(kinds.size(), 4u);
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
