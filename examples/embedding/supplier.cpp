// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

Supplier supplier() {
  Model m;
  const auto dual = m.decision("dual_sourcing");
  const auto first = m.add("first_fails", Bernoulli(0.1)), second = m.add("second_fails", Bernoulli(0.15));
  const auto stopped = m.add("stopped", Deterministic(first && (!dual || second)));
  const auto weeks = m.add("weeks", Gamma(4, 0.5), {.when = stopped, .unit = "week"});
  const Real cost = if_then_else(dual, 20, 0) + if_then_else(stopped, 100 * weeks, 0);

  Supplier result;
  result.saving = contrast(m, E(cost).under(set(dual, no)), E(cost).under(set(dual, yes)),
                           {.trajectories = 200'000, .seed = 7});
  result.json = to_json(result.saving.difference);
  return result;
}

}  // namespace embedding
