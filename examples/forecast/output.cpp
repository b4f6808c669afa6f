// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Questions and their answers; the model as text.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>

#include "common/questions.hpp"
#include "forecast/request.hpp"

namespace forecast {

using casus::Horizon;
using casus::Index;
using casus::Kind;
using casus::Model;
using casus::Query;
using program::BadOption;

namespace {

constexpr Index most_steps = 1200;

bool is_set_to_no(const std::string& name, const std::vector<casus::Intervention>& done) {
  return std::any_of(done.begin(), done.end(), [&](const casus::Intervention& one) {
    return one.variable->name == name && one.value == 0;
  });
}

// Default questions for a file without questions: the probability, distribution or mean of each
// variable.
std::vector<Query> usual_questions(const Model& model, const std::vector<casus::Intervention>& done) {
  std::vector<Query> asked;
  for (const casus::Variable& variable : model.variables()) {
    const auto& when = variable.details.when;
    if (program::is_set(variable.name, done) || (when && is_set_to_no(when->name(), done))) continue;
    if (variable.kind() == Kind::event)
      asked.push_back(P(model.event(variable.name)));
    else if (variable.kind() == Kind::category)
      asked.push_back(distribution_of(model.category(variable.name)));
    else if (when)
      asked.push_back(E(model.quantity(variable.name)).given(*when));
    else
      asked.push_back(E(model.quantity(variable.name)));
  }
  return asked;
}

// Default questions over time: curves of events and of quantities that always exist, the last
// step's distribution of categories.
std::vector<Query> usual_questions(Horizon& h, const std::vector<casus::Intervention>&) {
  std::vector<Query> asked;
  for (const std::string& name : h.names()) {
    const Index number = *h.find(name);
    if (h.kind(number) == Kind::event)
      asked.push_back(curve(h, [&](Index step) { return P(h.at(h.series<casus::Event>(number), step)); }));
    else if (h.kind(number) == Kind::category)
      asked.push_back(distribution_of(h.at(h.series<casus::Category>(number), h.steps() - 1)));
    else if (!h.timeline().series()[static_cast<std::size_t>(number)].guard)
      asked.push_back(curve(h, [&](Index step) { return E(h.at(h.series<casus::Quantity>(number), step)); }));
  }
  return asked;
}

template <class Asked> Sides questions_of(Asked& asked, const Input& input, const Request& request) {
  const auto done = program::read_settings(asked, "--do", request.done);
  const auto against = program::read_settings(asked, "--against", request.against);
  Sides sides;
  sides.done = program::read_questions(asked, "question",
                                       request.questions.empty() ? input.file.questions : request.questions);
  if (sides.done.empty()) sides.done = usual_questions(asked, done);
  if (sides.done.empty())
    throw BadOption(input.name + ": expected a question, got none, and none in the file");
  program::give(asked, request.given, sides.done);
  sides.against = sides.done;
  for (Query& query : sides.done) query = query.under(done);
  for (Query& query : sides.against) query = query.under(against);
  return sides;
}

// Writes to a file the JSON that --json writes to standard output.
void record(const casus::Answers& answers, const casus::Manifest& manifest, const Request& request) {
  if (request.manifest.empty()) return;
  program::write_file(request.manifest, to_json(casus::Record{manifest, to_json(answers)}) + '\n');
}

std::vector<std::string> texts_of(const std::vector<Query>& queries) {
  std::vector<std::string> texts;
  for (const Query& query : queries) texts.push_back(casus::detail::complete_text(query));
  return texts;
}

template <class Asked>
casus::Manifest manifest_for(const Asked& asked, const std::vector<Query>& questions,
                             const casus::Answers& answers, const Request& request) {
  casus::Manifest manifest = manifest_of(asked, questions, answers, request.options);
  manifest.model = request.file;
  manifest.policies = request.policies;
  return manifest;
}

// Returns the options of a run whose answers a page shows.
casus::Options options_for_page(const Request& request) {
  casus::Options options = request.options;
  options.keep_worlds = !request.pictures.report.empty();
  return options;
}

template <class Asked>
std::string explained(const Asked& asked, const Sides& sides, const Input& input, const Request& request) {
  const auto explanations = program::explain(asked, sides.done, options_for_page(request));
  if (!request.pictures.any())
    return request.json ? to_json(explanations) + '\n' : program::text_of(explanations);
  std::vector<casus::Answer> answers;
  for (const casus::Explanation& one : explanations) answers.push_back(one.sensitivity.answer);
  casus::Report report = casus::report_of("", casus::Answers(std::move(answers)));
  report.explanations = explanations;
  draw(std::move(report), manifest_for(asked, {}, {}, request), input, request);
  return {};
}

template <class Asked>
std::string contrasted(const Asked& asked, Sides sides, const Input& input, const Request& request) {
  for (std::vector<Query>* side : {&sides.done, &sides.against})
    for (Query& query : *side) query = program::at_end(query);
  const auto all = contrasts(asked, sides, std::vector(sides.done.size(), request.options));
  std::vector<casus::Answer> first;  // the first of three answers of each question
  for (const casus::Contrast& one : all) first.push_back(one.first);
  casus::Manifest manifest = manifest_for(asked, sides.done, casus::Answers(std::move(first)), request);
  manifest.against = texts_of(sides.against);
  const casus::Answers answers = answers_of(all);
  record(answers, manifest, request);
  if (!request.pictures.any()) return shown(answers, manifest, request);
  casus::Report report;
  for (const casus::Contrast& one : all) report.contrasts.emplace_back(one);
  draw(std::move(report), manifest, input, request);
  return {};
}

template <class Asked>
std::string answered(const Asked& asked, const Sides& sides, const Input& input, const Request& request) {
  if (!request.manifest.empty()) {
    check_target("--manifest", request.manifest, request);
    program::check_writable(request.manifest);
  }
  program::check_writable(request.pictures);
  if (request.explain) return explained(asked, sides, input, request);
  if (!request.against.empty()) return contrasted(asked, sides, input, request);
  const casus::Answers answers = estimate(asked, sides.done, options_for_page(request));
  const casus::Manifest manifest = manifest_for(asked, sides.done, answers, request);
  record(answers, manifest, request);
  if (!request.pictures.any()) return shown(answers, manifest, request);
  draw(casus::report_of("", answers), manifest, input, request);
  return {};
}

std::string over_time(Input& input, const Request& request) {
  casus::Timeline& timeline = *input.file.timeline;
  program::add_policies(timeline, request.policies);
  if (request.list) return list(timeline);
  if (request.dot) return to_dot(timeline);
  Horizon h(timeline, steps_of(input, request));
  const Sides sides = questions(h, input, request);
  input.file.steps = h.steps();
  return answered(h, sides, input, request);
}

void check_without_time(const Input& input, const Request& request) {
  if (!request.policies.empty() || !request.until.empty())
    throw BadOption("expected --policy and --until with a timeline, got " + input.name + " without one");
}

std::string without_time(const Input& input, const Request& request) {
  const Model& model = input.file.model;
  check_without_time(input, request);
  if (request.list) return list(model);
  if (request.dot) return to_dot(model);
  return answered(model, questions(model, input, request), input, request);
}

}  // namespace

Index steps_of(const Input& input, const Request& request) {
  if (request.until.empty()) return input.file.steps;
  const casus::Timeline& timeline = *input.file.timeline;
  std::vector<std::string> labels;
  for (Index step = 0; step < most_steps; ++step) labels.push_back(timeline.label(step));
  return program::steps_until(request.until, labels, timeline.unit(), timeline.label(input.file.steps - 1));
}

Sides questions(const Model& model, const Input& input, const Request& request) {
  return questions_of(model, input, request);
}
Sides questions(Horizon& horizon, const Input& input, const Request& request) {
  return questions_of(horizon, input, request);
}

namespace {

template <class Asked>
std::vector<casus::Contrast> contrasts_of(const Asked& asked, const Sides& sides,
                                          const std::vector<casus::Options>& options) {
  std::vector<casus::Contrast> all;
  for (std::size_t i = 0; i < sides.done.size(); ++i) {
    const casus::Options own = program::part_of(options[i], i, sides.done.size());
    all.push_back(contrast(asked, sides.done[i], sides.against[i], own));
    for (casus::Answer* answer : {&all.back().first, &all.back().second, &all.back().difference})
      answer->set += static_cast<Index>(3 * i);
  }
  return all;
}

}  // namespace

std::vector<casus::Contrast> contrasts(const Model& model, const Sides& sides,
                                       const std::vector<casus::Options>& options) {
  return contrasts_of(model, sides, options);
}
std::vector<casus::Contrast> contrasts(const Horizon& horizon, const Sides& sides,
                                       const std::vector<casus::Options>& options) {
  return contrasts_of(horizon, sides, options);
}

casus::Answers answers_of(const std::vector<casus::Contrast>& contrasts) {
  std::vector<casus::Answer> answers;
  for (const casus::Contrast& one : contrasts)
    for (const casus::Answer* answer : {&one.first, &one.second, &one.difference}) answers.push_back(*answer);
  return casus::Answers(std::move(answers));
}

std::string shown(const casus::Answers& answers, const casus::Manifest& manifest, const Request& request) {
  if (request.json) return to_json(casus::Record{manifest, to_json(answers)}) + '\n';
  return request.csv ? to_csv(answers) : program::text_of(answers);
}

void check_questions(const Input& input, const Request& request) {
  const bool asks = !request.questions.empty() || !request.given.empty() || !request.done.empty() ||
                    !request.policies.empty() || !request.until.empty();
  if (!asks) return;
  try {
    if (!input.file.timeline) {
      check_without_time(input, request);
      questions(input.file.model, input, request);
      return;
    }
    casus::Timeline timeline = *input.file.timeline;
    program::add_policies(timeline, request.policies);
    Horizon h(timeline, steps_of(input, request));
    questions(h, input, request);
  } catch (const casus::Error& error) {
    throw BadOption(error.what());
  }
}

std::string output(Input input, const Request& request) {
  try {
    return input.file.timeline ? over_time(input, request) : without_time(input, request);
  } catch (const casus::Error& error) {
    throw BadOption(error.what());
  }
}

}  // namespace forecast
