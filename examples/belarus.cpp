// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Will Belarusian troops enter the war, and what would follow? The study's page, or one's own questions to its model.

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <casus/elicit/scales.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/scale.hpp>
#include <casus/model/dot.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/study/belarus.hpp>
#include <casus/version.hpp>

#include "belarus/page.hpp"

namespace {

constexpr int failed = 1;
constexpr int bad_options = 2;

/// What the user asked for cannot be done.
struct BadOption : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Request {
  casus::Options options;
  std::vector<std::string> queries;
  std::vector<std::string> given;
  std::vector<std::string> done;
  bool list = false;
  bool dot = false;
  bool json = false;
  bool explain = false;
  std::shared_ptr<const casus::elicit::Scale> scale;  // the article's words are read through it

  casus::study::BelarusOptions reading() const {
    casus::study::BelarusOptions own;
    if (!scale) return own;
    own.inputs = casus::study::Inputs::words;
    own.scale = scale.get();
    return own;
  }
};

const char* const examples = R"(Examples:
  belarus
      the study's page
  belarus --list
      every variable and parameter: distribution, criterion, source
  belarus --query 'P(regime_change | entry)' --query 'P(regime_change; do entry = yes)'
      regime change where entry is seen, and where it is brought about
  belarus --query 'quantile(dead, 0.9 | entry)' --query 'distribution(aftermath | regime_change)'
      an amount that is exceeded in one case of ten; each state of a category
  belarus --given 'front = failing and not ultimatum'
      the main events where that is seen
  belarus --do 'entry = no' --json
      the main events where that is done, for another program
  belarus --trajectories 1e8 --worlds 10000
      the page with a smaller Monte Carlo error
  belarus --query 'P(regime_change | entry)' --precision 1%
      as many trajectories as it takes for a half-width of 1 % of the value
  belarus --query 'P(setback | setback; had entry = no)'
      what was seen, had something else been done
  belarus --scale icd203
      the page in the article's own words, as the scale reads them
  belarus --explain --query 'P(regime_change | entry)'
      which judgements the answer hangs on, and what is worth watching
  belarus --dot | dot -Tsvg > model.svg
      the graph, drawn by Graphviz

Questions:
  P(condition)  E(quantity)  quantile(quantity, 0.9)  distribution(category)
  histogram(quantity, 0, 10, 20)  each with | what is seen,  ; do what is done  and  ; had what would have been
Conditions:
  and or not ( )  < <= > >= = !=  front = failing  dead > 100)";

std::string version_text() {
  return "belarus (casus) " + std::to_string(CASUS_VERSION_MAJOR) + '.' +
         std::to_string(CASUS_VERSION_MINOR) + '.' + std::to_string(CASUS_VERSION_PATCH);
}

// Counts are long: 1e8 is read too.
std::uint64_t whole_number(const std::string& name, const std::string& text, std::uint64_t least,
                           std::uint64_t greatest) {
  const char* const end = text.data() + text.size();
  std::uint64_t value = 0;
  const auto whole = std::from_chars(text.data(), end, value);
  bool good = whole.ec == std::errc() && whole.ptr == end;
  if (!good) {
    double real = 0;
    const auto read = std::from_chars(text.data(), end, real);
    good =
        read.ec == std::errc() && read.ptr == end && real >= 0 && real <= 0x1p53 && real == std::floor(real);
    if (good) value = static_cast<std::uint64_t>(real);
  }
  if (!good || value < least || value > greatest)
    throw CLI::ValidationError(name, "expected a whole number of " + std::to_string(least) + " to " +
                                         std::to_string(greatest) + ", got '" + text + "'");
  return value;
}

double positive(const std::string& name, const std::string& text) {
  const char* const end = text.data() + text.size();
  double value = 0;
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !(value > 0 && std::isfinite(value)))
    throw CLI::ValidationError(name, "expected a positive number, got '" + text + "'");
  return value;
}

// "0.001", or "1%" of the value.
void set_precision(casus::Options& options, const std::string& text) {
  const bool relative = !text.empty() && text.back() == '%';
  const double value = positive("--precision", relative ? text.substr(0, text.size() - 1) : text);
  (relative ? options.relative_precision : options.absolute_precision) = relative ? value / 100 : value;
}

casus::Method method(const std::string& text) {
  using casus::Method;
  for (const Method one :
       {Method::automatic, Method::exact, Method::forward, Method::weighted, Method::splitting})
    if (text == to_text(one)) return one;
  throw CLI::ValidationError("--method",
                             "expected automatic, exact, forward, weighted or splitting, got '" + text + "'");
}

double level(const std::string& name, const std::string& text) {
  const char* const end = text.data() + text.size();
  double value = 0;
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !(value > 0 && value < 1))
    throw CLI::ValidationError(name, "expected a level in (0, 1) such as 0.95, got '" + text + "'");
  return value;
}

