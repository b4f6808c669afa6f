// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/within_time.hpp>

/// Decides when a run has drawn enough trajectories.
namespace casus::detail {

/// Returns (half-width / target half-width)^2 of an answer's interval: the factor by which the
/// sample has to grow. Infinite if there is no interval yet. If the answer has parts, the largest
/// of theirs.
inline double shortfall(const Answer& answer, const Options& options) {
  if (!answer.parts.empty()) {
    double most = 0;
    for (const Answer& part : answer.parts) most = (std::max)(most, shortfall(part, options));
    return most;
  }
  // An extreme is bounded, not estimated: no number of trajectories makes a bound arbitrarily
  // narrow.
  if (about(answer.kind).is_extreme()) return 0;
  const double half = (answer.interval.high - answer.interval.low) / 2;
  const double value = answer.is_bound ? 0 : std::abs(answer.value);
  const double wanted = (std::max)(options.absolute_precision, options.relative_precision * value);
  if (half == 0) return 0;
  return std::isnan(half) || !(wanted > 0) ? std::numeric_limits<double>::infinity()
                                           : half * half / (wanted * wanted);
}
inline double shortfall(const Answers& answers, const Options& options) {
  double most = 0;
  for (const Answer& answer : answers) most = (std::max)(most, shortfall(answer, options));
  return most;
}

/// Largest number of trajectories for a precision without another limit: more would run for days.
inline constexpr Index unlimited_trajectories = Index{1} << 40;

/// Answers by runs of the size that precision and time require. `run(options, sampling)` performs
/// one.
template <class Function> class Stopping {
public:
  Stopping(const Scope& scope, const Options& options, Function run)
      : options_(options), run_(std::move(run)), all_(sampling(scope, options)),
        has_worlds_(!scope.parameters().empty()) {
    if (has_worlds_ && wants_precision()) {
      grow_worlds();
      all_.worlds = (std::max)(Index{1}, options.trajectories / (all_.groups_per_world * group_size));
      all_.worlds = (std::min)(all_.worlds, pilot_world);
    } else if (has_worlds_ && leaves_out(options, LeftOut::worlds)) {
      grow_worlds();
    }
  }

  Answers answers() {
    if (!wants_precision() && !has_time()) return run_(options_, all_);
    if (options_.stop_at > 0) return grown(resized(static_cast<double>(options_.stop_at)));
    if (options_.seconds > 0)
      if (auto fewest = fewest_in_time()) return *std::move(fewest);
    return grown(predicted());
  }

private:
  using Clock = std::chrono::steady_clock;
  static constexpr Index fewest_worlds = 64, fewest_groups = 4;

  bool wants_precision() const { return options_.absolute_precision > 0 || options_.relative_precision > 0; }

  bool has_time() const { return options_.seconds > 0 || options_.stop_at > 0; }

  // The number of worlds grows if a precision is requested, or if the time is too short for all
  // worlds; otherwise the number of groups in each world grows.
  void grow_worlds() {
    grows_worlds_ = true;
    // Between worlds the error depends on their number.
    all_.groups_per_world = (std::min)(all_.groups_per_world, Index{2});
  }
  bool leaves_out_worlds() const { return grows_worlds_ && !wants_precision(); }
  Index size(const Sampling& sampling) const {
    return grows_worlds_ ? sampling.worlds : sampling.groups_per_world;
  }
  // At least the smallest sample in which the width of an interval is not mainly noise.
  Sampling resized(double wanted) const {
    Sampling sampling = all_;
    Index& grows = grows_worlds_ ? sampling.worlds : sampling.groups_per_world;
    const Index least = (std::min)(grows, grows_worlds_ ? fewest_worlds : fewest_groups);
    grows = (std::max)(least, static_cast<Index>((std::min)(std::ceil(wanted), static_cast<double>(grows))));
    return sampling;
  }

  // A run that is slightly too short is wasted, so predictions are rounded up; extrapolation is
  // limited.
  static double growth(double shortfall) {
    return std::isfinite(shortfall) ? std::clamp(1.15 * shortfall, 1.5, 1000.0) : 8;
  }

  bool is_precise(const Answers& answers) const {
    return wants_precision() && shortfall(answers, options_) <= 1;
  }
  bool is_all(const Sampling& sampling) const { return size(sampling) >= size(all_) && !leaves_out_worlds(); }
  bool needs_no_more(const Answers& answers, const Sampling& now) const {
    return is_precise(answers) || is_all(now);
  }

  // Repeats longer and longer runs until one is precise enough or uses all the time.
  Answers grown(Sampling now) {
    for (;;) {
      Answers answers = run_(monotone(), now);
      if (needs_no_more(answers, now) || options_.stop_at > 0) return finished(std::move(answers), now);
      const double more = wants_precision() ? growth(shortfall(answers, options_)) : 2;
      const Sampling longer = within_time(resized(static_cast<double>(size(now)) * more), 1);
      if (size(longer) <= size(now)) return finished(std::move(answers), now);
      now = longer;
    }
  }

  // Runs once without reporting progress, and records the speed.
  Answers measured(const Options& options, const Sampling& sampling) {
    Options quiet = options;
    quiet.progress = {};
    const auto start = Clock::now();
    Answers answers = run_(quiet, sampling);
    const std::chrono::duration<double> taken = Clock::now() - start;
    taken_ = (std::max)(taken.count(), 1e-6);
    rate_ = static_cast<double>(sampling.trajectories()) / taken_;
    return answers;
  }
  Answers drawn_by_pilot(const Options& options, Sampling sampling) {
    sampling.first_group = pilot_group;
    sampling.first_world = has_worlds_ ? pilot_world : 0;
    return measured(options, sampling);
  }

  // Returns the answers from the smallest allowed sample if the time is too short for more; else
  // nothing, but measures the speed.
  std::optional<Answers> fewest_in_time() {
    const bool grew_worlds = grows_worlds_;
    const Sampling all = all_;
    if (has_worlds_) grow_worlds();
    const Sampling fewest = resized(0);
    const double most = options_.seconds + overtime(options_.seconds);
    const auto has_room = [&] {
      return gone() + static_cast<double>(resized(0).trajectories()) / rate_ <= most;
    };
    auto answers =
        detail::within_time(options_, most, [&](const Options& timed) { return measured(timed, fewest); });
    if (!answers) throw OutOfTime(options_.seconds);
    detail::within_time(options_, most, [&](const Options& timed) {
      measure_speed(timed, fewest);
      return true;
    });
    if (!has_room()) return finished(std::move(*answers), fewest);
    if (grew_worlds) return std::nullopt;
    grows_worlds_ = false;
    all_ = all;
    if (has_worlds_ && !has_room()) grow_worlds();
    return std::nullopt;
  }

  // Lengthens the runs until one is long enough to measure how fast trajectories are drawn.
  void measure_speed(const Options& options, Sampling now) {
    constexpr double long_enough = 1.0 / 32;
    while (taken_ < long_enough * options_.seconds) {
      const Index before = now.trajectories();
      if (now.groups_per_world < (std::min)(all_.groups_per_world, fewest_groups))
        now.groups_per_world = (std::min)(all_.groups_per_world, fewest_groups);
      else if (now.worlds < all_.worlds)
        now.worlds = (std::min)(all_.worlds, 4 * now.worlds);
      else
        now.groups_per_world = (std::min)(all_.groups_per_world, 4 * now.groups_per_world);
      if (now.trajectories() == before) return;
      drawn_by_pilot(options, now);
    }
  }

  // Returns the sampling predicted by pilots.
  Sampling predicted() {
    Sampling now = resized(grows_worlds_ ? 64 : 32);
    if (options_.seconds > 0) {
      if (!wants_precision()) return within_time(all_, 1);
      constexpr double share_of_pilot = 1.0 / 16;
      now = within_time(now, share_of_pilot);
    }
    // Pilots grow until their size is not negligible relative to the predicted run.
    for (;;) {
      const Answers answers = drawn_by_pilot(options_, now);
      const double more = 1.15 * shortfall(answers, options_);
      check_feasible(more * static_cast<double>(now.trajectories()));
      const Sampling all = within_time(resized(static_cast<double>(size(now)) * more), 1);
      if (size(all) <= 64 * size(now)) return all;
      (grows_worlds_ ? now.worlds : now.groups_per_world) *= 8;
    }
  }

  // Throws Error, with the expected cost, if neither trajectories nor time are limited and the
  // precision is out of reach.
  void check_feasible(double wanted) const {
    if (!wants_precision() || has_time() || options_.trajectories < unlimited_trajectories) return;
    if (!std::isfinite(wanted) || wanted <= static_cast<double>(unlimited_trajectories)) return;
    throw Error("precision", "a half-width that can be reached",
                options_.absolute_precision > 0 ? number(options_.absolute_precision)
                                                : number(100 * options_.relative_precision) + " %",
                "about " + rounded(wanted, 2) + " trajectories are needed, about " +
                    rounded(wanted / rate_, 2) + " seconds");
  }

  double gone() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  // Returns the sampling reduced to fit into a share of the remaining time.
  Sampling within_time(const Sampling& sampling, double share) const {
    if (options_.seconds == 0) return sampling;
    const double left = rate_ * share * (std::max)(0.0, options_.seconds - gone());
    const double each = static_cast<double>(sampling.trajectories()) / static_cast<double>(size(sampling));
    return resized((std::min)(static_cast<double>(size(sampling)), std::floor(left / each)));
  }

  // Runs that follow each other report one progress.
  Options monotone() {
    Options own = options_;
    if (options_.progress)
      own.progress = [this](double done) {
        reported_ = (std::max)(reported_, done);
        options_.progress(reported_);
      };
    return own;
  }

  Answers finished(Answers answers, const Sampling& now) const {
    std::optional<StopReason> why;
    if (is_precise(answers))
      why = StopReason::precision_reached;
    else if (!is_all(now))
      why = StopReason::time_up;
    const auto say = [&](Answer& answer) {
      if (why) set_stopped(answer, *why);
      if (has_time()) answer.stopped_at = size(now);
      if (leaves_out_worlds()) answer.left_out.push_back(LeftOut::worlds);
    };
    std::vector<Answer> all = std::move(answers).take();
    for (Answer& answer : all) {
      say(answer);
      for (Answer& part : answer.parts) say(part);
    }
    return Answers(std::move(all));
  }

  const Options& options_;
  Function run_;
  Sampling all_;
  bool has_worlds_;
  bool grows_worlds_ = false;
  Clock::time_point start_ = Clock::now();
  double taken_ = 0;  // seconds, of the last pilot
  double rate_ = 0;   // trajectories per second, of the last pilot
  double reported_ = 0;
};

template <class Function>
Answers answer_until_precise(const Scope& scope, const Options& options, Function run) {
  return Stopping<Function>(scope, options, std::move(run)).answers();
}

}  // namespace casus::detail
