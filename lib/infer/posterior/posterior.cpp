// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/posterior.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/infer/detail/tails.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/weights.hpp>
#include <casus/model/changes.hpp>
#include <casus/random/lane.hpp>

#include "infer/evidence/recovered.hpp"
#include "infer/exact/eliminate.hpp"
#include "infer/exact/kalman.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/plan/registry.hpp"
#include "infer/posterior/in_draws.hpp"
#include "infer/posterior/parameter_populations.hpp"
#include "infer/sequential/sequential.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {

namespace {

using detail::at;

// ---- numbers from populations

PosteriorNumber between(double value, double standard_error, double populations, double level) {
  PosteriorNumber number{value, standard_error, {value, value}};
  if (populations < 2) {
    number.standard_error = std::numeric_limits<double>::quiet_NaN();
    number.interval = PosteriorNumber().interval;
    return number;
  }
  const double half = detail::student_point(level, populations - 1) * standard_error;
  number.interval = {value - half, value + half};
  return number;
}

// Returns the log of the mean evidence of populations, with the error of the log.
PosteriorNumber mean_evidence(const std::vector<double>& logs, double level) {
  const double greatest = *std::max_element(logs.begin(), logs.end());
  const double count = static_cast<double>(logs.size());
  double sum = 0, squares = 0;
  for (const double log : logs) sum += std::exp(log - greatest);
  const double mean = sum / count;
  for (const double log : logs) squares += std::pow(std::exp(log - greatest) - mean, 2);
  return between(greatest + std::log(mean), std::sqrt(squares / (count * (count - 1))) / mean, count, level);
}

// Importance sampling from the distribution fitted to the posterior.
struct FreshDraws {
  PosteriorNumber log_evidence;
  bool is_good = false;  // the weights can be trusted, and agree with the populations

  FreshDraws(const std::vector<ParameterPopulations::Draw>& draws, const PosteriorNumber& by_populations,
             double level) {
    double greatest = -std::numeric_limits<double>::infinity();
    for (const auto& draw : draws) greatest = (std::max)(greatest, draw.log_weight);
    if (!std::isfinite(greatest)) return;
    const double count = static_cast<double>(draws.size());
    WeightSums sums;
    LargestValues largest;
    for (const auto& draw : draws) {
      const double weight = std::exp(draw.log_weight - greatest);
      sums.sum += weight;
      sums.squares += weight * weight;
      largest.insert(weight);
    }
    constexpr double heaviest = 0.5, fewest = 0.25, far = 4;
    const double error = std::sqrt((1 / sums.effective() - 1 / count) * count / (count - 1));
    log_evidence = between(greatest + std::log(sums.sum / count), error, count, level);
    is_good = pareto_k(largest, count).value_or(0) <= heaviest && sums.effective() >= fewest * count &&
              std::abs(log_evidence.value - by_populations.value) <=
                  far * std::hypot(error, by_populations.standard_error);
  }
};

// ---- choice of the likelihood

struct ChosenLikelihood {
  std::unique_ptr<HistoryLikelihood> likelihood;
  Method method;
  std::string how;
};

// Operations of one exact likelihood up to which it costs little more than a sampled one, which has
// noise.
constexpr double cheap_recursion = 5e3, cheap_elimination = 3e5;

ChosenLikelihood chosen_likelihood(const Horizon& horizon, const Query& history, const Options& options) {
  const bool may_be_exact = options.method == Method::automatic || options.method == Method::exact;
  if (may_be_exact) {
    const RecursionCost cost =
        recursion_cost(horizon, {history}, options,
                       options.method == Method::exact ? options.exact_budget : cheap_recursion);
    if (!cost.why_not)
      return {recursion_likelihood(horizon, history, options), Method::exact, "exact, by forward recursion"};
    if (!why_no_kalman(horizon, history))
      return {kalman_likelihood(horizon, history), Method::sequential, "exact, by Kalman's filter"};
    if (options.method == Method::exact)
      throw Error(to_text(history), "evidence with an exact likelihood, step by step",
                  "evidence without one: " + *cost.why_not, "use the method sequential");
  }
  return {sequential_likelihood(horizon, history, options), Method::sequential,
          "estimated by populations of particles"};
}

ChosenLikelihood chosen_likelihood(const Model& model, const Query& history, const Options& options) {
  const bool may_be_exact = options.method == Method::automatic || options.method == Method::exact;
  if (may_be_exact) {
    const auto why = why_not_exact(model, history);
    if (!why && exact_cost(model, {history}, options.stop).operations <=
                    (options.method == Method::exact ? options.exact_budget : cheap_elimination))
      return {elimination_likelihood(model, history, options), Method::exact,
              "exact, by variable elimination"};
    if (options.method == Method::exact)
      throw Error(to_text(history), "evidence with an exact likelihood",
                  "evidence without one: " + why.value_or("it would take too many operations"),
                  "use the method weighted");
  }
  return {weighted_likelihood(model, history, options), Method::weighted,
          "estimated by weighted trajectories"};
}

Query history_of(const std::vector<Observation>& observed) {
  return P(Boolean(detail::make_constant(1, true))).given(observed);
}

// `sampled`: the method by which likelihoods are estimated.
void check(const Model& model, const Query& history, const Options& options, Method sampled) {
  constexpr Index fewest = 64;
  detail::check(options);
  detail::check_independent(options, "a posterior");
  const auto is_drawn = [](const UncertainParameter& one) { return !one.distribution.is_formula(); };
  if (std::none_of(model.parameters().begin(), model.parameters().end(), is_drawn))
    throw Error("posterior", "a model with uncertain parameters, to be updated", "one without any");
  if (model.worlds())
    throw Error("posterior", "a model whose parameters are drawn from their distributions",
                "one with given worlds");
  if (!history.has_condition()) throw Error("posterior", "something observed", "nothing");
  if (options.worlds < fewest)
    throw Error("option worlds", "at least " + std::to_string(fewest) + " draws of a posterior",
                std::to_string(options.worlds));
  if (options.method != Method::automatic && options.method != Method::exact && options.method != sampled)
    throw Error("option method",
                "automatic, exact or " + std::string(to_text(sampled)) + ", for this posterior",
                std::string(to_text(options.method)));
}

}  // namespace

