// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/subject.hpp"

namespace casus {

/// Expected cost of answering a set of questions, or the reason why it is not worth trying.
struct MethodCost {
  std::optional<std::string> why_not = {};  ///< "that would take 3e+10 operations"
  double operations = 0;    ///< for methods that do not sample: table entries, over all worlds
  double trajectories = 0;  ///< for methods that sample: the largest number
};

/// A method of inference: its names and its functions. All code that chooses, names or runs methods
/// uses `registry()` in registry.hpp. Its questions are simple ones: no curves, and no
/// counterfactuals, which are questions about a model or horizon that includes the twin. The
/// questions of a set share condition and interventions.
struct MethodEntry {
  Method id;
  std::string_view name;  ///< in options, files and programs
  std::string_view help;  ///< one line
  /// Returns why the method cannot answer the questions of a set, naming the obstacle; nothing if
  /// it can.
  std::optional<std::string> (*why_not)(const Subject& subject, const std::vector<Query>& set);
  /// Returns the expected cost of a set that the method can answer.
  MethodCost (*cost)(const Subject& subject, const std::vector<Query>& set, const Options& options);
  /// Answers any number of sets. The caller fills in `set`, `reason` and the questions' texts.
  /// Throws Error as `estimate`, and if the method cannot answer a question.
  Answers (*answer)(const Subject& subject, const std::vector<Query>& queries, const Options& options);
};

/// Returns the cost of a method that samples: the number of trajectories that the options request.
MethodCost sampling_cost(const Subject& subject, const std::vector<Query>& set, const Options& options);

/// Answers questions with a function for models without time, `answer(model, queries)`. Questions
/// over time are translated to the unrolled model; others are passed on unchanged.
template <class Answer>
Answers answer_unrolled(const Subject& subject, const std::vector<Query>& queries, const Answer& answer) {
  if (!subject.horizon()) return answer(subject.model(), queries);
  const UnrolledQuestions& unrolled = subject.unrolled();
  return answer(unrolled.model(), translated(unrolled, queries));
}

}  // namespace casus
