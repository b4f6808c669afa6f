// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <casus/distribution/count_table.hpp>

namespace casus::distribution {

template <class Distribution> double CountTable::lower_step(const Distribution& law, double k) {
  if (compares_cdf(law)) return law.cdf(k);
  const double beyond = detail::least_double(law.cdf(k), [&](double u) { return law.quantile(u) > k; });
  return std::nextafter(beyond, 0.0);
}

template <class Distribution> double CountTable::upper_step(const Distribution& law, double k) {
  if (compares_cdf(law)) return -law.survival(k);
  return -detail::least_double(law.survival(k), [&](double tail) { return law.quantile(1 - tail) <= k; });
}

template <class Distribution> std::shared_ptr<const CountTable> CountTable::tabled(const Distribution& law) {
  const double first = law.quantile(least), median = law.quantile(0.5);
  const double beyond_median = law.quantile(0.5 + least), last = law.quantile(1 - least);
  const double entries = (median - first + 1) + (last - beyond_median + 1);
  if (!(entries <= static_cast<double>(most_entries))) return nullptr;
  const std::shared_ptr<CountTable> table(new CountTable);
  std::vector<double>& steps = table->steps_;
  constexpr double never = std::numeric_limits<double>::infinity();
  for (double k = first; k < median; ++k) steps.push_back(lower_step(law, k));
  steps.push_back(never);
  const auto half = static_cast<std::ptrdiff_t>(steps.size());
  for (double k = beyond_median; k < last; ++k) steps.push_back(upper_step(law, k));
  steps.push_back(never);
  table->lower_offset_ = first;
  table->upper_offset_ = beyond_median - static_cast<double>(half);

  const std::size_t cells = (std::max)(std::bit_ceil(2 * steps.size()), std::size_t{16});
  const auto position = [&](double x, bool lower) {
    const auto from = steps.begin() + (lower ? 0 : half), to = lower ? steps.begin() + half : steps.end();
    return static_cast<std::int64_t>(std::lower_bound(from, to, x) - steps.begin());
  };
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const bool lower = cell < cells / 2;
    const auto bound = [&](std::size_t number) {
      const double u = static_cast<double>(number) / static_cast<double>(cells);
      return position(lower ? (std::max)(u, least) : (std::min)(u - 1, -least), lower);
    };
    table->guide_.push_back(bound(cell));
    table->longest_search_ = (std::max)(table->longest_search_, bound(cell + 1) - bound(cell));
  }
  return table;
}

CASUS_INLINE std::shared_ptr<const CountTable> CountTable::make(
    const Shape& shape, std::span<const std::optional<double>> parameters) {
  if (!is_count(shape)) return nullptr;
  std::vector<double> row;
  for (const auto& literal : parameters) {
    if (!literal) return nullptr;
    row.push_back(*literal);
  }
  if (shape.family->role == Role::mixture) return tabled(std::get<Mixture>(make_distribution(shape, row)));
  return tabled(ComponentDistribution(shape.family, row));
}

}  // namespace casus::distribution
