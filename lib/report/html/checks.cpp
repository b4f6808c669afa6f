// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/checks.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "report/layout.hpp"

namespace casus {

namespace {

using layout::fixed;
using layout::significant;

// The forecasts of a quantity have a score of their own, under its name.
std::vector<Interval> transforms_of(const Backtest& backtest, const std::string& series) {
  std::vector<Interval> values;
  for (const BacktestForecast& one : backtest.forecasts)
    if (one.series == series)
      values.push_back({(std::max)(0.0, one.below - one.tie / 2), (std::min)(1.0, one.below + one.tie / 2)});
  return values;
}

std::string forecasts_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " forecast" : " forecasts");
}

TextTable table_of_scores(const Backtest& backtest) {
  TextTable table{
      "Mean scores; smaller is better", {"", "forecasts ", "score ", "without news ", "difference "}, {}};
  for (const BacktestScores& one : backtest.scores)
    table.rows.push_back(
        {one.name, std::to_string(one.forecasts), fixed(one.score, 4), fixed(one.score_without_news, 4),
         one.gain.standard_error > 0 ? layout::with_error(one.gain.value, one.gain.standard_error)
                                     : significant(one.gain.value, 2)});
  return table;
}

TextTable table_of_forecasts(const Backtest& backtest) {
  TextTable table{"Each forecast, made with the values up to a step",
                  {"series", "known to ", "step ", "came ", "forecast ", "score ", "without news "},
                  {}};
  for (const BacktestForecast& one : backtest.forecasts)
    table.rows.push_back({one.series, std::to_string(one.origin), std::to_string(one.step),
                          layout::plain(one.value, 4), significant(one.forecast, 3), fixed(one.score, 3),
                          fixed(one.score_without_news, 3)});
  return table;
}

}  // namespace

Section section_of(const Backtest& backtest) {
  Section section{"Forecasts of the history",
                  "Each step was forecast by the model with the values up to an earlier step, and compared "
                  "with the value that came. The forecast of an event or category is the probability of "
                  "what came, that of a quantity its median."};
  for (const BacktestScores& one : backtest.scores) {
    const std::vector<Interval> values = transforms_of(backtest, one.name);
    if (values.empty()) continue;
    section.transforms.push_back({one.name + ": where the values lay in " + forecasts_text(values.size()),
                                  score::transform_histogram(values)});
  }
  if (!backtest.events.empty())
    section.reliabilities.push_back({"Events: how often they happened, by the probability stated, in " +
                                         forecasts_text(backtest.events.size()),
                                     score::reliability(backtest.events)});
  if (!backtest.scores.empty()) section.tables.push_back(table_of_scores(backtest));
  if (!backtest.forecasts.empty()) section.tables.push_back(table_of_forecasts(backtest));
  return section;
}

}  // namespace casus
