// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/infer/posterior.hpp>

namespace casus {

/// Returns a posterior as tables of 80 columns: each parameter before and after the observations,
/// and the evidence by step. Part of the compiled core.
std::string to_text(const Posterior& posterior);

/// Returns a posterior as one JSON object with `parameters` (each with `name`, `unit`, `before` and
/// `after`, which have `mean` and `range`, the 5 and 95 % points), `log_evidence`, `stages` (each
/// with `step`, `log_evidence`, `effective` and `moves`), `draws`, `effective`, `method` and
/// `warnings`. Figures with an error are objects with `value` and `standard_error`. `indent` < 0:
/// one line. Part of the compiled core.
std::string to_json(const Posterior& posterior, int indent = 2);

}  // namespace casus
