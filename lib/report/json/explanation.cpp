// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/explanation.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "report/json/number.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

Json object(const Estimated& estimated) {
  if (std::isnan(estimated.value)) return nullptr;
  return {{"value", json_number(estimated.value)}, {"standard_error", json_number(estimated.standard_error)}};
}

Json object(const Driver& driver) {
  return {{"parameter", driver.parameter},
          {"unit", driver.unit},
          {"points", {json_number(driver.points.low), json_number(driver.points.high)}},
          {"at_low", object(driver.at_low)},
          {"at_high", object(driver.at_high)},
          {"swing", object(driver.swing)},
          {"rank_correlation", object(driver.rank_correlation)},
          {"derivative", object(driver.derivative)},
          {"first_order", object(driver.first_order)},
          {"total", driver.total ? object(*driver.total) : Json(nullptr)}};
}

Json object(const Indicator& indicator) {
  Json outcomes = Json::array();
  for (const Indicator::Outcome& outcome : indicator.outcomes)
    outcomes.push_back({{"state", outcome.state},
                        {"probability", object(outcome.probability)},
                        {"answer", object(outcome.answer)}});
  Json all{{"name", indicator.name},
           {"reduction", object(indicator.reduction)},
           {"share", object(indicator.share)},
           {"outcomes", std::move(outcomes)}};
  if (indicator.step >= 0) {
    all["series"] = indicator.series;
    all["step"] = indicator.step;
    all["seen_by"] = indicator.seen_by;
  }
  return all;
}

Json object(const Explanation& explanation) {
  const Sensitivity& sensitivity = explanation.sensitivity;
  Json drivers = Json::array(), indicators = Json::array();
  for (const Driver& driver : sensitivity.drivers) drivers.push_back(object(driver));
  for (const Indicator& indicator : explanation.indicators) indicators.push_back(object(indicator));
  return {{"question", sensitivity.answer.question},
          {"value", object({sensitivity.answer.value, sensitivity.answer.standard_error})},
          {"unit", sensitivity.answer.unit},
          {"variance", object(sensitivity.variance)},
          {"drivers", std::move(drivers)},
          {"total_note", sensitivity.total_note},
          {"indicators", std::move(indicators)},
          {"warnings", sensitivity.warnings}};
}

}  // namespace

std::string to_json(const std::vector<Explanation>& explanations, int indent) {
  Json list = Json::array();
  for (const Explanation& explanation : explanations) list.push_back(object(explanation));
  return Json{{"explanations", std::move(list)}}.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace casus
