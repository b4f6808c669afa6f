// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <casus/io/csv.hpp>
#include <casus/model/model.hpp>

namespace casus {

namespace detail {

class CaseCounts;

}  // namespace detail

/// Observed cases of a model's events and categories, counted as they are added: those that are
/// complete by the tables that they belong to, the others by their distinct patterns. Memory
/// depends on the tables and the number of distinct patterns with missing values, not on the number
/// of cases. Safe to read from any number of threads. Part of the compiled core.
class Cases {
public:
  static constexpr Index missing = -1;

  /// `source` names the data: "data.csv". Throws Error, with a sentence about the variable, if the
  /// model has no event or category to learn, if one depends on a quantity, count or twin, if a
  /// formula reads a parameter, or if its table would have more than 2^20 rows.
  Cases(const Model& model, std::string source);

  /// Adds a case: the number of the state of each variable of the model (0 or 1 for an event), or
  /// `missing`; those of quantities are ignored. A variable whose guard does not hold has no value:
  /// a missing one becomes its absent state, and so do the values of formulas. Throws Error about
  /// the variable for a number that is no state, a value although the guard does not hold, and a
  /// value that contradicts a formula; the case is then not counted. Cost: some ten nanoseconds per
  /// variable and parent.
  void add(const std::vector<Index>& states);

  const std::string& source() const noexcept { return source_; }
  Index size() const noexcept;
  /// Returns the number of cases with a missing value that matters: that of a variable with an
  /// observed descendant. Other missing values are just not counted.
  Index incomplete() const noexcept;
  /// Returns the number of distinct patterns of the incomplete cases.
  Index patterns() const noexcept;
  /// Returns whether any case had a value of the variable.
  bool was_observed(Index variable) const;

  /// Columns of a file that are no variables, and variables to be learned that have no column.
  std::vector<std::string> unused_columns = {}, hidden_variables = {};

  const detail::CaseCounts& counts() const noexcept { return *counts_; }

private:
  std::string source_;
  std::shared_ptr<detail::CaseCounts> counts_;
};

/// Reads cases from a table: the columns that have the names of events and categories, with the
/// labels of their states; for events also 0 and 1, false and true. Other columns are not used.
/// Throws Error, with file, line and column, for an unknown state (with the nearest one), for a
/// column that is a quantity, if no column is a variable, and as `Cases::add` does. Cost: about a
/// microsecond per row of ten columns. Part of the compiled core.
Cases read_cases(const Model& model, CsvReader& table);

}  // namespace casus
