// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/composed.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/twins.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/model/formula.hpp>

#include "infer/answer/unanswered.hpp"
#include "infer/answer/undefined.hpp"
#include "infer/answered.hpp"
#include "infer/evidence/recovered.hpp"
#include "infer/plan/branches.hpp"
#include "infer/plan/budget.hpp"
#include "infer/plan/choose.hpp"
#include "infer/plan/drawn_parameters.hpp"
#include "infer/plan/extremes.hpp"
#include "infer/plan/registry.hpp"
#include "infer/plan/sets.hpp"
#include "infer/plan/total_expectation.hpp"
#include "infer/posterior/in_draws.hpp"
#include "infer/preparation.hpp"
#include "infer/twin_questions.hpp"
#include "sample/kernels.hpp"

namespace casus {

namespace {

Answers answered_once(const Subject& subject, const std::vector<Query>& queries, const Options& options,
                      double negligible);

// Answers questions that are not curves. A method is chosen for each set of questions; sets with
// the same method are answered together, because forward sampling draws once for all questions that
// share an intervention.
class Plan {
public:
  /// `negligible`: contribution to an expectation below which a branch is not examined.
  Plan(const Subject& subject, const std::vector<Query>& queries, const Options& options, Budget& budget,
       double negligible)
      : subject_(subject), queries_(within_support(subject, queries)), options_(options), budget_(budget),
        negligible_(negligible), answers_(queries.size()), choices_(queries.size()) {}

  Answers answers() {
    const std::vector<QuestionSet> sets = sets_of(queries_);
    for (const Query& query : queries_)
      if (!is_imagined(query)) detail::check_question(subject_.scope(), query);
    std::vector<std::size_t> chosen, imagined, without_centre;
    for (const QuestionSet& set : sets) {
      std::vector<std::size_t> here;
      for (const std::size_t number : set.numbers) {
        const Query& query = queries_[number];
        if (detail::lacks_centre(query))
          without_centre.push_back(number);
        else if (is_imagined(query))
          imagined.push_back(number);
        else
          here.push_back(number);
      }
      for (const std::vector<std::size_t>& numbers : chosen_together(here))
        keep(numbers, choices_of(asked(numbers), budget_.choosing(numbers.size())));
      chosen.insert(chosen.end(), here.begin(), here.end());
    }
    answer_chosen(chosen, budget_);
    answer_imagined(imagined);
    if (!without_centre.empty())
      place(without_centre, unanswered(subject_.scope(), asked(without_centre), options_, Method::forward));
    for (std::size_t set = 0; set < sets.size(); ++set)
      for (const std::size_t number : sets[set].numbers)
        number_set(answers_[number], static_cast<Index>(set));
    return Answers(std::move(answers_));
  }

private:
  // A prepared call keeps the choices, by the values at which parameters are held. Over time,
  // branches are those of an unrolled model, which each call has of its own.
  std::vector<MethodChoice> choices_of(const std::vector<Query>& set, const Options& options) const {
    const Preparation* const preparation = subject_.preparation();
    if (!preparation) return choose(subject_, set, options);
    using Choices = std::vector<MethodChoice>;
    std::vector<double> numbers{static_cast<double>(options.trajectories),
                                static_cast<double>(options.worlds), options.absolute_precision,
                                options.relative_precision};
    add_held(numbers);
    const auto choices = preparation->get<Choices>({.questions = set, .numbers = numbers}, [&] {
      return std::make_shared<const Choices>(choose(subject_, set, options));
    });
    const bool has_branches = std::any_of(choices->begin(), choices->end(),
                                          [](const MethodChoice& one) { return !one.branches.empty(); });
    return has_branches && subject_.horizon() ? choose(subject_, set, options) : *choices;
  }

  // Adds the number and value of each parameter that is a constant.
  void add_held(std::vector<double>& numbers) const {
    const std::vector<UncertainParameter>& parameters = subject_.model().parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const NodePtr formula = detail::formula_of(parameters[i].distribution);
      if (!formula || formula->op != Op::constant) continue;
      numbers.push_back(static_cast<double>(i));
      numbers.push_back(formula->value);
    }
  }

  // Without time, the caller answers counterfactuals with twins.
  bool is_imagined(const Query& query) const { return subject_.horizon() && !query.counterfactual().empty(); }

