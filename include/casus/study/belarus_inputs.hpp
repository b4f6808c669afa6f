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
/// Each range has two marks. The first is its context: how far the sources named with it were
/// checked. `verified`: they were read, most of them in a report by the press; `computed`: counted
/// by the study from the named public data set; `remembered`: known from the literature and not
/// looked up; `judgement`: there is no direct source, only an argument. The second is the number
/// itself: `counted`, or `judged` in view of that context. All but the base rates are judged.
/// Figures published by a party to the war are claims.
namespace casus::study {

/// Interventions of the study's arms, as they follow the target of a question: an entry under a
/// demand in the first month, as nearly nine in ten would be; one without a demand; no entry.
inline constexpr std::string_view belarus_arm_forced = "; do at(ultimatum, 0) = yes, at(entry, 0) = yes",
                                  belarus_arm_unforced = "; do at(ultimatum, 0) = no, at(entry, 0) = yes",
                                  belarus_arm_out = "; do entry = no";

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
  Basis basis = Basis::judged;
};

/// A number that is judged and held fixed, because the answers depend little on it or because the
/// study runs both variants. The argument names the source, where there is one.
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
        "public alarms before October had come true; trade with Russia about half of output (Statista). "
        "None of them gives a number",
        "a demand with leverage within the year"},
    Judgement{"p_entry_given_ultimatum",
              {.05, .20, .50},
              share,
              "",
              verified,
              "Institute for the Study of War, 30 Sep, 10 Oct and 2 Nov 2022 (\"highly unlikely\"); UK "
              "Ministry of Defence, 21 Oct; Carnegie, 25 Oct; polls of 2022 with 3 to 13 % for sending "
              "troops; Minsk had resisted since February; but Moscow pays and supplies. A demand that is "
              "refused four times in five is no lack of choice: the literal reading is one of the readings",
              "entry within the year where there was such a demand"},
    Judgement{
        "p_entry_no_ultimatum",
        {.0005, .005, .02},
        share,
        "",
        computed,
        "own count from ATOP alliances, COW contiguity and Gleditsch's war list: land neighbours of the "
        "enemy join late in 5 of 812 cases, each a neighbour in a war, not a year, and most without a "
        "side. Metaculus 10423 stood at 1 % on its last day, which is no rate for its three months. The "
        "three points lie on no logit-normal: what is fitted has .0006/.004/.023",
        "entry within the year without such a demand"},
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
              "the one count, South Ossetia's contingent of Mar 2022, is .25 within two weeks (about 300 of "
              "1,200; civil.ge, The Times) and was published because it was extreme; claims of mass "
              "refusals by Belarusian opposition and Ukraine, Mar 2022. For a median of a tenth there is no "
              "count, only that most units of either side stayed",
              "share that refuses in the first month, contingent of median size"},
    Judgement{"q_loss_month",
              {.05, .14, .35},
              share,
              "share a month",
              computed,
              "killed and wounded as hazards a month: Donetsk forces .217 (55 % in 3.7 months; their "
              "ombudsman, Jun 2022); all Russian forces .085 to .10 (Kahl, Aug 2022, of about 190,000, "
              "remembered); 155th Naval Infantry .25 and more (Nov 2022, of about 3,000, remembered). The "
              "200th Motor Rifle Brigade's .14 to .18 include refusers, missing and sick, and bound the "
              "losses from above",
              "killed and wounded a month, share of those there"},
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
              "output of January to September 2022 about 4.7 % below 2021 (remembered); a low base, and "
              "loans and cheap gas from Russia, speak for a smaller fall in the next year",
              "mean change of output from December 2022 to November 2023, no entry, Russia not bleak"},
    Judgement{"output_effect_of_entry",
              {-6, -3.5, -1},
              real,
              "points",
              computed,
              "a year of sanctions took about 5.3 points (IMF forecast of +0.8 % before the war against the "
              "fall of 2022 to September, remembered; SCEEUS), and most of what can be sanctioned is; "
              "judged so that the fall of 4 % has 25/55/85 %",
              "what an entry takes from output within a year"},
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
              judgement,
              "article: \"unlikely in the short term\"; campaigns begin in 1.6 % of personalist "
              "country-years (own count), whatever happens in them; at least 908 detained on 27 Feb 2022 "
              "alone (Viasna)",
              "mass protest within a year of an entry"},
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
        remembered,
        "political prisoners: 169 at the end of 2020, about 970 a year later (remembered), 1,198 on an "
        "undated page of spring or summer 2022 (Viasna); death penalty for attempted terrorism, May 2022 "
        "(remembered); counter-terrorist regime, 14 Oct 2022 (remembered)",
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
              remembered,
              "about 970 at the end of 2021 (remembered) and 1,198 on an undated page of spring or summer "
              "2022 (Viasna), continued at that pace",
              "political prisoners on 1 December 2022"},
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
              "70,000 to 80,000 Russian casualties by 8 Aug 2022 (Kahl); Kharkiv and Lyman lost in "
              "September and October. Against the row: Gottfrid, autumn 2022, gave Putin's leaving within "
              "the winter 13 %, a pace of 30 to 40 % a year; crowd forecasts were lower (RANGE, INFER)",
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
              amount,
              "hazard a year",
              judgement,
              "14 of 22 Soviet clients ended 1989 to 1993, a hazard of .21 a year (a probability of .19); "
              "which regimes were clients is the study's judgement; Soviet, not Western, sponsors kept "
              "clients in power (Casey 2020)",
              "hazard of regime change, patron lost, in total"},
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
              {1.2, 2, 3},
              amount,
              "hazard ratio",
              computed,
              "own count from Geddes-Wright-Frantz and World Bank growth: personalist regimes fail in 10.0 % "
              "[6.1, 15.2] of years after a fall beyond 4 %, in 5.1 % after growth",
              "regime hazard in hardship, no defeat before"},
    Judgement{"hazard_ratio_hardship_defeat",
              {1, 1.3, 2},
              amount,
              "hazard ratio",
              judgement,
              "the same count, shaded down: hardship is partly counted already in the autocracies that lost "
              "a war",
              "regime hazard in hardship after a defeat"},
    Judgement{"buildup_ratio",
              {.8, 1.3, 3},
              amount,
              "likelihood ratio",
              judgement,
              "judgement: four earlier alarms were followed by no entry, so that what is seen at the border "
              "tells little; how many units gathered before each of them is not known",
              "weight of the buildup in the south"},
    Judgement{"explanation_ratio",
              {.8, 1, 1.25},
              amount,
              "likelihood ratio",
              judgement,
              "judgement: defence of the border would be said either way",
              "weight of the official explanation"},
    Judgement{
        "front_persistence",
        {.60, .80, .92},
        share,
        "",
        judgement,
        "judgement: from March to August 2022 the front hardly moved for months on end, in September and "
        "October it broke twice within weeks",
        "the front of a month is that of the month before, rather than drawn anew"},
    Judgement{"p_worn_12m",
              {.25, .50, .75},
              share,
              "",
              computed,
              "70,000 to 80,000 killed and wounded by 8 Aug 2022 (Kahl, 5.4 months) and \"well over "
              "100,000\" on 9 Nov (Milley): at that pace about 250,000 a year later, so even odds",
              "Russia worn within the year"},
    Judgement{"ultimatum_lapse",
              {.10, .20, .35},
              share,
              "a month",
              judgement,
              "judgement: Moscow has pressed since February 2022 and let it rest for months",
              "an ultimatum that was not answered is let rest"},
    Judgement{"refusal_ratio_later",
              {.30, .50, .80},
              amount,
              "odds ratio",
              judgement,
              "judgement: the South Ossetians of Mar 2022 left within the first two weeks; who stayed then, "
              "stayed",
              "refusals of later months against the first"},
    Judgement{"refusal_ratio_setback",
              {1, 1.5, 2.2},
              amount,
              "odds ratio",
              judgement,
              "judgement: the 200th Motor Rifle Brigade's refusals came after its losses (Washington Post)",
              "refusals in the month after a month of setbacks"},
    Judgement{"p_return",
              {.08, .18, .35},
              share,
              "a month",
              judgement,
              "judgement: a suspension of some three to twelve months; nobody counted them",
              "suspended troops fight again"},
    Judgement{
        "mood_ratio_losses",
        {1.3, 2.2, 4},
        amount,
        "odds ratio",
        judgement,
        "judgement: soldiers' dead turned opinion in earlier wars of choice; the day of 27 Feb 2022 alone "
        "brought at least 908 to be detained (Viasna)",
        "an angrier mood after a month of setbacks"},
    Judgement{
        "p_campaign_goes_on",
        {.60, .75, .87},
        share,
        "a month",
        remembered,
        "the campaign of 2020 drew 50,000 and more from August to the autumn, and was over by winter (DW)",
        "a campaign of protest goes on for another month"},
    Judgement{
        "p_shaken_goes_on",
        {.75, .85, .92},
        share,
        "a month",
        judgement,
        "judgement after the article (\"quickly\"): of seven losing autocracies that ended within three "
        "years four did so in the first (own count, Gleditsch and Geddes-Wright-Frantz)",
        "a defeat weighs on the regime for another month"},
};

