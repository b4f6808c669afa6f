// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/proposal.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/model/changes.hpp>
#include <casus/sample/layout.hpp>

#include "infer/evidence/belief_propagation.hpp"

namespace casus {

using distribution::Family;

namespace {

using detail::at;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Real sum(const std::vector<NodePtr>& terms) {
  Real all(terms[0]);
  for (std::size_t i = 1; i < terms.size(); ++i) all = all + Real(terms[i]);
  return all;
}

// Returns a function of a distribution's parameters on each trajectory: NaN if they leave their
// domain.
template <class OfRow> NodePtr of_parameters(const Variable& variable, const OfRow& of_row) {
  std::vector<Real> inputs;
  for (const NodePtr& parameter : variable.distribution.parameters) inputs.emplace_back(parameter);
  if (inputs.empty()) inputs.emplace_back(0.0);  // Empirical has no parameters, but a function needs one
  const auto law = std::make_shared<const ConditionalDistribution>(variable.distribution);
  const auto evaluate = [law, of_row](std::span<const std::span<const double>> columns,
                                      std::span<double> result) {
    std::vector<double> row(law->parameters.size());
    for (std::size_t lane = 0; lane < result.size(); ++lane) {
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = columns[i][lane];
      result[lane] = distribution::valid(law->shape(), row) ? of_row(*law, row) : nan;
    }
  };
  return function(variable.name, inputs, evaluate).node();
}

// Returns the log density at a value, as a formula if the vector kernels can compute it.
NodePtr log_density_at(const Variable& variable, double value) {
  constexpr double log_scale_of_normal = 0.918938533204672742;
  const ConditionalDistribution& law = variable.distribution;
  if (law.family.is<distribution::Normal>() || (law.family.is<distribution::LogNormal>() && value > 0)) {
    const bool is_log = law.family.is<distribution::LogNormal>();
    const Real location(law.parameters[0]), scale(law.parameters[1]);
    const Real z = ((is_log ? std::log(value) : value) - location) / scale;
    return (-0.5 * z * z - log(scale) - (log_scale_of_normal + (is_log ? std::log(value) : 0))).node();
  }
  return of_parameters(variable, [value](const ConditionalDistribution& of, const std::vector<double>& row) {
    return distribution::log_density(of.shape(), row, value);
  });
}

// Returns the number if it is a probability, else NaN.
Real checked(const Real& probability) {
  return if_then_else(0 <= probability && probability <= 1, probability, nan);
}

}  // namespace

Proposal::Proposal(const Model& model, const Query& query, Index first_drawn,
                   const std::vector<NodePtr>* targets)
    : model_(model), evidence_(decompose(model, query, first_drawn)),
      under_(resolved(model, query.interventions())), settings_(query.interventions()),
      fixed_(model.variables().size()) {
  const auto count = detail::size(model.variables());
  for (Index i = 0; i < count; ++i) {
    const Variable& variable = model.variables()[at(i)];
    const auto& value = evidence_.values[at(i)] ? evidence_.values[at(i)] : under_[at(i)];
    if (evidence_.values[at(i)]) settings_.push_back({model.find(variable.name), *value});
    if (!value || !variable.is_discrete()) continue;
    const bool as_absent = *value == static_cast<double>(variable.absent);
    if (!variable.guard || evidence_.values[at(i)] || as_absent || fixed_[at(*variable.guard)] == 1)
      fixed_[at(i)] = static_cast<Index>(*value);
  }
  if (targets) average_signals(*targets);
  for (Index i = 0; i < count; ++i)
    if (const auto& value = evidence_.values[at(i)]) weigh(i, *value);
  for (const auto& [variable, likelihoods] : evidence_.averaged) weigh_average(variable, likelihoods);
  for (const auto& [variable, likelihoods] : evidence_.likelihoods) {
    factors_.push_back({WeightTables::Factor::Kind::own, variable, likelihoods});
    has_probability_ = false;
  }
  for (const auto& [variable, bounds] : evidence_.between)
    if (!evidence_.values[at(variable)]) draw_between(variable, bounds);
  tables_ = WeightTables(model_, fixed_, factors_);
}

// Moves the signals that may be averaged from `likelihoods` to `averaged`.
void Proposal::average_signals(const std::vector<NodePtr>& targets) {
  std::vector<bool> is_read(model_.variables().size());
  for (const auto& read_from : {std::cref(evidence_.tests), std::cref(targets)})
    for (const NodePtr& expression : read_from.get())
      for (const Index read : Formula(expression).variables()) is_read[at(read)] = true;
  for (Index i = 0; i < detail::size(model_.variables()); ++i)
    for (const Index parent : model_.parents(i)) is_read[at(parent)] = true;
  const std::vector<bool> shared = twinned(model_);
  std::erase_if(evidence_.likelihoods, [&](const auto& signal) {
    const auto& [variable, likelihoods] = signal;
    const auto place = at(variable);
    if (is_read[place] || shared[place] || is_observed_or_set(variable) || is_tabular(model_, variable) ||
        model_.variables()[place].distribution.is_formula())
      return false;
    std::vector<double>& relative = evidence_.averaged[variable] = likelihoods;
    const double greatest = *std::max_element(relative.begin(), relative.end());
    for (double& likelihood : relative) likelihood /= greatest;
    return true;
  });
}

void Proposal::weigh_average(Index number, const std::vector<double>& likelihoods) {
  const Variable& variable = model_.variables()[at(number)];
  const auto& parameters = variable.distribution.parameters;
  std::vector<NodePtr> terms;
  if (variable.kind() == Kind::event)
    terms.push_back(((1 - checked(Real(parameters[0]))) * likelihoods[0]).node());
  for (const NodePtr& probability : parameters)
    terms.push_back((checked(Real(probability)) * likelihoods[terms.size()]).node());
  const Real mean = sum(terms);
  const bool may_be_absent = variable.guard && fixed_[at(*variable.guard)] != 1;
  const Real if_absent = likelihoods[at(variable.absent)];
  weigh_probability(may_be_absent ? if_then_else(*variable.details.when, mean, if_absent) : mean);
  has_probability_ = false;
}

void Proposal::weigh(Index number, double value) {
  const Variable& variable = model_.variables()[at(number)];
  if (!variable.is_discrete()) return weigh_density(number, value);
  if (is_tabular(model_, number)) {
    std::vector<double> is_observed(variable.states.size());
    is_observed[static_cast<std::size_t>(value)] = 1;
    factors_.push_back({WeightTables::Factor::Kind::expected, number, std::move(is_observed)});
    return;
  }
  const auto& parameters = variable.distribution.parameters;
  const bool is_event = variable.kind() == Kind::event;
  const Real p = checked(Real(parameters[is_event ? 0 : static_cast<std::size_t>(value)]));
  const Real observed = is_event && value == 0 ? 1 - p : p;
  const bool may_be_absent = variable.guard && fixed_[at(*variable.guard)] != 1;
  weigh_probability(may_be_absent ? if_then_else(*variable.details.when, observed, 1.0) : observed);
}

void Proposal::weigh_probability(const Real& probability) {
  log_probabilities_.push_back(log(probability).node());
}

void Proposal::weigh_density(Index number, double value) {
  const Variable& quantity = model_.variables()[at(number)];
  log_densities_.push_back(log_density_at(quantity, value));
  if (quantity.kind() != Kind::count && quantity.distribution.family->role != distribution::Role::values)
    has_probability_ = false;
}

void Proposal::draw_between(Index number, const Interval& bounds) {
  const Variable& quantity = model_.variables()[at(number)];
  weigh_probability(Real(
      of_parameters(quantity, [bounds](const ConditionalDistribution& of, const std::vector<double>& row) {
        return distribution::probability_between(of.family, row, bounds.low, bounds.high);
      })));
  const auto& parameters = quantity.distribution.parameters;
  const bool is_bounded = quantity.distribution.family.is<distribution::TruncatedNormal>();
  Real low = bounds.low, high = bounds.high;
  if (is_bounded) {
    low = (max)(Real(parameters[2]), low);
    high = (min)(Real(parameters[3]), high);
  }
  const Real location(parameters[0]), scale(parameters[1]);
  redistribute(number, TruncatedNormal(location, scale, low, high));
}

Proposal Proposal::copied() const {
  Proposal copy = *this;
  if (changed_) copy.changed_ = std::make_shared<Model>(*changed_);
  return copy;
}

void Proposal::redistribute(Index number, ConditionalDistribution law) {
  if (!changed_) changed_ = std::make_shared<Model>(model_);
  *changed_ = casus::redistribute(std::move(*changed_), number, std::move(law));
}

NodePtr Proposal::log_probability() const {
  return log_probabilities_.empty() ? nullptr : sum(log_probabilities_).node();
}

NodePtr Proposal::log_density() const {
  return log_densities_.empty() ? nullptr : sum(log_densities_).node();
}

NodePtr Proposal::test() const {
  NodePtr all;
  for (const NodePtr& test : evidence_.tests)
    all = all ? detail::make_node(Op::logical_and, true, {all, test}) : test;
  return all;
}

double Proposal::most_weight(const Randomness& randomness) const {
  const ScaledTables scaled = tables_.evaluate(draw_parameters(model(), randomness, 0));
  double most = 1;
  for (const StateTable& table : scaled.of) {
    double greatest = 0;
    for (const double value : table.values) greatest = (std::max)(greatest, value);
    most *= greatest;
  }
  return scaled.log_unit != 0 ? std::exp(scaled.log_unit + std::log(most)) : most;
}

bool Proposal::has_open_tests() const {
  return std::any_of(evidence_.tests.begin(), evidence_.tests.end(), [&](const NodePtr& test) {
    const Formula formula(test);
    if (formula.quantities().empty()) return false;
    const std::vector<Index> read = formula.variables();
    return read.size() > 1 || !evidence_.bounds.contains(read[0]);
  });
}

std::vector<Index> Proposal::observed() const {
  std::vector<Index> all;
  for (std::size_t i = 0; i < evidence_.values.size(); ++i)
    if (evidence_.values[i] || evidence_.between.contains(static_cast<Index>(i)))
      all.push_back(static_cast<Index>(i));
  return all;
}

std::string Proposal::names() const {
  std::vector<std::string> names;
  for (const Index variable : observed()) names.push_back(model_.variables()[at(variable)].name);
  return detail::joined(names);
}

// Returns whether the variable is observed or set; at most its guard is random then.
bool Proposal::is_observed_or_set(Index variable) const {
  return evidence_.values[at(variable)] || under_[at(variable)];
}

std::vector<bool> Proposal::relevant(const std::vector<NodePtr>& expressions,
                                     const std::vector<Index>& variables) const {
  std::vector<bool> found(model_.variables().size());
  const auto need = [&](Index variable) { found[at(variable)] = true; };
  for (const auto& read_from : {std::cref(evidence_.tests), std::cref(expressions)})
    for (const NodePtr& expression : read_from.get())
      for (const Index read : Formula(expression).variables()) need(read);
  for (const auto& [variable, likelihoods] : evidence_.likelihoods) need(variable);
  for (const Index variable : variables) need(variable);
  for (std::size_t i = found.size(); i-- > 0;) {
    const auto number = static_cast<Index>(i);
    if (under_[i]) {
      if (const auto guard = model_.variables()[i].guard; guard && found[i]) need(*guard);
    } else if (found[i] || evidence_.values[i] || evidence_.averaged.contains(number)) {
      for (const Index parent : model_.parents(number)) need(parent);
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i] = found[i] && !is_observed_or_set(static_cast<Index>(i));
  return found;
}

std::vector<std::vector<double>> some_worlds(const Model& model, const Randomness& randomness) {
  std::vector<std::vector<double>> worlds;
  Index count = model.parameters().empty() ? 1 : 16;
  if (model.worlds()) count = (std::min)(count, detail::size(model.worlds()->values));
  for (Index world = 0; world < count; ++world) worlds.push_back(draw_parameters(model, randomness, world));
  return worlds;
}

namespace {

// Returns the sum of a table over some draws of the parameters.
template <class Make> StateTable averaged(const std::vector<std::vector<double>>& worlds, const Make& make) {
  StateTable mean = make(worlds[0]);
  for (std::size_t i = 1; i < worlds.size(); ++i) {
    const StateTable one = make(worlds[i]);
    for (std::size_t k = 0; k < mean.values.size(); ++k) mean.values[k] += one.values[k];
  }
  return mean;
}

// Belief propagation treats the variables that a table reads as independent, but a guard and the
// variables that it guards are not. Rows in which a guard and a guarded parent exclude each other
// are never met, but would count for or against the guard. They are replaced by the rows in which
// that parent exists.
class ImpossibleRows {
public:
  ImpossibleRows(const Model& model, Index variable) : model_(model) {
    guard_ = model.variables()[at(variable)].guard;
    for (auto guard = guard_; guard; guard = model.variables()[at(*guard)].guard) held_.push_back(*guard);
  }

  // `table`: conditional table of the variable, which is its last one.
  void mend(StateTable& table) const {
    if (!guard_ || table.stride(*guard_) == 0) return;
    const Index of_guard = table.stride(*guard_);
    for (std::size_t i = 0; i + 1 < table.variables.size(); ++i) {
      const Variable& parent = model_.variables()[at(table.variables[i])];
      if (!parent.guard || std::find(held_.begin(), held_.end(), *parent.guard) == held_.end()) continue;
      const Index none = parent.kind() == Kind::category ? parent.absent : -1;
      const bool is_none = none == detail::size(parent.distribution.states);
      const Index stride = table.stride(table.variables[i]);
      for (Index entry = 0; entry < detail::size(table.values); ++entry) {
        const Index state = entry / stride % table.radices[i];
        const bool exists = parent.kind() == Kind::event ? state == 1 : is_none && state != none;
        if (entry / of_guard % 2 == 0 && exists && *parent.guard == *guard_)
          table.values[at(entry)] = table.values[at(entry + of_guard)];
      }
      if (is_none) average(table, of_guard, stride, none);
    }
  }

private:
  // Replaces the entries in which the guard is true and the parent is "none" by the mean over the
  // other states of the parent.
  static void average(StateTable& table, Index of_guard, Index stride, Index none) {
    for (Index entry = 0; entry < detail::size(table.values); ++entry) {
      if (entry / of_guard % 2 == 0 || entry / stride % (none + 1) != none) continue;
      double sum = 0;
      for (Index state = 0; state < none; ++state) sum += table.values[at(entry - (none - state) * stride)];
      table.values[at(entry)] = sum / static_cast<double>(none);
    }
  }

  const Model& model_;
  std::optional<Index> guard_;
  std::vector<Index> held_;  // the guard, the guard of the guard, and so on: if the first is true, all are
};

// Environment of a formula of discrete variables.
struct TestStates {
  const std::vector<double>& states;  // by variable of the model
  double variable(Index index) const { return states[at(index)]; }
  static double parameter(Index) { return nan; }
};

StateTable truth_table(const Model& model, const Formula& formula, const FixedStates& fixed) {
  std::vector<double> states(model.variables().size());
  std::vector<Index> free;
  for (const Index variable : formula.variables())
    if (fixed[at(variable)])
      states[at(variable)] = static_cast<double>(*fixed[at(variable)]);
    else
      free.push_back(variable);
  StateTable table(model, free);
  std::vector<double> scratch;
  for_each_combination(table, [&](std::size_t number, const std::vector<Index>& of) {
    for (std::size_t i = 0; i < of.size(); ++i) states[at(free[i])] = static_cast<double>(of[i]);
    table.values[number] = formula.evaluate(TestStates{states}, scratch);
  });
  return table;
}

bool is_tabular_test(const Model& model, const Formula& formula) {
  return formula.quantities().empty() && formula.parameters().empty() && !formula.variables().empty() &&
         combinations(model, formula.variables(), largest_state_table) <= largest_state_table;
}

}  // namespace

std::optional<StateTable> truth_table(const Model& model, const NodePtr& test) {
  const Formula formula(test);
  if (!is_tabular_test(model, formula)) return std::nullopt;
  return truth_table(model, formula, FixedStates(model.variables().size()));
}

std::vector<std::optional<double>> Proposal::known() const {
  std::vector<std::optional<double>> values = evidence_.values;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!values[i]) values[i] = under_[i];
  for (const auto& [variable, value] : known_before_) values[at(variable)] = value;
  return values;
}

Proposal Proposal::knowing(const std::map<Index, double>& values) const {
  Proposal copy = copied();
  copy.known_before_ = values;
  return copy;
}

std::vector<TabledFactor> Proposal::factors(const Randomness& randomness, const std::vector<bool>& relevant,
                                            const std::vector<HiddenGroup>& groups) const {
  const std::vector<std::vector<double>> worlds = some_worlds(model_, randomness);
  std::vector<TabledFactor> factors;
  for (std::size_t i = 0; i < relevant.size(); ++i) {
    const auto number = static_cast<Index>(i);
    if (!is_tabular(model_, number) || under_[i] || !(relevant[i] || evidence_.values[i])) continue;
    StateTable table = averaged(worlds, [&](const std::vector<double>& parameters) {
      StateTable one = conditional_table(model_, number, fixed_, parameters);
      ImpossibleRows(model_, number).mend(one);
      return one;
    });
    if (relevant[i]) {
      factors.emplace_back(std::move(table), number);
      continue;
    }
    std::vector<double> is_observed(model_.variables()[i].states.size());
    is_observed[static_cast<std::size_t>(*evidence_.values[i])] = 1;
    factors.emplace_back(summed(table, is_observed));
  }
  for (const auto& [variable, likelihoods] : evidence_.likelihoods) {
    if (fixed_[at(variable)]) continue;
    StateTable own(model_, {variable});
    own.values = likelihoods;
    factors.emplace_back(std::move(own));
  }
  for (const HiddenGroup& group : groups)
    if (auto table = likelihoods_by_cause(model_, group, known(), evidence_, worlds))
      factors.emplace_back(std::move(*table));
  for (const NodePtr& test : evidence_.tests)
    if (const Formula formula(test); is_tabular_test(model_, formula))
      factors.emplace_back(truth_table(model_, formula, fixed_));
  std::erase_if(factors, [](const TabledFactor& factor) { return factor.variables.empty(); });
  return factors;
}

namespace {

bool is_literal(const Variable& variable) {
  return std::all_of(variable.parameters.begin(), variable.parameters.end(),
                     [](const Formula& formula) { return formula.parameters().empty(); });
}

// Does the same as `mix`, for formulas.
void mix_formulas(std::vector<NodePtr>& probabilities, double share) {
  std::vector<NodePtr> possible;
  for (const NodePtr& p : probabilities) possible.push_back(if_then_else(0 < Real(p), 1.0, 0.0).node());
  const Real each = share / sum(possible);
  for (NodePtr& p : probabilities) p = if_then_else(0 < Real(p), (1 - share) * Real(p) + each, 0.0).node();
}

// Returns the probabilities of a variable's states, without that of an event's "no": its formulas
// times the message, normalised and mixed.
std::vector<NodePtr> formulas_times(const Variable& variable, const std::vector<double>& message,
                                    double mixed) {
  const auto& parameters = variable.distribution.parameters;
  const bool is_event = variable.kind() == Kind::event;
  std::vector<NodePtr> terms;
  if (is_event) terms.push_back(((1 - Real(parameters[0])) * message[0]).node());
  for (const NodePtr& probability : parameters)
    terms.push_back((Real(probability) * message[terms.size()]).node());
  const Real total = sum(terms);
  for (NodePtr& term : terms) term = (Real(term) / total).node();
  if (mixed > 0) mix_formulas(terms, mixed);
  if (is_event) terms.erase(terms.begin());
  return terms;
}

}  // namespace

// Does the same for constant probabilities, row by row.
std::vector<NodePtr> Proposal::rows_times(Index number, const std::vector<double>& message,
                                          double mixed) const {
  const Variable& variable = model_.variables()[at(number)];
  const bool is_event = variable.kind() == Kind::event;
  FixedStates fixed = fixed_;
  if (variable.guard) fixed[at(*variable.guard)] = 1;
  const StateTable table = conditional_table(model_, number, fixed, {});
  std::vector<Discrete> parents;
  for (std::size_t i = 0; i + 1 < table.variables.size(); ++i) {
    const Variable& parent = model_.variables()[at(table.variables[i])];
    parents.push_back(parent.kind() == Kind::event ? Discrete(model_.event(parent.name))
                                                   : Discrete(model_.category(parent.name)));
  }
  std::vector<std::vector<Real>> columns(is_event ? 2 : variable.distribution.states.size());
  for (std::size_t row = 0; row < table.values.size(); row += variable.states.size()) {
    std::vector<double> drawn(columns.size());
    double total = 0;
    for (std::size_t s = 0; s < columns.size(); ++s) total += drawn[s] = table.values[row + s] * message[s];
    for (std::size_t s = 0; s < columns.size(); ++s)  // a row that is never met may contain no probabilities
      drawn[s] = total > 0 ? drawn[s] / total : s == 0 ? 1 : 0;
    if (mixed > 0) mix(drawn, mixed);
    for (std::size_t s = 0; s < columns.size(); ++s) columns[s].emplace_back(drawn[s]);
  }
  std::vector<NodePtr> probabilities;
  for (std::size_t s = is_event ? 1 : 0; s < columns.size(); ++s)
    probabilities.push_back(parents.empty() ? columns[s][0].node()
                                            : detail::table_node(parents, columns[s]).node());
  return probabilities;
}

// Draws a tabular variable from its probabilities times a message, mixed, and adds the factor of
// the importance weight. Returns false, and changes nothing, if a large table would have to be
// computed in each world.
bool Proposal::tilt(Index number, std::vector<double> message, double mixed) {
  constexpr std::size_t most_entries_of_worlds = 64;
  const Variable& variable = model_.variables()[at(number)];
  ConditionalDistribution law = variable.distribution;
  if (is_literal(variable)) {
    law.parameters = rows_times(number, message, mixed);
  } else {
    const StateTable table = conditional_table(model_, number, fixed_, draw_parameters(model_, {}, 0));
    if (table.values.size() > most_entries_of_worlds) return false;
    law.parameters = formulas_times(variable, message, mixed);
  }
  redistribute(number, std::move(law));
  factors_.push_back({WeightTables::Factor::Kind::ratio, number, std::move(message), mixed});
  return true;
}

bool Proposal::can_be_tilted(Index variable) const {
  return has_table(model_, model_.variables()[at(variable)]) && is_tabular(model_, variable);
}

std::optional<Proposal::Tilt> Proposal::tilt_towards(Index variable, const Belief& belief, double least) {
  constexpr double little = 1e-2;
  std::vector<double> message = belief.below;
  if (message.empty() || *std::min_element(message.begin(), message.end()) > 1 - little) return std::nullopt;
  if (!belief.above.empty()) least *= (std::min)(1.0, belief.mean() / little);
  for (double& value : message) value = (std::max)(value, least);
  return Tilt{variable, std::move(message)};
}

Proposal Proposal::tilted(const std::vector<Tilt>& tilts) const {
  Proposal changed = copied();
  for (const Tilt& one : tilts) changed.tilt(one.variable, one.message, one.mixed);
  changed.tables_ = WeightTables(model_, fixed_, changed.factors_);
  return changed;
}

std::optional<Proposal> Proposal::moved(const std::vector<HiddenGroup>& groups) const {
  Proposal changed = copied();
  bool any = false;
  for (const HiddenGroup& group : groups) any = changed.adapt(group) || any;
  if (!any) return std::nullopt;
  return changed;
}

// Draws a normal quantity from a Student's t-distribution with five degrees of freedom, whose tails
// are heavier than the posterior's, and a log-normal one with a wider scale; from the normal or
// log-normal approximation itself if that is exact.
void Proposal::redraw(Index number, const Real& location, const Real& scale, bool is_exact) {
  constexpr double degrees = 5, wider = 1.2;
  const Variable& quantity = model_.variables()[at(number)];
  const ConditionalDistribution& law = quantity.distribution;
  const bool is_log = law.family.is<distribution::LogNormal>();
  const Real value(model_.find(quantity.name));
  const Real coordinate = is_log ? log(value) : value;
  const auto log_normal_density = [&](const Real& mean, const Real& deviation) {
    const Real z = (coordinate - mean) / deviation;
    return -0.5 * z * z - log(deviation);
  };
  const Real own = log_normal_density(Real(law.parameters[0]), Real(law.parameters[1]));
  if (is_log || is_exact) {
    const Real deviation = is_exact ? scale : wider * scale;
    log_densities_.push_back((own - log_normal_density(location, deviation)).node());
    if (is_log)
      redistribute(number, LogNormal(location, deviation));
    else
      redistribute(number, Normal(location, deviation));
    return;
  }
  constexpr double log_scale_of_normal = 0.918938533204672742;
  const double constant = log_scale_of_normal + std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2) -
                          0.5 * std::log(degrees * 3.14159265358979324);
  const Real t = (coordinate - location) / scale;
  log_densities_.push_back(
      (own - (constant - (degrees + 1) / 2 * log(1 + t * t / degrees) - log(scale))).node());
  redistribute(number, StudentT(degrees, location, scale));
}

