// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The program examples/forecast from outside: what it writes where, and how it exits.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/model_file.hpp>
#include <casus/io/read_network.hpp>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;
using Arguments = std::vector<std::string>;

const std::string tour = CASUS_MODELS_DIR "/tour.toml";
const std::string months = CASUS_MODELS_DIR "/months.toml";

// Rain, and what it does: P(wet = yes) = 0.2 * 0.9 + 0.8 * 0.1 = 0.26.
const char* const bif = R"(network garden { }
variable rain { type discrete [ 2 ] { no, yes }; }
variable wet { type discrete [ 2 ] { no, yes }; }
probability ( rain ) { table 0.8, 0.2; }
probability ( wet | rain ) {
  (no) 0.9, 0.1;
  (yes) 0.1, 0.9;
}
)";

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A file of this test's own, gone with it.
class OwnFile {
public:
  explicit OwnFile(const std::string& extension, const std::string& text = {})
      : path_(testing::TempDir() + "casus_forecast_" + std::to_string(getpid()) + '_' +
              std::to_string(++count) + extension) {
    if (!text.empty()) std::ofstream(path_, std::ios::binary) << text;
  }
  ~OwnFile() { std::remove(path_.c_str()); }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;
  const std::string& path() const { return path_; }

private:
  static inline int count = 0;
  std::string path_;
};

struct Result {
  int code;
  std::string out;
  std::string error;
};

std::string for_shell(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

Result run(const Arguments& arguments, const std::string& input = "/dev/null") {
  const OwnFile out(".out"), error(".err");
  std::string line = for_shell(CASUS_FORECAST_PROGRAM);
  for (const std::string& argument : arguments) line += ' ' + for_shell(argument);
  line += " <" + for_shell(input) + " >" + for_shell(out.path()) + " 2>" + for_shell(error.path());
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(out.path()), content(error.path())};
}

Arguments small(Arguments more) {
  more.insert(more.end(), {"--trajectories", "20000", "--worlds", "20"});
  return more;
}

json answers(Arguments arguments) {
  arguments.emplace_back("--json");
  const Result result = run(small(arguments));
  EXPECT_EQ(result.code, 0) << result.error;
  return json::parse(result.out).at("answers");
}

std::ptrdiff_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(ForecastProgram, AnswersTheQuestionsOfEveryModelFile) {
  for (const auto& entry : std::filesystem::directory_iterator(CASUS_MODELS_DIR)) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path());
    const auto file = casus::read_model(entry.path());
    EXPECT_EQ(answers({entry.path().string()}).size(), file.questions.size());
    const Result check = run({entry.path().string(), "--check"});
    EXPECT_EQ(check.code, 0) << check.error;
    for (const char* part : {"title", "variables", "parameters", "questions", "warnings", "nothing wrong"})
      EXPECT_NE(check.out.find(part), std::string::npos) << part;
  }
}

TEST(ForecastProgram, AnswersQuestionsInsteadOfTheFiles) {
  const json all = answers({tour, "P(failure)", "--query", "P(flood)", "--do", "repaired = yes"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("question"), "P(failure; do repaired = yes)");
  EXPECT_EQ(all[1].at("question"), "P(flood; do repaired = yes)");
  const Result text = run(small({tour, "P(failure)"}));
  EXPECT_EQ(text.code, 0) << text.error;
  EXPECT_NE(text.out.find("P(failure) "), std::string::npos) << text.out;
  EXPECT_EQ(text.out.find("P(flood)"), std::string::npos) << text.out;
}

TEST(ForecastProgram, ReadsNetworksAndAsksAboutAllTheyHold) {
  const OwnFile file(".bif", bif);
  const json all = answers({file.path()});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].at("question"), "distribution(wet)");
  EXPECT_NEAR(all[1].at("parts")[1].at("value"), 0.26, 1e-12);
  const json given = answers({file.path(), "P(rain = yes)", "--given", "wet = yes"});
  EXPECT_NEAR(given[0].at("value"), 0.18 / 0.26, 1e-12);
  // The same from standard input, where no extension tells what it is; a model file likewise.
  const Result piped = run({"-", "P(wet = yes)", "--csv"}, file.path());
  EXPECT_EQ(piped.code, 0) << piped.error;
  EXPECT_NE(piped.out.find("\r\n\"P(wet = \"\"yes\"\")\",,0.26,"), std::string::npos) << piped.out;
  EXPECT_EQ(run({"-", "--check"}, tour).code, 0);
}

