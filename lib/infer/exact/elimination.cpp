// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/elimination.hpp"

#include <algorithm>
#include <array>
#include <cfenv>
#include <cmath>
#include <memory>
#include <type_traits>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>

#include "infer/exact/sweep.hpp"

namespace casus::elimination {

namespace {

// Several worlds are processed at once if the varying numbers per world are at most this many.
constexpr Index most_shared_entries = 1 << 21;
// The graph of this many variables and a copy of it take 1 GiB.
constexpr std::size_t most_vertices = 1 << 16;

// Returns whether a product of finite numbers neither underflowed nor overflowed.
bool is_in_range(double a, double b, double product) {
  return a == 0 || b == 0 || std::isnormal(product) || !std::isfinite(a) || !std::isfinite(b);
}

}  // namespace

// ---- planning

Elimination::Elimination(const FactorNetwork& network, std::vector<std::vector<ExpectationTerm>> targets,
                         const StopToken& stop)
    : network_(network), targets_(std::move(targets)) {
  std::vector<Index> vertices;  // variables with more than one state, by vertex of the graph
  std::vector<Index> numbers(network.variables().size(), -1);
  std::vector<double> states;
  for (std::size_t i = 0; i < network.variables().size(); ++i) {
    const std::size_t own = network.variables()[i].states.size();
    if (own < 2) continue;
    numbers[i] = detail::size(vertices);
    vertices.push_back(static_cast<Index>(i));
    states.push_back(static_cast<double>(own));
  }
  if (vertices.size() > most_vertices) throw TooLarge{"too many variables for their graph"};
  Graph graph(std::move(states));
  const auto join = [&](const std::vector<Index>& scope) {
    std::vector<Index> joined;
    for (const Index variable : scope)
      if (numbers[variable] >= 0) joined.push_back(numbers[variable]);
    graph.join(joined);
  };
  for (const Factor& factor : network.factors()) join(factor.scope);
  for (const auto& probe : network.probes()) join(probe);
  position_.assign(network.variables().size(), -1);
  const std::optional<Order> order = best_order(graph, stop);
  if (!order) throw TooLarge{"one that takes tables beyond any budget"};
  for (const Index vertex : order->vertices) {
    position_[vertices[vertex]] = detail::size(order_);
    order_.push_back(vertices[vertex]);
  }
  plan(stop);
}

Index Elimination::add_table(std::vector<Index> scope) {
  scope.erase(std::remove_if(scope.begin(), scope.end(), [&](Index v) { return position_[v] < 0; }),
              scope.end());
  std::sort(scope.begin(), scope.end(), [&](Index a, Index b) { return position_[a] > position_[b]; });
  Table table;
  table.strides.resize(scope.size());
  double entries = 1;
  for (std::size_t i = scope.size(); i-- > 0;) {
    table.strides[i] = table.entries;
    const auto states = detail::size(network_.variables()[scope[i]].states);
    entries *= static_cast<double>(states);
    // Larger tables are never computed, because their cost is beyond any budget.
    table.entries = entries < 0x1p60 ? table.entries * states : table.entries;
  }
  cost_.largest_table = (std::max)(cost_.largest_table, entries);
  table.scope = std::move(scope);
  tables_.push_back(std::move(table));
  producer_.push_back(-1);
  consumer_.push_back(-1);
  return detail::size(tables_) - 1;
}

void Elimination::plan(const StopToken& stop) {
  std::vector<std::vector<Index>> waiting(order_.size());
  const auto hand_on = [&](Index table) {
    const auto& scope = tables_[table].scope;
    if (scope.empty())
      roots_.push_back(table);
    else
      waiting[position_[scope.back()]].push_back(table);
  };
  for (const Factor& factor : network_.factors()) {
    const Index table = add_table(factor.scope);
    tables_[table].varies = factor.varies;
    factor_tables_.push_back(table);
    hand_on(table);
  }
  for (const auto& probe : network_.probes()) {
    const Index table = add_table(probe);
    tables_[table].is_probe = tables_[table].is_active = true;
    probe_tables_.push_back(table);
    if (!tables_[table].scope.empty()) hand_on(table);
  }
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (stop.stop_requested()) throw Cancelled();
    add_bucket(order_[i], waiting[i]);
    hand_on(buckets_.back().out);
  }
  place();
}

