// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <casus/infer/options.hpp>

namespace casus::rare {

/// Calls work(i) for i from `first` to `last`, on as many threads as the options allow; what the first call that fails throws is
/// thrown. Throws Cancelled where that is asked for.
template <class Function>
void each_unit(Index first, Index last, const Options& options, const Function& work) {
  if (last <= first) return;
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(last - first));
  // What oneTBB orders already, said once more where a thread sanitizer can see it.
  std::atomic<Index> handed_out = 0, handed_in = 0;
  std::atomic<bool> failed = false;
  const auto one = [&](Index i) {
    handed_out.load(std::memory_order_acquire);
    if (!failed && !options.stop.stop_requested()) try {
        work(i);
      } catch (...) {
        failures[static_cast<std::size_t>(i - first)] = std::current_exception();
        failed = true;
      }
    handed_in.fetch_add(1, std::memory_order_release);
  };
  handed_out.store(last, std::memory_order_release);
  // An arena cannot hold more threads than oneTBB's own limit without a warning of its own.
  const int most = oneapi::tbb::this_task_arena::max_concurrency();
  const int threads = options.threads == 0 ? most : (std::min)(options.threads, most);
  if (threads == 1 || last - first == 1) {
    for (Index i = first; i < last; ++i) one(i);
  } else {
    oneapi::tbb::task_arena arena(threads);
    arena.execute([&] { oneapi::tbb::parallel_for(first, last, one); });
  }
  handed_in.load(std::memory_order_acquire);
  if (options.stop.stop_requested()) throw Cancelled();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace casus::rare
