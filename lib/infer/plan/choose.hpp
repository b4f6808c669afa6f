// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/plan/branches.hpp"
#include "infer/plan/summed_layer.hpp"
#include "infer/subject.hpp"

namespace casus {

/// Method for a question, and the reason with the expected cost.
struct MethodChoice {
  Method method;
  std::string reason;
  bool draws_parameters = false;  ///< drawn anew on each trajectory: see `DrawnParameters`
  std::vector<LeftOut> left_out = {};
  bool updates_parameters = false;  ///< worlds are draws of the posterior: see `posterior`
  /// For an expectation or variance: branches to be checked afterwards, over time those of the
  /// unrolled model; see `rare_branches`.
  std::vector<RareBranch> branches = {};
  /// For the probability of an event: the mean that is estimated in its place.
  std::optional<SummedLayer> summed = {};
};

/// Chooses a method for each question of a set; the questions share condition and interventions.
/// The choice follows from the questions and the model and, if these do not decide, from a pilot: a
/// short run of forward sampling with another seed, independent of the answer. A method named in
/// the options is used as it is. `options.seconds`: time limit of the choice; if it is reached, a
/// method that needs no pilot is chosen. Throws Error as `estimate`.
std::vector<MethodChoice> choose(const Subject& subject, const std::vector<Query>& set,
                                 const Options& options);

/// As `choose`, but never chooses the exact method. `no_exact`: the reason for that, for each
/// question.
std::vector<MethodChoice> choose_without_exact(const Subject& subject, const std::vector<Query>& set,
                                               const Options& options,
                                               const std::vector<std::string>& no_exact);

}  // namespace casus
