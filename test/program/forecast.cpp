// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The program examples/forecast from outside: what it writes where, and how it exits.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/model_file.hpp>
#include <casus/io/read_network.hpp>
#include <nlohmann/json.hpp>

#include "../support/program.hpp"

namespace {

using nlohmann::json;
using namespace casus::test;

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

Result forecast(const Arguments& arguments, const std::string& input = "/dev/null") {
  return result_of(command_line(CASUS_FORECAST_PROGRAM, arguments), input);
}

json forecast_answers(Arguments arguments) {
  arguments.emplace_back("--json");
  const Result result = forecast(small(arguments));
  EXPECT_EQ(result.code, 0) << result.error;
  return json::parse(result.out).at("answers");
}

std::ptrdiff_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(ForecastProgram, AnswersTheQuestionsOfEveryModelFile) {
  for (const auto& entry : std::filesystem::directory_iterator(CASUS_MODELS_DIR)) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path());
    const auto file = casus::read_model(entry.path());
    EXPECT_EQ(forecast_answers({entry.path().string()}).size(), file.questions.size());
    const Result check = forecast({entry.path().string(), "--check"});
    EXPECT_EQ(check.code, 0) << check.error;
    for (const char* part : {"title", "variables", "parameters", "questions", "warnings", "no errors"})
      EXPECT_NE(check.out.find(part), std::string::npos) << part;
  }
}

TEST(ForecastProgram, AnswersQuestionsInsteadOfTheFiles) {
  const json all = forecast_answers({tour, "P(failure)", "--query", "P(flood)", "--do", "repaired = yes"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("question"), "P(failure; do repaired = yes)");
  EXPECT_EQ(all[1].at("question"), "P(flood; do repaired = yes)");
  const Result text = forecast(small({tour, "P(failure)"}));
  EXPECT_EQ(text.code, 0) << text.error;
  EXPECT_NE(text.out.find("P(failure) "), std::string::npos) << text.out;
  EXPECT_EQ(text.out.find("P(flood)"), std::string::npos) << text.out;
}

TEST(ForecastProgram, DrawsQuasiRandomWorlds) {
  const auto answers = [](std::vector<std::string> options) {
    options.insert(options.begin(), {tour, "P(failure)", "--method", "forward", "--json"});
    return json::parse(forecast(options).out).at("answers");
  };
  const json plain = answers({}), quasi = answers({"--quasi"});
  EXPECT_EQ(plain[0].at("worlds"), 1000);
  EXPECT_EQ(quasi[0].at("worlds"), 992);
  const double difference = quasi[0].at("value").get<double>() - plain[0].at("value").get<double>();
  EXPECT_LT(std::abs(difference), 5 * plain[0].at("standard_error").get<double>());
  EXPECT_NE(quasi[0].at("reason").get<std::string>().find("31 scrambled Sobol' sequences"),
            std::string::npos);
  EXPECT_EQ(forecast({tour, "P(failure)", "--quasi", "--precision", "1%"}).error,
            "forecast: option worlds_by: expected independent worlds, because a precision determines their "
            "number, got quasi with a precision\n");
  EXPECT_EQ(forecast({tour, "--quasi", "--draws", testing::TempDir() + "quasi.csv"}).code, 2);
}

// A share with a flat prior, and some of its outcomes.
TEST(ForecastProgram, UpdatesAndChecksByAHistory) {
  const std::string folder = testing::TempDir(), model = folder + "update_strikes.toml",
                    rows = folder + "update_news.csv", out = folder + "update_out.toml";
  std::ofstream(model) << R"toml([timeline]
unit = "month"
steps = 8
[[parameter]]
name = "p"
law = "Beta(1, 1)"
[[series]]
name = "strike"
kind = "event"
each = "Bernoulli(p)"
)toml";
  std::ofstream(rows) << "month,strike\nDec,yes\nJan,yes\nFeb,no\nMar,NA\nApr,yes\n";
  const Result told =
      forecast({model, "--update", "--history", rows, "P(at(strike, 5))", "--out", out, "--worlds", "512"});
  EXPECT_EQ(told.code, 0) << told.error;
  for (const char* const text : {"parameter", "Log evidence", "P(at(strike, 5))", "p: Beta, within"})
    EXPECT_NE(told.out.find(text), std::string::npos) << text << '\n' << told.out;
  const casus::ModelFile file = casus::read_model(std::filesystem::path(out));
  EXPECT_NE(file.timeline->constants().parameters()[0].details.source.find("before: Beta(1, 1)"),
            std::string::npos);
  const Result as_json = forecast({model, "--update", "--history", rows, "--json"});
  const json posterior = json::parse(as_json.out);
  EXPECT_NEAR(posterior["parameters"][0]["after"]["mean"]["value"].get<double>(), 4.0 / 6, 0.03);
  EXPECT_NEAR(posterior["log_evidence"]["value"].get<double>(), std::log(1.0 / 20), 0.1);
  EXPECT_EQ(posterior["stages"].size(), 4u);

  const Result calibrated = forecast({model, "--calibrate", "--history", rows, "--json"});
  EXPECT_EQ(calibrated.code, 0) << calibrated.error;
  EXPECT_GT(json::parse(calibrated.out)["parameters"][0]["p_value"].get<double>(), 1e-6);
  EXPECT_NE(forecast({model, "--calibrate", "--given", "at(strike, 0)"}).out.find("calibrated"),
            std::string::npos);
  const Result tested = forecast({model, "--backtest", rows, "--json"});
  EXPECT_EQ(tested.code, 0) << tested.error;
  EXPECT_EQ(json::parse(tested.out)["forecasts"].size(), 3u);
  EXPECT_NE(forecast({model, "--backtest", rows}).out.find("events and categories"), std::string::npos);
  const std::string page = folder + "backtest.html";
  const Result drawn = forecast({model, "--backtest", rows, "--report", page});
  EXPECT_EQ(drawn.code, 0) << drawn.error;
  EXPECT_EQ(drawn.out, "");
  std::ifstream file_of_page(page);
  const std::string shown{std::istreambuf_iterator<char>(file_of_page), {}};
  EXPECT_NE(shown.find("Reliability diagram"), std::string::npos);
  EXPECT_EQ(forecast({model, "--backtest", rows, "--report", page, "--json"}).code, 2);
  EXPECT_EQ(forecast({model, "--calibrate", "--history", rows, "--report", page}).code, 2);

  EXPECT_EQ(forecast({model, "--update"}).error,
            "forecast: --update: expected something observed (--given or --history), got nothing\n");
  EXPECT_EQ(forecast({model, "--history", rows}).code, 2);
  EXPECT_EQ(forecast({model, "--out", out}).code, 2);
  EXPECT_EQ(forecast({tour, "--backtest", rows}).code, 2);
  std::ofstream(rows) << "strike\nmaybe\n";
  EXPECT_EQ(forecast({model, "--backtest", rows}).error,
            "forecast: --backtest: " + rows + ":2:1: expected one of no, yes, got 'maybe'\n");
}

