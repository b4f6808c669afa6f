// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/checks.hpp>

#include <utility>

#include <nlohmann/json.hpp>

#include "report/json/number.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Calibration& calibration, int indent) {
  Json parameters = Json::array(), predictions = Json::array();
  for (const CalibratedParameter& one : calibration.parameters)
    parameters.push_back({{"name", one.name},
                          {"ranks", one.ranks},
                          {"counts", one.counts},
                          {"p_value", json_number(one.p_value)},
                          {"deviation", json_number(one.deviation)},
                          {"band", json_number(one.band)},
                          {"calibrated", one.is_calibrated()}});
  for (const PredictedObservation& one : calibration.predictions) {
    const bool is_quantity = one.is_quantity;
    predictions.push_back(
        {{"what", one.what},
         {"observed", json_number(one.observed)},
         {"predicted", json_number(one.predicted)},
         {"range",
          is_quantity ? Json{json_number(one.range.low), json_number(one.range.high)} : Json(nullptr)},
         {"below", is_quantity ? json_number(one.below) : Json(nullptr)}});
  }
  return dumped({{"runs", calibration.runs},
                 {"lost", calibration.lost},
                 {"parameters", std::move(parameters)},
                 {"predictions", std::move(predictions)}},
                indent);
}

std::string to_json(const Backtest& backtest, int indent) {
  Json forecasts = Json::array(), scores = Json::array();
  for (const BacktestForecast& one : backtest.forecasts)
    forecasts.push_back({{"series", one.series},
                         {"origin", one.origin},
                         {"step", one.step},
                         {"value", json_number(one.value)},
                         {"forecast", json_number(one.forecast)},
                         {"score", json_number(one.score)},
                         {"score_without_news", json_number(one.score_without_news)},
                         {"below", json_number(one.below)}});
  for (const BacktestScores& one : backtest.scores)
    scores.push_back({{"name", one.name},
                      {"forecasts", one.forecasts},
                      {"score", json_number(one.score)},
                      {"score_without_news", json_number(one.score_without_news)},
                      {"gain",
                       {{"value", json_number(one.gain.value)},
                        {"standard_error", json_number(one.gain.standard_error)}}}});
  return dumped({{"forecasts", std::move(forecasts)}, {"scores", std::move(scores)}}, indent);
}

}  // namespace casus
