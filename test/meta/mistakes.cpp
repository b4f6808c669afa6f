// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Mistakes that the compiler refuses with one error each, which says what to write instead: the
// sentence in the comment before each function is a part of that error. Compiled by mistakes.sh.

#include <casus/casus.hpp>

using namespace casus;

struct Chain {
  Model m;
  Parameter p = m.parameter("p", Beta(2, 2));
  Event rain = m.add("rain", Bernoulli(p));
  Event wet = m.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
  Category sky = m.add("sky", Categorical({"blue", "grey"}, {0.5, 0.5}));
  Quantity x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(0, 1));
  Timeline t;
  Series<Event> war = t.event("war"), weak = t.event("weak");
  Series<Quantity> level = t.quantity("level");
};

struct Expressions : Chain {
  // comparisons do not chain: write 0 < x && x < 1
  void compare_twice() { (void)P(0 < x < 1); }
  // comparisons do not chain: write 0 < x && x < 1
  void compare_downwards() { (void)P(x >= y >= 0.5); }
  // comparisons do not chain
  void compare_variables() { (void)P(x > y > p); }
  // comparisons do not chain
  void compare_events() { (void)P(rain <= wet); }
  // to compare an event as the number 0 or 1, write Real(event) < x
  void compare_event() { (void)P(0.5 < rain); }
  // to compare an event as the number 0 or 1, write Real(event) < x
  void compare_event_with_one() { (void)P(rain < 1); }
  // to compare an event as the number 0 or 1, write Real(event) < x
  void compare_parameter_with_event() { (void)P(p > rain); }
  // comparisons do not chain
  void compare_comparisons() { (void)P((x > 1) >= (y > 1)); }
  // comparisons do not chain
  void compare_variable_with_comparison() { (void)P(x <= (y > 1)); }
  // the states of a category have no order; compare with ==
  void compare_state_with_number() { (void)P(sky >= 1); }
  // the states of a category have no order; compare with ==
  void compare_states() { (void)P(sky < "grey"); }
  // compare a category with the label of a state: sky == "grey"
  void compare_category_with_zero() { (void)P(sky == 0); }
  // an event is a condition by itself: write rain, or !rain
  void compare_event_with_yes() { (void)P(rain == yes); }
  // an event is a condition by itself: write rain, or !rain
  void compare_event_with_text() { (void)P(rain == "yes"); }
  // a number is not a condition: compare it, as in x > 0
  void negate_number() { (void)P(!x); }
  // a number is not a condition: compare it, as in x > 0 && rain
  void conjoin_number() { (void)P(x && rain); }
  // a number is not a condition: compare it, as in x > 0 || rain
  void disjoin_numbers() { (void)P(p || x); }
  // write P(rain && wet) for both, P(rain || wet) for one of them, P(rain).given(wet) for a condition
  void ask_about_two() { (void)P(rain, wet); }
  // a category or an event has a distribution; ask a quantity for histogram(x, {0, 1, 2})
  void ask_for_states_of_a_quantity() { (void)distribution_of(x); }
  // a probability is a number or a formula; by state: Bernoulli(table(sky
  void take_a_category_for_a_probability() { m.add("z", Bernoulli(sky)); }
  // a probability is a number or a formula; by state: Bernoulli(table(sky
  void take_a_text_for_a_probability() { m.add("z", Bernoulli("0.3")); }
  // write P(rain).given(wet) for a condition, rain || wet for rain or wet
  void given_by_bar() { (void)P(rain | wet); }
  // write rain && wet for rain and wet
  void conjoin_by_one_sign() { (void)P(rain & wet); }
  // write pow(x, 2) for a power
  void power() { (void)E(x ^ 2); }
  // a variable cannot change; add to an expression: Real total = x; total += y
  void add_to_variable() { x += y; }
  // a variable cannot change; add to an expression: Real total = x; total += y
  void add_to_parameter() { p += 1; }
  // the parents of a table are events and categories
  void table_of_quantity() { (void)table(x, {{no, 0.1}, {yes, 0.2}}); }
  // or use if_then_else(x > 1, a, b)
  void table_of_condition() { (void)table(x > 1, {{no, 0.1}, {yes, 0.2}}); }
  // a state is given by its label; those of an event are no and yes
  void rows_by_number() { (void)table(rain, {{0, 0.1}, {1, 0.2}}); }
  // a state is given by its label; those of an event are no and yes
  void label_by_real_number() { (void)StateLabel(0.5); }
};

