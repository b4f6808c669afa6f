// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <map>

#include "programs.hpp"

namespace embedding {

using namespace casus;

Answers service() {
  Model m;
  std::map<std::string, Event> down;
  for (const auto& [name, probability] :
       std::map<std::string, double>{{"database", 0.004}, {"network", 0.002}})
    down[name] = m.add(name, Bernoulli(probability));
  std::vector<Event> replicas;
  for (const std::string name : {"east", "west", "north"})
    replicas.push_back(down[name] = m.add(name, Bernoulli(0.05)));

  const Boolean outage = number_of(replicas) >= 2 || any({down["database"], down["network"]});
  Real cost = 10'000 * Real(outage);
  for (const Event& replica : replicas) cost += 500 * Real(replica);
  return estimate(m, {P(outage), E(cost), P(all(replicas)).given(outage)}, {.seed = 7});
}

}  // namespace embedding
