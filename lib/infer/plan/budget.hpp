// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include <casus/infer/options.hpp>

namespace casus {

/// A call's questions are answered by several runs, one after the other; they share its time and report one progress.
class Budget {
public:
  /// Keeps a reference to the options.
  Budget(const Options& options, std::size_t questions)
      : options_(options), left_(questions), all_(questions) {}

  /// The options of a run that answers so many of the questions that are left.
  Options next(std::size_t questions) {
    Options own = options_;
    if (options_.seconds > 0) {
      const std::chrono::duration<double> gone = Clock::now() - start_;
      own.seconds = (std::max)(least_seconds, (options_.seconds - gone.count()) * share(questions, left_));
    }
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
  static constexpr double least_seconds = 1e-3;  // 0 would be no limit

  static double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  const Options& options_;
  std::size_t left_, all_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace casus
