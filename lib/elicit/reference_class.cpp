// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/elicit/reference_class.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <utility>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>

#include <casus/detail/text.hpp>
#include <casus/distribution/beta.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/error.hpp>

#include "elicit/compact.hpp"

namespace casus::elicit {

namespace {

namespace d = distribution;

/// The interval of the mean over classes, on its straight scale, and the greatest variation between
/// classes, on a scale from 0 to 1.
struct PosteriorDomain {
  double low, high, greatest_variation;
};

// Variations below this cannot be distinguished from none, and would cancel in the likelihood.
constexpr double least_variation = 1e-4;

/// Shares: the classes' shares are Beta(mean size, (1 - mean) size), with variation^2 = 1 / (size +
/// 1), so that the variation is the standard deviation relative to sqrt(mean (1 - mean)).
struct ShareClasses {
  using Count = CountedShare;
  static constexpr Support support = share;
  static constexpr double most_straight = 35;  // 1 - share has no more digits

  const std::vector<CountedShare>& classes;

  PosteriorDomain domain() const { return {-40, 40, 1 - 1e-9}; }
  static double value(double straight) { return 1 / (1 + std::exp(-straight)); }
  static double between(double variation) { return variation; }
  static d::ComponentDistribution law(double straight, double variation) {
    const double size = (1 - variation) * (1 + variation) / (variation * variation);
    return d::Beta{size * value(straight), size * value(-straight)};
  }
  double log_posterior(double straight, double variation) const {
    const double size = (1 - variation) * (1 + variation) / (variation * variation);
    const double a = size * value(straight), b = size * value(-straight);
    const auto rising = [](double from, double by) {
      return boost::math::lgamma(from + by) - boost::math::lgamma(from);
    };
    // The priors: Beta(1/2, 1/2) of the mean, as a density of its log odds, and Beta(1, 3).
    double sum = (std::log(value(straight)) + std::log(value(-straight))) / 2 + 2 * std::log1p(-variation);
    for (const CountedShare& one : classes)
      sum += one.weight * (rising(a, one.events) + rising(b, one.of - one.events) - rising(size, one.of));
    return sum;
  }
};

/// Rates: the classes' rates are Gamma distributed with a mean, and a standard deviation relative
/// to it of tan(pi / 2 variation), whose prior is then half-Cauchy.
struct RateClasses {
  using Count = CountedRate;
  static constexpr Support support = positive;
  static constexpr double most_straight = 300;

  const std::vector<CountedRate>& classes;

