// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/detail/stopping.hpp>
#include <casus/random/generator.hpp>

namespace casus {

/// Answers by weighted runs, `run(options)`, whose sizes follow from the requested precision and
/// time. `scope`: declares the parameters. Pilots use another seed, so they are independent of the
/// answer.
template <class Run>
Answers weighed_until_precise(const Scope& scope, const Options& options, const Run& run) {
  return detail::answer_until_precise(scope, options, [&](Options own, detail::Sampling sampling) {
    own.trajectories = sampling.trajectories();
    own.worlds = sampling.worlds;
    if (sampling.first_group != 0) own.seed = random::mix(own.seed);
    return run(own);
  });
}

}  // namespace casus
