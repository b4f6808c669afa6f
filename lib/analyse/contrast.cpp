// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/contrast.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/from_tallies.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/model/twin.hpp>
#include <casus/model/twin_horizon.hpp>

#include "analyse/difference.hpp"
#include "infer/forward/forward.hpp"
#include "infer/plan/choose.hpp"
#include "infer/run/tally.hpp"
#include "infer/subject.hpp"

namespace casus {

namespace {

// Both questions, each about its own twins, of one subject under the settings of the twins.
class Pair {
public:
  Pair(const Subject& subject, const Query& first, const Query& second) {
    const Sides asked{&first, &second};
    if (subject.horizon())
      add_twins(*subject.horizon(), asked, subject.stop());
    else
      add_twins(subject.model(), asked);
  }

  /// Returns the model or horizon with the twins.
  const Subject& subject() const noexcept { return *subject_; }
  const std::vector<Query>& queries() const noexcept { return queries_; }
  const std::vector<Intervention>& settings() const noexcept { return queries_[0].interventions(); }

private:
  using Sides = std::array<const Query*, 2>;

  static void check(const Scope& scope, const Query& query) {
    resolved(scope, query.interventions());
    resolved(scope, query.counterfactual());
    scope.check_owned(to_text(query), *query.target());
    if (query.condition()) scope.check_owned(to_text(query), *query.condition()->node());
  }

  // Returns all interventions in the imagined world: the originals are set to nothing, because the
  // sides differ in what they set.
  static std::vector<Intervention> imagined_in(const Query& query) {
    std::vector<Intervention> all = query.counterfactual();
    for (const Intervention& one : query.interventions()) {
      const auto is_it = [&](const Intervention& other) { return other.variable == one.variable; };
      if (std::none_of(query.counterfactual().begin(), query.counterfactual().end(), is_it))
        all.push_back(one);
    }
    return all;
  }

  void add_twins(const Model& model, const Sides& asked) {
    twins_ = std::make_unique<Twins>(model);
    std::array<std::pair<NodePtr, std::optional<Boolean>>, 2> rewritten;
    for (std::size_t i = 0; i < 2; ++i) {
      const Query& query = *asked[i];
      check(model, query);
      const auto seen = twins_->add(query.interventions());
      const auto imagined = query.counterfactual().empty() ? seen : twins_->add(imagined_in(query));
      rewritten[i].first = detail::Substituted(imagined)(query.target());
      if (query.condition())
        rewritten[i].second = Boolean(detail::Substituted(seen)(query.condition()->node()));
    }
    for (std::size_t i = 0; i < 2; ++i)
      queries_.push_back(asked[i]->rewritten(rewritten[i].first, rewritten[i].second, twins_->settings()));
    subject_ = std::make_unique<const Subject>(twins_->model());
  }

  void add_twins(const Horizon& horizon, const Sides& asked, const StopToken& stop) {
    std::vector<TwinHorizon::Twin> twins;
    for (const Query* const query : asked) {
      check(horizon.asked(), *query);
      twins.push_back({query->interventions()});
      if (!query->counterfactual().empty()) twins.push_back({imagined_in(*query)});
    }
    over_time_ = std::make_unique<const TwinHorizon>(horizon, twins);
    std::size_t next = 0;
    for (const Query* const query : asked) {
      const std::size_t seen = next++, imagined = query->counterfactual().empty() ? seen : next++;
      std::optional<Boolean> condition;
      if (query->condition()) condition = Boolean(over_time_->twin(seen, query->condition()->node()));
      const Query moved = query->translated([&](const NodePtr& node) { return over_time_->original(node); });
      queries_.push_back(moved.rewritten(over_time_->twin(imagined, query->target()), std::move(condition),
                                         over_time_->settings()));
    }
    subject_ = std::make_unique<const Subject>(over_time_->horizon(), stop);
  }

