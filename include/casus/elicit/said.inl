// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/said.hpp>

namespace casus {

namespace elicit {
namespace detail {

CASUS_INLINE distribution::Mixture distribution_of_readings(const std::vector<Quantile>& readings) {
  const std::size_t last = readings.size() - 1;
  std::vector<Quantile> points{{0.0, (std::max)(0.0, 2 * readings[0].value - readings[1].value)}};
  points.insert(points.end(), readings.begin(), readings.end());
  points.push_back({1.0, (std::min)(1.0, 2 * readings[last].value - readings[last - 1].value)});

  // A run of equal values becomes the two ends of a narrow interval, which does not extend beyond
  // the middle between the value and its neighbours.
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

CASUS_INLINE std::string scales_that_know(std::string_view words) {
  std::vector<std::string> names;
  for (const Scale* other : scale::all())
    if (other->find(words)) names.push_back(other->name());
  return casus::detail::joined(names);
}

}  // namespace detail
}  // namespace elicit
namespace elicit {

CASUS_INLINE const Phrase& phrase(std::string_view words, const Scale& scale) {
  if (const Phrase* found = scale.find(words)) return *found;
  const std::string others = detail::scales_that_know(words);
  const std::string spelt = Scale::normalised(words);
  throw Error("scale " + scale.name(), "one of its phrases", casus::detail::quoted(words),
              others.empty() ? casus::detail::nearest_hint(spelt, scale.vocabulary())
                             : "which is a phrase of " + others);
}

CASUS_INLINE distribution::Mixture said(std::string_view words, const Scale& scale) {
  const Phrase& found = phrase(words, scale);
  if (!found.readings.empty()) return detail::distribution_of_readings(found.readings);
  if (!(found.low < found.high))
    throw Error("scale " + scale.name(), "words that leave room for chance", casus::detail::quoted(words),
                "state the probability as the constant " + casus::detail::number(found.low));
  return {{{1.0, distribution::Uniform{found.low, found.high}}}};
}

}  // namespace elicit
}  // namespace casus