// Draws a group's hidden quantities from their posterior. Returns false if that is not possible:
// some are not normal or log-normal, are guarded, share uniform numbers with a twin, are drawn
// between bounds, or come before a cause; the causes have too many combinations of states; or the
// model has parameters.
bool Proposal::adapt(const HiddenGroup& group) {
  constexpr Index most = 256;
  const Index rows = combinations(model_, group.causes, most);
  if (group.hidden.empty() || rows * detail::size(group.hidden) > most) return false;
  if (!model_.parameters().empty()) return false;
  if (!group.causes.empty() && group.causes.back() > group.hidden.front()) return false;
  const std::vector<bool> shared = twinned(model_);
  for (const Index number : group.hidden)
    if (shared[at(number)] || evidence_.between.contains(number) || model_.variables()[at(number)].guard)
      return false;
  HiddenLikelihood likelihood(model_, group, known(), evidence_);
  std::vector<HiddenNormal> normals;
  bool found = true;
  for_each_combination(StateTable(model_, group.causes), [&](std::size_t, const std::vector<Index>& states) {
    if (!found) return;
    auto one = likelihood(states, {});
    found = one.normal.has_value();
    if (found) normals.push_back(std::move(*one.normal));
  });
  if (!found) return false;
  std::vector<Discrete> causes;
  for (const Index number : group.causes) {
    const Variable& cause = model_.variables()[at(number)];
    causes.push_back(cause.kind() == Kind::event ? Discrete(model_.event(cause.name))
                                                 : Discrete(model_.category(cause.name)));
  }
  const auto by_cause = [&](const auto& of) {
    std::vector<Real> values;
    for (const HiddenNormal& normal : normals) values.emplace_back(of(normal));
    return causes.empty() ? values[0] : detail::table_node(causes, values);
  };
  const bool is_exact =
      std::all_of(normals.begin(), normals.end(), [](const HiddenNormal& one) { return one.is_exact; });
  for (std::size_t i = 0; i < group.hidden.size(); ++i) {
    Real location = by_cause([&](const HiddenNormal& normal) { return normal.intercept[i]; });
    for (std::size_t j = 0; j < i; ++j) {
      constexpr double nothing = 1e-9;  // in deviations
      const bool matters = std::any_of(normals.begin(), normals.end(), [&](const HiddenNormal& normal) {
        return std::abs(normal.slopes[i][j]) * normal.scale[j] > nothing * normal.scale[i];
      });
      if (!matters) continue;
      const Variable& before = model_.variables()[at(group.hidden[j])];
      const Real value(model_.find(before.name));
      location =
          location + by_cause([&](const HiddenNormal& normal) { return normal.slopes[i][j]; }) *
                         (before.distribution.family.is<distribution::LogNormal>() ? log(value) : value);
    }
    redraw(group.hidden[i], location, by_cause([&](const HiddenNormal& normal) { return normal.scale[i]; }),
           is_exact);
  }
  return true;
}

