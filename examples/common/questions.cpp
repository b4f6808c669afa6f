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
  Index count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
    if (count >= 1 && count <= most) return count;
  } else if (const auto found = std::find(labels.begin(), labels.end(), text); found != labels.end()) {
    return found - labels.begin() + 1;
  }
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

std::vector<casus::Explanation> explain(const casus::Model& model, const std::vector<casus::Query>& questions,
                                        const casus::Options& options) {
  std::vector<casus::Explanation> explanations;
  for (const casus::Query& query : questions) {
    casus::SensitivityOptions own{options};
    if (options.progress)
      own.run.progress = [&](double share) {
        options.progress((static_cast<double>(explanations.size()) + share) /
                         static_cast<double>(questions.size()));
      };
    casus::Explanation one{sensitivity(model, query, own)};
    if (query.asks() == casus::Query::Asks::probability) {
      own.run.progress = {};
      one.indicators = indicators(model, query, watchable(model, query), own.run);
    }
    explanations.push_back(std::move(one));
  }
  return explanations;
}

std::string text_of(const std::vector<casus::Explanation>& explanations) {
  std::string text;
  for (const casus::Explanation& one : explanations) text += (text.empty() ? "" : "\n\n") + to_text(one);
  return text;
}

std::string text_of(const casus::Answers& answers) {
  std::string text;
  for (const casus::Answer& answer : answers)
    if (!answer.along.empty()) text += casus::chart({answer}, {.utf8 = speaks_utf8()}) + '\n';
  return text + to_text(answers);
}

}  // namespace program
