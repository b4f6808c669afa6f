// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/infer/answer.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// How a run is done.
struct Options {
  Method method = Method::automatic;
  /// The total, in whole groups of 512 in each world; the most, where something else stops.
  Index trajectories = 1'000'000;
  /// Draws of the parameters; a model without parameters has one. With a precision they are as many as it takes.
  Index worlds = 1000;
  /// Stops as soon as each interval's half-width is at most this, or this share of the value, whichever is more; 0: no such stop.
  /// How many trajectories that takes is predicted from a pilot run that shares no chance with the answer (Stein, Ann. Math.
  /// Stat. 16 (1945) 243, doi:10.1214/aoms/1177731088), so that the data do not decide when to stop looking at them; only where the
  /// prediction fails is the run made longer (for what that does to coverage see Glynn and Whitt, Ann. Appl. Probab. 2 (1992) 180,
  /// doi:10.1214/aoap/1177005777, and the coverage tests).
  double absolute_precision = 0;
  double relative_precision = 0;
  /// About how long the run may take; 0: as long as it does. The answer says how much was drawn.
  double seconds = 0;
  /// Repeats a run that a time stopped: it stops where that one did (`Answer::stopped_at`), however long it takes; 0: no such stop.
  Index stop_at = 0;
  /// Parts that a repeated run leaves out, as the stopped run did (`Answer::left_out`).
  std::vector<LeftOut> leave_out = {};
  std::uint64_t seed = Randomness().seed;
  Generator generator = Randomness().generator;
  double level = 0.95;        ///< of the intervals
  double range_level = 0.90;  ///< of the judgement range
  int threads = 0;            ///< at most so many; 0: as many as the hardware has
  double exact_budget = 3e8;  ///< of exact inference: the most operations, in entries of tables a world
  Index batch = 0;            ///< groups in a block; 0: as many as suit its columns; changes no result
  std::string instruction_set = {};  ///< one of instruction_sets(); empty: the best
  std::function<void(double)> progress =
      {};  ///< called now and then, by the calling thread, with the share done
  StopToken stop =
      {};  ///< when asked to stop, the run throws Cancelled within a tenth of a second; what it drew is lost

  /// Returns the seed and generator, as a sampler takes them.
  Randomness randomness() const noexcept { return {seed, generator}; }
};

namespace detail {

/// Throws Error, naming the option, where one is out of its range.
void check(const Options& options);

inline bool leaves_out(const Options& options, LeftOut part) noexcept {
  return std::find(options.leave_out.begin(), options.leave_out.end(), part) != options.leave_out.end();
}

}  // namespace detail
}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/options.inl>
#endif
