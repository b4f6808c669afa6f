// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "model/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <Eigen/Eigenvalues>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus {

namespace {

using detail::at;

constexpr std::size_t most_correlated = 200;
// Eigenvalues and variances below this are rounding errors of 0.
constexpr double rounding = 1e-10;

double least_eigenvalue(const Eigen::MatrixXd& matrix) {
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix, Eigen::EigenvaluesOnly).eigenvalues()[0];
}

// Returns the nearest correlation matrix: alternating projections on the positive semidefinite
// matrices and those with a unit diagonal, with Dykstra's correction for the former.
Eigen::MatrixXd nearest_correlations(const Eigen::MatrixXd& matrix) {
  Eigen::MatrixXd found = matrix, correction = Eigen::MatrixXd::Zero(matrix.rows(), matrix.cols());
  // The steps become few for a large matrix: an answer within seconds is worth more than the last
  // digit.
  const auto most_steps = std::clamp(1e9 / std::pow(static_cast<double>(matrix.rows()), 3), 20.0, 1000.0);
  for (double step = 0; step < most_steps; ++step) {
    const Eigen::MatrixXd corrected = found - correction;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(corrected);
    const Eigen::MatrixXd projected = solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).asDiagonal() *
                                      solver.eigenvectors().transpose();
    correction = projected - corrected;
    Eigen::MatrixXd next = projected;
    next.diagonal().setOnes();
    const double moved = (next - found).norm();
    found = std::move(next);
    if (moved <= 1e-9 * found.norm()) break;
  }
  return found.cwiseMax(-1).cwiseMin(1);
}

Eigen::MatrixXd scores_of(const Eigen::MatrixXd& ranks) { return ranks.unaryExpr(&normal_correlation); }

// Returns the nearest rank correlations that hold together, as they are typed: see
// `nearest_rank_correlations`.
Eigen::MatrixXd nearest_ranks(const Eigen::MatrixXd& ranks) {
  const Eigen::MatrixXd nearest = nearest_correlations(scores_of(ranks));
  for (double share = 0; share < 1; share = share == 0 ? 1e-4 : 1.5 * share) {
    Eigen::MatrixXd rounded = ((1 - share) * nearest).unaryExpr([](double score) {
      return std::round(1000 * rank_correlation_of(score)) / 1000 + 0.0;
    });
    rounded.diagonal().setOnes();
    if (least_eigenvalue(scores_of(rounded)) >= -rounding) return rounded;
  }
  return Eigen::MatrixXd::Identity(ranks.rows(), ranks.cols());
}

// Returns the weights of independent normal scores, one row for each of the dependent scores: the
// lower Cholesky factor, with zeros in the columns of scores that the earlier ones determine.
Eigen::MatrixXd weights_of(const Eigen::MatrixXd& scores) {
  const Eigen::Index size = scores.rows();
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index row = 0; row < size; ++row) {
    double left = 1;
    for (Eigen::Index column = 0; column < row; ++column) {
      if (weights(column, column) == 0) continue;
      double rest = scores(row, column);
      for (Eigen::Index k = 0; k < column; ++k) rest -= weights(row, k) * weights(column, k);
      weights(row, column) = rest / weights(column, column);
      left -= weights(row, column) * weights(row, column);
    }
    if (left > rounding) {
      weights(row, row) = std::sqrt(left);
      continue;
    }
    double squares = 0;
    for (Eigen::Index column = 0; column < row; ++column) squares += std::pow(weights(row, column), 2);
    for (Eigen::Index column = 0; column < row; ++column) weights(row, column) /= std::sqrt(squares);
  }
  return weights;
}

// ---- messages

class StatementNames {
public:
  StatementNames(const Model& model, const std::vector<RankCorrelation>& statements) : model_(model) {
    std::size_t order = 0;
    for (const RankCorrelation& statement : statements) {
      for (const Index first : statement.between)
        for (const Index second : statement.between)
          if (first < second) stated_.emplace(std::pair(first, second), order);
      ++order;
    }
  }

  const std::string& name(Index parameter) const { return model_.parameters()[at(parameter)].name; }
  std::string pair(Index first, Index second) const {
    return name((std::min)(first, second)) + " and " + name((std::max)(first, second));
  }
  std::string pair(Index first, Index second, double rank) const {
    return pair(first, second) + ' ' + detail::number(rank) +
           (is_stated(first, second) ? "" : " (not stated)");
  }
  bool is_stated(Index first, Index second) const {
    return stated_.contains({(std::min)(first, second), (std::max)(first, second)});
  }
  // Returns the number of the statement about a pair; -1 if there is none.
  Index order(Index first, Index second) const {
    const auto found = stated_.find({(std::min)(first, second), (std::max)(first, second)});
    return found == stated_.end() ? -1 : static_cast<Index>(found->second);
  }

private:
  const Model& model_;
  std::map<std::pair<Index, Index>, std::size_t> stated_;
};