bool AdaptedStates::are_hidden_from(double draws) const {
  constexpr double enough = 100, more = 3, noticed = 0.3;
  return std::any_of(states.begin(), states.end(), [&](const std::pair<double, double>& state) {
    return state.first * draws < enough && state.second > more * state.first &&
           state.second * draws > noticed;
  });
}

Proposal::Adapted Proposal::adapted(const Randomness& randomness, const std::vector<double>& least) const {
  const std::vector<bool> relevant = this->relevant({});
  if (std::none_of(relevant.begin(), relevant.end(), [](bool is) { return is; })) return {};
  const std::vector<HiddenGroup> groups = this->groups();
  const std::vector<Belief> beliefs =
      belief_propagation(relevant.size(), factors(randomness, relevant, groups));
  const std::vector<bool> shared = twinned(model_);
  Adapted all;
  for (std::size_t i = 0; i < relevant.size(); ++i)
    for (std::size_t s = 0; relevant[i] && !beliefs[i].below.empty() && s < beliefs[i].above.size(); ++s)
      all.states.emplace_back(beliefs[i].above[s], beliefs[i].posterior(s));
  std::optional<Proposal> moved = this->moved(groups);
  all.moves_quantities = moved.has_value();
  Proposal base = moved ? *std::move(moved) : copied();
  for (const double part : least) {
    Proposal changed = base.copied();
    bool any = false;
    for (std::size_t i = 0; i < relevant.size(); ++i) {
      const auto number = static_cast<Index>(i);
      if (!relevant[i] || shared[i] || !can_be_tilted(number)) continue;
      if (auto tilt = tilt_towards(number, beliefs[i], part))
        any = changed.tilt(number, std::move(tilt->message), 0) || any;
    }
    if (!any) break;
    changed.tables_ = WeightTables(model_, fixed_, changed.factors_);
    all.proposals.push_back(std::move(changed));
  }
  if (all.proposals.empty() && all.moves_quantities) all.proposals.push_back(std::move(base));
  return all;
}

