// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/io/manifest.hpp>

#include "io/text/source.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Generator generator) { return generator == Generator::ars5 ? "ars5" : "pcg32"; }

Json json_of(const Options& options) {
  Json json{{"method", to_text(options.method)},
            {"trajectories", options.trajectories},
            {"worlds", options.worlds},
            {"absolute_precision", options.absolute_precision},
            {"relative_precision", options.relative_precision},
            {"seconds", options.seconds},
            {"seed", options.seed},
            {"generator", text_of(options.generator)},
            {"level", options.level},
            {"range_level", options.range_level},
            {"exact_budget", options.exact_budget}};
  if (options.worlds_by == WorldDraws::quasi) json["worlds_by"] = "quasi";
  return json;
}

Json json_of(const std::vector<std::vector<LeftOut>>& left_out) {
  Json all = Json::array();
  for (const std::vector<LeftOut>& parts : left_out) {
    Json names = Json::array();
    for (const LeftOut part : parts) names.push_back(to_text(part));
    all.push_back(std::move(names));
  }
  return all;
}

Json json_of(const Manifest& manifest) {
  Json json = Json::object();
  json["casus"] = manifest.version;
  if (!manifest.model.empty()) json["model"] = manifest.model;
  json["fingerprint"] = fmt::format("{:016x}", manifest.fingerprint);
  if (manifest.steps > 0) json["steps"] = manifest.steps;
  if (!manifest.policies.empty()) json["policies"] = manifest.policies;
  json["questions"] = manifest.questions;
  if (!manifest.against.empty()) json["against"] = manifest.against;
  json["options"] = json_of(manifest.options);
  if (!manifest.stops.empty()) json["stops"] = manifest.stops;
  if (!manifest.left_out.empty()) json["left_out"] = json_of(manifest.left_out);
  json["instruction_set"] = manifest.instruction_set;
  json["compiler"] = manifest.compiler;
  return json;
}

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Returns the list of answers in a JSON text: the text itself, or a member of an object.
Json answers_of(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object() && json.contains("answers")) json = Json(json["answers"]);
  if (!json.is_array()) throw Error("answers", "a list of answers as JSON", io::shown(text));
  return json;
}

// A value in a file, and the keys that lead to it.
class JsonValue {
public:
  JsonValue(const std::string& file, const Json& json, std::string path = {})
      : file_(file), json_(json), path_(std::move(path)) {}

  [[noreturn]] void fail(const std::string& expected, const std::string& hint = {}) const {
    throw Error::in_file(path_.empty() ? file_ : file_ + ": " + path_, expected, io::shown(line(json_)),
                         hint);
  }

  // Checks that the value is an object with all `required` keys and no others but `optional` ones.
  void check_keys(const std::vector<std::string>& required,
                  const std::vector<std::string>& optional = {}) const {
    if (!json_.is_object()) fail("an object");
    std::vector<std::string> known = required;
    known.insert(known.end(), optional.begin(), optional.end());
    for (const auto& [key, value] : json_.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        throw Error::in_file(file_ + (path_.empty() ? "" : ": " + path_), "keys of a record of casus",
                             io::shown(key), io::nearest(key, known));
    for (const std::string& key : required)
      if (!json_.contains(key))
        throw Error::in_file(file_ + (path_.empty() ? "" : ": " + path_), "the key " + detail::quoted(key),
                             "none");
  }
  bool has(const std::string& key) const { return json_.contains(key); }
  JsonValue operator[](const std::string& key) const {
    return {file_, json_[key], path_.empty() ? key : path_ + '.' + key};
  }
  std::vector<JsonValue> list(const std::string& of) const {
    if (!json_.is_array()) fail("a list of " + of);
    std::vector<JsonValue> places;
    for (std::size_t i = 0; i < json_.size(); ++i)
      places.emplace_back(file_, json_[i], path_ + '[' + std::to_string(i) + ']');
    return places;
  }
  const Json& json() const noexcept { return json_; }

  std::string text() const {
    if (!json_.is_string()) fail("a text");
    return json_.get<std::string>();
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const JsonValue& one : list("texts")) all.push_back(one.text());
    return all;
  }
  double number(const std::string& expected, const std::function<bool(double)>& good) const {
    if (!json_.is_number() || !good(json_.get<double>())) fail(expected);
    return json_.get<double>();
  }
  Index count(Index least, Index most) const {
    const std::string expected = fmt::format("a whole number of {} to {}", least, most);
    if (!json_.is_number_integer() ||
        (json_.is_number_unsigned() && json_.get<std::uint64_t>() > static_cast<std::uint64_t>(most)))
      fail(expected);
    const auto value = json_.get<std::int64_t>();
    if (value < least || value > most) fail(expected);
    return value;
  }
  std::uint64_t seed() const {
    if (!json_.is_number_unsigned()) fail("a whole number of 0 to 2^64 - 1");
    return json_.get<std::uint64_t>();
  }
  std::uint64_t hexadecimal() const {
    const std::string digits = text();
    std::uint64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 16 || read.ec != std::errc() || read.ptr != digits.data() + digits.size())
      fail("16 hexadecimal digits");
    return value;
  }

