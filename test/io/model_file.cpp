// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <clocale>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/classical_model.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/reference_class.hpp>
#include <casus/elicit/said.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/io/model_file.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/sample/tables.hpp>
#include <casus/sample/world.hpp>
#include <casus/study/belarus.hpp>

#include "../support/long_expressions.hpp"
#include "../support/message.hpp"
#include "../support/models.hpp"
#include "../support/same_model.hpp"
#include "../support/small_stack.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Model again(const Model& model) {
  const std::string text = write_model(model);
  const ModelFile read = read_model(text, "again.toml");
  EXPECT_FALSE(read.timeline);
  EXPECT_EQ(write_model(read), text);
  return read.model;
}
Timeline again(const Timeline& timeline, Index steps) {
  const std::string text = write_model(timeline, steps);
  const ModelFile read = read_model(text, "again.toml");
  EXPECT_EQ(read.steps, steps);
  EXPECT_EQ(write_model(read), text);
  return read.timeline.value();
}

std::vector<double> first_world(const Model& model) { return draw_parameters(model, {}, 0); }

TEST(ModelFile, HasCorrelations) {
  const std::string parameters = R"toml(
[[parameter]]
name = "p"
judged = [0.03, 0.1, 0.3]
as = "LogitNormal"
[[parameter]]
name = "q"
law = "Gamma(2, 1)"
[[parameter]]
name = "r"
said = "unlikely"
scale = "icd203"
)toml",
                    correlations = R"toml(
[[correlation]]
between = ["q", "p"]
rank = 0.6
source = "both follow the price of oil"
[[correlation]]
between = ["r", "q"]
same_source = true
[[correlation]]
between = ["p", "r"]
same_source = true
rank = 0.3
)toml";
  // They may stand above the parameters.
  const ModelFile read = read_model(correlations + parameters, "m.toml");
  Model stated = read_model(parameters, "m.toml").model;
  EXPECT_TRUE(stated.correlations().empty());
  const Parameter p = stated.parameter("p"), q = stated.parameter("q"), r = stated.parameter("r");
  correlate(stated, {{p, q, 0.6}, {q, r, same_source_rank}, {p, r, 0.3}});
  EXPECT_EQ(fingerprint(read.model), fingerprint(stated));
  for (Index world = 0; world < 10; ++world)
    EXPECT_EQ(draw_parameters(read.model, {}, world), draw_parameters(stated, {}, world));
  ASSERT_EQ(read.model.correlations().size(), 3u);
  EXPECT_EQ(read.model.correlations()[0].source, "both follow the price of oil");
  EXPECT_FALSE(read.model.correlations()[0].same_source);
  EXPECT_TRUE(read.model.correlations()[2].same_source);
  test::expect_same(again(read.model), read.model);
  EXPECT_EQ(first_world(again(read.model)), first_world(read.model));
  EXPECT_NE(write_model(read.model)
                .find("[[correlation]]\nbetween = [\"q\", \"p\"]\nrank = 0.6\nsource = "
                      "\"both follow the price of oil\"\n"),
            std::string::npos)
      << write_model(read.model);
  EXPECT_EQ(
      test::message([&] { write_model(hold(read.model, "q", 2)); }),
      "q: expected a parameter with a distribution, because it is correlated with others, got one that is "
      "held");

  const ModelFile over_time = read_model(
      "[timeline]\nsteps = 3\n[[parameter]]\nname = \"a\"\nlaw = \"Beta(1, 2)\"\n[[parameter]]\nname = "
      "\"b\"\nlaw = \"Beta(3, 4)\"\n[[correlation]]\nbetween = [\"a\", \"b\"]\nrank = -0.5\n[[series]]\nname "
      "= "
      "\"war\"\nkind = \"event\"\nhazard = \"a * b\"\n",
      "t.toml");
  ASSERT_EQ(over_time.timeline->constants().correlations().size(), 1u);
  test::expect_same(again(*over_time.timeline, 3), *over_time.timeline);
}

Options few() {
  Options options;
  options.trajectories = 4096;
  options.worlds = 8;
  return options;
}

/// All that can be told apart in answers.
void expect_same_answers(const Answers& a, const Answers& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].question, b[i].question);
    EXPECT_TRUE(test::same_bits(a[i].value, b[i].value)) << a[i].question;
    EXPECT_TRUE(test::same_bits(a[i].standard_error, b[i].standard_error)) << a[i].question;
    ASSERT_EQ(a[i].parts.size(), b[i].parts.size());
    for (std::size_t k = 0; k < a[i].parts.size(); ++k)
      EXPECT_TRUE(test::same_bits(a[i].parts[k].value, b[i].parts[k].value)) << a[i].question;
  }
}

/// Something is asked of every variable.
std::vector<Query> questions_about(const Model& model) {
  std::vector<Query> questions;
  for (const Variable& variable : model.variables()) {
    if (variable.name.find_first_of("[") != std::string::npos) continue;
    const std::string name = '"' + variable.name + '"';
    const std::string given =
        variable.guard ? " | \"" + model.variables()[static_cast<std::size_t>(*variable.guard)].name + '"'
                       : "";
    const std::string asked = variable.kind() == Kind::event      ? "P(" + name
                              : variable.kind() == Kind::category ? "distribution(" + name
                                                                  : "E(" + name;
    questions.push_back(parse_query(model, asked + (variable.is_discrete() ? "" : given) + ")"));
  }
  return questions;
}

TEST(ModelFile, WritesAndReadsTheSameModel) {
  for (const Model& model : {test::everything(), test::roots_and_powers(), test::seldom(),
                             test::random_discrete(3), test::random_discrete(8, 12), test::Sprinkler().model,
                             study::belarus().timeline.unrolled(2).model(), Model()})
    test::expect_same(model, again(model));
}

TEST(ModelFile, WritesAndReadsTheSameTimeline) {
  test::expect_same(test::Feedback().timeline, again(test::Feedback().timeline, 5));
  for (const bool with_policy : {false, true}) {
    const Timeline timeline = test::Everything(with_policy).timeline;
    const Timeline read = again(timeline, 4);
    test::expect_same(timeline, read);
    test::expect_same(timeline.unrolled(4).model(), read.unrolled(4).model());
    test::expect_same(timeline.unrolled(3).model(), again(timeline.unrolled(3).model()));
  }
}

