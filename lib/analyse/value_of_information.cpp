// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/value_of_information.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <Eigen/QR>

#include <casus/analyse/jackknife.hpp>
#include <casus/analyse/variance_shares.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/sample/world.hpp>

#include "analyse/clusters.hpp"
#include "analyse/worlds.hpp"

namespace casus {

namespace {

using detail::at;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Returns the variables that are descendants of some of these, including themselves. Variables that
// are set have no parents.
std::vector<bool> followers(const Model& model, const std::vector<Index>& of,
                            const std::vector<std::optional<double>>& set) {
  std::vector<bool> follows(model.variables().size());
  for (const Index variable : of) follows[at(variable)] = true;
  for (Index number = 0; number < detail::size(follows); ++number) {
    if (set[at(number)]) continue;
    for (const Index parent : model.parents(number))
      follows[at(number)] = follows[at(number)] || follows[at(parent)];
  }
  return follows;
}

// Returns the number of the action with the highest mean utility.
Index best_of(const Eigen::RowVectorXd& means) {
  Index best = 0;
  means.maxCoeff(&best);
  return best;
}

// Identical clusters give no error: values that were not drawn may still be possible.
Estimated with_known_error(Estimated of) {
  if (of.standard_error == 0) of.standard_error = std::numeric_limits<double>::quiet_NaN();
  return of;
}

Estimated mean_of(const Eigen::ArrayXd& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = values.mean();
  return with_known_error({mean, std::sqrt((values - mean).square().sum() / (count - 1) / count)});
}

void sort_by_value(std::vector<DecisionValue::Worth>& worths) {
  std::stable_sort(worths.begin(), worths.end(),
                   [](const auto& a, const auto& b) { return a.value.value > b.value.value; });
}

// Number of ways in which the clusters are divided into halves, and whether a cluster is in the
// second one: the products of four two-level factors, so that any two divisions are balanced.
constexpr Index divisions = 8;
bool is_second(Index cluster, Index division) {
  return std::popcount(static_cast<std::uint64_t>(cluster) & static_cast<std::uint64_t>(division + 1)) % 2 ==
         1;
}

double standard_error(const Eigen::ArrayXd& values) {
  const auto count = static_cast<double>(values.size());
  return std::sqrt((values - values.mean()).square().sum() / (count - 1) / count);
}

// Returns whether the first of two means over clusters may be as large as the second, which is the
// largest: the difference is within three of its errors.
bool is_plausible(const Eigen::ArrayXd& one, const Eigen::ArrayXd& largest) {
  constexpr double errors = 3;
  return (one - largest).mean() >= -errors * standard_error(one - largest);
}

// A difference of maxima over noisy means. Choosing by the clusters that evaluate the choice takes
// noise for value; choosing by one half for the other, as here, does not, but the choice may be
// worse. The truth lies between both. Near ties the errors are those of the choices that are
// plausible: choices that were all alike by chance have none of their own.
struct CrossFitted {
  Eigen::ArrayXd gains;      // by cluster, over the divisions
  double by_all = 0;         // if all clusters choose
  double plausible = 0;      // the greatest error of a plausible choice
  bool is_unanimous = true;  // all halves chose as all clusters do

