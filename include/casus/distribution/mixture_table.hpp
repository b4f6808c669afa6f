// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/distribution/family.hpp>
#include <casus/distribution/quantile_table.hpp>

namespace casus::distribution {

/// The quantile function of a mixture as a piecewise polynomial, where the pieces of a
/// QuantileTable would be too coarse: between components that lie apart, and beside single values
/// and counts. A part of an octave whose pieces are inaccurate is cut into four, again and again,
/// until they are accurate, or until the part has a probability below `least_probability`; there
/// the exact quantile is computed. So the function stays that of one uniform number, nondecreasing
/// in it up to rounding. Immutable; safe to share between threads.
class MixtureTable {
public:
  /// Bound on the error |F(x) - u|, relative to the probability of the nearer tail, where a table
  /// decides. Checked in the middle of each piece. Where the quantile jumps, the table is exact.
  static constexpr double greatest_error = QuantileTable::greatest_error;
  /// Parts with a smaller probability are not cut further. The outermost 2^-20 of either tail
  /// consists of such parts.
  static constexpr double least_probability = 0x1p-22;
  /// A mixture of more components has no table: making it would take too long.
  static constexpr std::size_t most_components = 64;

  /// Returns a table for a mixture that does not consist of counts alone, if all its parameters are
  /// literal (the others are null in the row). Returns null for other distributions and if a table
  /// would rarely decide. Cost: some 2,000 exact quantiles and 40 for each jump, which take about
  /// ten milliseconds.
  static std::shared_ptr<const MixtureTable> make(const Shape& shape,
                                                  std::span<const std::optional<double>> parameters);

  /// Returns the u-quantile; clamps u to [2^-53, 1 - 2^-53].
  double operator()(double u) const noexcept {
    const double inside = std::clamp(u == u ? u : 0.5, 0x1p-53, 1 - 0x1p-53);
    const double value = detail::scalar::table_quantile(inside, coefficients());
    return std::isnan(value) ? finer(inside) : within(value);
  }

  /// Returns the u-quantile where `coefficients()` give NaN, u in [2^-53, 1 - 2^-53]. Cost: a
  /// search through a few nodes; an exact quantile with probability `exact_share()`.
  double finer(double u) const noexcept;

  /// Four coefficients per piece, in the layout of detail/elements.inl; NaN where the part is cut
  /// finer.
  const double* coefficients() const noexcept { return pieces_.data()->coefficients; }
  /// The support, to which values are clamped.
  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }
  /// Probability that a draw is in a part that is cut finer, and that the exact quantile is
  /// computed for it.
  double finer_share() const noexcept { return finer_share_; }
  double exact_share() const noexcept { return exact_share_; }
  /// Memory of what is cut finer.
  std::size_t bytes_of_cuts() const noexcept {
    return leaves_.size() * sizeof(Leaf) + nodes_.size() * sizeof(Node) + sizeof(roots_);
  }

private:
  using Piece = QuantileTable::Piece;
  static constexpr int parts = QuantileTable::parts, points = QuantileTable::points,
                       cuts = QuantileTable::cuts;
  static constexpr std::size_t half = QuantileTable::half, octaves = detail::scalar::octaves;
  static constexpr std::size_t most_leaves = 1024;

  // What a part consists of: the number of a node or of a leaf, or nothing but exact quantiles.
  struct Cut {
    enum class Kind : std::uint8_t { exact, leaf, node } kind = Kind::exact;
    std::uint32_t number = 0;
  };
  using Node = std::array<Cut, 4>;
  using Leaf = std::array<Piece, cuts>;
  struct Stretch;

  explicit MixtureTable(Mixture law);

  double within(double value) const noexcept { return value < low_ ? low_ : (value > high_ ? high_ : value); }
  std::optional<Leaf> fitted(const Stretch& stretch, double width_of_place) const;
  bool is_fine(const Leaf& pieces, const Stretch& stretch, double width) const;
  void cut_finer();

  Mixture law_;
  double low_, high_;
  std::vector<Piece> pieces_;
  std::array<Cut, 2 * octaves* static_cast<std::size_t>(parts)> roots_{};
  std::vector<Node> nodes_;
  std::vector<Leaf> leaves_;
  double finer_share_ = 0, exact_share_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/mixture_table.inl>
#endif
