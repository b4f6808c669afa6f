// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/scale.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using casus::Error;
using casus::elicit::Phrase;
using casus::elicit::Quantile;
using casus::elicit::Scale;
using casus::elicit::Wording;

std::string refused(std::vector<Phrase> phrases) {
  return message([&] { Scale("mine", "", phrases); });
}

const Scale& side_by_side() {
  static const Scale scale("mine", "this test",
                           {{"no", {}, 0, 0},
                            {"hardly", {"Barely  so"}, .05, .25},
                            {"perhaps", {}, .25, .5, false, true},
                            {"Most Likely", {}, .75, 1}});
  return scale;
}

std::string told(const Wording& wording) { return (wording.held ? "" : "~") + wording.text; }

TEST(Scale, FindsPhrasesInAnyCase) {
  const Scale& scale = side_by_side();
  EXPECT_EQ(scale.find("HARDLY")->low, .05);
  EXPECT_EQ(scale.find(" barely\t so\n"), scale.find("hardly"));
  EXPECT_EQ(scale.find("most likely")->text, "Most Likely");
  EXPECT_EQ(scale.find("barelyso"), nullptr);
  EXPECT_EQ(scale.find(""), nullptr);
  EXPECT_EQ(scale.vocabulary(),
            (std::vector<std::string>{"no", "hardly", "Barely  so", "perhaps", "Most Likely"}));
}

TEST(Scale, FindsTheWordsOfBandsSideBySide) {
  const Scale& scale = side_by_side();
  EXPECT_FALSE(scale.is_nested());
  EXPECT_EQ(told(scale.words(0)), "no");
  EXPECT_EQ(told(scale.words(.1)), "hardly");
  EXPECT_EQ(told(scale.words(.25)), "hardly to perhaps");
  EXPECT_EQ(told(scale.words(.02)), "~between no and hardly");
  EXPECT_EQ(told(scale.words(.5)), "~between perhaps and Most Likely");  // perhaps ends before it
  EXPECT_EQ(told(scale.words(.6)), "~between perhaps and Most Likely");
  EXPECT_EQ(told(scale.words(1)), "Most Likely");
}

TEST(Scale, FindsTheWordsOfRanges) {
  const Scale& scale = side_by_side();
  EXPECT_EQ(told(scale.words(.05, .25)), "hardly");  // a common end is not met by what lies beside it
  EXPECT_EQ(told(scale.words(.1, .3)), "hardly to perhaps");
  EXPECT_EQ(told(scale.words(.3, .5)), "perhaps");
  EXPECT_EQ(told(scale.words(.3, .6)), "~perhaps to Most Likely");  // ends in the gap
  EXPECT_EQ(told(scale.words(.3, .8)), "~perhaps to Most Likely");  // spans it
  EXPECT_EQ(told(scale.words(.02, .1)), "~no to hardly");
  EXPECT_EQ(told(scale.words(0, .1)), "~no to hardly");
  EXPECT_EQ(told(scale.words(.5, .75)), "~between perhaps and Most Likely");
  EXPECT_EQ(scale.words(.1, .8).phrases, (std::vector<std::string>{"hardly", "perhaps", "Most Likely"}));

  const Scale middle("middle", "", {{"rare", {}, .1, .4}, {"usual", {}, .4, .9}});
  EXPECT_EQ(told(middle.words(.05)), "~less than rare");
  EXPECT_EQ(told(middle.words(.95, 1)), "~more than usual");
  EXPECT_EQ(told(middle.words(.05, .2)), "~rare");
  EXPECT_EQ(told(middle.words(.5, .95)), "~usual");
}

TEST(Scale, TakesTheNarrowestOfNestedBands) {
  const Scale scale(
      "nested", "",
      {{"very rare", {}, 0, .1}, {"rare", {}, 0, .3}, {"open", {}, .3, .6}, {"sure", {}, .8, .9}});
  EXPECT_TRUE(scale.is_nested());
  EXPECT_EQ(told(scale.words(.05)), "very rare");
  EXPECT_EQ(told(scale.words(.05, .2)), "rare");
  EXPECT_EQ(told(scale.words(.05, .5)), "very rare to open");  // the words of its two ends
  EXPECT_EQ(told(scale.words(.2, .5)), "rare to open");
  EXPECT_EQ(told(scale.words(.5, .85)), "~open to sure");  // no word for .6 to .8
  EXPECT_EQ(told(scale.words(.7)), "~between open and sure");
  EXPECT_EQ(told(scale.words(.95)), "~more than sure");
}

