// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The program examples/belarus from outside: what it writes where, and how it exits.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/study/belarus.hpp>
#include <nlohmann/json.hpp>

#include "../support/program.hpp"

namespace {

using nlohmann::json;
using namespace casus::test;

// Which of the studies is asked.
enum class Study { year, months };

std::string command(Arguments arguments, Study study = Study::year) {
  if (study == Study::year) arguments.insert(arguments.begin(), "--year");
  return command_line(CASUS_BELARUS_PROGRAM, arguments);
}

Result run(const Arguments& arguments, Study study = Study::year) {
  return result_of(command(arguments, study));
}

json answers(const Arguments& arguments, Study study = Study::year) {
  const Result result = run(small(arguments), study);
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_EQ(result.error, "");
  return json::parse(result.out).at("answers");
}

TEST(BelarusProgram, RefusesBadOptionsInOneLine) {
  struct Bad {
    Arguments arguments;
    std::string message;  // a part of it
  };
  const std::vector<Bad> all = {
      {{"--bogus"}, "--bogus"},
      {{"stray"}, "stray"},
      {{"--trajectories", "0"}, "--trajectories: expected a whole number of 1"},
      {{"--trajectories", "many"}, "got 'many'"},
      {{"--trajectories", "1.5"}, "got '1.5'"},
      {{"--trajectories"}, "--trajectories"},
      {{"--worlds", "1e9"}, "--worlds: expected a whole number of 1 to 10000000"},
      {{"--seed", "-1"}, "--seed: expected a whole number"},
      {{"--seed", "1", "--seed", "2"}, "--seed"},
      {{"--threads", "-2"}, "--threads: expected a whole number"},
      {{"--precision", "0"}, "--precision: expected a positive number, got '0'"},
      {{"--precision", "1%%"}, "got '1%'"},
      {{"--time", "soon"}, "--time: expected a positive number, got 'soon'"},
      {{"--method", "magic"},
       "--method: expected one of automatic, exact, forward, weighted, splitting, sequential"},
      {{"--method", "exact", "--query", "E(dead | entry)"}, "answered exactly"},
      {{"--method", "splitting", "--query", "P(entry)"}, "a model without uncertain parameters"},
      {{"--level", "95"}, "--level: expected a level in (0, 1)"},
      {{"--level", "nan"}, "--level: expected a level in (0, 1)"},
      {{"--query"}, "--query"},
      {{"--query", ""}, "question:1:1: expected a question such as P(event), got an empty text"},
      {{"--query", "P(entri)"}, "--query 'P(entri)': question:1:3"},
      {{"--query", "P(entri)"}, "did you mean 'entry'?"},
      {{"--query", "P(entry)", "--query", "P(entry"}, "question:1:8"},
      {{"--query", "P(entry\n and oops)"}, "question:2:6"},
      {{"--query", "E(dead)"}, "dead"},  // absent where nobody enters
      {{"--query", "P(regime_change; do entry = no)", "--do", "entry = yes"},
       "entry: expected one intervention"},
      {{"--given", "entry and"}, "--given 'entry and': question:1:10"},
      {{"--do", "entry = perhaps"}, "--do 'entry = perhaps': question:1:9"},
      {{"--do", "p = 1 | entry"}, "--do"},
      {{"--list", "--json"}, "--list, --dot and --json"},
      {{"--list", "--dot"}, "--list, --dot and --json"},
      {{"--dot", "--query", "P(entry)"}, "got questions too"},
      {{"--scale", "icd20"}, "did you mean 'icd203'?"},
      {{"--scale", "nosuch.toml"}, "--scale: scale: expected one of icd203"},
      {{"--list", "--explain"}, "got --explain too"},
      {{"--explain", "--query", "quantile(dead, 0.5 | entry)"}, "expected P(...) or E(...)"},
      {{"--explain", "--worlds", "5"}, "worlds"},
      {{"--explain", "--precision", "1%"}, "got --precision too"},
      {{"--explain", "--time", "1"}, "got --time too"},
      {{"--explain", "--method", "exact"}, "got --method too"},
      {{"--report", "page.html", "--json"}, "expected --report and --charts of the study's page"},
      {{"--report", "page.html", "--query", "P(entry)"},
       "expected --report and --charts of the study's page"},
  };
  for (const Bad& bad : all) {
    SCOPED_TRACE(command(bad.arguments));
    const Result result = run(bad.arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_TRUE(result.error.ends_with('\n'));
    EXPECT_TRUE(result.error.starts_with("belarus: ")) << result.error;
    EXPECT_NE(result.error.find(bad.message), std::string::npos) << result.error;
  }
}

TEST(BelarusProgram, HelpsAndTellsItsVersion) {
  const Result help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.error, "");
  for (const std::string option : {"--trajectories", "--worlds", "--seed", "--threads", "--level", "--query",
                                   "--given", "--do", "--precision", "--time", "--method", "--list", "--dot",
                                   "--json", "--version", "P(regime_change | entry)"})
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
  const Result version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_NE(version.out.find("casus"), std::string::npos);
}

TEST(BelarusProgram, PrintsThePage) {
  const Result page = run(small({}));
  EXPECT_EQ(page.code, 0);
  EXPECT_EQ(page.error, "");  // no progress bar, for this is no terminal
  EXPECT_GT(page.out.size(), 1000u);
}

TEST(BelarusProgram, AnswersQuestionsAndNothingElse) {
  const Result result = run(small({"--query", "P(entry)", "--query", "P(regime_change | entry)"}));
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.error, "");
  EXPECT_NE(result.out.find("\nP(entry) "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\nP(regime_change | entry) "), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("P(ultimatum)"), std::string::npos) << result.out;
}

TEST(BelarusProgram, StopsAtAPrecisionOrInTimeByTheMethodAskedForAndSaysSo) {
  const auto says = [](const Arguments& arguments, const std::vector<std::string>& all) {
    Arguments more = {"--query", "P(regime_change | entry)"};
    more.insert(more.end(), arguments.begin(), arguments.end());
    const Result result = run(more);
    EXPECT_EQ(result.code, 0) << result.error;
    std::string text = result.out;  // on one line
    for (std::size_t at = 0; (at = text.find("\n  ", at)) != std::string::npos;) text.replace(at, 3, " ");
    for (const std::string& what : all) EXPECT_NE(text.find(what), std::string::npos) << what << "\n" << text;
  };
  says({"--precision", "5%"}, {"the precision asked for was reached", "forward sampling (",
                               "of a pilot met the condition", "it takes about", "effective samples: "});
  says({"--time", "1", "--method", "forward"},
       {"the time was up", "forward sampling (as asked for)", "effective samples: "});
  says({"--method", "weighted", "--trajectories", "51200", "--worlds", "100"},
       {"51,200 trajectories in 100 worlds", "effective draws", "(as asked for)", "effective samples: "});
  says({"--query", "P(entry)", "--method", "forward", "--trajectories", "51200", "--worlds", "100"},
       {"effective samples: ", " to "});
}

TEST(BelarusProgram, WritesJsonWithTheAgreedKeys) {
  const json all = answers({"--json", "--query", "P(entry)", "--query", "E(dead | entry)", "--query",
                            "distribution(front)", "--query", "P(regime_change; do entry = no)"});
  ASSERT_EQ(all.size(), 4u);
  for (const json& answer : all)
    for (const std::string key :
         {"question", "value", "unit", "standard_error", "interval", "level", "range", "worlds", "samples",
          "effective_samples", "set", "method", "reason", "stopped", "warnings"})
      EXPECT_TRUE(answer.contains(key)) << key;
  EXPECT_EQ(all[0].at("question"), "P(entry)");
  EXPECT_GT(all[0].at("value"), 0);
  EXPECT_EQ(all[0].at("worlds"), 20);
  EXPECT_EQ(all[0].at("interval").size(), 2u);
  EXPECT_NE(all[1].at("unit"), "");
  EXPECT_TRUE(all[2].at("value").is_null());
  EXPECT_EQ(all[2].at("parts").size(), 3u);
}

TEST(BelarusProgram, WritesTheMainEventsAsJson) {
  const json all = answers({"--json"});
  for (const std::string name :
       {"ultimatum", "entry", "small_contingent", "tasks_achieved", "defeat", "setback", "suspension",
        "hardship", "mass_protest", "harsher_repression", "russia_bleak", "patron_lost", "regime_change"}) {
    bool found = false;
    for (const json& answer : all) found = found || answer.at("question") == "P(" + name + ")";
    EXPECT_TRUE(found) << name;
  }
}

TEST(BelarusProgram, AsksUnderConditionsAndInterventions) {
  const json both = answers({"--json", "--query", "P(regime_change)", "--query", "P(mass_protest | hardship)",
                             "--given", "front = failing", "--do", "entry = no"});
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].at("question"), "P(regime_change | front = failing; do entry = no)");
  EXPECT_EQ(both[1].at("question"), "P(mass_protest | hardship and front = failing; do entry = no)");
  const json given = answers({"--json", "--given", "entry"});
  EXPECT_EQ(given.size(), 13u);
  EXPECT_EQ(given[0].at("question"), "P(ultimatum | entry)");
  const json done = answers({"--json", "--do", "entry = no"});
  EXPECT_EQ(done.size(), 12u);  // entry itself is set
  EXPECT_EQ(done[0].at("question"), "P(ultimatum; do entry = no)");
  EXPECT_EQ(run({"--do", "entry = no", "--list"}).code, 2);
}

