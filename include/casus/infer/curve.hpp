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

/// Questions asked together, as one: each point's answer is a part of the answer, and `along` says what the points are numbered by.
/// `course` is what is asked, as far as it is the same of all: "P(by(regime_change)". Throws Error where there is no point, a point is
/// a curve itself, or points differ in what is given or done. `kind` is `curve` or `first_time`.
Query curve(std::string course, std::string along, std::vector<Query::Point> points,
            QuestionKind kind = QuestionKind::curve);

/// The course of an answer over time: `question(step)` at each step of the horizon, answered from one run.
/// `curve(h, [&](Index month) { return P(h.by(regime_change, month)); })`. Errors as above.
template <std::invocable<Index> Function> Query curve(const Horizon& horizon, const Function& question) {
  std::vector<Query::Point> points;
  for (Index step = 0; step < horizon.steps(); ++step)
    points.push_back({horizon.label(step), question(step)});
  // A step that all points name is theirs; one that differs is the point's.
  std::string course = detail::asked_text(points[0].query, 0);
  for (std::size_t i = 1; i < points.size(); ++i)
    if (detail::asked_text(points[i].query, static_cast<Index>(i)) != course) {
      course = detail::asked_text(points[0].query) + " to " + points.back().label;
      break;
    }
  return curve(course, horizon.unit(), std::move(points));
}

/// When an event happens for the first time: the probability of each step, and of never.
Query first_time(Horizon& horizon, const Series<Event>& series);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/curve.inl>
#endif
