// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/manifest.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/points.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/version.hpp>

#include "io/text/source.hpp"

namespace casus {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Generator generator) { return generator == Generator::ars5 ? "ars5" : "pcg32"; }

std::string compiler_text() {
#if defined(__clang__)
  const std::string name =
      fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  const std::string name = fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  const std::string name = "another";
#endif
#if defined(__x86_64__)
  return name + ", x86_64";
#elif defined(__aarch64__)
  return name + ", aarch64";
#else
  return name;
#endif
}

Manifest manifest_of(std::uint64_t fingerprint, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  Manifest manifest{
      .version = fmt::format("{}.{}.{}", CASUS_VERSION_MAJOR, CASUS_VERSION_MINOR, CASUS_VERSION_PATCH),
      .fingerprint = fingerprint,
      .options = options,
      .compiler = compiler_text()};
  for (const Query& query : questions) {
    manifest.questions.push_back(detail::complete_text(query));
    if (query.score())
      throw Error(manifest.questions.back(), "a question without a score of its own, to be recorded", "one");
  }
  for (const Answer& answer : answers) {
    const auto add = [&](const Answer& one) {
      manifest.stops.push_back(one.stopped_at);
      manifest.left_out.push_back(one.left_out);
    };
    if (answer.along.empty())
      add(answer);
    else
      for (const Answer& point : answer.parts) add(point);
  }
  if (std::all_of(manifest.left_out.begin(), manifest.left_out.end(),
                  [](const auto& parts) { return parts.empty(); }))
    manifest.left_out.clear();
  if (std::all_of(manifest.stops.begin(), manifest.stops.end(), [](Index stop) { return stop == 0; }))
    manifest.stops.clear();
  manifest.instruction_set =
      options.instruction_set.empty() ? instruction_sets().front() : options.instruction_set;
  return manifest;
}

// How a time limit ended the run of one question.
struct Ending {
  Index stop;
  std::vector<LeftOut> left_out;

  auto operator<=>(const Ending&) const = default;
};

std::vector<Ending> endings_of(const Manifest& manifest) {
  const std::size_t count = (std::max)(manifest.stops.size(), manifest.left_out.size());
  std::vector<Ending> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i].stop = i < manifest.stops.size() ? manifest.stops[i] : 0;
    if (i < manifest.left_out.size()) all[i].left_out = manifest.left_out[i];
    std::sort(all[i].left_out.begin(), all[i].left_out.end());
  }
  return all;
}

Options with_ending(Options options, const Ending& ending) {
  options.stop_at = ending.stop;
  options.leave_out = ending.left_out;
  // If the time limit ended nothing in the original run, the repetition has none.
  if (ending == Ending{}) options.seconds = 0;
  return options;
}

// Answers questions again, separately for each way in which runs ended.
template <class Subject>
Answers answers_again(const Subject& subject, const std::vector<Query>& questions, const Manifest& manifest,
                      const Options& how) {
  Options options = manifest.options;
  options.threads = how.threads;
  options.batch = how.batch;
  options.instruction_set = how.instruction_set;
  options.progress = how.progress;
  options.stop = how.stop;
  const std::vector<Ending> endings = endings_of(manifest);
  if (endings.empty()) return estimate(subject, questions, with_ending(options, {}));
  return detail::answer_points(questions, [&](const std::vector<Query>& simple) {
    if (endings.size() != simple.size())
      throw Error("stops", fmt::format("{}, one a question", simple.size()), std::to_string(endings.size()));
    std::vector<std::size_t> sets(simple.size());
    const std::vector<std::vector<std::size_t>> grouped = detail::grouped(simple);
    for (std::size_t set = 0; set < grouped.size(); ++set)
      for (const std::size_t i : grouped[set]) sets[i] = set;
    std::vector<Answer> answers(simple.size());
    for (const Ending& ending : std::set<Ending>(endings.begin(), endings.end())) {
      // With a condition, the method for a question may depend on the other questions of its set.
      std::set<std::size_t> wanted;
      for (std::size_t i = 0; i < simple.size(); ++i)
        if (endings[i] == ending) wanted.insert(sets[i]);
      std::vector<Query> asked;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < simple.size(); ++i)
        if (endings[i] == ending || (simple[i].condition() && wanted.contains(sets[i]))) {
          asked.push_back(simple[i]);
          places.push_back(i);
        }
      std::vector<Answer> found = estimate(subject, asked, with_ending(options, ending)).take();
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (endings[places[i]] != ending) continue;
        Answer& one = answers[places[i]] = std::move(found[i]);
        one.set = static_cast<Index>(sets[places[i]]);
        for (Answer& part : one.parts) part.set = one.set;
      }
    }
    return Answers(std::move(answers));
  });
}

Json json_of(const Options& options) {
  return {{"method", to_text(options.method)},
          {"trajectories", options.trajectories},
          {"worlds", options.worlds},
          {"absolute_precision", options.absolute_precision},
          {"relative_precision", options.relative_precision},
          {"seconds", options.seconds},
          {"seed", options.randomness.seed},
          {"generator", text_of(options.randomness.generator)},
          {"level", options.level},
          {"range_level", options.range_level},
          {"exact_budget", options.exact_budget}};
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

// The list of answers, from it or from an object that holds it.
Json answers_of(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object() && json.contains("answers")) json = Json(json["answers"]);
  if (!json.is_array()) throw Error("answers", "a list of answers as JSON", io::shown(text));
  return json;
}

