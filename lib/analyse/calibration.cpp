// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/calibration.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include <boost/math/distributions/chi_squared.hpp>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/posterior.hpp>
#include <casus/sample/reference.hpp>

namespace casus {

namespace {

using detail::at;

// One thing that is observed: a quantity, or a condition, of a category by its state.
struct Observable {
  NodePtr node;  // the quantity, the category, or the condition
  enum class What { quantity, category, condition } what;
  double observed = 0;  // as it was observed: value, number of the state, or truth
};

std::vector<Observable> observables_of(const std::vector<Observation>& observed) {
  std::vector<Observable> all;
  for (const Observation& one : observed) {
    if (const Evidence* const evidence = one.evidence()) {
      if (evidence->is_virtual())
        throw Error("calibration", "observations that can be simulated",
                    "a likelihood of " + detail::quoted(evidence->variable->name));
      all.push_back({evidence->variable, Observable::What::quantity, evidence->value});
      continue;
    }
    detail::for_each_assertion(one.condition()->node(), true, [&](const NodePtr& node, bool holds) {
      if (node->op == (holds ? Op::logical_and : Op::logical_or)) return true;
      if (node->op == Op::state && holds)
        all.push_back({node->children[0], Observable::What::category, static_cast<double>(node->state)});
      else
        all.push_back({node, Observable::What::condition, holds ? 1.0 : 0.0});
      return false;
    });
  }
  return all;
}

// Returns the observation of a value; nothing if the quantity does not exist.
std::optional<Observation> observation(const Observable& of, double value) {
  switch (of.what) {
    case Observable::What::quantity:
      if (std::isnan(value)) return std::nullopt;
      return Observation(Evidence{of.node, value, {}});
    case Observable::What::category:
      return Observation(Boolean(detail::make_state(of.node, static_cast<Index>(value))));
    case Observable::What::condition: break;
  }
  const Boolean condition(of.node);
  return Observation(value != 0 ? condition : !condition);
}

/// The model of a subject without time, and how to state questions about it.
struct Simulated {
  const Model& model;
  std::function<NodePtr(const NodePtr&)> translated;
};

template <class Subject> class CalibrationRun {
public:
  CalibrationRun(const Subject& subject, const Scope& scope, const Model& parameters,
                 const Simulated& simulated, const std::vector<Observation>& observed,
                 const CalibrationOptions& options)
      : subject_(subject), scope_(scope), parameters_(parameters), simulated_(simulated),
        observables_(observables_of(observed)), options_(options) {
    constexpr Index fewest = 20;
    if (options.runs < fewest)
      throw Error("calibration", "at least " + std::to_string(fewest) + " runs",
                  std::to_string(options.runs));
    for (const Observable& one : observables_) formulas_.emplace_back(simulated.translated(one.node));
  }

  Calibration operator()() {
    Calibration all{.runs = options_.runs};
    std::vector<std::vector<double>> ranks(parameters_.parameters().size());
    const Randomness randomness{random::stream_key(options_.run.seed, "calibration"), options_.run.generator};
    const ReferenceSampler sampler(simulated_.model, randomness);
    for (Index run = 0; run < options_.runs; ++run) {
      if (!add_ranks(sampler, run, ranks)) ++all.lost;
      if (options_.run.progress)
        options_.run.progress(static_cast<double>(run + 1) / static_cast<double>(options_.runs));
    }
    for (std::size_t i = 0; i < ranks.size(); ++i)
      if (const UncertainParameter& one = parameters_.parameters()[i]; !one.distribution.is_formula())
        all.parameters.push_back(ranked(one.name, std::move(ranks[i])));
    predict(all);
    return all;
  }

private:
  // Returns false if the posterior of a simulation cannot be computed.
  bool add_ranks(const ReferenceSampler& sampler, Index run, std::vector<std::vector<double>>& ranks) const {
    const std::vector<double> truth = sampler.parameters(run);
    const std::vector<double> trajectory = sampler.trajectory(run, truth, 0);
    std::vector<Observation> seen;
    for (std::size_t i = 0; i < observables_.size(); ++i)
      if (const auto one = observation(observables_[i], sampler.value(formulas_[i], trajectory, truth)))
        seen.push_back(*one);
    Options options = options_.run;
    options.progress = {};
    options.seed = random::stream_key(options_.run.seed, "posterior " + std::to_string(run));
    std::optional<Posterior> after;
    try {
      after = posterior(subject_, seen, options);
    } catch (const Cancelled&) {
      throw;
    } catch (const Error&) {
      if (run == 0) throw;  // likely to be the same in every simulation
      return false;
    }
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      const std::vector<double> values = after->values(Real(parameters_.scope().parameters()[i]));
      double below = 0, equal = 0;
      for (std::size_t k = 0; k < values.size(); ++k) {
        below += values[k] < truth[i] ? after->weights()[k] : 0;
        equal += values[k] == truth[i] ? after->weights()[k] : 0;
      }
      const random::LaneAddress address{
          options.generator,
          {options.seed, static_cast<std::uint32_t>(run), static_cast<std::uint64_t>(i)},
          0};
      ranks[i].push_back(below + equal * random::unit(random::uniform_word(address)));
    }
    return true;
  }

