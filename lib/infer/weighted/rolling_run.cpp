// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/weighted/rolling_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/detail/index.hpp>

#include "infer/evidence/powers.hpp"
#include "infer/run/work_items.hpp"
#include "infer/weighted/merged_factors.hpp"

namespace casus {

namespace {

// An executor of observed runs, for work items.
class ObservedExecutor {
public:
  using World = RollingWorld;

  ObservedExecutor(const RollingProgram& program, const Randomness& randomness,
                   const kernels::Kernels& kernels, const StopToken& stop)
      : of_(RollingExecutor::observed(program, randomness, kernels, stop)) {}

  const RollingProgram& program() const noexcept { return of_.program(); }
  const RollingExecutor& of() const noexcept { return of_; }

private:
  RollingExecutor of_;
};

// Binary exponent up to which products of weights are safe: errors contain fourth powers.
constexpr int most_exponent = powers::largest_exponent / 2;

}  // namespace

class RollingRun::Draws {
public:
  Draws(const RollingProposal& proposal, const std::vector<WeightedTarget>& targets,
        const detail::Sampling& sampling, const Options& options)
      : targets_(targets), tests_(proposal.tests()), evidence_(proposal.names()), steps_(proposal.steps()),
        program_(proposal.horizon(), proposal.settings(), expressions(), readings(), overrides(proposal)),
        factors_(proposal, steps_, program_.steps()), kernels_(kernels::by_name(options.instruction_set)),
        sampling_(sampling), options_(options), items_(program_, sampling, options, kernels_),
        blocks_([this] { return Block(*this); }) {
    for (Index step = -1; step < program_.steps(); ++step)
      if (const auto* own = steps_.at(step)) {
        has_logs_ = has_logs_ || own->outputs.has_logs();
        has_tests_ = has_tests_ || own->outputs.test;
      }
    has_tests_ = has_tests_ || !tests_.empty();
    if (program_.model().parameters().empty()) only_world_.emplace(*this, Index{0});
  }

  Index work() const { return items_.work(); }
  const RollingProgram& program() const noexcept { return program_; }

  RunWeights operator()(const detail::ShareDone& report) {
    return weights_of_run(items_, sampling_, targets_, options_, report, [this](Index i) { return item(i); });
  }

private:
  // A world and its weight tables.
  struct WeighedWorld {
    RollingWorld world;
    Index number;
    MergedFactors::Tables tables;
    bool may_overflow;  // the product of all factors, or underflow

    WeighedWorld(const Draws& draws, Index number_of)
        : WeighedWorld(draws, number_of,
                       draw_parameters(draws.program_.model(), draws.options_.randomness(), number_of)) {}
    WeighedWorld(const Draws& draws, Index number_of, const std::vector<double>& parameters)
        : world(draws.program_, number_of, parameters), number(number_of),
          tables(draws.factors_.evaluate(parameters)), may_overflow(tables.exponents > most_exponent) {}
  };

  // The weights of a block, while its steps are drawn, and the targets read so far.
  struct Block {
    std::vector<GroupNumbers> weights, logs;
    std::vector<GroupTruth> met;
    std::vector<int> exponents;                    // by group: weights are in units of two to this power
    std::vector<std::vector<GroupNumbers>> reals;  // by target, one of reals and bits
    std::vector<std::vector<GroupTruth>> bits;
    std::vector<std::vector<GroupTruth>> events;       // by slot of `MergedFactors`
    std::vector<std::vector<GroupStates>> categories;  // the same

    explicit Block(const Draws& draws) {
      const std::size_t groups = detail::at(draws.items_.block());
      weights.resize(groups);
      exponents.resize(groups);
      if (draws.has_logs_) logs.resize(groups);
      if (draws.has_tests_) met.resize(groups);
      events.resize(draws.factors_.event_slots(), std::vector<GroupTruth>(groups));
      categories.resize(draws.factors_.category_slots(), std::vector<GroupStates>(groups));
      for (const WeightedTarget& target : draws.targets_) {
        const bool is_real = is_of_numbers(target.empty);
        reals.emplace_back(is_real ? groups : 0);
        bits.emplace_back(is_real ? 0 : groups);
      }
    }
    void start() {
      for (GroupNumbers& group : weights) std::fill_n(group.of, group_size, 1.0);
      for (GroupNumbers& group : logs) std::fill_n(group.of, group_size, 0.0);
      for (GroupTruth& group : met) std::fill_n(group.of, group_words, ~std::uint64_t{0});
      std::fill(exponents.begin(), exponents.end(), 0);
    }
  };