// ---- building

class PosteriorBuilder {
public:
  PosteriorBuilder(const Model& model, const Horizon* horizon, const Query& history, const Options& options)
      : options_(options), horizon_(horizon) {
    posterior_.model_ = std::make_shared<const Model>(model);
    posterior_.history_ = history;
    posterior_.level_ = options.level;
  }

  Posterior built(ChosenLikelihood chosen, double log_factor) && {
    const std::vector<Index> steps = chosen.likelihood->steps();
    const bool is_exact = chosen.likelihood->is_exact();
    const std::string history = detail::circumstances_text(posterior_.history_).substr(3);
    ParameterPopulations::Result result =
        ParameterPopulations(*posterior_.model_, std::move(chosen.likelihood), options_).run(history);
    posterior_.method_id_ = chosen.method;
    fill_stages(steps, result, log_factor);
    fill_draws(result);
    posterior_.before_ = std::move(result.prior);
    warn(result);
    posterior_.method_ =
        fmt::format("{} of {} draws in {} populations, with likelihoods {}{}; {} likelihoods",
                    is_exact ? "iterated batch importance sampling" : "SMC^2", posterior_.size(),
                    posterior_.population_count_, chosen.how,
                    takes_fresh_ ? ", then importance sampling from the distribution fitted to them" : "",
                    result.evaluations);
    return std::move(posterior_);
  }

private:
  void fill_stages(const std::vector<Index>& steps, const ParameterPopulations::Result& result,
                   double log_factor) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      PosteriorStage stage{.step = steps[i],
                           .log_evidence = mean_evidence(result.stages[i].log_evidence, options_.level),
                           .effective = result.stages[i].effective,
                           .moves = result.stages[i].moves};
      if (horizon_ && steps[i] >= 0) stage.label = horizon_->label(steps[i]);
      if (i + 1 == steps.size()) {
        const FreshDraws fresh(result.fresh, stage.log_evidence, options_.level);
        takes_fresh_ = fresh.is_good;
        if (fresh.is_good && fresh.log_evidence.standard_error < stage.log_evidence.standard_error)
          stage.log_evidence = fresh.log_evidence;
        stage.log_evidence.value += log_factor;
        stage.log_evidence.interval.low += log_factor;
        stage.log_evidence.interval.high += log_factor;
      }
      posterior_.stages_.push_back(std::move(stage));
    }
  }

  // Takes the independent draws if their weights are good, because the populations have a bias of
  // the order of one over their size; else the populations. `log_weights_` are the prior over the
  // density with which a draw was made: its weight over its likelihood.
  void fill_draws(ParameterPopulations::Result& result) {
    if (takes_fresh_) {
      const std::size_t size = result.fresh.size(), parts = result.populations.size();
      for (auto& population : result.populations) population.clear();
      for (std::size_t i = 0; i < size; ++i)
        result.populations[i * parts / size].push_back(std::move(result.fresh[i]));
      result.distinct = size;
    }
    posterior_.population_count_ = detail::size(result.populations);
    double greatest = -std::numeric_limits<double>::infinity();
    for (const auto& population : result.populations)
      for (const auto& draw : population) greatest = (std::max)(greatest, draw.log_weight);
    const double log_evidence = posterior_.log_evidence().value;
    double sum = 0, squares = 0;
    for (std::size_t number = 0; number < result.populations.size(); ++number)
      for (const auto& draw : result.populations[number]) {
        const double weight = std::exp(draw.log_weight - greatest);
        if (!(weight > 0)) continue;
        posterior_.draws_.push_back(draw.parameters);
        posterior_.weights_.push_back(weight);
        posterior_.populations_.push_back(static_cast<Index>(number));
        posterior_.log_weights_.push_back(log_evidence - draw.logs.back());
        sum += weight;
        squares += weight * weight;
      }
    const double mean = sum / static_cast<double>(posterior_.weights_.size());
    for (std::size_t i = 0; i < posterior_.weights_.size(); ++i) {
      posterior_.log_weights_[i] += std::log(posterior_.weights_[i] / mean);
      posterior_.weights_[i] /= sum;
    }
    posterior_.effective_ = (std::min)(sum * sum / squares, static_cast<double>(result.distinct));
  }

  void warn(const ParameterPopulations::Result& result) {
    const auto& logs = result.stages.back().log_evidence;
    const auto alive = std::count_if(logs.begin(), logs.end(), [](double log) { return std::isfinite(log); });
    if (2 * alive < std::ssize(logs))
      posterior_.warnings_.push_back(detail::wording::populations_lost(alive, std::ssize(logs)));
    // The bias of small populations is of the order of their error.
    constexpr Index small = 512;
    const double few = (std::min)(100.0, static_cast<double>(posterior_.size()) / 4);
    if (posterior_.effective_ < few || (!takes_fresh_ && posterior_.size() < small))
      posterior_.warnings_.push_back(
          detail::wording::few_effective_samples("draws of the parameters", posterior_.effective_));
    if (result.is_noisy) posterior_.warnings_.push_back(detail::wording::noisy_likelihood());
    constexpr double far = 35;  // of the 37.5 that tails can be computed for
    if (result.farthest > far)
      posterior_.warnings_.push_back(detail::wording::beyond_the_prior(result.farthest));
  }

  const Options& options_;
  const Horizon* horizon_;  // null without time
  bool takes_fresh_ = false;
  Posterior posterior_;
};

