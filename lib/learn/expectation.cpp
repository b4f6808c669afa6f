// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "learn/expectation.hpp"

#include <optional>
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

private:
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

double Expectation::add(const std::vector<double>& probabilities, std::vector<double>& counts) {
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    if (tables_.places[i] >= 0)
      parameters_[at(tables_.first_parameter + tables_.places[i])] = probabilities[i];
  double log_likelihood = 0;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (stop_.stop_requested()) throw Cancelled();
    const auto& [values, pattern] = patterns_[i];
    std::optional<double> log_probability;
    try {
      std::unique_ptr<PatternProblem> made;
      if (i >= problems_.size())
        made = std::make_unique<PatternProblem>(counts_, tables_, values, parameters_, stop_);
      const PatternProblem& problem = made ? *made : *problems_[i];
      log_probability = problem.add(parameters_, static_cast<double>(pattern.count), counts, stop_);
      if (made && problems_.size() < most_kept) problems_.push_back(std::move(made));
    } catch (const elimination::TooLarge& large) {
      throw Error("missing values", "tables that exact inference can handle", large.why,
                  "observe more variables");
    }
    if (!log_probability)
      throw Error(source_ + ", row " + std::to_string(pattern.first_case),
                  "values that are possible under the model", "values of probability 0");
    log_likelihood += static_cast<double>(pattern.count) * *log_probability;
  }
  return log_likelihood;
}

}  // namespace casus::detail
