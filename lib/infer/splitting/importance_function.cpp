// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/importance_function.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/infer/interval.hpp>
#include <casus/sample/layout.hpp>

#include "model/no_variables.hpp"

namespace casus::rare {

using distribution::Family;

namespace {

using detail::at;

// The importances of an impossible event, farther than any distance in z, and of an absent
// quantity, farther still.
constexpr double farthest = 40;
constexpr double absent = -1e4;
// Largest number of rows of a table that is read row by row.
constexpr Index most_rows = 256;
// If an importance has more parts, states that a conjunction rules out are no longer detected.
constexpr std::size_t most_parts = 20000;
// Largest number of conditions inside a comparison that are fixed both ways.
constexpr int most_splits = 4;
// Limits of the construction. A sum with more terms is not treated as a count, and the parts of a
// longer conjunction ignore each other. An expression that nests deeper, or needs more calls, has
// no distance: it is only met or unmet.
constexpr std::size_t most_visits = 50000;
constexpr std::size_t most_conditions = 2000;
constexpr int deepest = 40;
constexpr Index longest_chain = 250;
constexpr Index most_calls = 300000;

double clipped(double importance) { return std::clamp(importance, -farthest, farthest); }

// Returns Phi^-1(p), finite at both ends.
double normal_point_of(double p) {
  if (p <= 0) return -farthest;
  if (p >= 1) return farthest;
  return detail::scalar::standard_normal(std::clamp(p, 0x1p-53, 1 - 0x1p-53));
}

// Returns the first condition that a number depends on, or null.
NodePtr condition_in(const NodePtr& node) {
  std::vector<const NodePtr*> left{&node};
  std::unordered_set<const Node*> seen;
  while (!left.empty()) {
    const Node& next = **left.back();
    left.pop_back();
    if (next.is_boolean || !seen.insert(&next).second) continue;
    if (next.op == Op::if_then_else || next.op == Op::indicator) return next.children[0];
    for (auto child = next.children.rbegin(); child != next.children.rend(); ++child) left.push_back(&*child);
  }
  return nullptr;
}

// Returns the number with a condition fixed to true or false.
NodePtr simplified(const NodePtr& root, const NodePtr& condition, bool holds) {
  std::unordered_map<const Node*, NodePtr> done;
  const auto result = [&](const NodePtr& node) { return node->is_boolean ? node : done.at(node.get()); };
  detail::for_each_part(
      root, [&](const Node& node) { return node.is_boolean || done.contains(&node); },
      [&](const NodePtr& node) {
        const bool decides = node->op == Op::if_then_else || node->op == Op::indicator;
        if (decides && detail::same_expression(node->children[0], condition)) {
          done.emplace(node.get(), node->op == Op::indicator ? detail::make_constant(holds ? 1 : 0, false)
                                                             : result(node->children[holds ? 1 : 2]));
          return;
        }
        std::vector<NodePtr> children;
        for (const NodePtr& child : node->children) children.push_back(result(child));
        done.emplace(node.get(), detail::with_children(node, std::move(children)));
      });
  return result(root);
}

// A row of a table, as the source of variables: the states of its discrete parents.
struct ParentStates {
  const std::vector<Index>& parents;
  std::vector<Index> states;
  double variable(Index index) const {
    for (std::size_t i = 0; i < parents.size(); ++i)
      if (parents[i] == index) return static_cast<double>(states[i]);
    return std::numeric_limits<double>::quiet_NaN();
  }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

// A number as a weighted count: a constant, and a weight for each condition that is true.
struct WeightedCount {
  double constant = 0;
  std::vector<std::pair<NodePtr, double>> weights = {};
};

// Adds the number to a tally. Returns false if it is not a weighted count, or too long.
bool add_to_count(const NodePtr& number, WeightedCount& into) {
  std::vector<std::pair<const Node*, double>> left{{number.get(), 1}};  // parts and their factors
  for (std::size_t visits = 0; !left.empty(); ++visits) {
    if (visits > most_visits) return false;
    const auto [node, times] = left.back();
    left.pop_back();
    const auto& children = node->children;
    switch (node->op) {
      case Op::constant: into.constant += times * node->value; break;
      case Op::indicator: into.weights.emplace_back(children[0], times); break;
      case Op::negate: left.emplace_back(children[0].get(), -times); break;
      case Op::add:
      case Op::subtract:
        left.emplace_back(children[1].get(), node->op == Op::add ? times : -times);
        left.emplace_back(children[0].get(), times);
        break;
      case Op::multiply: {
        const std::size_t factor = children[0]->op == Op::constant ? 0 : 1;
        if (children[factor]->op != Op::constant) return false;
        left.emplace_back(children[1 - factor].get(), times * children[factor]->value);
        break;
      }
      case Op::if_then_else:
        if (children[1]->op != Op::constant || children[2]->op != Op::constant) return false;
        into.constant += times * children[2]->value;
        into.weights.emplace_back(children[0], times * (children[1]->value - children[2]->value));
        break;
      default: return false;
    }
  }
  return true;
}

// The tail probability beyond this z underflows.
constexpr double farthest_quantile = 37;

// Returns the value of a quantity at z.
double value_at(const Variable& quantity, const std::vector<double>& parameters, double z) {
  if (quantity.distribution.family.is<distribution::Normal>()) return parameters[0] + parameters[1] * z;
  if (quantity.distribution.family.is<distribution::LogNormal>())
    return std::exp(parameters[0] + parameters[1] * z);
  const double tail = 0.5 * std::erfc(std::abs(z) / std::sqrt(2.0));
  const distribution::Shape shape = quantity.distribution.shape();
  return z > 0 ? distribution::upper_quantile(shape, parameters, tail)
               : distribution::lower_quantile(shape, parameters, tail);
}

}  // namespace

ImportanceFunction::ImportanceFunction(const Model& model, std::vector<std::optional<double>> set,
                                       const NodePtr& event, const NodePtr& own)
    : model_(model), set_(std::move(set)) {
  for (const bool holds : {false, true}) {
    Part part;
    part.value = holds ? farthest : -farthest;
    add(part);
  }
  for (std::size_t i = 0; i < model.variables().size(); ++i) {
    std::vector<bool> found(i + 1);
    found[i] = true;
    for (const Index parent : model.parents(static_cast<Index>(i)))
      for (std::size_t k = 0; k <= at(parent); ++k) found[k] = found[k] || ancestors_[at(parent)][k];
    ancestors_.push_back(std::move(found));
  }
  if (own) {
    Part part;
    part.kind = Part::Kind::difference;
    part.read = read(own);
    part.value = -std::numeric_limits<double>::infinity();
    whole_ = add(part);
  } else {
    whole_ = of(event, true, {});
  }
  scales_.assign(reads().size(), 1);
}

Index ImportanceFunction::add(Part part) {
  parts_.push_back(std::move(part));
  return detail::size(parts_) - 1;
}

// Combines parts and simplifies: a conjunction with an impossible part is impossible, a disjunction
// with a certain part is certain; other constant parts are dropped.
Index ImportanceFunction::combine(Part::Kind kind, const std::vector<Index>& children) {
  const bool is_all = kind == Part::Kind::all;
  Part part;
  part.kind = kind;
  for (const Index child : children) {
    if (child == certain(!is_all)) return child;
    if (child != certain(is_all)) part.children.push_back(child);
  }
  if (part.children.empty()) return certain(is_all);
  return part.children.size() == 1 ? part.children[0] : add(std::move(part));
}

Index ImportanceFunction::read(const NodePtr& expression) {
  return static_cast<Index>(reads_.number(expression));
}

namespace {

// A statement that a variable is in a state, or is not.
struct Literal {
  Index variable, state;
  bool holds;
};

// Returns the statement that an expression, or its negation, makes about one variable's state.
std::optional<Literal> literal(const Node& expression, bool wanted) {
  const Node* node = &expression;
  for (; node->op == Op::logical_not; node = node->children[0].get()) wanted = !wanted;
  if (node->op == Op::event) return Literal{node->index, 1, wanted};
  if (node->op == Op::state) return Literal{node->children[0]->index, node->state, wanted};
  return std::nullopt;
}

// Returns the parts of nested conjunctions (or disjunctions) as one list. Shared parts are listed
// once if they would make it too long.
std::vector<NodePtr> flattened(const NodePtr& root, Op op) {
  for (const bool each_once : {false, true}) {
    std::vector<NodePtr> parts;
    std::vector<const NodePtr*> left{&root};
    std::unordered_set<const Node*> seen;
    for (std::size_t visits = 0; !left.empty() && (each_once || visits <= most_visits); ++visits) {
      const NodePtr& node = *left.back();
      left.pop_back();
      if (each_once && !seen.insert(node.get()).second) continue;
      if (node->op != op)
        parts.push_back(node);
      else
        for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
          left.push_back(&*child);
    }
    if (left.empty()) return parts;
  }
  return {root};
}

// Counts one level of a recursion during its lifetime.
template <class Count> struct Deeper {
  explicit Deeper(Count& count) : count_(count) { ++count_; }
  ~Deeper() { --count_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

private:
  Count& count_;
};

}  // namespace

// Adds a part for an expression without a distance: 0 if it is met, else -1.
Index ImportanceFunction::opaque(const NodePtr& node, bool wanted) {
  const Real holds{Boolean(node)};
  Part part;
  part.kind = Part::Kind::difference;
  part.read = read((wanted ? holds - 1 : -holds).node());
  part.value = absent;
  return add(part);
}

Index ImportanceFunction::of(const NodePtr& expression, bool wanted, const Assumed& assumed) {
  NodePtr node = expression;
  for (; node->op == Op::logical_not; node = node->children[0]) wanted = !wanted;
  const Deeper deeper(depth_);
  if (depth_ > deepest || ++calls_ > most_calls) return opaque(node, wanted);
  switch (node->op) {
    case Op::constant: return certain((node->value != 0) == wanted);
    case Op::event: return is_in(node->index, 1, wanted, assumed);
    case Op::state: return is_in(node->children[0]->index, node->state, wanted, assumed);
    case Op::logical_and:
    case Op::logical_or: {
      const std::vector<NodePtr> nodes = flattened(node, node->op);
      if ((node->op == Op::logical_and) == wanted) return conjunction(nodes, wanted, assumed);
      std::vector<Index> children;
      for (const NodePtr& child : nodes) children.push_back(of(child, wanted, assumed));
      return combine(Part::Kind::any, children);
    }
    case Op::less:
    case Op::less_equal:
    case Op::equal:
      return comparison(node->op,
                        detail::make_node(Op::subtract, false, {node->children[1], node->children[0]}),
                        wanted, most_splits, assumed);
    default: return opaque(node, wanted);
  }
}

// Returns the part for all of some expressions being true if `wanted`, else for all being false.
Index ImportanceFunction::conjunction(const std::vector<NodePtr>& nodes, bool wanted,
                                      const Assumed& assumed) {
  std::vector<Index> children;
  for (const NodePtr& node : nodes) {
    Assumed others = assumed;
    for (const NodePtr& other : nodes.size() > most_conditions ? std::vector<NodePtr>() : nodes)
      if (const auto known = literal(*other, wanted); known && other != node)
        others.insert(known->variable, known->state, known->holds);
    children.push_back(of(node, wanted, others));
  }
  return combine(Part::Kind::all, children);
}

// Adds the assumption that a variable is in a state. Events are recorded by state 1 only.
void ImportanceFunction::assume(Assumed& assumed, Index variable, Index state) const {
  const bool is_event = model_.variables()[at(variable)].kind() == Kind::event;
  assumed.insert(variable, is_event ? 1 : state, !is_event || state == 1);
}

// Returns the assumptions about a variable and its ancestors.
ImportanceFunction::Assumed ImportanceFunction::relevant(const Assumed& assumed, Index variable) const {
  if (parts_.size() > most_parts) return {};
  return assumed.kept([&](Index other) { return other <= variable && ancestors_[at(variable)][at(other)]; });
}

std::optional<bool> ImportanceFunction::Assumed::find(Index variable, Index state) const {
  std::optional<bool> found;
  for (auto one = states_.lower_bound({variable, 0}); one != states_.end() && one->first.first == variable;
       ++one) {
    if (one->first.second == state) return one->second;
    if (one->second) found = false;  // it is in another state
  }
  return found;
}

// Returns the part for a variable being in a state if `wanted`, else for it not being there.
Index ImportanceFunction::is_in(Index number, Index state, bool wanted, const Assumed& all_assumed) {
  const Variable& variable = model_.variables()[at(number)];
  if (variable.kind() == Kind::event && state == 0) return is_in(number, 1, !wanted, all_assumed);
  Assumed assumed = relevant(all_assumed, number);
  if (const auto known = assumed.find(number, state)) return certain(*known == wanted);
  const Known key{number, state, wanted, assumed};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const Deeper deeper(chain_);
  if (chain_ > longest_chain) {
    const NodePtr reference = model_.find(variable.name);
    return opaque(variable.kind() == Kind::event ? reference : detail::make_state(reference, state), wanted);
  }
  // The depth of an expression counts its own nesting only.
  const int depth = std::exchange(depth_, 0);
  using Kind = Part::Kind;
  Index part = -1;
  if (variable.guard) {
    const Index exists = is_in(*variable.guard, 1, true, assumed);
    const bool elsewhere = (variable.kind() == casus::Kind::category ? variable.absent : 0) == state;
    const Index absent_here =
        elsewhere == wanted ? is_in(*variable.guard, 1, false, assumed) : certain(false);
    assumed.insert(*variable.guard, 1, true);
    part = combine(Kind::any,
                   {combine(Kind::all, {exists, drawn_in(number, state, wanted, assumed)}), absent_here});
  } else {
    part = drawn_in(number, state, wanted, assumed);
  }
  depth_ = depth;
  return known_[key] = part;
}

// Returns the same for a variable whose guard is true.
Index ImportanceFunction::drawn_in(Index number, Index state, bool wanted, const Assumed& assumed) {
  const Variable& variable = model_.variables()[at(number)];
  if (const auto value = set_[at(number)]) return certain((*value == static_cast<double>(state)) == wanted);
  if (variable.distribution.is_formula()) return of(variable.distribution.parameters[0], wanted, assumed);
  if (state >= static_cast<Index>((std::max)(variable.distribution.states.size(), std::size_t{2})))
    return certain(!wanted);  // "none"
  const bool is_small = has_table(model_, variable) && table_shape(model_, variable).rows <= most_rows;
  return is_small ? by_table(number, state, wanted, assumed) : by_formula(number, state, wanted);
}

Index ImportanceFunction::margin(Index variable, double point, double sign) {
  Part part;
  part.kind = Part::Kind::margin;
  part.variable = variable;
  part.value = point;
  part.sign = sign;
  return add(part);
}

// Returns the part for some row of a table being met: the parents are in the row's states, and the
// part `ends(row)` about the variable itself is met.
template <class Ends> Index ImportanceFunction::over_rows(Index number, const Assumed& assumed, Ends ends) {
  const TableShape shape = table_shape(model_, model_.variables()[at(number)]);
  ParentStates row{shape.parents, std::vector<Index>(shape.parents.size())};
  std::vector<Index> rows;
  for (Index r = 0; r < shape.rows; ++r) {
    Index rest = r;
    for (std::size_t i = shape.parents.size(); i-- > 0;) {
      const auto states = detail::size(model_.variables()[at(shape.parents[i])].states);
      row.states[i] = rest % states;
      rest /= states;
    }
    std::vector<Index> parts{ends(row)};
    for (std::size_t i = 0; i < shape.parents.size() && parts[0] != certain(false); ++i) {
      Assumed others = assumed;
      for (std::size_t k = 0; k < shape.parents.size(); ++k)
        if (k != i) assume(others, shape.parents[k], row.states[k]);
      parts.push_back(is_in(shape.parents[i], row.states[i], true, others));
    }
    rows.push_back(combine(Part::Kind::all, parts));
  }
  return combine(Part::Kind::any, rows);
}

Index ImportanceFunction::by_table(Index number, Index state, bool wanted, const Assumed& assumed) {
  const Variable& variable = model_.variables()[at(number)];
  const bool is_event = variable.kind() == Kind::event;
  std::vector<double> scratch;
  return over_rows(number, assumed, [&](const ParentStates& row) {
    // The variable is in the state if U lies in [low, high).
    double low = 0, high = 0;
    for (Index k = 0; k <= (is_event ? 0 : state); ++k) {
      low = high;
      high += variable.parameters[at(k)].evaluate(row, scratch);
    }
    if (std::isnan(high)) return certain(false);  // an unreachable row
    if (!is_event && state + 1 == detail::size(variable.distribution.states)) high = 1;
    if (high <= low) return certain(!wanted);
    std::vector<Index> ends;
    if (low > 0) ends.push_back(margin(number, normal_point_of(low), wanted ? -1 : 1));
    if (high < 1) ends.push_back(margin(number, normal_point_of(high), wanted ? 1 : -1));
    return combine(wanted ? Part::Kind::all : Part::Kind::any, ends);
  });
}

// Returns the part for comparing a quantity or count that has only discrete parents with a number.
// The quantity reaches the number from some z on, which its quantile function gives. Returns
// nothing for other comparisons.
std::optional<Index> ImportanceFunction::by_quantile(Op op, const Node& difference, bool wanted,
                                                     const Assumed& assumed) {
  if (difference.op != Op::subtract || op == Op::equal) return std::nullopt;
  const bool is_first = difference.children[0]->op == Op::quantity;
  const Node& reference = *difference.children[is_first ? 0 : 1];
  const Formula other(difference.children[is_first ? 1 : 0]);
  if (reference.op != Op::quantity || !other.variables().empty()) return std::nullopt;
  const Variable& variable = model_.variables()[at(reference.index)];
  if (set_[at(reference.index)] || variable.distribution.is_formula()) return std::nullopt;
  for (const Formula& formula : variable.parameters)
    if (!formula.quantities().empty()) return std::nullopt;
  if (table_shape(model_, variable).rows > most_rows) return std::nullopt;

  std::vector<double> scratch, values;
  const double limit = other.evaluate(NoVariables{}, scratch);
  const bool is_strict = (op == Op::less) == is_first;  // x > limit, or x >= limit; or their negations
  Assumed known = assumed;
  if (variable.guard) known.insert(*variable.guard, 1, true);
  const Index part = over_rows(reference.index, known, [&](const ParentStates& row) {
    values.clear();
    for (const Formula& formula : variable.parameters) values.push_back(formula.evaluate(row, scratch));
    if (!distribution::valid(variable.distribution.shape(), values)) return certain(false);
    double low = -farthest_quantile, high = farthest_quantile;
    while (high - low > 1e-12) {
      const double middle = 0.5 * (low + high), x = value_at(variable, values, middle);
      (is_strict ? x > limit : x >= limit) ? high = middle : low = middle;
    }
    return margin(reference.index, high, is_first == wanted ? -1 : 1);
  });
  return variable.guard ? combine(Part::Kind::all, {is_in(*variable.guard, 1, true, assumed), part}) : part;
}

Index ImportanceFunction::by_formula(Index number, Index state, bool wanted) {
  const Variable& variable = model_.variables()[at(number)];
  const auto& parameters = variable.distribution.parameters;
  const bool is_event = variable.kind() == Kind::event;
  const auto end = [&](const NodePtr& probability, bool is_upper) {
    const Index part = margin(number, 0, is_upper == wanted ? 1 : -1);
    parts_[at(part)].read = read(probability);
    return part;
  };
  std::vector<Index> ends;
  NodePtr cumulative = parameters[0];
  for (Index k = 0; k <= (is_event ? 0 : state); ++k) {
    if (k > 0) {
      if (k == state) ends.push_back(end(cumulative, false));
      cumulative = detail::make_node(Op::add, false, {cumulative, parameters[at(k)]});
    }
    const bool is_last = !is_event && k + 1 == detail::size(parameters);
    if (k == (is_event ? 0 : state) && !is_last) ends.push_back(end(cumulative, true));
  }
  return combine(wanted ? Part::Kind::all : Part::Kind::any, ends);
}

// Returns an expression's node with other children; of a quantity, its value if it is set, else its
// formula.
NodePtr ImportanceFunction::with_known(const NodePtr& node, std::vector<NodePtr> children) const {
  if (node->op == Op::quantity)
    if (const auto& value = set_[at(node->index)]; value && !model_.variables()[at(node->index)].guard)
      return detail::make_constant(*value, false);
  if (children.empty()) return node;
  return node->op == Op::quantity ? children[0] : detail::with_children(node, std::move(children));
}

// Returns the expression with deterministic quantities replaced by their formulas, at any depth,
// and set ones by their values.
NodePtr ImportanceFunction::without_deterministic(const NodePtr& expression) const {
  using Parts = std::span<const NodePtr>;
  const auto parts = [&](const Node& node) {
    if (node.is_boolean) return Parts();
    if (node.op != Op::quantity) return Parts(node.children);
    const Variable& variable = model_.variables()[at(node.index)];
    const bool is_formula = variable.distribution.is_formula() && !variable.guard && !set_[at(node.index)];
    return is_formula ? Parts(variable.distribution.parameters) : Parts();
  };
  std::unordered_map<const Node*, NodePtr> done;
  detail::for_each_part(
      expression, parts, [&](const Node& node) { return done.contains(&node); },
      [&](const NodePtr& node) {
        std::vector<NodePtr> without;
        for (const NodePtr& part : parts(*node)) without.push_back(done.at(part.get()));
        done.emplace(node.get(), with_known(node, std::move(without)));
      });
  return done.at(expression.get());
}

// Returns the part for comparing a weighted count with a constant: the conditions that are true
// have enough weight. Returns nothing for other numbers, and if there are only a few conditions:
// these are fixed both ways, one by one.
std::optional<Index> ImportanceFunction::by_count(Op op, const NodePtr& difference, bool wanted,
                                                  const Assumed& assumed) {
  WeightedCount found;
  if (!add_to_count(difference, found) || found.weights.size() <= at(most_splits) ||
      found.weights.size() > most_conditions)
    return std::nullopt;
  Weighing holding, failing;  // the conditions, and their negations
  double total = 0;
  for (const auto& [condition, weight] : found.weights) {
    holding.emplace_back(of(condition, weight > 0, assumed), std::abs(weight));
    failing.emplace_back(of(condition, weight < 0, assumed), std::abs(weight));
    total += std::abs(weight);
    found.constant += (std::min)(weight, 0.0);
  }
  const auto above = [&](bool is_strict) { return enough(-found.constant, is_strict, holding); };
  const auto below = [&](bool is_strict) { return enough(total + found.constant, is_strict, failing); };
  if (op != Op::equal) return wanted ? above(op == Op::less) : below(op != Op::less);
  return wanted ? combine(Part::Kind::all, {above(false), below(false)})
                : combine(Part::Kind::any, {above(true), below(true)});
}

// Returns the part for the met children having a total weight of at least, or more than, `needed`.
Index ImportanceFunction::enough(double needed, bool is_strict, const Weighing& children) {
  Part part;
  part.kind = Part::Kind::enough;
  part.is_strict = is_strict;
  double left = 0;
  for (const auto& [child, weight] : children) {
    if (child == certain(true)) needed -= weight;
    if (child == certain(true) || child == certain(false)) continue;
    part.children.push_back(child);
    part.weights.push_back(weight);
    left += weight;
  }
  part.value = needed;
  if (part.suffices(0)) return certain(true);
  return part.suffices(left) ? add(std::move(part)) : certain(false);
}

// `difference`: above 0 if `less` is true, at least 0 if `less_equal` is, 0 if `equal` is.
Index ImportanceFunction::comparison(Op op, const NodePtr& difference, bool wanted, int splits,
                                     const Assumed& assumed) {
  using Kind = Part::Kind;
  const NodePtr plain = without_deterministic(difference);
  if (const auto part = by_count(op, plain, wanted, assumed)) return *part;
  const NodePtr condition = splits > 0 ? condition_in(plain) : nullptr;
  if (condition) {
    std::vector<Index> ways;
    for (const bool holds : {true, false}) {
      Assumed also = assumed;
      if (const auto known = literal(*condition, holds))
        also.insert(known->variable, known->state, known->holds);
      ways.push_back(combine(
          Kind::all, {of(condition, holds, assumed),
                      comparison(op, simplified(plain, condition, holds), wanted, splits - 1, also)}));
    }
    return combine(Kind::any, ways);
  }
  const Formula formula(plain);
  if (formula.variables().empty()) {
    std::vector<double> scratch;
    const double value = formula.evaluate(NoVariables{}, scratch);
    return certain((op == Op::less ? value > 0 : op == Op::less_equal ? value >= 0 : value == 0) == wanted);
  }
  if (const auto part = by_quantile(op, *plain, wanted, assumed)) return *part;
  Part part;
  part.kind = op == Op::equal ? Kind::agreement : Kind::difference;
  part.sign = wanted ? 1 : -1;
  part.read = read(plain);
  part.value = absent;
  return add(part);
}

bool ImportanceFunction::has_alternatives() const {
  std::vector<bool> used(parts_.size());
  used[at(whole_)] = true;
  for (std::size_t i = parts_.size(); i-- > 0;) {
    if (!used[i]) continue;
    if (parts_[i].kind == Part::Kind::any || parts_[i].kind == Part::Kind::enough) return true;
    for (const Index child : parts_[i].children) used[at(child)] = true;
  }
  return false;
}

void ImportanceFunction::calibrate(const std::vector<std::vector<double>>& sample) {
  for (std::size_t i = 0; i < reads().size(); ++i) {
    double count = 0, mean = 0, squares = 0;
    for (const double value : sample[i]) {
      if (!std::isfinite(value)) continue;
      const double delta = value - mean;
      mean += delta / ++count;
      squares += delta * (value - mean);
    }
    const double deviation = std::sqrt(squares / count);
    scales_[i] = std::isfinite(deviation) && deviation > 0 ? deviation : 1;
  }
}

void ImportanceFunction::operator()(const std::vector<const double*>& z, const Coordinates& coordinates,
                                    const std::vector<const double*>& read, Index lanes,
                                    std::vector<double>& scratch, double* out) const {
  using Kind = Part::Kind;
  scratch.resize((parts_.size() + 1) * at(lanes));
  double* missing = &scratch[parts_.size() * at(lanes)];
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    double* to = &scratch[i * at(lanes)];
    const auto child = [&](std::size_t k) { return &scratch[at(part.children[k]) * at(lanes)]; };
    switch (part.kind) {
      case Kind::number: std::fill_n(to, lanes, part.value); break;
      case Kind::difference:
      case Kind::agreement: {
        const double* from = read[at(part.read)];
        const double scale = part.sign / scales_[at(part.read)];
        for (Index lane = 0; lane < lanes; ++lane) {
          const double scaled = (part.kind == Kind::agreement ? -std::abs(from[lane]) : from[lane]) * scale;
          to[lane] = std::isnan(scaled) ? part.value : scaled;
        }
        break;
      }
      case Kind::margin: {
        const double* own = z[at(coordinates.of[at(part.variable)])];
        const double* probability = part.read < 0 ? nullptr : read[at(part.read)];
        for (Index lane = 0; lane < lanes; ++lane) {
          const double point = probability ? normal_point_of(probability[lane]) : part.value;
          const bool exists = !probability || !std::isnan(probability[lane]);
          to[lane] = exists ? clipped(part.sign * (point - own[lane])) : absent;
        }
        break;
      }
      case Kind::any:
        std::copy_n(child(0), lanes, to);
        for (std::size_t k = 1; k < part.children.size(); ++k) {
          const double* own = child(k);
          for (Index lane = 0; lane < lanes; ++lane) to[lane] = (std::max)(to[lane], own[lane]);
        }
        break;
      case Kind::enough:
        order.resize(part.children.size());
        for (Index lane = 0; lane < lanes; ++lane) {
          // Takes the nearest children that together have enough weight. If all of these are met,
          // the importance is that of the farthest one; else it is minus the norm of the unmet
          // importances.
          std::iota(order.begin(), order.end(), std::size_t{0});
          std::sort(order.begin(), order.end(),
                    [&](std::size_t a, std::size_t b) { return child(a)[lane] > child(b)[lane]; });
          double weight = 0, squares = 0, farthest_met = farthest;
          for (std::size_t k = 0; k < order.size() && !part.suffices(weight); ++k) {
            const double own = child(order[k])[lane];
            weight += part.weights[order[k]];
            own >= 0 ? farthest_met = own : squares += own * own;
          }
          to[lane] = squares > 0 ? -std::sqrt(squares) : farthest_met;
        }
        break;
      case Kind::all:
        std::copy_n(child(0), lanes, to);
        std::fill_n(missing, lanes, 0.0);
        for (std::size_t k = 0; k < part.children.size(); ++k) {
          const double* own = child(k);
          for (Index lane = 0; lane < lanes; ++lane) {
            const double short_by = (std::min)(own[lane], 0.0);
            to[lane] = (std::min)(to[lane], own[lane]);
            missing[lane] += short_by * short_by;
          }
        }
        for (Index lane = 0; lane < lanes; ++lane)
          to[lane] = to[lane] >= 0 ? to[lane] : -std::sqrt(missing[lane]);
        break;
    }
  }
  std::copy_n(&scratch[at(whole_) * at(lanes)], lanes, out);
}

}  // namespace casus::rare