namespace {

// Calls `work(options)` within the time limit, if there is one.
template <class Work> Posterior in_allowed_time(const Options& options, const Work& work) {
  auto found = detail::within_time(options, options.seconds, work);
  if (!found) throw detail::OutOfTime(options.seconds);
  return *std::move(found);
}

}  // namespace

Posterior posterior(const Model& model, const std::vector<Observation>& observed, const Options& options) {
  const Query history = history_of(observed);
  check(model, history, options, Method::weighted);
  detail::check_question(model, history);
  const RecoveredQuery known = recovered(model, history);
  return in_allowed_time(options, [&](const Options& own) {
    PosteriorBuilder builder(model, nullptr, history, own);
    return std::move(builder).built(chosen_likelihood(model, known.query, own), known.log_density);
  });
}

Posterior posterior(const Horizon& horizon, const std::vector<Observation>& observed,
                    const Options& options) {
  const Query history = history_of(observed);
  check(horizon.constants(), history, options, Method::sequential);
  detail::check_question(horizon.asked(), history);
  return in_allowed_time(options, [&](const Options& own) {
    PosteriorBuilder builder(horizon.constants(), &horizon, history, own);
    return std::move(builder).built(chosen_likelihood(horizon, history, own), 0);
  });
}

// ---- numbers

