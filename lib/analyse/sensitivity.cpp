// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/sensitivity.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include <casus/analyse/variance_shares.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/weights.hpp>
#include <casus/model/changes.hpp>
#include <casus/sample/world.hpp>

#include "analyse/world_fit.hpp"
#include "analyse/worlds.hpp"
#include "infer/subject.hpp"
#include "model/correlation.hpp"

namespace casus {

namespace {

using Worlds = std::vector<WorldEstimate>;

void check(const SensitivityOptions& options) {
  const auto need = [](bool good, const char* name, const char* expected, double got) {
    if (!good) throw Error(std::string("option ") + name, expected, detail::number(got));
  };
  need(options.low > 0 && options.low < 1, "low", "a probability in (0, 1)", options.low);
  need(options.high > options.low && options.high < 1, "high", "a probability above that of the low point",
       options.high);
  need(options.total_of >= 0, "total_of", "0 or more", static_cast<double>(options.total_of));
  need(options.thinned >= 1, "thinned", "1 or more", static_cast<double>(options.thinned));
  need(options.run.worlds >= 20, "worlds", "at least 20, for shares of a variance",
       static_cast<double>(options.run.worlds));
}

Estimated value_of(const Worlds& worlds) {
  const ClusterRatio ratio = over_worlds(worlds);
  return {ratio.value, ratio.standard_error};
}

// Returns the difference of two runs over the same worlds.
Estimated difference(const Worlds& first, const Worlds& second) {
  const double a = over_worlds(first).value, b = over_worlds(second).value;
  double first_weight = 0, second_weight = 0, squares = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    first_weight += first[i].weight;
    second_weight += second[i].weight;
  }
  for (std::size_t i = 0; i < first.size(); ++i)
    squares += std::pow(first[i].weight * (first[i].value - a) / first_weight -
                            second[i].weight * (second[i].value - b) / second_weight,
                        2);
  const auto count = static_cast<double>(first.size());
  return {a - b, std::sqrt(squares * count / (count - 1))};
}

// Whether the worlds with weight have equal weights.
bool are_equal(const Eigen::VectorXd& weights) {
  constexpr double rounding = 1e-9;
  return weights.maxCoeff() - weights.minCoeff() <= rounding * weights.maxCoeff();
}

// The answers of the worlds with weight, regressed on parameters that are independent of all other
// drawn parameters: the mean of the answer given the value of such a parameter is the answer with
// the parameter held there.
class MainEffects {
public:
  // `controls`: the values, in all worlds, of the parameters whose distributions have no others.
  MainEffects(const Worlds& worlds, const std::vector<const std::vector<double>*>& controls) {
    for (std::size_t i = 0; i < worlds.size(); ++i)
      if (worlds[i].weight > 0) places_.push_back(i);
    values_.resize(detail::size(places_));
    weights_ = values_;
    for (Index i = 0; i < values_.size(); ++i) {
      values_(i) = worlds[places_[detail::at(i)]].value;
      weights_(i) = worlds[places_[detail::at(i)]].weight;
    }
    weights_ /= weights_.sum();
    // A condition makes parameters depend on each other: those of the other parameters then
    // belong to the mean given this one.
    has_condition_ = !are_equal(weights_);
    if (!has_condition_) regress(controls);
  }

  struct Effect {
    Estimated at_low, at_high, swing;
  };
  // `control`: the number of the parameter among the controls.
  Effect effect(std::size_t control, const std::vector<double>& drawn, const Interval& points) const {
    std::vector<double> input;
    for (const std::size_t place : places_) input.push_back(drawn[place]);
    const Eigen::VectorXd others = effects_of_others(control), values = values_ - others;
    const WorldFit fit(values, weights_, input);
    const Eigen::ArrayXd open = (1 - fit.leverages().array()).max(least_open).sqrt();
    const Eigen::ArrayXd residuals = correction_ * fit.residuals().array() / open;
    const Eigen::VectorXd low = fit.factors_at(points.low), high = fit.factors_at(points.high);
    const auto estimated = [&](const Eigen::VectorXd& factors, double share_of_others) {
      const Eigen::ArrayXd influences =
          factors.array() * residuals + share_of_others * weights_.array() * others.array();
      const double value = factors.dot(values);
      const double error = std::sqrt(influences.square().sum()) * widening(influences.square());
      return Estimated{value, without_rounding(error, std::abs(value) + std::abs(values.mean()))};
    };
    return {estimated(low, 1), estimated(high, 1), estimated(high - low, 0)};
  }

