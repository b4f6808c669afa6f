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
#include <casus/random/generator.hpp>

#include "infer/forward/forward.hpp"
#include "infer/plan/drawn_parameters.hpp"
#include "infer/plan/registry.hpp"
#include "infer/run/within_time.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {

namespace {

// What a pilot met: how many of its trajectories the condition, and of these the rarer side of the rarest event asked for. And by how
// much its intervals are wider than they may be, squared.
struct Pilot {
  double drawn = 0, met = 0, rarest = 0, shortfall = 0;
};

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
    if (set[i].asks() != QuestionKind::probability) continue;
    const double hits = answers[i].is_bound ? 0 : answers[i].value * pilot.met;
    pilot.rarest = (std::min)(pilot.rarest, std::isnan(hits) ? 0 : hits);
  }
  return pilot;
}

// What is left to be drawn: all trajectories, but where precision or time may stop the run before. So many times those of the pilot
// forward sampling takes for a precision; what other methods take their own pilots tell.
std::string cost_text(const Model& model, const MethodCost& cost, const Options& options,
                      const Pilot* of_forward) {
  const bool wants_precision = options.absolute_precision > 0 || options.relative_precision > 0;
  if (wants_precision && of_forward) {
    const Index groups_per_world = detail::sampling(model, options).groups_per_world;
    const double groups =
        model.parameters().empty() ? 1 : static_cast<double>((std::min)(groups_per_world, Index{2}));
    const double wanted = of_forward->drawn * of_forward->shortfall * groups;
    if (wanted < cost.trajectories) return fmt::format("about {:.2g} trajectories", wanted);
  }
  return fmt::format("{} {:.2g} trajectories", wants_precision || options.seconds > 0 ? "at most" : "about",
                     cost.trajectories);
}

// The smallest effective sample size of the answers, and the log probability or density of the evidence, minus and plus two standard
// errors.
struct Worth {
  double effective = std::numeric_limits<double>::infinity();
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();

  explicit Worth(const Answers& answers) {
    for (const Answer& answer : answers) {
      effective = (std::min)(effective, answer.met == 0 ? 0 : answer.effective_samples);
      for (const Answer& part : answer.parts) effective = (std::min)(effective, part.effective_samples);
      if (!answer.log_condition_probability) continue;
      const double error = 2 * answer.log_condition_standard_error;  // relative, of the probability itself
      low = *answer.log_condition_probability + std::log((std::max)(0.0, 1 - error));
      high = *answer.log_condition_probability + std::log(1 + error);
    }
  }
};

// Of pilots of methods that weigh; they share no chance with the answer.
Options options_of_weighted_pilot(const Options& options) {
  Options of_pilot = options;
  of_pilot.progress = {};
  of_pilot.absolute_precision = of_pilot.relative_precision = of_pilot.seconds = 0;
  of_pilot.stop_at = 0;
  of_pilot.trajectories = 64 * group_size;
  of_pilot.worlds = (std::min)(options.worlds, Index{32});
  of_pilot.randomness.seed = random::stream_key(options.randomness.seed, "pilot of news");
  return of_pilot;
}

// Evidence over time is taken step by step, unless the model unrolled does much better, as it may where rare states explain only later
// evidence: then particles miss them, and all agree on the rest. So they are not taken where their probability of the evidence says that
// they miss a part of what weights of the model unrolled saw. Pilots share no chance with the answer.
Choice choose_weights(const Subject& subject, const std::vector<Query>& set, const Options& options,
                      const std::string& why) {
  if (!subject.horizon()) return {Method::weighted, why};
  constexpr std::size_t most_variables = 3000;
  constexpr double better = 2;
  const auto variables =
      subject.horizon()->timeline().series().size() * static_cast<std::size_t>(subject.horizon()->steps());
  if (variables > most_variables) return {Method::sequential, why};
  const Options of_pilot = options_of_weighted_pilot(options);
  const auto worth = [&](Method method) -> std::optional<Worth> {
    try {
      return Worth(method_entry(method).answer(subject, set, of_pilot));
    } catch (const Error&) {
      return std::nullopt;
    }
  };
  const auto stepwise = worth(Method::sequential);
  // What goes wrong is told of the run itself.
  if (!stepwise) return {Method::sequential, why};
  const auto whole = worth(Method::weighted);
  if (!whole) return {Method::sequential, why + "; weights of the model unrolled failed in a pilot"};
  const bool misses = stepwise->high < whole->low;
  const std::string told = fmt::format(
      "{}; in a pilot, sequential Monte Carlo was worth {:.2g} trajectories, weights of the model "
      "unrolled {:.2g}{}",
      why, stepwise->effective, whole->effective, misses ? ", and it missed a part of what was seen" : "");
  return {misses || whole->effective > better * stepwise->effective ? Method::weighted : Method::sequential,
          told};
}

