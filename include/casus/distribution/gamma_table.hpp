// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/elementary.hpp>

namespace casus::distribution {

/// The quantile function of the gamma distribution of rate 1 for any shape: piecewise polynomials
/// of its logarithm in the tail's probability, whose coefficients are polynomials in the logarithm
/// of the shape (interpolation at Chebyshev points in both; Trefethen, Approximation Theory and
/// Approximation Practice, 2013). For a shape that is not known when a model is compiled, such as
/// that of a world: the coefficients for one shape take some thousand products, instead of
/// thousands of exact quantiles.
///
/// Each octave of shapes is made when it is first needed, which takes about 27,000 exact quantiles
/// (tens of milliseconds), and occupies 260 KiB. Shapes outside of [1/4, 4096] and tails below
/// 2^-32 have the exact quantile. Safe to share between threads.
class GammaTable {
public:
  /// Bound on the error |F(x) - u|, relative to the probability of the nearer tail. Checked between
  /// the interpolation points; an octave of shapes that does not meet it has exact quantiles.
  static constexpr double greatest_error = 1e-9;
  /// Degrees in the logarithm of the shape, and doubles for each of them.
  static constexpr std::size_t degrees = 11;
  static constexpr std::size_t size = 2 * detail::scalar::shaped_pieces * detail::scalar::shaped_stride;

  /// The table that the whole process uses.
  static const std::shared_ptr<const GammaTable>& of_process();

  /// Returns the u-quantile, u in (0, 1), for a positive shape.
  double operator()(double shape, double u) const;

  /// The coefficients of the pieces for one shape are the sum of these rows, `size` apart, times
  /// the factors: the first product, then fused multiply-adds in order.
  struct Mixture {
    const double* rows;  ///< [degree][half][piece][coefficient]
    std::array<double, degrees> factors;

    double coefficient(std::size_t i) const noexcept {
      double sum = factors[0] * rows[i];
      for (std::size_t degree = 1; degree < degrees; ++degree)
        sum = detail::scalar::fma(factors[degree], rows[degree * size + i], sum);
      return sum;
    }
  };
  /// Returns nothing if the shape has exact quantiles.
  std::optional<Mixture> at(double shape) const;

private:
  static constexpr int least_exponent = -2, octaves = 14;
  static constexpr std::size_t padding = 8;  // after the rows, for whole vectors
  struct Octave {
    std::once_flag once;
    std::vector<double> rows;  // empty: not precise enough
  };

  static void make(double least_shape, std::vector<double>& rows);

  mutable std::array<Octave, octaves> octaves_;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/gamma_table.inl>
#endif
