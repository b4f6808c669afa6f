// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "updates.hpp"

#include <cmath>
#include <memory>

#include <boost/math/special_functions/beta.hpp>

#include <casus/model/horizon.hpp>

namespace casus::coverage {

namespace {

template <class Subject>
Update update(std::string name, const std::shared_ptr<Subject>& subject, std::vector<Observation> seen,
              const Parameter& first, double mean, double log_evidence) {
  return {std::move(name),
          [subject, seen = std::move(seen)](const Options& options) {
            return posterior(*subject, seen, options);
          },
          [first](const Posterior& after) { return after.mean(first); }, mean, log_evidence};
}

Update share() {
  const auto model = std::make_shared<Model>();
  const auto p = model->parameter("p", Beta(2, 2));
  std::vector<Event> events;
  std::vector<std::optional<bool>> outcomes;
  for (int i = 0; i < 40; ++i) {
    events.push_back(model->add("e" + std::to_string(i), Bernoulli(p)));
    outcomes.emplace_back(i < 29);
  }
  return update("a share, 29 of 40", model, observed(events, outcomes), p, 31.0 / 44,
                std::log(boost::math::beta(31.0, 13.0) / boost::math::beta(2.0, 2.0)));
}

Update rate() {
  const auto model = std::make_shared<Model>();
  const auto rate = model->parameter("rate", Gamma(2, 1));
  std::vector<Quantity> counts;
  std::vector<double> values;
  double log_evidence = std::lgamma(82.0) - 82 * std::log(26.0) - std::lgamma(2.0);
  for (int i = 0; i < 25; ++i) {
    counts.push_back(model->add("k" + std::to_string(i), Poisson(rate)));
    values.push_back(i < 20 ? 3 : 4);
    log_evidence -= std::lgamma(values.back() + 1);
  }
  return update("a rate, 80 in 25 counts", model, observed(counts, values), rate, 82.0 / 26, log_evidence);
}

// Each value has a cause of its own that is not observed, so the likelihood is estimated.
Update level() {
  const auto model = std::make_shared<Model>();
  const auto level = model->parameter("level", Normal(1, 2));
  const std::vector<double> values{2.5, 3.5, 1.0, 4.0};
  std::vector<Quantity> seen;
  double squares = 0, sum = 0;
  for (const double value : values) {
    const auto slip = model->add("slip" + std::to_string(seen.size()), Normal(0, 0.6));
    seen.push_back(model->add("y" + std::to_string(seen.size()), Normal(level + slip, 0.8)));
    squares += (value - 1) * (value - 1);
    sum += value - 1;
  }
  return update(
      "a level, behind noise", model, observed(seen, values), level, (0.25 + 11) / 4.25,
      -2 * std::log(2 * 3.14159265358979324) - 0.5 * std::log(17.0) - 0.5 * (squares - 4 * sum * sum / 17));
}

Update hazard() {
  Timeline timeline;
  const auto p = timeline.parameter("p", Beta(1, 50));
  const auto event = timeline.event("e");
  timeline.each(event, Bernoulli(p));
  const auto horizon = std::make_shared<Horizon>(timeline, 6);
  const std::vector<std::optional<bool>> months(6, true);
  return update("six rare months, exactly", horizon, observed(*horizon, event, months), p, 7.0 / 57,
                std::log(boost::math::beta(7.0, 50.0) / boost::math::beta(1.0, 50.0)));
}

// A level that is the same in all months, observed with noise: particles.
Update series() {
  Timeline timeline;
  const auto mean = timeline.parameter("mean", Normal(0, 2));
  const auto hidden = timeline.quantity("hidden"), seen = timeline.quantity("seen");
  timeline.each(hidden, Normal(mean, 0.6));
  timeline.each(seen, Normal(hidden.now(), 0.8));
  const auto horizon = std::make_shared<Horizon>(timeline, 12);
  std::vector<double> values;
  double squares = 0, sum = 0;
  for (int month = 0; month < 12; ++month) {
    values.push_back(1 + std::sin(month * 1.7));
    squares += values.back() * values.back();
    sum += values.back();
  }
  return update("twelve months, by particles", horizon, observed(*horizon, seen, values), mean, sum / 12.25,
                -6 * std::log(2 * 3.14159265358979324) - 0.5 * std::log(1 + 12 * 4.0) -
                    0.5 * (squares - 4 * sum * sum / (1 + 12 * 4.0)));
}

}  // namespace

std::vector<Update> updates() { return {share(), rate(), level(), hazard(), series()}; }

}  // namespace casus::coverage
