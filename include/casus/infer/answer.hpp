// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/fwd.hpp>

namespace casus {

struct Interval {
  double low;
  double high;
};

/// The answer to one question, and how far it can be trusted.
struct Answer {
  std::string question;
  std::string unit;  ///< of the value; empty for a probability

  /// The estimate; NaN where it is undefined (a condition that was never met). Where the event was never seen it is an
  /// upper bound, and `is_bound` says so.
  double value = std::numeric_limits<double>::quiet_NaN();
  bool is_bound = false;

  /// Monte Carlo error: how far another run of the same size would differ. 0 where nothing was sampled, NaN where it is not known.
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double level = 0.95;  ///< of the interval

  /// Judgement: the central part (`range_level`) of what the answer would be if the parameters were known, over their
  /// distribution, with the Monte Carlo noise taken out. Absent without parameters, or where too few trajectories met the
  /// condition; `range_note` says which.
  std::optional<Interval> range;
  double range_level = 0.90;
  std::string range_note;

  Index worlds = 0;   ///< draws of the parameters
  Index samples = 0;  ///< trajectories, all worlds together; 0 where each world was answered exactly
  Index met = 0;      ///< trajectories that met the condition
  /// Independent trajectories meeting the condition that would err as much; infinite where nothing was sampled. Of sequential Monte
  /// Carlo: at most what the ancestors are worth that the asked step's values come from. Of an expectation
  /// that is exact within each world: the worlds that would, were they all as likely to meet the condition.
  double effective_samples = 0;

  /// Of weighted trajectories: the probability of the condition, where it has one (nothing was seen exactly that has a density, and
  /// no signal), and its standard error.
  std::optional<double> condition_probability;
  double condition_standard_error = std::numeric_limits<double>::quiet_NaN();
  /// The tail index of their weights (Vehtari et al., JMLR 25 (2024) 72): beyond 0.7 the errors are not to be trusted. Absent where
  /// the largest weights are all equal.
  std::optional<double> pareto_k;

  Index set = 0;        ///< answers of one set share condition and intervention, and are coherent
  std::string method;   ///< what was done
  std::string reason;   ///< why that method, and what it was expected to cost
  std::string stopped;  ///< why the run ended
  /// Where the run ended, of one that a time may stop: in groups a world, worlds or whatever the method counts by; else 0. With the
  /// same options and this as `Options::stop_at` the same answer comes out.
  Index stopped_at = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> warnings;

  /// Of a distribution, histogram or curve: one answer a state, bin or point. Such an answer's own value is undefined.
  std::vector<Answer> parts;
  /// Of a curve: what its parts are numbered by, "month".
  std::string along;
};

/// The answers to the questions of one call, in their order.
class Answers {
public:
  Answers() = default;
  explicit Answers(std::vector<Answer> answers) : answers_(std::move(answers)) {}
  const Answer& operator[](std::size_t i) const { return answers_[i]; }
  std::size_t size() const noexcept { return answers_.size(); }
  bool empty() const noexcept { return answers_.empty(); }
  /// The answers themselves, for those who add to them.
  std::vector<Answer> take() && { return std::move(answers_); }
  auto begin() const noexcept { return answers_.begin(); }
  auto end() const noexcept { return answers_.end(); }

private:
  std::vector<Answer> answers_;
};

}  // namespace casus
