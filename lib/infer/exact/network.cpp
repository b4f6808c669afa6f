// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/network.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include <casus/detail/index.hpp>

namespace casus::elimination {

namespace {

using distribution::Family;

// Larger tables are composed of smaller ones if their formulas can be decomposed.
constexpr double largest_inline_table = 256;
// Larger factors are not searched for impossible states.
constexpr double largest_searched_table = 1e6;
// A sum with more operations is not decomposed.
constexpr double most_terms = 200'000;
// Largest total number of variables that the parts of all expressions read.
constexpr std::size_t most_scope_entries = 8'000'000;

bool is_reference(const Node& node) {
  return node.op == Op::event || node.op == Op::category || node.op == Op::quantity;
}

NodePtr number_node(double value) { return detail::make_constant(value, false); }

NodePtr if_node(const NodePtr& condition, const NodePtr& then, const NodePtr& otherwise) {
  return detail::make_node(Op::if_then_else, false, {condition, then, otherwise});
}

}  // namespace

Relevant::Relevant(const Model& model, const std::vector<std::optional<double>>& set,
                   const std::vector<NodePtr>& roots) {
  std::vector<bool> found(model.variables().size());
  std::vector<Index> pending;
  const auto need = [&](Index variable) {
    if (found[variable]) return;
    found[variable] = true;
    pending.push_back(variable);
  };
  for (const NodePtr& root : roots)
    for (const Index variable : Formula(root).variables()) need(variable);
  while (!pending.empty()) {
    const Index number = pending.back();
    pending.pop_back();
    const Variable& variable = model.variables()[number];
    if (variable.guard) need(*variable.guard);
    if (set[number]) continue;
    if (!variable.is_discrete() && !variable.distribution.is_formula()) {
      if (!chance_quantity || number < *chance_quantity) chance_quantity = number;
      continue;
    }
    for (const Formula& formula : variable.parameters)
      for (const Index parent : formula.variables()) need(parent);
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i]) variables.push_back(static_cast<Index>(i));
}

/// The environment of a formula: states by variable, and parameters.
struct FactorNetwork::Assignment {
  std::vector<double>& states;
  const std::vector<double>& parameters;
  double variable(Index index) const { return states[index]; }
  double parameter(Index index) const { return parameters[index]; }
};

/// Visits all combinations of the possible states of some variables; the last variable varies
/// fastest.
class FactorNetwork::Odometer {
public:
  Odometer(const std::vector<FiniteVariable>& variables, const std::vector<Index>& scope,
           const std::vector<Index>& strides, std::vector<double>& states)
      : variables_(variables), scope_(scope), strides_(strides), states_(states), at_(scope.size()) {
    for (const Index variable : scope_) states_[variable] = first(variable);
  }

  Index offset() const noexcept { return offset_; }

  /// Moves to the next combination; returns false at the end.
  bool next() {
    for (std::size_t i = scope_.size(); i-- > 0;) {
      const auto& possible = variables_[scope_[i]].states;
      if (++at_[i] < detail::size(possible)) {
        states_[scope_[i]] = static_cast<double>(possible[at_[i]]);
        offset_ += strides_[i];
        return true;
      }
      offset_ -= (at_[i] - 1) * strides_[i];
      at_[i] = 0;
      states_[scope_[i]] = first(scope_[i]);
    }
    return false;
  }

private:
  double first(Index variable) const { return static_cast<double>(variables_[variable].states[0]); }

  const std::vector<FiniteVariable>& variables_;
  const std::vector<Index>& scope_;
  const std::vector<Index>& strides_;
  std::vector<double>& states_;
  std::vector<Index> at_;
  Index offset_ = 0;
};

FactorNetwork::FactorNetwork(const Model& model, const std::vector<Intervention>& under,
                             const std::vector<NodePtr>& roots, std::vector<double> parameters,
                             Reachable reachable, StopToken stop)
    : model_(model), stop_(std::move(stop)), set_(resolved(model, under)), parameters_(std::move(parameters)),
      reachable_(std::move(reachable)), variables_(model.variables().size()) {
  lower(Relevant(model, set_, roots));
}