TEST(ModelFile, AnswersTheSame) {
  for (const Model& model : {test::everything(), test::seldom(), test::random_discrete(5),
                             study::belarus().timeline.unrolled(2).model()}) {
    const Model read = again(model);
    expect_same_answers(estimate(model, questions_about(model), few()),
                        estimate(read, questions_about(read), few()));
  }
  const Timeline timeline = test::Everything(true).timeline;
  Horizon before(timeline, 4), after(again(timeline, 4), 4);
  std::vector<Query> asked_before, asked_after;
  for (const char* question :
       {"P(by(fall))", "E(at(strain, 3))", "distribution(at(front, 2))", "P(at(war, 3) | by(fall, 2))"}) {
    asked_before.push_back(parse_query(before, question));
    asked_after.push_back(parse_query(after, question));
  }
  expect_same_answers(estimate(before, asked_before, few()), estimate(after, asked_after, few()));
}

ModelFile stated(const std::string& text) { return read_model(text, "m.toml"); }

/// A model of the distribution families that `everything` leaves out; user's own functions apart.
Model more_families() {
  Model m;
  const auto centre =
      m.parameter("centre", TruncatedNormal(0, 1, -infinity, 3), {.mark = Verification::remembered});
  const auto width = m.parameter("width", Weibull(3, 2));
  const auto share = m.parameter("share", Pert(0.1, 0.3, 0.6), {.stated = {{0.1, 0.15}, {0.9, 0.5}}});
  const auto heavy = m.parameter("heavy", StudentT(5, centre, 0.1));
  m.parameter("expert", Mixture({{share, Normal(centre, 1)}, {1 - share, Uniform(-1, 1)}}));
  const auto opinion = m.parameter("opinion", Empirical({0.5, 0.3, 0.2, 0.3}, {0.1, 0.7, 0.3, 0.2}));
  const auto rain = m.add("rain", Bernoulli(opinion));
  const auto x = m.add("x", Normal(heavy, 1));
  m.add("truncated", TruncatedNormal(x, 1 + width, x - 1, infinity));
  m.add("t", StudentT(4, x, 1 + rain));
  m.add("weibull", Weibull(width, exp(x)), {.when = rain});
  m.add("pert", Pert(x - 1, x, x + width));
  const auto failures = m.add("failures", NegativeBinomial(exp(x), share), {.when = rain});
  m.add("trials", Geometric(logistic(x)));
  m.add("seen", Empirical({3, -1, 4, 1.5, 9, 8, 7, 6, 5, 2}));
  m.add("mixture",
        Mixture({{share, Normal(x, 1)}, {0.25, StudentT(3, 0, width)}, {0.75 - share, Pert(0, 1, 3)}}));
  m.add("count_mixture", Mixture({{0.5, Poisson(2)}, {0.5, Geometric(0.1)}}));
  const auto ready =
      m.add("ready",
            Bernoulli(noisy_and(leak(0.05), {{rain, 0.1, share}, {x > 0 || x <= -1.0, logistic(x), 0.2}})));
  m.add("certain", Deterministic(Boolean(yes)));
  m.add("counted", Deterministic(Real(ready) + if_then_else(rain, failures, 0)));
  return m;
}

/// Names that are no identifiers, and texts that TOML has to escape.
Model odd_names() {
  Model m;
  const auto a =
      m.parameter("infinity", Beta(2, 3), {.unit = "\t%", .source = "a \"quoted\" source\\\n'in two lines'"});
  const auto b = m.parameter("base.step1", Normal(0, 1), {.source = std::string(300, '"')});
  const auto c = m.parameter("and", Normal(b, 1), {.source = "ends in a backslash \\"});
  m.parameter("t1", Normal(c, 1));
  const auto exp_ = m.add("exp", Bernoulli(a));
  const auto war = m.add("große Not", Bernoulli(if_then_else(exp_, a, 0.5)),
                         {.description = "ä  two blanks " + std::string(120, 'x') + "  three   \x7f"});
  const auto state =
      m.add("it's", Categorical({"3 months", "12", "yes", "it's", "a[0]"}, {0.25, 0.25, 0.25, 0.125, 0.125}),
            {.when = war});
  m.add("last(exp)",
        Bernoulli(table(state, {{"3 months", 0.1}, {"12", 0.2}, {"yes", 0.3}, {"it's", 0.4}, {"a[0]", 0.5}})),
        {.when = war});
  m.add("x.y[3].z", Normal(if_then_else(state == "12", b, c), 1));
  m.add("x y[3]", Deterministic(state != "it's" && !(war && exp_)));
  return m;
}

/// Numbers that are hard to write, and operations whose order counts.
Model hard_numbers() {
  Model m;
  const auto x = m.add("x", Normal(5e-324, 1.7976931348623157e308));
  const auto y = m.add("y", Normal(0.1 + 0.2, 1.0 / 3));
  const Real zero(-0.0), two(2);
  m.add("sum", Deterministic(x + (y + Real(-3)) - (x - (y - two)) + zero));
  m.add("signs", Deterministic(-(-x) * -two + -(two) - -(x + y) / -(x * y) + -(Real(-2))));
  m.add("powers", Deterministic(x / (y / two) * (x * (y / x))));
  m.add("ends", Deterministic((min)((max)(x, Real(-infinity)), Real(infinity))));
  m.add("order", Deterministic(two < x || (x < two && two <= y) || !(y <= two) || x == y || two < Real(3) ||
                               (x != y && !(x > y))));
  m.add("integers", Empirical({1e15, 1e16, 9007199254740993.0, 123456789012345680.0, 1e22}));
  const auto rain = m.add("rain", Bernoulli(0.3));
  m.add("rows", Categorical({"a", "b"}, cpt({rain, rain}, {{{no, no}, {1e-300, 1 - 1e-300}},
                                                           {{no, yes}, {-0.0, 1.0}},
                                                           {{yes, no}, {0.1, 0.9}},
                                                           {{yes, yes}, {1.0 / 3, 2.0 / 3}}})));
  return m;
}

/// What is read only where it exists, and rows that are out of reach.
Model guarded() {
  Model m;
  const auto war = m.add("war", Bernoulli(0.3));
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.5, 0.5}), {.when = war});
  const auto calm =
      m.add("calm", Categorical({"low", "high"}, {0.5, 0.5}), {.when = war, .absent_state = "low"});
  m.add("setback",
        Bernoulli(table({front, calm}, {{{"holding", "low"}, 0.1},
                                        {{"holding", "high"}, 0.2},
                                        {{"failing", "low"}, 0.3},
                                        {{"failing", "high"}, 0.4}})),
        {.when = war});
  m.add("loss", Normal(table(front, {{"holding", 1}, {"failing", 2}}), 1), {.when = war});
  m.add("after",
        Categorical(
            {"x", "y"},
            cpt({front}, {{{"holding"}, {0.1, 0.9}}, {{"failing"}, {0.2, 0.8}}, {{"none"}, {0.5, 0.5}}})));
  return m;
}

