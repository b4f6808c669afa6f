// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <casus/distribution/mixture.hpp>

/// Distributions from counts, which may be up to 1e15; exposures are at least 1e-100. Part of the
/// compiled core.
namespace casus::elicit {

/// Number of cases in which something happened: 3 of 41.
struct CountedShare {
  double events;  ///< at least 0
  double of;      ///< all cases, more than 0 and at least `events`
  /// Relevance, in [0, 1]: the likelihood is raised to this power, so with 1/2 it takes two such
  /// cases to tell as much as one (a power prior: Ibrahim and Chen, Statistical Science 15 (2000)
  /// 46-60, doi:10.1214/ss/1009212673).
  double weight = 1;
};

/// Number of events during an exposure, such as months at risk: 3 in 120.5.
struct CountedRate {
  double events;    ///< at least 0
  double exposure;  ///< more than 0
  double weight = 1;
};

/// The belief before counting. Default: Jeffreys' prior, Beta(1/2, 1/2) for a share, a density
/// proportional to 1 / sqrt(rate) for a rate.
struct CountPrior {
  distribution::Mixture law = {};  ///< a judged distribution; without components: Jeffreys' prior
  /// Number of cases, or the exposure, that the judged distribution is worth: it is replaced by the
  /// Beta or Gamma distribution with its mean that these would have left. Nothing: the judged
  /// distribution itself.
  std::optional<double> worth = {};

  CountPrior() = default;
  CountPrior(distribution::Mixture judged, std::optional<double> cases = {})
      : law(std::move(judged)), worth(cases) {}
  template <class Judged>
  requires(!std::same_as<std::decay_t<Judged>, CountPrior> &&
           !std::same_as<std::decay_t<Judged>, distribution::Mixture> &&
           std::constructible_from<distribution::ComponentDistribution, const Judged&>)
      CountPrior(const Judged& judged, std::optional<double> cases = {})
      : law{{{1.0, distribution::ComponentDistribution(judged)}}}, worth(cases) {}
};

/// A distribution from counts, for `model.parameter(name, counted.law, {.source = counted.sentence,
/// .basis = Basis::counted})`.
struct Counted {
  distribution::Mixture law;
  std::string sentence;  ///< counts, prior and result: "3 of 41 cases, Jeffreys' prior: Beta(3.5, 38.5)"
};

/// Greatest error, in probability, of a distribution function that stands for a posterior without a
/// closed form.
inline constexpr double posterior_tolerance = 0.005;

/// Returns the posterior distribution of a share or probability. It is Beta for Jeffreys' prior, a
/// prior with a worth, and a judged Beta or Uniform(0, 1); a mixture of these for a mixture. For
/// any other judged distribution with a density, the posterior is integrated numerically; a family
/// of `fit` stands for it if its distribution function is within `posterior_tolerance` everywhere,
/// else a mixture of Uniform pieces.
///
/// Throws Error about `subject` if a number is outside its range, if the prior is not within
/// [0, 1], has no density, or excludes the counts, or if its worth is not positive or its mean not
/// in (0, 1). Cost: microseconds, or some milliseconds for a numerical posterior.
Counted counted(const CountedShare& counts, const CountPrior& prior = {},
                std::string_view subject = "counted");

/// Returns the posterior distribution of a rate per unit of exposure, if events are a Poisson
/// process: Gamma, where the prior is Jeffreys', has a worth, or is Gamma, Exponential or a mixture
/// of these. Other priors, and errors, as above; the prior must be within [0, infinity).
Counted counted(const CountedRate& counts, const CountPrior& prior = {},
                std::string_view subject = "counted");

/// A time until an event, or until observation ended without it (right censoring).
struct Spell {
  double length;      ///< time at risk, more than 0
  bool ended = true;  ///< whether the event ended it
};

/// Returns the counts for the probability of an event in each step, such as a month: the number of
/// spells that ended, of all steps at risk. A spell's length is its number of steps, including the
/// one in which it ended. The probability is the same in each step: times are geometric. Throws
/// Error if there are no spells, or a length is not a whole number from 1.
CountedShare steps_at_risk(const std::vector<Spell>& spells, std::string_view subject = "spells");

/// Returns the counts for the rate of an event in continuous time: the number of spells that ended,
/// and the time at risk. The rate is constant: times are exponential. Throws Error if there are no
/// spells, or a length is not positive and finite.
CountedRate time_at_risk(const std::vector<Spell>& spells, std::string_view subject = "spells");

/// Concentrations of a Dirichlet distribution of shares, for `model.parameter(name,
/// Dirichlet{counted.concentrations}, ...)`.
struct CountedShares {
  std::vector<double> concentrations;
  std::string sentence;
};

/// The belief about shares before counting. Default: Jeffreys' prior, half a case for each state.
struct SharesPrior {
  std::vector<double> concentrations = {};  ///< of a Dirichlet distribution; empty: Jeffreys' prior
  /// Number of cases that the concentrations are worth: they are multiplied so that this is their
  /// sum, so that they can be stated as probabilities. Nothing: they are used as stated.
  std::optional<double> worth = {};
};

/// Returns the posterior Dirichlet distribution of the shares of states, from the count of each.
/// Throws Error about `subject` unless there are at least two counts, each finite and at least 0,
/// and as many concentrations, each positive and finite, if there are any; and if the worth is not
/// positive.
CountedShares counted_shares(const std::vector<double>& counts, const SharesPrior& prior = {},
                             std::string_view subject = "counted");

}  // namespace casus::elicit
