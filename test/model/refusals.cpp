// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The catalogue of bad input: every kind that the library refuses, with the message that names the culprit.

#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/range.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/dot.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using namespace casus;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// What the bad input is stated into, or asked of.
struct War {
  Model m;
  Parameter p_entry = m.parameter("p_entry", Beta(1.8, 35));
  Category front = m.add("front", Categorical({"holding", "strained", "failing"}, {0.5, 0.38, 0.12}));
  Event entry = m.add("entry", Bernoulli(p_entry));
  Quantity troops = m.add("troops", LogNormal(7.9, 0.9), {.when = entry, .unit = "soldiers"});
  Category phase = m.add("phase", Categorical({"advance", "siege"}, {0.5, 0.5}), {.when = entry});
  Quantity output = m.add("output", Normal(-2, 3), {.unit = "%"});
  Quantity strikes = m.add("strikes", Poisson(3));
  Event change = m.add("change", Bernoulli(0.03));
  Event share = m.add("share[1]", Bernoulli(0.5));
};

/// A model whose first variables have other kinds, names and states than those of War.
struct Peace {
  Model m;
  Parameter rate = m.parameter("rate", Gamma(2, 2));
  Category front = m.add("front", Categorical({"frozen", "quiet"}, {0.5, 0.5}));
  Event treaty = m.add("treaty", Bernoulli(0.5));
  Quantity growth = m.add("growth", Normal(1, 1));
};

struct Refusal {
  const char* what;
  std::function<void(War&)> act;
  const char* subject;
  const char* expected = "";
  const char* got = "";
  const char* hint = "";

  friend void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.what; }
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string test_name(const std::string& what) {
  std::string name;
  bool starts_word = true;
  for (const char c : what) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_letter) name += starts_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = !is_letter;
  }
  return name;
}

std::vector<std::string> parameter_names(const Model& model) {
  std::vector<std::string> names;
  for (const UncertainParameter& parameter : model.parameters()) names.push_back(parameter.name);
  return names;
}

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, NamesTheCulpritAndLeavesTheModelAsItWas) {
  const Refusal& refusal = GetParam();
  War war;
  const std::string graph = to_dot(war.m);
  const auto variables = war.m.variables().size();
  const auto parameters = parameter_names(war.m);
  try {
    refusal.act(war);
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.subject(), refusal.subject);
    EXPECT_TRUE(holds(error.expected(), refusal.expected)) << error.what();
    EXPECT_TRUE(holds(error.got(), refusal.got)) << error.what();
    EXPECT_TRUE(holds(error.hint(), refusal.hint)) << error.what();
    EXPECT_EQ(error.what(), error.subject() + ": expected " + error.expected() + ", got " + error.got() +
                                (error.hint().empty() ? "" : "; " + error.hint()));
  }
  EXPECT_EQ(war.m.variables().size(), variables);
  EXPECT_EQ(parameter_names(war.m), parameters);
  EXPECT_EQ(to_dot(war.m), graph);
}

const std::vector<Refusal> names = {
    {"empty name", [](War& w) { w.m.add("", Bernoulli(0.5)); }, "a name", "at least one character", "none"},
    {"name with a quote", [](War& w) { w.m.add("the \"tsar\"", Bernoulli(0.5)); }, "'the \"tsar\"'",
     "without quotes"},
    {"name with a line break", [](War& w) { w.m.add("a\nb", Bernoulli(0.5)); }, "'a\nb'",
     "control characters"},
    {"name of another variable", [](War& w) { w.m.add("entry", Normal(0, 1)); }, "entry", "not taken"},
    {"name of a parameter", [](War& w) { w.m.add("p_entry", Bernoulli(0.5)); }, "p_entry", "not taken"},
    {"parameter named as a variable", [](War& w) { w.m.parameter("entry", Beta(1, 1)); }, "entry",
     "not taken"},
    {"unit of an event", [](War& w) { w.m.add("defeat", Bernoulli(0.5), {.unit = "km"}); }, "defeat",
     "no unit", "'km'"},
    {"unit of a category",
     [](War& w) {
       w.m.add("mood", Categorical({"good", "bad"}, {0.5, 0.5}), {.unit = "km"});
     },
     "mood", "no unit", "'km'"},
    {"handle of an unknown name", [](War& w) { w.m.event("enty"); }, "'enty'", "the name of a variable",
     "an unknown name", "did you mean 'entry'?"},
    {"handle of an event that is a quantity", [](War& w) { w.m.event("troops"); }, "troops", "an event",
     "a quantity"},
    {"handle of a category that is an event", [](War& w) { w.m.category("entry"); }, "entry", "a category",
     "an event"},
    {"handle of a quantity that is a category", [](War& w) { w.m.quantity("front"); }, "front",
     "a quantity or count", "a category"},
    {"handle of an event that is a parameter", [](War& w) { w.m.event("p_entry"); }, "p_entry", "an event",
     "a parameter"},
    {"handle of a parameter that is an event", [](War& w) { w.m.parameter("entry"); }, "entry", "a parameter",
     "an event"},
    {"handle of an unknown parameter", [](War& w) { w.m.parameter("p_entri"); }, "'p_entri'",
     "the name of a parameter", "an unknown name", "did you mean 'p_entry'?"},
    {"empty event as a probability", [](War& w) { w.m.add("x", Bernoulli(0.5 * Real(Event()))); },
     "a variable", "added to a model", "an empty handle"},
    {"empty category in a comparison", [](War& w) { w.m.add("x", Deterministic(Category() == "failing")); },
     "a variable", "added to a model", "an empty handle"},
    {"empty event as a guard", [](War& w) { w.m.add("x", Bernoulli(0.5), {.when = Event()}); }, "a variable",
     "added to a model", "an empty handle"},
    {"empty parameter", [](War& w) { w.m.add("x", Exponential(Parameter())); }, "a variable",
     "added to a model", "an empty handle"},
    {"decision of a name that is taken", [](War& w) { w.m.decision("entry"); }, "entry", "not taken"},
    {"expression of another model", [](War& w) { w.m.add("x", Bernoulli(logistic(Peace().growth))); }, "x",
     "of this model", "'growth' of another"},
    {"parameter of another model", [](War& w) { w.m.add("x", Exponential(Peace().rate)); }, "x",
     "of this model", "'rate' of another"},
    {"category of another model with other states",
     [](War& w) {
       w.m.add("x", Bernoulli(table(Peace().front, {{"frozen", 0.1}, {"quiet", 0.2}})));
     },
     "x", "of this model", "'front' of another"},
};