// The garden's tables from rows: counts beside Jeffreys' prior, and beside its own tables.
TEST(ForecastProgram, LearnsTablesFromRows) {
  const std::string folder = testing::TempDir(), garden = folder + "learn_garden.bif",
                    rows = folder + "learn_rows.csv", learned = folder + "learn_garden.toml";
  std::ofstream(garden) << bif;
  std::ofstream(rows) << "id,rain,wet\n1,yes,yes\n2,no,no\n3,no,yes\n4,no,no\n";
  const Result told = forecast({garden, "--learn", rows, "--out", learned});
  EXPECT_EQ(told.code, 0) << told.error;
  EXPECT_EQ(told.out, learned + ": learned from 4 rows of " + rows +
                          "\ncolumns that are no variables were not used: id\n");
  const casus::ModelFile file = casus::read_model(std::filesystem::path(learned));
  ASSERT_EQ(file.model.parameters().size(),
            12u);  // a network's variables are categories: three Dirichlet laws
  for (const auto& parameter : file.model.parameters())
    EXPECT_EQ(parameter.details.source, "counted from " + rows + ", 4 rows") << parameter.name;
  EXPECT_EQ(forecast({learned, "P(rain = yes)", "--worlds", "10"}).code, 0);

  EXPECT_EQ(forecast({garden, "--learn", rows, "--out", learned, "--worth", "12"}).code, 0);
  std::ofstream(rows) << "rain,wet\nyes,yes\nmaybe,no\n";
  const Result refused = forecast({garden, "--learn", rows, "--out", learned});
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.error, "forecast: --learn: " + rows + ":3:1: expected one of no, yes, got 'maybe'\n");
  EXPECT_EQ(forecast({garden, "--learn", rows}).code, 2);
  EXPECT_EQ(forecast({garden, "--worth", "3"}).code, 2);
  EXPECT_EQ(forecast({months, "--learn", rows, "--out", learned}).code, 2);
  EXPECT_EQ(forecast({garden, "P(rain)", "--learn", rows, "--out", learned}).code, 2);
  EXPECT_EQ(forecast({garden, "--learn", folder + "none.csv", "--out", learned}).code, 2);
}

