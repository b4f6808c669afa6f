// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/score.hpp>
#include <casus/sample/world.hpp>

#include "sheet.hpp"

/// Ten futures: trajectories of the study's 24 months, one from each of ten strata.
namespace belarus {

/// A stratum of the futures, and one future of it.
struct Future {
  std::string stratum;  ///< in words
  bool enters = false;
  double share = 0;  ///< of all futures
  Index world = -1;  ///< -1: the pool has no such future
  Index trajectory = -1;
  std::vector<std::pair<std::string, std::string>> story = {};  ///< months, and what happens in them
};

struct Futures {
  std::vector<Future> all;
  Index drawn = 0;  ///< futures in the pool
  std::uint64_t seed = 0;
  /// Values of the measured quantities in all futures of the pool, in the order of
  /// `belarus_quantities`.
  std::vector<std::vector<double>> quantities;
};

/// Draws a pool of futures in at most 200 of the run's worlds, and tells the first future of each
/// stratum. The same seed and worlds give the same futures.
Futures futures(const Belarus& study, const Options& options);

/// Returns a future as text for a terminal; `number` from 1 on.
std::string text_of(const Futures& all, std::size_t number);
std::string text_of(const Futures& all);

}  // namespace belarus
