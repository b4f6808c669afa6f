// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/from_worlds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/error.hpp>
#include <casus/infer/interval.hpp>

namespace casus {

namespace {

// Student's t; of a probability on the scale of log-odds, as for other answers over worlds.
void set_interval(detail::Finding& found, const ClusterRatio& between, bool is_probability, double level) {
  if (between.clusters < 2) {
    if (is_probability) found.interval = {0, 1};
    found.no_error = detail::wording::no_error("one world met the condition");
    return;
  }
  const double value = found.value, spread = value * (1 - value);
  const double half =
      detail::student_point(level, static_cast<double>(between.clusters - 1)) * found.standard_error;
  found.interval = {value - half, value + half};
  if (!is_probability || !(spread > 0 && half > 0)) return;
  const double centre = std::log(value / (1 - value)), width = half / spread;
  found.interval = {1 / (1 + std::exp(width - centre)), 1 / (1 + std::exp(-width - centre))};
  // Independent trajectories that would err as much.
  found.effective_samples = spread / (found.standard_error * found.standard_error);
}

}  // namespace

ExactWorlds::ExactWorlds(const std::string& question, const std::vector<double>& weights,
                         std::vector<double> values, bool is_probability, bool varies, double level) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] > 0 && std::isnan(values[i]))
      throw Error(question, "a quantity that exists where it is asked for", "an absent one");
    if (is_probability) values[i] = (std::clamp)(values[i], 0.0, 1.0);
  }
  if (!varies) {
    // The same in all worlds that meet the condition.
    const auto met = std::find_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
    const double value = values[static_cast<std::size_t>(met - weights.begin())];
    finding = {.value = value,
               .standard_error = 0,
               .interval = {value, value},
               .effective_samples = std::numeric_limits<double>::infinity()};
    return;
  }
  std::vector<double> parts;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    parts.push_back(weights[i] * values[i]);
    sum += weights[i];
    squares += weights[i] * weights[i];
    if (weights[i] > 0) worlds.worlds.push_back({values[i], 0, weights[i]});
  }
  const ClusterRatio between(parts, weights);
  finding.value = is_probability ? (std::clamp)(between.value, 0.0, 1.0) : between.value;
  finding.standard_error = between.standard_error;
  finding.effective_samples = sum * sum / squares;
  set_interval(finding, between, is_probability, level);
  constexpr double enough = 100;  // there is no noise inside worlds
  worlds.needed = enough;
}

void set_exact(detail::AnswerBuilder& answer, const std::vector<double>& weights, std::vector<double> values,
               bool is_probability, bool varies) {
  ExactWorlds exact(answer.answer().question, weights, std::move(values), is_probability, varies,
                    answer.answer().level);
  answer.set(exact.finding);
  if (varies) answer.set_range(std::move(exact.worlds));
}

}  // namespace casus
