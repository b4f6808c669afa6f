// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/posterior/parameter_populations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <casus/detail/distributions.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/special.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/random/lane.hpp>

#include "infer/run/rounds.hpp"

namespace casus {

namespace {

using detail::at;

constexpr double impossible = -std::numeric_limits<double>::infinity();
constexpr std::size_t population_count = 8;

double score_of(double uniform) { return detail::scalar::standard_normal(uniform); }

// Returns the quantile of a distribution at the standard normal probability of a score. Far out it
// is computed from the tail on that side.
double quantile_at(double score, const distribution::Shape& shape, std::span<const double> row) {
  constexpr double far = 4;
  const double tail =
      (std::max)(detail::standard_normal_cdf(-std::abs(score)), (std::numeric_limits<double>::min)());
  if (score <= -far) return distribution::lower_quantile(shape, row, tail);
  if (score >= far) return distribution::upper_quantile(shape, row, tail);
  return distribution::quantile(shape, row, detail::standard_normal_cdf(score));
}

// Sum and effective number of weights that are given by their logarithms.
struct LogWeights {
  std::vector<double> logs;
  double log_sum = impossible, effective = 0;

  explicit LogWeights(std::vector<double> all) : logs(std::move(all)) {
    const double greatest = *std::max_element(logs.begin(), logs.end());
    if (greatest == impossible) return;
    double sum = 0, squares = 0;
    for (const double log : logs) {
      const double weight = std::exp(log - greatest);
      sum += weight;
      squares += weight * weight;
    }
    log_sum = greatest + std::log(sum);
    effective = sum * sum / squares;
  }
  std::vector<double> shares() const {
    std::vector<double> all;
    for (const double log : logs) all.push_back(std::exp(log - log_sum));
    return all;
  }
};

}  // namespace

struct ParameterPopulations::Population {
  std::size_t number = 0;
  std::vector<Draw> draws;
  double log_evidence = 0;
  double exponent = 0;  // part of the current stage that is weighed
  Index parts = 0;      // of the current stage
  Index resampled = 0;
  double scale = 1;  // of random walks, relative to the usual one
  Eigen::VectorXd centre;
  Eigen::LLT<Eigen::MatrixXd> spread;

  bool is_lost() const { return log_evidence == impossible; }
  std::vector<double> log_weights() const {
    std::vector<double> logs;
    for (const Draw& draw : draws) logs.push_back(draw.log_weight);
    return logs;
  }
  Eigen::Map<const Eigen::VectorXd> scores(std::size_t draw) const {
    const std::vector<double>& all = draws[draw].scores;
    return {all.data(), static_cast<Eigen::Index>(all.size())};
  }

  // Fits a normal distribution to the scores. The covariances of few draws are drawn towards 0.
  void fit() {
    const auto size = static_cast<Eigen::Index>(draws[0].scores.size());
    const LogWeights sums(log_weights());
    centre = Eigen::VectorXd::Zero(size);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
    const std::vector<double> weights = sums.shares();
    for (std::size_t i = 0; i < draws.size(); ++i) centre += weights[i] * scores(i);
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const Eigen::VectorXd off = scores(i) - centre;
      covariance += weights[i] * off * off.transpose();
    }
    const double dimension = static_cast<double>(size);
    const double drawn_in = dimension / (dimension + sums.effective);
    const Eigen::VectorXd variances = covariance.diagonal();
    covariance *= 1 - drawn_in;
    covariance.diagonal() = variances;
    // Draws that are all alike still have somewhere to go.
    covariance.diagonal().array() += 1e-8;
    spread.compute(covariance);
  }

  // Replaces the draws by equally likely ones: systematic resampling.
  void resample(double uniform) {
    const std::vector<double> weights = LogWeights(log_weights()).shares();
    std::vector<Draw> chosen;
    const double count = static_cast<double>(draws.size());
    double sum = 0;
    std::size_t next = 0;
    std::size_t last = draws.size() - 1;
    while (!(weights[last] > 0)) --last;
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const double point = (static_cast<double>(i) + uniform) / count;
      while (next < last && sum + weights[next] <= point) sum += weights[next++];
      chosen.push_back(draws[next]);
      chosen.back().log_weight = 0;
    }
    draws = std::move(chosen);
    ++resampled;
  }
};

