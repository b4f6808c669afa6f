// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/elicit/classical_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include <boost/math/special_functions/gamma.hpp>

#include <casus/detail/text.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/error.hpp>

namespace casus::elicit {

namespace {

using casus::detail::number;

/// A question on its straight scale: values, or their logarithms.
struct StraightQuestion {
  std::vector<std::vector<double>> points;  // by expert: the quantiles between the ends of the range
  double low = 0, high = 0;
  std::optional<double> realisation = {};
};

/// Quantiles on the straight scale.
using PanelEdges = std::vector<double>;

class Classical {
public:
  explicit Classical(const ExpertPanel& panel) : panel_(panel) {
    check_probabilities();
    if (!(panel.overshoot > 0 && std::isfinite(panel.overshoot)))
      throw Error("panel", "a positive overshoot", number(panel.overshoot));
    for (std::size_t i = 0; i < panel.questions.size(); ++i) questions_.push_back(straight(i));
    const auto seeds = std::count_if(questions_.begin(), questions_.end(),
                                     [](const StraightQuestion& one) { return one.realisation.has_value(); });
    if (seeds < 2) throw Error("panel", "at least two seed questions", std::to_string(seeds));
    if (questions_[0].points.empty()) throw Error("panel", "at least one expert", "none");
    seeds_ = static_cast<int>(seeds);
  }

  ClassicalModel model(const ClassicalOptions& options) const {
    ClassicalModel made;
    made.experts = scores();
    made.seeds = seeds_;
    made.cutoff = options.weights == PanelWeights::equal ? 0 : cutoff(made.experts, options);
    made.weights = weights(made.experts, options.weights, made.cutoff);
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      PanelEdges own = quantiles(questions_[i], made.weights[i]);
      made.combined.push_back(pieces(i, made.weights[i]));
      if (panel_.questions[i].logarithmic)
        for (double& one : own) one = std::exp(one);
      made.quantiles.push_back(std::move(own));
    }
    made.score = combined_score(made.weights);
    return made;
  }

  /// Returns the panel without a question.
  ExpertPanel without(std::size_t question) const {
    ExpertPanel fewer = panel_;
    fewer.questions.erase(fewer.questions.begin() + static_cast<std::ptrdiff_t>(question));
    return fewer;
  }

private:
  void check_probabilities() const {
    double last = 0;
    if (panel_.probabilities.empty()) throw Error("panel", "at least one probability", "none");
    for (const double one : panel_.probabilities) {
      if (!(one > last && one < 1)) throw Error("panel", "increasing probabilities in (0, 1)", number(one));
      last = one;
    }
  }

  StraightQuestion straight(std::size_t i) const {
    const PanelQuestion& asked = panel_.questions[i];
    const std::string subject = "question " + std::to_string(i + 1);
    if (asked.quantiles.size() != panel_.questions[0].quantiles.size())
      throw Error(subject, "answers of " + std::to_string(panel_.questions[0].quantiles.size()) + " experts",
                  "of " + std::to_string(asked.quantiles.size()));
    StraightQuestion made;
    made.low = casus::detail::infinity;
    made.high = -casus::detail::infinity;
    const auto take = [&](double value, const std::string& whose) {
      if (!(std::isfinite(value) && (!asked.logarithmic || value > 0)))
        throw Error(subject + ", " + whose, asked.logarithmic ? "a positive number" : "a finite number",
                    number(value));
      if (!(value > asked.support.low && value < asked.support.high) && whose != "realisation")
        throw Error(subject + ", " + whose,
                    "a number between " + number(asked.support.low) + " and " + number(asked.support.high),
                    number(value));
      const double own = asked.logarithmic ? std::log(value) : value;
      made.low = (std::min)(made.low, own);
      made.high = (std::max)(made.high, own);
      return own;
    };
    for (std::size_t e = 0; e < asked.quantiles.size(); ++e) {
      const std::string whose = "expert " + std::to_string(e + 1);
      if (asked.quantiles[e].size() != panel_.probabilities.size())
        throw Error(subject + ", " + whose, std::to_string(panel_.probabilities.size()) + " quantiles",
                    std::to_string(asked.quantiles[e].size()));
      PanelEdges points{0};
      for (const double value : asked.quantiles[e]) {
        const double own = take(value, whose);
        if (points.size() > 1 && !(own > points.back()))
          throw Error(subject + ", " + whose, "increasing quantiles", number(value));
        points.push_back(own);
      }
      points.push_back(0);
      made.points.push_back(std::move(points));
    }
    if (asked.realisation) made.realisation = take(*asked.realisation, "realisation");
    const double beyond = panel_.overshoot * (made.high - made.low);
    const auto end = [&](double value) { return asked.logarithmic ? std::log(value) : value; };
    const double least =
        asked.logarithmic && asked.support.low <= 0 ? -casus::detail::infinity : end(asked.support.low);
    const double most =
        asked.logarithmic && asked.support.high <= 0 ? casus::detail::infinity : end(asked.support.high);
    made.low = (std::max)(made.low - beyond, least);
    made.high = (std::min)(made.high + beyond, most);
    if (!std::isfinite(made.high - made.low)) throw Error(subject, "answers within a finite range", "others");
    for (PanelEdges& points : made.points) {
      points.front() = made.low;
      points.back() = made.high;
      if (!(points[0] < points[1] && points[points.size() - 2] < points.back()))
        throw Error(subject, "answers that differ", "equal ones");
    }
    return made;
  }

