// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/sample/world.hpp>
#include <casus/study/belarus.hpp>

#include "layout.hpp"

/// Common parts of the page: questions that are answered together, and the worlds.
namespace belarus {

using casus::Answer;
using casus::Answers;
using casus::Boolean;
using casus::E;
using casus::Event;
using casus::Formula;
using casus::Index;
using casus::Interval;
using casus::Model;
using casus::Options;
using casus::P;
using casus::Parameter;
using casus::Query;
using casus::set;
using casus::StatedQuantile;
using casus::to_text;
using casus::UncertainParameter;
using casus::study::Belarus;
using casus::study::BelarusOptions;
namespace elicit = casus::elicit;
namespace study = casus::study;

/// Questions that are answered by one call.
class Sheet {
public:
  std::size_t ask(Query query) {
    queries_.push_back(std::move(query));
    return queries_.size() - 1;
  }
  /// Answers the questions for a model or a horizon.
  template <class Subject> void run(const Subject& subject, const Options& options) {
    answers_ = estimate(subject, queries_, options);
  }
  const Answer& operator[](std::size_t i) const { return answers_[i]; }

private:
  std::vector<Query> queries_;
  Answers answers_;
};

/// The parameters of each world, for at most the first ten thousand worlds, for results that need
/// no sampling within a world.
class Worlds {
public:
  Worlds(const Model& model, const Options& options) : model_(model) {
    const Index count = (std::min)(options.worlds, most);
    for (Index w = 0; w < count; ++w) worlds_.push_back(draw_parameters(model, options.randomness(), w));
  }
  std::vector<double> operator[](std::string_view name) const {
    const auto index = static_cast<std::size_t>(model_.find_parameter(name)->index);
    std::vector<double> values;
    for (const auto& world : worlds_) values.push_back(world[index]);
    return values;
  }
  std::size_t size() const { return worlds_.size(); }

private:
  static constexpr Index most = 10'000;
  const Model& model_;
  std::vector<std::vector<double>> worlds_;
};

/// Central range of weighted values, and their mean.
struct Spread {
  double mean, low, high;
};
inline Spread spread_of(const std::vector<double>& values, const std::vector<double>& weights, double level) {
  std::vector<std::pair<double, double>> sorted;
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sorted.emplace_back(values[i], weights[i]);
    total += weights[i];
    sum += weights[i] * values[i];
  }
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double share) {
    double before = 0;
    for (const auto& [value, weight] : sorted)
      if ((before += weight) >= share * total) return value;
    return sorted.back().first;
  };
  return {sum / total, at((1 - level) / 2), at((1 + level) / 2)};
}
inline Spread spread_of(const std::vector<double>& values, double level) {
  return spread_of(values, std::vector<double>(values.size(), 1.0), level);
}
inline std::string spread_text(const Spread& s) {
  return percent(s.mean) + " (" + short_number(100 * s.low) + " to " + short_number(100 * s.high) + " %)";
}

inline double with_odds(double p, double ratio) { return p * ratio / (1 - p + p * ratio); }

/// Returns the 5, 50 and 95 % points of an input, or of a check.
inline std::string judged(std::string_view name) {
  const study::Judgement* j = study::find_judgement(study::researched_judgements(), name);
  if (!j) j = study::find_judgement(study::check_judgements(), name);
  const double times = j->scale == study::Scale::share ? 100 : 1;
  const auto text = [&](double x) { return significant(times * x, 3); };
  return text(j->range.low) + " / " + text(j->range.mid) + " / " + text(j->range.high) +
         (times == 100 ? " %" : "");
}

}  // namespace belarus
