// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "learn/expectation.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/changes.hpp>

#include "infer/exact/elimination.hpp"
#include "infer/exact/network.hpp"
#include "learn/tables.hpp"

namespace casus::detail {

namespace {

// Problems of more patterns would take too much memory, and are made anew in each iteration.
constexpr std::size_t most_kept = 2'000;
// Derivatives that are computed together.
constexpr std::size_t most_steps = 64;

Boolean has_state(const Variable& variable, const NodePtr& node, Index state) {
  if (variable.kind() == Kind::event) return state == 1 ? Boolean(Event(node)) : !Event(node);
  return Category(node) == variable.states[at(state)];
}

}  // namespace

FreeTables::FreeTables(const CaseCounts& counts, const std::vector<std::vector<bool>>& is_read,
                       const std::vector<double>& own)
    : model(counts.model()), first_parameter(detail::size(counts.model().parameters())) {
  Index next = 0;
  for (std::size_t f = 0; f < counts.families().size(); ++f) {
    const TableFamily& family = counts.families()[f];
    const bool is_event = model.variables()[at(family.variable)].kind() == Kind::event;
    std::vector<Real> values;
    for (Index row = 0; row < family.rows; ++row)
      for (Index state = 0; state < family.states; ++state) {
        const double constant = own[at(family.first + row * family.states + state)];
        const bool is_free = is_read[f][at(row)] && !(is_event && state == 0);
        places.push_back(is_free ? next : -1);
        if (!is_free) {
          values.emplace_back(constant);
          continue;
        }
        values.emplace_back(
            model.parameter(free_name(model, "free[" + std::to_string(next++) + ']'), Uniform(0, 1)));
      }
    model =
        redistribute(std::move(model), family.variable, table_distribution(counts.model(), family, values));
  }
}

/// Exact inference given one pattern.
class Expectation::PatternProblem {
public:
  PatternProblem(const CaseCounts& counts, const FreeTables& tables, const std::vector<Index>& values,
                 const std::vector<double>& parameters, const StopToken& stop)
      : families_(counts.families()), values_(values) {
    std::optional<Boolean> evidence;
    std::vector<NodePtr> roots;
    const auto with = [&](std::optional<Boolean>& all, Index variable, Index state) {
      const Boolean literal = has_state(tables.model.variables()[at(variable)],
                                        tables.model.scope().variable(variable).node, state);
      all = all ? *all && literal : literal;
    };
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] >= 0) with(evidence, static_cast<Index>(i), values[i]);
    if (evidence) roots.push_back(evidence->node());
    std::vector<NodePtr> targets;
    for (const TableFamily& family : families_) {
      if (values[at(family.variable)] == CaseCounts::barren) continue;
      if (family.guard && values[at(*family.guard)] == 0) continue;
      for_each_completion(tables.model, family,
                          [&](const std::vector<std::pair<Index, Index>>& completed, Index place) {
                            std::optional<Boolean> target;
                            for (const auto& [variable, state] : completed) with(target, variable, state);
                            places_.push_back(place);
                            targets.push_back(target ? target->node() : nullptr);
                            if (target) roots.push_back(target->node());
                          });
    }
    const auto always = [](const std::vector<NodePtr>&, const std::vector<double>&, bool& for_good) {
      for_good = true;
      return true;
    };
    network_.emplace(tables.model, std::vector<Intervention>(), roots, parameters, always, stop);
    if (evidence) network_->see(evidence->node());
    std::vector<std::vector<elimination::ExpectationTerm>> terms;
    for (const NodePtr& target : targets)
      if (target) terms.push_back(network_->ask(target));
    for (const NodePtr& target : targets) is_certain_.push_back(!target);
    network_->finish();
    if (network_->is_impossible()) return;
    elimination_.emplace(*network_, std::move(terms), stop);
    elimination_->prepare(stop);
  }

  /// Adds expected counts; returns the logarithm of the pattern's probability, or nothing if it is
  /// 0.
  std::optional<double> add(const std::vector<double>& parameters, double count, std::vector<double>& counts,
                            const StopToken& stop) const {
    if (!elimination_) return std::nullopt;
    const elimination::WorldResults found = (*elimination_)({parameters}, stop);
    if (!found.weights[0].is_positive()) return std::nullopt;
    std::size_t target = 0;
    for (std::size_t i = 0; i < places_.size(); ++i)
      counts[at(places_[i])] += count * (is_certain_[i] ? 1.0 : found.values[target++][0]);
    return found.weights[0].log();
  }

  /// Adds the derivatives of expected counts by the coordinates of their rows. A pattern's
  /// probability is linear in each row's, and so is that together with any target's; one step along
  /// each coordinate, half of the reference's probability, therefore gives exact derivatives.
  void add_derivatives(const FreeTables& tables, const std::vector<double>& parameters, double count,
                       MissingInformation& target, const StopToken& stop) const {
    struct Direction {
      MissingInformation::Row row;
      std::size_t place;
    };
    std::vector<Direction> directions;
    std::vector<std::pair<MissingInformation::Row, std::size_t>> uncertain;  // with its place
    std::set<std::size_t> is_met;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (is_certain_[i]) continue;
      uncertain.emplace_back(target.row_of(at(places_[i])), at(places_[i]));
      is_met.insert(at(places_[i]));
    }
    std::set<std::size_t> rows;
    for (const auto& [row, met] : uncertain) {
      if (!rows.insert(row.place).second) continue;
      for (std::size_t place = row.place; place < row.place + at(row.states); ++place)
        if (target.coordinate(place) >= 0 && (is_met.contains(place) || is_met.contains(row.reference)))
          directions.push_back({row, place});
    }
    if (!elimination_ || !elimination_->varies()) return;
    const elimination::WorldResults here = (*elimination_)({parameters}, stop);
    if (!here.weights[0].is_positive()) return;
    for (std::size_t first = 0; first < directions.size(); first += most_steps) {
      const std::size_t last = (std::min)(directions.size(), first + most_steps);
      std::vector<std::vector<double>> worlds;
      for (std::size_t i = first; i < last; ++i)
        worlds.push_back(stepped(tables, parameters, target, directions[i].row, directions[i].place));
      const elimination::WorldResults there = (*elimination_)(worlds, stop);
      for (std::size_t i = first; i < last; ++i) {
        const Direction& by = directions[i];
        const double ratio = (there.weights[i - first] / here.weights[0]).value();
        const double step = target.probability(by.row.reference) / 2;
        for (std::size_t k = 0; k < uncertain.size(); ++k)
          target.add(uncertain[k].first, uncertain[k].second, by.row, target.coordinate(by.place),
                     count * ratio * (there.values[k][i - first] - here.values[k][0]) / step);
      }
    }
  }

