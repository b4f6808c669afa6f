// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Will Belarusian troops enter the war, and what would follow? Prints the study's page or a part of
// it, or answers the user's own questions to its model.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include <casus/elicit/scales.hpp>
#include <casus/io/scale.hpp>

#include "belarus/request.hpp"
#include "belarus/updates.hpp"
#include "common/options.hpp"

namespace {

using belarus::asks_something;
using belarus::Request;
using program::BadOption;

const char* const name = "belarus";

const char* const examples = R"(Examples:
  belarus
      the study's page: the answer, what would follow, what it depends on
  belarus --report page.html
      all of it as a page for a browser, with pictures, voices and links
  belarus --claims
      the article's 19 claims, one by one
  belarus --futures
      ten futures, as stories
  belarus --replay-future 7
      the seventh again
  belarus --calibration
      what was judged beside what the model implies; what came
  belarus --updated examples/models/belarus_events.csv
      as it would have been updated by what was seen to November 2024
  belarus --counts examples/models/belarus_counts.csv
      the page with counts of similar cases in the place of judgements
  belarus --list
      every series and parameter: distribution, criterion, source
  belarus --query 'P(by(regime_change))' --query 'P(by(regime_change); do entry = no)'
      curves over the months: as it is likely anyway, and where Belarus stays out
  belarus --query 'P(by(regime_change, "Nov 2023"); do at(ultimatum, 0) = yes, at(entry, 0) = yes)'
      by a month, where Belarus is forced in
  belarus --query 'P(by(regime_change, "Nov 2024") | at(entry, "Feb 2023"))'
      where it is seen to have entered by a month
  belarus --query 'P(within(suspension, 2, setback) | ever(setback))' --query 'distribution(first(entry))'
      what follows the first setback; when something happens first
  belarus --given 'not by(entry, "Feb 2023")'
      the main events where that has been seen
  belarus --do 'at(entry, "Jan 2023") = yes' --until 'Dec 2023' --json
      where that is done, up to a month, for another program
  belarus --policy 'fighting = no when last(setback)' --query 'P(ever(defeat); do at(entry, 0) = yes)'
      what is done depends on what is seen
  belarus --query 'P(by(regime_change, 11))' --precision 5%
      as many trajectories as it takes for a half-width of 5 % of the value
  belarus --scale icd203
      the page in the article's own words, as the scale reads them
  belarus --query 'P(by(entry, 11))' --explain
      what an answer depends on

Questions:
  P(condition)  E(quantity)  quantile(quantity, 0.9)  distribution(category)
  histogram(quantity, 0, 10, 20)  each with | what is seen,  ; do what is done  and  ; had what would have been
Over time:
  at(x, 3)  by(x, 3)  ever(x)  always(x)  first(x)  before(x, y)  within(x, 2, y)  count(x, 3)  sum(q, 3)  maximum(q, 3)
  months count from 0, or are named: "Mar 2023"; without a month it is a curve
Conditions:
  and or not ( )  < <= > >= = !=  at(front, 3) = failing  sum(dead, 11) > 100)";

// Returns one of the library's scales, or one that the user wrote.
std::shared_ptr<const casus::elicit::Scale> scale(const std::string& text) {
  try {
    if (std::filesystem::exists(text))
      return std::make_shared<const casus::elicit::Scale>(casus::read_scale(std::filesystem::path(text)));
    const casus::elicit::Scale& own = casus::elicit::scale::named(text);
    return {std::shared_ptr<const void>(), &own};
  } catch (const casus::Error& error) {
    throw CLI::ValidationError("--scale", error.what());
  }
}

