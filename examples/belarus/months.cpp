// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The study by the month: its page, or one's own questions to it.

#include <charconv>
#include <sstream>
#include <string>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/report/chart.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/study/belarus_monthly.hpp>

#include "common/options.hpp"
#include "months_page.hpp"
#include "request.hpp"

namespace belarus {

using program::BadOption;
using program::read_option;

namespace {

using casus::Horizon;
using casus::Index;
using casus::Query;

constexpr Index most_months = 240;

// Of "Nov 2023", or of how many there are.
Index steps_until(const std::string& text) {
  if (text.empty()) return casus::study::belarus_months;
  Index count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
    if (count >= 1 && count <= most_months) return count;
  } else {
    const auto labels = casus::month_labels(casus::study::belarus_first_month, most_months);
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] == text) return static_cast<Index>(i) + 1;
  }
  throw BadOption("--until: expected a month such as 'Nov 2023', or 1 to " + std::to_string(most_months) +
                  " months, got '" + text + "'");
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
  std::vector<Query> asked;
  for (const std::string& text : request.queries)
    asked.push_back(
        read_option("--query", text, [&](const std::string& read) { return parse_query(h, read); }));
  if (asked.empty()) asked = main_questions(h, !request.given.empty() || !request.done.empty());
  for (const std::string& text : request.given) {
    const casus::Boolean condition =
        read_option("--given", text, [&](const std::string& read) { return parse_condition(h, read); });
    for (Query& query : asked) query = query.given(condition);
  }
  for (const std::string& text : request.done) {
    const auto done =
        read_option("--do", text, [&](const std::string& read) { return parse_interventions(h, read); });
    for (Query& query : asked) query = query.under(done);
  }
  return asked;
}

std::string text_of(const casus::Answers& answers) {
  std::string text;
  for (const casus::Answer& answer : answers)
    if (!answer.along.empty()) text += casus::chart({answer}, {.utf8 = program::speaks_utf8()}) + '\n';
  return text + to_text(answers);
}

}  // namespace

std::string monthly_output(Request request) {
  const Index steps = steps_until(request.until);
  if (!request.list && !request.json && !asks_something(request) && request.policies.empty()) {
    std::ostringstream page;
    print_monthly_page(page, steps, request.options, request.reading(), {.utf8 = program::speaks_utf8()});
    return page.str();
  }
  auto study = casus::study::belarus_monthly(request.reading());
  for (const std::string& text : request.policies)
    read_option("--policy", text, [&](const std::string& read) {
      add_policy(study.timeline, read);
      return 0;
    });
  if (request.list) return list(study.timeline);
  Horizon h(study.timeline, steps);
  const auto asked = questions(h, request);
  casus::Answers answers;
  try {
    answers = estimate(h, asked, request.options);
  } catch (const casus::Error& error) {
    // The model itself is sound, so it is a question that asks for what is not there.
    throw BadOption(error.what());
  }
  return request.json ? to_json(answers) + '\n' : text_of(answers);
}

}  // namespace belarus
