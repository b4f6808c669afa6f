// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/learn/learn.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/changes.hpp>

#include "learn/counts.hpp"
#include "learn/expectation.hpp"
#include "learn/missing_information.hpp"
#include "learn/tables.hpp"

namespace casus {

namespace {

using detail::at;
using detail::CaseCounts;
using detail::TableFamily;

class Learner {
public:
  Learner(const Model& model, const Cases& cases, const LearnOptions& options)
      : model_(model), cases_(cases), counts_(cases.counts()), options_(options) {
    if (options.worth && !(*options.worth > 0 && std::isfinite(*options.worth)))
      throw Error("worth", "a positive number of cases", detail::number(*options.worth));
    if (!(options.tolerance > 0))
      throw Error("tolerance", "a positive number", detail::number(options.tolerance));
    if (options.most_iterations < 1)
      throw Error("most_iterations", "at least 1", std::to_string(options.most_iterations));
    const auto& scope = model.scope().variables();
    const auto& counted = counts_.model().scope().variables();
    if (scope.size() != counted.size() ||
        !std::equal(scope.begin(), scope.end(), counted.begin(),
                    [](const Declaration& a, const Declaration& b) { return a.node == b.node; }))
      throw Error("cases", "cases of this model", "cases of another one");
    own_ = detail::own_tables(counts_);
    is_read_ = detail::rows_read(counts_, own_);
  }

  LearnedModel learned() {
    set_prior();
    LearnedModel result;
    result.cases = cases_.size();
    result.incomplete = cases_.incomplete();
    expected_ = counts_.complete();
    kept_.assign(expected_.size(), 1);
    if (cases_.incomplete() > 0)
      maximise(result);
    else
      result.log_likelihood = log_likelihood(means());
    result.model = stated(result.rows);
    add_remarks(result);
    return result;
  }

private:
  template <class Visit> void for_each_row(const Visit& visit) const {
    for (std::size_t f = 0; f < counts_.families().size(); ++f) {
      const TableFamily& family = counts_.families()[f];
      for (Index row = 0; row < family.rows; ++row)
        if (is_read_[f][at(row)]) visit(family, row, at(family.first + row * family.states));
    }
  }

  void set_prior() {
    prior_.assign(own_.size(), 0);
    for_each_row([&](const TableFamily& family, Index, std::size_t place) {
      for (std::size_t i = place; i < place + at(family.states); ++i)
        prior_[i] = options_.worth ? *options_.worth * own_[i] : .5;
    });
  }

  // Returns the posterior means of the rows, given expected counts, and `extra` cases of the
  // model's own table.
  std::vector<double> means(double extra = 0) const {
    std::vector<double> result(own_.size());
    for_each_row([&](const TableFamily& family, Index, std::size_t place) {
      double total = 0;
      for (std::size_t i = place; i < place + at(family.states); ++i)
        total += result[i] = expected_[i] + prior_[i] + extra * own_[i];
      for (std::size_t i = place; i < place + at(family.states); ++i) result[i] /= total;
    });
    return result;
  }

  double log_likelihood(const std::vector<double>& probabilities) const {
    double sum = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
      if (counts_.complete()[i] > 0) sum += counts_.complete()[i] * std::log(probabilities[i]);
    return sum;
  }

  void maximise(LearnedModel& result) {
    detail::Expectation expectation(counts_, is_read_, own_, cases_.source(), options_.stop);
    std::vector<double> probabilities = means(1);
    result.converged = false;
    while (!result.converged && result.iterations < options_.most_iterations) {
      ++result.iterations;
      expected_ = counts_.complete();
      result.log_likelihood = log_likelihood(probabilities) + expectation.add(probabilities, expected_);
      std::vector<double> next = means();
      double change = 0;
      for (std::size_t i = 0; i < next.size(); ++i)
        change = (std::max)(change, std::abs(next[i] - probabilities[i]));
      probabilities = std::move(next);
      result.converged = change <= options_.tolerance;
    }
    allow_for_missing(expectation);
  }

