// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/registry.hpp"

#include <cstddef>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

TEST(Registry, HasEachMethodOnceUnderANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const MethodName& one : method_names()) {
    EXPECT_EQ(to_text(one.id), one.name);
    EXPECT_FALSE(one.help.empty()) << one.name;
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
  }
  EXPECT_EQ(names.size(), registry().size() + 1);
  EXPECT_EQ(method_names()[0].id, Method::automatic);
  const std::vector<Method> all{Method::exact, Method::forward, Method::weighted, Method::splitting,
                                Method::sequential};
  ASSERT_EQ(registry().size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(method_entry(all[i]).id, all[i]);
    EXPECT_EQ(registry()[i]->id, all[i]);
  }
  EXPECT_THROW(method_entry(Method::automatic), Error);
}

// A method answers just those sets of which it does not say why it cannot.
TEST(Registry, WhyNotIsWhatRefuses) {
  Model m;
  const Event rain = m.add("rain", Bernoulli(0.25));
  const Quantity size = m.add("size", Normal(0, 1));
  Timeline t;
  const auto wet = t.event("wet");
  t.first(wet, Bernoulli(0.5));
  t.step(wet, Bernoulli(if_then_else(wet.last(), 0.8, 0.2)));
  Horizon h(t, 3);
  const std::vector<Query> of_model{P(rain),
                                    E(size),
                                    quantile(size, 0.5),
                                    histogram(size, {0, 1}),
                                    P(rain).given(observed(size, 1)),
                                    P(rain).given(size > 0)};
  const std::vector<Query> of_horizon{P(h.by(wet, 2)), P(h.at(wet, 1)).given(!h.at(wet, 2))};
  const auto check = [](const Subject& subject, const Query& query) {
    for (const MethodEntry* const method : registry()) {
      const bool refuses = method->why_not(subject, {query}).has_value();
      const Options options{.trajectories = 5120};
      if (refuses)
        EXPECT_THROW(method->answer(subject, {query}, options), Error)
            << method->name << ' ' << to_text(query);
      else
        EXPECT_NO_THROW(method->answer(subject, {query}, options)) << method->name << ' ' << to_text(query);
    }
  };
  for (const Query& query : of_model) check(m, query);
  for (const Query& query : of_horizon) check(h, query);
}

}  // namespace
}  // namespace casus
