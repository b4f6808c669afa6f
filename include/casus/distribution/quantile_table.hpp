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

/// The quantile function of a law in polynomial pieces, for drawing from distributions whose exact quantile takes an
/// iteration: numerical inversion as in Derflinger, Hoermann and Leydold, "Random variate generation by numerical inversion
/// when only the density is known", ACM Trans. Model. Comput. Simul. 20 (2010) 18, doi:10.1145/1842722.1842723, with the pieces laid out
/// by octaves of the nearer tail so that the piece is read off the digits of U. Four parts of each octave interpolate the exact quantile
/// in ten Chebyshev points; each is then cut into sixteen cubic pieces, which need few reads and little arithmetic and join
/// without a step. Memory: 208 KiB, of which the 20 KiB beside the median serve all but one draw in 32. Immutable; safe to share
/// between threads.
class QuantileTable {
public:
  /// The error |F(x) - u| of a table is at most this share of the nearer tail's probability, and `least_error` besides (the exact
  /// quantiles that it interpolates are not better known in the last tail); as checked between the points.
  static constexpr double greatest_error = 1e-9;
  static constexpr double least_error = 1e-17;
  /// Largest error for a mixture with widely separated components, which cannot meet `greatest_error`; too
  /// small for a million draws to detect.
  static constexpr double greatest_error_of_mixture = 1e-6;

  /// What remains to be done with the table's number.
  enum class Finish {
    none,
    clamp,  ///< to [low(), high()]: of laws whose ends are parameters, which their pieces may leave by a rounding
    divide_by_rate,  ///< the table is of a Gamma of rate 1; divided by the parameter 1, the rate
    exponentiate,    ///< the table holds the logarithm: for a Mixture of positive components that lie apart
    location_scale,  ///< of a law of location 0 and scale 1; times the last parameter plus the one before, in one rounding
  };

  /// Returns a table for a continuous distribution whose exact quantile is slow and whose parameters are
  /// literal (the others are null in the row): all laws of quantities without a vector kernel, and Mixture
  /// without counts and single values. A literal shape suffices where the other parameters only shift and scale. Returns null for the
  /// other distributions, which need no table, and if the pieces would not meet `greatest_error` (densities
  /// with a pole or a kink, very small shapes, gaps). Cost: some 3,700 exact quantiles, which take
  /// milliseconds (tens of milliseconds for a mixture).
  static std::shared_ptr<const QuantileTable> make(const Shape& shape,
                                                   std::span<const std::optional<double>> parameters);

  /// The quantile of the tabled law, u in (0, 1); nearer to an end than 2^-53, that of 2^-53.
  double operator()(double u) const noexcept {
    return detail::scalar::table_quantile(std::clamp(u == u ? u : 0.5, 0x1p-53, 1 - 0x1p-53), coefficients());
  }

  Finish finish() const noexcept { return finish_; }
  /// The tabled law's support.
  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }

  /// The variable's value, given the tabled law's and the variable's row of parameters.
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

  /// Of each piece its four coefficients, as detail/elements.inl reads them; aligned to 32 bytes.
  const double* coefficients() const noexcept { return pieces_.data()->coefficients; }

private:
  friend class WideCounts;  // which tabulates another distribution

  struct alignas(32) Piece {
    double coefficients[4];
  };
  static constexpr std::size_t half = detail::scalar::table_pieces;
  // Parts of an octave that interpolate the exact quantile, the points in each, and the pieces that each is cut into.
  static constexpr int parts = 4, points = 10, cuts = (1 << detail::scalar::table_digits) / parts;

  QuantileTable() : pieces_(2 * half) {}

  // A part of an octave of one half, as numbers of its place from -1 to 1: the tail's probability there, and the quantile as it
  // is interpolated (Berrut and Trefethen, "Barycentric Lagrange interpolation", SIAM Review 46 (2004) 501-517,
  // doi:10.1137/S0036144502417715).
  struct Part;

  template <class Exact>
  static std::shared_ptr<const QuantileTable> fitted(const Exact& exact, Finish finish = Finish::none,
                                                     double greatest = greatest_error,
                                                     double least = least_error);
  static std::shared_ptr<const QuantileTable> of_law(const ComponentLaw& law, Finish finish);

  void cut(const Part& part, bool upper);

  // Returns null if the values of the distribution may be zero or negative.
  template <class Exact>
  static std::shared_ptr<const QuantileTable> fitted_to_logarithm(const Exact& exact, double greatest);

  static std::shared_ptr<const QuantileTable> of_mixture(const Mixture& mixture);

  static std::size_t first_piece(const Part& part, bool upper);

  // In the middle of pieces, where the error of an interpolation is greatest. A value's own rounding moves F by the density times
  // the spacing of doubles there; no table can do better.
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