const std::vector<Refusal> domains = {
    {"probability above one", [](War& w) { w.m.add("x", Bernoulli(1.2)); }, "x", "[0, 1] as probability",
     "1.2"},
    {"probability that is not a number", [](War& w) { w.m.add("x", Bernoulli(not_a_number)); }, "x", "[0, 1]",
     "not a number"},
    {"probability outside in a row of a table",
     [](War& w) {
       w.m.add("x", Bernoulli(table(w.entry, {{no, 0.1}, {yes, -0.1}})));
     },
     "x (entry = yes)", "[0, 1]", "-0.1"},
    {"probability outside for one combination of states",
     [](War& w) { w.m.add("x", Bernoulli(0.5 * w.entry + 0.6 * (w.front == "failing"))); },
     "x (front = failing, entry = yes)", "[0, 1]", "1.1"},
    {"uniform without width", [](War& w) { w.m.add("x", Uniform(2, 2)); }, "x", "above low (2) as high", "2"},
    {"uniform without a bound", [](War& w) { w.m.add("x", Uniform(0, infinity)); }, "x",
     "finite number as high", "infinity"},
    {"uniform wider than a double", [](War& w) { w.m.add("x", Uniform(-1.7e308, 1.7e308)); }, "x",
     "by a finite amount", "1.7e+308"},
    {"normal of negative scale", [](War& w) { w.m.add("x", Normal(0, -1)); }, "x",
     "positive finite number as scale", "-1"},
    {"normal of infinite location", [](War& w) { w.m.add("x", Normal(-infinity, 1)); }, "x",
     "finite number as location", "-infinity"},
    {"log-normal of negative median", [](War& w) { w.m.add("x", LogNormal::median(-5, 1)); }, "x",
     "finite number as log_location", "not a number"},
    {"log-normal of no scale", [](War& w) { w.m.add("x", LogNormal(1, 0)); }, "x", "positive finite", "0"},
    {"logit-normal whose median is no share", [](War& w) { w.m.add("x", LogitNormal::median(1.5, 1)); }, "x",
     "finite number as logit_location", "not a number"},
    {"triangular with its mode outside", [](War& w) { w.m.add("x", Triangular(0, 5, 4)); }, "x",
     "a mode between low (0) and high (4)", "5"},
    {"triangular upside down", [](War& w) { w.m.add("x", Triangular(4, 3, 0)); }, "x",
     "above low (4) as high", "0"},
    {"beta of no weight", [](War& w) { w.m.add("x", Beta(0, 1)); }, "x", "positive finite number as alpha",
     "0"},
    {"gamma of negative rate", [](War& w) { w.m.add("x", Gamma(1, -2)); }, "x", "as rate", "-2"},
    {"gamma of enormous shape", [](War& w) { w.m.add("x", Gamma(1e10, 1)); }, "x", "at most 1e+09 as shape",
     "1e+10"},
    {"exponential of no rate", [](War& w) { w.m.add("x", Exponential(0)); }, "x", "as rate", "0"},
    {"poisson of negative mean", [](War& w) { w.m.add("x", Poisson(-1)); }, "x", "at least 0 as mean_count",
     "-1"},
    {"binomial of half a trial", [](War& w) { w.m.add("x", Binomial(2.5, 0.5)); }, "x", "a whole number",
     "2.5"},
    {"binomial probability above one", [](War& w) { w.m.add("x", Binomial(2, 1.5)); }, "x", "as probability",
     "1.5"},
    {"truncated normal of no scale", [](War& w) { w.m.add("x", TruncatedNormal(0, 0, 0, 1)); }, "x",
     "positive finite number as scale", "0"},
    {"truncated normal without width", [](War& w) { w.m.add("x", TruncatedNormal(0, 1, 3, 2)); }, "x",
     "above low (3) as high", "2"},
    {"truncated normal from infinity on",
     [](War& w) { w.m.add("x", TruncatedNormal(0, 1, infinity, infinity)); }, "x",
     "a finite number or -infinity as low", "infinity"},
    {"student t of no degrees of freedom", [](War& w) { w.m.add("x", StudentT(0, 0, 1)); }, "x",
     "as degrees_of_freedom", "0"},
    {"student t of negative scale", [](War& w) { w.m.add("x", StudentT(3, 0, -1)); }, "x", "as scale", "-1"},
    {"weibull of negative shape", [](War& w) { w.m.add("x", Weibull(-1, 1)); }, "x", "as shape", "-1"},
    {"weibull of infinite scale", [](War& w) { w.m.add("x", Weibull(1, infinity)); }, "x", "as scale",
     "infinity"},
    {"pert with its mode outside", [](War& w) { w.m.add("x", Pert(0, 5, 4)); }, "x",
     "a mode between low (0) and high (4)", "5"},
    {"pert in one row of a table",
     [](War& w) {
       w.m.add("x", Pert(0, table(w.entry, {{no, 1}, {yes, 9}}), 4));
     },
     "x (entry = yes)", "a mode between low (0) and high (4)", "9"},
    {"negative binomial of no successes", [](War& w) { w.m.add("x", NegativeBinomial(0, 0.5)); }, "x",
     "as successes", "0"},
    {"negative binomial of impossible success", [](War& w) { w.m.add("x", NegativeBinomial(2, 0)); }, "x",
     "a probability in (0, 1] as probability", "0"},
    {"geometric of impossible success", [](War& w) { w.m.add("x", Geometric(0)); }, "x", "(0, 1]", "0"},
    {"geometric of almost impossible success", [](War& w) { w.m.add("x", Geometric(1e-12)); }, "x",
     "at most 1e+09 expected failures", "1e-12"},
    {"empirical of no values", [](War& w) { w.m.add("x", Empirical(std::vector<double>{})); }, "x",
     "at least one value", "none"},
    {"empirical of an infinite value",
     [](War& w) {
       w.m.add("x", Empirical({1, infinity}));
     },
     "x", "a finite number as value 2", "infinity"},
    {"empirical with a weight too few",
     [](War& w) {
       w.m.add("x", Empirical({1, 2}, {1}));
     },
     "x", "2 weights, one per value", "1"},
    {"empirical of a negative weight",
     [](War& w) {
       w.m.add("x", Empirical({1, 2}, {1, -1}));
     },
     "x", "at least 0 as weight 2", "-1"},
    {"empirical without weight",
     [](War& w) {
       w.m.add("x", Empirical({1, 2}, {0, 0}));
     },
     "x", "weights with a positive finite sum", "0"},
    {"mixture of nothing", [](War& w) { w.m.add("x", Mixture({})); }, "x", "at least one component", "none"},
    {"mixture of a mixture whose weights are off",
     [](War& w) {
       w.m.add("x", Mixture({{0.5, Normal(0, 1)}, {0.5, Mixture({{0.9, Normal(0, 1)}})}}));
     },
     "mixture in a mixture", "probabilities that sum to 1", "0.9"},
    {"mixture of an empirical of no values, with an uncertain weight",
     [](War& w) {
       w.m.add("x", Mixture({{w.p_entry, Empirical(std::vector<double>{})}, {1 - w.p_entry, Normal(0, 1)}}));
     },
     "x", "as component 1", "Empirical"},
    {"mixture whose weights are off by more than 1e-9",
     [](War& w) {
       w.m.add("x", Mixture({{0.5, Normal(0, 1)}, {0.5 + 1.1e-9, Normal(1, 1)}}));
     },
     "x", "probabilities that sum to 1", "1.0000000011"},
    {"mixture of a negative weight",
     [](War& w) {
       w.m.add("x", Mixture({{-0.5, Normal(0, 1)}, {1.5, Normal(1, 1)}}));
     },
     "x", "a probability in [0, 1] as weight 1", "-0.5"},
    {"mixture with a component outside its domain",
     [](War& w) {
       w.m.add("x", Mixture({{0.5, Normal(0, 1)}, {0.5, Triangular(0, 4, 3)}}));
     },
     "x", "a mode between low (0) and high (3) as mode of component 2 (Triangular)", "4"},
    {"user's function without a name", [](War& w) { function("", {w.output}, [](auto, auto) {}); },
     "function", "a name", "none"},
    {"user's function without inputs", [](War&) { function("f", {}, [](auto, auto) {}); }, "f",
     "at least one input", "none"},
    {"user's function that is none", [](War& w) { function("f", {w.output}, nullptr); }, "f",
     "a function to call", "none"},
    {"user's function that is not a number",
     [](War& w) { w.m.add("x", Deterministic(function("f", {w.entry}, [](auto, auto) {}))); },
     "x (entry = no)", "a number", "not a number"},
    {"user's function of another model",
     [](War& w) { w.m.add("x", Deterministic(function("f", {Peace().growth}, [](auto, auto) {}))); }, "x",
     "of this model", "'growth' of another"},
    {"noisy-and outside of [0, 1]",
     [](War& w) {
       w.m.add("x", Bernoulli(noisy_and(leak(0), {{w.change, 0.1, 1.5}})));
     },
     "x (change = no)", "[0, 1] as probability", "1.5"},
    {"formula that is not a number", [](War& w) { w.m.add("x", Deterministic(log(Real(-1)))); }, "x",
     "a number", "not a number"},
    {"formula that is not a number in one state",
     [](War& w) { w.m.add("x", Deterministic(log(1.0 - 2 * w.entry))); }, "x (entry = yes)", "a number",
     "not a number"},
};