// Three parameters whose rank correlations contradict each other; the last pair is the one that was
// stated last, or not at all.
struct Triangle {
  Eigen::Index apex, first, second;
};

std::optional<Triangle> contradiction(const CorrelatedGroup& group, const StatementNames& wording) {
  std::optional<Triangle> worst;
  double least = -1e-9;
  const Eigen::MatrixXd& r = group.scores;
  for (Eigen::Index i = 0; i < r.rows(); ++i)
    for (Eigen::Index j = i + 1; j < r.rows(); ++j)
      for (Eigen::Index k = j + 1; k < r.rows(); ++k) {
        const double a = r(i, j), b = r(i, k), c = r(j, k);
        const double determinant = 1 + 2 * a * b * c - a * a - b * b - c * c;
        if (determinant >= least) continue;
        least = determinant;
        const auto order = [&](Eigen::Index one, Eigen::Index other) {
          const Index number = wording.order(group.parameters[at(one)], group.parameters[at(other)]);
          return number < 0 ? (std::numeric_limits<Index>::max)() : number;
        };
        const Index ij = order(i, j), ik = order(i, k), jk = order(j, k);
        worst = jk >= ij && jk >= ik ? Triangle{i, j, k} : ik >= ij ? Triangle{j, i, k} : Triangle{k, i, j};
      }
  return worst;
}

// Returns the pairs of a matrix of rank correlations that differ from 0 by more than `least`.
std::string pairs_text(const CorrelatedGroup& group, const StatementNames& wording,
                       const Eigen::MatrixXd& ranks, double least, std::size_t most) {
  std::vector<std::string> pairs;
  std::size_t more = 0;
  for (Eigen::Index i = 0; i < ranks.rows(); ++i)
    for (Eigen::Index j = i + 1; j < ranks.rows(); ++j)
      if (std::fabs(ranks(i, j)) > least) {
        if (pairs.size() < most)
          pairs.push_back(wording.pair(group.parameters[at(i)], group.parameters[at(j)]) + ' ' +
                          detail::number(ranks(i, j)));
        else
          ++more;
      }
  if (more > 0) pairs.push_back("and " + std::to_string(more) + " others (nearest_rank_correlations)");
  return detail::joined(pairs);
}

Eigen::MatrixXd ranks_of(const CorrelatedGroup& group) {
  return group.scores.unaryExpr(&rank_correlation_of);
}

// Reports a matrix that is not positive semidefinite.
[[noreturn]] void refuse_matrix(const CorrelatedGroup& group, const StatementNames& wording,
                                const std::map<std::pair<Index, Index>, double>& pairs) {
  const auto stated = [&](Index first, Index second) {
    const auto found = pairs.find({(std::min)(first, second), (std::max)(first, second)});
    return found == pairs.end() ? 0.0 : found->second;
  };
  const auto of_pair = [&](Eigen::Index i, Eigen::Index j) {
    const Index first = group.parameters[at(i)], second = group.parameters[at(j)];
    return wording.pair(first, second, stated(first, second));
  };
  constexpr std::size_t most = 28;
  const Eigen::MatrixXd ranks = ranks_of(group), nearest = nearest_ranks(ranks);
  const std::string hint =
      "the nearest without a contradiction: " + pairs_text(group, wording, nearest, 0, most);
  if (const auto worst = contradiction(group, wording)) {
    const auto [apex, first, second] = *worst;
    const double a = group.scores(apex, first), b = group.scores(apex, second);
    const double reach = std::sqrt((1 - a * a) * (1 - b * b));
    // Rounded inwards.
    const double low = std::ceil(1000 * rank_correlation_of((std::max)(a * b - reach, -1.0)) - 1e-6) / 1000 +
                       0.0,
                 high = std::floor(1000 * rank_correlation_of((std::min)(a * b + reach, 1.0)) + 1e-6) / 1000 +
                        0.0;
    const Index one = group.parameters[at(first)], other = group.parameters[at(second)];
    throw Error(
        "rank correlation of " + wording.pair(one, other),
        (low < high ? detail::number(low) + " to " + detail::number(high)
                    : detail::number(rank_correlation_of(a * b))) +
            ", given " + of_pair(apex, first) + ", " + of_pair(apex, second),
        detail::number(stated(one, other)) + (wording.is_stated(one, other) ? "" : ": it is not stated"),
        hint);
  }
  // No three contradict each other: name the pairs that move most.
  const Eigen::MatrixXd moved = nearest - ranks;
  const double most_moved = moved.cwiseAbs().maxCoeff();
  std::vector<std::string> contradict;
  for (Eigen::Index i = 0; i < moved.rows(); ++i)
    for (Eigen::Index j = i + 1; j < moved.rows(); ++j)
      if (std::fabs(moved(i, j)) >= most_moved / 2 && contradict.size() < most)
        contradict.push_back(of_pair(i, j));
  throw Error("rank correlations", "a positive semidefinite matrix",
              "one in which these contradict each other: " + detail::joined(contradict), hint);
}

