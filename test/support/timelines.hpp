// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/horizon.hpp>

/// Timelines that are shared by several tests.
namespace casus::test {

/// War reduces strength, and the weak are less likely to fight on: two events with feedback.
struct Feedback {
  Timeline timeline;
  Series<Event> war = timeline.event("war"), weak = timeline.event("weak");

  Feedback() {
    timeline.first(war, Bernoulli(0.3));
    timeline.step(
        war, Bernoulli(table({war.last(), weak.last()},
                             {{{no, no}, 0.2}, {{no, yes}, 0.05}, {{yes, no}, 0.9}, {{yes, yes}, 0.6}})));
    timeline.first(weak, Bernoulli(table(war.now(), {{no, 0.1}, {yes, 0.2}})));
    timeline.step(
        weak, Bernoulli(table({war.now(), weak.last()},
                              {{{no, no}, 0.05}, {{no, yes}, 0.7}, {{yes, no}, 0.3}, {{yes, yes}, 0.95}})));
  }
};

/// A front that moves between three states, a regime that stands or falls with it, and reports of
/// both: discrete, with a guard and a constant.
struct Front {
  Timeline timeline;
  Event aid = timeline.add("aid", Bernoulli(0.4));
  Series<Category> front = timeline.category("front", {"holding", "strained", "failing"});
  Series<Event> fall = timeline.event("fall");
  Series<Event> stands = timeline.event("stands");
  Series<Event> protest = timeline.event("protest", {.when = stands.now()});
  Series<Category> report = timeline.category("report", {"calm", "worse"});

  Front() {
    const Boolean strained = front.last() == "strained", failing = front.last() == "failing";
    timeline.first(front, Categorical({"holding", "strained", "failing"}, {0.7, 0.25, 0.05}));
    timeline.step(front, Categorical({"holding", "strained", "failing"},
                                     {if_then_else(failing, 0.1, if_then_else(strained, 0.3, 0.8)),
                                      if_then_else(failing, 0.2, if_then_else(strained, 0.5, 0.15)),
                                      if_then_else(failing, 0.7, if_then_else(strained, 0.2, 0.05))}));
    timeline.absorbing(fall, if_then_else(front.now() == "failing", if_then_else(aid, 0.05, 0.15), 0.01));
    timeline.each(stands, Deterministic(!fall.now()));
    timeline.each(protest,
                  Bernoulli(table(front.now(), {{"holding", 0.05}, {"strained", 0.2}, {"failing", 0.5}})));
    timeline.each(report, Categorical({"calm", "worse"}, cpt({front.now()}, {{{"holding"}, {0.9, 0.1}},
                                                                             {{"strained"}, {0.5, 0.5}},
                                                                             {{"failing"}, {0.2, 0.8}}})));
  }
};

/// Everything that a timeline may have: constant variables and a parameter, varying numbers,
/// guards, every kind of series, feedback, and a policy.
struct Everything {
  Timeline timeline{"month", {"Dec", "Jan"}};
  Event mobilised = timeline.add("mobilised", Bernoulli(0.4));
  Quantity reserve = timeline.add("reserve", LogNormal(0, 0.5), {.unit = "men"});
  Parameter slope = timeline.parameter("slope", Uniform(0.1, 0.3));
  Parameter risk = timeline.parameter("risk", Beta(2, 20));
  Series<Event> war, retreat, fall;
  Series<Category> front;
  Series<Quantity> losses, raids, strain;

  explicit Everything(bool with_policy = false)
      : war(timeline.event("war")), retreat(timeline.event("retreat", {.when = war.now()})),
        fall(timeline.event("fall")),
        front(timeline.category("front", {"holding", "strained", "failing"}, {.when = war.now()})),
        losses(timeline.quantity("losses", {.when = war.now(), .unit = "men"})),
        raids(timeline.count("raids")), strain(timeline.quantity("strain")) {
    const Real season = timeline.varying({0, 0.3, -0.2});
    timeline.first(war, Bernoulli(if_then_else(mobilised, 0.5, 0.2)));
    timeline.step(war, Bernoulli(if_then_else(war.last(), logistic(2 - strain.last()), risk)));
    timeline.first(retreat, Bernoulli(0.1));
    timeline.step(retreat, Bernoulli(if_then_else(front.last() == "failing", 0.5, 0.1)));
    timeline.absorbing(fall, if_then_else(retreat.now(), scale_odds(risk, 3), risk));
    timeline.first(front, Categorical({"holding", "strained", "failing"}, {0.5, 0.4, 0.1}));
    const Boolean failing = front.last() == "failing";
    timeline.step(front,
                  Categorical({"holding", "strained", "failing"},
                              {if_then_else(failing, 0.1, 0.6), 0.2, if_then_else(failing, 0.7, 0.2)}));
    timeline.first(losses, LogNormal(log(reserve), 1));
    timeline.step(losses, LogNormal(if_then_else(war.last(), 0.2 * losses.last(), 0.0) / 10 + season, 0.5));
    timeline.each(raids, Poisson(2));
    timeline.first(strain, Normal(0, 1));
    timeline.step(strain, Normal(0.8 * strain.last() + if_then_else(war.now(), slope, -0.1) + season, 0.3));
    if (with_policy) {
      timeline.policy(war, retreat.last(), no);
      timeline.policy(front, fall.last(), "holding");
      timeline.policy(strain, strain.last() > 1.5, 0.5);
    }
  }
};

}  // namespace casus::test
