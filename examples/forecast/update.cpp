// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --update, --calibrate and --backtest: parameters updated by observations, and
// checks of a model with them.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/posterior.hpp>
#include <casus/io/csv.hpp>
#include <casus/learn/history.hpp>
#include <casus/learn/updated_model.hpp>
#include <casus/report/checks.hpp>
#include <casus/report/posterior.hpp>

#include "common/questions.hpp"
#include "forecast/request.hpp"

namespace forecast {

using casus::Horizon;
using casus::Model;
using casus::Observation;
using casus::Posterior;
using casus::Query;
using program::BadOption;

namespace {

std::vector<casus::HistoryColumn> history_of(const Horizon& horizon, const std::string& option,
                                             const std::string& file) {
  if (std::filesystem::is_directory(file))
    throw BadOption(option + ": expected a file, got a folder, " + file);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw BadOption(option + ": " + file + ": " + std::strerror(errno));
  try {
    casus::CsvReader table(in, file);
    return casus::read_history(horizon, table);
  } catch (const casus::Error& error) {
    throw BadOption(option + ": " + std::string(error.what()));
  }
}

// Returns the observations of --given and --history.
template <class Asked>
std::vector<Observation> observations(Asked& asked, const Request& request, const std::string& option) {
  std::vector<Query> carrier{P(casus::Boolean(casus::detail::make_constant(1, true)))};
  program::give(asked, request.given, carrier);
  std::vector<Observation> all;
  if (carrier[0].condition()) all.emplace_back(*carrier[0].condition());
  for (const casus::Evidence& evidence : carrier[0].evidence()) all.emplace_back(evidence);
  if constexpr (std::is_same_v<Asked, Horizon>) {
    if (!request.history.empty()) {
      const auto history = history_of(asked, "--history", request.history);
      std::size_t rows = 0;
      for (const casus::HistoryColumn& column : history) rows = (std::max)(rows, column.values.size());
      for (const Observation& one : observed(asked, history, static_cast<casus::Index>(rows) - 1))
        all.push_back(one);
    }
  } else if (!request.history.empty()) {
    throw BadOption("--history: expected a timeline, got a model without time");
  }
  if (all.empty())
    throw BadOption(option + ": expected something observed (--given or --history), got nothing");
  return all;
}

// Writes the updated model; returns sentences about it.
std::string written(Input input, const Posterior& after, const Request& request) {
  if (request.out.empty()) return {};
  std::string text = "\n" + request.out + ": the updated model\n";
  const auto remark = [&](const std::vector<std::string>& remarks) {
    for (const std::string& one : remarks) text += "  " + one + '\n';
  };
  if (input.file.timeline) {
    auto changed = casus::updated(*input.file.timeline, after);
    input.file.timeline = std::move(changed.subject);
    remark(changed.remarks);
  } else {
    auto changed = casus::updated(input.file.model, after);
    input.file.model = std::move(changed.subject);
    remark(changed.remarks);
  }
  input.network.reset();
  write(input, "--out", request.out, request);
  return text;
}

template <class Asked> std::string updated(Asked& asked, const Input& input, const Request& request) {
  const std::vector<Observation> seen = observations(asked, request, "--update");
  const auto done = program::read_settings(asked, "--do", request.done);
  std::vector<Query> questions = program::read_questions(
      asked, "question", request.questions.empty() ? input.file.questions : request.questions);
  for (Query& query : questions) query = query.under(done);
  const Posterior after = posterior(asked, seen, request.options);
  if (request.json) return to_json(after) + '\n';
  std::string text = to_text(after);
  if (!questions.empty()) text += '\n' + program::text_of(estimate(asked, after, questions, request.options));
  return text + written(input, after, request);
}

template <class Asked> std::string calibrated(Asked& asked, const Request& request, bool sets_worlds) {
  casus::CalibrationOptions options;
  const casus::Index worlds = options.run.worlds;
  options.run = request.options;
  if (!sets_worlds) options.run.worlds = worlds;
  const casus::Calibration found = calibrate(asked, observations(asked, request, "--calibrate"), options);
  return request.json ? to_json(found) + '\n' : to_text(found);
}

Horizon horizon_of(const Input& input, const Request& request) {
  casus::Timeline timeline = *input.file.timeline;
  program::add_policies(timeline, request.policies);
  return Horizon(std::move(timeline), steps_of(input, request));
}

}  // namespace

std::string update(const Input& input, const Request& request) {
  if (!input.file.timeline) return updated<const Model>(input.file.model, input, request);
  Horizon horizon = horizon_of(input, request);
  return updated(horizon, input, request);
}

std::string calibrate(const Input& input, const Request& request, bool sets_worlds) {
  if (!input.file.timeline) return calibrated<const Model>(input.file.model, request, sets_worlds);
  Horizon horizon = horizon_of(input, request);
  return calibrated(horizon, request, sets_worlds);
}

std::string backtest(const Input& input, const Request& request, bool sets_trajectories) {
  if (!input.file.timeline)
    throw BadOption("--backtest: expected a timeline, got " + input.name + " without one");
  Horizon horizon = horizon_of(input, request);
  program::check_writable(request.pictures);
  const auto history = history_of(horizon, "--backtest", request.backtest);
  casus::BacktestOptions options;
  const casus::Index trajectories = options.run.trajectories;
  options.run = request.options;
  if (!sets_trajectories) options.run.trajectories = trajectories;
  const casus::Backtest found = [&] {
    try {
      return casus::backtest(horizon, history, options);
    } catch (const casus::Error& error) {
      throw BadOption("--backtest: " + std::string(error.what()));
    }
  }();
  if (!request.pictures.any()) return request.json ? to_json(found) + '\n' : to_text(found);
  casus::Report report;
  report.sections.push_back(section_of(found));
  casus::Manifest manifest = manifest_of(horizon, {}, {}, options.run);
  manifest.model = request.file;
  manifest.policies = request.policies;
  draw(std::move(report), manifest, input, request);
  return {};
}

}  // namespace forecast
