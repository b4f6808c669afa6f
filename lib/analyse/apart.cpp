// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <casus/infer/detail/twins.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/estimate.hpp>

#include "analyse/difference.hpp"
#include "infer/plan/choose.hpp"
#include "infer/subject.hpp"

namespace casus {

namespace {

Choice chosen(const Subject& subject, const Query& query, const Options& options) {
  if (query.counterfactual().empty()) return choose(subject, {query}, options)[0];
  const Model& model = subject.horizon() ? subject.unrolled().model() : subject.model();
  const Query asked = subject.horizon() ? translated(subject.unrolled(), query) : query;
  std::optional<Choice> choice;
  detail::answer_with_twins(model, {asked}, [&](const Model& twins, const std::vector<Query>& of_twins) {
    choice = choose(twins, of_twins, options)[0];
    return Answers(std::vector<Answer>(of_twins.size()));
  });
  return *choice;
}

bool suits_pairs(const Choice& choice) {
  return (choice.method == Method::forward || choice.method == Method::exact) && !choice.draws_parameters;
}

Answer answered(const Subject& subject, const Query& query, const Options& options) {
  const std::vector<Query> asked{query};
  Answers answers = subject.horizon() ? estimate(*subject.horizon(), asked, options)
                                      : estimate(subject.model(), asked, options);
  return std::move(std::move(answers).take()[0]);
}

// An interval for the difference of two independent estimates from an interval for each: the method of variance estimates recovery (Zou and
// Donner, Statistics in Medicine 27 (2008) 1693, doi:10.1002/sim.3095). Where a side is only bounded, from the ends of both.
Interval difference_interval(const Answer& first, const Answer& second) {
  const Interval &a = first.interval, &b = second.interval;
  if (first.is_bound || second.is_bound) return {a.low - b.high, a.high - b.low};
  const double value = first.value - second.value;
  return {value - std::hypot(first.value - a.low, b.high - second.value),
          value + std::hypot(a.high - first.value, second.value - b.low)};
}

// What is known of a value where only an upper bound is known: nothing was seen.
double seen_value(const Answer& answer) {
  return answer.is_bound && !answer.is_lower_bound ? answer.interval.low : answer.value;
}

void finish(Contrast& contrast, bool is_probability) {
  const Answer &first = contrast.first, &second = contrast.second;
  Answer& difference = contrast.difference;
  difference.value = seen_value(first) - seen_value(second);
  difference.standard_error = std::hypot(first.standard_error, second.standard_error);
  difference.interval = difference_interval(first, second);
  const double rounding = rounding_of(first, second);
  difference.interval.low -= rounding;
  difference.interval.high += rounding;
  if (is_probability) {
    difference.interval.low = (std::max)(-1.0, difference.interval.low);
    difference.interval.high = (std::min)(1.0, difference.interval.high);
  }
  difference.effective_samples = (std::min)(first.effective_samples, second.effective_samples);
  difference.method = detail::wording::answered_apart(first.method, second.method);
  if (difference.range_note.empty()) difference.range_note = detail::wording::no_pairs_of_worlds();
  for (const Answer* const side : {&first, &second})
    for (const Warning& warning : side->warnings)
      if (std::find(difference.warnings.begin(), difference.warnings.end(), warning) ==
          difference.warnings.end())
        difference.warnings.push_back(warning);
}

}  // namespace

std::optional<Contrast> contrast_apart(const Subject& subject, const Query& first, const Query& second,
                                       const Options& options) {
  if (options.method == Method::forward || options.method == Method::exact) return {};
  const std::array<Choice, 2> choices = {chosen(subject, first, options), chosen(subject, second, options)};
  if (suits_pairs(choices[0]) && suits_pairs(choices[1])) return {};
  // A run that a time stops can be repeated where both sides stop at the same number of trajectories.
  const bool is_timed = options.seconds > 0 || options.stop_at > 0;
  if (is_timed && choices[0].method != choices[1].method) return {};
  Options of_first = options, of_second = options;
  of_first.seconds /= 2;
  Answer first_answer = answered(subject, first, of_first);
  of_second.seconds = 0;
  if (is_timed) of_second.stop_at = first_answer.stopped_at;
  ++of_second.randomness.seed;
  Answer second_answer = answered(subject, second, of_second);
  Contrast result =
      without_difference(subject.model(), first, second, std::move(first_answer), std::move(second_answer));
  finish(result, first.asks() == QuestionKind::probability && second.asks() == QuestionKind::probability);
  return result;
}

}  // namespace casus