  // ---- scores

  /// Returns the probability between two neighbouring points.
  double mass(std::size_t bin) const {
    const auto& all = panel_.probabilities;
    return (bin < all.size() ? all[bin] : 1.0) - (bin == 0 ? 0.0 : all[bin - 1]);
  }

  double information(const PanelEdges& points) const {
    double sum = 0;
    for (std::size_t bin = 0; bin + 1 < points.size(); ++bin)
      sum += mass(bin) *
             std::log(mass(bin) * (points.back() - points.front()) / (points[bin + 1] - points[bin]));
    return sum;
  }

  /// `points`: of each question, between the ends of its range.
  PanelScore score(const std::vector<const PanelEdges*>& points) const {
    std::vector<double> hits(panel_.probabilities.size() + 1);
    PanelScore made{1, 0};
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (!questions_[i].realisation) continue;
      // A realisation at a quantile is below it.
      const PanelEdges& own = *points[i];
      const auto above = std::lower_bound(own.begin() + 1, own.end() - 1, *questions_[i].realisation);
      hits[static_cast<std::size_t>(above - own.begin()) - 1] += 1;
      made.information += information(own) / seeds_;
    }
    double relative = 0;
    for (std::size_t bin = 0; bin < hits.size(); ++bin)
      if (hits[bin] > 0) relative += hits[bin] / seeds_ * std::log(hits[bin] / seeds_ / mass(bin));
    const double statistic = 2 * seeds_ * (std::max)(relative, 0.0);
    made.calibration =
        boost::math::gamma_q(static_cast<double>(panel_.probabilities.size()) / 2, statistic / 2);
    return made;
  }

  std::vector<PanelScore> scores() const {
    std::vector<PanelScore> all;
    for (std::size_t e = 0; e < questions_[0].points.size(); ++e) {
      std::vector<const PanelEdges*> own;
      for (const StraightQuestion& one : questions_) own.push_back(&one.points[e]);
      all.push_back(score(own));
    }
    return all;
  }