ParameterPopulations::ParameterPopulations(const Model& model, std::unique_ptr<HistoryLikelihood> likelihood,
                                           const Options& options)
    : model_(model), likelihood_(std::move(likelihood)), options_(options) {
  sources_.resize(model.parameters().size());
  for (std::size_t i = 0; i < model.parameters().size(); ++i)
    if (const UncertainParameter& parameter = model.parameters()[i]; !parameter.distribution.is_formula()) {
      if (parameter.sources.empty()) sources_[i].push_back({stream(parameter.stream()), 1});
      for (const WeightedStream& source : parameter.sources)
        sources_[i].push_back({stream(source.stream), source.weight});
    }
}

// Returns the number of a stream of uniform numbers, which may be new.
std::size_t ParameterPopulations::stream(const std::string& name) {
  const auto found = std::find(streams_.begin(), streams_.end(), name);
  if (found != streams_.end()) return static_cast<std::size_t>(found - streams_.begin());
  streams_.push_back(name);
  return streams_.size() - 1;
}

double ParameterPopulations::score(const Draw& draw, std::size_t parameter) const {
  double sum = 0;
  for (const Source& source : sources_[parameter]) sum += source.weight * draw.scores[source.stream];
  return sum;
}

ParameterPopulations::~ParameterPopulations() = default;

double ParameterPopulations::uniform(std::size_t population, std::size_t draw, Index& position) const {
  const std::size_t number = population * populations_[0].draws.size() + draw;
  const random::LaneAddress address{
      options_.generator,
      {random::stream_key(options_.seed, "moves of parameters"), static_cast<std::uint32_t>(number),
       static_cast<std::uint64_t>(position++)},
      0};
  return random::unit(random::uniform_word(address));
}

// Computes the parameters and likelihoods of draws from their scores, or from their own parameters.
void ParameterPopulations::evaluate(std::vector<Draw>& draws) {
  in_rounds<Draw>(
      detail::size(draws), detail::size(draws) * likelihood_->work(), options_, {},
      [&](Index i) {
        Draw draw = draws[at(i)];
        const Index number = evaluated_ + i;
        if (draw.parameters.empty()) {
          draw.parameters = parameters_at(
              model_, number,
              [&](std::size_t parameter, const distribution::Shape& shape, std::span<const double> row) {
                return quantile_at(score(draw, parameter), shape, row);
              });
        }
        draw.logs = (*likelihood_)(draw.parameters, number);
        return draw;
      },
      [&](Index i, const Draw& draw) { draws[at(i)] = draw; });
  evaluated_ += detail::size(draws);
}

// Draws from the prior: the worlds that other methods draw, too.
void ParameterPopulations::start() {
  const std::size_t size = at(options_.worlds) / population_count;
  const Randomness randomness = options_.randomness();
  std::vector<Draw> draws(size * population_count);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const auto world = static_cast<Index>(i);
    for (const std::string& name : streams_)
      draws[i].scores.push_back(score_of(random::unit(parameter_digits(randomness, name, world))));
    draws[i].parameters = draw_parameters(model_, randomness, world);
    result_.prior.push_back(draws[i].parameters);
  }
  evaluate(draws);
  populations_.resize(population_count);
  for (std::size_t i = 0; i < draws.size(); ++i) populations_[i / size].draws.push_back(std::move(draws[i]));
  for (std::size_t i = 0; i < population_count; ++i) populations_[i].number = i;
}

double ParameterPopulations::log_likelihood(const Population& population, const Draw& draw,
                                            std::size_t stage) const {
  const double whole = draw.logs[stage];
  if (population.exponent == 1 || whole == impossible) return population.exponent == 0 ? 0 : whole;
  const double before = stage == 0 ? 0 : draw.logs[stage - 1];
  return before + population.exponent * (whole - before);
}

// Returns, for each draw, the log-likelihood of a stage's own evidence.
std::vector<double> ParameterPopulations::gains(const Population& population, std::size_t stage) {
  std::vector<double> all;
  for (const Draw& draw : population.draws)
    all.push_back(draw.log_weight == impossible || draw.logs[stage] == impossible
                      ? impossible
                      : draw.logs[stage] - (stage == 0 ? 0 : draw.logs[stage - 1]));
  return all;
}

// Returns the effective number of draws after a whole stage, before any move.
double ParameterPopulations::effective_after(const Population& population, std::size_t stage) {
  std::vector<double> logs = gains(population, stage);
  for (std::size_t i = 0; i < logs.size(); ++i) logs[i] += population.draws[i].log_weight;
  return LogWeights(std::move(logs)).effective;
}

