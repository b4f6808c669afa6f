// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/difference.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <casus/infer/detail/wording.hpp>

namespace casus {

Contrast without_difference(const Scope& scope, const Query& first, const Query& second, Answer first_answer,
                            Answer second_answer) {
  Contrast result{std::move(first_answer), std::move(second_answer), {}};
  result.difference = result.first;
  result.first.question = to_text(first);
  result.second.question = to_text(second);
  result.second.set = 1;
  const double none = std::numeric_limits<double>::quiet_NaN();
  Answer& difference = result.difference;
  difference.question = result.first.question + " - " + result.second.question;
  difference.value = difference.standard_error = difference.effective_samples = none;
  difference.interval = {none, none};
  difference.is_bound = difference.is_lower_bound = false;
  difference.range.reset();
  difference.range_note = scope.parameters().empty() ? detail::wording::no_parameters() : "";
  difference.condition_probability.reset();
  difference.log_condition_probability.reset();
  difference.pareto_k.reset();
  difference.met = 0;
  difference.set = 2;
  difference.warnings.clear();
  return result;
}

void set_difference_range(Answer& difference, std::vector<WorldEstimate> worlds, const Options& options) {
  if (difference.worlds == 1) return;
  constexpr std::size_t least = 20;
  if (worlds.size() >= least && effective_worlds(worlds) >= least)
    difference.range = WorldRange(std::move(worlds), options.range_level).range;
  difference.range_note =
      difference.range ? "" : "the worlds differ by little more than Monte Carlo noise, or are too few";
}

double rounding_of(const Answer& first, const Answer& second) {
  return 8 * std::numeric_limits<double>::epsilon() * (std::abs(first.value) + std::abs(second.value));
}

}  // namespace casus