  Estimated value() const {
    if (gains.size() < 2) return {gains.size() == 1 ? gains(0) : none, none};
    double error = (std::max)(standard_error(gains), plausible);
    // The halves' choices are not independent of each other. Simulated: intervals cover with this.
    constexpr double near_ties = 1.2;
    if (!is_unanimous) error *= near_ties;
    return with_known_error({gains.mean(), std::hypot(error, (std::max)(0.0, by_all - gains.mean()) / 1.96)});
  }
};

Eigen::RowVectorXd mean_over(const Eigen::MatrixXd& rows, const std::vector<Index>& chosen) {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(rows.cols());
  for (const Index row : chosen) sum += rows.row(row);
  return sum / static_cast<double>(chosen.size());
}

// Returns the worth of an action for each outcome. `by_outcome` has, for each outcome, the mean
// utility of each action in a cluster if that outcome is seen, else 0.
Estimated worth_of(const std::vector<Eigen::MatrixXd>& by_outcome) {
  const Index clusters = by_outcome[0].rows(), actions = by_outcome[0].cols();
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(clusters, actions);
  for (const Eigen::MatrixXd& one : by_outcome) all += one;
  CrossFitted found{Eigen::ArrayXd::Zero(clusters)};
  const auto column = [](const Eigen::MatrixXd& of, Index action) { return of.col(action).array(); };
  const Index best = best_of(all.colwise().mean());
  std::vector<Index> chosen;
  for (const Eigen::MatrixXd& one : by_outcome) {
    chosen.push_back(best_of(one.colwise().mean()));
    found.by_all += one.col(chosen.back()).mean();
  }
  found.by_all -= all.col(best).mean();
  Index used = 0;
  for (Index division = 0; division < divisions; ++division) {
    std::vector<Index> halves[2];
    for (Index i = 0; i < clusters; ++i) halves[is_second(i, division)].push_back(i);
    if (halves[0].empty() || halves[1].empty()) continue;
    ++used;
    for (const int half : {0, 1}) {
      const std::vector<Index>&other = halves[1 - half], &own = halves[half];
      const Index best_there = best_of(mean_over(all, other));
      found.is_unanimous = found.is_unanimous && best_there == best;
      for (std::size_t i = 0; i < by_outcome.size(); ++i) {
        const Index there = best_of(mean_over(by_outcome[i], other));
        found.is_unanimous = found.is_unanimous && there == chosen[i];
        for (const Index cluster : own) found.gains(cluster) += by_outcome[i](cluster, there);
      }
      for (const Index cluster : own) found.gains(cluster) -= all(cluster, best_there);
    }
  }
  if (used == 0) return {found.by_all, none};
  found.gains /= static_cast<double>(used);
  for (Index base = 0; base < actions; ++base) {
    if (base != best && !is_plausible(column(all, base), column(all, best))) continue;
    Eigen::ArrayXd widest = Eigen::ArrayXd::Zero(clusters);
    for (std::size_t i = 0; i < by_outcome.size(); ++i) {
      const Eigen::MatrixXd& one = by_outcome[i];
      double most = -1;
      Eigen::ArrayXd of_most;
      for (Index action = 0; action < actions; ++action) {
        if (action != chosen[i] && !is_plausible(column(one, action), column(one, chosen[i]))) continue;
        const Eigen::ArrayXd gain = column(one, action) - column(one, base);
        if (const double error = standard_error(gain); error > most) {
          most = error;
          of_most = gain;
        }
      }
      widest += of_most;
    }
    found.plausible = (std::max)(found.plausible, standard_error(widest));
  }
  return found.value();
}

// Returns the gain over the best action if each world, a row of utilities, gets an action of its
// own, which other worlds or trajectories have chosen. The best action is chosen by one half of the
// worlds for the other.
Estimated gain(const Eigen::MatrixXd& utilities, const std::vector<Index>& chosen) {
  const Index worlds = utilities.rows(), best = best_of(utilities.colwise().mean());
  CrossFitted found{Eigen::ArrayXd::Zero(worlds)};
  Eigen::ArrayXd own(worlds);
  for (Index world = 0; world < worlds; ++world) own(world) = utilities(world, chosen[at(world)]);
  for (const Index parity : {0, 1}) {
    const Eigen::MatrixXd others = utilities(Eigen::seq(1 - parity, worlds - 1, 2), Eigen::all);
    const Index best_there = best_of(others.colwise().mean());
    found.is_unanimous = found.is_unanimous && best_there == best;
    for (Index world = parity; world < worlds; world += 2)
      found.gains(world) = own(world) - utilities(world, best_there);
  }
  found.by_all = found.gains.mean();
  for (Index base = 0; base < utilities.cols(); ++base)
    if (is_plausible(utilities.col(base).array(), utilities.col(best).array()))
      found.plausible = (std::max)(found.plausible, standard_error(own - utilities.col(base).array()));
  return found.value();
}

// Returns the action for each world chosen by an input: the utilities are regressed on a cubic in
// the normal scores of the input's ranks, over every other world for the remaining ones.
std::vector<Index> chosen_by(const Eigen::MatrixXd& utilities, const std::vector<double>& input) {
  const Index worlds = utilities.rows();
  const std::vector<double> weights(input.size(), 1 / static_cast<double>(worlds));
  const std::vector<double> ranks = detail::weighted_ranks(input, weights);
  Eigen::MatrixXd powers(worlds, 4);
  for (Index world = 0; world < worlds; ++world) {
    const double score = detail::scalar::normal_quantile(ranks[at(world)], 1 - ranks[at(world)]);
    powers.row(world) << 1, score, score * score, score * score * score;
  }
  std::vector<Index> chosen(input.size());
  for (const Index parity : {0, 1}) {
    const auto others = Eigen::seq(1 - parity, worlds - 1, 2);
    const Eigen::MatrixXd coefficients =
        powers(others, Eigen::all).colPivHouseholderQr().solve(utilities(others, Eigen::all));
    for (Index world = parity; world < worlds; world += 2)
      chosen[at(world)] = best_of(powers.row(world) * coefficients);
  }
  return chosen;
}

}  // namespace

std::vector<Watched> watchable(const Model& model, const Query& query) {
  check_analysable(model, query);
  std::vector<Index> read = Formula(query.target()).variables();
  const auto set = resolved(model, query.interventions());
  std::vector<bool> out = followers(model, read, set);
  if (query.condition())
    for (const Index given : Formula(query.condition()->node()).variables()) out[at(given)] = true;
  std::vector<Watched> watched;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Variable& variable = model.variables()[i];
    if (out[i] || set[i] || !variable.is_discrete()) continue;
    if (variable.kind() == Kind::event)
      watched.emplace_back(model.event(variable.name));
    else
      watched.emplace_back(model.category(variable.name));
  }
  return watched;
}