/// Ranges from counts of similar cases alone. They replace the range of the same name; all other
/// ranges stay as researched, that of a suspension among them: 9 of 85 coalition members stopped
/// early, but in a whole war and not within three months of a setback. `p_entry_base_rate` replaces
/// both probabilities of entry.
inline constexpr std::array base_rates{
    Judgement{"p_entry_base_rate",
              {.01, .025, .05},
              share,
              "",
              computed,
              "own count from ATOP, COW and Gleditsch, each case a war: of allies who are also the enemy's "
              "neighbours 2 of 54 join more than 30 days late (Jeffreys .011/.040/.099), of all allies 20 of "
              "850 (.016/.024/.033; 1.8 % a year), of allies in wars of six months and more 19 of 301 (6.3 "
              "%): judged between them, for a year",
              "entry within a year, as such states do"},
    Judgement{"p_massprotest_12m_noentry",
              {.012, .016, .022},
              share,
              "",
              computed,
              "own count from NAVCO 2.0: onset in 1.35 % of autocratic, 1.6 % of personalist country-years, "
              "1.8 % since 1991",
              "mass protest, as campaigns begin",
              Basis::counted},
    Judgement{
        "h_regime_base",
        {.037, .042, .047},
        share,
        "",
        computed,
        "own count from Geddes-Wright-Frantz and NAVCO 2.0: 4.2 % of autocratic country-years without a "
        "campaign (personalists 5.9 %); the causes come on top, so that the rate of all years, 5.1 %, would "
        "count them twice",
        "regime change, as autocracies end without a campaign",
        Basis::counted},
    Judgement{
        "p_regime12_given_defeat",
        {.064, .153, .286},
        share,
        "",
        computed,
        "own count from Gleditsch and Geddes-Wright-Frantz: 4 of 27 losing autocracies ended within a year",
        "regime change, as losing autocracies end",
        Basis::counted},
    Judgement{"p_regime12_given_campaign",
              {.222, .283, .350},
              share,
              "",
              computed,
              "own count from NAVCO 2.0 and Geddes-Wright-Frantz: 37 of 131 years with a campaign",
              "regime change, as autocracies end in campaigns",
              Basis::counted},
    Judgement{"h_regime_patron_lost",
              {.124, .192, .273},
              share,
              "",
              computed,
              "own count: 14 of 22 Soviet clients ended 1989 to 1993, in about 67 client-years",
              "regime change, as Soviet clients ended",
              Basis::counted},
};

