// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Model files that are wrong, and what is said of them.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/model_file.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

const std::string with_rain = "[[variable]]\nname = \"rain\"\nlaw = \"Bernoulli(0.2)\"\n";
const std::string with_p = "[[parameter]]\nname = \"p\"\nlaw = \"Beta(2, 8)\"\n";
const std::string with_war =
    "[timeline]\nsteps = 3\n[[series]]\nname = \"war\"\nkind = \"event\"\neach = \"Bernoulli(0.5)\"\n";

/// The law of "x", in line 9, and what stands below it.
std::string variable(const std::string& law) {
  return with_rain + with_p + "[[variable]]\nname = \"x\"\nlaw = " + law + '\n';
}
/// What stands below the name of "q", from line 6 on.
std::string parameter(const std::string& lines) {
  return with_p + "[[parameter]]\nname = \"q\"\n" + lines + '\n';
}
/// What stands below the name of "s", from line 9 on.
std::string series(const std::string& lines) {
  return with_war + "[[series]]\nname = \"s\"\n" + lines + '\n';
}

/// What stands below "[[correlation]]", from line 11 on.
std::string correlation(const std::string& lines) {
  return parameter("law = \"Normal(0, 1)\"\n[[parameter]]\nname = \"r\"\nlaw = \"Normal(0, 1)\"") +
         "[[correlation]]\n" + lines + '\n';
}
std::string model_complaint(const std::string& text) {
  return test::message([&] { read_model(text, "m.toml"); });
}

