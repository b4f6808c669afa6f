// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/undefined.hpp>
#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// Returns the same error with the operation that makes a quantity infinite or undefined and with the values
/// of its operands, searched on some hundred thousand trajectories of the model; the error itself if none of
/// them shows it. `queries`: the questions as asked; `of_model`: the same questions about this model.
Error explained(const detail::UndefinedQuantity& undefined, const Model& model,
                const std::vector<Query>& queries, const std::vector<Query>& of_model,
                const Randomness& randomness);

/// Throws UndefinedQuantity if an answer that is based on trajectories is not finite.
void check_defined(const std::vector<Answer>& answers, const std::vector<Query>& queries);

}  // namespace casus
