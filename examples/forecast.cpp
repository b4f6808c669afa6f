// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Answers questions to a model in a file, without any C++.

#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/options.hpp"
#include "forecast/request.hpp"
#include "forecast/watch.hpp"

namespace {

using forecast::Request;
using program::BadOption;

const char* const name = "forecast";

const char* const examples = R"(Examples:
  forecast dam.toml
      answers the questions in the file; if it has none, estimates every variable
  forecast dam.toml 'P(failure | flood)' 'E(damage | failure)'
      answers other questions: the probability of an event given another, a mean
  forecast dam.toml 'P(failure)' --do 'repaired = yes' --against 'repaired = no'
      effect of a repair: both answers, and their difference by common random numbers
  forecast dam.toml 'P(failure)' --explain
      the judgements that the answer depends on, and the indicators worth watching
  forecast dam.toml --watch
      answers again after each change of the file, and says what is wrong with it until it is mended
  forecast dam.toml --report page.html
      writes a page for a browser: answers with charts, the model and its sources
  forecast war.toml 'P(by(fall))' --until 12 --policy 'war = no when last(weak)'
      a curve over twelve steps of a model over time, under a policy that reacts to its state
  forecast asia.bif --given 'xray = yes' --csv
      every variable of a network given evidence, as a table for a spreadsheet
  forecast dam.toml --check
      a summary of the file, or all of its errors, one per line; questions are parsed but not answered
  forecast asia.bif --convert asia.toml
      converts the network to a model file
  forecast dam.toml --learn dams.csv --out learned.toml
      writes the model with tables counted from the rows of a table; --worth 12 takes its own tables as
      a prior, each row worth 12 cases
  forecast war.toml --update --history news.csv 'P(by(fall))' --out updated.toml
      updates the judgements by the values observed so far, one row per step; answers in their light
  forecast war.toml --calibrate --history news.csv
      tests by simulation whether such an update can be trusted, and shows predictions beside the values
  forecast war.toml --backtest history.csv --report page.html
      forecasts each step from the ones before it, and scores the forecasts
  forecast dam.toml --draws dam.npy --trajectories 1e6 --do 'repaired = yes'
      writes a million trajectories for NumPy (or as .csv), one per row
  forecast dam.toml --manifest dam.json
      the answers, and a file that records them with all inputs
  forecast --replay dam.json
      answers again: the same answers, bit for bit, or the differences
  forecast - < dam.toml
      reads the model from standard input

Questions:
  P(condition)  E(quantity)  quantile(quantity, 0.9)  distribution(category)
  histogram(quantity, 0, 10, 20)  each with | evidence,  ; do interventions  and  ; had counterfactual
Over time:
  at(x, 3)  by(x, 3)  ever(x)  always(x)  first(x)  before(x, y)  within(x, 2, y)
  count(x, 3)  sum(q, 3)  maximum(q, 3)
  steps are numbers from 0, or labels in double quotes; without a step, the question is a curve
Conditions:
  and or not ( )  < <= > >= = !=  front = failing  dead > 100
Exit codes: 0 success; 1 failure, or the answers differ from the record; 2 error in the options, the
questions or the file)";

