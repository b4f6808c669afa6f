// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <type_traits>

#include <casus/distribution/bernoulli.hpp>
#include <casus/distribution/beta.hpp>
#include <casus/distribution/binomial.hpp>
#include <casus/distribution/categorical.hpp>
#include <casus/distribution/cauchy.hpp>
#include <casus/distribution/discrete_uniform.hpp>
#include <casus/distribution/empirical.hpp>
#include <casus/distribution/entry.hpp>
#include <casus/distribution/exponential.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/geometric.hpp>
#include <casus/distribution/gumbel.hpp>
#include <casus/distribution/hypergeometric.hpp>
#include <casus/distribution/laplace.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logistic.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/distribution/metalog.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/distribution/negative_binomial.hpp>
#include <casus/distribution/normal.hpp>
#include <casus/distribution/pareto.hpp>
#include <casus/distribution/pert.hpp>
#include <casus/distribution/point.hpp>
#include <casus/distribution/poisson.hpp>
#include <casus/distribution/scaled_beta.hpp>
#include <casus/distribution/student_t.hpp>
#include <casus/distribution/triangular.hpp>
#include <casus/distribution/truncated.hpp>
#include <casus/distribution/truncated_normal.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/distribution/weibull.hpp>

namespace casus::distribution {

/// Returns whether `name` is that of the truncated form of a distribution: `TruncatedGamma`.
constexpr bool is_truncated_name(std::string_view name, std::string_view law) noexcept {
  constexpr std::string_view prefix = "Truncated";
  return name.starts_with(prefix) && name.substr(prefix.size()) == law;
}

template <class... Distributions> struct DistributionList {
  /// True if another distribution of the list, or the truncated form of one, has the name of
  /// `Distribution`.
  template <class Distribution>
  static constexpr bool has_name_of =
      ((Distributions::name == Distribution::name && !std::is_same_v<Distributions, Distribution>) || ...) ||
      (!(std::is_same_v<Distributions, Distribution> || ...) &&
       ((is_truncated_name(Distribution::name, Distributions::name) &&
         !std::is_same_v<Truncated<Distributions>, Distribution>) ||
        ...));
  static constexpr std::array families{family_of<Distributions>...};
};

/// The distributions of the library. To add one, write its header and append its name here.
using LibraryDistributions =
    DistributionList<Bernoulli, Categorical, Uniform, Normal, LogNormal, LogitNormal, Triangular, Beta, Gamma,
                     Exponential, Poisson, Binomial, Point, TruncatedNormal, StudentT, Weibull, Pert,
                     NegativeBinomial, Geometric, Empirical, Mixture, Pareto, Gumbel, Cauchy, Laplace,
                     Logistic, ScaledBeta, DiscreteUniform, Hypergeometric, Metalog, LogMetalog,
                     LogitMetalog>;

/// The families of these distributions, whose names models and files can always use.
inline constexpr auto& all_families = LibraryDistributions::families;

/// Returns the families of the truncated distributions of quantities and counts, `TruncatedGamma`
/// and so on, without TruncatedNormal, which is a distribution of its own.
std::span<const Family> truncated_families();

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/list.inl>
#endif