const std::vector<Refusal> categories = {
    {"category of no state", [](War& w) { w.m.add("x", Categorical({}, {})); }, "x", "at least one state",
     "none"},
    {"category of more states than a byte tells apart",
     [](War& w) {
       std::vector<std::string> states;
       for (int i = 0; i < 256; ++i) states.push_back("s" + std::to_string(i));
       w.m.add("x", Categorical(states, std::vector<Real>(256, 1.0 / 256)));
     },
     "x", "at most 255 states", "256"},
    {"category with a probability too few",
     [](War& w) {
       w.m.add("x", Categorical({"a", "b"}, {1}));
     },
     "x", "2 probabilities, one per state", "1"},
    {"state stated twice",
     [](War& w) {
       w.m.add("x", Categorical({"a", "a"}, {0.5, 0.5}));
     },
     "x", "states that differ", "'a' twice"},
    {"state without a name",
     [](War& w) {
       w.m.add("x", Categorical({"a", ""}, {0.5, 0.5}));
     },
     "x", "states with a name", "''"},
    {"state with a quote",
     [](War& w) {
       w.m.add("x", Categorical({"a", "\"b\""}, {0.5, 0.5}));
     },
     "x", "without quotes", "'\"b\"'"},
    {"state with a line break",
     [](War& w) {
       w.m.add("x", Categorical({"a", "b\n"}, {0.5, 0.5}));
     },
     "x", "control characters", "'b\n'"},
    {"probabilities off by more than 1e-9",
     [](War& w) {
       w.m.add("x", Categorical({"a", "b"}, {0.5, 0.5 + 1.1e-9}));
     },
     "x", "sum to 1", "1.0000000011"},
    {"negative probability of a state",
     [](War& w) {
       w.m.add("x", Categorical({"a", "b"}, {-0.5, 1.5}));
     },
     "x", "a probability in [0, 1]", "-0.5"},
    {"one row of a conditional table off",
     [](War& w) {
       w.m.add("x", Categorical({"a", "b"}, cpt({w.entry}, {{{no}, {0.5, 0.5}}, {{yes}, {0.5, 0.4}}})));
     },
     "x (entry = yes)", "sum to 1", "0.9"},
    {"unknown state where absent",
     [](War& w) {
       w.m.add("x", Categorical({"high", "low"}, {0.5, 0.5}), {.when = w.entry, .absent_state = "lwo"});
     },
     "x", "one of its states as absent_state", "'lwo'", "did you mean 'low'?"},
    {"absent state of a category that is never absent",
     [](War& w) {
       w.m.add("x", Categorical({"high", "low"}, {0.5, 0.5}), {.absent_state = "low"});
     },
     "x", "a guarded category", "'low'"},
    {"absent state of an event",
     [](War& w) { w.m.add("x", Bernoulli(0.5), {.when = w.entry, .absent_state = "no"}); }, "x",
     "a guarded category", "'no'"},
    {"compared with an unknown state", [](War& w) { w.m.add("x", Deterministic(w.front == "holdign")); },
     "front", "one of the states holding, strained, failing", "'holdign'", "did you mean 'holding'?"},
};

