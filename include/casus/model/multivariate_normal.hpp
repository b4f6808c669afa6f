// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include <casus/model/expression.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// Adds quantities that are jointly normal, as a chain: each is Normal given those before it, so that all methods know them, and given exact
/// values of some the others are conditioned in closed form. `means`: may read variables and parameters of the model. `covariance`: row by
/// row, symmetric and positive definite. Throws Error, about the first name, for sizes that do not match and for another matrix, and as
/// `Model::add` does; the model is then as it was. Part of the
/// compiled core.
std::vector<Quantity> add_multivariate_normal(Model& model, std::span<const std::string> names,
                                              std::span<const Real> means, std::span<const double> covariance,
                                              const Details& details = {});

/// The same of uncertain parameters, whose means may read earlier parameters.
std::vector<Parameter> add_multivariate_normal_parameters(Model& model, std::span<const std::string> names,
                                                          std::span<const Real> means,
                                                          std::span<const double> covariance,
                                                          const ParameterDetails& details = {});

}  // namespace casus