std::vector<double> Posterior::values(const Real& of) const {
  const std::string subject = to_text(of);
  detail::check_parameters_only(subject, *of.node());
  model_->check_owned(subject, *of.node());
  const Formula formula(of.node());
  std::vector<double> all, scratch;
  for (const std::vector<double>& draw : draws_)
    all.push_back(formula.evaluate(detail::WorldEnvironment{draw}, scratch));
  return all;
}

PosteriorNumber Posterior::ratio(const std::vector<double>& values) const {
  std::vector<double> parts(at(population_count_)), wholes(at(population_count_));
  for (std::size_t i = 0; i < values.size(); ++i) {
    parts[at(populations_[i])] += weights_[i] * values[i];
    wholes[at(populations_[i])] += weights_[i];
  }
  const ClusterRatio ratio(parts, wholes);
  return between(ratio.value, ratio.standard_error, static_cast<double>(ratio.clusters), level_);
}

PosteriorNumber Posterior::mean(const Real& of) const {
  const std::vector<double> all = values(of);
  PosteriorNumber found = ratio(all);
  SquaredDeviations deviations;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double deviation = weights_[i] * (all[i] - found.value);
    deviations.add(deviation * deviation);
  }
  // The spread between populations does not show a tail without a variance.
  constexpr double peaked = 25;
  if (detail::why_no_error(deviations, peaked)) {
    found.standard_error = std::numeric_limits<double>::quiet_NaN();
    found.interval = PosteriorNumber().interval;
  }
  return found;
}

double Posterior::sd(const Real& of) const {
  std::vector<double> all = values(of);
  const double mean = ratio(all).value;
  for (double& value : all) value = (value - mean) * (value - mean);
  return std::sqrt(ratio(all).value);
}

PosteriorNumber Posterior::quantile(const Real& of, double probability) const {
  if (!(probability > 0 && probability < 1))
    throw Error(to_text(of), "a probability in (0, 1)", detail::number(probability));
  const std::vector<double> all = values(of);
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all[a] < all[b]; });
  const auto value_at = [&](double share) {
    double sum = 0;
    for (const std::size_t i : order)
      if ((sum += weights_[i]) >= share) return all[i];
    return all[order.back()];
  };
  const double value = value_at(probability);
  std::vector<double> below;
  for (const double one : all) below.push_back(one <= value ? 1 : 0);
  const PosteriorNumber share = ratio(below);
  const double half = (share.interval.high - share.interval.low) / 2;
  PosteriorNumber found{value, std::numeric_limits<double>::quiet_NaN(), PosteriorNumber().interval};
  if (!(half >= 0)) return found;
  // At least as wide as for independent draws, and open if an end lies beyond the sample:
  // populations that agree on a share of 1 show nothing about the values beyond.
  const double count = (std::max)(1.0, std::floor(effective_));
  const RankInterval ranks = quantile_ranks(probability, count, level_);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double low = (std::min)(probability - half, (ranks.low - 0.5) / count),
               high = (std::max)(probability + half, (ranks.high - 0.5) / count);
  found.interval = {ranks.low >= 1 && low > 0 ? value_at(low) : -infinity,
                    ranks.high <= count && high < 1 ? value_at(high) : infinity};
  // Standard errors in half of the interval: of Student's t if the populations determine its width.
  const bool is_by_populations = high - low <= 2 * half;
  const double points = is_by_populations ? half / share.standard_error : detail::normal_point(level_);
  found.standard_error = (found.interval.high - found.interval.low) / (2 * points);
  return found;
}

Interval Posterior::interval(const Real& of, double level) const {
  if (!(level > 0 && level < 1)) throw Error(to_text(of), "a level in (0, 1)", detail::number(level));
  return {quantile(of, (1 - level) / 2).value, quantile(of, (1 + level) / 2).value};
}

std::vector<UpdatedParameter> Posterior::parameters() const {
  std::vector<UpdatedParameter> all;
  for (std::size_t i = 0; i < model_->parameters().size(); ++i) {
    const UncertainParameter& parameter = model_->parameters()[i];
    if (parameter.distribution.is_formula()) continue;
    const Real itself(model_->scope().parameters()[i]);
    UpdatedParameter one{.name = parameter.name, .unit = parameter.details.unit};
    std::vector<double> values;
    for (const std::vector<double>& draw : before_) values.push_back(draw[i]);
    std::sort(values.begin(), values.end());
    const double count = static_cast<double>(values.size());
    one.mean_before = std::accumulate(values.begin(), values.end(), 0.0) / count;
    const auto at_share = [&](double share) {
      return values[static_cast<std::size_t>(share * (count - 1) + 0.5)];
    };
    one.range_before = {at_share(0.05), at_share(0.95)};
    one.mean = mean(itself);
    one.range = interval(itself, 0.90);
    all.push_back(std::move(one));
  }
  return all;
}

