// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/quantile_table.hpp>

namespace casus::distribution {

struct QuantileTable::Part {
  int octave, number;
  std::array<double, points> values;

  // Returns the i-th Chebyshev point, stretched to include the ends.
  static double point(int i) {
    if (i == 0) return -1;
    if (i == points - 1) return 1;
    return -std::cos(std::numbers::pi * (i + 0.5) / points) / std::cos(std::numbers::pi * 0.5 / points);
  }
  double tail(double place) const { return std::ldexp(1 + (number + (place + 1) / 2) / parts, octave - 53); }
  double value(double place) const {
    double numerator = 0, denominator = 0;
    for (int i = 0; i < points; ++i) {
      if (place == point(i)) return values[static_cast<std::size_t>(i)];
      const double weight = (i % 2 == 0 ? 1 : -1) * std::sin(std::numbers::pi * (i + 0.5) / points);
      const double share = weight / (place - point(i));
      numerator = std::fma(share, values[static_cast<std::size_t>(i)] - values[0], numerator);
      denominator += share;
    }
    return numerator / denominator + values[0];
  }
};

CASUS_INLINE std::size_t QuantileTable::first_piece(const Part& part, bool upper) {
  return (upper ? half : 0) + static_cast<std::size_t>((part.octave * parts + part.number) * cuts);
}

CASUS_INLINE void QuantileTable::cut(const Part& part, bool upper) {
  constexpr double stretched = 0.41421356237309505;  // cos(3 pi / 8) / cos(pi / 8)
  constexpr double width = 1.0 / (parts * cuts);
  for (int i = 0; i < cuts; ++i) {
    double place[4], value[4];
    for (const int k : {0, 1, 2, 3}) {
      const double share =
          std::array{0.0, 0.5 - stretched / 2, 0.5 + stretched / 2, 1.0}[static_cast<std::size_t>(k)];
      place[k] = share * width;
      value[k] = part.value(2 * (i + share) / cuts - 1);
    }
    detail::scalar::interpolate(place, value,
                                pieces_[first_piece(part, upper) + static_cast<std::size_t>(i)].coefficients);
  }
}

template <class Exact>
bool QuantileTable::is_fine(const Part& part, const Exact& exact, bool upper, double greatest,
                            double least) const {
  for (const int piece : {0, cuts / 3, 2 * cuts / 3, cuts - 1}) {
    const double tail = part.tail(2 * (piece + 0.5) / cuts - 1);
    double value = detail::scalar::table_value(tail, upper ? half : 0, coefficients());
    if (finish_ == Finish::clamp) value = finished(value, {});
    const double error = std::abs((upper ? exact.survival(value) : exact.cdf(value)) - tail);
    if (!(error <= greatest * tail + least + exact.density(value) * std::abs(value) * 0x1p-51)) return false;
  }
  return true;
}

template <class Exact>
std::shared_ptr<const QuantileTable> QuantileTable::fitted(const Exact& exact, Finish finish, double greatest,
                                                           double least) {
  auto table = std::shared_ptr<QuantileTable>(new QuantileTable);
  table->finish_ = finish;
  std::tie(table->low_, table->high_) = exact.support();
  for (const bool upper : {false, true}) {
    const auto quantile = [&](double tail) {
      return upper ? exact.upper_quantile(tail) : exact.quantile(tail);
    };
    double start = quantile(0x1p-53);
    for (int octave = 0; octave < static_cast<int>(detail::scalar::octaves); ++octave)
      for (int number = 0; number < parts; ++number) {
        Part part{octave, number, {start}};
        for (int i = 1; i < points; ++i)
          part.values[static_cast<std::size_t>(i)] = quantile(part.tail(Part::point(i)));
        for (const double value : part.values)
          if (!std::isfinite(value)) return nullptr;
        table->cut(part, upper);
        if (!table->is_fine(part, exact, upper, greatest, least)) return nullptr;
        start = part.values.back();
      }
    table->pieces_[upper ? 2 * half - 1 : half - 1] = {{start, 0, 0, 0}};  // at 1/2
  }
  return table;
}

template <class Exact>
std::shared_ptr<const QuantileTable> QuantileTable::fitted_to_logarithm(const Exact& exact, double greatest) {
  struct OfLogarithm {
    const Exact& exact;

    double quantile(double u) const { return std::log(exact.quantile(u)); }
    double upper_quantile(double tail) const { return std::log(exact.upper_quantile(tail)); }
    double cdf(double y) const { return exact.cdf(std::exp(y)); }
    double survival(double y) const { return exact.survival(std::exp(y)); }
    double density(double y) const { return exact.density(std::exp(y)) * std::exp(y); }
    std::pair<double, double> support() const {
      const auto [low, high] = exact.support();
      return {std::log(low), std::log(high)};
    }
  };
  if (!(exact.support().first >= 0)) return nullptr;
  return fitted(OfLogarithm{exact}, Finish::exponentiate, greatest);
}

CASUS_INLINE std::shared_ptr<const QuantileTable> QuantileTable::of_distribution(
    const ComponentDistribution& law, Finish finish) {
  constexpr double of_complement = 4e-16;  // if the survival function is only 1 - F
  return fitted(law, finish, greatest_error, law.family()->has_survival ? least_error : of_complement);
}

CASUS_INLINE std::shared_ptr<const QuantileTable> QuantileTable::of_mixture(const Mixture& mixture) {
  for (const double greatest : {greatest_error, greatest_error_of_mixture}) {
    if (auto table = fitted(mixture, Finish::none, greatest)) return table;
    if (auto table = fitted_to_logarithm(mixture, greatest)) return table;
  }
  return nullptr;
}

CASUS_INLINE std::shared_ptr<const QuantileTable> QuantileTable::make(
    const Shape& shape, std::span<const std::optional<double>> parameters) {
  std::vector<double> p;
  for (const auto& literal : parameters) {
    if (!literal) break;
    p.push_back(*literal);
  }
  if (p.size() < parameters.size()) {
    const Scaling scaling = shape.family->scaling;
    if (scaling == Scaling::none) return nullptr;
    // The distribution with the literal shape, if any, and rate 1 or location 0 and scale 1.
    const std::size_t shapes = parameters.size() - (scaling == Scaling::rate ? 1 : 2);
    if (p.size() < shapes) return nullptr;
    std::vector<double> standard(parameters.size(), 1.0);
    std::copy_n(p.begin(), shapes, standard.begin());
    if (scaling == Scaling::rate)
      return of_distribution(ComponentDistribution(shape.family, standard), Finish::divide_by_rate);
    standard[shapes] = 0;
    return of_distribution(ComponentDistribution(shape.family, standard), Finish::location_scale);
  }
  if (shape.family->role == Role::mixture) {
    for (const Family component : shape.components)
      if (component->is_count || component->role == Role::formula) return nullptr;
    return of_mixture(std::get<Mixture>(make_distribution(shape, p)));
  }
  if (!is_component(shape.family) || shape.family->is_count || shape.family->kernel) return nullptr;
  const Ends& ends = shape.family->ends;
  const bool is_clamped = ends.low.parameter || ends.high.parameter;
  return of_distribution(ComponentDistribution(shape.family, p), is_clamped ? Finish::clamp : Finish::none);
}

}  // namespace casus::distribution
