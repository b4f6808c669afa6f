// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <optional>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/sampling.hpp>

/// Units of work on many threads, with results that do not depend on how many.
namespace casus {

/// Waking other threads costs some ten microseconds, which is what a few thousand draws of groups take.
inline constexpr Index small_work = 2000;

/// Calls `unit(i)` for each of `units` units of work, side by side in waves, and `combine(i, result)` for each in order, in the
/// calling thread. A wave is bounded, so that memory does not grow with the number of units; it is wide enough that waiting for its
/// last unit costs little. `work` is how many draws of groups there are. Throws what the first unit that fails throws, and Cancelled
/// where the options' stop token asks for it.
template <class Result, class Unit, class Combine>
void in_waves(Index units, Index work, const Options& options, const detail::ShareDone& report,
              const Unit& unit, const Combine& combine) {
  constexpr Index wave = 256;
  std::vector<Result> results(detail::at((std::min)(wave, units)));
  std::vector<std::exception_ptr> failures(results.size());
  std::optional<oneapi::tbb::task_arena> arena;
  if (options.threads != 1 && units > 1 && work >= small_work) {
    // An arena cannot hold more threads than oneTBB's own limit without a warning of its own.
    const int most = oneapi::tbb::this_task_arena::max_concurrency();
    arena.emplace(options.threads == 0 ? most : (std::min)(options.threads, most));
  }
  // What oneTBB orders already, said once more where a thread sanitizer can see it: it knows nothing of what happens inside
  // a oneTBB that was built without it.
  std::atomic<Index> handed_out = 0, handed_in = 0;
  for (Index first = 0; first < units; first += wave) {
    if (options.stop.stop_requested()) throw Cancelled();
    const Index count = (std::min)(wave, units - first);
    // The first of several failures is told of, whichever thread comes upon one first.
    std::atomic<Index> first_failure = count;
    const auto do_unit = [&](Index i) {
      if (options.stop.stop_requested() || i > first_failure) return;  // the wave is thrown away
      try {
        results[detail::at(i)] = unit(first + i);
      } catch (...) {
        failures[detail::at(i)] = std::current_exception();
        Index failed = first_failure;
        while (i < failed && !first_failure.compare_exchange_weak(failed, i)) {
        }
      }
    };
    const auto handed = [&](Index i) {
      handed_out.load(std::memory_order_acquire);
      do_unit(i);
      handed_in.fetch_add(1, std::memory_order_release);
    };
    handed_out.store(first + count, std::memory_order_release);
    if (arena)
      arena->execute([&] { oneapi::tbb::parallel_for(Index{0}, count, handed); });
    else
      for (Index i = 0; i < count; ++i) handed(i);
    handed_in.load(std::memory_order_acquire);
    if (options.stop.stop_requested()) throw Cancelled();
    if (first_failure < count) std::rethrow_exception(failures[detail::at(first_failure.load())]);
    for (Index i = 0; i < count; ++i) combine(first + i, results[detail::at(i)]);
    if (report) report(static_cast<double>(first + count) / static_cast<double>(units));
  }
}

}  // namespace casus
