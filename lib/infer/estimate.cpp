// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <string>

#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <casus/infer/detail/run.hpp>

#include "sample/executor.hpp"

namespace casus {

namespace {

using detail::Sampling;
using detail::ShareDone;
using detail::TallyRequest;
using detail::WorldTally;

// Requests with the expressions they share made one, as a program's outputs.
struct Outputs {
  std::vector<NodePtr> expressions;
  struct Places {
    std::size_t target;
    Index condition;  // -1: everywhere
  };
  std::vector<Places> places;

  explicit Outputs(const std::vector<TallyRequest>& requests) {
    std::map<std::string, std::size_t> found;
    const auto place = [&](const NodePtr& node) {
      const auto [at, is_new] = found.emplace(detail::text_at(*node, 0), expressions.size());
      if (is_new) expressions.push_back(node);
      return at->second;
    };
    for (const TallyRequest& request : requests)
      places.push_back(
          {place(request.target), request.condition ? static_cast<Index>(place(request.condition)) : -1});
  }
};

// One intervention's run: units of work in waves, each wave in parallel, its tallies combined in order.
class CompiledRun {
public:
  CompiledRun(const Model& model, const std::vector<Intervention>& under,
              const std::vector<TallyRequest>& requests, Sampling sampling, const Options& options)
      : requests_(requests), outputs_(requests), program_(model, under, outputs_.expressions),
        kernels_(kernels::by_name(options.instruction_set)),
        executor_(program_, options.randomness, kernels_), sampling_(sampling), options_(options),
        units_per_world_((sampling.groups_per_world + detail::groups_per_unit - 1) / detail::groups_per_unit),
        workspaces_([this] { return Workspace(program_, block_groups()); }) {}

  std::vector<WorldTally> operator()(const ShareDone& report) {
    std::vector<WorldTally> worlds(static_cast<std::size_t>(sampling_.worlds),
                                   detail::empty_tally(requests_));
    const Index units = sampling_.worlds * units_per_world_;
    // A wave is bounded, so that memory does not grow with the number of trajectories; it is wide enough that waiting for its
    // last unit costs little.
    constexpr Index wave = 256;
    std::vector<WorldTally> tallies(static_cast<std::size_t>((std::min)(wave, units)));
    std::vector<std::exception_ptr> failures(tallies.size());
    // What oneTBB orders already, said once more where a thread sanitizer can see it: it knows nothing of what happens inside
    // a oneTBB that was built without it.
    std::atomic<Index> handed_out = 0, handed_in = 0;
    for (Index first = 0; first < units; first += wave) {
      if (options_.stop.stop_requested()) throw Cancelled();
      const Index count = (std::min)(wave, units - first);
      // The first of several failures is told of, whichever thread comes upon one first.
      std::atomic<Index> first_failure = count;
      const auto tally_unit = [&](Index i) {
        if (options_.stop.stop_requested() || i > first_failure) return;  // the wave is thrown away
        try {
          tallies[static_cast<std::size_t>(i)] = unit(first + i);
        } catch (...) {
          failures[static_cast<std::size_t>(i)] = std::current_exception();
          Index failed = first_failure;
          while (i < failed && !first_failure.compare_exchange_weak(failed, i)) {
          }
        }
      };
      const auto tally = [&](Index i) {
        handed_out.load(std::memory_order_acquire);
        tally_unit(i);
        handed_in.fetch_add(1, std::memory_order_release);
      };
      handed_out.store(first + count, std::memory_order_release);
      if (count == 1)
        tally(0);
      else
        oneapi::tbb::parallel_for(Index{0}, count, tally);
      handed_in.load(std::memory_order_acquire);
      if (options_.stop.stop_requested()) throw Cancelled();
      if (first_failure < count)
        std::rethrow_exception(failures[static_cast<std::size_t>(first_failure.load())]);
      for (Index i = 0; i < count; ++i)
        detail::combine(worlds[static_cast<std::size_t>((first + i) / units_per_world_)],
                        tallies[static_cast<std::size_t>(i)]);
      if (report) report(static_cast<double>(first + count) / static_cast<double>(units));
    }
    return worlds;
  }

private:
  Index block_groups() const {
    return (std::min)({options_.batch, sampling_.groups_per_world, detail::groups_per_unit});
  }

  WorldTally unit(Index number) {
    Workspace& workspace = workspaces_.local();
    const World world(program_, options_.randomness, number / units_per_world_);
    workspace.enter(world);
    WorldTally tally = detail::empty_tally(requests_);
    const Index first = number % units_per_world_ * detail::groups_per_unit;
    const Index last = (std::min)(first + detail::groups_per_unit, sampling_.groups_per_world);
    for (Index group = first; group < last; group += block_groups()) {
      const Index groups = (std::min)(block_groups(), last - group);
      executor_.run(world, group, groups, workspace);
      for (std::size_t i = 0; i < requests_.size();) {
        if (const std::size_t states = states_from(i); states > 0) {
          count_states(tally, i, states, groups, workspace);
          i += states;
        } else {
          add(tally[i], i, groups, workspace);
          ++i;
        }
      }
    }
    return tally;
  }

