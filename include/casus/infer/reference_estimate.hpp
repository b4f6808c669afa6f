// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// Returns the answers of `estimate` by forward sampling, bit for bit, from the scalar reference
/// sampler: headers only, one thread, some hundred times slower. The options' method is ignored.
/// Errors as for `estimate`.
Answers reference_estimate(const Model& model, const std::vector<Query>& queries,
                           const Options& options = {});

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/reference_estimate.inl>
#endif