  // Returns the derivative by a shift of a judgement, from its scores by world. Other parameters
  // are uncorrelated with the scores. `control`: the parameter's number among the controls, if it
  // is one.
  Estimated derivative(std::optional<std::size_t> control, const std::vector<double>& scores) const {
    Eigen::ArrayXd own(values_.size());
    for (Index i = 0; i < own.size(); ++i) own(i) = scores[places_[detail::at(i)]];
    Eigen::ArrayXd values = values_.array();
    if (control)
      values -= effects_of_others(*control).array();
    else if (effects_.cols() > 0)
      values -= effects_.rowwise().sum().array();
    const Eigen::ArrayXd weights = weights_.array();
    values -= (weights * values).sum();
    if (!has_condition_) own -= own.mean();  // it is 0 but for chance
    const double derivative = (weights * values * own).sum();
    const Eigen::ArrayXd influences = correction_ * weights * (values * own - derivative);
    return {derivative, std::sqrt(influences.square().sum()) * widening(influences.square())};
  }

private:
  static constexpr double least_open = 1e-6;

  // Fits a sum of polynomials in the parameters, to remove the effects of the others.
  void regress(const std::vector<const std::vector<double>*>& controls) {
    const auto count = static_cast<double>(values_.size()), parameters = static_cast<double>(controls.size());
    constexpr double worlds_per_coefficient = 5;
    const Index degree = 3 * parameters * worlds_per_coefficient <= count ? 3
                         : parameters * worlds_per_coefficient <= count   ? 1
                                                                          : 0;
    if (degree == 0 || controls.size() < 2) return;
    Eigen::MatrixXd columns(values_.size(), degree * detail::size(controls));
    const std::vector<double> equal(places_.size(), 1 / count);
    for (std::size_t i = 0; i < controls.size(); ++i) {
      std::vector<double> input;
      for (const std::size_t place : places_) input.push_back((*controls[i])[place]);
      const std::vector<double> ranks = detail::weighted_ranks(input, equal);
      for (Index world = 0; world < values_.size(); ++world) {
        const double rank = ranks[detail::at(world)];
        const double score = detail::scalar::normal_quantile(rank, 1 - rank);
        for (Index power = 0; power < degree; ++power)
          columns(world, detail::size(controls) * power + static_cast<Index>(i)) = std::pow(score, power + 1);
      }
    }
    columns.rowwise() -= columns.colwise().mean().eval();
    const Eigen::VectorXd centred = values_.array() - values_.mean();
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposed(columns);
    const Eigen::VectorXd coefficients = decomposed.solve(centred);
    effects_ = Eigen::MatrixXd::Zero(values_.size(), detail::size(controls));
    for (Index i = 0; i < effects_.cols(); ++i)
      for (Index power = 0; power < degree; ++power)
        effects_.col(i) +=
            coefficients(effects_.cols() * power + i) * columns.col(effects_.cols() * power + i);
    correction_ = std::sqrt(count / (count - static_cast<double>(decomposed.rank())));
  }

  Eigen::VectorXd effects_of_others(std::size_t control) const {
    if (effects_.cols() == 0) return Eigen::VectorXd::Zero(values_.size());
    return effects_.rowwise().sum() - effects_.col(static_cast<Index>(control));
  }

