// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/sequential/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/sampling.hpp>

#include "infer/answer/from_sums.hpp"
#include "infer/evidence/evidence_schedule.hpp"
#include "infer/evidence/weighed_set.hpp"
#include "infer/evidence/weighing.hpp"
#include "infer/plan/sets.hpp"
#include "infer/plan/until_precise.hpp"
#include "infer/run/rounds.hpp"
#include "infer/sequential/population.hpp"

namespace casus {

namespace {

using detail::Sampling;
using detail::ShareDone;

using detail::at;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Division of the trajectories into populations. Each population is drawn by one thread. The error
// is computed from their spread, so there have to be many before they grow. If there are several
// worlds, populations are as large as possible, and each world has the number that its trajectories
// require.
struct PopulationLayout {
  static constexpr Index most_groups = 16, many = 64, least = 8;

  Index worlds, populations_per_world, groups;

  PopulationLayout(const Scope& scope, const Sampling& sampling) : worlds(sampling.worlds) {
    const bool has_worlds = !scope.parameters().empty() && worlds > 1;
    const Index all = sampling.groups_per_world;
    groups = std::clamp(has_worlds ? all : (all + many - 1) / many, Index{1}, most_groups);
    populations_per_world = (all + groups - 1) / groups;
    if (!has_worlds) populations_per_world = (std::max)(populations_per_world, least);
  }
  /// One population of this size for each set of parameters.
  explicit PopulationLayout(Index groups_of_each)
      : worlds(1), populations_per_world(1), groups(groups_of_each) {}

  Index populations() const { return worlds * populations_per_world; }
  Index particles() const { return groups * group_size; }
  Index trajectories() const { return populations() * particles(); }
  Index world_of(Index population) const { return population / populations_per_world; }
};

/// Weights of populations: of all particles, by target, and of the ancestors at the start.
struct PopulationSums {
  WorldWeights sums;
  WeightSums founders;

  void rescale(double to) {
    if (sums.log_unit != to) founders *= std::exp(sums.log_unit - to);
    sums.rescale(to);
  }
  PopulationSums& operator+=(PopulationSums other) {
    if (!(other.sums.all.sum > 0)) return *this;
    if (!(sums.all.sum > 0)) return *this = std::move(other);
    const double unit = (std::max)(sums.log_unit, other.sums.log_unit);
    rescale(unit);
    other.rescale(unit);
    sums += std::move(other.sums);
    founders += other.founders;
    return *this;
  }
};

/// How well the drawn states explain the evidence at a step: the factor from the weight tables, on
/// average and at most, and the greatest factor of any state.
struct Explained {
  double before = 0, after = 0;  // sums of weights, without and with the factor
  double greatest = 0, possible = 0;

  Explained& operator+=(const Explained& other) {
    before += other.before;
    after += other.after;
    greatest = (std::max)(greatest, other.greatest);
    possible = (std::max)(possible, other.possible);
    return *this;
  }
  // Returns whether states that were too rare to be drawn, but may well exist, could explain the
  // evidence as well as the drawn states. If a state has probability 3 / n, then n draws all miss
  // it with probability 1 / 20.
  bool may_miss(double draws) const {
    constexpr double part = 0.1;
    return greatest < possible / 2 && 3 / draws * possible * before > part * after;
  }
};

/// Result of one population.
struct PopulationWeights {
  PopulationSums weights;
  std::vector<Explained> explained;  // by step, from -1 on, up to the last one reached
  Index resampled = 0;
};

/// Independent clusters of populations: the worlds if there are several; else single populations
/// or, if these are very many, groups of them.
struct SequentialWeights {
  double log_unit = 0;
  std::vector<PopulationSums> clusters;
  std::vector<double> particles;     // by cluster
  std::vector<Explained> explained;  // by step, from -1 on
  Index alive = 0;                   // number of populations with particles that agree with the evidence
  Index resampled = 0;               // number of resamplings in all populations