  void predict(Calibration& all) const {
    std::vector<Query> queries;
    for (const Observable& one : observables_) {
      const Real value(one.node);
      const auto where_it_exists = [&](const Query& query) {
        return scope_.variable(one.node->index).guard ? query.given(scope_.exists(one.node)) : query;
      };
      switch (one.what) {
        case Observable::What::quantity:
          for (const double p : {0.05, 0.5, 0.95}) queries.push_back(where_it_exists(quantile(value, p)));
          queries.push_back(where_it_exists(P(value < one.observed)));
          queries.push_back(where_it_exists(P(value <= one.observed)));
          break;
        case Observable::What::category:
        case Observable::What::condition:
          queries.push_back(P(*observation(one, one.observed)->condition()));
          break;
      }
    }
    Options options = options_.run;
    options.progress = {};
    const Answers answers = estimate(subject_, queries, options);
    std::size_t next = 0;
    for (const Observable& one : observables_) {
      PredictedObservation row;
      if (one.what == Observable::What::quantity) {
        row = {one.node->name,
               true,
               one.observed,
               answers[next + 1].value,
               {answers[next].value, answers[next + 2].value}};
        const auto share = [](const Answer& answer) { return answer.is_bound ? 0 : answer.value; };
        row.below = (share(answers[next + 3]) + share(answers[next + 4])) / 2;
        next += 5;
      } else {
        const Boolean condition = *observation(one, one.observed)->condition();
        row = {to_text(condition), false, 1, answers[next].is_bound ? 0 : answers[next].value};
        ++next;
      }
      all.predictions.push_back(std::move(row));
    }
  }

  const Subject& subject_;
  const Scope& scope_;  // of the questions
  const Model& parameters_;
  const Simulated& simulated_;
  std::vector<Observable> observables_;
  std::vector<Formula> formulas_;  // of the simulated model
  const CalibrationOptions& options_;
};

}  // namespace

CalibratedParameter ranked(std::string name, std::vector<double> ranks) {
  CalibratedParameter parameter{.name = std::move(name), .ranks = std::move(ranks)};
  const double count = static_cast<double>(parameter.ranks.size());
  if (parameter.ranks.empty()) return parameter;
  // At least five ranks are expected in each part.
  const double parts = std::clamp(std::floor(count / 5), 2.0, 10.0);
  parameter.counts.resize(static_cast<std::size_t>(parts));
  for (const double rank : parameter.ranks)
    ++parameter.counts[static_cast<std::size_t>((std::min)(std::floor(rank * parts), parts - 1))];
  double statistic = 0;
  for (const Index in_part : parameter.counts)
    statistic += std::pow(static_cast<double>(in_part) - count / parts, 2) / (count / parts);
  parameter.p_value = boost::math::cdf(complement(boost::math::chi_squared(parts - 1), statistic));
  std::vector<double> sorted = parameter.ranks;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i)
    parameter.deviation = (std::max)({parameter.deviation, sorted[i] - static_cast<double>(i) / count,
                                      static_cast<double>(i + 1) / count - sorted[i]});
  parameter.band = std::sqrt(std::log(2 / 0.01) / (2 * count));
  return parameter;
}

Calibration calibrate(const Model& model, const std::vector<Observation>& observed,
                      const CalibrationOptions& options) {
  const Simulated simulated{model, [](const NodePtr& node) { return node; }};
  return CalibrationRun<Model>(model, model.scope(), model, simulated, observed, options)();
}

Calibration calibrate(const Horizon& horizon, const std::vector<Observation>& observed,
                      const CalibrationOptions& options) {
  const UnrolledQuestions unrolled(horizon, horizon.steps(), options.run.stop);
  const Simulated simulated{unrolled.model(), [&](const NodePtr& node) { return unrolled.translated(node); }};
  return CalibrationRun<Horizon>(horizon, horizon.asked(), horizon.constants(), simulated, observed,
                                 options)();
}

}  // namespace casus
