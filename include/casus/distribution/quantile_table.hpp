// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/distribution/family.hpp>

namespace casus::distribution {

/// The quantile function of a distribution as a piecewise polynomial, for distributions whose exact
/// quantile needs an iteration. Numerical inversion as in Derflinger, Hoermann and Leydold, "Random
/// variate generation by numerical inversion when only the density is known", ACM Trans. Model.
/// Comput. Simul. 20 (2010) 18, doi:10.1145/1842722.1842723, with the pieces arranged by octaves of
/// the nearer tail, so the digits of U give the number of the piece. Each octave has four parts,
/// each of which interpolates the exact quantile at ten Chebyshev points and is then cut into
/// sixteen continuous cubic pieces, which need few reads and little arithmetic. Memory: 208 KiB, of
/// which the 20 KiB next to the median serve all but one draw in 32. Immutable; safe to share
/// between threads.
class QuantileTable {
public:
  /// Bound on the error |F(x) - u| of a table, relative to the probability of the nearer tail, plus
  /// `least_error` (the exact quantiles are themselves no more accurate far out in the tails).
  /// Checked between the interpolation points.
  static constexpr double greatest_error = 1e-9;
  static constexpr double least_error = 1e-17;
  /// Largest error for a mixture with widely separated components, which cannot meet
  /// `greatest_error`; too small for a million draws to detect.
  static constexpr double greatest_error_of_mixture = 1e-6;

  /// Final operation on the number from the table.
  enum class Finish {
    none,
    clamp,  ///< to [low(), high()], if the ends are parameters: rounding may carry a piece beyond them
    divide_by_rate,  ///< the table is that of rate 1; divides by parameter 1, the rate
    exponentiate,    ///< the table is that of the logarithm: a Mixture of separated positive components
    location_scale,  ///< the table is that of location 0, scale 1; one fused multiply-add applies them
  };

  /// Returns a table for a continuous distribution with a slow exact quantile, if its parameters
  /// are literal (the others are null in the row). These are all distributions of quantities
  /// without a vector kernel, and Mixture without counts and single values. A literal shape
  /// suffices if the other parameters only shift and scale. Returns null for the other
  /// distributions, which need no table, and if the pieces would not meet `greatest_error`
  /// (densities with a pole or a kink, very small shapes, gaps). Cost: about 3,700 exact quantiles,
  /// which take milliseconds (tens of milliseconds for a mixture).
  static std::shared_ptr<const QuantileTable> make(const Shape& shape,
                                                   std::span<const std::optional<double>> parameters);

  /// Returns the u-quantile of the tabulated distribution; clamps u to [2^-53, 1 - 2^-53].
  double operator()(double u) const noexcept {
    return detail::scalar::table_quantile(std::clamp(u == u ? u : 0.5, 0x1p-53, 1 - 0x1p-53), coefficients());
  }

  Finish finish() const noexcept { return finish_; }
  /// The support of the tabulated distribution.
  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }

  /// Returns the value of the variable, given that of the tabulated distribution and the variable's
  /// row of parameters.
  double finished(double value, std::span<const double> parameters) const noexcept {
    switch (finish_) {
      case Finish::none: break;
      case Finish::clamp: return value < low_ ? low_ : (value > high_ ? high_ : value);
      case Finish::divide_by_rate: return value / parameters[1];
      case Finish::exponentiate: return detail::scalar::exp(value);
      case Finish::location_scale:
        return std::fma(parameters.back(), value, parameters[parameters.size() - 2]);
    }
    return value;
  }

  /// Four coefficients per piece, in the layout of detail/elements.inl; aligned to 32 bytes.
  const double* coefficients() const noexcept { return pieces_.data()->coefficients; }

private:
  friend class WideCounts;    // which tabulates another distribution
  friend class MixtureTable;  // which cuts the parts finer

  struct alignas(32) Piece {
    double coefficients[4];
  };
  static constexpr std::size_t half = detail::scalar::table_pieces;
  // Parts of an octave that interpolate the exact quantile, points per part, and pieces per part.
  static constexpr int parts = 4, points = 10, cuts = (1 << detail::scalar::table_digits) / parts;

  QuantileTable() : pieces_(2 * half) {}

  // A part of an octave of one half, as functions of the place in it, from -1 to 1: the tail
  // probability, and the interpolated quantile (Berrut and Trefethen, "Barycentric Lagrange
  // interpolation", SIAM Review 46 (2004) 501-517, doi:10.1137/S0036144502417715).
  struct Part;

  template <class Exact>
  static std::shared_ptr<const QuantileTable> fitted(const Exact& exact, Finish finish = Finish::none,
                                                     double greatest = greatest_error,
                                                     double least = least_error);
  static std::shared_ptr<const QuantileTable> of_distribution(const ComponentDistribution& law,
                                                              Finish finish);

  void cut(const Part& part, bool upper);

  // Returns null if the values of the distribution may be zero or negative.
  template <class Exact>
  static std::shared_ptr<const QuantileTable> fitted_to_logarithm(const Exact& exact, double greatest);

  static std::shared_ptr<const QuantileTable> of_mixture(const Mixture& mixture);

  static std::size_t first_piece(const Part& part, bool upper);

  // Checks the error in the middle of pieces, where that of an interpolation is largest. The
  // rounding of a value moves F by the density times the spacing of doubles there; no table is
  // more accurate.
  template <class Exact>
  bool is_fine(const Part& part, const Exact& exact, bool upper, double greatest, double least) const;

  std::vector<Piece> pieces_;
  Finish finish_ = Finish::none;
  double low_ = 0, high_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/quantile_table.inl>
#endif