TEST(ForecastProgram, TellsTheLeastAndTheGreatestThatCanBe) {
  const json all = forecast_answers(
      {tour, "least(if_then_else(failure, 1, 0))", "greatest(2 * if_then_else(failure, 1, 0) - 1 | flood)"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("kind"), "least");
  EXPECT_EQ(all[0].at("value"), 0);
  EXPECT_EQ(all[0].at("standard_error"), 0);
  EXPECT_EQ(all[1].at("kind"), "greatest");
  EXPECT_EQ(all[1].at("interval"), json({1, 1}));
}

// Both hazards are Beta(2, 8); with rank correlation 1 they are the same number p: E(p^2) = 6 / 110,
// against 1/25 without a correlation.
TEST(ForecastProgram, KnowsCorrelatedJudgements) {
  const std::string parameters =
                        "[[parameter]]\nname = \"p\"\nlaw = \"Beta(2, 8)\"\n"
                        "[[parameter]]\nname = \"q\"\nlaw = \"Beta(2, 8)\"\n",
                    variables =
                        "[[variable]]\nname = \"a\"\nlaw = \"Bernoulli(p)\"\n"
                        "[[variable]]\nname = \"b\"\nlaw = \"Bernoulli(q)\"\n";
  const auto with = [&](const std::string& rank) {
    return OwnFile(".toml",
                   parameters + "[[correlation]]\nbetween = [\"p\", \"q\"]\n" + rank + '\n' + variables);
  };
  const OwnFile same = with("rank = 1"), source = with("same_source = true\nsource = \"one report\""),
                wrong = with("rank = 2"), plain(".toml", parameters + variables);
  const auto answer = [](const OwnFile& file) {
    return json::parse(forecast({file.path(), "P(a and b)", "--worlds", "4000", "--json"}).out)["answers"][0];
  };
  for (const auto& [file, exact] : {std::pair(&same, 6.0 / 110), std::pair(&plain, 1.0 / 25)}) {
    const json one = answer(*file);
    EXPECT_NEAR(one.at("value"), exact, 4.9 * one.at("standard_error").get<double>());
  }
  EXPECT_GT(answer(source).at("value"), answer(plain).at("value"));
  const json check = json::parse(forecast({source.path(), "--check", "--json"}).out);
  EXPECT_EQ(check.at("correlations"),
            json::parse(R"([{"between": ["p", "q"], "rank": 0.8, "same_source": true}])"));
  EXPECT_NE(check.at("fingerprint"),
            json::parse(forecast({plain.path(), "--check", "--json"}).out)["fingerprint"]);
  EXPECT_NE(forecast({source.path(), "--check"}).out.find("2; 1 correlation\n"), std::string::npos);
  const std::string list = forecast({source.path(), "--list"}).out;
  EXPECT_NE(list.find("p, q: 0.8 (judgements from the same source)\n      source: one report\n"),
            std::string::npos)
      << list;
  const Result refused = forecast({wrong.path(), "P(a)"});
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.error.find(":9:8: expected a rank correlation from -1 to 1, got 2"), std::string::npos)
      << refused.error;
}

TEST(ForecastProgram, ReadsNetworksAndAsksAboutAllTheyHold) {
  const OwnFile file(".bif", bif);
  const json all = forecast_answers({file.path()});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].at("question"), "distribution(wet)");
  EXPECT_NEAR(all[1].at("parts")[1].at("value"), 0.26, 1e-12);
  const json given = forecast_answers({file.path(), "P(rain = yes)", "--given", "wet = yes"});
  EXPECT_NEAR(given[0].at("value"), 0.18 / 0.26, 1e-12);
  const json signal = forecast_answers({file.path(), "P(rain = yes)", "--given", "likelihood(wet, 0, 1)"});
  EXPECT_NEAR(signal[0].at("value"), 0.18 / 0.26, 1e-12);
  // The same from standard input, where no extension tells what it is; a model file likewise.
  const Result piped = forecast({"-", "P(wet = yes)", "--csv"}, file.path());
  EXPECT_EQ(piped.code, 0) << piped.error;
  EXPECT_NE(piped.out.find("\r\n\"P(wet = \"\"yes\"\")\",,0.26,"), std::string::npos) << piped.out;
  EXPECT_EQ(forecast({"-", "--check"}, tour).code, 0);
}

// P(rain) is 0.2, then 0.7 * 0.2 + 0.3 * 0.8 = 0.38.
TEST(ForecastProgram, ReadsNetworksInTime) {
  const OwnFile file(
      ".xdsl",
      "<smile id=\"days\"><nodes><cpt id=\"rain\" dynamic=\"plate\"><state id=\"yes\"/><state "
      "id=\"no\"/><probabilities>0.2 0.8</probabilities></cpt></nodes><dynamic numslices=\"3\">"
      "<cpt id=\"rain\" order=\"1\"><parents>rain</parents><probabilities>0.7 0.3 0.3 "
      "0.7</probabilities></cpt></dynamic></smile>");
  const json all = forecast_answers({file.path()});
  EXPECT_EQ(all[0].at("question"), "distribution(at(rain, 2))");
  EXPECT_NEAR(all[0].at("parts")[0].at("value"), 0.7 * 0.38 + 0.3 * 0.62, 1e-12);
  const json curve = forecast_answers({file.path(), "P(at(rain) = yes)", "--until", "2"});
  ASSERT_EQ(curve[0].at("curve").size(), 2u);
  EXPECT_NEAR(curve[0].at("curve")[1].at("value"), 0.38, 1e-12);
  EXPECT_NE(forecast({file.path(), "--check"}).out.find("a model over time"), std::string::npos);
  const OwnFile model(".toml", "");
  EXPECT_EQ(forecast({file.path(), "--convert", model.path()}).code, 0);
  EXPECT_EQ(forecast_answers({model.path()}), all);
  const OwnFile network(".bif", "");
  const Result refused = forecast({file.path(), "--convert", network.path()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.error.find("a model without time"), std::string::npos) << refused.error;
}

TEST(ForecastProgram, ReadsNetworksWithEquations) {
  const OwnFile file(
      ".xdsl",
      "<smile id=\"sum\"><nodes><cpt id=\"d\"><state id=\"a\"/><state id=\"b\"/><probabilities>0.25 "
      "0.75</probabilities></cpt><equation id=\"x\"><parents>d</parents><definition>x=2*d+1"
      "</definition></equation></nodes></smile>");
  const json all = forecast_answers({file.path()});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].at("question"), "E(x)");
  EXPECT_NEAR(all[1].at("value").get<double>(), 2.5, 5 * all[1].at("standard_error").get<double>() + 1e-12);
  const OwnFile network(".bif", "");
  const Result refused = forecast({file.path(), "--convert", network.path()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.error.find("got a quantity"), std::string::npos) << refused.error;
}

