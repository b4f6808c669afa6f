// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/xdsl/timeline.hpp"

#include <algorithm>

#include <casus/detail/text.hpp>

#include "io/text/number.hpp"
#include "io/xdsl/tables.hpp"

namespace casus::io {

namespace {

/// Largest number of slices that an arc may reach back: each is a series of its own.
constexpr std::size_t largest_order = 100;

}  // namespace

// ---- definitions

void XdslTimeline::read(const pugi::xml_node& dynamic) {
  for (const Element& element : XmlFile::elements(dynamic)) collect(element);
  for (std::size_t node = 0; node < nodes_.size(); ++node) read_tables(node);
}

void XdslTimeline::collect(const Element& element) {
  if (!is(element, "cpt") && !is(element, "deterministic") && !is(element, "noisymax"))
    file_.fail_unknown(element, {"cpt", "deterministic", "noisymax"});
  const XmlText id = file_.attribute(element, "id"), order_text = file_.attribute(element, "order");
  const std::size_t node = draft_.known(id.text, id.at);
  if (nodes_[node].time != XdslNode::Time::plate)
    file_.source().fail(id.at, "a node of the plate (dynamic=\"plate\")", shown(id.text));
  const std::string expected = "an order, 1 to " + std::to_string(largest_order);
  const std::size_t order = whole_number(file_.source(), order_text.text, order_text.at, expected);
  if (order < 1 || order > largest_order)
    file_.source().fail(order_text.at, expected, shown(order_text.text));
  std::vector<Definition>& of_node = definitions_[node];
  if (of_node.size() < order) of_node.resize(order);
  if (of_node[order - 1].element)
    file_.fail(element,
               "one definition of order " + std::to_string(order) + " for " + detail::quoted(id.text),
               "a second one");
  of_node[order - 1].element = element;
}

void XdslTimeline::read_tables(std::size_t node) {
  const std::string name = draft_.node(node).name;
  std::vector<std::size_t> own, pasts;  // parents
  for (const std::size_t parent : draft_.node(node).parents)
    if (nodes_[parent].time != XdslNode::Time::anchor) own.push_back(parent);
  std::vector<Definition>& of_node = definitions_[node];
  if (of_node.empty() && nodes_[node].time == XdslNode::Time::plate &&
      own.size() < draft_.node(node).parents.size())
    file_.fail(nodes_[node].element,
               "a definition of order 1 for " + detail::quoted(name) +
                   " in <dynamic>, because an anchor exists only in slice 0",
               "none");
  for (std::size_t i = 0; i < of_node.size(); ++i) {
    const std::string order = std::to_string(i + 1);
    Definition& definition = of_node[i];
    if (!definition.element)
      file_.fail(nodes_[node].element,
                 "a definition of order " + order + " for " + detail::quoted(name) +
                     ", which has one of order " + std::to_string(of_node.size()),
                 "none");
    const std::size_t at = file_.position(definition.element);
    if (definition.element.child("parents"))
      file_.for_each_word(part(file_, definition.element, "parents"),
                          [&](std::string_view word, std::size_t begin) {
                            pasts.push_back(past(draft_.known(word, begin), i + 1, begin));
                          });
    definition.table = draft_.declare(name + " of order " + order, at);
    pasts_.push_back({node, 0});
    for (const std::string& state : std::vector<std::string>(draft_.node(node).states))
      draft_.add_state(definition.table, state, at);
    draft_.open_table(definition.table, at);
    for (const std::size_t parent : own) draft_.add_parent(definition.table, parent, at);
    for (const std::size_t parent : pasts) draft_.add_parent(definition.table, parent, at);
    XdslTables(file_, draft_).read(definition.table, definition.element);
  }
}

/// Returns the number in the draft of a node's value `lag` slices before.
std::size_t XdslTimeline::past(std::size_t node, std::size_t lag, std::size_t at) {
  if (node >= nodes_.size() || nodes_[node].time != XdslNode::Time::plate)
    file_.source().fail(at, "a node of the plate (dynamic=\"plate\"), some slices before",
                        shown(draft_.node(node).name));
  const auto [found, is_new] = past_numbers_.try_emplace({node, lag}, 0);
  if (!is_new) return found->second;
  const std::string name = draft_.node(node).name;
  found->second = draft_.declare(
      lag == 1 ? "last(" + name + ')' : name + ' ' + std::to_string(lag) + " slices before", at);
  pasts_.push_back({node, lag});
  for (const std::string& state : std::vector<std::string>(draft_.node(node).states))
    draft_.add_state(found->second, state, at);
  return found->second;
}

// ---- the timeline

Timeline XdslTimeline::timeline(const std::vector<std::size_t>& order) {
  Timeline timeline("slice");
  XdslVariables variables(file_, draft_, nodes_, checks_, timeline);
  for (const std::size_t node : order) {
    if (!nodes_[node].is_outside()) continue;
    for (const std::size_t parent : draft_.node(node).parents)
      if (!nodes_[parent].is_outside())
        file_.fail(nodes_[node].element, "parents outside of time for a node that stays the same",
                   shown(draft_.node(parent).name) + " in the plate");
    variables.add(node);
  }
  std::vector<std::size_t> in_time;
  for (const std::size_t node : order)
    if (!nodes_[node].is_outside()) in_time.push_back(node);
  for (const std::size_t node : in_time) declare(timeline, node);
  declare_past(timeline);
  declare_clocks(timeline);
  for (const std::size_t node : in_time)
    at_element(file_, nodes_[node].element, [&] { state(timeline, variables, node); });
  return timeline;
}

void XdslTimeline::declare(Timeline& timeline, std::size_t node) {
  const StatedNode& stated = draft_.node(node);
  for (const std::size_t parent : stated.parents)
    if (nodes_[node].time == XdslNode::Time::plate && nodes_[parent].time == XdslNode::Time::terminal)
      file_.fail(nodes_[node].element, "no terminal as a parent of a node of the plate",
                 "the terminal " + shown(draft_.node(parent).name));
  at_element(file_, nodes_[node].element,
             [&] { series_.emplace(node, timeline.category(stated.name, stated.states)); });
}

/// Declares the series that pass on values from more than one slice before: each has the previous
/// slice's value of the preceding series.
void XdslTimeline::declare_past(Timeline& timeline) {
  for (const Past& past : pasts_)
    for (std::size_t lag = 1; lag < past.lag; ++lag) {
      if (past_series_.contains({past.node, lag})) continue;
      at_element(file_, nodes_[past.node].element, [&] {
        const StatedNode& stated = draft_.node(past.node);
        const std::string name = stated.name + ".lag" + std::to_string(lag);
        check_length(name);
        const Series<Category> series = timeline.category(name, stated.states);
        const Category of =
            lag == 1 ? series_.at(past.node).last() : past_series_.at({past.node, lag - 1}).last();
        std::vector<Real> any, handed_on;  // slice 0 has nothing to pass on, and its value is not read
        for (std::size_t state = 0; state < stated.states.size(); ++state) {
          any.emplace_back(state == 0 ? 1.0 : 0.0);
          handed_on.push_back(if_then_else(of == stated.states[state], 1, 0));
        }
        timeline.first(series, Categorical(stated.states, any));
        timeline.step(series, Categorical(stated.states, handed_on));
        past_series_.emplace(std::pair(past.node, lag), series);
      });
    }
}

void XdslTimeline::declare_clocks(Timeline& timeline) {
  std::size_t orders = 0;
  std::size_t first = 0;  // the first node of the highest order
  for (std::size_t node = 0; node < definitions_.size(); ++node)
    if (definitions_[node].size() > orders) {
      orders = definitions_[node].size();
      first = node;
    }
  for (std::size_t number = 1; number < orders; ++number)
    at_element(file_, nodes_[first].element, [&] {
      const Series<Event> clock = timeline.event("slice.from" + std::to_string(number));
      timeline.first(clock, Deterministic<Event>(Boolean(false)));
      timeline.step(clock,
                    Deterministic<Event>(number == 1 ? Boolean(true) : Boolean(clocks_.back().last())));
      clocks_.push_back(clock);
    });
}

void XdslTimeline::state(Timeline& timeline, const XdslVariables& variables, std::size_t node) {
  const std::vector<std::string>& states = draft_.node(node).states;
  const std::vector<Definition>& of_node = definitions_[node];
  const Series<Category>& series = series_.at(node);
  const std::vector<Real> at_first = columns(variables, node);
  timeline.first(series, Categorical(states, at_first));
  std::vector<Real> later = of_node.empty() ? at_first : columns(variables, of_node.back().table);
  for (std::size_t order = of_node.size(); order-- > 1;) {
    const std::vector<Real> before = columns(variables, of_node[order - 1].table);
    for (std::size_t state = 0; state < states.size(); ++state)
      later[state] = if_then_else(clocks_[order - 1].last(), later[state], before[state]);
  }
  const Categorical law(states, later);
  checks_.charge(timeline.scope(), law, nodes_[node].element);
  timeline.step(series, law);
}

std::vector<Real> XdslTimeline::columns(const XdslVariables& variables, std::size_t table) const {
  const StatedNode& stated = draft_.node(table);
  std::vector<Discrete> parents;
  for (const std::size_t parent : stated.parents) parents.emplace_back(Category(value(variables, parent)));
  return table_columns(stated, parents);
}

/// Returns the expression that a table reads: a node, in this slice or in an earlier one.
NodePtr XdslTimeline::value(const XdslVariables& variables, std::size_t number) const {
  if (number < nodes_.size())
    return nodes_[number].is_outside() ? variables.discrete(number).node() : series_.at(number).now().node();
  const Past& past = pasts_[number - nodes_.size()];
  return past.lag == 1 ? series_.at(past.node).last().node()
                       : past_series_.at({past.node, past.lag - 1}).last().node();
}

}  // namespace casus::io
