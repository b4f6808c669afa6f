// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/conditional.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/tails.hpp>
#include <casus/infer/detail/wording.hpp>

#include "infer/evidence/weighed_set.hpp"
#include "infer/plan/sets.hpp"
#include "infer/run/rounds.hpp"
#include "infer/splitting/levels.hpp"
#include "infer/splitting/strata.hpp"

namespace casus {

namespace {

namespace wording = detail::wording;

// Sums over a population.
struct HitSums {
  WorldWeights weights;
  // By target, for quantities: deviations of single values from the population's mean.
  std::vector<SquaredDeviations> deviations;
};

// The strata of a condition: their pilots, and their populations.
class Ways {
public:
  Ways(const Model& model, const Query& query, const std::vector<WeightedTarget>& targets,
       const Options& options) {
    std::vector<NodePtr> nodes;
    for (const WeightedTarget& target : targets) {
      places_.emplace(target.node.get(), nodes.size());
      nodes.push_back(target.node);
    }
    Index left = options.trajectories;
    for (const rare::Stratum& stratum :
         rare::strata_of(model, query.interventions(), query.condition()->node(),
                         rare::strata_for(options.trajectories))) {
      if (stratum.most < negligible * probability_) continue;
      std::vector<Intervention> done = query.interventions();
      done.insert(done.end(), stratum.done.begin(), stratum.done.end());
      auto way = std::make_unique<Way>(model, done, stratum, options, nodes);
      if (way->event.is_impossible()) continue;
      const auto number = static_cast<std::uint32_t>(ways_.size() + missed_);
      way->first_run = number * runs_of_a_way;
      way->schedule = rare::climb(way->event, way->first_run + pilot_run, left / 2);
      const rare::Schedule& schedule = way->schedule;
      left -= schedule.samples;
      samples_ += schedule.samples;
      if (schedule.reaches_event) {
        probability_ += stratum.probability * schedule.probability;
        levels_ = (std::max)(levels_, schedule.levels.size());
        ways_.push_back(std::move(way));
        continue;
      }
      ++missed_;
      ran_out_ = ran_out_ || schedule.ran_out;
      const bool is_out_of_sight = schedule.probability < rare::least_probability;
      missing_ += is_out_of_sight ? stratum.probability * schedule.probability : stratum.most;
      if (!schedule.levels.empty()) level_reached_ = stratum.probability * schedule.probability;
    }
  }

  bool any() const { return !ways_.empty(); }
  std::size_t count() const { return ways_.size(); }
  std::size_t levels() const { return levels_; }
  /// Number of trajectories of the pilots.
  Index samples() const { return samples_; }
  /// Number of trajectories of one population for each way.
  Index population_samples() const {
    Index sum = 0;
    for (const auto& way : ways_) sum += way->schedule.population_samples() + steps_on_event * group_size;
    return sum;
  }
  /// Upper bound of the probability of the ways that were not reached; 0 if it is negligible.
  double missing() const { return missing_ < negligible * probability_ ? 0 : missing_; }
  Warning not_reached() const { return wording::event_not_reached(level_reached_, ran_out_); }
  /// Approximate probability of the condition; the unit of the weights.
  double unit() const { return probability_; }

  /// Returns the sums over one population for each way: a function of the number alone.
  HitSums population(Index number, const std::vector<WeightedTarget>& targets) {
    HitSums sums{{.log_unit = std::log(unit())}, std::vector<SquaredDeviations>(targets.size())};
    for (const WeightedTarget& target : targets) sums.weights.parts.push_back(target.empty);
    Index first_group = number * detail::size(ways_) * groups_of_population;
    for (const auto& way : ways_) {
      rare::RareEvent::Worker& worker = way->workers.local();
      const rare::EventPopulation population = rare::population_by_levels(
          way->event, way->schedule, way->first_run + static_cast<std::uint32_t>(number), worker);
      if (population.on_event.size() > 0)
        add(*way, population, targets, std::exchange(first_group, first_group + groups_of_population), worker,
            sums);
    }
    return sums;
  }

private:
  static constexpr std::uint32_t runs_of_a_way = 0x04000000, pilot_run = 0x02000000;
  static constexpr double negligible = 1e-6;
  static constexpr Index groups_of_population = 8, steps_on_event = 8;

