// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/contrast.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/from_tallies.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>
#include <casus/model/twin.hpp>

#include "analyse/clusters.hpp"
#include "infer/forward/forward.hpp"
#include "infer/run/tally.hpp"
#include "infer/subject.hpp"

namespace casus {

namespace {

// Both questions, each asked of twins of its own, in one model that is under what their twins are set to.
struct Pair {
  Twins twins;
  std::vector<Query> queries;

  Pair(const Model& model, const Query& first, const Query& second) : twins(model) {
    std::array<std::pair<NodePtr, std::optional<Boolean>>, 2> rewritten;
    const std::array<const Query*, 2> asked = {&first, &second};
    for (std::size_t i = 0; i < 2; ++i) {
      const Query& query = *asked[i];
      resolved(model, query.interventions());
      resolved(model, query.counterfactual());
      const auto seen = twins.add(query.interventions());
      const auto imagined =
          query.counterfactual().empty() ? seen : twins.add(query.counterfactual(), query.interventions());
      model.check_owned(to_text(query), *query.target());
      rewritten[i].first = detail::Substituted(imagined)(query.target());
      if (!query.condition()) continue;
      model.check_owned(to_text(query), *query.condition()->node());
      rewritten[i].second = Boolean(detail::Substituted(seen)(query.condition()->node()));
    }
    for (std::size_t i = 0; i < 2; ++i)
      queries.push_back(asked[i]->rewritten(rewritten[i].first, rewritten[i].second, twins.settings()));
  }
};

// Of a trajectory: each question's target where its condition holds, else 0, and whether it holds.
enum Column : std::size_t { first_target, first_case, second_target, second_case };
constexpr std::size_t columns = 4;

// The mean of the product of each two columns. A target's product with its own condition is the target itself.
using Products = std::array<std::array<double, columns>, columns>;

class JointMoments {
public:
  /// Of the trajectories that an answer rests on.
  JointMoments(const Pair& pair, const Answer& answer, const Options& options) : pair_(pair) {
    std::vector<detail::TallyRequest> requests;
    for (std::size_t i = 0; i < columns; ++i)
      for (std::size_t j = i; j < columns; ++j) requests.push_back(product(i, j));
    const detail::Sampling sampling{answer.worlds, answer.samples / answer.worlds / group_size};
    cases = static_cast<double>(sampling.groups_per_world * group_size);
    for (const detail::WorldTally& tally :
         draw_tallies(pair.twins.model(), pair.twins.settings(), requests, sampling, options)) {
      worlds.emplace_back();
      for (std::size_t i = 0, next = 0; i < columns; ++i)
        for (std::size_t j = i; j < columns; ++j)
          worlds.back()[i][j] = worlds.back()[j][i] = mean(tally[next++], cases);
    }
  }

  std::vector<Products> worlds;
  double cases = 0;  // trajectories a world

private:
  bool is_event(std::size_t column) const {
    return column % 2 == 1 || pair_.queries[column / 2].asks() == Query::Asks::probability;
  }

  // Where the column differs from 0 too, and times its target.
  void multiply(Averaged& product, std::size_t column) const {
    const Query& query = pair_.queries[column / 2];
    if (query.condition()) product.where = product.where && *query.condition();
    if (column % 2 == 1) return;
    if (is_event(column)) {
      product.where = product.where && Boolean(query.target());
    } else {
      const Real target(query.target());
      product.quantity = product.quantity ? *product.quantity * target : target;
    }
  }

  detail::TallyRequest product(std::size_t i, std::size_t j) const {
    Averaged averaged;
    multiply(averaged, i);
    multiply(averaged, j);
    return request(averaged);
  }

  const Pair& pair_;
};

// The difference of the two ratios, and what each trajectory contributes to its error: to first order the difference errs by
// the mean of weights x columns.
struct Linearised {
  double value;
  std::array<double, columns> weights;

  explicit Linearised(const Products& mean) {
    const double first = mean[first_target][first_case] / mean[first_case][first_case];
    const double second = mean[second_target][second_case] / mean[second_case][second_case];
    value = first - second;
    weights = {1 / mean[first_case][first_case], -first / mean[first_case][first_case],
               -1 / mean[second_case][second_case], second / mean[second_case][second_case]};
  }

