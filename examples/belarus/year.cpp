// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The chain of one year: its page, or answers to the user's questions.

#include <sstream>
#include <string>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/study/belarus.hpp>

#include "common/questions.hpp"
#include "page.hpp"
#include "pictures.hpp"
#include "request.hpp"

namespace belarus {

using program::BadOption;

namespace {

const std::vector<std::string>& main_events() {
  static const std::vector<std::string> names = {
      "ultimatum",    "entry",       "small_contingent", "tasks_achieved", "defeat",
      "setback",      "suspension",  "hardship",         "mass_protest",   "harsher_repression",
      "russia_bleak", "patron_lost", "regime_change"};
  return names;
}

std::vector<casus::Query> questions(const casus::Model& model, const Request& request) {
  const auto done = program::read_settings(model, "--do", request.done);
  std::vector<casus::Query> asked = program::read_questions(model, "--query", request.queries);
  if (asked.empty()) {
    for (const std::string& name : main_events())
      if (!program::is_set(name, done)) asked.push_back(P(model.event(name)));
    if (request.given.empty() && done.empty()) {
      for (const std::string name : {"tasks_achieved", "defeat", "setback", "suspension"})
        asked.push_back(P(model.event(name)).given(model.event("entry")));
      for (const bool entered : {true, false})
        for (const std::string name : {"hardship", "mass_protest", "harsher_repression", "regime_change"})
          asked.push_back(P(model.event(name)).under(set(model.event("entry"), entered)));
    }
  }
  program::give(model, request.given, asked);
  for (casus::Query& query : asked) query = query.under(done);
  return asked;
}

/// Returns the user's questions, or the two main questions of the study.
std::vector<casus::Query> explained(const casus::study::Belarus& study, Request request) {
  if (request.queries.empty()) request.queries = {"P(entry)", "P(regime_change | entry)"};
  return questions(study.model, request);
}

std::string explanation(const casus::study::Belarus& study, const Request& request) {
  const auto explanations = program::explain(study.model, explained(study, request), request.options);
  return request.json ? to_json(explanations) + '\n' : program::text_of(explanations);
}

}  // namespace

std::string yearly_output(Request request) {
  if (request.pictures.any()) {
    write_yearly_pictures(request);
    return {};
  }
  if (!request.list && !request.dot && !request.json && !request.explain && !asks_something(request)) {
    std::ostringstream page;
    print_page(page, request.options, request.reading());
    return program::for_terminal(page.str());
  }
  const auto study = casus::study::belarus(request.reading());
  if (request.list) return list(study.model);
  if (request.dot) return to_dot(study.model);
  if (request.explain) {
    try {
      return explanation(study, request);
    } catch (const casus::Error& error) {
      throw BadOption(error.what());
    }
  }
  const auto asked = questions(study.model, request);
  if (asked.empty()) throw BadOption("every main event is set: nothing is left to ask");
  casus::Answers answers;
  try {
    answers = estimate(study.model, asked, request.options);
  } catch (const casus::Error& error) {
    // The model itself is valid, so a question asks for something that does not exist.
    throw BadOption(error.what());
  }
  if (!request.json) return program::for_terminal(to_text(answers));
  casus::Manifest manifest = manifest_of(study.model, asked, answers, request.options);
  manifest.model = "belarus --year";
  return to_json(casus::Record{manifest, to_json(answers)}) + '\n';
}

}  // namespace belarus
