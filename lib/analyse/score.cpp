// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/score.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus::score {

namespace {

void check(double probability) {
  if (!(probability >= 0 && probability <= 1))
    throw Error("score", "a probability in [0, 1]", detail::number(probability));
}

void check(const std::vector<Forecast>& forecasts) {
  if (forecasts.empty()) throw Error("scores", "at least one forecast", "none");
  for (const Forecast& forecast : forecasts)
    if (!(forecast.probability >= 0 && forecast.probability <= 1))
      throw Error(forecast.what.empty() ? "scores" : forecast.what, "a probability in [0, 1]",
                  detail::number(forecast.probability));
}

double check(const std::vector<double>& probabilities, Index came) {
  for (const double p : probabilities) check(p);
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  if (!(std::abs(sum - 1) <= 1e-9)) throw Error("score", "probabilities that sum to 1", detail::number(sum));
  if (came < 0 || came >= detail::size(probabilities))
    throw Error("score", "a state from 0 to " + std::to_string(probabilities.size() - 1),
                std::to_string(came));
  return probabilities[detail::at(came)];
}

void check(const std::vector<double>& members, double outcome, std::size_t least) {
  if (members.size() < least)
    throw Error("crps", "at least " + std::to_string(least) + (least == 1 ? " member" : " members"),
                std::to_string(members.size()));
  for (const double member : members)
    if (!std::isfinite(member)) throw Error("crps", "finite members", detail::number(member));
  if (!std::isfinite(outcome)) throw Error("crps", "a finite outcome", detail::number(outcome));
}

// Returns the mean distance of the members from the outcome, and the sum of the distances of all
// ordered pairs.
std::pair<double, double> distances(std::vector<double>& members, double outcome) {
  std::sort(members.begin(), members.end());
  const auto count = static_cast<double>(members.size());
  double from_outcome = 0, pairs = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    from_outcome += std::abs(members[i] - outcome);
    // Relative to the smallest member, so that equal members give exactly 0.
    pairs += 2 * (2 * static_cast<double>(i) - count + 1) * (members[i] - members[0]);
  }
  return {from_outcome / count, pairs};
}

void check_edges(const std::vector<double>& edges) {
  if (edges.size() < 2 || edges.front() != 0 || edges.back() != 1)
    throw Error("reliability", "edges from 0 to 1", std::to_string(edges.size()) + " other ones");
  for (std::size_t i = 1; i < edges.size(); ++i)
    if (!(edges[i] > edges[i - 1]))
      throw Error("reliability", "edges that ascend",
                  detail::number(edges[i]) + " after " + detail::number(edges[i - 1]));
}

std::size_t bin_of(double probability, const std::vector<double>& edges) {
  const auto above = std::upper_bound(edges.begin(), edges.end() - 1, probability);
  return (std::min)(detail::at(above - edges.begin()) - 1, edges.size() - 2);
}

// Groups of forecasts, by any key that identifies the group.
using Groups = std::map<double, std::vector<const Forecast*>>;

double frequency_of(const std::vector<const Forecast*>& group) {
  double happened = 0;
  for (const Forecast* one : group) happened += one->happened ? 1 : 0;
  return happened / static_cast<double>(group.size());
}
double mean_of(const std::vector<const Forecast*>& group) {
  double sum = 0;
  for (const Forecast* one : group) sum += one->probability;
  return sum / static_cast<double>(group.size());
}

Decomposition decomposed(const Groups& groups, std::size_t forecasts) {
  const auto total = static_cast<double>(forecasts);
  double overall = 0;
  for (const auto& [key, group] : groups)
    overall += frequency_of(group) * (static_cast<double>(group.size()) / total);
  Decomposition parts{0, 0, overall * (1 - overall), 0};
  for (const auto& [key, group] : groups) {
    const double said = mean_of(group), frequency = frequency_of(group);
    const double weight = static_cast<double>(group.size()) / total;
    parts.reliability += weight * (said - frequency) * (said - frequency);
    parts.resolution += weight * (frequency - overall) * (frequency - overall);
    for (const Forecast* one : group) {
      const double off = one->probability - said;
      parts.within += off * (off - 2 * ((one->happened ? 1 : 0) - frequency)) / total;
    }
  }
  return parts;
}

