// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/undefined.hpp>
#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// Returns the same error, extended by the operation that makes a quantity infinite or undefined
/// and by the values of its operands. These are searched for on at most 2^18 trajectories of the
/// model; returns the error unchanged if none of them shows such an operation. `queries`: the
/// questions as asked; `of_model`: the same questions about this model.
Error explained(const detail::UndefinedQuantity& undefined, const Model& model,
                const std::vector<Query>& queries, const std::vector<Query>& of_model,
                const Randomness& randomness);

/// Throws UndefinedQuantity if an answer that is based on trajectories is not finite.
void check_defined(const std::vector<Answer>& answers, const std::vector<Query>& queries);

}  // namespace casus
