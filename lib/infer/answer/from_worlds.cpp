// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/from_worlds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <casus/error.hpp>
#include <casus/infer/interval.hpp>

namespace casus {

namespace {

// Student's t; of a probability on the scale of log-odds, as for other answers over worlds.
void set_interval(Answer& answer, const ClusterRatio& between, bool is_probability) {
  if (between.clusters < 2) {
    if (is_probability) answer.interval = {0, 1};
    answer.warnings.emplace_back("one world met the condition: there is no error to be had");
    return;
  }
  const double value = answer.value, spread = value * (1 - value);
  const double half =
      detail::student_point(answer.level, static_cast<double>(between.clusters - 1)) * answer.standard_error;
  answer.interval = {value - half, value + half};
  if (!is_probability) return;
  if (spread > 0 && half > 0) {
    const double centre = std::log(value / (1 - value)), width = half / spread;
    answer.interval = {1 / (1 + std::exp(width - centre)), 1 / (1 + std::exp(-width - centre))};
    // Independent trajectories that would err as much.
    answer.effective_samples = spread / (answer.standard_error * answer.standard_error);
  }
}

void set_range(Answer& answer, const std::vector<double>& weights, const std::vector<double>& values) {
  std::vector<WorldEstimate> estimates;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (weights[i] > 0) estimates.push_back({values[i], 0, weights[i]});
  const std::size_t count = estimates.size();
  if (count < 20) {
    answer.range_note = "too few worlds met the condition";
    return;
  }
  answer.range = WorldRange(std::move(estimates), answer.range_level).range;
  if (count < 100)
    answer.warnings.push_back("the range rests on " + std::to_string(count) + " worlds: its ends are rough");
}

}  // namespace

void finish_exact(Answer& answer, const std::vector<double>& weights, std::vector<double> values,
                  bool is_probability, bool varies) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] > 0 && std::isnan(values[i]))
      throw Error(answer.question, "a quantity that exists where it is asked for", "an absent one");
    if (is_probability) values[i] = (std::clamp)(values[i], 0.0, 1.0);
  }
  if (!varies) {
    // The same in all worlds that meet the condition.
    const auto met = std::find_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
    answer.value = values[met - weights.begin()];
    answer.standard_error = 0;
    answer.interval = {answer.value, answer.value};
    answer.effective_samples = std::numeric_limits<double>::infinity();
    return;
  }
  std::vector<double> parts;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    parts.push_back(weights[i] * values[i]);
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  const ClusterRatio between(parts, weights);
  answer.value = between.value;
  if (is_probability) answer.value = (std::clamp)(answer.value, 0.0, 1.0);
  answer.standard_error = between.standard_error;
  answer.effective_samples = sum * sum / squares;
  set_interval(answer, between, is_probability);
  set_range(answer, weights, values);
}

}  // namespace casus