  double error(const Products& of) const {
    return weights[0] * of[first_target][first_case] + weights[1] * of[first_case][first_case] +
           weights[2] * of[second_target][second_case] + weights[3] * of[second_case][second_case];
  }
  double mean_square(const Products& of) const {
    double sum = 0;
    for (std::size_t i = 0; i < columns; ++i)
      for (std::size_t j = 0; j < columns; ++j) sum += weights[i] * weights[j] * of[i][j];
    return sum;
  }
};

Products mean_of(const std::vector<Products>& worlds) {
  Products mean{};
  for (const Products& world : worlds)
    for (std::size_t i = 0; i < columns; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        mean[i][j] += world[i][j] / static_cast<double>(worlds.size());
  return mean;
}

// The difference in each world in which both conditions were met.
std::vector<WorldEstimate> by_world(const JointMoments& joint, const Products& mean, const Linearised& all) {
  double noise = 0;
  for (const Products& world : joint.worlds) {
    const double error = all.error(world);
    noise += (all.mean_square(world) - error * error) / static_cast<double>(joint.worlds.size());
  }
  std::vector<WorldEstimate> estimates;
  for (const Products& world : joint.worlds) {
    const double first = world[first_case][first_case] / mean[first_case][first_case];
    const double second = world[second_case][second_case] / mean[second_case][second_case];
    if (first > 0 && second > 0)
      estimates.push_back(
          {Linearised(world).value, noise / joint.cases / (std::min)(first, second), (first + second) / 2});
  }
  return estimates;
}

// The error cannot be estimated: the difference does not vary over the trajectories or worlds drawn.
void has_no_error(Answer& answer, const JointMoments& joint) {
  answer.standard_error = std::numeric_limits<double>::quiet_NaN();
  answer.warnings.push_back(detail::wording::no_pair_differed(
      static_cast<Index>(joint.cases * static_cast<double>(joint.worlds.size()))));
}

// The judgement range of the difference: its distribution over worlds, without the noise inside each.
void set_range(Answer& answer, std::vector<WorldEstimate> worlds, const Options& options) {
  if (answer.worlds == 1) return;
  constexpr std::size_t least = 20;
  if (worlds.size() >= least) answer.range = WorldRange(std::move(worlds), options.range_level).range;
  answer.range_note =
      answer.range ? "" : "the worlds differ by little more than Monte Carlo noise, or are too few";
}

void finish(Answer& answer, const JointMoments& joint, bool is_probability, const Options& options) {
  const Products mean = mean_of(joint.worlds);
  if (!(mean[first_case][first_case] > 0 && mean[second_case][second_case] > 0)) {
    answer.warnings.push_back(detail::wording::a_condition_never_met());
    return;
  }
  const Linearised all(mean);
  const auto worlds = static_cast<double>(joint.worlds.size());
  answer.value = all.value;
  if (joint.worlds.size() == 1) {
    const double met = joint.cases * (std::min)(mean[first_case][first_case], mean[second_case][second_case]);
    answer.standard_error = std::sqrt((std::max)(0.0, all.mean_square(mean)) / joint.cases);
    if (answer.standard_error == 0 && !is_probability) return has_no_error(answer, joint);
    const double more = is_probability ? 2 : 0, shrink = met / (met + more);
    const double spread = std::hypot(answer.standard_error * shrink, is_probability ? 1 / (met + more) : 0);
    const double half = detail::normal_point(options.level) * spread;
    answer.interval = {(std::min)(all.value, all.value * shrink - half),
                       (std::max)(all.value, all.value * shrink + half)};
    return;
  }
  double squares = 0;
  for (const Products& world : joint.worlds) squares += all.error(world) * all.error(world);
  answer.standard_error = std::sqrt(squares / (worlds * (worlds - 1)));
  if (answer.standard_error == 0) return has_no_error(answer, joint);
  const double half = detail::student_point(options.level, worlds - 1) * answer.standard_error;
  answer.interval = {all.value - half, all.value + half};
  set_range(answer, by_world(joint, mean, all), options);
}

// ---- without conditions: from the difference of each trajectory

// An interval for the difference of two shares from an interval for each: the method of variance estimates recovery (Newcombe, Stat. Med. 17
// (1998) 873-890, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10), with the shares of the two kinds of
// pairs that differ in the place of the marginal ones. They exclude each other, so they are correlated, at most a little.
Interval difference_interval(double more, const Interval& of_more, double less, const Interval& of_less) {
  const double odds = more / (1 - more) * (less / (1 - less));
  const double correlation = more < 1 && less < 1 ? -std::sqrt(odds) : 0;
  const auto reach = [&](double a, double b) { return std::sqrt(a * a + b * b - 2 * correlation * a * b); };
  const double value = more - less;
  return {(std::max)(-1.0, value - reach(more - of_more.low, of_less.high - less)),
          (std::min)(1.0, value + reach(of_more.high - more, less - of_less.low))};
}

// Pairs in which one event alone holds.
struct Discordant {
  double count = 0;
  Index worlds_hit = 0, worlds_missed = 0;
  std::vector<double> by_world;

  void add(const Proportion& world) {
    count += static_cast<double>(world.hits);
    by_world.push_back(static_cast<double>(world.hits));
    worlds_hit += world.hits > 0 ? 1 : 0;
    worlds_missed += world.hits < world.cases ? 1 : 0;
  }
  Interval interval(const std::vector<double>& cases, double all, double level) const {
    if (cases.size() == 1) return clopper_pearson_interval(count, all, level);
    return cluster_interval(ClusterRatio(by_world, cases), count, all, worlds_hit, worlds_missed, level);
  }
};

void finish_events(Answer& answer, const std::vector<detail::WorldTally>& tallies, const Options& options) {
  Discordant more, less;
  std::vector<double> cases, differences;
  double all = 0;
  for (const detail::WorldTally& world : tallies) {
    more.add(std::get<Proportion>(world[0]));
    less.add(std::get<Proportion>(world[1]));
    cases.push_back(static_cast<double>(std::get<Proportion>(world[0]).cases));
    differences.push_back(more.by_world.back() - less.by_world.back());
    all += cases.back();
  }
  const double share_of_more = more.count / all, share_of_less = less.count / all;
  answer.value = share_of_more - share_of_less;
  if (more.count + less.count == 0) {
    // Two-sided: either kind may be the one that was missed.
    const double tail = 1 - (1 - options.level) / 2;
    const double most =
        clopper_pearson_interval(0, cases.size() > 1 ? static_cast<double>(cases.size()) : all, tail).high;
    answer.interval = {-most, most};
    answer.warnings.push_back(detail::wording::no_pair_differed(static_cast<Index>(all)));
    return;
  }
  const ClusterRatio ratio(differences, cases);
  const double spread = share_of_more + share_of_less - answer.value * answer.value;
  answer.standard_error = cases.size() == 1 ? std::sqrt(spread / all) : ratio.standard_error;
  constexpr Index many = 30;
  const auto is_in_many = [](const Discordant& one) { return one.worlds_hit == 0 || one.worlds_hit >= many; };
  if (cases.size() > 1 && is_in_many(more) && is_in_many(less) && more.worlds_missed >= many &&
      less.worlds_missed >= many) {
    const double half =
        detail::student_point(options.level, static_cast<double>(cases.size() - 1)) * ratio.standard_error;
    answer.interval = {answer.value - half, answer.value + half};
  } else {
    answer.interval = difference_interval(share_of_more, more.interval(cases, all, options.level),
                                          share_of_less, less.interval(cases, all, options.level));
  }
  std::vector<WorldEstimate> estimates;
  for (std::size_t world = 0; world < cases.size(); ++world)
    estimates.push_back({differences[world] / cases[world], spread / cases[world], cases[world]});
  set_range(answer, std::move(estimates), options);
}

// `magnitude`: of the two numbers subtracted, for their rounding.
void finish_quantities(Answer& answer, const std::vector<detail::WorldTally>& tallies, double magnitude,
                       const Options& options) {
  const auto found = [&] {
    if (tallies.size() == 1)
      return detail::MeanOfMoments(std::get<detail::TailedMoments>(tallies[0][0]), options, false);
    std::vector<Moments> worlds;
    for (const detail::WorldTally& world : tallies) worlds.push_back(std::get<Moments>(world[0]));
    return detail::MeanOfMoments(worlds, options, false);
  }();
  answer.value = found.finding.value;
  answer.standard_error = found.finding.standard_error;
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * magnitude;
  answer.interval = {found.finding.interval.low - rounding, found.finding.interval.high + rounding};
  if (found.finding.no_error)
    answer.warnings.push_back(found.finding.value == 0 ? detail::wording::no_pair_differed(found.all.count)
                                                       : *found.finding.no_error);
  set_range(answer, found.worlds.worlds, options);
}

void finish_paired(Answer& answer, const Pair& pair, const Answers& asked, bool is_probability,
                   const Options& options) {
  const detail::Sampling sampling{asked[0].worlds, asked[0].samples / asked[0].worlds / group_size};
  const NodePtr first = pair.queries[0].target(), second = pair.queries[1].target();
  if (detail::same_expression(first, second)) {
    answer.value = answer.standard_error = 0;
    answer.interval = {0, 0};
    return;
  }
  std::vector<detail::TallyRequest> requests;
  if (is_probability) {
    requests.push_back({Proportion{}, (Boolean(first) && !Boolean(second)).node(), nullptr, {}});
    requests.push_back({Proportion{}, (!Boolean(first) && Boolean(second)).node(), nullptr, {}});
  } else {
    const auto number = [](const Query& query) {
      return query.asks() == Query::Asks::probability ? Real(Boolean(query.target())) : Real(query.target());
    };
    const detail::Tally tally =
        sampling.worlds > 1
            ? detail::Tally(Moments{})
            : detail::Tally(detail::TailedMoments{.by_value = detail::is_few_groups(sampling)});
    requests.push_back({tally, (number(pair.queries[0]) - number(pair.queries[1])).node(), nullptr, {}});
  }
  const auto tallies = draw_tallies(pair.twins.model(), pair.twins.settings(), requests, sampling, options);
  if (is_probability)
    finish_events(answer, tallies, options);
  else
    finish_quantities(answer, tallies, std::abs(asked[0].value) + std::abs(asked[1].value), options);
}

void check_kind(const Query& query) {
  if (query.asks() != Query::Asks::probability && query.asks() != Query::Asks::expectation)
    throw Error(to_text(query), "P(...) or E(...), to be contrasted", "another kind of question");
}

}  // namespace

Contrast contrast(const Model& model, const Query& first, const Query& second, const Options& options) {
  detail::check(options);
  check_kind(first);
  check_kind(second);
  const Pair pair(model, first, second);
  const Answers answers = forward(pair.twins.model(), pair.queries, options);
  Contrast result{answers[0], answers[1], answers[0]};
  result.first.question = to_text(first);
  result.second.question = to_text(second);
  result.second.set = 1;
  const double none = std::numeric_limits<double>::quiet_NaN();
  Answer& difference = result.difference;
  difference.question = to_text(first) + " - " + to_text(second);
  difference.value = difference.standard_error = difference.effective_samples = none;
  difference.interval = {none, none};
  difference.is_bound = false;
  difference.range.reset();
  difference.range_note = model.parameters().empty() ? detail::wording::no_parameters() : "";
  difference.met = 0;
  difference.set = 2;
  difference.warnings.clear();
  const bool is_probability =
      first.asks() == Query::Asks::probability && second.asks() == Query::Asks::probability;
  if (pair.queries[0].condition() || pair.queries[1].condition())
    finish(difference, JointMoments(pair, answers[0], options), is_probability, options);
  else
    finish_paired(difference, pair, answers, is_probability, options);
  return result;
}

Contrast contrast(const Horizon& horizon, const Query& first, const Query& second, const Options& options) {
  check_kind(first);
  check_kind(second);
  const UnrolledQuestions unrolled(horizon, horizon.steps());
  Contrast result =
      contrast(unrolled.model(), translated(unrolled, first), translated(unrolled, second), options);
  result.first.question = to_text(first);
  result.second.question = to_text(second);
  result.difference.question = to_text(first) + " - " + to_text(second);
  return result;
}

}  // namespace casus
