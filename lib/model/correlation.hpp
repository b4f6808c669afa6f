// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <Eigen/Core>

#include <casus/model/correlation.hpp>

namespace casus {

/// Parameters that are correlated, directly or indirectly, and the correlations of their normal
/// scores.
struct CorrelatedGroup {
  std::vector<Index> parameters;  ///< in increasing order
  Eigen::MatrixXd scores;
};

/// Returns the groups of a model's statements.
std::vector<CorrelatedGroup> correlated_groups(const std::vector<RankCorrelation>& statements);

/// Throws Error if a statement by itself cannot be made about the model: see `state_correlations`.
void check_statement(const Model& model, const RankCorrelation& statement);

}  // namespace casus
