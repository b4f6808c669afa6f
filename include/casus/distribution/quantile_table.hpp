// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/family.hpp>

namespace casus::distribution {

/// The quantile function of a law in polynomial pieces, for drawing from distributions whose exact quantile takes an
/// iteration: numerical inversion as in Derflinger, Hoermann and Leydold, "Random variate generation by numerical inversion
/// when only the density is known", ACM Trans. Model. Comput. Simul. 20 (2010) 18, doi:10.1145/1842722.1842723, with the pieces laid out
/// by octaves of the nearer tail so that the piece is read off the digits of U. Each piece interpolates the exact quantile in
/// eight Chebyshev points. Immutable; safe to share between threads.
class QuantileTable {
public:
  /// The error |F(x) - u| of a table is at most this share of the nearer tail's probability, and `least_error` besides (the exact
  /// quantiles that it interpolates are not better known in the last tail); as checked between the points.
  static constexpr double greatest_error = 1e-9;
  static constexpr double least_error = 1e-17;

  /// A table for a continuous law whose exact quantile is slow (Beta and Gamma); null for the others, which need none, and where
  /// the pieces would miss `greatest_error` (densities with a pole, very small shapes). Cost: some 4,000 exact quantiles,
  /// milliseconds.
  static std::shared_ptr<const QuantileTable> make(Family family, std::span<const double> parameters) {
    if (family == Family::beta) return fitted(Beta{parameters[0], parameters[1]});
    if (family == Family::gamma) return fitted(Gamma{parameters[0], parameters[1]});
    return nullptr;
  }

  double operator()(double u) const noexcept {
    return detail::scalar::table_quantile(u, coefficients_.data());
  }

  /// Coefficient i of piece k at i * table_pieces + k, as detail/elements.inl reads them.
  const double* coefficients() const noexcept { return coefficients_.data(); }

private:
  static constexpr std::size_t half = detail::scalar::table_pieces / 2;
  static constexpr std::size_t points = detail::scalar::table_coefficients;

  QuantileTable() : coefficients_(points * detail::scalar::table_pieces) {}

  // The nearer tail's probability at a place in [-1, 1] of a piece.
  static double tail_at(std::size_t piece, double place) {
    const std::size_t number = piece % half;
    const double octave = std::ldexp(1.0, static_cast<int>(number / 4) - 53);
    return octave * (1 + (static_cast<double>(number % 4) + (place + 1) / 2) / 4);
  }

  // Quantile and tail probability from the upper end, exact where 1 - tail would lose digits.
  static double upper_quantile(const Beta& law, double tail) {
    return 1 - Beta{law.beta, law.alpha}.quantile(tail);
  }
  static double upper_tail(const Beta& law, double x) { return Beta{law.beta, law.alpha}.cdf(1 - x); }
  static double upper_quantile(const Gamma& law, double tail) {
    return boost::math::gamma_q_inv(law.shape, tail, detail::QuietPolicy()) / law.rate;
  }
  static double upper_tail(const Gamma& law, double x) {
    return boost::math::gamma_q(law.shape, law.rate * x, detail::QuietPolicy());
  }

  double at(std::size_t piece, double place) const {
    double sum = 0;
    for (std::size_t i = points; i-- > 0;)
      sum = std::fma(sum, place, coefficients_[i * detail::scalar::table_pieces + piece]);
    return sum;
  }

  template <class Exact> static std::shared_ptr<const QuantileTable> fitted(const Exact& exact) {
    auto table = std::shared_ptr<QuantileTable>(new QuantileTable);
    for (std::size_t piece = 0; piece < detail::scalar::table_pieces; ++piece)
      if (!table->fit(exact, piece)) return nullptr;
    return table;
  }

  template <class Exact> bool fit(const Exact& exact, std::size_t piece) {
    // Newton's divided differences in the Chebyshev points, then expanded into powers.
    std::array<double, points> x{}, y{};
    for (std::size_t i = 0; i < points; ++i) {
      x[i] = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / points);
      const double tail = tail_at(piece, x[i]);
      y[i] = piece < half ? exact.quantile(tail) : upper_quantile(exact, tail);
      if (!std::isfinite(y[i])) return false;
    }
    for (std::size_t order = 1; order < points; ++order)
      for (std::size_t i = points - 1; i >= order; --i) y[i] = (y[i] - y[i - 1]) / (x[i] - x[i - order]);
    std::array<double, points> powers{};
    for (std::size_t i = points; i-- > 0;) {
      for (std::size_t k = points - 1; k > 0; --k) powers[k] = powers[k - 1] - x[i] * powers[k];
      powers[0] = y[i] - x[i] * powers[0];
    }
    for (std::size_t k = 0; k < points; ++k)
      coefficients_[k * detail::scalar::table_pieces + piece] = powers[k];
    // Between the points, where the error of an interpolation is greatest. A value's own rounding moves F by the density times
    // the spacing of doubles there; no table can do better.
    for (const double place : {-1.0, -0.55, 0.2, 1.0}) {
      const double tail = tail_at(piece, place);
      const double value = at(piece, place);
      const double error = std::abs((piece < half ? exact.cdf(value) : upper_tail(exact, value)) - tail);
      if (!(error <= greatest_error * tail + least_error + exact.density(value) * std::abs(value) * 0x1p-51))
        return false;
    }
    return true;
  }

  std::vector<double> coefficients_;
};

}  // namespace casus::distribution