void Elimination::add_bucket(Index variable, const std::vector<Index>& tables) {
  const auto number = detail::size(buckets_);
  Bucket bucket;
  bucket.width = detail::size(network_.variables()[variable].states);
  std::vector<Index> others;
  for (const Index table : tables)
    for (const Index other : tables_[table].scope)
      if (other != variable && std::find(others.begin(), others.end(), other) == others.end())
        others.push_back(other);
  bucket.out = add_table(others);
  producer_[bucket.out] = number;
  const std::vector<Index> loops = tables_[bucket.out].scope;  // in the order in which tables contain them
  for (const Index table : tables) {
    consumer_[table] = number;
    Index depth = 0;
    for (std::size_t i = 0; i < loops.size(); ++i) {
      const auto& scope = tables_[table].scope;
      if (std::find(scope.begin(), scope.end(), loops[i]) != scope.end()) depth = static_cast<Index>(i) + 1;
    }
    bucket.inputs.push_back({table, depth});
    bucket.varies = bucket.varies || tables_[table].varies;
    bucket.is_active = bucket.is_active || tables_[table].is_active;
  }
  std::stable_sort(bucket.inputs.begin(), bucket.inputs.end(),
                   [](const Input& a, const Input& b) { return a.depth < b.depth; });
  double entries = static_cast<double>(bucket.width);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    Loop loop{detail::size(network_.variables()[loops[i]].states), tables_[bucket.out].strides[i], {}};
    entries *= static_cast<double>(loop.states);
    for (std::size_t k = 0; k < bucket.inputs.size(); ++k) {
      const Table& table = tables_[bucket.inputs[k].table];
      for (std::size_t j = 0; j < table.scope.size(); ++j)
        if (table.scope[j] == loops[i]) loop.moves.push_back({static_cast<Index>(k), table.strides[j]});
    }
    bucket.loops.push_back(std::move(loop));
  }
  cost_.operations += entries * (bucket.is_active ? 3 : 1);
  Table& out = tables_[bucket.out];
  out.varies = bucket.varies;
  out.is_active = bucket.is_active;
  varies_ = varies_ || bucket.varies;
  widest_ = (std::max)(widest_, bucket.width);
  most_inputs_ = (std::max)(most_inputs_, detail::size(bucket.inputs));
  deepest_ = (std::max)(deepest_, detail::size(loops));
  buckets_.push_back(std::move(bucket));
}

// Assigns positions to tables: varying tables are in the workspace of each thread, the others are
// shared.
void Elimination::place() {
  for (Table& table : tables_) {
    varies_ = varies_ || table.varies;
    if (!table.is_probe) {
      Index& at = table.varies ? varying_size_ : constant_size_;
      table.values = at;
      at += table.entries;
    }
    if (table.is_active) {
      table.gradients = gradient_size_;
      gradient_size_ += table.entries;
    }
  }
  for (const auto& terms : targets_)
    for (const ExpectationTerm& term : terms) varies_ = varies_ || term.varies;
  root_of_.resize(buckets_.size());
  for (std::size_t i = buckets_.size(); i-- > 0;) {
    const Index consumer = consumer_[buckets_[i].out];
    root_of_[i] = consumer < 0 ? buckets_[i].out : root_of_[consumer];
  }
}

// Parts that are not connected are factors of a product; the value of a target depends only on its
// own part.
bool Elimination::varies(std::size_t target) const {
  return std::any_of(targets_[target].begin(), targets_[target].end(), [&](const ExpectationTerm& term) {
    const Index bucket = consumer_[probe_tables_[term.probe]];
    return term.varies || (bucket >= 0 && tables_[root_of_[bucket]].varies);
  });
}

// Returns, by variable of a scope, the distance between adjacent states in a table.
std::vector<Index> Elimination::strides_in(Index number, const std::vector<Index>& scope) const {
  const Table& table = tables_[number];
  std::vector<Index> strides;
  for (const Index variable : scope) {
    const auto found = std::find(table.scope.begin(), table.scope.end(), variable);
    strides.push_back(found == table.scope.end() ? 0 : table.strides[found - table.scope.begin()]);
  }
  return strides;
}

// ---- running

template <class Number> Elimination::Workspace<Number> Elimination::workspace(Index lanes) const {
  const auto size = [&](Index numbers) { return detail::at(numbers * lanes); };
  Workspace<Number> made;
  made.values.reset(new Number[size(varying_size_)]);  // left uninitialised
  made.gradients.reset(new Number[size(gradient_size_)]);
  made.exponents.resize(tables_.size() * detail::at(lanes));
  made.gradient_exponents.resize(buckets_.size() * detail::at(lanes));
  made.rows.resize(size(most_inputs_ * widest_));
  made.rests.resize(size((deepest_ + 1) * widest_));
  if constexpr (std::is_same_v<Number, double>) made.constants = constant_.get();
  return made;
}

std::int64_t Elimination::exponent(const Workspace<double>& workspace, Index table, Index lane,
                                   Index lanes) const {
  return tables_[table].varies ? workspace.exponents[table * lanes + lane] : constant_exponents_[table];
}