void FactorNetwork::heed_stop() const {
  if (stop_.stop_requested()) throw Cancelled();
}

// ---- expressions

// Returns the expression with quantities replaced by their formulas.
NodePtr FactorNetwork::plain(const NodePtr& root) {
  using Parts = std::span<const NodePtr>;
  detail::for_each_part(
      root,
      [&](const Node& node) {
        if (node.op != Op::quantity) return Parts(node.children);
        return set_[node.index] ? Parts() : Parts(model_.variables()[node.index].distribution.parameters);
      },
      [&](const Node& node) {
        return node.op == Op::quantity ? visited_.contains(&node)
                                       : node.children.empty() || plain_.contains(&node);
      },
      [&](const NodePtr& node) {
        kept_.push_back(node);
        if (node->op == Op::quantity) {
          visited_.insert(node.get());
          return;
        }
        std::vector<NodePtr> children;
        for (const NodePtr& child : node->children) children.push_back(plain_part(child));
        plain_.emplace(node.get(), detail::with_children(node, std::move(children)));
      });
  return plain_part(root);
}

// Returns the replacement of a node whose parts have been visited.
NodePtr FactorNetwork::plain_part(const NodePtr& node) const {
  std::vector<NodePtr> guards;  // of the quantities that the value passes through, the outermost first
  const NodePtr* formula = &node;
  NodePtr value;
  while (!value && (*formula)->op == Op::quantity) {
    const Index number = (*formula)->index;
    const Variable& variable = model_.variables()[number];
    if (variable.guard) guards.push_back(model_.find(model_.variables()[*variable.guard].name));
    if (set_[number])
      value = number_node(*set_[number]);
    else
      formula = &variable.distribution.parameters[0];
  }
  if (!value) {
    const auto found = plain_.find(formula->get());
    value = found == plain_.end() ? *formula : found->second;
  }
  for (auto guard = guards.rbegin(); guard != guards.rend(); ++guard)
    value = if_node(*guard, value, number_node(std::numeric_limits<double>::quiet_NaN()));
  return value;
}

const FactorNetwork::Scope& FactorNetwork::scope(const NodePtr& root) {
  detail::for_each_part(
      root, [&](const Node& node) { return scopes_.contains(&node); },
      [&](const NodePtr& node) {
        Scope all;
        if (is_reference(*node)) all.push_back(node->index);
        for (const NodePtr& child : node->children) {
          const Scope& own = scopes_.at(child.get());
          if (own.empty()) continue;
          Scope both;
          std::set_union(all.begin(), all.end(), own.begin(), own.end(), std::back_inserter(both));
          all = std::move(both);
        }
        scope_entries_ += all.size();
        if (scope_entries_ > most_scope_entries)
          throw TooLarge{"expressions that combine too many variables"};
        kept_.push_back(node);
        scopes_.emplace(node.get(), std::move(all));
      });
  return scopes_.at(root.get());
}

double FactorNetwork::entries(const Scope& scope) const {
  double product = 1;
  for (const Index variable : scope) product *= static_cast<double>(variables_[variable].count);
  return product;
}

bool FactorNetwork::is_small(const NodePtr& node) { return scope(node).size() <= 2; }

// Returns the same function of fewer variables, some of them auxiliary: of at most two if its parts
// permit that.
NodePtr FactorNetwork::compressed(const NodePtr& root) {
  scope(root);  // computes the scopes of all parts
  const auto is_as_it_is = [&](const Node& node) {
    return node.children.empty() || scopes_.at(&node).size() <= 2;
  };
  const auto result = [&](const NodePtr& node) {
    return is_as_it_is(*node) ? node : compressed_.at(node.get());
  };
  detail::for_each_part(
      root, [&](const Node& node) { return is_as_it_is(node) || compressed_.contains(&node); },
      [&](const NodePtr& node) {
        std::vector<NodePtr> children;
        for (const NodePtr& child : node->children) children.push_back(result(child));
        kept_.push_back(node);
        compressed_.emplace(node.get(), with_small_parts(node, std::move(children)));
      });
  return result(root);
}