  struct Way {
    double factor;
    rare::RareEvent event;
    rare::Schedule schedule = {};
    std::uint32_t first_run = 0;
    oneapi::tbb::enumerable_thread_specific<rare::RareEvent::Worker> workers;

    Way(const Model& model, const std::vector<Intervention>& done, const rare::Stratum& stratum,
        const Options& options, const std::vector<NodePtr>& targets)
        : factor(stratum.probability), event(model, done, stratum.event, nullptr, options, targets),
          workers([this] { return rare::RareEvent::Worker(event); }) {}
  };

  // Adds the sums over a population's particles, group by group.
  void add(const Way& way, const rare::EventPopulation& population,
           const std::vector<WeightedTarget>& targets, Index first_group, rare::RareEvent::Worker& worker,
           HitSums& sums) const {
    const rare::StoredParticles& stored = population.on_event;
    const kernels::Kernels& kernels = way.event.kernels();
    const double weight =
        way.factor * population.estimate.probability / unit() / static_cast<double>(stored.size());
    rare::Particles block(way.event.coordinates());
    for (std::size_t first = 0; first < stored.size(); first += group_size) {
      const std::size_t count = (std::min)(stored.size() - first, detail::at(group_size));
      GroupNumbers weights{};
      std::fill_n(weights.of, count, weight);
      for (Index c = 0; c < way.event.coordinates(); ++c)
        std::copy_n(stored.z[detail::at(c)].data() + first, count, block.column(c));
      way.event.evaluate_targets(block, worker);
      GroupTruth positive;
      const WeightSums all = weight_sums(kernels, weights, "the condition", positive);
      sums.weights.all += all;
      const GroupColumns columns{way.event.target_columns(), worker.workspace(), 0};
      for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::size_t column = places_.at(targets[i].node.get());
        WeightedPart& part = sums.weights.parts[i];
        GroupTruth place;
        const double* const reals = is_of_numbers(part) ? columns.reals(column) : nullptr;
        add_group(kernels, targets[i], part, reals, reals ? nullptr : columns.truth(kernels, column, place),
                  weights, positive, all, first_group + static_cast<Index>(first) / group_size);
        // States of one chain are correlated, so the tail is estimated from the last ones.
        const bool is_last = first + group_size >= stored.size();
        if (const auto* moments = std::get_if<WeightedMoments>(&part); moments && is_last)
          for (std::size_t lane = 0; lane < count; ++lane)
            sums.deviations[i].add(std::pow(weight * (reals[lane] - moments->plain.mean), 2));
      }
    }
  }

  std::map<const Node*, std::size_t> places_;  // numbers of the targets as outputs
  std::vector<std::unique_ptr<Way>> ways_;
  std::size_t levels_ = 0, missed_ = 0;
  Index samples_ = 0;
  double probability_ = 0, missing_ = 0, level_reached_ = std::numeric_limits<double>::quiet_NaN();
  bool ran_out_ = false;
};

class ConditionalSet : public WeighedSet {
public:
  ConditionalSet(const Model& model, const std::vector<Query>& queries, const Options& options)
      : WeighedSet(model, queries, options, static_cast<double>(options.trajectories), false),
        ways_(model, queries[0], targets_, options) {}