  // Tests come first.
  std::vector<NodePtr> expressions() const {
    std::vector<NodePtr> all = tests_;
    for (const WeightedTarget& target : targets_) all.push_back(target.node);
    return all;
  }
  std::vector<std::vector<std::size_t>> readings() const {
    std::vector<std::vector<std::size_t>> all(tests_.size() + targets_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = {i};
    return all;
  }
  StepOverrides overrides(const RollingProposal& proposal) const {
    return {proposal.reads(), [this](Index step, const std::string&, const auto&) {
              const RollingProposal::StepProposal* const own = steps_.at(step);
              return own ? &own->step_override : nullptr;
            }};
  }

  ItemWeights item(Index number) {
    if (only_world_) return item(number, *only_world_);
    return item(number, WeighedWorld(*this, items_.world_of(number)));
  }

  ItemWeights item(Index number, const WeighedWorld& world) {
    ItemWeights weights{no_weights(targets_), {}};
    const bool uses_logs = has_logs_ || world.may_overflow;
    if (!uses_logs) weights.sums.log_unit = 0;
    const Index world_number = items_.world_of(number), of_world = items_.count() / sampling_.worlds;
    Index first = world_number * sampling_.groups_per_world + number % of_world * detail::groups_per_item;
    Block& block = blocks_.local();
    items_.draw_blocks(
        number, world.world,
        [&](const ObservedExecutor& executor, Index first_group, Index groups, Workspace& workspace) {
          block.start();
          executor.of().run(world.world, first_group, groups, workspace,
                            [&](Index reading, const std::vector<OutputColumn>& columns) {
                              read(detail::at(reading), {columns, workspace, 0}, groups, block);
                            },
                            {[&](Index step, const std::vector<OutputColumn>& outputs) {
                               weigh(step, world, {outputs, workspace, 0}, groups, block);
                             },
                             [](Index) { return true; }});
          for (Index group = 0; group < groups; ++group)
            add(weights, block, detail::at(group), uses_logs, first++);
        });
    summarise(weights.sums.parts);
    const double log_unit = world.tables.log_unit + log_weight_of(program_.model(), world.number);
    weights.sums.log_unit += log_unit;
    weights.log_unmet += log_unit;
    return weights;
  }

  // Multiplies the weights by the factors of a step, and of earlier ones that are merged with them.
  // Trajectories that fail a test keep theirs.
  void weigh(Index step, const WeighedWorld& world, const GroupColumns& of_block, Index groups,
             Block& block) const {
    const WeightOutputs& outputs = steps_.at(step)->outputs;
    const MergedFactors::Work& work = factors_.at(step);
    for (Index i = 0; i < groups; ++i) {
      const GroupColumns group{of_block.outputs, of_block.workspace, i * group_size};
      const std::size_t place = detail::at(i);
      for (const MergedFactors::Copy& copy : work.copies) keep(copy, group, place, block);
      for (const MergedFactors::LookUp& one : work.look_ups) {
        look_up(one, world, group, place, block);
        if (world.may_overflow) rescale(block.weights[place], block.exponents[place], most_exponent);
      }
      if (outputs.has_logs()) {
        GroupNumbers logs;
        outputs.set_logs(group, logs.of);
        for (std::size_t lane = 0; lane < group_size; ++lane) block.logs[place].of[lane] += logs.of[lane];
      }
      if (outputs.test) keep_met(group, *outputs.test, block.met[place]);
    }
  }

  static kernels::DiscreteColumn states(const GroupColumns& group, std::size_t output, bool is_event,
                                        Index states) {
    const OutputColumn& column = group.outputs[output];
    return {is_event ? group.workspace.bits(column.bits()) + group.first / 64 : nullptr,
            is_event ? nullptr : group.workspace.bytes(column.bytes()) + group.first, states};
  }

  static void keep(const MergedFactors::Copy& copy, const GroupColumns& group, std::size_t place,
                   Block& block) {
    const kernels::DiscreteColumn from = states(group, copy.output, copy.is_event, 0);
    if (copy.is_event)
      std::copy_n(from.bits, group_words, block.events[copy.slot][place].of);
    else
      std::copy_n(from.bytes, group_size, block.categories[copy.slot][place].of);
  }

  void look_up(const MergedFactors::LookUp& one, const WeighedWorld& world, const GroupColumns& group,
               std::size_t place, Block& block) const {
    std::array<kernels::WeightTable::Parent, 16> parents;
    std::int32_t stride = 1;
    for (std::size_t k = one.sources.size(); k-- > 0;) {
      const MergedFactors::Source& source = one.sources[k];
      kernels::DiscreteColumn column;
      if (!source.is_slot)
        column = states(group, source.number, source.is_event, source.states);
      else if (source.is_event)
        column = {block.events[source.number][place].of, nullptr, source.states};
      else
        column = {nullptr, block.categories[source.number][place].of, source.states};
      parents[k] = {column, stride};
      stride *= static_cast<std::int32_t>(source.states);
    }
    kernels_.weights.multiply_rows(
        {parents.data(), detail::size(one.sources), world.tables.of[one.table].data()},
        block.weights[place].of);
  }

  // Scales by powers of two, so nothing is rounded.
  void rescale(GroupNumbers& weights, int& exponent, int most) const {
    const double greatest = kernels_.weights.greatest(weights.of);
    if (!(greatest > 0 && std::isfinite(greatest))) return;
    const int own = std::ilogb(greatest);
    if (std::abs(own) <= most) return;
    for (double& weight : weights.of) weight = std::scalbn(weight, -own);
    exponent += own;
  }

  void keep_met(const GroupColumns& group, std::size_t output, GroupTruth& met) const {
    GroupTruth place;
    const std::uint64_t* const holds = group.truth(kernels_, output, place);
    for (std::size_t word = 0; word < group_words; ++word) met.of[word] &= holds[word];
  }

  void read(std::size_t reading, const GroupColumns& of_block, Index groups, Block& block) const {
    for (Index i = 0; i < groups; ++i) {
      const GroupColumns group{of_block.outputs, of_block.workspace, i * group_size};
      const std::size_t place = detail::at(i);
      if (reading < tests_.size()) {
        keep_met(group, 0, block.met[place]);
        continue;
      }
      const std::size_t target = reading - tests_.size();
      GroupTruth state;
      if (is_of_numbers(targets_[target].empty))
        std::copy_n(group.reals(0), group_size, block.reals[target][place].of);
      else
        std::copy_n(group.truth(kernels_, 0, state), group_words, block.bits[target][place].of);
    }
  }

  // `number`: number of the group, at this place of the block.
  void add(ItemWeights& weights, Block& block, std::size_t place, bool uses_logs, Index number) const {
    const std::uint64_t* const met = has_tests_ ? block.met[place].of : nullptr;
    GroupNumbers& weight = block.weights[place];
    if (uses_logs) {
      rescale(weight, block.exponents[place], 0);
      GroupNumbers others;
      const double unit = block.exponents[place] * std::log(2.0);
      for (std::size_t lane = 0; lane < group_size; ++lane)
        others.of[lane] = (has_logs_ ? block.logs[place].of[lane] : 0.0) + unit;
      weights_from_logs(kernels_, weights, met, others);
      for (std::size_t lane = 0; lane < group_size; ++lane) weight.of[lane] *= others.of[lane];
    }
    if (met) drop_unmet(kernels_, weights, met, weight);
    const auto column = [&](std::size_t target, bool is_real, GroupTruth&) {
      return std::pair<const double*, const std::uint64_t*>(is_real ? block.reals[target][place].of : nullptr,
                                                            is_real ? nullptr : block.bits[target][place].of);
    };
    add_weighed(kernels_, weights, weight, evidence_, targets_, column, number);
  }

  const std::vector<WeightedTarget>& targets_;
  std::vector<NodePtr> tests_;
  std::string evidence_;  // the observed variables, for messages
  RollingProposal::Steps steps_;
  RollingProgram program_;
  MergedFactors factors_;
  const kernels::Kernels& kernels_;
  detail::Sampling sampling_;
  const Options& options_;
  bool has_logs_ = false, has_tests_ = false;
  WorkItems<ObservedExecutor> items_;
  oneapi::tbb::enumerable_thread_specific<Block> blocks_;
  std::optional<WeighedWorld> only_world_;
};

RollingRun::RollingRun(const RollingProposal& proposal, const std::vector<WeightedTarget>& targets,
                       const detail::Sampling& sampling, const Options& options)
    : draws_(std::make_unique<Draws>(proposal, targets, sampling, options)) {}
RollingRun::~RollingRun() = default;
Index RollingRun::work() const { return draws_->work(); }
const RollingProgram& RollingRun::program() const noexcept { return draws_->program(); }
RunWeights RollingRun::operator()(const detail::ShareDone& report) { return (*draws_)(report); }

}  // namespace casus