TEST(ModelFile, WritesAndReadsEveryLawNameAndNumber) {
  for (const Model& model : {more_families(), odd_names(), hard_numbers(), guarded()})
    test::expect_same(model, again(model));
  const Model model = more_families(), read = again(model);
  expect_same_answers(estimate(model, questions_about(model), few()),
                      estimate(read, questions_about(read), few()));
}

/// Of what `to_text` says of the laws, with nothing else.
TEST(ModelFile, ReadsWhatToTextWrites) {
  for (const Model& model :
       {test::everything(), more_families(), guarded(), test::random_discrete(4), test::Sprinkler().model}) {
    std::string text;
    const auto law = [](const ConditionalDistribution& of) {
      return "law = \'\'\'" + to_text(of) + "\'\'\'\n";
    };
    for (const UncertainParameter& parameter : model.parameters())
      text += "[[parameter]]\nname = '" + parameter.name + "'\n" + law(parameter.distribution);
    for (const Variable& variable : model.variables()) {
      if (variable.name == "seen") continue;  // which is too long to be told
      text += "[[variable]]\nname = '" + variable.name + "'\n" + law(variable.distribution);
      if (variable.details.when) text += "when = '" + variable.details.when->name() + "'\n";
      if (variable.details.absent_state != "none")
        text += "absent = '" + variable.details.absent_state + "'\n";
    }
    const Model read = stated(text).model;
    for (const Variable& variable : read.variables()) {
      const Variable& original =
          model.variables()[static_cast<std::size_t>(model.find(variable.name)->index)];
      EXPECT_EQ(to_text(variable.distribution), to_text(original.distribution));
    }
    std::vector<Query> before = questions_about(model), after = questions_about(read);
    if (before.size() == after.size())
      expect_same_answers(estimate(model, before, few()), estimate(read, after, few()));
  }
}

TEST(ModelFile, KeepsTitleQuestionsAndDescription) {
  ModelFile file;
  file.title = "The \"title\"";
  file.description = "line\nanother";
  file.model = guarded();
  file.questions = {"P(war)", "P(front = failing | war)", "E(loss | war)"};
  const ModelFile read = stated(write_model(file));
  EXPECT_EQ(read.title, file.title);
  EXPECT_EQ(read.description, file.description);
  EXPECT_EQ(read.questions, file.questions);
  EXPECT_TRUE(read.warnings.empty());
  std::istringstream stream(write_model(file));
  EXPECT_EQ(read_model(stream, "stream").title, file.title);
}

TEST(ModelFile, IsAsLongAsItsExpressionsHaveOperations) {
  // Written as a tree, it would have 2^60 operations.
  const auto text_of = [](int doublings) {
    Model m;
    const auto p = m.parameter("p", Uniform(0, 1));
    Real sum = p;
    for (int i = 0; i < doublings; ++i) sum = 0.5 * logistic(sum) + 0.5 * sum;
    m.parameter("q", Deterministic(sum));
    const auto x = m.add("x", Normal(0, 1));
    Real deep = x;
    for (int i = 0; i < 900; ++i) deep = deep * 0.5 + 1;
    m.add("y", Normal(deep, 1));
    test::expect_same(m, again(m));
    return write_model(m);
  };
  EXPECT_LT(text_of(60).size(), 1.2 * static_cast<double>(text_of(30).size()));
}

TEST(ModelFile, TellsANameFromTheExpressionThatItReadsAs) {
  Model m;
  const auto a = m.add("a", Normal(0, 1)), b = m.add("b", Normal(0, 1)),
             named = m.add("max(a, b)", Normal(50, 1)), by = m.add("by(a, 3)", Normal(7, 1));
  m.add("both", Deterministic((max)(a, b) + named - by));
  const auto front = m.add("front", Categorical({"a = b", "max(a, b)", "c"}, {0.5, 0.25, 0.25}));
  m.add("told", Bernoulli(table(front, {{"a = b", 0.1}, {"max(a, b)", 0.2}, {"c", 0.3}})));
  m.add("seen", Deterministic(front == "a = b" || front == "max(a, b)"));
  test::expect_same(m, again(m));
}

TEST(ModelFile, WritesAndReadsAnExpressionOfAnyDepth) {
  Model m;
  const auto e = m.add("e", Bernoulli(0.5)), f = m.add("f", Bernoulli(0.5));
  const auto x = m.add("x", Normal(0, 1));
  m.add("sum", Deterministic(test::long_sum(x, 20000)));
  m.add("all", Deterministic(test::long_conjunction(e, 20000)));
  m.add("nested", Deterministic(test::nested(e, f, 2000)));
  m.add("doubled", Deterministic(test::doubled(x, 60)));
  test::with_small_stack([&] { test::expect_same(m, again(m)); });
}

TEST(ModelFile, RefusesToWriteWhatAFileCannotSay) {
  const auto written = [](const Model& model) { return test::message([&] { write_model(model); }); };
  EXPECT_EQ(written(test::more_distributions()),
            "own: expected laws that can be written, got the user's own function 'own'");
  Model twin;
  twin.add("x", Normal(0, 1));
  twin = add_twin(std::move(twin), "x'", 0, {});
  EXPECT_EQ(written(twin), "x': expected a variable of its own, to be written, got a twin of 'x'");
  Model redrawn;
  redrawn.parameter("p", Normal(0, 1));
  redrawn = redraw(std::move(redrawn), 0, "q");
  EXPECT_EQ(written(redrawn), "p: expected a parameter drawn as itself, to be written, got one drawn as 'q'");
  Model latin;
  latin.add("x", Normal(0, 1), {.description = "\xe4"});
  EXPECT_EQ(written(latin).substr(0, 32), "x: expected text in UTF-8, got '");
  Model named;
  named.add(std::string(256, 'x'), Normal(0, 1));
  EXPECT_TRUE(written(named).ends_with("x...: expected a name of at most 255 bytes, got 256"))
      << written(named);
  Timeline timeline;
  timeline.event("war");
  EXPECT_EQ(test::message([&] { write_model(timeline, 2); }), "war: expected a first distribution, got none");
}

