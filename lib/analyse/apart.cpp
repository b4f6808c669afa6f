// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <casus/infer/detail/twins.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/estimate.hpp>

#include "analyse/difference.hpp"
#include "infer/plan/choose.hpp"
#include "infer/subject.hpp"
#include "infer/twin_questions.hpp"

namespace casus {

namespace {

MethodChoice chosen(const Subject& subject, const Query& query, const Options& options) {
  if (query.counterfactual().empty()) return choose(subject, {query}, options)[0];
  if (subject.horizon()) {
    const TwinQuestions twins(*subject.horizon(), {query});
    return choose(Subject(twins.horizon(), options.stop), twins.queries(), options)[0];
  }
  std::optional<MethodChoice> choice;
  detail::answer_with_twins(subject.model(), {query},
                            [&](const Model& twins, const std::vector<Query>& of_twins) {
                              choice = choose(twins, of_twins, options)[0];
                              return Answers(std::vector<Answer>(of_twins.size()));
                            });
  return *choice;
}

// Pairs have to meet the events often enough. If these are so rare that only sums over their last
// draws tell their probabilities, each side has a sum of its own.
bool suits_pairs(const MethodChoice& choice) {
  constexpr double enough = 100;
  return (choice.method == Method::forward || choice.method == Method::exact) && !choice.draws_parameters &&
         !(choice.summed && choice.summed->expected_hits < enough);
}

Answer answered(const Subject& subject, const Query& query, const Options& options) {
  const std::vector<Query> asked{query};
  Answers answers = subject.horizon() ? estimate(*subject.horizon(), asked, options)
                                      : estimate(subject.model(), asked, options);
  return std::move(std::move(answers).take()[0]);
}

// If the time limit cuts the choice of one side short, both sides are chosen without the parts left
// out, because a replay leaves them out of both.
std::array<MethodChoice, 2> choices_for(const Subject& subject, const std::array<const Query*, 2>& sides,
                                        const Options& options, std::vector<LeftOut>& left_out) {
  constexpr double share_of_choice = 1.0 / 16;
  const auto both = [&](const Options& own) {
    return std::array{chosen(subject, *sides[0], own), chosen(subject, *sides[1], own)};
  };
  Options own = options;
  own.seconds *= share_of_choice;
  std::array<MethodChoice, 2> choices = both(own);
  if (choices[0].left_out.empty() && choices[1].left_out.empty()) return choices;
  for (const LeftOut part : {LeftOut::exact_cost, LeftOut::pilots}) left_out.push_back(part);
  own.leave_out = left_out;
  return both(own);
}

// The second side gets its own random numbers.
Options of_second(Options options) {
  ++options.seed;
  return options;
}

// Answers one side by the method chosen for it; otherwise its time limit would make it choose
// again.
Answer answered_as_chosen(const Subject& subject, const Query& query, Options options,
                          const MethodChoice& choice) {
  if (choice.draws_parameters || choice.summed) return answered(subject, query, options);
  options.method = choice.method;
  Answer answer = answered(subject, query, options);
  answer.reason = choice.reason;
  return answer;
}

// The second side stops at the size at which the first one did. If it takes much longer, both sides
// have no answer.
std::pair<Answer, Answer> answered_in_time(const Subject& subject, const Query& first, const Query& second,
                                           const Options& options, const std::array<MethodChoice, 2>& choices,
                                           std::vector<LeftOut>& left_out) {
  constexpr double share_of_first = 7.0 / 16;  // half of the time left by the choices
  Options own = options;
  own.seconds *= share_of_first;
  const auto sides = [&]() -> std::optional<std::pair<Answer, Answer>> {
    Answer first_answer = answered_as_chosen(subject, first, own, choices[0]);
    Options again = of_second(own);
    again.stop_at = first_answer.stopped_at;
    again.leave_out.insert(again.leave_out.end(), first_answer.left_out.begin(), first_answer.left_out.end());
    auto second_answer = detail::within_time(own, options.seconds, [&](const Options& timed) {
      again.stop = timed.stop;
      return answered_as_chosen(subject, second, again, choices[1]);
    });
    if (!second_answer) return {};
    return std::pair(std::move(first_answer), *std::move(second_answer));
  };
  auto found = sides();
  if (!found) {
    own.leave_out = {LeftOut::answer};
    found = sides();
  }
  Answer& first_answer = found->first;
  first_answer.left_out.insert(first_answer.left_out.end(), left_out.begin(), left_out.end());
  return *std::move(found);
}

// Returns an interval for the difference of two independent estimates from an interval for each:
// the method of variance estimates recovery (Zou and Donner, Statistics in Medicine 27 (2008) 1693,
// doi:10.1002/sim.3095). If a side is only bounded, uses the ends of both intervals.
Interval difference_interval(const Answer& first, const Answer& second) {
  const Interval &a = first.interval, &b = second.interval;
  if (first.is_bound || second.is_bound) return {a.low - b.high, a.high - b.low};
  const double value = first.value - second.value;
  return {value - std::hypot(first.value - a.low, b.high - second.value),
          value + std::hypot(a.high - first.value, second.value - b.low)};
}

// Returns the value; for an upper bound on an event that never occurred, its lower end.
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
                                       const Options& options, std::vector<LeftOut>& left_out) {
  if (options.method == Method::forward || options.method == Method::exact) return {};
  const std::array<MethodChoice, 2> choices = choices_for(subject, {&first, &second}, options, left_out);
  if (suits_pairs(choices[0]) && suits_pairs(choices[1])) return {};
  // A run that a time limit stops can be repeated only if both sides stop at the same number of
  // trajectories.
  const bool has_time = options.seconds > 0 || options.stop_at > 0;
  if (has_time && choices[0].method != choices[1].method) return {};
  auto [first_answer, second_answer] =
      has_time ? answered_in_time(subject, first, second, options, choices, left_out)
               : std::pair(answered(subject, first, options), answered(subject, second, of_second(options)));
  Contrast result =
      without_difference(subject.scope(), first, second, std::move(first_answer), std::move(second_answer));
  finish(result, first.asks() == QuestionKind::probability && second.asks() == QuestionKind::probability);
  return result;
}

}  // namespace casus
