// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Forward recursion over the joint state of discrete series (for hidden Markov models the forward algorithm; Rabiner, Proc. IEEE 77
/// (1989) 257, doi:10.1109/5.18626): step by step, the probability of each combination of values that laws and questions still need.
/// Combinations that cannot be reached, or that do not meet a finding, cost nothing. If evidence is later than a
/// target, one backward pass through the same steps follows, for all evidence and targets: the forward-backward algorithm (Baum, Petrie,
/// Soules and Weiss, Ann. Math. Stat. 41 (1970) 164, doi:10.1214/aoms/1177697196). Probabilities are held with exponents of their own:
/// none is too small.

/// Why questions of one set cannot be answered so: "it needs 'strain', a quantity"; null where they can, if perhaps at too great a cost.
std::optional<std::string> why_no_recursion(const Horizon& horizon, const std::vector<Query>& set);

/// What it takes, or why it cannot be done: "it needs 'strain', a quantity".
struct RecursionCost {
  std::optional<std::string> why_not;
  double operations = 0;  ///< values of variables gone through and what is done with each state, in one world
};

/// Of questions of one set, tried in one world and given up beyond `budget` operations.
RecursionCost recursion_cost(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                             double budget);

/// Without sampling; with uncertain parameters exactly within each of the worlds that forward sampling draws too. Throws Error where a
/// question cannot be answered so, where it takes more operations than `options.exact_budget` in a world, and where what is given is
/// impossible.
Answers recursion(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

}  // namespace casus
