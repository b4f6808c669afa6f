// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Repeats a recorded run and compares the answers.

#include <string>
#include <utility>
#include <vector>

#include <casus/io/manifest.hpp>
#include <casus/report/json.hpp>

#include "common/questions.hpp"
#include "forecast/request.hpp"

namespace forecast {

using casus::Manifest;
using program::BadOption;

namespace {

// Compares with the record; fields of the manifest that this run replaces come from `now`.
Replayed compared(const casus::Record& record, const casus::Answers& answers, Manifest now,
                  const Request& request) {
  now.model = request.file;
  now.policies = record.manifest.policies;
  now.against = record.manifest.against;
  now.stops = record.manifest.stops;
  now.left_out = record.manifest.left_out;
  Replayed replayed{shown(answers, now, request), true, differences(record.manifest, now)};
  for (std::string& difference : casus::differences(record.answers, to_json(answers))) {
    replayed.is_same = false;
    replayed.remarks.push_back(std::move(difference));
  }
  return replayed;
}

// `Asked` is a const Model or a Horizon.
template <class Asked> Replayed replayed(const casus::Record& record, Asked& asked, const Request& request) {
  const Manifest& manifest = record.manifest;
  Manifest now = manifest_of(asked, {}, {}, manifest.options);
  if (now.fingerprint != manifest.fingerprint) return {"", false, differences(manifest, now)};
  Sides sides;
  sides.done = program::read_questions(asked, "manifest.questions", manifest.questions);
  sides.against = program::read_questions(asked, "manifest.against", manifest.against);
  casus::Answers answers;
  if (sides.against.empty()) {
    answers = casus::replay(asked, sides.done, manifest, request.options);
  } else {
    std::vector<casus::Options> options;
    for (std::size_t i = 0; i < sides.done.size(); ++i) {
      options.push_back(options_of_question(manifest, i));
      options.back().threads = request.options.threads;
      options.back().progress = request.options.progress;
    }
    answers = answers_of(contrasts(asked, sides, options));
  }
  now.questions = manifest.questions;
  return compared(record, answers, std::move(now), request);
}

Replayed over_time(const casus::Record& record, Input& input, const Request& request) {
  program::add_policies(*input.file.timeline, record.manifest.policies);
  casus::Horizon horizon(*input.file.timeline, record.manifest.steps);
  return replayed(record, horizon, request);
}

}  // namespace

Replayed replay(const casus::Record& record, Input input, const Request& request) {
  const bool had_time = record.manifest.steps > 0, has_time = input.file.timeline.has_value();
  if (had_time != has_time)
    return {"",
            false,
            {casus::Error("model", had_time ? "a timeline" : "a model without time",
                          has_time ? "a timeline" : "a model without time")
                 .what()}};
  try {
    return has_time ? over_time(record, input, request)
                    : replayed(record, std::as_const(input.file.model), request);
  } catch (const casus::Error& error) {
    throw BadOption(request.replay + ": " + error.what());
  }
}

}  // namespace forecast