TEST(ModelFile, CountsAreTheLibrarysOwn) {
  const ModelFile file = read_model(R"toml(
[[parameter]]
name = "share"
counted = { events = 3, of = 41 }
[[parameter]]
name = "rate"
counted = { events = 3, exposure = 120.5 }
source = "a register"
[[parameter]]
name = "worth"
counted = { events = 3, of = 41 }
law = "Beta(2, 18)"
worth = 12
basis = "judged"
[[parameter]]
name = "phrase"
counted = { events = 3, of = 41 }
said = "unlikely"
scale = "icd203"
worth = 12
[[parameter]]
name = "exact"
counted = { events = 3, of = 41 }
law = "Beta(2, 18)"
[[parameter]]
name = "states"
counted = [12, 3, 5]
law = "Dirichlet(0.5, 0.25, 0.25)"
worth = 8
[[parameter]]
name = "classes"
counted = [{ events = 3, of = 41 }, { events = 20, of = 850, weight = 0.5 }]
[[parameter]]
name = "pooled"
expert = [{ counted = { events = 3, of = 41 } }, { law = "Beta(2, 18)" }]
)toml",
                                    "counts.toml");
  const auto text_of = [&](const char* name) {
    const auto number = static_cast<std::size_t>(file.model.parameter(name).index());
    return to_text(file.model.parameters()[number].distribution);
  };
  const auto details_of = [&](const char* name) {
    return file.model.parameters()[static_cast<std::size_t>(file.model.parameter(name).index())].details;
  };
  EXPECT_EQ(text_of("share"), "Beta(3.5, 38.5)");
  EXPECT_EQ(details_of("share").source, "3 of 41 cases; Jeffreys' prior: Beta(3.5, 38.5)");
  EXPECT_EQ(details_of("share").basis, Basis::counted);
  EXPECT_EQ(text_of("rate"), "Gamma(3.5, 120.5)");
  EXPECT_EQ(details_of("rate").source, "a register");
  EXPECT_EQ(details_of("rate").description,
            "3 in 120.5 units of exposure; Jeffreys' prior: Gamma(3.5, 120.5)");
  EXPECT_EQ(text_of("worth"), "Beta(4.2, 48.8)");
  EXPECT_EQ(details_of("worth").basis, Basis::judged);
  EXPECT_EQ(text_of("phrase"), "Beta(6.9, 46.1)");
  EXPECT_EQ(text_of("exact"), "Beta(5, 56)");
  EXPECT_EQ(text_of("states.weight[0]"), "Gamma(16, 1)");
  EXPECT_EQ(text_of("states.weight[2]"), "Gamma(7, 1)");
  const auto predicted =
      elicit::reference_class({{.events = 3, .of = 41}, {.events = 20, .of = 850, .weight = .5}}).predicted;
  EXPECT_EQ(text_of("classes"), to_text(casus::stated(predicted.law)));
  EXPECT_EQ(details_of("classes").source, predicted.sentence);
  EXPECT_EQ(text_of("pooled"), "Mixture(0.5: Beta(3.5, 38.5), 0.5: Beta(2, 18))");
  const std::string text = write_model(file);
  EXPECT_EQ(write_model(read_model(text, "again.toml")), text);
}

TEST(ModelFile, PanelsAreTheLibrarysOwn) {
  const std::string text = R"toml(
[[panel]]
name = "desk"
cutoff = 0
seed = [{ realisation = 24, quantiles = [[20, 23, 34], [20, 25, 28]] },
        { realisation = 11, quantiles = [[8, 10, 11], [10, 13, 15]], background = "logarithmic" },
        { realisation = 68, quantiles = [[60, 70, 90], [65, 67, 70]], support = [0, inf] }]
[[parameter]]
name = "depth"
panel = "desk"
answers = [[30, 35, 40], [32, 33, 35]]
[[parameter]]
name = "share"
panel = "desk"
answers = [[0.1, 0.2, 0.4], [0.3, 0.35, 0.5]]
support = [0, 1]
background = "logarithmic"
source = "a workshop"
)toml";
  const ModelFile file = read_model(text, "panel.toml");
  elicit::ExpertPanel panel{{{{{20, 23, 34}, {20, 25, 28}}, 24},
                             {{{8, 10, 11}, {10, 13, 15}}, 11, true},
                             {{{60, 70, 90}, {65, 67, 70}}, 68, false, elicit::positive},
                             {{{30, 35, 40}, {32, 33, 35}}}}};
  const elicit::ClassicalModel depth = elicit::classical_model(panel, {.cutoff = 0});
  EXPECT_EQ(to_text(file.model.parameters()[0].distribution), to_text(casus::stated(depth.combined[3])));
  EXPECT_EQ(file.model.parameters()[0].details.source, "panel desk: " + depth.sentence);
  EXPECT_EQ(file.model.parameters()[0].details.basis, Basis::judged);
  panel.questions[3] = {{{.1, .2, .4}, {.3, .35, .5}}, {}, true, elicit::share};
  const elicit::ClassicalModel share = elicit::classical_model(panel, {.cutoff = 0});
  EXPECT_EQ(to_text(file.model.parameters()[1].distribution), to_text(casus::stated(share.combined[3])));
  EXPECT_EQ(file.model.parameters()[1].details.description, "panel desk: " + share.sentence);
  ASSERT_EQ(file.warnings.size(), 2u);
  EXPECT_EQ(file.warnings[0], "panel.toml:10:9: depth, panel desk: " + depth.sentence);
  EXPECT_NE(depth.sentence.find("3 seed questions, fewer than the 10 that are advised"), std::string::npos);
  const auto again = write_model(file);
  EXPECT_EQ(write_model(read_model(again, "again.toml")), again);

  const auto refused = [&](const std::string& old, const std::string& now) {
    std::string changed = text;
    changed.replace(changed.find(old), old.size(), now);
    return test::message([&] { read_model(changed, "p.toml"); });
  };
  EXPECT_EQ(refused("panel = \"desk\"", "panel = \"desc\""),
            "p.toml:10:9: expected one of desk, got 'desc'; did you mean 'desk'?");
  EXPECT_EQ(refused("answers = [[30, 35, 40], [32, 33, 35]]", "answers = [[30, 35, 40]]"),
            "p.toml:11:11: expected answers of 2 experts, got of 1; in question 4");
  EXPECT_EQ(refused("answers = [[30, 35, 40], [32, 33, 35]]\n", ""),
            "p.toml:8:1: expected the key 'answers', got none");
  EXPECT_EQ(refused("cutoff = 0", "weights = \"globl\""),
            "p.toml:4:11: expected global, item or equal, got 'globl'; did you mean 'global'?");
  EXPECT_EQ(refused("[8, 10, 11]", "[8, 12, 11]").substr(0, 69),
            "p.toml:5:8: expected increasing quantiles, got 11; in question 2, exp");
  EXPECT_EQ(refused("panel = \"desk\"", "law = \"Normal(0, 1)\""),
            "p.toml:11:11: expected 'answers' together with panel only, got a list");
  EXPECT_EQ(refused("answers = [[30, 35", "as = \"Beta\"\nanswers = [[30, 35"),
            "p.toml:11:6: expected a panel without 'as', got a text");
}

