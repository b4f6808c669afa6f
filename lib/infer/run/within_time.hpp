// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>

#include <casus/error.hpp>
#include <casus/infer/options.hpp>

namespace casus {

/// A stop token that is asked to stop when another is, and when a time is up: all that heeds a stop token heeds the time, too, at no
/// cost of its own.
class Alarm {
public:
  Alarm(const std::stop_token& caller, double seconds)
      : forwarded_(caller, [this] { source_.request_stop(); }),
        clock_([this, seconds](const std::stop_token& off) { wait(off, seconds); }) {}

  std::stop_token token() const noexcept { return source_.get_token(); }
  /// From now on no time is up; the caller's own token is still heeded.
  void switch_off() { clock_.request_stop(); }

private:
  void wait(const std::stop_token& off, double seconds) {
    std::mutex mutex;
    std::condition_variable_any switched_off;
    std::unique_lock lock(mutex);
    switched_off.wait_for(lock, off, std::chrono::duration<double>(seconds), [] { return false; });
    if (!off.stop_requested()) source_.request_stop();
  }

  std::stop_source source_;
  std::stop_callback<std::function<void()>> forwarded_;
  std::jthread clock_;
};

/// The time matters: it was asked for, and no earlier run is repeated, which takes as long as it takes.
inline bool is_timed(const Options& options) noexcept { return options.seconds > 0 && options.stop_at == 0; }

/// `work(options)`, whose stop token is asked to stop once that many seconds have gone; null where it had not ended by then. Where
/// the options name no time it may take any. Throws Cancelled where the caller's own token asks for it.
template <class Work>
std::optional<std::invoke_result_t<const Work&, const Options&>> within_time(const Options& options,
                                                                             double seconds,
                                                                             const Work& work) {
  if (!is_timed(options)) return work(options);
  Options own = options;
  const Alarm alarm(options.stop, seconds);
  own.stop = alarm.token();
  try {
    return work(own);
  } catch (const Cancelled&) {
    if (options.stop.stop_requested()) throw;
    return std::nullopt;
  }
}

}  // namespace casus