  // Reduces the concentrations of rows of which cases are incomplete. A row's variances are
  // proportional to 1 / (1 + the sum of its concentrations).
  void allow_for_missing(detail::Expectation& expectation) {
    const std::vector<double> probabilities = means();
    std::vector<double> concentrations(prior_);
    for (std::size_t i = 0; i < prior_.size(); ++i) concentrations[i] += expected_[i];
    detail::MissingInformation missing(counts_, probabilities, concentrations);
    expectation.add_derivatives(probabilities, missing);
    is_together_ = missing.is_together();
    for (const auto& found : missing.factors()) {
      const auto& [row, factor] = found;
      const auto sum = [&row = row](const std::vector<double>& of) {
        const auto begin = of.begin() + static_cast<std::ptrdiff_t>(row.place);
        return std::accumulate(begin, begin + row.states, 0.0);
      };
      const double total = sum(concentrations);
      const double kept = std::clamp((total + 1) / factor - 1, sum(prior_), total) / total;
      for (std::size_t i = row.place; i < row.place + at(row.states); ++i) kept_[i] = kept;
    }
  }

  // ---- the learned model

  Model stated(std::vector<LearnedRow>& rows) const {
    Model model = model_;
    for (std::size_t f = 0; f < counts_.families().size(); ++f) {
      const TableFamily& family = counts_.families()[f];
      const Variable variable = model_.variables()[at(family.variable)];
      std::vector<Real> values;
      for (Index row = 0; row < family.rows; ++row) {
        const std::vector<Real> shares =
            is_read_[f][at(row)] ? row_parameters(model, family, row, rows) : unread_row(family, row);
        values.insert(values.end(), shares.begin(), shares.end());
      }
      model =
          redistribute(std::move(model), family.variable, detail::table_distribution(model_, family, values));
    }
    return detail::without_unread_parameters(model);
  }

  std::vector<Real> unread_row(const TableFamily& family, Index row) const {
    const auto begin = own_.begin() + family.first + row * family.states;
    return {begin, begin + family.states};
  }

  // Adds the parameters of a row, and returns the probability of each state. A state without prior
  // and counts is impossible.
  std::vector<Real> row_parameters(Model& model, const TableFamily& family, Index row,
                                   std::vector<LearnedRow>& rows) const {
    const Variable& variable = model_.variables()[at(family.variable)];
    const std::size_t place = at(family.first + row * family.states);
    std::vector<double> concentrations;
    std::vector<Index> possible;
    for (Index state = 0; state < family.states; ++state) {
      const double one = prior_[place + at(state)] + expected_[place + at(state)];
      if (!(one > 0)) continue;
      concentrations.push_back(kept_[place] * one);
      possible.push_back(state);
    }
    std::vector<Real> shares(at(family.states), Real(0.0));
    if (possible.size() == 1) {
      shares[at(possible[0])] = Real(1.0);
      return shares;
    }
    const std::string name = detail::free_name(
        model, variable.name + (family.parents.empty() ? ".p" : ".p[" + std::to_string(row) + ']'));
    rows.push_back(learned_row(name, place, family.states));
    const ParameterDetails details = details_of(family, row, rows.back());
    if (variable.kind() == Kind::event) {
      const Parameter p = model.parameter(name, Beta(concentrations[1], concentrations[0]), details);
      shares[1] = p;
      shares[0] = 1 - p;
      return shares;
    }
    const std::vector<Parameter> all = model.parameter(name, Dirichlet{concentrations}, details);
    for (std::size_t i = 0; i < possible.size(); ++i) shares[at(possible[i])] = all[i];
    return shares;
  }

  LearnedRow learned_row(std::string name, std::size_t place, Index states) const {
    LearnedRow row{std::move(name), {}};
    double prior = 0;
    for (std::size_t i = place; i < place + at(states); ++i) {
      row.counts.push_back(expected_[i]);
      row.worth += kept_[i] * (prior_[i] + expected_[i]);
      prior += prior_[i];
    }
    const double total = std::accumulate(row.counts.begin(), row.counts.end(), 0.0);
    row.worth = kept_[place] == 1 ? total : (std::max)(0.0, row.worth - prior);
    return row;
  }