  // Methods that use the unrolled model add the twins to that. So does the automatic choice if the
  // value of a formula is observed, which only the unrolled model traces back to its causes.
  bool takes_unrolled_twins(const Query& query) const {
    if (options_.method == Method::automatic)
      return std::any_of(query.evidence().begin(), query.evidence().end(), [&](const Evidence& evidence) {
        return !evidence.is_virtual() && is_formula(evidence.variable->index);
      });
    return options_.method == Method::weighted || options_.method == Method::splitting;
  }

  bool is_formula(Index variable) const {
    const Horizon& horizon = *subject_.horizon();
    const Horizon::Place& place = horizon.place(variable);
    if (place.series < 0) return subject_.model().variables()[detail::at(variable)].distribution.is_formula();
    const StatedSeries& series = horizon.timeline().series()[detail::at(place.series)];
    return (place.step == 0 ? series.first : series.step)->is_formula();
  }

  void answer_imagined(const std::vector<std::size_t>& numbers) {
    std::vector<std::size_t> unrolled, rolled;
    for (const std::size_t number : numbers)
      (takes_unrolled_twins(queries_[number]) ? unrolled : rolled).push_back(number);
    if (!unrolled.empty())
      place(unrolled, answered(subject_.unrolled().model(), translated(subject_.unrolled(), asked(unrolled)),
                               budget_.next(unrolled.size())));
    if (rolled.empty()) return;
    const Options own = budget_.next(rolled.size());
    Budget budget(own, rolled.size());
    for (const std::vector<std::size_t>& group :
         detail::grouped(asked(rolled), &detail::Circumstances::of_twin)) {
      std::vector<std::size_t> of_group;
      for (const std::size_t i : group) of_group.push_back(rolled[i]);
      const TwinQuestions twins(*subject_.horizon(), asked(of_group));
      const Subject subject(twins.horizon(), options_.stop);
      place(of_group, Plan(subject, twins.queries(), own, budget, negligible_).answers());
    }
  }

  // Questions with the same method, and with or without a precision, are answered together.
  struct Way {
    bool draws_parameters, updates_parameters;
    Method method;
    bool has_no_precision, takes_points;
    auto operator<=>(const Way&) const = default;
  };

  // A precision does not apply to extremes, which are bounded, not estimated.
  Way way(std::size_t question) const {
    const MethodChoice& choice = choices_[question];
    const bool wants_precision = options_.absolute_precision > 0 || options_.relative_precision > 0;
    return {choice.draws_parameters, choice.updates_parameters, choice.method,
            wants_precision && is_extreme(queries_[question]), takes_points(question)};
  }

  // Returns whether a question is answered over quasi-random worlds. Not a quantile: the few
  // replicates, of which each counts as one observation, would not show that an end of its interval
  // is within the sample.
  bool takes_points(std::size_t question) const {
    const MethodChoice& choice = choices_[question];
    return options_.worlds_by == WorldDraws::quasi && !choice.updates_parameters &&
           !choice.draws_parameters && (choice.method == Method::exact || choice.method == Method::forward) &&
           detail::about(queries_[question].asks()).statistic != detail::Statistic::quantile;
  }

  // The method of an extreme is chosen separately: whether an extreme can be computed exactly does
  // not depend on the other questions.
  std::vector<std::vector<std::size_t>> chosen_together(const std::vector<std::size_t>& numbers) const {
    std::vector<std::vector<std::size_t>> all;
    std::vector<std::size_t> others;
    for (const std::size_t number : numbers) {
      if (is_extreme(queries_[number]))
        all.push_back({number});
      else
        others.push_back(number);
    }
    if (!others.empty()) all.push_back(std::move(others));
    return all;
  }

  static Options without_precision(Options options) {
    options.absolute_precision = options.relative_precision = 0;
    options.trajectories = (std::min)(options.trajectories, Options().trajectories);
    return options;
  }

  void keep(const std::vector<std::size_t>& numbers, const std::vector<MethodChoice>& choices) {
    for (std::size_t i = 0; i < numbers.size(); ++i) choices_[numbers[i]] = choices[i];
  }

  // Answers each question with the method chosen for it; questions with the same method are
  // answered together.
  void answer_chosen(const std::vector<std::size_t>& numbers, Budget& budget) {
    std::map<Way, std::vector<std::size_t>> by_way;
    for (const std::size_t number : numbers) by_way[way(number)].push_back(number);
    for (const auto& [way, own] : by_way) {
      if (way.method == Method::exact)
        answer_exactly(way, own, budget.next(own.size()));
      else
        answer_by(way, own, budget.next(own.size()));
    }
  }

