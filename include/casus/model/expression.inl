// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/expression.hpp>

namespace casus {

namespace detail {

CASUS_INLINE void refuse_empty_handle() {
  throw Error("a variable", "one that was added to a model", "an empty handle");
}

CASUS_INLINE double event_value(const std::string& name, std::string_view label) {
  if (label == "yes") return 1;
  if (label == "no") return 0;
  throw Error(name, "yes or no", quoted(label));
}

CASUS_INLINE Index state_index(const NodeFields& variable, std::string_view label) {
  for (std::size_t i = 0; i < variable.labels.size(); ++i)
    if (variable.labels[i] == label) return static_cast<Index>(i);
  throw Error(variable.name, "one of the states " + joined(variable.labels), quoted(label),
              nearest_hint(label, variable.labels));
}

}  // namespace detail

CASUS_INLINE Boolean operator==(const Category& category, std::string_view label) {
  return Boolean(detail::make_state(category.node(), detail::state_index(*category.node(), label)));
}

CASUS_INLINE Real if_then_else(const Boolean& condition, const Real& then, const Real& otherwise) {
  return detail::real(Op::if_then_else, {condition.node(), then.node(), otherwise.node()});
}

namespace detail {

CASUS_INLINE NodePtr joined_pairwise(Op op, std::vector<NodePtr> terms, NodePtr of_none) {
  if (terms.empty()) return of_none;
  while (terms.size() > 1) {
    std::vector<NodePtr> pairs;
    for (std::size_t i = 0; i + 1 < terms.size(); i += 2)
      pairs.push_back(make_node(op, terms[i]->is_boolean, {terms[i], terms[i + 1]}));
    if (terms.size() % 2 != 0) pairs.push_back(terms.back());
    terms = std::move(pairs);
  }
  return terms.front();
}

CASUS_INLINE Real sum_of(std::vector<NodePtr> terms) {
  return Real(joined_pairwise(Op::add, std::move(terms), make_constant(0, false)));
}

CASUS_INLINE Boolean any_of(std::vector<NodePtr> conditions) {
  return Boolean(joined_pairwise(Op::logical_or, std::move(conditions), make_constant(0, true)));
}

CASUS_INLINE Boolean all_of(std::vector<NodePtr> conditions) {
  return Boolean(joined_pairwise(Op::logical_and, std::move(conditions), make_constant(1, true)));
}

}  // namespace detail

CASUS_INLINE Real noisy_or(const Leak& leak, const std::vector<Cause>& causes) {
  std::vector<NodePtr> children{leak.probability.node()};
  for (const Cause& cause : causes) {
    children.push_back(cause.when.node());
    children.push_back(cause.strength.node());
  }
  return detail::real(Op::noisy_or, std::move(children));
}

CASUS_INLINE Real noisy_and(const Leak& leak, const std::vector<Condition>& conditions) {
  std::vector<NodePtr> children{leak.probability.node()};
  for (const Condition& condition : conditions) {
    children.push_back(condition.when.node());
    children.push_back(condition.inhibition.node());
    children.push_back(condition.substitute.node());
  }
  return detail::real(Op::noisy_and, std::move(children));
}

CASUS_INLINE Real function(std::string name, const std::vector<Real>& inputs, ColumnFunction of) {
  if (name.empty()) throw Error("function", "a name", "none");
  if (inputs.empty()) throw Error(name, "at least one input", "none");
  if (!of) throw Error(name, "a function to call", "none");
  NodeFields node{Op::function};
  node.name = std::move(name);
  for (const Real& input : inputs) node.children.push_back(input.node());
  node.function = std::make_shared<const ColumnFunction>(std::move(of));
  return Real(detail::make_node(std::move(node)));
}

CASUS_INLINE Real map(std::string name, std::function<double(double)> of, const Real& x) {
  if (!of) throw Error(name, "a function to call", "none");
  return function(std::move(name), {x},
                  [of = std::move(of)](std::span<const std::span<const double>> in, std::span<double> out) {
                    for (std::size_t i = 0; i < out.size(); ++i) out[i] = of(in[0][i]);
                  });
}

CASUS_INLINE Real map(std::string name, std::function<double(double, double)> of, const Real& x,
                      const Real& y) {
  if (!of) throw Error(name, "a function to call", "none");
  return function(std::move(name), {x, y},
                  [of = std::move(of)](std::span<const std::span<const double>> in, std::span<double> out) {
                    for (std::size_t i = 0; i < out.size(); ++i) out[i] = of(in[0][i], in[1][i]);
                  });
}

CASUS_INLINE std::vector<std::string> Discrete::states() const {
  return node_->op == Op::event ? std::vector<std::string>{"no", "yes"} : node_->labels;
}

namespace detail {

CASUS_INLINE Real table_node(const std::vector<Discrete>& parents, const std::vector<Real>& values) {
  NodeFields node{Op::table};
  node.parents = static_cast<Index>(parents.size());
  for (const Discrete& parent : parents) node.children.push_back(parent.node());
  for (const Real& value : values) node.children.push_back(value.node());
  return Real(make_node(std::move(node)));
}

CASUS_INLINE const Real& unreachable_value() {
  static const Real value(std::numeric_limits<double>::quiet_NaN());
  return value;
}

}  // namespace detail

CASUS_INLINE Real table(const std::vector<Discrete>& parents, const std::vector<TableRow<Real>>& rows) {
  if (parents.empty()) throw Error("table", "at least one parent", "none");
  return detail::table_node(parents, detail::ordered_rows(parents, rows, detail::unreachable_value()));
}

CASUS_INLINE Real table(const Discrete& parent, const std::vector<SingleRow>& rows) {
  std::vector<TableRow<Real>> general;
  for (const SingleRow& row : rows) general.push_back({{row.state}, row.value});
  return table(std::vector<Discrete>{parent}, general);
}

CASUS_INLINE std::vector<Real> cpt(const std::vector<Discrete>& parents,
                                   const std::vector<TableRow<std::vector<Real>>>& rows) {
  if (parents.empty()) throw Error("cpt", "at least one parent", "none");
  if (rows.empty()) throw Error("cpt", "at least one row", "none");
  const std::size_t states = rows.front().value.size();
  for (const auto& row : rows)
    if (row.value.size() != states)
      throw Error("cpt of " + parents.front().node()->name,
                  detail::number(static_cast<double>(states)) + " probabilities in each row",
                  detail::number(static_cast<double>(row.value.size())));
  const auto ordered =
      detail::ordered_rows(parents, rows, std::vector<Real>(states, detail::unreachable_value()));
  std::vector<Real> probabilities;
  for (std::size_t state = 0; state < states; ++state) {
    std::vector<Real> values;
    for (const auto& row : ordered) values.push_back(row[state]);
    probabilities.push_back(detail::table_node(parents, values));
  }
  return probabilities;
}

}  // namespace casus
