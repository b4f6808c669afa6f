// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/scales.hpp>

namespace {

using casus::Error;
using casus::elicit::Phrase;
using casus::elicit::Scale;
using casus::elicit::Wording;
namespace scale = casus::elicit::scale;

std::string wording_of(const Wording& wording) { return (wording.held ? "" : "~") + wording.text; }

TEST(Scales, AreKnownByName) {
  std::vector<std::string> names;
  for (const Scale* one : scale::all()) {
    names.push_back(one->name());
    EXPECT_FALSE(one->source().empty()) << one->name();
    EXPECT_EQ(&scale::named(one->name()), one);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"icd203", "phia", "nato", "ipcc", "efsa", "kent", "capphrase"}));
  try {
    scale::named("icd2003");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "scale: expected one of icd203, phia, nato, ipcc, efsa, kent, capphrase, got "
                 "'icd2003'; did you mean 'icd203'?");
  }
}

// Every phrase of a scale of bands is the word for the middle of its own band.
TEST(Scales, TellTheMiddleOfABandByItsPhrase) {
  for (const Scale* one : scale::all()) {
    if (one->is_measured() || one->is_nested()) continue;
    for (const Phrase& phrase : one->phrases())
      EXPECT_EQ(wording_of(one->words((phrase.low + phrase.high) / 2)), phrase.text) << one->name();
  }
}

TEST(Scales, AreAsTheirSourcesSay) {
  EXPECT_EQ(scale::icd203->find("Probably"), scale::icd203->find("likely"));
  EXPECT_EQ(scale::icd203->find("remote"), scale::icd203->find("almost no chance"));
  EXPECT_EQ(scale::icd203->find("likely")->low, .55);
  EXPECT_EQ(scale::icd203->find("likely")->high, .80);
  EXPECT_EQ(scale::icd203->find("realistic possibility"), nullptr);

  // Side by side, but for the yardstick's gaps and Kent's.
  const auto gaps = [](const Scale& of) {
    std::vector<int> found;
    for (std::size_t i = 1; i < of.phrases().size(); ++i)
      if (of.phrases()[i].low > of.phrases()[i - 1].high)
        found.push_back(static_cast<int>(std::lround(100 * of.phrases()[i - 1].high)));
    return found;
  };
  EXPECT_EQ(gaps(scale::icd203), std::vector<int>{});
  EXPECT_EQ(gaps(scale::nato), std::vector<int>{});
  EXPECT_EQ(gaps(scale::efsa), std::vector<int>{});
  EXPECT_EQ(gaps(scale::phia), (std::vector<int>{5, 20, 35, 50, 75, 90}));
  EXPECT_EQ(gaps(scale::kent), (std::vector<int>{0, 12, 60, 99}));
  EXPECT_TRUE(scale::ipcc->is_nested());
  for (const Scale* one : scale::all()) EXPECT_EQ(one->is_nested(), one == &*scale::ipcc) << one->name();
  for (const Scale* one : scale::all())
    EXPECT_EQ(one->is_measured(), one == &*scale::capphrase) << one->name();
  EXPECT_EQ(scale::capphrase->phrases().size(), 19u);
  EXPECT_NE(scale::capphrase->source().find("CC BY 4.0"), std::string::npos);
}

TEST(Scales, TellWhatTheStudyMeans) {
  EXPECT_EQ(wording_of(scale::icd203->words(.04)), "almost no chance");
  EXPECT_EQ(wording_of(scale::icd203->words(.05)), "almost no chance to very unlikely");
  EXPECT_EQ(wording_of(scale::icd203->words(.009, .12)),
            "~almost no chance to very unlikely");  // nothing below 1 %
  EXPECT_EQ(wording_of(scale::icd203->words(.01, .12)), "almost no chance to very unlikely");
  EXPECT_EQ(wording_of(scale::icd203->words(.995)), "~more than almost certain");
  EXPECT_EQ(wording_of(scale::phia->words(.07)), "~between remote chance and highly unlikely");
  EXPECT_EQ(wording_of(scale::phia->words(.5)), "~between realistic possibility and likely");
  EXPECT_EQ(wording_of(scale::nato->words(.1)), "unlikely");
  EXPECT_EQ(wording_of(scale::nato->words(.9)), "likely");
  EXPECT_EQ(wording_of(scale::nato->words(.4)), "unlikely to even chance");
  EXPECT_EQ(wording_of(scale::ipcc->words(.995)), "virtually certain");
  EXPECT_EQ(wording_of(scale::ipcc->words(.03)), "extremely unlikely");
  EXPECT_EQ(wording_of(scale::ipcc->words(.55, .8)), "more likely than not");
  EXPECT_EQ(scale::ipcc->find("more likely than not")->low, .5);
  EXPECT_EQ(wording_of(scale::ipcc->words(.2, .5)), "unlikely to about as likely as not");
  EXPECT_EQ(wording_of(scale::ipcc->words(.004, .2)), "unlikely");
  EXPECT_EQ(wording_of(scale::efsa->words(.03)), "extremely unlikely");
  EXPECT_EQ(wording_of(scale::kent->words(1)), "certain");
  EXPECT_EQ(wording_of(scale::kent->words(.15)), "~between almost certainly not and probably not");
  EXPECT_EQ(wording_of(scale::capphrase->words(.02)), "almost no chance");
  EXPECT_EQ(wording_of(scale::capphrase->words(.74)), "probable or likely");
}

}  // namespace