  std::vector<Answer> answers(const detail::ShareDone& report) {
    constexpr Index fewest = 8;  // an error needs several
    if (ways_.any())
      populations_ =
          (std::max)(fewest, (options_.trajectories - ways_.samples()) / ways_.population_samples());
    const std::vector<HitSums> drawn = draw(targets_, report);
    deviations_.resize(targets_.size());
    for (const HitSums& sums : drawn) {
      parts_.push_back(sums.weights.parts);
      all_ += sums.weights.all;
      totals_.push_back(sums.weights.all.sum);
      for (std::size_t i = 0; i < targets_.size(); ++i) deviations_[i] += sums.deviations[i];
    }
    const std::string done =
        wording::multilevel_splitting(wording::given_condition(), ways_.levels(), populations_);
    return filled_in(
        {.method = Method::splitting,
         .done = ways_.count() > 1 ? wording::in_strata(done, ways_.count()) : done,
         .samples = ways_.samples() + (ways_.any() ? populations_ * ways_.population_samples() : 0)});
  }

private:
  std::vector<HitSums> draw(const std::vector<WeightedTarget>& targets,
                            const detail::ShareDone& report) const {
    std::vector<HitSums> all;
    in_rounds<HitSums>(
        populations_, small_work, options_, report, [&](Index i) { return ways_.population(i, targets); },
        [&](Index, HitSums& sums) { all.push_back(std::move(sums)); });
    return all;
  }

  std::size_t clusters() const override { return parts_.size(); }
  const std::vector<WeightedPart>& parts_of(std::size_t cluster) const override { return parts_[cluster]; }
  std::vector<std::vector<WeightedPart>> drawn_again(
      const std::vector<WeightedTarget>& targets) const override {
    std::vector<std::vector<WeightedPart>> parts;
    for (HitSums& sums : draw(targets, {})) parts.push_back(std::move(sums.weights.parts));
    return parts;
  }

  void set_condition(detail::AnswerBuilder& answer) const override {
    const ClusterRatio mean(totals_, std::vector<double>(totals_.size(), 1.0));
    WeighedSet::set_condition(answer, mean.value, mean.standard_error, std::log(ways_.unit()), true);
  }

  void diagnose(detail::AnswerBuilder& answer) const override {
    constexpr double few = 8;
    if (const double worth = effective_clusters(totals_); worth < few)
      answer.warn(wording::few_clusters("populations", worth));
  }
  void never_met(detail::AnswerBuilder& answer) const override { answer.never_met(ways_.not_reached()); }

  std::optional<Warning> no_error(const ClusterRatio& ratio) const {
    if (ways_.missing() > 0) return wording::way_missed(ways_.missing());
    if (ratio.clusters > 1) return {};
    return wording::no_error("one population met the condition");
  }

  double degrees() const { return effective_clusters(totals_) - 1; }

  // Particles of one population are correlated, so the error is computed from the spread between
  // populations.
  detail::NumberEstimate found_share(const EventSums& sums, double level) const override {
    const ClusteredShare worth(sums, effective_clusters(sums.total), degrees());
    detail::NumberEstimate found = worth.finding(sums, all_.count, level);
    found.no_error = no_error(worth.ratio);
    return found;
  }

  Estimate mean_of(const QuantitySums& sums) const override {
    const ClusterRatio ratio(sums.sum, sums.total);
    return {ratio.value, ratio.standard_error, degrees()};
  }
  double effective(const QuantitySums& sums) const override { return sums.all.effective(); }
  std::optional<Warning> why_no_error(std::size_t target, const QuantitySums& sums,
                                      const detail::NumberEstimate&) const override {
    if (auto why = no_error(ClusterRatio(sums.sum, sums.total))) return why;
    constexpr double heaviest = 0.5;  // for values: their populations have weights
    return detail::why_no_error(deviations_[target], detail::high_kurtosis, heaviest);
  }

  mutable Ways ways_;  // its workers are columns of the threads
  Index populations_ = 0;
  std::vector<std::vector<WeightedPart>> parts_;  // by population
  std::vector<SquaredDeviations> deviations_;     // by target
  std::vector<double> totals_;                    // by population
};

}  // namespace

Answers given_rare_condition(const Model& model, const std::vector<Query>& queries, const Options& options) {
  detail::check(options);
  for (const Query& query : queries) detail::check_question(model, query);
  return Answers(
      answer_by_sets(queries, options, [&](const std::vector<Query>& asked, const detail::ShareDone& report) {
        return ConditionalSet(model, asked, options).answers(report);
      }));
}

}  // namespace casus
