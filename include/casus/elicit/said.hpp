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

/// Readings are rounded to whole percentages, so 5 % means any value from 4.5 to 5.5 %. If several
/// quantiles of a phrase are equal, the mass between them is spread over this distance on either
/// side.
inline constexpr double reading_rounding = 0.005;

/// Returns the distribution with the readings as its quantiles: uniform between neighbouring
/// quantiles, and beyond the outermost ones over the distance to the next quantile inwards, limited
/// to [0, 1].
distribution::Mixture distribution_of_readings(const std::vector<Quantile>& readings);

/// Returns the names of the library's scales that contain the phrase, joined by commas.
std::string scales_that_know(std::string_view words);

}  // namespace detail

/// Returns the phrase of a scale with these words. Throws Error if the scale has none, with the
/// names of the library's scales that contain it, or with the nearest phrase of this scale.
const Phrase& phrase(std::string_view words, const Scale& scale);

/// Returns the belief about a probability that a verbal phrase expresses:
/// `said("unlikely", scale::icd203)`.
///
/// For a band it is uniform: the phrase says only that the probability is in the band. Values
/// outside have other phrases, so a distribution with tails beyond the ends would contradict the
/// scale (and would not exist for bands that reach 0 or 1). For measured readings it has the
/// measured quantiles, and is uniform between them. Readings were whole percentages, so equal
/// quantiles are spread over half a percentage point on either side. The means of these
/// distributions are within two percentage points of the means measured by CAPphrase.
///
/// Throws Error as `phrase` does, and for phrases that leave no room for chance ("certain"): state
/// those as constants.
distribution::Mixture said(std::string_view words, const Scale& scale);

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/said.inl>
#endif
