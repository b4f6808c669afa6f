// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/subject.hpp"

namespace casus {

/// The method for a set of questions, which share condition and intervention, and why, with what it is expected to cost.
struct Choice {
  Method method;
  std::string reason;
  bool draws_parameters = false;  ///< anew on each trajectory: see `DrawnParameters`
};

/// Chooses by the questions, the model and, where that does not settle it, a pilot: a short run of forward sampling that shares no
/// chance with the answer, and so cannot bias it. A method that the options name is taken as it is. `options.seconds`: what that may
/// take; a method that can be chosen without a pilot is taken where it is over. Errors as for `estimate`.
Choice choose(const Subject& subject, const std::vector<Query>& set, const Options& options);

/// The same where the exact method is out of the question: `no_exact` says why.
Choice choose_without_exact(const Subject& subject, const std::vector<Query>& set, const Options& options,
                            const std::string& no_exact);

/// Why not exact, where that was begun.
std::string sums_took_too_long();

}  // namespace casus
