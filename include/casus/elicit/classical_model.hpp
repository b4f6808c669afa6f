// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/distribution/mixture.hpp>
#include <casus/elicit/fit.hpp>

/// Cooke's classical model: experts are weighted by how well they answered seed questions, whose
/// answers are known (Cooke, Experts in Uncertainty, Oxford University Press, 1991; Colson and
/// Cooke, Reliability Engineering & System Safety 163 (2017) 109-120,
/// doi:10.1016/j.ress.2017.02.003). Part of the compiled core.
namespace casus::elicit {

/// A question to all experts of a panel.
struct PanelQuestion {
  std::vector<std::vector<double>> quantiles;  ///< by expert, at the panel's probabilities
  std::optional<double> realisation = {};      ///< the known answer of a seed question
  bool logarithmic = false;                    ///< background: log-uniform; default: uniform
  /// Ends of the possible values, such as 0 and 1 for a share: the intrinsic range ends there. A
  /// low end of 0 does not limit a logarithmic scale.
  Support support = {};
};

/// Experts, and their answers.
struct ExpertPanel {
  std::vector<PanelQuestion> questions;
  std::vector<double> probabilities = {.05, .5, .95};
  /// Share by which the range of all answers and the realisation is extended on both sides, to get
  /// the range of the background and of all distributions (intrinsic range).
  double overshoot = .1;
};

/// Score of an expert, or of a combination, which is scored by its quantiles like an expert.
struct PanelScore {
  /// p-value of the hypothesis that realisations fall between the quantiles as often as stated: the
  /// upper tail of chi-squared at 2 N I(s, p), where I is the relative information of the observed
  /// shares s to the stated ones p. Near 1: no evidence against the expert.
  double calibration;
  /// Mean relative information to the background over the seed questions: the narrower, the higher.
  double information;

  double combined() const { return calibration * information; }
};

enum class PanelWeights {
  equal,
  global,  ///< calibration times mean information
  item     ///< calibration times the information of the question itself
};

struct ClassicalOptions {
  PanelWeights weights = PanelWeights::global;
  /// Experts with a lower calibration get no weight. Nothing: the one of the experts' calibrations
  /// for which the combination's own score (calibration times information) is highest.
  std::optional<double> cutoff = {};
};

struct ClassicalModel {
  std::vector<PanelScore> experts;
  double cutoff = 0;                                 ///< that was used; 0 for equal weights
  std::vector<std::vector<double>> weights = {};     ///< by question and expert; they sum to 1
  std::vector<std::vector<double>> quantiles = {};   ///< of the combination, by question
  std::vector<distribution::Mixture> combined = {};  ///< by question
  PanelScore score = {0, 0};                         ///< of the combination
  int seeds = 0;
  /// Greatest change of an expert's mean weight if a single seed question is left out; NaN if there
  /// are only two. 0 for equal weights.
  double fragility = 0;
  std::string sentence = {};  ///< the weights, and how few questions carry them
};

/// Scores the experts and combines their distributions. Each expert's distribution is that of least
/// information relative to the background that has the stated quantiles: uniform (or log-uniform)
/// between them and the ends of the intrinsic range. The combination is their linear pool, as
/// Uniform pieces; on a logarithmic scale they approximate it within 1/256 in probability, while
/// `quantiles` are exact.
///
/// Calibration needs many seed questions: with ten, one answer inside or outside an interval
/// changes a score by a factor; `fragility` and `sentence` show how much it matters. The
/// combination's score is of the seeds that its weights were fitted to.
///
/// Throws Error about the question, expert or option unless there are at least two seed questions,
/// all experts answered all questions with increasing finite quantiles (positive ones on a
/// logarithmic scale), the probabilities increase in (0, 1), the overshoot is positive, and the
/// cut-off leaves an expert. Cost: milliseconds for ten experts and twenty questions.
ClassicalModel classical_model(const ExpertPanel& panel, const ClassicalOptions& options = {});

}  // namespace casus::elicit