void state_options(CLI::App& app, Request& request) {
  app.add_option("MODEL", request.file,
                 "A model file or a network (" + forecast::file_extensions(forecast::Files::read) +
                     "); -: standard input")
      ->type_name("");
  app.add_option("QUESTION", request.questions, "A question, instead of the file's questions")->type_name("");
  program::state_run_options(app, request.options);
  program::state_texts(app, "--query", request.queries, "QUESTION", "A question, as above; may be repeated");
  program::state_texts(app, "--given", request.given, "CONDITION", "Evidence, added to each question");
  program::state_texts(app, "--do", request.done, "SETTINGS",
                       "Intervention, added to each question: 'repaired = yes'");
  program::state_texts(
      app, "--against", request.against, "SETTINGS",
      "Alternative intervention: adds the difference of each P(...) or E(...); of a curve, its end");
  program::state_texts(app, "--policy", request.policies, "POLICY",
                       "Over time: a policy, such as 'war = no when last(weak)'");
  app.add_option("--until", request.until, "Over time: the last step, by its label, or the number of steps")
      ->type_name("STEP");
  app.add_flag("--check", request.check,
               "Print a summary of the file, or all errors in it and in the questions");
  app.add_option("--convert", request.convert,
                 "Convert the model to a file: " + forecast::file_extensions(forecast::Files::written))
      ->type_name("OUT");
  app.add_option(
         "--draws", request.draws,
         "Write trajectories to a file, .csv or .npy, one per row: --trajectories of them [10000]; with "
         "--given, those that meet it")
      ->type_name("OUT");
  app.add_option("--manifest", request.manifest, "Write the answers with all of their inputs (JSON)")
      ->type_name("OUT");
  app.add_option("--replay", request.replay,
                 "Repeat a run from the output of --manifest or --json, and compare; MODEL replaces the file "
                 "named there")
      ->type_name("FILE");
  app.add_option(
         "--learn", request.learn,
         "Learn the tables of events and categories from a file of comma-separated values, one case per "
         "row, with the names of variables as header")
      ->type_name("CSV");
  app.add_flag("--update", request.update,
               "Update the parameters by what --given and --history state, and answer in their light");
  app.add_flag("--calibrate", request.calibrate,
               "Test by simulation the update by what --given and --history state");
  app.add_option("--history", request.history,
                 "Over time: observed values, comma-separated, one step per row, with series as header")
      ->type_name("CSV");
  app.add_option("--backtest", request.backtest,
                 "Over time: forecast each row of such a file from the rows before it, with scores")
      ->type_name("CSV");
  app.add_option("--out", request.out, "File for the learned or updated model (.toml)")->type_name("OUT");
  app.add_option("--worth", request.worth,
                 "Number of cases that each row of the model's own tables is worth [Jeffreys' prior]")
      ->type_name("CASES");
  app.add_flag("--benchmark", request.benchmark,
               "Measure trajectories per second for the questions, on one thread and on all");
  app.add_flag("--watch", request.watch,
               "Answer again whenever the file changes, with the questions it then has, until ended");
  app.add_flag("--list", request.list, "List the model: variables, distributions, criteria, sources");
  app.add_flag("--dot", request.dot, "Write the graph of the model in the DOT language");
  app.add_flag("--explain", request.explain,
               "Explain which inputs each answer depends on (of a curve, its end)");
  app.add_flag("--json", request.json, "Write answers as JSON");
  app.add_flag("--csv", request.csv, "Write answers as comma-separated values");
  program::state_picture_options(app, request.pictures);
}

void refuse(const CLI::App& app, const std::string& expected, const std::vector<const char*>& options) {
  for (const char* option : options)
    if (app.count(option) > 0) throw BadOption("expected " + expected + ", got " + option + " too");
}

// The same for --update, --calibrate and --backtest.
void check_updates(const CLI::App& app, const Request& request) {
  const int count = int{request.update} + int{request.calibrate} + int{!request.backtest.empty()};
  if (count > 1) throw BadOption("expected one of --update, --calibrate and --backtest, got more");
  if (count == 0) {
    refuse(app, "--history with --update or --calibrate", {"--history"});
    return;
  }
  refuse(app, "--update, --calibrate or --backtest with --given, --history, --seed and the like",
         {"--against", "--explain", "--csv", "--manifest", "--replay", "--benchmark", "--check", "--convert",
          "--list", "--dot", "--precision", "--draws", "--learn"});
  if (!request.update || request.json)
    refuse(app, request.update ? "--update --json alone" : "no questions",
           {"QUESTION", "--query", "--do", "--out"});
  if (request.backtest.empty())
    refuse(app, "--update or --calibrate without pictures", {"--report", "--charts"});
  else
    refuse(app, "--backtest alone", {"--given", "--history"});
}