  std::vector<std::size_t> places_;
  Eigen::VectorXd values_, weights_;
  Eigen::MatrixXd effects_;  // by world and control, each with mean 0; none: not fitted
  double correction_ = 1;    // for the coefficients that were fitted
  bool has_condition_ = false;
};

// The analysis of one question, run by run.
class Analysis {
public:
  Analysis(const Subject& subject, const Query& query, const SensitivityOptions& options)
      : subject_(subject), model_(subject.model()), query_(query), options_(options),
        parameters_(relevant_parameters(subject, query)),
        all_(detail::sampling(subject.scope(), options.run)), part_(all_) {
    part_.groups_per_world = (std::max)(Index{1}, all_.groups_per_world / options.thinned);
    held_ = part_;
    if (all_.groups_per_world < options.thinned)
      held_.worlds = (std::max)((std::min)(all_.worlds, fewest_worlds),
                                all_.worlds * all_.groups_per_world / options.thinned);
    quiet_ = options.run;
    quiet_.progress = {};
    for (const auto& [pair, rank] : detail::correlated_pairs(model_.correlations())) {
      correlated_.insert(pair.first);
      correlated_.insert(pair.second);
    }
    std::size_t held = 0;
    for (const Index parameter : parameters_) held += is_independent(parameter) ? 0 : 1;
    runs_ = 1 + 2 * held + 2 * detail::at(totals()) + (totals() > 0 ? 2 : 0);
  }

  Sensitivity operator()() {
    Sensitivity result;
    result.answer = answer();
    done();
    if (std::isnan(result.answer.value)) {
      result.warnings.push_back("the condition was never met: the drivers of the answer are unknown");
      return finished(std::move(result));
    }
    if (!result.answer.by_world || parameters_.empty()) {
      result.variance = {0, 0};
      result.warnings.push_back("the answer depends on no uncertain parameter: nothing drives it");
      return finished(std::move(result));
    }
    is_exact_ = result.answer.method_id == Method::exact;
    const Worlds worlds = world_estimates(result.answer, all_.worlds);
    if (!options_.run.keep_worlds) result.answer.by_world.reset();
    if (is_constant(worlds)) {
      result.variance = {0, 0};
      result.warnings.push_back(
          result.answer.is_bound ? "the answer is the same in all worlds that were drawn: no driver was seen"
                                 : "the answer is the same in all worlds: nothing drives it");
      return finished(std::move(result));
    }
    result.variance = variance_between(worlds);
    const bool has_variance = result.variance.value > 3 * noise_alone(worlds);
    if (!has_variance)
      result.warnings.push_back(
          "the worlds differ by little more than Monte Carlo noise: shares of their variance are not "
          "reported");
    note_correlations(result);
    add_drivers(worlds, has_variance, result);
    if (has_variance) note_tails(worlds, result);
    if (query_.condition())
      result.total_note = "the condition makes the parameters depend on each other";
    else if (model_.worlds())
      result.total_note = "the worlds are given: no parameter can be drawn anew";
    else if (has_variance)
      add_totals(worlds, result);
    return finished(std::move(result));
  }

private:
  static constexpr Index fewest_worlds = 200;  // of a run with a parameter held

  Index totals() const {
    return query_.condition() || model_.worlds() ? 0
                                                 : (std::min)(options_.total_of, detail::size(parameters_));
  }

  void done() {
    ++done_;
    report((std::min)(1.0, static_cast<double>(done_) / static_cast<double>(runs_)));
  }
  void report(double share) const {
    if (options_.run.progress) options_.run.progress(share);
  }
  Sensitivity finished(Sensitivity result) const {
    if (done_ < runs_) report(1);
    return result;
  }

  // Returns the answer with its values by world: by the usual method or, if that has none, by
  // forward sampling.
  Answer answer() const {
    Options own = quiet_;
    own.keep_worlds = true;
    Answer found = estimated(own);
    if (found.by_world || own.method == Method::forward) return found;
    own.method = Method::forward;
    return estimated(own);
  }
  Answer estimated(const Options& own) const {
    return subject_.horizon() ? estimate(*subject_.horizon(), {query_}, own)[0]
                              : estimate(model_, {query_}, own)[0];
  }

