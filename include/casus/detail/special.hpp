// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/detail/core.hpp>

/// Special functions of Boost.Math, in double throughout, without setting errno; not part of the
/// public interface. Results are NaN outside of a function's domain, and infinite on overflow.
namespace casus::detail::special {

double erfc(double x);
double gamma(double x);
double log_gamma(double x);

/// The regularised incomplete gamma functions P and Q for x >= 0, dP/dx, and the inverses: the x at
/// which P is p or Q is q.
double gamma_p(double a, double x);
double gamma_q(double a, double x);
double gamma_p_derivative(double a, double x);
double gamma_p_inverse(double a, double p);
double gamma_q_inverse(double a, double q);

/// P and Q for a shape of about `large_gamma_shape` or more and an x near it, by Temme's uniform
/// asymptotic expansion (SIAM Journal on Mathematical Analysis 10 (1979) 757-766,
/// doi:10.1137/0510071; DLMF 8.12). Relative error: about 1e-14 of the smaller of the two. The cost
/// does not grow with the shape. `is_large_gamma`: whether x is near enough, within about eight
/// standard deviations.
inline constexpr double large_gamma_shape = 1e5;
bool is_large_gamma(double a, double x);
double gamma_p_large(double a, double x);
double gamma_q_large(double a, double x);

/// The regularised incomplete beta function for x in [0, 1], its complement and derivative, and the
/// inverses: the x at which the function is p or its complement q. The inverses throw
/// std::exception for some shapes near 1e-300.
double beta_i(double a, double b, double x);
double beta_ic(double a, double b, double x);
double beta_i_derivative(double a, double b, double x);
double beta_i_inverse(double a, double b, double p);
double beta_ic_inverse(double a, double b, double q);

/// Student's t distribution.
double student_density(double degrees, double t);
double student_cdf(double degrees, double t);
double student_quantile(double degrees, double p);

}  // namespace casus::detail::special

#ifndef CASUS_CORE
#include <casus/detail/special.inl>
#endif
