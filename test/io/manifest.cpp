// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/manifest.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/report/json.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/long_expressions.hpp"
#include "../support/message.hpp"
#include "../support/models.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

using nlohmann::json;

// What was recorded of questions, written and read, then answered again from the texts alone.
template <class Subject>
void expect_replayed(Subject& subject, const std::vector<std::string>& texts, const Options& options,
                     const Options& how) {
  std::vector<Query> asked;
  for (const std::string& text : texts) asked.push_back(parse_query(subject, text));
  const Answers answers = estimate(subject, asked, options);
  const Record read =
      read_record(to_json(Record{manifest_of(subject, asked, answers, options), to_json(answers)}), "r.json");
  std::vector<Query> again;
  for (const std::string& text : read.manifest.questions) again.push_back(parse_query(subject, text));
  const Answers replayed = replay(subject, again, read.manifest, how);
  const auto differing = differences(read.answers, to_json(replayed));
  EXPECT_TRUE(differing.empty()) << differing.front();
  EXPECT_EQ(to_json(answers), to_json(replayed));
}

const Options other_way{.threads = 2, .batch = 3, .instruction_set = instruction_sets().back()};

TEST(Manifest, IsReadAsItIsWritten) {
  Manifest manifest;
  manifest.version = "1.2.3";
  manifest.model = "a \"b\".toml";
  manifest.fingerprint = 0x0123456789abcdef;
  manifest.steps = 24;
  manifest.policies = {"war = no when last(weak)"};
  manifest.questions = {"P(war)", "E(x)"};
  manifest.against = {"P(war; do a = no)", "E(x; do a = no)"};
  manifest.options = {.method = Method::sequential,
                      .trajectories = Index{1} << 53,
                      .worlds = 7,
                      .absolute_precision = 0.1,
                      .relative_precision = 1.0 / 3,
                      .seconds = 1e-3,
                      .seed = ~std::uint64_t{0},
                      .generator = Generator::pcg32,
                      .level = 0.9,
                      .range_level = 0.5,
                      .exact_budget = 1e18};
  manifest.stops = {0, Index{1} << 60};
  manifest.left_out = {{}, {LeftOut::levels, LeftOut::exact_cost}};
  manifest.instruction_set = "EMU128";
  manifest.compiler = "GCC 1";
  const std::string answers = R"~([{"question":"P(war)","value":0.1,"interval":[-0.0,null]}])~";
  for (const int indent : {2, -1}) {
    const std::string text = to_json(Record{manifest, answers}, indent);
    const Record read = read_record(text, "r.json");
    EXPECT_EQ(read.answers, answers);
    EXPECT_EQ(to_json(read, indent), text);
    EXPECT_EQ(read.manifest.fingerprint, manifest.fingerprint);
    EXPECT_EQ(read.manifest.options.seed, ~std::uint64_t{0});
    EXPECT_EQ(read.manifest.options.generator, Generator::pcg32);
    EXPECT_EQ(read.manifest.options.relative_precision, 1.0 / 3);
    EXPECT_EQ(read.manifest.stops, manifest.stops);
    EXPECT_EQ(read.manifest.left_out, manifest.left_out);
    EXPECT_TRUE(differences(read.manifest, manifest).empty());
  }
}

