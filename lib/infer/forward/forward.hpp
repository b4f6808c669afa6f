// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/run.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Draws with the compiled sampler and tallies what is requested, world by world: for those who need more of the same
/// trajectories than an answer tells. Errors as for `estimate`.
std::vector<detail::WorldTally> draw_tallies(const Model& model, const std::vector<Intervention>& under,
                                             const std::vector<detail::TallyRequest>& requests,
                                             detail::Sampling sampling, const Options& options);

/// The answers of a short run that shares no chance with those of `forward`.
Answers forward_pilot(const Model& model, const std::vector<Query>& queries, const Options& options);
Answers forward_pilot(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

}  // namespace casus
