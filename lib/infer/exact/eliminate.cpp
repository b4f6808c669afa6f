// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/eliminate.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <utility>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/impossible.hpp>

#include "infer/answer/from_worlds.hpp"
#include "infer/exact/elimination.hpp"
#include "infer/exact/problem.hpp"
#include "infer/exact/thresholds.hpp"
#include "infer/preparation.hpp"
#include "infer/run/rounds.hpp"
#include "infer/subject.hpp"

namespace casus {

namespace {

using elimination::Elimination;
using elimination::Problem;
using elimination::roots_of;
using elimination::WorldResults;

// Below this cost, no cheaper plan is searched for: the search would cost more.
constexpr double cheap_enough = 20'000;
// Number of worlds of a work item.
constexpr Index worlds_per_item = 4 * Elimination::most_lanes;

// ---- questions

bool is_conjunction(const Node& node) {
  return node.op == Op::logical_and || (node.op == Op::logical_not && node.children[0]->op == Op::logical_or);
}

// ---- questions that share condition and interventions

// Source of a target's value: a target of a problem; without one, the problem's weight relative to
// that of the condition.
struct ValueSource {
  std::size_t problem;
  std::optional<std::size_t> target;
};

struct EliminationSet {
  std::vector<std::size_t> queries;
  std::vector<std::unique_ptr<Problem>> problems;  // the first one has the probability of the condition
  std::vector<std::vector<ValueSource>> places;    // by query, one for each target

  ExactCost cost() const {
    ExactCost all;
    for (const auto& problem : problems) {
      all.operations += problem->cost().operations;
      all.largest_table = (std::max)(all.largest_table, problem->cost().largest_table);
    }
    return all;
  }
  bool varies(const ValueSource& place) const {
    const Problem& problem = *problems[place.problem];
    return place.target ? problem.varies(*place.target) : varies();
  }
  bool varies() const {
    return std::any_of(problems.begin(), problems.end(), [](const auto& one) { return one->varies(); });
  }
};

// Splits a call into sets, and each set into eliminations: one for all questions or, if that is
// cheaper, one for the questions that read a single variable and another one for each other
// question.
class Planner {
public:
  Planner(const Model& model, const std::vector<Query>& queries, std::vector<double> parameters,
          const StopToken& stop)
      : model_(model), queries_(queries), parameters_(std::move(parameters)), stop_(stop) {}

  std::vector<EliminationSet> sets() const {
    std::vector<EliminationSet> sets;
    for (std::vector<std::size_t>& numbers : detail::grouped(queries_))
      sets.emplace_back().queries = std::move(numbers);
    for (EliminationSet& set : sets) plan(set);
    return sets;
  }

private:
  void plan(EliminationSet& set) const {
    EliminationSet together = planned(set.queries, false), apart;
    const bool has_others =
        std::any_of(set.queries.begin(), set.queries.end(), [&](std::size_t i) { return !is_simple(i); });
    if (has_others && together.cost().operations > cheap_enough) {
      apart = planned(set.queries, true);
      if (apart.cost().operations < together.cost().operations) together = std::move(apart);
    }
    set = std::move(together);
  }

  bool is_simple(std::size_t query) const {
    return queries_[query].target()->op == Op::category ||
           Formula(queries_[query].target()).variables().size() <= 1;
  }

  std::unique_ptr<Problem> problem(const Query& circumstances, const std::optional<Boolean>& also,
                                   const std::vector<NodePtr>& targets) const {
    return std::make_unique<Problem>(model_, circumstances, also, targets, parameters_, stop_);
  }

  EliminationSet planned(const std::vector<std::size_t>& queries, bool apart) const {
    EliminationSet set;
    set.queries = queries;
    set.problems.emplace_back();
    std::vector<NodePtr> shared;
    for (const std::size_t i : queries) {
      const Query& query = queries_[i];
      std::vector<ValueSource> places;
      if (!apart || is_simple(i)) {
        for (const NodePtr& target : detail::asked_targets(model_, query)) {
          places.push_back({0, shared.size()});
          shared.push_back(target);
        }
      } else {
        const bool can_be_seen = query.asks() == Query::Asks::probability && is_conjunction(*query.target());
        auto own =
            can_be_seen ? problem(query, Boolean(query.target()), {}) : problem(query, {}, {query.target()});
        places.push_back({set.problems.size(), can_be_seen ? std::nullopt : std::optional<std::size_t>(0)});
        set.problems.push_back(std::move(own));
      }
      set.places.push_back(std::move(places));
    }
    set.problems[0] = problem(queries_[queries[0]], {}, shared);
    return set;
  }

