// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include <casus/distribution/gamma.hpp>
#include <casus/distribution/gamma_table.hpp>

namespace casus::distribution {

namespace entries {

/// Values of the Chebyshev polynomials at x in [-1, 1].
template <std::size_t Count> std::array<double, Count> chebyshev(double x) noexcept {
  std::array<double, Count> values{1, x};
  for (std::size_t i = 2; i < Count; ++i)
    values[i] = detail::scalar::fma(2 * x, values[i - 1], -values[i - 2]);
  return values;
}

/// Returns the quantile of a tail, of one half, for a mixture.
inline double gamma_of_tail(const GammaTable::Mixture& mixture, double tail, bool upper) noexcept {
  using namespace detail::scalar;
  const std::size_t start =
      ((upper ? shaped_pieces : 0) + static_cast<std::size_t>(shaped_piece(tail))) * shaped_stride;
  double coefficients[shaped_stride];
  for (std::size_t i = 0; i < shaped_stride; ++i) coefficients[i] = mixture.coefficient(start + i);
  return shaped_value(tail, 0, coefficients);
}

}  // namespace entries

CASUS_INLINE const std::shared_ptr<const GammaTable>& GammaTable::of_process() {
  static const auto table = std::make_shared<const GammaTable>();
  return table;
}

CASUS_INLINE double GammaTable::operator()(double shape, double u) const {
  const double other = 1 - u;
  const bool upper = !(u < other);
  const double tail = upper ? other : u;
  constexpr double least_tail = 0x1p-32;
  if (tail >= least_tail)
    if (const auto mixture = at(shape)) return entries::gamma_of_tail(*mixture, tail, upper);
  return Gamma{shape, 1}.quantile(u);
}

CASUS_INLINE std::optional<GammaTable::Mixture> GammaTable::at(double shape) const {
  if (!(shape > 0 && std::isfinite(shape))) return std::nullopt;
  int exponent = 0;
  const double part = 2 * std::frexp(shape, &exponent);  // in [1, 2)
  const int number = exponent - 1 - least_exponent;
  if (number < 0 || number >= octaves) return std::nullopt;
  Octave& octave = octaves_[static_cast<std::size_t>(number)];
  std::call_once(octave.once, [&] { make(std::ldexp(1.0, exponent - 1), octave.rows); });
  if (octave.rows.empty()) return std::nullopt;
  const double place = 2 / std::numbers::ln2 * detail::scalar::log(part) - 1;
  return Mixture{octave.rows.data(), entries::chebyshev<degrees>(place)};
}

CASUS_INLINE void GammaTable::make(double least_shape, std::vector<double>& rows) {
  using namespace detail::scalar;
  constexpr std::size_t points = 10, parts = std::size_t{1} << shaped_digits;
  constexpr double width = 1.0 / parts;
  const auto shape_at = [&](double place) { return least_shape * std::exp2((place + 1) / 2); };
  rows.assign(degrees * size + padding, 0.0);
  for (std::size_t node = 0; node < degrees; ++node) {
    const double at_node = std::cos(std::numbers::pi * (static_cast<double>(node) + 0.5) / degrees);
    const Gamma law{shape_at(at_node), 1};
    const std::array<double, degrees> factors = entries::chebyshev<degrees>(at_node);
    // Adds the node's share of the coefficients of each degree.
    const auto add = [&](std::size_t start, const double* coefficients) {
      for (std::size_t degree = 0; degree < degrees; ++degree)
        for (std::size_t i = 0; i < points; ++i)
          rows[degree * size + start + i] +=
              (degree == 0 ? 1.0 : 2.0) / degrees * factors[degree] * coefficients[i];
    };
    for (const bool upper : {false, true}) {
      const auto logarithm = [&](double tail) {
        return std::log(upper ? law.upper_quantile(tail) : law.quantile(tail));
      };
      for (std::size_t piece = 0; piece < shaped_pieces; ++piece) {
        const int exponent = static_cast<int>(piece / parts) - static_cast<int>(shaped_octaves) - 1;
        const double start = 1 + width * static_cast<double>(piece % parts);
        double place[points], value[points], coefficients[points] = {};
        if (piece + 1 == shaped_pieces) {
          coefficients[0] = logarithm(0.5);
        } else {
          for (std::size_t i = 0; i < points; ++i) {
            // Chebyshev points, stretched to include the ends.
            const double stretched = -std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / points) /
                                     std::cos(std::numbers::pi * 0.5 / points);
            const double tail = std::ldexp(start + width * (stretched + 1) / 2, exponent);
            place[i] = std::ldexp(tail, -exponent) - start;
            value[i] = logarithm(tail);
          }
          interpolate(place, value, coefficients);
        }
        add(((upper ? shaped_pieces : 0) + piece) * shaped_stride, coefficients);
      }
    }
  }
  // Checked in the middle of pieces and between the nodes, where the error is largest.
  for (const double place : {-0.99, -0.57, 0.15, 0.83}) {
    const double shape = shape_at(place);
    const Gamma law{shape, 1};
    const Mixture mixture{rows.data(), entries::chebyshev<degrees>(place)};
    for (const bool upper : {false, true})
      for (std::size_t piece = 0; piece + 1 < shaped_pieces; piece += 3) {
        const int exponent = static_cast<int>(piece / parts) - static_cast<int>(shaped_octaves) - 1;
        const double tail = std::ldexp(1 + width * (static_cast<double>(piece % parts) + 0.47), exponent);
        const double value = entries::gamma_of_tail(mixture, tail, upper);
        const double error = std::abs((upper ? law.survival(value) : law.cdf(value)) - tail);
        if (error <= greatest_error * tail + law.density(value) * value * 0x1p-48) continue;
        rows.clear();
        rows.shrink_to_fit();
        return;
      }
  }
}

}  // namespace casus::distribution
