// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include <casus/model/model.hpp>

/// Outcomes after the cut-off of the Belarus study, for scoring it. They are not inputs: nothing in
/// its model reads this header.
namespace casus::study {

struct Resolution {
  std::string_view event;  ///< name of the event in the model
  bool happened;           ///< by its criterion, to 30 November 2023
  Verification mark;
  std::string_view what;
};

/// The events with a known outcome. Of the others, events that depend on an entry were never put to
/// the test, and the known facts about repression (1,447 political prisoners on 1 December 2022,
/// about 1,500 in April 2023) do not decide its criterion.
inline constexpr std::array belarus_outcomes{
    Resolution{"entry", false, Verification::verified,
               "no Belarusian unit fought in Ukraine in 2022 and 2023"},
    Resolution{"mass_protest", false, Verification::remembered, "no protest of 50,000 people on one day"},
    Resolution{"regime_change", false, Verification::verified, "Lukashenko stayed in office"},
    Resolution{"hardship", false, Verification::remembered, "output grew in 2023"},
};

}  // namespace casus::study
