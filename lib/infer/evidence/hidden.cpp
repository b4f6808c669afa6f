// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/hidden.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include <casus/detail/index.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>
#include <casus/sample/tables.hpp>

namespace casus {

using distribution::Family;

namespace {

using detail::at;

constexpr double no_density = -std::numeric_limits<double>::infinity();  // log(0)
constexpr double half_log_two_pi = 0.918938533204672742;

// Collects the discrete causes and the hidden quantities that a piece of evidence depends on.
class Ancestors {
public:
  Ancestors(const Model& model, const std::vector<std::optional<double>>& known, const FixedStates& fixed)
      : model_(model), known_(known), fixed_(fixed) {}

  // Returns false if a variable in between is neither a cause nor a hidden quantity.
  bool find(Index of) {
    for (const Index parent : model_.parents(of)) {
      if (known_[at(parent)] || fixed_[at(parent)] || !visited_.insert(parent).second) continue;
      const Variable& variable = model_.variables()[at(parent)];
      if (is_tabular(model_, parent)) {
        causes.insert(parent);
        continue;
      }
      const bool is_formula = variable.distribution.is_formula();
      if ((variable.is_discrete() && !is_formula) || variable.guard || !find(parent)) return false;
      if (!is_formula) hidden.insert(parent);
    }
    return true;
  }

  std::set<Index> causes, hidden;

private:
  const Model& model_;
  const std::vector<std::optional<double>>& known_;
  const FixedStates& fixed_;
  std::set<Index> visited_;
};

bool overlap(const std::vector<Index>& a, const std::vector<Index>& b) {
  std::vector<Index> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return !both.empty();
}

std::vector<Index> merged(const std::vector<Index>& a, const std::vector<Index>& b) {
  std::vector<Index> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

// Adds a group, merged with all groups that share hidden quantities with it.
void add_group(std::vector<HiddenGroup>& groups, HiddenGroup group) {
  std::erase_if(groups, [&](const HiddenGroup& other) {
    if (!overlap(group.hidden, other.hidden)) return false;
    group.causes = merged(group.causes, other.causes);
    group.hidden = merged(group.hidden, other.hidden);
    group.evidence = merged(group.evidence, other.evidence);
    return true;
  });
  groups.push_back(std::move(group));
}

// Returns the mean of the likelihoods over the states of an event or a category.
double mean_likelihood(const Variable& variable, const std::vector<double>& row,
                       const std::vector<double>& likelihoods) {
  if (variable.kind() == Kind::event) return (1 - row[0]) * likelihoods[0] + row[0] * likelihoods[1];
  return std::inner_product(row.begin(), row.end(), likelihoods.begin(), 0.0);
}

// Square matrices are stored row by row.

// Replaces A by the lower triangle R with R^T R = A; returns false if A is not positive definite.
bool take_root(std::vector<double>& a, std::size_t n) {
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) a[i * n + i] -= a[k * n + i] * a[k * n + i];
    if (!(a[i * n + i] > 0) || !std::isfinite(a[i * n + i])) return false;
    a[i * n + i] = std::sqrt(a[i * n + i]);
    for (std::size_t j = 0; j < i; ++j) {
      for (std::size_t k = i + 1; k < n; ++k) a[i * n + j] -= a[k * n + i] * a[k * n + j];
      a[i * n + j] /= a[i * n + i];
    }
  }
  return true;
}

// Solves R x = b.
std::vector<double> solved(const std::vector<double>& root, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) b[i] -= root[i * n + j] * b[j];
    b[i] /= root[i * n + i];
  }
  return b;
}

// Solves R^T x = b.
std::vector<double> solved_transposed(const std::vector<double>& root, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= root[k * n + i] * b[k];
    b[i] /= root[i * n + i];
  }
  return b;
}

}  // namespace

std::vector<HiddenGroup> hidden_groups(const Model& model, const DecomposedEvidence& evidence,
                                       const std::vector<std::optional<double>>& known,
                                       const FixedStates& fixed) {
  std::vector<HiddenGroup> groups;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto number = static_cast<Index>(i);
    const Variable& variable = model.variables()[i];
    const bool is_bounded = evidence.bounds.contains(number) && !known[i];
    if (!(evidence.values[i] || is_bounded || evidence.averaged.contains(number)) ||
        is_tabular(model, number))
      continue;
    if (variable.guard && fixed[at(*variable.guard)] != 1) continue;
    Ancestors ancestors(model, known, fixed);
    if (!ancestors.find(number)) continue;
    add_group(groups, {{ancestors.causes.begin(), ancestors.causes.end()},
                       {ancestors.hidden.begin(), ancestors.hidden.end()},
                       {number}});
  }
  // The bounds of a variable that is hidden between other evidence and its causes are tested, not
  // weighed.
  for (HiddenGroup& group : groups)
    std::erase_if(group.evidence, [&](Index variable) {
      return std::any_of(groups.begin(), groups.end(), [&](const HiddenGroup& other) {
        return std::binary_search(other.hidden.begin(), other.hidden.end(), variable);
      });
    });
  std::erase_if(groups, [](const HiddenGroup& group) { return group.evidence.empty(); });
  return groups;
}

