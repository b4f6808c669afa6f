// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A long run in a thread of its own, observed and then cancelled.

#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

#include <casus/casus.hpp>

int main() {
  using namespace casus;
  using namespace std::chrono_literals;

  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));

  StopSource stop;  // std::stop_source where the standard library has one
  std::atomic<double> done = 0;
  std::atomic<bool> was_cancelled = false;
  std::thread worker([&] {
    Options options;
    options.trajectories = Index{1} << 45;  // takes hours
    options.stop = stop.get_token();
    options.progress = [&](double share) { done = share; };
    try {
      estimate(m, {P(y > 2)}, options);
    } catch (const Cancelled&) {
      was_cancelled = true;
    }
  });
  while (done == 0) std::this_thread::sleep_for(1ms);
  const auto asked = std::chrono::steady_clock::now();
  stop.request_stop();
  worker.join();
  const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - asked;
  std::cout << "cancelled after " << 100 * done << " % of the run; it ended " << 1000 * waited.count()
            << " ms later\n";
  return was_cancelled && waited < 2s ? 0 : 1;
}