TEST(ForecastProgram, DrawsCurvesAndLooksAsFarAsItIsTold) {
  const Result text = forecast(small({months, "P(by(fall))"}));
  EXPECT_EQ(text.code, 0) << text.error;
  EXPECT_NE(text.out.find("May 2023"), std::string::npos) << text.out;
  EXPECT_EQ(forecast_answers({months, "P(by(fall))", "--until", "Feb 2023"})[0].at("curve").size(), 3u);
  EXPECT_EQ(forecast_answers({months, "P(by(fall))", "--until", "9"})[0].at("curve").size(), 9u);
  const json free = forecast_answers({months, "P(at(war, 5))"});
  const json governed = forecast_answers({months, "P(at(war, 5))", "--policy", "war = no when last(war)"});
  EXPECT_LT(governed[0].at("value").get<double>(), free[0].at("value").get<double>());
}

TEST(ForecastProgram, ContrastsWhatIsDone) {
  const json all =
      forecast_answers({tour, "P(failure)", "--do", "repaired = yes", "--against", "repaired = no"});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].at("question"), "P(failure; do repaired = yes)");
  EXPECT_EQ(all[1].at("question"), "P(failure; do repaired = no)");
  EXPECT_NEAR(all[2].at("value").get<double>(),
              all[0].at("value").get<double>() - all[1].at("value").get<double>(), 1e-12);
}

TEST(ForecastProgram, WritesCsvALinePerPoint) {
  const Result result = forecast(
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
    const Result result = forecast({network.path(), "--convert", out.path()});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.out, "");
    const json all = forecast_answers({out.path()});
    EXPECT_NEAR(all[1].at("parts")[1].at("value"), 0.26, 1e-12);
  }
  const OwnFile same(".toml");
  EXPECT_EQ(forecast({tour, "--convert", same.path()}).code, 0);
  EXPECT_EQ(forecast_answers({same.path()}), forecast_answers({tour}));
}

TEST(ForecastProgram, OverwritesNeitherItsInputNorAnythingInVain) {
  const OwnFile network(".bif", bif);
  const Result same = forecast({network.path(), "--convert", network.path()});
  EXPECT_EQ(same.code, 2);
  EXPECT_NE(same.error.find("another file"), std::string::npos) << same.error;
  EXPECT_EQ(content(network.path()), bif);
  EXPECT_EQ(forecast({tour, "--convert", network.path()}).code, 2);  // quantities are not for BIF
  EXPECT_EQ(content(network.path()), bif);
  EXPECT_EQ(forecast({network.path(), "--convert", "/nosuch/folder/x.toml"}).code, 1);
  const OwnFile readable(".net");  // a format that is read only
  const Result unknown = forecast({network.path(), "--convert", readable.path()});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.error.find("expected a file .toml, .bif, .xmlbif, .bifxml, .uai, got '.net'"),
            std::string::npos)
      << unknown.error;
}

TEST(ForecastProgram, WritesTheModelOut) {
  for (const std::string& file : {tour, months}) EXPECT_EQ(forecast({file, "--list"}).code, 0);
  const Result dot = forecast({tour, "--dot"});
  EXPECT_EQ(dot.code, 0);
  EXPECT_TRUE(dot.out.starts_with("digraph"));
  EXPECT_NE(dot.out.find("\"late warning\""), std::string::npos);
}

TEST(ForecastProgram, LooksBehindAnswersOverTime) {
  EXPECT_NE(forecast({months, "--dot"}).out.find("\"war\" -> \"weak\""), std::string::npos);
  const Result explained = forecast(small({months, "P(by(fall))", "--explain"}));
  EXPECT_EQ(explained.code, 0) << explained.error;
  EXPECT_NE(explained.out.find("What drives P(by(fall, 5))"), std::string::npos) << explained.out;
  EXPECT_NE(explained.out.find("\nweak by "), std::string::npos) << explained.out;
  const json all = forecast_answers({months, "P(by(fall))", "--do", "war = no", "--against", "war = yes"});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_LT(all[2].at("value"), 0.0);
  EXPECT_NE(all[2].at("question").get<std::string>().find(" - P(by(fall"), std::string::npos);
}