  PanelScore combined_score(const std::vector<std::vector<double>>& weights) const {
    std::vector<PanelEdges> own;
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      PanelEdges points{questions_[i].low};
      const PanelEdges inner = quantiles(questions_[i], weights[i]);
      points.insert(points.end(), inner.begin(), inner.end());
      points.push_back(questions_[i].high);
      own.push_back(std::move(points));
    }
    std::vector<const PanelEdges*> all;
    for (const PanelEdges& one : own) all.push_back(&one);
    return score(all);
  }

  // ---- weights

  std::vector<std::vector<double>> weights(const std::vector<PanelScore>& scores, PanelWeights kind,
                                           double cutoff) const {
    std::vector<std::vector<double>> all;
    for (const StraightQuestion& one : questions_) {
      std::vector<double> own;
      double total = 0;
      for (std::size_t e = 0; e < scores.size(); ++e) {
        const double information =
            kind == PanelWeights::item ? this->information(one.points[e]) : scores[e].information;
        const bool counts = scores[e].calibration >= cutoff;
        own.push_back(kind == PanelWeights::equal ? 1 : (counts ? scores[e].calibration * information : 0));
        total += own.back();
      }
      if (!(total > 0)) throw Error("panel", "an expert whose score is positive", "none");
      for (double& weight : own) weight /= total;
      all.push_back(std::move(own));
    }
    return all;
  }

  double cutoff(const std::vector<PanelScore>& scores, const ClassicalOptions& options) const {
    double greatest = 0;
    for (const PanelScore& one : scores) greatest = (std::max)(greatest, one.calibration);
    if (options.cutoff) {
      if (!(*options.cutoff >= 0 && *options.cutoff <= greatest))
        throw Error("panel", "a cut-off from 0 to the greatest calibration (" + number(greatest) + ")",
                    number(*options.cutoff));
      return *options.cutoff;
    }
    double best = 0, most = -1;
    for (const PanelScore& one : scores) {
      if (!(one.combined() > 0)) continue;
      const double reached = combined_score(weights(scores, options.weights, one.calibration)).combined();
      if (reached > most || (reached == most && one.calibration > best)) {
        most = reached;
        best = one.calibration;
      }
    }
    return best;
  }

  // ---- the combination

  double cdf(const PanelEdges& points, double x) const {
    const auto above = std::upper_bound(points.begin(), points.end(), x);
    if (above == points.begin()) return 0;
    if (above == points.end()) return 1;
    const auto bin = static_cast<std::size_t>(above - points.begin()) - 1;
    const double below = bin == 0 ? 0 : panel_.probabilities[bin - 1];
    return below + mass(bin) * (x - points[bin]) / (points[bin + 1] - points[bin]);
  }

  /// Returns all points of the experts with weight, and the distribution function there.
  std::vector<std::pair<double, double>> steps(const StraightQuestion& question,
                                               const std::vector<double>& weights) const {
    std::vector<double> at;
    for (std::size_t e = 0; e < weights.size(); ++e)
      if (weights[e] > 0) at.insert(at.end(), question.points[e].begin(), question.points[e].end());
    std::sort(at.begin(), at.end());
    at.erase(std::unique(at.begin(), at.end()), at.end());
    std::vector<std::pair<double, double>> all;
    for (const double x : at) {
      double below = 0;
      for (std::size_t e = 0; e < weights.size(); ++e)
        if (weights[e] > 0) below += weights[e] * cdf(question.points[e], x);
      all.emplace_back(x, x == question.high ? 1.0 : below);
    }
    return all;
  }

  PanelEdges quantiles(const StraightQuestion& question, const std::vector<double>& weights) const {
    const auto all = steps(question, weights);
    PanelEdges found;
    for (const double probability : panel_.probabilities) {
      std::size_t i = 1;
      while (i + 1 < all.size() && all[i].second < probability) ++i;
      const auto& [x, below] = all[i - 1];
      const auto& [end, above] = all[i];
      found.push_back(x + (end - x) * (probability - below) / (above - below));
    }
    return found;
  }

  distribution::Mixture pieces(std::size_t i, const std::vector<double>& weights) const {
    constexpr double finest = 256;
    const bool is_logarithmic = panel_.questions[i].logarithmic;
    const auto all = steps(questions_[i], weights);
    distribution::Mixture made;
    for (std::size_t k = 1; k < all.size(); ++k) {
      const double own = all[k].second - all[k - 1].second;
      if (!(own > 0)) continue;
      const int parts = is_logarithmic ? static_cast<int>(std::ceil(finest * own)) : 1;
      const double width = (all[k].first - all[k - 1].first) / parts;
      for (int part = 0; part < parts; ++part) {
        double low = all[k - 1].first + part * width;
        double high = part + 1 == parts ? all[k].first : low + width;
        if (is_logarithmic) {
          low = std::exp(low);
          high = std::exp(high);
        }
        if (low < high) made.components.push_back({own / parts, distribution::Uniform{low, high}});
      }
    }
    return made;
  }

  const ExpertPanel& panel_;
  std::vector<StraightQuestion> questions_;
  int seeds_ = 0;
};

/// Returns the mean over the questions of each expert's weight.
std::vector<double> mean_weights(const ClassicalModel& model) {
  std::vector<double> mean(model.experts.size());
  for (const auto& own : model.weights)
    for (std::size_t e = 0; e < own.size(); ++e)
      mean[e] += own[e] / static_cast<double>(model.weights.size());
  return mean;
}

std::string sentence_of(const ClassicalModel& model, const ClassicalOptions& options) {
  constexpr int advised = 10;
  if (options.weights == PanelWeights::equal)
    return std::to_string(model.experts.size()) + " experts of equal weight";
  const std::vector<double> mean = mean_weights(model);
  const auto counted = std::count_if(mean.begin(), mean.end(), [](double weight) { return weight > 0; });
  std::string text = std::to_string(counted) + " of " + std::to_string(model.experts.size()) +
                     " experts have weight, by " + std::to_string(model.seeds) + " seed questions";
  if (model.seeds < advised) text += ", fewer than the " + std::to_string(advised) + " that are advised";
  if (std::isnan(model.fragility)) return text;
  return text + "; without one of them, an expert's weight would differ by up to " +
         casus::detail::rounded(model.fragility, 2);
}

}  // namespace

ClassicalModel classical_model(const ExpertPanel& panel, const ClassicalOptions& options) {
  const Classical classical(panel);
  ClassicalModel made = classical.model(options);
  const std::vector<double> mean = mean_weights(made);
  const bool has_weights = options.weights != PanelWeights::equal;
  if (has_weights && made.seeds == 2) made.fragility = std::numeric_limits<double>::quiet_NaN();
  if (has_weights && made.seeds > 2)
    for (std::size_t i = 0; i < panel.questions.size(); ++i) {
      if (!panel.questions[i].realisation) continue;
      const ExpertPanel fewer = classical.without(i);
      // A stated cut-off may leave nobody.
      const ClassicalModel other = Classical(fewer).model({.weights = options.weights});
      const std::vector<double> changed = mean_weights(other);
      for (std::size_t e = 0; e < mean.size(); ++e)
        made.fragility = (std::max)(made.fragility, std::abs(changed[e] - mean[e]));
    }
  made.sentence = sentence_of(made, options);
  return made;
}

}  // namespace casus::elicit