TEST(ModelFile, JudgementsAreTheLibrarysOwn) {
  const ModelFile file = stated(R"toml(
scale = "icd203"
[[parameter]]
name = "judged"
judged = [0.05, 0.15, 0.4]
as = "LogitNormal"
[[parameter]]
name = "amount"
judged = [1, 2, 5]
as = "LogNormal"
[[parameter]]
name = "real"
judged = [-1, 0, 5]
as = "Normal"
[[parameter]]
name = "best"
quantiles = [[0.1, 0.02], [0.5, 0.05], [0.9, 0.2]]
support = [0, 1]
widening = 1.3
[[parameter]]
name = "beta"
quantiles = [[0.1, 0.02], [0.5, 0.05], [0.9, 0.2]]
support = [0, 1]
as = "Beta"
[[parameter]]
name = "said"
said = "very unlikely"
[[parameter]]
name = "pooled"
expert = [{ said = "unlikely" }, { name = "hers", law = "Beta(2, 8)", weight = 3 }, { said = "probable", scale = "nato", weight = 0 }]
[[parameter]]
name = "number"
pool = "logarithmic"
expert = [{ probability = 0.1 }, { probability = 0.3, weight = 2 }]
extremising = { base_rate = 0.05, factor = 1.5 }
[[parameter]]
name = "rough"
quantiles = [[0.05, 0.0], [0.5, 0.9], [0.95, 1.0]]
as = "Normal"
[[parameter]]
name = "shares"
law = "Dirichlet(1, 2.5)"
)toml");
  using namespace elicit;
  Model m;
  m.parameter("judged", distribution::ComponentDistribution(fit_logit_normal({.05, .15, .4})),
              {.stated = {{.05, .05}, {.5, .15}, {.95, .4}}});
  m.parameter("amount", distribution::ComponentDistribution(fit_log_normal({1, 2, 5})),
              {.stated = {{.05, 1}, {.5, 2}, {.95, 5}}});
  const auto line = elicit::detail::fit_line(-1, 0, 5);
  m.parameter("real", Normal(line.location, line.scale), {.stated = {{.05, -1}, {.5, 0}, {.95, 5}}});
  const std::vector<Quantile> quantiles{{.1, .02}, {.5, .05}, {.9, .2}};
  m.parameter("best", fit(quantiles, {.support = share, .widening = 1.3}).best().law,
              {.stated = {{.1, .02}, {.5, .05}, {.9, .2}}});
  m.parameter("beta", fit(quantiles, {.support = share}).as(distribution::family_of<distribution::Beta>).law,
              {.stated = {{.1, .02}, {.5, .05}, {.9, .2}}});
  m.parameter("said", said("very unlikely", scale::icd203));
  m.parameter("pooled", pool({said("unlikely", scale::icd203),
                              {distribution::Beta{2, 8}, 3},
                              {said("probable", scale::nato), 0}}));
  m.parameter("number", Deterministic(Real(extremised(logarithmic_pool({.1, .3}, {1, 2}), {.05, 1.5}))));
  m.parameter("rough",
              fit({{.05, 0}, {.5, .9}, {.95, 1}}).as(distribution::family_of<distribution::Normal>).law,
              {.stated = {{.05, 0}, {.5, .9}, {.95, 1}}});
  m.parameter("shares", Dirichlet{{1, 2.5}});
  test::expect_same(m, file.model);
  ASSERT_FALSE(file.warnings.empty());
  EXPECT_TRUE(
      file.warnings.back().starts_with("m.toml:38:13: the law fitted to rough misses its quantiles by 0."))
      << file.warnings.back();
}

TEST(ModelFile, ReadsWhatIsStatedInCode) {
  const ModelFile file = stated(R"toml(
[[parameter]]
name = "p"
law = "Beta(2, 8)"
[[variable]]
name = "rain"
law = "Bernoulli(part_probability(0.04, 12))"
[[variable]]
name = "front"
law = { states = ["a", "b"], parents = ["rain"], rows = [["yes", "p", "rest"], ["no", 0.25, 0.75]] }
where = ["rest = 1 - p"]
[[variable]]
name = "wet"
law = "Bernoulli(table(rain, front: 0, 0.25, part_probability(p, 4), logit(0.75)))"
[[variable]]
name = "cause"
law = "Bernoulli(noisy_or(leak 0; rain and front = b: p; wet: 0.5))"
[[variable]]
name = "both"
law = "Bernoulli(noisy_and(leak 0.1; rain: 0.2; wet: 0.3 else p))"
)toml");
  Model m;
  const auto p = m.parameter("p", Beta(2, 8));
  const auto rain = m.add("rain", Bernoulli(part_probability(0.04, 12)));
  const auto front =
      m.add("front", Categorical({"a", "b"}, cpt({rain}, {{{no}, {0.25, 0.75}}, {{yes}, {p, 1 - p}}})));
  const auto wet = m.add("wet", Bernoulli(table({rain, front}, {{{no, "a"}, 0},
                                                                {{no, "b"}, 0.25},
                                                                {{yes, "a"}, part_probability(p, 4)},
                                                                {{yes, "b"}, logit(0.75)}})));
  m.add("cause", Bernoulli(noisy_or(leak(0), {{rain && front == "b", p}, {wet, 0.5}})));
  m.add("both", Bernoulli(noisy_and(leak(0.1), {{rain, 0.2}, {wet, 0.3, p}})));
  test::expect_same(m, file.model);
}

TEST(ModelFile, KnowsNoLocale) {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::string plain = write_model(hard_numbers());
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  const char* c_locale = nullptr;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"})
    if (!c_locale) c_locale = std::setlocale(LC_ALL, name);
  const std::string written = write_model(hard_numbers());
  test::expect_same(hard_numbers(), stated(plain).model);
  test::expect_same(test::Everything().timeline,
                    *stated(write_model(test::Everything().timeline, 3)).timeline);
  std::locale::global(before);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(written, plain);
}

// ---- limits

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}
std::string refusal(const std::string& text) {
  return test::message([&] { stated(text); });
}
std::string normal(const std::string& mean) {
  return "[[variable]]\nname = \"y\"\nlaw = \"Normal(" + mean + ", 1)\"\n";
}
const std::string x = "[[variable]]\nname = \"x\"\nlaw = \"Normal(0, 1)\"\n";

