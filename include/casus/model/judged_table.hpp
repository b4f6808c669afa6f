// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/laws.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/conditional.hpp>
#include <casus/model/expression.hpp>
#include <casus/model/formula.hpp>

/// Conditional tables from a few judgements, each with the table that it implies: what nobody would have judged row by row has
/// to be looked at before it is believed. `noisy_or` and `noisy_and` (expression.hpp) fill tables too; `implied_table` shows theirs.
namespace casus {

/// A table of probabilities by the states of parents.
struct ImpliedTable {
  std::vector<Discrete> parents;
  std::vector<std::string> states;  ///< of what depends on them; of an event "no" and "yes"
  /// One for each combination of the parents' states, the last parent's changing fastest: the probability of each state.
  std::vector<TableRow<std::vector<double>>> rows;

  /// The probability of each state as a look-up, for `Categorical(table.states, table.probabilities())`.
  std::vector<Real> probabilities() const {
    std::vector<TableRow<std::vector<Real>>> stated;
    for (const auto& row : rows) stated.push_back({row.states, {row.value.begin(), row.value.end()}});
    return cpt(parents, stated);
  }
};

/// The table, aligned, to three digits: a line a row, parents first.
inline std::string to_text(const ImpliedTable& table) {
  std::vector<std::vector<std::string>> lines(1);
  for (const Discrete& parent : table.parents) lines[0].push_back(parent.node()->name);
  lines[0].insert(lines[0].end(), table.states.begin(), table.states.end());
  for (const auto& row : table.rows) {
    std::vector<std::string> line;
    for (const StateLabel& state : row.states) line.push_back(state.label);
    for (const double probability : row.value) line.push_back(detail::rounded(probability));
    lines.push_back(std::move(line));
  }
  const auto width = [](const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !detail::continues_character(c); }));
  };
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      std::size_t widest = 0;
      for (const auto& other : lines) widest = (std::max)(widest, width(other[column]));
      text += line[column];
      if (column + 1 < line.size()) text.append(widest - width(line[column]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

namespace detail {

/// Calls `row(states)` for every combination of the parents' states, the last one's changing fastest. Throws Error without parents, where
/// one stands twice, and for tables of more rows than could be read.
template <class Row>
void for_each_combination(const std::string& subject, const std::vector<Discrete>& parents, const Row& row) {
  constexpr std::size_t most = std::size_t{1} << 20;
  if (parents.empty()) throw Error(subject, "at least one parent", "none");
  std::size_t count = 1;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      if (parents[i].node()->index == parents[k].node()->index)
        throw Error(subject, "each parent once", detail::quoted(parents[i].node()->name) + " twice");
    count *= parents[i].states().size();
    if (count > most) throw Error(subject, "at most " + std::to_string(most) + " rows", "more");
  }
  std::vector<std::size_t> states(parents.size(), 0);
  for (std::size_t number = 0; number < count; ++number) {
    std::size_t rest = number;
    for (std::size_t i = parents.size(); i-- > 0;) {
      states[i] = rest % parents[i].states().size();
      rest /= parents[i].states().size();
    }
    row(states);
  }
}

inline std::vector<StateLabel> labels_of(const std::vector<Discrete>& parents,
                                         const std::vector<std::size_t>& states) {
  std::vector<StateLabel> labels;
  for (std::size_t i = 0; i < parents.size(); ++i) labels.emplace_back(parents[i].states()[states[i]]);
  return labels;
}

inline void check_distribution(const std::string& subject, const std::vector<double>& probabilities,
                               std::size_t states) {
  if (probabilities.size() != states)
    throw Error(subject, std::to_string(states) + " probabilities", std::to_string(probabilities.size()));
  double sum = 0;
  for (const double p : probabilities) {
    if (!(p >= 0 && p <= 1)) throw Error(subject, "probabilities in [0, 1]", number(p));
    sum += p;
  }
  if (!(std::abs(sum - 1) <= 1e-9)) throw Error(subject, "probabilities that sum to 1", number(sum));
}

}  // namespace detail

/// The table that an expression of discrete parents implies for an event: of a noisy-or, a logistic, whatever it is made of. Throws Error
/// where it reads anything but these parents (parameters too: put numbers in their place), and where it is no probability.
inline ImpliedTable implied_table(const std::vector<Discrete>& parents, const Real& probability) {
  const std::string subject = "implied table";
  const Formula formula(probability.node());
  for (const Instruction& step : formula.instructions()) {
    const bool reads = step.op == Op::parameter || step.op == Op::quantity || step.op == Op::event ||
                       step.op == Op::category;
    const bool is_parent =
        step.op != Op::parameter && std::any_of(parents.begin(), parents.end(), [&](const Discrete& parent) {
          return parent.node()->index == step.index;
        });
    if (reads && !is_parent)
      throw Error(
          subject, "an expression of the parents alone",
          detail::quoted(formula.node(static_cast<Index>(&step - formula.instructions().data()))->name));
  }
  struct Environment {
    const std::vector<Discrete>& parents;
    const std::vector<std::size_t>& states;
    double variable(Index index) const {
      for (std::size_t i = 0; i < parents.size(); ++i)
        if (parents[i].node()->index == index) return static_cast<double>(states[i]);
      return std::numeric_limits<double>::quiet_NaN();
    }
    static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  };
  ImpliedTable table{parents, {"no", "yes"}, {}};
  std::vector<double> scratch;
  detail::for_each_combination(subject, parents, [&](const std::vector<std::size_t>& states) {
    const double p = formula.evaluate(Environment{parents, states}, scratch);
    if (!(p >= 0 && p <= 1)) throw Error(subject, "a probability in [0, 1]", detail::number(p));
    table.rows.push_back({detail::labels_of(parents, states), {1 - p, p}});
  });
  return table;
}

/// A cause of a noisy-max: what each of its states, in order, would make of the effect if nothing else acted.
struct MaxCause {
  Discrete parent;
  std::vector<std::vector<double>>
      alone;  ///< of each state of the parent: the probability of each state of the effect
};

/// The effect is the highest state to which any cause, or the leak, raises it, independently: P(effect <= k) is the product of theirs
/// (Henrion, Uncertainty in Artificial Intelligence 3 (1989) 161-173; Diez, Parameter adjustment in Bayes networks: the generalized
/// noisy OR-gate, Uncertainty in Artificial Intelligence (1993) 99-105). `states` stand from the lowest, harmless, to the highest;
/// `leak` is the effect's distribution where every cause is harmless. With two states it is a noisy-or. Throws Error, about the parent,
/// for rows that are no distributions of the effect or not as many as the parent's states.
inline ImpliedTable noisy_max(std::vector<std::string> states, const std::vector<double>& leak,
                              const std::vector<MaxCause>& causes) {
  if (states.size() < 2) throw Error("noisy-max", "at least two states", std::to_string(states.size()));
  detail::check_distribution("leak of noisy-max", leak, states.size());
  ImpliedTable table{{}, std::move(states), {}};
  for (const MaxCause& cause : causes) {
    const std::string subject = "noisy-max, " + cause.parent.node()->name;
    if (cause.alone.size() != cause.parent.states().size())
      throw Error(subject, std::to_string(cause.parent.states().size()) + " rows, one a state",
                  std::to_string(cause.alone.size()));
    for (const auto& row : cause.alone) detail::check_distribution(subject, row, table.states.size());
    table.parents.push_back(cause.parent);
  }
  detail::for_each_combination("noisy-max", table.parents, [&](const std::vector<std::size_t>& of) {
    std::vector<double> row;
    double leaked = 0, before = 0;
    std::vector<double> reached(causes.size(), 0);
    for (std::size_t k = 0; k < table.states.size(); ++k) {
      leaked += leak[k];
      double at_most = leaked;
      for (std::size_t i = 0; i < causes.size(); ++i) at_most *= reached[i] += causes[i].alone[of[i]][k];
      const double all = k + 1 == table.states.size() ? 1.0 : (std::min)(at_most, 1.0);
      row.push_back((std::max)(all - before, 0.0));
      before = (std::max)(all, before);
    }
    table.rows.push_back({detail::labels_of(table.parents, of), std::move(row)});
  });
  return table;
}

/// A parent of a ranked mean.
struct RankedParent {
  Discrete parent;
  double weight = 1;      ///< against the other parents' weights
  bool reversed = false;  ///< do its last states speak for the effect's first ones?
};

/// A ranked node: ordered states are equal parts of [0, 1], and the effect is a normal variable truncated to it, about the weighted mean of the
/// parents' values, with this standard deviation (Fenton, Neil and Caballero, Using ranked nodes to model qualitative judgments in Bayesian
/// networks, IEEE Transactions on Knowledge and Data Engineering 19 (2007) 1420-1432, doi:10.1109/TKDE.2007.1073). Within its state a
/// parent's value is one of `points` equally spaced ones, and the rows are means over them. `states` stand from the lowest to the
/// highest, as the parents' do. Throws Error for weights that are not positive and finite, a standard deviation that is not, and points below 1. Cost:
/// points^parents truncated normals a row.
inline ImpliedTable ranked_mean(std::vector<std::string> states, const std::vector<RankedParent>& parents,
                                double standard_deviation, int points = 5) {
  if (states.size() < 2) throw Error("ranked mean", "at least two states", std::to_string(states.size()));
  if (!(standard_deviation > 0 && std::isfinite(standard_deviation)))
    throw Error("ranked mean", "a positive finite standard deviation", detail::number(standard_deviation));
  if (points < 1) throw Error("ranked mean", "at least one point a state", std::to_string(points));
  ImpliedTable table{{}, std::move(states), {}};
  double sum = 0;
  std::size_t samples = 1;
  constexpr std::size_t most_samples = 1'000'000;
  for (const RankedParent& parent : parents) {
    if (!(parent.weight > 0 && std::isfinite(parent.weight)))
      throw Error("ranked mean, " + parent.parent.node()->name, "a positive finite weight",
                  detail::number(parent.weight));
    sum += parent.weight;
    samples *= static_cast<std::size_t>(points);
    if (samples > most_samples)
      throw Error("ranked mean", "at most " + std::to_string(most_samples) + " combinations of points",
                  "more");
    table.parents.push_back(parent.parent);
  }
  const std::size_t count = table.states.size();
  detail::for_each_combination("ranked mean", table.parents, [&](const std::vector<std::size_t>& of) {
    std::vector<double> row(count, 0);
    for (std::size_t sample = 0; sample < samples; ++sample) {
      double mean = 0;
      std::size_t rest = sample;
      for (std::size_t i = 0; i < parents.size(); ++i) {
        const double within = (static_cast<double>(rest % static_cast<std::size_t>(points)) + 0.5) / points;
        rest /= static_cast<std::size_t>(points);
        const double value =
            (static_cast<double>(of[i]) + within) / static_cast<double>(table.parents[i].states().size());
        mean += parents[i].weight / sum * (parents[i].reversed ? 1 - value : value);
      }
      const distribution::TruncatedNormal law{mean, standard_deviation, 0, 1};
      double before = 0;
      for (std::size_t k = 0; k < count; ++k) {
        const double reached = law.cdf(static_cast<double>(k + 1) / static_cast<double>(count));
        row[k] += (reached - before) / static_cast<double>(samples);
        before = reached;
      }
    }
    table.rows.push_back({detail::labels_of(table.parents, of), std::move(row)});
  });
  return table;
}

/// What one state of a parent, alone, makes of an event's probability.
struct LoneState {
  StateLabel state;
  Real probability;
};
/// A parent of a logit-additive event: its states that are not at their reference.
struct LoneEffects {
  Discrete parent;
  std::vector<LoneState> states;
};

/// The probability of an event whose log odds add up: `reference`, where every parent is in a state that is not listed, and for each listed state
/// the probability where that alone differs. So k judgements fill a table of 2^k rows. Causes multiply odds: two that each take
/// 5 % to 20 % take it to 54 %, where a noisy-or would say 33 %. Throws Error for constants outside of (0, 1), and for states
/// that are unknown or listed twice.
inline Real logit_additive(const Real& reference, const std::vector<LoneEffects>& effects) {
  const auto checked = [](const std::string& subject, const Real& p) {
    const Node& node = *p.node();
    if (node.op == Op::constant && !(node.value > 0 && node.value < 1))
      throw Error(subject, "a probability in (0, 1)", detail::number(node.value));
    return logit(p);
  };
  const Real base = checked("reference of logit-additive", reference);
  Real sum = base;
  for (const LoneEffects& effect : effects) {
    std::vector<SingleRow> rows;
    for (const auto& [state, probability] : effect.states)
      rows.push_back({state, checked("logit-additive, " + effect.parent.node()->name + " = " + state.label,
                                     probability) -
                                 base});
    for (const std::string& state : effect.parent.states())
      if (std::none_of(effect.states.begin(), effect.states.end(),
                       [&](const LoneState& listed) { return listed.state.label == state; }))
        rows.push_back({state, 0});
    sum = sum + table(effect.parent, rows);
  }
  return logistic(sum);
}

}  // namespace casus