  const Model& model_;
  const std::vector<Query>& queries_;
  std::vector<double> parameters_;
  const StopToken& stop_;
};

// ---- a call

// The results of one set in all worlds.
struct SetResult {
  std::vector<Scaled> weights;                           // of the condition
  std::vector<std::vector<std::vector<double>>> values;  // by query, target and world
};

// Returns the ratio, at most 1 despite rounding.
double share(const Scaled& part, const Scaled& whole) { return (std::min)(1.0, (part / whole).value()); }

class ExactRun {
public:
  ExactRun(const Model& model, const std::vector<Query>& queries, const Options& options,
           const Preparation* preparation = nullptr)
      : model_(model), queries_(queries), options_(options),
        randomness_(detail::randomness_of_worlds(options, model, options.worlds)) {
    detail::check(options);
    for (const Query& query : queries) {
      detail::check_question(model, query);
      if (const auto reason = why_not_exact(model, query))
        throw Error(to_text(query), "a question that can be answered exactly", "one that cannot: " + *reason);
    }
    const auto make = [&](const Model& of) {
      return std::make_shared<const Sets>(planned(of, queries, options));
    };
    sets_ = preparation ? preparation->get<Sets>({.questions = queries},
                                                 [&] { return make(preparation->subject().model()); })
                        : make(model);
  }

  Answers answers() {
    find_results();
    std::vector<Answer> answers(queries_.size());
    for (std::size_t i = 0; i < sets_->size(); ++i) finish((*sets_)[i], results_[i], answers);
    if (options_.progress) options_.progress(1);
    return Answers(std::move(answers));
  }

  /// Returns the log of the probability of the only question's condition, given parameters.
  double log_probability(const std::vector<double>& parameters) const {
    return result((*sets_)[0], {parameters}).weights[0].log();
  }

  /// Returns the results of the only question.
  ExactByWorld by_world() {
    find_results();
    return {weighted_worlds(std::move(results_[0].weights)), std::move(results_[0].values[0][0])};
  }

private:
  // The sets with their sums prepared. Formulas of parameters have other values in each world, but
  // the sums are planned for all of them.
  using Sets = std::vector<EliminationSet>;

  static Sets planned(const Model& model, const std::vector<Query>& queries, const Options& options) {
    const bool has_parameters = !model.parameters().empty();
    Sets sets;
    try {
      sets = Planner(model, queries,
                     has_parameters ? draw_parameters(model, options.randomness(), 0) : std::vector<double>(),
                     options.stop)
                 .sets();
    } catch (const elimination::TooLarge& large) {
      throw Error(to_text(queries[0]),
                  "an exact answer from at most " + detail::rounded(options.exact_budget) + " operations",
                  large.why, "use a method that samples");
    }
    for (const EliminationSet& set : sets) check_budget(set, queries, options);
    for (EliminationSet& set : sets)
      for (auto& problem : set.problems) problem->prepare(options.stop);
    return sets;
  }

  void find_results() {
    for (const EliminationSet& set : *sets_) results_.push_back(set.varies() ? SetResult() : result(set, {}));
    draw_worlds();
  }

  static void check_budget(const EliminationSet& set, const std::vector<Query>& queries,
                           const Options& options) {
    const ExactCost cost = set.cost();
    if (cost.operations <= options.exact_budget) return;
    throw Error(to_text(queries[set.queries[0]]),
                "an exact answer from at most " + detail::rounded(options.exact_budget) + " operations",
                "one that takes about " + detail::rounded(cost.operations) + ", with a table of " +
                    detail::rounded(cost.largest_table) + " numbers",
                "raise option exact_budget, or use a method that samples");
  }

