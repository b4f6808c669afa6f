// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "learn/counts.hpp"

namespace casus::detail {

/// The information about rows of tables that incomplete cases would have if they were complete, but
/// do not have. With expected counts kept as if they had been observed, the precision of the rows'
/// probabilities is that of the complete cases; the observed one is less by the derivatives of the
/// expected counts (Louis, J. R. Stat. Soc. B 44 (1982) 226-233,
/// doi:10.1111/j.2517-6161.1982.tb01203.x; Oakes, ibid. 61 (1999) 479-482,
/// doi:10.1111/1467-9868.00188). Its inverse has the covariances of all rows together.
///
/// The coordinates of a row are the probabilities of its possible states but the most probable one,
/// the reference, which takes the rest. Memory: the square of their number, at most
/// `most_together`; of more, only the squares of the rows' own coordinates are kept.
class MissingInformation {
public:
  static constexpr Index most_together = 1'024;

  struct Row {
    std::size_t place = 0;  ///< of its first state
    Index states = 2;
    std::size_t reference = 0;  ///< place of the most probable state
    Index first = 0, size = 0;  ///< its coordinates
  };

  /// `probabilities` and `concentrations`: by family, row and state; each row of the first is that
  /// of the second divided by its sum.
  MissingInformation(const CaseCounts& counts, const std::vector<double>& probabilities,
                     const std::vector<double>& concentrations)
      : families_(counts.families()), probabilities_(probabilities), concentrations_(concentrations) {}

  /// Returns the row of a place, with coordinates of its own from now on.
  Row row_of(std::size_t place);
  /// Returns the coordinate of a place of such a row: -1 for the reference and impossible states.
  Index coordinate(std::size_t place) const;
  double probability(std::size_t place) const { return probabilities_[place]; }

  /// Adds the derivative of a place's expected count by a coordinate of another row or its own.
  void add(const Row& row, std::size_t place, const Row& by, Index coordinate, double derivative);

  /// Returns whether rows are regarded together, or each by itself because there are too many.
  bool is_together() const noexcept { return is_together_; }

  /// Returns the rows that incomplete cases are about, each with the factor by which the variances
  /// of its probabilities exceed those of complete cases: at least 1, of the state for which it is
  /// greatest.
  std::vector<std::pair<Row, double>> factors() const;

private:
  struct Entry {
    Index row, column;
    double value;
  };
  std::vector<double> factors_of(const std::vector<const Row*>& rows,
                                 const std::vector<Entry>& entries) const;
  double total(const Row& row) const;

  const std::vector<TableFamily>& families_;
  const std::vector<double>&probabilities_, &concentrations_;
  std::vector<Row> rows_;
  std::vector<std::size_t> owners_;  // numbers of the rows, by coordinate
  std::unordered_map<std::size_t, std::size_t> rows_by_place_;
  std::unordered_map<std::size_t, Index> coordinates_;
  std::unordered_map<std::uint64_t, double> matrix_;  // by row and column
  Index size_ = 0;
  bool is_together_ = true;
};

}  // namespace casus::detail