  ParameterDetails details_of(const TableFamily& family, Index row, const LearnedRow& learned) const {
    const Variable& variable = model_.variables()[at(family.variable)];
    const std::vector<Index> states = family.states_of(row);
    std::string of = variable.name;
    if (variable.kind() == Kind::event) of += " = yes";
    for (std::size_t i = 0; i < states.size(); ++i) {
      const Variable& parent = model_.variables()[at(family.parents[i])];
      of += (i == 0 ? " | " : ", ") + parent.name + " = " + parent.states[at(states[i])];
    }
    double total = 0;
    std::vector<std::string> counted;
    for (const double one : learned.counts) {
      total += one;
      counted.push_back(count_text(one));
    }
    const bool is_event = variable.kind() == Kind::event;
    const std::string seen = is_event ? counted[1] : detail::joined(counted);
    ParameterDetails details;
    details.source = "counted from " + cases_.source() + ", " + rows_text(static_cast<double>(cases_.size()));
    details.description =
        "P(" + of + "): " + seen + " of " + rows_text(total) + (cases_.incomplete() > 0 ? ", expected" : "") +
        (learned.worth < total ? ", as certain as " + detail::rounded(learned.worth, 3) + " complete ones"
                               : "") +
        (options_.worth ? "; prior: the model's table, worth " + detail::number(*options_.worth) + " rows"
                        : "; Jeffreys' prior");
    details.mark = Verification::computed;
    details.basis = Basis::counted;
    return details;
  }
  // Expected counts are no whole numbers.
  static std::string count_text(double count) {
    constexpr double most = 1e15;
    const bool is_whole = count == std::floor(count) && count < most;
    return is_whole ? std::to_string(static_cast<Index>(count)) : detail::rounded(count, 6);
  }
  static std::string rows_text(double count) { return count_text(count) + (count == 1 ? " row" : " rows"); }

  // ---- remarks

  void add_remarks(LearnedModel& result) const {
    std::vector<std::string>& remarks = result.remarks;
    if (!cases_.unused_columns.empty())
      remarks.push_back("columns that are no variables were not used: " +
                        detail::shortened(detail::joined(cases_.unused_columns), 300));
    std::vector<std::string> unseen, made;
    for (const TableFamily& family : counts_.families()) {
      const Variable& variable = model_.variables()[at(family.variable)];
      if (!cases_.was_observed(family.variable)) unseen.push_back(variable.name);
      if (!detail::is_table(variable)) made.push_back(variable.name);
    }
    if (!unseen.empty())
      remarks.push_back("never observed, so known only through other variables: " +
                        detail::shortened(detail::joined(unseen), 300));
    if (!made.empty())
      remarks.push_back("formulas that became tables: " + detail::shortened(detail::joined(made), 300));
    if (result.incomplete > 0)
      remarks.push_back(std::to_string(result.incomplete) + " of " + std::to_string(result.cases) +
                        " rows lack values that matter, which were estimated; the ranges are wider by what "
                        "is missing" +
                        (is_together_ ? "" : ", each row of a table regarded by itself"));
    if (!unseen.empty())
      remarks.push_back(
          "the states of a variable that was never observed could be exchanged; the ranges are about the "
          "solution near the model's own tables");
    if (!result.converged)
      remarks.push_back("the EM algorithm did not converge in " + std::to_string(result.iterations) +
                        " iterations");
  }

  const Model& model_;
  const Cases& cases_;
  const CaseCounts& counts_;
  const LearnOptions& options_;
  std::vector<double> own_, prior_, expected_;
  std::vector<double> kept_;  // share of the concentrations that is kept, by place
  bool is_together_ = true;
  std::vector<std::vector<bool>> is_read_;
};

}  // namespace

LearnedModel learn(const Model& model, const Cases& cases, const LearnOptions& options) {
  return Learner(model, cases, options).learned();
}

}  // namespace casus