  void finish() {
    log_unit = -infinity;
    for (const PopulationSums& cluster : clusters)
      if (cluster.sums.all.sum > 0) log_unit = (std::max)(log_unit, cluster.sums.log_unit);
    for (PopulationSums& cluster : clusters)
      if (cluster.sums.all.sum > 0) cluster.rescale(log_unit);
  }
};

// Draws populations: work items in batches, whose weights are combined in order.
class SequentialRun {
public:
  SequentialRun(const Horizon& horizon, const Query& query, const std::vector<WeightedTarget>& targets,
                const PopulationLayout& layout, const Options& options)
      : targets_(targets), layout_(layout), options_(options),
        kernels_(kernels::by_name(options.instruction_set)), evidence_(horizon, query),
        program_(horizon, query.interventions(), expressions(), readings(), evidence_.overrides()),
        executor_(RollingExecutor::observed(program_, options.randomness(), kernels_, options.stop)) {
    find_last();
    find_retained();
    if (program_.model().parameters().empty()) only_world_.emplace(*this, 0);
  }

  Population population() const { return {program_, kernels_, layout_.groups, retained_}; }
  Index work() const { return layout_.groups * program_.work(); }
  /// Returns the steps with evidence.
  std::vector<Index> steps() const {
    std::vector<Index> all;
    for (Index step = -1; step <= last_; ++step)
      if (has_evidence_at(step)) all.push_back(step);
    return all;
  }
  /// Draws a population with given parameters and the random numbers of a world. Returns the log of
  /// its mean weight after each step with evidence.
  std::vector<double> log_weights(const std::vector<double>& parameters, Index world,
                                  Population& population) const {
    const WeighedWorld drawn_world(*this, world, parameters);
    std::vector<double> logs;
    PopulationSums none;
    population.start();
    enter(population.workspace(), drawn_world.world);
    executor_.run(drawn_world.world, 0, layout_.groups, population.workspace(),
                  [&](Index reading, const std::vector<OutputColumn>& columns) {
                    read(at(reading), columns[0], population, 0, none);
                  },
                  {[&](Index step, const std::vector<OutputColumn>& outputs) {
                     weigh(*evidence_.at(step), drawn_world, outputs, population);
                   },
                   [&](Index step) { return weight_after(step, world, population, logs); }});
    logs.resize(steps().size(), -infinity);
    return logs;
  }

  bool has_probability() const { return evidence_.has_probability(); }
  /// Returns the last step with evidence; -2 if there is none.
  Index last() const { return last_; }
  /// Returns the last step that a target reads.
  Index ready(std::size_t target) const { return program_.ready(targets_[target].node); }

  SequentialWeights operator()(const ShareDone& report) {
    constexpr Index most_clusters = 1024;
    const Index count = layout_.populations();
    const Index clusters = layout_.worlds > 1 ? layout_.worlds : (std::min)(count, most_clusters);
    SequentialWeights run;
    run.clusters.resize(at(clusters));
    run.particles.resize(at(clusters));
    oneapi::tbb::enumerable_thread_specific<Population> populations(
        [&] { return Population(program_, kernels_, layout_.groups, retained_); });
    in_rounds<PopulationWeights>(
        count, count * layout_.groups * program_.work(), options_, report,
        [&](Index i) { return drawn(i, populations.local()); },
        [&](Index i, const PopulationWeights& one) {
          const std::size_t cluster = at(i * clusters / count);
          run.clusters[cluster] += one.weights;
          run.particles[cluster] += static_cast<double>(layout_.particles());
          run.alive += one.weights.sums.all.sum > 0 ? 1 : 0;
          run.resampled += one.resampled;
          run.explained.resize((std::max)(run.explained.size(), one.explained.size()));
          for (std::size_t step = 0; step < one.explained.size(); ++step)
            run.explained[step] += one.explained[step];
        });
    for (PopulationSums& cluster : run.clusters)
      if (cluster.sums.parts.empty()) cluster.sums.parts = empty_parts();
    run.finish();
    return run;
  }

private:
  // A world and its weight tables.
  struct WeighedWorld {
    RollingWorld world;
    Index number;
    std::vector<ScaledTables> tables;

