// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

namespace casus {

/// A question in which observed values of formulas are replaced by the values of quantities that they imply.
struct RecoveredQuery {
  Query query;
  bool is_changed = false;
  /// Log density of the observed values minus that of the recovered ones: the sum of log |du / dv|.
  double log_density = 0;
};

/// The abduction step of structural equations (Pearl, Causality, 2nd ed. 2009, section 7.1) in closed form: if the exact value of a
/// Deterministic quantity was seen and all that its formula reads is known but for one quantity, which occurs once and under operations
/// that have an inverse (+, -, *, /, exp, log, logistic), that quantity's value is known too. What is recovered so helps to recover the
/// next. The question as it was if some formula's value stays open.
RecoveredQuery recovered(const Model& model, const Query& query);

}  // namespace casus
