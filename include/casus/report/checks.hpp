// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/analyse/backtest.hpp>
#include <casus/analyse/calibration.hpp>
#include <casus/report/html.hpp>

namespace casus {

/// Returns the result of `calibrate` as tables of 80 columns: the ranks of each parameter with both
/// tests, and each observation beside its prediction. Part of the compiled core.
std::string to_text(const Calibration& calibration);

/// Returns a backtest as tables of 80 columns: each forecast, the mean scores, and for events the
/// stated probabilities beside the frequencies. Part of the compiled core.
std::string to_text(const Backtest& backtest);

/// Returns the same as one JSON object: `runs`, `lost`, `parameters` (each with `name`, `ranks`,
/// `counts`, `p_value`, `deviation`, `band`, `calibrated`) and `predictions` (each with `what`,
/// `observed`, `predicted`, `range` and `below`, null for a condition). Part of the compiled core.
std::string to_json(const Calibration& calibration, int indent = 2);

/// Returns the same as one JSON object: `forecasts` (each with `series`, `origin`, `step`, `value`,
/// `forecast`, `score`, `score_without_news`, `below`) and `scores` (each with `name`, `forecasts`,
/// `score`, `score_without_news`, `gain`). Part of the compiled core.
std::string to_json(const Backtest& backtest, int indent = 2);

/// Returns a backtest as a section of a page: the histogram of the probability integral transform
/// of each quantity, the reliability diagram of the events, and tables of the scores and the
/// forecasts. Part of the compiled core.
Section section_of(const Backtest& backtest);

}  // namespace casus
