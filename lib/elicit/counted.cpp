// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/elicit/counted.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <casus/detail/text.hpp>
#include <casus/distribution/beta.hpp>
#include <casus/distribution/exponential.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/error.hpp>

#include "elicit/compact.hpp"

namespace casus::elicit {

namespace {

namespace d = distribution;
using casus::detail::number;
using casus::detail::rounded;

std::string in_percent(double probability, int digits = 3) {
  return rounded(100 * probability, digits) + " %";
}

std::string text_of(const d::Beta& law) {
  return "Beta(" + rounded(law.alpha, 6) + ", " + rounded(law.beta, 6) + ')';
}
std::string text_of(const d::Gamma& law) {
  return "Gamma(" + rounded(law.shape, 6) + ", " + rounded(law.rate, 6) + ')';
}

// Greater counts would be lost in rounding.
constexpr double most_counted = 1e15, least_exposure = 1e-100;

void check_positive(double value, const std::string& expected, std::string_view subject) {
  if (!(value > 0 && value <= most_counted)) throw Error(std::string(subject), expected, number(value));
}

/// Shares: a Beta prior is updated by events and other cases.
struct ShareUpdate {
  using Conjugate = d::Beta;
  static constexpr Support support = share;
  static constexpr const char* within = "a prior within [0, 1]";
  static constexpr double most_straight = 36;  // 1 - share has no more digits
  static double value(double straight) { return 1 / (1 + std::exp(-straight)); }

  double events, others;

  static d::Beta worth(double mean, double cases, std::string_view subject) {
    if (!(mean > 0 && mean < 1))
      throw Error(std::string(subject), "a judged mean in (0, 1), to be worth cases", number(mean));
    return {mean * cases, (1 - mean) * cases};
  }
  static std::optional<d::Beta> conjugate(const d::ComponentDistribution& law) {
    if (const auto uniform = law.as<d::Uniform>(); uniform && uniform->low == 0 && uniform->high == 1)
      return d::Beta{1, 1};
    return law.as<d::Beta>();
  }
  d::Beta updated(const d::Beta& prior) const { return {prior.alpha + events, prior.beta + others}; }
  /// Logarithm of the probability of the counts, up to a constant.
  double log_evidence(const d::Beta& prior) const {
    const auto log_beta = [](double a, double b) {
      return boost::math::lgamma(a) + boost::math::lgamma(b) - boost::math::lgamma(a + b);
    };
    return log_beta(prior.alpha + events, prior.beta + others) - log_beta(prior.alpha, prior.beta);
  }
  /// The likelihood, as a density.
  d::ComponentDistribution likelihood() const { return d::Beta{events + 1, others + 1}; }
};

/// Rates: a Gamma prior is updated by events and exposure.
struct RateUpdate {
  using Conjugate = d::Gamma;
  static constexpr Support support = positive;
  static constexpr const char* within = "a prior within [0, inf)";
  static constexpr double most_straight = 600;
  static double value(double straight) { return std::exp(straight); }

  double events, exposure;

