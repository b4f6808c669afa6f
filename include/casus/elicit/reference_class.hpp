// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include <casus/elicit/counted.hpp>

/// Reference classes: counts of several similar classes, none of which is the case in question.
/// Part of the compiled core.
namespace casus::elicit {

/// The distribution for a new class, and how much the classes differ.
struct ReferenceClass {
  Counted predicted;  ///< of the share or rate of a class that was not counted
  double mean;        ///< posterior mean of the mean over all classes
  /// Posterior median of the standard deviation between classes: of a share, as a fraction of the
  /// greatest that the mean allows, sqrt(mean (1 - mean)); of a rate, relative to the mean.
  double between;
};

/// Returns the predictive distribution of the share of a new class. Each class has its own share;
/// these are Beta distributed with an unknown mean and an unknown variation, which are learned from
/// the classes together, so that 3 of 41 and 20 of 850 do not count as 23 of 891. The counts are
/// then beta-binomial. The posterior of mean and variation is integrated, not replaced by its mode.
///
/// Priors: Beta(1/2, 1/2) for the mean; Beta(1, 3) for the standard deviation between classes as a
/// fraction of the greatest possible one, sqrt(mean (1 - mean)): half of it is below a fifth, and
/// an eighth above one half, beyond which most classes would be nearly 0 or 1 and no reference for
/// one another. Two or three classes say little about how much classes vary: the result then
/// depends on this prior, and is wide (Gelman, Bayesian Analysis 1 (2006) 515-534,
/// doi:10.1214/06-BA117A).
///
/// The result is a family of `fit` if its distribution function is within `posterior_tolerance`
/// everywhere, else a mixture of some hundred Uniform pieces. A class with a weight w in [0, 1]
/// contributes its likelihood raised to w.
///
/// Throws Error about `subject` unless there are 2 to 200 classes with positive weight, whose
/// numbers are in their ranges, with at most 1e12 cases or events each. Cost: some ten
/// milliseconds, and four for each class.
ReferenceClass reference_class(const std::vector<CountedShare>& classes,
                               std::string_view subject = "counted");

/// Returns the same for rates, which are Gamma distributed over classes; the counts are
/// gamma-Poisson (negative binomial). Priors: uniform for the logarithm of the mean, half-Cauchy of
/// scale 1 for the standard deviation relative to the mean. There must be at least one event.
ReferenceClass reference_class(const std::vector<CountedRate>& classes, std::string_view subject = "counted");

}  // namespace casus::elicit
