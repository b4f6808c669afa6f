// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// Computation of variances and standard deviations, common to all methods. A first, shorter run
/// estimates the mean c of the quantity x; the main run estimates the means of x - c and of its
/// square, both of the size of the spread, so that no digits cancel. To first order the error of
/// the variance is that of the mean of the squares, and the error of c does not matter (Cramer,
/// Mathematical Methods of Statistics, 1946, section 27.4, doi:10.1515/9781400883868).
namespace casus::detail {

/// Returns the options of the run for the centres: a fixed number of trajectories, independent of
/// the main run's stopping rule.
Options options_for_centres(const Options& options, Index trajectories);

/// Returns `run(options)` with the options of a run for constants, of at most `usual` trajectories.
/// Under a time limit it takes at most a quarter of the time, or else another quarter with fewer
/// trajectories. Returns nothing if both quarters are too short.
template <class Run>
auto pilot_in_time(const Options& options, std::vector<LeftOut>& left_out, Index usual, const Run& run)
    -> std::optional<decltype(run(options))> {
  constexpr Index few = Index{1} << 11, few_worlds = 64;
  constexpr double share = 0.25;
  auto found = in_time(options, LeftOut::centres, share * options.seconds,
                       [&](const Options& timed) { return run(options_for_centres(timed, usual)); });
  if (found) return found;
  left_out.push_back(LeftOut::centres);
  return in_time(options, LeftOut::answer, share * options.seconds, [&](const Options& timed) {
    Options own = options_for_centres(timed, few);
    own.worlds = (std::min)(own.worlds, few_worlds);
    return run(own);
  });
}

/// Whether a question needs constants from a shorter run that did not end in time.
inline bool lacks_centre(const Query& query) {
  const KindOfQuestion kind = about(query.asks());
  return (kind.is_spread() && !query.centre()) || kind.statistic == Statistic::of_others;
}

/// Answers questions by `answer(queries, options)`, which computes variances from their centres. A
/// variance whose centre was not found in time is passed on without one.
template <class Function>
Answers answer_centred(const std::vector<Query>& queries, const Options& options, const Function& answer) {
  std::vector<std::size_t> numbers;
  std::vector<Query> means;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!about(queries[i].asks()).is_spread() || queries[i].centre()) continue;
    numbers.push_back(i);
    means.push_back(queries[i].asking(QuestionKind::expectation));
  }
  if (means.empty()) return answer(queries, options);
  std::vector<Query> centred = queries;
  const auto centre = [&](std::size_t i, double mean) {
    centred[numbers[i]] = queries[numbers[i]].centred(std::isfinite(mean) ? mean : 0);
  };
  const auto start = std::chrono::steady_clock::now();
  std::vector<LeftOut> left_out;
  try {
    constexpr Index usual = Index{1} << 17;
    const auto found =
        pilot_in_time(options, left_out, usual, [&](const Options& own) { return answer(means, own); });
    for (std::size_t i = 0; found && i < means.size(); ++i) centre(i, (*found)[i].value);
  } catch (const Error&) {
    // The questions themselves report the error.
    for (std::size_t i = 0; i < means.size(); ++i) centre(i, 0);
  }
  std::vector<Answer> answers = answer(centred, with_time_left(options, start)).take();
  for (const std::size_t number : numbers)
    for (const LeftOut part : left_out) answers[number].left_out.push_back(part);
  return Answers(std::move(answers));
}

/// Returns the variance, given the mean square deviation from the sample mean, which is too small
/// by the variance of that mean.
inline double unbiased_variance(double mean_square, double error_of_mean) noexcept {
  return mean_square + (std::isfinite(error_of_mean) ? error_of_mean * error_of_mean : 0);
}

/// Returns the estimate of a variance, or of its square root if the kind is a standard deviation,
/// from that of the mean square. The interval is Student's t on a logarithmic scale, so it contains
/// no negative number and is equivalent for both.
NumberEstimate spread_finding(QuestionKind kind, NumberEstimate mean_square, double variance);

/// Returns the variances within worlds, or their square roots.
WorldFindings spread_worlds(QuestionKind kind, WorldFindings variances);

/// Noise of the variance within a world for one trajectory, relative to the variance and pooled
/// over worlds: the kurtosis minus one.
class PooledNoise {
public:
  /// Adds a world: the sum of squared deviations of the squares, that of the differences, and the
  /// mean difference. The squares are of differences from the centre, not from the world's mean;
  /// the excess is subtracted, except for the term of the skewness, whose sign varies between
  /// worlds.
  void add(double of_squares, double of_differences, double mean, double freedom) noexcept {
    sum_ += of_squares - 4 * mean * mean * of_differences;
    unit_ += of_differences / freedom * of_differences;
  }
  /// Returns the noise for a world with variance `own`.
  double variance(double own) const noexcept {
    return unit_ > 0 ? (std::max)(0.0, sum_ / unit_) * own * own : 0;
  }

private:
  double sum_ = 0, unit_ = 0;
};

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/spread.inl>
#endif
