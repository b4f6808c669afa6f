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

/// Returns the number of steps up to a label, or a number of steps: 1 to the number of labels.
/// Throws BadOption, with one label as an example, if the text is neither.
casus::Index steps_until(const std::string& text, const std::vector<std::string>& labels,
                         const std::string& unit, const std::string& example);

/// Adds the policies of --policy. Throws BadOption if one is wrong.
void add_policies(casus::Timeline& timeline, const std::vector<std::string>& texts);

/// Returns the settings of all uses of an option. Throws BadOption, which names the option, if one
/// is wrong. `Asked` is a const Model or a Horizon.
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

/// Adds the evidence of --given to each question. Throws BadOption if it is wrong.
template <class Asked>
void give(Asked& asked, const std::vector<std::string>& texts, std::vector<casus::Query>& questions) {
  for (const std::string& text : texts)
    for (casus::Query& question : questions)
      question = read_option("--given", text,
                             [&](const std::string& read) { return parse_evidence(asked, question, read); });
}

/// Parses questions in the language of `parse_query`. Throws BadOption, which names their source,
/// if one is wrong.
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

/// Returns options for one of several parts of the work, whose progress is a fraction of the whole.
/// `options` must outlive them.
casus::Options part_of(const casus::Options& options, std::size_t part, std::size_t parts);

/// Returns the last point of a curve; returns any other question unchanged.
casus::Query at_end(const casus::Query& query);

/// Explains each question, with indicators for probabilities; a curve at its last point. A question
/// of another kind than P(...) and E(...) is answered, and its warning says that it is not
/// explained. Throws Error if no question can be explained.
std::vector<casus::Explanation> explain(const casus::Model& model, const std::vector<casus::Query>& questions,
                                        const casus::Options& options);
std::vector<casus::Explanation> explain(const casus::Horizon& horizon,
                                        const std::vector<casus::Query>& questions,
                                        const casus::Options& options);
/// Returns the explanations, separated by blank lines.
std::string text_of(const std::vector<casus::Explanation>& explanations);

/// Returns the table of answers, with plots of the curves above it.
std::string text_of(const casus::Answers& answers);

}  // namespace program