private:
  const std::string& file_;
  const Json& json_;
  std::string path_;
};

constexpr Index most_index = (std::numeric_limits<Index>::max)();

Options options_of(const JsonValue& place) {
  place.check_keys({"method", "trajectories", "worlds", "absolute_precision", "relative_precision", "seconds",
                    "seed", "generator", "level", "range_level", "exact_budget"},
                   {"worlds_by"});
  const auto limit = [&](const char* key) {
    return place[key].number("a number of at least 0",
                             [](double value) { return value >= 0 && std::isfinite(value); });
  };
  const auto level = [&](const char* key) {
    return place[key].number("a level in (0, 1)", [](double value) { return value > 0 && value < 1; });
  };
  Options options;
  const std::string method = place["method"].text(), generator = place["generator"].text();
  const std::vector<MethodName> names = method_names();
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const MethodName& one) { return one.name == method; });
  if (found == names.end()) {
    std::vector<std::string> known;
    for (const MethodName& one : names) known.emplace_back(one.name);
    place["method"].fail("one of " + detail::joined(known));
  }
  options.method = found->id;
  if (generator != "ars5" && generator != "pcg32") place["generator"].fail("ars5 or pcg32");
  options.seed = place["seed"].seed();
  options.generator = generator == "ars5" ? Generator::ars5 : Generator::pcg32;
  options.trajectories = place["trajectories"].count(1, Index{1} << 53);
  options.worlds = place["worlds"].count(1, 10'000'000);
  options.absolute_precision = limit("absolute_precision");
  options.relative_precision = limit("relative_precision");
  options.seconds = limit("seconds");
  options.exact_budget = limit("exact_budget");
  options.level = level("level");
  options.range_level = level("range_level");
  if (place.has("worlds_by")) {
    if (place["worlds_by"].text() != "quasi") place["worlds_by"].fail("quasi");
    options.worlds_by = WorldDraws::quasi;
  }
  return options;
}

std::vector<LeftOut> left_out_at(const JsonValue& place) {
  constexpr int last = static_cast<int>(LeftOut::answer);
  std::vector<LeftOut> parts;
  for (const JsonValue& one : place.list("texts")) {
    const std::string name = one.text();
    std::vector<std::string> known;
    for (int i = 0; i <= last; ++i) known.emplace_back(to_text(static_cast<LeftOut>(i)));
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) one.fail("one of " + detail::joined(known));
    parts.push_back(static_cast<LeftOut>(found - known.begin()));
  }
  return parts;
}