TEST(BelarusProgram, GivesTheSameBytesForAnyNumberOfThreads) {
  const Arguments questions = {"--json",
                               "--seed",
                               "7",
                               "--query",
                               "E(dead | entry)",
                               "--query",
                               "quantile(dead, 0.9 | entry)",
                               "--query",
                               "P(regime_change)"};
  Arguments one = small(questions), two = one, other = one;
  one.insert(one.end(), {"--threads", "1"});
  two.insert(two.end(), {"--threads", "2"});
  other[2] = "8";
  const std::string out = run(one).out;
  EXPECT_FALSE(out.empty());
  EXPECT_EQ(run(two).out, out);
  EXPECT_NE(run(other).out, out);
}

TEST(BelarusProgram, ReadsLargeNumbersInShort) {
  Arguments arguments = {"--json", "--query", "P(entry)", "--trajectories", "2e4", "--worlds", "20"};
  EXPECT_EQ(run(arguments).out, run(small({"--json", "--query", "P(entry)"})).out);
}

TEST(BelarusProgram, ListsEveryVariableAndParameter) {
  const Result result = run({"--list"});
  ASSERT_EQ(result.code, 0) << result.error;
  const auto study = casus::study::belarus();
  for (const casus::Variable& variable : study.model.variables())
    EXPECT_NE(result.out.find("\n  " + variable.name + " ("), std::string::npos) << variable.name;
  for (const casus::UncertainParameter& parameter : study.model.parameters())
    EXPECT_NE(result.out.find("\n  " + parameter.name), std::string::npos) << parameter.name;
}

