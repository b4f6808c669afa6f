// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <casus/detail/utf8.hpp>
#include <casus/model/judged_table.hpp>

namespace casus {

CASUS_INLINE std::vector<Real> ImpliedTable::probabilities() const {
  std::vector<TableRow<std::vector<Real>>> stated;
  for (const auto& row : rows) stated.push_back({row.states, {row.value.begin(), row.value.end()}});
  return cpt(parents, stated);
}

CASUS_INLINE std::string to_text(const ImpliedTable& table) {
  std::vector<std::vector<std::string>> lines(1);
  for (const Discrete& parent : table.parents) lines[0].push_back(parent.node()->name);
  lines[0].insert(lines[0].end(), table.states.begin(), table.states.end());
  for (const auto& row : table.rows) {
    std::vector<std::string> line;
    for (const StateLabel& state : row.states) line.push_back(state.label);
    for (const double probability : row.value) line.push_back(detail::rounded(probability));
    lines.push_back(std::move(line));
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      std::size_t widest = 0;
      for (const auto& other : lines) widest = (std::max)(widest, detail::count_characters(other[column]));
      text += line[column];
      if (column + 1 < line.size()) text.append(widest - detail::count_characters(line[column]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

namespace detail {

CASUS_INLINE std::vector<StateLabel> labels_of(const std::vector<Discrete>& parents,
                                               const std::vector<std::size_t>& states) {
  std::vector<StateLabel> labels;
  for (std::size_t i = 0; i < parents.size(); ++i) labels.emplace_back(parents[i].states()[states[i]]);
  return labels;
}

CASUS_INLINE void check_distribution(const std::string& subject, const std::vector<double>& probabilities,
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

CASUS_INLINE ImpliedTable implied_table(const std::vector<Discrete>& parents, const Real& probability) {
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

CASUS_INLINE ImpliedTable noisy_max(std::vector<std::string> states, const std::vector<double>& leak,
                                    const std::vector<MaxCause>& causes) {
  if (states.size() < 2) throw Error("noisy-max", "at least two states", std::to_string(states.size()));
  detail::check_distribution("leak of noisy-max", leak, states.size());
  ImpliedTable table{{}, std::move(states), {}};
  for (const MaxCause& cause : causes) {
    const std::string subject = "noisy-max, " + cause.parent.node()->name;
    if (cause.alone.size() != cause.parent.states().size())
      throw Error(subject, std::to_string(cause.parent.states().size()) + " rows, one per state",
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

CASUS_INLINE ImpliedTable ranked_mean(std::vector<std::string> states,
                                      const std::vector<RankedParent>& parents, double standard_deviation,
                                      int points) {
  if (states.size() < 2) throw Error("ranked mean", "at least two states", std::to_string(states.size()));
  if (!(standard_deviation > 0 && std::isfinite(standard_deviation)))
    throw Error("ranked mean", "a positive finite standard deviation", detail::number(standard_deviation));
  if (points < 1) throw Error("ranked mean", "at least one point per state", std::to_string(points));
  ImpliedTable table{{}, std::move(states), {}};
  double sum = 0;
  std::uint64_t samples = 1;  // times any number of points
  constexpr std::uint64_t most_samples = 1'000'000;
  for (const RankedParent& parent : parents) {
    if (!(parent.weight > 0 && std::isfinite(parent.weight)))
      throw Error("ranked mean, " + parent.parent.node()->name, "a positive finite weight",
                  detail::number(parent.weight));
    sum += parent.weight;
    samples *= static_cast<std::uint64_t>(points);
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

CASUS_INLINE Real logit_additive(const Real& reference, const std::vector<LoneEffects>& effects) {
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
