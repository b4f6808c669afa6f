// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "io/network/draft.hpp"

namespace casus::io {

/// A row of a table as a file states it.
struct StatedRow {
  std::vector<std::size_t> states;  ///< of the parents
  std::vector<double> probabilities;
  std::size_t at;  ///< position in the file
};

/// Fills a variable's table from the stated rows of a leaky noisy-max: the base row, and one row
/// for each state of each parent with the other parents as in the base row. The stated rows are
/// rows of the table itself, so they include the leak. The effect of a parent is
/// P(X <= x | row) / P(X <= x | base) (Henrion, Some practical issues in constructing belief
/// networks, UAI 1987, 161-173, arXiv:1304.2725; Diez, Parameter adjustment in Bayes networks: the
/// generalized noisy OR-gate, UAI 1993, 99-105, doi:10.1016/B978-1-4832-1451-1.50016-0). The base
/// row is the one from which every other differs in one parent.
///
/// A row that makes the variable lower than the leak alone is accepted, with a warning: no cause of
/// a maximum has this effect.
///
/// Throws Error, at `at` or at a row, if a row is missing or stated twice, if rows differ in
/// several parents from any base, and if a combination of the parents' states would have no valid
/// probabilities.
void noisy_max_rows(Draft& draft, const Source& source, std::size_t node, const std::vector<StatedRow>& rows,
                    std::size_t at);

}  // namespace casus::io
