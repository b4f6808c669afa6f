// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Questions and their answers; the model written out.

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

// Of a file without questions: how likely everything is.
std::vector<Query> usual_questions(const Model& model, const std::vector<casus::Intervention>& done) {
  std::vector<Query> asked;
  for (const casus::Variable& variable : model.variables()) {
    if (program::is_set(variable.name, done)) continue;
    if (variable.kind() == Kind::event)
      asked.push_back(P(model.event(variable.name)));
    else if (variable.kind() == Kind::category)
      asked.push_back(distribution_of(model.category(variable.name)));
    else if (variable.details.when)
      asked.push_back(E(model.quantity(variable.name)).given(*variable.details.when));
    else
      asked.push_back(E(model.quantity(variable.name)));
  }
  return asked;
}

std::vector<Query> usual_questions(Horizon& h, const std::vector<casus::Intervention>&) {
  std::vector<Query> asked;
  for (const std::string& name : h.names())
    if (const Index number = *h.find(name); h.kind(number) == Kind::event)
      asked.push_back(curve(h, [&](Index step) { return P(h.at(h.series<casus::Event>(number), step)); }));
  return asked;
}

struct Sides {
  std::vector<Query> done, against;
};

template <class Asked> Sides questions(Asked& asked, const Input& input, const Request& request) {
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

// Three answers a question: where the one is done, where the other is, and the difference.
casus::Answers contrasts(const Model& model, const Sides& sides, const casus::Options& options) {
  std::vector<casus::Answer> all;
  for (std::size_t i = 0; i < sides.done.size(); ++i) {
    casus::Options own = options;
    if (options.progress)
      own.progress = [&](double share) {
        options.progress((static_cast<double>(i) + share) / static_cast<double>(sides.done.size()));
      };
    casus::Contrast one = contrast(model, sides.done[i], sides.against[i], own);
    for (casus::Answer* answer : {&one.first, &one.second, &one.difference}) {
      answer->set += static_cast<Index>(3 * i);
      all.push_back(std::move(*answer));
    }
  }
  return casus::Answers(std::move(all));
}

std::string shown(const casus::Answers& answers, const Request& request) {
  if (request.json) return to_json(answers) + '\n';
  return request.csv ? to_csv(answers) : program::text_of(answers);
}

std::string over_time(Input& input, const Request& request) {
  casus::Timeline& timeline = *input.file.timeline;
  if (request.dot || request.explain || !request.against.empty())
    throw BadOption(
        "expected a model without time with --dot, --explain and --against, got the timeline of " +
        input.name);
  program::add_policies(timeline, request.policies);
  if (request.list) return list(timeline);
  Index steps = input.file.steps;
  if (!request.until.empty()) {
    std::vector<std::string> labels;
    for (Index step = 0; step < most_steps; ++step) labels.push_back(timeline.label(step));
    steps = program::steps_until(request.until, labels, timeline.unit(), timeline.label(steps - 1));
  }
  Horizon h(timeline, steps);
  const Sides sides = questions(h, input, request);
  return shown(estimate(h, sides.done, request.options), request);
}

std::string without_time(const Input& input, const Request& request) {
  const Model& model = input.file.model;
  if (!request.policies.empty() || !request.until.empty())
    throw BadOption("expected --policy and --until with a timeline, got " + input.name + " without one");
  if (request.list) return list(model);
  if (request.dot) return to_dot(model);
  const Sides sides = questions(model, input, request);
  if (request.explain) {
    const auto explanations = program::explain(model, sides.done, request.options);
    return request.json ? to_json(explanations) + '\n' : program::text_of(explanations);
  }
  return shown(request.against.empty() ? estimate(model, sides.done, request.options)
                                       : contrasts(model, sides, request.options),
               request);
}

}  // namespace

std::string output(Input input, const Request& request) {
  try {
    return input.file.timeline ? over_time(input, request) : without_time(input, request);
  } catch (const casus::Error& error) {
    throw BadOption(error.what());
  }
}

}  // namespace forecast
