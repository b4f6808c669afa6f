// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

/// Margins met inside a model: a probability is judged as a whole ("row 1: 5 to 40 %") and yet
/// differs by circumstances. The judgement is about the whole; the model derives, in each world,
/// the level at which the mean over the circumstances equals it.
namespace casus::study {

/// Circumstances under which an event's log odds differ from their base by `shift`, and their
/// probability.
struct Circumstance {
  Real weight;
  Real shift;
};

/// Returns the same circumstances split further by a normal covariate of standard deviation `scale`
/// on the log odds, by Gauss and Hermite's rule of three points (exact for polynomials up to the
/// fifth degree; for scales below 0.7 the mean of a logistic curve is within 0.001).
inline std::vector<Circumstance> spread(const std::vector<Circumstance>& circumstances, const Real& scale) {
  constexpr double root3 = 1.7320508075688772;
  std::vector<Circumstance> split;
  for (const Circumstance& c : circumstances) {
    split.push_back({c.weight / 6.0, c.shift - root3 * scale});
    split.push_back({c.weight * (2.0 / 3.0), c.shift});
    split.push_back({c.weight / 6.0, c.shift + root3 * scale});
  }
  return split;
}

/// Returns the mean probability over circumstances whose base log odds are `base`.
inline Real mean_probability(const std::vector<Circumstance>& circumstances, const Real& base) {
  Real sum = circumstances.front().weight * logistic(base + circumstances.front().shift);
  for (std::size_t i = 1; i < circumstances.size(); ++i)
    sum = sum + circumstances[i].weight * logistic(base + circumstances[i].shift);
  return sum;
}

/// Adds to a Model or Timeline the parameter `name`: the base log odds at which the mean
/// probability over the circumstances, whose weights sum to one, is `margin`. The equation
/// log-odds(mean(b)) = log-odds(margin) is almost linear in b, so that three steps of Newton's
/// method (parameters `name.start`, `name.step1` and `name.step2` of their own) leave less than
/// 1e-5 of the margin if shifts are within 4 of one another.
template <class Host>
Parameter base_log_odds(Host& model, const std::string& name, const std::vector<Circumstance>& circumstances,
                        const Real& margin, const std::string& what) {
  const ParameterDetails details{
      .unit = "log odds",
      .source = "derived: " + what,
      .mark = Verification::computed,
      .description = "base level that makes the mean over the circumstances the margin"};
  const auto target = model.parameter(name + ".target", Deterministic(logit(margin)), details);
  Real mean_shift = circumstances.front().weight * circumstances.front().shift;
  for (std::size_t i = 1; i < circumstances.size(); ++i)
    mean_shift = mean_shift + circumstances[i].weight * circumstances[i].shift;
  const auto newton = [&](const Real& base) {
    Real slope = 0.0;
    for (const Circumstance& c : circumstances) {
      const Real p = logistic(base + c.shift);
      slope = slope + c.weight * (p * (1.0 - p));
    }
    const Real mean = mean_probability(circumstances, base);
    return base + (target - logit(mean)) * (mean * (1.0 - mean)) / slope;
  };
  const auto start = model.parameter(name + ".start", Deterministic(target - mean_shift), details);
  const auto step1 = model.parameter(name + ".step1", Deterministic(newton(start)), details);
  const auto step2 = model.parameter(name + ".step2", Deterministic(newton(step1)), details);
  return model.parameter(name, Deterministic(newton(step2)), details);
}

}  // namespace casus::study
