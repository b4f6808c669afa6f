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

/// How variances and standard deviations are found, whatever the method. A first, shorter run gives the mean c of the quantity x; the run
/// that answers gives the means of x - c and of its square, both of the size of the spread, so that nothing cancels. To first order the
/// variance errs as the mean of the squares does, and by how much c errs does not matter (Cramer, Mathematical Methods of Statistics,
/// 1946, section 27.4, doi:10.1515/9781400883868).
namespace casus::detail {

/// The options of the run that gives the centres: a fixed number of trajectories, however the main run stops.
Options options_for_centres(const Options& options, Index trajectories);

/// Answers the questions on means by which variances are centred: under a time, within a quarter of it, or else by fewer trajectories
/// within another quarter. Nothing where that is too short as well.
template <class Function>
std::optional<Answers> centres_in_time(const std::vector<Query>& means, const Options& options,
                                       const Function& answer, std::vector<LeftOut>& left_out) {
  constexpr Index usual = Index{1} << 17, few = Index{1} << 11, few_worlds = 64;
  constexpr double share = 0.25;
  auto found = in_time(options, LeftOut::centres, share * options.seconds, [&](const Options& timed) {
    return answer(means, options_for_centres(timed, usual));
  });
  if (found) return found;
  left_out.push_back(LeftOut::centres);
  return in_time(options, LeftOut::answer, share * options.seconds, [&](const Options& timed) {
    Options own = options_for_centres(timed, few);
    own.worlds = (std::min)(own.worlds, few_worlds);
    return answer(means, own);
  });
}

/// Whether a variance is asked for without its centre, which was not found in time.
inline bool lacks_centre(const Query& query) { return about(query.asks()).is_spread && !query.centre(); }

/// Answers questions by a function that has variances computed from their centres: `answer(queries, options)`. A variance whose centre was
/// not found in time is asked for without one.
template <class Function>
Answers answer_centred(const std::vector<Query>& queries, const Options& options, const Function& answer) {
  std::vector<std::size_t> numbers;
  std::vector<Query> means;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!about(queries[i].asks()).is_spread || queries[i].centre()) continue;
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
    const auto found = centres_in_time(means, options, answer, left_out);
    for (std::size_t i = 0; found && i < means.size(); ++i) centre(i, (*found)[i].value);
  } catch (const Error&) {
    // The questions themselves report the error.
    for (std::size_t i = 0; i < means.size(); ++i) centre(i, 0);
  }
  Options left = options;
  if (is_timed(options)) {
    const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - start;
    left.seconds = (std::max)(least_seconds, options.seconds - gone.count());
  }
  std::vector<Answer> answers = answer(centred, left).take();
  for (const std::size_t number : numbers)
    for (const LeftOut part : left_out) answers[number].left_out.push_back(part);
  return Answers(std::move(answers));
}

/// From the mean square deviation from the sample's own mean, which is too small by the variance of that mean.
inline double unbiased_variance(double mean_square, double error_of_mean) noexcept {
  return mean_square + (std::isfinite(error_of_mean) ? error_of_mean * error_of_mean : 0);
}

/// The finding on a variance, or on its root if the kind asks for that, from the finding on the mean square. The interval is Student's t on
/// a logarithmic scale, so it holds no negative number and is the same for both.
Finding spread_finding(QuestionKind kind, Finding mean_square, double variance);

/// The worlds' own variances, or their roots.
WorldFindings spread_worlds(QuestionKind kind, WorldFindings variances);

/// The noise of a world's own variance for one trajectory, relative to the variance and pooled over worlds: the kurtosis less one.
class PooledNoise {
public:
  /// Of one world: the sum of squared deviations of the squares, that of the differences, and the mean difference. The squares are of
  /// differences from the centre, not from the world's mean; the excess is subtracted, except for the skewness, whose sign varies.
  void add(double of_squares, double of_differences, double mean, double freedom) noexcept {
    sum_ += of_squares - 4 * mean * mean * of_differences;
    unit_ += of_differences / freedom * of_differences;
  }
  /// Of a world with that variance.
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
