// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>
#include <casus/report/explanation.hpp>

#include "common/options.hpp"

namespace program {

/// How many steps there are up to one that is named by its label, or how many there are: 1 to the number of labels. BadOption, with one
/// of them as the example, where it is neither.
casus::Index steps_until(const std::string& text, const std::vector<std::string>& labels,
                         const std::string& unit, const std::string& example);

/// What --policy says is added. BadOption where that is wrong.
void add_policies(casus::Timeline& timeline, const std::vector<std::string>& texts);

/// The settings of an option, all together. BadOption, naming it, where one is wrong. `Asked` is a const Model or a Horizon.
template <class Asked>
std::vector<casus::Intervention> read_settings(Asked& asked, const std::string& option,
                                               const std::vector<std::string>& texts) {
  std::vector<casus::Intervention> settings;
  for (const std::string& text : texts)
    for (const casus::Intervention& one :
         read_option(option, text, [&](const std::string& read) { return parse_interventions(asked, read); }))
      settings.push_back(one);
  return settings;
}

/// The same questions where what --given names is seen. BadOption where that is wrong.
template <class Asked>
void give(Asked& asked, const std::vector<std::string>& texts, std::vector<casus::Query>& questions) {
  for (const std::string& text : texts)
    for (casus::Query& question : questions)
      question = read_option("--given", text,
                             [&](const std::string& read) { return parse_evidence(asked, question, read); });
}

/// Questions in the language of `parse_query`. BadOption, naming where they come from, where one is wrong.
template <class Asked>
std::vector<casus::Query> read_questions(Asked& asked, const std::string& option,
                                         const std::vector<std::string>& texts) {
  std::vector<casus::Query> questions;
  for (const std::string& text : texts)
    questions.push_back(
        read_option(option, text, [&](const std::string& read) { return parse_query(asked, read); }));
  return questions;
}

bool is_set(const std::string& name, const std::vector<casus::Intervention>& settings);

/// The options of one of several parts of the work, whose progress is a part of the whole. `options` must outlive them.
casus::Options part_of(const casus::Options& options, std::size_t part, std::size_t parts);

/// Of a curve its last point; any other question as it is.
casus::Query at_end(const casus::Query& query);

/// What each question hangs on; indicators of probabilities. Over time without these, and of a curve its last point.
std::vector<casus::Explanation> explain(const casus::Model& model, const std::vector<casus::Query>& questions,
                                        const casus::Options& options);
std::vector<casus::Explanation> explain(const casus::Horizon& horizon,
                                        const std::vector<casus::Query>& questions,
                                        const casus::Options& options);
/// One below the other.
std::string text_of(const std::vector<casus::Explanation>& explanations);

/// The table of answers, with the curves among them drawn above it.
std::string text_of(const casus::Answers& answers);

}  // namespace program