ParameterDraws Posterior::draws() const {
  ParameterDraws all;
  const double count = static_cast<double>(size());
  double sum = 0;
  std::size_t next = 0;
  for (Index i = 0; i < size(); ++i) {
    const double point = (static_cast<double>(i) + 0.5) / count;
    while (next + 1 < weights_.size() && sum + weights_[next] <= point) sum += weights_[next++];
    all.values.push_back(draws_[next]);
  }
  return all;
}

// ---- questions

namespace {

// Widens the error of an answer to the spread between populations. They are independent; the draws
// of one are not quite.
void allow_for_populations(Answer& answer, const std::vector<Index>& populations, Index count) {
  for (Answer& part : answer.parts) allow_for_populations(part, populations, count);
  if (!answer.by_world || !std::isfinite(answer.value)) return;
  std::vector<double> parts(at(count)), wholes(at(count));
  for (const WorldAnswer& world : *answer.by_world) {
    const auto population = at(populations[at(world.world)]);
    parts[population] += world.weight * world.value;
    wholes[population] += world.weight;
  }
  const ClusterRatio ratio(parts, wholes);
  if (!(ratio.standard_error > 0)) return;
  const double half =
      detail::student_point(answer.level, static_cast<double>(ratio.clusters - 1)) * ratio.standard_error;
  const bool is_probability = detail::about(answer.kind).is_probability();
  Interval wider{answer.value - half, answer.value + half};
  if (const double spread = answer.value * (1 - answer.value); is_probability && spread > 0) {
    const double centre = std::log(answer.value / (1 - answer.value)), width = half / spread;
    wider = {1 / (1 + std::exp(width - centre)), 1 / (1 + std::exp(-width - centre))};
  }
  answer.standard_error = (std::max)(answer.standard_error, ratio.standard_error);
  answer.interval = {(std::min)(answer.interval.low, wider.low),
                     (std::max)(answer.interval.high, wider.high)};
}

void forget_worlds(Answer& answer) {
  answer.by_world.reset();
  for (Answer& part : answer.parts) forget_worlds(part);
}

}  // namespace

class PosteriorQuestions {
public:
  static ParameterDraws worlds_of(const Posterior& posterior) {
    return {posterior.draws_, posterior.log_weights_};
  }

  // Finishes an answer whose worlds are the draws. It has no values by world: these would be taken
  // for those of worlds drawn from the parameters' distributions (`world_table`).
  static Answer finished(Answer answer, const Posterior& posterior) {
    allow_for_populations(answer, posterior.populations_, posterior.population_count_);
    forget_worlds(answer);
    answer.warnings.insert(answer.warnings.end(), posterior.warnings_.begin(), posterior.warnings_.end());
    return answer;
  }

  // `subject`: the model or horizon, with the posterior's draws as worlds.
  template <class Subject_>
  static Answers answers(const Subject_& subject, const Posterior& posterior,
                         const std::vector<Query>& queries, const Options& options, Method sampled) {
    const Subject_ drawn = with_worlds(subject, worlds_of(posterior));
    const Subject of(drawn);
    std::vector<Query> exactly, by_sampling;
    std::vector<std::pair<bool, std::size_t>> places;
    for (const Query& query : queries) {
      Query asked = query.in_circumstances_of(posterior.history_);
      const bool is_exact = posterior.method_id_ == Method::exact && asked.counterfactual().empty() &&
                            !asked.has_points() && !method_entry(Method::exact).why_not(of, {asked});
      auto& group = is_exact ? exactly : by_sampling;
      places.emplace_back(is_exact, group.size());
      group.push_back(std::move(asked));
    }
    Options own = options;
    own.worlds = posterior.size();
    own.keep_worlds = true;
    const auto answered = [&](const std::vector<Query>& some, Method method) {
      if (some.empty()) return std::vector<Answer>();
      own.method = options.method == Method::automatic ? method : options.method;
      return estimate(drawn, some, own).take();
    };
    std::vector<Answer> of_exact = answered(exactly, Method::exact),
                        of_sampled = answered(by_sampling, sampled);
    std::vector<Answer> all;
    for (const auto& [is_exact, place] : places) {
      Answer answer = finished(std::move((is_exact ? of_exact : of_sampled)[place]), posterior);
      detail::name_as_asked(answer, queries[all.size()]);
      answer.reason = "its worlds are the draws of a posterior";
      all.push_back(std::move(answer));
    }
    return Answers(std::move(all), queries);
  }
};

