// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// What the program writes: the page and its parts, or answers to the user's questions.

#include <string>
#include <utility>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>

#include "common/questions.hpp"
#include "findings.hpp"
#include "request.hpp"
#include "updates.hpp"

namespace belarus {

using program::BadOption;

namespace {

using casus::Query;

// Parses a label such as "Nov 2023", or a number of months.
Index steps_until(const std::string& text) {
  if (text.empty()) return study::belarus_months;
  return program::steps_until(text, casus::month_labels(study::belarus_first_month, most_months), "month",
                              "Nov 2023");
}

// The questions of the head; the main events, if something else is seen or done.
std::vector<Query> main_questions(Horizon& h, bool has_circumstances) {
  std::vector<std::string> texts;
  if (has_circumstances)
    texts = {"P(by(entry))",          "P(by(regime_change))",        "P(ever(ultimatum))",
             "P(ever(mass_protest))", "P(ever(harsher_repression))", "P(ever(patron_lost))"};
  else
    texts = head_questions((std::min)(h.steps() - 1, year_end));
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

// Names the months of curves beyond the study's own horizon.
Answers with_month_names(Answers answers) {
  std::vector<Answer> all = std::move(answers).take();
  for (Answer& answer : all)
    for (std::size_t i = static_cast<std::size_t>(study::belarus_months); i < answer.parts.size(); ++i)
      if (answer.parts[i].question == "month " + std::to_string(i))
        answer.parts[i].question = month_name(static_cast<Index>(i));
  return Answers(std::move(all));
}

std::string answers_of(Request& request, Index steps) {
  Belarus study = study::belarus(request.reading());
  program::add_policies(study.timeline, request.policies);
  if (request.list) return list(study.timeline);
  if (request.dot) return to_dot(study.timeline);
  Horizon h(study.timeline, steps);
  if (request.explain && request.queries.empty())
    request.queries = {"P(by(entry, " + std::to_string((std::min)(steps - 1, year_end)) + "))"};
  const auto asked = questions(h, request);
  try {
    if (request.explain) {
      const auto explanations = program::explain(h, asked, request.options);
      return request.json ? to_json(explanations) + '\n' : program::text_of(explanations);
    }
    const bool is_own = request.queries.empty() && request.given.empty() && request.done.empty();
    const Options options = is_own ? together(request.options) : request.options;
    const Answers answers = estimate(h, asked, options);
    if (!request.json) return program::text_of(with_month_names(answers));
    casus::Manifest manifest = manifest_of(h, asked, answers, options);
    manifest.model = "belarus";
    manifest.policies = request.policies;
    return to_json(casus::Record{manifest, to_json(with_month_names(answers))}) + '\n';
  } catch (const casus::Error& error) {
    // The model itself is valid, so a question asks for something that does not exist.
    throw BadOption(error.what());
  }
}

std::string part_of_study(const Request& request) {
  const Belarus study = study::belarus(request.reading());
  if (!request.events.empty()) {
    try {
      return updated_page(study, request.events, request.options);
    } catch (const casus::Error& error) {
      throw BadOption(std::string("--updated: ") + error.what());
    }
  }
  if (request.claims) return text_of(answered_claims(study, request.options));
  const Futures found = futures(study, request.options);
  if (request.calibration)
    return text_of(calibrated(study, request.options), scoreboard(study, found, request.options));
  if (request.future == 0) return text_of(found);
  return text_of(found, static_cast<std::size_t>(request.future));
}

}  // namespace

std::string output(Request request) {
  const Index steps = steps_until(request.until);
  if (request.pictures.any()) {
    write_study(request, steps);
    return {};
  }
  if (request.claims || request.calibration || request.futures || request.future > 0 ||
      !request.events.empty())
    return program::for_terminal(part_of_study(request));
  const bool is_page = !request.list && !request.dot && !request.json && !request.explain &&
                       !asks_something(request) && request.policies.empty();
  if (!is_page) return answers_of(request, steps);
  return program::for_terminal(page_of(Findings(request, steps), program::speaks_utf8()));
}

}  // namespace belarus