// A value in a file, and the keys that lead to it.
class Place {
public:
  Place(const std::string& file, const Json& json, std::string path = {})
      : file_(file), json_(json), path_(std::move(path)) {}

  [[noreturn]] void fail(const std::string& expected, const std::string& hint = {}) const {
    throw Error(path_.empty() ? file_ : file_ + ": " + path_, expected, io::shown(line(json_)), hint);
  }

  // An object with these keys and no others; of `optional` any.
  void check_keys(const std::vector<std::string>& required,
                  const std::vector<std::string>& optional = {}) const {
    if (!json_.is_object()) fail("an object");
    std::vector<std::string> known = required;
    known.insert(known.end(), optional.begin(), optional.end());
    for (const auto& [key, value] : json_.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        throw Error(file_ + (path_.empty() ? "" : ": " + path_), "keys of a record of casus", io::shown(key),
                    io::nearest(key, known));
    for (const std::string& key : required)
      if (!json_.contains(key))
        throw Error(file_ + (path_.empty() ? "" : ": " + path_), "the key " + detail::quoted(key), "none");
  }
  bool has(const std::string& key) const { return json_.contains(key); }
  Place operator[](const std::string& key) const {
    return {file_, json_[key], path_.empty() ? key : path_ + '.' + key};
  }
  std::vector<Place> list(const std::string& of) const {
    if (!json_.is_array()) fail("a list of " + of);
    std::vector<Place> places;
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
    for (const Place& one : list("texts")) all.push_back(one.text());
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

Options options_of(const Place& place) {
  place.check_keys({"method", "trajectories", "worlds", "absolute_precision", "relative_precision", "seconds",
                    "seed", "generator", "level", "range_level", "exact_budget"});
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
  options.randomness = {place["seed"].seed(), generator == "ars5" ? Generator::ars5 : Generator::pcg32};
  options.trajectories = place["trajectories"].count(1, Index{1} << 53);
  options.worlds = place["worlds"].count(1, 10'000'000);
  options.absolute_precision = limit("absolute_precision");
  options.relative_precision = limit("relative_precision");
  options.seconds = limit("seconds");
  options.exact_budget = limit("exact_budget");
  options.level = level("level");
  options.range_level = level("range_level");
  return options;
}

std::vector<LeftOut> left_out_at(const Place& place) {
  constexpr int last = static_cast<int>(LeftOut::answer);
  std::vector<LeftOut> parts;
  for (const Place& one : place.list("texts")) {
    const std::string name = one.text();
    std::vector<std::string> known;
    for (int i = 0; i <= last; ++i) known.emplace_back(to_text(static_cast<LeftOut>(i)));
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) one.fail("one of " + detail::joined(known));
    parts.push_back(static_cast<LeftOut>(found - known.begin()));
  }
  return parts;
}

Manifest manifest_at(const Place& place) {
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
    for (const Place& stop : place["stops"].list("numbers"))
      manifest.stops.push_back(stop.count(0, most_index));
  if (place.has("left_out"))
    for (const Place& parts : place["left_out"].list("lists of texts"))
      manifest.left_out.push_back(left_out_at(parts));
  if (!manifest.against.empty() && manifest.against.size() != manifest.questions.size())
    place["against"].fail(fmt::format("{} questions, one a question", manifest.questions.size()));
  return manifest;
}

// "/range/0" of an answer as "range[0]".
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

Manifest manifest_of(const Model& model, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  return manifest_of(fingerprint(model), questions, answers, options);
}
Manifest manifest_of(const Horizon& horizon, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  Manifest manifest = manifest_of(fingerprint(horizon), questions, answers, options);
  manifest.steps = horizon.steps();
  return manifest;
}

Options options_of_question(const Manifest& manifest, std::size_t number) {
  const std::vector<Ending> endings = endings_of(manifest);
  return with_ending(manifest.options, number < endings.size() ? endings[number] : Ending{});
}

Answers replay(const Model& model, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how) {
  return answers_again(model, questions, manifest, how);
}
Answers replay(const Horizon& horizon, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how) {
  return answers_again(horizon, questions, manifest, how);
}

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
    throw Error(detail::position_in(text, at, file_name), "JSON",
                at == text.size() ? "the end" : io::shown(text.substr(at, 20)));
  }
  const Place whole(file_name, json);
  whole.check_keys({"answers", "manifest"});
  for (const Place& answer : whole["answers"].list("answers"))
    if (!answer.json().is_object()) answer.fail("an answer");
  return {manifest_at(whole["manifest"]), line(json["answers"])};
}

Record read_record(const std::filesystem::path& file) {
  return read_record(io::read_all(file), file.string());
}

std::vector<std::string> differences(const Manifest& expected, const Manifest& got) {
  std::vector<std::string> all;
  const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) all.push_back(Error(what, a, b).what());
  };
  compare("version of casus", expected.version, got.version);
  compare("fingerprint of the model", fmt::format("{:016x}", expected.fingerprint),
          fmt::format("{:016x}", got.fingerprint));
  compare("instruction set", expected.instruction_set, got.instruction_set);
  compare("compiler", expected.compiler, got.compiler);
  return all;
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
