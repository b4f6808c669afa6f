// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/network/noisy_rows.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

namespace casus::io {

namespace {

std::size_t difference(const StatedRow& a, const StatedRow& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.states.size(); ++i) count += a.states[i] != b.states[i] ? 1 : 0;
  return count;
}

/// Returns the row from which all others differ in one parent. With a single parent any row will
/// do, and the table is the same.
const StatedRow& base_of(const Source& source, const std::vector<StatedRow>& rows, std::size_t at) {
  for (const StatedRow& base : rows)
    if (std::all_of(rows.begin(), rows.end(),
                    [&](const StatedRow& row) { return &row == &base || difference(row, base) <= 1; }))
      return base;
  source.fail(at, "rows of a maximum: one for the leak, and others that differ from it in one parent each",
              "none that every other differs from in one parent");
}

std::vector<double> cumulative(const std::vector<double>& probabilities) {
  std::vector<double> sums = probabilities;
  for (std::size_t i = 1; i < sums.size(); ++i) sums[i] += sums[i - 1];
  sums.back() = 1;
  return sums;
}

/// P(X <= x | row) / P(X <= x | base), by parent, its state, and x.
using Factors = std::vector<std::vector<std::vector<double>>>;

Factors factors_of(Draft& draft, const Source& source, std::size_t node, const std::vector<StatedRow>& rows,
                   const StatedRow& base, std::size_t at) {
  const std::vector<std::size_t>& parents = draft.node(node).parents;
  const std::vector<double> leak = cumulative(base.probabilities);
  Factors factors;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    factors.emplace_back(draft.node(parents[i]).states.size());
    factors[i][base.states[i]].assign(leak.size(), 1.0);
  }
  for (const StatedRow& row : rows) {
    if (&row == &base) continue;
    const auto parent = detail::at(
        std::mismatch(row.states.begin(), row.states.end(), base.states.begin()).first - row.states.begin());
    if (parent == parents.size() || !factors[parent][row.states[parent]].empty())
      source.fail(row.at, "each combination of states once", "one more row for one");
    std::vector<double>& factor = factors[parent][row.states[parent]];
    factor = cumulative(row.probabilities);
    for (std::size_t x = 0; x < leak.size(); ++x) {
      if (leak[x] == 0 && factor[x] > 0)
        source.fail(row.at, "a row of a maximum: nothing that the leak excludes",
                    casus::detail::quoted(draft.node(node).states[x]) + " or below");
      factor[x] = leak[x] == 0 ? 1 : factor[x] / leak[x];
    }
    constexpr double rounding = 1e-6;
    if (*std::max_element(factor.begin(), factor.end()) > 1 + rounding)
      draft.warn(row.at, casus::detail::quoted(draft.node(node).name) +
                             " is not a maximum: " + draft.node(parents[parent]).name + " = " +
                             draft.node(parents[parent]).states[row.states[parent]] + " makes it lower");
  }
  for (std::size_t i = 0; i < parents.size(); ++i)
    for (std::size_t state = 0; state < factors[i].size(); ++state)
      if (factors[i][state].empty()) {
        const StatedNode& parent = draft.node(parents[i]);
        source.fail(at, "a row of a maximum for each state of each parent",
                    "none for " + parent.name + " = " + parent.states[state]);
      }
  return factors;
}

}  // namespace

void noisy_max_rows(Draft& draft, const Source& source, std::size_t node, const std::vector<StatedRow>& rows,
                    std::size_t at) {
  if (rows.empty()) source.fail(at, "rows of a maximum", "none");
  const StatedRow& base = base_of(source, rows, at);
  const Factors factors = factors_of(draft, source, node, rows, base, at);
  const std::vector<double> leak = cumulative(base.probabilities);
  constexpr double rounding = 1e-6;  // for numbers with few digits
  std::vector<double> at_most;
  for (std::size_t combination = 0; combination < draft.combinations(node); ++combination) {
    at_most = leak;
    std::size_t rest = combination;
    for (std::size_t i = factors.size(); i-- > 0; rest /= factors[i].size()) {
      const std::vector<double>& factor = factors[i][rest % factors[i].size()];
      for (std::size_t x = 0; x < at_most.size(); ++x) at_most[x] *= factor[x];
    }
    const std::span<double> row = draft.row(node, combination);
    for (std::size_t x = 0; x < at_most.size(); ++x) {
      const double probability = at_most[x] - (x > 0 ? at_most[x - 1] : 0);
      if (!(probability >= -rounding))
        source.fail(
            at, "rows of a maximum that make probabilities" + draft.where_text(node, combination),
            casus::detail::number(probability) + " for " + casus::detail::quoted(draft.node(node).states[x]));
      row[x] = (std::max)(probability, 0.0);
    }
    // Negative probabilities from rounding were set to 0; the rest may sum to slightly more than
    // one.
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    if (sum > 1)
      for (double& probability : row) probability /= sum;
  }
}

}  // namespace casus::io
