// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/interval.hpp>

namespace casus::detail {

/// Returns the judgement range if each world has too few trajectories for an answer of its own: the
/// central part, of this level, of a distribution with the mean and the variance over worlds of the
/// true values, which all worlds together show. For shares (log-odds with their counts) it is a
/// beta distribution; for means a log-normal one if those of all worlds are positive, else a normal
/// one. The variance is that of the estimates, weighted by the trajectories that meet the
/// condition, minus their noise. Its standard error is the jackknife's over worlds. Returns nothing
/// if the variance is less than three times its standard error, so that noise may be all of it.
std::optional<Interval> borrowed_range(const WorldFindings& found, double level);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/borrowed_range.inl>
#endif
