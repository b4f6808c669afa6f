// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/chooser.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "infer/exact.hpp"
#include "infer/forward.hpp"

namespace casus {

namespace {

// Entries of tables multiplied and summed, all worlds together, that take about as long as a sampling run of default size.
constexpr double cheap = 1e9;

std::optional<std::string> why_not_exact(const Model& model, const std::vector<Query>& set) {
  for (const Query& query : set)
    if (auto why = why_not_exact(model, query)) return why;
  return std::nullopt;
}

bool asks(const std::vector<Query>& set, Query::Asks kind) {
  return std::any_of(set.begin(), set.end(), [&](const Query& query) { return query.asks() == kind; });
}

// Splitting answers for probabilities, and knows no worlds.
bool can_split(const Model& model, const std::vector<Query>& set) {
  return model.parameters().empty() && std::all_of(set.begin(), set.end(), [](const Query& query) {
           return query.asks() == Query::Asks::probability;
         });
}

// What a pilot met: how many of its trajectories the condition, and of these the rarer side of the rarest event asked for.
struct Pilot {
  double drawn = 0, met = 0, rarest = 0;
};

Pilot run_pilot(const Model& model, const std::vector<Query>& set, const Options& options) {
  Options quiet = options;
  quiet.progress = {};
  const Answers answers = forward_pilot(model, set, quiet);
  Pilot pilot;
  pilot.rarest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < set.size(); ++i) {
    pilot.drawn = static_cast<double>(answers[i].samples);
    pilot.met = static_cast<double>(answers[i].met);
    if (set[i].asks() != Query::Asks::probability) continue;
    const double hits = answers[i].is_bound ? 0 : answers[i].value * pilot.met;
    pilot.rarest = (std::min)(pilot.rarest, std::isnan(hits) ? 0 : hits);
  }
  return pilot;
}

}  // namespace

Choice choose(const Model& model, const std::vector<Query>& set, const Options& options) {
  if (options.method != Method::automatic) return {options.method, "as asked for"};
  const double worlds = model.parameters().empty() ? 1 : static_cast<double>(options.worlds);
  std::string no_exact;
  if (const auto why = why_not_exact(model, set)) {
    no_exact = "not exact: " + *why;
  } else {
    const double operations = exact_cost(model, set).operations;
    if (operations <= options.exact_budget && operations * worlds <= cheap)
      return {Method::exact, fmt::format("exact is cheap: {:.2g} operations{}", operations * worlds,
                                         worlds > 1 ? " in all worlds" : "")};
    no_exact = fmt::format("not exact: that would take {:.2g} operations", operations * worlds);
  }
  if (!set[0].evidence().empty()) return {Method::weighted, "evidence that is no event can only be weighted"};
  Pilot pilot;
  try {
    pilot = run_pilot(model, set, options);
  } catch (const Error&) {
    // What goes wrong is told of the trajectories that are asked for.
    return {Method::forward, no_exact};
  }
  const auto met = [&](double part, double whole, const char* what) {
    return fmt::format("{} of {:.0f} trajectories of a pilot {}; {}",
                       part == 0 ? "none" : fmt::format("{:.0f}", part), whole, what, no_exact);
  };
  const bool is_seldom_met = set[0].condition() && pilot.met < pilot.drawn / 50;
  if (is_seldom_met && !asks(set, Query::Asks::quantile))
    return {Method::weighted, met(pilot.met, pilot.drawn, "met the condition")};
  // A hundred cases make a relative error of a tenth.
  constexpr double enough = 100;
  const double more = static_cast<double>(options.trajectories) / pilot.drawn;
  if (pilot.rarest * more < enough && can_split(model, set))
    return {Method::splitting, met(pilot.rarest, pilot.met, "met the event")};
  if (!set[0].condition()) return {Method::forward, no_exact};
  return {Method::forward, met(pilot.met, pilot.drawn, "met the condition")};
}

}  // namespace casus