TEST(ForecastProgram, TakesLabelsThatAreNumbers) {
  const OwnFile file(".toml",
                     "[timeline]\nunit = \"year\"\nsteps = 3\nlabels = [\"2022\", \"2023\", \"2024\"]\n"
                     "[[series]]\nname = \"x\"\nkind = \"event\"\neach = \"Bernoulli(0.5)\"\n"
                     "[[series]]\nname = \"q\"\nkind = \"quantity\"\neach = \"Deterministic(2)\"\n");
  const json all = forecast_answers({file.path(), "--until", "2023"});
  ASSERT_EQ(all.size(), 2u);  // what is there, over time
  EXPECT_EQ(all[0].at("curve").size(), 2u);
  EXPECT_EQ(all[1].at("curve")[1].at("value"), 2.0);
}

TEST(ForecastProgram, LeavesOutWhatIsNotThereWhereSomethingIsDone) {
  const OwnFile file(".toml",
                     "[[variable]]\nname = \"g\"\nlaw = \"Bernoulli(0.5)\"\n"
                     "[[variable]]\nname = \"q\"\nwhen = \"g\"\nlaw = \"Normal(0, 1)\"\n"
                     "[[variable]]\nname = \"r\"\nlaw = \"Bernoulli(0.5)\"\n");
  EXPECT_EQ(forecast_answers({file.path()}).size(), 3u);
  EXPECT_EQ(forecast_answers({file.path(), "--do", "g = yes"}).size(), 2u);
  EXPECT_EQ(forecast_answers({file.path(), "--do", "g = no"}).size(), 1u);
}

TEST(ForecastProgram, ExplainsWhatAnAnswerHangsOn) {
  const Result result = forecast(small({tour, "P(failure)", "--explain"}));
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_NE(result.out.find("p_flood"), std::string::npos) << result.out;
}

// One question of another kind does not keep the others from being explained.
TEST(ForecastProgram, ExplainsWhatItCanOfAFileAndNamesTheRest) {
  const Result result = forecast(small({months, "--explain"}));
  EXPECT_EQ(result.code, 0) << result.error;
  for (const char* part :
       {"What drives P(by(fall, 5))", "What drives distribution(at(front, 3))", "not explained"})
    EXPECT_NE(result.out.find(part), std::string::npos) << part << '\n' << result.out;
  const Result as_json = forecast(small({months, "--explain", "--json"}));
  const json all = json::parse(as_json.out).at("explanations");
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].at("drivers").size(), 1u);
  EXPECT_TRUE(all[4].at("drivers").empty());
  EXPECT_EQ(all[4].at("warnings").size(), 1u);
}

TEST(ForecastProgram, ExplainsAModelWithoutParametersByItsSigns) {
  const OwnFile file(".toml",
                     "[[variable]]\nname = \"sign\"\nlaw = \"Bernoulli(0.3)\"\n"
                     "[[variable]]\nname = \"war\"\nlaw = \"Bernoulli(if_then_else(sign, 0.5, 0.1))\"\n");
  const Result result = forecast(small({file.path(), "P(war)", "--explain"}));
  EXPECT_EQ(result.code, 0) << result.error;
  for (const char* part : {"without uncertain parameters", "worth watching", "sign"})
    EXPECT_NE(result.out.find(part), std::string::npos) << part << '\n' << result.out;
}

TEST(ForecastProgram, TellsOfEveryErrorInAModelFileOneALine) {
  const OwnFile file(".toml",
                     "[[variable]]\nname = \"rain\"\nlaw = \"Bernoulli(2)\"\n\n"
                     "[[variable]]\nname = \"depth\"\nlaw = \"Normal(0, oops)\"\n");
  for (const Arguments& arguments : {Arguments{file.path()}, Arguments{file.path(), "--check"}}) {
    const Result result = forecast(arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.error), 2) << result.error;
    EXPECT_NE(result.error.find(file.path() + ":3:"), std::string::npos) << result.error;
    EXPECT_NE(result.error.find(file.path() + ":7:"), std::string::npos) << result.error;
  }
}

