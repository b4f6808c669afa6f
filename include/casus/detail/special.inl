// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <initializer_list>
#include <iterator>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <casus/detail/quiet.inl>
#include <casus/detail/special.hpp>

namespace casus::detail::special {

CASUS_INLINE double erfc(double x) { return boost::math::erfc(x, QuietPolicy()); }
CASUS_INLINE double gamma(double x) { return boost::math::tgamma(x, QuietPolicy()); }
CASUS_INLINE double log_gamma(double x) { return boost::math::lgamma(x, QuietPolicy()); }

CASUS_INLINE double gamma_p(double a, double x) { return boost::math::gamma_p(a, x, QuietPolicy()); }
CASUS_INLINE double gamma_q(double a, double x) { return boost::math::gamma_q(a, x, QuietPolicy()); }
CASUS_INLINE double gamma_p_derivative(double a, double x) {
  return boost::math::gamma_p_derivative(a, x, QuietPolicy());
}
CASUS_INLINE double gamma_p_inverse(double a, double p) {
  return boost::math::gamma_p_inv(a, p, QuietPolicy());
}
CASUS_INLINE double gamma_q_inverse(double a, double q) {
  return boost::math::gamma_q_inv(a, q, QuietPolicy());
}

CASUS_INLINE bool is_large_gamma(double a, double x) {
  return a >= 0.9 * large_gamma_shape && (x - a) * (x - a) <= 70 * a;
}

/// Returns P if x < a, else Q.
CASUS_INLINE double lesser_gamma_tail(double a, double x) {
  // phi = s - log(1 + s); successive terms shrink by a factor |s| < 0.03.
  const double s = (x - a) / a;
  double phi = 0, power = s * s;
  for (int k = 2; k <= 14; ++k, power *= -s) phi += power / k;
  const double y = a * phi;
  const double eta = s < 0 ? -std::sqrt(2 * phi) : std::sqrt(2 * phi);
  const auto polynomial = [eta](std::initializer_list<double> coefficients) {
    double sum = 0;
    for (auto c = std::rbegin(coefficients); c != std::rend(coefficients); ++c) sum = sum * eta + *c;
    return sum;
  };
  // The first terms of c_0, c_1 and c_2 (DLMF 8.12.9); the omitted ones are below 1e-16.
  const double c0 = polynomial({-1.0 / 3, 1.0 / 12, -2.0 / 135, 1.0 / 864, 1.0 / 2835, -139.0 / 777600,
                                1.0 / 25515, -571.0 / 261273600});
  const double c1 = polynomial({-1.0 / 540, -1.0 / 288, 1.0 / 378, -77.0 / 77760, 0.00020576131687242798});
  const double c2 = polynomial({25.0 / 6048, -139.0 / 51840});
  const double sum = c0 + (c1 + c2 / a) / a;
  constexpr double two_pi = 6.283185307179586477;
  const double rest = sum * std::exp(-y) / std::sqrt(two_pi * a);
  return 0.5 * erfc(std::sqrt(y)) + (s < 0 ? -rest : rest);
}
CASUS_INLINE double gamma_p_large(double a, double x) {
  const double tail = lesser_gamma_tail(a, x);
  return x < a ? tail : 1 - tail;
}
CASUS_INLINE double gamma_q_large(double a, double x) {
  const double tail = lesser_gamma_tail(a, x);
  return x < a ? 1 - tail : tail;
}

CASUS_INLINE double beta_i(double a, double b, double x) {
  return boost::math::ibeta(a, b, x, QuietPolicy());
}
CASUS_INLINE double beta_ic(double a, double b, double x) {
  return boost::math::ibetac(a, b, x, QuietPolicy());
}
CASUS_INLINE double beta_i_derivative(double a, double b, double x) {
  return boost::math::ibeta_derivative(a, b, x, QuietPolicy());
}
CASUS_INLINE double beta_i_inverse(double a, double b, double p) {
  double* const complement = nullptr;
  return boost::math::ibeta_inv(a, b, p, complement, QuietPolicy());
}
CASUS_INLINE double beta_ic_inverse(double a, double b, double q) {
  double* const complement = nullptr;
  return boost::math::ibetac_inv(a, b, q, complement, QuietPolicy());
}

using Student = boost::math::students_t_distribution<double, QuietPolicy>;
CASUS_INLINE double student_density(double degrees, double t) {
  return boost::math::pdf(Student(degrees), t);
}
CASUS_INLINE double student_cdf(double degrees, double t) { return boost::math::cdf(Student(degrees), t); }
CASUS_INLINE double student_quantile(double degrees, double p) {
  return boost::math::quantile(Student(degrees), p);
}

}  // namespace casus::detail::special
