// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <casus/infer/detail/piloted.hpp>
#include <casus/infer/detail/wording.hpp>

namespace casus {

namespace detail {

/// The two quantities of a question for their correlation.
inline std::pair<Real, Real> correlated_quantities(const Query& query) {
  return {Real(query.target()->children[0]), Real(query.target()->children[1])};
}

CASUS_INLINE std::vector<Query> pilot_questions(const Query& query) {
  std::vector<Query> asked;
  if (query.asks() == QuestionKind::expected_shortfall)
    asked = {quantile(Real(query.target()), query.probability())};
  if (query.asks() == QuestionKind::correlation) {
    const auto [x, y] = correlated_quantities(query);
    asked = {E(x), E(y), variance(x), variance(y), variance(x + y)};
  }
  for (Query& one : asked) one = one.in_circumstances_of(query);
  return asked;
}

/// The mean that is the correlation, from the means and variances that the pilot has found.
inline Query correlation_mean(const Query& query, std::span<const Answer> pilot) {
  const auto [x, y] = correlated_quantities(query);
  const double of_x = std::sqrt(pilot[2].value), of_y = std::sqrt(pilot[3].value);
  const double covariance = (pilot[4].value - pilot[2].value - pilot[3].value) / 2;
  const double found = covariance / of_x / of_y;
  const double r = std::isfinite(found) ? (std::clamp)(found, -1.0, 1.0) : 0;
  const auto standardised = [](const Real& value, double mean, double spread) {
    return spread > 0 && std::isfinite(mean) && std::isfinite(spread) ? (value - mean) / spread : value;
  };
  const Real u = standardised(x, pilot[0].value, of_x), v = standardised(y, pilot[1].value, of_y);
  return E(r + u * v - r / 2 * (u * u + v * v));
}

CASUS_INLINE std::vector<Query> main_questions(const Query& query, std::span<const Answer> pilot) {
  std::vector<Query> asked;
  if (query.asks() == QuestionKind::expected_shortfall) {
    const Real x(query.target());
    const double c = std::isfinite(pilot[0].value) ? pilot[0].value : 0;
    asked = {E(c + (max)(x - c, 0) / (1 - query.probability())), P(x <= c), P(x < c)};
  } else {
    asked = {correlation_mean(query, pilot)};
  }
  for (Query& one : asked) one = one.in_circumstances_of(query);
  return asked;
}

/// By how much the expected shortfall may be less than the mean in which the quantile q is taken for c:
/// the integral from c to q of (p - F) / (1 - p), where q lies in the pilot's interval. `up_to`, `below`:
/// the answers to P(x <= c) and P(x < c).
inline double most_excess(double p, const Answer& pilot, const Answer& up_to, const Answer& below) {
  const auto part = [](double distance, double difference) {
    return difference > 0 && distance > 0 ? distance * difference : 0;
  };
  const double above = part(pilot.interval.high - pilot.value, p - up_to.interval.low);
  const double under = part(pilot.value - pilot.interval.low, below.interval.high - p);
  return (std::max)(above, under) / (1 - p);
}

inline void bound_correlation(Answer& answer) {
  answer.value = (std::clamp)(answer.value, -1.0, 1.0);
  answer.interval = {(std::max)(answer.interval.low, -1.0), (std::min)(answer.interval.high, 1.0)};
}

inline void set_undefined(Answer& answer, Warning why) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  answer.value = answer.standard_error = none;
  answer.interval = {none, none};
  answer.warnings.push_back(std::move(why));
}

CASUS_INLINE Answer piloted_answer(const Query& query, std::span<const Answer> pilot,
                                   std::span<const Answer> main) {
  Answer answer = main[0];
  answer.question = to_text(query);
  answer.kind = query.asks();
  if (answer.range || answer.range_note.empty()) {
    answer.range.reset();
    answer.range_note = wording::no_range_of_pilots();
  }
  if (query.asks() == QuestionKind::expected_shortfall) {
    answer.unit = pilot[0].unit;
    answer.interval.low -= most_excess(query.probability(), pilot[0], main[1], main[2]);
  } else {
    bound_correlation(answer);
    if (pilot[2].value == 0 || pilot[3].value == 0) set_undefined(answer, wording::does_not_vary());
  }
  return answer;
}

}  // namespace detail

}  // namespace casus