TEST(ForecastProgram, WritesDraws) {
  const OwnFile csv(".csv"), npy(".npy");
  const Result all = forecast({tour, "--draws", csv.path(), "--do", "flood = yes", "--worlds", "50"});
  EXPECT_EQ(all.code, 0) << all.error;
  EXPECT_EQ(all.out + all.error, "");
  const std::string text = content(csv.path());
  EXPECT_TRUE(text.starts_with("world,trajectory,")) << text.substr(0, 100);
  EXPECT_EQ(lines(text), 10'001);

  const Result some = forecast({tour, "--draws", npy.path(), "--given", "flood", "--given", "not failure",
                                "--trajectories", "3000", "--worlds", "10"});
  EXPECT_EQ(some.code, 0) << some.error;
  EXPECT_NE(some.error.find(" of 3000 trajectories met the evidence"), std::string::npos) << some.error;
  EXPECT_TRUE(content(npy.path()).starts_with("\x93NUMPY"));
  EXPECT_TRUE(json::parse(content(npy.path() + ".json")).contains("columns"));
  std::remove((npy.path() + ".json").c_str());

  const Result over_time =
      forecast({months, "--draws", csv.path(), "--until", "Jan 2023", "--trajectories", "20", "--given",
                "not ever(fall)", "--policy", "war = no when last(war)"});
  EXPECT_EQ(over_time.code, 0) << over_time.error;
  EXPECT_NE(content(csv.path()).find(",war[Dec 2022],"), std::string::npos) << content(csv.path());
  EXPECT_NE(content(csv.path()).find(",war[Jan 2023],"), std::string::npos);
  EXPECT_EQ(forecast({tour, "--draws", "/nosuch/folder/d.csv"}).code, 1);
}

// Answers that another run must give again, by each way of asking.
TEST(ForecastProgram, ReplaysWhatItRecorded) {
  const OwnFile record(".json");
  for (const Arguments& asked :
       {small({tour}), small({tour, "P(failure)", "--do", "repaired = yes", "--against", "repaired = no"}),
        small({months, "P(by(fall))", "--until", "4", "--policy", "war = no when last(weak)", "--given",
               "at(war, 0)"}),
        small({months, "P(by(fall))", "--do", "war = no", "--against", "war = yes"}),
        Arguments{tour, "P(failure | flood)", "--time", "0.05", "--worlds", "20"},
        Arguments{tour, "P(failure)", "--precision", "2%", "--seed", "18446744073709551615", "--level",
                  "0.9"}}) {
    SCOPED_TRACE(asked[1]);
    Arguments arguments = asked;
    arguments.insert(arguments.end(), {"--manifest", record.path(), "--json"});
    const Result first = forecast(arguments);
    ASSERT_EQ(first.code, 0) << first.error;
    EXPECT_EQ(first.out, content(record.path()));
    const json written = json::parse(first.out);
    EXPECT_EQ(written.at("manifest").at("model"), asked[0]);
    const Result again = forecast({"--replay", record.path(), "--threads", "1", "--json"});
    EXPECT_EQ(again.code, 0) << again.error;
    EXPECT_NE(again.error.find("the same answers, bit for bit"), std::string::npos) << again.error;
    EXPECT_EQ(json::parse(again.out), written);
  }
}

TEST(ForecastProgram, SaysWhatDiffersFromWhatItRecorded) {
  const OwnFile model(".toml", content(tour)), record(".json");
  ASSERT_EQ(forecast(small({model.path(), "P(failure)", "--manifest", record.path()})).code, 0);
  EXPECT_EQ(forecast({"--replay", record.path()}).code, 0);
  EXPECT_EQ(forecast({"--replay", record.path(), tour}).code, 0);  // the same model elsewhere

  json changed = json::parse(content(record.path()));
  changed["manifest"]["options"]["seed"] = 2;
  changed["manifest"]["casus"] = "0.0.1";
  const OwnFile other(".json", changed.dump());
  const Result seed = forecast({"--replay", other.path()});
  EXPECT_EQ(seed.code, 1);
  EXPECT_NE(seed.error.find("version of casus: expected 0.0.1, got "), std::string::npos) << seed.error;
  EXPECT_NE(seed.error.find("P(failure), value: expected 0."), std::string::npos) << seed.error;
  EXPECT_NE(seed.error.find("not the same answers"), std::string::npos) << seed.error;
  EXPECT_NE(seed.out.find("P(failure)"), std::string::npos);

  for (const std::string& another : {months, std::string()}) {
    const OwnFile rain(".toml", "[[variable]]\nname = \"failure\"\nlaw = \"Bernoulli(0.25)\"\n");
    const Result result = forecast({"--replay", record.path(), another.empty() ? rain.path() : another});
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.error.find(another.empty() ? "fingerprint of the model: expected " : "got a timeline"),
              std::string::npos)
        << result.error;
    EXPECT_NE(result.error.find("another model"), std::string::npos) << result.error;
  }
}

