// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/composed.hpp>
#include <casus/infer/detail/forward_run.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/twins.hpp>
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

}  // namespace detail

/// Returns the answers of `estimate` by forward sampling, bit for bit, from the scalar reference
/// sampler: headers only, one thread, some hundred times slower. The options' method is ignored.
/// Errors as for `estimate`.
Answers reference_estimate(const Model& model, const std::vector<Query>& queries,
                           const Options& options = {});

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/reference_estimate.inl>
#endif