    WeighedWorld(const SequentialRun& run, Index number_of)
        : WeighedWorld(run, number_of,
                       draw_parameters(run.program_.model(), run.options_.randomness(), number_of)) {}
    WeighedWorld(const SequentialRun& run, Index number_of, const std::vector<double>& parameters)
        : world(run.program_, number_of, parameters), number(number_of),
          tables(run.evidence_.tables(parameters)) {}
  };

  // Tests come first, so that they change the weights before any target is read.
  std::vector<NodePtr> expressions() const {
    std::vector<NodePtr> all = evidence_.tests();
    for (const WeightedTarget& target : targets_) all.push_back(target.node);
    return all;
  }
  std::vector<std::vector<std::size_t>> readings() const {
    std::vector<std::vector<std::size_t>> all(evidence_.tests().size() + targets_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = {i};
    return all;
  }

  void find_last() {
    for (const NodePtr& test : evidence_.tests()) is_tested_at_.push_back(program_.ready(test));
    for (Index step = -1; step < program_.steps(); ++step)
      if (has_evidence_at(step)) last_ = step;
  }
  bool has_evidence_at(Index step) const {
    return evidence_.at(step) ||
           std::find(is_tested_at_.begin(), is_tested_at_.end(), step) != is_tested_at_.end();
  }
  // Targets at steps up to the last evidence are retained until then.
  void find_retained() {
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      retained_at_.emplace_back();
      has_later_ = has_later_ || ready(i) > last_;
      if (ready(i) > last_) continue;
      retained_at_.back() = retained_.size();
      retained_.push_back({ready(i), is_of_numbers(targets_[i].empty)});
    }
  }

  std::vector<WeightedPart> empty_parts() const {
    std::vector<WeightedPart> parts;
    for (const WeightedTarget& target : targets_) parts.push_back(target.empty);
    return parts;
  }

  PopulationWeights drawn(Index number, Population& population) const {
    if (only_world_) return drawn(number, *only_world_, population);
    return drawn(number, WeighedWorld(*this, layout_.world_of(number)), population);
  }

  PopulationWeights drawn(Index number, const WeighedWorld& world, Population& population) const {
    const Index of_world = number % layout_.populations_per_world;
    PopulationWeights result;
    result.weights.sums.parts = empty_parts();
    const Index first_group = number * layout_.groups;
    population.start();
    population.raise_unit(log_weight_of(program_.model(), world.number));
    enter(population.workspace(), world.world);
    if (last_ < -1) take_stock(population, population.sums({}), first_group, result.weights);
    executor_.run(world.world, of_world * layout_.groups, layout_.groups, population.workspace(),
                  [&](Index reading, const std::vector<OutputColumn>& columns) {
                    read(at(reading), columns[0], population, first_group, result.weights);
                  },
                  {[&](Index step, const std::vector<OutputColumn>& outputs) {
                     result.explained.resize(at(step + 2));
                     result.explained.back() = weigh(*evidence_.at(step), world, outputs, population);
                   },
                   [&](Index step) {
                     return done(step, world.number, of_world, first_group, population, result.weights);
                   }});
    summarise(result.weights.sums.parts);
    result.resampled = population.resampled();
    return result;
  }

