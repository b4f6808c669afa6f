// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <casus/infer/detail/questions.hpp>
#include <casus/infer/detail/twins.hpp>

#include "analyse/difference.hpp"
#include "infer/answer/from_worlds.hpp"
#include "infer/exact/eliminate.hpp"
#include "infer/exact/exact.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/exact/thresholds.hpp"
#include "infer/subject.hpp"
#include "infer/twin_questions.hpp"

namespace casus {

namespace {

// Values of one question, and the likelihood of its condition in each world relative to the mean.
class Side {
public:
  explicit Side(ExactByWorld found) : weighed_(found.weights), values_(std::move(found.values)) {
    double sum = 0;
    for (const double weight : weighed_.weights()) sum += weight;
    mean_weight_ = sum / static_cast<double>(weighed_.weights().size());
    // Relative to the first value, so that the mean of equal values is exactly that value.
    double offset = 0;
    for (std::size_t world = 0; world < worlds(); ++world)
      offset += weight(world) * (values_[world] - values_[0]) / static_cast<double>(worlds());
    mean_ = values_[0] + offset;
  }

  std::size_t worlds() const { return values_.size(); }
  double mean() const { return mean_; }
  const WeighedWorlds& weighed() const { return weighed_; }
  double value(std::size_t world) const { return values_[(std::min)(world, values_.size() - 1)]; }
  double weight(std::size_t world) const {
    const std::vector<double>& weights = weighed_.weights();
    return weights[(std::min)(world, weights.size() - 1)] / mean_weight_;
  }

private:
  WeighedWorlds weighed_;
  std::vector<double> values_;
  double mean_weight_ = 1, mean_ = 0;
};

// Completes the answer between worlds: a difference of ratios, linearised about its value.
// `in_steps`: whether values that are alike in all drawn worlds may differ in others.
void finish(Answer& difference, const Side& first, const Side& second, double rounding, bool in_steps,
            const Options& options) {
  const std::size_t worlds = (std::max)(first.worlds(), second.worlds());
  const double value = first.mean() - second.mean();
  difference.value = value;
  difference.worlds = static_cast<Index>(worlds);
  if (worlds == 1) {
    difference.standard_error = 0;
    difference.interval = {value, value};
    difference.effective_samples = std::numeric_limits<double>::infinity();
    if (difference.range_note.empty()) difference.range_note = detail::wording::no_parameter_matters();
    return;
  }
  std::vector<double> residuals;
  std::vector<WorldEstimate> estimates;
  for (std::size_t world = 0; world < worlds; ++world) {
    const double a = first.weight(world), b = second.weight(world);
    residuals.push_back(a * (first.value(world) - first.mean()) - b * (second.value(world) - second.mean()));
    if (a > 0 && b > 0) estimates.push_back({first.value(world) - second.value(world), 0, (a + b) / 2});
  }
  const ClusterRatio between(residuals, std::vector<double>(worlds, 1.0));
  const bool are_alike = first.weighed().are_alike() && second.weighed().are_alike();
  const double worth =
      (std::min)(first.worlds() == 1 ? static_cast<double>(worlds) : first.weighed().effective(),
                 second.worlds() == 1 ? static_cast<double>(worlds) : second.weighed().effective());
  const double degrees =
      are_alike ? static_cast<double>(worlds - 1) : (std::max)(1.0, (std::min)(worth - 1, between.degrees));
  difference.standard_error = between.standard_error;
  difference.effective_samples = worth;
  double half = detail::student_point(options.level, degrees) * between.standard_error + rounding;
  // Few worlds in which the sides differ show little about their number, and none nothing about the
  // size of the difference; that of probabilities is at most 1.
  constexpr double many = 30;
  const auto differing = static_cast<double>(std::count_if(
      estimates.begin(), estimates.end(), [](const WorldEstimate& world) { return world.value != 0; }));
  if (in_steps && differing < many) {
    const bool is_probability = detail::about(difference.kind).is_probability();
    const double trials = (std::max)(worth, 1.0);
    if (is_probability)
      half = (std::max)(half,
                        clopper_pearson_interval((std::min)(differing, trials), trials, options.level).high);
    else if (differing == 0)
      half = std::numeric_limits<double>::quiet_NaN();
    if (differing == 0)
      difference.warnings.push_back(
          {WarningCode::no_pair_differed, "the sides were the same in all " + std::to_string(worlds) +
                                              " worlds; they may differ in others"});
  }
  difference.interval = {value - half, value + half};
  if (!first.weighed().are_degenerate() && !second.weighed().are_degenerate())
    set_difference_range(difference, std::move(estimates), options);
}

bool is_cheap(const Subject& subject, const Query& query, const Options& options) {
  return query.counterfactual().empty() && !exact_method.cost(subject, {query}, options).why_not;
}

// An exact answer, as a whole and by world.
struct ExactSide {
  Answer answer;
  Side side;
};

ExactSide by_elimination(const Model& model, const Query& query, const Options& options) {
  return {std::move(eliminate(model, {query}, options)).take()[0],
          Side(eliminate_by_world(model, query, options))};
}

ExactSide exact_over_time(const Subject& subject, const Query& query, const Options& options) {
  const Horizon& horizon = *subject.horizon();
  if (!recurs(horizon, {query}, options))
    return by_elimination(subject.unrolled().model(), translated(subject.unrolled(), query), options);
  return {std::move(recursion(horizon, {query}, options)).take()[0],
          Side(recursion_by_world(horizon, query, options))};
}

ExactSide exact_side(const Subject& subject, const Query& query, const Options& options) {
  if (query.counterfactual().empty())
    return subject.horizon() ? exact_over_time(subject, query, options)
                             : by_elimination(subject.model(), query, options);
  if (subject.horizon()) {
    const TwinQuestions twins(*subject.horizon(), {query});
    return exact_over_time(Subject(twins.horizon(), options.stop), twins.queries()[0], options);
  }
  std::optional<ExactSide> found;
  detail::answer_with_twins(subject.model(), {query},
                            [&](const Model& twins, const std::vector<Query>& of_twins) {
                              found = by_elimination(twins, of_twins[0], options);
                              return Answers({found->answer});
                            });
  return *std::move(found);
}

}  // namespace

std::optional<Contrast> exact_contrast(const Subject& subject, const Query& first, const Query& second,
                                       const Options& options) {
  if (options.method != Method::automatic && options.method != Method::exact) return {};
  if (options.method == Method::automatic &&
      !(is_cheap(subject, first, options) && is_cheap(subject, second, options)))
    return {};
  const ExactSide of_first = exact_side(subject, first, options),
                  of_second = exact_side(subject, second, options);
  Contrast result = without_difference(subject.scope(), first, second, of_first.answer, of_second.answer);
  if (of_second.answer.worlds > of_first.answer.worlds) {
    result.difference.method = of_second.answer.method;
    result.difference.range_note.clear();
  }
  const bool is_in_steps =
      subject.horizon() ? has_thresholds(subject.horizon()->timeline()) : has_thresholds(subject.model());
  finish(result.difference, of_first.side, of_second.side, rounding_of(of_first.answer, of_second.answer),
         is_in_steps || has_thresholds(first) || has_thresholds(second), options);
  for (const ExactSide* const one : {&of_first, &of_second})
    result.difference.warnings.insert(result.difference.warnings.end(), one->answer.warnings.begin(),
                                      one->answer.warnings.end());
  return result;
}

}  // namespace casus
