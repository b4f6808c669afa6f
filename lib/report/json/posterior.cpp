// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/posterior.hpp>

#include <utility>

#include <nlohmann/json.hpp>

#include "report/json/number.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

Json number_object(const PosteriorNumber& number) {
  return {{"value", json_number(number.value)}, {"standard_error", json_number(number.standard_error)}};
}
Json range_object(const Interval& range) { return {json_number(range.low), json_number(range.high)}; }

}  // namespace

std::string to_json(const Posterior& posterior, int indent) {
  Json parameters = Json::array(), stages = Json::array(), warnings = Json::array();
  for (const UpdatedParameter& one : posterior.parameters())
    parameters.push_back(
        {{"name", one.name},
         {"unit", one.unit},
         {"before", {{"mean", json_number(one.mean_before)}, {"range", range_object(one.range_before)}}},
         {"after", {{"mean", number_object(one.mean)}, {"range", range_object(one.range)}}}});
  for (const PosteriorStage& stage : posterior.stages())
    stages.push_back({{"step", stage.step < 0 ? Json(nullptr) : Json(stage.label)},
                      {"log_evidence", number_object(stage.log_evidence)},
                      {"effective", json_number(stage.effective)},
                      {"moves", stage.moves}});
  for (const Warning& warning : posterior.warnings())
    warnings.push_back({{"code", to_text(warning.code)}, {"text", warning.text}});
  const Json all{{"parameters", std::move(parameters)},
                 {"log_evidence", number_object(posterior.log_evidence())},
                 {"stages", std::move(stages)},
                 {"draws", posterior.size()},
                 {"effective", json_number(posterior.effective())},
                 {"method", posterior.method()},
                 {"warnings", std::move(warnings)}};
  return all.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace casus