TEST(ForecastProgram, ChecksForOtherPrograms) {
  const Result good = forecast({months, "--check", "--json"});
  EXPECT_EQ(good.code, 0) << good.error;
  const json held = json::parse(good.out);
  EXPECT_EQ(held.at("holds"), "timeline");
  EXPECT_EQ(held.at("unit"), "month");
  EXPECT_EQ(held.at("first"), "Dec 2022");
  EXPECT_TRUE(held.at("errors").empty());
  EXPECT_EQ(held.at("questions"), casus::read_model(std::filesystem::path(months)).questions);
  EXPECT_TRUE(std::any_of(held.at("series").begin(), held.at("series").end(), [](const json& one) {
    return one == json({{"name", "war"}, {"kind", "event"}});
  })) << held;

  // Questions beside it are read.
  EXPECT_EQ(forecast({tour, "P(failure | flood)", "--check"}).out, forecast({tour, "--check"}).out);
  EXPECT_EQ(forecast({months, "--check", "--json", "P(by(nothing))"}).code, 2);

  const OwnFile missing_point(".toml",
                              "[[parameter]]\nname = \"p\"\njudged = [1, 3, 100]\nas = \"LogNormal\"\n"
                              "[[variable]]\nname = \"x\"\nlaw = \"Deterministic(p)\"\n");
  for (const Arguments& arguments : {Arguments{"--check"}, Arguments{"--list"}, Arguments{"E(x)"}}) {
    Arguments all{missing_point.path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Result shown = forecast(all);
    EXPECT_NE((shown.out + shown.error).find("which was judged to be its 50 % point"), std::string::npos)
        << shown.out;
  }
  EXPECT_NE(forecast({missing_point.path(), "--list"}).out.find("stated as the 50 % point"),
            std::string::npos);

  const OwnFile bad(".toml",
                    "[[variable]]\nname = \"rain\"\nlaw = \"Bernoulli(2)\"\n\n"
                    "[[variable]]\nname = \"depth\"\nlaw = \"Normal(0, oops)\"\n");
  const Result result = forecast({bad.path(), "--check", "--json"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.error, "");
  const json errors = json::parse(result.out).at("errors");
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].at("file"), bad.path());
  EXPECT_EQ(errors[0].at("line"), 3);
  EXPECT_GT(errors[0].at("column"), 1);
  EXPECT_TRUE(errors[0].at("message").get<std::string>().find("expected ") != std::string::npos);
  EXPECT_EQ(errors[1].at("line"), 7);

  const OwnFile broken(".bif", "network x {");
  const json of_network = json::parse(forecast({broken.path(), "--check", "--json"}).out).at("errors");
  ASSERT_EQ(of_network.size(), 1u);
  EXPECT_EQ(of_network[0].at("line"), 1);
  const json missing = json::parse(forecast({"/nosuch.toml", "--check", "--json"}).out).at("errors");
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(missing[0].at("line").is_null());
}

TEST(ForecastProgram, TimesItsQuestions) {
  for (const std::string& file : {tour, months}) {
    const Result text = forecast(small({file, "--benchmark"}));
    EXPECT_EQ(text.code, 0) << text.error;
    EXPECT_NE(text.out.find("trajectories a second (median of 7 runs"), std::string::npos) << text.out;
  }
  const json held =
      json::parse(forecast(small({tour, "P(failure)", "--benchmark", "--threads", "2", "--json"})).out)
          .at("benchmark");
  ASSERT_EQ(held.at("speeds").size(), 2u);
  for (const json& speed : held.at("speeds")) {
    EXPECT_GT(speed.at("least"), 0);
    EXPECT_LE(speed.at("least"), speed.at("trajectories_per_second"));
    EXPECT_LE(speed.at("trajectories_per_second"), speed.at("most"));
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
      {{tour, "quantile(damage, 0.5 | failure)", "--against", "flood = no"}, "for a contrast"},
      {{tour, "P(failure)", "--against", "flood = no", "--method", "exact"}, "got --method too"},
      {{tour, "--until", "3"}, "expected --policy and --until with a timeline"},
      {{tour, "--policy", "flood = no when failure"}, "expected --policy and --until with a timeline"},
      {{months, "--until", "Foo 2023"}, "--until: expected a month such as 'May 2023'"},
      {{months, "distribution(first(fall))", "--explain"}, "expected P(...) or E(...)"},
      {{months, "distribution(at(front, 3))", "--against", "war = no"}, "for a contrast"},
      {{tour, "--json", "--csv"}, "expected one of --json and --csv"},
      {{tour, "--check", "--list"}, "expected one of --check, --convert, --list and --dot"},
      {{tour, "--dot", "P(failure)"}, "got QUESTION too"},
      {{tour, "--explain", "--time", "1"}, "got --time too"},
      {{tour, "--convert", "x.pdf"}, "got '.pdf'"},
      {{months, "--check", "--policy", "nonsense"}, "--policy 'nonsense'"},
      {{tour, "--check", "--until", "3"}, "expected --policy and --until with a timeline"},
      {{tour, "--check", "P(failur)"}, "did you mean 'failure'?"},
      {{tour, "--check", "P(failure)", "--do", "flood = perhaps"}, "--do 'flood = perhaps'"},
      {{tour, "--check", "P(failure)", "--explain"}, "got --explain too"},
      {{tour, "E(damage | failure)", "--precision", "1e-30"},
       "expected a half-width that can be reached, got 1e-30"},
      {{months, "--convert", "x.bif"}, "expected a model without time"},
      {{tour, "--draws", "x.pdf"}, "a file .csv or .npy for draws, got '.pdf'"},
      {{tour, "--draws", tour}, "--draws: expected another file than the one that is read"},
      {{tour, "--draws", "x.csv", "--given", "flod"}, "did you mean 'flood'?"},
      {{tour, "--draws", "x.csv", "--method", "exact"}, "got --method too"},
      {{tour, "--draws", "x.csv", "P(failure)"}, "got QUESTION too"},
      {{tour, "--manifest", tour}, "--manifest: expected another file than the one that is read"},
      {{tour, "--manifest", "x.json", "--explain"}, "got --explain too"},
      {{"--replay", "/nosuch.json"}, "/nosuch.json"},
      {{"--replay", text.path()}, text.path() + ":1:1: expected JSON"},
      {{"--replay", text.path(), "--seed", "1"}, "got --seed too"},
      {{tour, "--benchmark", "--time", "1"}, "got --time too"},
  };
  for (const auto& [arguments, message] : all) {
    SCOPED_TRACE(message);
    const Result result = forecast(arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.error), 1) << result.error;
    EXPECT_TRUE(result.error.starts_with("forecast: ")) << result.error;
    EXPECT_NE(result.error.find(message), std::string::npos) << result.error;
  }
}

