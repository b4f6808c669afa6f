// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "infer/evidence/likelihood.hpp"

namespace casus {

/// Returns the reason why the likelihood of a question's evidence is not that of a linear-Gaussian
/// model: "'war' is an event". Nothing if it is: all evidence is the exact values of quantities,
/// and everything that these depend on is Normal with a mean that is linear in other quantities and
/// a standard deviation that reads parameters only, or a linear formula. Coefficients may read
/// parameters and varying numbers.
std::optional<std::string> why_no_kalman(const Horizon& horizon, const Query& history);

/// Returns that likelihood, step by step, exactly: Kalman's filter (Journal of Basic Engineering 82
/// (1960) 35-45, doi:10.1115/1.3662552). Keeps a reference to the horizon. Cost of a step: the
/// square of the number of its quantities, times the number of those that are drawn.
std::unique_ptr<HistoryLikelihood> kalman_likelihood(const Horizon& horizon, const Query& history);

}  // namespace casus
