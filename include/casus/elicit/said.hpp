// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/elicit/scale.hpp>
#include <casus/elicit/scales.hpp>
#include <casus/error.hpp>

namespace casus::elicit {

namespace detail {

/// Readings are given to the percent, so one of 5 % is anything from 4.5 to 5.5 %: where several points agree, what lies between
/// them is spread over so much on either side.
inline constexpr double reading_rounding = 0.005;

/// The readings as a distribution: uniform between neighbouring points, so that it has just these quantiles. Beyond the outer ones
/// it reaches as far as these lie from the next ones, within [0, 1].
distribution::Mixture law_of_readings(const std::vector<Quantile>& readings);

/// The scales among the library's own that know the words, but not as this one does.
std::string scales_that_know(std::string_view words);

}  // namespace detail

/// The phrase of a scale for these words. Throws Error where the scale has none: with the names of those of the library's scales that
/// have it, or with the scale's nearest words.
const Phrase& phrase(std::string_view words, const Scale& scale);

/// What somebody believes about a probability who says these words: `said("unlikely", scale::icd203)`.
///
/// Of a band it is uniform: all that the words say is that the probability lies there, whatever lies outside has other words, and a law
/// with tails beyond the ends would contradict the scale. (It would not exist either for bands that reach to 0 or 1.) Of measured readings it has just
/// the quantiles that were measured, uniform between them; these were whole percentages, so of points that agree it keeps them to half a percent.
/// The means of its laws lie within two percentage points of the means measured by CAPphrase.
///
/// Throws Error as `phrase` does, and for words that leave no room for chance ("certain"): state those as a constant.
distribution::Mixture said(std::string_view words, const Scale& scale);

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/said.inl>
#endif
