// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/world_table.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <Eigen/Cholesky>

#include <casus/analyse/variance_shares.hpp>
#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/distribution/family.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/sample/world.hpp>

#include "model/correlation.hpp"

namespace casus {

namespace {

// ---- judgements

// Returns the parameters of a parameter's distribution if they are constants.
std::optional<std::vector<double>> fixed_parameters(const UncertainParameter& parameter) {
  std::vector<double> values, scratch;
  for (const Formula& formula : parameter.parameters) {
    if (!formula.parameters().empty()) return std::nullopt;
    values.push_back(formula.evaluate(detail::WorldEnvironment{values}, scratch));
  }
  return values;
}

// The gamma variables of a Dirichlet distribution have no meaning by themselves.
bool is_part_of_dirichlet(const UncertainParameter& parameter) {
  return parameter.distribution.family.is<distribution::Gamma>() &&
         parameter.name.find(".weight[") != std::string::npos;
}

// Returns the medians after each shift; none if the distribution is not continuous. A distribution
// with an atom has equal medians after neighbouring shifts.
std::vector<double> shifted_medians(const distribution::Shape& shape, const std::vector<double>& row) {
  std::vector<double> medians;
  for (Index i = 0; i < median_count; ++i) {
    const double shift =
        greatest_shift * (2 * static_cast<double>(i) / static_cast<double>(median_count - 1) - 1);
    medians.push_back(distribution::quantile(shape, row, detail::standard_normal_cdf(shift)));
    if (!std::isfinite(medians.back()) || (i > 0 && !(medians.back() > medians[detail::at(i - 1)])))
      return {};
  }
  return medians;
}

bool is_within_unit(const distribution::Shape& shape, const std::vector<double>& row) {
  if (!shape.family->support) return false;
  const auto [low, high] = shape.family->support(row.data());
  return low >= 0 && high <= 1;
}

// Returns the judgement on a parameter, without its deviates; nothing if it cannot be moved.
std::optional<MovableJudgement> movable(const UncertainParameter& parameter) {
  if (parameter.distribution.is_formula() || is_part_of_dirichlet(parameter)) return std::nullopt;
  const auto shape = parameter.distribution.shape();
  const auto row = fixed_parameters(parameter);
  if (!row || distribution::is_count(shape)) return std::nullopt;
  MovableJudgement judgement{.parameter = parameter.name,
                             .description = parameter.details.description,
                             .unit = parameter.details.unit,
                             .medians = shifted_medians(shape, *row)};
  if (judgement.medians.empty()) return std::nullopt;
  judgement.is_share = judgement.unit.empty() && is_within_unit(shape, *row);
  return judgement;
}

// The deviates of parameters by world, each drawn when it is first needed.
class Deviates {
public:
  Deviates(const Model& model, const Randomness& randomness, Index worlds)
      : model_(model), randomness_(randomness), worlds_(worlds) {}

  const std::vector<double>& operator()(Index parameter) {
    const auto [found, is_new] = drawn_.try_emplace(parameter);
    if (is_new)
      for (Index world = 0; world < worlds_; ++world)
        found->second.push_back(detail::scalar::standard_normal(
            parameter_uniform(model_.parameters()[detail::at(parameter)], randomness_, world)));
    return found->second;
  }

private:
  const Model& model_;
  Randomness randomness_;
  Index worlds_;
  std::map<Index, std::vector<double>> drawn_;
};

// The correlated judgements, and the inverse of the correlations of their deviates.
class Precisions {
public:
  explicit Precisions(const Model& model) {
    for (const CorrelatedGroup& group : correlated_groups(model.correlations())) {
      // A parameter that is held is no judgement.
      std::vector<Eigen::Index> kept;
      for (std::size_t i = 0; i < group.parameters.size(); ++i)
        if (!model.parameters()[detail::at(group.parameters[i])].distribution.is_formula())
          kept.push_back(static_cast<Eigen::Index>(i));
      Group own;
      for (const Eigen::Index i : kept) own.parameters.push_back(group.parameters[detail::at(i)]);
      const Eigen::MatrixXd scores = group.scores(kept, kept);
      const Eigen::LDLT<Eigen::MatrixXd> solver(scores);
      constexpr double singular = 1e-8;
      own.is_singular = !kept.empty() && !(solver.vectorD().minCoeff() > singular);
      if (!own.is_singular)
        own.inverse = solver.solve(Eigen::MatrixXd::Identity(scores.rows(), scores.cols()));
      groups_.push_back(std::move(own));
    }
  }

