// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/timeline.hpp"

#include <cmath>
#include <set>
#include <string_view>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

#include "io/limits.hpp"
#include "io/model/variables.hpp"
#include "io/text/source.hpp"
#include "language/distributions.hpp"

namespace casus::io {

namespace {

std::string kind_text(Kind kind) {
  switch (kind) {
    case Kind::event: return "an event";
    case Kind::category: return "a category";
    case Kind::quantity: return "a quantity";
    case Kind::count: return "a count";
  }
  return "";
}

}  // namespace

void TimelineReader::read(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (!table) fields_.fail(node, "a table under [timeline]", described(node));
  reading_.has_only(*table, {"unit", "steps", "labels"}, "the timeline");
  std::string unit = "month";
  std::vector<std::string> labels;
  reading_.errors.attempt([&] {
    if (const toml::node* stated = table->get("unit")) unit = fields_.text(*stated);
  });
  reading_.errors.attempt([&] {
    const toml::node* stated = table->get("labels");
    if (stated) labels = fields_.texts(*stated);
    if (labels.size() > detail::at(most_steps))
      fields_.fail(*stated, "at most " + std::to_string(most_steps) + " labels",
                   std::to_string(labels.size()));
    for (const std::string& label : labels)
      if (label.size() > longest_name)
        fields_.fail(*stated, "labels of at most " + std::to_string(longest_name) + " bytes",
                     std::to_string(label.size()));
    std::set<std::string> seen;
    for (const std::string& label : labels)
      if (!seen.insert(label).second) fields_.fail(*stated, "labels that differ", shown(label) + " twice");
  });
  reading_.result.timeline.emplace(unit, labels);
  const toml::node& steps = fields_.required(*table, "steps");
  const double count = fields_.number(steps);
  if (!(count >= 1 && count <= static_cast<double>(most_steps) && count == std::floor(count)))
    fields_.fail(steps, "a number of steps, 1 to " + std::to_string(most_steps), described(steps));
  reading_.result.steps = static_cast<Index>(count);
}

void TimelineReader::read_varying(const toml::table& entry, const std::string& name) {
  const toml::node& node = fields_.required(entry, "values");
  std::vector<double> values;
  for (const toml::node& value : fields_.list(node, "a list of numbers"))
    values.push_back(fields_.number(value));
  const Real number =
      fields_.located(node, "varying", [&] { return reading_.result.timeline->varying(values); });
  reading_.language.definitions.emplace(name, Term{Term::Type::number, number.node(), 0, 0});
}

std::vector<std::string> TimelineReader::series_keys() {
  return {"name",  "kind", "states", "first", "step",        "each",      "hazard", "policy",
          "where", "when", "absent", "unit",  "description", "criterion", "source"};
}

void TimelineReader::declare_series(const toml::table& entry, const std::string& name) {
  const toml::node& node = fields_.required(entry, "kind");
  const std::string kind = fields_.text(node);
  const StatedDetails own = read_details(reading_, entry);
  Timeline& timeline = *reading_.result.timeline;
  const toml::node* states = entry.get("states");
  if (states && kind != "category")
    fields_.fail(*states, "states only for a category", "a series of kind " + shown(kind));
  const Index number = fields_.located(*entry.get("name"), name, [&] {
    if (kind == "event") return timeline.event(name, own.details).number();
    if (kind == "quantity") return timeline.quantity(name, own.details).number();
    if (kind == "count") return timeline.count(name, own.details).number();
    const std::vector<std::string> kinds = {"event", "category", "quantity", "count"};
    if (kind != "category")
      fields_.fail(node, "one of " + detail::joined(kinds), shown(kind),
                   detail::nearest_hint(std::string_view(kind).substr(0, longest_name), kinds));
    return timeline.category(name, distributions_.labels(fields_.required(entry, "states")), own.details)
        .number();
  });
  declared_.push_back({&entry, name, number});
  if (!own.is_complete) throw ReadsUnusable();
}

void TimelineReader::state_series() {
  for (const Declared& one : declared_) state(one);
}

void TimelineReader::state(const Declared& declared) {
  const toml::table& entry = *declared.entry;
  if (!reading_.errors.attempt([&] { expressions_.read_definitions(entry, true); })) return;
  const toml::node* first = entry.get("first");
  const toml::node* step = entry.get("step");
  const toml::node* each = entry.get("each");
  const toml::node* hazard = entry.get("hazard");
  reading_.errors.attempt([&] {
    const int ways = (first || step ? 1 : 0) + (each ? 1 : 0) + (hazard ? 1 : 0);
    const std::string expected = "first and step, each, or hazard";
    if (ways != 1)
      fields_.fail(entry, expected + " for " + declared.name,
                   ways == 0 ? "none of them" : "more than one of them");
    if (step && !first) fields_.fail(*step, "'first' beside 'step'", "none");
    if (first && !step && reading_.result.steps != 1) fields_.fail(*first, "'step' beside 'first'", "none");
  });
  if (first) reading_.errors.attempt([&] { state(declared, *first, true, false); });
  if (step) reading_.errors.attempt([&] { state(declared, *step, false, true); });
  if (each) reading_.errors.attempt([&] { state(declared, *each, true, true); });
  if (hazard) reading_.errors.attempt([&] { absorb(declared, *hazard); });
  if (const toml::node* policies = entry.get("policy"))
    reading_.errors.attempt([&] {
      for (const toml::node& one :
           fields_.list(*policies, "a list of policies such as { set = \"no\", when = \"last(retreat)\" }"))
        reading_.errors.attempt([&] { read_policy(declared, one); });
    });
  expressions_.forget_definitions();
}

void TimelineReader::state(const Declared& declared, const toml::node& node, bool in_first, bool in_later) {
  Timeline& timeline = *reading_.result.timeline;
  const Kind kind = timeline.kind(declared.number);
  const std::vector<std::string> states = timeline.series()[detail::at(declared.number)].states;
  const ConditionalDistribution stated =
      distributions_.law(node, kind == Kind::category ? &states : nullptr, true);
  const std::string family(stated.family->name);
  if (stated.kind != kind) fields_.fail(node, "a law of a series that is " + kind_text(kind), family);
  if (stated.states != states)
    fields_.fail(node, "a law of the states " + detail::joined(states), detail::joined(stated.states));
  expressions_.charge(node, stated);
  fields_.located(node, declared.name, [&] {
    switch (kind) {
      case Kind::event:
        give(timeline.handle<Event>(declared.number), Distribution<Event>{stated}, in_first, in_later);
        break;
      case Kind::category:
        give(timeline.handle<Category>(declared.number), Distribution<Category>{stated}, in_first, in_later);
        break;
      case Kind::quantity:
      case Kind::count:
        give(timeline.handle<Quantity>(declared.number), Distribution<Quantity>{stated}, in_first, in_later);
    }
    return true;
  });
}

template <class Handle>
void TimelineReader::give(const Series<Handle>& series, const Distribution<Handle>& stated, bool in_first,
                          bool in_later) {
  if (in_first) reading_.result.timeline->first(series, stated);
  if (in_later) reading_.result.timeline->step(series, stated);
}

void TimelineReader::absorb(const Declared& declared, const toml::node& node) {
  Timeline& timeline = *reading_.result.timeline;
  if (timeline.kind(declared.number) != Kind::event)
    fields_.fail(node, "a hazard only for an event",
                 "a series that is " + kind_text(timeline.kind(declared.number)));
  const Real hazard = expressions_.number(node, true);
  expressions_.charge(node, ConditionalDistribution(Bernoulli(hazard)));
  expressions_.charge(node, ConditionalDistribution(Bernoulli(hazard)));
  fields_.located(node, declared.name, [&] {
    timeline.absorbing(timeline.handle<Event>(declared.number), hazard);
    return true;
  });
}

void TimelineReader::read_policy(const Declared& declared, const toml::node& node) {
  const toml::table* table = node.as_table();
  if (!table)
    fields_.fail(node, "a policy such as { set = \"no\", when = \"last(retreat)\" }", described(node));
  if (!reading_.has_only(*table, {"set", "when"}, "a policy")) return;
  const toml::node& when = fields_.required(*table, "when");
  const toml::node& set = fields_.required(*table, "set");
  const Boolean condition = expressions_.parsed(when, true, read_condition);
  Timeline& timeline = *reading_.result.timeline;
  const Index number = declared.number;
  double value = 0;
  if (timeline.kind(number) == Kind::quantity || timeline.kind(number) == Kind::count) {
    value = fields_.number(set);
  } else {
    const NodePtr now = timeline.scope().find(declared.name);
    NodeFields variable = *now;
    if (timeline.kind(number) == Kind::event) variable.labels = {"no", "yes"};
    const std::string state = fields_.text(set);
    if (state.size() > longest_name) fields_.fail(set, "a state of " + declared.name, shown(state));
    value = static_cast<double>(
        fields_.located(set, declared.name, [&] { return detail::state_index(variable, state); }));
  }
  fields_.located(node, declared.name, [&] {
    timeline.policy(declared.name, condition, value);
    return true;
  });
}

}  // namespace casus::io