// Returns the node with compressed children, of which the largest are summarised until few
// variables remain.
NodePtr FactorNetwork::with_small_parts(const NodePtr& node, std::vector<NodePtr> children) {
  std::vector<std::size_t> widest;
  for (std::size_t i = 0; i < children.size(); ++i)
    if (scope(children[i]).size() > 1) widest.push_back(i);
  std::stable_sort(widest.begin(), widest.end(), [&](std::size_t a, std::size_t b) {
    return entries(scope(children[a])) > entries(scope(children[b]));
  });
  heed_stop();
  NodePtr result = detail::with_children(node, children);
  for (const std::size_t i : widest) {
    if (is_small(result)) break;
    if (const NodePtr summary = summarised(children[i])) children[i] = summary;
    result = detail::with_children(node, children);
  }
  return result;
}

// Returns the replacement of an expression by an auxiliary variable. Returns null if a number
// depends on parameters, if its variables have more than 4096 combinations of states, or if it has
// more than half as many values as combinations.
NodePtr FactorNetwork::summarised(const NodePtr& node) {
  if (const auto found = summarised_.find(node.get()); found != summarised_.end()) return found->second;
  NodePtr result;
  if (node->is_boolean) {
    result = add_auxiliary(node, StateDistribution::Form::deterministic);
  } else if (const double all = entries(scope(node)); all <= 4096 && Formula(node).parameters().empty()) {
    const Formula* const formula = keep(node);
    const std::vector<Index> read = formula->variables();
    std::vector<FiniteVariable> complete = variables_;
    for (const Index variable : read) {
      complete[variable].states.resize(detail::at(complete[variable].count));
      for (std::size_t i = 0; i < complete[variable].states.size(); ++i)
        complete[variable].states[i] = static_cast<Index>(i);
    }
    std::vector<double> states(variables_.size()), scratch, values;
    const std::vector<Index> strides(read.size());
    const Assignment at{states, parameters_};
    bool any_nan = false;
    Odometer odometer(complete, read, strides, states);
    do {
      const double value = formula->evaluate(at, scratch);
      any_nan = any_nan || std::isnan(value);
      if (!std::isnan(value)) values.push_back(value);
    } while (odometer.next());
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (any_nan) values.push_back(std::numeric_limits<double>::quiet_NaN());
    if (2 * static_cast<double>(values.size()) <= all || values.size() == 1) {
      NodePtr reference = add_auxiliary(node, StateDistribution::Form::deterministic);
      StateDistribution& distribution = factors_.back().distributions[0];
      distribution.values = values;
      FiniteVariable& own = variables_[distribution.self];
      own.count = detail::size(values);
      own.states.clear();
      for (Index i = 0; i < own.count; ++i) own.states.push_back(i);
      reference = detail::make_reference(Op::category, distribution.self, "",
                                         std::vector<std::string>(values.size()));
      std::vector<Real> rows;
      for (const double value : values) rows.emplace_back(number_node(value));
      result = detail::table_node({Category(reference)}, rows).node();
    }
  }
  kept_.push_back(node);
  summarised_.emplace(node.get(), result);
  return result;
}

NodePtr FactorNetwork::add_auxiliary(const NodePtr& node, StateDistribution::Form form) {
  const auto number = detail::size(variables_);
  variables_.push_back({2, {0, 1}});
  StateDistribution distribution;
  distribution.form = form;
  distribution.self = number;
  distribution.formulas = {keep(node)};
  std::vector<StateDistribution> distributions;
  distributions.push_back(std::move(distribution));
  add_factor(std::move(distributions));
  return detail::make_reference(Op::event, number, "");
}

const Formula* FactorNetwork::keep(const NodePtr& node) { return &formulas_.emplace_back(node); }

// ---- distributions

