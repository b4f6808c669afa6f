// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/sensitivity.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <casus/analyse/variance_shares.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/changes.hpp>
#include <casus/sample/world.hpp>

#include "analyse/worlds.hpp"
#include "infer/subject.hpp"

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

// The analysis of one question, run by run.
class Analysis {
public:
  Analysis(const Model& model, const Query& query, const SensitivityOptions& options)
      : model_(model), query_(query), options_(options), parameters_(relevant_parameters(model, query)),
        all_(detail::sampling(model, options.run)), part_(all_) {
    part_.groups_per_world = (std::max)(Index{1}, all_.groups_per_world / options.thinned);
    quiet_ = options.run;
    quiet_.progress = {};
    runs_ = 2 + 2 * parameters_.size() + 2 * detail::at(totals()) + (totals() > 0 ? 2 : 0);
  }

  Sensitivity operator()() {
    Sensitivity result;
    Options forward = quiet_;
    forward.method = Method::forward;
    result.answer = estimate(model_, {query_}, forward)[0];
    done();
    const Worlds worlds = world_estimates(model_, query_, all_, quiet_);
    done();
    if (std::isnan(over_worlds(worlds).value)) {
      result.warnings.push_back("the condition was never met: the drivers of the answer are unknown");
      return result;
    }
    result.variance = variance_between(worlds);
    const bool has_variance = result.variance.value > 2 * result.variance.standard_error;
    if (!has_variance)
      result.warnings.push_back(
          "the worlds differ by little more than Monte Carlo noise: shares of their variance are not "
          "reported");
    note_correlations(result);
    const auto drawn = drawn_parameters();
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      result.drivers.push_back(driver(parameters_[i], drawn[i], worlds, has_variance));
    std::stable_sort(result.drivers.begin(), result.drivers.end(), [](const Driver& a, const Driver& b) {
      return std::abs(a.swing.value) > std::abs(b.swing.value);
    });
    if (query_.condition())
      result.total_note = "the condition makes the parameters depend on each other";
    else if (has_variance)
      add_totals(result);
    return result;
  }

private:
  Index totals() const {
    return query_.condition() ? 0 : (std::min)(options_.total_of, detail::size(parameters_));
  }

  void done() {
    ++done_;
    if (options_.run.progress)
      options_.run.progress((std::min)(1.0, static_cast<double>(done_) / static_cast<double>(runs_)));
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

  Worlds held(Index parameter, double value) {
    Worlds worlds = world_estimates(hold(model_, parameter, value), query_, part_, quiet_);
    done();
    return worlds;
  }

  Driver driver(Index number, const std::vector<double>& drawn, const Worlds& worlds, bool has_variance) {
    const UncertainParameter& parameter = model_.parameters()[detail::at(number)];
    Driver driver;
    driver.parameter = parameter.name;
    driver.unit = parameter.details.unit;
    driver.points = {point(parameter, drawn, options_.low), point(parameter, drawn, options_.high)};
    const Worlds low = held(number, driver.points.low), high = held(number, driver.points.high);
    driver.at_low = value_of(low);
    driver.at_high = value_of(high);
    driver.swing = difference(high, low);
    driver.rank_correlation = rank_correlation(worlds, drawn);
    if (has_variance) driver.first_order = first_order_share(worlds, drawn);
    return driver;
  }

  void note_correlations(Sensitivity& result) const {
    std::set<Index> correlated;
    for (const auto& [pair, rank] : detail::correlated_pairs(model_.correlations())) {
      correlated.insert(pair.first);
      correlated.insert(pair.second);
    }
    std::vector<std::string> names;
    for (const Index parameter : parameters_)
      if (correlated.contains(parameter)) names.push_back(model_.parameters()[detail::at(parameter)].name);
    if (names.empty()) return;
    result.warnings.push_back(
        detail::joined(names) + (names.size() == 1 ? " is" : " are") +
        " correlated with other parameters: a low or high point leaves the others as they are; a first-order "
        "share includes what the others have in common with it, a total only what they leave open, so that "
        "shares do not add up");
  }

  void add_totals(Sensitivity& result) {
    const Halves as_is = halves(model_);
    for (std::size_t i = 0; i < detail::at(totals()); ++i) {
      Driver& driver = result.drivers[i];
      const Index parameter = model_.find_parameter(driver.parameter)->index;
      const Halves redrawn = halves(redraw(model_, parameter, driver.parameter + " redrawn"));
      std::vector<FrozenPair> pairs;
      for (std::size_t world = 0; world < as_is.first.size(); ++world)
        pairs.push_back({{as_is.first[world].value, as_is.second[world].value},
                         {redrawn.first[world].value, redrawn.second[world].value}});
      driver.total = total_share(pairs, result.variance.value);
    }
  }

  struct Halves {
    Worlds first, second;
  };
  // The two halves draw different trajectories.
  Halves halves(const Model& model) {
    detail::Sampling second = part_;
    second.first_group = part_.groups_per_world;
    Halves both{world_estimates(model, query_, part_, quiet_), {}};
    done();
    both.second = world_estimates(model, query_, second, quiet_);
    done();
    return both;
  }

  const Model& model_;
  const Query& query_;
  const SensitivityOptions& options_;
  std::vector<Index> parameters_;
  detail::Sampling all_, part_;
  Options quiet_;
  std::size_t runs_, done_ = 0;
};

}  // namespace

Sensitivity sensitivity(const Model& model, const Query& query, const SensitivityOptions& options) {
  check_fixed_run(options.run);
  check(options);
  check_analysable(model, query);
  if (model.parameters().empty())
    throw Error(to_text(query), "a model with uncertain parameters", "one without");
  return Analysis(model, query, options)();
}

Sensitivity sensitivity(const Horizon& horizon, const Query& query, const SensitivityOptions& options) {
  check_analysable(horizon.asked(), query);
  const UnrolledQuestions unrolled(horizon, horizon.steps());
  Sensitivity result = sensitivity(unrolled.model(), translated(unrolled, query), options);
  result.answer.question = to_text(query);
  return result;
}

}  // namespace casus