std::vector<std::vector<double>> Proposal::rarities(const Randomness& randomness,
                                                    const std::vector<bool>& relevant) const {
  const auto worlds = some_worlds(model_, randomness);
  std::vector<std::vector<double>> all(relevant.size());
  for (std::size_t i = 0; i < relevant.size(); ++i) {
    const auto number = static_cast<Index>(i);
    const Variable& variable = model_.variables()[i];
    if (!relevant[i] || !has_table(model_, variable) || !is_tabular(model_, number)) continue;
    const StateTable table = averaged(worlds, [&](const std::vector<double>& parameters) {
      return conditional_table(model_, number, fixed_, parameters);
    });
    const std::size_t states = variable.states.size();
    all[i].assign(states, 1);
    for (std::size_t entry = 0; entry < table.values.size(); ++entry)
      if (const double p = table.values[entry] / static_cast<double>(worlds.size()); p > 0)
        all[i][entry % states] = (std::min)(all[i][entry % states], p);
  }
  return all;
}

// The shares are chosen such that about half of all trajectories draw some variable from the
// uniform component, however many variables are mixed. Variables whose states the mixture would not
// make much more frequent are removed, which raises the share of the others.
Proposal::RareMixture Proposal::rare_mixture(const std::vector<std::vector<double>>& rarity) {
  constexpr double rare = 0.01, rarer_than_mixed = 0.25;
  RareMixture mixture;
  const auto rarest = [&](Index number) {
    const auto& own = rarity[at(number)];
    return own.empty() ? 1 : *std::min_element(own.begin(), own.end());
  };
  for (Index i = 0; i < detail::size(rarity); ++i)
    if (rarest(i) < rare) mixture.variables.push_back(i);
  const auto limit = [&](Index number) {
    return rarer_than_mixed * mixture.share / static_cast<double>(rarity[at(number)].size());
  };
  for (std::size_t before = 0; before != mixture.variables.size();) {
    before = mixture.variables.size();
    mixture.share = 0.5 / static_cast<double>(before);
    std::erase_if(mixture.variables, [&](Index number) { return rarest(number) > limit(number); });
  }
  for (const Index number : mixture.variables)
    for (std::size_t s = 0; s < rarity[at(number)].size(); ++s)
      if (rarity[at(number)][s] <= limit(number)) mixture.states.emplace_back(number, static_cast<Index>(s));
  return mixture;
}