private:
  static std::vector<double> stepped(const FreeTables& tables, std::vector<double> parameters,
                                     const MissingInformation& at_point, const MissingInformation::Row& row,
                                     std::size_t place) {
    const double step = at_point.probability(row.reference) / 2;
    const auto set = [&](std::size_t of, double by) {
      if (tables.places[of] >= 0)
        parameters[at(tables.first_parameter + tables.places[of])] = at_point.probability(of) + by;
    };
    set(place, step);
    set(row.reference, -step);
    return parameters;
  }

  /// Calls `visit` for each combination of the missing values of a family: their variables and
  /// states, including the guard if that is missing, and the place of the count.
  template <class Visit>
  void for_each_completion(const Model& model, const TableFamily& family, const Visit& visit) const {
    std::vector<Index> members = family.parents;
    members.push_back(family.variable);
    std::vector<Index> all = values_;
    std::vector<Index> open, radices;
    for (const Index member : members) {
      if (values_[at(member)] >= 0) continue;
      open.push_back(member);
      radices.push_back(member == family.variable ? family.states
                                                  : detail::size(model.variables()[at(member)].states));
      all[at(member)] = 0;
    }
    if (all[at(family.variable)] >= family.states) return;  // "none": the guard does not hold
    for (;;) {
      std::vector<std::pair<Index, Index>> completed;
      for (const Index member : open) completed.emplace_back(member, all[at(member)]);
      if (family.guard && values_[at(*family.guard)] < 0) completed.emplace_back(*family.guard, 1);
      visit(completed, family.first + family.row(all) * family.states + all[at(family.variable)]);
      std::size_t i = open.size();
      while (i > 0 && ++all[at(open[i - 1])] == radices[i - 1]) all[at(open[--i])] = 0;
      if (i == 0) return;
    }
  }

  const std::vector<TableFamily>& families_;
  const std::vector<Index>& values_;
  std::vector<Index> places_;
  std::vector<bool> is_certain_;
  std::optional<elimination::FactorNetwork> network_;
  std::optional<elimination::Elimination> elimination_;
};

Expectation::Expectation(const CaseCounts& counts, const std::vector<std::vector<bool>>& is_read,
                         const std::vector<double>& own, std::string source, StopToken stop)
    : counts_(counts), source_(std::move(source)), stop_(std::move(stop)), tables_(counts, is_read, own),
      patterns_(counts.patterns()) {
  if (tables_.first_parameter > 0) parameters_ = draw_parameters(counts.model(), Randomness{}, 0);
  parameters_.resize(tables_.model.parameters().size());
}

Expectation::~Expectation() = default;

void Expectation::set(const std::vector<double>& probabilities) {
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    if (tables_.places[i] >= 0)
      parameters_[at(tables_.first_parameter + tables_.places[i])] = probabilities[i];
}

template <class Visit> void Expectation::for_each_pattern(const Visit& visit) {
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (stop_.stop_requested()) throw Cancelled();
    const auto& [values, pattern] = patterns_[i];
    try {
      std::unique_ptr<PatternProblem> made;
      if (i >= problems_.size())
        made = std::make_unique<PatternProblem>(counts_, tables_, values, parameters_, stop_);
      const PatternProblem& problem = made ? *made : *problems_[i];
      visit(problem, pattern);
      if (made && problems_.size() < most_kept) problems_.push_back(std::move(made));
    } catch (const elimination::TooLarge& large) {
      throw Error("missing values", "tables that exact inference can handle", large.why,
                  "observe more variables");
    }
  }
}

double Expectation::add(const std::vector<double>& probabilities, std::vector<double>& counts) {
  set(probabilities);
  double log_likelihood = 0;
  for_each_pattern([&](const PatternProblem& problem, const CasePattern& pattern) {
    const double count = static_cast<double>(pattern.count);
    const std::optional<double> log_probability = problem.add(parameters_, count, counts, stop_);
    if (!log_probability)
      throw Error(source_ + ", row " + std::to_string(pattern.first_case),
                  "values that are possible under the model", "values of probability 0");
    log_likelihood += count * *log_probability;
  });
  return log_likelihood;
}

void Expectation::add_derivatives(const std::vector<double>& probabilities, MissingInformation& target) {
  set(probabilities);
  for_each_pattern([&](const PatternProblem& problem, const CasePattern& pattern) {
    problem.add_derivatives(tables_, parameters_, static_cast<double>(pattern.count), target, stop_);
  });
}

}  // namespace casus::detail
