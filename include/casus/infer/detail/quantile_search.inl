// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/detail/quantile_search.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::vector<double> pilot_edges(std::vector<double> values) {
  std::vector<double> edges;
  std::sort(values.begin(), values.end());
  for (std::size_t k = 1; k < 256 && !values.empty(); ++k) {
    const double edge = values[values.size() * k / 256];
    if (edges.empty() || edge > edges.back()) edges.push_back(edge);
  }
  if (edges.empty())  // the condition was not met: powers of two, both signs
    for (int power = -63; power <= 63; ++power)
      edges.push_back((power < 0 ? -1 : 1) * std::ldexp(1.0, power < 0 ? -power : power));
  return edges;
}

CASUS_INLINE std::optional<QuantileEstimate> located_quantile(double p, const std::vector<BinCounts>& worlds,
                                                              const std::vector<double>& edges,
                                                              double level) {
  BinCounts all;
  for (const BinCounts& world : worlds) all += world;
  QuantileEstimate estimate{};
  estimate.met = all.total();
  estimate.least = all.least;
  estimate.greatest = all.greatest;
  if (estimate.met == 0) return {};
  const double met = static_cast<double>(estimate.met);
  std::vector<double> sums;
  double sum = 0;
  for (const std::int64_t count : all.counts) sums.push_back(sum += static_cast<double>(count));
  const auto at = [&](double probability, std::size_t& bin) {
    const double wanted = probability * met;
    bin = static_cast<std::size_t>(std::lower_bound(sums.begin(), sums.end(), wanted) - sums.begin());
    bin = (std::min)(bin, sums.size() - 1);
    const double low = bin == 0 ? all.least : (std::max)(edges[bin - 1], all.least);
    const double high = bin == edges.size() ? all.greatest : (std::min)(edges[bin], all.greatest);
    const double before = bin == 0 ? 0 : sums[bin - 1];
    const double inside = sums[bin] - before;
    return inside > 0 ? low + (high - low) * (wanted - before) / inside : low;
  };
  std::size_t bin = 0;
  estimate.value = at(p, bin);
  double t = normal_point(level);
  if (worlds.size() > 1) {
    // The share of the estimate's bin that lies below it is spread over the worlds as the bin's counts are.
    const double before = bin == 0 ? 0 : sums[bin - 1];
    const double share = (p * met - before) / (std::max)(sums[bin] - before, 1.0);
    std::vector<double> below, cases;
    for (const BinCounts& own : worlds) {
      double count = 0;
      for (std::size_t k = 0; k < bin && k < own.counts.size(); ++k)
        count += static_cast<double>(own.counts[k]);
      if (bin < own.counts.size()) count += share * static_cast<double>(own.counts[bin]);
      below.push_back(count);
      cases.push_back(static_cast<double>(own.total()));
    }
    const ClusterRatio ratio(below, cases);
    estimate.standard_error = ratio.standard_error;
    if (ratio.clusters > 1) t = student_point(level, static_cast<double>(ratio.clusters - 1));
  } else {
    estimate.standard_error = std::sqrt(p * (1 - p) / met);
  }
  const double reach = std::isnan(estimate.standard_error) ? 1 : t * estimate.standard_error;
  estimate.last_bin = sums.size() - 1;
  estimate.low = p - reach > 0 ? at(p - reach, estimate.first_bin) : all.least;
  estimate.high = p + reach < 1 ? at(p + reach, estimate.last_bin) : all.greatest;
  return estimate;
}

CASUS_INLINE std::vector<double> narrowed_edges(const QuantileEstimate& estimate,
                                                const std::vector<double>& edges) {
  const double low = estimate.first_bin == 0 ? estimate.least : edges[estimate.first_bin - 1];
  const double high = estimate.last_bin >= edges.size() ? estimate.greatest : edges[estimate.last_bin];
  std::vector<double> finer;
  for (int i = 0; i <= 254; ++i) {
    const double edge = low + (high - low) * i / 254;
    if (std::isfinite(edge) && (finer.empty() || edge > finer.back())) finer.push_back(edge);
  }
  return finer.size() > 2 ? finer : std::vector<double>{};
}

}  // namespace detail

}  // namespace casus
