// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <casus/distribution/family.hpp>
#include <casus/model/node.hpp>

/// Interval arithmetic over the values that random variables can take (Moore, Interval Analysis,
/// 1966; Neumaier, Interval Methods for Systems of Equations, 1990, doi:10.1017/CBO9780511526473).
namespace casus {

/// Range of a part of an expression; its value never lies outside. Truth values are 0 and 1; a
/// category is the number of its state. Exactness assumes that all inputs can take all their values
/// independently, that is, that each variable is read once.
struct PossibleRange {
  /// Possible values within the range: unknown, the listed values, all whole numbers, or the whole
  /// interval, in which no single number has a positive probability.
  enum class Fill { unknown, listed, whole, dense };

  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool low_is_exact = false, high_is_exact = false;  ///< no narrower range is valid
  bool low_is_open = false, high_is_open = false;    ///< the end itself is never taken
  bool may_be_undefined = false;                     ///< it may not be a number; then nothing else is known
  Fill fill = Fill::unknown;
  /// Sorted. If not empty, no other values are possible, and each of them is possible if `fill` is
  /// `listed`.
  std::vector<double> values = {};

  bool is_empty() const noexcept { return !(low <= high); }
  bool is_single() const noexcept { return low == high; }
  bool is_above(double limit) const noexcept { return low > limit || (low == limit && low_is_open); }
  bool is_below(double limit) const noexcept { return high < limit || (high == limit && high_is_open); }

  static PossibleRange none();
  static PossibleRange all_numbers() { return {}; }
  static PossibleRange undefined();
  static PossibleRange single(double value);
  /// `values`: sorted.
  static PossibleRange listed(std::vector<double> values, bool is_exact);
  static PossibleRange interval(double low, double high);
  static PossibleRange counts(double low, double high);
  static PossibleRange truth(bool can_be_false, bool can_be_true, bool false_is_exact, bool true_is_exact);

  /// Widens the range by that of an alternative; `is_possible`: the alternative certainly has a
  /// positive probability.
  void unite(PossibleRange other, bool is_possible);
};

/// Restriction of an expression by a condition: its value lies in this interval and is not an
/// excluded one.
struct Restriction {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool low_is_open = false, high_is_open = false;
  bool is_observed = false;  ///< exactly one value, conditioned on by its density
  std::vector<double> excluded = {};

  bool admits(double value) const noexcept;
  Restriction& operator+=(const Restriction& other);
};

/// A restricted range. `is_possible`: it certainly contains a possible value.
struct RestrictedRange {
  PossibleRange range;
  bool is_possible;
};
/// Returns the range under a restriction.
RestrictedRange restricted(const PossibleRange& range, const Restriction& to);

/// Returns the range of an operation on operands with these ranges. `reads`: receives the numbers
/// of the operands that it depends on.
PossibleRange range_of(const Node& node, const std::vector<const PossibleRange*>& operands,
                       std::vector<std::size_t>& reads);

/// Returns the range of a distribution whose parameters have these ranges. `reads`: receives the
/// numbers of the parameters that it depends on.
PossibleRange range_of(const distribution::Shape& shape, const std::vector<const PossibleRange*>& parameters,
                       std::vector<std::size_t>& reads);

}  // namespace casus
