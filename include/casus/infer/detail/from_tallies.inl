// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/detail/index.hpp>
#include <casus/infer/detail/from_tallies.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/tails.hpp>

namespace casus {

namespace detail {

CASUS_INLINE ShareOfCounts::ShareOfCounts(const std::vector<Proportion>& counts, const Options& options) {
  Index hit = 0, missed = 0;
  std::vector<double> hits, cases;
  for (const Proportion& world : counts) {
    all += world;
    hit += world.hits > 0 ? 1 : 0;
    missed += world.hits < world.cases ? 1 : 0;
    hits.push_back(static_cast<double>(world.hits));
    cases.push_back(static_cast<double>(world.cases));
    if (world.cases == 0) continue;
    // Log-odds with the usual small-sample correction (Gart and Zweifel 1967,
    // doi:10.1093/biomet/54.1-2.181).
    const double a = hits.back() + 0.5, b = cases.back() - hits.back() + 0.5;
    worlds.worlds.push_back({std::log(a / b), 1 / a + 1 / b, cases.back(), detail::size(cases) - 1});
  }
  if (all.cases == 0) return;
  const double total_hits = static_cast<double>(all.hits), total = static_cast<double>(all.cases);
  const double rarer = (std::min)(total_hits, total - total_hits);
  finding.value = total_hits / total;
  finding.is_seen = all.hits > 0;
  finding.cases = all.cases;
  worlds.is_log_odds = true;
  worlds.informative = rarer;
  worlds.needed = worlds_for_range(options.range_level);
  const double spread = finding.value * (1 - finding.value);
  if (counts.size() == 1) {
    finding.standard_error = std::sqrt(spread / total);
    // The coverage of Wilson's interval is close to its level, on either side; with few hits or
    // misses the interval whose coverage is never below its level is used.
    finding.interval = rarer >= 20 ? wilson_interval(total_hits, total, options.level)
                                   : clopper_pearson_interval(total_hits, total, options.level);
    finding.effective_samples = total;
    return;
  }
  const Index block = worlds_per_replicate(options, detail::size(counts));
  ClusterRatio ratio(sums_of_blocks(hits, block), sums_of_blocks(cases, block));
  // Skewed replicates have fewer degrees of freedom.
  if (block > 1 && ratio.clusters > 1)
    ratio.clusters = 1 + static_cast<Index>((std::max)(1.0, std::floor(ratio.degrees + 1e-9)));
  finding.standard_error = ratio.standard_error;
  finding.interval = ratio.clusters > 1
                         ? cluster_interval(ratio, total_hits, total, hit, missed, options.level)
                         : Interval{0, 1};
  if (ratio.clusters <= 1) finding.no_error = wording::no_error("one world met the condition");
  finding.effective_samples = ratio.standard_error > 0
                                  ? (std::min)(total, spread / (ratio.standard_error * ratio.standard_error))
                                  : static_cast<double>(ratio.clusters);
}

CASUS_INLINE void MeanOfMoments::check_tails(const SquaredDeviations& deviations, double kurtosis) {
  if (finding.no_error || !(all.squares > 0)) return;
  finding.no_error = why_no_error(deviations, kurtosis);
  if (!finding.no_error) {
    const double more = tail_allowance(deviations) * finding.standard_error;
    finding.interval.low -= more;
    finding.interval.high += more;
    return;
  }
  finding.standard_error = finding.interval.low = finding.interval.high =
      std::numeric_limits<double>::quiet_NaN();
}

CASUS_INLINE MeanOfMoments::MeanOfMoments(const TailedMoments& tailed, const Options& options,
                                          bool is_constant)
    : MeanOfMoments(std::vector<Moments>{tailed.moments}, options, is_constant) {
  check_tails(tailed.deviations, tailed.by_value ? high_kurtosis : 1);
}

CASUS_INLINE MeanOfMoments::MeanOfMoments(const std::vector<Moments>& moments, const Options& options,
                                          bool is_constant) {
  std::vector<double> sums, counts;
  double within = 0, freedom = 0;
  for (const Moments& world : moments) {
    all += world;
    counts.push_back(static_cast<double>(world.count));
    sums.push_back(world.count == 0 ? 0 : world.mean * counts.back());
    if (world.count < 2) continue;
    within += world.squares;
    freedom += static_cast<double>(world.count - 1);
  }
  if (all.count == 0) return;
  const double total = static_cast<double>(all.count);
  const double variance =
      all.count > 1 ? all.squares / (total - 1) : std::numeric_limits<double>::quiet_NaN();
  double degrees = total - 1;
  if (moments.size() == 1) {
    finding.value = all.mean;
    finding.standard_error = std::sqrt(variance / total);
  } else {
    const Index block = worlds_per_replicate(options, detail::size(moments));
    const ClusterRatio ratio(sums_of_blocks(sums, block), sums_of_blocks(counts, block));
    finding.value = ratio.value;
    finding.standard_error = ratio.standard_error;
    degrees = block > 1 ? (std::max)(1.0, ratio.degrees) : static_cast<double>(ratio.clusters - 1);
  }
  const double error = finding.standard_error;
  if (error == 0 && !is_constant) {
    finding.standard_error = std::numeric_limits<double>::quiet_NaN();
    finding.no_error = wording::all_alike(all.count);
  } else if (degrees >= 1 && std::isfinite(error)) {
    const double half = student_point(options.level, degrees) * error;
    finding.interval = {finding.value - half, finding.value + half};
    finding.effective_samples = error > 0 ? (std::min)(total, variance / (error * error)) : total;
  } else {
    finding.no_error = wording::no_error("too few trajectories met the condition");
  }
  for (Index number = 0; number < detail::size(moments); ++number) {
    const Moments& world = moments[at(number)];
    const double count = static_cast<double>(world.count);
    if (world.count > 0 && freedom > 0)
      worlds.worlds.push_back({world.mean, within / freedom / count, count, number});
  }
  worlds.informative = total;
  worlds.needed = worlds_for_range(options.range_level);
  if (moments.size() == 1) return;
  check_tails(residuals(finding.value, sums, counts), kurtosis_of_residuals(sums.size()));
}

CASUS_INLINE SpreadOfMoments::SpreadOfMoments(const std::vector<Moments>& differences,
                                              const std::vector<Moments>& squares,
                                              MeanOfMoments mean_of_squares, const Options& options)
    : of_squares(std::move(mean_of_squares.finding)) {
  const MeanOfMoments mean(differences, options, true);
  all = mean.all;
  if (all.count == 0) return;
  variance = unbiased_variance(all.squares / static_cast<double>(all.count), mean.finding.standard_error);
  worlds.informative = static_cast<double>(all.count);
  worlds.needed = worlds_for_range(options.range_level);
  PooledNoise noise;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const Moments& world = differences[i];
    if (world.count < 2) continue;
    const double count = static_cast<double>(world.count), own = world.squares / (count - 1);
    worlds.worlds.push_back({own, 1 / count, count});
    noise.add(squares[i].squares, world.squares, world.mean, count - 1);
  }
  for (WorldEstimate& world : worlds.worlds) world.noise_variance *= noise.variance(world.value);
}

}  // namespace detail

}  // namespace casus
