// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/fwd.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/interval.hpp>

/// How good forecasts were, once the outcome is known: proper scores, which nobody betters by saying something else than what they
/// believe (Gneiting and Raftery, Journal of the American Statistical Association 102 (2007) 359-378, doi:10.1198/016214506000001437). All of
/// it is part of the compiled core; all of it throws Error for probabilities outside of [0, 1] and for no forecasts.
namespace casus::score {

/// (probability - outcome)^2, the outcome being 1 or 0: Brier's score of one category. From 0, the best, to 1; 0.25 for who always
/// says one half.
double brier(double probability, bool happened);
/// The score as Brier stated it (Monthly Weather Review 78 (1950) 1-3, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2), summed over both
/// categories: twice the other.
double brier_two_category(double probability, bool happened);
/// -log of the probability of what came, in nats (Good, Journal of the Royal Statistical Society B 14 (1952) 107-114). From 0, the
/// best; infinite where what came was said to be impossible.
double logarithmic(double probability, bool happened);
/// The probability of what came over the length of both: from 0 to 1, the best.
double spherical(double probability, bool happened);
/// A text is no outcome: it would count as true, whatever it says.
double brier(double probability, const char* happened) = delete;
double brier_two_category(double probability, const char* happened) = delete;
double logarithmic(double probability, const char* happened) = delete;
double spherical(double probability, const char* happened) = delete;

/// The same of a category: the probabilities of its states, which sum to 1 within 1e-9, and the number of the state that came. Brier's
/// score is summed over the states, as he stated it. Throws Error also where there is no such state.
double brier(const std::vector<double>& probabilities, Index came);
double logarithmic(const std::vector<double>& probabilities, Index came);
double spherical(const std::vector<double>& probabilities, Index came);

/// The continuous ranked probability score of a quantity, in its unit: the integral of (F(x) - [x >= outcome])^2, from 0, the best.
/// Of a normal distribution in closed form (Gneiting et al., Monthly Weather Review 133 (2005) 1098-1118, doi:10.1175/MWR2904.1). Throws Error
/// unless all is finite and the standard deviation positive.
double crps_normal(double mean, double standard_deviation, double outcome);
/// Of the empirical distribution of an ensemble: mean |x - outcome| - sum |x - x'| / (2 m^2). Unfair to small ensembles, whose own
/// spread it counts as an error. Cost: a sort.
double crps_ensemble(std::vector<double> members, double outcome);
/// Of the distribution that the members were drawn from, unbiased: with 2 m (m - 1) in place of 2 m^2 (Ferro, Quarterly
/// Journal of the Royal Meteorological Society 140 (2014) 1917-1923, doi:10.1002/qj.2270). It may be negative. Throws Error for fewer than two members.
double crps_fair(std::vector<double> members, double outcome);

/// What was said, and what came.
struct Forecast {
  double probability;
  bool happened;
  std::string what = {};
};

/// The mean scores of a table of forecasts.
struct Scores {
  Index forecasts = 0;
  double frequency = 0;  ///< share of what happened
  double brier = 0;      ///< of one category
  double brier_two_category = 0;
  double logarithmic = 0;
  double spherical = 0;
  /// 1 - brier / (frequency (1 - frequency)): what was gained over saying the frequency each time, which was not known before. NaN
  /// where all or nothing happened.
  double brier_skill = 0;
  std::vector<std::string> warnings = {};
};
Scores scores(const std::vector<Forecast>& forecasts);

/// Murphy's decomposition of the Brier score of one category (Journal of Applied Meteorology 12 (1973) 595-600,
/// doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2): brier = reliability - resolution + uncertainty + within.
struct Decomposition {
  double
      reliability;  ///< mean squared distance of what was said from how often it then happened; 0 is the best
  double resolution;   ///< mean squared distance of that from the overall frequency; the greater, the better
  double uncertainty;  ///< frequency (1 - frequency), which no forecaster can change
  double
      within;  ///< 0 where forecasts that are taken together are equal; otherwise what taking them together hides (Stephenson,
  ///< Coelho and Jolliffe, Weather and Forecasting 23 (2008) 752-757, doi:10.1175/2007WAF2006116.1)
};
/// Forecasts of the same probability are taken together.
Decomposition decomposition(const std::vector<Forecast>& forecasts);
/// Those between neighbouring `edges` are, an edge belonging to what lies above it. The edges ascend from 0 to 1.
Decomposition decomposition(const std::vector<Forecast>& forecasts, const std::vector<double>& edges);

/// Forecasts of about the same probability, and how often it then happened.
struct ReliabilityRow {
  double low, high;  ///< the edges
  Index forecasts;
  double said;  ///< mean probability
  Index happened;
  double frequency;
  Interval interval;  ///< of the frequency, by Clopper and Pearson
  /// Where the frequency lies with at least the level's probability if the forecasts are calibrated and the outcomes independent
  /// (Broecker and Smith, Weather and Forecasting 22 (2007) 651-661, doi:10.1175/WAF993.1), by the exact distribution of a sum of
  /// events of these probabilities; of more than 4,096 forecasts by its normal approximation.
  Interval consistent;
  bool is_consistent;  ///< does it lie there?
};
/// The rows that have forecasts. Ten equal parts where no edges are given. Throws Error unless the edges ascend from 0 to 1 and the level is in
/// (0, 1).
std::vector<ReliabilityRow> reliability(const std::vector<Forecast>& forecasts,
                                        std::vector<double> edges = {}, double level = .95);

/// Whether what a question asked about happened.
struct Outcome {
  std::string question;  ///< as the answer writes it: "P(entry)"
  bool happened;
};
/// The answers to questions that were resolved, as forecasts; the outcomes' other questions and answers are left out. Throws Error, with the
/// nearest question, where there is none, and where its answer has no value, is a bound or no probability.
std::vector<Forecast> resolved(const Answers& answers, const std::vector<Outcome>& outcomes);
/// The scores of a study whose chain of events was resolved. The warnings say what they cannot show: its outcomes hang together, so that they are
/// about as much evidence of calibration as one forecast.
Scores scores(const Answers& answers, const std::vector<Outcome>& outcomes);

}  // namespace casus::score
