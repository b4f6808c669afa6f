// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Combines questions into one: the answer has one part per point, and `along` is the unit of the
/// points. `course` is the text that the questions have in common: "P(by(regime_change)". `kind` is
/// `curve` or `first_time`. Throws Error if there is no point, if a point is a curve itself, or if
/// the conditions or interventions of points differ.
Query curve(std::string course, std::string along, std::vector<Query::Point> points,
            QuestionKind kind = QuestionKind::curve);

/// Returns the curve of a question over time: `question(step)` at each step of the horizon,
/// answered from one run. `curve(h, [&](Index month) { return P(h.by(regime_change, month)); })`.
/// Errors as above.
template <std::invocable<Index> Function> Query curve(const Horizon& horizon, const Function& question) {
  std::vector<Query::Point> points;
  for (Index step = 0; step < horizon.steps(); ++step)
    points.push_back({horizon.label(step), question(step)});
  // A step is omitted from the text if it is the step of the point in every question.
  std::string course = detail::asked_text(points[0].query, 0);
  for (std::size_t i = 1; i < points.size(); ++i)
    if (detail::asked_text(points[i].query, static_cast<Index>(i)) != course) {
      course = detail::asked_text(points[0].query) + " to " + points.back().label;
      break;
    }
  return curve(course, horizon.unit(), std::move(points));
}

/// Asks for the time of the first occurrence of an event: the probability of each step, and of
/// never.
Query first_time(Horizon& horizon, const Series<Event>& series);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/curve.inl>
#endif