// ---- checks

void check_pairs(const StatementNames& wording, const std::vector<RankCorrelation>& statements) {
  std::map<std::pair<Index, Index>, double> ranks;
  for (const RankCorrelation& statement : statements)
    for (const Index first : statement.between)
      for (const Index second : statement.between) {
        if (first >= second) continue;
        const auto [found, is_new] = ranks.emplace(std::pair(first, second), statement.rank);
        if (!is_new && found->second != statement.rank)
          throw Error("rank correlation of " + wording.pair(first, second), "one number",
                      detail::number(found->second) + " and " + detail::number(statement.rank));
      }
}

}  // namespace

void check_statement(const Model& model, const RankCorrelation& statement) {
  if (statement.between.size() < 2)
    throw Error("correlation", "at least two parameters", std::to_string(statement.between.size()));
  if (statement.between.size() > most_correlated)
    throw Error("correlation", "at most " + std::to_string(most_correlated) + " parameters",
                std::to_string(statement.between.size()));
  std::set<Index> seen;
  std::vector<std::string> names;
  for (const Index number : statement.between) {
    if (number < 0 || number >= detail::size(model.parameters()))
      throw Error("correlation", "the number of a parameter", std::to_string(number));
    const UncertainParameter& parameter = model.parameters()[at(number)];
    names.push_back(parameter.name);
    if (!seen.insert(number).second)
      throw Error(parameter.name, "parameters that differ, to be correlated", "the same twice");
    if (parameter.distribution.is_formula())
      throw Error(parameter.name, "a parameter with a distribution, to be correlated",
                  "one that is computed: " + to_text(parameter.distribution),
                  "correlate the parameters that it is computed from");
    if (parameter.is_weight)
      throw Error(parameter.name, "a parameter with a distribution of its own, to be correlated",
                  "a weight of the shares of a Dirichlet",
                  "the shares have that distribution only if the weights "
                  "are independent");
    if (!parameter.drawn_as.empty())
      throw Error(parameter.name, "a parameter drawn as itself, to be correlated",
                  "one drawn as " + detail::quoted(parameter.drawn_as));
  }
  if (!(statement.rank >= -1 && statement.rank <= 1))
    throw Error("rank correlation of " + detail::joined(names), "a number from -1 to 1",
                detail::number(statement.rank),
                std::isnan(statement.rank) ? ""
                : statement.rank > 0       ? "the nearest is 1"
                                           : "the nearest is -1");
}

std::vector<CorrelatedGroup> correlated_groups(const std::vector<RankCorrelation>& statements) {
  const auto pairs = detail::correlated_pairs(statements);
  std::map<Index, Index> leader;  // the smallest number of the group found so far
  const auto leader_of = [&](Index parameter) {
    while (leader.at(parameter) != parameter) parameter = leader.at(parameter);
    return parameter;
  };
  for (const auto& [pair, rank] : pairs) {
    leader.emplace(pair.first, pair.first);
    leader.emplace(pair.second, pair.second);
    const Index a = leader_of(pair.first), b = leader_of(pair.second);
    leader[(std::max)(a, b)] = (std::min)(a, b);
  }
  std::map<Index, std::size_t> numbers;
  std::vector<CorrelatedGroup> groups;
  std::map<Index, Eigen::Index> places;
  for (const auto& [parameter, own] : leader) {
    const auto [found, is_new] = numbers.emplace(leader_of(own), groups.size());
    if (is_new) groups.emplace_back();
    CorrelatedGroup& group = groups[found->second];
    places.emplace(parameter, detail::size(group.parameters));
    group.parameters.push_back(parameter);
  }
  for (CorrelatedGroup& group : groups) {
    const auto size = static_cast<Eigen::Index>(group.parameters.size());
    if (group.parameters.size() > most_correlated)
      throw Error("correlation",
                  "at most " + std::to_string(most_correlated) + " parameters that are correlated",
                  std::to_string(group.parameters.size()));
    group.scores = Eigen::MatrixXd::Identity(size, size);
  }
  for (const auto& [pair, rank] : pairs) {
    Eigen::MatrixXd& scores = groups[numbers.at(leader_of(pair.first))].scores;
    const Eigen::Index first = places.at(pair.first), second = places.at(pair.second);
    scores(first, second) = scores(second, first) = normal_correlation(rank);
  }
  return groups;
}