const std::vector<Refusal> tables = {
    {"row missing",
     [](War& w) {
       table(w.front, {{"holding", 0.1}, {"failing", 0.2}});
     },
     "table of front", "a row for every combination of states", "none for (strained)"},
    {"row missing among several parents",
     [](War& w) {
       table({w.entry, w.change}, {{{no, no}, 0.1}, {{yes, no}, 0.1}, {{yes, yes}, 0.1}});
     },
     "table of entry, change", "a row for every combination of states", "none for (no, yes)"},
    {"row twice",
     [](War& w) {
       table(w.entry, {{no, 0.1}, {yes, 0.2}, {no, 0.1}});
     },
     "table of entry", "each row once", "row (no) twice"},
    {"row of an unknown state",
     [](War& w) {
       table(w.front, {{"holding", 0.1}, {"straind", 0.2}, {"failing", 0.2}});
     },
     "front", "one of the states", "'straind'", "did you mean 'strained'?"},
    {"yes and no for a category",
     [](War& w) {
       table(w.front, {{yes, 0.1}, {no, 0.2}});
     },
     "front", "one of the states holding", "'yes'"},
    {"row with a state too few",
     [](War& w) {
       table({w.entry, w.change}, {{{no}, 0.1}});
     },
     "table of entry, change", "2 states in each row", "1"},
    {"table without parents", [](War&) { table(std::vector<Discrete>{}, {}); }, "table",
     "at least one parent"},
    {"row for the state none missing where it can be met",
     [](War& w) {
       w.m.add("x", Bernoulli(table(w.phase, {{"advance", 0.1}, {"siege", 0.2}})));
     },
     "x", "a row for state 'none' of phase", "no such row", "whenever entry does not hold"},
    {"conditional table without parents", [](War&) { cpt({}, {}); }, "cpt", "at least one parent"},
    {"conditional table without rows", [](War& w) { cpt({w.entry}, {}); }, "cpt", "at least one row"},
    {"conditional table of uneven rows",
     [](War& w) {
       cpt({w.entry}, {{{no}, {0.5, 0.5}}, {{yes}, {0.2, 0.3, 0.5}}});
     },
     "cpt of entry", "2 probabilities in each row", "3"},
};

const std::vector<Refusal> guards = {
    {"guard of another model", [](War& w) { w.m.add("x", Bernoulli(0.5), {.when = Peace().treaty}); }, "x",
     "of this model", "'treaty' of another"},
    {"guarded quantity read where it may be absent",
     [](War& w) { w.m.add("defeat", Bernoulli(logistic(2 - w.troops / 1000))); }, "defeat",
     "quantities that exist", "'troops', which is absent if entry does not hold",
     "guard it with .when = entry"},
    {"guarded quantity in the other branch",
     [](War& w) { w.m.add("loss", Deterministic(if_then_else(w.entry, 0, w.troops))); }, "loss",
     "quantities that exist", "'troops'", "if_then_else(entry, troops, ...)"},
    {"guarded quantity behind an or",
     [](War& w) { w.m.add("large", Deterministic(w.entry || w.troops > 1000)); }, "large",
     "quantities that exist", "'troops'"},
    {"guarded quantity under another guard",
     [](War& w) { w.m.add("loss", Exponential(w.troops), {.when = w.change}); }, "loss",
     "quantities that exist", "absent if entry does not hold"},
};