Answers answered_in_draws(const Subject& subject, const Posterior& posterior,
                          const std::vector<Query>& queries, Method method, const Options& options) {
  Options own = options;
  own.worlds = posterior.size();
  own.keep_worlds = true;
  std::vector<Answer> found;
  if (subject.horizon()) {
    const Horizon drawn = with_worlds(*subject.horizon(), PosteriorQuestions::worlds_of(posterior));
    found = method_entry(method).answer(Subject(drawn, options.stop), queries, own).take();
  } else {
    const Model drawn = with_worlds(subject.model(), PosteriorQuestions::worlds_of(posterior));
    found = method_entry(method).answer(Subject(drawn), queries, own).take();
  }
  for (Answer& answer : found) answer = PosteriorQuestions::finished(std::move(answer), posterior);
  return Answers(std::move(found));
}

std::vector<Observation> observations_of(const Query& query) {
  std::vector<Observation> all;
  if (query.condition()) all.emplace_back(*query.condition());
  for (const Evidence& evidence : query.evidence()) all.emplace_back(evidence);
  return all;
}

Answers estimate(const Model& model, const Posterior& posterior, const std::vector<Query>& queries,
                 const Options& options) {
  return PosteriorQuestions::answers(model, posterior, queries, options, Method::weighted);
}

Answers estimate(const Horizon& horizon, const Posterior& posterior, const std::vector<Query>& queries,
                 const Options& options) {
  return PosteriorQuestions::answers(horizon, posterior, queries, options, Method::sequential);
}

// ---- columns

namespace {

void check_sizes(std::size_t variables, std::size_t values) {
  if (variables != values)
    throw Error("observed", std::to_string(variables) + " values, one for each variable",
                std::to_string(values));
}

void see(std::vector<Observation>& all, const Quantity& variable, double value) {
  if (!std::isnan(value)) all.emplace_back(observed(variable, value));
}
void see(std::vector<Observation>& all, const Event& variable, const std::optional<bool>& value) {
  if (value) all.emplace_back(observed(variable, *value));
}
void see(std::vector<Observation>& all, const Category& variable, const std::string& value) {
  if (!value.empty()) all.emplace_back(observed(variable, value));
}

template <class Handle, class Values>
std::vector<Observation> column(const std::vector<Handle>& variables, const Values& values) {
  check_sizes(variables.size(), values.size());
  std::vector<Observation> all;
  for (std::size_t i = 0; i < variables.size(); ++i) see(all, variables[i], values[i]);
  return all;
}

template <class Handle, class Values>
std::vector<Observation> column(Horizon& horizon, const Series<Handle>& series, const Values& values,
                                Index first) {
  std::vector<Handle> variables;
  for (std::size_t i = 0; i < values.size(); ++i)
    variables.push_back(horizon.at(series, first + static_cast<Index>(i)));
  return column(variables, values);
}

}  // namespace

std::vector<Observation> observed(const std::vector<Quantity>& variables, const std::vector<double>& values) {
  return column(variables, values);
}
std::vector<Observation> observed(const std::vector<Event>& variables,
                                  const std::vector<std::optional<bool>>& values) {
  return column(variables, values);
}
std::vector<Observation> observed(const std::vector<Category>& variables,
                                  const std::vector<std::string>& values) {
  return column(variables, values);
}
std::vector<Observation> observed(Horizon& horizon, const Series<Quantity>& series,
                                  const std::vector<double>& values, Index first) {
  return column(horizon, series, values, first);
}
std::vector<Observation> observed(Horizon& horizon, const Series<Event>& series,
                                  const std::vector<std::optional<bool>>& values, Index first) {
  return column(horizon, series, values, first);
}
std::vector<Observation> observed(Horizon& horizon, const Series<Category>& series,
                                  const std::vector<std::string>& values, Index first) {
  return column(horizon, series, values, first);
}

}  // namespace casus
