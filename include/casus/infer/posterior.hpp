// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// Parameters updated by observations.
namespace casus {

/// A number about the posterior, with its Monte Carlo error.
struct PosteriorNumber {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval{std::numeric_limits<double>::quiet_NaN(),
                    std::numeric_limits<double>::quiet_NaN()};  ///< of level `Options::level`
};

/// A stage of a history: the evidence of one step.
struct PosteriorStage {
  Index step = -1;  ///< -1: evidence about constants, or a model without time
  std::string label = {};
  /// Log of the probability (density, if exact values were observed) of all evidence up to this
  /// step.
  PosteriorNumber log_evidence = {};
  double effective = 0;  ///< effective number of draws after the evidence was weighed, before moves
  Index moves = 0;       ///< rounds in which each draw was offered a move
};

/// A parameter before and after the observations.
struct UpdatedParameter {
  std::string name = {}, unit = {};
  double mean_before = 0;
  Interval range_before{0, 0};  ///< 5 and 95 % points
  PosteriorNumber mean = {};
  Interval range{0, 0};  ///< 5 and 95 % points
};

/// Draws of the parameters given observations: the posterior. Immutable; safe to read from
/// several threads.
class Posterior {
public:
  /// Returns the mean of a formula over parameters: `mean(p)`, `mean(p / (1 - p))`; without an
  /// error and interval if the draws' tails may have no variance, or a few draws dominate. Throws
  /// Error if it reads variables or another model's parameters.
  PosteriorNumber mean(const Real& of) const;
  /// Returns the standard deviation, without an error.
  double sd(const Real& of) const;
  /// Returns the quantile at a probability in (0, 1). Its error follows from that of the share of
  /// draws below (Woodruff, J. Am. Stat. Assoc. 47 (1952) 635, doi:10.1080/01621459.1952.10483443).
  /// An end of the interval that lies beyond the draws is infinite, and so is the error then.
  /// Errors as for `mean`, and for another probability.
  PosteriorNumber quantile(const Real& of, double probability) const;
  /// Returns the central interval with this posterior probability. Errors as for `quantile`.
  Interval interval(const Real& of, double level = 0.90) const;
  /// Returns the value of a formula in each draw. Errors as for `mean`.
  std::vector<double> values(const Real& of) const;

  /// Returns all parameters that are drawn, not computed, in the model's order.
  std::vector<UpdatedParameter> parameters() const;

  /// Number of draws, and their weights, which sum to 1.
  Index size() const noexcept { return static_cast<Index>(weights_.size()); }
  const std::vector<double>& weights() const noexcept { return weights_; }
  /// Effective number of draws: Kish's, of the distinct ones.
  double effective() const noexcept { return effective_; }

  /// Returns the log of the probability of everything observed (the marginal likelihood), or of its
  /// density if exact values were observed. The difference for two models of the same observations
  /// is the log of their Bayes factor.
  const PosteriorNumber& log_evidence() const noexcept { return stages_.back().log_evidence; }
  /// Stages of the history in the order of time; a single one for a model without time.
  const std::vector<PosteriorStage>& stages() const noexcept { return stages_; }
  const std::vector<Warning>& warnings() const noexcept { return warnings_; }
  /// Returns a sentence about how the posterior was computed.
  const std::string& method() const noexcept { return method_; }

  /// Returns the draws with equal weights (by systematic resampling), as the worlds of an updated
  /// model: `with_worlds(model, after.draws())` (casus/model/changes.hpp). Such a model has the
  /// updated parameters, but its variables are as before anything was observed.
  ParameterDraws draws() const;

private:
  friend class PosteriorBuilder;
  friend class PosteriorQuestions;

  PosteriorNumber ratio(const std::vector<double>& values) const;

