// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "weighted/baselines.hpp"

#include <cmath>

namespace bench::weighted {

double Sums::standard_error() const {
  const double p = value();
  return std::sqrt(hit_squares * (1 - 2 * p) + squares * p * p) / all;
}

Scalar::Scalar(const casus::Model& model, const alarm::Tables& tables, const std::vector<State>& evidence,
               State target, std::uint64_t seed)
    : tables_(tables), likelihoods_(tables.thresholds.size()), states_(tables.variables.size()),
      target_(target), engine_(seed) {
  std::vector<std::int32_t> seen(states_.size(), -1);
  std::vector<bool> needed(states_.size());
  for (const auto& [variable, state] : evidence) {
    seen[static_cast<std::size_t>(variable)] = state;
    needed[static_cast<std::size_t>(variable)] = true;
  }
  needed[static_cast<std::size_t>(target.first)] = true;
  for (std::size_t i = needed.size(); i-- > 0;)
    if (needed[i])
      for (const casus::Index parent : model.parents(static_cast<casus::Index>(i)))
        needed[static_cast<std::size_t>(parent)] = true;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const alarm::Tables::Variable& variable = tables.variables[i];
    if (!needed[i]) continue;
    steps_.push_back({static_cast<std::int32_t>(i), variable.states, variable.first_threshold,
                      variable.first_parent, variable.parents, seen[i]});
    if (seen[i] < 0) continue;
    states_[i] = seen[i];
    const auto first = static_cast<std::size_t>(variable.first_threshold);
    const std::size_t end = i + 1 < tables.variables.size()
                                ? static_cast<std::size_t>(tables.variables[i + 1].first_threshold)
                                : tables.thresholds.size();
    const auto state = static_cast<std::size_t>(seen[i]),
               last = static_cast<std::size_t>(variable.states) - 1;
    for (std::size_t row = first; row < end; row += last) {
      const double below = state == 0 ? 0 : tables.thresholds[row + state - 1] * 0x1p-32;
      likelihoods_[row] = (state == last ? 1 : tables.thresholds[row + state] * 0x1p-32) - below;
    }
  }
}

void Scalar::run(std::int64_t trajectories, Sums& sums) {
  pcg32 engine = engine_;
  const std::uint32_t* const thresholds = tables_.thresholds.data();
  const alarm::Tables::Parent* const parents = tables_.parents.data();
  std::int32_t* const states = states_.data();
  const auto target = static_cast<std::size_t>(target_.first);
  Sums own;
  for (std::int64_t i = 0; i < trajectories; ++i) {
    double weight = 1;
    for (const Step& step : steps_) {
      std::int32_t row = step.first_threshold;
      const alarm::Tables::Parent* parent = parents + step.first_parent;
      for (std::int32_t k = 0; k < step.parents; ++k, ++parent)
        row += states[parent->variable] * parent->stride;
      if (step.seen >= 0) {
        weight *= likelihoods_[static_cast<std::size_t>(row)];
        continue;
      }
      const std::uint32_t bits = engine();
      std::int32_t drawn = bits >= thresholds[row] ? 1 : 0;
      for (std::int32_t k = 1; k + 1 < step.states; ++k) drawn += bits >= thresholds[row + k] ? 1 : 0;
      states[step.variable] = drawn;
    }
    const double square = weight * weight;
    const bool hit = states[target] == target_.second;
    own.all += weight;
    own.squares += square;
    own.hits += hit ? weight : 0;
    own.hit_squares += hit ? square : 0;
  }
  engine_ = engine;
  sums.all += own.all;
  sums.squares += own.squares;
  sums.hits += own.hits;
  sums.hit_squares += own.hit_squares;
}

}  // namespace bench::weighted
