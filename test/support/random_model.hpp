// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <string>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

/// Small random models and questions about them.
namespace casus::test {

/// Random choices of a test.
class Chance {
public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  int below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(engine_); }
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
  }
  bool one_in(int count) { return below(count) == 0; }

private:
  std::mt19937 engine_;
};

inline const std::vector<std::string> states{"ok", "thin", "bad"};

/// Events, categories and, if wanted, quantities, some of them guarded.
struct RandomModel {
  Chance& chance;
  Model model;
  std::vector<Event> events;
  std::vector<Category> categories;
  std::vector<Quantity> quantities;

  RandomModel(Chance& from, bool has_quantities) : chance(from) {
    events.push_back(model.add("start", Bernoulli(0.5)));
    const int count = 3 + chance.below(4);
    for (int i = 0; i < count; ++i) {
      const std::string name = "v" + std::to_string(i);
      const int kind = chance.below(has_quantities ? 3 : 2);
      if (kind == 0)
        events.push_back(model.add(name, Bernoulli(probability()), details()));
      else if (kind == 1)
        categories.push_back(add_category(name));
      else
        quantities.push_back(model.add(name, Normal(if_then_else(literal(), chance.between(-1, 1), 0.5), 1)));
    }
  }

  Details details() { return chance.one_in(4) ? Details{.when = events[0]} : Details{}; }

  Category add_category(const std::string& name) {
    const Real bad = 0.5 * probability();
    return model.add(name, Categorical(states, {0.5, 0.5 - bad, bad}), details());
  }

  // At least 0.05, of an event, state or quantity.
  Real probability() {
    if (!quantities.empty() && chance.one_in(3))
      return 0.05 + 0.9 / (1 + exp(quantities[random(quantities)] + chance.between(-2, 2)));
    return if_then_else(literal(), chance.between(0.05, 0.95), chance.between(0.05, 0.95));
  }

  template <class Any> std::size_t random(const std::vector<Any>& any) {
    return static_cast<std::size_t>(chance.below(static_cast<int>(any.size())));
  }

  // A state, or not; an event, or not; or a quantity's bound.
  Boolean literal() {
    const bool holds = chance.one_in(2);
    if (!categories.empty() && chance.one_in(2)) {
      const Category& of = categories[random(categories)];
      const std::string& state = states[random(states)];
      return holds ? of == state : of != state;
    }
    if (!quantities.empty() && chance.one_in(3))
      return quantities[random(quantities)] < chance.between(-1, 1);
    const Event& event = events[random(events)];
    return holds ? Boolean(event) : !event;
  }

  Intervention intervention() {
    if (!categories.empty() && chance.one_in(2))
      return set(categories[random(categories)], states[random(states)]);
    if (!quantities.empty() && chance.one_in(3))
      return set(quantities[random(quantities)], chance.between(-2, 2));
    return set(events[random(events)], chance.one_in(2));
  }

  Query question() {
    Query query = P(literal());
    query = query.given(chance.one_in(3) ? literal() && literal() : literal());
    if (!quantities.empty() && chance.one_in(4))
      query = query.given(observed(quantities[random(quantities)], chance.between(-1, 1)));
    if (chance.one_in(2)) query = query.under(intervention());
    if (chance.one_in(2)) query = query.counterfactually(intervention());
    return query;
  }
};

}  // namespace casus::test