template <class Number>
void Elimination::write(std::size_t number, const std::vector<double>& parameters, Number* out, Index lanes,
                        Scratch& scratch) const {
  const Factor& factor = network_.factors()[number];
  const std::vector<Index> strides = strides_in(factor_tables_[number], factor.scope);
  if constexpr (std::is_same_v<Number, double>) {
    network_.write(factor, strides, parameters, out, lanes, scratch);
  } else {
    std::vector<double> entries(detail::at(tables_[factor_tables_[number]].entries));
    network_.write(factor, strides, parameters, entries.data(), 1, scratch);
    std::transform(entries.begin(), entries.end(), out, [](double entry) { return Number(entry); });
  }
}

// Writes the factors that do not vary.
template <class Number>
void Elimination::write_constants(Workspace<Number>& workspace, const StopToken& stop) const {
  for (std::size_t i = 0; i < factor_tables_.size(); ++i) {
    if (network_.factors()[i].varies) continue;
    if (stop.stop_requested()) throw Cancelled();
    write(i, network_.parameters(), workspace.constants + tables_[factor_tables_[i]].values, 1,
          workspace.scratch);
  }
}

void Elimination::prepare(const StopToken& stop) {
  constant_.reset(new double[detail::at(constant_size_)]);
  Workspace<double> scratch;
  scratch.constants = constant_.get();
  write_constants(scratch, stop);
  scratch.exponents.resize(tables_.size());
  scratch.rows.resize(detail::at(most_inputs_ * widest_));
  const RangeWatch watch;
  Sweep<1, double> sweep(*this, scratch, stop);
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    if (!buckets_[i].varies) sweep.collect(static_cast<Index>(i));
  leaves_range_ = watch.has_left();
  constant_exponents_ = std::move(scratch.exponents);
  for (std::size_t i = 0; i < probe_tables_.size(); ++i) {
    const auto& probe = network_.probes()[i];
    const std::vector<Index> strides = strides_in(probe_tables_[i], probe);
    std::vector<Index> places{0};
    for (std::size_t k = 0; k < probe.size(); ++k) {
      std::vector<Index> next;
      const auto states = detail::size(network_.variables()[probe[k]].states);
      for (const Index place : places)
        for (Index state = 0; state < states; ++state) next.push_back(place + state * strides[k]);
      places = std::move(next);
    }
    probe_places_.push_back(std::move(places));
  }
}

Elimination::Workspace<Scaled> Elimination::scaled_workspace(const StopToken& stop) const {
  auto made = workspace<Scaled>(1);
  made.own_constants = std::make_unique<Scaled[]>(detail::at(constant_size_));
  made.constants = made.own_constants.get();
  write_constants(made, stop);
  Sweep<1, Scaled> sweep(*this, made, stop);
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    if (!buckets_[i].varies) sweep.collect(static_cast<Index>(i));
  return made;
}

WorldResults Elimination::operator()(const std::vector<std::vector<double>>& worlds,
                                     const StopToken& stop) const {
  WorldResults outcome;
  outcome.values.resize(targets_.size());
  const bool shared = varies_ && worlds.size() > 1 && varying_size_ + gradient_size_ <= most_shared_entries;
  const std::size_t lanes = shared ? most_lanes : 1, all = varies_ ? worlds.size() : 1;
  std::optional<Workspace<double>> made;
  if (!leaves_range_) made.emplace(workspace<double>(static_cast<Index>(lanes)));
  std::optional<Workspace<Scaled>> scaled;
  for (std::size_t first = 0; first < all; first += lanes) {
    if (made && (shared ? run<most_lanes>(worlds, first, *made, stop, outcome)
                        : run<1>(worlds, first, *made, stop, outcome)))
      continue;
    if (!scaled) scaled.emplace(scaled_workspace(stop));
    for (std::size_t world = first; world < (std::min)(first + lanes, all); ++world)
      run<1>(worlds, world, *scaled, stop, outcome);
  }
  return outcome;
}