  SetResult result(const EliminationSet& set, const std::vector<std::vector<double>>& worlds) const {
    const std::size_t count = (std::max)(worlds.size(), std::size_t{1});
    std::vector<WorldResults> outcomes;
    for (const auto& problem : set.problems) outcomes.push_back((*problem)(worlds, options_.stop));
    // Values that are the same in all worlds were computed once.
    const auto at = [&](const auto& values, std::size_t world) {
      return values[(std::min)(world, values.size() - 1)];
    };
    SetResult result;
    for (std::size_t world = 0; world < count; ++world)
      result.weights.push_back(at(outcomes[0].weights, world));
    for (const auto& places : set.places) {
      result.values.emplace_back();
      for (const ValueSource& place : places) {
        std::vector<double> values;
        for (std::size_t world = 0; world < count; ++world) {
          const bool is_met = result.weights[world].is_positive();
          const WorldResults& own = outcomes[place.problem];
          values.push_back(!is_met        ? 0
                           : place.target ? at(own.values[*place.target], world)
                                          : share(at(own.weights, world), result.weights[world]));
        }
        result.values.back().push_back(std::move(values));
      }
    }
    return result;
  }

  // Computes the sets that depend on parameters in all worlds, in work items that may run
  // concurrently.
  void draw_worlds() {
    if (std::none_of(sets_->begin(), sets_->end(), [](const EliminationSet& set) { return set.varies(); }))
      return;
    const Index items = (options_.worlds + worlds_per_item - 1) / worlds_per_item;
    in_rounds<std::vector<SetResult>>(
        items, small_work, options_, options_.progress, [this](Index i) { return item(i); },
        [this](Index, const std::vector<SetResult>& part) { append(part); });
  }

  std::vector<SetResult> item(Index number) const {
    std::vector<std::vector<double>> worlds;
    const Index last = (std::min)((number + 1) * worlds_per_item, options_.worlds);
    for (Index world = number * worlds_per_item; world < last; ++world) {
      if (options_.stop.stop_requested()) throw Cancelled();
      worlds.push_back(draw_parameters(model_, randomness_, world));
    }
    std::vector<SetResult> results;
    for (const EliminationSet& set : *sets_)
      results.push_back(set.varies() ? result(set, worlds) : SetResult());
    return results;
  }

  void append(const std::vector<SetResult>& part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      SetResult& whole = results_[i];
      if (!(*sets_)[i].varies()) continue;
      whole.weights.insert(whole.weights.end(), part[i].weights.begin(), part[i].weights.end());
      if (whole.values.empty()) {
        whole.values = part[i].values;
        continue;
      }
      for (std::size_t query = 0; query < whole.values.size(); ++query)
        for (std::size_t target = 0; target < whole.values[query].size(); ++target) {
          auto& values = whole.values[query][target];
          const auto& more = part[i].values[query][target];
          values.insert(values.end(), more.begin(), more.end());
        }
    }
  }

  // ---- from worlds to answers

  void check_met(const SetResult& result, const Query& query) const {
    if (std::any_of(result.weights.begin(), result.weights.end(),
                    [](const Scaled& weight) { return weight.is_positive(); }))
      return;
    const std::string seen = detail::circumstances_text(query);
    throw detail::ImpossibleCondition(
        to_text(query),
        detail::quoted(query.condition() && query.evidence().empty() ? to_text(*query.condition())
                                                                     : seen.substr(3)) +
            ", which cannot");
  }

  // Returns the probabilities of the condition times the weights of the worlds, if the model has
  // worlds with weights.
  std::vector<Scaled> weighted_worlds(std::vector<Scaled> met) const {
    if (met.size() > 1)
      for (std::size_t world = 0; world < met.size(); ++world)
        met[world] *= Scaled::of_log(log_weight_of(model_, static_cast<Index>(world)));
    return met;
  }

  void finish(const EliminationSet& set, const SetResult& result, std::vector<Answer>& answers) const {
    check_met(result, queries_[set.queries[0]]);
    const WeighedWorlds weighed(weighted_worlds(result.weights),
                                detail::worlds_per_replicate(options_, options_.worlds));
    for (std::size_t i = 0; i < set.queries.size(); ++i) {
      const Query& query = queries_[set.queries[i]];
      const auto& places = set.places[i];
      const bool varies = std::any_of(places.begin(), places.end(),
                                      [&](const ValueSource& place) { return set.varies(place); });
      const WorldVariation variation = !varies ? WorldVariation::none
                                       : has_thresholds(model_) || has_thresholds(query)
                                           ? WorldVariation::in_steps
                                           : WorldVariation::smoothly;
      Index size = 0;
      for (const auto& problem : set.problems) size = (std::max)(size, problem->size());
      answers[set.queries[i]] = answer_of_sums(model_, query, options_, weighed, result.values[i],
                                               {size, set.varies(), varies, variation});
    }
  }

