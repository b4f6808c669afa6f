// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <utility>

#include <casus/model/distribution_text.hpp>
#include <casus/model/model.hpp>
#include <casus/model/table_slot.hpp>

namespace casus {

CASUS_INLINE std::string_view to_text(Verification mark) {
  switch (mark) {
    case Verification::verified: return "verified";
    case Verification::computed: return "computed";
    case Verification::remembered: return "remembered";
    case Verification::judgement: return "judgement";
  }
  return "";
}

CASUS_INLINE std::string_view to_text(Basis basis) { return basis == Basis::counted ? "counted" : "judged"; }

namespace detail {

CASUS_INLINE void check_setting(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  const double value = intervention.value;
  if (variable.op == Op::quantity) {
    if (!std::isfinite(value)) throw Error(variable.name, "a finite value to be set to", number(value));
    return;
  }
  if (variable.op != Op::event && variable.op != Op::category)
    throw Error("set", "a variable", "the expression " + text_at(variable, 0));
  const std::size_t states = variable.op == Op::event ? 2 : variable.labels.size();
  for (std::size_t state = 0; state < states; ++state)
    if (value == static_cast<double>(state)) return;
  throw Error(variable.name, "the number of one of its " + std::to_string(states) + " states", number(value));
}

}  // namespace detail

CASUS_INLINE Intervention set(const Category& category, std::string_view state) {
  return {category.node(), static_cast<double>(detail::state_index(*category.node(), state))};
}

CASUS_INLINE Intervention set(const Quantity& quantity, double value) {
  const Intervention intervention{quantity.node(), value};
  detail::check_setting(intervention);
  return intervention;
}

namespace detail {

CASUS_INLINE std::map<std::pair<Index, Index>, double> correlated_pairs(
    const std::vector<RankCorrelation>& statements) {
  std::map<std::pair<Index, Index>, double> pairs;
  for (const RankCorrelation& statement : statements)
    for (const Index first : statement.between)
      for (const Index second : statement.between)
        if (first < second && statement.rank != 0) pairs.emplace(std::pair(first, second), statement.rank);
  return pairs;
}

CASUS_INLINE NodePtr formula_of(const ConditionalDistribution& law) {
  return law.is_formula() ? law.parameters[0] : nullptr;
}

CASUS_INLINE void check_parameters_only(const std::string& subject, const Node& expression) {
  for_each_node(expression, [&](const Node& node) {
    if (is_reference(node) && node.op != Op::parameter)
      throw Error(subject, "a distribution over parameters alone",
                  "the variable " + detail::quoted(node.name));
  });
}

/// An environment to evaluate formulas of discrete variables only, for one combination of states.
struct Combination {
  const std::vector<Index>& variables;
  std::vector<double> states;

