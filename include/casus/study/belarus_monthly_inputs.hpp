// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <casus/study/belarus_inputs.hpp>

/// The additional numbers of the Belarus study by the month: durations of states, and the effects
/// of one month's events on the next. Most of them have no direct source; all rest on knowledge of
/// 10 November 2022.
namespace casus::study {

namespace belarus_tables {

inline constexpr std::array monthly{
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
              {.20, .45, .75},
              share,
              "",
              judgement,
              "judgement: 70,000 to 80,000 casualties by 8 Aug 2022 (Kahl) led to the mobilisation of "
              "September; as many again would lead to a second one",
              "Russia worn within a year in which its front is strained"},
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
        verified,
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

inline constexpr std::array monthly_fixed{
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
    FixedNumber{"downfall_weight_coup", 10.8,
                "mean .54: of 59 personalist regimes that ended otherwise than by uprising 32 fell to coups "
                "(Geddes-Wright-Frantz); weights sum to 20"},
    FixedNumber{"downfall_weight_natural", 2.4,
                "mean .12: leaders of fifteen years and more die or fall ill at 1.3 % a year (own count, "
                "Archigos), and one in four times or so nobody whom he chose would follow"},
    FixedNumber{"downfall_weight_unnamed", 6.8,
                "insurgents, elections, foreigners, insiders, and what nobody thought of"},
};

}  // namespace belarus_tables

inline std::span<const Judgement> monthly_judgements() { return belarus_tables::monthly; }
inline std::span<const FixedNumber> monthly_fixed_numbers() { return belarus_tables::monthly_fixed; }

/// Returns a fixed number of the study by the month, by its name. Throws Error if there is none.
inline double monthly_number(std::string_view name) {
  for (const FixedNumber& number : belarus_tables::monthly_fixed)
    if (number.name == name) return number.value;
  throw Error(std::string(name), "a fixed number of the study by the month", "an unknown name");
}

}  // namespace casus::study