  // Whether the values differ by no more than rounding errors.
  static bool is_constant(const Worlds& worlds) {
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    for (const WorldEstimate& world : worlds) {
      if (!(world.weight > 0)) continue;
      least = (std::min)(least, world.value);
      greatest = (std::max)(greatest, world.value);
    }
    constexpr double rounding = 1e-12;
    return greatest - least <= rounding * (std::max)(std::abs(least), std::abs(greatest));
  }

  // A regression may leave the range of probabilities.
  Estimated possible(Estimated estimated) const {
    if (query_.asks() == Query::Asks::probability) estimated.value = (std::clamp)(estimated.value, 0.0, 1.0);
    return estimated;
  }

  // Whether no other parameter is in the parameter's distribution.
  bool is_first(Index parameter) const {
    for (const Formula& formula : model_.parameters()[detail::at(parameter)].parameters)
      if (!formula.parameters().empty()) return false;
    return true;
  }
  // Whether the answer given a value of the parameter is the answer with the parameter held there:
  // it depends on no other drawn parameter.
  bool is_independent(Index parameter) const {
    return is_first(parameter) && !options_.held_in_runs && !model_.worlds() &&
           !correlated_.contains(parameter);
  }

  // Returns the values of the relevant parameters, by parameter and world.
  std::vector<std::vector<double>> drawn_parameters() const {
    std::vector<std::vector<double>> drawn(parameters_.size());
    for (Index world = 0; world < all_.worlds; ++world) {
      const auto values = draw_parameters(model_, options_.run.randomness(), world);
      for (std::size_t i = 0; i < parameters_.size(); ++i)
        drawn[i].push_back(values[detail::at(parameters_[i])]);
    }
    return drawn;
  }

  // Returns the derivative, by world, of the logarithm of the density of the deviates by a shift of
  // the parameter's: its deviate if it is uncorrelated. Nothing if there is no such density.
  std::optional<std::vector<double>> scores(Index parameter) const {
    if (model_.worlds()) return std::nullopt;
    std::vector<Index> group{parameter};
    Eigen::MatrixXd correlations = Eigen::MatrixXd::Identity(1, 1);
    for (const CorrelatedGroup& one : correlated_groups(model_.correlations())) {
      if (std::find(one.parameters.begin(), one.parameters.end(), parameter) == one.parameters.end())
        continue;
      std::vector<Eigen::Index> kept;  // a parameter that is held is no judgement
      group.clear();
      for (std::size_t i = 0; i < one.parameters.size(); ++i) {
        if (model_.parameters()[detail::at(one.parameters[i])].distribution.is_formula()) continue;
        kept.push_back(static_cast<Eigen::Index>(i));
        group.push_back(one.parameters[i]);
      }
      correlations = one.scores(kept, kept);
    }
    const Eigen::LDLT<Eigen::MatrixXd> solver(correlations);
    constexpr double singular = 1e-8, determined = 100;
    if (!(solver.vectorD().minCoeff() > singular)) return std::nullopt;
    const auto place = static_cast<Index>(std::find(group.begin(), group.end(), parameter) - group.begin());
    const Eigen::VectorXd factors = solver.solve(Eigen::VectorXd::Unit(correlations.rows(), place));
    if (factors(place) > determined) return std::nullopt;
    std::vector<double> sums(detail::at(all_.worlds), 0);
    for (std::size_t i = 0; i < group.size(); ++i) {
      const UncertainParameter& one = model_.parameters()[detail::at(group[i])];
      for (Index world = 0; world < all_.worlds; ++world)
        sums[detail::at(world)] +=
            factors(static_cast<Index>(i)) *
            detail::scalar::standard_normal(parameter_uniform(one, options_.run.randomness(), world));
    }
    return sums;
  }

  // Returns the point of a parameter at a probability: as stated, otherwise the quantile of its
  // distribution or, if that differs between worlds, of the drawn values.
  double point(const UncertainParameter& parameter, const std::vector<double>& drawn,
               double probability) const {
    for (const StatedQuantile& stated : parameter.details.stated)
      if (stated.probability == probability) return stated.value;
    std::vector<double> constants, scratch;
    for (const Formula& formula : parameter.parameters) {
      if (!formula.parameters().empty()) {
        std::vector<double> sorted = drawn;
        std::sort(sorted.begin(), sorted.end());
        return sorted[static_cast<std::size_t>(probability * static_cast<double>(sorted.size() - 1) + 0.5)];
      }
      constants.push_back(formula.evaluate(detail::WorldEnvironment{constants}, scratch));
    }
    return distribution::quantile(parameter.distribution.shape(), constants, probability);
  }