  std::unique_ptr<Twins> twins_;
  std::unique_ptr<const TwinHorizon> over_time_;
  std::unique_ptr<const Subject> subject_;
  std::vector<Query> queries_;
};

Real number_of(const Query& query) {
  return query.asks() == Query::Asks::probability ? Real(Boolean(query.target())) : Real(query.target());
}

// Returns the sampling that draws the same trajectories as an answer.
detail::Sampling sampling_of(const Answer& answer) {
  return {answer.worlds, answer.samples / answer.worlds / group_size};
}

// Moments of values; with their tails if there is one world.
detail::Tally moments_for(const detail::Sampling& sampling) {
  if (sampling.worlds > 1) return Moments{};
  return detail::TailedMoments{.by_value = detail::is_few_groups(sampling)};
}

std::vector<Moments> by_world(const std::vector<detail::WorldTally>& tallies, std::size_t request) {
  std::vector<Moments> worlds;
  for (const detail::WorldTally& world : tallies) worlds.push_back(std::get<Moments>(world[request]));
  return worlds;
}

detail::MeanOfMoments mean_of(const std::vector<detail::WorldTally>& tallies, const Options& options) {
  if (tallies.size() == 1)
    return detail::MeanOfMoments(std::get<detail::TailedMoments>(tallies[0][0]), options, false);
  return detail::MeanOfMoments(by_world(tallies, 0), options, false);
}

// ---- with conditions: a difference of ratios, linearised

// Value of a question over the trajectories that meet its condition.
struct Ratio {
  std::vector<Moments> worlds;
  Moments all;
  double share = 0;  // of trajectories that meet the condition

