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
#include <casus/sample/quasi.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// How the parameters of worlds are drawn.
enum class WorldDraws {
  independent,
  quasi,  ///< as randomised quasi-random points: see `quasi_worlds`
};

/// Options of a run.
struct Options {
  Method method = Method::automatic;
  /// Total number of trajectories, in whole groups of 512 per world; the maximum, if another option
  /// stops the run earlier.
  Index trajectories = 1'000'000;
  /// Draws of the parameters; 1 for a model without parameters. With a precision, their number is
  /// determined by the precision.
  Index worlds = 1000;
  /// With `quasi`, of which exact answers within worlds gain most, the number of worlds is rounded
  /// down to that of `world_replicates`, and errors are those between replicates, with Student's t.
  /// Its degrees of freedom are Satterthwaite's, a third of the number of replicates if these are
  /// alike, because their means are skewed if the answer depends on rare worlds. For exact and
  /// forward answers other than quantiles; the rest have independent worlds nevertheless, and the
  /// reason of an answer says which it has. Each replicate counts as one observation, so the bound
  /// of an event that no trajectory met is wide. Refused with a precision, a time limit, fewer than
  /// 32 worlds or worlds of the model's own, by `posterior` and by analyses of answers other than
  /// `world_table`.
  WorldDraws worlds_by = WorldDraws::independent;
  /// Target half-width of each interval: at most this, or this share of the value, whichever is
  /// larger; 0: no target. The number of trajectories needed is predicted from a pilot run that is
  /// independent of the answer (Stein, Ann. Math. Stat. 16 (1945) 243,
  /// doi:10.1214/aoms/1177731088), so that the data do not decide when sampling stops; the run is
  /// made longer only if the prediction fails (for the effect on coverage see Glynn and Whitt, Ann.
  /// Appl. Probab. 2 (1992) 180, doi:10.1214/aoap/1177005777, and the coverage tests).
  double absolute_precision = 0;
  double relative_precision = 0;
  /// Approximate time limit; 0: none. The answer reports the number of trajectories drawn.
  double seconds = 0;
  /// Repeats a run that a time limit stopped: stops at the same size (`Answer::stopped_at`),
  /// however long it takes; 0: no such stop.
  Index stop_at = 0;
  /// Parts that a repeated run omits, as the stopped run did (`Answer::left_out`).
  std::vector<LeftOut> leave_out = {};
  std::uint64_t seed = Randomness().seed;
  Generator generator = Randomness().generator;
  double level = 0.95;               ///< of the intervals
  double range_level = 0.90;         ///< of the judgement range
  int threads = 0;                   ///< maximum number of threads; 0: that of the hardware
  double exact_budget = 3e8;         ///< maximum operations of exact inference, in table entries per world
  Index batch = 0;                   ///< groups per block; 0: chosen to suit the columns; changes no result
  std::string instruction_set = {};  ///< one of instruction_sets(); empty: the best
  /// Answers include their values by world; changes no other result. Not if the parameters were
  /// updated by the evidence first: such worlds are not draws from the parameters' distributions.
  bool keep_worlds = false;
  std::function<void(double)> progress =
      {};               ///< called occasionally, by the calling thread, with the share of the work done
  StopToken stop = {};  ///< if a stop is requested, the run throws Cancelled within 0.1 s; its draws are lost

  /// Returns the seed and generator, in the form that a sampler takes.
  Randomness randomness() const noexcept { return {.seed = seed, .generator = generator}; }
};

namespace detail {

/// Throws Error, naming the option, if one is out of its range.
void check(const Options& options);

/// Throws Error, naming the task, if the options request worlds other than independent ones.
inline void check_independent(const Options& options, const char* task) {
  if (options.worlds_by != WorldDraws::independent)
    throw Error("option worlds_by", std::string("independent worlds, for ") + task, "quasi");
}

/// Returns the number of neighbouring worlds that depend on each other: 1, or the points of a
/// replicate if worlds are quasi-random and in whole replicates.
inline Index worlds_per_replicate(const Options& options, Index worlds) noexcept {
  if (options.worlds_by == WorldDraws::independent || worlds < 1) return 1;
  const WorldReplicates found = world_replicates(worlds);
  return found.worlds() == worlds ? found.points : 1;
}

/// Returns the seed and generator, with points for this number of worlds if they are quasi-random.
/// Part of the compiled core.
Randomness randomness_of_worlds(const Options& options, const Model& model, Index worlds);

inline bool leaves_out(const Options& options, LeftOut part) noexcept {
  return std::find(options.leave_out.begin(), options.leave_out.end(), part) != options.leave_out.end();
}

}  // namespace detail
}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/options.inl>
#endif