// Weighs a part of a stage that leaves at least half of the effective draws. Returns whether the
// draws have to be moved before they go on.
bool ParameterPopulations::weigh(Population& population, std::size_t stage) const {
  const std::vector<double> before = population.log_weights(), gain = gains(population, stage);
  const auto weighed = [&](double part) {
    std::vector<double> logs;
    for (std::size_t i = 0; i < gain.size(); ++i)
      logs.push_back(gain[i] == impossible ? impossible : before[i] + part * gain[i]);
    return logs;
  };
  const double rest = 1 - population.exponent;
  const double enough = LogWeights(weighed(0)).effective / 2;
  constexpr Index most_parts = 1000;  // each halves the draws, so that many are never needed
  double part = rest;
  if (LogWeights(weighed(rest)).effective < enough && ++population.parts < most_parts) {
    double low = 0, high = rest;
    for (int halving = 0; halving < 60; ++halving) {
      const double middle = (low + high) / 2;
      (LogWeights(weighed(middle)).effective < enough ? high : low) = middle;
    }
    if (low > 0) part = low;
  }
  const std::vector<double> logs = weighed(part);
  const LogWeights after(logs);
  population.log_evidence += after.log_sum - LogWeights(before).log_sum;
  if (population.is_lost()) return false;
  for (std::size_t i = 0; i < logs.size(); ++i) population.draws[i].log_weight = logs[i];
  population.exponent = part == rest ? 1 : population.exponent + part;
  return population.exponent < 1 || after.effective < static_cast<double>(population.draws.size()) / 2;
}

// Proposals alternate between a draw near the fitted normal distribution, which forgets the place
// it comes from, and a random walk, which also reaches places that the fit does not know.
ParameterPopulations::Proposed ParameterPopulations::proposed(const Population& population,
                                                              std::size_t number, Index round) const {
  constexpr double memory = 0.4, wider = 1.2;
  const Eigen::VectorXd from = population.scores(number);
  Eigen::VectorXd noise(from.size());
  Index position = (population.resampled * most_rounds + round) * static_cast<Index>(from.size() + 1);
  for (Eigen::Index i = 0; i < noise.size(); ++i)
    noise[i] = score_of(uniform(population.number, number, position));
  const Eigen::VectorXd step = population.spread.matrixL() * noise;
  Eigen::VectorXd to;
  Proposed result;
  if (round % 2 == 0) {
    to = population.centre + memory * (from - population.centre) +
         std::sqrt((1 - memory * memory) * wider) * step;
    const auto distance = [&](const Eigen::VectorXd& scores) {
      return population.spread.matrixL().solve(scores - population.centre).squaredNorm() / wider;
    };
    result.log_ratio = (distance(to) - distance(from)) / 2;
  } else {
    to = from + population.scale * 2.38 / std::sqrt(static_cast<double>(from.size())) * step;
  }
  result.log_ratio += (from.squaredNorm() - to.squaredNorm()) / 2;
  result.uniform = uniform(population.number, number, position);
  result.draw.scores.assign(to.data(), to.data() + to.size());
  return result;
}

// Moves the draws of some populations, which have just been weighed, until they hardly remember
// where they were.
void ParameterPopulations::move(const std::vector<std::size_t>& moving, std::size_t stage, double remembered,
                                Stage& about) {
  for (const std::size_t number : moving) {
    Population& population = populations_[number];
    population.fit();
    Index position = -1 - population.resampled;
    population.resample(uniform(number, 0, position));
  }
  refine_if_noisy(moving, stage);
  std::vector<std::size_t> active = moving;
  std::vector<std::vector<Draw>> origins(populations_.size());
  for (const std::size_t number : moving) origins[number] = populations_[number].draws;
  for (Index round = 0; round < most_rounds && !active.empty(); ++round) {
    std::vector<Proposed> all;
    std::vector<Draw> draws;
    for (const std::size_t number : active)
      for (std::size_t i = 0; i < populations_[number].draws.size(); ++i) {
        all.push_back(proposed(populations_[number], i, round));
        draws.push_back(std::move(all.back().draw));
      }
    evaluate(draws);
    std::size_t next = 0;
    for (const std::size_t number : active) {
      Population& population = populations_[number];
      double accepted = 0;
      for (Draw& draw : population.draws) {
        Draw& to = draws[next];
        const double log_ratio = all[next].log_ratio + log_likelihood(population, to, stage) -
                                 log_likelihood(population, draw, stage);
        if (std::log(all[next++].uniform) < log_ratio) {
          to.log_weight = draw.log_weight;
          draw = std::move(to);
          accepted += 1;
        }
      }
      // Towards the acceptance rate that suits random walks in several dimensions.
      if (round % 2 == 1)
        population.scale *= std::exp(accepted / static_cast<double>(population.draws.size()) - 0.3);
    }
    about.moves = (std::max)(about.moves, round + 1);
    std::erase_if(active, [&](std::size_t number) {
      return memory_of(populations_[number].draws, origins[number]) < remembered;
    });
  }
}