TEST(Manifest, SaysWhatAnswersDependOn) {
  const Model model = test::everything();
  const std::vector<Query> asked{P(model.event("change")).given(model.event("entry"))};
  const Options options{.trajectories = 10'000, .worlds = 20, .seed = 7};
  const Answers answers = estimate(model, asked, options);
  const Manifest manifest = manifest_of(model, asked, answers, options);
  EXPECT_EQ(manifest.questions, std::vector<std::string>{"P(change | entry)"});
  EXPECT_EQ(manifest.fingerprint, fingerprint(model));
  EXPECT_EQ(manifest.instruction_set, instruction_sets().front());
  EXPECT_FALSE(manifest.compiler.empty());
  EXPECT_TRUE(manifest.stops.empty());
  const json read = json::parse(to_json(Record{manifest, to_json(answers)}));
  EXPECT_EQ(read.at("answers"), json::parse(to_json(answers)).at("answers"));
  EXPECT_EQ(read.at("manifest").at("options").at("seed"), 7);
  EXPECT_FALSE(read.at("manifest").contains("steps"));
  EXPECT_THROW(manifest_of(model, {asked[0].score(model.quantity("u"))}, answers, options), Error);
}

TEST(Manifest, GivesTheSameAnswersAgain) {
  const Model model = test::everything();
  expect_replayed(
      model,
      {"P(change)", "E(troops | entry)", "quantile(u, 0.9)", "distribution(front; do entry = yes)",
       "P(change | entry; had entry = no)", "histogram(n, -1, 0, 1)"},
      {.trajectories = 30'000, .worlds = 30, .seed = 5, .generator = Generator::pcg32, .level = 0.8},
      other_way);
  expect_replayed(model, {"P(change)"}, {.absolute_precision = 0.01, .range_level = 0.5}, other_way);
}

TEST(Manifest, GivesTheSameAnswersOverTimeAgain) {
  test::Everything t(true);
  Horizon horizon(t.timeline, 5);
  expect_replayed(horizon,
                  {"P(by(fall))", "distribution(at(front, 2) | at(war, 2))", "E(sum(losses, 4))",
                   "P(ever(fall) | at(war, 1); do at(war, 3 to 4) = no)", "P(ever(fall); do war = no)"},
                  {.trajectories = 20'000, .worlds = 20}, other_way);
  EXPECT_EQ(fingerprint(horizon), fingerprint(t.timeline, 5));
}

// Runs that a time stops end where it did, whatever the method, and however long it takes another way.
TEST(Manifest, GivesWhatATimeStoppedAgain) {
  const Model model = test::everything();
  Options options{.trajectories = Index{1} << 40, .worlds = 50, .seconds = 0.02};
  expect_replayed(model, {"P(change)", "quantile(u, 0.9)", "E(troops | entry)", "P(change; do entry = yes)"},
                  options, other_way);
  options.method = Method::weighted;
  expect_replayed(model, {"P(change | setback)", "P(rain | change)"}, options, other_way);
  options.method = Method::automatic;
  options.relative_precision = 1e-5;
  expect_replayed(model, {"P(change)"}, options, other_way);

  Model rare;
  const auto x = rare.add("x", Normal(0, 1));
  const auto y = rare.add("y", Normal(x, 1));
  rare.add("far", Deterministic(x + y > 14));
  rare.add("near", Deterministic(x + y > 5));
  options = {.method = Method::splitting, .trajectories = Index{1} << 30, .seconds = 0.05};
  expect_replayed(rare, {"P(far)", "P(near)", "P(y > 8 | x > 2)"}, options, other_way);
  options.method = Method::automatic;
  expect_replayed(rare, {"P(far)", "P(x > 1)", "E(x)"}, options, other_way);

  test::Everything t;
  Horizon horizon(t.timeline, 4);
  options = {.trajectories = Index{1} << 40, .worlds = 20, .seconds = 0.03};
  expect_replayed(horizon, {"P(by(fall))", "P(ever(fall); do war = no)"}, options, other_way);
  options.method = Method::sequential;
  expect_replayed(horizon, {"P(ever(fall) | at(war, 0) and at(war, 1) and at(war, 2))"}, options, other_way);
}

// Whatever had no time in the run is left out of its replay, which takes as long as it takes.
TEST(Manifest, GivesWhatATimeLeftOutAgain) {
  const auto chains = [](Model& model, const Real& p) {
    Quantity free = model.add("x0", Normal(0, 1)), bound = model.add("y0", Normal(p, 1));
    for (int i = 1; i < 300; ++i) {
      free = model.add("x" + std::to_string(i), Normal(0.6 * free, 0.8));
      bound = model.add("y" + std::to_string(i), Normal(p * bound, 1));
    }
  };
  Model model, one;
  chains(model, model.parameter("p", Beta(2, 8)));
  chains(one, 0.2);
  Options options{.trajectories = Index{1} << 40, .worlds = 1000, .seconds = 0.05};
  expect_replayed(model, {"P(y299 > 1)", "sd(y299)", "P(y299 > 4)", "E(x299 | y299 > 2)"}, options,
                  other_way);
  options.method = Method::weighted;
  expect_replayed(model, {"P(y299 > 1 | y5 > 2)"}, options, other_way);
  options.method = Method::splitting;
  expect_replayed(one, {"P(x299 > 3)", "P(y299 > 4 | x299 > 1)"}, options, other_way);
  options.method = Method::automatic;
  options.seconds = 1e-3;
  expect_replayed(one, {"P(x299 > 5)", "sd(x299)", "quantile(x299, 0.9)"}, options, other_way);
}

TEST(Manifest, RecordsWhereATimeStopped) {
  const Model model = test::everything();
  const std::vector<Query> asked{P(model.event("change")), P(model.event("rain"))};
  const Options options{.trajectories = Index{1} << 40, .worlds = 10, .seconds = 0.02};
  const Answers answers = estimate(model, asked, options);
  Manifest manifest = manifest_of(model, asked, answers, options);
  ASSERT_EQ(manifest.stops.size(), 2u);
  EXPECT_EQ(manifest.stops[0], answers[0].stopped_at);
  EXPECT_EQ(manifest.stops[0] * group_size * 10, answers[0].samples);
  manifest.left_out = {{LeftOut::levels}, {}};
  manifest.stops.pop_back();
  EXPECT_EQ(test::message([&] { replay(model, asked, manifest); }),
            "stops: expected 2, one for each question, got 1");
  manifest.stops.clear();
  manifest.left_out = {{LeftOut::levels}, {}, {}};
  EXPECT_EQ(test::message([&] { replay(model, asked, manifest); }),
            "left_out: expected 2, one for each question, got 3");
}

TEST(Manifest, TellsWhatDiffers) {
  const Model model = test::everything();
  const std::vector<Query> asked{P(model.event("change"))};
  const auto recorded = [&](const Options& options) {
    const Answers answers = estimate(model, asked, options);
    return Record{manifest_of(model, asked, answers, options), to_json(answers)};
  };
  const Record one = recorded({.trajectories = 10'000, .worlds = 20});
  Record other = recorded({.trajectories = 10'000, .worlds = 20, .seed = 2});
  const auto answers = differences(one.answers, other.answers);
  EXPECT_TRUE(std::any_of(answers.begin(), answers.end(), [](const std::string& text) {
    return text.starts_with("P(change), value: expected 0.");
  })) << answers.front();
  EXPECT_TRUE(std::any_of(answers.begin(), answers.end(), [](const std::string& text) {
    return text.starts_with("P(change), interval[0]: expected 0.");
  }));
  EXPECT_EQ(differences("[]", one.answers), std::vector<std::string>{"answers: expected 0, got 1"});
  EXPECT_EQ(differences(R"([{"value": 0.0}])", R"([{"value": -0.0, "more": 1}])"),
            (std::vector<std::string>{"answer 1, more: expected nothing, got 1",
                                      "answer 1, value: expected 0.0, got -0.0"}));
  EXPECT_TRUE(differences(one.manifest, other.manifest).empty());
  other.manifest.version = "9.9.9";
  other.manifest.fingerprint = 1;
  other.manifest.instruction_set = "abacus";
  other.manifest.compiler = "hand";
  const auto circumstances = differences(one.manifest, other.manifest);
  ASSERT_EQ(circumstances.size(), 4u);
  EXPECT_TRUE(circumstances[0].starts_with("version of casus: expected ")) << circumstances[0];
  EXPECT_TRUE(circumstances[1].ends_with(", got 0000000000000001")) << circumstances[1];
  EXPECT_TRUE(circumstances[2].ends_with(", got abacus"));
  EXPECT_TRUE(circumstances[3].ends_with(", got hand"));
}

TEST(Manifest, RefusesFilesThatAreNoRecords) {
  const Model model = test::everything();
  const std::vector<Query> asked{P(model.event("change"))};
  const Answers answers = estimate(model, asked, {.trajectories = 1000, .worlds = 2});
  Manifest manifest = manifest_of(model, asked, answers, {});
  manifest.stops = {1};
  const json good = json::parse(to_json(Record{manifest, to_json(answers)}));
  const auto message = [](const std::string& text) {
    return test::message([&] { read_record(text, "r.json"); });
  };
  EXPECT_EQ(message(good.dump()), "no error");
  EXPECT_EQ(message("{\n  \"answers\": [\n  oops"), "r.json:3:3: expected JSON, got 'oops'");
  EXPECT_EQ(message(""), "r.json:1:1: expected JSON, got the end");
  EXPECT_EQ(message("3"), "r.json: expected an object, got '3'");
  EXPECT_EQ(message("{}"), "r.json: expected the key 'answers', got none");

  const auto with = [&](const std::string& pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return message(changed.dump());
  };
  const std::vector<std::pair<std::string, std::string>> texts = {
      {with("/answers", 1), "r.json: answers: expected a list of answers, got '1'"},
      {with("/answers/0", "x"), "r.json: answers[0]: expected an answer"},
      {with("/more", 1), "r.json: expected keys of a record of casus, got 'more'"},
      {with("/manifest", "x"), "r.json: manifest: expected an object"},
      {with("/manifest/fingerprnt", 1), "got 'fingerprnt'; did you mean 'fingerprint'?"},
      {with("/manifest/fingerprint", "123"), "r.json: manifest.fingerprint: expected 16 hexadecimal digits"},
      {with("/manifest/steps", 0), "r.json: manifest.steps: expected a whole number of 1 to"},
      {with("/manifest/questions", "P(x)"), "r.json: manifest.questions: expected a list of texts"},
      {with("/manifest/questions/0", 3), "r.json: manifest.questions[0]: expected a text, got '3'"},
      {with("/manifest/against", {"P(x)", "P(y)"}), "r.json: manifest.against: expected 1 questions"},
      {with("/manifest/stops/0", -1), "r.json: manifest.stops[0]: expected a whole number"},
      {with("/manifest/options/seed", -1), "r.json: manifest.options.seed: expected a whole number of 0 to"},
      {with("/manifest/options/seed", 1.5), "r.json: manifest.options.seed: expected a whole number of 0 to"},
      {with("/manifest/options/worlds", 1e3),
       "r.json: manifest.options.worlds: expected a whole number of 1"},
      {with("/manifest/options/trajectories", ~std::uint64_t{0}), "manifest.options.trajectories: expected"},
      {with("/manifest/options/method", "magic"),
       "r.json: manifest.options.method: expected one of automatic, exact"},
      {with("/manifest/options/generator", "dice"), "r.json: manifest.options.generator: expected ars5 or"},
      {with("/manifest/options/level", 1), "r.json: manifest.options.level: expected a level in (0, 1)"},
      {with("/manifest/options/seconds", -1), "r.json: manifest.options.seconds: expected a number of at"},
      {with("/manifest/options/batch", 1), "r.json: manifest.options: expected keys of a record"},
  };
  for (const auto& [got, expected] : texts) EXPECT_NE(got.find(expected), std::string::npos) << got;
  for (const char* key : {"casus", "fingerprint", "questions", "options", "instruction_set", "compiler"}) {
    json changed = good;
    changed["manifest"].erase(key);
    EXPECT_EQ(message(changed.dump()),
              "r.json: manifest: expected the key '" + std::string(key) + "', got none");
  }
  EXPECT_THROW(to_json(Record{manifest, "no answers"}), Error);
  EXPECT_NE(test::message([] { read_record(std::filesystem::path("/nosuch.json")); }).find("/nosuch.json"),
            std::string::npos);
}

// A variable named as an expression reads beside that expression, and a state that reads as a comparison.
TEST(Manifest, RecordsNamesThatReadAsExpressions) {
  Model m;
  const auto a = m.add("a", Normal(0, 1)), b = m.add("b", Normal(0, 1)),
             named = m.add("max(a, b)", Normal(50, 1));
  const auto front = m.add("front", Categorical({"a = b", "c"}, {0.25, 0.75}));
  const std::vector<Query> asked{E(named), E((max)(a, b)), P(front == "a = b"), distribution_of(front)};
  const Options options{.trajectories = 10'000};
  const Answers answers = estimate(m, asked, options);
  const Manifest manifest = manifest_of(m, asked, answers, options);
  EXPECT_EQ(manifest.questions, (std::vector<std::string>{"E(\"max(a, b)\")", "E(max(a, b))",
                                                          "P(front = \"a = b\")", "distribution(front)"}));
  expect_replayed(m, manifest.questions, options, other_way);
  EXPECT_NEAR(answers[0].value, 50, 1);
  EXPECT_LT(answers[1].value, 2);
}

TEST(Manifest, RefusesAQuestionThatIsTooLongToBeRead) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const std::vector<Query> asked{P(test::doubled(x, 30) > 0)};
  const Answers answers = estimate(m, asked, {.trajectories = 10'000});
  const std::string refused = test::message([&] { manifest_of(m, asked, answers, {}); });
  EXPECT_NE(refused.find("expected a question that can be written out"), std::string::npos) << refused;
  EXPECT_LT(refused.size(), 1000u);
}

}  // namespace
}  // namespace casus
