// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

#include <casus/detail/stop_token.hpp>
#include <casus/error.hpp>
#include <casus/infer/options.hpp>

/// Work under a time limit.
namespace casus::detail {

/// A stop token that requests a stop when another token does or when a time limit is reached: code
/// that checks a stop token thereby obeys the time limit, at no additional cost.
class Alarm {
public:
  Alarm(const StopToken& caller, double seconds)
      : forwarded_(caller, [this] { source_.request_stop(); }), clock_([this, seconds] { wait(seconds); }) {}
  ~Alarm() {
    switch_off();
    clock_.join();
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  StopToken token() const noexcept { return source_.get_token(); }
  /// Cancels the time limit; the caller's own token still counts.
  void switch_off() {
    {
      const std::lock_guard lock(mutex_);
      is_off_ = true;
    }
    switched_off_.notify_all();
  }

private:
  void wait(double seconds) {
    constexpr double longest = 1e8;  // clocks overflow above about 3e9
    std::unique_lock lock(mutex_);
    const std::chrono::duration<double> time((std::min)(seconds, longest));
    if (!switched_off_.wait_for(lock, time, [this] { return is_off_; })) source_.request_stop();
  }

  StopSource source_;
  StopCallback forwarded_;
  std::mutex mutex_;
  std::condition_variable switched_off_;
  bool is_off_ = false;
  std::thread clock_;
};

/// Thrown if the time is too short for any answer.
class OutOfTime : public Error {
public:
  explicit OutOfTime(double seconds)
      : Error("option seconds", "enough for the fewest trajectories that answer",
              detail::rounded(seconds, 2)) {}
};

/// Shortest time limit of a run, used if no time is left: 0 would mean no limit.
inline constexpr double least_seconds = 1e-3;

/// Returns the time by which a run may exceed its limit if it would otherwise give no answer.
inline double overtime(double seconds) noexcept { return (std::max)(0.1, seconds / 10); }

/// Whether a time limit applies: one was set, and no earlier run is repeated, because a repetition
/// ignores the time.
inline bool is_timed(const Options& options) noexcept {
  return options.seconds > 0 && options.stop_at == 0 && options.leave_out.empty();
}

/// Returns `work(options)`, with a stop token that requests a stop after `seconds`; null if the
/// work had not ended by then. Without a time limit the work may take any time. Throws Cancelled if
/// the caller's own token requests a stop.
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

/// Returns the options with the remaining time as their limit, if they have one.
inline Options with_time_left(Options options, std::chrono::steady_clock::time_point start) {
  if (!is_timed(options)) return options;
  const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - start;
  options.seconds = (std::max)(least_seconds, options.seconds - gone.count());
  return options;
}

/// Returns the same for a part of a run that may be omitted; null if the repeated run omitted it.
template <class Work>
std::optional<std::invoke_result_t<const Work&, const Options&>> in_time(const Options& options, LeftOut part,
                                                                         double seconds, const Work& work) {
  if (leaves_out(options, part)) return std::nullopt;
  return within_time(options, seconds, work);
}

}  // namespace casus::detail