// As networks are mended: what is stated in few digits, with one warning, and nothing else.
TEST(ModelFile, RowsThatAreOffByRoundingAreMendedWithOneWarning) {
  const ModelFile file = stated(
      "[[variable]]\nname = \"a\"\nlaw = \"Categorical(x: 0.3333, y: 0.3333, z: 0.3333)\"\n"
      "[[variable]]\nname = \"b\"\nlaw = { states = [\"u\", \"v\", \"w\"], parents = [\"a\"], rows = ["
      "[\"x\", 0.333, 0.333, 0.333], [\"y\", 0.5, 0.25, 0.25], [\"z\", 0, 0, 1]] }\n");
  EXPECT_EQ(file.warnings,
            std::vector<std::string>{
                "m.toml: rows that did not sum to 1 were divided by their sum: 2, off by up to 0.001"});
  const Enumeration all(file.model);
  EXPECT_NEAR(all(P(file.model.category("a") == "y")), 1 / 3.0, 1e-15);
  EXPECT_NEAR(all(P(file.model.category("b") == "u").given(file.model.category("a") == "x")), 1 / 3.0, 1e-15);
  EXPECT_EQ(all(P(file.model.category("b") == "u").given(file.model.category("a") == "y")), 0.5);
  const auto law = [](const std::string& text) {
    return "[[variable]]\nname = \"a\"\nlaw = \"" + text + "\"\n";
  };
  EXPECT_NE(refusal(law("Categorical(x: 0.3, y: 0.3, z: 0.3)")).find("that sum to 1, got 0."),
            std::string::npos);
  EXPECT_NE(refusal(law("Categorical(x: 1 / 3, y: 0.333, z: 0.333)")).find("that sum to 1"),
            std::string::npos);
  EXPECT_TRUE(stated(law("Categorical(x: 0.3333333333, y: 0.3333333333, z: 0.3333333333)")).warnings.empty());
}