const std::vector<Refusal> parameters = {
    {"parameter outside its domain", [](War& w) { w.m.parameter("q", Beta(-1, 1)); }, "q", "as alpha", "-1"},
    {"parameter that depends on a variable", [](War& w) { w.m.parameter("q", Normal(w.output, 1)); }, "q",
     "a distribution over parameters alone", "the variable 'output'"},
    {"parameter that depends on another model's",
     [](War& w) { w.m.parameter("q", Deterministic(2 * Peace().rate)); }, "q", "of this model",
     "'rate' of another"},
    {"stated quantile at a certain probability",
     [](War& w) {
       w.m.parameter("q", Beta(1, 1), {.stated = {{0.05, 0.1}, {1, 0.9}}});
     },
     "q", "probabilities in (0, 1)", "1"},
    {"stated quantiles that fall",
     [](War& w) {
       w.m.parameter("q", Beta(1, 1), {.stated = {{0.05, 0.2}, {0.5, 0.1}}});
     },
     "q", "stated quantiles that increase", "0.1"},
    {"stated quantile that is not a number",
     [](War& w) {
       w.m.parameter("q", Beta(1, 1), {.stated = {{0.5, not_a_number}}});
     },
     "q", "finite stated quantiles", "not a number"},
    {"shares of one", [](War& w) { w.m.parameter("weights", Dirichlet{{1}}); }, "weights",
     "at least two concentrations", "1"},
    {"share of no weight",
     [](War& w) {
       w.m.parameter("weights", Dirichlet{{1, 0}});
     },
     "weights", "positive finite concentrations", "0"},
    {"share of enormous weight",
     [](War& w) {
       w.m.parameter("weights", Dirichlet{{1, 1e10}});
     },
     "weights", "concentrations of at most 1e+09", "1e+10"},
    {"shares without a name",
     [](War& w) {
       w.m.parameter("", Dirichlet{{1, 1}});
     },
     "a name", "at least one character"},
    {"shares of which one's name is taken",
     [](War& w) {
       w.m.parameter("share", Dirichlet{{1, 1}});
     },
     "share[1]", "not taken"},
    {"shares named as a variable",
     [](War& w) {
       w.m.parameter("entry", Dirichlet{{1, 1}});
     },
     "entry", "not taken"},
};

const std::vector<Refusal> interventions = {
    {"set to an unknown state", [](War& w) { set(w.front, "faling"); }, "front", "one of the states",
     "'faling'", "did you mean 'failing'?"},
    {"set to infinity", [](War& w) { set(w.output, infinity); }, "output", "a finite value to be set to",
     "infinity"},
    {"count set to a half", [](War& w) { estimate(w.m, {P(w.change).under(set(w.strikes, 2.5))}); },
     "strikes", "a whole number", "2.5"},
    {"set twice",
     [](War& w) {
       estimate(w.m, {P(w.change).under({set(w.entry, true), set(w.entry, false)})});
     },
     "entry", "one intervention", "a second one"},
    {"set in another model", [](War& w) { estimate(w.m, {P(w.change).under(set(Peace().treaty, true))}); },
     "P(change; do treaty = yes)", "of this model", "'treaty' of another"},
    {"intervention on an expression",
     [](War& w) {
       estimate(w.m, {P(w.change).under(Intervention{(w.entry && w.change).node(), 1})});
     },
     "set", "a variable", "entry and change"},
    {"intervention with a state out of range",
     [](War& w) {
       estimate(w.m, {P(w.change).under(Intervention{w.front.node(), 3})});
     },
     "front", "the number of one of its 3 states", "3"},
};

const std::vector<Refusal> queries = {
    {"quantile at zero", [](War& w) { quantile(w.output, 0); }, "quantile of output",
     "a probability in (0, 1)", "0"},
    {"quantile at no number", [](War& w) { quantile(w.output, not_a_number); }, "quantile of output",
     "a probability in (0, 1)", "not a number"},
    {"histogram of one edge", [](War& w) { histogram(w.output, {1}); }, "histogram of output",
     "at least two edges", "1"},
    {"histogram whose edges fall",
     [](War& w) {
       histogram(w.output, {1, 3, 2});
     },
     "histogram of output", "edges that increase", "2"},
    {"histogram to infinity",
     [](War& w) {
       histogram(w.output, {1, infinity});
     },
     "histogram of output", "finite edges", "infinity"},
    {"question about another model", [](War& w) { estimate(w.m, {P(Peace().treaty)}); }, "P(treaty)",
     "of this model", "'treaty' of another"},
    {"question about a series", [](War& w) { estimate(w.m, P(Timeline().event("unrest").now())); },
     "P(unrest)", "of this model", "'unrest' of another", "ask h.at(unrest, step)"},
    {"question about last step's value of a series",
     [](War& w) { estimate(w.m, P(Timeline().event("unrest").last())); }, "P(last(unrest))", "of this model",
     "'last(unrest)' of another", "ask h.at(unrest, step)"},
    {"question about an empty quantity", [](War& w) { estimate(w.m, E(Quantity())); }, "a variable",
     "added to a model", "an empty handle"},
    {"condition of another model", [](War& w) { estimate(w.m, {P(w.change).given(Peace().treaty)}); },
     "P(change | treaty)", "of this model", "'treaty' of another"},
    {"expectation where the quantity may be absent", [](War& w) { estimate(w.m, {E(w.troops)}); },
     "E(troops)", "quantities that exist", "'troops', which is absent if entry does not hold",
     "add given(entry)"},
    {"quantile where the quantity may be absent",
     [](War& w) { estimate(w.m, {quantile(w.troops, 0.5).given(w.change)}); },
     "quantile(troops, 0.5 | change)", "quantities that exist", "'troops'"},
    {"condition on a quantity that may be absent",
     [](War& w) { estimate(w.m, {P(w.change).given(w.troops > 1000)}); }, "P(change | troops > 1000)",
     "quantities that exist", "'troops'"},
    {"one bad question among good ones",
     [](War& w) {
       estimate(w.m, {P(w.change), E(w.output), E(w.troops)});
     },
     "E(troops)", "quantities that exist", "'troops'"},
};

