// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

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
