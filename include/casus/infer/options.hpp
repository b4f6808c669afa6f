// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <functional>
#include <stop_token>
#include <string>

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
  Randomness randomness = {};
  double level = 0.95;        ///< of the intervals
  double range_level = 0.90;  ///< of the judgement range
  int threads = 0;            ///< at most so many; 0: as many as the hardware has
  double exact_budget = 3e8;  ///< of exact inference: the most operations, in entries of tables a world
  Index batch = 0;            ///< groups in a block; 0: as many as suit its columns; changes no result
  std::string instruction_set = {};  ///< one of instruction_sets(); empty: the best
  std::function<void(double)> progress =
      {};  ///< called now and then, by the calling thread, with the share done
  std::stop_token stop =
      {};  ///< when asked to stop, the run throws Cancelled within a tenth of a second; what it drew is lost
};

namespace detail {

/// Throws Error, naming the option, where one is out of its range.
inline void check(const Options& options) {
  const auto need = [](bool good, const char* name, const char* expected, double got) {
    if (!good) throw Error(std::string("option ") + name, expected, number(got));
  };
  const auto whole = [](Index value) { return static_cast<double>(value); };
  need(options.trajectories >= 1 && options.trajectories <= Index{1} << 53, "trajectories", "1 to 2^53",
       whole(options.trajectories));
  need(options.worlds >= 1 && options.worlds <= 10'000'000, "worlds", "1 to 10000000", whole(options.worlds));
  const auto is_limit = [](double value) { return value >= 0 && std::isfinite(value); };
  need(is_limit(options.absolute_precision), "absolute_precision", "0 or more", options.absolute_precision);
  need(is_limit(options.relative_precision), "relative_precision", "0 or more", options.relative_precision);
  need(is_limit(options.seconds), "seconds", "0 or more", options.seconds);
  need(options.stop_at >= 0, "stop_at", "0 or more", whole(options.stop_at));
  need(options.level > 0 && options.level < 1, "level", "a level in (0, 1)", options.level);
  need(options.range_level > 0 && options.range_level < 1, "range_level", "a level in (0, 1)",
       options.range_level);
  need(options.exact_budget >= 0, "exact_budget", "0 or more operations", options.exact_budget);
  need(options.threads >= 0, "threads", "0 or more", options.threads);
  need(options.batch >= 0 && options.batch <= 1024, "batch", "0 to 1024 groups", whole(options.batch));
}

}  // namespace detail
}  // namespace casus