std::optional<Proposal::WithRareStates> Proposal::with_rare_states(
    const Randomness& randomness, const std::vector<NodePtr>& targets) const {
  constexpr double rare = 0.01;
  const std::vector<bool> relevant = this->relevant(targets);
  const std::vector<std::vector<double>> rarity = rarities(randomness, relevant);
  // A factor of the weight belongs to one variable, so two variables with the same uniform number
  // cannot be mixed. If only the others were mixed, the rare states of these two would go
  // undetected.
  const std::vector<bool> shared = twinned(model_, relevant);
  for (std::size_t i = 0; i < rarity.size(); ++i)
    if (shared[i] && !rarity[i].empty() && *std::min_element(rarity[i].begin(), rarity[i].end()) < rare)
      return std::nullopt;
  RareMixture mixture = rare_mixture(rarity);
  if (mixture.variables.empty()) return std::nullopt;
  Proposal changed = copied();
  for (const Index number : mixture.variables) {
    std::vector<double> message(model_.variables()[at(number)].states.size(), 1.0);
    const auto is_its_own = [&](const WeightTables::Factor& factor) {
      return factor.kind == WeightTables::Factor::Kind::ratio && factor.variable == number;
    };
    const auto before = std::find_if(changed.factors_.begin(), changed.factors_.end(), is_its_own);
    if (before != changed.factors_.end()) {
      message = before->of;
      changed.factors_.erase(before);
    }
    changed.tilt(number, std::move(message), mixture.share);
  }
  changed.tables_ = WeightTables(model_, fixed_, changed.factors_);
  return WithRareStates{std::move(changed), std::move(mixture.states)};
}

}  // namespace casus
