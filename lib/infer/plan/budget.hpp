// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/options.hpp>

namespace casus {

/// Time and progress of a call whose questions are answered by several runs, one after the other.
class Budget {
public:
  /// Keeps a reference to the options.
  Budget(const Options& options, std::size_t questions)
      : options_(options), left_(questions), all_(questions) {}

  /// Returns the options for choosing methods for `questions` of the remaining questions: at most a
  /// quarter of the time that they have.
  Options choosing(std::size_t questions) const {
    constexpr double share_of_choices = 0.25;
    Options own = options_;
    if (options_.seconds > 0) own.seconds = (std::max)(least_choice, share_of_choices * time_for(questions));
    return own;
  }

  /// Returns the options of the next run, which answers `questions` of the remaining questions.
  Options next(std::size_t questions) {
    Options own = options_;
    if (options_.seconds > 0) own.seconds = (std::max)(detail::least_seconds, time_for(questions));
    if (options_.progress)
      own.progress = [progress = options_.progress, before = 1 - share(left_, all_),
                      part = share(questions, all_)](double done) {
        progress((std::min)(1.0, before + part * done));
      };
    left_ -= questions;
    return own;
  }

private:
  using Clock = std::chrono::steady_clock;
  static constexpr double least_choice = 0.03;  // seconds for a pilot of a small model, on a busy machine

  double time_for(std::size_t questions) const {
    const std::chrono::duration<double> gone = Clock::now() - start_;
    return (options_.seconds - gone.count()) * share(questions, left_);
  }
  static double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  const Options& options_;
  std::size_t left_, all_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace casus