TEST(ModelFileErrors, OfCorrelationsNameTheParameters) {
  struct Case {
    std::string text, place, message;
  };
  const std::vector<Case> cases = {
      {correlation("rank = 0.5"), "10:1", "expected the key 'between', got none"},
      {correlation("between = [\"p\", \"q\"]"), "10:1",
       "expected the key 'rank', or same_source = true, got neither"},
      {correlation("between = [\"p\", \"q\"]\nsame_source = false"), "10:1",
       "expected the key 'rank', or same_source = true, got neither"},
      {correlation("between = [\"p\", \"q\"]\nsame_source = 0.9"), "12:15",
       "expected true or false, got 0.9"},
      {correlation("between = [\"p\", \"q\"]\nrank = \"high\""), "12:8", "expected a number, got a text"},
      {correlation("between = [\"p\", \"q\"]\nrank = -1.5"), "12:8",
       "expected a rank correlation from -1 to 1, got -1.5"},
      {correlation("between = [\"p\"]\nrank = 0.5"), "11:11", "expected at least two parameters, got 1"},
      {correlation("between = \"p\"\nrank = 0.5"), "11:11", "expected a list of texts, got a text"},
      {correlation("between = [\"p\", \"p\"]\nrank = 0.5"), "11:11",
       "expected parameters that differ, to be correlated, got the same twice; in p"},
      {correlation("between = [\"p\", \"rr\"]\nrank = 0.5"), "11:17",
       "expected a parameter, got 'rr'; did you mean 'r'?"},
      {correlation("between = [\"p\", \"q\"]\nranks = 0.5"), "12:1",
       "expected a key of a correlation (between, rank, same_source, source), got 'ranks'; did you mean "
       "'rank'?"},
      {correlation(
           "between = [\"p\", \"q\"]\nrank = 0.5\n[[correlation]]\nbetween = [\"q\", \"p\"]\nrank = 0.6"),
       "15:8", "expected one number, got 0.5 and 0.6; in rank correlation of p and q"},
      // The last one without which the others are valid.
      {correlation(
           "between = [\"p\", \"q\"]\nrank = 0.9\n[[correlation]]\nbetween = [\"p\", \"r\"]\nrank = 0.9"),
       "15:8",
       "expected 0.632 to 1, given p and q 0.9, p and r 0.9, got 0: it is not stated; in rank correlation of "
       "q and "
       "r; the nearest without a contradiction: p and q 0.728, p and r 0.728, q and r 0.105"},
      {with_p +
           "[[parameter]]\nname = \"d\"\nlaw = \"Deterministic(2 * p)\"\n[[correlation]]\nbetween = [\"p\", "
           "\"d\"]\nrank = 0.5\n",
       "8:11",
       "got one that is computed: Deterministic(2 * p); in d; correlate the parameters that it is computed "
       "from"},
      {with_rain + with_p + "[[correlation]]\nbetween = [\"p\", \"rain\"]\nrank = 0.5\n", "8:17",
       "expected a parameter, got 'rain'"},
      {"correlation = 3\n", "1:15", "expected tables, each under [[correlation]], got 3"}};
  for (const Case& wrong : cases) {
    const std::string said = model_complaint(wrong.text);
    EXPECT_TRUE(said.starts_with("m.toml:" + wrong.place + ": expected ")) << wrong.text << '\n' << said;
    EXPECT_TRUE(said.ends_with(wrong.message)) << wrong.text << '\n' << said;
  }
  // A parameter that is wrong is not reported again.
  const std::string said =
      model_complaint(with_p +
                      "[[parameter]]\nname = \"q\"\nlaw = \"Normal(0)\"\n[[correlation]]\nbetween = "
                      "[\"p\", \"q\"]\nrank = 0.5\n");
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

TEST(ModelFileErrors, TellPlaceAndRemedy) {
  struct Case {
    std::string text, place, message;
  };
  const std::vector<Case> cases = {
      {"title = \n", "1:9",
       "expected TOML, got Error while parsing key-value pair: expected value, saw '\\n'"},
      {"titel = \"x\"\n", "1:1", "got 'titel'; did you mean 'title'?"},
      {"title = 7\n", "1:9", "expected a text in quotes, got 7"},
      {"variable = 3\n", "1:12", "expected tables, each under [[variable]], got 3"},
      {"variable = [3]\n", "1:13", "expected tables, each under [[variable]], got 3"},
      {"[[variable]]\nlaw = \"Bernoulli(0.2)\"\n", "1:1", "expected the key 'name', got none"},
      {"[[variable]]\nname = \"\"\n", "2:8", "expected a name, got an empty text"},
      {"[[variable]]\nname = 3\n", "2:8", "expected a text in quotes, got 3"},
      {"[[variable]]\nname = \"a\\\"b\"\n", "2:8",
       "expected a name without double quotes and control characters, got 'a\"b'"},
      {with_rain + with_rain, "5:8", "expected a name that is not taken, got 'rain'"},
      {with_rain + "[[variable]]\nname = \"wet\"\n", "4:1", "expected the key 'law', got none"},
      {with_rain + "quest = [\"P(rain)\"]\n", "4:1", "got 'quest'; did you mean 'unit'?"},
      {"questions = [3]\n", "1:14", "expected a text in quotes, got 3"},
      {"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g = 1\n", "1:64",
       "expected keys of at most 32 parts, got more"},
      {variable("\"Bernouli(0.2)\""), "9:8", "got 'Bernouli'; did you mean 'Bernoulli'?"},
      {variable("\"Normal(0)\""), "9:8", "expected 2 numbers for Normal (location, scale), got 1"},
      {variable("\"Normal(0, 1, 2)\""), "9:8", "expected 2 numbers for Normal (location, scale), got 3"},
      {variable("\"Normal(0, -1)\""), "9:7", "expected a positive finite number as scale, got -1"},
      {variable("\"Bernoulli(1.2)\""), "9:7", "expected a probability in [0, 1] as probability, got 1.2"},
      {variable("\"Bernoulli(0.2\""), "9:21",
       "expected ')' after Bernoulli's arguments, got the end of the text"},
      {variable("\"Bernoulli(0.2) x\""), "9:23", "expected the end of the law, got 'x'"},
      {variable("\"\""), "9:8", "expected a law such as Bernoulli(0.2), got an empty text"},
      {variable("\"Bernoulli\""), "9:17", "expected '(' after Bernoulli, got the end of the text"},
      {variable("3"), "9:7",
       "expected a law in quotes, such as \"Bernoulli(0.2)\", or a table of parents and rows, got 3"},
      {variable("\"Bernoulli(rian)\""), "9:18",
       "expected the name of a variable or parameter, got 'rian'; did you mean 'rain'?"},
      {variable("\"Bernoulli(x)\""), "9:18",
       "got 'x', which cannot be read here; a name must be stated before it is read, and parameters read "
       "only parameters"},
      {variable("\"Bernoulli(0.1.2)\""), "9:18", "expected a number, got '0.1.2'"},
      {variable("\"Bernoulli(1e999)\""), "9:18", "expected a number in the range of a double, got '1e999'"},
      {variable("\"Bernoulli(p ? 1)\""), "9:20",
       "expected an expression, got the character '?'; names that are not identifiers need double "
       "quotes"},
      {variable("\"Bernoulli(root(p))\""), "9:18", "got 'root'; did you mean 'log'?"},
      {variable("\"Dirichlet(1, 2)\""), "9:8",
       "expected a law of one number, got Dirichlet, which parameters alone can have"},
      {variable("\"Bernoulli(last(rain))\""), "9:18", "got 'last'; did you mean 'log'?"},
      {variable("\"Categorical(a: 0.5, b: 0.6)\""), "9:7", "expected probabilities that sum to 1, got 1.1"},
      {variable("\"Categorical(a: 0.5, a: 0.5)\""), "9:7", "expected states that differ, got 'a' twice"},
      {variable("\"Categorical(a 0.5)\""), "9:22", "expected ':' and the probability of a, got '0.5'"},
      {variable("\"Categorical(, b: 1)\""), "9:20",
       "expected the name of a state, got ','; Categorical(state: probability, ...)"},
      {variable("\"Mixture(0.5: Normal(0, 1), 0.6: Normal(0, 1))\""), "9:7",
       "expected probabilities that sum to 1, got 1.1"},
      {variable("\"Mixture(1: Categorical(a: 1))\""), "9:19",
       "expected a law that a mixture can have, got Categorical"},
      {variable("\"Mixture(1: Bernoulli(0.1))\""), "9:19",
       "expected a law that a mixture can have, got Bernoulli"},
      {variable("\"Mixture(Normal(0, 1))\""), "9:16", "got 'Normal'; did you mean 'max'?"},
      {variable("\"Empirical(1: 0.2, 2)\""), "9:27",
       "expected ':' and a weight, as after the first value, got ')'"},
      {variable("\"Empirical(1: -0.2)\""), "9:18",
       "expected a finite number of at least 0 as weight 1, got -0.2"},
      {variable("\"Empirical(p)\""), "9:18", "expected a value, a number, got 'p'"},
      {variable("\"Bernoulli(table(rain: 0.1))\""), "9:30",
       "got 1; table(parent, parent: value, value, ...)"},
      {variable("\"Bernoulli(table(p: 0.1, 0.2))\""), "9:24",
       "expected a parent of the table, an event or category, got 'p', a parameter"},
      {variable("\"Bernoulli(table(rain 0.1, 0.2))\""), "9:29",
       "expected ':' and a value for each combination of the states of rain, got '0.1'"},
      {variable("\"Bernoulli(table(rain: 0.1, 1.2))\""), "9:7",
       "expected a probability in [0, 1] as probability, got 1.2; in x (rain = yes)"},
      {variable("\"Bernoulli(noisy_or(0.1))\""), "9:27",
       "expected 'leak' and the probability of all unlisted causes, got '0.1'; leak 0 if there are none"},
      {variable("\"Bernoulli(noisy_or(leak 0.1; rain 0.2))\""), "9:42",
       "expected ':' and the cause's strength, got '0.2'"},
      {variable("\"Bernoulli(noisy_and(leak 0.1; rain: 0.2 or 0.3))\""), "9:44",
       "expected a condition, got '0.2', a number; compare it with a number, with < or another comparison"},
      {variable("\"Bernoulli(part_probability(p, 1.5))\""), "9:38",
       "expected a whole number of parts from 1 to 1000000, got '1.5'"},
      {variable("\"Bernoulli(part_probability(2, 12))\""), "9:18", "expected a probability in [0, 1], got 2"},
      {variable("\"Deterministic(rain + )\""), "9:29", "expected a name, a number or '(', got ')'"},
      {variable("\"Deterministic(not)\""), "9:25", "expected a name, a number or '(', got ')'"},
      {variable("'''\nNormal(0,\n  sd)'''"), "11:3",
       "expected the name of a variable or parameter, got 'sd'; did you mean 'p'?"},
      {variable("\"Normal(\\u0030, sd)\""), "9:23",
       "expected the name of a variable or parameter, got 'sd'; did you mean 'p'?"},
      {variable("\"Normal(1, \\\"große Not\\\" + sd)\""), "9:18",
       "expected the name of a variable or parameter, got '\"große Not\"'"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", 0.1], [\"yes\", 0.2]], row = 1 }"), "9:65",
       "expected a key of a table (states, parents, rows), got 'row'; did you mean 'rows'?"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", 0.1]] }"), "9:36",
       "expected a row for every combination of states, got none for (yes)"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", 0.1], [\"no\", 0.2]] }"), "9:36",
       "expected each row once, got row (no) twice"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", 0.1], [\"maybe\", 0.2]] }"), "9:51",
       "expected one of the states no, yes, got 'maybe'"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", 0.1], [\"yes\"]] }"), "9:50",
       "expected 1 state of rain and 1 value, got 1 in all"},
      {variable("{ parents = [\"rian\"], rows = [] }"), "9:21",
       "expected the name of a variable or parameter, got 'rian'; did you mean 'rain'?"},
      {variable("{ parents = [], rows = [] }"), "9:19", "expected at least one parent, got none"},
      {variable("{ parents = [\"p\"], rows = [] }"), "9:21",
       "expected an event or category, got 'p', a parameter"},
      {variable("{ rows = [] }"), "9:7", "expected the key 'parents', got none"},
      {variable("{ parents = [\"rain\"], rows = [[no, 0.1]] }"), "9:39",
       "expected TOML, got Error while parsing floating-point: expected 'nan', saw 'no'"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", true], [\"yes\", 0.1]] }"), "9:44",
       "expected a number, or an expression in quotes, got true or false"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", nan], [\"yes\", 0.1]] }"), "9:44",
       "expected a number, got not a number"},
      {variable("{ parents = [\"rain\"], rows = [[\"no\", \"2 * rian\"], [\"yes\", 0.1]] }"), "9:49",
       "expected the name of a variable or parameter, got 'rian'; did you mean 'rain'?"},
      {variable("{ states = [\"a\", \"b\"], parents = [\"rain\"], rows = [[\"no\", 0.4, 0.5], [\"yes\", 0.1, "
                "0.9]] }"),
       "9:7", "expected probabilities that sum to 1, got 0.9; in x (rain = no)"},
      {variable("\"Normal(0, 1)\"\nwhen = \"rian\""), "10:8",
       "expected the name of an event, got 'rian'; did you mean 'rain'?"},
      {variable("\"Normal(0, 1)\"\nwhen = \"p\""), "10:8",
       "expected the name of an event, got 'p', which is not an event"},
      {variable("\"Bernoulli(0.1)\"\nunit = \"m\""), "9:7",
       "expected no unit, because it is not a quantity, got 'm'"},
      {variable("\"Bernoulli(0.1)\"\nabsent = \"no\""), "9:7",
       "expected absent_state of a guarded category alone, got 'no'"},
      {variable("\"Categorical(a: 0.5, b: 0.5)\"\nwhen = \"rain\"\nabsent = \"c\""), "9:7",
       "expected one of its states as absent_state, got 'c'; did you mean 'a'?"},
      {variable("\"Normal(0, 1)\"\nunit = 3"), "10:8", "expected a text in quotes, got 3"},
      {variable("\"Normal(0, 1)\"\nmark = \"verified\""), "10:1", "got 'mark'; did you mean 'name'?"},
      {variable("\"Normal(m, 1)\"\nwhere = \"m = 3\""), "10:9",
       "expected a list of definitions such as \"odds = p / (1 - p)\", got a text"},
      {variable("\"Normal(m, 1)\"\nwhere = [\"m = 3 +\"]"), "10:18",
       "expected a name, a number or '(', got the end of the text"},
      {variable("\"Normal(m, 1)\"\nwhere = [\"m 3\"]"), "10:13",
       "expected '=' and the expression that m stands for, got '3'"},
      {variable("\"Normal(m, 1)\"\nwhere = [\"m = n\", \"n = 3\"]"), "10:15",
       "expected the name of a variable or parameter, got 'n'; did you mean 'p'?"},
      {variable("\"Normal(m, 1)\"\nwhere = [\"n = 3\"]"), "9:15",
       "expected the name of a variable or parameter, got 'm'; did you mean 'p'?"},
      {with_rain +
           "[[variable]]\nname = \"level\"\nwhen = \"rain\"\nlaw = \"Normal(0, 1)\"\n[[variable]]\nname = "
           "\"y\"\nlaw = \"Normal(level, 1)\"\n",
       "10:7",
       "got 'level', which is absent if rain does not hold; add given(rain), guard it with .when = rain, "
       "or use if_then_else(rain, level, ...)"},
      {parameter("unit = \"m\""), "4:1",
       "expected one of law, judged, quantiles, said, expert, counted, panel for q, got none of them"},
      {parameter("law = \"Beta(1, 1)\"\nsaid = \"likely\""), "7:8",
       "expected one of law, judged, quantiles, said, expert, counted, panel, got a second one"},
      {parameter("counted = { events = 5, of = 4 }"), "6:11",
       "expected at most as many events as cases (4), got 5"},
      {parameter("counted = { events = 5 }"), "6:11", "expected 'of' or 'exposure', got neither"},
      {parameter("counted = { events = 5, of = 6, exposure = 2 }"), "6:44",
       "expected 'of' or 'exposure', got both"},
      {parameter("counted = { event = 5, of = 6 }"), "6:13", "got 'event'; did you mean 'events'?"},
      {parameter("counted = 5"), "6:11",
       "expected counts such as { events = 3, of = 41 } or { events = 3, exposure = 120.5 }, got 5"},
      {parameter("counted = { events = 1, of = 6 }\nworth = 12"), "7:9",
       "expected 'worth' beside a judgement, got only counts"},
      {parameter("counted = { events = 1, of = 6 }\nsaid = \"likely\"\nscale = \"icd203\"\nworth = -1"),
       "9:9", "expected a positive number of cases, got -1"},
      {parameter("judged = [1, 2, 5]\nas = \"Normal\"\nworth = 12"), "8:9",
       "expected 'worth' together with counted only, got 12"},
      {parameter("counted = { events = 1, of = 6 }\nlaw = \"Normal(0, 1)\""), "6:11",
       "expected a prior within [0, 1], got one from -infinity to infinity"},
      {parameter("counted = [{ events = 1, of = 6 }]"), "6:11",
       "expected 2 to 200 classes with positive weight, got 1; a single class is counted by itself"},
      {parameter("counted = [{ events = 1, of = 6 }, { events = 1, exposure = 6 }]"), "6:36",
       "expected 'of', as for the first class, got 'exposure'"},
      {parameter("counted = [{ events = 1, of = 6 }, { events = 1, of = 9 }]\nlaw = \"Beta(1, 1)\""), "7:7",
       "expected reference classes without a judgement beside them, got a text"},
      {parameter("counted = [12, 3]\nlaw = \"Beta(1, 1)\""), "7:7",
       "expected a Dirichlet law beside counts of states, got a text"},
      {parameter("counted = [12, \"x\"]"), "6:16", "expected a number, got a text"},
      {parameter("law = \"Bernoulli(0.2)\""), "6:7",
       "expected a law of numbers, for q is a parameter, got Bernoulli"},
      {parameter("law = \"Normal(q2, 1)\""), "6:15",
       "expected the name of a variable or parameter, got 'q2'; did you mean 'p'?"},
      {parameter("law = \"Normal(rain, 1)\"\n[[variable]]\nname = \"rain\"\nlaw = \"Bernoulli(0.2)\""),
       "6:15",
       "got 'rain', which cannot be read here; a name must be stated before it is read, and parameters "
       "read only parameters"},
      {parameter("law = \"Dirichlet(1)\""), "6:7", "expected at least two concentrations, got 1"},
      {parameter("law = \"Dirichlet(1, x)\""), "6:21", "expected a concentration, a number, got 'x'"},
      {parameter("law = \"Normal(0, 1)\"\nmark = \"verifid\""), "7:8",
       "expected one of verified, computed, remembered, judgement, got 'verifid'; did you mean 'verified'?"},
      {parameter("law = \"Normal(0, 1)\"\nstated = [[0.5]]"), "7:11",
       "expected a probability and the value there, got 1 of them"},
      {parameter("law = \"Normal(0, 1)\"\nstated = [[0.5, 1], [0.4, 2]]"), "6:7",
       "expected stated quantiles that increase, got 2"},
      {parameter("law = \"Normal(0, 1)\"\nas = \"Beta\""), "7:6",
       "expected 'as' only with a judgement, got a text; the law says all"},
      {parameter("judged = [0.1, 0.2]\nas = \"LogitNormal\""), "6:10",
       "expected three numbers: the 5, 50 and 95 % points, got 2 of them"},
      {parameter("judged = [0.1, 0.2, 0.3]"), "6:10",
       "expected 'as' beside it, LogitNormal, LogNormal or Normal, got none"},
      {parameter("judged = [0.1, 0.2, 0.3]\nas = \"Beta\""), "7:6",
       "got 'Beta'; other families are fitted to quantiles = [[0.05, ...], ...]"},
      {parameter("judged = [0.3, 0.2, 0.1]\nas = \"Normal\""), "6:10",
       "expected a middle value above the low one (0.3), got 0.2"},
      {parameter("judged = [0.3, 0.2, \"x\"]\nas = \"Normal\""), "6:21", "expected a number, got a text"},
      {parameter("judged = [0.3, 0.5, 1.5]\nas = \"LogitNormal\""), "6:10",
       "expected a number strictly between 0 and 1, got 1.5"},
      {parameter("quantiles = [[0.5, 1]]"), "6:13", "expected at least two quantiles, got one"},
      {parameter("quantiles = [[0.1, 1], [0.9, 2]]\nas = \"Beta\""), "7:6",
       "expected one of StudentT, Normal, got Beta; in fit"},
      {parameter("quantiles = [[0.1, 1], [0.9, 2]]\nas = \"Betta\""), "7:6",
       "got 'Betta'; did you mean 'Beta'?"},
      {parameter("quantiles = [[0.1, 1], [0.9, 2]]\nsupport = \"share\""), "7:11",
       "expected two ends, such as [0, 1] or [0, inf], got a text"},
      {parameter("quantiles = [[0.1, 1], [0.9, 2]]\nwidening = 0.5"), "6:13",
       "expected a widening of at least 1, got 0.5"},
      {parameter("said = \"likely\""), "6:8",
       "got none; scale = \"icd203\", beside it or at the head of the file"},
      {parameter("said = \"likly\"\nscale = \"icd203\""), "6:8",
       "expected one of its phrases, got 'likly'; in scale icd203; did you mean 'likely'?"},
      {parameter("said = \"likely\"\nscale = \"icd204\""), "7:9", "got 'icd204'; did you mean 'icd203'?"},
      {parameter("judged = [0.1, 0.2, 0.3]\nas = \"Normal\"\nscale = \"icd203\""), "8:9",
       "expected 'scale' together with said only, got a text"},
      {parameter("expert = []"), "6:10", "expected at least one expert, got none"},
      {parameter("expert = [3]"), "6:11", "expected an expert, such as { said = \"unlikely\" }, got 3"},
      {parameter("expert = [{ law = \"Normal(p, 1)\" }]"), "6:19",
       "expected a law of constants, got one that reads others"},
      {parameter("expert = [{ law = \"Normal(0, 1)\", wieght = 2 }]"), "6:35",
       "got 'wieght'; did you mean 'weight'?"},
      {parameter("expert = [{ law = \"Normal(0, 1)\", weight = -2 }]"), "6:10",
       "expected finite weights of at least 0, got -2"},
      {parameter("expert = [{ probability = 1.2 }]"), "6:10", "expected probabilities in [0, 1], got 1.2"},
      {parameter("expert = [{ probability = 0.2 }, { probability = 0.1, law = \"Normal(0, 1)\" }]"), "6:61",
       "expected only a probability, as for the first expert, got 'law'"},
      {parameter("expert = [{ law = \"Normal(0, 1)\" }, { probability = 0.2, law = \"Normal(0, 1)\" }]"),
       "6:64", "expected only a probability, got 'law'"},
      {parameter("pool = \"log\"\nexpert = [{ probability = 0.2 }]"), "6:8",
       "expected linear, logarithmic or median, got 'log'"},
      {parameter("pool = \"median\"\nexpert = [{ law = \"Normal(0, 1)\" }]"), "6:8",
       "got 'median'; only probabilities have a median: expert = [{ probability = 0.1 }]"},
      {parameter("expert = [{ probability = 0.2 }]\nextremising = { base_rate = 0.1, factor = 0.5 }"), "7:15",
       "expected a factor of at least 1, got 0.5"},
      {"[[verbal_scale]]\nname = \"house\"\nphrase = [{ text = \"doubtful\", band = [0.5, 0.1] }]\n", "3:11",
       "expected a high end above the low one (0.5), got 0.1"},
      {"[timeline]\n", "1:1", "expected the key 'steps', got none"},
      {"[timeline]\nsteps = 0\n", "2:9", "expected a number of steps, 1 to 1200, got 0"},
      {"[timeline]\nsteps = 3\nlabel = []\n", "3:1",
       "expected a key of the timeline (unit, steps, labels), got 'label'; did you mean 'labels'?"},
      {"timeline = 3\n", "1:12", "expected a table under [timeline], got 3"},
      {"[[series]]\nname = \"s\"\nkind = \"event\"\neach = \"Bernoulli(0.5)\"\n", "1:1",
       "expected a [timeline] that it belongs to, got none"},
      {series("kind = \"evnt\"\neach = \"Bernoulli(0.5)\""), "9:8",
       "expected one of event, category, quantity, count, got 'evnt'; did you mean 'event'?"},
      {series("each = \"Bernoulli(0.5)\""), "7:1", "expected the key 'kind', got none"},
      {series("kind = \"category\"\neach = \"Bernoulli(0.5)\""), "7:1",
       "expected the key 'states', got none"},
      {series("kind = \"event\"\nstates = [\"a\"]\neach = \"Bernoulli(0.5)\""), "10:10",
       "expected states only for a category, got a series of kind 'event'"},
      {series("kind = \"event\""), "7:1", "expected first and step, each, or hazard for s, got none of them"},
      {series("kind = \"event\"\nfirst = \"Bernoulli(0.5)\""), "10:9",
       "expected 'step' beside 'first', got none"},
      {series("kind = \"event\"\nstep = \"Bernoulli(0.5)\""), "10:8",
       "expected 'first' beside 'step', got none"},
      {series("kind = \"event\"\neach = \"Bernoulli(0.5)\"\nhazard = \"0.1\""), "7:1",
       "expected first and step, each, or hazard for s, got more than one of them"},
      {series("kind = \"event\"\neach = \"Normal(0, 1)\""), "10:8",
       "expected a law of a series that is an event, got Normal"},
      {series("kind = \"category\"\nstates = [\"a\", \"b\"]\neach = \"Categorical(a: 0.5, c: 0.5)\""), "11:8",
       "expected a law of the states a, b, got a, c"},
      {series("kind = \"event\"\neach = \"Bernoulli(indicator(last(war)))\""), "10:8",
       "expected this step's values of series declared before it, got 'war' of the step before the first"},
      {series("kind = \"event\"\neach = \"Bernoulli(indicator(s))\""), "10:8",
       "expected this step's values of series declared before it, got 's' of this step"},
      {series("kind = \"event\"\nhazard = \"last(wra)\""), "10:16",
       "expected the name of a series, got 'wra'; did you mean 'war'?"},
      {series("kind = \"quantity\"\nhazard = \"0.1\""), "10:10",
       "expected a hazard only for an event, got a series that is a quantity"},
      {series("kind = \"event\"\nwhen = \"s\"\neach = \"Bernoulli(0.5)\""), "10:8",
       "expected the name of an event, got 's', which is not stated before it"},
      {series("kind = \"event\"\nwhen = \"peace\"\neach = \"Bernoulli(0.5)\""), "10:8",
       "expected the name of an event, got 'peace'"},
      {series("kind = \"event\"\neach = \"Bernoulli(0.5)\"\npolicy = [\"no when war\"]"), "11:11",
       "expected a policy such as { set = \"no\", when = \"last(retreat)\" }, got a text"},
      {series("kind = \"event\"\neach = \"Bernoulli(0.5)\"\npolicy = [{ set = \"maybe\", when = \"war\" }]"),
       "11:19", "expected one of the states no, yes, got 'maybe'"},
      {series("kind = \"event\"\neach = \"Bernoulli(0.5)\"\npolicy = [{ set = \"no\", when = \"wra\" }]"),
       "11:33", "expected the name of a variable or parameter, got 'wra'; did you mean 'war'?"},
      {series("kind = \"count\"\neach = \"Poisson(2)\"\npolicy = [{ set = 0.5, when = \"war\" }]"), "11:11",
       "expected a whole number of at least 0 to be set to, got 0.5"},
      {series("kind = \"event\"\neach = \"Bernoulli(0.5)\"\npolicy = [{ set = \"no\" }]"), "11:11",
       "expected the key 'when', got none"},
      {"[timeline]\nsteps = 2\n[[varying]]\nname = \"v\"\nvalues = []\n", "5:10",
       "expected at least one value, got none"},
      {"[timeline]\nsteps = 2\n[[varying]]\nname = \"v\"\nvalues = [1, inf]\n", "5:10",
       "expected finite values, got infinity"}};
  for (const Case& wrong : cases) {
    const std::string said = model_complaint(wrong.text);
    EXPECT_TRUE(said.starts_with("m.toml:" + wrong.place + ": expected ")) << wrong.text << '\n' << said;
    EXPECT_TRUE(said.ends_with(wrong.message)) << wrong.text << '\n' << said;
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  }
  EXPECT_GE(cases.size(), 150u);
}

