// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/derivative.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <casus/analyse/jackknife.hpp>
#include <casus/detail/index.hpp>
#include <casus/sample/world.hpp>

#include "analyse/clusters.hpp"
#include "analyse/worlds.hpp"
#include "model/state_table.hpp"

namespace casus {

namespace {

using detail::at;

// A row of a variable's table, given by the states of the parents.
struct ConditionalRow {
  Index variable;
  std::vector<Index> parents, states;
  std::size_t number;  // among the variable's rows
};

// Returns the event that a discrete variable is in a state.
Boolean is_in(const Model& model, Index number, Index state) {
  const Variable& variable = model.variables()[at(number)];
  const NodePtr node = model.find(variable.name);
  if (variable.kind() == Kind::category) return Boolean(detail::make_state(node, state));
  return state == 1 ? Boolean(node) : !Boolean(node);
}

class Derivatives {
public:
  Derivatives(const Model& model, const Query& query, const Options& options)
      : model_(model), query_(query), options_(options) {
    quiet_ = options;
    quiet_.progress = {};
    if (model.parameters().empty())
      parameters_.emplace_back();
    else
      for (Index world = 0; world < clusters(model, options).worlds; ++world)
        parameters_.push_back(draw_parameters(model, options.randomness(), world));
    list_rows();
  }

  std::vector<TableDerivative> operator()() {
    std::vector<TableDerivative> all;
    for (std::size_t first = 0; first < rows_.size();) {
      // Limits the number of means that are kept for each world at a time.
      constexpr std::size_t most_averages = 512;
      std::size_t last = first, averages = 2;
      while (last < rows_.size() && (last == first || averages + 2 * states(rows_[last]) <= most_averages))
        averages += 2 * states(rows_[last++]);
      add(first, last, all);
      first = last;
      if (options_.progress)
        options_.progress(static_cast<double>(first) / static_cast<double>(rows_.size()));
    }
    return all;
  }

private:
  std::size_t states(const ConditionalRow& row) const {
    return model_.variables()[at(row.variable)].states.size();
  }

  void list_rows() {
    const auto set = resolved(model_, query_.interventions());
    std::vector<NodePtr> read{query_.target()};
    if (query_.condition()) read.push_back(query_.condition()->node());
    const auto needs = needed(model_, set, read);
    tables_.resize(needs.size());
    for (Index number = 0; number < detail::size(needs); ++number) {
      const Variable& variable = model_.variables()[at(number)];
      if (!needs[at(number)] || set[at(number)] || !is_tabular(model_, number) ||
          variable.distribution.is_formula())
        continue;
      const FixedStates none(model_.variables().size());
      for (const auto& parameters : parameters_)
        tables_[at(number)].push_back(conditional_table(model_, number, none, parameters));
      const StateTable parents(model_, model_.parents(number));
      for_each_combination(parents, [&](std::size_t row, const std::vector<Index>& states) {
        for (std::size_t p = 0; p < states.size(); ++p)
          if (variable.guard == parents.variables[p] && states[p] == 0) return;
        rows_.push_back({number, parents.variables, states, row});
      });
    }
  }

  // Returns the average for the numerator of the answer: for an expectation the target restricted
  // to an event, otherwise the frequency of the target and the event.
  Averaged with_target(const Boolean& where) const {
    if (query_.asks() == Query::Asks::expectation) return {where, Real(query_.target())};
    return {where && Boolean(query_.target()), {}};
  }

  void add(std::size_t first, std::size_t last, std::vector<TableDerivative>& all) const {
    const Boolean condition = query_.condition().value_or(Boolean(true));
    std::vector<Averaged> averaged{with_target(condition), {condition, {}}};
    for (std::size_t i = first; i < last; ++i)
      for (std::size_t state = 0; state < states(rows_[i]); ++state) {
        Boolean where = condition && is_in(model_, rows_[i].variable, static_cast<Index>(state));
        for (std::size_t p = 0; p < rows_[i].parents.size(); ++p)
          where = where && is_in(model_, rows_[i].parents[p], rows_[i].states[p]);
        averaged.push_back(with_target(where));
        averaged.push_back({where, {}});
      }
    const Eigen::MatrixXd means = cluster_means(model_, query_.interventions(), averaged, quiet_);
    for (Index column = 2; first < last; column += 2 * static_cast<Index>(states(rows_[first])), ++first)
      for (std::size_t state = is_event(rows_[first]) ? 1 : 0; state < states(rows_[first]); ++state)
        all.push_back(derivative(rows_[first], state, means, column));
  }

  bool is_event(const ConditionalRow& row) const {
    return model_.variables()[at(row.variable)].kind() == Kind::event;
  }

  // `column` is the first column of the row.
  TableDerivative derivative(const ConditionalRow& row, std::size_t state, const Eigen::MatrixXd& means,
                             Index column) const {
    const auto count = static_cast<Index>(states(row));
    TableDerivative result;
    describe(row, state, result);
    // For each cluster: the target, the condition, and the derivatives of both.
    Eigen::MatrixXd of(means.rows(), 4);
    bool inside = true;
    for (Index cluster = 0; cluster < means.rows(); ++cluster) {
      const auto& tables = tables_[at(row.variable)];
      const StateTable& table = tables[tables.size() == 1 ? 0 : at(cluster)];
      const double p = table.values[row.number * at(count) + state];
      inside = inside && p > 0 && p < 1;
      result.probability += p / static_cast<double>(means.rows());
      double all[2] = {0, 0};
      for (Index s = 0; s < count; ++s)
        for (Index which : {0, 1}) all[which] += means(cluster, column + 2 * s + which);
      of(cluster, 0) = means(cluster, 0);
      of(cluster, 1) = means(cluster, 1);
      for (Index which : {0, 1}) {
        const double own = means(cluster, column + 2 * static_cast<Index>(state) + which);
        of(cluster, 2 + which) = own / p - (all[which] - own) / (1 - p);
      }
    }
    const bool is_met =
        means.middleCols(column, 2 * count).colwise().sum()(Eigen::seqN(1, count, 2)).sum() > 0;
    if (inside && is_met)
      result.derivative = jackknife(of, [](const Eigen::RowVectorXd& mean) {
        return (mean(2) - mean(0) / mean(1) * mean(3)) / mean(1);
      });
    return result;
  }

  void describe(const ConditionalRow& row, std::size_t state, TableDerivative& result) const {
    const auto& variables = model_.variables();
    result.variable = variables[at(row.variable)].name;
    result.state = variables[at(row.variable)].states[state];
    for (std::size_t p = 0; p < row.parents.size(); ++p) {
      const Variable& parent = variables[at(row.parents[p])];
      result.row += (p > 0 ? ", " : "") + parent.name + " = " + parent.states[at(row.states[p])];
    }
  }

  const Model& model_;
  const Query& query_;
  const Options& options_;
  Options quiet_;
  // By world; one empty list if there are no parameters.
  std::vector<std::vector<double>> parameters_;
  std::vector<std::vector<StateTable>> tables_;  // by variable and world
  std::vector<ConditionalRow> rows_;
};

}  // namespace

std::vector<TableDerivative> table_derivatives(const Model& model, const Query& query,
                                               const Options& options) {
  check_fixed_run(options);
  check_analysable(model, query);
  return Derivatives(model, query, options)();
}

}  // namespace casus