// Mixtures within mixtures, values within mixtures, and weights of few digits.
TEST(ModelFile, MixturesHoldMixturesAndValues) {
  const ModelFile file = stated(
      "[[variable]]\nname = \"x\"\nlaw = \"Mixture(0.333: Empirical(1: 0.25, 5: 0.75), 0.333: "
      "Deterministic(-2), "
      "0.333: Mixture(0.5: Normal(0, 1), 0.5: Uniform(2, 4)))\"\n");
  EXPECT_EQ(file.warnings,
            std::vector<std::string>{"m.toml: weights of mixtures that did not sum to 1 were divided "
                                     "by their sum: 1, off by up to 0.001"});
  const Quantity mixed = file.model.quantity("x");
  const Answers answers =
      estimate(file.model, {P(mixed == 5), P(mixed == -2), E(mixed)}, {.trajectories = 200'000});
  const double truth[] = {0.25, 1 / 3.0, (4.0 - 2.0 + 1.5) / 3};
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(answers[i].value, truth[i], 5 * answers[i].standard_error) << i;
  EXPECT_EQ(write_model(stated(write_model(file))), write_model(file));
  const auto law = [](const std::string& text) {
    return "[[variable]]\nname = \"a\"\nlaw = \"" + text + "\"\n";
  };
  EXPECT_NE(
      refusal(
          law("Mixture(0.5: Mixture(0.4: Normal(0, 1), 0.5: Normal(1, 1)), 0.5: Mixture(0.6: Normal(0, 1), "
              "0.5: Normal(1, 1)))"))
          .find("mixture in a mixture: expected probabilities that sum to 1, got 0.9"),
      std::string::npos);
  EXPECT_NE(refusal(law("Mixture(0.3: Normal(0, 1), 0.6: Normal(1, 1))")).find("that sum to 1"),
            std::string::npos);
  EXPECT_NE(refusal(law("Mixture(1: Deterministic(2 > 1))")).find("a law that a mixture can have"),
            std::string::npos);
}

// A law that cannot meet what was judged says so, and names what can.
TEST(ModelFile, AJudgedPointThatIsMissedIsAWarning) {
  const auto judged = [](const std::string& lines) {
    return stated("[[parameter]]\nname = \"p\"\n" + lines + "\n").warnings;
  };
  const std::string mixture =
      "Mixture(0.05: Uniform(0, 1), 0.45: Uniform(1, 3), 0.45: Uniform(3, 100), 0.05: Uniform(100, 197))";
  EXPECT_EQ(
      judged("judged = [1, 3, 100]\nas = \"LogNormal\""),
      std::vector<std::string>{"m.toml:3:10: the law fitted to p has 28 % below 3, which was judged to be "
                               "its 50 % point (shown if off by "
                               "more than 10 %); a LogNormal fitted to quantiles comes within 5 %, law = \"" +
                               mixture + "\" meets all"});
  EXPECT_TRUE(judged("judged = [1, 10, 100]\nas = \"LogNormal\"").empty());
  const auto other = judged("judged = [1, 5, 10]\nas = \"LogNormal\"");
  ASSERT_EQ(other.size(), 1u);
  EXPECT_NE(other[0].find("fitted to quantiles comes within"), std::string::npos) << other[0];
  // The mixture that is named is read, and meets all.
  const Model made = stated("[[variable]]\nname = \"x\"\nlaw = \"" + mixture + "\"\n").model;
  const std::vector<double> row{0.05, 0.45, 0.45, 0.05, 0, 1, 1, 3, 3, 100, 100, 197};
  const DrawTables& tables = tables_of(made.variables()[0]);
  EXPECT_NEAR(drawn_value(made.variables()[0], tables, row, 0.5), 3, 1e-12);
  EXPECT_NEAR(drawn_value(made.variables()[0], tables, row, 0.05), 1, 1e-12);
}

TEST(ModelFile, ExpertsGiveNumbersAndWordsAndLogarithmicPools) {
  const auto law = [](const std::string& lines) {
    return stated("scale = \"icd203\"\n[[parameter]]\nname = \"p\"\n" + lines + "\n")
        .model.parameters()[0]
        .distribution;
  };
  const auto mixed = law("expert = [{ probability = 0.1 }, { said = \"unlikely\", weight = 3 }]");
  EXPECT_EQ(to_text(mixed), "Mixture(0.25: Deterministic(0.1), 0.75: Uniform(0.2, 0.45))");
  const auto pooled =
      law("expert = [{ law = \"Beta(2, 8)\" }, { law = \"Beta(4, 4)\" }]\npool = \"logarithmic\"");
  EXPECT_EQ(to_text(pooled), "Beta(3, 6)");
  EXPECT_EQ(to_text(law("expert = [{ law = \"Empirical(1, 3)\" }]")),
            "Mixture(0.5: Deterministic(1), 0.5: Deterministic(3))");
  const auto wrong = [](const std::string& lines) {
    return refusal("scale = \"icd203\"\n[[parameter]]\nname = \"p\"\n" + lines + "\n");
  };
  EXPECT_NE(
      wrong("expert = [{ said = \"unlikely\" }, { probability = 1.1 }]").find("a probability in [0, 1]"),
      std::string::npos);
  EXPECT_NE(wrong("expert = [{ said = \"unlikely\" }, { probability = 0.1, as = \"Beta\" }]")
                .find("only a probability"),
            std::string::npos);
  EXPECT_NE(
      wrong("expert = [{ said = \"unlikely\" }]\npool = \"median\"").find("a linear or logarithmic pool"),
      std::string::npos);
}

TEST(ModelFile, NamesTheEncodingThatIsNotUtf8) {
  const std::string text = "title = \"x\"\n";
  std::string little = "\xff\xfe", big = "\xfe\xff", bare, wide(std::string("\xff\xfe\0\0", 4));
  for (const char c : text) {
    little += {c, '\0'};
    big += {'\0', c};
    bare += {c, '\0'};
    wide += {c, '\0', '\0', '\0'};
  }
  for (const std::string& one : {little, big, bare})
    EXPECT_EQ(refusal(one), "m.toml: expected text in UTF-8, got text in UTF-16; save it as UTF-8");
  EXPECT_EQ(refusal(wide), "m.toml: expected text in UTF-8, got text in UTF-32; save it as UTF-8");
  EXPECT_EQ(refusal("[timeline]\nsteps = 3\nlabels = [\"a\", \"b\", \"a\"]\n"),
            "m.toml:3:10: expected labels that differ, got 'a' twice");
}

TEST(ModelFile, AVariableMayHaveOneState) {
  const ModelFile file = stated(
      "[[variable]]\nname = \"a\"\nlaw = \"Categorical(x: 1)\"\n"
      "[[variable]]\nname = \"b\"\nlaw = \"Bernoulli(table(a: 0.25))\"\n");
  EXPECT_EQ(Enumeration(file.model)(P(file.model.event("b"))), 0.25);
}

TEST(ModelFile, HasLimits) {
  EXPECT_EQ(refusal(std::string((32u << 20) + 1, '#')),
            "m.toml: expected at most 33554432 bytes, got 33554433");
  EXPECT_EQ(refusal(x + normal(std::string((1u << 20) + 1, ' '))).substr(0, 48),
            "m.toml:6:8: expected at most 1048576 bytes of te");
  EXPECT_EQ(refusal(x + normal(repeated("(", 99) + "x" + repeated(")", 99))), "no error");
  EXPECT_EQ(refusal(x + normal(repeated("(", 100) + "x" + repeated(")", 100))),
            "m.toml:6:114: expected at most 100 levels of nesting, got more");
  EXPECT_EQ(refusal(x + normal("x" + repeated(" + x", 20000))), "no error");
  // As deep by definitions.
  std::string chain = "where = [\"t0 = x\"";
  for (int i = 1; i <= 5000; ++i)
    chain += ", \"t" + std::to_string(i) + " = t" + std::to_string(i - 1) + " + 1\"";
  EXPECT_EQ(refusal(x + normal("t5000") + chain + "]\n"), "no error");
  EXPECT_NE(refusal("[[variable]]\nname = \"" + std::string(256, 'x') + "\"\n")
                .find("a name of at most 255 bytes, got 256"),
            std::string::npos);
  EXPECT_NE(
      refusal(x + normal(std::string(256, 'x'))).find("names and numbers of at most 255 bytes, got 256"),
      std::string::npos);
  EXPECT_NE(refusal(repeated(x, 10'001)).find("at most 10000 of variable, got 10001"), std::string::npos);
  EXPECT_NE(refusal("[timeline]\nsteps = 1201\n").find("a number of steps, 1 to 1200, got 1201"),
            std::string::npos);
  EXPECT_NE(
      refusal("questions = [" + repeated("\"P(x)\",", 1001) + "]\n").find("at most 1000 questions, got 1001"),
      std::string::npos);
  EXPECT_NE(refusal("x = " + repeated("[", 300)).find("expected TOML"), std::string::npos);
  EXPECT_NE(refusal("x" + repeated(".x", 40'000) + " = 1\n").find("keys of at most 32 parts"),
            std::string::npos);
  EXPECT_NE(refusal("[x" + repeated(".x", 40) + "]\n").find("keys of at most 32 parts"), std::string::npos);
}

TEST(ModelFile, LimitsWhatTablesTake) {
  // 255^4 rows, of which two are stated.
  std::string states;
  for (int i = 0; i < 255; ++i)
    states += (i > 0 ? ", s" : "s") + std::to_string(i) + ": " + (i == 0 ? "1" : "0");
  std::string text;
  for (const char* name : {"a", "b", "c", "d"})
    text += "[[variable]]\nname = \"" + std::string(name) + "\"\nlaw = \"Categorical(" + states + ")\"\n";
  const std::string z = "[[variable]]\nname = \"z\"\nlaw = ";
  EXPECT_NE(
      refusal(text + z + R"({ parents = ["a", "b", "c", "d"], rows = [["s0", "s0", "s0", "s0", 0.5]] })")
          .find("at most 1000000 combinations of the parents' states"),
      std::string::npos);
  EXPECT_NE(refusal(text + z + "\"Bernoulli(table(a, b, c, d: 0.5, 0.6))\"\n")
                .find("expected more values, one for each combination"),
            std::string::npos);
  // 65,025 rows of 100 numbers are more than a file may have.
  std::string labels;
  for (int i = 0; i < 100; ++i) labels += (i > 0 ? ", \"t" : "\"t") + std::to_string(i) + '"';
  const std::string many = text + z + "{ states = [" + labels + "], parents = [\"a\", \"b\"], rows = [] }\n";
  EXPECT_NE(refusal(many).find("at most 4194304 numbers in the tables of a file, got more"),
            std::string::npos);
}

TEST(ModelFile, LimitsWhatChecksTake) {
  // Sixteen parents have 65,536 combinations of states, and in each a thousand operations would be
  // done.
  std::string text, sum = "0";
  for (int i = 0; i < 16; ++i)
    text += "[[variable]]\nname = \"e" + std::to_string(i) + "\"\nlaw = \"Bernoulli(0.5)\"\n";
  for (int i = 0; i < 1000; ++i) sum += " + e" + std::to_string(i % 16);
  for (int i = 0; i < 40; ++i)
    text +=
        "[[variable]]\nname = \"z" + std::to_string(i) + "\"\nlaw = \"Bernoulli(logistic(" + sum + "))\"\n";
  // Nothing is checked once there is too much of it.
  EXPECT_NE(refusal(text).find("fewer operations and combinations of parents' states in a file"),
            std::string::npos);
}

// Each condition doubles the ways to what is looked at for guards.
TEST(ModelFile, LooksForGuardsOnce) {
  std::string conditions;
  for (int i = 0; i < 60; ++i)
    conditions += "[[variable]]\nname = \"c" + std::to_string(i) + "\"\nlaw = \"Bernoulli(0.5)\"\n";
  conditions += x + normal("t60") + "where = [\"t0 = x\"";
  for (int i = 1; i <= 60; ++i) {
    const std::string last = "t" + std::to_string(i - 1);
    conditions += ", \"t" + std::to_string(i) + " = if_then_else(c" + std::to_string(i - 1) + ", " + last +
                  ", " + last + ")\"";
  }
  EXPECT_EQ(read_model(conditions + "]\n", "m.toml").model.variables().size(), 62u);
}

TEST(ModelFile, ReadsIntegersThatNoDoubleHolds) {
  const ModelFile read = read_model(
      "[timeline]\nsteps = 2\n[[varying]]\nname = \"v\"\nvalues = [9007199254740993]\n"
      "[[series]]\nname = \"x\"\nkind = \"quantity\"\neach = \"Normal(v, 1)\"\n",
      "m.toml");
  EXPECT_EQ(read.timeline->varying_at(0)[0], 9007199254740992.0);
}

TEST(ModelFile, ReadsRootsPowersSizesAndWholeNumbers) {
  const ModelFile read = stated(
      "[[variable]]\nname = \"x\"\nlaw = \"Normal(0, 1)\"\n"
      "[[variable]]\nname = \"y\"\nlaw = \"Deterministic(sqrt(abs(x)) + pow(floor(x), 2))\"\n");
  EXPECT_EQ(to_text(Real(read.model.variables()[1].distribution.parameters[0])),
            "sqrt(abs(x)) + pow(floor(x), 2)");
}

TEST(ModelFile, WritesWhatBeginsWithBlanksAndNamesThatAreWords) {
  Model m;
  const auto cause = m.add("cause", Bernoulli(0.5));
  const auto p = m.parameter("none", Beta(1, 2));
  m.add("y", Bernoulli(table(cause, {{no, p}, {yes, 0.5}})),
        {.description = "   " + std::string(60, 'a') + ' ' + std::string(60, 'b')});
  test::expect_same(m, again(m));
}

TEST(ModelFile, BoundsWhatSharesTake) {
  const auto file = [](int count) {
    std::string law = "Dirichlet(1";
    for (int i = 1; i < count; ++i) law += ", 1";
    return "[[parameter]]\nname = \"share\"\nlaw = \"" + law + ")\"\n";
  };
  EXPECT_GE(read_model(file(255), "m.toml").model.parameters().size(), 255u);
  EXPECT_THROW(read_model(file(256), "m.toml"), Error);
}

// ---- the files of the examples

std::filesystem::path example(const char* name) { return std::filesystem::path(CASUS_MODELS_DIR) / name; }

TEST(ModelFile, ExamplesAnswerTheirQuestions) {
  const ModelFile tour = read_model(example("tour.toml"));
  std::vector<Query> questions;
  for (const std::string& question : tour.questions) questions.push_back(parse_query(tour.model, question));
  const Answers answers = estimate(tour.model, questions, few());
  EXPECT_EQ(answers.size(), tour.questions.size());
  EXPECT_GT(answers[1].value, answers[0].value);  // a flood makes it worse
  EXPECT_LT(answers[2].value, answers[0].value);  // repairs better
  test::expect_same(tour.model, again(tour.model));
  EXPECT_TRUE(tour.warnings.empty());

  const ModelFile months = read_model(example("months.toml"));
  ASSERT_TRUE(months.timeline);
  EXPECT_EQ(months.steps, 6);
  Horizon horizon(*months.timeline, months.steps);
  std::vector<Query> over_time;
  for (const std::string& question : months.questions) over_time.push_back(parse_query(horizon, question));
  EXPECT_EQ(estimate(horizon, over_time, few()).size(), months.questions.size());
  test::expect_same(*months.timeline, again(*months.timeline, 6));
}

/// An example's file is the model that it was written from; where it is not, the one that should
/// take its place is left.
void expect_written_from(const ModelFile& study, const char* name) {
  const ModelFile read = read_model(example(name));
  EXPECT_EQ(read.title, study.title);
  EXPECT_EQ(read.description, study.description);
  EXPECT_EQ(read.questions, study.questions);
  EXPECT_EQ(read.steps, study.steps);
  ASSERT_EQ(read.timeline.has_value(), study.timeline.has_value());
  // The study takes logarithms, which libraries may round in their own ways.
  if (study.timeline)
    test::expect_same(*study.timeline, *read.timeline, 1e-14);
  else
    test::expect_same(study.model, read.model, 1e-14);
  if (!testing::Test::HasFailure()) return;
  const auto fresh = std::filesystem::temp_directory_path() / name;
  std::ofstream(fresh, std::ios::binary) << write_model(study);
  ADD_FAILURE() << "as it should be: " << fresh;
}

/// The study as a file.
ModelFile belarus() {
  ModelFile file;
  file.title = "Will Belarusian troops enter the war in Ukraine, and what would follow?";
  file.description =
      "As of 10 November 2022; month by month, from December 2022 on. Written from "
      "casus/study/belarus.hpp, which says "
      "more: a test holds both to be the same. Copy it, and change in the copy what you judge otherwise.";
  file.timeline = study::belarus().timeline;
  file.steps = study::belarus_months;
  file.questions = {"P(by(entry))",
                    "P(by(regime_change))",
                    "P(ever(ultimatum))",
                    "P(ever(mass_protest))",
                    "P(ever(harsher_repression))",
                    "P(ever(patron_lost))",
                    "P(ever(setback) | ever(entry))",
                    "P(within(suspension, 3, setback) | ever(setback))",
                    "P(by(regime_change); do entry = no)",
                    "P(by(regime_change); do at(ultimatum, 0) = yes, at(entry, 0) = yes)"};
  return file;
}

TEST(ModelFile, TheStudyIsAFileToo) { expect_written_from(belarus(), "belarus.toml"); }

}  // namespace
}  // namespace casus