TEST(ModelFileErrors, AreToldTogether) {
  const std::string text = R"toml(titel = "several"
[[variable]]
name = "a"
law = "Bernoulli(rian)"
uint = "m"
[[variable]]
name = "rain"
law = "Bernoulli(0.2)"
[[variable]]
name = "b"
law = "Bernoulli(indicator(a))"     # of what was wrong already nothing is said
[[variable]]
name = "c"
law = "Normal(0, )"
when = "b"
[[variable]]
name = "d"
where = ["s = ", "t = 2 * s"]
law = "Bernouli(t)"
when = "rainy"
)toml";
  try {
    read_model(text, "m.toml");
    FAIL();
  } catch (const FileErrors& all) {
    std::vector<std::string> places;
    std::string lines;
    for (const Error& error : all.errors()) {
      places.push_back(error.subject());
      lines += (lines.empty() ? "" : "\n") + std::string(error.what());
    }
    EXPECT_EQ(places, (std::vector<std::string>{"m.toml:1:1", "m.toml:4:18", "m.toml:5:1", "m.toml:14:18",
                                                "m.toml:18:15", "m.toml:19:8", "m.toml:20:8"}));
    EXPECT_EQ(all.what(), lines);
    EXPECT_EQ(all.subject(), "m.toml:1:1");
    EXPECT_EQ(all.got(), "'titel'");
  }
}

