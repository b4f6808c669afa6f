// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include <casus/elicit/range.hpp>
#include <casus/model/model.hpp>

/// The numbers of the Belarus study: every judged range and every fixed number, with its basis.
/// Nothing here happened or was counted after 10 November 2022, the study's cut-off. The model that
/// uses them is in belarus.hpp.
///
/// All ranges are judgements. The mark states how far the sources named with a range were checked:
/// `verified`, they were read; `computed`, counted by the study from the named public data set;
/// `remembered`, known from the literature and not looked up; `judgement`, there is no direct
/// source, only an argument. Figures published by a party to the war are claims.
namespace casus::study {

enum class Scale {
  share,   ///< probabilities and shares: fitted by a logit-normal distribution
  amount,  ///< positive amounts and ratios: by a log-normal distribution
  real,    ///< numbers of either sign: by a normal distribution
};

/// An uncertain number, as its 5, 50 and 95 % points.
struct Judgement {
  std::string_view name;
  elicit::Range range;
  Scale scale;
  std::string_view unit;
  Verification mark;
  std::string_view source;
  std::string_view description;
};

/// A number that is judged and held fixed, because the answers depend little on it or because the
/// study runs both variants. None of them has a direct source.
struct FixedNumber {
  std::string_view name;
  double value;
  std::string_view argument;
};

/// Counts of similar cases: the possible reference classes of a base rate, listed so that a reader
/// can compare them.
struct ReferenceClass {
  std::string_view what;
  int cases;
  int of;
  std::string_view unit;  ///< of the denominator
  std::string_view note;
};

namespace belarus_tables {

using enum Scale;
using enum Verification;

inline constexpr std::array researched{
    Judgement{
        "p_ultimatum",
        {.05, .15, .40},
        share,
        "",
        verified,
        "article: the Kremlin \"may put\" him where he has no choice; Ukrainian military intelligence of 9 "
        "Oct 2022 (Putin presses for open entry), Razumkov Centre of 10 Oct (\"on the brink\"); none of four "
        "public alarms before October had come true; trade with Russia about half of output (Statista)",
        "an ultimatum within the year"},
    Judgement{"p_entry_given_ultimatum",
              {.05, .20, .50},
              share,
              "",
              verified,
              "Institute for the Study of War, 30 Sep, 10 Oct and 2 Nov 2022 (\"highly unlikely\"); UK "
              "Ministry of Defence, 21 Oct; Carnegie, 25 Oct; polls of 2022 with 3 to 13 % for sending "
              "troops; Minsk had resisted since February; but Moscow pays and supplies",
              "entry within the year where there was an ultimatum"},
    Judgement{
        "p_entry_no_ultimatum",
        {.0005, .005, .02},
        share,
        "",
        computed,
        "own count from ATOP alliances, COW contiguity and Gleditsch's war list (land neighbours of the "
        "enemy join late in 5 of 812 cases, 0.6 %); Metaculus 10423 closed at 1 % for March to May 2022",
        "entry within the year without an ultimatum"},
    Judgement{"contingent_median",
              {1600, 2700, 4600},
              amount,
              "soldiers",
              verified,
              "\"as few as possible\"; 4,000 to 5,000 best-trained soldiers (Yaroshuk, Mar 2022), 17,000 "
              "able to fight (Arestovych, Feb 2022), up to 15,000 (Ukraine's General Staff); narrow enough "
              "that fewer than 5,000 has about .55/.75/.92",
              "half of the contingents sent under an ultimatum would be smaller"},
    Judgement{"f_refuse",
              {.02, .10, .30},
              share,
              "share",
              verified,
              "South Ossetian contingent, Mar 2022: about 300 of 1,200 went home within two weeks (civil.ge, "
              "The Times); claims of mass refusals by Belarusian opposition and Ukraine, Mar 2022",
              "share that refuses in the first month, contingent of median size"},
    Judgement{"q_loss_month",
              {.04, .13, .35},
              share,
              "share a month",
              verified,
              "killed and wounded a month: Donetsk forces 15 % (their ombudsman, Jun 2022), 200th Motor "
              "Rifle Brigade 11 to 14 %, all Russian forces 7 to 8 % (Kahl, Aug 2022), 155th Naval Infantry "
              "25 % and more (Nov 2022)",
              "killed and wounded a month, share of those sent"},
    Judgement{"dead_share",
              {.18, .25, .33},
              share,
              "share",
              verified,
              "2,128 of 11,025 casualties dead (Donetsk forces, Jun 2022); 15,000 of 60,000 (CIA, Jul 2022)",
              "dead among killed and wounded"},
    Judgement{
        "p_tasks_achieved",
        {.01, .04, .15},
        share,
        "",
        verified,
        "article: \"no chance\"; UK Ministry of Defence, 21 Oct 2022: minimal capability for complex "
        "operations; Ukraine's General Staff, 3 Nov: any attack needs two to three months of training first",
        "tasks achieved, given entry"},
    Judgement{"p_defeat_given_entry",
              {.65, .88, .98},
              share,
              "",
              verified,
              "article: \"no chance ... to avoid defeat\"; losses of comparable formations (as for "
              "q_loss_month); the South Ossetian contingent broke within two weeks",
              "defeat, given entry"},
    Judgement{"p_suspend_given_setback",
              {.12, .38, .68},
              share,
              "",
              computed,
              "article: \"might even suspend\", read by CAPphrase's median of 40 %; own count from "
              "Gleditsch's war list: 9 of 85 coalition members since 1946 stopped a month or more before "
              "their side; more often on a front of their own after setbacks (Weisiger 2016)",
              "suspension within three months of a setback"},
    Judgement{"p_suspend_no_setback",
              {.01, .04, .12},
              share,
              "",
              judgement,
              "judgement: a pause without a setback needs another reason, such as a truce or winter",
              "suspension otherwise"},
    Judgement{"s_oppose_participation",
              {.80, .89, .97},
              share,
              "share of adults",
              verified,
              "85 % against sending troops (Vardomatsky, telephone, Sep 2022); 5 or 6 % for it (Chatham "
              "House, Apr and Jun 2022); fear hides opposition",
              "adults against Belarusian troops in the war"},
    Judgement{"sentiment_ratio",
              {.7, 1, 1.5},
              amount,
              "odds ratio",
              judgement,
              "judgement: a war may rally people or anger them; nobody polled it",
              "opposition after an entry, odds"},
    Judgement{"output_trend",
              {-2.6, -1, .6},
              real,
              "%",
              remembered,
              "output of January to September 2022 about 4.7 % below 2021; a low base, and loans and cheap "
              "gas from Russia, speak for a smaller fall in the next year",
              "mean change of output without entry, Russia not bleak"},
    Judgement{"output_effect_of_entry",
              {-6, -3.5, -1},
              real,
              "points",
              verified,
              "a year of sanctions took about 5.3 points (IMF forecast of +0.8 % before the war against the "
              "fall of 2022; SCEEUS), and most of what can be sanctioned is; judged so that the fall of 4 % "
              "has 25/55/85 %",
              "what an entry takes from output"},
    Judgement{"p_massprotest_12m_noentry",
              {.003, .015, .05},
              share,
              "",
              computed,
              "own count from NAVCO 2.0 and the Geddes-Wright-Frantz regimes: a campaign begins in 1.6 % of "
              "personalist country-years (1.8 % since 1991); 30,000 arrests by November 2020, about 1,350 "
              "political prisoners",
              "mass protest within a year, no entry"},
    Judgement{"p_massprotest_12m_entry",
              {.03, .10, .30},
              share,
              "",
              computed,
              "article: \"unlikely in the short term\"; the same count; at least 908 detained on 27 Feb 2022 "
              "alone (Viasna)",
              "mass protest within a year of an entry"},
    Judgement{"early_share_noentry",
              {.15, .25, .40},
              share,
              "share",
              judgement,
              "judgement: any quarter of the year is as good as another",
              "mass protests that begin in the first three months"},
    Judgement{"early_share_entry",
              {.30, .50, .70},
              share,
              "share",
              judgement,
              "judgement: the news of an entry and of the first dead is the occasion",
              "the same, after an entry"},
    Judgement{"protest_ratio_hardship",
              {1, 1.6, 2.6},
              amount,
              "odds ratio",
              judgement,
              "judgement after the article: hardships may bring out those who are apolitical now",
              "odds of a mass protest in hardship"},
    Judgement{"p_protest_lasts",
              {.15, .35, .60},
              share,
              "",
              judgement,
              "judgement: the protests of 2020 lasted for months, under less repression than today's",
              "a mass protest becomes lasting"},
    Judgement{
        "p_harsher_noentry",
        {.40, .65, .86},
        share,
        "",
        verified,
        "political prisoners: 169 at the end of 2020, about 970 a year later, 1,198 by mid-2022 (Viasna); "
        "death penalty for attempted terrorism, May 2022; counter-terrorist regime, 14 Oct 2022",
        "harsher repression, no entry"},
    Judgement{"p_harsher_entry",
              {.60, .82, .96},
              share,
              "",
              computed,
              "article: \"will probably become even harsher\"; the same; own count from Fariss's scores: "
              "harsher during 71 % of 24 failed campaigns, still harsher after two years in 43 %",
              "harsher repression, entry"},
    Judgement{"prisoners_now",
              {1250, 1350, 1450},
              amount,
              "people",
              computed,
              "about 970 at the end of 2021 and 1,198 by mid-2022 (Viasna), continued at that pace to 10 "
              "November 2022",
              "political prisoners at the cut-off"},
    Judgement{"prisoner_growth_noentry",
              {1.06, 1.18, 1.33},
              amount,
              "ratio",
              judgement,
              "judgement: with softer years .85/1.1/1.45 in all",
              "political prisoners after a harsher year, no entry"},
    Judgement{"prisoner_growth_entry",
              {1.15, 1.36, 1.60},
              amount,
              "ratio",
              judgement,
              "judgement: with softer years 1.0/1.3/2.0 in all",
              "political prisoners after a harsher year, entry"},
    Judgement{"p_russia_bleak_12m",
              {.03, .12, .35},
              share,
              "",
              verified,
              "Gottfrid, autumn 2022: 87 % that Putin is still president in the winter; 70,000 to 80,000 "
              "Russian casualties by 8 Aug 2022 (Kahl); Kharkiv and Lyman lost in September and October",
              "Russia in a very bleak situation within a year"},
    Judgement{"p_patron_lost_bleak",
              {.05, .15, .40},
              share,
              "",
              judgement,
              "judgement: Moscow has fewer means then, and as many reasons to keep him",
              "patron lost, Russia bleak"},
    Judgement{"p_patron_lost_otherwise",
              {.002, .01, .03},
              share,
              "",
              judgement,
              "judgement: Moscow has kept him through every quarrel and through 2020",
              "patron lost otherwise"},
    Judgement{"h_regime_base",
              {.01, .03, .08},
              share,
              "",
              computed,
              "own count from Geddes-Wright-Frantz: personalist regimes ended in 6.7 % of years since 1946 "
              "(77 of 1,152), in 5.1 % since 1991 and in 5.1 % after their 15th (19 of 372); shaded down, "
              "for this one survived 2020 and has its patron",
              "regime change within a year, no shock"},
    Judgement{
        "p_regime12_given_defeat",
        {.04, .13, .32},
        share,
        "",
        computed,
        "own count from Gleditsch, Archigos and Geddes-Wright-Frantz: 4 of 27 losing autocracies ended "
        "within a year, 5 of 26 leaders fell; long tenure protects (Bueno de Mesquita and Siverson 1995), "
        "personalists answer less for defeat (Croco and Weeks 2016), junior partners mostly survived",
        "regime change within a year of entry and defeat, in total"},
    Judgement{
        "p_regime12_given_campaign",
        {.08, .25, .50},
        share,
        "",
        computed,
        "own count from NAVCO 2.0 and Geddes-Wright-Frantz: 37 of 131 years with such a campaign (13 of 29 "
        "personalist); fewer campaigns succeed since 2010 (Chenoweth 2020); Belarus's own of 2020 failed",
        "regime change within a year of a lasting campaign, in total"},
    Judgement{"h_regime_patron_lost",
              {.08, .21, .42},
              share,
              "",
              computed,
              "own count: 14 of 22 Soviet clients ended 1989 to 1993, 0.21 a year; Soviet, not Western, "
              "sponsors kept clients in power (Casey 2020)",
              "regime change within a year, patron lost, in total"},
    Judgement{"hazard_ratio_bleak",
              {1.5, 2, 3},
              amount,
              "hazard ratio",
              judgement,
              "judgement after Karbalevich in the article: chances of change increase when Russia is in a "
              "very bleak situation; nine of ten transitions follow a shock or come from a strong ruling "
              "party (Miller 2021)",
              "regime hazard, Russia bleak and patron kept"},
    Judgement{"hazard_ratio_hardship",
              {1, 1.3, 2},
              amount,
              "hazard ratio",
              computed,
              "own count from Geddes-Wright-Frantz and World Bank growth: personalist regimes fail in 10.0 % "
              "of years after a fall beyond 4 %, in 5.1 % after growth; partly counted already in the losing "
              "autocracies",
              "regime hazard in hardship"},
    Judgement{"buildup_ratio",
              {.8, 1.3, 3},
              amount,
              "likelihood ratio",
              judgement,
              "judgement: units gathered before four earlier alarms too, none followed by entry",
              "weight of the buildup"},
    Judgement{"explanation_ratio",
              {.8, 1, 1.25},
              amount,
              "likelihood ratio",
              judgement,
              "judgement: defence of the border would be said either way",
              "weight of the official explanation"},
};

/// Ranges from counts of similar cases alone: Jeffreys' quantiles of the rate. They replace the
/// range of the same name; all other ranges stay as researched. `p_entry_base_rate` replaces both
/// probabilities of entry.
inline constexpr std::array base_rates{
    Judgement{"p_entry_base_rate",
              {.01, .025, .05},
              share,
              "",
              computed,
              "own count from ATOP, COW and Gleditsch: of allies who are also the enemy's neighbours 2 of 54 "
              "join more than 30 days late (3.7 % a war), of all allies 20 of 850 (2.4 % a war, 1.8 % a "
              "year): about 1 to 5 % a year",
              "entry within a year, as such states do"},
    Judgement{"p_suspend_given_setback",
              {.061, .107, .171},
              share,
              "",
              computed,
              "own count from Gleditsch's war list: 9 of 85 coalition members since 1946 stopped a month or "
              "more before their side",
              "suspension, as coalition members do"},
    Judgement{"p_massprotest_12m_noentry",
              {.012, .016, .022},
              share,
              "",
              computed,
              "own count from NAVCO 2.0: onset in 1.35 % of autocratic, 1.6 % of personalist country-years, "
              "1.8 % since 1991",
              "mass protest, as campaigns begin"},
    Judgement{
        "h_regime_base",
        {.035, .051, .073},
        share,
        "",
        computed,
        "own count from Geddes-Wright-Frantz: 19 of 372 years of personalist regimes of 15 years and more",
        "regime change, as long-lived personalist regimes end"},
    Judgement{
        "p_regime12_given_defeat",
        {.064, .153, .286},
        share,
        "",
        computed,
        "own count from Gleditsch and Geddes-Wright-Frantz: 4 of 27 losing autocracies ended within a year",
        "regime change, as losing autocracies end"},
    Judgement{"p_regime12_given_campaign",
              {.222, .283, .350},
              share,
              "",
              computed,
              "own count from NAVCO 2.0 and Geddes-Wright-Frantz: 37 of 131 years with a campaign",
              "regime change, as autocracies end in campaigns"},
    Judgement{"h_regime_patron_lost",
              {.124, .192, .273},
              share,
              "",
              computed,
              "own count: 14 of 22 Soviet clients ended 1989 to 1993, in about 67 client-years",
              "regime change, as Soviet clients ended"},
};

inline constexpr std::array reference_classes{
    ReferenceClass{"late joiners of a war: defence allies", 20, 850, "ally-wars", "most are far away"},
    ReferenceClass{"late joiners: land neighbours of the opponent", 5, 812, "neighbour-wars",
                   "most have no side"},
    ReferenceClass{"late joiners: both, as Belarus is", 2, 54, "cases",
                   "the entry base rate; both are the coalition of 1991"},
    ReferenceClass{"late joiners: both, since 1946", 2, 39, "cases", "the same two"},
    ReferenceClass{"late joiners: both, in wars of six months and more", 2, 20, "cases",
                   "the same two; picks long wars afterwards"},
    ReferenceClass{"public alarms that Belarus enters, to October 2022", 0, 4, "alarms",
                   "an alarm is not a year"},
    ReferenceClass{"coalition members stopping early, since 1946", 9, 85, "members",
                   "conquest and collapse included"},
    ReferenceClass{"personalist regimes ending", 77, 1152, "years", "all, since 1946"},
    ReferenceClass{"personalist regimes ending after fifteen years", 19, 372, "years",
                   "the regime base rate"},
    ReferenceClass{"autocracies on the losing side ending in a year", 4, 27, "wars",
                   "junior partners mostly survived"},
    ReferenceClass{"regimes ending in a year with a mass campaign", 37, 131, "years",
                   "campaigns large enough to be recorded"},
};

/// Judged in addition to the inputs and not fitted: values that the model should come close to on
/// its own.
inline constexpr std::array checks{
    Judgement{"p_entry_12m_total",
              {.008, .04, .12},
              share,
              "",
              computed,
              "own count from ATOP, COW and Gleditsch (1 to 5 % a year); Institute for the Study of War, 2 "
              "Nov 2022 (\"highly unlikely\"); Metaculus 10423; four alarms without an entry",
              "entry within the year, in all"},
    Judgement{"p_small_contingent",
              {.55, .75, .92},
              share,
              "",
              verified,
              "\"as few of them as possible\"; 4,000 to 5,000 best-trained soldiers (Yaroshuk, Mar 2022)",
              "fewer than 5,000 soldiers, given entry"},
    Judgement{"p_gdp_minus4_given_entry",
              {.25, .55, .85},
              share,
              "",
              verified,
              "the sanctions of 2022 took about 5.3 points (IMF forecast, SCEEUS)",
              "hardship, given entry"},
    Judgement{"p_gdp_minus4_noentry",
              {.08, .18, .35},
              share,
              "",
              judgement,
              "judgement, from output in 2022 and its low base",
              "hardship without entry"},
};

inline constexpr std::array fixed{
    FixedNumber{"front_weight_holding", 10,
                "prior mean .50: winter, mobilised men and shorter lines let it hold; weights sum to 20, as "
                "if the judgement rested on twenty like years"},
    FixedNumber{"front_weight_strained", 7.6,
                "prior mean .38: the Kharkiv region and Lyman were lost within weeks"},
    FixedNumber{"front_weight_failing", 2.4,
                "prior mean .12: no collapse in nine months, in spite of retreats"},
    FixedNumber{"p_ultimatum_holding", .10,
                "only the odds relative to one another are used; the level is p_ultimatum"},
    FixedNumber{"p_ultimatum_strained", .20, "the harder the front, the more Moscow wants a second one"},
    FixedNumber{"p_ultimatum_failing", .30, "the same, further"},
    FixedNumber{"entry_odds_with", 1.3,
                "a front that goes Minsk's way; nobody cited says which way that is, so both are run"},
    FixedNumber{"entry_odds_against", .65, "a front that goes against it"},
    FixedNumber{"contingent_low", 610, "5 % point of the contingent in all: little more than a battalion"},
    FixedNumber{"contingent_high", 11900, "95 % point in all: with all who are able to fight but a reserve"},
    FixedNumber{"battalion", 400, "fewer would not count as an entry"},
    FixedNumber{"able_to_fight", 17000, "more are not there (Arestovych, Feb 2022)"},
    FixedNumber{"contingent_ratio_no_ultimatum", 2000.0 / 2700.0,
                "who goes unasked shows the flag: a median of 2,000"},
    FixedNumber{"unknown_part", .5,
                "share of the variance of f_refuse and q_loss_month that is not known of this army; the rest "
                "differs from one operation to the next"},
    FixedNumber{"refusal_odds_per_doubling", 1.5, "a larger contingent has more conscripts in it"},
    FixedNumber{"loss_odds_per_doubling", .9, "smaller forces lose at higher rates (Dupuy)"},
    FixedNumber{"loss_odds_holding", .9, "Ukraine's forces are tied down elsewhere"},
    FixedNumber{"loss_odds_failing", 1.2, "Ukraine has forces to spare"},
    FixedNumber{"tasks_odds_per_doubling_size", 1.3, "more can do more"},
    FixedNumber{"tasks_odds_per_doubling_losses", .6,
                "who bleeds does not advance; per doubling of the odds of loss"},
    FixedNumber{"tasks_odds_per_doubling_refusals", .8,
                "nor who stays behind; per doubling of the odds of refusal"},
    FixedNumber{"defeat_odds_holding", .7, "Russia can help"},
    FixedNumber{"defeat_odds_failing", 1.6, "Russia cannot"},
    FixedNumber{"suspension_odds_ultimatum", .6, "who was forced in is not let out: the Kremlin's veto"},
    FixedNumber{"suspension_first_month", 1, "a suspension begins 1 to 4 months after the entry"},
    FixedNumber{"suspension_last_month", 4, "the same"},
    FixedNumber{"mood_scale", .3, "how far the mood may swing in a year, log odds"},
    FixedNumber{"p_bleak_holding", .02,
                "only the odds relative to one another are used; the level is p_russia_bleak_12m"},
    FixedNumber{"p_bleak_strained", .10, "the same"},
    FixedNumber{"p_bleak_failing", .50, "the same"},
    FixedNumber{"output_scale", 3.3,
                "standard deviation of output's change in all, points; gives the fall of 4 % .08/.18/.35"},
    FixedNumber{"output_scale_entry", 4, "the same after an entry; .25/.55/.85"},
    FixedNumber{"output_effect_of_bleak", -1.5,
                "45 % of exports of goods went to Russia from 1995 to 2020 (Clingendael)"},
    FixedNumber{"protest_odds_per_doubling_dead", 1.2, "per doubling of the dead of the first month"},
    FixedNumber{"protest_odds_per_doubling_opposition", 1.3, "per doubling of the odds of opposition"},
    FixedNumber{"p_harsher_after_protest", .97, "after each wave of protests so far"},
    FixedNumber{"prisoner_scale_noentry", .13, "chance part, log"},
    FixedNumber{"prisoner_scale_entry", .17, "chance part, log"},
    FixedNumber{"prisoner_ratio_softer", .98, "releases at the end of sentences"},
    FixedNumber{"prisoner_scale_softer", .07, "chance part, log"},
    FixedNumber{"prisoner_ratio_protest", 1.5,
                "after 2020 they rose from 169 to about 970 in a year, but from few"},
    FixedNumber{"aftermath_reform", 2.4,
                "row of weights with mean .40: 18 of 77 personalist regimes fell to uprisings, 5 to "
                "elections, most to coups (Geddes-Wright-Frantz); neighbours are democracies"},
    FixedNumber{"aftermath_another_autocracy", 2.7, "mean .45: 32 of 77 fell to coups"},
    FixedNumber{"aftermath_absorption", .9,
                "mean .15: the Union State exists on paper, and Russia has troops there"},
};

}  // namespace belarus_tables

/// Inputs of the study.
enum class Inputs {
  researched,  ///< the judged ranges
  base_rates,  ///< counts of similar cases alone, if there are any
  words,       ///< the article's words through a verbal scale, if the scale has such words
  /// For topics of the article's experts, their words pooled with the judged range, with equal
  /// weights.
  experts,
};

inline std::span<const Judgement> researched_judgements() { return belarus_tables::researched; }
inline std::span<const Judgement> check_judgements() { return belarus_tables::checks; }
inline std::span<const FixedNumber> fixed_numbers() { return belarus_tables::fixed; }
inline std::span<const ReferenceClass> reference_classes() { return belarus_tables::reference_classes; }
/// Returns the judgements that these inputs put in the place of researched ones; none for
/// `researched`.
inline std::span<const Judgement> replacements(Inputs inputs) {
  if (inputs == Inputs::base_rates) return belarus_tables::base_rates;
  return {};
}

/// Returns a judgement by its name, or null.
inline const Judgement* find_judgement(std::span<const Judgement> table, std::string_view name) {
  for (const Judgement& judgement : table)
    if (judgement.name == name) return &judgement;
  return nullptr;
}

/// Returns a fixed number by its name. Throws Error if there is none.
inline double fixed_number(std::string_view name) {
  for (const FixedNumber& number : belarus_tables::fixed)
    if (number.name == name) return number.value;
  throw Error(std::string(name), "a fixed number of the study", "an unknown name");
}

}  // namespace casus::study