  // Multiplies the weights by all evidence at a step, except for tests that read other steps too.
  Explained weigh(const EvidenceSchedule::StepEvidence& evidence, const WeighedWorld& world,
                  const std::vector<OutputColumn>& outputs, Population& population) const {
    const WeightOutputs& of = evidence.outputs;
    const std::vector<StateTable>& tables = world.tables[evidence.number].of;
    population.raise_unit(world.tables[evidence.number].log_unit);
    Explained explained;
    explained.possible = 1;
    for (const StateTable& table : tables)
      explained.possible *= *std::max_element(table.values.begin(), table.values.end());
    for (Index g = 0; g < population.groups(); ++g) {
      const GroupColumns group{outputs, population.workspace(), g * group_size};
      double* weights = population.weights(g).of;
      GroupNumbers factors;
      std::fill_n(factors.of, group_size, 1.0);
      of.multiply(kernels_, group, tables, factors.of);
      GroupNumbers probabilities = factors;
      if (of.log_probability) {
        GroupNumbers others;
        std::copy_n(group.reals(*of.log_probability), group_size, others.of);
        kernels_.quantities.element[at(Op::exp)](others.of, others.of, group_size, others.of);
        for (std::size_t i = 0; i < group_size; ++i) probabilities.of[i] *= others.of[i];
      }
      explained.greatest = (std::max)(explained.greatest, kernels_.weights.greatest(probabilities.of));
      const kernels::ProductSums sums = kernels_.weights.product_sums(probabilities.of, weights);
      explained.before += sums.sum;
      explained.after += sums.product;
      for (std::size_t i = 0; i < group_size; ++i) weights[i] *= factors.of[i];
      GroupTruth place;
      if (of.test) test(group.truth(kernels_, *of.test, place), weights);
      if (of.has_logs()) of.set_logs(group, population.logs(g).of);
    }
    if (of.has_logs()) population.multiply_by_logs();
    // Populations have different units, so only shares of their weights can be compared.
    if (explained.before > 0) explained.after /= explained.before;
    explained.before = explained.before > 0 ? 1 : 0;
    return explained;
  }

  void test(const std::uint64_t* holds, double* weights) const {
    static constexpr GroupNumbers zeros{};
    kernels_.quantities.select(holds, weights, zeros.of, group_size, weights);
  }

  void read(std::size_t reading, const OutputColumn& column, Population& population, Index first_group,
            PopulationSums& into) const {
    const std::vector<OutputColumn> columns{column};
    const std::size_t tests = evidence_.tests().size();
    for (Index g = 0; g < population.groups(); ++g) {
      const GroupColumns group{columns, population.workspace(), g * group_size};
      GroupTruth place;
      if (reading < tests) {
        test(group.truth(kernels_, 0, place), population.weights(g).of);
      } else if (const auto retained = retained_at_[reading - tests]) {
        if (retained_[*retained].is_real)
          std::copy_n(group.reals(0), group_size, population.reals(*retained, g));
        else
          std::copy_n(group.truth(kernels_, 0, place), group_words, population.bits(*retained, g));
      } else {
        const bool is_real = column.pool() == Pool::reals;
        add(into, reading - tests, first_group + g, population.weights(g), is_real ? group.reals(0) : nullptr,
            is_real ? nullptr : group.truth(kernels_, 0, place));
      }
    }
  }

  // `number`: number of the group.
  void add(PopulationSums& into, std::size_t target, Index number, const GroupNumbers& weights,
           const double* reals, const std::uint64_t* bits) const {
    GroupTruth positive;
    const WeightSums all = weight_sums(kernels_, weights, "the evidence", positive);
    if (!(all.sum > 0)) return;
    add_group(kernels_, targets_[target], into.sums.parts[target], reals, bits, weights, positive, all,
              number);
  }

  // For messages.
  std::string name_of_evidence(Index step) const {
    const EvidenceSchedule::StepEvidence* evidence = evidence_.at(step);
    if (!evidence) return "the evidence";
    return evidence->proposal.names() + (step < 0 ? "" : '[' + std::to_string(step) + ']');
  }

  // Finishes a step. Returns whether the population continues.
  bool done(Index step, Index world, Index number, Index first_group, Population& population,
            PopulationSums& into) const {
    if (step > last_) return true;
    population.remember(step);
    if (!has_evidence_at(step)) return true;
    const WeightSums sums = population.sums(name_of_evidence(step));
    if (!(sums.sum > 0)) return false;
    if (step == last_) take_stock(population, sums, first_group, into);
    const bool goes_on = step < last_ || has_later_;
    if (goes_on && sums.effective() < static_cast<double>(population.size()) / 2)
      population.resample(sums, options_.randomness(), step, world, number);
    return true;
  }