  Ratio(std::vector<Moments> of, double trajectories) : worlds(std::move(of)) {
    for (const Moments& world : worlds) all += world;
    share = static_cast<double>(all.count) / trajectories;
  }
};

// Influence of a trajectory on the error of a ratio: its deviation if the condition holds, else 0.
Real influence(const Query& query, const Ratio& ratio) {
  const Real deviation = (number_of(query) - ratio.all.mean) / ratio.share;
  return query.condition() ? if_then_else(*query.condition(), deviation, 0) : deviation;
}

// The difference in each world in which both conditions were met.
std::vector<WorldEstimate> differences(const Ratio& first, const Ratio& second,
                                       const std::vector<Moments>& influences) {
  double within = 0, trajectories = 0;
  for (const Moments& world : influences) {
    within += world.squares;
    trajectories += static_cast<double>(world.count);
  }
  const double noise = within / trajectories;
  std::vector<WorldEstimate> estimates;
  for (std::size_t i = 0; i < influences.size(); ++i) {
    const double count = static_cast<double>(influences[i].count);
    const double a = static_cast<double>(first.worlds[i].count) / count / first.share;
    const double b = static_cast<double>(second.worlds[i].count) / count / second.share;
    if (a > 0 && b > 0)
      estimates.push_back(
          {first.worlds[i].mean - second.worlds[i].mean, noise / count / (std::min)(a, b), (a + b) / 2});
  }
  return estimates;
}

// Counts half an additional observation in each cell of the table of pairs, so that a sample
// without differences is not reported as a difference of zero.
Interval adjusted_interval(double value, double standard_error, double met, const Options& options) {
  const double shrink = met / (met + 2);
  const double half =
      detail::normal_point(options.level) * std::hypot(standard_error * shrink, 1 / (met + 2));
  return {(std::max)(-1.0, (std::min)(value, value * shrink - half)),
          (std::min)(1.0, (std::max)(value, value * shrink + half))};
}

void finish_ratios(Answer& answer, const Pair& pair, const Answers& asked, bool is_probability,
                   const Options& options) {
  const detail::Sampling sampling = sampling_of(asked[0]);
  const auto drawn = [&](const std::vector<detail::TallyRequest>& requests) {
    return draw_tallies(pair.subject(), pair.settings(), requests, sampling, options);
  };
  std::vector<detail::TallyRequest> requests;
  for (const Query& query : pair.queries())
    requests.push_back(
        {Moments{}, number_of(query).node(), query.condition() ? query.condition()->node() : nullptr, {}});
  const auto values = drawn(requests);
  const auto trajectories = static_cast<double>(sampling.trajectories());
  const Ratio first(by_world(values, 0), trajectories), second(by_world(values, 1), trajectories);
  if (first.all.count == 0 || second.all.count == 0) {
    answer.warnings.push_back(detail::wording::a_condition_never_met());
    return;
  }
  const auto influences =
      drawn({{moments_for(sampling),
              (influence(pair.queries()[0], first) - influence(pair.queries()[1], second)).node(),
              nullptr,
              {}}});
  const detail::MeanOfMoments error = mean_of(influences, options);
  answer.value = first.all.mean - second.all.mean;
  answer.standard_error = error.finding.standard_error;
  const bool none_differed = error.finding.no_error && error.finding.no_error->code == WarningCode::all_alike;
  if (none_differed)
    answer.warnings.push_back(answer.value == 0 ? detail::wording::no_pair_differed(sampling.trajectories())
                                                : *error.finding.no_error);
  if (is_probability && none_differed) {
    // Events that never occurred are bounded as if each world, or each trajectory that met the
    // condition, had been one observation.
    const Index met = sampling.worlds > 1 ? sampling.worlds : (std::min)(first.all.count, second.all.count);
    answer.interval = adjusted_interval(answer.value, 0, static_cast<double>(met), options);
  } else if (is_probability && sampling.worlds == 1) {
    answer.standard_error = std::sqrt(error.all.squares) / trajectories;
    answer.interval =
        adjusted_interval(answer.value, answer.standard_error,
                          static_cast<double>((std::min)(first.all.count, second.all.count)), options);
  } else {
    const double rounding = rounding_of(asked[0], asked[1]);
    answer.interval = {answer.value + error.finding.interval.low - error.finding.value - rounding,
                       answer.value + error.finding.interval.high - error.finding.value + rounding};
    if (error.finding.no_error && !none_differed) answer.warnings.push_back(*error.finding.no_error);
  }
  if (sampling.worlds > 1)
    set_difference_range(answer, differences(first, second, by_world(influences, 0)), options);
}

// ---- without conditions: from the difference of each trajectory

// Returns an interval for the difference of two shares from an interval for each: the method of
// variance estimates recovery (Newcombe, Stat. Med. 17 (1998) 873-890,
// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10), with the shares
// of the two kinds of discordant pairs in place of the marginal ones. The two kinds exclude each
// other, so they are at most slightly correlated.
Interval difference_interval(double more, const Interval& of_more, double less, const Interval& of_less) {
  const double odds = more / (1 - more) * (less / (1 - less));
  const double correlation = more < 1 && less < 1 ? -std::sqrt(odds) : 0;
  const auto reach = [&](double a, double b) { return std::sqrt(a * a + b * b - 2 * correlation * a * b); };
  const double value = more - less;
  return {(std::max)(-1.0, value - reach(more - of_more.low, of_less.high - less)),
          (std::min)(1.0, value + reach(of_more.high - more, less - of_less.low))};
}

// Discordant pairs of one kind: only one particular event of the two holds.
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
    const double most =
        clopper_pearson_interval(0, cases.size() > 1 ? static_cast<double>(cases.size()) : all, options.level)
            .high;
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
  set_difference_range(answer, std::move(estimates), options);
}

void finish_quantities(Answer& answer, const std::vector<detail::WorldTally>& tallies, double rounding,
                       const Options& options) {
  const detail::MeanOfMoments found = mean_of(tallies, options);
  answer.value = found.finding.value;
  answer.standard_error = found.finding.standard_error;
  answer.interval = {found.finding.interval.low - rounding, found.finding.interval.high + rounding};
  if (found.finding.no_error)
    answer.warnings.push_back(found.finding.value == 0 ? detail::wording::no_pair_differed(found.all.count)
                                                       : *found.finding.no_error);
  set_difference_range(answer, found.worlds.worlds, options);
}

void finish_paired(Answer& answer, const Pair& pair, const Answers& asked, bool is_probability,
                   const Options& options) {
  const detail::Sampling sampling = sampling_of(asked[0]);
  const NodePtr first = pair.queries()[0].target(), second = pair.queries()[1].target();
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
    requests.push_back({moments_for(sampling),
                        (number_of(pair.queries()[0]) - number_of(pair.queries()[1])).node(),
                        nullptr,
                        {}});
  }
  const auto tallies = draw_tallies(pair.subject(), pair.settings(), requests, sampling, options);
  if (is_probability)
    finish_events(answer, tallies, options);
  else
    finish_quantities(answer, tallies, rounding_of(asked[0], asked[1]), options);
}