namespace {

void check_event(const Query& query) {
  if (query.asks() != Query::Asks::probability)
    throw Error(to_text(query), "P(...), for indicators", "another kind of question");
}

// The probabilities that the information of indicators is computed from: of the condition, of the
// condition and the event, and for each outcome with the condition, without and with the event.
std::vector<Averaged> averaged_for(const Query& query, const std::vector<Watched>& watched) {
  const Boolean condition = query.condition().value_or(Boolean(true)), event(query.target());
  std::vector<Averaged> averaged{{condition, {}}, {condition && event, {}}};
  for (const Watched& one : watched)
    for (const Watched::Outcome& outcome : one.outcomes) {
      averaged.push_back({condition && outcome.seen, {}});
      averaged.push_back({condition && outcome.seen && event, {}});
    }
  return averaged;
}

// Returns the columns of one indicator: those of the question, then its own.
Eigen::MatrixXd own_columns(const Eigen::MatrixXd& means, Index first, Index outcomes) {
  Eigen::MatrixXd own(means.rows(), 2 + 2 * outcomes);
  own << means.leftCols(2), means.middleCols(first, 2 * outcomes);
  return own;
}

double probability_in(const Eigen::RowVectorXd& m, Index outcome) { return m(2 + 2 * outcome) / m(0); }

double answer_in(const Eigen::RowVectorXd& m, Index outcome) {
  return m(2 + 2 * outcome) > 0 ? m(3 + 2 * outcome) / m(2 + 2 * outcome) : none;
}

double reduction_in(const Eigen::RowVectorXd& m) {
  const double p = m(1) / m(0);
  double sum = 0;
  for (Index outcome = 0; outcome < (m.size() - 2) / 2; ++outcome)
    if (m(2 + 2 * outcome) > 0) sum += probability_in(m, outcome) * std::pow(answer_in(m, outcome) - p, 2);
  return sum;
}

double share_in(const Eigen::RowVectorXd& m) {
  const double p = m(1) / m(0);
  return reduction_in(m) / (p * (1 - p));
}

// `figure` returns a figure and its error from a function of the means.
template <class Figure> Indicator indicator_of(const Watched& watched, const Figure& figure) {
  Indicator indicator;
  indicator.name = watched.name;
  for (Index i = 0; i < detail::size(watched.outcomes); ++i)
    indicator.outcomes.push_back({watched.outcomes[at(i)].state,
                                  figure([i](const Eigen::RowVectorXd& m) { return probability_in(m, i); }),
                                  figure([i](const Eigen::RowVectorXd& m) { return answer_in(m, i); })});
  indicator.reduction = figure(reduction_in);
  indicator.share = figure(share_in);
  return indicator;
}

// Returns the indicators in the order of `watched`.
std::vector<Indicator> sampled_indicators(const Subject& subject, const Query& query,
                                          const std::vector<Watched>& watched, const Options& options) {
  const Eigen::MatrixXd means =
      cluster_means(subject, query.interventions(), averaged_for(query, watched), options);
  std::vector<Indicator> all;
  Index first = 2;
  for (const Watched& one : watched) {
    const auto outcomes = detail::size(one.outcomes);
    const Eigen::MatrixXd own = own_columns(means, first, outcomes);
    first += 2 * outcomes;
    all.push_back(indicator_of(one, [&](const auto& of) { return with_known_error(jackknife(own, of)); }));
  }
  return all;
}

bool is_more_informative(const Indicator& a, const Indicator& b) {
  return a.reduction.value > b.reduction.value;
}

}  // namespace

