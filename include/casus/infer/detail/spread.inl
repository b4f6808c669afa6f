// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/wording.hpp>

namespace casus {

namespace detail {

CASUS_INLINE Options options_for_centres(const Options& options, Index trajectories) {
  Options own = options;
  own.trajectories = (std::min)(options.trajectories, trajectories);
  own.absolute_precision = own.relative_precision = own.seconds = 0;
  own.stop_at = 0;
  own.leave_out.clear();
  own.progress = {};
  return own;
}

CASUS_INLINE NumberEstimate spread_finding(QuestionKind kind, NumberEstimate mean_square, double variance) {
  NumberEstimate found = std::move(mean_square);
  found.value = (std::max)(0.0, variance);
  const double half = (found.interval.high - found.interval.low) / 2;
  if (half >= 0) {
    const double width = half > 0 ? half / found.value : 0;
    found.interval = {found.value * std::exp(-width), found.value * std::exp(width)};
  }
  if (found.no_error && found.no_error->code == WarningCode::heavy_tail)
    found.no_error = wording::squares_without_variance();
  if (found.no_error && found.no_error->code == WarningCode::no_mean) found.no_error = wording::no_variance();
  if (kind != QuestionKind::standard_deviation) return found;
  const double root = std::sqrt(found.value);
  found.standard_error = root > 0 ? found.standard_error / (2 * root) : found.standard_error;
  found.interval = {std::sqrt(found.interval.low), std::sqrt(found.interval.high)};
  found.value = root;
  return found;
}

CASUS_INLINE WorldFindings spread_worlds(QuestionKind kind, WorldFindings variances) {
  WorldFindings found = std::move(variances);
  if (kind != QuestionKind::standard_deviation) return found;
  for (WorldEstimate& world : found.worlds) {
    world.noise_variance = world.value > 0 ? world.noise_variance / (4 * world.value) : 0;
    world.value = std::sqrt((std::max)(0.0, world.value));
  }
  return found;
}

}  // namespace detail

}  // namespace casus