/// "No choice" taken at its word.
inline constexpr std::array literal{
    Judgement{
        "p_entry_given_ultimatum",
        {.50, .80, .97},
        share,
        "",
        judgement,
        "article: \"he will simply have no choice\" (Sivitski), read as almost certain, for even such a "
        "demand may be put off",
        "entry within the year where there is no choice"},
};

inline constexpr std::array reference_classes{
    ReferenceClass{"late joiners of a war: defence allies", 20, 850, "ally-wars", "most are far away"},
    ReferenceClass{"late joiners: defence allies, in wars of six months and more", 19, 301, "ally-wars",
                   "6.3 %; points up"},
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
    ReferenceClass{"personalist regimes ending after twenty years, since 1991", 0, 0, "years",
                   "6.7 % [2.8, 13.4] a year; points up"},
    ReferenceClass{"autocracies ending in years without a campaign", 0, 0, "years",
                   "4.2 %, personalists 5.9 %; the regime base rate"},
    ReferenceClass{"personalist regimes ending after fifteen years", 19, 372, "years", "all causes"},
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
    Judgement{"prisoner_ratio_noentry",
              {.85, 1.1, 1.45},
              amount,
              "ratio",
              judgement,
              "judgement: a harsher or a softer year",
              "political prisoners after a year, no entry"},
    Judgement{"prisoner_ratio_entry",
              {1.0, 1.3, 2.0},
              amount,
              "ratio",
              judgement,
              "judgement: a harsher or a softer year",
              "political prisoners after a year from an entry on"},
    Judgement{"p_gdp_minus4_noentry",
              {.08, .18, .35},
              share,
              "",
              judgement,
              "judgement, from output in 2022 and its low base",
              "hardship without entry"},
};