  // The duration of exact sums is not known in advance. If the method was chosen automatically,
  // half of the time is reserved for sampling.
  void answer_exactly(const Way& way, const std::vector<std::size_t>& numbers, const Options& own) {
    const bool was_asked_for = options_.method == Method::exact;
    const double seconds = was_asked_for ? own.seconds : own.seconds / 2;
    const bool is_done = detail::in_time(own, LeftOut::exact_sums, seconds, [&](const Options& timed) {
                           answer_by(way, numbers, timed);
                           return true;
                         }).has_value();
    if (is_done) return;
    if (was_asked_for)
      throw Error(to_text(queries_[numbers[0]]),
                  "an exact answer within " + detail::rounded(own.seconds) + " seconds",
                  "one that takes longer", "allow more time, or use a method that samples");
    Options left = own;
    left.seconds -= seconds;
    sample_instead(numbers, left);
  }

  void sample_instead(const std::vector<std::size_t>& numbers, const Options& options) {
    const std::vector<Query> queries = asked(numbers);
    Budget budget(options, queries.size());
    for (const QuestionSet& set : sets_of(queries)) {
      std::vector<std::size_t> own;
      for (const std::size_t place : set.numbers) own.push_back(numbers[place]);
      for (const std::vector<std::size_t>& together : chosen_together(own)) choose_instead(together, budget);
    }
    answer_chosen(numbers, budget);
  }

  void choose_instead(const std::vector<std::size_t>& numbers, const Budget& budget) {
    const std::vector<MethodChoice> choices = choose_without_exact(
        subject_, asked(numbers), budget.choosing(numbers.size()),
        std::vector<std::string>(numbers.size(), "the sums took longer than the time allows"));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      MethodChoice& choice = choices_[numbers[i]];
      const std::vector<LeftOut> before = choice.left_out;
      choice = choices[i];
      choice.left_out.push_back(LeftOut::exact_sums);
      choice.left_out.insert(choice.left_out.end(), before.begin(), before.end());
    }
  }