std::vector<Indicator> indicators(const Model& model, const Query& query, const std::vector<Watched>& watched,
                                  const Options& options) {
  check_fixed_run(options);
  check_analysable(model, query);
  check_event(query);
  for (const Watched& one : watched)
    for (const Watched::Outcome& outcome : one.outcomes)
      model.check(one.name, outcome.seen.node(), query.condition());
  std::vector<Indicator> all = sampled_indicators(model, query, watched, options);
  std::stable_sort(all.begin(), all.end(), is_more_informative);
  return all;
}

namespace {

// The signs of a timeline that may tell of an event.
class Signs {
public:
  Signs(const Horizon& horizon, const Query& query, const std::vector<Index>& steps)
      : horizon_(horizon), query_(query), out_(horizon.timeline().series().size()) {
    const Index last = last_step();
    for (const Index step : steps)
      if (step < 0 || step >= last)
        throw Error(to_text(query),
                    "signs in steps from 0 to " + std::to_string(last - 1) + ", before that of the event",
                    std::to_string(step));
    steps_ = steps.empty() ? spaced(last) : steps;
    leave_out();
    for (Index series = 0; series < detail::size(out_); ++series) {
      if (out_[at(series)] || !horizon.is_declared(series)) continue;
      for (const Index step : steps_) add(series, step);
    }
  }

  /// The horizon with the signs as further questions.
  const Horizon& horizon() const { return horizon_; }
  const std::vector<Watched>& watched() const { return watched_; }
  /// The number of the series of each sign, and its step.
  const std::vector<std::pair<Index, Index>>& places() const { return places_; }

private:
  // Returns up to four steps before the last, equally spaced.
  static std::vector<Index> spaced(Index last) {
    constexpr Index most = 4;
    const Index count = (std::min)(most, last);
    std::vector<Index> steps;
    for (Index i = 1; i <= count; ++i) steps.push_back((i * last + count - 1) / count - 1);
    return steps;
  }

  Index last_step() const {
    Index last = 0;
    for (const Index variable : Formula(query_.target()).variables())
      last = (std::max)(last, horizon_.place(variable).step);
    return last;
  }

  // Leaves out the series that a question reads, by name or by the name of its auxiliary series.
  void leave_out_read(const NodePtr& expression, std::vector<bool>& out) const {
    for (const Index variable : Formula(expression).variables()) {
      if (const Index series = horizon_.place(variable).series; series >= 0) out[at(series)] = true;
      const Node& node = *horizon_.asked().variables()[at(variable)].node;
      if (!node.series) continue;
      for (const std::string& name : node.series->series)
        if (const auto series = horizon_.find(name)) out[at(*series)] = true;
    }
  }

  void leave_out() {
    leave_out_read(query_.target(), out_);
    // Within a step, a series follows those declared before it.
    for (Index series = 0; series < detail::size(out_); ++series)
      for (const bool is_first : {true, false})
        for (const Index read : horizon_.timeline().reads(series, is_first).now)
          out_[at(series)] = out_[at(series)] || out_[at(read)];
    if (query_.condition()) leave_out_read(query_.condition()->node(), out_);
    for (const Intervention& one : query_.interventions()) leave_out_read(one.variable, out_);
  }

  void add(Index series, Index step) {
    const std::string name = horizon_.timeline().series()[at(series)].name;
    const std::string label = horizon_.label(step);
    if (horizon_.kind(series) == Kind::event)
      watched_.emplace_back(horizon_.by(horizon_.series<Event>(series), step));
    else if (horizon_.kind(series) == Kind::category)
      watched_.emplace_back(horizon_.at(horizon_.series<Category>(series), step));
    else
      return;
    watched_.back().name = name + (horizon_.kind(series) == Kind::event ? " by " : " in ") + label;
    places_.emplace_back(series, step);
  }

