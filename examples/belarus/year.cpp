// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The chain of one year: its page, or one's own questions to its model.

#include <sstream>
#include <string>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/study/belarus.hpp>

#include "common/options.hpp"
#include "page.hpp"
#include "request.hpp"

namespace belarus {

using program::BadOption;
using program::read_option;

namespace {

const std::vector<std::string>& main_events() {
  static const std::vector<std::string> names = {
      "ultimatum",    "entry",       "small_contingent", "tasks_achieved", "defeat",
      "setback",      "suspension",  "hardship",         "mass_protest",   "harsher_repression",
      "russia_bleak", "patron_lost", "regime_change"};
  return names;
}

bool is_set(const std::string& name, const std::vector<casus::Intervention>& interventions) {
  for (const casus::Intervention& intervention : interventions)
    if (intervention.variable->name == name) return true;
  return false;
}

std::vector<casus::Query> questions(const casus::Model& model, const Request& request) {
  std::vector<casus::Boolean> given;
  for (const std::string& text : request.given)
    given.push_back(
        read_option("--given", text, [&](const std::string& read) { return parse_condition(model, read); }));
  std::vector<casus::Intervention> done;
  for (const std::string& text : request.done)
    for (const casus::Intervention& one :
         read_option("--do", text, [&](const std::string& read) { return parse_interventions(model, read); }))
      done.push_back(one);

  std::vector<casus::Query> asked;
  for (const std::string& text : request.queries)
    asked.push_back(
        read_option("--query", text, [&](const std::string& read) { return parse_query(model, read); }));
  if (asked.empty()) {
    for (const std::string& name : main_events())
      if (!is_set(name, done)) asked.push_back(P(model.event(name)));
    if (given.empty() && done.empty()) {
      for (const std::string name : {"tasks_achieved", "defeat", "setback", "suspension"})
        asked.push_back(P(model.event(name)).given(model.event("entry")));
      for (const bool entered : {true, false})
        for (const std::string name : {"hardship", "mass_protest", "harsher_repression", "regime_change"})
          asked.push_back(P(model.event(name)).under(set(model.event("entry"), entered)));
    }
  }
  for (casus::Query& query : asked) {
    for (const casus::Boolean& condition : given) query = query.given(condition);
    query = query.under(done);
  }
  return asked;
}

/// What is asked, or else the two questions that the study is about.
std::vector<casus::Query> explained(const casus::study::Belarus& study, Request request) {
  if (request.queries.empty()) request.queries = {"P(entry)", "P(regime_change | entry)"};
  return questions(study.model, request);
}

std::string explanation(const casus::study::Belarus& study, const Request& request) {
  const std::vector<casus::Query> asked = explained(study, request);
  std::vector<casus::Explanation> explanations;
  for (const casus::Query& query : asked) {
    casus::SensitivityOptions options{request.options};
    if (request.options.progress)
      options.run.progress = [&](double share) {
        request.options.progress((static_cast<double>(explanations.size()) + share) /
                                 static_cast<double>(asked.size()));
      };
    casus::Explanation one{sensitivity(study.model, query, options)};
    if (query.asks() == casus::Query::Asks::probability) {
      options.run.progress = {};
      one.indicators = indicators(study.model, query, watchable(study.model, query), options.run);
    }
    explanations.push_back(std::move(one));
  }
  if (request.json) return to_json(explanations) + '\n';
  std::string text;
  for (const casus::Explanation& one : explanations) text += (text.empty() ? "" : "\n\n") + to_text(one);
  return text;
}

}  // namespace

std::string yearly_output(Request request) {
  if (!request.list && !request.dot && !request.json && !request.explain && !asks_something(request)) {
    std::ostringstream page;
    print_page(page, request.options, request.reading());
    return page.str();
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
    // The model itself is sound, so it is a question that asks for what is not there.
    throw BadOption(error.what());
  }
  return request.json ? to_json(answers) + '\n' : to_text(answers);
}

}  // namespace belarus
