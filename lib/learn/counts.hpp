// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <casus/model/model.hpp>

namespace casus::detail {

/// A variable whose table is learned, and the parents that index it.
struct TableFamily {
  Index variable;
  std::vector<Index> parents;  ///< without the guard, which holds whenever the table is read
  std::vector<Index> radices;  ///< numbers of the parents' states
  std::optional<Index> guard;
  Index rows = 1, states = 2;
  Index first = 0;  ///< position of its counts among those of all families

  /// Returns the number of the row for the parents' states in a case.
  Index row(const std::vector<Index>& values) const {
    Index row = 0;
    for (std::size_t i = 0; i < parents.size(); ++i)
      row = row * radices[i] + values[static_cast<std::size_t>(parents[i])];
    return row;
  }
  /// Returns the states of the parents in a row.
  std::vector<Index> states_of(Index row) const;
};

/// Cases with the same values and the same ones missing.
struct CasePattern {
  Index count = 0;
  Index first_case = 0;  ///< number of the first such case, from 1
};

/// The counts of `Cases`.
class CaseCounts {
public:
  /// Marks in a pattern: a value that is estimated, and one that does not matter.
  static constexpr Index hidden = -1, barren = -2;

  explicit CaseCounts(const Model& model);

  void add(const std::vector<Index>& states);

  const Model& model() const noexcept { return model_; }
  const std::vector<TableFamily>& families() const noexcept { return families_; }
  /// Returns the counts of the complete cases: for each family, row and state.
  const std::vector<double>& complete() const noexcept { return complete_; }
  /// Returns the patterns in the order of their first cases, each with its values by variable.
  std::vector<std::pair<std::vector<Index>, CasePattern>> patterns() const;
  Index distinct() const noexcept { return static_cast<Index>(patterns_.size()); }
  Index cases() const noexcept { return cases_; }
  Index incomplete() const noexcept { return incomplete_; }
  bool was_observed(Index variable) const { return observed_[static_cast<std::size_t>(variable)]; }

private:
  void settle(std::size_t variable);
  bool mark_barren();
  void count_families();

  Model model_;
  std::vector<TableFamily> families_;
  std::vector<std::size_t> discrete_;               // numbers of all events and categories
  std::vector<bool> is_formula_;                    // by variable
  std::vector<std::vector<Index>> parents_;         // by variable
  std::vector<std::vector<std::size_t>> children_;  // by variable; discrete ones only
  std::vector<bool> observed_;
  std::vector<double> complete_;
  std::unordered_map<std::string, CasePattern> patterns_;
  std::vector<Index> values_;  // of the case that is added
  std::vector<double> numbers_, scratch_;
  std::string key_;
  Index cases_ = 0, incomplete_ = 0;
};

}  // namespace casus::detail