struct HiddenLikelihood::Environment {
  const std::vector<double>& values;
  std::span<const double> parameters;
  double variable(Index index) const { return values[at(index)]; }
  double parameter(Index index) const { return parameters[at(index)]; }
};

struct HiddenLikelihood::Mode {
  std::vector<double> z, root;  // the precision is root^T root
  double density;
};

HiddenLikelihood::HiddenLikelihood(const Model& model, const HiddenGroup& group,
                                   const std::vector<std::optional<double>>& known,
                                   const DecomposedEvidence& evidence)
    : model_(model), group_(group), values_(model.variables().size()), steps_(group.hidden.size()) {
  for (std::size_t i = 0; i < known.size(); ++i) values_[i] = known[i].value_or(0);
  for (const Index variable : group.hidden) {
    terms_.push_back(term(variable, true));
    const Family family = model.variables()[at(variable)].distribution.family;
    has_mode_ = has_mode_ && (family.is<distribution::Normal>() || family.is<distribution::LogNormal>());
  }
  for (const Index variable : group.evidence) {
    terms_.push_back(term(variable, false));
    if (known[at(variable)]) continue;
    if (const auto likelihoods = evidence.averaged.find(variable); likelihoods != evidence.averaged.end())
      terms_.back().averaged = &likelihoods->second;
    else
      terms_.back().bounds = evidence.bounds.at(variable);
  }
}

HiddenLikelihood::Term HiddenLikelihood::term(Index variable, bool is_hidden) const {
  std::set<Index> computed, reads;
  std::vector<Index> left{variable};
  while (!left.empty()) {
    const Index next = left.back();
    left.pop_back();
    for (const Index parent : model_.parents(next)) {
      const bool is_between = std::binary_search(group_.hidden.begin(), group_.hidden.end(), parent);
      const Variable& of = model_.variables()[at(parent)];
      if (is_between)
        reads.insert(parent);
      else if (of.distribution.is_formula() && !is_tabular(model_, parent) && computed.insert(parent).second)
        left.push_back(parent);
    }
  }
  if (is_hidden) reads.insert(variable);
  Term found{variable, is_hidden, {}, {computed.begin(), computed.end()}, {}, nullptr};
  for (const Index read : reads)
    found.reads.push_back(
        at(std::lower_bound(group_.hidden.begin(), group_.hidden.end(), read) - group_.hidden.begin()));
  return found;
}

bool HiddenLikelihood::is_log(std::size_t place) const {
  return model_.variables()[at(group_.hidden[place])].distribution.family.is<distribution::LogNormal>();
}

// Evaluates the parameters of the distribution; returns false if they leave its domain.
bool HiddenLikelihood::prepare(const Term& term) {
  const Environment environment{values_, parameters_};
  for (const Index number : term.computed)
    values_[at(number)] = model_.variables()[at(number)].parameters[0].evaluate(environment, scratch_);
  const Variable& variable = model_.variables()[at(term.variable)];
  row_.clear();
  for (const Formula& formula : variable.parameters) row_.push_back(formula.evaluate(environment, scratch_));
  return distribution::valid(variable.distribution.shape(), row_);
}

double HiddenLikelihood::evaluate(const Term& term) {
  if (!prepare(term)) return no_density;
  const Variable& variable = model_.variables()[at(term.variable)];
  const double value = values_[at(term.variable)];
  double log = 0;
  if (term.bounds)
    log = std::log(distribution::probability_between(variable.distribution.family, row_, term.bounds->low,
                                                     term.bounds->high));
  else if (term.averaged)
    log = std::log(mean_likelihood(variable, row_, *term.averaged));
  else if (variable.kind() == Kind::category)
    log = std::log(row_[static_cast<std::size_t>(value)]);
  else
    log = distribution::log_density(variable.distribution.shape(), row_, value);
  if (term.is_hidden && variable.distribution.family.is<distribution::LogNormal>()) log += std::log(value);
  return std::isnan(log) ? no_density : log;
}