Refusal option(const char* what, const char* subject, const char* expected, const char* got,
               const std::function<void(Options&)>& spoil) {
  return {what,
          [spoil](War& w) {
            Options options;
            spoil(options);
            estimate(w.m, {P(w.change)}, options);
          },
          subject, expected, got};
}

const std::vector<Refusal> options = {
    option("no trajectories", "option trajectories", "1 to 2^53", "0",
           [](Options& o) { o.trajectories = 0; }),
    option("no worlds", "option worlds", "1 to 10000000", "0", [](Options& o) { o.worlds = 0; }),
    option("certain level", "option level", "a level in (0, 1)", "1", [](Options& o) { o.level = 1; }),
    option("level that is not a number", "option level", "(0, 1)", "not a number",
           [](Options& o) { o.level = not_a_number; }),
    option("empty range", "option range_level", "a level in (0, 1)", "0",
           [](Options& o) { o.range_level = 0; }),
    option("negative threads", "option threads", "0 or more", "-1", [](Options& o) { o.threads = -1; }),
    option("negative batch", "option batch", "0 to 1024 groups", "-1", [](Options& o) { o.batch = -1; }),
    option("batch beyond memory", "option batch", "0 to 1024 groups", "1e+12",
           [](Options& o) { o.batch = 1'000'000'000'000; }),
    option("unknown instruction set", "instruction set", "one of ", "'MMX'",
           [](Options& o) { o.instruction_set = "MMX"; }),
};

const std::vector<Refusal> ranges = {
    {"share above one",
     [](War&) {
       elicit::fit_logit_normal({0.1, 0.5, 1.2}, "p_defeat");
     },
     "p_defeat", "strictly between 0 and 1", "1.2"},
    {"certain share",
     [](War&) {
       elicit::fit_logit_normal({0, 0.5, 0.9}, "p_defeat");
     },
     "p_defeat", "strictly between 0 and 1", "0"},
    {"quantity of no size",
     [](War&) {
       elicit::fit_log_normal({0, 1, 2}, "troops");
     },
     "troops", "a positive finite number", "0"},
    {"middle below low",
     [](War&) {
       elicit::fit_logit_normal({0.3, 0.2, 0.5}, "p_defeat");
     },
     "p_defeat", "above the low one (0.3)", "0.2"},
    {"high below middle",
     [](War&) {
       elicit::fit_log_normal({1, 3, 2}, "troops");
     },
     "troops", "above the middle one (3)", "2"},
    {"range too narrow to fit",
     [](War&) {
       const double low = 1e300, mid = std::nextafter(low, infinity);
       elicit::fit_log_normal({low, mid, std::nextafter(mid, infinity)}, "troops");
     },
     "troops", "wide enough", "no width"},
};

const std::vector<Refusal> enumerations = {
    {"enumeration over a quantity drawn by chance", [](War& w) { Enumeration(w.m, {0.1}); }, "troops",
     "a discrete variable", "a random quantity"},
    {"enumeration without the parameters", [](War& w) { Enumeration{w.m}; }, "enumeration", "1 parameters",
     "0"},
    {"enumeration of too many combinations",
     [](War&) {
       Model m;
       for (int i = 0; i < 27; ++i) m.add("x" + std::to_string(i), Bernoulli(0.5));
       Enumeration{m};
     },
     "enumeration", "at most 2^26 combinations", "134217728"},
    {"enumeration of a quantile",
     [](War&) {
       Model m;
       const auto x = m.add("x", Bernoulli(0.5));
       Enumeration{m}(quantile(2 * x, 0.5));
     },
     "quantile(2 * indicator(x), 0.5)", "P(...) or E(...)"},
    {"enumeration with a parameter out of the domain",
     [](War&) {
       Model m;
       const auto x = m.add("x", Bernoulli(m.parameter("p", Beta(1, 1))));
       Enumeration(m, {1.5})(P(x));
     },
     "x", "a probability in [0, 1]", "1.5"},
    {"enumeration where probabilities do not sum to one",
     [](War&) {
       Model m;
       const auto p = m.parameter("p", Beta(1, 1));
       const auto x = m.add("x", Categorical({"a", "b"}, {p, p}));
       Enumeration(m, {0.25})(P(x == "a"));
     },
     "x", "sum to 1", "0.5"},
    {"enumeration where a formula is not a number",
     [](War&) {
       Model m;
       const auto x = m.add("x", Deterministic(log(m.parameter("p", Normal(0, 1)))));
       Enumeration(m, {-1})(E(x));
     },
     "x", "a number", "not a number"},
};

void ignore(const Block&) {}

