// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/run/tally.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>

#include <casus/detail/index.hpp>

#include "infer/preparation.hpp"
#include "infer/run/rounds.hpp"
#include "infer/run/work_items.hpp"
#include "sample/parameters.hpp"
#include "sample/rolling.hpp"

namespace casus {

namespace {

using detail::Sampling;
using detail::ShareDone;
using detail::TallyRequest;
using detail::WorldTally;

// The requests as outputs of a program: equal expressions share an output. Also lists the outputs
// that are read together.
struct Outputs {
  std::vector<NodePtr> expressions;
  struct Reading {
    std::size_t request;  // number of the first one
    std::size_t states;   // 0: one request; else number of states of a category, one request each
    bool has_condition;
  };
  std::vector<Reading> readings;
  std::vector<std::vector<std::size_t>> read;  // numbers of expressions, by reading: target, then condition

  explicit Outputs(const std::vector<TallyRequest>& requests) {
    detail::DistinctExpressions found;
    for (std::size_t i = 0; i < requests.size();) {
      const std::size_t states = states_from(requests, i);
      const bool has_condition = requests[i].condition != nullptr;
      readings.push_back({i, states, has_condition});
      read.push_back({found.number(requests[i].target)});
      if (has_condition) read.back().push_back(found.number(requests[i].condition));
      i += (std::max)(states, std::size_t{1});
    }
    expressions = found.all();
  }

private:
  // Returns the number of requests, from `first` on, for the shares of states 0, 1, 2, ... of one
  // category without a condition.
  static std::size_t states_from(const std::vector<TallyRequest>& requests, std::size_t first) {
    std::size_t states = 0;
    for (std::size_t i = first; i < requests.size(); ++i, ++states) {
      const Node& target = *requests[i].target;
      if (requests[i].condition || target.op != Op::state || target.state != static_cast<Index>(states) ||
          target.children[0]->index != requests[first].target->children[0]->index ||
          !std::holds_alternative<Proportion>(requests[i].empty))
        break;
    }
    return states;
  }
};

// A run under one set of interventions: work items in batches, each batch in parallel, whose
// tallies are combined in order. `Executor_` runs the program of a model or of a horizon.
template <class Executor_> class CompiledRun {
public:
  using Program = typename WorkItems<Executor_>::Program;
  using World = typename Executor_::World;

  CompiledRun(const Subject& subject, const std::vector<Intervention>& under,
              const std::vector<TallyRequest>& requests, Sampling sampling, const Options& options)
      : requests_(requests), outputs_(requests), ends_(ends_of(requests)),
        program_(compiled(subject, under, outputs_)), kernels_(kernels::by_name(options.instruction_set)),
        sampling_(sampling), options_(options), items_(*program_, sampling, options, kernels_),
        parameters_(subject.model(), detail::randomness_of_worlds(options, subject.model(), sampling.worlds),
                    kernels_, sampling.worlds) {
    if (const ParameterDraws* const worlds = subject.model().worlds(); worlds && !worlds->log_weights.empty())
      throw Error("worlds", "worlds without weights, because trajectories are counted", "worlds with weights",
                  "ask given the evidence, or use worlds drawn with equal weights");
    // Without parameters all worlds are the same.
    if (!subject.has_parameters()) only_world_.emplace(*program_, 0, std::vector<double>());
  }

  std::vector<WorldTally> operator()(const ShareDone& report) {
    std::vector<WorldTally> worlds(detail::at(sampling_.worlds), detail::empty_tally(requests_));
    in_rounds<WorldTally>(
        items_.count(), items_.work(), options_, report, [this](Index i) { return item(i); },
        [&](Index i, const WorldTally& tally) {
          detail::combine(worlds[detail::at(items_.world_of(i))], tally);
        });
    return worlds;
  }

private:
  // Returns the program of a subject. A program does not depend on the values of parameters, so a
  // prepared call has the program of the subject as it was prepared.
  static std::shared_ptr<const Program> compiled(const Subject& subject,
                                                 const std::vector<Intervention>& under,
                                                 const Outputs& outputs) {
    const auto make = [&](const Subject& of) {
      if constexpr (std::is_same_v<Program, RollingProgram>)
        return std::make_shared<const Program>(*of.horizon(), under, outputs.expressions, outputs.read);
      else
        return std::make_shared<const Program>(of.model(), under, outputs.expressions, outputs.read);
    };
    const Preparation* const preparation = subject.preparation();
    if (!preparation) return make(subject);
    return preparation->get<Program>(
        {.under = under, .expressions = outputs.expressions, .readings = outputs.read},
        [&] { return make(preparation->subject()); });
  }

  WorldTally item(Index number) {
    if (only_world_) return item(number, *only_world_);
    const Index world = sampling_.first_world + items_.world_of(number);
    return item(number, World(*program_, world, parameters_(world, drawn_.local())));
  }

  WorldTally item(Index number, const World& world) {
    WorldTally tally = detail::empty_tally(requests_);
    items_.draw(
        number, world,
        [&](Index reading, const std::vector<OutputColumn>& columns, Index groups, Workspace& workspace) {
          const auto& of = outputs_.readings[detail::at(reading)];
          if (of.states > 0)
            count_states(tally, of, columns[0], groups, workspace);
          else
            add(tally[of.request], of, columns, groups, workspace);
        });
    detail::summarise(tally);
    return tally;
  }

  void count_states(WorldTally& tally, const Outputs::Reading& reading, const OutputColumn& column,
                    Index groups, Workspace& workspace) const {
    std::array<std::int64_t, 256> counts;
    // If all states are requested, the last one gets the remaining draws.
    const auto states = static_cast<Index>(reading.states);
    const bool all = states == column.states();
    kernels_.discrete.count_states(workspace.bytes(column.bytes()), states - (all ? 1 : 0), column.states(),
                                   groups * group_words, counts.data());
    if (all)
      counts[reading.states - 1] =
          std::accumulate(counts.begin(), counts.begin() + states - 1, groups * group_size, std::minus<>());
    for (std::size_t i = 0; i < reading.states; ++i)
      std::get<Proportion>(tally[reading.request + i]) += Proportion{counts[i], groups * group_size};
  }

  void add(detail::Tally& tally, const Outputs::Reading& reading, const std::vector<OutputColumn>& columns,
           Index groups, Workspace& workspace) const {
    const kernels::BlockScratch& scratch = workspace.scratch();
    const std::uint64_t* condition = reading.has_condition
                                         ? truth(kernels_, columns[1], workspace, 0, groups, scratch.truth)
                                         : workspace.everywhere();
    if (auto* proportion = std::get_if<Proportion>(&tally)) {
      *proportion += kernels_.discrete.count(
          truth(kernels_, columns[0], workspace, 0, groups, scratch.wanted), condition, groups * group_words);
      return;
    }
    for (Index group = 0; group < groups; ++group) {
      const double* values = workspace.reals(columns[0].reals()) + group * group_size;
      const std::uint64_t* where = condition + group * group_words;
      const GroupValues group_values(values, detail::at(group_size));
      const GroupBits group_bits(where, detail::at(group_words));
      if (auto* moments = std::get_if<Moments>(&tally))
        *moments += kernels_.quantities.moments(values, where);
      if (auto* bins = std::get_if<BinCounts>(&tally))
        bins->update(group_values, group_bits, requests_[reading.request].edges);
      if (auto* selected = std::get_if<detail::Selected>(&tally))
        select(*selected, values, where, *ends_[reading.request]);
      if (auto* tailed = std::get_if<detail::TailedMoments>(&tally))
        tailed->update(group_values, group_bits, kernels_.quantities.moments(values, where));
      if (auto* own = std::get_if<detail::OwnQuantile>(&tally)) own->update(group_values, group_bits);
    }
  }

  // The two ends that a selection's values are compared with, repeated in each lane.
  struct alignas(64) Ends {
    std::array<double, group_size> low, high;
  };
  static std::vector<std::optional<Ends>> ends_of(const std::vector<TallyRequest>& requests) {
    std::vector<std::optional<Ends>> all(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
      if (std::holds_alternative<detail::Selected>(requests[i].empty)) {
        all[i].emplace();
        all[i]->low.fill(requests[i].edges[0]);
        all[i]->high.fill(requests[i].edges[1]);
      }
    return all;
  }

  void select(detail::Selected& selected, const double* values, const std::uint64_t* where,
              const Ends& ends) const {
    using Bits = std::array<std::uint64_t, group_words>;
    const auto compared = [&](Op by, const double* a, const double* b) {
      Bits bits;
      kernels_.quantities.comparison[detail::at(by)](a, b, group_size, bits.data());
      return bits;
    };
    const Bits below = compared(Op::less, values, ends.low.data());
    const Bits at_low = compared(Op::equal, values, ends.low.data());
    const Bits above = compared(Op::less, ends.high.data(), values);
    const Bits at_high = compared(Op::equal, values, ends.high.data());
    selected.update(GroupValues(values, detail::at(group_size)), GroupBits(where, detail::at(group_words)),
                    {below, at_low, above, at_high});
  }

  const std::vector<TallyRequest>& requests_;
  Outputs outputs_;
  std::vector<std::optional<Ends>> ends_;
  std::shared_ptr<const Program> program_;
  const kernels::Kernels& kernels_;
  Sampling sampling_;
  const Options& options_;
  WorkItems<Executor_> items_;
  ParameterSampler parameters_;
  oneapi::tbb::enumerable_thread_specific<ParameterSampler::Block> drawn_;
  std::optional<World> only_world_;
};

}  // namespace

std::vector<WorldTally> draw_tallies(const Subject& subject, const std::vector<Intervention>& under,
                                     const std::vector<TallyRequest>& requests, Sampling sampling,
                                     const Options& options, const ShareDone& report) {
  if (subject.horizon())
    return CompiledRun<RollingExecutor>(subject, under, requests, sampling, options)(report);
  return CompiledRun<Executor>(subject, under, requests, sampling, options)(report);
}

}  // namespace casus