  // Returns whether others determine a parameter, or nearly: its own part of the variance of the
  // deviates is below 1 %.
  bool is_determined(Index parameter) const {
    const Group* const group = group_of(parameter);
    return group && (group->is_singular || (*this)(parameter, parameter) > 100);
  }
  bool contains(Index parameter) const { return group_of(parameter); }

  // Returns P_ij; that of uncorrelated judgements is 1 if they are the same, else 0.
  double operator()(Index i, Index j) const {
    const Group* const group = group_of(i);
    if (!group || group != group_of(j)) return i == j ? 1 : 0;
    return group->inverse(group->place(i), group->place(j));
  }

  // Returns the scores of a correlated judgement, by world.
  std::vector<double> scores(Index parameter, Deviates& deviates) const {
    std::vector<double> sums(deviates(parameter).size());
    for (const Index other : group_of(parameter)->parameters) {
      const double precision = (*this)(parameter, other);
      const std::vector<double>& own = deviates(other);
      for (std::size_t world = 0; world < sums.size(); ++world) sums[world] += precision * own[world];
    }
    return sums;
  }

private:
  struct Group {
    std::vector<Index> parameters;
    Eigen::MatrixXd inverse;
    bool is_singular = false;

    Eigen::Index place(Index parameter) const {
      return std::lower_bound(parameters.begin(), parameters.end(), parameter) - parameters.begin();
    }
  };
  const Group* group_of(Index parameter) const {
    for (const Group& group : groups_)
      if (std::binary_search(group.parameters.begin(), group.parameters.end(), parameter)) return &group;
    return nullptr;
  }

