// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The monthly study: its page, or answers to the user's questions.

#include <sstream>
#include <string>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/study/belarus_monthly.hpp>

#include "common/questions.hpp"
#include "months_page.hpp"
#include "pictures.hpp"
#include "request.hpp"

namespace belarus {

using program::BadOption;

namespace {

using casus::Horizon;
using casus::Index;
using casus::Query;

constexpr Index most_months = 240;

// Parses a label such as "Nov 2023", or a number of months.
Index steps_until(const std::string& text) {
  if (text.empty()) return casus::study::belarus_months;
  return program::steps_until(text, casus::month_labels(casus::study::belarus_first_month, most_months),
                              "month", "Nov 2023");
}

std::vector<Query> main_questions(Horizon& h, bool has_settings) {
  std::vector<std::string> texts{
      "P(by(entry))",          "P(by(regime_change))",        "P(ever(ultimatum))",
      "P(ever(mass_protest))", "P(ever(harsher_repression))", "P(ever(patron_lost))"};
  if (!has_settings)
    for (const char* text :
         {"P(ever(setback) | ever(entry))", "P(within(suspension, 3, setback) | ever(setback))",
          "P(by(regime_change); do entry = no)", "P(by(regime_change); do at(entry, 0) = yes)"})
      texts.emplace_back(text);
  std::vector<Query> asked;
  for (const std::string& text : texts) asked.push_back(parse_query(h, text));
  return asked;
}

std::vector<Query> questions(Horizon& h, const Request& request) {
  std::vector<Query> asked = program::read_questions(h, "--query", request.queries);
  if (asked.empty()) asked = main_questions(h, !request.given.empty() || !request.done.empty());
  program::give(h, request.given, asked);
  const auto done = program::read_settings(h, "--do", request.done);
  for (Query& query : asked) query = query.under(done);
  return asked;
}

}  // namespace

std::string monthly_output(Request request) {
  const Index steps = steps_until(request.until);
  if (request.pictures.any()) {
    write_monthly_pictures(request, steps);
    return {};
  }
  if (!request.list && !request.dot && !request.json && !request.explain && !asks_something(request) &&
      request.policies.empty()) {
    std::ostringstream page;
    print_monthly_page(page, steps, request.options, request.reading(), {.utf8 = program::speaks_utf8()});
    return program::for_terminal(page.str());
  }
  auto study = casus::study::belarus_monthly(request.reading());
  program::add_policies(study.timeline, request.policies);
  if (request.list) return list(study.timeline);
  if (request.dot) return to_dot(study.timeline);
  Horizon h(study.timeline, steps);
  if (request.explain && request.queries.empty()) request.queries = {"P(ever(regime_change))"};
  const auto asked = questions(h, request);
  try {
    if (request.explain) {
      const auto explanations = program::explain(h, asked, request.options);
      return request.json ? to_json(explanations) + '\n' : program::text_of(explanations);
    }
    const casus::Answers answers = estimate(h, asked, request.options);
    if (!request.json) return program::text_of(answers);
    casus::Manifest manifest = manifest_of(h, asked, answers, request.options);
    manifest.model = "belarus";
    manifest.policies = request.policies;
    return to_json(casus::Record{manifest, to_json(answers)}) + '\n';
  } catch (const casus::Error& error) {
    // The model itself is valid, so a question asks for something that does not exist.
    throw BadOption(error.what());
  }
}

}  // namespace belarus