TEST(Scale, TakesTheNearestMeasuredMedian) {
  const Scale scale("measured", "",
                    {{"low", {}, 0, 1, false, false, {{.25, .1}, {.75, .3}}},
                     {"middle", {}, 0, 1, false, false, {{.1, .3}, {.5, .4}, {.9, .6}}},
                     {"also middle", {}, 0, 1, false, false, {{.5, .4}, {.9, .5}}},
                     {"high", {}, 0, 1, false, false, {{.1, .7}, {.4, .8}}}});
  EXPECT_TRUE(scale.is_measured());
  EXPECT_DOUBLE_EQ(Scale::median(scale.phrases()[0]), .2);  // halfway between its quartiles
  EXPECT_DOUBLE_EQ(Scale::median(scale.phrases()[3]), .8);  // the nearest that is known
  EXPECT_EQ(scale.phrases()[1].low, .3);
  EXPECT_EQ(scale.phrases()[1].high, .6);
  EXPECT_EQ(told(scale.words(.25)), "low");
  EXPECT_EQ(told(scale.words(.41)), "middle or also middle");
  EXPECT_EQ(told(scale.words(.02)), "~low");
  EXPECT_EQ(told(scale.words(.1, .45)), "low to also middle");
  EXPECT_EQ(told(scale.words(.72, .74)), "high");
}

TEST(Scale, RefusesWhatIsNoProbability) {
  const Scale& scale = side_by_side();
  EXPECT_EQ(message([&] { scale.words(1.5); }),
            "words on scale mine: expected a probability in [0, 1], got 1.5");
  EXPECT_EQ(message([&] { scale.words(std::nan("")); }),
            "words on scale mine: expected a probability in [0, 1], got not a number");
  EXPECT_EQ(message([&] { scale.words(.5, .4); }),
            "words on scale mine: expected a range whose high end is at least its low one (0.5), got 0.4");
}

TEST(Scale, RefusesWhatIsNoScale) {
  EXPECT_EQ(message([] { Scale("", "", {{"a", {}, 0, 1}}); }), "scale: expected a name, got none");
  EXPECT_EQ(refused({}), "scale mine: expected at least one phrase, got none");
  EXPECT_EQ(refused({{"  ", {}, 0, 1}}), "scale mine: expected a phrase, got one without words");
  EXPECT_EQ(refused({{"a", {""}, 0, 1}}), "scale mine, 'a': expected synonyms, got one without words");
  EXPECT_EQ(refused({{"a", {}, 0, .5}, {"b", {"A"}, .5, 1}}),
            "scale mine: expected each phrase once, got 'A' twice");
  EXPECT_EQ(refused({{"a", {"a "}, 0, .5}}), "scale mine: expected each phrase once, got 'a ' twice");
  EXPECT_EQ(refused({{"a", {}, -.1, .5}}), "scale mine, 'a': expected probabilities in [0, 1], got -0.1");
  EXPECT_EQ(refused({{"a", {}, 0, std::nan("")}}),
            "scale mine, 'a': expected probabilities in [0, 1], got not a number");
  EXPECT_EQ(refused({{"a", {}, .5, .4}}),
            "scale mine, 'a': expected a high end above the low one (0.5), got 0.4");
  EXPECT_EQ(refused({{"a", {}, .5, .5, true, false}}),
            "scale mine, 'a': expected a high end above the low one (0.5), got 0.5");
  EXPECT_EQ(
      refused({{"b", {}, .5, 1}, {"a", {}, 0, .5}}),
      "scale mine, 'a': expected a phrase that stands for more than the one before it, 'b', got one from 0 "
      "to 0.5");
  EXPECT_EQ(
      refused({{"a", {}, 0, .5}, {"b", {}, 0, .5}}),
      "scale mine, 'b': expected a band of its own, got that of 'a'; two phrases of one band are synonyms");
  const auto reads = [](std::vector<Quantile> readings) {
    return refused({{"a", {}, 0, 1, false, false, std::move(readings)}});
  };
  EXPECT_EQ(reads({{.5, .2}}), "scale mine, 'a': expected at least two readings, got one");
  EXPECT_EQ(reads({{0, .2}, {.5, .3}}),
            "scale mine, 'a': expected readings at probabilities in (0, 1), got 0");
  EXPECT_EQ(reads({{.5, .2}, {.5, .3}}),
            "scale mine, 'a': expected readings at increasing probabilities, got 0.5");
  EXPECT_EQ(reads({{.4, .3}, {.5, .2}}), "scale mine, 'a': expected readings that do not decrease, got 0.2");
  EXPECT_EQ(reads({{.4, .3}, {.5, 1.2}}), "scale mine, 'a': expected readings in [0, 1], got 1.2");
  EXPECT_EQ(reads({{.4, .3}, {.5, .3}}),
            "scale mine, 'a': expected readings that differ, got 0.3 throughout");
  const Phrase measured{"a", {}, 0, 1, false, false, {{.4, .3}, {.5, .4}}};
  EXPECT_EQ(refused({measured, {"b", {}, 0, 1}}),
            "scale mine, 'b': expected readings, as the first phrase has, got a band");
  EXPECT_EQ(refused({{"b", {}, 0, 1}, measured}),
            "scale mine, 'a': expected a band, as the first phrase has, got readings");
  EXPECT_EQ(refused({measured, {"b", {}, 0, 1, false, false, {{.4, .2}, {.5, .3}}}}),
            "scale mine, 'b': expected a median of at least that of the phrase before (0.4), got 0.3");
}

}  // namespace
