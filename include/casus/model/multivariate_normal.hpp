// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include <casus/model/expression.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// Adds jointly normal quantities as a chain, in which each is Normal given its predecessors. All
/// inference methods therefore apply, and given exact values of some quantities, the others are
/// conditioned in closed form. `means` may read variables and parameters of the model. `covariance`
/// is given row by row; it must be symmetric and positive definite. Throws Error, with the first
/// name, if the sizes do not match or the matrix is invalid, and as `Model::add` does; the model is
/// then unchanged. Part of the compiled core.
std::vector<Quantity> add_multivariate_normal(Model& model, std::span<const std::string> names,
                                              std::span<const Real> means, std::span<const double> covariance,
                                              const Details& details = {});

/// The same for uncertain parameters, whose means may read earlier parameters.
std::vector<Parameter> add_multivariate_normal_parameters(Model& model, std::span<const std::string> names,
                                                          std::span<const Real> means,
                                                          std::span<const double> covariance,
                                                          const ParameterDetails& details = {});

}  // namespace casus