  // Returns the estimates by world with other parameters: `changed` is a changed copy of the model
  // of the parameters.
  Worlds with_parameters(const Model& changed, const detail::Sampling& sampling) {
    const auto drawn_by = [&](const auto& subject) {
      Options own = quiet_;
      own.method = Method::exact;
      own.worlds = sampling.worlds;
      own.keep_worlds = true;
      if (is_exact_) {
        if (const Answer exact = estimate(subject, {query_}, own)[0]; exact.by_world)
          return world_estimates(exact, sampling.worlds);
        is_exact_ = false;
      }
      return world_estimates(Subject(subject), query_, sampling, quiet_);
    };
    Worlds worlds;
    if (subject_.horizon()) {
      ParameterDraws draws;
      for (Index world = 0; world < sampling.worlds; ++world)
        draws.values.push_back(draw_parameters(changed, options_.run.randomness(), world));
      worlds = drawn_by(with_worlds(*subject_.horizon(), std::move(draws)));
    } else {
      worlds = drawn_by(changed);
    }
    done();
    return worlds;
  }

  void add_drivers(const Worlds& worlds, bool has_variance, Sensitivity& result) {
    const auto drawn = drawn_parameters();
    std::vector<const std::vector<double>*> controls;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      if (is_first(parameters_[i])) controls.push_back(&drawn[i]);
    const MainEffects effects(worlds, controls);
    std::size_t control = 0;  // number of controls before this parameter
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const UncertainParameter& parameter = model_.parameters()[detail::at(parameters_[i])];
      Driver driver;
      driver.parameter = parameter.name;
      driver.unit = parameter.details.unit;
      driver.points = {point(parameter, drawn[i], options_.low), point(parameter, drawn[i], options_.high)};
      if (is_independent(parameters_[i])) {
        const auto effect = effects.effect(control, drawn[i], driver.points);
        driver.at_low = possible(effect.at_low);
        driver.at_high = possible(effect.at_high);
        driver.swing = effect.swing;
        driver.swing.value = driver.at_high.value - driver.at_low.value;
      } else {
        const Worlds low = with_parameters(hold(model_, parameters_[i], driver.points.low), held_),
                     high = with_parameters(hold(model_, parameters_[i], driver.points.high), held_);
        driver.at_low = value_of(low);
        driver.at_high = value_of(high);
        driver.swing = difference(high, low);
      }
      if (const auto found = scores(parameters_[i]))
        driver.derivative = effects.derivative(
            is_first(parameters_[i]) ? std::optional<std::size_t>(control) : std::nullopt, *found);
      control += is_first(parameters_[i]) ? 1 : 0;
      driver.rank_correlation = rank_correlation(worlds, drawn[i]);
      if (has_variance) driver.first_order = first_order_share(worlds, drawn[i]);
      result.drivers.push_back(std::move(driver));
    }
    // Clear swings first, each part with the widest first.
    const auto is_clear = [](const Driver& driver) {
      return std::abs(driver.swing.value) > 2 * driver.swing.standard_error;
    };
    std::stable_sort(result.drivers.begin(), result.drivers.end(), [&](const Driver& a, const Driver& b) {
      if (is_clear(a) != is_clear(b)) return is_clear(a);
      return std::abs(a.swing.value) > std::abs(b.swing.value);
    });
  }

  // Returns the standard error that the variance between worlds has if there is only noise.
  static double noise_alone(const Worlds& worlds) {
    double weight = 0, squares = 0;
    for (const WorldEstimate& world : worlds) {
      weight += world.weight;
      squares += 2 * std::pow(world.weight * world.noise_variance, 2);
    }
    return std::sqrt(squares) / weight;
  }

