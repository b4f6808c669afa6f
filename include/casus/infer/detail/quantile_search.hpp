// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/tallies.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/options.hpp>

/// How a quantile is found in two runs over bins: the first bins are fixed by a pilot, the second lie around what the first found.
namespace casus::detail {

/// Where 256 bins have been narrowed to.
struct QuantileEstimate {
  double value, low, high;
  double standard_error;            ///< of the distribution function at the value
  Index met;                        ///< trajectories
  std::size_t first_bin, last_bin;  ///< of low and high
  double least, greatest;           ///< of all values
};

/// Edges that part a pilot's values into 255 equal parts.
std::vector<double> pilot_edges(std::vector<double> values);

/// The quantile within bins, one count a world. Its interval is Woodruff's (J. Am. Stat. Assoc. 47 (1952) 635,
/// doi:10.1080/01621459.1952.10483443): the quantiles at p -+ t s, where s is the standard error of the distribution function at the
/// estimate, found between worlds. Absent where no trajectory met the condition.
std::optional<QuantileEstimate> located_quantile(double p, const std::vector<BinCounts>& worlds,
                                                 const std::vector<double>& edges, double level);

/// Finer edges around the estimate and both ends of its interval; none where nothing is to be gained.
std::vector<double> narrowed_edges(const QuantileEstimate& estimate, const std::vector<double>& edges);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/quantile_search.inl>
#endif