void FactorNetwork::lower(const Relevant& relevant) {
  for (const Index number : relevant.variables) {
    const Variable& variable = model_.variables()[number];
    if (!variable.is_discrete()) continue;
    FiniteVariable& finite = variables_[number];
    finite.count = detail::size(variable.states);
    if (set_[number] && !variable.guard)
      finite.states = {static_cast<Index>(*set_[number])};
    else
      for (Index state = 0; state < finite.count; ++state) finite.states.push_back(state);
  }
  std::map<std::string, std::vector<Index>> streams;
  for (const Index number : relevant.variables) {
    const Variable& variable = model_.variables()[number];
    if (variable.is_discrete() && !set_[number] && !variable.distribution.is_formula())
      streams[variable.stream()].push_back(number);
  }
  for (const Index number : relevant.variables) {
    heed_stop();
    const Variable& variable = model_.variables()[number];
    if (!variable.is_discrete() || (set_[number] && !variable.guard)) continue;
    std::vector<StateDistribution> distributions;
    const auto stream = streams.find(variable.stream());
    if (stream == streams.end() || set_[number] || variable.distribution.is_formula() ||
        stream->second.size() == 1) {
      distributions.push_back(distribution_of(number, false));
    } else if (stream->second.back() == number) {
      for (const Index twin : stream->second) distributions.push_back(distribution_of(twin, true));
    }
    if (!distributions.empty()) add_factor(std::move(distributions));
  }
}

StateDistribution FactorNetwork::distribution_of(Index number, bool shares_chance) {
  const Variable& variable = model_.variables()[number];
  StateDistribution distribution;
  distribution.self = number;
  distribution.variable = &variable;
  distribution.guard = variable.guard;
  distribution.absent = variable.kind() == Kind::category ? variable.absent : 0;
  distribution.set = set_[number];
  if (distribution.set) return distribution;
  distribution.form = variable.distribution.family->role == distribution::Role::event
                          ? StateDistribution::Form::bernoulli
                      : variable.distribution.family->role == distribution::Role::category
                          ? StateDistribution::Form::categorical
                          : StateDistribution::Form::deterministic;
  for (std::size_t i = 0; i < variable.parameters.size(); ++i) {
    const Formula& formula = variable.parameters[i];
    NodePtr node = variable.distribution.parameters[i];
    const bool is_table = node->op == Op::table;
    const bool is_plain = formula.quantities().empty();
    if (is_plain && is_table) {
      distribution.formulas.push_back(&formula);
      continue;
    }
    const std::vector<Index> read = formula.variables();
    if (is_plain && entries(read) <= largest_inline_table) {
      distribution.formulas.push_back(&formula);
      continue;
    }
    node = plain(node);
    if (entries(scope(node)) > largest_inline_table) {
      const bool is_noisy = node->op == Op::noisy_or || node->op == Op::noisy_and;
      node = is_noisy && !shares_chance && distribution.form == StateDistribution::Form::bernoulli
                 ? chained(node)
                 : compressed(node);
    }
    distribution.formulas.push_back(keep(node));
  }
  return distribution;
}

// Returns a noisy-or or noisy-and as the last link of a chain of auxiliary events; the parents of
// each are one cause and the previous link.
NodePtr FactorNetwork::chained(const NodePtr& formula) {
  const bool is_or = formula->op == Op::noisy_or;
  const std::size_t step = is_or ? 2 : 3;
  const NodePtr zero = number_node(0), one = number_node(1);
  const NodePtr& leak = formula->children[0];
  NodePtr link = is_or ? leak : (Real(one) - Real(leak)).node();
  for (std::size_t i = 1; i < formula->children.size(); i += step) {
    const NodePtr before = add_auxiliary(compressed(link), StateDistribution::Form::bernoulli);
    const NodePtr when = compressed(formula->children[i]);
    const NodePtr& strength = formula->children[i + 1];
    link = is_or
               ? if_node(before, one, if_node(when, strength, zero))
               : if_node(before, if_node(when, (Real(one) - Real(strength)).node(), formula->children[i + 2]),
                         zero);
  }
  return compressed(link);
}

