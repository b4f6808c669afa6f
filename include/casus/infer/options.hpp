// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// How a run is done.
struct Options {
  Index trajectories = 1'000'000;  ///< the total, rounded up to whole groups of 512 in each world
  Index worlds = 1000;             ///< draws of the parameters; a model without parameters has one
  Randomness randomness = {};
  double level = 0.95;        ///< of the intervals
  double range_level = 0.90;  ///< of the judgement range
  int threads = 0;            ///< at most so many; 0: as many as the hardware has
  double exact_budget = 3e8;  ///< of exact inference: the most operations, in entries of tables a world
  Index batch = 16;           ///< groups in a block; changes no result
  std::string instruction_set = {};  ///< one of instruction_sets(); empty: the best
  std::function<void(double)> progress =
      {};                     ///< called now and then, by the calling thread, with the share done
  std::stop_token stop = {};  ///< when asked to stop, the run throws Cancelled
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
  need(options.level > 0 && options.level < 1, "level", "a level in (0, 1)", options.level);
  need(options.range_level > 0 && options.range_level < 1, "range_level", "a level in (0, 1)",
       options.range_level);
  need(options.exact_budget >= 0, "exact_budget", "0 or more operations", options.exact_budget);
  need(options.threads >= 0, "threads", "0 or more", options.threads);
  need(options.batch >= 1 && options.batch <= 1024, "batch", "1 to 1024 groups", whole(options.batch));
}

}  // namespace detail
}  // namespace casus
