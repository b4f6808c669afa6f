// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <string>

#include <nlohmann/json.hpp>

#include <casus/report/json.hpp>

#include "report/json/number.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

Json pair(const Interval& interval) {
  return Json::array({json_number(interval.low), json_number(interval.high)});
}

// Adds the texts as a list, and the codes with their texts as another.
void add_warnings(Json& json, const Answer& answer) {
  json["warnings"] = Json::array();
  json["warning_codes"] = Json::array();
  for (const Warning& warning : answer.warnings) {
    json["warnings"].push_back(warning.text);
    json["warning_codes"].push_back({{"code", to_text(warning.code)}, {"text", warning.text}});
  }
}

// Returns the data of a curve that differ from point to point.
Json point(const std::string& along, const Answer& answer) {
  Json json = Json::object();
  json[along] = answer.question;
  json["value"] = json_number(answer.value);
  json["standard_error"] = json_number(answer.standard_error);
  json["interval"] = pair(answer.interval);
  json["range"] = answer.range ? pair(*answer.range) : Json(nullptr);
  json["is_bound"] = answer.is_bound;
  if (answer.is_bound) json["is_lower_bound"] = answer.is_lower_bound;
  add_warnings(json, answer);
  return json;
}

Json object(const Answer& answer) {
  Json json = Json::object();
  json["question"] = answer.question;
  json["kind"] = to_text(answer.kind);
  if (answer.state >= 0) json["state"] = answer.label;
  if (answer.bin) json["bin"] = pair(*answer.bin);
  json["value"] = json_number(answer.value);
  json["is_bound"] = answer.is_bound;
  if (answer.is_bound) json["is_lower_bound"] = answer.is_lower_bound;
  json["unit"] = answer.unit;
  json["standard_error"] = json_number(answer.standard_error);
  json["interval"] = pair(answer.interval);
  json["level"] = json_number(answer.level);
  json["range"] = answer.range ? pair(*answer.range) : Json(nullptr);
  json["worlds"] = answer.worlds;
  json["samples"] = answer.samples;
  json["effective_samples"] = json_number(answer.effective_samples);
  if (answer.condition_probability) {
    json["condition_probability"] = json_number(*answer.condition_probability);
    json["condition_standard_error"] = json_number(answer.condition_standard_error);
  }
  if (answer.log_condition_probability) {
    json["log_condition_probability"] = json_number(*answer.log_condition_probability);
    json["log_condition_standard_error"] = json_number(answer.log_condition_standard_error);
  }
  if (answer.pareto_k) json["pareto_k"] = json_number(*answer.pareto_k);
  json["set"] = answer.set;
  json["method"] = answer.method;
  json["method_id"] = to_text(answer.method_id);
  json["reason"] = answer.reason;
  json["stopped"] = answer.stopped;
  json["stopped_id"] = to_text(answer.stopped_id);
  add_warnings(json, answer);
  if (!answer.along.empty()) {
    Json points = Json::array();
    for (const Answer& part : answer.parts) points.push_back(point(answer.along, part));
    json["curve"] = std::move(points);
  } else if (!answer.parts.empty()) {
    Json parts = Json::array();
    for (const Answer& part : answer.parts) parts.push_back(object(part));
    json["parts"] = std::move(parts);
  }
  return json;
}

// A name that is not UTF-8 is repaired, because it must not cost the caller the numbers.
std::string text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Answers& answers, int indent) {
  Json list = Json::array();
  for (const Answer& answer : answers) list.push_back(object(answer));
  Json json = Json::object();
  json["answers"] = std::move(list);
  return text(json, indent);
}

std::string to_json(const Answer& answer, int indent) { return text(object(answer), indent); }

std::string to_json(const Contrast& contrast, int indent) {
  Json json = Json::object();
  json["first"] = object(contrast.first);
  json["second"] = object(contrast.second);
  json["difference"] = object(contrast.difference);
  return text(json, indent);
}

}  // namespace casus