// ---- difference on rare states that both sides share

// Answers the difference from pairs drawn with oversampled rare states, if it depends on rare
// states that the interventions do not change. Returns nothing otherwise. Does not support timed
// runs, which could record only one of the three stops.
std::optional<Contrast> contrast_on_rare_states(const Scope& scope, const Query& first, const Query& second,
                                                const Pair& pair, const Options& options) {
  const bool is_timed = options.seconds > 0 || options.stop_at > 0;
  if (options.method != Method::automatic || is_timed) return {};
  const Real difference = number_of(pair.queries()[0]) - number_of(pair.queries()[1]);
  std::vector<Query> asked = pair.queries();
  asked.push_back(E(difference).under(pair.settings()));
  const MethodChoice choice = choose(pair.subject(), {asked[2]}, options)[0];
  if (choice.method != Method::weighted) return {};
  const Answers answers = pair.subject().horizon() ? estimate(*pair.subject().horizon(), asked, options)
                                                   : estimate(pair.subject().model(), asked, options);
  Contrast result = without_difference(scope, first, second, answers[0], answers[1]);
  const std::string question = result.difference.question;
  result.difference = answers[2];
  result.difference.question = question;
  result.difference.set = 2;
  return result;
}

void check_kind(const Query& query) {
  if (query.asks() != Query::Asks::probability && query.asks() != Query::Asks::expectation)
    throw Error(to_text(query), "P(...) or E(...), for a contrast", "another kind of question");
}

Contrast contrasted(const Subject& subject, const Query& first, const Query& second, const Options& options) {
  detail::check(options);
  detail::check_independent(options, "a contrast");
  check_kind(first);
  check_kind(second);
  const auto start = std::chrono::steady_clock::now();
  std::vector<LeftOut> left_out;
  constexpr double share_of_exact = 0.25;
  auto exact =
      detail::in_time(options, LeftOut::exact_sums, share_of_exact * options.seconds,
                      [&](const Options& own) { return exact_contrast(subject, first, second, own); });
  if (exact && *exact) return *std::move(*exact);
  if (!exact) left_out.push_back(LeftOut::exact_sums);
  const auto left = [&] {
    Options own = options;
    const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - start;
    if (options.seconds > 0) own.seconds = (std::max)(detail::least_seconds, options.seconds - gone.count());
    return own;
  };
  const Pair pair(subject, first, second);
  const bool is_probability =
      first.asks() == Query::Asks::probability && second.asks() == Query::Asks::probability;
  const bool has_condition = first.condition() || second.condition();
  if (!is_probability && !has_condition)
    if (auto weighted = contrast_on_rare_states(subject.scope(), first, second, pair, options))
      return *std::move(weighted);
  if (auto apart = contrast_apart(subject, first, second, left(), left_out)) return *std::move(apart);
  // Half of the time is kept, because pairs are drawn a second time for the error of their
  // difference.
  Options own = left();
  own.seconds /= 2;
  std::vector<Answer> answers = forward(pair.subject(), pair.queries(), own).take();
  for (Answer& answer : answers)
    answer.left_out.insert(answer.left_out.end(), left_out.begin(), left_out.end());
  Contrast result = without_difference(subject.scope(), first, second, answers[0], answers[1]);
  const Answers both(std::move(answers));
  if (has_condition)
    finish_ratios(result.difference, pair, both, is_probability, options);
  else
    finish_paired(result.difference, pair, both, is_probability, options);
  return result;
}

}  // namespace

Contrast contrast(const Model& model, const Query& first, const Query& second, const Options& options) {
  return contrasted(model, first, second, options);
}

Contrast contrast(const Horizon& horizon, const Query& first, const Query& second, const Options& options) {
  return contrasted(Subject(horizon, options.stop), first, second, options);
}

}  // namespace casus
