// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/expression.hpp>

namespace casus::test {

/// Returns x + x + ... + x, each sum nested in the next one, as made by a loop.
inline Real long_sum(const Real& x, int terms) {
  Real total = x;
  for (int i = 1; i < terms; ++i) total = total + x;
  return total;
}

/// Returns e and e and ... and e, nested in the same way.
inline Boolean long_conjunction(const Boolean& e, int terms) {
  Boolean all = e;
  for (int i = 1; i < terms; ++i) all = all && e;
  return all;
}

/// Returns 2^doublings times x, with only `doublings` nodes.
inline Real doubled(const Real& x, int doublings) {
  Real sum = x;
  for (int i = 0; i < doublings; ++i) sum = sum + sum;
  return sum;
}

/// Returns nested negations, conjunctions and disjunctions that are equal to e.
inline Boolean nested(const Boolean& e, const Boolean& other, int levels) {
  Boolean all = e;
  for (int i = 0; i < levels; ++i) all = i % 2 == 0 ? all || (e && !other) : !!(all && (e || other));
  return all;
}

}  // namespace casus::test
