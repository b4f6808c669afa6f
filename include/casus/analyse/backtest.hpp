// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/analyse/score.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// Forecasts of a known history, scored.
namespace casus {

/// The known values of a series.
struct HistoryColumn {
  std::string series;
  /// By step, from the first: an event as 0 or 1, a category as the number of its state, a quantity
  /// as its value. Nothing where it is not known.
  std::vector<std::optional<double>> values;
};

/// Returns the values of a history up to a step as observations, for `posterior`. Throws Error if
/// there is no such series or step, or a value is none of its states. Part of the compiled core.
std::vector<Observation> observed(Horizon& horizon, const std::vector<HistoryColumn>& history, Index last);

/// A forecast of one value, made with the values up to some step.
struct BacktestForecast {
  std::string series;
  Index origin = 0;  ///< last step whose values the forecast knows
  Index step = 0;    ///< of the value
  double value = 0;  ///< as it came, as in `HistoryColumn`
  /// Probability of the value that came, for an event or category; median of a quantity.
  double forecast = 0;
  /// Score, smaller is better: Brier's, summed over the states of a category, of one for an event;
  /// of a quantity its continuous ranked probability score, from 19 quantiles.
  double score = 0;
  double score_without_news = 0;  ///< of the same model, given nothing
  /// Probability of smaller values, with half of its own: the probability integral transform. For a
  /// quantity only.
  double below = 0;
  double tie = 0;  ///< probability of exactly this value; for a count only, otherwise 0
};

/// Forecasts of events and categories together, or of one quantity.
struct BacktestScores {
  std::string name;  ///< "events and categories", or the quantity
  Index forecasts = 0;
  double score = 0, score_without_news = 0;  ///< means
  /// Mean of the differences between the two scores, negative if news help. The error takes the
  /// origins as independent, which they are not quite.
  Estimated gain = {};
};

struct Backtest {
  std::vector<BacktestForecast> forecasts = {};
  std::vector<BacktestScores> scores = {};
  /// Forecasts of events, for `score::scores` and `score::reliability`.
  std::vector<score::Forecast> events = {};
};

struct BacktestOptions {
  Options run = {.trajectories = 100'000};
  Index first_origin = 0;  ///< first step whose values are known to a forecast
  Index ahead = 1;         ///< number of steps that each forecast looks ahead
};

/// Forecasts a history from rolling origins (Tashman, International Journal of Forecasting 16
/// (2000) 437-450, doi:10.1016/S0169-2070(00)00065-0): from each step, with the values up to it,
/// the values of the next steps. Parameters are updated by the values, too (`posterior`). Compares
/// the scores with those of forecasts without news, pair by pair.
///
/// Throws Error if there is no such series, if a value is none of its states, if the history is
/// shorter than a forecast or longer than the horizon, and as `estimate`. Cost: that of a posterior
/// or of conditional answers for each origin. Part of the compiled core.
Backtest backtest(Horizon& horizon, const std::vector<HistoryColumn>& history,
                  const BacktestOptions& options = {});

}  // namespace casus
