// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --check --json.

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <casus/io/fingerprint.hpp>

#include "forecast/request.hpp"

namespace forecast {

namespace {

using Json = nlohmann::ordered_json;

std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

const char* kind_text(casus::Kind kind) {
  switch (kind) {
    case casus::Kind::event: return "event";
    case casus::Kind::category: return "category";
    case casus::Kind::count: return "count";
    case casus::Kind::quantity: break;
  }
  return "quantity";
}

Json named(const std::string& name, casus::Kind kind) { return {{"name", name}, {"kind", kind_text(kind)}}; }

Json variables_of(const casus::Model& model) {
  Json list = Json::array();
  for (const casus::Variable& variable : model.variables())
    list.push_back(named(variable.name, variable.kind()));
  return list;
}

Json parameter_list(const casus::Model& model) {
  Json list = Json::array();
  for (const casus::UncertainParameter& parameter : model.parameters())
    list.push_back({{"name", parameter.name}, {"derived", parameter.distribution.is_formula()}});
  return list;
}

Json correlation_list(const casus::Model& model) {
  Json list = Json::array();
  for (const casus::RankCorrelation& one : model.correlations()) {
    Json between = Json::array();
    for (const casus::Index number : one.between)
      between.push_back(model.parameters()[static_cast<std::size_t>(number)].name);
    list.push_back({{"between", std::move(between)}, {"rank", one.rank}, {"same_source", one.same_source}});
  }
  return list;
}

// Removes and returns the number at the start of the text, with the colon after it; returns 0 if
// there is none.
int cut_number(std::string& text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(read.ptr - text.data());
  if (read.ec != std::errc() || length >= text.size() || text[length] != ':') return 0;
  text.erase(0, length + 1);
  return number;
}

// Splits "file:3:7: expected ..." into its parts.
Json error_of(const std::string& file, const std::string& message) {
  Json error = {{"file", file}, {"line", nullptr}, {"column", nullptr}, {"message", message}};
  if (!message.starts_with(file + ':')) return error;
  std::string rest = message.substr(file.size() + 1);
  const int line = cut_number(rest);
  const int column = line > 0 ? cut_number(rest) : 0;
  if (line > 0) error["line"] = line;
  if (column > 0) error["column"] = column;
  error["message"] = rest.substr((std::min)(rest.find_first_not_of(' '), rest.size()));
  return error;
}

}  // namespace

std::string summary_json(const Input& input) {
  const casus::ModelFile& file = input.file;
  Json json = {{"file", input.name},
               {"holds", input.network   ? "network"
                         : file.timeline ? "timeline"
                                         : "model"},
               {"title", file.title}};
  if (file.timeline) {
    const casus::Timeline& timeline = *file.timeline;
    json["unit"] = timeline.unit();
    json["steps"] = file.steps;
    json["first"] = timeline.label(0);
    json["last"] = timeline.label(file.steps - 1);
    Json series = Json::array();
    for (std::size_t i = 0; i < timeline.series().size(); ++i)
      series.push_back(named(timeline.series()[i].name, timeline.kind(static_cast<casus::Index>(i))));
    json["series"] = std::move(series);
  }
  const casus::Model constants = file.timeline ? file.timeline->constants() : file.model;
  json["variables"] = variables_of(constants);
  json["parameters"] = parameter_list(constants);
  json["correlations"] = correlation_list(constants);
  json["questions"] = file.questions;
  const auto print = file.timeline ? fingerprint(*file.timeline, file.steps) : fingerprint(file.model);
  std::array<char, 17> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(print));
  json["fingerprint"] = hex.data();
  json["warnings"] = file.warnings;
  json["errors"] = Json::array();
  return written(json);
}

std::string errors_json(const std::string& file, const std::vector<std::string>& messages) {
  Json errors = Json::array();
  for (const std::string& message : messages) errors.push_back(error_of(file, message));
  return written({{"file", file}, {"errors", std::move(errors)}});
}

}  // namespace forecast