TEST(ModelFileErrors, AreCountedWhereThereAreMany) {
  std::string text;
  for (int i = 0; i < 150; ++i)
    text += "[[variable]]\nname = \"v" + std::to_string(i) + "\"\nlaw = \"Normal(0)\"\n";
  try {
    read_model(text, "m.toml");
    FAIL();
  } catch (const FileErrors& all) {
    EXPECT_EQ(all.errors().size(), 100u);
    const std::string said = all.what();
    EXPECT_TRUE(said.ends_with("\nand 80 more")) << said;
  }
}

TEST(ModelFileErrors, AreFoundInEveryKindOfText) {
  const auto place = [](const std::string& law) {
    const std::string said = model_complaint(with_rain + "[[variable]]\nname = \"x\"\nlaw = " + law + '\n');
    return said.substr(7, said.find(": expected") - 7);
  };
  EXPECT_EQ(place("\"Normal(0, rian)\""), "6:18");
  EXPECT_EQ(place("'Normal(0, rian)'"), "6:18");
  EXPECT_EQ(place("\"\"\"Normal(0, rian)\"\"\""), "6:20");
  EXPECT_EQ(place("\"\"\"\nNormal(0,\n rian)\"\"\""), "8:2");
  EXPECT_EQ(place("\"\"\"\r\nNormal(0,\r\n rian)\"\"\""), "8:2");
  EXPECT_EQ(place("\"\"\"\\\n   Normal(0, \\\n  rian)\"\"\""), "8:3");
  EXPECT_EQ(place("'''\n\nNormal(0,\n rian)'''"), "9:2");
  EXPECT_EQ(place("\"Normal(\\u0030, \\\"\u00e4\\\" + 1)\""), "6:23");
  EXPECT_EQ(place("\"Normal(0,\\trian)\""), "6:19");
  EXPECT_EQ(model_complaint("\xef\xbb\xbftitel = 1\n").substr(0, 10), "m.toml:1:1");
}

