// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/from_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/tails.hpp>
#include <casus/infer/interval.hpp>

namespace casus {

double effective_clusters(const std::vector<double>& sums) {
  WeightSums all;
  for (const double sum : sums) all += {1, sum, sum * sum};
  return all.effective();
}

void EventSums::add(const WeightedProportion& cluster) {
  all += cluster;
  hits.push_back(cluster.hits.sum);
  misses.push_back(cluster.misses.sum);
  total.push_back(cluster.total());
  if (!(cluster.total() > 0)) return;
  WeightSums both = cluster.hits;
  both += cluster.misses;
  any += both;
  if (!(both.effective() > 0)) return;  // negligible weight
  // Log-odds with the usual small-sample correction (Gart and Zweifel 1967,
  // doi:10.1093/biomet/54.1-2.181), for the effective number of trajectories.
  const double a = cluster.value() * both.effective() + 0.5,
               b = (1 - cluster.value()) * both.effective() + 0.5;
  estimates.push_back({std::log(a / b), 1 / a + 1 / b, cluster.total(), detail::size(total) - 1});
}

void QuantitySums::add(const WeightedMoments& cluster) {
  all += cluster;
  const double weight = cluster.plain.weight, worth = cluster.effective();
  sum.push_back(weight > 0 ? cluster.plain.mean * weight : 0);
  total.push_back(weight);
  spreads.push_back(cluster.plain);
  effective.push_back(worth);
  if (!(worth > 0)) return;  // no weight, or a negligible one
  means_.push_back({cluster.plain.mean, 1 / worth, weight, detail::size(total) - 1});
  if (cluster.count < 2) return;
  // Weights that are correlated with the values change the noise: it differs from that of the same
  // effective number of trajectories of equal weight.
  within_ += cluster.variance() * worth * (worth - 1);
  freedom_ += worth - 1;
}

detail::WorldFindings EventSums::worlds(double range_level) const {
  return {estimates, true, (std::min)(all.hits.effective(), all.misses.effective()),
          detail::worlds_for_range(range_level)};
}

detail::WorldFindings QuantitySums::worlds(double range_level) const {
  detail::WorldFindings found{{}, false, all.effective(), detail::worlds_for_range(range_level)};
  if (!(freedom_ > 0)) return found;
  found.worlds = means_;
  const double noise = within_ / freedom_;
  for (WorldEstimate& mean : found.worlds) mean.noise_variance *= noise;
  // A quantity that is constant within each world, such as a parameter, needs no more trajectories.
  constexpr double negligible = 1e-9;
  WeightedSpread between;
  for (const WorldEstimate& mean : found.worlds) between += {mean.weight, mean.value, 0};
  if (noise * between.weight <= negligible * between.squares)
    found.informative = std::numeric_limits<double>::infinity();
  return found;
}

detail::WorldFindings variances(const QuantitySums& differences, const QuantitySums& squares,
                                double range_level) {
  detail::WorldFindings found{{}, false, squares.all.effective(), detail::worlds_for_range(range_level)};
  detail::PooledNoise noise;
  for (std::size_t i = 0; i < differences.spreads.size(); ++i) {
    const WeightedSpread& own = differences.spreads[i];
    const double effective = differences.effective[i];
    if (!(effective > 1)) continue;
    const double scale = (effective - 1) / own.weight;
    found.worlds.push_back(
        {own.squares / own.weight * effective / (effective - 1), 1 / effective, own.weight});
    noise.add(squares.spreads[i].squares * scale, own.squares * scale, own.mean, effective - 1);
  }
  for (WorldEstimate& world : found.worlds) world.noise_variance *= noise.variance(world.value);
  return found;
}

ClusteredShare::ClusteredShare(const EventSums& sums, double trials, double degrees)
    : ratio(sums.hits, sums.total), effective(sums.any.effective()) {
  const double spread = ratio.value * (1 - ratio.value);
  if (ratio.standard_error > 0 && spread > 0)
    effective = (std::min)(effective, spread / (ratio.standard_error * ratio.standard_error));
  share = {ratio.value,
           ratio.standard_error,
           (std::min)(sums.all.hits.effective(), effective * ratio.value),
           (std::min)(sums.all.misses.effective(), effective * (1 - ratio.value)),
           trials,
           degrees};
}

detail::NumberEstimate share_finding(const WeightedShare& share, bool has_error, bool is_seen, Index cases,
                                     double effective, double level) {
  return {.value = share.value,
          .standard_error = share.standard_error,
          .interval = has_error ? weighted_interval(share, level) : Interval{0, 1},
          .effective_samples = effective,
          .is_seen = is_seen,
          .cases = cases};
}

detail::NumberEstimate ClusteredShare::finding(const EventSums& sums, Index cases, double level) const {
  const WeightedProportion& all = sums.all;
  const bool has_error = ratio.standard_error > 0 || all.hits.count == 0 || all.misses.count == 0;
  return share_finding(share, has_error, all.hits.count > 0, cases, effective, level);
}

// Uses only worlds with a relevant weight: the tail of worlds excluded by the evidence does not
// matter.
SquaredDeviations QuantitySums::deviations_of_means() const {
  constexpr double negligible = 1e-3;
  const double least = negligible * all.plain.weight / static_cast<double>(total.size());
  SquaredDeviations deviations;
  for (const WorldEstimate& mean : means_)
    if (mean.weight >= least) deviations.add((mean.value - all.plain.mean) * (mean.value - all.plain.mean));
  return deviations;
}

std::optional<Warning> QuantitySums::why_no_error(bool are_worlds) const {
  // Weights that vary have tails of their own, whose limit is higher (see `pareto_k_limit`).
  constexpr double heaviest = 0.5;
  if (are_worlds) {
    auto why =
        detail::why_no_error(deviations_of_means(), detail::kurtosis_of_residuals(means_.size()), heaviest);
    return why && why->code == WarningCode::few_contributions ? std::nullopt : why;
  }
  return detail::why_no_error(all.deviations, all.by_value ? detail::high_kurtosis : 1, heaviest);
}

detail::NumberEstimate mean_finding(const Estimate& mean, const QuantitySums& sums, bool are_worlds,
                                    bool is_constant, double effective, double level) {
  const WeightedMoments& all = sums.all;
  detail::NumberEstimate found{
      .value = mean.value, .standard_error = mean.standard_error, .effective_samples = effective};
  if (all.squared.squares == 0 && !is_constant) found.no_error = detail::wording::all_alike(all.count);
  if (!found.no_error && mean.standard_error > 0) found.no_error = sums.why_no_error(are_worlds);
  if (found.no_error) {
    found.standard_error = std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  if (!std::isfinite(mean.standard_error) || !(mean.degrees > 0)) return found;
  const double reach = detail::student_point(level, (std::max)(mean.degrees, 1.0)) +
                       detail::tail_allowance(are_worlds ? sums.deviations_of_means() : all.deviations);
  const double half = reach * mean.standard_error;
  found.interval = {mean.value - half, mean.value + half};
  if (mean.standard_error > 0)
    found.effective_samples = (std::min)(
        effective, all.plain.squares / all.plain.weight / (mean.standard_error * mean.standard_error));
  return found;
}

void warn_of_few_clusters(detail::AnswerBuilder& answer, const std::vector<double>& totals,
                          const std::string& clusters) {
  const double count = static_cast<double>(totals.size());
  constexpr double few = 10;
  if (count < few) return;
  const double worth = effective_clusters(totals);
  LargestValues largest;
  for (const double total : totals) largest.insert(total);
  const auto k = pareto_k(largest, count);
  if (worth < few || (k && *k > pareto_k_limit(count)))
    answer.warn(detail::wording::few_clusters(clusters, worth));
}

}  // namespace casus