TEST(BelarusProgram, DrawsTheGraph) {
  const Result result = run({"--dot"});
  ASSERT_EQ(result.code, 0) << result.error;
  EXPECT_TRUE(result.out.starts_with("digraph"));
  const auto study = casus::study::belarus();
  for (const casus::Variable& variable : study.model.variables())
    EXPECT_NE(result.out.find('"' + variable.name + '"'), std::string::npos) << variable.name;
}

// Where the locale knows no other characters; in the same columns.
TEST(BelarusProgram, SpeaksPlainAsciiWhereItHasTo) {
  const auto told = [](const std::string& locale, const Arguments& arguments, Study study) {
    const std::string path = testing::TempDir() + "casus_belarus_ascii_" + std::to_string(getpid());
    EXPECT_EQ(exit_code("LC_ALL=" + locale + ' ' + command(small(arguments), study) + " >" + for_shell(path)),
              0);
    std::string text = content(path);
    std::remove(path.c_str());
    return text;
  };
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  const Arguments explain{"--explain", "--query", "P(entry)"};
  EXPECT_FALSE(is_ascii(told("C.UTF-8", explain, Study::year)));
  const std::string plain = told("C", explain, Study::year);
  EXPECT_TRUE(is_ascii(plain)) << plain;
  EXPECT_NE(plain.find(" +-"), std::string::npos);
  EXPECT_TRUE(is_ascii(told("C", {}, Study::year)));
  EXPECT_TRUE(is_ascii(told("C", {}, Study::months)));
}

TEST(BelarusProgram, FailsQuietlyWhereNobodyReads) {
  const std::string path = testing::TempDir() + "casus_belarus_closed_" + std::to_string(getpid());
  EXPECT_EQ(exit_code(command({"--list"}) + " 2>" + for_shell(path) + " >&-"), 1);
  EXPECT_EQ(content(path), "");
  // By the time the program writes, `true` has left.
  const std::string code = path + ".code";
  const std::string left = "{ sleep 0.3; " + command({"--list"}) + " 2>" + for_shell(path) + "; echo $? >" +
                           for_shell(code) + "; } | true";
  EXPECT_EQ(exit_code(left), 0);
  EXPECT_EQ(content(code), "1\n");
  EXPECT_EQ(content(path), "");
  std::remove(path.c_str());
  std::remove(code.c_str());
}