  static d::Gamma worth(double mean, double cases, std::string_view subject) {
    check_positive(mean, "a positive judged mean, to be worth an exposure", subject);
    return {mean * cases, cases};
  }
  static std::optional<d::Gamma> conjugate(const d::ComponentDistribution& law) {
    if (const auto exponential = law.as<d::Exponential>()) return d::Gamma{1, exponential->rate};
    return law.as<d::Gamma>();
  }
  d::Gamma updated(const d::Gamma& prior) const { return {prior.shape + events, prior.rate + exposure}; }
  double log_evidence(const d::Gamma& prior) const {
    return boost::math::lgamma(prior.shape + events) - boost::math::lgamma(prior.shape) -
           events * std::log(prior.rate + exposure) - prior.shape * std::log1p(exposure / prior.rate);
  }
  d::ComponentDistribution likelihood() const { return d::Gamma{events + 1, exposure}; }
};

/// Returns the posterior of a mixture of conjugate distributions: each is updated, and its weight
/// is multiplied by the probability of the counts under it. Nothing if one is not conjugate.
template <class Update>
std::optional<d::Mixture> conjugate_posterior(const Update& update, const d::Mixture& prior) {
  d::Mixture posterior;
  std::vector<double> logs;
  for (const auto& component : prior.components) {
    if (!(component.weight > 0)) continue;
    const auto law = Update::conjugate(component.law);
    if (!law) return std::nullopt;
    logs.push_back(std::log(component.weight) + update.log_evidence(*law));
    posterior.components.push_back({1.0, update.updated(*law)});
  }
  const double most = *std::max_element(logs.begin(), logs.end());
  double total = 0;
  for (double& one : logs) total += one = std::exp(one - most);
  for (std::size_t i = 0; i < logs.size(); ++i) posterior.components[i].weight = logs[i] / total;
  return posterior;
}

template <class Update>
Counted numerical_posterior(const Update& update, const d::Mixture& prior, const std::string& subject) {
  for (const auto& component : prior.components)
    if (component.weight > 0 &&
        (component.law.family()->role == d::Role::formula || component.law.family()->is_count))
      throw Error(subject, "a prior with a density",
                  component.law.family()->is_count ? "a distribution of counts" : "a single value");
  const d::Mixture likelihood{{{1.0, update.likelihood()}}};
  // If counts and prior contradict each other, the mass is between them, in the tails of both.
  std::vector<double> edges;
  for (double straight = -600; straight <= Update::most_straight; straight += .25)
    edges.push_back(Update::value(straight));
  d::Mixture pieces;
  try {
    pieces = detail::product_of_densities({{1.0, &prior}, {1.0, &likelihood}}, edges);
  } catch (const Error&) {
    throw Error(subject, "counts that the judged distribution allows", "counts that it excludes");
  }
  return compact(std::move(pieces), Update::support);
}

template <class Update>
Counted posterior(const Update& update, const CountPrior& prior, const std::string& counts, const char* unit,
                  std::string_view about) {
  const std::string subject(about);
  double total = 0;
  for (const auto& component : prior.law.components) total += component.weight;
  if (!(total > 0)) throw Error(subject, "a prior with positive weights", "none");
  const auto [low, high] = prior.law.support();
  if (!(low >= Update::support.low && high <= Update::support.high))
    throw Error(subject, Update::within, "one from " + number(low) + " to " + number(high));
  if (prior.worth) {
    check_positive(*prior.worth, std::string("a positive worth in ") + unit, subject);
    const double mean = prior.law.mean();
    const auto before = Update::worth(mean, *prior.worth, subject);
    const auto after = update.updated(before);
    return {{{{1.0, after}}},
            counts + "; a judgement of mean " + rounded(mean) + ", worth " + number(*prior.worth) + ' ' +
                unit + ": " + text_of(after)};
  }
  if (auto exact = conjugate_posterior(update, prior.law)) {
    const std::size_t size = exact->components.size();
    const auto only = exact->components[0].law.template as<typename Update::Conjugate>();
    return {std::move(*exact),
            counts + "; the judged distribution as prior: " +
                (size == 1 ? text_of(*only) : "a mixture of " + std::to_string(size) + ", exactly")};
  }
  Counted found = numerical_posterior(update, prior.law, subject);
  found.sentence = counts + "; the judged distribution as prior: " + found.sentence;
  return found;
}

}  // namespace

void check_events(double events, double weight, std::string_view subject) {
  if (!(events >= 0 && events <= most_counted))
    throw Error(std::string(subject), "a number of events, at least 0", number(events));
  if (!(weight >= 0 && weight <= 1)) throw Error(std::string(subject), "a weight in [0, 1]", number(weight));
}

void check_cases(const CountedShare& counts, std::string_view subject) {
  check_events(counts.events, counts.weight, subject);
  check_positive(counts.of, "a positive number of cases", subject);
  if (!(counts.events <= counts.of))
    throw Error(std::string(subject), "at most as many events as cases (" + number(counts.of) + ")",
                number(counts.events));
}

void check_exposure(const CountedRate& counts, std::string_view subject) {
  check_events(counts.events, counts.weight, subject);
  check_positive(counts.exposure, "a positive exposure", subject);
  if (counts.exposure < least_exposure)
    throw Error(std::string(subject), "an exposure of at least " + number(least_exposure),
                number(counts.exposure));
}

std::string text_of(const CountedShare& counts) {
  return number(counts.events) + " of " + number(counts.of) +
         (counts.weight == 1 ? "" : " (weight " + number(counts.weight) + ')');
}
std::string text_of(const CountedRate& counts) {
  return number(counts.events) + " in " + number(counts.exposure) +
         (counts.weight == 1 ? "" : " (weight " + number(counts.weight) + ')');
}

Counted compact(d::Mixture pieces, const Support& support) {
  std::vector<Quantile> edges;  // the upper ends of the pieces
  double total = 0, below = 0;
  for (const auto& piece : pieces.components) total += piece.weight;
  for (auto& piece : pieces.components) {
    piece.weight /= total;
    below += piece.weight;
    edges.push_back({below, piece.law.support().second});
  }
  std::vector<Quantile> judged;
  for (const double probability : {.01, .05, .1, .25, .5, .75, .9, .95, .99}) {
    const double value = pieces.quantile(probability);
    if (value > support.low && value < support.high && (judged.empty() || value > judged.back().value))
      judged.push_back({probability, value});
  }
  try {
    for (const FittedDistribution& fitted : fit(judged, {.support = support}).fits) {
      double off = 0;
      for (const auto& [probability, value] : edges)
        off = (std::max)(off, std::abs(fitted.law.cdf(value) - probability));
      if (off <= posterior_tolerance)
        return {
            {{{1.0, fitted.law}}},
            "a " + std::string(fitted.family->name) + ", within " + in_percent(off, 2) + " in probability"};
    }
  } catch (const Error&) {
    // No family can be fitted.
  }
  const std::size_t count = pieces.components.size();
  return {std::move(pieces), "a table of " + std::to_string(count) + " pieces"};
}

Counted counted(const CountedShare& counts, const CountPrior& prior, std::string_view subject) {
  check_cases(counts, subject);
  const ShareUpdate update{counts.weight * counts.events, counts.weight * (counts.of - counts.events)};
  const std::string cases = text_of(counts) + " cases";
  if (!prior.law.components.empty()) return posterior(update, prior, cases, "cases", subject);
  if (prior.worth) throw Error(std::string(subject), "a judged distribution that has a worth", "none");
  const d::Beta law = update.updated({.5, .5});
  return {{{{1.0, law}}}, cases + "; Jeffreys' prior: " + text_of(law)};
}

Counted counted(const CountedRate& counts, const CountPrior& prior, std::string_view subject) {
  check_exposure(counts, subject);
  const RateUpdate update{counts.weight * counts.events, counts.weight * counts.exposure};
  const std::string exposed = text_of(counts) + " units of exposure";
  if (!prior.law.components.empty()) {
    if (!(update.exposure > 0)) throw Error(std::string(subject), "a positive weight", number(counts.weight));
    return posterior(update, prior, exposed, "units of exposure", subject);
  }
  if (prior.worth) throw Error(std::string(subject), "a judged distribution that has a worth", "none");
  if (!(update.exposure > 0)) throw Error(std::string(subject), "a positive weight", number(counts.weight));
  const d::Gamma law{update.events + .5, update.exposure};
  return {{{{1.0, law}}}, exposed + "; Jeffreys' prior: " + text_of(law)};
}

CountedShare steps_at_risk(const std::vector<Spell>& spells, std::string_view subject) {
  CountedShare counts{0, 0};
  for (const Spell& spell : spells) {
    if (!(spell.length >= 1 && std::isfinite(spell.length) && spell.length == std::floor(spell.length)))
      throw Error(std::string(subject), "a whole number of steps, at least 1", number(spell.length));
    counts.events += spell.ended;
    counts.of += spell.length;
  }
  if (spells.empty()) throw Error(std::string(subject), "at least one spell", "none");
  return counts;
}

CountedRate time_at_risk(const std::vector<Spell>& spells, std::string_view subject) {
  CountedRate counts{0, 0};
  for (const Spell& spell : spells) {
    check_positive(spell.length, "a positive time", subject);
    counts.events += spell.ended;
    counts.exposure += spell.length;
  }
  if (spells.empty()) throw Error(std::string(subject), "at least one spell", "none");
  return counts;
}

CountedShares counted_shares(const std::vector<double>& counts, const SharesPrior& prior,
                             std::string_view about) {
  const std::string subject(about);
  if (counts.size() < 2) throw Error(subject, "counts of at least two states", std::to_string(counts.size()));
  for (const double count : counts) check_events(count, 1, subject);
  CountedShares found{prior.concentrations, {}};
  std::vector<double>& all = found.concentrations;
  std::string kind = "the judged distribution as prior";
  if (all.empty()) {
    if (prior.worth) throw Error(subject, "a judged distribution that has a worth", "none");
    all.assign(counts.size(), .5);
    kind = "Jeffreys' prior";
  }
  if (all.size() != counts.size())
    throw Error(subject, "a prior of " + std::to_string(counts.size()) + " states",
                "one of " + std::to_string(all.size()));
  for (const double one : all) check_positive(one, "positive concentrations", subject);
  if (prior.worth) {
    check_positive(*prior.worth, "a positive worth in cases", subject);
    const double factor = *prior.worth / std::accumulate(all.begin(), all.end(), 0.0);
    for (double& one : all) one *= factor;
    kind += ", worth " + number(*prior.worth) + " cases";
  }
  std::vector<std::string> listed;
  double total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all[i] += counts[i];
    total += counts[i];
    listed.push_back(number(counts[i]));
  }
  found.sentence = casus::detail::joined(listed) + " of " + number(total) + " cases; " + kind;
  return found;
}

}  // namespace casus::elicit