// One of the library's scales, or one of the user's own.
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
  const auto whole = [&app](const std::string& name, std::uint64_t least, std::uint64_t greatest,
                            auto& target, const std::string& description) {
    app.add_option_function<std::string>(
           name,
           [name, least, greatest, &target](const std::string& text) {
             target = static_cast<std::decay_t<decltype(target)>>(whole_number(name, text, least, greatest));
           },
           description)
        ->type_name("N");
  };
  casus::Options& options = request.options;
  whole("--trajectories", 1, std::uint64_t{1} << 53, options.trajectories,
        "How many, all worlds together [1000000]");
  whole("--worlds", 1, 10'000'000, options.worlds, "Draws of the uncertain parameters [1000]");
  whole("--seed", 0, std::numeric_limits<std::uint64_t>::max(), options.randomness.seed,
        "The same seed gives the same answers [1]");
  whole("--threads", 0, 4096, options.threads, "At most so many; 0: all that the machine has [0]");
  app.add_option_function<std::string>(
         "--level", [&](const std::string& text) { options.level = level("--level", text); },
         "Level of the Monte Carlo intervals [0.95]")
      ->type_name("P");

  const auto text = [&app](const std::string& name, const std::string& type, const std::string& description,
                           const std::function<void(const std::string&)>& read) {
    app.add_option_function<std::string>(name, read, description)->type_name(type);
  };
  text("--precision", "H", "Stop when no interval's half-width exceeds H, or H% of its value",
       [&](const std::string& read) { set_precision(options, read); });
  text("--time", "SECONDS", "Stop after about so long",
       [&](const std::string& read) { options.seconds = positive("--time", read); });
  text("--method", "METHOD", "exact, forward, weighted or splitting [automatic: what suits the question]",
       [&](const std::string& read) { options.method = method(read); });

  text(
      "--scale", "SCALE",
      "Read the study in the article's words: icd203, phia, nato, ipcc, efsa, kent, capphrase or a TOML file",
      [&](const std::string& read) { request.scale = scale(read); });

  const auto texts = [&app](const std::string& name, std::vector<std::string>& target,
                            const std::string& type, const std::string& description) {
    app.add_option(name, target, description)
        ->type_name(type)
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
  };
  texts("--query", request.queries, "QUESTION", "Answer this question only; may be repeated");
  texts("--given", request.given, "CONDITION",
        "What is seen, in each question; asks for the main events if no other");
  texts("--do", request.done, "SETTINGS", "What is done, likewise, as in 'entry = no'");
  app.add_flag("--list", request.list, "Write the model out: variables, criteria, sources");
  app.add_flag("--dot", request.dot, "Write the model's graph in the DOT language");
  app.add_flag("--explain", request.explain,
               "What each answer hangs on: a tornado, shares of its variance, indicators worth watching");
  app.add_flag("--json", request.json, "Write answers as JSON");
}

bool asks_something(const Request& request) {
  return !request.queries.empty() || !request.given.empty() || !request.done.empty();
}

void check(const Request& request) {
  if (int{request.list} + int{request.dot} + int{request.json} > 1)
    throw BadOption("expected one of --list, --dot and --json, got more");
  if ((request.list || request.dot) && asks_something(request))
    throw BadOption("expected --list or --dot alone, got questions too (--query, --given or --do)");
  if ((request.list || request.dot) && request.explain)
    throw BadOption("expected --list or --dot alone, got --explain too");
}

template <class Read> auto read_option(const std::string& option, const std::string& text, const Read& read) {
  try {
    return read(text);
  } catch (const casus::Error& error) {
    throw BadOption(option + " '" + text + "': " + error.what());
  }
}

const std::vector<std::string>& main_events() {
  static const std::vector<std::string> names = {
      "ultimatum",    "entry",       "small_contingent", "tasks_achieved", "defeat",
      "setback",      "suspension",  "hardship",         "mass_protest",   "harsher_repression",
      "russia_bleak", "patron_lost", "regime_change"};
  return names;
}

bool is_set(const std::string& name, const std::vector<casus::Intervention>& interventions) {
  for (const casus::Intervention& intervention : interventions)
    if (intervention.variable->name == name) return true;
  return false;
}

std::vector<casus::Query> questions(const casus::Model& model, const Request& request) {
  std::vector<casus::Boolean> given;
  for (const std::string& text : request.given)
    given.push_back(
        read_option("--given", text, [&](const std::string& read) { return parse_condition(model, read); }));
  std::vector<casus::Intervention> done;
  for (const std::string& text : request.done)
    for (const casus::Intervention& one :
         read_option("--do", text, [&](const std::string& read) { return parse_interventions(model, read); }))
      done.push_back(one);

  std::vector<casus::Query> asked;
  for (const std::string& text : request.queries)
    asked.push_back(
        read_option("--query", text, [&](const std::string& read) { return parse_query(model, read); }));
  if (asked.empty()) {
    for (const std::string& name : main_events())
      if (!is_set(name, done)) asked.push_back(P(model.event(name)));
    if (given.empty() && done.empty()) {
      for (const std::string name : {"tasks_achieved", "defeat", "setback", "suspension"})
        asked.push_back(P(model.event(name)).given(model.event("entry")));
      for (const bool entered : {true, false})
        for (const std::string name : {"hardship", "mass_protest", "harsher_repression", "regime_change"})
          asked.push_back(P(model.event(name)).under(set(model.event("entry"), entered)));
    }
  }
  for (casus::Query& query : asked) {
    for (const casus::Boolean& condition : given) query = query.given(condition);
    query = query.under(done);
  }
  return asked;
}