TEST(BelarusProgram, SaysThatTheDiskIsFull) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full here";
  const std::string path = testing::TempDir() + "casus_belarus_full_" + std::to_string(getpid());
  EXPECT_EQ(exit_code(command({"--list"}) + " 2>" + for_shell(path) + " >/dev/full"), 1);
  EXPECT_NE(content(path).find("standard output"), std::string::npos);
  std::remove(path.c_str());
}

TEST(BelarusProgram, ExplainsWhatAnAnswerHangsOn) {
  const Result text = run(small({"--explain", "--query", "P(entry)"}));
  EXPECT_EQ(text.code, 0) << text.error;
  for (const char* part : {"What drives P(entry)", "p_ultimatum", "worth watching", "ultimatum"})
    EXPECT_NE(text.out.find(part), std::string::npos) << part;
  const Result result = run(small({"--explain", "--json"}));
  EXPECT_EQ(result.code, 0) << result.error;
  const json explanations = json::parse(result.out).at("explanations");
  ASSERT_EQ(explanations.size(), 2u);
  EXPECT_EQ(explanations[1].at("question"), "P(regime_change | entry)");
  EXPECT_GT(explanations[1].at("drivers").size(), 10u);
  EXPECT_GT(explanations[1].at("indicators").size(), 5u);
}

TEST(BelarusProgram, ReadsTheStudyInTheArticlesWords) {
  const auto range = [](Arguments more) {
    more.insert(more.end(), {"--json", "--query", "P(harsher_repression; do entry = yes)", "--trajectories",
                             "100000", "--worlds", "200"});
    const Result result = run(more);
    EXPECT_EQ(result.code, 0) << result.error;
    return json::parse(result.out).at("answers")[0].at("range").get<std::vector<double>>();
  };
  // "Probably" is 55 to 80 % on ICD 203's scale, and after a mass protest 97 %; researched it is 60 to 96 %.
  EXPECT_LT(range({"--scale", "icd203"})[1] + 0.02, range({})[1]);
  const std::string file = testing::TempDir() + "casus_scale_" + std::to_string(getpid()) + ".toml";
  std::ofstream(file) << "name = \"mine\"\n[[phrase]]\ntext = \"probable\"\nband = [0.1, 0.2]\n";
  EXPECT_LT(range({"--scale", file})[0], 0.3);
  const Result page = run(small({"--scale", file}));
  EXPECT_EQ(page.code, 0) << page.error;
  EXPECT_NE(page.out.find("on the scale mine"), std::string::npos);
  std::ofstream(file) << "name = 3\n";
  const Result bad = run({"--scale", file});
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.error.find(file + ":1:"), std::string::npos) << bad.error;
  std::remove(file.c_str());
}

// ---- by the month

TEST(BelarusByMonth, PrintsThePageWithItsCurves) {
  const Result page = run(small({}), Study::months);
  EXPECT_EQ(page.code, 0) << page.error;
  EXPECT_EQ(page.error, "");
  for (const char* part : {"P(by(entry))", "P(by(regime_change))", "Short term beside long term",
                           "first negative experience", "Nov 2024", "judged by the year"})
    EXPECT_NE(page.out.find(part), std::string::npos) << part;
  const Result shorter = run(small({"--until", "Feb 2023"}), Study::months);
  EXPECT_EQ(shorter.code, 0) << shorter.error;
  EXPECT_EQ(shorter.out.find("Mar 2023"), std::string::npos);
}

TEST(BelarusByMonth, GivesCurvesAsJson) {
  const json all = answers({"--json", "--until", "Nov 2023", "--query", "P(by(entry))", "--query",
                            "E(sum(dead, 11); do at(entry, 0) = yes)"},
                           Study::months);
  ASSERT_EQ(all.size(), 2u);
  const json& curve = all[0].at("curve");
  ASSERT_EQ(curve.size(), 12u);
  EXPECT_EQ(curve[0].at("month"), "Dec 2022");
  for (const char* key : {"month", "value", "interval", "range"}) EXPECT_TRUE(curve[3].contains(key)) << key;
  EXPECT_LE(curve[3].at("value"), curve[11].at("value"));
  EXPECT_EQ(all[1].at("unit"), "people");
}