// Whether a method that weighs meets the condition often enough to say something.
bool finds_something(const Subject& subject, const std::vector<Query>& set, const Options& options,
                     Method method) {
  constexpr double enough = 100;
  const Options of_pilot = options_of_weighted_pilot(options);
  try {
    const Answers answers = method_entry(method).answer(subject, set, of_pilot);
    return static_cast<double>(answers[0].met) * static_cast<double>(options.trajectories) >=
           enough * static_cast<double>(of_pilot.trajectories);
  } catch (const Error&) {
    return true;  // what goes wrong is told of the trajectories that are asked for
  }
}

// By how many times fewer trajectories the expectations of a set take where rare states are drawn on purpose; 1 where there are none. An
// event's interval allows for what was not seen, so that events need no such draws.
double gain_for_expectations(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  constexpr std::size_t most_variables = 20'000;
  const Horizon* const horizon = subject.horizon();
  if (horizon &&
      horizon->timeline().series().size() * static_cast<std::size_t>(horizon->steps()) > most_variables)
    return 1;
  std::vector<Query> expectations;
  for (const Query& query : set)
    if (!detail::about(query.asks()).is_probability && query.asks() != QuestionKind::quantile)
      expectations.push_back(query);
  if (expectations.empty() || method_entry(Method::weighted).why_not(subject, set)) return 1;
  if (!horizon) return gain_of_rare_states(subject.model(), expectations, options);
  return gain_of_rare_states(subject.unrolled().model(), translated(subject.unrolled(), expectations),
                             options);
}

// Whether few of so many worlds would agree with the evidence, as a pilot of some of them says.
bool worlds_collapse(const Answers& pilot, Method method, double share_of_worlds) {
  constexpr double few = 30;
  return std::any_of(pilot.begin(), pilot.end(), [&](const Answer& answer) {
    if (answer.met == 0) return true;
    if (method == Method::exact) return answer.effective_samples < few * share_of_worlds;
    return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                       [](const Warning& warning) { return warning.code == WarningCode::few_clusters; });
  });
}

// Evidence that few worlds agree with is weighed by trajectories that have parameters of their own, of which there are many more, unless
// these are degenerate too. Nothing where worlds do, or nothing better was found.
std::optional<Choice> choose_drawn_parameters(const Subject& subject, const std::vector<Query>& set,
                                              const Options& options, const Choice& by_worlds) {
  if (!subject.has_parameters() || options.worlds < 2 || !set[0].has_condition()) return std::nullopt;
  Options of_pilot = options_of_weighted_pilot(options);
  of_pilot.worlds = (std::min)(options.worlds, Index{64});
  constexpr double enough = 1000;
  try {
    const double share = static_cast<double>(of_pilot.worlds) / static_cast<double>(options.worlds);
    const Answers by_some = method_entry(by_worlds.method).answer(subject, set, of_pilot);
    if (!worlds_collapse(by_some, by_worlds.method, share)) return std::nullopt;
    const DrawnParameters drawn(subject);
    const std::vector<Query> asked = drawn.translated(set);
    const MethodEntry& weighted = method_entry(Method::weighted);
    if (weighted.why_not(drawn.model(), asked)) return std::nullopt;
    const Answers pilot = weighted.answer(drawn.model(), asked, of_pilot);
    const double worth = Worth(pilot).effective * static_cast<double>(options.trajectories) /
                         static_cast<double>(of_pilot.trajectories);
    if (!(worth >= enough)) return std::nullopt;
    return Choice{Method::weighted,
                  fmt::format("few worlds of a pilot agreed with what was seen, so that parameters are drawn "
                              "with each trajectory, which are worth about {:.2g}; {}",
                              worth, by_worlds.reason),
                  true};
  } catch (const Error&) {
    return std::nullopt;  // what goes wrong is told of the worlds that are asked for
  }
}

// Each question of a set takes splitting a run of its own, of a model that may be long: many such runs, as of a curve's points, take so
// long that bounds by forward sampling, which draws once for all, are worth more. In draws of variables.
bool is_too_long_for_splitting(const Subject& subject, const std::vector<Query>& set,
                               const Options& options) {
  constexpr double most = 2e9;
  constexpr Index usual = 1'000'000;  // where a time stops runs, `options.trajectories` says little
  const Horizon* const horizon = subject.horizon();
  const double variables = horizon ? static_cast<double>(horizon->timeline().series().size()) *
                                         static_cast<double>(horizon->steps())
                                   : static_cast<double>(subject.model().variables().size());
  return set.size() > 1 && static_cast<double>(set.size()) * variables *
                                   static_cast<double>((std::min)(options.trajectories, usual)) >
                               most;
}

