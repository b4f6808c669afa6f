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

/// When a run has drawn enough.
namespace casus::detail {

/// By how much an answer's interval is wider than it may be, squared: so many times as many trajectories are needed. Infinite
/// where there is no interval yet. The most of its parts', where it has any.
inline double shortfall(const Answer& answer, const Options& options) {
  if (!answer.parts.empty()) {
    double most = 0;
    for (const Answer& part : answer.parts) most = (std::max)(most, shortfall(part, options));
    return most;
  }
  // What can be is bounded, not estimated: no number of trajectories makes a bound as narrow as one likes.
  if (about(answer.kind).is_extreme) return 0;
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

/// As many trajectories as a precision without another limit may take: more would run for days.
inline constexpr Index unlimited_trajectories = Index{1} << 40;

/// Answers by runs of the size that precision and time ask for. `run(options, sampling)` does one.
template <class Function> class Stopping {
public:
  Stopping(const Model& model, const Options& options, Function run)
      : options_(options), run_(std::move(run)), all_(sampling(model, options)),
        has_worlds_(!model.parameters().empty()) {
    if (has_worlds_ && wants_precision()) {
      // Between worlds it is their number that counts.
      all_.groups_per_world = (std::min)(all_.groups_per_world, Index{2});
      all_.worlds = (std::max)(Index{1}, options.trajectories / (all_.groups_per_world * group_size));
      all_.worlds = (std::min)(all_.worlds, pilot_world);
    }
  }

  Answers answers() {
    if (!wants_precision() && !has_time()) return run_(options_, all_);
    Sampling now = options_.stop_at > 0 ? resized(static_cast<double>(options_.stop_at)) : pilot();
    for (;;) {
      Answers answers = run_(monotone(), now);
      if (wants_precision() && shortfall(answers, options_) <= 1)
        return finished(std::move(answers), now, StopReason::precision_reached);
      if (size(now) >= size(all_)) return finished(std::move(answers), now, {});
      const double more = wants_precision() ? growth(shortfall(answers, options_)) : 2;
      const Sampling longer = within_time(resized(static_cast<double>(size(now)) * more));
      if (size(longer) <= size(now) || options_.stop_at > 0)
        return finished(std::move(answers), now, StopReason::time_up);
      now = longer;
    }
  }

private:
  using Clock = std::chrono::steady_clock;

  bool wants_precision() const { return options_.absolute_precision > 0 || options_.relative_precision > 0; }

  bool has_time() const { return options_.seconds > 0 || options_.stop_at > 0; }

  // Its number of worlds where it has some, else of groups: what grows.
  Index size(const Sampling& sampling) const {
    return has_worlds_ && wants_precision() ? sampling.worlds : sampling.groups_per_world;
  }
  // Never so few that an interval's width says more about chance than about precision.
  Sampling resized(double wanted) const {
    Sampling sampling = all_;
    Index& grows = has_worlds_ && wants_precision() ? sampling.worlds : sampling.groups_per_world;
    const Index least = (std::min)(grows, Index{has_worlds_ && wants_precision() ? 64 : 4});
    grows = (std::max)(least, static_cast<Index>((std::min)(std::ceil(wanted), static_cast<double>(grows))));
    return sampling;
  }

  // A run that is a little too short is repeated for nothing, so predictions are rounded up; and they are not trusted far.
  static double growth(double shortfall) {
    return std::isfinite(shortfall) ? std::clamp(1.15 * shortfall, 1.5, 1000.0) : 8;
  }

  // The sampling that a pilot predicts. Pilots grow until they are sizeable beside what they predict.
  Sampling pilot() {
    Sampling now = resized(has_worlds_ && wants_precision() ? 64 : 32);
    now.first_group = pilot_group;
    now.first_world = has_worlds_ ? pilot_world : 0;
    Options quiet = options_;
    quiet.progress = {};
    for (;;) {
      const auto start = Clock::now();
      const Answers answers = run_(quiet, now);
      const std::chrono::duration<double> taken = Clock::now() - start;
      rate_ = static_cast<double>(now.trajectories()) / (std::max)(taken.count(), 1e-6);
      const double more = wants_precision()
                              ? 1.15 * shortfall(answers, options_)
                              : static_cast<double>(size(all_)) / static_cast<double>(size(now));
      check_feasible(more * static_cast<double>(now.trajectories()));
      const Sampling predicted = within_time(resized(static_cast<double>(size(now)) * more));
      if (size(predicted) <= 64 * size(now)) return predicted;
      now.worlds *= has_worlds_ && wants_precision() ? 8 : 1;
      now.groups_per_world *= has_worlds_ && wants_precision() ? 1 : 8;
    }
  }

  // If neither trajectories nor time are limited, a precision that is out of reach is refused, with its cost.
  void check_feasible(double wanted) const {
    if (!wants_precision() || has_time() || options_.trajectories < unlimited_trajectories) return;
    if (!std::isfinite(wanted) || wanted <= static_cast<double>(unlimited_trajectories)) return;
    throw Error("precision", "a half-width that can be reached",
                options_.absolute_precision > 0 ? number(options_.absolute_precision)
                                                : number(100 * options_.relative_precision) + " %",
                "about " + rounded(wanted, 2) + " trajectories are needed, " + rounded(wanted / rate_, 2) +
                    " seconds of them");
  }

  Sampling within_time(Sampling sampling) const {
    if (options_.seconds == 0) return sampling;
    const std::chrono::duration<double> gone = Clock::now() - start_;
    const double left = rate_ * (std::max)(0.0, options_.seconds - gone.count());
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

  Answers finished(Answers answers, const Sampling& now, std::optional<StopReason> why) const {
    const auto say = [&](Answer& answer) {
      if (why) set_stopped(answer, *why);
      if (has_time()) answer.stopped_at = size(now);
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
  Clock::time_point start_ = Clock::now();
  double rate_ = 0;  // trajectories a second, of the last pilot
  double reported_ = 0;
};

template <class Function>
Answers answer_until_precise(const Model& model, const Options& options, Function run) {
  return Stopping<Function>(model, options, std::move(run)).answers();
}

}  // namespace casus::detail
