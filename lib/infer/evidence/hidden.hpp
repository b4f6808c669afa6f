// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "infer/evidence/decomposed.hpp"
#include "model/state_table.hpp"

/// Hidden quantities between discrete causes and evidence about quantities.
namespace casus {

/// Evidence about quantities, with the hidden quantities and discrete causes that it depends on.
struct HiddenGroup {
  std::vector<Index> causes;    ///< discrete variables that are not fixed, in increasing order
  std::vector<Index> hidden;    ///< quantities that are drawn, in increasing order
  std::vector<Index> evidence;  ///< variables with an observed value, bounds or averaged likelihoods
};

/// Groups the evidence about quantities. `known`: values that variables have on all trajectories,
/// by variable. Leaves out evidence that depends on discrete variables drawn from quantities, and
/// guarded variables unless their guard is known to be true.
std::vector<HiddenGroup> hidden_groups(const Model& model, const DecomposedEvidence& evidence,
                                       const std::vector<std::optional<double>>& known,
                                       const FixedStates& fixed);

/// A normal distribution of a group's hidden quantities, each drawn after the ones before it. With
/// coordinates z (the quantity, or the logarithm of a log-normal one), z_i has mean `intercept[i]`
/// plus the sum of `slopes[i][j]` z_j over j < i, and standard deviation `scale[i]`.
struct HiddenNormal {
  std::vector<double> intercept, scale;
  std::vector<std::vector<double>> slopes;
  bool is_exact = false;  ///< equal to their posterior, except for rounding
};

/// The likelihood of a group's evidence given the states of its causes, and the posterior of its
/// hidden quantities. If all of these are normal or log-normal: Laplace's approximation at the mode
/// of their density, found by Newton's method (Tierney and Kadane, JASA 81 (1986) 82-86,
/// doi:10.1080/01621459.1986.10478240). It is exact if all are normal with linear means
/// (conditional Gaussian networks: Lauritzen and Jensen, Statistics and Computing 11 (2001)
/// 191-203, doi:10.1023/A:1008935617754). Otherwise the likelihood is the mean over 256 draws of
/// the hidden quantities. Cost of a mode: some steps of n^3 operations for n hidden quantities.
class HiddenLikelihood {
public:
  /// Keeps references to the model, the group and the evidence.
  HiddenLikelihood(const Model& model, const HiddenGroup& group,
                   const std::vector<std::optional<double>>& known, const DecomposedEvidence& evidence);

  struct Found {
    double log_likelihood;
    std::optional<HiddenNormal> normal;
  };
  /// `states`: states of the causes. `parameters`: parameters of the world.
  Found operator()(const std::vector<Index>& states, std::span<const double> parameters);

private:
  struct Term {
    Index variable;
    bool is_hidden;
    std::vector<std::size_t> reads;  // positions in the group of its hidden quantities, itself included
    std::vector<Index> computed;     // formulas between them, to be computed first
    std::optional<Interval> bounds;
    const std::vector<double>* averaged;  // likelihoods of the states, or null
  };
  struct Environment;
  struct Mode;

  Term term(Index variable, bool is_hidden) const;
  bool is_log(std::size_t place) const;
  bool prepare(const Term& term);
  double evaluate(const Term& term);
  double density();
  void set(std::size_t place, double z);
  bool start(std::vector<double>& z);
  void differentiate(const std::vector<double>& z, std::vector<double>& gradient,
                     std::vector<double>& precision);
  std::optional<Mode> mode();
  bool is_normal(const Mode& mode);
  double mean_over_draws();

  const Model& model_;
  const HiddenGroup& group_;
  std::vector<Term> terms_;  // hidden quantities, then evidence
  bool has_mode_ = true;     // all hidden quantities are normal or log-normal
  std::vector<double> values_;
  std::span<const double> parameters_;
  std::vector<double> row_, scratch_, steps_;
};

/// Returns the likelihood of a group's evidence by the states of its causes, relative to the
/// largest one and summed over worlds, which are given by the values of their parameters; nothing
/// if there are no causes or they have too many combinations of states, or if the evidence is
/// impossible.
std::optional<StateTable> likelihoods_by_cause(const Model& model, const HiddenGroup& group,
                                               const std::vector<std::optional<double>>& known,
                                               const DecomposedEvidence& evidence,
                                               const std::vector<std::vector<double>>& worlds);

/// Largest number of combinations of causes, hidden quantities and worlds that it evaluates.
inline constexpr Index most_likelihoods = 4096;

}  // namespace casus