TEST(ModelFileErrors, OfFuzzing) {
  EXPECT_EQ(model_complaint("[[@ariable]]\n"), "m.toml:1:3: expected TOML, got a table header without a key");
  EXPECT_EQ(model_complaint("a.\u0482 = 1\n"),
            "m.toml:1:3: expected TOML, got the character '\u0482' outside of quotes");
  EXPECT_EQ(model_complaint("a = [0.5, }]\n"), "m.toml:1:11: expected TOML, got '}' where '[' is open");
  EXPECT_EQ(model_complaint("a = [\n[1], [\n2]]\n[ \t#]\n"),
            "m.toml:4:4: expected TOML, got a table header without a key");
  for (const char* text : {"a =0\"@@\u02fb]]>\"\n", "a = 2t\"''\uff3f\"\n", "a = 1979-05-27 \"\u02fb\"\n",
                           "a = 1.\"\u02fb\"\n", "a = {b = 1.\"\u02fb\"}\n"})
    EXPECT_TRUE(model_complaint(text).ends_with(": expected TOML, got a quotation mark where none begins"))
        << text;
  EXPECT_EQ(model_complaint("a = 2t\"\"\n"),
            "m.toml:1:7: expected TOML, got a quotation mark where none begins");
  EXPECT_EQ(model_complaint("e = 0[[\"m\uff37\"]]\n"),
            "m.toml:1:6: expected TOML, got a bracket where none begins");
  EXPECT_EQ(model_complaint("a = \"\"\"\n\\\uff37\"\"\"\n"),
            "m.toml:2:1: expected TOML, got a backslash before the character '\uff37'");
  EXPECT_EQ(model_complaint("a = \"\"\"\\\n\uff37").substr(0, 7), "m.toml:");
  EXPECT_EQ(model_complaint("a = 1={'Y\uff3f\n"), "m.toml:1:6: expected TOML, got '=' within a value");
  EXPECT_EQ(model_complaint("a=1\r1i"), "m.toml:1:4: expected TOML, got a control character");
  EXPECT_EQ(model_complaint("title = 1\r\n\r\n").substr(0, 7), "m.toml:");
  EXPECT_EQ(model_complaint("a=5081-11-11 1,..:>.."),
            "m.toml:1:14: expected TOML, got a time of day of one digit");
  EXPECT_EQ(model_complaint("a = 583G-11-_11 1 1"),
            "m.toml:1:17: expected TOML, got a time of day of one digit");
  EXPECT_EQ(model_complaint("a = \"\"\"\\\n\uff37\xa9\xa9\"\"\"\n").substr(0, 7), "m.toml:");
  EXPECT_EQ(model_complaint("title = 5081-11-11 # a day\n").substr(0, 16), "m.toml:1:9: expe");
  for (const char* text : {"[\"\"\"nr\n\uff3f[\"a\"]\n", "\"\"\"a\"\"\" = 1\n", "a = {b = 1, '''c''' = 2}\n"})
    EXPECT_TRUE(model_complaint(text).ends_with(": expected TOML, got a key of several lines")) << text;
}

}  // namespace
}  // namespace casus
