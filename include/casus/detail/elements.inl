// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The arithmetic of one lane, written once. This file has no include guard: it is included into
// namespaces that define the types of a lane, once for plain doubles (detail/elementary.hpp) and
// once for each instruction set (the compiled kernels). V is a floating-point lane, B its 64 bits
// and M the result of a comparison, with the usual operators and select, fma, square_root, to_bits,
// from_bits, shift_left, shift_right, negated, `all` (whether a condition is true on every lane)
// and `read_four` (four adjacent doubles, from an index per lane). F is a lane in single precision
// and `multiply_add` its product and sum, rounded once or twice: for estimates with an error bound
// that allows for it.
//
// Results are identical bit for bit for every instruction set and all compiler flags (except
// -ffast-math): if a product is an operand of a sum, it is written as fma, which is fused
// everywhere, so there is nothing that a compiler could contract on one machine and not on another.

/// Adding this to x with |x| < 2^51 rounds x to an integer, in the low bits of the sum.
inline constexpr double rounding_shift = 0x1.8p52;

/// Returns c[0] + c[1] x + ... + c[N-1] x^(N-1), by Horner's rule.
template <std::size_t N> inline V polynomial(const double (&c)[N], V x) noexcept {
  V sum = V(c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = fma(sum, x, V(c[i]));
  return sum;
}

/// The factors of e^x = e^r 2^n, which both ways of computing e^x below share.
struct ExponentialFactors {
  V mantissa;  ///< e^r, with r = x - n ln 2 and n the nearest integer to x / ln 2
  V shifted;   ///< n + rounding_shift
};

/// Returns the factors by Cody-Waite reduction by multiples of ln 2, then 1 + r + r^2 / 2 + r^3
/// q(r). The polynomial q interpolates at ten Chebyshev points; its error on [-ln 2 / 2, ln 2 / 2]
/// is below 1e-18 of e^r.
inline ExponentialFactors reduced_exp(V x) noexcept {
  constexpr double inverse_ln2 = 0x1.71547652b82fep0, ln2_high = 0x1.62e42fee00000p-1,
                   ln2_low = 0x1.a39ef35793c76p-33;
  constexpr double coefficients[] = {0x1p-1,
                                     0x1.5555555555556p-3,
                                     0x1.5555555555555p-5,
                                     0x1.11111111109adp-7,
                                     0x1.6c16c16c167dep-10,
                                     0x1.a01a01a7c8d47p-13,
                                     0x1.a01a01a47db6fp-16,
                                     0x1.71de0d9c145d0p-19,
                                     0x1.27e4e1ea0f53ap-22,
                                     0x1.af38d53857513p-26,
                                     0x1.1f66f85dfa20ap-29};
  const V shifted = fma(x, V(inverse_ln2), V(rounding_shift));
  const V n = shifted - V(rounding_shift);
  const V r = fma(-n, V(ln2_low), fma(-n, V(ln2_high), x));
  return {V(1.0) + fma(r * r, polynomial(coefficients, r), r), shifted};
}

/// Returns e^x for |x| <= 708, the same bits as `exp`. Meaningless for other x.
inline V ordinary_exp(V x) noexcept {
  const ExponentialFactors e = reduced_exp(x);
  return from_bits(to_bits(e.mantissa) + shift_left<52>(to_bits(e.shifted)));
}

/// Whether |x| <= 708: neither e^x nor e^-x leaves the normal doubles. False for NaN.
inline M is_ordinary_exponent(V x) noexcept { return (x <= V(708.0)) & (x >= V(-708.0)); }

/// Returns e^x. Max error 1 ULP on [-708, 709.78] (subnormal results: 2 ULP); overflows to
/// infinity, NaN stays NaN.
inline V exp(V x) noexcept {
  if (all(is_ordinary_exponent(x))) return ordinary_exp(x);
  V clamped = select(x > V(710.0), V(710.0), x);
  clamped = select(clamped < V(-746.0), V(-746.0), clamped);
  const ExponentialFactors e = reduced_exp(clamped);
  // 2^n as two factors, because n exceeds the exponents of normal numbers at both ends.
  const V n = e.shifted - V(rounding_shift);
  const V half_shifted = fma(n, V(0.5), V(rounding_shift));
  const V rest_shifted = (n - (half_shifted - V(rounding_shift))) + V(rounding_shift);
  const V half_power = from_bits(shift_left<52>(to_bits(half_shifted) + B(1023)));
  const V rest_power = from_bits(shift_left<52>(to_bits(rest_shifted) + B(1023)));
  return select(x == x, e.mantissa * half_power * rest_power, x);
}

/// Return the lesser and the greater of two numbers; the first if they are equal or either is NaN.
inline V minimum(V a, V b) noexcept { return select(b < a, b, a); }
inline V maximum(V a, V b) noexcept { return select(a < b, b, a); }

/// Returns the natural logarithm. Max error 1 ULP; log(0) = -infinity, log(x < 0) = NaN,
/// log(infinity) = infinity. x = 2^k m with m in [sqrt(1/2), sqrt(2)), then log m = 2
/// atanh((m-1)/(m+1)) by its series, whose remainder is below 2e-18 of the result.
inline V log(V x) noexcept {
  constexpr double ln2_high = 0x1.62e42fee00000p-1, ln2_low = 0x1.a39ef35793c76p-33;
  constexpr double coefficients[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                                     2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  const B sqrt_half(0x3fe6a09e667f3bcd);
  const M subnormal = x < V(0x1p-1022);
  const B offset = to_bits(select(subnormal, x * V(0x1p54), x)) - sqrt_half;
  const B biased_exponent = shift_right<52>(offset) ^ B(0x800);
  const V k = (from_bits(biased_exponent | B(0x4330000000000000)) - V(0x1p52 + 2048.0)) -
              select(subnormal, V(54.0), V(0.0));
  const V f = from_bits((offset & B(0x000fffffffffffff)) + sqrt_half) - V(1.0);
  const V s = f / (V(2.0) + f);
  const V z = s * s;
  const V half_f = V(0.5) * f;
  const V correction = fma(z, polynomial(coefficients, z), half_f * f);
  const V low = fma(s, correction, k * V(ln2_low));
  const V finite = fma(k, V(ln2_high), f - fma(half_f, f, -low));
  const V infinity(std::numeric_limits<double>::infinity());
  const V result = select(x == V(0.0), V(0.0) - infinity, select(x == infinity, x, finite));
  return select(x >= V(0.0), result, V(std::numeric_limits<double>::quiet_NaN()));
}

/// Returns |x|.
inline V abs(V x) noexcept { return from_bits(to_bits(x) & B(0x7fffffffffffffff)); }

/// Returns the largest integer that is at most x, exactly. Keeps the sign of -0; infinities and NaN
/// stay as they are.
inline V floor(V x) noexcept {
  const B sign = to_bits(x) & B(0x8000000000000000);
  const V size = abs(x);
  const V nearest = from_bits(to_bits((size + V(0x1p52)) - V(0x1p52)) | sign);
  const V below = select(nearest > x, nearest - V(1.0), nearest);
  return select(size < V(0x1p52), below, x);  // larger numbers are integers
}

/// Returns x^n for an integer n >= 0, by squaring: exact if each product is. 1 if n is 0, even if x
/// is NaN.
inline V whole_power(V x, V n) noexcept {
  V power = V(1.0);
  while (!all(n == V(0.0))) {
    const V half = floor(n * V(0.5));
    power = select(half + half == n, power, power * x);
    x = x * x;
    n = half;
  }
  return power;
}

/// Returns x^y. Integer exponents up to 1024 in size are computed by squaring, others as e^(y log
/// |x|). Max relative error of normal results 3e-13, because y log |x| is rounded. Special values
/// as in IEEE 754: x^0 = 1^y = 1 even for NaN; 0^y is 0 or infinite, with the sign of a zero x if y
/// is odd; NaN if x < 0 and y is not an integer (except that x = -infinity also gives NaN then).
inline V pow(V x, V y) noexcept {
  constexpr double most_squared = 1024;
  const V size = abs(x), exponent = abs(y);
  const M is_whole = floor(y) == y;
  const M is_squared = is_whole & (exponent <= V(most_squared));
  const V power = whole_power(size, select(is_squared, exponent, V(0.0)));
  const V inverse = V(1.0) / power;
  // A power may overflow, so that its reciprocal is 0, although x^y itself does not underflow.
  const M is_done = is_squared & ((y >= V(0.0)) | (inverse > V(0.0)));
  V result = select(y < V(0.0), inverse, power);
  if (!all(is_done)) result = select(is_done, result, select(size == V(1.0), V(1.0), exp(y * log(size))));
  const V half = y * V(0.5);
  const M is_odd = is_whole & negated(floor(half) == half);
  const B sign = to_bits(x) & B(0x8000000000000000);
  const V with_sign = from_bits(to_bits(result) | select(is_odd, sign, B(std::uint64_t{0})));
  return select((x < V(0.0)) & negated(is_whole), V(std::numeric_limits<double>::quiet_NaN()), with_sign);
}

/// A divisor for many divisions, with its reciprocal in two parts: the nearest double, and the
/// remaining error.
struct Divisor {
  V value, reciprocal, missing;

  explicit Divisor(V divisor) noexcept
      : value(divisor), reciprocal(V(1.0) / divisor), missing(fma(-reciprocal, divisor, V(1.0)) / divisor) {}
};

/// Returns x / divisor, correctly rounded, for a divisor between 2^-100 and 2^100 in size, for less
/// than half the cost of a division: a quotient within an ULP, then corrected by its remainder,
/// which is exact (Markstein, IBM Journal of Research and Development 34 (1990) 111-119,
/// doi:10.1147/rd.341.0111; Brisebarre, Muller and Raina, IEEE Transactions on Computers 53 (2004)
/// 1069-1072, doi:10.1109/TC.2004.37).
inline V quotient(V x, const Divisor& divisor) noexcept {
  const V size = from_bits(to_bits(x) & B(0x7fffffffffffffff));
  const M zero = x == V(0.0);
  // For other x the remainder might not be exact.
  if (!all(zero | ((size >= V(0x1p-900)) & (size <= V(0x1p900))))) return x / divisor.value;
  const V near = fma(x, divisor.reciprocal, x * divisor.missing);
  const V rest = fma(-near, divisor.value, x);
  return select(zero, x * divisor.reciprocal, fma(rest, divisor.reciprocal, near));
}

/// Returns 1 / (1 + e^-x). Max error 3 ULP.
inline V logistic(V x) noexcept { return V(1.0) / (V(1.0) + exp(-x)); }

/// Returns the standard normal quantile at u in (0, 1), given 1 - u as well (both are exact for the
/// library's uniform numbers, so the upper tail is as fine as the lower). Max relative error 2e-15
/// (away from the zero at 1/2). Draws use the pieces of `tabled_normal` instead, which are computed
/// from this function. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484,
/// doi:10.2307/2347330.
inline V normal_quantile(V u, V one_minus_u) noexcept {
  constexpr double centre_numerator[] = {
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double centre_denominator[] = {1.0,
                                           4.2313330701600911252e+1,
                                           6.8718700749205790830e+2,
                                           5.3941960214247511077e+3,
                                           2.1213794301586595867e+4,
                                           3.9307895800092710610e+4,
                                           2.8729085735721942674e+4,
                                           5.2264952788528545610e+3};
  constexpr double near_numerator[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                       5.76949722146069140550e0,  3.64784832476320460504e0,
                                       1.27045825245236838258e0,  2.41780725177450611770e-1,
                                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double near_denominator[] = {1.0,
                                         2.05319162663775882187e0,
                                         1.67638483018380384940e0,
                                         6.89767334985100004550e-1,
                                         1.48103976427480074590e-1,
                                         1.51986665636164571966e-2,
                                         5.47593808499534494600e-4,
                                         1.05075007164441684324e-9};
  constexpr double far_numerator[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double far_denominator[] = {1.0,
                                        5.99832206555887937690e-1,
                                        1.36929880922735805310e-1,
                                        1.48753612908506148525e-2,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};
  const V q = u - V(0.5);
  const M lower = q < V(0.0);
  const M central = select(lower, -q, q) <= V(0.425);
  const V c = fma(-q, q, V(0.180625));

  const V depth = square_root(-log(select(lower, u, one_minus_u)));
  const M near = depth <= V(5.0);
  const V n = depth - V(1.6);
  const V f = depth - V(5.0);
  const V tail_top = select(near, polynomial(near_numerator, n), polynomial(far_numerator, f));
  const V tail_bottom = select(near, polynomial(near_denominator, n), polynomial(far_denominator, f));
  const V top = select(central, q * polynomial(centre_numerator, c), select(lower, -tail_top, tail_top));
  const V bottom = select(central, polynomial(centre_denominator, c), tail_bottom);
  return top / bottom;
}

/// Returns U, given by 64 bits, as a double in (0, 1): the centre of its cell among 2^52. The
/// result and 1 minus it are exact.
inline V unit(B digits) noexcept {
  return from_bits(shift_right<12>(digits) | B(0x3ff0000000000000)) - V(1.0 - 0x1p-53);
}

/// Returns [U < p] for U = digits / 2^64, without rounding; never if p <= 0 or NaN, always if p >=
/// 1.
inline M below(B digits, V p) noexcept {
  const V high = from_bits(shift_right<32>(digits) | B(0x4330000000000000)) - V(0x1p52);
  const V low = from_bits((digits & B(0xffffffff)) | B(0x4330000000000000)) - V(0x1p52);
  // If `scaled` is huge, the shift does not round, but p >= 1 is decided by any value of at least
  // 2^32.
  const V scaled = select(p > V(2.0), V(2.0), p) * V(0x1p32);
  const V nearest = (scaled + V(rounding_shift)) - V(rounding_shift);
  const V whole = select(nearest > scaled, nearest - V(1.0), nearest);  // floor
  const V rest = (scaled - whole) * V(0x1p32);
  return (high < whole) | ((high == whole) & (low < rest));
}

/// Returns [U < p] by the first 52 bits of U alone: equal to `below` unless `is_close`.
inline M below_at_once(B digits, V p) noexcept {
  return from_bits(shift_right<12>(digits) | B(0x3ff0000000000000)) - V(1.0) < p;
}

/// Whether p lies inside the cell of U's first 52 bits, so that the remaining bits matter: once in
/// 2^52 draws.
inline M is_close(B digits, V p) noexcept {
  const V cell = from_bits(shift_right<12>(digits) | B(0x3ff0000000000000));
  return (cell - V(1.0) < p) & (p < cell - V(1.0 - 0x1p-52));
}

/// Returns 1 + e^-x for |x| <= 30 in single precision, which decides most events of probability
/// logistic(x). Relative error below `logistic_error`, also relative to the exact value for a
/// double x that was rounded to single. NaN stays NaN.
///
/// Let t = -x log2(e), so |t| <= 43.3, and u = 2^-24. The roundings of x to single, of log2(e) to
/// single (0.3 u) and, without a fused multiply-add, of the product each have a relative error of
/// at most u in t, together 2.3 u 43.3 = 6.0e-6; rounding `place` adds u. That is 4.3e-6 of 2^t.
/// The polynomial, through five Chebyshev points of [-1/2, 1/2], has an error of 3.6e-6 of 2^place,
/// and the roundings of its sums and products are below 8 u = 4.8e-7. The total is below 8.4e-6.
inline constexpr float logistic_error = 0x1p-16f;  // 1.5e-5

inline F one_plus_exp_of_minus(F x) noexcept {
  constexpr float minus_log2_e = -0x1.715476p+0f;
  constexpr float coefficients[] = {1.0f, 0x1.62e0c2p-1f, 0x1.ebfa4cp-3f, 0x1.ca1ce2p-5f, 0x1.3cbf6p-7f};
  // Adding this rounds to an integer and leaves it, with the bias of exponents, in the low bits.
  constexpr float shift = 0x1.8p23f + 127;
  const F shifted = multiply_add(x, F(minus_log2_e), F(shift));
  const F place = multiply_add(x, F(minus_log2_e), F(shift) - shifted);
  F sum = F(coefficients[4]);
  for (std::size_t i = 4; i-- > 0;) sum = multiply_add(sum, place, F(coefficients[i]));
  return multiply_add(sum, from_bits(shift_left<23>(to_bits(shifted))), F(1.0f));
}

inline V uniform_quantile(V u, V low, V high) noexcept { return fma(high - low, u, low); }

/// Measures each side from its own end, so both tails are fine; a mode at an end leaves one side
/// empty. Neither side rounds past the mode, so the quantile never decreases and never leaves [low,
/// high].
inline V triangular_quantile(V u, V low, V mode, V high) noexcept {
  const V width = high - low, rise = mode - low, fall = high - mode;
  const V below_u = u * width;
  const M rising = below_u < rise;
  const V side = square_root(select(rising, below_u * rise, (V(1.0) - u) * width * fall));
  const V left = low + side, right = high - side;
  return select(rising, select(left > mode, mode, left), select(right < mode, mode, right));
}

inline V exponential_quantile(V u, V rate) noexcept { return -log(V(1.0) - u) / rate; }

/// u in (0, 1) with 1 - u exact.
inline V weibull_quantile(V u, V shape, V scale) noexcept {
  return scale * exp(log(-log(V(1.0) - u)) / shape);
}

/// Returns the least count k with (k + 1) log(1 - probability) <= log(1 - u), for u in (0, 1) with
/// 1 - u exact and counts below 2^51.
inline V geometric_quantile(V u, V probability) noexcept {
  const V log_other = log(V(1.0) - u);
  // log(1 + x) as x log(1 + x) / ((1 + x) - 1), which cancels the rounding of 1 + x (Goldberg, ACM
  // Computing Surveys 23 (1991) 5-48, doi:10.1145/103162.103163, theorem 4).
  const V failure = V(1.0) - probability;
  const V log_failure =
      select(failure == V(1.0), -probability, log(failure) * (probability / (V(1.0) - failure)));
  const V ratio = log_other / log_failure;
  const V nearest = (ratio + V(rounding_shift)) - V(rounding_shift);
  const V below = select(nearest < ratio, nearest, nearest - V(1.0));  // ceil - 1
  // The rounding of the quotient causes an error of at most one, next to a step.
  const V k = select(below * log_failure <= log_other, below - V(1.0), below);
  const V reached = select((k + V(1.0)) * log_failure <= log_other, k, k + V(1.0));
  return select(reached > V(0.0), reached, V(0.0));
}

/// Returns the probability whose odds are `ratio` times those of p.
inline V scale_odds(V p, V ratio) noexcept { return p * ratio / fma(p, ratio, V(1.0) - p); }

// Quantile functions as piecewise polynomials. Pieces divide each octave of the nearer tail's
// probability, from 2^-53 to 1/2, into equal parts: the exponent and first mantissa bits of a tail
// are the number of its piece, and the remaining bits the place in it. One more piece contains the
// value at 1/2. The coefficients of a piece are adjacent, so that they are read together.
inline constexpr std::size_t octaves = 52;

/// Returns the number of the piece of a tail in [2^-53, 1/2], with 2^Digits pieces per octave.
template <int Digits> inline B piece_number(V tail) noexcept {
  return shift_right<52 - Digits>(to_bits(tail)) - B(std::uint64_t{1023 - 53} << Digits);
}

/// Returns the place of a tail in its piece: from 0 to 2^-Digits, in units of the octave's start.
template <int Digits> inline V place_in_piece(V tail) noexcept {
  constexpr std::uint64_t mantissa = 0x000fffffffffffff, rest = mantissa >> Digits;
  const B one(0x3ff0000000000000);
  return from_bits((to_bits(tail) & B(mantissa)) | one) -
         from_bits((to_bits(tail) & B(mantissa & ~rest)) | one);
}

/// The quantile at u of a distribution with cubic pieces from distribution/quantile_table.hpp:
/// first those of the lower half, then those of the upper. u and 1 - u must be at least 2^-53.
inline constexpr int table_digits = 6;
inline constexpr std::size_t table_pieces = (octaves << table_digits) + 1;  ///< of one half

inline V table_value(V tail, B first_piece, const double* coefficients) noexcept {
  V c[4];
  read_four(coefficients, shift_left<2>(piece_number<table_digits>(tail) + first_piece), c);
  const V place = place_in_piece<table_digits>(tail);
  return fma(fma(fma(c[3], place, c[2]), place, c[1]), place, c[0]);
}
inline V table_quantile(V u, const double* coefficients) noexcept {
  const V other = V(1.0) - u;
  const M lower = u < other;
  return table_value(select(lower, u, other), select(lower, B(0), B(table_pieces)), coefficients);
}

/// The quantile of a positive distribution, from pieces of degree 9 of its logarithm, by tail: four
/// pieces for each octave from 2^-32 to 1/2, and one at 1/2, for each half (distribution/
/// gamma_table.hpp). `start`: index of the first of the piece's twelve coefficients, of which the
/// last two are not used.
inline constexpr int shaped_digits = 2;
inline constexpr std::size_t shaped_octaves = 31, shaped_stride = 12;
inline constexpr std::size_t shaped_pieces = (shaped_octaves << shaped_digits) + 1;  ///< of one half

/// Returns the number of the piece of a tail in [2^-32, 1/2].
inline B shaped_piece(V tail) noexcept {
  return piece_number<shaped_digits>(tail) - B(std::uint64_t{52 - shaped_octaves} << shaped_digits);
}
inline V shaped_value(V tail, B start, const double* coefficients) noexcept {
  V first[4], second[4], third[4];
  read_four(coefficients, start, first);
  read_four(coefficients + 4, start, second);
  read_four(coefficients + 8, start, third);
  const V place = place_in_piece<shaped_digits>(tail);
  V sum = fma(third[1], place, third[0]);
  for (std::size_t i = 4; i-- > 0;) sum = fma(sum, place, second[i]);
  for (std::size_t i = 4; i-- > 0;) sum = fma(sum, place, first[i]);
  return exp(sum);
}

/// The standard normal quantile at u, if u and 1 - u are at least 2^-53, from pieces of degree 7
/// (`normal_table` of detail/elementary.hpp). Max relative error 2e-15 (away from the zero at 1/2:
/// there 2e-17), odd about 1/2.
inline constexpr int normal_digits = 4;
inline constexpr std::size_t normal_pieces = (octaves << normal_digits) + 1;

inline V tabled_normal(V u, const double* coefficients) noexcept {
  const V other = V(1.0) - u;
  const M lower = u < other;
  const V tail = select(lower, u, other);
  const B start = shift_left<3>(piece_number<normal_digits>(tail));
  V low[4], high[4];
  read_four(coefficients, start, low);
  read_four(coefficients + 4, start, high);
  const V place = place_in_piece<normal_digits>(tail);
  V sum = high[3];
  for (std::size_t i = 3; i-- > 0;) sum = fma(sum, place, high[i]);
  for (std::size_t i = 4; i-- > 0;) sum = fma(sum, place, low[i]);
  return select(lower, sum, -sum);
}

// Distributions that are functions of a standard normal number z.
inline V normal_at(V z, V location, V scale) noexcept { return fma(scale, z, location); }
inline V log_normal_at(V z, V log_location, V log_scale) noexcept {
  return exp(fma(log_scale, z, log_location));
}
inline V logit_normal_at(V z, V logit_location, V logit_scale) noexcept {
  return logistic(fma(logit_scale, z, logit_location));
}
