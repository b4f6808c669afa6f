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

inline std::vector<Query> in_its_circumstances(std::vector<Query> asked, const Query& query) {
  for (Query& one : asked) one = one.in_circumstances_of(query);
  return asked;
}

CASUS_INLINE bool is_piloted(const Query& query) {
  return query.asks() == QuestionKind::expected_shortfall || query.asks() == QuestionKind::correlation;
}

CASUS_INLINE std::vector<Query> pilot_questions(const Query& query) {
  if (query.asks() == QuestionKind::expected_shortfall)
    return in_its_circumstances({quantile(Real(query.target()), query.probability())}, query);
  const auto [x, y] = correlated_quantities(query);
  return in_its_circumstances({E(x), E(y), variance(x), variance(y), variance(x + y)}, query);
}

/// Returns the number that an expected shortfall uses for the quantile.
inline double taken_for_quantile(std::span<const Answer> pilot) {
  return std::isfinite(pilot[0].value) ? pilot[0].value : 0;
}

CASUS_INLINE std::vector<Query> check_questions(const Query& query, std::span<const Answer> pilot) {
  if (query.asks() != QuestionKind::expected_shortfall) return {};
  const Real x(query.target());
  const double c = taken_for_quantile(pilot);
  return in_its_circumstances({P(x <= c), P(x < c)}, query);
}

/// Returns the question for the mean that equals the correlation, from the means and variances of
/// the pilot.
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

CASUS_INLINE Query main_question(const Query& query, std::span<const Answer> pilot) {
  if (query.asks() == QuestionKind::correlation)
    return correlation_mean(query, pilot).in_circumstances_of(query);
  const double c = taken_for_quantile(pilot);
  const Real excess = (max)(Real(query.target()) - c, 0);
  return E(c + excess / (1 - query.probability())).in_circumstances_of(query);
}

/// Returns a bound by which the mean, computed with c for the quantile q, may exceed the expected
/// shortfall: the integral from c to q of (p - F) / (1 - p), for q in the pilot's interval.
/// `pilot`: the answers to the quantile, P(x <= c) and P(x < c). NaN if one of them has no
/// interval.
inline double most_excess(double p, std::span<const Answer> pilot) {
  const Answer &quantile = pilot[0], &up_to = pilot[1], &below = pilot[2];
  if (std::isnan(quantile.interval.low + up_to.interval.low + below.interval.high))
    return std::numeric_limits<double>::quiet_NaN();
  const auto part = [](double distance, double difference) {
    return difference > 0 && distance > 0 ? distance * difference : 0;
  };
  const double above = part(quantile.interval.high - quantile.value, p - up_to.interval.low);
  const double under = part(quantile.value - quantile.interval.low, below.interval.high - p);
  return (std::max)(above, under) / (1 - p);
}

/// Returns a bound for the difference of a correlation from the mean that is due to errors of the
/// variances that standardise it: with relative errors of at most d the terms of second order are
/// at most 2 d^2. NaN if a variance has no interval.
inline double most_curvature(std::span<const Answer> pilot) {
  double most = 0;
  for (const Answer& variance : pilot.subspan(2, 2)) {
    const double error = (variance.interval.high - variance.interval.low) / 2 / variance.value;
    if (std::isnan(error)) return error;
    most = (std::max)(most, error);
  }
  return 2 * most * most;
}

inline void set_no_interval(Answer& answer, std::span<const Answer> pilot) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  answer.standard_error = none;
  answer.interval = {none, none};
  for (const Answer& one : pilot)
    for (const Warning& warning : one.warnings)
      if (std::find(answer.warnings.begin(), answer.warnings.end(), warning) == answer.warnings.end())
        answer.warnings.push_back(warning);
}

inline void widen(Answer& answer, double below, double above, std::span<const Answer> pilot) {
  if (std::isnan(below)) return set_no_interval(answer, pilot);
  answer.interval.low -= below;
  answer.interval.high += above;
}

inline void finish_correlation(Answer& answer, std::span<const Answer> pilot) {
  if (pilot[2].value == 0 || pilot[3].value == 0) {
    set_no_interval(answer, pilot);
    answer.value = std::numeric_limits<double>::quiet_NaN();
    answer.warnings.push_back(wording::does_not_vary());
    return;
  }
  const double width = most_curvature(pilot);
  widen(answer, width, width, pilot);
  answer.value = (std::clamp)(answer.value, -1.0, 1.0);
  answer.interval = {(std::max)(answer.interval.low, -1.0), (std::min)(answer.interval.high, 1.0)};
}

CASUS_INLINE Answer piloted_answer(const Query& query, std::span<const Answer> pilot, Answer main) {
  main.question = to_text(query);
  main.kind = query.asks();
  if (main.range || main.range_note.empty()) {
    main.range.reset();
    main.range_note = wording::no_range_of_pilots();
  }
  if (query.asks() == QuestionKind::correlation) {
    finish_correlation(main, pilot);
  } else {
    main.unit = pilot[0].unit;
    widen(main, most_excess(query.probability(), pilot), 0, pilot);
  }
  return main;
}

}  // namespace detail

}  // namespace casus