TEST(ForecastProgram, DrawsCurvesAndLooksAsFarAsItIsTold) {
  const Result text = run(small({months, "P(by(fall))"}));
  EXPECT_EQ(text.code, 0) << text.error;
  EXPECT_NE(text.out.find("May 2023"), std::string::npos) << text.out;
  EXPECT_EQ(answers({months, "P(by(fall))", "--until", "Feb 2023"})[0].at("curve").size(), 3u);
  EXPECT_EQ(answers({months, "P(by(fall))", "--until", "9"})[0].at("curve").size(), 9u);
  const json free = answers({months, "P(at(war, 5))"});
  const json governed = answers({months, "P(at(war, 5))", "--policy", "war = no when last(war)"});
  EXPECT_LT(governed[0].at("value").get<double>(), free[0].at("value").get<double>());
}

TEST(ForecastProgram, ContrastsWhatIsDone) {
  const json all = answers({tour, "P(failure)", "--do", "repaired = yes", "--against", "repaired = no"});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].at("question"), "P(failure; do repaired = yes)");
  EXPECT_EQ(all[1].at("question"), "P(failure; do repaired = no)");
  EXPECT_NEAR(all[2].at("value").get<double>(),
              all[0].at("value").get<double>() - all[1].at("value").get<double>(), 1e-12);
}

TEST(ForecastProgram, WritesCsvALinePerPoint) {
  const Result result = run(
      small({months, "P(by(fall))", "P(at(war, 3) | at(weak, 2))", "distribution(at(front, 3))", "--csv"}));
  ASSERT_EQ(result.code, 0) << result.error;
  EXPECT_TRUE(result.out.starts_with("question,point,value,unit,low,high,level,range_low,range_high,"));
  EXPECT_NE(result.out.find("\r\nP(by(fall)),Dec 2022,"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\r\n\"P(at(war, 3) | at(weak, 2))\",,"), std::string::npos) << result.out;
  EXPECT_EQ(lines(result.out), 1 + 6 + 1 + 4);  // "none" is a state of its own
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\r'), lines(result.out));
}

TEST(ForecastProgram, ConvertsToWhatReadsBackTheSame) {
  const OwnFile network(".bif", bif);
  for (const char* extension : {".toml", ".bif", ".xmlbif", ".bifxml", ".uai"}) {
    SCOPED_TRACE(extension);
    const OwnFile out(extension);
    const Result result = run({network.path(), "--convert", out.path()});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.out, "");
    const json all = answers({out.path()});
    EXPECT_NEAR(all[1].at("parts")[1].at("value"), 0.26, 1e-12);
  }
  const OwnFile same(".toml");
  EXPECT_EQ(run({tour, "--convert", same.path()}).code, 0);
  EXPECT_EQ(answers({same.path()}), answers({tour}));
}

TEST(ForecastProgram, OverwritesNeitherItsInputNorAnythingInVain) {
  const OwnFile network(".bif", bif);
  const Result same = run({network.path(), "--convert", network.path()});
  EXPECT_EQ(same.code, 2);
  EXPECT_NE(same.error.find("another file"), std::string::npos) << same.error;
  EXPECT_EQ(content(network.path()), bif);
  EXPECT_EQ(run({tour, "--convert", network.path()}).code, 2);  // quantities are not for BIF
  EXPECT_EQ(content(network.path()), bif);
  EXPECT_EQ(run({network.path(), "--convert", "/nosuch/folder/x.toml"}).code, 1);
}

TEST(ForecastProgram, WritesTheModelOut) {
  for (const std::string& file : {tour, months}) EXPECT_EQ(run({file, "--list"}).code, 0);
  const Result dot = run({tour, "--dot"});
  EXPECT_EQ(dot.code, 0);
  EXPECT_TRUE(dot.out.starts_with("digraph"));
  EXPECT_NE(dot.out.find("\"late warning\""), std::string::npos);
}