  // Finishes a step of a population without targets. Returns whether the population continues.
  bool weight_after(Index step, Index world, Population& population, std::vector<double>& logs) const {
    if (step > last_) return false;
    population.remember(step);
    if (!has_evidence_at(step)) return true;
    const WeightSums sums = population.sums(name_of_evidence(step));
    if (!(sums.sum > 0)) return false;
    logs.push_back(std::log(sums.sum / static_cast<double>(population.size())) + population.log_unit());
    if (step < last_ && sums.effective() < static_cast<double>(population.size()) / 2)
      population.resample(sums, options_.randomness(), step, world, 0);
    return step < last_;
  }

  // Sums the weights after the last evidence, and the targets retained up to then.
  void take_stock(Population& population, const WeightSums& sums, Index first_group,
                  PopulationSums& into) const {
    into.sums.log_unit = population.log_unit();
    into.sums.all = sums;
    for (const GroupNumbers& group : population.weights_by_ancestor(-1)) {
      GroupTruth positive;
      into.founders += weight_sums(kernels_, group, "the evidence", positive);
    }
    std::map<Index, std::vector<std::size_t>> by_step;
    for (std::size_t i = 0; i < targets_.size(); ++i)
      if (retained_at_[i]) by_step[retained_[*retained_at_[i]].step].push_back(i);
    for (const auto& [step, numbers] : by_step) {
      const std::vector<GroupNumbers>& weights = population.weights_by_ancestor(step);
      for (const std::size_t target : numbers)
        for (Index g = 0; g < population.groups(); ++g) {
          const std::size_t retained = *retained_at_[target];
          const bool is_real = retained_[retained].is_real;
          add(into, target, first_group + g, weights[at(g)],
              is_real ? population.reals(retained, g) : nullptr,
              is_real ? nullptr : population.bits(retained, g));
        }
    }
  }

  const std::vector<WeightedTarget>& targets_;
  PopulationLayout layout_;
  const Options& options_;
  const kernels::Kernels& kernels_;
  EvidenceSchedule evidence_;
  RollingProgram program_;
  RollingExecutor executor_;
  std::vector<Index> is_tested_at_;  // by test
  Index last_ = -2;
  bool has_later_ = false;
  std::vector<Population::Kept> retained_;
  std::vector<std::optional<std::size_t>> retained_at_;  // by target: index in `retained_`
  std::optional<WeighedWorld> only_world_;
};

class SequentialSet : public WeighedSet {
public:
  SequentialSet(const Horizon& horizon, const std::vector<Query>& queries, const Options& options,
                const Sampling& sampling)
      : WeighedSet(horizon.asked(), queries, options,
                   static_cast<double>(PopulationLayout(horizon.asked(), sampling).trajectories()),
                   PopulationLayout(horizon.asked(), sampling).worlds > 1),
        horizon_(horizon), layout_(horizon.asked(), sampling) {}

  std::vector<Answer> answers(const ShareDone& report) {
    SequentialRun run(horizon_, queries_[0], targets_, layout_, options_);
    has_probability_ = run.has_probability();
    last_ = run.last();
    for (std::size_t i = 0; i < targets_.size(); ++i) ready_[targets_[i].node.get()] = run.ready(i);
    run_ = run(report);
    for (const PopulationSums& cluster : run_.clusters) {
      all_ += cluster.sums.all;
      founders_ += cluster.founders;
      totals_.push_back(cluster.sums.all.sum);
    }
    return filled_in(
        {.method = Method::sequential,
         .done = detail::wording::sequential_sampling(layout_.populations(), layout_.particles()),
         .worlds = layout_.worlds,
         .samples = layout_.trajectories(),
         .varies = !scope_.parameters().empty()});
  }

private:
  std::size_t clusters() const override { return run_.clusters.size(); }
  const std::vector<WeightedPart>& parts_of(std::size_t cluster) const override {
    return run_.clusters[cluster].sums.parts;
  }
  std::vector<std::vector<WeightedPart>> drawn_again(
      const std::vector<WeightedTarget>& targets) const override {
    SequentialWeights run = SequentialRun(horizon_, queries_[0], targets, layout_, options_)({});
    std::vector<std::vector<WeightedPart>> parts;
    for (PopulationSums& cluster : run.clusters) parts.push_back(std::move(cluster.sums.parts));
    return parts;
  }

