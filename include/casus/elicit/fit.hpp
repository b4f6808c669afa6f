// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/distributions.hpp>
#include <casus/distribution/family.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/scale.hpp>

namespace casus::elicit {

/// The interval of possible values: two finite ends, 0 to infinity, or the real line.
struct Support {
  double low = -casus::detail::infinity;
  double high = casus::detail::infinity;
};
inline constexpr Support real_line{};
inline constexpr Support positive{0, casus::detail::infinity};
inline constexpr Support share{0, 1};  ///< for probabilities too

/// Common ways to ask for quantiles.
inline std::vector<Quantile> quantiles(const Range& range) {
  return {{.05, range.low}, {.5, range.mid}, {.95, range.high}};
}
inline std::vector<Quantile> quartiles(double lower, double median, double upper) {
  return {{.25, lower}, {.5, median}, {.75, upper}};
}
inline std::vector<Quantile> tertiles(double lower, double median, double upper) {
  return {{1.0 / 3, lower}, {.5, median}, {2.0 / 3, upper}};
}
/// Returns the ends of a central interval that contains the number with this confidence, in (0, 1),
/// as quantiles.
inline std::vector<Quantile> central_interval(double low, double high, double confidence = .8) {
  return {{(1 - confidence) / 2, low}, {(1 + confidence) / 2, high}};
}
/// Returns a best guess, which is taken as the median, within a central interval.
std::vector<Quantile> best_guess(double low, double best, double high, double confidence = .8);

/// A distribution fitted to quantiles, with its quality of fit.
struct FittedDistribution {
  distribution::Family family;
  distribution::ComponentDistribution law;
  std::vector<double> values;  ///< its own quantiles, one for each fitted quantile
  /// Root mean square of F(value) - probability over the fitted quantiles. If it is above about
  /// 0.02, show the fit to the expert.
  double misfit;
};

using FittedLaw [[deprecated("use FittedDistribution")]] = FittedDistribution;

/// A judged quantile that a distribution misses.
struct Miss {
  std::size_t quantile;  ///< index of the judged quantile
  double off;            ///< F(value) - probability at that quantile
};
/// Smallest miss, in probability, that should be reported to the expert.
inline constexpr double noticeable_miss = 0.1;
/// Returns the judged quantile that a distribution misses most. Throws Error if there are no judged
/// quantiles.
Miss largest_miss(const distribution::ComponentDistribution& law, const std::vector<Quantile>& judged);

struct FitOptions {
  Support support = real_line;
  /// Correction for overconfidence: the distance of every quantile from the median is multiplied by
  /// this factor, at least 1, on the scale of the log odds (two finite ends), of the logarithm
  /// (positive) or of the number itself. 80 % intervals contained the truth in 68 % of cases
  /// (Speirs-Bridge et al., Risk Analysis 30 (2010) 512-523, doi:10.1111/j.1539-6924.2009.01337.x),
  /// 90 % intervals in half or less (Teigen and Jorgensen, Applied Cognitive Psychology 19 (2005)
  /// 455-475, doi:10.1002/acp.1085). Use 1.3 to 1.5 as a sensitivity analysis.
  double widening = 1;
  /// Families to fit in addition to those of the support. Each must have a location and a scale as
  /// its only parameters, and the support must be the real line.
  std::vector<distribution::Family> families = {};
};

/// Returns whether a family can be fitted in addition, because it has a location and a scale as its
/// only parameters.
bool is_location_scale(distribution::Family family);

/// Returns the library's families that can be fitted to quantiles on some support, including
/// families that are only fitted on request.
std::vector<distribution::Family> fitted_families();

/// The judged quantiles, and the distributions fitted to them.
struct Elicited {
  std::vector<Quantile> given;           ///< as judged
  std::vector<Quantile> widened;         ///< as fitted; the same if there is no widening
  std::vector<FittedDistribution> fits;  ///< by increasing misfit

  const FittedDistribution& best() const { return fits.front(); }
  /// Returns the fit of one family. Throws Error, with the names of the fitted families, if it is
  /// not one of them.
  const FittedDistribution& as(distribution::Family family) const;
};

/// Returns the quantiles with their distances from the median multiplied by a factor, as in
/// `FitOptions::widening`. If the median was not judged, it is interpolated linearly in normal
/// quantiles, on the scale of the widening. Throws Error about `subject` as `fit` does, if the
/// factor is below 1, and if all quantiles are on one side of the median.
std::vector<Quantile> widened(const std::vector<Quantile>& given, Support support, double factor,
                              std::string_view subject = "judgement");

/// Fits distributions to judged quantiles by least squares on the distribution function, sum
/// (F(value) - probability)^2, as SHELF's `fitdist` does (Oakley and O'Hagan, SHELF: the Sheffield
/// Elicitation Framework; Morris, Oakley and Crowe, Environmental Modelling & Software 52 (2014)
/// 1-4, doi:10.1016/j.envsoft.2013.10.010), with Eigen's Levenberg-Marquardt method. The support
/// determines the families: Beta and LogitNormal for shares; LogNormal, Gamma and Weibull for
/// positive numbers; Pert and TruncatedNormal between two other ends; Normal and StudentT (three
/// degrees of freedom) on the real line. Give the expert feedback before a distribution is used:
/// compare `values` with `widened`.
///
/// On skewed ranges of small probabilities, this criterion sacrifices the tail beyond the last
/// quantile first. `fit_logit_normal`, which uses least squares on the log odds, stays close to all
/// three quantiles.
///
/// Throws Error about `subject` unless there are at least two quantiles, with increasing
/// probabilities in (0, 1) and increasing values inside the support; if an additional family has
/// parameters other than a location and a scale, or if there are additional families and the
/// support is not the real line; and if no family has a misfit of at most 0.1. Cost: about a
/// millisecond. Part of the compiled core.
Elicited fit(std::vector<Quantile> given, const FitOptions& options = {},
             std::string_view subject = "judgement");

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/fit.inl>
#endif
