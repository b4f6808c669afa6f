// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace casus {

/// A number as a mantissa and a power of two. Sums and products round like those of doubles, but
/// neither underflow nor overflow. An infinite or NaN value has an infinite or NaN mantissa. For
/// sums of products of many probabilities.
class Scaled {
public:
  Scaled() = default;
  explicit Scaled(double value, std::int64_t exponent = 0) {
    int own = 0;
    mantissa_ = std::frexp(value, &own);
    exponent_ = mantissa_ == 0 || !std::isfinite(mantissa_) ? 0 : exponent + own;
  }

  /// Returns the number whose natural logarithm this is.
  static Scaled of_log(double log) {
    const double exponent = std::floor(log / ln_2);
    return Scaled(std::exp(log - exponent * ln_2), static_cast<std::int64_t>(exponent));
  }

  double mantissa() const noexcept { return mantissa_; }  ///< 0, or in [1/2, 1) in absolute value
  std::int64_t exponent() const noexcept { return exponent_; }
  bool is_positive() const noexcept { return mantissa_ > 0; }

  /// Returns the number times 2^power as a double: 0 or infinity if it is out of range.
  double value(std::int64_t power = 0) const {
    constexpr std::int64_t beyond = 3000;
    return std::ldexp(mantissa_, static_cast<int>((std::clamp)(exponent_ + power, -beyond, beyond)));
  }
  /// Returns the natural logarithm.
  double log() const { return std::log(mantissa_) + static_cast<double>(exponent_) * ln_2; }

  friend Scaled operator*(const Scaled& a, const Scaled& b) {
    return Scaled(a.mantissa_ * b.mantissa_, a.exponent_ + b.exponent_);
  }
  friend Scaled operator/(const Scaled& a, const Scaled& b) {
    return Scaled(a.mantissa_ / b.mantissa_, a.exponent_ - b.exponent_);
  }
  friend Scaled operator+(const Scaled& a, const Scaled& b) {
    if (a.mantissa_ == 0) return b;
    if (b.mantissa_ == 0) return a;
    const Scaled &great = a.exponent_ < b.exponent_ ? b : a, &small = a.exponent_ < b.exponent_ ? a : b;
    return Scaled(great.mantissa_ + small.value(-great.exponent_), great.exponent_);
  }
  Scaled& operator*=(const Scaled& other) { return *this = *this * other; }
  Scaled& operator+=(const Scaled& other) { return *this = *this + other; }

  /// Compares numbers that are not negative.
  friend bool operator<(const Scaled& a, const Scaled& b) {
    if (a.mantissa_ == 0 || b.mantissa_ == 0 || a.exponent_ == b.exponent_) return a.mantissa_ < b.mantissa_;
    return a.exponent_ < b.exponent_;
  }

private:
  static constexpr double ln_2 = 0.693147180559945309417232121458;

  double mantissa_ = 0;
  std::int64_t exponent_ = 0;
};

}  // namespace casus