  // The error of a variance rests on the fourth moment. If few worlds make up the variance, and
  // they are not alike (as those of a regime are), worlds that were not drawn may make up more.
  static void note_tails(const Worlds& worlds, Sensitivity& result) {
    const double mean = over_worlds(worlds).value;
    LargestValues largest;
    double weight = 0, count = 0, sum = 0, squares = 0;
    for (const WorldEstimate& world : worlds) weight = (std::max)(weight, world.weight);
    for (const WorldEstimate& world : worlds) {
      if (!(world.weight > 0)) continue;
      const double part = world.weight / weight * (world.value - mean) * (world.value - mean);
      largest.insert(part);
      sum += part;
      squares += part * part;
      ++count;
    }
    constexpr double heavy = 0.8, few = 30, exact = 0.01;
    const auto tail = pareto_k(largest, count);
    if (!tail || *tail < heavy || sum * sum > few * squares) return;
    const bool any = std::any_of(result.drivers.begin(), result.drivers.end(), [](const Driver& driver) {
      return driver.first_order.standard_error > exact;
    });
    if (any)
      result.warnings.push_back(
          "a few worlds make up most of the variance over worlds: shares and their errors are those of the "
          "worlds drawn, and may be far off");
  }

  void note_correlations(Sensitivity& result) const {
    std::vector<std::string> names;
    for (const Index parameter : parameters_)
      if (correlated_.contains(parameter)) names.push_back(model_.parameters()[detail::at(parameter)].name);
    if (names.empty()) return;
    result.warnings.push_back(
        detail::joined(names) + (names.size() == 1 ? " is" : " are") +
        " correlated with other parameters: a low or high point leaves the others as they are; a first-order "
        "share includes what the others have in common with it, a total only what they leave open, so that "
        "shares do not add up");
  }

  void add_totals(const Worlds& worlds, Sensitivity& result) {
    if (totals() == 0) return;
    const Halves as_is = halves(model_);
    for (std::size_t i = 0; i < detail::at(totals()); ++i) {
      Driver& driver = result.drivers[i];
      const Index parameter = model_.find_parameter(driver.parameter)->index;
      const Halves redrawn = halves(redraw(model_, parameter, driver.parameter + " redrawn"));
      std::vector<FrozenPair> pairs;
      for (std::size_t world = 0; world < as_is.first.size(); ++world)
        pairs.push_back({{as_is.first[world].value, as_is.second[world].value},
                         {redrawn.first[world].value, redrawn.second[world].value}});
      driver.total = total_share(pairs, worlds);
    }
  }

  struct Halves {
    Worlds first, second;
  };
  // The two halves draw different trajectories.
  Halves halves(const Model& model) {
    detail::Sampling second = part_;
    second.first_group = part_.groups_per_world;
    Worlds first = with_parameters(model, part_);
    if (!is_exact_) return {std::move(first), with_parameters(model, second)};
    done();  // there is no noise that the halves have in common
    return {first, first};
  }

  const Subject& subject_;
  const Model& model_;
  const Query& query_;
  const SensitivityOptions& options_;
  std::vector<Index> parameters_;
  detail::Sampling all_, part_, held_;
  Options quiet_;
  std::set<Index> correlated_;
  bool is_exact_ = false;  // the answer is, within each world
  std::size_t runs_ = 1, done_ = 0;
};

Sensitivity analysed(const Subject& subject, const Query& query, const SensitivityOptions& options) {
  check_fixed_run(options.run);
  check(options);
  check_analysable(subject.scope(), query);
  if (!subject.has_parameters())
    throw Error(to_text(query), "a model with uncertain parameters", "one without");
  return Analysis(subject, query, options)();
}

}  // namespace

Sensitivity sensitivity(const Model& model, const Query& query, const SensitivityOptions& options) {
  return analysed(model, query, options);
}

Sensitivity sensitivity(const Horizon& horizon, const Query& query, const SensitivityOptions& options) {
  return analysed(Subject(horizon, options.run.stop), query, options);
}

}  // namespace casus