// Returns false, without adding to the outcome, if a number leaves the range of doubles.
template <Index lanes, class Number>
bool Elimination::run(const std::vector<std::vector<double>>& worlds, std::size_t first,
                      Workspace<Number>& workspace, const StopToken& stop, WorldResults& outcome) const {
  static const std::vector<double> none;
  const auto parameters = [&](Index lane) -> const std::vector<double>& {
    if (worlds.empty()) return none;
    return worlds[(std::min)(first + detail::at(lane), worlds.size() - 1)];
  };
  for (std::size_t i = 0; i < factor_tables_.size(); ++i) {
    if (!network_.factors()[i].varies) continue;
    Number* const begin = workspace.values.get() + tables_[factor_tables_[i]].values * lanes;
    for (Index lane = 0; lane < lanes; ++lane) {
      if (stop.stop_requested()) throw Cancelled();
      write(i, parameters(lane), begin + lane, lanes, workspace.scratch);
    }
  }
  std::array<Scaled, lanes> weights;
  {
    const RangeWatch watch;
    Sweep<lanes, Number> sweep(*this, workspace, stop);
    for (std::size_t i = 0; i < buckets_.size(); ++i)
      if (buckets_[i].varies) sweep.collect(static_cast<Index>(i));
    bool any = false;
    for (Index lane = 0; lane < lanes; ++lane) {
      weights[lane] = weight(workspace, lane, lanes);
      any = any || weights[lane].is_positive();
    }
    for (std::size_t i = buckets_.size(); any && i-- > 0;)
      if (buckets_[i].is_active) sweep.distribute(static_cast<Index>(i));
    if (std::is_same_v<Number, double> && watch.has_left()) return false;
  }
  const std::size_t count = varies_ ? (std::min)(detail::at(lanes), worlds.size() - first) : 1;
  std::vector<double> values;
  for (std::size_t lane = 0; lane < count; ++lane) {
    const auto number = static_cast<Index>(lane);
    for (const std::vector<ExpectationTerm>& target : targets_) {
      const auto found = weights[lane].is_positive()
                             ? value(target, parameters(number), workspace, number, lanes)
                             : std::optional<double>(0);
      if (!found) return false;
      values.push_back(*found);
    }
  }
  for (std::size_t lane = 0; lane < count; ++lane) {
    outcome.weights.push_back(weights[lane]);
    for (std::size_t i = 0; i < targets_.size(); ++i)
      outcome.values[i].push_back(values[lane * targets_.size() + i]);
  }
  return true;
}

template <class Number>
const Number& Elimination::root_value(const Workspace<Number>& workspace, Index root, Index lane,
                                      Index lanes) const {
  const Table& table = tables_[root];
  return table.varies ? workspace.values[table.values * lanes + lane] : workspace.constants[table.values];
}

template <class Number>
Scaled Elimination::weight(const Workspace<Number>& workspace, Index lane, Index lanes) const {
  Scaled product(1);
  for (const Index root : roots_) product *= Scaled(root_value(workspace, root, lane, lanes));
  if constexpr (std::is_same_v<Number, double>) {
    std::int64_t power = 0;
    for (const Index root : roots_) power -= exponent(workspace, root, lane, lanes);
    for (const Bucket& bucket : buckets_)
      if (consumer_[bucket.out] >= 0) power -= exponent(workspace, bucket.out, lane, lanes);
    product = Scaled(product.mantissa(), product.exponent() + power);
  }
  return product;
}

// Returns nothing if a product leaves the range of doubles.
template <class Number>
std::optional<double> Elimination::value(const std::vector<ExpectationTerm>& terms,
                                         const std::vector<double>& parameters, Workspace<Number>& workspace,
                                         Index lane, Index lanes) const {
  double all = 0;
  for (const ExpectationTerm& term : terms) {
    const Table& probe = tables_[probe_tables_[term.probe]];
    const Index bucket = consumer_[probe_tables_[term.probe]];
    if (bucket < 0) {  // all variables that it reads are known
      network_.weigh(term, parameters, workspace.scratch, [&](Index, double weight) { all += weight; });
      continue;
    }
    const std::vector<Index>& places = probe_places_[term.probe];
    const Number* const gradients = workspace.gradients.get() + probe.gradients * lanes + lane;
    const Number whole = root_value(workspace, root_of_[bucket], lane, lanes);
    Number sum(0);
    bool is_good = true;
    network_.weigh(term, parameters, workspace.scratch, [&](Index entry, double weight) {
      const Number& gradient = gradients[places[entry] * lanes];
      if (is_zero(gradient)) return;
      const Number product = Number(weight) * gradient;
      if constexpr (std::is_same_v<Number, double>)
        is_good = is_good && is_in_range(weight, gradient, product);
      sum += product;
    });
    if (!is_good) return {};
    if constexpr (std::is_same_v<Number, double>) {
      const auto power = (std::clamp)(workspace.gradient_exponents[bucket * lanes + lane],
                                      std::int64_t{-10000}, std::int64_t{10000});
      all += std::ldexp(sum / whole, static_cast<int>(power));
    } else {
      all += (sum / whole).value();
    }
  }
  return all;
}

// For `Messages`.
template Elimination::Workspace<double> Elimination::workspace(Index lanes) const;
template void Elimination::write(std::size_t factor, const std::vector<double>& parameters, double* out,
                                 Index lanes, Scratch& scratch) const;
template Scaled Elimination::weight(const Workspace<double>& workspace, Index lane, Index lanes) const;
template std::optional<double> Elimination::value(const std::vector<ExpectationTerm>& terms,
                                                  const std::vector<double>& parameters,
                                                  Workspace<double>& workspace, Index lane,
                                                  Index lanes) const;

}  // namespace casus::elimination