  Horizon horizon_;
  const Query& query_;
  std::vector<bool> out_;  // by series
  std::vector<Index> steps_;
  std::vector<Watched> watched_;
  std::vector<std::pair<Index, Index>> places_;
};

// Returns the exact indicators, in the order of `watched`; nothing if one of them is not answered
// exactly within its part of the budget.
std::optional<std::vector<Indicator>> exact_indicators(const Horizon& horizon, const Query& query,
                                                       const std::vector<Watched>& watched,
                                                       const Options& options) {
  if (options.method != Method::automatic || !horizon.constants().parameters().empty()) return std::nullopt;
  std::vector<Indicator> all;
  Options own = options;
  own.progress = {};
  own.trajectories = group_size;  // an answer that would be sampled is not used
  own.exact_budget = options.exact_budget / (std::max)(1.0, static_cast<double>(watched.size()));
  for (const Watched& one : watched) {
    const std::vector<Averaged> averaged = averaged_for(query, {one});
    std::vector<Query> queries;
    for (const Averaged& each : averaged) queries.push_back(P(each.where).under(query.interventions()));
    Eigen::RowVectorXd means(detail::size(queries));
    const Answers answers = estimate(horizon, queries, own);
    for (Index i = 0; i < means.size(); ++i) {
      const Answer& answer = answers[at(i)];
      const bool is_certain = answer.standard_error == 0;
      if (answer.method_id != Method::exact || !is_certain) return std::nullopt;
      means(i) = answer.value;
    }
    if (!(means(0) > 0)) return std::nullopt;
    all.push_back(indicator_of(one, [&](const auto& of) { return Estimated{of(means), 0}; }));
  }
  return all;
}

}  // namespace

std::vector<Indicator> indicators(const Horizon& horizon, const Query& query, const std::vector<Index>& steps,
                                  const Options& options) {
  check_fixed_run(options);
  check_analysable(horizon.asked(), query);
  check_event(query);
  const Signs signs(horizon, query, steps);
  if (signs.watched().empty()) return {};
  auto exact = exact_indicators(signs.horizon(), query, signs.watched(), options);
  std::vector<Indicator> all =
      exact ? std::move(*exact)
            : sampled_indicators(Subject(signs.horizon(), options.stop), query, signs.watched(), options);
  std::map<Index, double> most;  // by series
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [series, step] = signs.places()[i];
    all[i].series = horizon.timeline().series()[at(series)].name;
    all[i].step = step;
    all[i].seen_by = horizon.label(step);
    const auto [found, is_new] = most.try_emplace(series, all[i].reduction.value);
    if (!is_new) found->second = (std::max)(found->second, all[i].reduction.value);
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return most[signs.places()[a].first] > most[signs.places()[b].first];
  });
  std::vector<Indicator> sorted;
  for (const std::size_t i : order) sorted.push_back(std::move(all[i]));
  return sorted;
}

namespace {

class DecisionAnalysis {
public:
  DecisionAnalysis(const Model& model, const std::vector<Action>& actions,
                   const std::vector<Watched>& watched, const Options& options)
      : model_(model), actions_(actions), watched_(watched), options_(options) {
    if (actions.size() < 2)
      throw Error("value of information", "at least two actions to choose from",
                  std::to_string(actions.size()));
    if (!model.parameters().empty() && options.worlds < 20)
      throw Error("option worlds", "at least 20, for the choice of actions", std::to_string(options.worlds));
    for (const Action& action : actions) check(action);
    draw();
  }

  DecisionValue operator()() const {
    DecisionValue result;
    for (std::size_t a = 0; a < actions_.size(); ++a)
      result.actions.push_back({actions_[a].name, mean_of(utilities_.col(static_cast<Index>(a)).array())});
    result.best = at(best_of(utilities_.colwise().mean()));
    result.all_parameters = {"all parameters", {0, 0}};
    if (!model_.parameters().empty()) add_parameters(result);
    add_indicators(result);
    return result;
  }

private:
  void check(const Action& action) const {
    const auto set = resolved(model_, action.done);
    std::vector<Index> changed;
    for (Index i = 0; i < detail::size(set); ++i)
      if (set[at(i)]) changed.push_back(i);
    const std::vector<bool> follows =
        followers(model_, changed, std::vector<std::optional<double>>(set.size()));
    for (const Watched& one : watched_)
      for (const Watched::Outcome& outcome : one.outcomes) {
        model_.check_owned(one.name, *outcome.seen.node());
        for (const Index read : Formula(outcome.seen.node()).variables())
          if (follows[at(read)])
            throw Error(one.name, "an indicator that is known before the action is chosen",
                        "one that the action " + action.name + " changes");
      }
  }