void FactorNetwork::add_factor(std::vector<StateDistribution> distributions) {
  Factor factor;
  std::set<Index> read;
  for (StateDistribution& distribution : distributions) {
    if (distribution.guard) read.insert(*distribution.guard);
    for (const Formula* formula : distribution.formulas) {
      for (const Index variable : formula->variables()) read.insert(variable);
      distribution.varies.push_back(!formula->parameters().empty());
      factor.varies = factor.varies || distribution.varies.back();
    }
  }
  for (const StateDistribution& distribution : distributions) read.erase(distribution.self);
  factor.scope.assign(read.begin(), read.end());
  for (const StateDistribution& distribution : distributions) factor.scope.push_back(distribution.self);
  factor.distributions = std::move(distributions);
  factors_.push_back(std::move(factor));
}

// ---- evidence and targets

void FactorNetwork::see(const NodePtr& condition) {
  const NodePtr root = plain(condition);
  detail::for_each_assertion(root, true, [&](const NodePtr& node, bool holds) {
    if (node->op == (holds ? Op::logical_and : Op::logical_or)) return true;
    see_part(node, holds);
    return false;
  });
}

void FactorNetwork::see_part(const NodePtr& node, bool holds) {
  NodePtr seen = compressed(node);
  if (!holds) seen = detail::make_node(Op::logical_not, true, {seen});
  const Formula* const formula = keep(seen);
  Factor factor;
  factor.scope = formula->variables();
  factor.weight = formula;
  factor.varies = !formula->parameters().empty();
  if (factor.varies || factor.scope.size() > 1) {
    factors_.push_back(std::move(factor));
    return;
  }
  std::vector<double>& states = scratch_.states;
  states.resize(variables_.size());
  const Assignment at{states, parameters_};
  if (factor.scope.empty()) {
    impossible_ = impossible_ || formula->evaluate(at, scratch_.evaluation) == 0;
    return;
  }
  std::vector<bool> possible;
  for (Index state = 0; state < variables_[factor.scope[0]].count; ++state) {
    states[factor.scope[0]] = static_cast<double>(state);
    possible.push_back(formula->evaluate(at, scratch_.evaluation) != 0);
  }
  restrict(factor.scope[0], possible);
}

void FactorNetwork::see(const Evidence& evidence) {
  Factor factor;
  factor.scope = {evidence.variable->index};
  factor.likelihoods = evidence.likelihoods;
  const double largest = *std::max_element(factor.likelihoods.begin(), factor.likelihoods.end());
  for (double& likelihood : factor.likelihoods) likelihood /= largest;
  factors_.push_back(std::move(factor));
}

void FactorNetwork::add_input(Index variable) {
  Factor factor;
  factor.scope = {variable};
  factor.likelihoods.assign(detail::at(variables_[variable].count), 1);
  factor.varies = true;
  inputs_.push_back(detail::size(factors_));
  factors_.push_back(std::move(factor));
}

bool FactorNetwork::reads_parameters() const {
  const auto varying =
      std::count_if(factors_.begin(), factors_.end(), [](const Factor& factor) { return factor.varies; });
  return varying > detail::size(inputs_);
}

std::vector<ExpectationTerm> FactorNetwork::ask(const NodePtr& target) {
  std::vector<ExpectationTerm> terms;
  const NodePtr root = plain(target);
  // Expectations are linear: a sum is decomposed into its parts, unless shared subexpressions make
  // them too many.
  std::unordered_map<const Node*, double> operations;
  const bool is_long = detail::written_operations(root, operations) > most_terms;
  std::vector<Part> left{{root, nullptr}};
  while (!left.empty()) {
    const Part part = std::move(left.back());
    left.pop_back();
    if (is_long || !take_apart(part, left)) add_term(part, terms);
  }
  return terms;
}

NodePtr FactorNetwork::times(const NodePtr& coefficient, const NodePtr& factor) {
  return coefficient ? (Real(coefficient) * Real(factor)).node() : factor;
}

