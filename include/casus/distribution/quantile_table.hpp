// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
#include <tuple>
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

  /// What remains to be done with the table's number.
  enum class Finish {
    none,
    clamp,  ///< to [low(), high()]: of TruncatedNormal and Pert, which their pieces may leave by a rounding
    divide_by_rate,  ///< the table is of a Gamma of rate 1; divided by the parameter 1, the rate
    location_scale,  ///< of a StudentT of location 0 and scale 1; times the last parameter plus the one before, in one rounding
  };

  /// A table for a continuous law whose exact quantile is slow, where its parameters are literal (the others are null in the
  /// row): Beta, Gamma, TruncatedNormal, StudentT, Pert, and Mixture without counts; where their shape alone is, for Gamma and
  /// StudentT. Null for the others, which need none, and where the pieces would miss `greatest_error` (densities with a pole or a kink,
  /// very small shapes, gaps). Cost: some 4,000 exact quantiles, milliseconds (of a mixture tens of milliseconds).
  static std::shared_ptr<const QuantileTable> make(const Shape& shape,
                                                   std::span<const std::optional<double>> parameters) {
    std::vector<double> p;
    for (const auto& literal : parameters) {
      if (!literal) break;
      p.push_back(*literal);
    }
    if (p.size() < parameters.size()) {
      if (p.empty()) return nullptr;
      if (shape.family == Family::gamma) return fitted(Gamma{p[0], 1}, Finish::divide_by_rate);
      if (shape.family == Family::student_t) return fitted(StudentT{p[0], 0, 1}, Finish::location_scale);
      return nullptr;
    }
    switch (shape.family) {
      case Family::beta: return fitted(Beta{p[0], p[1]});
      case Family::gamma: return fitted(Gamma{p[0], p[1]});
      case Family::truncated_normal: return fitted(TruncatedNormal{p[0], p[1], p[2], p[3]}, Finish::clamp);
      case Family::student_t: return fitted(StudentT{p[0], p[1], p[2]});
      case Family::pert: return fitted(Pert{p[0], p[1], p[2]}, Finish::clamp);
      case Family::mixture:
        for (const Family component : shape.components)
          if (is_count(component)) return nullptr;
        return fitted(std::get<Mixture>(make_law(shape, p)));
      default: return nullptr;
    }
  }

  /// The quantile of the tabled law, u in (0, 1).
  double operator()(double u) const noexcept {
    return detail::scalar::table_quantile(u, coefficients_.data());
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
      case Finish::location_scale: return std::fma(parameters.back(), value, parameters[1]);
    }
    return value;
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

  double at(std::size_t piece, double place) const {
    double sum = 0;
    for (std::size_t i = points; i-- > 0;)
      sum = std::fma(sum, place, coefficients_[i * detail::scalar::table_pieces + piece]);
    return sum;
  }

  template <class Exact>
  static std::shared_ptr<const QuantileTable> fitted(const Exact& exact, Finish finish = Finish::none) {
    auto table = std::shared_ptr<QuantileTable>(new QuantileTable);
    table->finish_ = finish;
    std::tie(table->low_, table->high_) = exact.support();
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
      y[i] = piece < half ? exact.quantile(tail) : exact.upper_quantile(tail);
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
      const double value = finish_ == Finish::clamp ? finished(at(piece, place), {}) : at(piece, place);
      const double error = std::abs((piece < half ? exact.cdf(value) : exact.survival(value)) - tail);
      if (!(error <= greatest_error * tail + least_error + exact.density(value) * std::abs(value) * 0x1p-51))
        return false;
    }
    return true;
  }

  std::vector<double> coefficients_;
  Finish finish_ = Finish::none;
  double low_ = 0, high_ = 0;
};

}  // namespace casus::distribution