  // One run per action gives for each cluster the mean utility, and for each outcome that of the
  // trajectories with this outcome.
  void draw() {
    for (std::size_t a = 0; a < actions_.size(); ++a) {
      model_.check(actions_[a].name, actions_[a].utility.node());
      std::vector<Averaged> averaged{{true, actions_[a].utility}};
      for (const Watched& one : watched_)
        for (const Watched::Outcome& outcome : one.outcomes) {
          model_.check(one.name, outcome.seen.node());
          averaged.push_back({outcome.seen, actions_[a].utility});
        }
      // Two halves of the trajectories: the first chooses, the second evaluates the choice.
      Options half = options_;
      half.progress = {};
      half.trajectories = (std::max)(Index{1}, options_.trajectories / 2);
      const detail::Sampling drawn = clusters(model_, half);
      const Eigen::MatrixXd first = cluster_means(model_, actions_[a].done, averaged, half),
                            second = cluster_means(model_, actions_[a].done, averaged, half, after(drawn));
      if (a == 0) {
        first_.resize(first.rows(), detail::size(actions_));
        second_ = first_;
      }
      first_.col(static_cast<Index>(a)) = first.col(0);
      second_.col(static_cast<Index>(a)) = second.col(0);
      by_outcome_.push_back((first + second).rightCols(first.cols() - 1) / 2);
      if (options_.progress)
        options_.progress(static_cast<double>(a + 1) / static_cast<double>(actions_.size()));
    }
    utilities_ = (first_ + second_) / 2;
  }

  // Returns the first group after the drawn ones.
  Index after(const detail::Sampling& drawn) const {
    return drawn.groups_per_world * (model_.parameters().empty() ? drawn.worlds : 1);
  }

  void add_parameters(DecisionValue& result) const {
    const Index worlds = utilities_.rows();
    std::vector<std::vector<double>> drawn;
    for (Index world = 0; world < worlds; ++world)
      drawn.push_back(draw_parameters(model_, options_.randomness(), world));
    // The first half of a world's trajectories chooses, the second evaluates.
    std::vector<Index> chosen;
    for (Index world = 0; world < worlds; ++world) chosen.push_back(best_of(first_.row(world)));
    result.all_parameters.value = gain(second_, chosen);
    std::set<Index> relevant;
    for (const Action& action : actions_)
      for (const Index parameter : relevant_parameters(model_, E(action.utility).under(action.done)))
        relevant.insert(parameter);
    for (const Index parameter : relevant) {
      std::vector<double> input;
      for (const auto& world : drawn) input.push_back(world[at(parameter)]);
      result.parameters.push_back(
          {model_.parameters()[at(parameter)].name, gain(utilities_, chosen_by(utilities_, input))});
    }
    sort_by_value(result.parameters);
  }

  void add_indicators(DecisionValue& result) const {
    Index first = 0;
    for (const Watched& one : watched_) {
      const auto outcomes = detail::size(one.outcomes);
      std::vector<Eigen::MatrixXd> own;
      for (Index outcome = 0; outcome < outcomes; ++outcome) {
        own.emplace_back(utilities_.rows(), utilities_.cols());
        for (Index a = 0; a < utilities_.cols(); ++a)
          own.back().col(a) = by_outcome_[at(a)].col(first + outcome);
      }
      first += outcomes;
      result.indicators.push_back({one.name, own.empty() ? Estimated{0, none} : worth_of(own)});
    }
    sort_by_value(result.indicators);
  }

  const Model& model_;
  const std::vector<Action>& actions_;
  const std::vector<Watched>& watched_;
  const Options& options_;
  Eigen::MatrixXd first_, second_, utilities_;  // one row per cluster, one column per action
  std::vector<Eigen::MatrixXd> by_outcome_;     // by action; one column per watched outcome
};

}  // namespace

DecisionValue value_of_information(const Model& model, const std::vector<Action>& actions,
                                   const std::vector<Watched>& watched, const Options& options) {
  check_fixed_run(options);
  return DecisionAnalysis(model, actions, watched, options)();
}

}  // namespace casus