  const Model& model_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Randomness randomness_;  // of worlds
  std::shared_ptr<const Sets> sets_;
  std::vector<SetResult> results_;
};

}  // namespace

std::optional<std::string> why_not_exact(const Model& model, const Query& query) {
  if (query.asks() == Query::Asks::quantile) return "it asks for a quantile";
  if (detail::about(query.asks()).is_extreme()) return "it asks for the least or greatest value";
  if (query.asks() == Query::Asks::histogram) return "it asks for a histogram";
  const auto named = [&](const char* what, Index variable) {
    return std::string(what) + detail::quoted(model.variables()[variable].name) +
           (model.variables()[variable].kind() == Kind::count ? ", a count" : ", a quantity");
  };
  for (const NodePtr& root : roots_of(query)) model.check_owned(to_text(query), *root);
  for (const Evidence& evidence : query.evidence())
    if (!evidence.is_virtual()) return named("it is given the exact value of ", evidence.variable->index);
  const elimination::Relevant relevant(model, resolved(model, query.interventions()), roots_of(query));
  if (relevant.chance_quantity) return named("it needs ", *relevant.chance_quantity);
  return {};
}

ExactCost exact_cost(const Model& model, const std::vector<Query>& queries, const StopToken& stop) {
  const std::vector<double> parameters =
      model.parameters().empty() ? std::vector<double>() : draw_parameters(model, {}, 0);
  ExactCost all;
  try {
    for (const EliminationSet& set : Planner(model, queries, parameters, stop).sets()) {
      all.operations += set.cost().operations;
      all.largest_table = (std::max)(all.largest_table, set.cost().largest_table);
    }
  } catch (const elimination::TooLarge&) {
    all.operations = all.largest_table = std::numeric_limits<double>::infinity();
  }
  return all;
}

ExactCost exact_cost(const Model& model, const Query& query) {
  return exact_cost(model, std::vector<Query>{query});
}

Answers eliminate(const Model& model, const std::vector<Query>& queries, const Options& options,
                  const Preparation* preparation) {
  return ExactRun(model, queries, options, preparation).answers();
}

Answer answer_of_sums(const Model& model, const Query& query, const Options& options,
                      const WeighedWorlds& weighed, const std::vector<std::vector<double>>& values,
                      const SumFacts& facts) {
  const detail::RunFacts run{
      .method = Method::exact,
      .done = detail::wording::exact(facts.varies ? options.worlds : 0,
                                     detail::wording::variable_elimination(facts.size)),
      .stopped = StopReason::all_summed,
      .worlds = facts.varies ? options.worlds : 1,
      .varies = facts.varies};
  detail::AnswerBuilder answer(model, query, options, run);
  // The scale of likelihoods is arbitrary, so their weight is not a probability.
  if (query.condition() && query.evidence().empty()) weighed.set_condition(answer, facts.set_varies);
  if (facts.varies) weighed.diagnose(answer);
  detail::finish_parts(answer, detail::asked_parts(model, query),
                       [&](detail::AnswerBuilder& part, std::size_t number) {
                         set_exact(part, query.asks(), weighed, values, number, facts.variation);
                       });
  return std::move(answer).take();
}

namespace {

class EliminationLikelihood : public HistoryLikelihood {
public:
  EliminationLikelihood(const Model& model, const Query& history, const Options& options)
      : model_(model), queries_{history}, options_(options), run_(model_, queries_, options_) {}

  const std::vector<Index>& steps() const override { return steps_; }
  bool is_exact() const override { return true; }
  Index work() const override { return small_work; }
  std::vector<double> operator()(const std::vector<double>& parameters, Index) const override {
    return {run_.log_probability(parameters)};
  }
  std::unique_ptr<HistoryLikelihood> refined() const override { return nullptr; }

private:
  const Model& model_;
  std::vector<Query> queries_;
  Options options_;
  ExactRun run_;
  std::vector<Index> steps_{-1};
};

}  // namespace

std::unique_ptr<HistoryLikelihood> elimination_likelihood(const Model& model, const Query& history,
                                                          const Options& options) {
  return std::make_unique<EliminationLikelihood>(model, history, options);
}

ExactByWorld eliminate_by_world(const Model& model, const Query& query, const Options& options) {
  const std::vector<Query> queries{query};
  return ExactRun(model, queries, options).by_world();
}

}  // namespace casus
