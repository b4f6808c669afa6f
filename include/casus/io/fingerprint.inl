// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/io/fingerprint.hpp>

namespace casus {

namespace detail {

CASUS_INLINE void Fingerprint::State::add(std::string_view text) noexcept {
  add(static_cast<std::uint64_t>(text.size()));
  for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
}

/// Returns a name that is never changed. Numbers of enumerators are not hashed, because a new
/// enumerator would change those of others.
CASUS_INLINE std::string_view lasting_name(Op op) noexcept {
  switch (op) {
    case Op::constant: return "constant";
    case Op::parameter: return "parameter";
    case Op::quantity: return "quantity";
    case Op::event: return "event";
    case Op::category: return "category";
    case Op::state: return "state";
    case Op::table: return "table";
    case Op::noisy_or: return "noisy_or";
    case Op::noisy_and: return "noisy_and";
    case Op::function: return "function";
    case Op::indicator:
    case Op::negate:
    case Op::exp:
    case Op::log:
    case Op::sqrt:
    case Op::pow:
    case Op::abs:
    case Op::floor:
    case Op::logistic:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::minimum:
    case Op::maximum:
    case Op::scale_odds:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_not:
    case Op::if_then_else: break;
  }
  return operation(op).spelling;
}

CASUS_INLINE std::string_view lasting_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::event: return "event";
    case Kind::category: return "category";
    case Kind::quantity: return "quantity";
    case Kind::count: return "count";
  }
  return {};
}

/// Adds a family by its name, which files contain too; a user's family may have the same name as
/// another.
CASUS_INLINE void Fingerprint::add(distribution::Family family) {
  const auto& all = distribution::all_families;
  const bool is_of_library = std::find(all.begin(), all.end(), family) != all.end();
  add(static_cast<std::uint64_t>(is_of_library));
  add(family->name);
}

CASUS_INLINE void Fingerprint::add(const ConditionalDistribution& law) {
  add(law.family);
  add(lasting_name(law.kind));
  for (const std::string& state : law.states) add(state);
  for (const auto family : law.components) add(family);
  if (law.empirical) {
    for (const double value : law.empirical->values()) add(value);
    for (const double probability : law.empirical->probabilities()) add(probability);
  }
  for (const NodePtr& parameter : law.parameters) add(parameter);
}

CASUS_INLINE std::uint64_t Fingerprint::of(const NodePtr& root) {
  for_each_part(
      root, [&](const Node& node) { return nodes_.contains(&node); },
      [&](const NodePtr& node) {
        State own;
        own.add(lasting_name(node->op));
        own.add(node->value);
        own.add(static_cast<std::uint64_t>(node->state));
        own.add(static_cast<std::uint64_t>(node->parents));
        own.add(node->name);
        own.add(static_cast<std::uint64_t>(node->children.size()));
        for (const NodePtr& child : node->children) own.add(nodes_.at(child.get()));
        nodes_.emplace(node.get(), own.value());
      });
  return nodes_.at(root.get());
}

CASUS_INLINE void add_parameters(Fingerprint& print, const Model& model) {
  for (const UncertainParameter& parameter : model.parameters()) {
    print.add(parameter.name);
    print.add(parameter.stream());
    print.add(parameter.distribution);
  }
  if (const ParameterDraws* const worlds = model.worlds()) {
    print.add(std::string_view("worlds"));
    for (const std::vector<double>& world : worlds->values)
      for (const double value : world) print.add(value);
    for (const double weight : worlds->log_weights) print.add(weight);
  }
  for (const auto& [pair, rank] : correlated_pairs(model.correlations())) {
    print.add(std::string_view("correlation"));
    print.add(static_cast<std::uint64_t>(pair.first));
    print.add(static_cast<std::uint64_t>(pair.second));
    print.add(rank);
  }
}

CASUS_INLINE void add_variables(Fingerprint& print, const Model& model) {
  for (const Variable& variable : model.variables()) {
    print.add(variable.name);
    print.add(variable.stream());
    print.add(static_cast<std::uint64_t>(variable.guard.value_or(-1)));
    print.add(static_cast<std::uint64_t>(variable.absent));
    print.add(variable.distribution);
  }
}

CASUS_INLINE std::uint64_t fingerprint_of(const Timeline& timeline, std::size_t count, Index steps) {
  Fingerprint print;
  add_parameters(print, timeline.constants());
  add_variables(print, timeline.constants());
  for (std::size_t i = 0; i < count; ++i) {
    const StatedSeries& series = timeline.series()[i];
    print.add(series.name);
    print.add(lasting_name(timeline.kind(static_cast<Index>(i))));
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

CASUS_INLINE std::uint64_t fingerprint(const Model& model) {
  detail::Fingerprint print;
  detail::add_parameters(print, model);
  detail::add_variables(print, model);
  return print.value();
}

CASUS_INLINE std::uint64_t fingerprint(const Timeline& timeline, Index steps) {
  return detail::fingerprint_of(timeline, timeline.series().size(), steps);
}

CASUS_INLINE std::uint64_t fingerprint(const Horizon& horizon) {
  return detail::fingerprint_of(horizon.timeline(), horizon.names().size(), horizon.steps());
}

}  // namespace casus