// Pushes the parts of a sum, the last first; returns false if there are none.
bool FactorNetwork::take_apart(const Part& part, std::vector<Part>& left) {
  const auto& [node, coefficient] = part;
  const auto& children = node->children;
  const auto is_constant = [&](const NodePtr& one) { return scope(one).empty(); };
  switch (node->op) {
    case Op::add:
      left.push_back({children[1], coefficient});
      left.push_back({children[0], coefficient});
      return true;
    case Op::subtract:
      left.push_back({children[1], times(coefficient, number_node(-1))});
      left.push_back({children[0], coefficient});
      return true;
    case Op::negate: left.push_back({children[0], times(coefficient, number_node(-1))}); return true;
    case Op::multiply:
      for (const std::size_t i : {0, 1})
        if (is_constant(children[i])) {
          left.push_back({children[1 - i], times(coefficient, children[i])});
          return true;
        }
      return false;
    case Op::divide:
      if (!is_constant(children[1])) return false;
      left.push_back({children[0], times(coefficient, (Real(1) / Real(children[1])).node())});
      return true;
    default: return false;
  }
}

void FactorNetwork::add_term(const Part& part, std::vector<ExpectationTerm>& terms) {
  const auto& [node, coefficient] = part;
  const NodePtr own = compressed(node);
  const Formula* const weight = keep(times(coefficient, own));
  const std::vector<Index> read = weight->variables();
  const auto [found, is_new] = probe_numbers_.emplace(read, detail::size(probes_));
  if (is_new) probes_.push_back(read);
  terms.push_back({weight, found->second, !weight->parameters().empty()});
}

// ---- impossible states

void FactorNetwork::restrict(Index variable, const std::vector<bool>& possible) {
  auto& states = variables_[variable].states;
  states.erase(std::remove_if(states.begin(), states.end(), [&](Index state) { return !possible[state]; }),
               states.end());
  impossible_ = impossible_ || states.empty();
}

std::vector<double> FactorNetwork::natural(const Factor& factor, const std::vector<double>& parameters) {
  std::vector<Index> strides(factor.scope.size());
  Index size = 1;
  for (std::size_t i = factor.scope.size(); i-- > 0;) {
    strides[i] = size;
    size *= detail::size(variables_[factor.scope[i]].states);
  }
  std::vector<double> table(detail::at(size));
  write(factor, strides, parameters, table.data(), 1, scratch_);
  return table;
}

// Removes states in which the factor is zero for all states of the other variables; returns whether
// there were any.
bool FactorNetwork::prune(const Factor& factor, const std::vector<double>& table) {
  bool changed = false;
  std::size_t stride = table.size();
  for (const Index variable : factor.scope) {
    const std::vector<Index> states = variables_[variable].states;
    stride /= states.size();
    std::vector<bool> possible(detail::at(variables_[variable].count));
    for (std::size_t i = 0; i < table.size(); ++i)
      if (table[i] != 0) possible[states[i / stride % states.size()]] = true;
    restrict(variable, possible);
    changed = changed || variables_[variable].states.size() < states.size();
    if (impossible_) return true;
  }
  return changed;
}

void FactorNetwork::finish() {
  struct Searched {
    const Factor* factor;
    std::vector<std::size_t> sizes;  // sizes of the domains in the last search
  };
  std::vector<Searched> with_zeros;
  std::vector<const Factor*> varying;
  const auto sizes = [&](const Factor& factor) {
    std::vector<std::size_t> all;
    for (const Index variable : factor.scope) all.push_back(variables_[variable].states.size());
    return all;
  };
  for (const Factor& factor : factors_) {
    heed_stop();
    if (impossible_) break;
    double size = 1;
    for (const std::size_t states : sizes(factor)) size *= static_cast<double>(states);
    if (size > largest_searched_table) continue;
    if (factor.varies) varying.push_back(&factor);
    if (factor.varies && factor.distributions.size() > 1) continue;
    const std::vector<double> table = natural(factor, {});
    if (std::find(table.begin(), table.end(), 0.0) == table.end()) continue;
    with_zeros.push_back({&factor, sizes(factor)});
    prune(factor, table);
  }
  for (bool changed = true; changed && !impossible_;) {
    changed = false;
    for (Searched& searched : with_zeros) {
      heed_stop();
      std::vector<std::size_t> now = sizes(*searched.factor);
      if (now == searched.sizes) continue;
      searched.sizes = std::move(now);
      changed = prune(*searched.factor, natural(*searched.factor, {})) || changed;
      if (impossible_) break;
    }
  }
  // Finds the rows that no trajectory meets, for all parameters, here once and not in each world.
  if (!impossible_)
    for (const Factor* factor : varying) natural(*factor, parameters_);
  finished_ = true;
}

