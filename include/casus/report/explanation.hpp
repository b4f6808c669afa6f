// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>

namespace casus {

/// Factors that an answer depends on: judgements and, for a probability, observable indicators.
struct Explanation {
  Sensitivity sensitivity;
  std::vector<Indicator> indicators = {};
};

/// Returns the explanation as tables of 80 columns: a tornado, shares of the variance, and
/// indicators; the first `most` rows of each. Over time, the indicators have a table of their
/// shares by step (the last four steps), and one with the most informative step of each series.
/// Every figure has its standard error. Part of the compiled core.
std::string to_text(const Explanation& explanation, std::size_t most = 12);

/// Returns one JSON object with the key `explanations`: a list of objects with `question`, `value`,
/// `variance` (of the answer over worlds), `drivers`, `total_note`, `indicators` and `warnings`. A
/// driver has `parameter`, `unit`, `points` [low, high], `at_low`, `at_high`, `swing`,
/// `rank_correlation`, `derivative`, `first_order` and `total`; an indicator `name`, `reduction`,
/// `share` and `outcomes`, each with `state`, `probability` and `answer`; over time also `series`,
/// `step` and `seen_by`. Figures with an error are objects with `value` and `standard_error`;
/// unknown values are null. `indent` < 0: one line. Part of the compiled core.
std::string to_json(const std::vector<Explanation>& explanations, int indent = 2);

}  // namespace casus
