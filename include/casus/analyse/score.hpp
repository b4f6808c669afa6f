// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/fwd.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/interval.hpp>

/// Proper scoring rules for forecasts whose outcomes are known: the expected score is best if a
/// forecaster states the probabilities that they believe (Gneiting and Raftery, Journal of the
/// American Statistical Association 102 (2007) 359-378, doi:10.1198/016214506000001437). All
/// functions are part of the compiled core; all throw Error if a probability is outside [0, 1] or
/// if there are no forecasts.
namespace casus::score {

/// Returns the Brier score of one category, (probability - outcome)^2 with an outcome of 1 or 0:
/// from 0, the best, to 1. Always stating one half gives 0.25.
double brier(double probability, bool happened);
/// Returns the score as Brier stated it, summed over both categories: twice that of one category
/// (Monthly Weather Review 78 (1950) 1-3, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
double brier_two_category(double probability, bool happened);
/// Returns the logarithmic score, -log of the probability of the outcome, in nats (Good, Journal of
/// the Royal Statistical Society B 14 (1952) 107-114). From 0, the best; infinite if the forecast
/// excluded the outcome.
double logarithmic(double probability, bool happened);
/// Returns the spherical score: the probability of the outcome divided by the Euclidean length of
/// both probabilities. From 0 to 1, the best.
double spherical(double probability, bool happened);
/// A text is not an outcome: as a `bool` it would always be true.
double brier(double probability, const char* happened) = delete;
double brier_two_category(double probability, const char* happened) = delete;
double logarithmic(double probability, const char* happened) = delete;
double spherical(double probability, const char* happened) = delete;

/// The same for a category: the probabilities of its states, which sum to 1 within 1e-9, and the
/// number of the state that occurred. The Brier score is summed over the states, as Brier stated
/// it. Also throws Error if there is no such state.
double brier(const std::vector<double>& probabilities, Index came);
double logarithmic(const std::vector<double>& probabilities, Index came);
double spherical(const std::vector<double>& probabilities, Index came);

/// Returns the continuous ranked probability score of a quantity, in its unit: the integral of
/// (F(x) - [x >= outcome])^2, from 0, the best. For a normal distribution, in closed form (Gneiting
/// et al., Monthly Weather Review 133 (2005) 1098-1118, doi:10.1175/MWR2904.1). Throws Error unless
/// all arguments are finite and the standard deviation is positive.
double crps_normal(double mean, double standard_deviation, double outcome);
/// The same for the empirical distribution of an ensemble of m members:
/// mean |x - outcome| - sum |x - x'| / (2 m^2). Unfair to small ensembles, because it counts their
/// sampling spread as an error. Cost: a sort.
double crps_ensemble(std::vector<double> members, double outcome);
/// The same for the distribution that the members were drawn from, unbiased: with 2 m (m - 1) in
/// place of 2 m^2 (Ferro, Quarterly Journal of the Royal Meteorological Society 140 (2014)
/// 1917-1923, doi:10.1002/qj.2270). May be negative. Throws Error if there are fewer than two
/// members.
double crps_fair(std::vector<double> members, double outcome);

/// A stated probability and its outcome.
struct Forecast {
  double probability;
  bool happened;
  std::string what = {};
};

/// The mean scores of a table of forecasts.
struct Scores {
  Index forecasts = 0;
  double frequency = 0;  ///< share of events that happened
  double brier = 0;      ///< of one category
  double brier_two_category = 0;
  double logarithmic = 0;
  double spherical = 0;
  /// 1 - brier / (frequency (1 - frequency)): the improvement over always stating the frequency,
  /// which was not known in advance. NaN if all or none happened.
  double brier_skill = 0;
  std::vector<std::string> warnings = {};
};
/// Returns the mean scores. Warns of forecasts that excluded their outcome, and if there are fewer
/// than 30 forecasts.
Scores scores(const std::vector<Forecast>& forecasts);

/// Murphy's decomposition of the Brier score of one category: brier = reliability - resolution +
/// uncertainty + within (Journal of Applied Meteorology 12 (1973) 595-600,
/// doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2).
struct Decomposition {
  /// Mean squared distance of the stated probability from the observed frequency of its group; 0 is
  /// the best.
  double reliability;
  /// Mean squared distance of the groups' frequencies from the overall frequency; more is better.
  double resolution;
  double uncertainty;  ///< frequency (1 - frequency), which no forecaster can change
  /// 0 if the forecasts of each group are equal; otherwise the variation that grouping hides
  /// (Stephenson, Coelho and Jolliffe, Weather and Forecasting 23 (2008) 752-757,
  /// doi:10.1175/2007WAF2006116.1).
  double within;
};
/// Groups forecasts of equal probability.
Decomposition decomposition(const std::vector<Forecast>& forecasts);
/// Groups forecasts between neighbouring `edges`; an edge belongs to the group above it. The edges
/// ascend from 0 to 1.
Decomposition decomposition(const std::vector<Forecast>& forecasts, const std::vector<double>& edges);

/// Forecasts of about the same probability, and the frequency with which their events happened.
struct ReliabilityRow {
  double low, high;  ///< the edges
  Index forecasts;
  double said;  ///< mean probability
  Index happened;
  double frequency;
  Interval interval;  ///< of the frequency, by Clopper and Pearson
  /// Range that contains the frequency with at least the probability `level` if the forecasts are
  /// calibrated and the outcomes independent (Broecker and Smith, Weather and Forecasting 22 (2007)
  /// 651-661, doi:10.1175/WAF993.1). From the exact distribution of a sum of events of these
  /// probabilities; for more than 4,096 forecasts from its normal approximation.
  Interval consistent;
  bool is_consistent;  ///< whether the frequency is in that range
};
/// Returns the rows that have forecasts. Without edges, [0, 1] is divided into ten equal parts.
/// Throws Error unless the edges ascend from 0 to 1 and the level is in (0, 1).
std::vector<ReliabilityRow> reliability(const std::vector<Forecast>& forecasts,
                                        std::vector<double> edges = {}, double level = .95);

/// A bar of a histogram of the probability integral transform.
struct TransformBar {
  double low, high;  ///< probabilities
  double forecasts;  ///< number; a forecast with a tie may be in several bars, in parts
  /// Range of the numbers of a calibrated model: all bars are in theirs with at least the
  /// probability `level`, if the outcomes are independent. Binomial, by Bonferroni's inequality.
  Interval consistent;
  bool is_consistent;  ///< whether the number is in that range
};
/// Returns the histogram of the probability integral transform of outcomes, which is uniform if the
/// forecasts are calibrated (Dawid, Journal of the Royal Statistical Society A 147 (1984) 278-292,
/// doi:10.2307/2981683). `values`: for each outcome, the forecast's probabilities of less than it,
/// and of it or less; these are equal for continuous quantities. The parts of a count's outcome are
/// spread evenly between the two (Czado, Gneiting and Held, Biometrics 65 (2009) 1254-1261,
/// doi:10.1111/j.1541-0420.2009.01191.x), which can only narrow the spread of the bars. Without
/// `bars`, there are 10 for at least 50 outcomes, otherwise 5. Throws Error unless each pair
/// ascends within [0, 1], there are 1 to 1,000 bars and the level is in (0, 1).
std::vector<TransformBar> transform_histogram(const std::vector<Interval>& values, Index bars = 0,
                                              double level = .95);

/// Whether the event of a question happened.
struct Outcome {
  std::string question;  ///< as in the answer: "P(entry)"
  bool happened;
};
/// Returns the answers to resolved questions as forecasts; answers without an outcome are left out.
/// Throws Error if an outcome's question has no answer, suggesting the nearest one, or if the
/// answer has no value, is a bound, or is not a probability.
std::vector<Forecast> resolved(const Answers& answers, const std::vector<Outcome>& outcomes);
/// Returns the scores of a study whose chain of events was resolved. The warnings state a limit:
/// the outcomes of one chain are dependent, so that they are about as much evidence of calibration
/// as one forecast.
Scores scores(const Answers& answers, const std::vector<Outcome>& outcomes);

}  // namespace casus::score
