// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/checks.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "report/layout.hpp"

namespace casus {

namespace {

using namespace layout;

// Draws counts as columns of eight heights.
std::string histogram_of(const std::vector<Index>& counts) {
  static const char* const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const Index most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  std::string all;
  for (const Index count : counts)
    all += count == 0 ? " " : heights[static_cast<std::size_t>((count * 8 - 1) / most)];
  return all;
}

std::string percent(double share) { return fixed(100 * share, 1) + " %"; }

}  // namespace

std::string to_text(const Calibration& calibration) {
  Columns ranks({"parameter", "ranks of the truth", "p-value", "off by", "at most", ""});
  for (const CalibratedParameter& one : calibration.parameters)
    ranks.add({one.name, histogram_of(one.counts), significant(one.p_value, 2), fixed(one.deviation, 3),
               fixed(one.band, 3), one.is_calibrated() ? "calibrated" : "NOT calibrated"});
  std::string all = wrapped("Posteriors of " + std::to_string(calibration.runs) +
                                " simulations: ranks should be equally frequent",
                            0, 2) +
                    ranks.text();
  if (calibration.lost > 0)
    all += wrapped(std::to_string(calibration.lost) + " simulations had no posterior, and no ranks", 0, 2);
  Columns predictions({"observed", "value", "predicted", "5 to 95 %", "below"});
  for (const PredictedObservation& one : calibration.predictions)
    predictions.add(
        {one.what, one.is_quantity ? plain(one.observed, 4) : "",
         one.is_quantity ? significant(one.predicted, 3) : percent(one.predicted),
         one.is_quantity ? significant(one.range.low, 3) + " to " + significant(one.range.high, 3) : "",
         one.is_quantity ? percent(one.below) : ""});
  return all + "\nBefore anything was observed\n" + predictions.text();
}

std::string to_text(const Backtest& backtest) {
  Columns forecasts({"series", "known to", "step", "came", "forecast", "score", "without news"});
  for (const BacktestForecast& one : backtest.forecasts)
    forecasts.add({one.series, std::to_string(one.origin), std::to_string(one.step), plain(one.value, 4),
                   significant(one.forecast, 3), fixed(one.score, 3), fixed(one.score_without_news, 3)});
  Columns scores({"mean scores", "forecasts", "score", "without news", "difference"});
  for (const BacktestScores& one : backtest.scores)
    scores.add({one.name, std::to_string(one.forecasts), fixed(one.score, 4),
                fixed(one.score_without_news, 4),
                one.gain.standard_error > 0 ? with_error(one.gain.value, one.gain.standard_error)
                                            : significant(one.gain.value, 2)});
  std::string all = forecasts.text() + '\n' + scores.text();
  if (backtest.events.empty()) return all;
  Columns reliability({"stated", "forecasts", "happened", "would be consistent"});
  for (const score::ReliabilityRow& row : score::reliability(backtest.events))
    reliability.add({percent(row.said), std::to_string(row.forecasts), percent(row.frequency),
                     percent(row.consistent.low) + " to " + percent(row.consistent.high)});
  return all + '\n' + reliability.text();
}

}  // namespace casus