  void answer_by(const Way& way, const std::vector<std::size_t>& numbers, const Options& shared) {
    Options own = way.has_no_precision ? without_precision(shared) : shared;
    if (!way.takes_points) own.worlds_by = WorldDraws::independent;
    // Half of the time is reserved: checking the branches draws the same number of trajectories
    // again.
    if (has_branches(numbers)) own.seconds /= 2;
    std::vector<Query> queries = asked(numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (const auto& summed = choices_[numbers[i]].summed) queries[i] = summed->mean;
    place(numbers, answered_or_out_of_time(subject_.scope(), queries, own, way.method, [&] {
            if (way.draws_parameters) return answered_with_drawn_parameters(way.method, queries, own);
            return way.updates_parameters ? answered_with_updated_parameters(way.method, queries, own)
                                          : answered_by_worlds(way.method, queries, own);
          }));
    for (const std::size_t number : numbers) {
      if (const auto& summed = choices_[number].summed) finish_summed(answers_[number], *summed, options_);
      explain_choice(answers_[number], choices_[number]);
      if (options_.worlds_by == WorldDraws::quasi) explain_worlds(answers_[number], way.takes_points);
      check_branches(number);
    }
  }

  Answers answered_by_worlds(Method method, const std::vector<Query>& queries, const Options& own) const {
    return answered_by(method, subject_, queries, queries, own, [&]() -> Plain {
      if (!subject_.horizon()) return {subject_.model(), queries};
      return {subject_.unrolled().model(), translated(subject_.unrolled(), queries)};
    });
  }

  Answers answered_with_drawn_parameters(Method method, const std::vector<Query>& queries,
                                         const Options& own) const {
    const DrawnParameters drawn(subject_);
    const std::vector<Query> of_drawn = drawn.translated(queries);
    std::vector<Answer> found = answered_by(method, drawn.model(), of_drawn, queries, own, [&]() -> Plain {
                                  return {drawn.model(), of_drawn};
                                }).take();
    for (Answer& answer : found) {
      answer.range_note = detail::wording::parameters_drawn();
      for (Answer& part : answer.parts) part.range_note = answer.range_note;
    }
    return Answers(std::move(found));
  }

  // Each set has its own posterior. If that has none, because no draw agrees with the evidence or a
  // pilot was wrong, the worlds are those of the prior.
  Answers answered_with_updated_parameters(Method method, const std::vector<Query>& queries,
                                           const Options& own) const {
    std::vector<Answer> all(queries.size());
    for (const QuestionSet& set : sets_of(queries)) {
      std::vector<Answer> found;
      try {
        Options quiet = own;
        quiet.progress = {};
        quiet.method = Method::automatic;
        const std::vector<Observation> seen = observations_of(set.queries[0]);
        const Posterior after = subject_.horizon() ? posterior(*subject_.horizon(), seen, quiet)
                                                   : posterior(subject_.model(), seen, quiet);
        found = answered_in_draws(subject_, after, set.queries, method, own).take();
      } catch (const Cancelled&) {
        throw;
      } catch (const Error&) {
        found = answered_by_worlds(method, set.queries, own).take();
      }
      for (std::size_t i = 0; i < found.size(); ++i) all[set.numbers[i]] = std::move(found[i]);
    }
    return Answers(std::move(all));
  }

  // A model without time, and the questions about it.
  struct Plain {
    const Model& model;
    std::vector<Query> queries;
  };

  // `asked`: the caller's questions. `plain`: returns the model without time that is used to
  // explain an undefined quantity.
  template <class MakePlain>
  Answers answered_by(Method method, const Subject& subject, const std::vector<Query>& queries,
                      const std::vector<Query>& asked, const Options& options, const MakePlain& plain) const {
    try {
      std::vector<Answer> found = method_entry(method).answer(subject, queries, options).take();
      check_defined(found, asked);
      return Answers(std::move(found));
    } catch (const detail::UndefinedQuantity& undefined) {
      const Plain of = plain();
      throw explained(undefined, of.model, asked, of.queries, options_.randomness());
    }
  }

  std::vector<Query> asked(const std::vector<std::size_t>& numbers) const {
    std::vector<Query> some;
    for (const std::size_t number : numbers) some.push_back(queries_[number]);
    return some;
  }

  void place(const std::vector<std::size_t>& numbers, Answers found) {
    std::vector<Answer> own = std::move(found).take();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      answers_[numbers[i]] = std::move(own[i]);
      detail::name_as_asked(answers_[numbers[i]], queries_[numbers[i]]);
    }
  }

  bool has_branches(const std::vector<std::size_t>& numbers) const {
    return std::any_of(numbers.begin(), numbers.end(),
                       [&](std::size_t number) { return !choices_[number].branches.empty(); });
  }