void state_options(CLI::App& app, Request& request) {
  program::state_run_options(app, request.options);
  app.add_option_function<std::string>(
         "--scale", [&](const std::string& read) { request.scale = scale(read); },
         "Read the study in the article's words: icd203, phia, nato, ipcc, efsa, kent, capphrase or a TOML "
         "file")
      ->type_name("SCALE");
  program::state_texts(app, "--query", request.queries, "QUESTION",
                       "Answer this question only; may be repeated");
  program::state_texts(app, "--given", request.given, "CONDITION",
                       "What is seen, in each question; asks for the main events if no other");
  program::state_texts(app, "--do", request.done, "SETTINGS", "What is done, likewise, as in 'entry = no'");
  program::state_texts(app, "--policy", request.policies, "POLICY",
                       "What is done where something is seen: 'fighting = no when last(setback)'");
  app.add_option("--until", request.until, "The last month, by its name or how many there are [Nov 2024]")
      ->type_name("MONTH");
  app.add_flag("--claims", request.claims, "The article's claims, each with its answer, voices and links");
  app.add_flag("--futures", request.futures, "Ten futures as stories, one from each of ten strata");
  app.add_option("--replay-future", request.future, "One of the ten futures again, 1 to 10")
      ->type_name("N")
      ->check(CLI::Range(1, 10));
  app.add_flag("--calibration", request.calibration,
               "Each judgement beside what the model implies, and the scores of what came");
  app.add_option("--updated", request.events,
                 "The study after dated events, from a CSV file of date, event, evidence, source and mark")
      ->type_name("FILE");
  app.add_option_function<std::string>(
         "--counts",
         [&](const std::string& file) {
           try {
             request.counted = belarus::read_counts(file);
           } catch (const casus::Error& error) {
             throw CLI::ValidationError("--counts", error.what());
           }
         },
         "Counts in the place of judgements, from a CSV file of parameter, class, events, of, worth and "
         "source")
      ->type_name("FILE");
  app.add_flag("--list", request.list, "Write the model out: variables, criteria, sources");
  app.add_flag("--dot", request.dot, "Write the chain's graph in the DOT language");
  app.add_flag("--explain", request.explain,
               "What each answer depends on: a tornado and shares of its variance");
  app.add_flag("--json", request.json,
               "Write answers as JSON: those of the page's head, if there are no questions");
  program::state_picture_options(app, request.pictures);
}

void check(const Request& request) {
  if (int{request.list} + int{request.dot} + int{request.json} > 1)
    throw BadOption("expected one of --list, --dot and --json, got more");
  if ((request.list || request.dot) && asks_something(request))
    throw BadOption("expected --list or --dot alone, got questions too (--query, --given or --do)");
  if ((request.list || request.dot) && request.explain)
    throw BadOption("expected --list or --dot alone, got --explain too");
  const bool is_other =
      request.list || request.dot || request.json || request.explain || asks_something(request);
  if (request.pictures.any() && (is_other || !request.policies.empty()))
    throw BadOption("expected --report and --charts of the study's page, got questions or another form too");
  const int parts = int{request.claims} + int{request.futures} + int{request.calibration} +
                    int{request.future > 0} + int{!request.events.empty()};
  if (parts > 1)
    throw BadOption(
        "expected one of --claims, --futures, --replay-future, --calibration and --updated, got more");
  if (parts > 0 &&
      (is_other || !request.policies.empty() || request.pictures.any() || !request.until.empty()))
    throw BadOption(
        "expected --claims, --futures, --replay-future, --calibration or --updated of the study, got "
        "questions or another form too");
}

int run(int argc, char** argv) {
  Request request;
  CLI::App app(
      "Will Belarusian troops enter the war in Ukraine, and what would follow?\n"
      "Without questions: the study's page, as of 10 November 2022, for the two years from then.",
      name);
  app.footer(examples);
  state_options(app, request);
  if (const auto text = program::parse(app, name, argc, argv)) return program::write_out(name, *text);
  check(request);
  program::check_writable(request.pictures);
  if (request.explain)
    for (const char* option : {"--precision", "--time", "--method"})
      if (app.count(option) > 0)
        throw BadOption(std::string("expected --explain with --trajectories and --worlds, got ") + option +
                        " too");
  program::settle(app, request.options);
  std::string text;
  {
    const program::ProgressBar bar(request.options);
    text = output(std::move(request));
  }
  return program::write_out(name, text);
}

}  // namespace

int main(int argc, char** argv) {
  return program::guarded(name, [&] { return run(argc, argv); });
}