  // Sets the probability of the condition: the mean weight of all populations.
  void set_condition(detail::AnswerBuilder& answer) const override {
    const ClusterRatio mean(totals_, run_.particles);
    WeighedSet::set_condition(answer, mean.value, mean.standard_error, run_.log_unit, has_probability_);
  }

  // Populations are alike, and sums over their many particles are nearly normal. The weights of
  // worlds are skewed: a few may make up most of the error.
  double degrees_of(const ClusterRatio& ratio, const std::vector<double>& totals) const {
    const double effective = effective_clusters(totals);
    return has_worlds() ? (std::min)(effective - 1, ratio.degrees) : effective - 1;
  }

  static double positive(const std::vector<double>& sums) {
    return static_cast<double>(std::count_if(sums.begin(), sums.end(), [](double sum) { return sum > 0; }));
  }

  void diagnose(detail::AnswerBuilder& answer) const override {
    const Index populations = layout_.populations();
    if (2 * run_.alive < populations) answer.warn(detail::wording::populations_lost(run_.alive, populations));
    for (std::size_t step = 0; step < run_.explained.size(); ++step)
      if (run_.explained[step].may_miss(static_cast<double>(layout_.trajectories())))
        answer.warn(detail::wording::rare_state_missed(
            step == 0 ? std::string("of the constants")
                      : "at " + horizon_.label(static_cast<Index>(step) - 1)));
    warn_of_few_clusters(answer, totals_, has_worlds() ? "worlds" : "populations");
  }

  void never_met(detail::AnswerBuilder& answer) const override {
    // Weights are probabilities, so n independent weights with mean p are all zero with probability
    // at most (1 - p)^n, the probability that n trials all fail. Particles are independent if none
    // was resampled; populations and worlds always are.
    const double trials = static_cast<double>(layout_.worlds > 1    ? layout_.worlds
                                              : run_.resampled == 0 ? layout_.trajectories()
                                                                    : layout_.populations());
    const double bound = has_probability_ ? clopper_pearson_interval(0, trials, options_.level).high
                                          : std::numeric_limits<double>::quiet_NaN();
    answer.never_met(detail::wording::evidence_never_met(layout_.trajectories(), bound, options_.level));
  }

  // Warns if few ancestors carry the values of a target. `effective`: their effective number; the
  // weights of one ancestor's descendants count as one.
  void diagnose_target(detail::AnswerBuilder& answer, const NodePtr& target, Index count,
                       double effective) const override {
    constexpr double few = 100;
    if (effective >= few) return;
    const Index ready = ready_.at(target.get());
    answer.warn(ready < last_ ? detail::wording::few_ancestors(horizon_.label(ready), count, effective)
                              : detail::wording::few_effective_samples("particles", effective));
  }

  std::optional<Warning> no_error(const ClusterRatio& ratio) const {
    if (ratio.clusters > 1) return {};
    return detail::wording::no_error(std::string("one ") + (has_worlds() ? "world" : "population") +
                                     " agrees with the evidence");
  }

  detail::NumberEstimate found_share(const EventSums& sums, double level) const override {
    // Particles of one population share ancestors; if the event never occurred, only those of the
    // start are known to have been independent.
    ClusteredShare worth(sums, founders_.effective(), 0);
    worth.share.degrees = degrees_of(worth.ratio, sums.total);
    if (has_worlds()) {
      worth.share.hits = (std::min)(worth.share.hits, positive(sums.hits));
      worth.share.misses = (std::min)(worth.share.misses, positive(sums.misses));
      worth.share.trials = (std::min)(worth.share.trials, effective_clusters(sums.total));
    }
    detail::NumberEstimate found = worth.finding(sums, all_.count, level);
    found.no_error = no_error(worth.ratio);
    return found;
  }

