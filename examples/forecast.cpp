// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Answers questions to a model that stands in a file: no C++ is needed.

#include <iostream>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "common/options.hpp"
#include "forecast/request.hpp"

namespace {

using forecast::Request;
using program::BadOption;

const char* const name = "forecast";

const char* const examples = R"(Examples:
  forecast dam.toml
      the questions that the file holds; of a file without any, how likely everything is
  forecast dam.toml 'P(failure | flood)' 'E(damage | failure)'
      other questions: an event where something is seen, a mean
  forecast dam.toml 'P(failure)' --do 'repaired = yes' --against 'repaired = no'
      what repairs make of it: both answers, and their difference from the same chance
  forecast dam.toml 'P(failure)' --explain
      which judgements the answer hangs on, and which indicators are worth watching
  forecast war.toml 'P(by(fall))' --until 12 --policy 'war = no when last(weak)'
      of a model over time: a curve, twelve steps ahead, where what is done depends on what is seen
  forecast asia.bif --given 'xray = yes' --csv
      a network: every variable, where that has been seen, for a spreadsheet
  forecast dam.toml --check
      what the file holds; all that is wrong with it, one error a line
  forecast asia.bif --convert asia.toml
      the same network as a model file
  forecast - < dam.toml
      from standard input

Questions:
  P(condition)  E(quantity)  quantile(quantity, 0.9)  distribution(category)
  histogram(quantity, 0, 10, 20)  each with | what is seen,  ; do what is done  and  ; had what would have been
Over time:
  at(x, 3)  by(x, 3)  ever(x)  always(x)  first(x)  before(x, y)  within(x, 2, y)  count(x, 3)  sum(q, 3)  maximum(q, 3)
  steps count from 0, or are named by their labels in double quotes; without a step it is a curve
Conditions:
  and or not ( )  < <= > >= = !=  front = failing  dead > 100
Exit codes: 0 done, 1 failed, 2 something wrong with the options, the questions or the file)";

void state_options(CLI::App& app, Request& request) {
  app.add_option(
         "MODEL", request.file,
         "A model file (.toml) or a network (.bif, .xmlbif, .bifxml, .uai, .net, .xdsl); -: standard input")
      ->required()
      ->type_name("");
  app.add_option("QUESTION", request.questions, "What is asked, instead of the file's questions")
      ->type_name("");
  program::state_run_options(app, request.options);
  program::state_texts(app, "--query", request.queries, "QUESTION", "A question, likewise; may be repeated");
  program::state_texts(app, "--given", request.given, "CONDITION", "What is seen, in each question");
  program::state_texts(app, "--do", request.done, "SETTINGS",
                       "What is done, likewise, as in 'repaired = yes'");
  program::state_texts(app, "--against", request.against, "SETTINGS",
                       "The difference from where this is done instead, of each P(...) or E(...)");
  program::state_texts(app, "--policy", request.policies, "POLICY",
                       "Over time: what is done where something is seen, 'war = no when last(weak)'");
  app.add_option("--until", request.until, "Over time: the last step, by its label or how many there are")
      ->type_name("STEP");
  app.add_flag("--check", request.check, "Say what the file holds, or all that is wrong with it");
  app.add_option("--convert", request.convert, "Write it to a file: .toml, .bif, .xmlbif, .bifxml or .uai")
      ->type_name("OUT");
  app.add_flag("--list", request.list, "Write the model out: variables, laws, criteria, sources");
  app.add_flag("--dot", request.dot, "Write its graph in the DOT language (without time)");
  app.add_flag("--explain", request.explain, "What each answer hangs on (without time)");
  app.add_flag("--json", request.json, "Write answers as JSON");
  app.add_flag("--csv", request.csv, "Write answers as comma-separated values");
}

void check(const CLI::App& app, const Request& request) {
  const bool alone = request.check || request.list || request.dot || !request.convert.empty();
  if (int{request.check} + int{request.list} + int{request.dot} + int{!request.convert.empty()} > 1)
    throw BadOption("expected one of --check, --convert, --list and --dot, got more");
  if (request.json && request.csv) throw BadOption("expected one of --json and --csv, got both");
  if (alone)
    for (const char* option :
         {"QUESTION", "--query", "--given", "--do", "--against", "--explain", "--json", "--csv"})
      if (app.count(option) > 0)
        throw BadOption(std::string("expected --check, --convert, --list or --dot alone, got ") + option +
                        " too");
  if (!request.against.empty() && app.count("--method") > 0)
    throw BadOption("expected --against alone, which draws forward, got --method too");
  if (!request.explain) return;
  for (const char* option : {"--against", "--csv", "--precision", "--time", "--method"})
    if (app.count(option) > 0)
      throw BadOption(std::string("expected --explain with --trajectories and --worlds, got ") + option +
                      " too");
}

int run(int argc, char** argv) {
  Request request;
  CLI::App app("Answers questions to a model in a file: how likely something is, and what it hangs on.",
               name);
  app.set_version_flag("--version", program::version_text(name), "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.footer(examples);
  state_options(app, request);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return program::write_out(name, app.help());
  } catch (const CLI::CallForVersion&) {
    return program::write_out(name, program::version_text(name) + '\n');
  } catch (const CLI::ParseError& error) {
    throw BadOption(std::string(error.what()) + " (forecast --help lists the options)");
  }
  check(app, request);
  request.questions.insert(request.questions.end(), request.queries.begin(), request.queries.end());
  program::settle(app, request.options);
  forecast::Input input = forecast::read_input(request.file);
  if (request.check) return program::write_out(name, summary(input));
  for (const std::string& warning : input.file.warnings)
    std::cerr << name << ": warning: " << warning << '\n';
  if (!request.convert.empty()) {
    convert(input, request);
    return 0;
  }
  std::string text;
  {
    const program::ProgressBar bar(request.options);
    text = output(std::move(input), request);
  }
  return program::write_out(name, text);
}

}  // namespace

int main(int argc, char** argv) {
  return program::guarded(name, [&] { return run(argc, argv); });
}