  // Counts how often the conditions that a mean may depend on strongly were met, on the same number
  // of trajectories as the mean. If some were hardly ever met, an expectation is computed
  // separately for their branches; other questions lose their error.
  void check_branches(std::size_t number) {
    Answer& answer = answers_[number];
    const MethodChoice& choice = choices_[number];
    if (choice.branches.empty() || answer.samples == 0) return;
    Options own = options_;
    own.progress = {};
    own.absolute_precision = own.relative_precision = own.seconds = 0;
    own.trajectories = answer.samples;
    own.stop_at = 0;
    own.leave_out.clear();
    const Model& model = subject_.horizon() ? subject_.unrolled().model() : subject_.model();
    const std::vector<Answer> probabilities = branch_probabilities(model, choice, own).take();
    std::vector<RareSide> hardly_met;
    std::optional<Answer> first;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const Answer& one = probabilities[i];
      const bool is_seldom_true = one.value < 0.5;
      const double most = is_seldom_true ? one.interval.high : 1 - one.interval.low;
      if (!rests_on(answer, one) || most * choice.branches[i].effect < negligible_) continue;
      if (!first) first = one;
      hardly_met.push_back({choice.branches[i].probability.target(), is_seldom_true, 0});
    }
    if (first && !is_answered_apart(model, number, std::move(hardly_met), own)) drop_error(answer, *first);
  }

  Answers branch_probabilities(const Model& model, const MethodChoice& choice, const Options& options) const {
    std::vector<Query> asked;
    for (const RareBranch& branch : choice.branches) asked.push_back(branch.probability);
    // Sequential Monte Carlo answers no questions about a model unrolled.
    const MethodEntry& method =
        method_entry(choice.method == Method::sequential ? Method::weighted : choice.method);
    if (!choice.draws_parameters) return method.answer(model, asked, options);
    const Subject plain(model);
    const DrawnParameters drawn(plain);
    return method.answer(drawn.model(), drawn.translated(asked), options);
  }

  // Replaces the answer by the sum over the branches; returns whether it did so. Does nothing if
  // the time is limited, if a method was requested, with evidence other than a condition, and for
  // questions other than expectations.
  bool is_answered_apart(const Model& model, std::size_t number, std::vector<RareSide> sides, Options own) {
    const Query query =
        subject_.horizon() ? translated(subject_.unrolled(), queries_[number]) : queries_[number];
    if (query.asks() != QuestionKind::expectation || !query.evidence().empty()) return false;
    if (options_.seconds > 0 || options_.stop_at > 0 || options_.method != Method::automatic) return false;
    const Subject plain(model);
    double weight = 1;  // probability of the current branch
    const auto answered = [&](const Query& question) {
      ++own.seed;  // independent of the other runs
      // A contribution below this to the part adds little to the error of the whole.
      const double negligible = 0.1 * answers_[number].standard_error / weight;
      return answered_once(plain, {question}, own, negligible)[0];
    };
    try {
      for (RareSide& side : sides) {
        const Query probability = P(side.holds ? Boolean(side.condition) : !Boolean(side.condition));
        side.probability = answered(probability.in_circumstances_of(query)).value;
      }
      const TotalExpectation sum(model, query, std::move(sides));
      std::vector<Answer> parts;
      for (const Query& question : sum.questions()) {
        parts.push_back(answered(question));
        const bool is_weight = question.asks() == QuestionKind::probability;
        weight = is_weight && parts.back().value > 0 ? parts.back().value : 1;
      }
      return !parts.empty() && sum.combine(parts, answers_[number]);
    } catch (const Error&) {
      return false;  // a part is impossible
    }
  }

  static void explain_choice(Answer& answer, const MethodChoice& choice) {
    answer.reason = choice.reason;
    for (Answer& part : answer.parts) part.reason = choice.reason;
    answer.left_out.insert(answer.left_out.end(), choice.left_out.begin(), choice.left_out.end());
  }
  void explain_worlds(Answer& answer, bool took_points) const {
    if (took_points && answer.worlds <= 1) return;
    const WorldReplicates size = world_replicates(options_.worlds);
    answer.reason +=
        std::string(answer.reason.empty() ? "" : "; ") +
        (took_points ? "worlds are " + std::to_string(size.replicates) + " scrambled Sobol' sequences of " +
                           std::to_string(size.points) + " points"
                     : "parameters were drawn independently, because this way takes no "
                       "quasi-random worlds");
    for (Answer& part : answer.parts) part.reason = answer.reason;
  }
  static void number_set(Answer& answer, Index set) {
    answer.set = set;
    for (Answer& part : answer.parts) part.set = set;
  }

  const Subject& subject_;
  const std::vector<Query> queries_;
  const Options& options_;
  Budget& budget_;
  const double negligible_;
  std::vector<Answer> answers_;
  std::vector<MethodChoice> choices_;
};

/// Multiplies the density of the evidence by exp(log_factor).
void scale_condition(Answer& answer, double log_factor) {
  if (answer.log_condition_probability) *answer.log_condition_probability += log_factor;
  if (answer.condition_probability) *answer.condition_probability *= std::exp(log_factor);
  answer.condition_standard_error *= std::exp(log_factor);
}

/// Replaces observed values of formulas by the values that they imply, and answers the questions
/// with `answer(questions)`.
template <class Function>
Answers answer_recovered(const Model& model, const std::vector<Query>& queries, const Function& answer) {
  std::vector<RecoveredQuery> known;
  std::vector<Query> asked;
  for (const Query& query : queries) {
    known.push_back(recovered(model, query));
    asked.push_back(known.back().query);
  }
  std::vector<Answer> answers = answer(asked).take();
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!known[i].is_changed) continue;
    detail::name_as_asked(answers[i], queries[i]);
    scale_condition(answers[i], known[i].log_density);
  }
  return Answers(std::move(answers));
}