const std::vector<Refusal> samplers = {
    {"negative world", [](War& w) { Sampler(w.m).draw(-1, 1, ignore); }, "world", "0 to ", "-1"},
    {"world beyond its digits", [](War& w) { Sampler(w.m).draw(Index{1} << 32, 1, ignore); }, "world",
     "0 to 2^32 - 1", "4294967296"},
    {"draw of no trajectories", [](War& w) { Sampler(w.m).draw(0, 0, ignore); }, "trajectories", "1 or more",
     "0"},
    {"draw in empty blocks", [](War& w) { Sampler(w.m).draw(0, 1, ignore, 0); }, "batch", "1 to 1024 groups",
     "0"},
    {"draw in blocks beyond memory", [](War& w) { Sampler(w.m).draw(0, 1, ignore, Index{1} << 50); }, "batch",
     "1 to 1024 groups"},
    {"sampler for an unknown instruction set", [](War& w) { Sampler(w.m, {}, {}, "MMX"); }, "instruction set",
     "one of ", "'MMX'"},
    {"sampler that sets a variable twice",
     [](War& w) {
       Sampler(w.m, {}, {set(w.entry, true), set(w.entry, true)});
     },
     "entry", "one intervention"},
    {"reference sampler that sets a variable twice",
     [](War& w) {
       ReferenceSampler(w.m, {}, {set(w.entry, true), set(w.entry, true)});
     },
     "entry", "one intervention"},
    {"parameters of a negative world", [](War& w) { ReferenceSampler(w.m).parameters(-1); }, "world", "0 to ",
     "-1"},
    {"trajectory of a negative world", [](War& w) { ReferenceSampler(w.m).trajectory(-1, {0.5}, 0); },
     "world", "0 to ", "-1"},
    {"negative trajectory", [](War& w) { ReferenceSampler(w.m).trajectory(0, {0.5}, -1); }, "trajectory",
     "0 or more", "-1"},
    {"trajectory without the parameters", [](War& w) { ReferenceSampler(w.m).trajectory(0, {}, 0); },
     "parameters", "1", "0"},
};

std::string name_of(const testing::TestParamInfo<Refusal>& info) { return test_name(info.param.what); }

INSTANTIATE_TEST_SUITE_P(Names, Refused, testing::ValuesIn(names), name_of);
INSTANTIATE_TEST_SUITE_P(Domains, Refused, testing::ValuesIn(domains), name_of);
INSTANTIATE_TEST_SUITE_P(Categories, Refused, testing::ValuesIn(categories), name_of);
INSTANTIATE_TEST_SUITE_P(Tables, Refused, testing::ValuesIn(tables), name_of);
INSTANTIATE_TEST_SUITE_P(Guards, Refused, testing::ValuesIn(guards), name_of);
INSTANTIATE_TEST_SUITE_P(Parameters, Refused, testing::ValuesIn(parameters), name_of);
INSTANTIATE_TEST_SUITE_P(Interventions, Refused, testing::ValuesIn(interventions), name_of);
INSTANTIATE_TEST_SUITE_P(Queries, Refused, testing::ValuesIn(queries), name_of);
INSTANTIATE_TEST_SUITE_P(Options, Refused, testing::ValuesIn(options), name_of);
INSTANTIATE_TEST_SUITE_P(Ranges, Refused, testing::ValuesIn(ranges), name_of);
INSTANTIATE_TEST_SUITE_P(Enumerations, Refused, testing::ValuesIn(enumerations), name_of);
INSTANTIATE_TEST_SUITE_P(Samplers, Refused, testing::ValuesIn(samplers), name_of);

/// A model that can be stated, but goes wrong as it is drawn.
struct Failure {
  const char* what;
  std::function<Query(Model&)> ask;
  const char* subject;
  const char* expected;
  const char* got = "";

  friend void PrintTo(const Failure& failure, std::ostream* out) { *out << failure.what; }
};

class Fails : public testing::TestWithParam<Failure> {};

// What `reference_estimate` says, after `estimate` was heard to say the same however it is run.
std::string one_message(const Model& m, const std::vector<Query>& asked) {
  Options run;
  run.method = Method::forward;
  run.trajectories = 800'000;  // several units of work in each of several worlds
  run.worlds = 12;
  run.threads = 1;
  const std::string reference = message([&] { reference_estimate(m, asked, run); });
  for (const int threads : {1, 2})
    for (const Index batch : {1, 3, 8}) {
      run.threads = threads;
      run.batch = batch;
      EXPECT_EQ(message([&] { estimate(m, asked, run); }), reference)
          << threads << " threads, batch " << batch;
    }
  return reference;
}

TEST_P(Fails, WithTheSameMessageWhereverItRuns) {
  const Failure& failure = GetParam();
  Model m;
  const Query asked = failure.ask(m);
  const std::string message = one_message(m, {asked});
  EXPECT_TRUE(message.starts_with(failure.subject)) << message;
  EXPECT_TRUE(holds(message, std::string(": expected ") + failure.expected)) << message;
  EXPECT_TRUE(holds(message, std::string(", got ") + failure.got)) << message;
}

