// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/plan/branches.hpp"
#include "infer/subject.hpp"

namespace casus {

/// The method that answers a question, and the reason with the expected cost.
struct Choice {
  Method method;
  std::string reason;
  bool draws_parameters = false;  ///< anew on each trajectory: see `DrawnParameters`
  std::vector<LeftOut> left_out = {};
  /// Of an expectation or variance: branches to be checked afterwards, over time of the model unrolled; see `rare_branches`.
  std::vector<RareBranch> branches = {};
};

/// Chooses a method for each question of a set, which share condition and interventions, from the questions and the model and, if these do
/// not decide, from a pilot: a short run of forward sampling with another seed, independent of the answer. A method that the options name
/// is taken as it is. `options.seconds`: what the choice may take; then a method is taken that needs no pilot. Errors as for `estimate`.
std::vector<Choice> choose(const Subject& subject, const std::vector<Query>& set, const Options& options);

/// The same without the exact method, `no_exact` being the reason.
std::vector<Choice> choose_without_exact(const Subject& subject, const std::vector<Query>& set,
                                         const Options& options, const std::string& no_exact);

}  // namespace casus
