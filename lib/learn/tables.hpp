// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/model.hpp>

#include "learn/counts.hpp"

namespace casus::detail {

/// Returns the distribution of a family's variable with this table, by row and state.
ConditionalDistribution table_distribution(const Model& model, const TableFamily& family,
                                           const std::vector<Real>& values);

/// Returns the name, with underscores after it if it is taken by a variable or parameter.
std::string free_name(const Model& model, std::string name);

/// Probabilities of the model's own tables, by family, row and state, with uncertain parameters at
/// their means. NaN in rows that are never read.
std::vector<double> own_tables(const CaseCounts& counts);

/// Returns whether the parents' states of a row occur together with the variable, as far as guards
/// show it, for each family and row.
std::vector<std::vector<bool>> rows_read(const CaseCounts& counts, const std::vector<double>& own);

/// Returns whether a variable's distribution was a table of numbers and parameters, or a row of
/// them.
bool is_table(const Variable& variable);

/// Returns a copy without the parameters that nothing reads. A model with twins is returned as it
/// is.
Model without_unread_parameters(const Model& model);

}  // namespace casus::detail