inline constexpr std::array fixed{
    FixedNumber{"front_weight_holding", 9,
                "prior mean .45 of months: winter, mobilised men and shorter lines let it hold; weights sum "
                "to 20, as if the judgement rested on twenty like months"},
    FixedNumber{"front_weight_strained", 6, "prior mean .30: losses on balance, no collapse"},
    FixedNumber{"front_weight_failing", 5,
                "prior mean .25: three or four of the nine months from March to November 2022 lost more than "
                "3,000 km2 (Kyiv, Kharkiv, Kherson)"},
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
    FixedNumber{"defeat_odds_holding", .7, "Russia can help"},
    FixedNumber{"defeat_odds_failing", 1.6, "Russia cannot"},
    FixedNumber{"suspension_odds_ultimatum", .6, "who was forced in is not let out: the Kremlin's veto"},
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
    FixedNumber{"front_tilt_worn", 1.3,
                "a worn Russia's front is worse, odds a step from holding to failing"},
    FixedNumber{"front_tilt_bleak", 2, "the same where Russia is in a very bleak situation"},
    FixedNumber{"worn_ratio_holding", .5, "holding wears down less; hazard ratio"},
    FixedNumber{"worn_ratio_failing", 3, "defeats wear down more; hazard ratio"},
    FixedNumber{"bleak_ratio_worn", 2, "who is worn down already has less to lose it from; hazard ratio"},
    FixedNumber{"ultimatum_ratio_worn", 1.5, "the fewer soldiers of its own, the more Moscow wants others'"},
    FixedNumber{"month_part", .5,
                "share of the variance by chance of losses and refusals that is a month's; the rest is the "
                "operation's"},
    FixedNumber{"mood_persistence", .85, "a mood lasts half a year"},
    FixedNumber{"output_persistence", .9, "so does a boom or slump"},
    FixedNumber{"entry_ratio_training", .3,
                "the first two months: the Russian half of any attack needs two to three months of "
                "training first (Hromov, 3 Nov 2022); hazard ratio"},
    FixedNumber{"training_months", 2, "the same"},
    FixedNumber{"defeat_odds_per_doubling_lost", 2.2,
                "who has lost twice as much of the contingent, dead, wounded and refused, is beaten twice as "
                "soon and a bit; hazard ratio"},
    FixedNumber{"tasks_odds_per_doubling_lost", .6, "who bleeds does not advance; hazard ratio"},
    FixedNumber{"defeat_odds_per_doubling_size", .93, "more hold out longer; hazard ratio"},
    FixedNumber{
        "lost_at_first", .05,
        "share of a force whose loss changes nothing yet: added to what is lost before it is doubled"},
    FixedNumber{"defeat_ratio_suspended", .5, "who does not attack may still be driven out; hazard ratio"},
    FixedNumber{"tasks_ratio_suspended", .25, "nor is much taken; hazard ratio"},
    FixedNumber{
        "centring_defeat", 1.35,
        "centring: the factor on the hazard of defeat at which p_defeat_given_entry is met in the "
        "mean, over suspensions and the chances of an operation; computed from the model, not judged"},
    FixedNumber{"centring_tasks", .95, "the same for p_tasks_achieved"},
    FixedNumber{"centring_suspension", 1.45, "the same for p_suspend_given_setback"},
    FixedNumber{"centring_protest", .85, "the same for p_massprotest_12m_entry"},
    FixedNumber{"output_change_2022", -4.7,
                "output of the twelve months to November 2022, as that of January to September (Belstat, "
                "remembered): the figure from which the next twelve months move away one by one"},
    FixedNumber{"prisoner_ratio_rise", 1.1, "the criterion of harsher_repression"},
    FixedNumber{"capital_offence_part", .3,
                "part of the ways to harsher repression that are a law: of the three steps of 2022 two were "
                "laws, but only one of them threatened death"},
    FixedNumber{"front_ultimatum_correlation", .5,
                "the worse the front is judged to be, the likelier the demand is judged"},
    FixedNumber{"coup_none", .29,
                "mode where no shock came: successful coups 1.5 of 5.1 % of personalist years since 1991 "
                "(Powell and Thyne); a row of weights"},
    FixedNumber{"uprising_none", .10, "the same: an uprising too quick for a campaign"},
    FixedNumber{
        "natural_none", .12,
        "leaders of fifteen years and more die or fall ill at 1.3 % a year (own count, Archigos), and "
        "one time in four or so nobody whom he chose would follow"},
    FixedNumber{"other_none", .49, "elections, insiders, insurgents, foreigners, and causes without a name"},
    FixedNumber{"coup_shock", .35, "mode in hardship or where Russia is bleak: the same without nature"},
    FixedNumber{"uprising_shock", .15, "the same"},
    FixedNumber{"other_shock", .50, "the same"},
    FixedNumber{"coup_defeat", .55, "mode after a defeat: the army was beaten and blames its command"},
    FixedNumber{"uprising_defeat", .25, "the same"},
    FixedNumber{"other_defeat", .20, "the same"},
    FixedNumber{"coup_campaign", .20, "mode in a campaign"},
    FixedNumber{"uprising_campaign", .70, "the same"},
    FixedNumber{"other_campaign", .10, "the same"},
    FixedNumber{"coup_patron", .40, "mode where the patron is lost; six Warsaw Pact clients, one by force"},
    FixedNumber{"uprising_patron", .25, "the same"},
    FixedNumber{"other_patron", .35, "the same"},
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
  /// "No choice" at its word: the demand as likely as the article's "may", the entry after it
  /// almost certain.
  literal,
};

inline std::span<const Judgement> researched_judgements() { return belarus_tables::researched; }
inline std::span<const Judgement> check_judgements() { return belarus_tables::checks; }
inline std::span<const FixedNumber> fixed_numbers() { return belarus_tables::fixed; }
inline std::span<const ReferenceClass> reference_classes() { return belarus_tables::reference_classes; }
/// Returns the judgements that these inputs put in the place of researched ones; none for
/// `researched`.
inline std::span<const Judgement> replacements(Inputs inputs) {
  if (inputs == Inputs::base_rates) return belarus_tables::base_rates;
  if (inputs == Inputs::literal) return belarus_tables::literal;
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