// ---- numbers

void FactorNetwork::write(const Factor& factor, const std::vector<Index>& strides,
                          const std::vector<double>& parameters, double* out, Index lanes,
                          Scratch& scratch) const {
  std::vector<double>& states = scratch.states;
  states.resize(variables_.size());
  const Assignment at{states, parameters};
  const std::size_t outer = factor.scope.size() - factor.distributions.size();
  const auto head = factor.scope.begin() + static_cast<Index>(outer);
  const std::vector<Index> given(factor.scope.begin(), head), own(head, factor.scope.end());
  const std::vector<Index> own_strides(strides.begin() + static_cast<Index>(outer), strides.end());
  std::vector<std::vector<double>> rows(factor.distributions.size());
  Odometer odometer(variables_, given, strides, states);
  std::uint64_t rows_done = 0;
  do {
    if ((++rows_done & 0xfff) == 0) heed_stop();
    if (factor.distributions.empty()) {
      out[odometer.offset() * lanes] =
          !factor.weight                        ? factor.likelihoods[static_cast<Index>(states[given[0]])]
          : factor.varies && parameters.empty() ? 1
                                                : factor.weight->evaluate(at, scratch.evaluation);
      continue;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) row(factor.distributions[i], at, factor, scratch, rows[i]);
    if (rows.size() == 1) {
      const auto& possible = variables_[own[0]].states;
      double* place = out + odometer.offset() * lanes;
      for (const Index state : possible) {
        *place = rows[0][state];
        place += own_strides[0] * lanes;
      }
      continue;
    }
    // The states are intervals of U, in the order of the states; for an event, "yes" comes first.
    Odometer inner(variables_, own, own_strides, states);
    do {
      double low = 0, high = 1;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool is_event = model_.variables()[own[i]].kind() == Kind::event;
        const auto state = static_cast<Index>(states[own[i]]);
        double begin = 0, end = 0;
        if (is_event) {
          begin = state == 1 ? 0 : rows[i][1];
          end = state == 1 ? rows[i][1] : 1;
        } else {
          for (Index before = 0; before < state; ++before) begin += rows[i][before];
          end = rows[i][state] > 0 && state + 1 == detail::size(rows[i]) ? 1 : begin + rows[i][state];
        }
        low = (std::max)(low, begin);
        high = (std::min)(high, end);
      }
      out[(odometer.offset() + inner.offset()) * lanes] = (std::max)(0.0, high - low);
    } while (inner.next());
  } while (odometer.next());
}

void FactorNetwork::weigh(const ExpectationTerm& term, const std::vector<double>& parameters,
                          Scratch& scratch, const std::function<void(Index, double)>& visit) const {
  const std::vector<Index>& probe = probes_[term.probe];
  std::vector<double>& states = scratch.states;
  states.resize(variables_.size());
  const Assignment at{states, parameters};
  const std::vector<Index> none(probe.size());
  Odometer odometer(variables_, probe, none, states);
  Index entry = 0;
  do visit(entry++, term.weight->evaluate(at, scratch.evaluation));
  while (odometer.next());
}