const std::vector<Failure> failures = {
    {"probability out of range in a world",
     [](Model& m) { return P(m.add("x", Bernoulli(m.parameter("p", Normal(0.5, 1))))); }, "x (world ",
     "a probability in [0, 1] as probability"},
    {"probability out of range in one row of a world's table",
     [](Model& m) {
       const auto p = m.parameter("p", Normal(0.5, 0.4));
       const auto rare = m.add("rare", Bernoulli(0.01));
       return P(m.add("x", Bernoulli(table(rare, {{no, 0.5}, {yes, p}}))));
     },
     "x (world ", "a probability in [0, 1] as probability"},
    {"probability out of range on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(0.5, 0.12));
       return P(m.add("x", Bernoulli(q)));
     },
     "x (world 0)", "a probability in [0, 1] as probability"},
    {"probability that is not a number on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return P(m.add("x", Bernoulli(logistic(log(q)))));
     },
     "x (world 0)", "a probability in [0, 1] as probability", "not a number"},
    {"negative probability of a state in a world",
     [](Model& m) {
       const auto p = m.parameter("p", Normal(0.5, 0.5));
       return P(m.add("x", Categorical({"a", "b"}, {p, 1 - p})) == "a");
     },
     "x (world ", "a probability in [0, 1]"},
    {"probabilities off in a world",
     [](Model& m) {
       const auto p = m.parameter("p", Beta(2, 2));
       return P(m.add("x", Categorical({"a", "b"}, {p, p})) == "a");
     },
     "x (world 0)", "probabilities that sum to 1"},
    {"negative probability of a state on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(0.5, 0.12));
       return P(m.add("x", Categorical({"a", "b"}, {q, 1 - q})) == "a");
     },
     "x (world 0)", "a probability in [0, 1]"},
    {"probabilities off on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Uniform(0.1, 0.4));
       return P(m.add("x", Categorical({"a", "b"}, {q, 2 * q})) == "a");
     },
     "x (world 0)", "probabilities that sum to 1"},
    {"negative scale on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Normal(0, q)));
     },
     "x (world 0)", "a positive finite number as scale", "-"},
    {"negative scale in a world",
     [](Model& m) { return E(m.add("x", Normal(0, m.parameter("s", Normal(0, 1))))); }, "x (world ",
     "a positive finite number as scale", "-"},
    {"median that is negative on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", LogNormal::median(q, 1)));
     },
     "x (world 0)", "a finite number as log_location", "not a number"},
    {"bounds that cross on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Uniform(0, q)));
     },
     "x (world 0)", "a value above low (0) as high", "-"},
    {"mode out of bounds on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Triangular(0, q, 8)));
     },
     "x (world 0)", "a mode between low (0) and high (8) as mode"},
    {"negative shape on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Gamma(q, 1)));
     },
     "x (world 0)", "a positive finite number as shape", "-"},
    {"negative mean of a count on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Poisson(q)));
     },
     "x (world 0)", "a finite number of at least 0 as mean_count", "-"},
    {"part of a trial on a trajectory",
     [](Model& m) {
       const auto q = m.add("q", Uniform(1, 2));
       return E(m.add("x", Binomial(q, 0.5)));
     },
     "x (world 0)", "a whole number of at least 0 as trials", "1."},
    {"logarithm of a negative number",
     [](Model& m) {
       const auto q = m.add("q", Normal(4, 1));
       return E(m.add("x", Deterministic(log(q))));
     },
     "x (world 0)", "a number", "not a number"},
    {"zero by zero",
     [](Model& m) {
       const auto n = m.add("n", Poisson(8));
       return E(m.add("x", Deterministic(n / n)));
     },
     "x (world 0)", "a number", "not a number"},
    {"parameter whose own parameter is out of range",
     [](Model& m) {
       const auto p = m.parameter("p", Normal(0.5, 1));
       return E(m.add("x", Exponential(m.parameter("q", Beta(p, 1)))));
     },
     "q (world ", "a positive finite number as alpha", "-"},
    {"derived parameter that is not a number",
     [](Model& m) {
       const auto p = m.parameter("p", Normal(0.5, 1));
       return E(m.add("x", Normal(m.parameter("q", Deterministic(log(p))), 1)));
     },
     "q (world ", "a number", "not a number"},
    {"expectation where an intervention leaves the quantity absent",
     [](Model& m) {
       const auto entry = m.add("entry", Bernoulli(0.5));
       const auto defeat = m.add("defeat", Bernoulli(0.5), {.when = entry});
       return E(m.add("losses", Normal(0, 1), {.when = defeat})).under(set(defeat, true));
     },
     "E(losses; do defeat = yes)", "quantities that exist", "'losses'"},
};

std::string failure_name(const testing::TestParamInfo<Failure>& info) { return test_name(info.param.what); }

INSTANTIATE_TEST_SUITE_P(Failures, Fails, testing::ValuesIn(failures), failure_name);

TEST(Failures, AreOfTheFirstTrajectoryThatGoesWrongWhateverTheOrderOfVariables) {
  Model m;
  const auto q = m.add("q", Normal(3, 1));
  const auto seldom = m.add("seldom", Normal(0, q));
  const auto often = m.add("often", Normal(0, q - 2.5));
  const std::string message = one_message(m, {E(seldom), E(often)});
  EXPECT_TRUE(message.starts_with("often (world 0)")) << message;
}

TEST(Failures, AreOfWhatTheQuestionNeedsAlone) {
  Model m;
  const auto q = m.add("q", Normal(0, 1));
  m.add("unneeded", Normal(0, q));
  EXPECT_EQ(one_message(m, {E(q)}), "no error");
  const auto needed = m.add("needed", Normal(0, q + 2));
  const std::string message = one_message(m, {E(needed)});
  EXPECT_TRUE(message.starts_with("needed (world 0)")) << message;
}

TEST(Refusals, AreOfSixtyKindsOrMore) {
  std::size_t kinds = failures.size();
  for (const auto* group : {&names, &domains, &categories, &tables, &guards, &parameters, &interventions,
                            &queries, &options, &ranges, &enumerations, &samplers})
    kinds += group->size();
  EXPECT_GE(kinds, 60u);
}

}  // namespace
