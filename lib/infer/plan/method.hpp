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

/// What an answer to a set of questions is expected to take, or why it is not worth trying.
struct MethodCost {
  std::optional<std::string> why_not = {};  ///< "that would take 3e+10 operations"
  double operations = 0;    ///< of methods that do not sample: entries of tables, in all worlds
  double trajectories = 0;  ///< of methods that sample: at most
};

/// A method: what it is called, and what it does. All that chooses, names or runs methods goes through `methods()` in registry.hpp.
/// Questions are simple ones: no curves, and no counterfactuals, which are asked of a model that holds the twin. A set shares condition
/// and interventions.
struct MethodEntry {
  Method id;
  std::string_view name;  ///< in options, files and programs
  std::string_view help;  ///< one line
  /// Why it cannot answer the questions of a set, naming what is in the way; null where it can.
  std::optional<std::string> (*why_not)(const Subject& subject, const std::vector<Query>& set);
  /// Of a set that it can answer.
  MethodCost (*cost)(const Subject& subject, const std::vector<Query>& set, const Options& options);
  /// Answers any number of sets. `set`, `reason` and the questions' texts are the caller's to write. Errors as for `estimate`, and where
  /// a question is one that the method cannot answer.
  Answers (*answer)(const Subject& subject, const std::vector<Query>& queries, const Options& options);
};

/// Of a method that samples: the trajectories that the options ask for.
MethodCost sampling_cost(const Subject& subject, const std::vector<Query>& set, const Options& options);

/// Answers questions over time by a method that knows no time, of the model unrolled: `answer(model, queries)`. Of a model as they are.
template <class Answer>
Answers answer_unrolled(const Subject& subject, const std::vector<Query>& queries, const Answer& answer) {
  if (!subject.horizon()) return answer(subject.model(), queries);
  const UnrolledQuestions& unrolled = subject.unrolled();
  return answer(unrolled.model(), translated(unrolled, queries));
}

}  // namespace casus
