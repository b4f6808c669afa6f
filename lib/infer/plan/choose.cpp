// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/choose.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <casus/infer/detail/stopping.hpp>

#include "infer/exact/exact.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/forward/forward.hpp"
#include "infer/plan/methods.hpp"
#include "infer/plan/unrolling.hpp"

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

// What a pilot met: how many of its trajectories the condition, and of these the rarer side of the rarest event asked for. And by how
// much its intervals are wider than they may be, squared.
struct Pilot {
  double drawn = 0, met = 0, rarest = 0, shortfall = 0;
};

// `Subject` is a model or a horizon.
template <class Subject>
Pilot run_pilot(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  Options quiet = options;
  quiet.progress = {};
  const Answers answers = forward_pilot(subject, set, quiet);
  Pilot pilot;
  pilot.shortfall = detail::shortfall(answers, options);
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

// What is left to be drawn: all trajectories, but where precision or time may stop the run before. So many times those of the pilot
// forward sampling takes for a precision; what other methods take their own pilots tell.
std::string cost(const Model& model, const Options& options, const Pilot* of_forward = nullptr) {
  const detail::Sampling all = detail::sampling(model, options);
  const double most = static_cast<double>(all.trajectories());
  const bool wants_precision = options.absolute_precision > 0 || options.relative_precision > 0;
  if (wants_precision && of_forward) {
    const bool has_worlds = !model.parameters().empty();
    const double groups = has_worlds ? static_cast<double>((std::min)(all.groups_per_world, Index{2})) : 1;
    const double wanted = of_forward->drawn * of_forward->shortfall * groups;
    if (wanted < most) return fmt::format("about {:.2g} trajectories", wanted);
  }
  return fmt::format("{} {:.2g} trajectories", wants_precision || options.seconds > 0 ? "at most" : "about",
                     most);
}

// By weights, of a model.
Choice choose_weights(const Model&, const std::vector<Query>&, const Options&, const std::string& why) {
  return {Method::weighted, why};
}

// The least that an answer to one of the questions is worth, and the probability of what was seen less, and plus, two of its errors.
struct Worth {
  double effective = std::numeric_limits<double>::infinity();
  double low = 0, high = 0;

  explicit Worth(const Answers& answers) {
    for (const Answer& answer : answers) {
      effective = (std::min)(effective, answer.met == 0 ? 0 : answer.effective_samples);
      for (const Answer& part : answer.parts) effective = (std::min)(effective, part.effective_samples);
      if (!answer.condition_probability) continue;
      low = *answer.condition_probability - 2 * answer.condition_standard_error;
      high = *answer.condition_probability + 2 * answer.condition_standard_error;
    }
  }
};

// News is taken step by step, unless the model unrolled does much better, as it may where rare states explain what is seen only later:
// then particles miss them, and all agree on the rest. So they are not taken where their probability of what was seen says that they
// miss a part of what weights of the model unrolled saw. Pilots share no chance with the answer.
Choice choose_weights(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                      const std::string& why) {
  constexpr std::size_t most_variables = 3000;
  constexpr double better = 2;
  const auto variables = horizon.timeline().series().size() * static_cast<std::size_t>(horizon.steps());
  if (variables > most_variables) return {Method::sequential, why};
  Options of_pilot = options;
  of_pilot.progress = {};
  of_pilot.trajectories = 64 * group_size;
  of_pilot.worlds = (std::min)(options.worlds, Index{32});
  of_pilot.randomness.seed = random::stream_key(options.randomness.seed, "pilot of news");
  const auto worth = [](const auto& pilot) -> std::optional<Worth> {
    try {
      return Worth(pilot());
    } catch (const Error&) {
      return std::nullopt;
    }
  };
  const auto stepwise = worth([&] { return sequential(horizon, set, of_pilot); });
  // What goes wrong is told of the run itself.
  if (!stepwise) return {Method::sequential, why};
  const auto whole = worth([&] {
    const UnrolledQuestions unrolled(horizon, horizon.steps());
    return weighted(unrolled.model(), translated(unrolled, set), of_pilot);
  });
  if (!whole) return {Method::sequential, why + "; weights of the model unrolled failed in a pilot"};
  const bool misses = stepwise->high < whole->low;
  const std::string told = fmt::format(
      "{}; in a pilot, sequential Monte Carlo was worth {:.2g} trajectories, weights of the model "
      "unrolled {:.2g}{}",
      why, stepwise->effective, whole->effective, misses ? ", and it missed a part of what was seen" : "");
  return {misses || whole->effective > better * stepwise->effective ? Method::weighted : Method::sequential,
          told};
}

// Where the answer is to be sampled. `model` has the variables that are asked about, and the parameters.
template <class Subject>
Choice choose_sampling(const Subject& subject, const Model& model, const std::vector<Query>& set,
                       const Options& options, const std::string& no_exact) {
  const auto chosen = [&](Method method, const std::string& why, const Pilot* of_forward = nullptr) {
    const bool each = method == Method::splitting && set.size() > 1;
    return Choice{method,
                  why + "; it takes " + cost(model, options, of_forward) + (each ? " a question" : "")};
  };
  const auto by_weights = [&](const std::string& why) {
    const Choice choice = choose_weights(subject, set, options, why);
    return chosen(choice.method, choice.reason);
  };
  if (!set[0].evidence().empty()) return by_weights("evidence that is no event can only be weighted");
  Pilot pilot;
  try {
    pilot = run_pilot(subject, set, options);
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
    return by_weights(met(pilot.met, pilot.drawn, "met the condition"));
  // A hundred cases make a relative error of a tenth.
  constexpr double enough = 100;
  const double more = static_cast<double>(options.trajectories) / pilot.drawn;
  if (pilot.rarest * more < enough && can_split(model, set))
    return chosen(Method::splitting, met(pilot.rarest, pilot.met, "met the event"));
  return chosen(Method::forward,
                set[0].condition() ? met(pilot.met, pilot.drawn, "met the condition") : no_exact, &pilot);
}

}  // namespace

Choice choose(const Model& model, const std::vector<Query>& set, const Options& options) {
  if (options.method != Method::automatic) return {options.method, "as asked for"};
  const double worlds = model.parameters().empty() ? 1 : static_cast<double>(options.worlds);
  if (const auto why = why_not_exact(model, set))
    return choose_sampling(model, model, set, options, "not exact: " + *why);
  const double operations = exact_cost(model, set).operations;
  if (operations <= options.exact_budget && operations * worlds <= cheap)
    return {Method::exact, fmt::format("exact is cheap: {:.2g} operations{}", operations * worlds,
                                       worlds > 1 ? " in all worlds" : "")};
  return choose_sampling(model, model, set, options,
                         fmt::format("not exact: that would take {:.2g} operations", operations * worlds));
}

Choice choose(const Horizon& horizon, const std::vector<Query>& set, const Options& options) {
  if (options.method != Method::automatic) return {options.method, "as asked for"};
  const double worlds = horizon.asked().parameters().empty() ? 1 : static_cast<double>(options.worlds);
  // So many steps of a recursion take about as long as a sampling run of default size; a trial is to be a small part of that.
  constexpr double cheap_recursion = 2e7, longest_trial = 5e5;
  const double budget = (std::min)({options.exact_budget, cheap_recursion / worlds, longest_trial});
  const RecursionCost cost = recursion_cost(horizon, set, options, budget);
  if (!cost.why_not)
    return {Method::exact, fmt::format("exact is cheap: {:.2g} operations{}", cost.operations * worlds,
                                       worlds > 1 ? " in all worlds" : "")};
  return choose_sampling(horizon, horizon.asked(), set, options, "not exact: " + *cost.why_not);
}

}  // namespace casus
