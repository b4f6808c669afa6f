// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/laws.hpp>
#include <casus/distribution/family.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/scale.hpp>

namespace casus::elicit {

/// Where a number can lie at all: between two ends, which are finite, or 0 and infinity, or both infinite.
struct Support {
  double low = -casus::detail::infinity;
  double high = casus::detail::infinity;
};
inline constexpr Support real_line{};
inline constexpr Support positive{0, casus::detail::infinity};
inline constexpr Support share{0, 1};  ///< probabilities too

/// How judgements are usually asked for, as quantiles.
inline std::vector<Quantile> quantiles(const Range& range) {
  return {{.05, range.low}, {.5, range.mid}, {.95, range.high}};
}
inline std::vector<Quantile> quartiles(double lower, double median, double upper) {
  return {{.25, lower}, {.5, median}, {.75, upper}};
}
inline std::vector<Quantile> tertiles(double lower, double median, double upper) {
  return {{1.0 / 3, lower}, {.5, median}, {2.0 / 3, upper}};
}
/// A central interval that holds the number with this confidence, in (0, 1).
inline std::vector<Quantile> central_interval(double low, double high, double confidence = .8) {
  return {{(1 - confidence) / 2, low}, {(1 + confidence) / 2, high}};
}
/// A best guess, which is read as the median, inside of such an interval.
std::vector<Quantile> best_guess(double low, double best, double high, double confidence = .8);

/// A law fitted to quantiles, and how well.
struct FittedLaw {
  distribution::Family family;
  distribution::ComponentLaw law;
  std::vector<double> values;  ///< its own quantiles, one for each that it was fitted to
  double
      misfit;  ///< root mean square of F(value) - probability over these: above 0.02 or so, show it to who judged
};

/// A judged point that a distribution misses.
struct Miss {
  std::size_t quantile;  ///< number of the judged point
  double off;            ///< F(value) - probability there
};
/// Smallest miss, in probability, that should be reported to the expert.
inline constexpr double noticeable_miss = 0.1;
/// Returns the judged point that a distribution misses most. Throws Error if there are no judged points.
Miss largest_miss(const distribution::ComponentLaw& law, const std::vector<Quantile>& judged);

struct FitOptions {
  Support support = real_line;
  /// Overconfidence: every quantile's distance from the median is multiplied by this, at least 1, on the scale of the log odds
  /// (between two finite ends), of the logarithm (positive) or of the number itself. 80 % intervals held the truth in 68 % of
  /// cases (Speirs-Bridge et al., Risk Analysis 30 (2010) 512-523, doi:10.1111/j.1539-6924.2009.01337.x), 90 % ones in half or less
  /// (Teigen and Jorgensen, Applied Cognitive Psychology 19 (2005) 455-475, doi:10.1002/acp.1085); 1.3 to 1.5 is a sensitivity case.
  double widening = 1;
  /// Families to fit in addition to those of the support; each must have a location and a scale as
  /// its only parameters, and the support must be the real line.
  std::vector<distribution::Family> families = {};
};

/// Returns whether a family has a location and a scale as its only parameters, so that it can be fitted
/// in addition.
bool is_location_scale(distribution::Family family);

/// Returns the library's families that can be fitted to quantiles on some support, those that have to be
/// asked for included.
std::vector<distribution::Family> fitted_families();

/// What was judged, and the laws that come near it.
struct Elicited {
  std::vector<Quantile> given;    ///< as they were judged
  std::vector<Quantile> widened;  ///< as the laws were fitted to them: the same where there was no widening
  std::vector<FittedLaw> fits;    ///< by misfit, the best first

  const FittedLaw& best() const { return fits.front(); }
  /// The fit of one family. Throws Error, with the names of those that were fitted, where it is not among them.
  const FittedLaw& as(distribution::Family family) const;
};

/// The quantiles with every distance from their median multiplied by a factor, as FitOptions::widening says. A median that was not judged
/// is interpolated on the scale of the widening and of normal quantiles. Throws Error, about `subject`, as `fit` does, for
/// a factor below 1, and where all quantiles lie on one side of the median.
std::vector<Quantile> widened(const std::vector<Quantile>& given, Support support, double factor,
                              std::string_view subject = "judgement");

/// Laws fitted to judged quantiles by least squares on the distribution function, sum (F(value) - probability)^2, as SHELF's `fitdist` does
/// (Oakley and O'Hagan, SHELF: the Sheffield Elicitation Framework; Morris, Oakley and Crowe, Environmental Modelling & Software 52
/// (2014) 1-4, doi:10.1016/j.envsoft.2013.10.010), with Eigen's Levenberg-Marquardt method. The families are those whose support is the
/// judgement's: Beta and LogitNormal for shares, LogNormal, Gamma and Weibull for positive numbers, Pert and TruncatedNormal between two
/// other ends, Normal and StudentT (three degrees of freedom) on the real line. Give feedback before a law is used: `values`
/// stand beside `widened`.
///
/// On skewed ranges of small probabilities this fit gives up the tail beyond the last quantile first; `fit_logit_normal` (least squares on
/// the log odds) keeps all three.
///
/// Throws Error, about `subject`, unless there are at least two quantiles, with increasing
/// probabilities in (0, 1) and increasing values inside the support; if an additional family has
/// other parameters than a location and a scale, or there are such families and the support is not
/// the real line; and if no family has a misfit of at most 0.1. Cost: about a millisecond. Part of
/// the compiled core.
Elicited fit(std::vector<Quantile> given, const FitOptions& options = {},
             std::string_view subject = "judgement");

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/fit.inl>
#endif