  double variable(Index index) const {
    for (std::size_t i = 0; i < variables.size(); ++i)
      if (variables[i] == index) return states[i];
    return std::numeric_limits<double>::quiet_NaN();
  }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

/// Checks the distribution's parameters for every combination of its discrete parents' states. If
/// any of them reads quantities or uncertain parameters, or there are more than 100,000
/// combinations, the distribution is checked only when it is drawn.
inline void check_domain(const Scope& scope, const std::string& name, const ConditionalDistribution& law,
                         const std::vector<Formula>& formulas, const std::set<Index>& holding) {
  if (const auto wrong = distribution::violation(law.shape())) refuse([&] { return name; }, *wrong);
  std::set<Index> found;
  std::size_t combinations = 1;
  for (const Formula& formula : formulas) {
    if (!formula.quantities().empty() || !formula.parameters().empty()) return;
    for (const Index parent : formula.variables()) found.insert(parent);
  }
  const std::vector<Index> parents(found.begin(), found.end());
  for (const Index parent : parents) {
    combinations *= scope.variable(parent).states().size();
    if (combinations > 100000) return;
  }
  Combination at{parents, std::vector<double>(parents.size())};
  std::vector<double> scratch, values(formulas.size());
  for (std::size_t number = 0; number < combinations; ++number) {
    std::size_t rest = number;
    bool reachable = true;
    std::string where;
    for (std::size_t i = parents.size(); i-- > 0;) {
      const Declaration& parent = scope.variable(parents[i]);
      const std::size_t state = rest % parent.states().size();
      rest /= parent.states().size();
      at.states[i] = static_cast<double>(state);
      where = parent.name() + " = " + parent.states()[state] + (where.empty() ? "" : ", ") + where;
      if (holding.contains(parents[i]) && state == 0) reachable = false;
      if (parent.kind == Kind::category && parent.guard && holding.contains(*parent.guard) &&
          static_cast<Index>(state) == parent.absent && parent.states()[state] == "none")
        reachable = false;
    }
    if (!reachable) continue;
    for (std::size_t i = 0; i < formulas.size(); ++i) values[i] = formulas[i].evaluate(at, scratch);
    check_arguments([&] { return where.empty() ? name : name + " (" + where + ")"; }, law.shape(), values);
  }
}

CASUS_INLINE std::vector<Formula> bound_parameters(const Scope& scope, const std::string& name,
                                                   const ConditionalDistribution& law,
                                                   const std::optional<Index>& guard) {
  const std::set<Index> holding = guard ? scope.implied_by(*guard) : std::set<Index>();
  std::vector<Formula> formulas;
  for (const NodePtr& parameter : law.parameters) {
    scope.check_where(name, parameter, holding);
    formulas.emplace_back(parameter);
  }
  check_domain(scope, name, law, formulas, holding);
  return formulas;
}

}  // namespace detail

CASUS_INLINE std::shared_ptr<detail::TableSlot> Model::table_slot() const {
  return has_tables_ ? std::make_shared<detail::TableSlot>() : nullptr;
}

CASUS_INLINE NodePtr Model::add_variable(std::string name, const ConditionalDistribution& law,
                                         Details details) {
  Declaration declaration = scope_.checked(std::move(name), law.kind, law.states, details);
  Variable variable{declaration.name(), law, {}, {}, {}, 0, {}};
  if (law.kind == Kind::category && law.parameters.size() != law.states.size())
    throw Error(variable.name,
                detail::number(static_cast<double>(law.states.size())) + " probabilities, one per state",
                detail::number(static_cast<double>(law.parameters.size())));
  variable.parameters = detail::bound_parameters(scope_, variable.name, law, declaration.guard);
  variable.states = declaration.states();
  variable.guard = declaration.guard;
  variable.absent = declaration.absent;
  variable.details = std::move(details);
  variable.tables = table_slot();
  return append(std::move(variable), std::move(declaration));
}

CASUS_INLINE NodePtr Model::append(Variable variable) {
  Declaration declaration;
  declaration.kind = variable.kind();
  declaration.has_none =
      variable.kind() == Kind::category && variable.states.size() > variable.distribution.states.size();
  declaration.guard = variable.guard;
  declaration.absent = variable.absent;
  declaration.unit = variable.details.unit;
  declaration.node = detail::make_reference(
      detail::reference_op(variable.kind()), static_cast<Index>(variables_.size()), variable.name,
      variable.kind() == Kind::category ? variable.states : std::vector<std::string>());
  return append(std::move(variable), std::move(declaration));
}

CASUS_INLINE NodePtr Model::append(Variable variable, Declaration declaration) {
  declaration.formula = detail::formula_of(variable.distribution);
  variables_.push_back(std::move(variable));
  return scope_.add(std::move(declaration));
}

CASUS_INLINE Parameter Model::parameter(std::string name, const Distribution<Quantity>& distribution,
                                        ParameterDetails details) {
  UncertainParameter parameter = checked_parameter(std::move(name), distribution, std::move(details));
  NodePtr node =
      detail::make_reference(Op::parameter, static_cast<Index>(parameters_.size()), parameter.name);
  parameters_.push_back(std::move(parameter));
  scope_.add_parameter(node);
  return Parameter(std::move(node));
}

CASUS_INLINE std::vector<Parameter> Model::parameter(const std::string& name, const Dirichlet& law,
                                                     const ParameterDetails& details) {
  scope_.check_new_name(name);
  if (law.concentrations.size() < 2)
    throw Error(name, "at least two concentrations",
                detail::number(static_cast<double>(law.concentrations.size())));
  for (const double concentration : law.concentrations)
    if (!(concentration > 0) || !std::isfinite(concentration))
      throw Error(name, "positive finite concentrations", detail::number(concentration));
    else if (concentration > distribution::largest_shape)
      throw Error(name, "concentrations of at most " + detail::number(distribution::largest_shape),
                  detail::number(concentration));
  const auto part = [&](const char* kind, std::size_t i) {
    return name + kind + '[' + std::to_string(i) + ']';
  };
  for (std::size_t i = 0; i < law.concentrations.size(); ++i) {
    scope_.check_new_name(part("", i));
    scope_.check_new_name(part(".weight", i));
  }
  std::vector<Real> weights;
  for (std::size_t i = 0; i < law.concentrations.size(); ++i) {
    weights.push_back(parameter(part(".weight", i), Gamma(law.concentrations[i], 1), details));
    parameters_.back().is_weight = true;
  }
  Real sum = weights[0];
  for (std::size_t i = 1; i < weights.size(); ++i) sum = sum + weights[i];
  std::vector<Parameter> shares;
  for (std::size_t i = 0; i < weights.size(); ++i)
    shares.push_back(parameter(part("", i), Deterministic(weights[i] / sum), details));
  return shares;
}

CASUS_INLINE std::vector<Index> Model::parents(Index variable) const {
  const Variable& child = variables_[static_cast<std::size_t>(variable)];
  std::set<Index> found;
  for (const Formula& formula : child.parameters)
    for (const Index parent : formula.variables()) found.insert(parent);
  if (child.guard) found.insert(*child.guard);
  return {found.begin(), found.end()};
}

CASUS_INLINE UncertainParameter Model::checked_parameter(std::string name, const ConditionalDistribution& law,
                                                         ParameterDetails details) const {
  scope_.check_new_name(name);
  UncertainParameter parameter{std::move(name), law, {}, std::move(details)};
  for (const NodePtr& node : law.parameters) {
    detail::check_parameters_only(parameter.name, *node);
    scope_.check_owned(parameter.name, *node);
    parameter.parameters.emplace_back(node);
  }
  detail::check_domain(scope_, parameter.name, law, parameter.parameters, {});
  for (std::size_t i = 0; i < parameter.details.stated.size(); ++i) {
    const StatedQuantile& stated = parameter.details.stated[i];
    if (!(stated.probability > 0 && stated.probability < 1))
      throw Error(parameter.name, "stated quantiles at probabilities in (0, 1)",
                  detail::number(stated.probability));
    if (!std::isfinite(stated.value))
      throw Error(parameter.name, "finite stated quantiles", detail::number(stated.value));
    if (i > 0 && !(stated.value > parameter.details.stated[i - 1].value &&
                   stated.probability > parameter.details.stated[i - 1].probability))
      throw Error(parameter.name, "stated quantiles that increase", detail::number(stated.value));
  }
  return parameter;
}

namespace detail {

// Writes distributions for messages and reports.
struct DistributionLanguage {
  static std::string expression(const Node& node) { return text_at(node, 0); }
  static std::string label(std::string_view state) { return name_text(state); }
  static std::string values(const distribution::Empirical& law) {
    constexpr std::size_t most = 8;
    const std::vector<double>& values = law.values();
    if (values.size() > most)
      return std::to_string(values.size()) + " values from " + number(values.front()) + " to " +
             number(values.back());
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i)
      text += (i > 0 ? ", " : "") + number(values[i]) + ": " + number(law.probabilities()[i]);
    return text;
  }
};

}  // namespace detail

CASUS_INLINE std::string to_text(const ConditionalDistribution& law) {
  return detail::distribution_text(law, detail::DistributionLanguage{});
}

}  // namespace casus
