// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/answer.hpp>

namespace casus {

/// Returns the answers as one JSON object with the key `answers`: a list of objects, one for each
/// question. Numbers that are not finite are null. `indent` < 0: one line. Part of the compiled
/// core.
///
/// | key | value |
/// |---|---|
/// | `question`, `unit`, `method`, `reason`, `stopped` | texts for people |
/// | `kind`, `method_id`, `stopped_id` | enumerators: `QuestionKind`, `Method`, `StopReason` |
/// | `value`, `standard_error` | numbers; `value` null if undefined, or infinite (error 0) |
/// | `level`, `effective_samples` | numbers |
/// | `is_bound` | whether the value is a bound; then `is_lower_bound`: whether it is a lower one |
/// | `interval`, `range` | [low, high]; `range` is null if there is none |
/// | `worlds`, `samples`, `set` | whole numbers |
/// | `condition_probability`, `condition_standard_error`, `pareto_k` | numbers, if known |
/// | `log_condition_probability` | natural logarithm, if known, even if the value underflows |
/// | `log_condition_standard_error` | likewise |
/// | `warnings` | list of texts |
/// | `warning_codes` | the same, each {`code`, `text`}; `code` is the name of a `WarningCode` |
/// | `parts` | of a distribution or histogram: objects with `state` (label) or `bin` [low, high) |
/// | `curve` | of a curve or first time: a list of points |
///
/// A point has its label under the name of the step ("month"), and `value`, `standard_error`,
/// `interval`, `range`, `is_bound`, `warnings`, `warning_codes`.
std::string to_json(const Answers& answers, int indent = 2);

/// Returns one answer as such an object, in the form of the elements of the list `answers`.
std::string to_json(const Answer& answer, int indent = 2);

/// Returns a contrast as one JSON object with the keys `first`, `second` and `difference`, each of
/// them an answer as above.
std::string to_json(const Contrast& contrast, int indent = 2);

}  // namespace casus