  std::shared_ptr<const Model> model_;
  Query history_ = {QuestionKind::probability, nullptr};
  Method method_id_ = Method::exact;
  std::vector<std::vector<double>> draws_;   // by draw and parameter
  std::vector<std::vector<double>> before_;  // draws of the prior
  std::vector<double> weights_, log_weights_;
  std::vector<Index> populations_;  // by draw: the number of its population
  Index population_count_ = 1;
  double effective_ = 0, level_ = 0.95;
  std::vector<PosteriorStage> stages_;
  std::vector<Warning> warnings_;
  std::string method_;
};

/// Updates the parameters of a model by observations. `Options::worlds` is the number of draws (at
/// least 64; rounded down to a multiple of eight), in eight independent populations, whose spread
/// gives the errors; `trajectories` does not count here.
///
/// Draws start from the parameters' distributions. The evidence is weighed step by step, in parts
/// small enough that half of the draws keep their weight; then draws are resampled and moved by
/// Metropolis-Hastings steps, whose proposals are fitted to the population, until they hardly
/// remember where they were. Where the likelihood of the parameters is exact (discrete models;
/// forward recursion over time) this is iterated batch importance sampling (Chopin, Biometrika 89
/// (2002) 539-551, doi:10.1093/biomet/89.3.539), elsewhere SMC^2: a population of particles
/// estimates the likelihood of each draw, and doubles while its noise slows the moves down (Chopin,
/// Jacob and Papaspiliopoulos, J. R. Stat. Soc. B 75 (2013) 397-426,
/// doi:10.1111/j.1467-9868.2012.01046.x; parts of a step: Del Moral, Doucet and Jasra, ibid. 68
/// (2006) 411-436, doi:10.1111/j.1467-9868.2006.00553.x). The likelihood of linear-Gaussian series
/// is exact, too, by Kalman's filter. Last, independent draws from a distribution fitted to the
/// populations are weighed: these are the posterior's draws if their weights can be trusted,
/// because the populations have a bias of the order of one over their size; fewer than 512 draws in
/// populations have a warning. The same bits on any number of threads.
///
/// Throws Error if the model has no parameters to update or worlds of its own, if there are too few
/// worlds, if no draw agrees with the evidence, or as `estimate`; Cancelled if the options' stop
/// token requests it. Cost: the likelihood of `worlds` sets of parameters, some ten to a hundred
/// times over. Part of the compiled core.
Posterior posterior(const Model& model, const std::vector<Observation>& observed,
                    const Options& options = {});
Posterior posterior(const Horizon& horizon, const std::vector<Observation>& observed,
                    const Options& options = {});

/// Answers questions about the same model or horizon given all evidence of the posterior, in
/// addition to the conditions, evidence and interventions of the questions. Each draw is a world;
/// its answer is exact or sampled as the likelihood was, and the worlds are weighted so that all
/// evidence counts once. Errors allow for the spread between populations. Answers have no values by
/// world (`Options::keep_worlds`). Throws as `estimate`, and if the posterior is that of another
/// model. Part of the compiled core.
Answers estimate(const Model& model, const Posterior& posterior, const std::vector<Query>& queries,
                 const Options& options = {});
Answers estimate(const Horizon& horizon, const Posterior& posterior, const std::vector<Query>& queries,
                 const Options& options = {});
template <class Subject, std::same_as<Query> Question>
Answer estimate(const Subject& subject, const Posterior& posterior, const Question& question,
                const Options& options = {}) {
  return estimate(subject, posterior, std::vector<Query>{question}, options)[0];
}

/// A column of observations: the values of the variables of the same position. NaN stands for a
/// missing value. Throws Error if the sizes differ, and as `observed` for one variable.
std::vector<Observation> observed(const std::vector<Quantity>& variables, const std::vector<double>& values);
/// The same for events; nothing stands for a missing value.
std::vector<Observation> observed(const std::vector<Event>& variables,
                                  const std::vector<std::optional<bool>>& values);
/// The same for categories; an empty text stands for a missing value.
std::vector<Observation> observed(const std::vector<Category>& variables,
                                  const std::vector<std::string>& values);

/// A column of news: the values of a series in the steps from `first` on. Missing values as above.
/// Throws Error if there is no such step.
std::vector<Observation> observed(Horizon& horizon, const Series<Quantity>& series,
                                  const std::vector<double>& values, Index first = 0);
std::vector<Observation> observed(Horizon& horizon, const Series<Event>& series,
                                  const std::vector<std::optional<bool>>& values, Index first = 0);
std::vector<Observation> observed(Horizon& horizon, const Series<Category>& series,
                                  const std::vector<std::string>& values, Index first = 0);

}  // namespace casus