/// A bar on standard error, where that is a terminal; gone when it is done.
class ProgressBar {
public:
  explicit ProgressBar(casus::Options& options) {
    if (isatty(STDERR_FILENO) != 0) options.progress = [this](double share) { show(share); };
  }
  ~ProgressBar() {
    if (shown_ >= 0) std::cerr << '\r' << std::string(width + 10, ' ') << '\r' << std::flush;
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

private:
  static constexpr int width = 50;

  void show(double share) {
    const int percent = static_cast<int>(100 * share);
    if (percent == shown_) return;
    shown_ = percent;
    const auto full = static_cast<std::size_t>(width * percent / 100);
    std::cerr << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << percent << " %"
              << std::flush;
  }

  int shown_ = -1;
};

/// What is asked, or else the two questions that the study is about.
std::vector<casus::Query> explained(const casus::study::Belarus& study, Request request) {
  if (request.queries.empty()) request.queries = {"P(entry)", "P(regime_change | entry)"};
  return questions(study.model, request);
}

std::string explanation(const casus::study::Belarus& study, const Request& request) {
  const std::vector<casus::Query> asked = explained(study, request);
  std::vector<casus::Explanation> explanations;
  for (const casus::Query& query : asked) {
    casus::SensitivityOptions options{request.options};
    if (request.options.progress)
      options.run.progress = [&](double share) {
        request.options.progress((static_cast<double>(explanations.size()) + share) /
                                 static_cast<double>(asked.size()));
      };
    casus::Explanation one{sensitivity(study.model, query, options)};
    if (query.asks() == casus::Query::Asks::probability) {
      options.run.progress = {};
      one.indicators = indicators(study.model, query, watchable(study.model, query), options.run);
    }
    explanations.push_back(std::move(one));
  }
  if (request.json) return to_json(explanations) + '\n';
  std::string text;
  for (const casus::Explanation& one : explanations) text += (text.empty() ? "" : "\n\n") + to_text(one);
  return text;
}

/// Everything that goes to standard output.
std::string output(Request request) {
  const ProgressBar bar(request.options);
  if (!request.list && !request.dot && !request.json && !request.explain && !asks_something(request)) {
    std::ostringstream page;
    belarus::print_page(page, request.options, request.reading());
    return page.str();
  }
  const auto study = casus::study::belarus(request.reading());
  if (request.list) return list(study.model);
  if (request.dot) return to_dot(study.model);
  if (request.explain) {
    try {
      return explanation(study, request);
    } catch (const casus::Error& error) {
      throw BadOption(error.what());
    }
  }
  const auto asked = questions(study.model, request);
  if (asked.empty()) throw BadOption("every main event is set: nothing is left to ask");
  casus::Answers answers;
  try {
    answers = estimate(study.model, asked, request.options);
  } catch (const casus::Error& error) {
    // The model itself is sound, so it is a question that asks for what is not there.
    throw BadOption(error.what());
  }
  return request.json ? to_json(answers) + '\n' : to_text(answers);
}

/// One line, whatever stands in the message.
void complain(std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  std::cerr << "belarus: " << message << std::endl;
}

int write_out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return 0;
  // Who closed the pipe has seen enough.
  if (errno != EPIPE && errno != EBADF) complain(std::string("standard output: ") + std::strerror(errno));
  return failed;
}

int run(int argc, char** argv) {
  Request request;
  CLI::App app(
      "Will Belarusian troops enter the war in Ukraine, and what would follow?\n"
      "Without questions: the study's page, as of 10 November 2022, one year ahead.",
      "belarus");
  app.set_version_flag("--version", version_text(), "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.footer(examples);
  state_options(app, request);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return write_out(app.help());
  } catch (const CLI::CallForVersion&) {
    return write_out(version_text() + '\n');
  } catch (const CLI::ParseError& error) {
    throw BadOption(std::string(error.what()) + " (belarus --help lists the options)");
  }
  check(request);
  if (request.explain)
    for (const char* option : {"--precision", "--time", "--method"})
      if (app.count(option) > 0)
        throw BadOption(std::string("expected --explain with --trajectories and --worlds, got ") + option +
                        " too");
  // What stops by precision or time is not to be stopped by a number that nobody named.
  casus::Options& options = request.options;
  const bool stops = options.absolute_precision > 0 || options.relative_precision > 0 || options.seconds > 0;
  if (stops && app.count("--trajectories") == 0) options.trajectories = std::int64_t{1} << 40;
  return write_out(output(std::move(request)));
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe is a failed write, which is looked at.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const BadOption& error) {
    complain(error.what());
    return bad_options;
  } catch (const std::exception& error) {
    complain(error.what());
    return failed;
  }
}
