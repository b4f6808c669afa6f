// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Answers any number of questions, on as many threads as the options allow. Questions with the
/// same condition and intervention form a set, which is answered by one method: that of the
/// options, or one chosen for the set (exact, forward, weighted, splitting); each answer reports
/// the method and the reason. Sets that are sampled forward share one run per intervention. Results
/// are identical bit for bit for any number of threads, batch size and instruction set, unless a
/// time limit stops the run. Memory does not depend on the number of trajectories.
///
/// Throws Error if an option is out of its range, if a question reads another model's variables or
/// a quantity that may be absent, and, naming the variable, if a draw leaves the domain of a
/// distribution; Cancelled if the options' stop token requests it. Safe to call from several
/// threads. Part of the compiled core.
Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options = {});

/// Answers questions over time. Forward sampling proceeds step by step: its memory depends neither
/// on the number of steps nor on the distance between the steps of a question. If the condition
/// concerns a later step than the target, a first pass draws the condition and a second pass draws
/// everything again: nothing is stored. Discrete series with few states are answered exactly, by
/// forward recursion. Weighted sampling and sequential Monte Carlo, for evidence by step, proceed
/// step by step too, and store the targets of the steps up to the last evidence. Counterfactuals
/// have twins of the series that the interventions reach (`TwinHorizon`), unless the observed value
/// of a formula is given. Splitting, trajectories with parameters of their own or quantities drawn
/// near later evidence, and the search for rare branches of means that compare quantities use the
/// unrolled model, whose size grows with the number of steps.
///
/// Also throws Error if an intervention sets a variable that the timeline does not draw. Otherwise
/// as above.
Answers estimate(const Horizon& horizon, const std::vector<Query>& queries, const Options& options = {});

/// Answers a single question: `estimate(model, P(rain)).value`. Several questions in braces are
/// answered by the functions above. Errors as for these. (A template, so that a list of one
/// question in braces is a list.)
template <std::same_as<Query> Question>
Answer estimate(const Model& model, const Question& question, const Options& options = {}) {
  return estimate(model, std::vector<Query>{question}, options)[0];
}
template <std::same_as<Query> Question>
Answer estimate(const Horizon& horizon, const Question& question, const Options& options = {}) {
  return estimate(horizon, std::vector<Query>{question}, options)[0];
}

namespace detail {

/// A Model or Horizon.
template <class Subject>
concept Answerable =
    std::convertible_to<const Subject&, const Model&> || std::convertible_to<const Subject&, const Horizon&>;

}  // namespace detail

/// Not valid: these explain the mistake.
template <class Subject, class Question>
requires(!std::same_as<Question, Query> &&
         !std::convertible_to<const Question&, const std::vector<Query>&>) Answers
    estimate(const Subject&, const Question&, const Options& = {}) {
  static_assert(!detail::Text<Question>, "a question as text is read by parse_query(model, \"P(rain)\")");
  static_assert(detail::Text<Question>, "a question is P(event), E(quantity) or the like");
  return {};
}
template <detail::Answerable Subject, detail::Text Question>
Answers estimate(const Subject&, std::initializer_list<Question>, const Options& = {}) {
  static_assert(detail::is_valid<Question>, "a question as text is read by parse_query(model, \"P(rain)\")");
  return {};
}
template <std::same_as<Query> Question>
Answers estimate(std::initializer_list<Question>, const Options& = {}) {
  static_assert(detail::is_valid<Question>, "the model comes first: estimate(model, {P(rain)})");
  return {};
}
template <class Subject>
requires(!detail::Answerable<Subject>) Answers
    estimate(const Subject&, const std::vector<Query>&, const Options& = {}) {
  static_assert(detail::is_valid<Subject>,
                "questions are asked of a Model or a Horizon; a Timeline over a number of steps: Horizon "
                "h(timeline, 12)");
  return {};
}
template <detail::Answerable Subject, detail::PlainNumber Number>
Answers estimate(const Subject&, const std::vector<Query>&, Number) {
  static_assert(detail::is_valid<Number>,
                "options are given by name: estimate(model, {P(rain)}, {.trajectories = 1000})");
  return {};
}

/// Name of a method in options, files and programs, with one line of help.
struct MethodName {
  Method id;
  std::string_view name;
  std::string_view help;
};

/// Returns the names of all methods, `automatic` first. Part of the compiled core.
std::vector<MethodName> method_names();

}  // namespace casus
