// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string_view>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Answers any number of questions, on as many threads as the options allow. Those that share condition and intervention are a set,
/// answered by one method: the options', or one that is chosen for the set (exact, forward, weighted, splitting); each answer says
/// which, and why. Sets that are sampled forward share a run for each intervention. The same bits come out for any number of
/// threads, batch size and instruction set, unless a time stops the run. Memory does not depend on the number of trajectories.
///
/// Throws Error where an option is out of its range, where a question reads another model's variables or a quantity where it
/// may be absent, and, naming the variable, where a draw leaves the domain of a distribution; Cancelled where the options'
/// stop token asks for it. Safe to call from several threads. Part of the compiled core.
Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options = {});

/// The same of questions over time. Forward sampling rolls along the steps: what it needs of memory does not depend on how many there
/// are, nor on how far apart a question's steps lie. What is given at a later step than what is asked for is drawn first, and then
/// all again: nothing is stored. Discrete series with few states are answered exactly, by forward recursion. Sequential Monte Carlo
/// rolls along, too, for what is given month by month (news): what is asked of steps up to the last that something was seen of is kept.
/// The methods that know no time answer of the model unrolled, whose size grows with the steps.
///
/// Throws Error besides where something is set that the timeline does not draw.
Answers estimate(const Horizon& horizon, const std::vector<Query>& queries, const Options& options = {});

/// Answers a single question: `estimate(model, P(rain)).value`. Several are asked in braces, and answered by the
/// functions above. Errors as for these. (A template, so that a list of one question in braces is a list.)
template <std::same_as<Query> Question>
Answer estimate(const Model& model, const Question& question, const Options& options = {}) {
  return estimate(model, std::vector<Query>{question}, options)[0];
}
template <std::same_as<Query> Question>
Answer estimate(const Horizon& horizon, const Question& question, const Options& options = {}) {
  return estimate(horizon, std::vector<Query>{question}, options)[0];
}

/// A method by its name in options, files and programs, with one line of help.
struct MethodName {
  Method id;
  std::string_view name;
  std::string_view help;
};

/// The names of all methods, `automatic` first. Part of the compiled core.
std::vector<MethodName> method_names();

}  // namespace casus