// Where the answer is to be sampled.
Choice choose_sampling(const Subject& subject, const std::vector<Query>& set, const Options& options,
                       const std::string& no_exact) {
  const auto chosen = [&](Method method, const std::string& why, const Pilot* of_forward = nullptr) {
    const bool each = method == Method::splitting && set.size() > 1;
    const MethodCost cost = method_entry(method).cost(subject, set, options);
    return Choice{method, why + "; it takes " + cost_text(subject.model(), cost, options, of_forward) +
                              (each ? " a question" : "")};
  };
  const auto can = [&](Method method) { return !method_entry(method).why_not(subject, set); };
  const auto by_weights = [&](const std::string& why) {
    const Choice choice = choose_weights(subject, set, options, why);
    if (const auto drawn = choose_drawn_parameters(subject, set, options, choice)) return *drawn;
    return chosen(choice.method, choice.reason);
  };
  if (const auto why = method_entry(Method::forward).why_not(subject, set)) return by_weights(*why);
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
  if (is_seldom_met && can(Method::weighted)) {
    const std::string why = met(pilot.met, pilot.drawn, "met the condition");
    const Choice choice = choose_weights(subject, set, options, why);
    if (const auto drawn = choose_drawn_parameters(subject, set, options, choice)) return *drawn;
    if (pilot.met > 0 || !can(Method::splitting) || finds_something(subject, set, options, choice.method))
      return chosen(choice.method, choice.reason);
    return chosen(Method::splitting, why + "; nor did weighted trajectories");
  }
  // A hundred cases make a relative error of a tenth.
  constexpr double enough = 100;
  const double more = static_cast<double>(options.trajectories) / pilot.drawn;
  const bool is_rare = pilot.rarest * more < enough && can(Method::splitting);
  if (is_rare && is_too_long_for_splitting(subject, set, options))
    return chosen(Method::forward,
                  fmt::format("splitting would take {} runs; {}", set.size(),
                              met(pilot.rarest, pilot.met, "met the rarest event")),
                  &pilot);
  if (is_rare) return chosen(Method::splitting, met(pilot.rarest, pilot.met, "met the event"));
  // Where worlds would hardly meet the event: of all worlds together.
  constexpr double too_few = 10;
  if (pilot.rarest * more < too_few && subject.has_parameters()) {
    const DrawnParameters drawn(subject);
    if (!method_entry(Method::splitting).why_not(drawn.model(), drawn.translated(set)))
      return {Method::splitting,
              met(pilot.rarest, pilot.met, "met the event") + "; parameters are drawn with each trajectory",
              true};
  }
  constexpr double better = 4;  // weighted trajectories take longer
  if (const double gain = gain_for_expectations(subject, set, options); gain > better)
    return chosen(Method::weighted,
                  fmt::format("a mean depends on rare states: in a pilot, one trajectory drawn with them on "
                              "purpose was worth {:.2g} others; {}",
                              gain, no_exact));
  return chosen(Method::forward,
                set[0].condition() ? met(pilot.met, pilot.drawn, "met the condition") : no_exact, &pilot);
}

}  // namespace

Choice choose_without_exact(const Subject& subject, const std::vector<Query>& set, const Options& options,
                            const std::string& no_exact) {
  const auto choice = within_time(options, options.seconds, [&](const Options& own) {
    return choose_sampling(subject, set, own, "not exact: " + no_exact);
  });
  if (choice) return *choice;
  const Method method = !method_entry(Method::forward).why_not(subject, set) ? Method::forward
                        : subject.horizon()                                  ? Method::sequential
                                                                             : Method::weighted;
  return {method, "there was no time for pilots; not exact: " + no_exact};
}

std::string sums_took_too_long() { return "the sums took longer than the time allows"; }

Choice choose(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  if (options.method != Method::automatic) return {options.method, "as asked for"};
  constexpr double share_of_exact = 0.5;
  const auto cost = within_time(options, share_of_exact * options.seconds, [&](const Options& own) {
    return method_entry(Method::exact).cost(subject, set, own);
  });
  Options left = options;
  left.seconds *= 1 - share_of_exact;
  if (!cost) return choose_without_exact(subject, set, left, "there was no time to find out what that takes");
  if (cost->why_not) return choose_without_exact(subject, set, left, *cost->why_not);
  // What is repeated up to where a time stopped it was sampled.
  if (options.stop_at > 0) return choose_without_exact(subject, set, left, sums_took_too_long());
  const bool has_worlds = subject.has_parameters() && options.worlds > 1;
  const Choice exact{Method::exact, fmt::format("exact is cheap: {:.2g} operations{}", cost->operations,
                                                has_worlds ? " in all worlds" : "")};
  const auto drawn = within_time(left, left.seconds, [&](const Options& own) {
    return choose_drawn_parameters(subject, set, own, exact);
  });
  if (drawn && *drawn) return **drawn;
  return exact;
}

}  // namespace casus