// Computes the probability of each state, given the states of the other variables.
void FactorNetwork::row(const StateDistribution& distribution, const Assignment& at, const Factor& factor,
                        Scratch& scratch, std::vector<double>& out) const {
  out.assign(detail::at(variables_[distribution.self].count), 0.0);
  if (distribution.guard && at.states[*distribution.guard] == 0) {
    out[distribution.absent] = 1;
    return;
  }
  if (distribution.set) {
    out[static_cast<std::size_t>(*distribution.set)] = 1;
    return;
  }
  if (at.parameters.empty() &&
      std::find(distribution.varies.begin(), distribution.varies.end(), true) != distribution.varies.end()) {
    if (distribution.form == StateDistribution::Form::categorical)
      for (std::size_t i = 0; i < distribution.formulas.size(); ++i)
        out[i] = distribution.varies[i] ? 1 : distribution.formulas[i]->evaluate(at, scratch.evaluation);
    else
      std::fill(out.begin(), out.end(), 1.0);
    return;
  }
  std::vector<double>& arguments = scratch.arguments;
  arguments.clear();
  for (const Formula* formula : distribution.formulas)
    arguments.push_back(formula->evaluate(at, scratch.evaluation));
  switch (distribution.form) {
    case StateDistribution::Form::deterministic: {
      const double value = arguments[0];
      if (distribution.values.empty()) {
        out[value != 0 ? 1 : 0] = 1;
        return;
      }
      const auto place = std::isnan(value)
                             ? distribution.values.end() - 1
                             : std::find(distribution.values.begin(), distribution.values.end(), value);
      out[static_cast<std::size_t>(place - distribution.values.begin())] = 1;
      return;
    }
    case StateDistribution::Form::bernoulli:
      if (!distribution::valid(distribution::Shape(distribution::family_of<distribution::Bernoulli>),
                               arguments))
        return refuse(distribution, at, factor, arguments);
      out[0] = 1 - arguments[0];
      out[1] = arguments[0];
      return;
    case StateDistribution::Form::categorical: {
      if (!distribution::valid(distribution.variable->distribution.shape(), arguments))
        return refuse(distribution, at, factor, arguments);
      double sum = 0;
      for (const double probability : arguments) sum += probability;
      for (std::size_t i = 0; i < arguments.size(); ++i) out[i] = arguments[i] / sum;
      return;
    }
  }
}

// Throws if a trajectory can meet the combination. Otherwise a distribution may leave its domain:
// it may have no row for combinations that are never met.
void FactorNetwork::refuse(const StateDistribution& distribution, const Assignment& at, const Factor& factor,
                           const std::vector<double>& arguments) const {
  std::vector<Index> key{distribution.self};
  std::vector<NodePtr> literals;
  std::string where;
  for (const Index variable : factor.scope) {
    const bool is_own = std::any_of(factor.distributions.begin(), factor.distributions.end(),
                                    [&](const StateDistribution& one) { return one.self == variable; });
    if (is_own) continue;
    const auto state = static_cast<Index>(at.states[variable]);
    key.push_back(state);
    if (variable >= detail::size(model_.variables())) continue;
    const Variable& parent = model_.variables()[variable];
    const NodePtr node = model_.find(parent.name);
    literals.push_back(parent.kind() == Kind::category ? detail::make_state(node, state)
                       : state == 1                    ? node
                                                       : detail::make_node(Op::logical_not, true, {node}));
    where += (where.empty() ? "" : ", ") + parent.name + " = " + parent.states[state];
  }
  if (never_met_.contains(key)) return;
  bool for_good = false;
  if (!reachable_(literals, at.parameters.empty() ? parameters_ : at.parameters, for_good)) {
    if (for_good && !finished_) never_met_.insert(std::move(key));
    return;
  }
  const std::string name = distribution.variable ? distribution.variable->name : "a cause's strength";
  const auto shape = distribution.form == StateDistribution::Form::bernoulli
                         ? distribution::Shape(distribution::family_of<distribution::Bernoulli>)
                         : distribution.variable->distribution.shape();
  detail::check_arguments([&] { return where.empty() ? name : name + " (" + where + ")"; }, shape, arguments);
}

}  // namespace casus::elimination
