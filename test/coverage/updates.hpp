// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <casus/infer/posterior.hpp>

namespace casus::coverage {

/// Parameters updated by observations, with the true posterior mean of the first of them and the
/// true log evidence, by closed forms.
struct Update {
  std::string name;
  std::function<Posterior(const Options&)> updated;
  std::function<PosteriorNumber(const Posterior&)> mean;
  double true_mean, true_log_evidence;
};

std::vector<Update> updates();

/// Distributions from simulated counts: `holds(seed)` draws a truth from the prior and counts from
/// the truth, and returns whether the central interval of 95 % contains the truth.
struct Count {
  std::string name;
  std::function<bool(std::uint64_t seed)> holds;
};

std::vector<Count> counts();

}  // namespace casus::coverage