Manifest manifest_at(const JsonValue& place) {
  place.check_keys({"casus", "fingerprint", "questions", "options", "instruction_set", "compiler"},
                   {"model", "steps", "policies", "against", "stops", "left_out"});
  Manifest manifest;
  manifest.version = place["casus"].text();
  manifest.fingerprint = place["fingerprint"].hexadecimal();
  manifest.questions = place["questions"].texts();
  manifest.options = options_of(place["options"]);
  manifest.instruction_set = place["instruction_set"].text();
  manifest.compiler = place["compiler"].text();
  if (place.has("model")) manifest.model = place["model"].text();
  if (place.has("steps")) manifest.steps = place["steps"].count(1, most_index);
  if (place.has("policies")) manifest.policies = place["policies"].texts();
  if (place.has("against")) manifest.against = place["against"].texts();
  if (place.has("stops"))
    for (const JsonValue& stop : place["stops"].list("numbers"))
      manifest.stops.push_back(stop.count(0, most_index));
  if (place.has("left_out"))
    for (const JsonValue& parts : place["left_out"].list("lists of texts"))
      manifest.left_out.push_back(left_out_at(parts));
  if (!manifest.against.empty() && manifest.against.size() != manifest.questions.size())
    place["against"].fail(fmt::format("{} questions, one for each question", manifest.questions.size()));
  return manifest;
}

// Returns "range[0]" for the pointer "/range/0" into an answer.
std::string key_text(const std::string& pointer) {
  std::string text;
  for (std::size_t at = 1; at <= pointer.size();) {
    const std::size_t end = (std::min)(pointer.find('/', at), pointer.size());
    const std::string part = pointer.substr(at, end - at);
    const bool is_number = part.find_first_not_of("0123456789") == std::string::npos;
    text += is_number ? '[' + part + ']' : (text.empty() ? "" : ".") + part;
    at = end + 1;
  }
  return text;
}

}  // namespace

std::string to_json(const Record& record, int indent) {
  Json json = Json::object();
  json["answers"] = answers_of(record.answers);
  json["manifest"] = json_of(record.manifest);
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Record read_record(std::string_view text, const std::string& file_name) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t at = (std::min)(error.byte == 0 ? 0 : error.byte - 1, text.size());
    throw Error::in_file(detail::position_in(text, at, file_name), "JSON",
                         at == text.size() ? "the end" : io::shown(text.substr(at, 20)));
  }
  const JsonValue whole(file_name, json);
  whole.check_keys({"answers", "manifest"});
  for (const JsonValue& answer : whole["answers"].list("answers"))
    if (!answer.json().is_object()) answer.fail("an answer");
  return {manifest_at(whole["manifest"]), line(json["answers"])};
}

Record read_record(const std::filesystem::path& file) {
  return read_record(io::read_all(file), file.string());
}

std::vector<std::string> differences(const std::string& expected_answers, const std::string& got_answers) {
  const Json expected = answers_of(expected_answers), got = answers_of(got_answers);
  std::vector<std::string> all;
  if (expected.size() != got.size())
    all.push_back(Error("answers", std::to_string(expected.size()), std::to_string(got.size())).what());
  for (std::size_t i = 0; i < (std::min)(expected.size(), got.size()); ++i) {
    std::map<std::string, std::pair<std::string, std::string>> values;
    const Json one = expected[i].flatten(), other = got[i].flatten();
    for (const auto& [key, value] : one.items()) values[key].first = line(value);
    for (const auto& [key, value] : other.items()) values[key].second = line(value);
    const std::string subject =
        got[i].is_object() && got[i].contains("question") && got[i]["question"].is_string()
            ? got[i]["question"].get<std::string>()
            : "answer " + std::to_string(i + 1);
    for (const auto& [key, pair] : values)
      if (pair.first != pair.second)
        all.push_back(Error(subject + ", " + key_text(key), pair.first.empty() ? "nothing" : pair.first,
                            pair.second.empty() ? "nothing" : pair.second)
                          .what());
  }
  return all;
}

}  // namespace casus
