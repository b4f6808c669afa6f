// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/infer/answer.hpp>

namespace casus {

/// The answers as one JSON object with the key `answers`: a list of objects, one a question. Numbers that are not finite are null.
/// `indent` < 0: one line. Part of the compiled core.
///
/// | key | value |
/// |---|---|
/// | `question`, `unit`, `method`, `reason`, `stopped` | texts for people |
/// | `kind`, `method_id`, `stopped_id` | names of enumerators: `QuestionKind`, `Method`, `StopReason` |
/// | `value`, `standard_error`, `level`, `effective_samples` | numbers; `value` is null where it is undefined, or infinite: then `standard_error` is 0 |
/// | `is_bound` | whether the value is a bound; then `is_lower_bound`: whether it is a lower one |
/// | `interval`, `range` | [low, high]; `range` is null where there is none |
/// | `worlds`, `samples`, `set` | whole numbers |
/// | `condition_probability`, `condition_standard_error`, `pareto_k` | numbers, where they are known |
/// | `log_condition_probability`, `log_condition_standard_error` | natural logarithms, where they are known; also where no double holds the probability itself |
/// | `warnings` | list of texts |
/// | `warning_codes` | the same as a list of {`code`, `text`}; `code` is the name of a `WarningCode` |
/// | `parts` | of a distribution or histogram: a list of such objects, with `state` (its label) or `bin` [low, high) besides |
/// | `curve` | of a curve or first time: a list of points, each with its label under the name of the step ("month"), `value`, `standard_error`, `interval`, `range`, `is_bound`, `warnings`, `warning_codes` |
std::string to_json(const Answers& answers, int indent = 2);

}  // namespace casus