// Returns the ends of the central interval of a sum of independent events.
std::pair<Index, Index> central_counts(const std::vector<const Forecast*>& group, double level) {
  constexpr std::size_t most = 4096;
  const auto count = detail::size(group);
  const double tail = (1 - level) / 2;
  if (group.size() > most) {
    double mean = 0, variance = 0;
    for (const Forecast* one : group) {
      mean += one->probability;
      variance += one->probability * (1 - one->probability);
    }
    const double reach = detail::normal_point(level) * std::sqrt(variance);
    return {(std::max)(Index{0}, static_cast<Index>(std::floor(mean - reach))),
            (std::min)(count, static_cast<Index>(std::ceil(mean + reach)))};
  }
  std::vector<double> mass{1};
  for (const Forecast* one : group) {
    mass.push_back(0);
    for (std::size_t k = mass.size(); k-- > 0;)
      mass[k] = mass[k] * (1 - one->probability) + (k > 0 ? mass[k - 1] * one->probability : 0);
  }
  // Each tail is summed from its own end, so that rounding in the other tail does not affect it.
  Index low = 0, high = count;
  for (double below = mass[0]; low < count && below <= tail; below += mass[detail::at(low)]) ++low;
  for (double above = mass.back(); high > 0 && above <= tail; above += mass[detail::at(high)]) --high;
  return {low, high};
}

}  // namespace

double brier(double probability, bool happened) {
  check(probability);
  const double off = probability - (happened ? 1 : 0);
  return off * off;
}

double brier_two_category(double probability, bool happened) { return 2 * brier(probability, happened); }

double logarithmic(double probability, bool happened) {
  check(probability);
  return (happened ? -std::log(probability) : -std::log1p(-probability)) + 0.0;  // no -0
}

double spherical(double probability, bool happened) {
  check(probability);
  return (happened ? probability : 1 - probability) / std::hypot(probability, 1 - probability);
}

double brier(const std::vector<double>& probabilities, Index came) {
  check(probabilities, came);
  double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double off = probabilities[i] - (static_cast<Index>(i) == came ? 1 : 0);
    sum += off * off;
  }
  return sum;
}

double logarithmic(const std::vector<double>& probabilities, Index came) {
  return -std::log(check(probabilities, came)) + 0.0;
}

double spherical(const std::vector<double>& probabilities, Index came) {
  const double of_what_came = check(probabilities, came);
  return of_what_came / std::sqrt(std::inner_product(probabilities.begin(), probabilities.end(),
                                                     probabilities.begin(), 0.0));
}

double crps_normal(double mean, double standard_deviation, double outcome) {
  if (!std::isfinite(mean)) throw Error("crps", "a finite mean", detail::number(mean));
  if (!(standard_deviation > 0 && std::isfinite(standard_deviation)))
    throw Error("crps", "a positive finite standard deviation", detail::number(standard_deviation));
  if (!std::isfinite(outcome)) throw Error("crps", "a finite outcome", detail::number(outcome));
  const double z = (outcome - mean) / standard_deviation;
  return standard_deviation * (z * (2 * detail::standard_normal_cdf(z) - 1) +
                               2 * detail::standard_normal_density(z) - std::numbers::inv_sqrtpi);
}

double crps_ensemble(std::vector<double> members, double outcome) {
  check(members, outcome, 1);
  const auto [from_outcome, pairs] = distances(members, outcome);
  const auto count = static_cast<double>(members.size());
  return from_outcome - pairs / (2 * count * count);
}

double crps_fair(std::vector<double> members, double outcome) {
  check(members, outcome, 2);
  const auto [from_outcome, pairs] = distances(members, outcome);
  const auto count = static_cast<double>(members.size());
  return from_outcome - pairs / (2 * count * (count - 1));
}