// Returns the greatest correlation, over parameters, between the scores before and after moves.
double ParameterPopulations::memory_of(const std::vector<Draw>& now, const std::vector<Draw>& before) {
  double most = 0;
  for (std::size_t k = 0; k < now[0].scores.size(); ++k) {
    const double count = static_cast<double>(now.size());
    double mean_now = 0, mean_before = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      mean_now += now[i].scores[k] / count;
      mean_before += before[i].scores[k] / count;
    }
    double both = 0, of_now = 0, of_before = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      const double a = now[i].scores[k] - mean_now, b = before[i].scores[k] - mean_before;
      both += a * b;
      of_now += a * a;
      of_before += b * b;
    }
    // Draws that were all alike remember nothing once they differ.
    if (of_now == 0) return 1;
    if (of_before > 0) most = (std::max)(most, both / std::sqrt(of_now * of_before));
  }
  return most;
}

// Doubles the number of particles of each likelihood if its noise, at fixed parameters, would slow
// the moves down. All likelihoods are then estimated anew, and the draws weighed by the ratio of
// the new to the old ones.
void ParameterPopulations::refine_if_noisy(const std::vector<std::size_t>& moving, std::size_t stage) {
  constexpr double noisy = 2;  // variance; Doucet, Pitt, Deligiannidis and Kohn, Biometrika 102 (2015) 295
  constexpr std::size_t some = 16;
  if (likelihood_->is_exact()) return;
  std::vector<Draw> pairs;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < some; ++i) {
    const std::size_t number = moving[i % moving.size()];
    const std::vector<Draw>& draws = populations_[number].draws;
    const Draw& one = draws[i * draws.size() / some];
    pairs.insert(pairs.end(), 2, one);
    numbers.push_back(number);
  }
  evaluate(pairs);
  double variance = 0;
  for (std::size_t i = 0; i < some; ++i) {
    const Population& population = populations_[numbers[i]];
    const double difference =
        log_likelihood(population, pairs[2 * i], stage) - log_likelihood(population, pairs[2 * i + 1], stage);
    variance += std::isfinite(difference) ? difference * difference / (2 * some) : noisy;
  }
  if (variance <= noisy) return;
  auto refined = likelihood_->refined();
  result_.is_noisy = result_.is_noisy || !refined;
  if (!refined) return;
  likelihood_ = std::move(refined);
  for (Population& population : populations_) {
    if (population.is_lost()) continue;
    std::vector<Draw> anew = population.draws;
    evaluate(anew);
    const double before = LogWeights(population.log_weights()).log_sum;
    for (std::size_t i = 0; i < anew.size(); ++i) {
      const double was = log_likelihood(population, population.draws[i], stage);
      if (was == impossible)
        anew[i].log_weight = impossible;
      else
        anew[i].log_weight += log_likelihood(population, anew[i], stage) - was;
    }
    population.draws = std::move(anew);
    population.log_evidence += LogWeights(population.log_weights()).log_sum - before;
  }
}

void ParameterPopulations::take_in(std::size_t stage) {
  Stage about;
  std::vector<std::size_t> going;
  for (Population& population : populations_) {
    population.exponent = 0;
    population.parts = 0;
    if (population.is_lost()) continue;
    going.push_back(population.number);
    about.effective += effective_after(population, stage);
  }
  while (!going.empty()) {
    std::vector<std::size_t> moving;
    for (const std::size_t number : going) {
      Population& population = populations_[number];
      if (weigh(population, stage)) moving.push_back(number);
    }
    std::erase_if(going, [&](std::size_t number) {
      return populations_[number].is_lost() || populations_[number].exponent == 1;
    });
    constexpr double remembered_on_the_way = 0.5;
    if (!moving.empty()) move(moving, stage, remembered_on_the_way, about);
  }
  for (const Population& population : populations_) about.log_evidence.push_back(population.log_evidence);
  result_.stages.push_back(std::move(about));
}