double HiddenLikelihood::density() {
  double sum = 0;
  for (const Term& term : terms_) sum += evaluate(term);
  return sum;
}

void HiddenLikelihood::set(std::size_t place, double z) {
  values_[at(group_.hidden[place])] = is_log(place) ? std::exp(z) : z;
}

// Starts each quantity at its own centre; finite differences use steps of 1/100 of its scale.
bool HiddenLikelihood::start(std::vector<double>& z) {
  constexpr double part = 0.01;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (!prepare(terms_[i])) return false;
    z[i] = row_[0];
    steps_[i] = part * row_[1];
    set(i, z[i]);
  }
  return true;
}

// Takes central differences term by term, because each term reads few of the hidden quantities.
// `precision`: minus the second derivatives.
void HiddenLikelihood::differentiate(const std::vector<double>& z, std::vector<double>& gradient,
                                     std::vector<double>& precision) {
  const std::size_t n = z.size();
  gradient.assign(n, 0);
  precision.assign(n * n, 0);
  const auto shifted = [&](const Term& term, std::size_t a, double by_a, std::size_t b, double by_b) {
    set(a, z[a] + by_a * steps_[a]);
    if (b != a) set(b, z[b] + by_b * steps_[b]);
    const double value = evaluate(term);
    set(a, z[a]);
    set(b, z[b]);
    return value;
  };
  for (const Term& term : terms_) {
    const double centre = evaluate(term);
    for (std::size_t i = 0; i < term.reads.size(); ++i) {
      const std::size_t a = term.reads[i];
      const double above = shifted(term, a, 1, a, 0), below = shifted(term, a, -1, a, 0);
      gradient[a] += (above - below) / (2 * steps_[a]);
      precision[a * n + a] -= (above - 2 * centre + below) / (steps_[a] * steps_[a]);
      for (std::size_t k = 0; k < i; ++k) {
        const std::size_t b = term.reads[k];
        const double mixed = shifted(term, a, 1, b, 1) - shifted(term, a, 1, b, -1) -
                             shifted(term, a, -1, b, 1) + shifted(term, a, -1, b, -1);
        precision[a * n + b] -= mixed / (4 * steps_[a] * steps_[b]);
        precision[b * n + a] = precision[a * n + b];
      }
    }
  }
}

// Newton's method with halved steps. If the log density is not concave, adds the hidden quantities'
// own precision, and increasing multiples of it, until it is.
std::optional<HiddenLikelihood::Mode> HiddenLikelihood::mode() {
  constexpr int most_steps = 50, most_halvings = 40, most_ridges = 20;
  constexpr double little = 1e-10;
  const std::size_t n = group_.hidden.size();
  Mode mode{std::vector<double>(n), {}, 0};
  if (!start(mode.z)) return std::nullopt;
  mode.density = density();
  if (!std::isfinite(mode.density)) return std::nullopt;
  std::vector<double> gradient, precision;
  for (int step = 0; step < most_steps; ++step) {
    differentiate(mode.z, gradient, precision);
    mode.root = precision;
    bool is_concave = take_root(mode.root, n);
    const bool was_concave = is_concave;
    double ridge = 1e-4;  // in units of 1 / step^2: starts at the quantity's own precision
    for (int i = 0; !is_concave && i < most_ridges; ++i, ridge *= 4) {
      mode.root = precision;
      for (std::size_t k = 0; k < n; ++k) mode.root[k * n + k] += ridge / (steps_[k] * steps_[k]);
      is_concave = take_root(mode.root, n);
    }
    if (!is_concave) return std::nullopt;
    const std::vector<double> move = solved(mode.root, solved_transposed(mode.root, gradient));
    const double rise = std::inner_product(move.begin(), move.end(), gradient.begin(), 0.0);
    if (was_concave && rise < little) return mode;
    double share = 1;
    std::vector<double> next(n);
    for (int i = 0; i < most_halvings; ++i, share /= 2) {
      for (std::size_t k = 0; k < n; ++k) set(k, next[k] = mode.z[k] + share * move[k]);
      const double there = density();
      if (!(there > mode.density)) continue;
      mode.density = there;
      mode.z = next;
      share = -1;
      break;
    }
    if (share < 0) continue;
    for (std::size_t k = 0; k < n; ++k) set(k, mode.z[k]);
    return was_concave ? std::optional(mode) : std::nullopt;  // as close as rounding permits
  }
  return std::nullopt;
}

