// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/coherence.hpp>
#include <casus/error.hpp>

namespace {

using namespace casus::elicit;
using Kind = Finding::Kind;

// The one finding there is.
Finding only(const Judgements& judgements) {
  const auto found = findings(judgements);
  EXPECT_EQ(found.size(), 1u);
  return found.empty() ? Finding{} : found.front();
}

std::string message(const Judgements& judgements) {
  try {
    findings(judgements);
  } catch (const casus::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Coherence, FindsNothingInATable) {
  // All that one joint distribution of three variables says, rounded to three digits.
  Judgements all;
  const double front[] = {.5, .38, .12}, entry[] = {.02, .05, .10};
  const char* const names[] = {"holding", "strained", "failing"};
  double total = 0;
  for (int i = 0; i < 3; ++i) {
    all.probabilities.push_back({names[i], front[i]});
    all.probabilities.push_back({"entry", entry[i], names[i]});
    total += front[i] * entry[i];
  }
  for (int i = 0; i < 3; ++i) {
    const double back = front[i] * entry[i] / total;
    all.probabilities.push_back({names[i], std::round(1000 * back) / 1000, "entry"});
  }
  all.probabilities.push_back({"entry", total});
  all.probabilities.push_back({"not entry", 1 - total});
  all.probabilities.push_back({"entry and defeat", .8 * total});
  all.states = {{"holding", "strained", "failing"}};
  all.parts = {{"entry and defeat", "entry"}};
  const auto found = findings(all);
  EXPECT_TRUE(found.empty()) << found.front().sentence;
}

TEST(Coherence, FindsMarginsOutsideOfTheirConditionals) {
  const Finding finding =
      only({{{"entry", .3}, {"entry", .2, "ultimatum"}, {"entry", .005, "not ultimatum"}}});
  EXPECT_EQ(finding.kind, Kind::outside);
  EXPECT_EQ(finding.judgements, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_NEAR(finding.off, .1, 1e-12);
  EXPECT_EQ(finding.sentence,
            "P(entry) = 0.3 lies outside of P(entry | ultimatum) = 0.2 and P(entry | not ultimatum) = 0.005, "
            "but is a "
            "weighted mean of them: it has to lie between 0.005 and 0.2.");
}

TEST(Coherence, FindsMarginsThatAreNotTheTotal) {
  Judgements all{
      {{"entry", .10}, {"entry", .2, "ultimatum"}, {"entry", .005, "not ultimatum"}, {"ultimatum", .15}}};
  const Finding finding = only(all);
  EXPECT_EQ(finding.kind, Kind::total);
  EXPECT_NEAR(finding.off, .10 - .03425, 1e-12);
  EXPECT_EQ(
      finding.sentence,
      "P(entry) = 0.1 does not follow from P(entry | ultimatum) = 0.2 and P(entry | not ultimatum) = 0.005 "
      "with P(ultimatum) = 0.15: they imply 0.0343.");
  all.probabilities[0].value = .034;  // rounded
  EXPECT_TRUE(findings(all).empty());
  all.tolerance = 0;
  EXPECT_EQ(findings(all).size(), 1u);
  // The opposite's probability does as well.
  all.tolerance = .05;
  all.probabilities[3] = {"not ultimatum", .85};
  EXPECT_TRUE(findings(all).empty());
  all.probabilities[0].value = .05;
  EXPECT_EQ(only(all).kind, Kind::total);
}

// A margin may be that of the opposite, and what people round is no contradiction.
TEST(Coherence, ComparesOppositesAndForgivesRounding) {
  const Finding opposite = only({{{"not a", .9}, {"a", .5, "b"}, {"a", .5, "not b"}}});
  EXPECT_EQ(opposite.kind, Kind::outside);
  EXPECT_EQ(opposite.judgements, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(
      opposite.sentence,
      "P(not a) = 0.9 lies outside of P(not a | b) = 0.5 and P(not a | not b) = 0.5, but is a weighted mean "
      "of them: it has to lie between 0.5 and 0.5.");
  EXPECT_NEAR(opposite.off, .4, 1e-12);
  // One contradiction is one finding, though both the event and its opposite were judged.
  EXPECT_EQ(findings({{{"a", .1}, {"not a", .9}, {"a", .5, "b"}, {"a", .5, "not b"}}}).size(), 1u);
  EXPECT_EQ(only({{{"a", .1}, {"not a", .5, "b"}, {"not a", .5, "not b"}}}).kind, Kind::outside);
  for (const double nearly : {.09999, .1 - 1e-9, .0975})
    EXPECT_TRUE(findings({{{"a", nearly}, {"a", .1, "b"}, {"a", .2, "not b"}}}).empty()) << nearly;
  EXPECT_EQ(findings({{{"a", .09}, {"a", .1, "b"}, {"a", .2, "not b"}}}).size(), 1u);
  EXPECT_TRUE(findings({{{"part", .10001}, {"whole", .1}}, {{"part", "whole"}}}).empty());
}

TEST(Coherence, KnowsBoundsWhereAConditionalIsMissing) {
  Judgements all{{{"entry", .02}, {"entry", .2, "ultimatum"}, {"ultimatum", .15}}};
  const Finding low = only(all);
  EXPECT_EQ(low.kind, Kind::outside);
  EXPECT_EQ(low.sentence,
            "P(entry) = 0.02 contradicts P(entry | ultimatum) = 0.2 with P(ultimatum) = 0.15: in any case "
            "they imply at least 0.03.");
  all.probabilities[0].value = .95;
  EXPECT_NE(only(all).sentence.find("at most 0.88"), std::string::npos);
  all.probabilities[0].value = .5;
  EXPECT_TRUE(findings(all).empty());
}

TEST(Coherence, FindsPartsLargerThanTheWhole) {
  const Judgements all{
      {{"defeat", .04}, {"entry", .03}, {"defeat", .9, "ultimatum"}, {"entry", .95, "ultimatum"}},
      {{"defeat", "entry"}}};
  const auto found = findings(all);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, Kind::part);
  EXPECT_EQ(found[0].sentence,
            "P(defeat) = 0.04 exceeds P(entry) = 0.03, but 'defeat' cannot happen without 'entry'.");
}

TEST(Coherence, FindsSumsThatAreNotOne) {
  const Judgements states{
      {{"reform", .4}, {"autocracy", .5}, {"absorption", .3}}, {}, {{"reform", "autocracy", "absorption"}}};
  EXPECT_EQ(only(states).kind, Kind::states);
  EXPECT_EQ(only(states).sentence,
            "P(reform) = 0.4, P(autocracy) = 0.5 and P(absorption) = 0.3 sum to 1.2, but exactly one of them "
            "happens: "
            "they have to sum to 1.");
  // Some of the states may leave something for the others, and thirds may be rounded.
  Judgements some{{{"reform", .4}, {"autocracy", .5}, {"absorption", .3, "x"}}, {}, states.states};
  EXPECT_TRUE(findings(some).empty());
  some.probabilities[1].value = .7;
  EXPECT_NE(only(some).sentence.find("must not exceed 1"), std::string::npos);
  EXPECT_TRUE(findings({{{"a", .33}, {"b", .33}, {"c", .33}}, {}, {{"a", "b", "c"}}}).empty());

  const Finding opposite = only({{{"rain", .3, "wind"}, {"not rain", .8, "wind"}}});
  EXPECT_EQ(opposite.kind, Kind::complement);
  EXPECT_EQ(opposite.sentence,
            "P(rain | wind) = 0.3 and P(not rain | wind) = 0.8 sum to 1.1, but one of the two happens: they "
            "have to "
            "sum to 1.");
}

TEST(Coherence, FindsWhatIsSaidTwiceAndBothWays) {
  EXPECT_EQ(only({{{"a", .1}, {"a", .2}}}).sentence,
            "P(a) is said to be 0.1 and also 0.2: keep one, or pool the two.");
  const Finding both = only({{{"a", .2}, {"b", .4}, {"a", .3, "b"}, {"b", .9, "a"}}});
  EXPECT_EQ(both.kind, Kind::both_directions);
  EXPECT_NEAR(both.off, .06, 1e-12);
  EXPECT_EQ(both.sentence,
            "P(a | b) = 0.3 and P(b) = 0.4 imply that both happen with probability 0.12, but P(b | a) = 0.9 "
            "and P(a) = 0.2 with 0.18.");
}

TEST(Coherence, RefusesWhatIsNoJudgement) {
  EXPECT_EQ(message({{{"a", 1.2, "b"}}}), "P(a | b): expected a probability in [0, 1], got 1.2");
  EXPECT_EQ(message({{{"a", std::nan("")}}}), "P(a): expected a probability in [0, 1], got not a number");
  EXPECT_EQ(message({{{"", .2}}}), "judgements: expected a name, got none");
  EXPECT_EQ(message({{{"a", .2, "a"}}}), "a: expected another event as its condition, got itself");
  EXPECT_EQ(message({{{"entry", .2}}, {{"entri", "entry"}}}),
            "judgements: expected the name of a judged event as a part or whole, got 'entri'; did you mean "
            "'entry'?");
  EXPECT_EQ(message({{{"a", .2}}, {}, {{"a"}}}), "judgements: expected sets of at least two states, got one");
  EXPECT_EQ(message({{{"a", .2}}, {}, {}, 1}), "judgements: expected a tolerance in [0, 1), got 1");
}

}  // namespace