  Estimate mean_of(const QuantitySums& sums) const override {
    const ClusterRatio ratio(sums.sum, sums.total);
    return {ratio.value, ratio.standard_error, degrees_of(ratio, sums.total)};
  }

  double effective(const QuantitySums& sums) const override { return sums.all.effective(); }
  std::optional<Warning> why_no_error(std::size_t, const QuantitySums& sums,
                                      const detail::NumberEstimate&) const override {
    return no_error(ClusterRatio(sums.sum, sums.total));
  }

  const Horizon& horizon_;
  PopulationLayout layout_;
  std::map<const Node*, Index> ready_;  // by target
  SequentialWeights run_;
  std::vector<double> totals_;  // by cluster
  WeightSums founders_;
  bool has_probability_ = true;
  Index last_ = -2;
};

class SequentialLikelihood : public HistoryLikelihood {
public:
  SequentialLikelihood(const Horizon& horizon, const Query& history, const Options& options, Index groups)
      : horizon_(horizon), history_(history), options_(options), groups_(groups),
        run_(horizon_, history_, targets_, PopulationLayout(groups), options_), steps_(run_.steps()),
        populations_([this] { return run_.population(); }) {}

  const std::vector<Index>& steps() const override { return steps_; }
  bool is_exact() const override { return false; }
  Index work() const override { return run_.work(); }
  std::vector<double> operator()(const std::vector<double>& parameters, Index number) const override {
    return run_.log_weights(parameters, number, populations_.local());
  }
  std::unique_ptr<HistoryLikelihood> refined() const override {
    if (2 * groups_ > PopulationLayout::most_groups) return nullptr;
    return std::make_unique<SequentialLikelihood>(horizon_, history_, options_, 2 * groups_);
  }

private:
  const Horizon& horizon_;
  Query history_;
  Options options_;
  Index groups_;
  std::vector<WeightedTarget> targets_;  // none
  SequentialRun run_;
  std::vector<Index> steps_;
  mutable oneapi::tbb::enumerable_thread_specific<Population> populations_;
};

}  // namespace

std::unique_ptr<HistoryLikelihood> sequential_likelihood(const Horizon& horizon, const Query& history,
                                                         const Options& options) {
  return std::make_unique<SequentialLikelihood>(horizon, history, options, 1);
}

Answers sequential(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  detail::check(options);
  for (const Query& query : queries) {
    detail::check_question(horizon.asked(), query);
    if (!query.counterfactual().empty())
      throw Error(to_text(query), "evidence and interventions, for sequential Monte Carlo",
                  "a counterfactual", "the weighted method answers it");
  }
  const Sampling sampling = detail::sampling(horizon.asked(), options);
  return Answers(
      answer_by_sets(queries, options, [&](const std::vector<Query>& asked, const ShareDone& report) {
        return SequentialSet(horizon, asked, options, sampling).answers(report);
      }));
}

namespace {

std::optional<std::string> why_not(const Subject& subject, const std::vector<Query>& set) {
  if (!subject.horizon()) return "the model has no time steps";
  for (const Query& query : set)
    if (!query.counterfactual().empty()) return "it asks for a counterfactual";
  return {};
}

Answers answer(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  if (!subject.horizon())
    throw Error(to_text(queries[0]), "a question over time, asked of a horizon, for sequential Monte Carlo",
                "one of a model without time", "the weighted method answers it");
  return weighed_until_precise(subject.scope(), options, [&](const Options& own) {
    return sequential(*subject.horizon(), queries, own);
  });
}

}  // namespace

const MethodEntry sequential_method{
    Method::sequential,
    "sequential",
    "over time: populations drawn step by step, weighted by the evidence and resampled on the way",
    why_not,
    sampling_cost,
    answer};

}  // namespace casus