TEST(ForecastProgram, ExplainsWhatAnAnswerHangsOn) {
  const Result result = run(small({tour, "P(failure)", "--explain"}));
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_NE(result.out.find("p_flood"), std::string::npos) << result.out;
}

TEST(ForecastProgram, TellsOfEveryErrorInAModelFileOneALine) {
  const OwnFile file(".toml",
                     "[[variable]]\nname = \"rain\"\nlaw = \"Bernoulli(2)\"\n\n"
                     "[[variable]]\nname = \"depth\"\nlaw = \"Normal(0, oops)\"\n");
  for (const Arguments& arguments : {Arguments{file.path()}, Arguments{file.path(), "--check"}}) {
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.error), 2) << result.error;
    EXPECT_NE(result.error.find(file.path() + ":3:"), std::string::npos) << result.error;
    EXPECT_NE(result.error.find(file.path() + ":7:"), std::string::npos) << result.error;
  }
}

TEST(ForecastProgram, RefusesBadOptionsInOneLine) {
  const OwnFile network(".bif", bif), broken(".bif", "network x {"), text(".txt", "Dear all,\n");
  const std::vector<std::pair<Arguments, std::string>> all = {
      {{}, "MODEL"},
      {{tour, "--bogus"}, "--bogus"},
      {{"/nosuch.toml"}, "/nosuch.toml: expected a file that can be read"},
      {{testing::TempDir()}, "got a folder"},
      {{broken.path()}, broken.path() + ":1:"},
      {{text.path()}, "a model file (.toml) or a network in a known format"},
      {{text.path(), "--check"}, "a model file (.toml) or a network in a known format"},
      {{tour, "P(failur)"}, "did you mean 'failure'?"},
      {{tour, "P(failure"}, "question 'P(failure': question:1:10"},
      {{tour, "--given", "flood and"}, "--given 'flood and'"},
      {{tour, "--do", "flood = perhaps"}, "--do 'flood = perhaps'"},
      {{tour, "P(failure)", "--against", "flood = perhaps"}, "--against 'flood = perhaps'"},
      {{tour, "quantile(damage, 0.5 | failure)", "--against", "flood = no"}, "to be contrasted"},
      {{tour, "P(failure)", "--against", "flood = no", "--method", "exact"}, "got --method too"},
      {{tour, "--until", "3"}, "expected --policy and --until with a timeline"},
      {{tour, "--policy", "flood = no when failure"}, "expected --policy and --until with a timeline"},
      {{months, "--until", "Foo 2023"}, "--until: expected a month such as 'May 2023'"},
      {{months, "--dot"}, "expected a model without time"},
      {{months, "--explain"}, "expected a model without time"},
      {{months, "--against", "war = no"}, "expected a model without time"},
      {{tour, "--json", "--csv"}, "expected one of --json and --csv"},
      {{tour, "--check", "--list"}, "expected one of --check, --convert, --list and --dot"},
      {{tour, "--dot", "P(failure)"}, "got QUESTION too"},
      {{tour, "--explain", "--time", "1"}, "got --time too"},
      {{tour, "--convert", "x.pdf"}, "got '.pdf'"},
      {{months, "--convert", "x.bif"}, "expected a model without time"},
  };
  for (const auto& [arguments, message] : all) {
    SCOPED_TRACE(message);
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.error), 1) << result.error;
    EXPECT_TRUE(result.error.starts_with("forecast: ")) << result.error;
    EXPECT_NE(result.error.find(message), std::string::npos) << result.error;
  }
}

TEST(ForecastProgram, HelpsAndTellsItsVersion) {
  const Result help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* option :
       {"--query", "--given", "--do", "--against", "--policy", "--until", "--check", "--convert", "--list",
        "--dot", "--explain", "--json", "--csv", "--seed", "P(failure | flood)"})
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
  EXPECT_NE(run({"--version"}).out.find("casus"), std::string::npos);
}

}  // namespace
