// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <casus/model/horizon.hpp>
#include <casus/model/timeline.hpp>
#include <casus/random/generator.hpp>

/// A number that tells models apart: whoever repeats an answer can see whether it is the same model.
namespace casus {

namespace detail {

/// Takes in what a model is made of, in order.
class Fingerprint {
  class State {
  public:
    void add(std::uint64_t value) noexcept { state_ = random::mix(state_ ^ value) + 0x9E3779B97F4A7C15; }
    void add(double value) noexcept { add(std::bit_cast<std::uint64_t>(value)); }
    void add(std::string_view text) noexcept {
      add(static_cast<std::uint64_t>(text.size()));
      for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    }
    std::uint64_t value() const noexcept { return random::mix(state_); }

  private:
    std::uint64_t state_ = 0;
  };

public:
  void add(std::uint64_t value) noexcept { state_.add(value); }
  void add(double value) noexcept { state_.add(value); }
  void add(std::string_view text) noexcept { state_.add(text); }
  void add(const NodePtr& node) { add(of(node)); }
  void add(const ConditionalDistribution& law) {
    add(static_cast<std::uint64_t>(law.family));
    add(static_cast<std::uint64_t>(law.kind));
    for (const std::string& state : law.states) add(state);
    for (const auto family : law.components) add(static_cast<std::uint64_t>(family));
    if (law.empirical) {
      for (const double value : law.empirical->values()) add(value);
      for (const double probability : law.empirical->probabilities()) add(probability);
    }
    for (const NodePtr& parameter : law.parameters) add(parameter);
  }
  std::uint64_t value() const noexcept { return state_.value(); }

private:
  // Of an expression; its parts may be shared, and each is gone through once. Names are those of variables and parameters as they were
  // stated, never how an expression is written.
  std::uint64_t of(const NodePtr& root) {
    for_each_part(
        root, [&](const Node& node) { return nodes_.contains(&node); },
        [&](const NodePtr& node) {
          State own;
          own.add(static_cast<std::uint64_t>(node->op));
          own.add(node->value);
          own.add(static_cast<std::uint64_t>(node->state));
          own.add(static_cast<std::uint64_t>(node->parents));
          own.add(node->name);
          for (const NodePtr& child : node->children) own.add(nodes_.at(child.get()));
          nodes_.emplace(node.get(), own.value());
        });
    return nodes_.at(root.get());
  }

  State state_;
  std::unordered_map<const Node*, std::uint64_t> nodes_;
};

inline void add_parameters(Fingerprint& print, const Model& model) {
  for (const UncertainParameter& parameter : model.parameters()) {
    print.add(parameter.name);
    print.add(parameter.stream());
    print.add(parameter.distribution);
  }
}

inline void add_variables(Fingerprint& print, const Model& model) {
  for (const Variable& variable : model.variables()) {
    print.add(variable.name);
    print.add(variable.stream());
    print.add(static_cast<std::uint64_t>(variable.guard.value_or(-1)));
    print.add(static_cast<std::uint64_t>(variable.absent));
    print.add(variable.distribution);
  }
}

// Of a timeline's first so many series, over so many steps.
inline std::uint64_t fingerprint_of(const Timeline& timeline, std::size_t count, Index steps) {
  Fingerprint print;
  add_parameters(print, timeline.placeholders());
  add_variables(print, timeline.constants());
  for (std::size_t i = 0; i < count; ++i) {
    const StatedSeries& series = timeline.series()[i];
    print.add(series.name);
    print.add(static_cast<std::uint64_t>(timeline.kind(static_cast<Index>(i))));
    print.add(static_cast<std::uint64_t>(series.guard.value_or(-1)));
    print.add(series.details.absent_state);
    for (const auto* law : {&series.first, &series.step}) {
      print.add(static_cast<std::uint64_t>(law->has_value()));
      if (*law) print.add(**law);
    }
    print.add(static_cast<std::uint64_t>(series.policies.size()));
    for (const StatedSeries::Policy& policy : series.policies) {
      print.add(policy.when.node());
      print.add(policy.value);
    }
  }
  for (Index step = 0; step < steps; ++step)
    for (const double value : timeline.varying_at(step)) print.add(value);
  print.add(static_cast<std::uint64_t>(steps));
  return print.value();
}

}  // namespace detail

/// The same for models with the same variables and parameters in the same order, with the same distributions; other notes, sources and
/// units change nothing. A user's own function counts by its name. Cost: goes through the model once.
inline std::uint64_t fingerprint(const Model& model) {
  detail::Fingerprint print;
  detail::add_parameters(print, model);
  detail::add_variables(print, model);
  return print.value();
}

/// The same of a timeline, over so many steps.
inline std::uint64_t fingerprint(const Timeline& timeline, Index steps) {
  return detail::fingerprint_of(timeline, timeline.series().size(), steps);
}
/// The same of a horizon's timeline, whatever has been asked of it.
inline std::uint64_t fingerprint(const Horizon& horizon) {
  return detail::fingerprint_of(horizon.timeline(), horizon.names().size(), horizon.steps());
}

}  // namespace casus
