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

/// Work items on many threads, with results that do not depend on the number of threads.
namespace casus {

/// Number of draws of groups below which the calling thread does all work alone. Waking other
/// threads takes about ten microseconds, as long as a few thousand draws of groups.
inline constexpr Index small_work = 2000;

/// Calls `item(i)` for each of `items` work items, in parallel within a round of items, then
/// `combine(i, result)` for each in order, in the calling thread. A round is bounded, so memory
/// does not grow with the number of items, and wide enough that waiting for its last item costs
/// little. `work`: number of draws of groups in all items. Throws the exception of the first item
/// that fails, and Cancelled if the options' stop token requests it.
template <class Result, class Item, class Combine>
void in_rounds(Index items, Index work, const Options& options, const detail::ShareDone& report,
               const Item& item, const Combine& combine) {
  constexpr Index round = 256;
  std::vector<Result> results(detail::at((std::min)(round, items)));
  std::vector<std::exception_ptr> failures(results.size());
  std::optional<oneapi::tbb::task_arena> arena;
  if (options.threads != 1 && items > 1 && work >= small_work) {
    // oneTBB warns if an arena has more threads than its own limit.
    const int most = oneapi::tbb::this_task_arena::max_concurrency();
    arena.emplace(options.threads == 0 ? most : (std::min)(options.threads, most));
  }
  // oneTBB already orders these accesses. The atomics repeat that order for thread sanitizers,
  // which do not see the synchronization inside a oneTBB that was built without them.
  std::atomic<Index> handed_out = 0, handed_in = 0;
  for (Index first = 0; first < items; first += round) {
    if (options.stop.stop_requested()) throw Cancelled();
    const Index count = (std::min)(round, items - first);
    // Of several failures, the first in order is reported, whichever thread fails first.
    std::atomic<Index> first_failure = count;
    const auto do_item = [&](Index i) {
      if (options.stop.stop_requested() || i > first_failure) return;  // the round is discarded
      try {
        results[detail::at(i)] = item(first + i);
      } catch (...) {
        failures[detail::at(i)] = std::current_exception();
        Index failed = first_failure;
        while (i < failed && !first_failure.compare_exchange_weak(failed, i)) {
        }
      }
    };
    const auto handed = [&](Index i) {
      handed_out.load(std::memory_order_acquire);
      do_item(i);
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
    if (report) report(static_cast<double>(first + count) / static_cast<double>(items));
  }
}

}  // namespace casus