  PosteriorDomain domain() const {
    double low = casus::detail::infinity, high = -low;
    for (const CountedRate& one : classes) {
      const double rate = std::log(one.events + .5) - std::log(one.exposure);
      low = (std::min)(low, rate);
      high = (std::max)(high, rate);
    }
    return {low - 60, high + 60, 1 - least_variation};
  }
  static double value(double straight) { return std::exp(straight); }
  static double between(double variation) { return std::tan(std::numbers::pi / 2 * variation); }
  static double shape(double variation) { return 1 / (between(variation) * between(variation)); }
  static d::ComponentDistribution law(double straight, double variation) {
    return d::Gamma{shape(variation), shape(variation) / value(straight)};
  }
  double log_posterior(double straight, double variation) const {
    const double a = shape(variation);
    double sum = 0;
    for (const CountedRate& one : classes) {
      const double expected = value(straight) * one.exposure;
      sum += one.weight *
             (boost::math::lgamma(a + one.events) - boost::math::lgamma(a) +
              one.events * (std::log(expected) - std::log(a + expected)) - a * std::log1p(expected / a));
    }
    return sum;
  }
};

/// An interval that holds a function's exponential up to e^-25 of its greatest value, and its mode.
struct Peak {
  double low, mode, high;
};

/// A place, and the logarithm of a density there.
struct DensityMode {
  double place, value;
};

/// Returns the mode of a density that has a single one in [low, high].
template <class Log> DensityMode mode_of(const Log& log_density, double low, double high) {
  constexpr int cells = 12, bits = 20;
  const double width = (high - low) / cells;
  int best = 0;
  double most = -casus::detail::infinity;
  for (int i = 0; i <= cells; ++i)
    if (const double value = log_density(low + i * width); value > most) {
      most = value;
      best = i;
    }
  const auto found = boost::math::tools::brent_find_minima([&](double x) { return -log_density(x); },
                                                           (std::max)(low, low + (best - 1) * width),
                                                           (std::min)(high, low + (best + 1) * width), bits);
  return {found.first, -found.second};
}

/// Returns the peak of a density that has a single mode in [low, high].
template <class Log> Peak peak_of(const Log& log_density, double low, double high) {
  constexpr double negligible = 25;
  constexpr int halvings = 12;
  const DensityMode mode = mode_of(log_density, low, high);
  // Returns a place between the mode and an end at which the density has become negligible: the
  // distance to the mode is divided by two until it would not be, and then bisected.
  const auto limit = [&](double end) {
    const auto is_negligible = [&](double x) { return log_density(x) < mode.value - negligible; };
    if (!is_negligible(end)) return end;
    double outside = end, inside = mode.place;
    for (int step = 0; step < halvings; ++step) {
      const double middle = mode.place + (outside - mode.place) / 2;
      if (!is_negligible(middle)) {
        inside = middle;
        break;
      }
      outside = middle;
    }
    for (int step = 0; step < 3; ++step) {
      const double middle = inside + (outside - inside) / 2;
      (is_negligible(middle) ? outside : inside) = middle;
    }
    return outside;
  };
  return {limit(low), mode.place, limit(high)};
}

/// Calls `visit` for the points of a quadrature over a peak, with the logarithms of their weights:
/// Gauss-Legendre rules on both sides of the mode.
template <class Visit> void for_each_node(const Peak& peak, const Visit& visit) {
  using Rule = boost::math::quadrature::gauss<double, 15>;
  for (const auto& [from, to] : {std::pair(peak.low, peak.mode), std::pair(peak.mode, peak.high)}) {
    if (!(from < to)) continue;
    const double half = (to - from) / 2;
    for (std::size_t i = 0; i < Rule::abscissa().size(); ++i)
      for (const double sign : {-1.0, 1.0})
        if (sign > 0 || Rule::abscissa()[i] > 0)  // the centre once
          visit(from + half * (1 + sign * Rule::abscissa()[i]), std::log(half * Rule::weights()[i]));
  }
}

/// A point of the posterior.
struct PosteriorNode {
  double straight, variation, weight;
};

template <class Classes> std::vector<PosteriorNode> posterior_nodes(const Classes& classes) {
  const PosteriorDomain domain = classes.domain();
  // Returns the posterior at a variation, as a function of the mean.
  const auto by_mean = [&classes](double variation) {
    return [&classes, variation](double straight) { return classes.log_posterior(straight, variation); };
  };
  const auto profile = [&](double variation) {
    return mode_of(by_mean(variation), domain.low, domain.high).value;
  };
  const Peak variations = peak_of(profile, least_variation, domain.greatest_variation);
  std::vector<PosteriorNode> nodes;
  for_each_node(variations, [&](double variation, double outer) {
    for_each_node(peak_of(by_mean(variation), domain.low, domain.high), [&](double straight, double inner) {
      nodes.push_back({straight, variation, classes.log_posterior(straight, variation) + outer + inner});
    });
  });
  double most = nodes[0].weight, total = 0;
  for (const PosteriorNode& node : nodes) most = (std::max)(most, node.weight);
  for (PosteriorNode& node : nodes) total += node.weight = std::exp(node.weight - most);
  for (PosteriorNode& node : nodes) node.weight /= total;
  // The points of least weight, together a two-thousandth, would cost as much as the others.
  std::sort(nodes.begin(), nodes.end(),
            [](const PosteriorNode& a, const PosteriorNode& b) { return a.weight > b.weight; });
  double left = 1;
  std::size_t kept = 0;
  for (; kept < nodes.size() && left > 5e-4; ++kept) left -= nodes[kept].weight;
  nodes.resize(kept);
  return nodes;
}

/// Returns the median of a coordinate, interpolated between the nodes.
double median_of(std::vector<PosteriorNode> nodes, double PosteriorNode::*coordinate) {
  std::sort(nodes.begin(), nodes.end(),
            [&](const PosteriorNode& a, const PosteriorNode& b) { return a.*coordinate < b.*coordinate; });
  std::vector<std::pair<double, double>> merged;  // value and weight
  for (const PosteriorNode& node : nodes) {
    if (merged.empty() || merged.back().first != node.*coordinate) merged.emplace_back(node.*coordinate, 0);
    merged.back().second += node.weight;
  }
  double total = 0, below = 0;
  for (const auto& one : merged) total += one.second;
  for (std::size_t i = 0; i < merged.size(); ++i) {
    const double middle = below + merged[i].second / 2;  // of the mass, at this value
    below += merged[i].second;
    if (i + 1 == merged.size()) return merged[i].first;
    const double next = below + merged[i + 1].second / 2;
    if (next >= total / 2)
      return merged[i].first + (merged[i + 1].first - merged[i].first) *
                                   (std::clamp)((total / 2 - middle) / (next - middle), 0.0, 1.0);
  }
  return merged.back().first;
}

/// The predictive distribution, a mixture over the posterior, in Uniform pieces: intervals of the
/// straight scale, halved until each has little of the mass, and little of that beyond it.
template <class Classes> class Predictive {
public:
  explicit Predictive(const std::vector<PosteriorNode>& nodes) {
    for (const PosteriorNode& node : nodes)
      mixture_.components.push_back({node.weight, Classes::law(node.straight, node.variation)});
  }

  d::Mixture pieces() {
    constexpr double outermost = 1e-6;
    double low = -1, high = 1;
    while (low > -600 && at(low).below > outermost) low *= 1.5;
    while (high < Classes::most_straight && at(high).above > outermost)
      high = (std::min)(1.5 * high, Classes::most_straight);
    const Edge first = at(low), last = at(high);
    add(0, first.value, first.below);
    split(first, last);
    const double end = Classes::support.high;
    add(last.value, std::isfinite(end) ? end : 2 * last.value, last.above);
    return std::move(pieces_);
  }

private:
  struct Edge {
    double straight, value, below, above;
  };
  Edge at(double straight) const {
    const double value = Classes::value(straight);
    const double below = mixture_.cdf(value);
    return {straight, value, below, below < .9 ? 1 - below : mixture_.survival(value)};
  }
  static double mass(const Edge& a, const Edge& b) {
    return (std::max)(0.0, b.below < .5 ? b.below - a.below : a.above - b.above);
  }
  void split(const Edge& a, const Edge& b) {
    const double tail = (std::min)(b.below, a.above);
    const double own = mass(a, b);
    if (own <= (std::min)(1.0 / 128, (std::max)(tail / 2, 1e-6)) || b.straight - a.straight < 1e-7)
      return add(a.value, b.value, own);
    const Edge middle = at((a.straight + b.straight) / 2);
    split(a, middle);
    split(middle, b);
  }
  void add(double low, double high, double weight) {
    if (weight > 0 && low < high) pieces_.components.push_back({weight, d::Uniform{low, high}});
  }

  d::Mixture mixture_, pieces_;
};

template <class Classes>
ReferenceClass predicted(const std::vector<typename Classes::Count>& counts, const char* of,
                         const char* deviation) {
  const Classes classes{counts};
  const std::vector<PosteriorNode> nodes = posterior_nodes(classes);
  ReferenceClass found{compact(Predictive<Classes>(nodes).pieces(), Classes::support),
                       Classes::value(median_of(nodes, &PosteriorNode::straight)),
                       Classes::between(median_of(nodes, &PosteriorNode::variation))};
  std::vector<std::string> listed;
  for (const auto& one : counts) listed.push_back(text_of(one));
  constexpr std::size_t most_listed = 6;
  const bool is_long = listed.size() > most_listed;
  listed.resize((std::min)(listed.size(), most_listed));
  const auto rounded = [](double value) { return casus::detail::rounded(value); };
  const distribution::Mixture& law = found.predicted.law;
  found.predicted.sentence = std::to_string(counts.size()) + " reference classes, " +
                             casus::detail::joined(listed) + (is_long ? ", ..." : "") + "; the " + of +
                             " of a new class: median " + rounded(law.quantile(.5)) + ", 90 % from " +
                             rounded(law.quantile(.05)) + " to " + rounded(law.quantile(.95)) +
                             "; standard deviation between classes: " + rounded(found.between) + ' ' +
                             deviation + "; " + found.predicted.sentence;
  return found;
}

// The likelihood of greater counts is lost in rounding.
constexpr double most_cases = 1e12;
double largest_of(const CountedShare& counts) { return counts.of; }
double largest_of(const CountedRate& counts) { return counts.events; }

template <class Count>
std::vector<Count> relevant(const std::vector<Count>& classes, void (*check)(const Count&, std::string_view),
                            std::string_view subject) {
  constexpr std::size_t most = 200;
  std::vector<Count> counted;
  for (const Count& one : classes) {
    check(one, subject);
    if (largest_of(one) > most_cases)
      throw Error(std::string(subject), "classes of at most " + casus::detail::number(most_cases) + " cases",
                  casus::detail::number(largest_of(one)));
    if (one.weight > 0) counted.push_back(one);
  }
  if (counted.size() < 2 || counted.size() > most)
    throw Error(std::string(subject), "2 to 200 classes with positive weight", std::to_string(counted.size()),
                counted.size() == 1 ? "a single class is counted by itself" : "");
  return counted;
}

}  // namespace

ReferenceClass reference_class(const std::vector<CountedShare>& classes, std::string_view subject) {
  return predicted<ShareClasses>(relevant(classes, check_cases, subject), "share",
                                 "of the greatest possible");
}

ReferenceClass reference_class(const std::vector<CountedRate>& classes, std::string_view subject) {
  const std::vector<CountedRate> counts = relevant(classes, check_exposure, subject);
  if (std::none_of(counts.begin(), counts.end(), [](const CountedRate& one) { return one.events > 0; }))
    throw Error(std::string(subject), "at least one event in all classes together", "none",
                "count all exposure as one class");
  return predicted<RateClasses>(counts, "rate", "of the mean");
}

}  // namespace casus::elicit
