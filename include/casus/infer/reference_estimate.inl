// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/composed.hpp>
#include <casus/infer/detail/forward_run.hpp>
#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/twins.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/sample/reference.hpp>

namespace casus {

namespace detail {

/// Draws with the scalar reference sampler, one trajectory at a time, and tallies group by group.
class ReferenceBackend {
public:
  explicit ReferenceBackend(const Model& model) : model_(model) {}

  std::vector<WorldTally> run(const std::vector<Intervention>& under,
                              const std::vector<TallyRequest>& requests, Sampling sampling,
                              const Options& options, const ShareDone& report) const;

private:
  static void tally_group(const ReferenceSampler& sampler, Index world, const std::vector<double>& parameters,
                          Index group, const std::vector<TallyRequest>& requests,
                          const std::vector<Formula>& targets, const std::vector<Formula>& conditions,
                          WorldTally& unit);

  const Model& model_;
};

CASUS_INLINE std::vector<WorldTally> ReferenceBackend::run(const std::vector<Intervention>& under,
                                                           const std::vector<TallyRequest>& requests,
                                                           Sampling sampling, const Options& options,
                                                           const ShareDone& report) const {
  std::vector<NodePtr> outputs;
  std::vector<Formula> targets, conditions;
  for (const TallyRequest& request : requests) {
    outputs.push_back(request.target);
    if (request.condition) outputs.push_back(request.condition);
    targets.emplace_back(request.target);
    conditions.push_back(request.condition ? Formula(request.condition) : Formula());
  }
  const ReferenceSampler sampler(model_, options.randomness(), under, outputs);
  std::vector<WorldTally> worlds;
  for (Index number = 0; number < sampling.worlds; ++number) {
    const Index world = sampling.first_world + number;
    const auto parameters = sampler.parameters(world);
    worlds.push_back(empty_tally(requests));
    for (Index first = 0; first < sampling.groups_per_world; first += groups_per_item) {
      WorldTally unit = empty_tally(requests);
      const Index last = (std::min)(first + groups_per_item, sampling.groups_per_world);
      for (Index group = first; group < last; ++group) {
        if (options.stop.stop_requested()) throw Cancelled();
        tally_group(sampler, world, parameters, sampling.first_group + group, requests, targets, conditions,
                    unit);
      }
      summarise(unit);
      combine(worlds.back(), unit);
    }
    if (report) report(static_cast<double>(number + 1) / static_cast<double>(sampling.worlds));
  }
  return worlds;
}

CASUS_INLINE void ReferenceBackend::tally_group(const ReferenceSampler& sampler, Index world,
                                                const std::vector<double>& parameters, Index group,
                                                const std::vector<TallyRequest>& requests,
                                                const std::vector<Formula>& targets,
                                                const std::vector<Formula>& conditions, WorldTally& unit) {
  std::vector<std::array<std::uint64_t, group_words>> conditions_met(requests.size()),
      events(requests.size());
  std::vector<std::array<double, group_size>> values(requests.size());
  for (std::size_t lane = 0; lane < detail::at(group_size); ++lane) {
    const auto trajectory =
        sampler.trajectory(world, parameters, group * group_size + static_cast<Index>(lane));
    const std::uint64_t bit = std::uint64_t{1} << (lane % 64);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const double target = sampler.value(targets[i], trajectory, parameters);
      values[i][lane] = target;
      if (target != 0) events[i][lane / 64] |= bit;
      if (!requests[i].condition || sampler.value(conditions[i], trajectory, parameters) != 0)
        conditions_met[i][lane / 64] |= bit;
    }
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (auto* proportion = std::get_if<Proportion>(&unit[i]))
      proportion->update(events[i], conditions_met[i]);
    if (auto* moments = std::get_if<Moments>(&unit[i]))
      *moments += group_moments(values[i], conditions_met[i]);
    if (auto* bins = std::get_if<BinCounts>(&unit[i]))
      bins->update(values[i], conditions_met[i], requests[i].edges);
    if (auto* selected = std::get_if<Selected>(&unit[i]))
      selected->update(values[i], conditions_met[i], requests[i].edges[0], requests[i].edges[1]);
    if (auto* tailed = std::get_if<TailedMoments>(&unit[i]))
      tailed->update(values[i], conditions_met[i], group_moments(values[i], conditions_met[i]));
    if (auto* own = std::get_if<OwnQuantile>(&unit[i])) own->update(values[i], conditions_met[i]);
  }
}

inline Answers reference_answers(const Model& model, const std::vector<Query>& queries,
                                 const Options& options) {
  if (std::any_of(queries.begin(), queries.end(), lacks_centre)) throw OutOfTime(options.seconds);
  return answer_with_twins(model, queries, [&](const Model& one, const std::vector<Query>& asked) {
    ReferenceBackend backend(one);
    return answer_until_precise(one, options, [&](const Options& own, Sampling sampling) {
      return ForwardRun<ReferenceBackend>(one, asked, own, sampling, backend).answers();
    });
  });
}

}  // namespace detail

CASUS_INLINE Answers reference_estimate(const Model& model, const std::vector<Query>& queries,
                                        const Options& options) {
  detail::check(options);
  detail::check_independent(options, "the reference sampler");
  return detail::answer_composed(queries, options, [&](const std::vector<Query>& asked, const Options& own) {
    return detail::reference_answers(model, asked, own);
  });
}

}  // namespace casus
