// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include <casus/model/model.hpp>

/// What came after the cut-off of the Belarus study, to score it by. No input of the study; nothing in its model reads this.
namespace casus::study {

struct Resolution {
  std::string_view event;  ///< its name in the model
  bool happened;           ///< by its criterion, to 30 November 2023
  Verification mark;
  std::string_view what;
};

/// The events whose outcome is known. Of the others, what depends on an entry was never put to the test, and what is known of
/// repression (1,447 political prisoners on 1 December 2022, about 1,500 in April 2023) does not decide its criterion.
inline constexpr std::array belarus_outcomes{
    Resolution{"entry", false, Verification::verified,
               "no Belarusian unit fought in Ukraine in 2022 and 2023"},
    Resolution{"mass_protest", false, Verification::remembered, "no protest of 50,000 people on one day"},
    Resolution{"regime_change", false, Verification::verified, "Lukashenko stayed in office"},
    Resolution{"hardship", false, Verification::remembered, "output grew in 2023"},
};

}  // namespace casus::study