// Makes the draws of each population equally likely at the end, where they are not nearly so.
void ParameterPopulations::even_out() {
  constexpr double nearly = 0.9;
  std::vector<std::size_t> moving;
  for (const Population& population : populations_)
    if (!population.is_lost() && LogWeights(population.log_weights()).effective <
                                     nearly * static_cast<double>(population.draws.size()))
      moving.push_back(population.number);
  constexpr double remembered = 0.3;
  if (!moving.empty()) move(moving, result_.stages.size() - 1, remembered, result_.stages.back());
}

// Draws from Student's t distribution, fitted to all populations, and weighs the draws: importance
// sampling, which measures the evidence better than the populations do wherever the fit is good.
void ParameterPopulations::measure_evidence() {
  constexpr double degrees = 8, wider = 1.1, pi = 3.14159265358979323846;
  Population all;
  for (const Population& population : populations_)
    all.draws.insert(all.draws.end(), population.draws.begin(), population.draws.end());
  all.fit();
  const double dimension = static_cast<double>(streams_.size());
  const auto root = all.spread.matrixL();
  double log_root = 0;
  for (Eigen::Index i = 0; i < all.centre.size(); ++i)
    log_root += std::log(wider * all.spread.matrixLLT()(i, i));
  const double log_constant = detail::special::log_gamma((degrees + dimension) / 2) -
                              detail::special::log_gamma(degrees / 2) -
                              dimension / 2 * std::log(degrees * pi) - log_root;
  const std::uint64_t key = random::stream_key(options_.seed, "evidence of parameters");
  std::vector<Draw> fresh(all.draws.size());
  std::vector<double> weights;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    std::uint64_t position = 0;
    const auto uniform = [&] {
      return random::unit(
          random::uniform_word({options_.generator, {key, static_cast<std::uint32_t>(i), position++}, 0}));
    };
    Eigen::VectorXd step(all.centre.size());
    for (double& one : step) one = score_of(uniform());
    const double chi_squared = 2 * detail::special::gamma_p_inverse(degrees / 2, uniform());
    step *= std::sqrt(degrees / chi_squared);
    const Eigen::VectorXd along = root * step, scores = all.centre + wider * along;
    fresh[i].scores.assign(scores.data(), scores.data() + scores.size());
    weights.push_back(-scores.squaredNorm() / 2 - dimension / 2 * std::log(2 * pi) - log_constant +
                      (degrees + dimension) / 2 * std::log1p(step.squaredNorm() / degrees));
  }
  evaluate(fresh);
  for (std::size_t i = 0; i < fresh.size(); ++i) fresh[i].log_weight = weights[i] + fresh[i].logs.back();
  result_.fresh = std::move(fresh);
}

ParameterPopulations::Result ParameterPopulations::run(const std::string& history) {
  start();
  const std::size_t stages = likelihood_->steps().size();
  for (std::size_t stage = 0; stage < stages; ++stage) {
    take_in(stage);
    if (std::all_of(populations_.begin(), populations_.end(),
                    [](const Population& population) { return population.is_lost(); }))
      throw Error(history, "evidence that some of the drawn parameters agree with",
                  "none of " + std::to_string(options_.worlds) + " that does",
                  "draw more worlds, or widen the judgements");
    if (options_.progress)
      options_.progress(static_cast<double>(stage + 1) / static_cast<double>(stages + 1));
  }
  even_out();
  for (std::size_t i = 0; i < populations_.size(); ++i)
    result_.stages.back().log_evidence[i] = populations_[i].log_evidence;
  std::set<std::vector<double>> distinct;
  for (Population& population : populations_) {
    const double log_sum = LogWeights(population.log_weights()).log_sum;
    for (Draw& draw : population.draws) {
      draw.log_weight =
          population.is_lost() ? impossible : draw.log_weight + population.log_evidence - log_sum;
      if (draw.log_weight == impossible) continue;
      distinct.insert(draw.scores);
      for (const double score : draw.scores) result_.farthest = (std::max)(result_.farthest, std::abs(score));
    }
  }
  measure_evidence();
  for (Population& population : populations_) result_.populations.push_back(std::move(population.draws));
  result_.distinct = distinct.size();
  result_.evaluations = evaluated_ - first_number;
  if (options_.progress) options_.progress(1);
  return std::move(result_);
}

}  // namespace casus