TEST(ForecastProgram, HelpsAndTellsItsVersion) {
  const Result help = forecast({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* option : {"--query", "--given", "--do", "--against", "--policy", "--until", "--check",
                             "--convert", "--list", "--dot", "--explain", "--json", "--csv", "--draws",
                             "--manifest", "--replay", "--benchmark", "--seed", "P(failure | flood)"})
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
  EXPECT_NE(forecast({"--version"}).out.find("casus"), std::string::npos);
}

TEST(ForecastProgram, WritesAPageAndItsCharts) {
  const OwnFile page(".html");
  const std::string folder = page.path() + ".charts";
  for (const Arguments& more : {Arguments{},
                                {"P(failure)"},
                                {"P(failure)", "--explain"},
                                {"P(failure)", "--do", "repaired = yes", "--against", "repaired = no"}}) {
    Arguments arguments{tour,       "--trajectories", "20000",    "--worlds", "50",
                        "--report", page.path(),      "--charts", folder};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result result = forecast(arguments);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.out, "");
    EXPECT_NE(content(page.path()).find("Will the dam of a valley fail"), std::string::npos);
  }
  for (const char* chart : {"/01-bars.svg", "/02-tornado.svg", "/01-contrasts.svg", "/01-forest.svg"})
    EXPECT_TRUE(content(folder + chart).starts_with("<svg ")) << chart;
  std::filesystem::remove_all(folder);
  EXPECT_EQ(forecast({months, "--trajectories", "2000", "--worlds", "20", "--report", page.path()}).code, 0);
  EXPECT_NE(content(page.path()).find("Series and their criteria"), std::string::npos);
  EXPECT_EQ(forecast({tour, "--report", page.path(), "--csv"}).code, 2);
  EXPECT_EQ(forecast({tour, "--report", testing::TempDir()}).code, 1);
}

// Waits up to twenty seconds until a file contains a text.
bool appears(const std::string& text, const std::string& file) {
  for (int i = 0; i < 400; ++i) {
    if (content(file).find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

TEST(ForecastProgram, AnswersAgainWhenTheFileChanges) {
  const auto model = [](const std::string& law) {
    return "[[variable]]\nname = \"flood\"\nlaw = \"" + law + "\"\n";
  };
  const OwnFile file(".toml", model("Bernoulli(0.125)")), out(".out"), error(".err"), process(".pid");
  const auto write = [&](const std::string& text) { std::ofstream(file.path(), std::ios::binary) << text; };
  ASSERT_EQ(exit_code(command_line(CASUS_FORECAST_PROGRAM, {file.path(), "P(flood)", "--watch"}) + " >" +
                      for_shell(out.path()) + " 2>" + for_shell(error.path()) + " & echo $! >" +
                      for_shell(process.path())),
            0);
  EXPECT_TRUE(appears("12.5000 %", out.path())) << content(out.path());
  write(model("Bernoulli(0.375)"));
  EXPECT_TRUE(appears("37.5000 %", out.path())) << content(out.path());
  EXPECT_NE(content(error.path()).find("has changed"), std::string::npos);
  // A mistake is told, and the next version answered.
  write(model("Bernoulli(1.5)"));
  EXPECT_TRUE(appears("1.5", error.path())) << content(error.path());
  write(model("Bernoulli(0.625)"));
  EXPECT_TRUE(appears("62.5000 %", out.path())) << content(out.path());
  EXPECT_EQ(exit_code("kill " + content(process.path())), 0);
  EXPECT_EQ(forecast({"-", "--watch"}).code, 2);
  EXPECT_EQ(forecast({file.path(), "--watch", "--draws", out.path() + ".csv"}).code, 2);
}

}  // namespace
