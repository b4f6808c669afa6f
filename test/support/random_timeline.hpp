// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "random_model.hpp"

/// Small random timelines and questions about them.
namespace casus::test {

/// Constants, a parameter, a varying number, and events, categories, quantities and counts that read
/// each other, some of them guarded or under a policy.
struct RandomTimeline {
  Chance& chance;
  Timeline timeline;
  Event mood = timeline.add("mood", Bernoulli(0.5));
  Event drought = timeline.add("drought", Bernoulli(if_then_else(mood, 0.7, 0.2)));
  Quantity depth = timeline.add("depth", Normal(if_then_else(drought, -0.5, 0.5), 0.5));
  Parameter risk = timeline.parameter("risk", Beta(3, 6));
  Real season = timeline.varying({0, 0.4, -0.3});
  std::vector<Series<Event>> events;
  std::vector<Series<Category>> categories;
  std::vector<Series<Quantity>> quantities, guarded;

  explicit RandomTimeline(Chance& from, bool is_discrete = false) : chance(from) {
    events.push_back(timeline.event("siege"));
    timeline.first(events[0], Bernoulli(if_then_else(mood, 0.6, 0.3)));
    std::vector<int> kinds;
    const int count = 3 + chance.below(3);
    for (int i = 0; i < count; ++i)
      declare("s" + std::to_string(i), is_discrete ? chance.below(2) : chance.below(4));
    timeline.step(events[0], Bernoulli(if_then_else(events.back().last(), 0.8, probability(false))));
    for (const Series<Event>& event : events)
      if (event.number() > 0)
        state(event, [&](bool is_first) { return Bernoulli(probability(is_first, event)); });
    for (const Series<Category>& category : categories)
      state(category, [&](bool is_first) {
        const Real bad = 0.5 * probability(is_first, category);
        return Categorical(states, {0.5, 0.5 - bad, bad});
      });
    for (const Series<Quantity>& quantity : quantities)
      if (timeline.kind(quantity.number()) == Kind::count)
        state(quantity, [&](bool is_first) { return Poisson(0.5 + 2 * probability(is_first, quantity)); });
      else
        state(quantity, [&](bool is_first) {
          const Real shift = probability(is_first, quantity) + season + depth;
          return is_first ? Normal(shift, 1) : Normal(shift + 0.5 * quantity.last(), 1);
        });
    for (const Series<Quantity>& quantity : guarded)
      state(quantity, [&](bool is_first) { return LogNormal(probability(is_first, quantity), 0.5); });
    if (chance.one_in(2)) timeline.policy(events[0], events.back().last(), chance.one_in(2));
    if (!categories.empty() && chance.one_in(2))
      timeline.policy(categories[0], !events[0].now() && mood, states[random(states)]);
    if (!quantities.empty() && chance.one_in(2) && timeline.kind(quantities[0].number()) == Kind::quantity)
      timeline.policy(quantities[0], quantities[0].last() > 1.0, 0.25);
  }

  template <class Any> std::size_t random(const std::vector<Any>& any) {
    return static_cast<std::size_t>(chance.below(static_cast<int>(any.size())));
  }

  void declare(const std::string& name, int kind) {
    const Details details = chance.one_in(3) ? Details{.when = events[0].now()} : Details{};
    switch (kind) {
      case 0: events.push_back(timeline.event(name, details)); break;
      case 1: categories.push_back(timeline.category(name, states, details)); break;
      case 2:
        if (details.when)
          guarded.push_back(timeline.quantity(name, details));
        else
          quantities.push_back(timeline.quantity(name));
        break;
      default: quantities.push_back(timeline.count(name)); break;
    }
  }

  template <class Handle, class Law> void state(const Series<Handle>& series, const Law& law) {
    timeline.first(series, law(true));
    timeline.step(series, law(false));
  }

  // At least 0.05. `before`: the series whose distribution it is for.
  template <class Handle> Real probability(bool is_first, const Series<Handle>& before) {
    return if_then_else(literal(is_first, before.number()), chance.between(0.05, 0.95), risk);
  }
  Real probability(bool is_first) { return probability(is_first, events[0]); }

  // An event, a state or a bound that the series with this number may read.
  Boolean literal(bool is_first, Index number) {
    const bool is_last = !is_first && chance.one_in(2);
    const auto can_read = [&](Index other) { return is_last || other < number; };
    if (!categories.empty() && chance.one_in(3)) {
      const auto& of = categories[random(categories)];
      if (can_read(of.number())) return (is_last ? of.last() : of.now()) == states[random(states)];
    }
    if (!quantities.empty() && chance.one_in(3)) {
      const auto& of = quantities[random(quantities)];
      if (can_read(of.number())) return (is_last ? of.last() : of.now()) > chance.between(-0.5, 1.5);
    }
    const auto& of = events[random(events)];
    if (can_read(of.number())) return is_last ? of.last() : of.now();
    return chance.one_in(2) ? Boolean(mood) : !drought;
  }

  // ---- questions

  Index step(const Horizon& h) { return chance.below(static_cast<int>(h.steps())); }

  Boolean fact(Horizon& h) {
    const auto& event = events[random(events)];
    switch (chance.below(8)) {
      case 0: return h.by(event, step(h));
      case 1: return h.within(event, 2, events[0]);
      case 2: return h.before(events[0], event);
      case 3: return h.always(event, step(h)) || drought;
      case 4:
        if (!categories.empty())
          return h.at(categories[random(categories)], step(h)) != states[random(states)];
        break;
      case 5:
        if (!quantities.empty())
          return h.at(quantities[random(quantities)], step(h)) > chance.between(-1, 1.5);
        break;
      case 6: return h.at(event, step(h)) || !h.at(events[0], step(h));
      default: break;
    }
    return h.at(event, step(h));
  }

  Query question(Horizon& h) {
    switch (chance.below(8)) {
      case 0: return E(h.count(events[random(events)], step(h)));
      case 1:
        if (!quantities.empty()) return E(h.sum(quantities[random(quantities)], step(h)));
        break;
      case 2:
        if (!guarded.empty()) return E(h.sum(guarded[random(guarded)], step(h)));
        break;
      case 3:
        if (!quantities.empty()) return E(h.maximum(quantities[random(quantities)], step(h)));
        break;
      default: break;
    }
    return P(fact(h));
  }

  Intervention intervention(Horizon& h) {
    switch (chance.below(5)) {
      case 0:
        if (!categories.empty())
          return set(h.at(categories[random(categories)], step(h)), states[random(states)]);
        break;
      case 1:
        if (!quantities.empty()) return set(h.at(quantities[random(quantities)], step(h)), chance.below(3));
        break;
      case 2:
        if (chance.one_in(2)) return set(drought, chance.one_in(2));
        break;
      default: break;
    }
    return set(h.at(events[random(events)], step(h)), chance.one_in(2));
  }

  // Different variables: a question takes one intervention on each.
  std::vector<Intervention> interventions(Horizon& h) {
    std::vector<Intervention> all{intervention(h)};
    if (const Intervention other = intervention(h); chance.one_in(2) && other.variable != all[0].variable)
      all.push_back(other);
    return all;
  }
};

}  // namespace casus::test
