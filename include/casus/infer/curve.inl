// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/curve.hpp>

namespace casus {

CASUS_INLINE Query curve(std::string course, std::string along, std::vector<Query::Point> points,
                         QuestionKind kind) {
  if (points.empty()) throw Error("curve " + course, "at least one point", "none");
  const auto circumstances = detail::Circumstances::of(points[0].query);
  for (const Query::Point& point : points) {
    if (point.query.has_points())
      throw Error("curve " + course, "points that are not curves", to_text(point.query));
    if (!(detail::Circumstances::of(point.query) == circumstances))
      throw Error("curve " + course, "the same conditions and interventions at every point",
                  detail::quoted(detail::circumstances_text(point.query)) + " at " + point.label + ", " +
                      detail::quoted(detail::circumstances_text(points[0].query)) + " at " + points[0].label);
  }
  Query query = points[0].query;
  query.asks_ = kind;
  query.along_ = std::move(along);
  query.course_ = std::move(course);
  query.points_ = std::move(points);
  return query;
}

CASUS_INLINE Query first_time(Horizon& horizon, const Series<Event>& series) {
  std::vector<Query::Point> points;
  for (Index step = 0; step < horizon.steps(); ++step)
    points.push_back({horizon.label(step), P(horizon.first_at(series, step))});
  points.push_back({"never", P(!horizon.ever(series))});
  return curve("distribution(first(" + detail::name_text(series.name()) + ')', horizon.unit(),
               std::move(points), QuestionKind::first_time);
}

}  // namespace casus
