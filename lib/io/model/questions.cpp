// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/questions.hpp"

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/parse.hpp>

namespace casus::io {

namespace {

bool reads_unusable(const ModelLanguage& language, const std::string& question) {
  for (const std::string& name : language.unusable)
    if (question.find(name) != std::string::npos) return true;
  return false;
}

}  // namespace

void read_questions(const toml::table& file, Reading& reading, const Expressions& expressions,
                    bool are_checked) {
  constexpr std::size_t most_questions = 1'000;
  const toml::node* node = file.get("questions");
  if (!node) return;
  std::vector<std::string> questions;
  const bool are_texts = reading.errors.attempt([&] {
    questions = reading.fields.texts(*node);
    if (questions.size() > most_questions)
      reading.fields.fail(*node, "at most " + std::to_string(most_questions) + " questions",
                          std::to_string(questions.size()));
  });
  if (!are_texts) return;
  reading.result.questions = questions;
  // Questions over time can only be checked if the whole timeline is valid.
  if (!are_checked || (reading.result.timeline && !reading.errors.empty())) return;
  std::optional<Horizon> horizon;
  if (reading.result.timeline && !reading.errors.attempt([&] {
        horizon.emplace(reading.fields.located(
            *node, "", [&] { return Horizon(*reading.result.timeline, reading.result.steps); }));
      }))
    return;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (reads_unusable(reading.language, questions[i])) continue;
    const toml::node& one = *node->as_array()->get(i);
    reading.errors.attempt([&] {
      if (horizon)
        parse_query(*horizon, questions[i], expressions.position(one));
      else
        parse_query(reading.result.model, questions[i], expressions.position(one));
    });
  }
}

}  // namespace casus::io