void state_correlations(Model& model, const std::vector<RankCorrelation>& statements) {
  for (const RankCorrelation& statement : statements) check_statement(model, statement);
  std::vector<RankCorrelation> all = model.correlations_;
  all.insert(all.end(), statements.begin(), statements.end());
  const StatementNames wording(model, all);
  check_pairs(wording, all);
  std::set<Index> named;
  for (const RankCorrelation& statement : statements)
    named.insert(statement.between.begin(), statement.between.end());
  std::vector<std::pair<Index, std::vector<WeightedStream>>> sources;
  for (const CorrelatedGroup& group : correlated_groups(all)) {
    if (std::none_of(group.parameters.begin(), group.parameters.end(),
                     [&](Index parameter) { return named.contains(parameter); }))
      continue;  // it stays as it is
    for (const Index parameter : group.parameters)
      check_statement(model, {{parameter, group.parameters[parameter == group.parameters[0] ? 1 : 0]}, 0});
    if (least_eigenvalue(group.scores) < -rounding)
      refuse_matrix(group, wording, detail::correlated_pairs(all));
    const Eigen::MatrixXd weights = weights_of(group.scores);
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      std::vector<WeightedStream> own;
      const auto row = static_cast<Eigen::Index>(i);
      for (Eigen::Index j = 0; j <= row; ++j)
        if (weights(row, j) != 0)
          own.push_back({model.parameters_[at(group.parameters[at(j)])].stream(), weights(row, j)});
      if (own.size() == 1 && weights(row, row) == 1) own.clear();
      sources.emplace_back(group.parameters[i], std::move(own));
    }
  }
  // Nothing below throws.
  for (auto& [parameter, own] : sources) model.parameters_[at(parameter)].sources = std::move(own);
  model.correlations_ = std::move(all);
}

void state_correlations(Timeline& timeline, const std::vector<RankCorrelation>& statements) {
  state_correlations(timeline.constants_, statements);
}

namespace detail {

std::vector<Index> numbers_of(const Model& model, const std::vector<Parameter>& parameters) {
  std::vector<Index> numbers;
  for (const Parameter& parameter : parameters) {
    model.check_owned(parameter.name(), *parameter.node());
    numbers.push_back(parameter.index());
  }
  return numbers;
}

std::vector<RankCorrelation> statements_of(const Model& model, const std::vector<Parameter>& parameters,
                                           const std::vector<double>& matrix) {
  const std::vector<Index> numbers = numbers_of(model, parameters);
  const std::size_t size = numbers.size();
  if (matrix.size() != size * size)
    throw Error("rank correlations",
                std::to_string(size * size) + " numbers, " + std::to_string(size) + " per parameter",
                std::to_string(matrix.size()));
  std::vector<RankCorrelation> statements;
  for (std::size_t i = 0; i < size; ++i) {
    if (matrix[i * size + i] != 1)
      throw Error(parameters[i].name(), "the rank correlation 1 with itself", number(matrix[i * size + i]));
    for (std::size_t j = 0; j < i; ++j) {
      const double below = matrix[i * size + j], above = matrix[j * size + i];
      if (below != above)
        throw Error("rank correlation of " + parameters[j].name() + " and " + parameters[i].name(),
                    "the same number above and below the diagonal", number(above) + " and " + number(below),
                    "the nearest is " + number((above + below) / 2));
      statements.push_back({{numbers[j], numbers[i]}, below});
    }
  }
  return statements;
}

}  // namespace detail

std::vector<double> nearest_rank_correlations(std::span<const double> matrix) {
  const auto size = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(matrix.size()))));
  if (size * size != detail::size(matrix))
    throw Error("rank correlations", "a square matrix", std::to_string(matrix.size()) + " numbers");
  if (size == 0) return {};
  Eigen::MatrixXd ranks = Eigen::Map<const Eigen::MatrixXd>(matrix.data(), size, size);
  if (!ranks.allFinite() || ranks != ranks.transpose())
    throw Error("rank correlations", "a symmetric matrix of finite numbers", "another");
  ranks = ranks.cwiseMax(-1).cwiseMin(1);
  ranks.diagonal().setOnes();
  const Eigen::MatrixXd nearest =
      least_eigenvalue(scores_of(ranks)) >= -rounding ? ranks : nearest_ranks(ranks);
  return {nearest.data(), nearest.data() + nearest.size()};
}

}  // namespace casus