// Returns whether the density agrees with the normal approximation two deviations away from the
// mode, in four directions.
bool HiddenLikelihood::is_normal(const Mode& mode) {
  const std::size_t n = mode.z.size();
  bool is = true;
  for (int direction = 0; is && direction < 4; ++direction) {
    std::vector<double> off(n);
    for (std::size_t i = 0; i < n; ++i)
      off[i] = (direction < 2 || i % 2 == 0 ? 2.0 : -2.0) * (direction % 2 == 0 ? 1 : -1);
    const double squares = std::inner_product(off.begin(), off.end(), off.begin(), 0.0);
    const std::vector<double> away = solved(mode.root, off);
    for (std::size_t i = 0; i < n; ++i) set(i, mode.z[i] + away[i]);
    is = std::abs(density() - mode.density + squares / 2) < 1e-4;
  }
  for (std::size_t i = 0; i < n; ++i) set(i, mode.z[i]);
  return is;
}

// Returns the logarithm of the mean likelihood over draws of the hidden quantities, with common
// random numbers for all states of the causes.
double HiddenLikelihood::mean_over_draws() {
  constexpr std::uint64_t draws = 256;
  const std::size_t n = group_.hidden.size();
  std::vector<double> logs;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    double log = 0;
    for (std::size_t i = 0; i < terms_.size() && log > no_density; ++i) {
      const Term& term = terms_[i];
      if (i >= n) {
        log += evaluate(term);
      } else if (prepare(term)) {
        const double u = random::unit(random::mix(random::mix(draw) + i));
        const Variable& variable = model_.variables()[at(term.variable)];
        values_[at(term.variable)] = drawn_value(variable, tables_of(variable), row_, u);
      } else {
        log = no_density;
      }
    }
    logs.push_back(log);
  }
  const double greatest = *std::max_element(logs.begin(), logs.end());
  if (!(greatest > no_density)) return no_density;
  double sum = 0;
  for (const double log : logs) sum += std::exp(log - greatest);
  return greatest + std::log(sum / static_cast<double>(draws));
}

HiddenLikelihood::Found HiddenLikelihood::operator()(const std::vector<Index>& states,
                                                     std::span<const double> parameters) {
  parameters_ = parameters;
  for (std::size_t i = 0; i < states.size(); ++i)
    values_[at(group_.causes[i])] = static_cast<double>(states[i]);
  if (group_.hidden.empty()) return {density(), {}};
  const std::optional<Mode> found = has_mode_ ? mode() : std::nullopt;
  if (!found) return {mean_over_draws(), {}};
  const std::size_t n = found->z.size();
  HiddenNormal normal;
  double log = found->density;
  for (std::size_t i = 0; i < n; ++i) {
    const double* row = &found->root[i * n];
    log += half_log_two_pi - std::log(row[i]);
    normal.scale.push_back(1 / row[i]);
    normal.slopes.emplace_back();
    double intercept = found->z[i];
    for (std::size_t j = 0; j < i; ++j) {
      normal.slopes.back().push_back(-row[j] / row[i]);
      intercept += row[j] / row[i] * found->z[j];
    }
    normal.intercept.push_back(intercept);
  }
  normal.is_exact = is_normal(*found);
  return {log, std::move(normal)};
}

std::optional<StateTable> likelihoods_by_cause(const Model& model, const HiddenGroup& group,
                                               const std::vector<std::optional<double>>& known,
                                               const DecomposedEvidence& evidence,
                                               const std::vector<std::vector<double>>& worlds) {
  if (group.causes.empty()) return std::nullopt;
  const Index count = combinations(model, group.causes, most_likelihoods);
  if (count * static_cast<Index>(worlds.size() * (1 + group.hidden.size())) > most_likelihoods)
    return std::nullopt;
  HiddenLikelihood likelihood(model, group, known, evidence);
  StateTable table(model, group.causes);
  std::vector<std::vector<double>> logs(table.values.size());
  double greatest = -std::numeric_limits<double>::infinity();
  for_each_combination(table, [&](std::size_t number, const std::vector<Index>& states) {
    for (const std::vector<double>& parameters : worlds) {
      logs[number].push_back(likelihood(states, parameters).log_likelihood);
      greatest = (std::max)(greatest, logs[number].back());
    }
  });
  if (!std::isfinite(greatest)) return std::nullopt;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    table.values[i] = 0;
    for (const double log : logs[i]) table.values[i] += std::exp(log - greatest);
  }
  return table;
}

}  // namespace casus