struct Statements : Chain {
  // state the condition as an event of its own: m.add(name, Deterministic(x > 1))
  void guard_by_condition() { m.add("z", Normal(0, 1), {.when = x > 1}); }
  // a variable has a distribution; for a formula or number write Deterministic(x + y)
  void add_number() { m.add("z", 0.3); }
  // a variable has a distribution; for a formula or number write Deterministic(x + y)
  void add_formula() { m.add("z", x + y); }
  // casus::Normal(0, 1), not casus::distribution::Normal{0, 1}
  void add_plain_distribution() { m.add("z", distribution::Normal{0, 1}); }
  // shares are parameters: model.parameter(name, Dirichlet{{1, 1}})
  void add_shares() { m.add("z", Dirichlet{{1, 1}}); }
  // a variable has a distribution, such as Normal(0, 1)
  void add_text() { m.add("z", "Normal(0, 1)"); }
  // details are given by name: add(name, Normal(0, 1), {.unit = "m"})
  void add_unit() { m.add("z", Normal(0, 1), "m"); }
  // a parameter is a number with the distribution of a quantity, such as Beta(2, 5)
  void parameter_of_event() { m.parameter("q", Bernoulli(0.5)); }
  // a formula or known number is Deterministic(p / 2)
  void parameter_of_number() { m.parameter("q", 0.5); }
  // this distribution has another number of parameters
  void too_few_parameters() { (void)Normal(0); }
  // the parameters of a distribution are numbers, variables and expressions of them
  void parameter_as_text() { (void)Normal("0", 1); }
  // a category has to be compared: Deterministic(sky == "grey")
  void formula_of_category() { m.add("z", Deterministic(sky)); }
  // only a parameter can be held; a variable is set: P(wet).under(set(x, 0.3))
  void hold_variable() { (void)hold(m, x, 0.3); }
  // a parameter is held in a model: hold(model, p, 0.3)
  void hold_without_model() { (void)hold(p, 0.3); }
  // an event is set to yes or no, a category to the label of a state, a quantity to a number
  void policy_of_zero() { t.policy(war, weak.last(), 0); }
  // an event is set to yes or no, a category to the label of a state, a quantity to a number
  void policy_of_number() { t.policy(war, weak.last(), 0.5); }
  // for a series on its value in this step or the last: war.now() or war.last()
  void policy_on_series() { t.policy(war, weak, no); }
  // distributions read a series as war.now() or war.last(), questions as h.at(war, step)
  void conjoin_series() { (void)P(war && weak); }
};

struct Questions : Chain {
  // P asks about an event or a comparison, such as x > 1
  void probability_of_quantity() { (void)P(x); }
  // ask for a state, P(sky == "grey"), or for all, distribution_of(sky)
  void probability_of_category() { (void)P(sky); }
  // a question as text is read by parse_query(model, "P(rain)")
  void probability_of_text() { (void)P("rain"); }
  // a series is asked about at a step, or over all: P(h.at(war, 3)), P(h.ever(war))
  void probability_of_series() { (void)P(war); }
  // a series is asked about at a step: E(h.at(level, 3)), E(h.sum(level, 3))
  void expectation_of_series() { (void)E(level); }
  // a category has no expectation: ask for distribution_of(sky)
  void expectation_of_category() { (void)E(sky); }
  // E asks about a quantity or a formula, such as 2 * x
  void expectation_of_text() { (void)E("x"); }
  // a condition is an event or a comparison, such as rain, x > 1 or sky == "grey", or evidence
  void given_category() { (void)P(wet).given(sky); }
  // or evidence, such as observed(x, 1)
  void given_text() { (void)P(wet).given("rain"); }
  // an intervention is not a condition: P(wet).under(set(rain, yes)), or P(wet).given(rain)
  void given_setting() { (void)P(wet).given(set(rain, yes)); }
  // an intervention sets a variable: P(wet).under(set(rain, yes))
  void under_event() { (void)P(wet).under(rain); }
  // an event is set to yes or no
  void set_event_to_zero() { (void)set(rain, 0); }
  // an event is set to yes or no
  void set_event_to_number() { (void)intervene(rain, 0.5); }
  // an event is set to yes or no
  void set_event_to_pointer() { (void)set(rain, static_cast<void*>(&m)); }
  // a category is set to the label of a state: set(sky, "grey")
  void set_category_to_yes() { (void)set(sky, yes); }
  // a quantity is set to a number
  void set_quantity_to_text() { (void)set(x, "3"); }
  // a parameter is not set but held: hold(model, p, 0.3)
  void set_parameter() { (void)set(p, 0.3); }
  // only a variable can be set, for a series its value at a step: set(h.at(war, 3), yes)
  void set_series() { (void)set(war, yes); }
  // an event is observed as yes or no
  void observe_event_as_zero() { (void)observed(rain, 0); }
  // a category is observed by the label of its state: observed(sky, "grey")
  void observe_category_as_number() { (void)observed(sky, 1); }
  // a quantity is observed as a number
  void observe_quantity_as_text() { (void)observed(x, "3"); }
  // only variables are observed; a formula becomes one by model.add(name, Deterministic(x + y))
  void observe_formula() { (void)observed(x + y, 1); }
  // a question is P(event), E(quantity) or the like
  void ask_event() { (void)estimate(m, rain); }
  // a question as text is read by parse_query(model, "P(rain)")
  void ask_text() { (void)estimate(m, "P(rain)"); }
  // a question as text is read by parse_query(model, "P(rain)")
  void ask_texts() { (void)estimate(m, {"P(rain)", "E(x)"}); }
  // the model comes first: estimate(model, {P(rain)})
  void ask_nobody() { (void)estimate({P(rain)}); }
  // a Timeline over a number of steps: Horizon h(timeline, 12)
  void ask_timeline() { (void)estimate(t, {P(rain)}); }
  // options are given by name: estimate(model, {P(rain)}, {.trajectories = 1000})
  void ask_by_number() { (void)estimate(m, {P(rain)}, 1000); }
};
