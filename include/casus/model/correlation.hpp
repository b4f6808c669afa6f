// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

/// Correlated judgements: parameters that depend on each other by rank correlations.
///
/// A parameter is the quantile of its distribution at a uniform number U. Correlated parameters
/// have dependent uniform numbers, U = Phi(z), whose normal scores z are jointly normal (a Gaussian
/// copula), so the distribution of each parameter stays as it was stated. Spearman's rank
/// correlation rho of two parameters with continuous distributions follows from the correlation 2
/// sin(pi rho / 6) of their scores (Pearson, Drapers' Company Research Memoirs, Biometric Series
/// IV, 1907; Kruskal, JASA 53 (1958) 814, doi:10.1080/01621459.1958.10501481). If values are tied
/// (counts, Empirical), the rank correlation of the values is nearer to 0. A distribution that
/// reads earlier parameters is given them: the correlation is that of the quantile levels.
///
/// All statements about a model form one matrix. A pair that none of them names has the correlation
/// 0; a pair may be named twice only with the same number. In the order in which the parameters
/// were added, each is drawn given the earlier ones. Thus the first of a group of correlated
/// parameters is drawn as before, bit for bit, and so are all that are not correlated with others.
///
/// `hold` sets a correlated parameter and leaves the others as they were: it replaces a judgement,
/// and is no evidence about the others. `redraw` draws it anew given all others.
namespace casus {

/// Returns the correlation of the normal scores of two parameters with this rank correlation.
inline double normal_correlation(double rank) {
  constexpr double sixth_of_pi = 0.523598775598298873;
  return std::fabs(rank) == 1 ? rank : 2 * std::sin(sixth_of_pi * rank);
}
/// The inverse of `normal_correlation`.
inline double rank_correlation_of(double normal) {
  constexpr double sixth_of_pi = 0.523598775598298873;
  return std::fabs(normal) == 1 ? normal : std::asin(normal / 2) / sixth_of_pi;
}

/// The rank correlation of two judgements from the same source, unless another is stated. It is a
/// convention: with it, both are on the same side of their medians with probability 1/2 +
/// asin(2 sin(pi rho / 6)) / pi = 0.80.
inline constexpr double same_source_rank = 0.8;

/// Adds statements to the model's. The model is unchanged if an error is thrown.
///
/// Throws Error, with the names of the parameters, if there are fewer than two of them or one is
/// repeated; a rank correlation is not in [-1, 1], or contradicts that of another statement about
/// the same pair; a parameter follows from others (Deterministic, the shares of a Dirichlet), is a
/// gamma weight of a Dirichlet, is drawn as another (`redraw`), or is one of more than 200 that are
/// correlated, directly or indirectly. Also if the matrix of the correlations of the scores is not
/// positive semidefinite: the message names the pairs that contradict each other, and the nearest
/// rank correlations without contradictions (`nearest_rank_correlations`). Cost: n^3 operations for
/// n correlated parameters, and n^2 normal scores in each world. Part of the compiled core.
void state_correlations(Model& model, const std::vector<RankCorrelation>& statements);
void state_correlations(Timeline& timeline, const std::vector<RankCorrelation>& statements);

/// Two parameters and their rank correlation.
struct CorrelatedPair {
  Parameter first, second;
  double rank;
  std::string source = {};  ///< reason for the number
};

namespace detail {

/// Returns the numbers of parameters. Throws Error if one belongs to another model.
std::vector<Index> numbers_of(const Model& model, const std::vector<Parameter>& parameters);
inline const Model& model_of_parameters(const Model& model) { return model; }
inline const Model& model_of_parameters(const Timeline& timeline) { return timeline.constants(); }

/// Returns a statement for each pair of a matrix, given row by row.
std::vector<RankCorrelation> statements_of(const Model& model, const std::vector<Parameter>& parameters,
                                           const std::vector<double>& matrix);

/// A model or a timeline.
template <class Subject>
concept HasParameters = std::same_as<Subject, Model> || std::same_as<Subject, Timeline>;

}  // namespace detail

/// Correlates each two of these parameters: `correlate(model, {p, q, r}, 0.6)`. Errors as for
/// `state_correlations`, and if a parameter belongs to another model. `source`: reason for the
/// number.
template <detail::HasParameters Subject>
void correlate(Subject& subject, const std::vector<Parameter>& between, double rank,
               std::string source = {}) {
  state_correlations(subject, {{detail::numbers_of(detail::model_of_parameters(subject), between), rank,
                                false, std::move(source)}});
}
/// The same for pairs: `correlate(model, {{p, q, 0.6}, {q, r, 0.3}})`.
template <detail::HasParameters Subject>
void correlate(Subject& subject, const std::vector<CorrelatedPair>& pairs) {
  std::vector<RankCorrelation> statements;
  for (const CorrelatedPair& pair : pairs)
    statements.push_back({detail::numbers_of(detail::model_of_parameters(subject), {pair.first, pair.second}),
                          pair.rank, false, pair.source});
  state_correlations(subject, statements);
}
/// The same for a matrix, given row by row. Throws Error also if it has another size, is not
/// symmetric, or has other numbers than 1 on its diagonal.
template <detail::HasParameters Subject>
void correlate(Subject& subject, const std::vector<Parameter>& parameters,
               const std::vector<double>& matrix) {
  state_correlations(subject,
                     detail::statements_of(detail::model_of_parameters(subject), parameters, matrix));
}

/// States that these are judgements from the same source, such as experts who read the same report.
/// `rank`: see `same_source_rank`. Errors as for `correlate`.
template <detail::HasParameters Subject>
void same_source(Subject& subject, const std::vector<Parameter>& judgements, double rank = same_source_rank,
                 std::string source = {}) {
  state_correlations(subject, {{detail::numbers_of(detail::model_of_parameters(subject), judgements), rank,
                                true, std::move(source)}});
}

/// Returns the rank correlations, given and returned row by row, that are nearest to these and hold
/// together: those of the nearest correlation matrix of the scores in the Frobenius norm, by
/// alternating projections (Higham, IMA J. Numer. Anal. 22 (2002) 329,
/// doi:10.1093/imanum/22.3.329), rounded to three decimals; moved towards 0 as far as the rounding
/// requires it. Throws Error unless the matrix is square, symmetric and finite; numbers beyond [-1,
/// 1] are replaced by -1 or 1, the diagonal by 1. Cost: some hundred times n^3 operations. Part of
/// the compiled core.
std::vector<double> nearest_rank_correlations(std::span<const double> matrix);

}  // namespace casus