// Refuses options that do not go with work other than answering, or that have no effect on it.
void check_uses(const CLI::App& app, const Request& request) {
  if (!request.draws.empty())
    refuse(app, "--draws with --trajectories, --worlds, --seed, --do and --given",
           {"QUESTION", "--query", "--against", "--explain", "--json", "--csv", "--manifest", "--replay",
            "--benchmark", "--check", "--convert", "--list", "--dot", "--precision", "--time", "--method",
            "--quasi", "--report", "--charts"});
  if (!request.learn.empty())
    refuse(app, "--learn with --out and --worth",
           {"QUESTION",       "--query",    "--given",     "--do",    "--against",   "--policy", "--until",
            "--explain",      "--manifest", "--benchmark", "--check", "--convert",   "--list",   "--dot",
            "--trajectories", "--worlds",   "--seed",      "--level", "--precision", "--time",   "--method",
            "--quasi",        "--report",   "--charts",    "--json",  "--csv",       "--draws",  "--replay"});
  if (request.learn.empty() && request.worth)
    throw BadOption("expected --worth with --learn, got it without");
  if (!request.learn.empty() && request.out.empty())
    throw BadOption("expected --out with --learn, got --learn without");
  if (request.learn.empty() && !request.update && !request.out.empty())
    throw BadOption("expected --out with --learn or --update, got it without");
  check_updates(app, request);
  if (!request.replay.empty())
    refuse(app, "--replay alone, which takes everything else from its file",
           {"QUESTION",    "--query",   "--given",        "--do",        "--against", "--policy",
            "--until",     "--explain", "--manifest",     "--benchmark", "--check",   "--convert",
            "--list",      "--dot",     "--trajectories", "--worlds",    "--seed",    "--level",
            "--precision", "--time",    "--method",       "--quasi",     "--report",  "--charts"});
  if (request.benchmark)
    refuse(app, "--benchmark, which samples forward, with questions",
           {"--against", "--explain", "--csv", "--manifest", "--check", "--convert", "--list", "--dot",
            "--precision", "--time", "--method", "--report", "--charts"});
  if (!request.manifest.empty())
    refuse(app, "--manifest with answers", {"--explain", "--check", "--convert", "--list", "--dot"});
}

void check_watch(const CLI::App& app, const Request& request) {
  if (request.file == "-" || request.file.empty())
    throw BadOption("--watch: expected MODEL, a file, got " +
                    std::string(request.file.empty() ? "none" : "standard input"));
  refuse(app, "--watch with questions, --check, --list, --explain, --json, --csv or --report",
         {"--manifest", "--replay", "--learn", "--update", "--calibrate", "--backtest", "--draws",
          "--convert", "--benchmark"});
}

void check(const CLI::App& app, const Request& request) {
  if (request.file.empty() && request.replay.empty())
    throw BadOption("MODEL: expected a file, got none (forecast --help lists the options)");
  if (request.watch) check_watch(app, request);
  check_uses(app, request);
  const bool alone = request.check || request.list || request.dot || !request.convert.empty();
  if (int{request.check} + int{request.list} + int{request.dot} + int{!request.convert.empty()} > 1)
    throw BadOption("expected one of --check, --convert, --list and --dot, got more");
  if (request.json && request.csv) throw BadOption("expected one of --json and --csv, got both");
  if (request.pictures.any())
    refuse(app, "one of --report or --charts, --json and --csv", {"--json", "--csv"});
  if (alone) {
    const std::string expected = "--check, --convert, --list or --dot alone";
    refuse(app, expected, {"--against", "--explain", "--csv", "--report", "--charts"});
    if (!request.check)
      refuse(app, expected, {"QUESTION", "--query", "--given", "--do", "--until", "--json"});
    if (!request.check && !request.list && !request.dot) refuse(app, expected, {"--policy"});
  }
  if (!request.against.empty() && app.count("--method") > 0)
    throw BadOption("expected --against alone, which draws forward, got --method too");
  if (!request.explain) return;
  refuse(app, "--explain with --trajectories and --worlds",
         {"--against", "--csv", "--precision", "--time", "--method"});
}