  std::vector<Group> groups_;
};

// ---- answers

bool is_weighted_mean(const Answer& answer) {
  if (!answer.by_world || !std::isfinite(answer.value)) return false;
  double weight = 0, sum = 0, magnitude = 0;
  for (const WorldAnswer& one : *answer.by_world) {
    weight += one.weight;
    sum += one.weight * one.value;
    magnitude += one.weight * std::abs(one.value);
  }
  constexpr double rounding = 1e-8;
  return weight > 0 && std::abs(sum / weight - answer.value) <= rounding * magnitude / weight;
}

// Returns whether the answer or a part of it can be re-weighted. Removes the worlds of those that
// cannot: a composed answer may have those of its components.
bool keep_worlds(Answer& answer) {
  bool any = false;
  for (Answer& part : answer.parts) any = keep_worlds(part) || any;
  if (answer.parts.empty()) any = is_weighted_mean(answer);
  if (!any || !answer.parts.empty()) answer.by_world.reset();
  return any;
}

// Returns the last of an answer's parts that can be re-weighted, or the answer itself.
const Answer& leading(const Answer& answer) {
  for (std::size_t i = answer.parts.size(); i-- > 0;)
    if (answer.parts[i].by_world) return answer.parts[i];
  return answer;
}

Index world_count(const Answer& answer) {
  Index count = answer.by_world ? answer.by_world->back().world + 1 : 0;
  for (const Answer& part : answer.parts) count = (std::max)(count, world_count(part));
  return count;
}

// ---- the choice

Estimated correlation(const Answer& answer, const std::vector<double>& deviates) {
  std::vector<WorldEstimate> worlds;
  std::vector<double> input;
  for (const WorldAnswer& one : *answer.by_world) {
    worlds.push_back({one.value, one.noise_variance, one.weight});
    input.push_back(deviates[detail::at(one.world)]);
  }
  if (worlds.size() < 2) return {};
  return rank_correlation(worlds, input);
}

// Of dozens of parameters without effect, with three answers, one has three times its error in
// every third run.
bool is_clear(const Estimated& estimated) {
  return std::abs(estimated.value) >= 4 * estimated.standard_error;
}

// Returns the judgements on all parameters that can be moved, or on the named ones.
std::vector<MovableJudgement> candidates(const Model& model, const Precisions& precisions,
                                         const WorldTableOptions& options, Deviates& deviates) {
  std::vector<MovableJudgement> all;
  const auto add = [&](Index number) {
    const UncertainParameter& parameter = model.parameters()[detail::at(number)];
    auto judgement = movable(parameter);
    if (!judgement || precisions.is_determined(number)) return false;
    if (model.worlds()) return false;  // they are not draws from the judgements
    judgement->deviates = deviates(number);
    all.push_back(std::move(*judgement));
    return true;
  };
  for (const std::string& name : options.parameters) {
    const auto found = model.find_parameter(name);
    if (!found) throw Error("what-if analysis", "an uncertain parameter", detail::quoted(name));
    if (precisions.is_determined(found->index))
      throw Error(name, "a judgement that those correlated with it leave open, to be moved",
                  "one that they nearly determine");
    if (!add(found->index))
      throw Error(name, "a continuous distribution of fixed parameters, to be moved",
                  "one that cannot be moved");
  }
  if (options.parameters.empty())
    for (Index number = 0; number < detail::size(model.parameters()); ++number) add(number);
  return all;
}

void set_correlations(std::vector<MovableJudgement>& judgements, const Answer& answer) {
  for (MovableJudgement& one : judgements) one.rank_correlation = correlation(leading(answer), one.deviates);
}

// Returns the judgements with the highest correlation with the first answer, then with the next
// ones.
std::vector<MovableJudgement> chosen(std::vector<MovableJudgement> all, const std::vector<Answer>& answers,
                                     Index most) {
  constexpr std::size_t most_answers = 3;
  std::vector<MovableJudgement> found;
  for (std::size_t i = 0; i < (std::min)(most_answers, answers.size()); ++i) {
    set_correlations(all, answers[i]);
    std::stable_sort(all.begin(), all.end(), [](const MovableJudgement& a, const MovableJudgement& b) {
      return std::abs(a.rank_correlation.value) > std::abs(b.rank_correlation.value);
    });
    std::vector<MovableJudgement> others;
    for (MovableJudgement& one : all)
      (detail::size(found) < most && is_clear(one.rank_correlation) ? found : others)
          .push_back(std::move(one));
    all = std::move(others);
  }
  return found;
}

}  // namespace

WorldTable world_table(const Model& model, const std::vector<Answer>& answers,
                       const WorldTableOptions& options) {
  if (options.judgements < 0)
    throw Error("option judgements", "0 or more", detail::number(static_cast<double>(options.judgements)));
  WorldTable table;
  const bool is_quasi = options.run.worlds_by == WorldDraws::quasi;
  for (Answer answer : answers) {
    // Other methods draw independent worlds, which are not those of the deviates.
    if (is_quasi && answer.method_id != Method::exact && answer.method_id != Method::forward) continue;
    if (!keep_worlds(answer)) continue;
    table.worlds = (std::max)(table.worlds, world_count(answer));
    table.answers.push_back(std::move(answer));
  }
  const Precisions precisions(model);
  const Index drawn = is_quasi ? world_replicates(options.run.worlds).worlds() : table.worlds;
  Deviates deviates(model, detail::randomness_of_worlds(options.run, model, drawn), table.worlds);
  table.judgements = candidates(model, precisions, options, deviates);
  if (options.parameters.empty())
    table.judgements = chosen(std::move(table.judgements), table.answers, options.judgements);
  else if (!table.answers.empty())
    set_correlations(table.judgements, table.answers[0]);
  for (MovableJudgement& one : table.judgements) {
    const Index number = model.find_parameter(one.parameter)->index;
    if (!precisions.contains(number)) continue;
    one.scores = precisions.scores(number, deviates);
    for (const MovableJudgement& other : table.judgements)
      one.precisions.push_back(precisions(number, model.find_parameter(other.parameter)->index));
  }
  return table;
}

namespace {

template <class Subject>
WorldTable estimated_table(const Subject& subject, const Model& model, const std::vector<Query>& questions,
                           const WorldTableOptions& options) {
  Options run = options.run;
  run.keep_worlds = true;
  return world_table(model, estimate(subject, questions, run).take(), options);
}

}  // namespace

WorldTable world_table(const Model& model, const std::vector<Query>& questions,
                       const WorldTableOptions& options) {
  return estimated_table(model, model, questions, options);
}

WorldTable world_table(const Horizon& horizon, const std::vector<Query>& questions,
                       const WorldTableOptions& options) {
  return estimated_table(horizon, horizon.constants(), questions, options);
}

}  // namespace casus