// Answers questions other than curves.
Answers answered_once(const Subject& subject, const std::vector<Query>& queries, const Options& options,
                      double negligible) {
  Budget budget(options, queries.size());
  if (subject.horizon()) return Plan(subject, queries, options, budget, negligible).answers();
  return answer_recovered(subject.model(), queries, [&](const std::vector<Query>& known) {
    return detail::answer_with_twins(subject.model(), known,
                                     [&](const Model& model, const std::vector<Query>& asked) {
                                       const bool is_own = &model == &subject.model();
                                       const Subject twins(model, is_own ? subject.preparation() : nullptr);
                                       return Plan(twins, asked, options, budget, negligible).answers();
                                     });
  });
}

// Returns the options for a subject with worlds of its own, of which there are no more.
Options for_given_worlds(const ParameterDraws& given, Options options) {
  if (options.absolute_precision > 0 || options.relative_precision > 0)
    throw Error("option precision", "none, because the model has worlds of its own, and no others", "one");
  options.worlds = (std::min)(options.worlds, detail::size(given.values));
  return options;
}

// Returns the options with as many worlds as fit into whole replicates, and as many trajectories in
// each as were requested.
Options for_quasi_worlds(const Subject& subject, Options options) {
  const auto refuse = [](bool if_so, const char* expected, const char* got) {
    if (if_so) throw Error("option worlds_by", std::string("independent worlds, ") + expected, got);
  };
  refuse(subject.model().worlds() != nullptr, "because the model has worlds of its own", "quasi");
  refuse(options.absolute_precision > 0 || options.relative_precision > 0,
         "because a precision determines their number", "quasi with a precision");
  refuse(options.seconds > 0 || options.stop_at > 0, "because a time limit determines their number",
         "quasi with a time limit");
  if (!subject.has_parameters()) {
    options.worlds_by = WorldDraws::independent;
    return options;
  }
  const WorldReplicates size = world_replicates(options.worlds);
  if (size.points < 2)
    throw Error("option worlds", "at least 32 quasi-random worlds", std::to_string(options.worlds));
  const Index each = options.trajectories / options.worlds, rest = options.trajectories % options.worlds;
  options.trajectories = (std::max)(Index{1}, each * size.worlds() + rest * size.worlds() / options.worlds);
  options.worlds = size.worlds();
  return options;
}

}  // namespace

Answers answered(const Subject& subject, const std::vector<Query>& queries, const Options& stated) {
  detail::check(stated);
  const ParameterDraws* const given = subject.model().worlds();
  const Options options = stated.worlds_by == WorldDraws::quasi ? for_quasi_worlds(subject, stated)
                          : given                               ? for_given_worlds(*given, stated)
                                                                : stated;
  kernels::by_name(options.instruction_set);  // an unknown name is an error even if no kernel is needed
  return detail::answer_composed(queries, options, [&](const std::vector<Query>& asked, const Options& own) {
    return answered_once(subject, asked, own, 0);
  });
}

namespace {

// Returns the last step that an expression reads; -1 if it reads none.
Index last_step(const Horizon& horizon, const NodePtr& expression) {
  Index last = -1;
  for (const Index variable : Formula(expression).variables())
    last = (std::max)(last, horizon.place(variable).step);
  return last;
}

Index last_step_of_target(const Horizon& horizon, const Query& query) {
  if (!query.has_points()) return last_step(horizon, query.target());
  Index last = -1;
  for (const Query::Point& point : query.points())
    last = (std::max)(last, last_step(horizon, point.query.target()));
  return last;
}

}  // namespace

// Observations are not conditions: estimating an earlier state from later observations is
// smoothing. In a counterfactual the condition is about another world.
Answers warned(const Horizon& horizon, const std::vector<Query>& queries, Answers answers) {
  std::vector<std::pair<std::size_t, Warning>> warnings;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const Query& query = queries[i];
    if (!query.condition() || !query.counterfactual().empty()) continue;
    const Index target = last_step_of_target(horizon, query),
                condition = last_step(horizon, query.condition()->node());
    if (target >= 0 && condition > target)
      warnings.emplace_back(
          i, detail::wording::conditions_on_the_future(horizon.label(target), horizon.label(condition)));
  }
  if (warnings.empty()) return answers;
  std::vector<Answer> all = std::move(answers).take();
  for (auto& [i, warning] : warnings) all[i].warnings.push_back(std::move(warning));
  return Answers(std::move(all), queries);
}

Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options) {
  return answered(model, queries, options);
}

Answers estimate(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  return warned(horizon, queries, answered(Subject(horizon, options.stop), queries, options));
}

}  // namespace casus