TEST(BelarusByMonth, TakesDatedConditionsSettingsAndPolicies) {
  const json both = answers({"--json", "--given", "not by(entry, \"Feb 2023\")", "--do",
                             "at(ultimatum, 4) = yes", "--query", "P(at(entry, 11))"},
                            Study::months);
  EXPECT_EQ(both[0].at("question"), "P(at(entry, 11) | not by(entry, 2); do at(ultimatum, 4) = yes)");
  const json free =
      answers({"--json", "--query", "P(ever(suspension); do at(entry, 0) = yes)"}, Study::months);
  const json governed = answers({"--json", "--policy", "fighting = no when last(setback)", "--query",
                                 "P(ever(suspension); do at(entry, 0) = yes)"},
                                Study::months);
  EXPECT_GT(governed[0].at("value").get<double>(), 1.5 * free[0].at("value").get<double>());
  const Result text = run(small({"--query", "P(by(entry))"}), Study::months);
  EXPECT_NE(text.out.find("● P(by(entry))"), std::string::npos) << text.out;
}

TEST(BelarusByMonth, ListsSeriesAndParameters) {
  const Result result = run({"--list"}, Study::months);
  ASSERT_EQ(result.code, 0) << result.error;
  for (const char* part :
       {"\n  regime_change (event)", "last(russia_worn)", "criterion:", "\n  front_persistence"})
    EXPECT_NE(result.out.find(part), std::string::npos) << part;
}

TEST(BelarusByMonth, ExplainsAndDraws) {
  const Result explained =
      run(small({"--explain", "--query", "P(by(entry))", "--until", "3"}), Study::months);
  EXPECT_EQ(explained.code, 0) << explained.error;
  for (const char* part : {"What drives P(by(entry, 2))", "p_ultimatum"})
    EXPECT_NE(explained.out.find(part), std::string::npos) << part << '\n' << explained.out;
  const Result graph = run({"--dot"}, Study::months);
  EXPECT_EQ(graph.code, 0) << graph.error;
  EXPECT_NE(graph.out.find("\"entry\" -> "), std::string::npos) << graph.out;
}

TEST(BelarusByMonth, RefusesBadOptionsInOneLine) {
  const std::vector<std::pair<Arguments, std::string>> all = {
      {{"--until", "Foo 2023"}, "--until: expected a month such as 'Nov 2023'"},
      {{"--until", "0"}, "got '0'"},
      {{"--query", "P(entry)"}, "question:1:3: expected a function of the series, such as at(entry, 3)"},
      {{"--query", "P(at(entry, 24))"}, "expected a step, 0 to 23"},
      {{"--query", "P(at(entry, 11))", "--until", "Nov 2022"}, "--until"},
      {{"--given", "at(entry)"}, "--given 'at(entry)'"},
      {{"--policy", "fighting = no"}, "--policy 'fighting = no': question:1:14: expected 'when'"},
      {{"--query", "E(at(losses, 3))"}, "at(fighting, 3)"},
      {{"--explain", "--query", "distribution(at(front, 3))"}, "expected P(...) or E(...)"},
      {{"--year", "--until", "3"}, "got --year too"},
  };
  for (const auto& [arguments, message] : all) {
    const Result result = run(arguments, Study::months);
    EXPECT_EQ(result.code, 2) << message;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_NE(result.error.find(message), std::string::npos) << result.error;
  }
}

TEST(BelarusProgram, WritesAPageWholeOrNotAtAll) {
  const std::string path = testing::TempDir() + "casus_page_" + std::to_string(getpid()) + ".html";
  for (const Study study : {Study::months, Study::year}) {
    const Result result = run(small({"--report", path}), study);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.out, "");
    const std::string page = content(path);
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
    EXPECT_TRUE(page.ends_with("</html>\n"));
    EXPECT_LT(page.size(), 1'000'000u);
    EXPECT_EQ(run(small({"--report", path}), study).code, 0);
    EXPECT_EQ(content(path), page);  // the same again
  }
  const Result bad = run(small({"--report", path + "/page.html"}));
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.error,
            "belarus: " + path + "/page.html: expected a file that can be written, got: Not a directory\n");
  std::remove(path.c_str());
}

}  // namespace
