// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/model/model.hpp>

#include "infer/evidence/likelihood.hpp"

namespace casus {

/// Populations of draws of the parameters that take in a history stage by stage, by iterated batch
/// importance sampling or SMC^2 (see `posterior`). Each draw has its likelihood at all stages from
/// the start: weighing a stage only reads a number, and no particles are stored. That is valid
/// because the draws of later stages do not enter the weights of earlier ones. A population
/// is drawn with random numbers of its own.
///
/// A draw is stated by the standard normal scores of the uniform numbers that its parameters are
/// quantiles of. In these the prior is standard normal whatever the distributions are, also
/// discrete or conditional ones.
class ParameterPopulations {
public:
  struct Draw {
    std::vector<double> scores;      ///< by stream of uniform numbers
    std::vector<double> parameters;  ///< values of all parameters
    std::vector<double> logs;        ///< log-likelihood by stage
    double log_weight = 0;
  };
  struct Stage {
    std::vector<double> log_evidence;  ///< by population, of everything up to this stage
    double effective = 0;              ///< draws, in all populations, after the stage and before any move
    Index moves = 0;                   ///< rounds of moves, in the population with the most
  };
  struct Result {
    std::vector<std::vector<Draw>> populations;
    std::vector<std::vector<double>> prior;  ///< parameters of the first draws
    std::vector<Stage> stages;
    /// Independent draws from a distribution fitted to the posterior, with their weights: the ratio
    /// of likelihood and prior to its density. The mean weight is the evidence, too.
    std::vector<Draw> fresh;
    Index evaluations = 0;     ///< of the likelihood of a draw
    bool is_noisy = false;     ///< the likelihood remains noisy at the greatest number of particles
    double farthest = 0;       ///< largest score of a draw, in absolute value
    std::size_t distinct = 0;  ///< number of different draws
  };

  /// Keeps references to the model and the options.
  ParameterPopulations(const Model& model, std::unique_ptr<HistoryLikelihood> likelihood,
                       const Options& options);
  ~ParameterPopulations();

  /// Throws Error, about `history`, if no draw agrees with it.
  Result run(const std::string& history);

private:
  struct Population;
  // A stream, and the weight of its score in that of a parameter.
  struct Source {
    std::size_t stream;
    double weight;
  };
  struct Proposed {
    Draw draw;
    double log_ratio = 0;  // of the acceptance, without the likelihood
    double uniform = 0;
  };
  static constexpr Index most_rounds = 40;

  std::size_t stream(const std::string& name);
  double score(const Draw& draw, std::size_t parameter) const;
  void start();
  void take_in(std::size_t stage);
  static std::vector<double> gains(const Population& population, std::size_t stage);
  static double effective_after(const Population& population, std::size_t stage);
  bool weigh(Population& population, std::size_t stage) const;
  Proposed proposed(const Population& population, std::size_t number, Index round) const;
  void move(const std::vector<std::size_t>& moving, std::size_t stage, double remembered, Stage& about);
  static double memory_of(const std::vector<Draw>& now, const std::vector<Draw>& before);
  void refine_if_noisy(const std::vector<std::size_t>& moving, std::size_t stage);
  void even_out();
  void measure_evidence();
  void evaluate(std::vector<Draw>& draws);
  double log_likelihood(const Population& population, const Draw& draw, std::size_t stage) const;
  double uniform(std::size_t population, std::size_t draw, Index& position) const;

  const Model& model_;
  std::unique_ptr<HistoryLikelihood> likelihood_;
  const Options& options_;
  std::vector<std::string> streams_;          // of uniform numbers; a draw has a score for each
  std::vector<std::vector<Source>> sources_;  // by parameter; none if it is computed
  std::vector<Population> populations_;
  Result result_;
  // Number of the next likelihood: its random numbers are not those of the worlds of an answer.
  static constexpr Index first_number = Index{1} << 30;
  Index evaluated_ = first_number;
};

}  // namespace casus
