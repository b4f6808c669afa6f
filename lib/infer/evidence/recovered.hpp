// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

namespace casus {

/// A question in which observed values of formulas are replaced by the values of quantities that
/// they imply.
struct RecoveredQuery {
  Query query;
  bool is_changed = false;
  /// Log density of the observed values minus that of the recovered ones: the sum of log |du / dv|.
  double log_density = 0;
};

/// Returns the question with observed formulas solved for their unknown quantities: the abduction
/// step of structural equations (Pearl, Causality, 2nd ed. 2009, section 7.1) in closed form. If
/// the exact value of a Deterministic quantity was observed and its formula reads a single unknown
/// quantity, which occurs once and only under invertible operations (+, -, *, /, exp, log, sqrt,
/// pow, logistic), the value of that quantity follows. A recovered value helps to recover further
/// ones. Returns the question unchanged if the value of some formula remains open.
RecoveredQuery recovered(const Model& model, const Query& query);

}  // namespace casus
