// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include <casus/model/model.hpp>

/// Outcomes after the cut-off of the Belarus study, to November 2024, for scoring it. They are not
/// inputs: nothing in its model reads this header.
namespace casus::study {

/// An event whose outcome is known.
struct Resolution {
  std::string_view event;     ///< in words
  std::string_view question;  ///< in the language of questions, about the months from December 2022
  bool happened;              ///< by its criterion
  std::string_view date;      ///< on which it happened, or to which it did not
  std::string_view source;
  std::string_view link;  ///< empty if the study has none
  Verification mark;
  /// Probability by a count of similar cases alone, where the study has one.
  std::optional<double> base_rate;
  std::string_view note;  ///< may be empty
};

/// A quantity whose value is known.
struct MeasuredQuantity {
  std::string_view label;
  std::string_view series;  ///< of the model
  int step;
  double value;
  std::string_view unit;
  /// The value that a forecast of no change gives.
  double unchanged;
  std::string_view source;
  Verification mark;
  std::string_view note;
};

namespace belarus_tables {

/// Base rates: an entry 2.5 % a year (between the counts of allies and of neighbours), regime
/// change 19 of 372 years, a campaign 1.6 % of years; for two years 1 - (1 - rate)^2.
inline constexpr std::array outcomes{
    Resolution{"Belarusian troops enter, by November 2023", "P(at(entry, 11))", false, "30 Nov 2023",
               "no Belarusian unit fought in Ukraine (seldonvault.io)", "", Verification::verified, .025, ""},
    Resolution{"Belarusian troops enter, by November 2024", "P(at(entry, 23))", false, "30 Nov 2024",
               "no Belarusian unit fought in Ukraine (seldonvault.io)", "", Verification::verified, .049, ""},
    Resolution{"the regime falls, by November 2023", "P(by(regime_change, 11))", false, "30 Nov 2023",
               "Lukashenko stayed in office", "", Verification::verified, .051, ""},
    Resolution{"the regime falls, by November 2024", "P(by(regime_change, 23))", false, "30 Nov 2024",
               "Lukashenko stayed in office", "", Verification::verified, .100, ""},
    Resolution{"a mass protest, by November 2023", "P(by(mass_protest, 11))", false, "30 Nov 2023",
               "no protest of 50,000 people on one day", "", Verification::remembered, .016, ""},
    Resolution{"a mass protest, by November 2024", "P(by(mass_protest, 23))", false, "30 Nov 2024",
               "no protest of 50,000 people on one day", "", Verification::remembered, .032, ""},
    Resolution{"hardship in the year to November 2023", "P(at(hardship, 11))", false, "30 Nov 2023",
               "output grew by about 3.9 % in 2023 (Belstat)", "", Verification::remembered, std::nullopt,
               "by the month it did come: see the next row"},
    Resolution{"hardship in a month to March 2023", "P(by(hardship, 3))", true, "Dec 2022",
               "output of 2022 4.7 % down, first quarter of 2023 2.1 % down (Belstat)", "",
               Verification::verified, std::nullopt, "the twelve months to December 2022 meet the criterion"},
    Resolution{
        "harsher repression, by November 2023", "P(at(harsher_repression, 11))", true, "9 Mar 2023",
        "death penalty for treason by officials and soldiers, Article 356, signed on 9 March 2023 "
        "(Library of Congress, Global Legal Monitor, 12 Mar 2023; Reuters; DW)",
        "", Verification::verified, std::nullopt,
        "by the law alone: political prisoners stood at 1,447 on 1 Dec 2022 and at 1,447 a year later, "
        "so that only the criterion's \"or\" decides"},
    Resolution{"harsher repression, by November 2024", "P(at(harsher_repression, 23))", true, "9 Mar 2023",
               "the same law", "", Verification::verified, std::nullopt, ""},
    Resolution{"Russia worn down, by November 2023", "P(at(russia_worn, 11))", true, "Nov 2023",
               "290,000 to 350,000 killed and wounded by the UK's own count, after the US figure", "",
               Verification::verified, std::nullopt,
               "more than 250,000; the \"well over 200,000\" of 28 and 29 March 2023 (Milley, Wallace) would "
               "not have been enough"},
    Resolution{"Russia in a bleak situation, by November 2023", "P(at(russia_bleak, 11))", false,
               "30 Nov 2023",
               "Putin stayed in office; no martial law in all of Russia; most of the occupied territory held",
               "", Verification::remembered, std::nullopt, ""},
    Resolution{"Russia in a bleak situation, by November 2024", "P(at(russia_bleak, 23))", false,
               "30 Nov 2024", "the same", "", Verification::remembered, std::nullopt, ""},
    Resolution{"the patron lost, by November 2023", "P(by(patron_lost, 11))", false, "30 Nov 2023",
               "Moscow kept its forces and credits in Belarus", "", Verification::remembered, std::nullopt,
               ""},
    Resolution{"the patron lost, by November 2024", "P(by(patron_lost, 23))", false, "30 Nov 2024",
               "the same", "", Verification::remembered, std::nullopt, ""},
    Resolution{"Russia's front holding in November 2023", "P(at(front, 11) = holding)", true, "Nov 2023",
               "the front hardly moved (maps of the Institute for the Study of War)", "",
               Verification::remembered, std::nullopt, ""},
};

inline constexpr std::array quantities{
    MeasuredQuantity{"political prisoners, end of November 2023", "political_prisoners", 11, 1447, "people",
                     1350, "Viasna", Verification::verified,
                     "of 1,350 judged on 1 Dec 2022, where 1,447 were"},
    MeasuredQuantity{"political prisoners, end of November 2024", "political_prisoners", 23, 1296, "people",
                     1350, "Viasna", Verification::verified, "the releases from July 2024 were not foreseen"},
    MeasuredQuantity{"change of output in 2023", "output_change", 12, 3.9, "%", -4.7, "Belstat",
                     Verification::remembered, "the recovery was not foreseen"},
};

}  // namespace belarus_tables

/// Returns the events with a known outcome. There was no entry, so events that depend on one have
/// none.
inline std::span<const Resolution> belarus_outcomes() { return belarus_tables::outcomes; }
inline std::span<const MeasuredQuantity> belarus_quantities() { return belarus_tables::quantities; }

}  // namespace casus::study
