// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
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

/// Work that a time limits.
namespace casus::detail {

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
    constexpr double longest = 1e8;  // no clock counts beyond some 3e9
    std::mutex mutex;
    std::condition_variable_any switched_off;
    std::unique_lock lock(mutex);
    switched_off.wait_for(lock, off, std::chrono::duration<double>((std::min)(seconds, longest)),
                          [] { return false; });
    if (!off.stop_requested()) source_.request_stop();
  }

  std::stop_source source_;
  std::stop_callback<std::function<void()>> forwarded_;
  std::jthread clock_;
};

/// No answer is to be had in the time.
class OutOfTime : public Error {
public:
  explicit OutOfTime(double seconds)
      : Error("option seconds", "enough for the fewest trajectories that answer",
              detail::rounded(seconds, 2)) {}
};

/// The shortest time of a run, where nothing is left of a call's: 0 would be no limit.
inline constexpr double least_seconds = 1e-3;

/// How long a run may take beyond its time, rather than to give no answer.
inline double overtime(double seconds) noexcept { return (std::max)(0.1, seconds / 10); }

/// Whether the time limits the work: it was asked for, and no earlier run is repeated, which takes as long as it takes.
inline bool is_timed(const Options& options) noexcept {
  return options.seconds > 0 && options.stop_at == 0 && options.leave_out.empty();
}

/// `work(options)`, whose stop token is asked to stop once that many seconds have gone; null where it had not ended by then. Where
/// no time limits the work it may take any. Throws Cancelled where the caller's own token asks for it.
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

/// The same for a part of a run that an earlier run, which is repeated, may have left out.
template <class Work>
std::optional<std::invoke_result_t<const Work&, const Options&>> in_time(const Options& options, LeftOut part,
                                                                         double seconds, const Work& work) {
  if (leaves_out(options, part)) return std::nullopt;
  return within_time(options, seconds, work);
}

}  // namespace casus::detail