// Writes all errors to standard output as JSON, too.
int check_as_json(const Request& request) {
  const std::string file = request.file == "-" ? "standard input" : request.file;
  std::vector<std::string> messages;
  try {
    const forecast::Input input = forecast::read_input(request.file);
    check_questions(input, request);
    return program::write_out(name, summary_json(input));
  } catch (const casus::FileErrors& errors) {
    for (const casus::Error& error : errors.errors()) messages.emplace_back(error.what());
  } catch (const BadOption& error) {
    messages.emplace_back(error.what());
  }
  const int written = program::write_out(name, forecast::errors_json(file, messages));
  return written == 0 ? program::bad_options : written;
}

// The bar is removed before the output is written.
template <class Work> auto with_bar(Request& request, const Work& work) {
  const program::ProgressBar bar(request.options);
  return work();
}

int replay(Request& request) {
  const casus::Record record = program::read_option("--replay", request.replay, [](const std::string& file) {
    return casus::read_record(std::filesystem::path(file));
  });
  if (request.file.empty()) request.file = record.manifest.model;
  if (request.file.empty() || (request.file == "-" && record.manifest.model == "-"))
    throw BadOption("--replay: expected MODEL, because " + request.replay + " names no file, got none");
  forecast::Input input = forecast::read_input(request.file);
  const forecast::Replayed replayed =
      with_bar(request, [&] { return forecast::replay(record, std::move(input), request); });
  for (const std::string& remark : replayed.remarks)
    std::cerr << name << ": " << request.replay << ": " << remark << '\n';
  std::cerr << name << ": " << request.replay << ": "
            << (replayed.is_same        ? "the same answers, bit for bit"
                : replayed.text.empty() ? "another model: its questions were not answered again"
                                        : "not the same answers")
            << '\n';
  const int written = program::write_out(name, replayed.text);
  return replayed.is_same ? written : program::failed;
}

// Does what the options ask for, once.
int answer(const CLI::App& app, Request& request) {
  if (request.check && request.json) return check_as_json(request);
  if (!request.replay.empty()) return replay(request);
  forecast::Input input = forecast::read_input(request.file);
  if (request.check) {
    check_questions(input, request);
    return program::write_out(name, summary(input));
  }
  for (const std::string& warning : input.file.warnings)
    std::cerr << name << ": warning: " << warning << '\n';
  if (!request.convert.empty()) {
    convert(input, request);
    return 0;
  }
  if (!request.learn.empty()) return program::write_out(name, learn(std::move(input), request));
  if (request.update)
    return program::write_out(name, with_bar(request, [&] { return update(input, request); }));
  if (request.calibrate)
    return program::write_out(
        name, with_bar(request, [&] { return calibrate(input, request, app.count("--worlds") > 0); }));
  if (!request.backtest.empty())
    return program::write_out(
        name, with_bar(request, [&] { return backtest(input, request, app.count("--trajectories") > 0); }));
  if (!request.draws.empty()) {
    const std::string told = with_bar(request, [&] { return write_draws(std::move(input), request); });
    if (!told.empty()) std::cerr << name << ": " << told << '\n';
    return 0;
  }
  if (request.benchmark) return program::write_out(name, benchmark(std::move(input), request));
  return program::write_out(name, with_bar(request, [&] { return output(std::move(input), request); }));
}

int run(int argc, char** argv) {
  Request request;
  CLI::App app(
      "Answers questions to a model in a file: probabilities, means, and the inputs that they depend on.",
      name);
  app.footer(examples);
  state_options(app, request);
  if (const auto text = program::parse(app, name, argc, argv)) return program::write_out(name, *text);
  check(app, request);
  request.questions.insert(request.questions.end(), request.queries.begin(), request.queries.end());
  program::settle(app, request.options);
  if (!request.draws.empty() && app.count("--trajectories") == 0) request.options.trajectories = 10'000;
  if (!request.watch) return answer(app, request);
  return forecast::watched(
      request.file, [&] { std::cerr << name << ": " << request.file << " has changed\n"; },
      [&] {
        return program::guarded(name, [&] {
          Request own = request;
          return answer(app, own);
        });
      });
}

}  // namespace

int main(int argc, char** argv) {
  return program::guarded(name, [&] { return run(argc, argv); });
}
