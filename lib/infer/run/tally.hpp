// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/tallies.hpp>
#include <casus/model/model.hpp>

#include "infer/subject.hpp"

namespace casus {

/// Draws with the compiled sampler and tallies the requests, world by world. The result has the
/// same bits for any number of threads, block size (`Options::batch`) and instruction set. Throws
/// Error as `estimate`.
std::vector<detail::WorldTally> draw_tallies(const Subject& subject, const std::vector<Intervention>& under,
                                             const std::vector<detail::TallyRequest>& requests,
                                             detail::Sampling sampling, const Options& options,
                                             const detail::ShareDone& report = {});

}  // namespace casus
