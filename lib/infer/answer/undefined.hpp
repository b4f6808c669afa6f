// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/undefined.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// The same error with the operation that makes a quantity infinite or not a number and the values that it does so with, looked for on some
/// hundred thousand trajectories of the model; the error itself if none of them shows it.
/// `queries` are as they were asked, `of_model` the same of this model.
Error explained(const detail::UndefinedQuantity& undefined, const Model& model,
                const std::vector<Query>& queries, const std::vector<Query>& of_model,
                const Randomness& randomness);

/// Throws UndefinedQuantity if an answer that rests on trajectories is no finite number.
void check_defined(const std::vector<Answer>& answers, const std::vector<Query>& queries);

}  // namespace casus
