// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "common/questions.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/infer/estimate.hpp>
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

/// Whether an answer has drivers: a probability or an expectation, given events.
bool is_explainable(const casus::Query& query) {
  const bool is_mean =
      query.asks() == casus::Query::Asks::probability || query.asks() == casus::Query::Asks::expectation;
  return is_mean && query.evidence().empty() && query.counterfactual().empty();
}

/// Throws Error if no question can be explained.
void check_explainable(const std::vector<casus::Query>& questions) {
  for (const casus::Query& question : questions)
    if (is_explainable(at_end(question))) return;
  if (!questions.empty())
    throw casus::Error(to_text(questions[0]), "P(...) or E(...), given events, to be explained",
                       "another kind of question");
}

/// Answers a question without explaining it, and says why.
template <class Asked>
casus::Explanation unexplained(const Asked& asked, const casus::Query& query, const casus::Options& options,
                               const std::string& why) {
  casus::Options quiet = options;
  quiet.progress = {};
  casus::Explanation one;
  one.sensitivity.answer = estimate(asked, {query}, quiet)[0];
  one.sensitivity.warnings.push_back("not explained: " + why);
  return one;
}

/// Explains each question by `signs`, which returns the indicators of a probability.
template <class Asked, class Signs>
std::vector<casus::Explanation> explained(const Asked& asked, bool has_parameters,
                                          const std::vector<casus::Query>& questions,
                                          const casus::Options& options, const Signs& signs) {
  check_explainable(questions);
  std::vector<casus::Explanation> explanations;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const casus::Query query = at_end(questions[i]);
    if (!is_explainable(query)) {
      explanations.push_back(
          unexplained(asked, query, options, "only P(...) and E(...), given events, have drivers and signs"));
      continue;
    }
    casus::Explanation one =
        has_parameters
            ? casus::Explanation{sensitivity(asked, query, {part_of(options, i, questions.size())})}
            : unexplained(asked, query, options, "without uncertain parameters there are no drivers");
    casus::Options quiet = options;
    quiet.progress = {};
    if (query.asks() == casus::Query::Asks::probability) one.indicators = signs(query, quiet);
    explanations.push_back(std::move(one));
  }
  return explanations;
}

}  // namespace

std::vector<casus::Explanation> explain(const casus::Model& model, const std::vector<casus::Query>& questions,
                                        const casus::Options& options) {
  return explained(model, !model.parameters().empty(), questions, options,
                   [&](const casus::Query& query, const casus::Options& own) {
                     return indicators(model, query, watchable(model, query), own);
                   });
}

std::vector<casus::Explanation> explain(const casus::Horizon& horizon,
                                        const std::vector<casus::Query>& questions,
                                        const casus::Options& options) {
  return explained(horizon, !horizon.constants().parameters().empty(), questions, options,
                   [&](const casus::Query& query, const casus::Options& own) {
                     return indicators(horizon, query, {}, own);
                   });
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
