// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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
inline distribution::Mixture law_of_readings(const std::vector<Quantile>& readings) {
  const std::size_t last = readings.size() - 1;
  std::vector<Quantile> points{{0.0, (std::max)(0.0, 2 * readings[0].value - readings[1].value)}};
  points.insert(points.end(), readings.begin(), readings.end());
  points.push_back({1.0, (std::min)(1.0, 2 * readings[last].value - readings[last - 1].value)});

  // A run of equal values becomes the two ends of a narrow interval, which does not reach into its neighbours' halves.
  std::vector<Quantile> knots;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t end = i + 1;
    while (end < points.size() && points[end].value == points[i].value) ++end;
    const double value = points[i].value;
    if (end == i + 1) {
      knots.push_back(points[i]);
    } else {
      const double below = i == 0 ? 0.0 : points[i - 1].value + (value - points[i - 1].value) / 2;
      const double above = end == points.size() ? 1.0 : value + (points[end].value - value) / 2;
      knots.push_back({points[i].probability, (std::max)(value - reading_rounding, below)});
      knots.push_back({points[end - 1].probability, (std::min)(value + reading_rounding, above)});
    }
    i = end;
  }

  distribution::Mixture law;
  for (std::size_t i = 1; i < knots.size(); ++i)
    law.components.push_back({knots[i].probability - knots[i - 1].probability,
                              distribution::Uniform{knots[i - 1].value, knots[i].value}});
  return law;
}

/// The scales among the library's own that know the words, but not as this one does.
inline std::string scales_that_know(std::string_view words) {
  std::vector<std::string> names;
  for (const Scale* other : scale::all())
    if (other->find(words)) names.push_back(other->name());
  return casus::detail::joined(names);
}

}  // namespace detail

/// The phrase of a scale for these words. Throws Error where the scale has none: with the names of those of the library's scales that
/// have it, or with the scale's nearest words.
inline const Phrase& phrase(std::string_view words, const Scale& scale) {
  if (const Phrase* found = scale.find(words)) return *found;
  const std::string others = detail::scales_that_know(words);
  const std::string spelt = Scale::normalised(words);
  throw Error("scale " + scale.name(), "one of its phrases", casus::detail::quoted(words),
              others.empty() ? casus::detail::nearest_hint(spelt, scale.vocabulary())
                             : "which is a phrase of " + others);
}

/// What somebody believes about a probability who says these words: `said("unlikely", scale::icd203)`.
///
/// Of a band it is uniform: all that the words say is that the probability lies there, whatever lies outside has other words, and a law
/// with tails beyond the ends would contradict the scale. (It would not exist either for bands that reach to 0 or 1.) Of measured readings it has just
/// the quantiles that were measured, uniform between them; these were whole percentages, so of points that agree it keeps them to half a percent.
/// The means of its laws lie within two percentage points of the means measured by CAPphrase.
///
/// Throws Error as `phrase` does, and for words that leave no room for chance ("certain"): state those as a constant.
inline distribution::Mixture said(std::string_view words, const Scale& scale) {
  const Phrase& found = phrase(words, scale);
  if (!found.readings.empty()) return detail::law_of_readings(found.readings);
  if (!(found.low < found.high))
    throw Error("scale " + scale.name(), "words that leave room for chance", casus::detail::quoted(words),
                "state the probability as the constant " + casus::detail::number(found.low));
  return {{{1.0, distribution::Uniform{found.low, found.high}}}};
}

}  // namespace casus::elicit
