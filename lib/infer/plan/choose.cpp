// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/choose.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/interval.hpp>
#include <casus/random/generator.hpp>

#include "infer/forward/forward.hpp"
#include "infer/plan/branches.hpp"
#include "infer/plan/drawn_parameters.hpp"
#include "infer/plan/extremes.hpp"
#include "infer/plan/registry.hpp"
#include "infer/plan/summed_layer.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {

namespace {

using detail::in_time;

// Result of a forward pilot.
struct ForwardPilot {
  Answers answers;
  double drawn = 0;
  double met = 0;  // trajectories that met the condition
  // By question: the number of these on which the event occurred; infinite for questions that are
  // not about events.
  std::vector<double> hits = {};
};

ForwardPilot run_pilot(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  Options quiet = options;
  quiet.progress = {};
  ForwardPilot pilot{forward_pilot(subject, set, quiet)};
  const Answers& answers = pilot.answers;
  for (std::size_t i = 0; i < set.size(); ++i) {
    pilot.drawn = static_cast<double>(answers[i].samples);
    pilot.met = static_cast<double>(answers[i].met);
    pilot.hits.push_back(std::numeric_limits<double>::infinity());
    if (set[i].asks() != QuestionKind::probability) continue;
    const double hits = answers[i].is_bound ? 0 : answers[i].value * pilot.met;
    pilot.hits.back() = std::isnan(hits) ? 0 : hits;
  }
  return pilot;
}

// Returns the expected number of trajectories as text, or the maximum if precision or time may stop
// the run earlier. If forward sampling has to reach a precision, the pilot predicts the number;
// other methods run pilots of their own.
std::string cost_text(const Scope& scope, const MethodCost& cost, const Options& options,
                      const std::vector<Answer>& of_forward) {
  const bool wants_precision = options.absolute_precision > 0 || options.relative_precision > 0;
  if (wants_precision && !of_forward.empty()) {
    const Index groups_per_world = detail::sampling(scope, options).groups_per_world;
    const double groups =
        scope.parameters().empty() ? 1 : static_cast<double>((std::min)(groups_per_world, Index{2}));
    const double wanted =
        static_cast<double>(of_forward[0].samples) * detail::shortfall(Answers(of_forward), options) * groups;
    if (wanted < cost.trajectories) return fmt::format("about {:.2g} trajectories", wanted);
  }
  return fmt::format("{} {:.2g} trajectories", wants_precision || options.seconds > 0 ? "at most" : "about",
                     cost.trajectories);
}

// The smallest effective sample size of the answers, and the log probability or density of the
// evidence minus and plus two standard errors.
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

// Pilots use another seed, so they are independent of the answer.
Options options_of_weighted_pilot(const Options& options) {
  Options of_pilot = options;
  of_pilot.progress = {};
  of_pilot.absolute_precision = of_pilot.relative_precision = of_pilot.seconds = 0;
  of_pilot.stop_at = 0;
  of_pilot.leave_out.clear();
  of_pilot.trajectories = 64 * group_size;
  of_pilot.worlds = (std::min)(options.worlds, Index{32});
  of_pilot.seed = random::stream_key(options.seed, "pilot of news");
  return of_pilot;
}

// Over time, chooses sequential Monte Carlo unless weighted sampling is much better in a pilot. It
// can be if rare states explain only later evidence: particles then miss these states, and all
// agree with the rest of the evidence. So weighted sampling is also chosen if the particles'
// estimate of the evidence's probability shows that they miss a part that weighted sampling met.
// Pilots use another seed, so they are independent of the answer. Long timelines have none: pilots
// of all proposals would take longer than the answer.
MethodChoice choose_weights(const Subject& subject, const std::vector<Query>& set, const Options& options,
                            const std::string& why) {
  if (!subject.horizon()) return {Method::weighted, why};
  constexpr std::size_t most_variables = 3000;
  constexpr double better = 2;
  const auto variables =
      subject.horizon()->timeline().series().size() * detail::at(subject.horizon()->steps());
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
  // The run itself reports the error.
  if (!stepwise) return {Method::sequential, why};
  const auto whole = worth(Method::weighted);
  if (!whole) return {Method::sequential, why + "; weighted sampling failed in a pilot"};
  const bool misses = stepwise->high < whole->low;
  const std::string reason = fmt::format(
      "{}; in a pilot, the effective sample size of sequential Monte Carlo was {:.2g}, that of weighted "
      "sampling {:.2g}{}",
      why, stepwise->effective, whole->effective,
      misses ? ", and sequential Monte Carlo missed part of the evidence" : "");
  return {misses || whole->effective > better * stepwise->effective ? Method::weighted : Method::sequential,
          reason};
}

bool has_code(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

// Extent to which weighted trajectories meet a rare condition.
enum class Meets { too_little, perhaps_a_part, enough };

Meets met_by_weights(const Subject& subject, const std::vector<Query>& set, const Options& options,
                     Method method) {
  constexpr double enough = 100;
  const Options of_pilot = options_of_weighted_pilot(options);
  try {
    const Answers answers = method_entry(method).answer(subject, set, of_pilot);
    if (static_cast<double>(answers[0].met) * static_cast<double>(options.trajectories) <
        enough * static_cast<double>(of_pilot.trajectories))
      return Meets::too_little;
    return has_code(answers[0], WarningCode::way_missed) ? Meets::perhaps_a_part : Meets::enough;
  } catch (const Error&) {
    return Meets::enough;  // the run itself reports the error
  }
}

// Returns whether splitting answers a question with an estimate, not a bound.
bool reaches(const Subject& subject, const Query& query, const Options& options) {
  Options of_pilot = options_of_weighted_pilot(options);
  of_pilot.trajectories = options.trajectories / 4;
  try {
    const Answer answer = method_entry(Method::splitting).answer(subject, {query}, of_pilot)[0];
    return std::isfinite(answer.value) && !answer.is_bound;
  } catch (const Error&) {
    return false;
  }
}

bool is_of_values(const Query& query) {
  return !detail::about(query.asks()).is_probability() && !is_extreme(query) &&
         query.asks() != QuestionKind::quantile;
}

bool is_small_unrolled(const Subject& subject) {
  constexpr std::size_t most_variables = 20'000;
  const Horizon& horizon = *subject.horizon();
  return horizon.timeline().series().size() * detail::at(horizon.steps()) <= most_variables;
}

// Returns for each question the factor by which oversampling of rare states saves trajectories; 1
// for questions other than expectations, variances and standard deviations.
std::vector<double> gains_by_question(const Subject& subject, const std::vector<Query>& set,
                                      const Options& options) {
  std::vector<double> all(set.size(), 1.0);
  const Horizon* const horizon = subject.horizon();
  if (horizon && !is_small_unrolled(subject)) return all;
  std::vector<Query> values;
  for (const Query& query : set)
    if (is_of_values(query)) values.push_back(query);
  if (values.empty() || method_entry(Method::weighted).why_not(subject, values)) return all;
  const std::vector<double> found = horizon ? gains_of_rare_states(*horizon, values, options)
                                            : gains_of_rare_states(subject.model(), values, options);
  for (std::size_t i = 0, next = 0; i < set.size(); ++i)
    if (is_of_values(set[i])) all[i] = found[next++];
  return all;
}

// Returns whether the posterior weight is concentrated on few worlds and the tail of their weights
// has no variance.
bool worlds_collapse(const Answers& pilot) {
  return std::any_of(pilot.begin(), pilot.end(), [](const Answer& answer) {
    // Exact answers do not count trajectories.
    if (answer.met == 0 && answer.method_id != Method::exact) return true;
    return has_code(answer, WarningCode::few_clusters) && has_code(answer, WarningCode::degenerate_weights);
  });
}

// Returns whether it is concentrated on few worlds, whatever the tail, but on some.
bool worlds_are_few(const Answers& pilot) {
  const auto never_met = [](const Answer& answer) {
    return answer.met == 0 && answer.method_id != Method::exact;
  };
  const auto rests_on_few = [](const Answer& answer) { return has_code(answer, WarningCode::few_clusters); };
  return std::none_of(pilot.begin(), pilot.end(), never_met) &&
         std::any_of(pilot.begin(), pilot.end(), rests_on_few);
}

// Returns whether the parameters can be updated by the evidence of a set, with the options' size.
bool can_update(const std::vector<Query>& set, const Options& options) {
  constexpr Index fewest = 64;  // draws of a posterior
  if (options.worlds < fewest || detail::is_timed(options) || options.absolute_precision > 0 ||
      options.relative_precision > 0 || options.stop_at > 0)
    return false;
  return set[0].interventions().empty() && std::all_of(set.begin(), set.end(), [](const Query& query) {
           return query.counterfactual().empty();
         });
}

// If the posterior weight is concentrated on few worlds, chooses weighted trajectories that each
// draw the parameters anew, provided that their effective sample size is large enough; else draws
// of the posterior as worlds. Returns nothing otherwise.
std::optional<MethodChoice> choose_drawn_parameters(const Subject& subject, const std::vector<Query>& set,
                                                    const Options& options, const MethodChoice& by_worlds) {
  if (!subject.has_parameters() || options.worlds < 2 || !set[0].has_condition()) return std::nullopt;
  if (subject.model().worlds()) return std::nullopt;  // they are not draws from the distributions
  if (is_extreme(set[0])) return std::nullopt;        // extremes do not depend on weights
  Options of_pilot = options_of_weighted_pilot(options);
  of_pilot.worlds = (std::min)(options.worlds, Index{256});
  constexpr double enough = 1000;
  try {
    const Answers by_some = method_entry(by_worlds.method).answer(subject, set, of_pilot);
    const bool collapses = worlds_collapse(by_some);
    std::optional<MethodChoice> updated;
    if (worlds_are_few(by_some) && can_update(set, options))
      updated = MethodChoice{.method = by_worlds.method,
                             .reason =
                                 "few worlds of a pilot agreed with the evidence, so the parameters "
                                 "are updated by it first; " +
                                 by_worlds.reason,
                             .updates_parameters = true};
    if (!collapses) return updated;
    const DrawnParameters drawn(subject);
    const std::vector<Query> asked = drawn.translated(set);
    const MethodEntry& weighted = method_entry(Method::weighted);
    if (weighted.why_not(drawn.model(), asked)) return updated;
    const Answers pilot = weighted.answer(drawn.model(), asked, of_pilot);
    const double worth = Worth(pilot).effective * static_cast<double>(options.trajectories) /
                         static_cast<double>(of_pilot.trajectories);
    if (!(worth >= enough)) return updated;
    return MethodChoice{
        Method::weighted,
        fmt::format("few worlds of a pilot agreed with the evidence, so parameters are drawn with each "
                    "trajectory, for an effective sample size of about {:.2g}; {}",
                    worth, by_worlds.reason),
        true};
  } catch (const Error&) {
    return std::nullopt;  // the run itself reports the error
  }
}

// Returns the reason given by a pilot.
std::string pilot_text(double part, double whole, const char* what, const std::string& no_exact) {
  return fmt::format("{} of {:.0f} trajectories of a pilot {}; {}",
                     part == 0 ? "none" : fmt::format("{:.0f}", part), whole, what, no_exact);
}

// Returns whether splitting would take too long. It needs a separate run for each question, so a
// long curve with many points can be too much: forward sampling, which uses the same draws for all
// points, then gives bounds. Cost is counted in draws of variables.
bool are_too_many_for_splitting(const Subject& subject, std::size_t questions, const Options& options) {
  constexpr double most = 2e10;
  constexpr Index usual = 1'000'000;  // if a time limit stops runs, `options.trajectories` is irrelevant
  const Horizon* const horizon = subject.horizon();
  const double variables = horizon ? static_cast<double>(horizon->timeline().series().size()) *
                                         static_cast<double>(horizon->steps())
                                   : static_cast<double>(subject.model().variables().size());
  return questions > 1 && static_cast<double>(questions) * variables *
                                  static_cast<double>((std::min)(options.trajectories, usual)) >
                              most;
}

// Adds the branches to be checked to the choices of questions about expectations, variances and
// standard deviations. Does nothing for models that are too large to be unrolled, and for answers
// by other methods, such as splitting. Sequential Monte Carlo cannot answer questions about an
// unrolled model; weighted sampling takes its place in the pilot.
void add_branches(std::vector<MethodChoice>& choices, const Subject& subject, const std::vector<Query>& set,
                  const Options& options) {
  if (subject.horizon() && !is_small_unrolled(subject)) return;
  Options quiet = options;
  quiet.progress = {};
  for (std::size_t i = 0; i < set.size(); ++i) {
    const Method method = choices[i].method;
    const bool has_weights = method == Method::weighted || method == Method::sequential;
    if (!is_of_values(set[i]) || !(has_weights || method == Method::forward)) continue;
    if (subject.horizon() && !may_have_branches(*subject.horizon(), set[i].target())) continue;
    const Model& model = subject.horizon() ? subject.unrolled().model() : subject.model();
    const Query query = subject.horizon() ? translated(subject.unrolled(), set[i]) : set[i];
    const auto ask = [&](const std::vector<Query>& questions) {
      if (!has_weights) return forward_pilot(model, questions, quiet);
      return method_entry(Method::weighted).answer(model, questions, options_of_weighted_pilot(options));
    };
    choices[i].branches = rare_branches(model, query, ask, options);
  }
}

// Chooses a sampling method for each question of a set. If the condition is met often, each
// question gets its own method, so a rare event or a rare state in one question does not change the
// answers to the others.
class SamplingChooser {
public:
  /// `no_exact`: why the exact method does not answer, one reason a question.
  SamplingChooser(const Subject& subject, const std::vector<Query>& set, const Options& options,
                  const std::vector<std::string>& no_exact)
      : subject_(subject), set_(set), options_(options), no_exact_(no_exact) {}

  std::vector<MethodChoice> operator()() const {
    if (const auto why = method_entry(Method::forward).why_not(subject_, set_)) {
      std::vector<MethodChoice> choices = all(by_weights(*why));
      add_branches(choices, subject_, set_, options_);
      return choices;
    }
    ForwardPilot pilot;
    try {
      pilot = run_pilot(subject_, set_, options_);
    } catch (const Error&) {
      // The run itself reports the error.
      std::vector<MethodChoice> choices;
      for (const std::string& why : no_exact_) choices.push_back({Method::forward, why});
      return choices;
    }
    const bool is_seldom_met = set_[0].condition() && pilot.met < pilot.drawn / 50;
    auto choices =
        is_seldom_met && can(Method::weighted, set_) ? of_rare_condition(pilot) : one_by_one(pilot);
    add_branches(choices, subject_, set_, options_);
    return choices;
  }

private:
  std::vector<MethodChoice> all(const MethodChoice& choice) const {
    return std::vector<MethodChoice>(set_.size(), choice);
  }

  bool can(Method method, const std::vector<Query>& queries) const {
    return !method_entry(method).why_not(subject_, queries);
  }

  // `of_forward`: the pilot's answers to the questions that forward sampling answers.
  MethodChoice chosen(Method method, const std::string& why,
                      const std::vector<Answer>& of_forward = {}) const {
    const bool each = method == Method::splitting;  // independent of the number of questions
    const MethodCost cost = method_entry(method).cost(subject_, set_, options_);
    return {method, why + "; it takes " + cost_text(subject_.scope(), cost, options_, of_forward) +
                        (each ? " a question" : "")};
  }

  MethodChoice by_weights(const std::string& why) const {
    const MethodChoice choice = choose_weights(subject_, set_, options_, why);
    if (const auto drawn = choose_drawn_parameters(subject_, set_, options_, choice)) return *drawn;
    return chosen(choice.method, choice.reason);
  }

  // Chooses splitting if weighted trajectories hardly meet the condition, or may have missed a way
  // to it.
  std::vector<MethodChoice> of_rare_condition(const ForwardPilot& pilot) const {
    const std::string why = pilot_text(pilot.met, pilot.drawn, "met the condition", no_exact_[0]);
    const MethodChoice weights = by_weights(why);
    std::vector<MethodChoice> choices = all(weights);
    if (weights.draws_parameters) return choices;
    if (are_too_many_for_splitting(subject_, set_.size(), options_)) return choices;
    const Meets meets = met_by_weights(subject_, set_, options_, weights.method);
    if (meets == Meets::enough) return choices;
    for (std::size_t i = 0; i < set_.size(); ++i) {
      const bool is_worth_trying = meets == Meets::too_little || (can(Method::splitting, {set_[i]}) &&
                                                                  reaches(subject_, set_[i], options_));
      if (!is_worth_trying) continue;
      if (const auto split =
              by_splitting(set_[i], why + "; weighted trajectories met the condition too rarely"))
        choices[i] = *split;
    }
    return choices;
  }

  // Chooses splitting for one question if it can answer that, with uncertain parameters drawn with
  // each trajectory. Returns nothing otherwise.
  std::optional<MethodChoice> by_splitting(const Query& query, const std::string& why) const {
    if (can(Method::splitting, {query})) return chosen(Method::splitting, why);
    if (!subject_.has_parameters() || subject_.model().worlds()) return std::nullopt;
    const DrawnParameters drawn(subject_);
    if (method_entry(Method::splitting).why_not(drawn.model(), drawn.translated({query})))
      return std::nullopt;
    return MethodChoice{Method::splitting, why + "; parameters are drawn with each trajectory", true};
  }

  std::vector<MethodChoice> one_by_one(const ForwardPilot& pilot) const {
    constexpr double better = 4;  // weighted trajectories take longer
    const std::vector<double> gains = gains_by_question(subject_, set_, options_);
    std::vector<std::optional<MethodChoice>> others(set_.size());
    std::vector<Answer> of_forward;
    for (std::size_t i = 0; i < set_.size(); ++i) {
      if (auto summed = with_sums(pilot, i))
        others[i] = *std::move(summed);
      else if (gains[i] > better)
        others[i] =
            chosen(Method::weighted,
                   fmt::format("it depends on rare states: in a pilot, one trajectory with oversampled rare "
                               "states was worth {:.2g} others; {}",
                               gains[i], no_exact_[i]));
      else
        others[i] = of_event(pilot, i);
      if (!others[i]) of_forward.push_back(pilot.answers[i]);
    }
    keep_from_splitting(others, pilot);
    std::vector<MethodChoice> choices;
    for (std::size_t i = 0; i < set_.size(); ++i) {
      const std::string why = set_[i].condition()
                                  ? pilot_text(pilot.met, pilot.drawn, "met the condition", no_exact_[i])
                                  : no_exact_[i];
      choices.push_back(others[i] ? *others[i] : chosen(Method::forward, why, of_forward));
    }
    return choices;
  }

  // Sums over the last draws that an event depends on, if a pilot shows that these make up at least
  // half of the answer's variance. What the pilot has not seen must be negligible: no branches are
  // rare, and the bound of values that were not drawn is far below the error without sums.
  std::optional<MethodChoice> with_sums(const ForwardPilot& pilot, std::size_t question) const {
    constexpr double least_gain = 2;
    if (subject_.horizon()) return std::nullopt;
    const Model& model = subject_.model();
    auto layer = sum_last_layer(model, set_[question]);
    if (!layer) return std::nullopt;
    Options quiet = options_;
    quiet.progress = {};
    const Real share(layer->mean.target());
    const auto ask = [&](const std::vector<Query>& questions) {
      return forward_pilot(model, questions, quiet);
    };
    try {
      const Answers found = ask({layer->mean, E(share * (1.0 - share)).in_circumstances_of(set_[question])});
      const double mean = found[0].value, error = found[0].standard_error, met = pilot.met;
      if (!(mean > 0 && mean < 1 && met > 0)) return std::nullopt;
      const double kept = std::isnan(error) ? 0 : error * error, left_out = found[1].value / met;
      const double gain = kept > 0 ? (kept + left_out) / kept : std::numeric_limits<double>::infinity();
      const double count = static_cast<double>(options_.trajectories) * met / pilot.drawn;
      const double plain = detail::normal_point(options_.level) * std::sqrt(mean * (1 - mean) / count);
      const double values = independent_values(*layer, detail::sampling(model, options_).worlds,
                                               static_cast<Index>(count), options_);
      if (gain < least_gain || unseen_values(layer->greatest, values, options_.level) > plain / 2)
        return std::nullopt;
      if (!rare_branches(model, layer->mean, ask, options_).empty()) return std::nullopt;
      std::string names;
      for (const Index variable : layer->variables)
        names += (names.empty() ? "" : ", ") + detail::quoted(model.variables()[detail::at(variable)].name);
      MethodChoice choice =
          chosen(Method::forward,
                 fmt::format("the last draws ({}) are summed: in a pilot, one trajectory with the sums "
                             "was worth {:.2g} others; {}",
                             names, gain, no_exact_[question]));
      layer->expected_hits = mean * count;
      choice.summed = std::move(layer);
      return choice;
    } catch (const Error&) {
      return std::nullopt;  // the run itself reports the error
    }
  }

  void keep_from_splitting(std::vector<std::optional<MethodChoice>>& choices,
                           const ForwardPilot& pilot) const {
    const auto takes_splitting = [](const std::optional<MethodChoice>& choice) {
      return choice && choice->method == Method::splitting;
    };
    const auto runs = detail::at(std::count_if(choices.begin(), choices.end(), takes_splitting));
    if (!are_too_many_for_splitting(subject_, runs, options_)) return;
    for (std::size_t i = 0; i < set_.size(); ++i)
      if (takes_splitting(choices[i]))
        choices[i] = chosen(Method::forward,
                            fmt::format("splitting would take {} runs; {}", runs,
                                        pilot_text(pilot.hits[i], pilot.met, "met the event", no_exact_[i])),
                            {pilot.answers[i]});
  }

  // Chooses splitting for a rare event. If parameters are uncertain, chooses it only if forward
  // sampling would hardly meet the event, because the answer then has no judgement range.
  std::optional<MethodChoice> of_event(const ForwardPilot& pilot, std::size_t question) const {
    // A hundred hits give a relative error of a tenth.
    constexpr double enough = 100, too_few = 10;
    const double hits = pilot.hits[question] * static_cast<double>(options_.trajectories) / pilot.drawn;
    const std::string why = pilot_text(pilot.hits[question], pilot.met, "met the event", no_exact_[question]);
    if (set_[question].asks() != QuestionKind::probability) return std::nullopt;
    if (hits >= (subject_.has_parameters() ? too_few : enough)) return std::nullopt;
    return by_splitting(set_[question], why);
  }

  const Subject& subject_;
  const std::vector<Query>& set_;
  const Options& options_;
  const std::vector<std::string>& no_exact_;
};

// Returns why the exact method does not answer: the reason of each single question, so that it does
// not depend on the questions asked with it, or else the reason of the set. Questions given a
// condition are answered together, so they have the reason of the set.
std::vector<std::string> reasons(const Subject& subject, const std::vector<Query>& set,
                                 const Options& options, const std::string& of_set) {
  const MethodEntry& exact = method_entry(Method::exact);
  const auto reason = [&](const Query& query) {
    if (set.size() == 1 || query.has_condition() || !exact.why_not(subject, {query})) return of_set;
    return exact.cost(subject, {query}, options).why_not.value_or(of_set);
  };
  std::vector<std::string> all;
  for (const Query& query : set) all.push_back(reason(query));
  return all;
}

}  // namespace

std::vector<MethodChoice> choose_without_exact(const Subject& subject, const std::vector<Query>& set,
                                               const Options& options,
                                               const std::vector<std::string>& no_exact) {
  std::vector<std::string> why;
  for (const std::string& one : no_exact) why.push_back("not exact: " + one);
  auto choices = in_time(options, LeftOut::pilots, options.seconds,
                         [&](const Options& own) { return SamplingChooser(subject, set, own, why)(); });
  if (choices) return *std::move(choices);
  const Method method = !method_entry(Method::forward).why_not(subject, set) ? Method::forward
                        : subject.horizon()                                  ? Method::sequential
                                                                             : Method::weighted;
  std::vector<MethodChoice> unseen;
  for (const std::string& one : why)
    unseen.push_back({method, "there was no time for pilots; " + one, false, {LeftOut::pilots}});
  return unseen;
}

std::vector<MethodChoice> choose(const Subject& subject, const std::vector<Query>& set,
                                 const Options& options) {
  const auto all = [&](const MethodChoice& choice) { return std::vector<MethodChoice>(set.size(), choice); };
  if (options.method != Method::automatic) {
    // Populations are driven towards the event in the space of parameters, too.
    const bool draws_parameters =
        options.method == Method::splitting && subject.has_parameters() && !subject.model().worlds();
    const MethodChoice asked_for{
        options.method,
        draws_parameters ? "as asked for; parameters are drawn with each trajectory" : "as asked for",
        draws_parameters};
    auto checked = in_time(options, LeftOut::pilots, options.seconds, [&](const Options& own) {
      std::vector<MethodChoice> choices = all(asked_for);
      add_branches(choices, subject, set, own);
      return choices;
    });
    return checked ? *std::move(checked)
                   : all({asked_for.method, asked_for.reason, draws_parameters, {LeftOut::pilots}});
  }
  constexpr double share_of_exact = 0.5;
  const auto cost =
      in_time(options, LeftOut::exact_cost, share_of_exact * options.seconds,
              [&](const Options& own) { return method_entry(Method::exact).cost(subject, set, own); });
  Options left = options;
  left.seconds *= 1 - share_of_exact;
  if (!cost) {
    auto choices = choose_without_exact(
        subject, set, left, std::vector<std::string>(set.size(), "there was no time to estimate the cost"));
    for (MethodChoice& choice : choices) choice.left_out.push_back(LeftOut::exact_cost);
    return choices;
  }
  if (cost->why_not)
    return choose_without_exact(subject, set, left, reasons(subject, set, left, *cost->why_not));
  if (is_extreme(set[0]) && cost->operations == 0)
    return all({Method::exact, "nothing that it depends on is read twice"});
  const bool has_worlds = subject.has_parameters() && options.worlds > 1;
  MethodChoice exact{Method::exact, fmt::format("exact is cheap: {:.2g} operations{}", cost->operations,
                                                has_worlds ? " in all worlds" : "")};
  const auto drawn = in_time(left, LeftOut::pilot_of_worlds, left.seconds, [&](const Options& own) {
    return choose_drawn_parameters(subject, set, own, exact);
  });
  if (drawn && *drawn) return all(**drawn);
  if (!drawn) exact.left_out.push_back(LeftOut::pilot_of_worlds);
  return all(exact);
}

}  // namespace casus
