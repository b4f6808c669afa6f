// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "common/questions.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/report/chart.hpp>
#include <casus/report/text.hpp>

#include "common/terminal.hpp"

namespace program {

using casus::Index;

Index steps_until(const std::string& text, const std::vector<std::string>& labels, const std::string& unit,
                  const std::string& example) {
  const auto most = static_cast<Index>(labels.size());
  if (const auto found = std::find(labels.begin(), labels.end(), text); found != labels.end())
    return found - labels.begin() + 1;
  Index count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size() && count >= 1 && count <= most)
    return count;
  throw BadOption("--until: expected a " + unit + " such as '" + example + "', or 1 to " +
                  std::to_string(most) + ' ' + unit + "s, got '" + text + "'");
}

void add_policies(casus::Timeline& timeline, const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    read_option("--policy", text, [&](const std::string& read) {
      add_policy(timeline, read);
      return 0;
    });
}

bool is_set(const std::string& name, const std::vector<casus::Intervention>& settings) {
  return std::any_of(settings.begin(), settings.end(),
                     [&](const casus::Intervention& one) { return one.variable->name == name; });
}

casus::Options part_of(const casus::Options& options, std::size_t part, std::size_t parts) {
  casus::Options own = options;
  if (options.progress)
    own.progress = [&options, part, parts](double share) {
      options.progress((static_cast<double>(part) + share) / static_cast<double>(parts));
    };
  return own;
}

casus::Query at_end(const casus::Query& query) {
  return query.asks() == casus::Query::Asks::curve ? query.points().back().query : query;
}

namespace {

/// Checks before the first explanation, which can take long.
void check_explainable(const std::vector<casus::Query>& questions) {
  for (const casus::Query& question : questions) {
    const auto asks = at_end(question).asks();
    if (asks != casus::Query::Asks::probability && asks != casus::Query::Asks::expectation)
      throw casus::Error(to_text(question), "P(...) or E(...), to be explained", "another kind of question");
  }
}

}  // namespace

std::vector<casus::Explanation> explain(const casus::Model& model, const std::vector<casus::Query>& questions,
                                        const casus::Options& options) {
  check_explainable(questions);
  std::vector<casus::Explanation> explanations;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const casus::Query& query = questions[i];
    casus::Explanation one{sensitivity(model, query, {part_of(options, i, questions.size())})};
    if (query.asks() == casus::Query::Asks::probability) {
      casus::Options quiet = options;
      quiet.progress = {};
      one.indicators = indicators(model, query, watchable(model, query), quiet);
    }
    explanations.push_back(std::move(one));
  }
  return explanations;
}

std::vector<casus::Explanation> explain(const casus::Horizon& horizon,
                                        const std::vector<casus::Query>& questions,
                                        const casus::Options& options) {
  check_explainable(questions);
  std::vector<casus::Explanation> explanations;
  for (std::size_t i = 0; i < questions.size(); ++i)
    explanations.push_back(
        {sensitivity(horizon, at_end(questions[i]), {part_of(options, i, questions.size())})});
  return explanations;
}

std::string text_of(const std::vector<casus::Explanation>& explanations) {
  std::string text;
  for (const casus::Explanation& one : explanations) text += (text.empty() ? "" : "\n\n") + to_text(one);
  return for_terminal(std::move(text));
}

std::string text_of(const casus::Answers& answers) {
  std::string text;
  for (const casus::Answer& answer : answers)
    if (!answer.along.empty()) text += casus::chart({answer}, {.utf8 = speaks_utf8()}) + '\n';
  return for_terminal(text + to_text(answers));
}

}  // namespace program
