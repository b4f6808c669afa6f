// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/learn/cases.hpp>
#include <casus/model/model.hpp>

namespace casus {

struct LearnOptions {
  /// Number of cases that each row of the model's own tables is worth, as a prior: its
  /// concentrations are this number times the row's probabilities (a state of probability 0 remains
  /// impossible). Tables with uncertain parameters are averaged over up to 4,096 worlds. Nothing:
  /// Jeffreys' prior, half a case for each state.
  std::optional<double> worth = {};
  Index most_iterations = 1'000;  ///< of the EM algorithm
  double tolerance = 1e-7;        ///< it ends when no probability changes by more
  StopToken stop = {};
};

/// What the cases say about a row of a table.
struct LearnedRow {
  std::string parameter;       ///< its name; of a category, that before ".weight[...]"
  std::vector<double> counts;  ///< by state; expected ones if cases are incomplete
  /// Number of complete cases that would leave as wide a range: the sum of the counts if none is
  /// estimated, less the more is missing.
  double worth = 0;
};

/// A model with tables learned from cases.
struct LearnedModel {
  Model model;
  Index cases = 0;
  Index incomplete = 0;  ///< cases with missing values that were estimated
  Index iterations = 0;  ///< of the EM algorithm; 0 if no case is incomplete
  bool converged = true;
  /// Logarithm of the probability of the cases at the mean tables.
  double log_likelihood = 0;
  std::vector<LearnedRow> rows = {};      ///< those that became parameters
  std::vector<std::string> remarks = {};  ///< sentences about what was learned how
};

/// Returns a copy of the model in which each row of the tables of events and categories is an
/// uncertain parameter, with the Dirichlet or Beta distribution that the cases leave: prior plus
/// counts (Spiegelhalter and Lauritzen, Networks 20 (1990) 579-605, doi:10.1002/net.3230200507).
/// Its source says which data and how many rows, its description the counts, and its basis is
/// `Basis::counted`. Variables that are formulas, quantities, guards and names are unchanged, and
/// parameters that nothing reads any more are removed. A distribution that was no table, such as a
/// noisy-or, becomes one, with a remark.
///
/// Missing values must be missing at random. They are estimated by the EM algorithm (Lauritzen,
/// Computational Statistics & Data Analysis 19 (1995) 191-201, doi:10.1016/0167-9473(93)E0056-A):
/// the expected counts of each distinct pattern come from exact inference, and each row is set to
/// its posterior mean, until nothing changes. This finds a local maximum near the model's own
/// tables, where it starts; a hidden variable whose states are alike in these remains so.
///
/// Parameters have the means of that point. Their ranges allow for what is missing: of the
/// information that the expected counts would have if they had been observed, only the observed
/// part counts (Louis, J. R. Stat. Soc. B 44 (1982) 226-233,
/// doi:10.1111/j.2517-6161.1982.tb01203.x). Each row's distribution is that of fewer counts, in the
/// same shares, so that the variance of no probability is smaller than the inverse of the observed
/// information says, as far as the prior allows. These are variances around one maximum, and good
/// if many cases are observed; two solutions that exchange the states of a hidden variable are not
/// both covered, and a remark says so. What is missing also correlates the rows, which the model
/// does not state. Of more than 1,024 probabilities that are uncertain in this way, each row is
/// regarded by itself. Missing values without observed descendants are not estimated at all, and
/// take nothing away.
///
/// Throws Error if the cases are of another model, an option is outside its range, a pattern is
/// impossible under the model, or exact inference takes tables that are too large; Cancelled if a
/// stop is requested. Cost: without missing values, microseconds for each row of the tables; with
/// them, for each iteration and distinct pattern a multiple of an exact answer, some ten
/// microseconds for a small model, and at the end such an answer for each uncertain probability.
/// Part of the compiled core.
LearnedModel learn(const Model& model, const Cases& cases, const LearnOptions& options = {});

}  // namespace casus