Scores scores(const std::vector<Forecast>& forecasts) {
  check(forecasts);
  Scores all;
  all.forecasts = detail::size(forecasts);
  const auto count = static_cast<double>(forecasts.size());
  for (const auto& [probability, happened, what] : forecasts) {
    all.frequency += (happened ? 1 : 0) / count;
    all.brier += brier(probability, happened) / count;
    all.logarithmic += logarithmic(probability, happened) / count;
    all.spherical += spherical(probability, happened) / count;
    if (logarithmic(probability, happened) == detail::infinity)
      all.warnings.push_back((what.empty() ? "a forecast" : what) +
                             ": the outcome had been given probability 0");
  }
  all.brier_two_category = 2 * all.brier;
  const bool varied = std::any_of(forecasts.begin(), forecasts.end(),
                                  [&](const Forecast& one) { return one.happened != forecasts[0].happened; });
  all.brier_skill = varied ? 1 - all.brier / (all.frequency * (1 - all.frequency))
                           : std::numeric_limits<double>::quiet_NaN();
  constexpr Index few = 30;
  if (all.forecasts < few)
    all.warnings.push_back(std::to_string(all.forecasts) + (all.forecasts == 1 ? " forecast" : " forecasts") +
                           ": too few to show calibration");
  return all;
}

Decomposition decomposition(const std::vector<Forecast>& forecasts) {
  check(forecasts);
  Groups groups;
  for (const Forecast& forecast : forecasts) groups[forecast.probability].push_back(&forecast);
  Decomposition parts = decomposed(groups, forecasts.size());
  parts.within = 0;  // zero apart from rounding errors
  return parts;
}

Decomposition decomposition(const std::vector<Forecast>& forecasts, const std::vector<double>& edges) {
  check(forecasts);
  check_edges(edges);
  Groups groups;
  for (const Forecast& forecast : forecasts)
    groups[static_cast<double>(bin_of(forecast.probability, edges))].push_back(&forecast);
  return decomposed(groups, forecasts.size());
}

std::vector<ReliabilityRow> reliability(const std::vector<Forecast>& forecasts, std::vector<double> edges,
                                        double level) {
  check(forecasts);
  if (edges.empty())
    for (int i = 0; i <= 10; ++i) edges.push_back(i / 10.0);
  check_edges(edges);
  if (!(level > 0 && level < 1)) throw Error("reliability", "a level in (0, 1)", detail::number(level));
  std::map<std::size_t, std::vector<const Forecast*>> groups;
  for (const Forecast& forecast : forecasts) groups[bin_of(forecast.probability, edges)].push_back(&forecast);
  std::vector<ReliabilityRow> rows;
  for (const auto& [bin, group] : groups) {
    const auto happened =
        std::count_if(group.begin(), group.end(), [](const Forecast* one) { return one->happened; });
    const auto count = static_cast<double>(group.size());
    const auto [low, high] = central_counts(group, level);
    rows.push_back({edges[bin],
                    edges[bin + 1],
                    detail::size(group),
                    mean_of(group),
                    happened,
                    frequency_of(group),
                    clopper_pearson_interval(static_cast<double>(happened), count, level),
                    {static_cast<double>(low) / count, static_cast<double>(high) / count},
                    low <= happened && happened <= high});
  }
  return rows;
}

std::vector<Forecast> resolved(const Answers& answers, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> questions;
  for (std::size_t i = 0; i < answers.size(); ++i) questions.push_back(answers[i].question);
  std::vector<Forecast> forecasts;
  for (const Outcome& outcome : outcomes) {
    const auto found = std::find(questions.begin(), questions.end(), outcome.question);
    if (found == questions.end())
      throw Error("outcome", "a question that was answered", detail::quoted(outcome.question),
                  detail::nearest_hint(outcome.question, questions));
    const Answer& answer = answers[detail::at(found - questions.begin())];
    if (answer.is_bound) throw Error(outcome.question, "a value", "a bound alone");
    if (!answer.unit.empty() || !(answer.value >= 0 && answer.value <= 1))
      throw Error(outcome.question, "a probability", detail::number(answer.value));
    forecasts.push_back({answer.value, outcome.happened, outcome.question});
  }
  return forecasts;
}

Scores scores(const Answers& answers, const std::vector<Outcome>& outcomes) {
  Scores all = scores(resolved(answers, outcomes));
  all.warnings.emplace_back(
      "the outcomes belong to one chain of events and depend on each other: they do not show calibration, "
      "only the accuracy for this chain");
  return all;
}

}  // namespace casus::score