  // How many requests from this one on ask for the share of states 0, 1, 2, ... of one category, without a condition.
  std::size_t states_from(std::size_t request) const {
    std::size_t states = 0;
    for (std::size_t i = request; i < requests_.size(); ++i, ++states) {
      const auto places = outputs_.places[i];
      const OutputColumn& target = program_.outputs()[places.target];
      if (places.condition >= 0 || target.pool != Pool::bytes || target.state != static_cast<Index>(states) ||
          target.column != program_.outputs()[outputs_.places[request].target].column ||
          !std::holds_alternative<Proportion>(requests_[i].empty))
        break;
    }
    return states;
  }

  void count_states(WorldTally& tally, std::size_t first, std::size_t states, Index groups,
                    Workspace& workspace) const {
    std::array<std::int64_t, 256> counts;
    const OutputColumn& target = program_.outputs()[outputs_.places[first].target];
    // Where all states are asked for, the last has what the others leave.
    const bool all = static_cast<Index>(states) == target.states;
    kernels_.discrete.count_states(workspace.bytes(target.column), static_cast<Index>(states) - (all ? 1 : 0),
                                   groups * group_words, counts.data());
    if (all)
      counts[states - 1] = std::accumulate(counts.begin(), counts.begin() + static_cast<Index>(states) - 1,
                                           groups * group_size, std::minus<>());
    for (std::size_t i = 0; i < states; ++i)
      std::get<Proportion>(tally[first + i]) += Proportion{counts[i], groups * group_size};
  }

  // The truth values of an output: its column, or those of a category's state, made when they are asked for.
  const std::uint64_t* truth(const OutputColumn& output, Index groups, Workspace& workspace) const {
    if (output.pool == Pool::bits) return workspace.bits(output.column);
    std::uint64_t* made = workspace.scratch().wanted;
    kernels_.discrete.in_state(workspace.bytes(output.column), static_cast<std::uint8_t>(output.state),
                               groups * group_words, made);
    return made;
  }

  void add(detail::Tally& tally, std::size_t request, Index groups, Workspace& workspace) const {
    const auto places = outputs_.places[request];
    const OutputColumn& target = program_.outputs()[places.target];
    const Index words = groups * group_words;
    if (auto* proportion = std::get_if<Proportion>(&tally)) {
      if (places.condition >= 0) {
        // The condition first: both may want the same scratch.
        const std::uint64_t* condition =
            truth(program_.outputs()[static_cast<std::size_t>(places.condition)], groups, workspace);
        if (condition == workspace.scratch().wanted) {
          std::copy_n(condition, words, workspace.scratch().truth);
          condition = workspace.scratch().truth;
        }
        *proportion += kernels_.discrete.count(truth(target, groups, workspace), condition, words);
      } else {
        *proportion +=
            kernels_.discrete.count(truth(target, groups, workspace), workspace.everywhere(), words);
      }
      return;
    }
    const std::uint64_t* condition =
        places.condition < 0
            ? workspace.everywhere()
            : truth(program_.outputs()[static_cast<std::size_t>(places.condition)], groups, workspace);
    for (Index group = 0; group < groups; ++group) {
      const double* values = workspace.reals(target.column) + group * group_size;
      const std::uint64_t* where = condition + group * group_words;
      const GroupValues group_values(values, static_cast<std::size_t>(group_size));
      const GroupBits group_bits(where, static_cast<std::size_t>(group_words));
      if (auto* moments = std::get_if<Moments>(&tally))
        *moments += kernels_.quantities.moments(values, where);
      if (auto* bins = std::get_if<BinCounts>(&tally))
        bins->update(group_values, group_bits, requests_[request].edges);
      if (auto* collected = std::get_if<detail::Collected>(&tally))
        collected->update(group_values, group_bits);
    }
  }

  const std::vector<TallyRequest>& requests_;
  Outputs outputs_;
  Program program_;
  const kernels::Kernels& kernels_;
  Executor executor_;
  Sampling sampling_;
  const Options& options_;
  Index units_per_world_;
  oneapi::tbb::enumerable_thread_specific<Workspace> workspaces_;
};

class CompiledBackend {
public:
  explicit CompiledBackend(const Model& model) : model_(model) {}

  std::vector<WorldTally> run(const std::vector<Intervention>& under,
                              const std::vector<TallyRequest>& requests, Sampling sampling,
                              const Options& options, const ShareDone& report) const {
    return CompiledRun(model_, under, requests, sampling, options)(report);
  }

private:
  const Model& model_;
};

}  // namespace

Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options) {
  detail::check(options);
  CompiledBackend backend(model);
  detail::Run<CompiledBackend> run(model, queries, options, backend);
  // An arena cannot hold more threads than oneTBB's own limit without a warning of its own.
  const int most = oneapi::tbb::this_task_arena::max_concurrency();
  const int threads = options.threads == 0 ? most : (std::min)(options.threads, most);
  oneapi::tbb::task_arena arena(threads);
  return arena.execute([&] { return run.answers(); });
}

}  // namespace casus
