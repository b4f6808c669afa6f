// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/weighted/weighted.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/weights.hpp>

#include "infer/answer/from_sums.hpp"
#include "infer/evidence/proposal.hpp"
#include "infer/evidence/rolling_proposal.hpp"
#include "infer/evidence/weighed_set.hpp"
#include "infer/evidence/weighing.hpp"
#include "infer/plan/sets.hpp"
#include "infer/plan/until_precise.hpp"
#include "infer/run/work_items.hpp"
#include "infer/weighted/rolling_run.hpp"
#include "infer/weighted/run_weights.hpp"

namespace casus {

namespace {

using detail::Sampling;
using detail::ShareDone;

using detail::at;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Draws from a proposal and sums the weights: work items in batches, whose sums are combined in
// order.
class WeightedRun {
public:
  WeightedRun(const Proposal& proposal, const std::vector<WeightedTarget>& targets, Sampling sampling,
              const Options& options)
      : proposal_(proposal), targets_(targets), seen_(proposal.names()), outputs_(proposal, targets),
        program_(proposal.model(), proposal.settings(), outputs_.nodes, {outputs_.all()}),
        kernels_(kernels::by_name(options.instruction_set)), sampling_(sampling), options_(options),
        items_(program_, sampling, options, kernels_) {
    if (proposal.model().parameters().empty())
      only_world_.emplace(program_, proposal, options.randomness(), Index{0});
  }

  Index work() const { return items_.work(); }

  /// Returns the log of the mean weight in a world with these parameters, for a sampling of one
  /// world.
  double log_mean_weight(const std::vector<double>& parameters, Index world) {
    WorldWeights all = no_weights(targets_);
    for (Index number = 0; number < items_.count(); ++number)
      all += item(number, WeightedWorld(program_, proposal_, world, parameters)).sums;
    return std::log(all.all.sum / static_cast<double>(sampling_.trajectories())) + all.log_unit;
  }

  RunWeights operator()(const ShareDone& report) {
    return weights_of_run(items_, sampling_, targets_, options_, report, [this](Index i) { return item(i); });
  }

private:
  // The outputs of the program: the targets, then the inputs of the weight.
  struct Outputs {
    std::vector<NodePtr> nodes;
    WeightOutputs weight;

    Outputs(const Proposal& proposal, const std::vector<WeightedTarget>& targets)
        : nodes(nodes_of(targets)), weight(proposal, nodes) {}
    std::vector<std::size_t> all() const {
      std::vector<std::size_t> numbers(nodes.size());
      std::iota(numbers.begin(), numbers.end(), std::size_t{0});
      return numbers;
    }

  private:
    static std::vector<NodePtr> nodes_of(const std::vector<WeightedTarget>& targets) {
      std::vector<NodePtr> all;
      for (const WeightedTarget& target : targets) all.push_back(target.node);
      return all;
    }
  };

  // A world and its weight tables.
  struct WeightedWorld {
    World world;
    ScaledTables tables;

    WeightedWorld(const Program& program, const Proposal& proposal, const Randomness& randomness,
                  Index number)
        : world(program, randomness, number), tables(proposal.tables().evaluate(world.parameters())) {}
    WeightedWorld(const Program& program, const Proposal& proposal, Index number,
                  const std::vector<double>& parameters)
        : world(program, number, parameters), tables(proposal.tables().evaluate(parameters)) {}
  };

  ItemWeights item(Index number) {
    if (only_world_) return item(number, *only_world_);
    return item(number, WeightedWorld(program_, proposal_, options_.randomness(), items_.world_of(number)));
  }

  ItemWeights item(Index number, const WeightedWorld& world) {
    ItemWeights weights{no_weights(targets_), {}};
    if (!outputs_.weight.has_logs()) weights.sums.log_unit = 0;
    const Index world_number = items_.world_of(number), of_world = items_.count() / sampling_.worlds;
    Index first = world_number * sampling_.groups_per_world + number % of_world * detail::groups_per_item;
    items_.draw(number, world.world,
                [&](Index, const std::vector<OutputColumn>& outputs, Index groups, Workspace& workspace) {
                  for (Index i = 0; i < groups; ++i)
                    add(weights, {outputs, workspace, i * group_size}, world.tables.of, first++);
                });
    summarise(weights.sums.parts);
    const double log_unit = world.tables.log_unit + log_weight_of(program_.model(), world.world.number());
    weights.sums.log_unit += log_unit;
    weights.log_unmet += log_unit;
    return weights;
  }

  // `number`: number of the group.
  void add(ItemWeights& weights, const GroupColumns& group, const std::vector<StateTable>& tables,
           Index number) const {
    GroupNumbers weight;
    weigh(weights, group, tables, weight);
    const auto column = [&](std::size_t target, bool is_real, GroupTruth& state) {
      return std::pair(is_real ? group.reals(target) : nullptr,
                       is_real ? nullptr : group.truth(kernels_, target, state));
    };
    add_weighed(kernels_, weights, weight, seen_, targets_, column, number);
  }

  // Computes the weights: the product of all factors if the test is met, else 0.
  void weigh(ItemWeights& weights, const GroupColumns& group, const std::vector<StateTable>& tables,
             GroupNumbers& weight) const {
    GroupTruth place;
    const std::uint64_t* const met =
        outputs_.weight.test ? group.truth(kernels_, *outputs_.weight.test, place) : nullptr;
    if (outputs_.weight.has_logs()) {
      outputs_.weight.set_logs(group, weight.of);
      weights_from_logs(kernels_, weights, met, weight);
    } else {
      std::fill_n(weight.of, group_size, 1.0);
    }
    outputs_.weight.multiply(kernels_, group, tables, weight.of);
    if (met) drop_unmet(kernels_, weights, met, weight);
  }

  const Proposal& proposal_;
  const std::vector<WeightedTarget>& targets_;
  std::string seen_;
  Outputs outputs_;
  Program program_;
  const kernels::Kernels& kernels_;
  Sampling sampling_;
  const Options& options_;
  WorkItems<Executor> items_;
  std::optional<WeightedWorld> only_world_;
};

RunWeights drawn_weights(const Proposal& proposal, const std::vector<WeightedTarget>& targets,
                         const Sampling& sampling, const Options& options, const ShareDone& report = {}) {
  return WeightedRun(proposal, targets, sampling, options)(report);
}
RunWeights drawn_weights(const RollingProposal& proposal, const std::vector<WeightedTarget>& targets,
                         const Sampling& sampling, const Options& options, const ShareDone& report = {}) {
  return RollingRun(proposal, targets, sampling, options)(report);
}

/// The proposal that a question is answered with, and why it was chosen. `Of`: `Proposal`, or over
/// time `RollingProposal`.
template <class Of> struct ProposalChoice {
  Of proposal;
  std::string method;
  double share = 1;            ///< of effective draws, in a pilot
  bool mixes_states = false;   ///< rare states are oversampled
  bool hides_tests = false;    ///< in a pilot only rare states met the tests
  bool misses_states = false;  ///< states too rare to be drawn explain the evidence
};

/// Share of effective draws above which quantities are not moved.
constexpr double poor_share = 0.2;

/// The quality of a proposal, measured in a pilot.
struct ProposalPilot {
  double share;     ///< effective draws as a share of all draws
  double log_low;   ///< log of the mean weight minus two standard errors
  double log_high;  ///< log of the mean weight plus two standard errors

  explicit ProposalPilot(const RunWeights& run) {
    const WeightSums all = run.all();
    const double mean = all.sum / run.samples, square = all.squares / run.samples;
    const double error = std::sqrt((std::max)(0.0, square - mean * mean) / run.samples);
    share = all.effective() / run.samples;
    log_low = run.log_unit + std::log((std::max)(0.0, mean - 2 * error));
    log_high = run.log_unit + std::log(mean + 2 * error);
  }
};

Options options_of_pilot(const Options& options) {
  Options of_pilot = options;
  of_pilot.seed = random::stream_key(options.seed, "pilot of weights");
  return of_pilot;
}

Sampling sampling_of_pilot(Sampling sampling) {
  const Index groups = std::clamp(sampling.worlds * sampling.groups_per_world / 64, Index{8}, Index{32});
  const Index worlds = (std::min)(sampling.worlds, Index{16});
  return {worlds, (groups + worlds - 1) / worlds};
}

std::vector<NodePtr> nodes_of(const std::vector<WeightedTarget>& targets) {
  std::vector<NodePtr> nodes;
  for (const WeightedTarget& target : targets) nodes.push_back(target.node);
  return nodes;
}

Proposal proposal_for(const Model& model, const Query& query, const std::vector<WeightedTarget>& targets) {
  const std::vector<NodePtr> nodes = nodes_of(targets);
  return {model, query, 0, &nodes};
}

// Belief propagation is chosen if likelihood weighting is poor, or only seems good: a pilot may
// miss a rare cause that explains most of the evidence, and its weights are then all alike.
// Therefore a proposal is excluded if its mean weight, which estimates the same quantity for all,
// shows that it misses a part that another one met. A few draws also miss the rare large weights of
// bold proposals; so the most careful proposal is chosen among the ones that are nearly as good as
// the best. The pilot's random numbers are independent of the run's, so the choice does not bias
// it.
template <class Of>
ProposalChoice<Of> choose_by_evidence(Of proposal, const Sampling& sampling, const Options& options) {
  constexpr double better = 1.5, nearly = 0.8;
  ProposalChoice<Of> choice{std::move(proposal), detail::wording::likelihood_weighting()};
  const Options of_pilot = options_of_pilot(options);
  const Sampling first = sampling_of_pilot(sampling);
  const auto pilot_of = [&](const Of& one) { return ProposalPilot(drawn_weights(one, {}, first, of_pilot)); };
  const ProposalPilot plain = pilot_of(choice.proposal);
  choice.share = plain.share;
  choice.method = detail::wording::likelihood_weighting(plain.share);
  typename Of::Adapted found = choice.proposal.adapted(of_pilot.randomness(), {1e-5, 1e-3, 0.03, 0.1});
  std::vector<Of>& adapted = found.proposals;
  choice.misses_states = found.are_hidden_from(static_cast<double>(sampling.trajectories()));
  std::vector<ProposalPilot> pilots{plain};
  for (const Of& one : adapted) pilots.push_back(pilot_of(one));
  double seen = -infinity;  // by the pilot that met most of it
  for (const ProposalPilot& pilot : pilots) seen = (std::max)(seen, pilot.log_low);
  std::vector<double> shares;
  for (const ProposalPilot& pilot : pilots) shares.push_back(pilot.log_high < seen ? 0 : pilot.share);
  if (choice.misses_states) shares[0] = 0;
  const double plain_share = shares[0];
  if (found.moves_quantities && plain_share > poor_share) return choice;
  shares.erase(shares.begin());
  std::size_t best = shares.size();
  const double most = shares.empty() ? 0 : *std::max_element(shares.begin(), shares.end());
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (shares[i] > better * plain_share && shares[i] >= nearly * most) best = i;
  if (best == shares.size()) return choice;
  return {std::move(adapted[best]),
          detail::wording::adapted_sampling(shares[best], plain_share == plain.share ? plain.share : -1),
          shares[best]};
}

// Returns, for each target, the factor by which a run needs fewer draws than one with the given
// share of effective draws: the variance of a draw of the other run over that of a draw of this
// one. It is 1 for events: the interval of an event allows for hits of a kind that was never drawn,
// and hits of rare states alone would hide these.
std::vector<double> gains(const RunWeights& run, double share_of_other) {
  std::vector<double> all;
  for (const WeightedPart& part : run.parts()) {
    all.push_back(1);
    const auto* moments = std::get_if<WeightedMoments>(&part);
    if (!moments || !(moments->variance() > 0)) continue;
    const double variance = moments->plain.squares / moments->plain.weight;
    all.back() = variance / (share_of_other * run.samples * moments->variance());
  }
  return all;
}

// Returns whether a quantity may vary without the rare states but did not vary in a pilot without
// them. An error computed from the rare states alone would then hide that the rest is unknown.
template <class Of, class Rare>
bool hides_something(const Of& proposal, const RunWeights& without,
                     const std::vector<WeightedTarget>& targets, const Rare& rare) {
  const std::vector<WeightedPart> parts = without.parts();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto* moments = std::get_if<WeightedMoments>(&parts[i]);
    if (moments && moments->count > 0 && moments->squared.squares == 0 &&
        !proposal.is_constant_without(targets[i].node, rare))
      return true;
  }
  return false;
}

/// A proposal with a defensive mixture over rare states, and its pilot.
template <class Of> struct RareStateProposal {
  Of proposal;
  std::vector<double> gains;  ///< over the proposal without the mixture, by target
  double share;               ///< of effective draws
  bool meets_more;            ///< meets more of the evidence than the proposal without the mixture
  bool hides_tests;           ///< no draw without a rare state met the tests

  double gain() const { return meets_more ? infinity : *std::max_element(gains.begin(), gains.end()); }
};

// Runs pilots with and without the mixture: a pilot without it does not meet the rare states, so it
// cannot show their share of the variance.
template <class Of>
std::optional<RareStateProposal<Of>> with_rare_states(const Of& proposal, double share,
                                                      const std::vector<WeightedTarget>& all_targets,
                                                      const Sampling& sampling, const Options& options) {
  const Options of_pilot = options_of_pilot(options);
  const std::vector<NodePtr> nodes = nodes_of(all_targets);
  std::vector<WeightedTarget> targets;  // without quantiles
  for (const WeightedTarget& target : all_targets) {
    if (std::holds_alternative<WeightedMoments>(target.empty) ||
        std::holds_alternative<WeightedProportion>(target.empty))
      targets.push_back(target);
  }
  auto mixed = proposal.with_rare_states(of_pilot.randomness(), nodes);
  if (!mixed) return std::nullopt;
  const Sampling first = sampling_of_pilot(sampling);
  const RunWeights run = drawn_weights(mixed->proposal, targets, first, of_pilot);
  const RunWeights run_without = drawn_weights(proposal, targets, first, of_pilot);
  if (!(run.all().sum > 0) || hides_something(proposal, run_without, targets, mixed->states))
    return std::nullopt;
  const ProposalPilot without(run_without), with(run);
  std::vector<double> by_target = gains(run, share);
  by_target.push_back(1);
  return RareStateProposal<Of>{std::move(mixed->proposal), std::move(by_target), with.share,
                               without.log_high < with.log_low,
                               proposal.has_open_tests() && !(run_without.all().sum > 0)};
}

template <class Of>
ProposalChoice<Of> choose_proposal(Of proposal, const Query& query,
                                   const std::vector<WeightedTarget>& targets, const Sampling& sampling,
                                   const Options& options, Adapts adapts) {
  if (adapts == Adapts::never) return {std::move(proposal), detail::wording::likelihood_weighting()};
  constexpr double better = 2;
  ProposalChoice<Of> choice = choose_by_evidence(std::move(proposal), sampling, options);
  auto rare = with_rare_states(choice.proposal, choice.share, targets, sampling, options);
  if (!rare || !(rare->gain() > better)) return choice;
  return {std::move(rare->proposal),
          query.has_condition() ? detail::wording::with_rare_states(choice.method)
                                : detail::wording::rare_states(),
          rare->share,
          true,
          rare->hides_tests,
          choice.misses_states && !rare->meets_more};
}

template <class Of> class WeightedSet : public WeighedSet {
public:
  /// `proposal`: returns the proposal of likelihood weighting, for these targets.
  template <class MakeProposal>
  WeightedSet(const Scope& scope, const std::vector<Query>& queries, const Options& options, Adapts adapts,
              const MakeProposal& proposal)
      : WeighedSet(scope, queries, options,
                   static_cast<double>(detail::sampling(scope, options).trajectories()),
                   detail::sampling(scope, options).worlds > 1),
        sampling_(detail::sampling(scope, options)),
        choice_(choose_proposal<Of>(proposal(targets_), queries[0], targets_, sampling_, options, adapts)) {}

  std::vector<Answer> answers(const ShareDone& report) {
    run_ = drawn_weights(choice_.proposal, targets_, sampling_, options_, report);
    all_ = run_.all();
    return filled_in({.method = Method::weighted,
                      .done = choice_.method,
                      .worlds = sampling_.worlds,
                      .samples = static_cast<Index>(run_.samples),
                      .varies = !scope_.parameters().empty()});
  }

private:
  std::size_t clusters() const override { return run_.worlds.size(); }
  const std::vector<WeightedPart>& parts_of(std::size_t cluster) const override {
    return run_.worlds[cluster].parts;
  }
  std::vector<std::vector<WeightedPart>> drawn_again(
      const std::vector<WeightedTarget>& targets) const override {
    RunWeights run = drawn_weights(choice_.proposal, targets, sampling_, options_);
    std::vector<std::vector<WeightedPart>> parts;
    for (WorldWeights& world : run.worlds) parts.push_back(std::move(world.parts));
    return parts;
  }

  // Sets the probability of the condition: the mean weight. Its error comes from the spread between
  // worlds if there are several.
  void set_condition(detail::AnswerBuilder& answer) const override {
    const double count = static_cast<double>(run_.worlds.size());
    const double mean = all_.sum / run_.samples;
    double squares = 0;
    for (const WorldWeights& world : run_.worlds) {
      const double off = world.all.sum * count / run_.samples - mean;
      squares += off * off;
    }
    const double error =
        count > 1
            ? std::sqrt(squares / (count * (count - 1)))
            : std::sqrt((std::max)(0.0, all_.squares / run_.samples - mean * mean) / (run_.samples - 1));
    WeighedSet::set_condition(answer, mean, error, run_.log_unit, choice_.proposal.has_probability());
  }

  // Warns of degenerate weights. The limit on the tail index is that of Vehtari et al. for this
  // number of draws.
  void diagnose(detail::AnswerBuilder& answer) const override {
    const std::optional<double> k = pareto_k(run_.largest, run_.samples);
    answer.pareto_k(k);
    if (choice_.misses_states)
      answer.warn(detail::wording::rare_state_missed("of " + choice_.proposal.names()));
    // If only draws of rare states meet the tests, other ways to meet them may be as likely or
    // likelier. A draw without a rare state has a weight of about 1, unless densities were
    // observed.
    constexpr double unseen = 20;
    if (choice_.hides_tests && (all_.sum < unseen || !choice_.proposal.has_probability()))
      answer.warn(detail::wording::way_missed(unseen / run_.samples));
    else if (missed_weight() > 0)
      answer.warn(way_missed());
    constexpr double few = 100;
    const double limit = pareto_k_limit(run_.samples);
    if (k && *k > limit) answer.warn(detail::wording::degenerate_weights(*k, limit));
    if (all_.effective() < few)
      answer.warn(detail::wording::few_effective_samples("trajectories", all_.effective()));
    std::vector<double> totals;
    for (const WorldWeights& world : run_.worlds) totals.push_back(world.all.sum);
    warn_of_few_clusters(answer, totals, "worlds");
  }

  void never_met(detail::AnswerBuilder& answer) const override {
    const double trials = has_worlds() ? static_cast<double>(run_.worlds.size()) : run_.samples;
    const double met = clopper_pearson_interval(0, trials, options_.level).high;
    const double bound = choice_.proposal.has_probability() ? (std::min)(1.0, met * most_weight())
                                                            : std::numeric_limits<double>::quiet_NaN();
    answer.never_met(
        detail::wording::evidence_never_met(static_cast<Index>(run_.samples), bound, options_.level));
  }

  // Returns an upper bound of a trajectory's weight in the first world.
  double most_weight() const {
    const double most = choice_.proposal.most_weight(options_.randomness());
    return scope_.parameters().empty() ? most : (std::max)(most, 1.0);
  }

  // Returns an upper bound of the total weight of a kind of trajectory of which none met the tests,
  // if such trajectories are much heavier than the ones that met them: a single one could change
  // the answer. Returns 0 if the bound is negligible.
  double missed_weight() const {
    constexpr double heavier = 10, negligible = 0.01;
    const double bound = run_.samples * clopper_pearson_interval(0, run_.samples, options_.level).high;
    const double unmet = std::exp(run_.log_unmet - run_.log_unit);
    const double missed = unmet > heavier * run_.greatest() ? bound * unmet : 0;
    return missed > negligible * all_.sum ? missed : 0;
  }
  Warning way_missed() const { return detail::wording::way_missed(missed_weight() / run_.samples); }

  // The weights of worlds are skewed: a few may make up most of the error.
  static double degrees_of(const ClusterRatio& ratio, const std::vector<double>& totals) {
    return (std::min)(effective_clusters(totals) - 1, ratio.degrees);
  }

  detail::NumberEstimate found_share(const EventSums& sums, double level) const override {
    const WeightedProportion& all = sums.all;
    const double value = all.value();
    WeightedShare share{value,
                        std::sqrt(all.variance()),
                        all.hits.effective(),
                        all.misses.effective(),
                        all_.sum / run_.greatest(),
                        infinity};
    double effective = all_.effective();
    std::optional<Warning> no_error;
    if (has_worlds()) {
      const ClusterRatio ratio(sums.hits, sums.total);
      const double worlds = effective_clusters(sums.total);
      share.standard_error = ratio.standard_error;
      share.hits = (std::min)(share.hits, effective_clusters(sums.hits));
      share.misses = (std::min)(share.misses, effective_clusters(sums.misses));
      share.trials = (std::min)(share.trials, worlds);
      share.degrees = degrees_of(ratio, sums.total);
      effective =
          share.standard_error > 0
              ? (std::min)(effective, value * (1 - value) / (share.standard_error * share.standard_error))
              : worlds;
      if (ratio.clusters <= 1) no_error = detail::wording::no_error("one world agrees with the evidence");
    }
    detail::NumberEstimate found = share_finding(share, !std::isnan(share.standard_error), all.hits.count > 0,
                                                 all_.count, effective, level);
    // If only draws of rare states hit the event, with small weights, one draw of another kind
    // could outweigh them all.
    constexpr double outweighed = 10;
    if (choice_.mixes_states && all.hits.count > 0 && all.hits.sum < outweighed * run_.greatest())
      no_error = detail::wording::way_missed(outweighed * run_.greatest() / all_.sum);
    found.no_error = std::move(no_error);
    const double missed = missed_weight() / (all_.sum + missed_weight());
    found.interval = {found.interval.low * (1 - missed), found.interval.high * (1 - missed) + missed};
    return found;
  }

  Estimate mean_of(const QuantitySums& sums) const override {
    const WeightedMoments& all = sums.all;
    if (!has_worlds()) return {all.plain.mean, std::sqrt(all.variance()), all.effective() - 1};
    const ClusterRatio ratio(sums.sum, sums.total);
    return {ratio.value, ratio.standard_error, degrees_of(ratio, sums.total)};
  }

  double effective(const QuantitySums&) const override { return all_.effective(); }
  std::optional<Warning> why_no_error(std::size_t, const QuantitySums&,
                                      const detail::NumberEstimate& found) const override {
    if (missed_weight() > 0) return way_missed();
    if (!std::isnan(found.interval.low)) return {};
    return detail::wording::no_error("too few trajectories agree with the evidence");
  }

  Sampling sampling_;
  ProposalChoice<Of> choice_;
  RunWeights run_;
};

class WeightedLikelihood : public HistoryLikelihood {
public:
  WeightedLikelihood(const Model& model, const Query& history, const Options& options, Index groups)
      : model_(model), history_(history), options_(options), groups_(groups),
        proposal_(model_, history_, 0, &no_nodes_),
        run_(proposal_, no_targets_, Sampling{1, groups}, options_) {}

  const std::vector<Index>& steps() const override { return steps_; }
  bool is_exact() const override { return false; }
  Index work() const override { return run_.work(); }
  std::vector<double> operator()(const std::vector<double>& parameters, Index number) const override {
    return {run_.log_mean_weight(parameters, number)};
  }
  std::unique_ptr<HistoryLikelihood> refined() const override {
    constexpr Index most_groups = 64;
    if (2 * groups_ > most_groups) return nullptr;
    return std::make_unique<WeightedLikelihood>(model_, history_, options_, 2 * groups_);
  }

private:
  const Model& model_;
  Query history_;
  Options options_;
  Index groups_;
  std::vector<Index> steps_{-1};
  std::vector<NodePtr> no_nodes_;
  std::vector<WeightedTarget> no_targets_;
  Proposal proposal_;
  mutable WeightedRun run_;  // its work items have a workspace for each thread
};

}  // namespace

std::unique_ptr<HistoryLikelihood> weighted_likelihood(const Model& model, const Query& history,
                                                       const Options& options) {
  return std::make_unique<WeightedLikelihood>(model, history, options, 1);
}

namespace {

std::vector<Answer> answers_of_set(const Model& model, const std::vector<Query>& set, const Options& options,
                                   Adapts adapts, const ShareDone& report) {
  const auto proposal = [&](const std::vector<WeightedTarget>& targets) {
    return proposal_for(model, set[0], targets);
  };
  return WeightedSet<Proposal>(model, set, options, adapts, proposal).answers(report);
}

std::vector<Answer> answers_of_set(const Horizon& horizon, const std::vector<Query>& set,
                                   const Options& options, Adapts adapts, const ShareDone& report) {
  const auto proposal = [&](const std::vector<WeightedTarget>& targets) {
    return RollingProposal(horizon, set[0], nodes_of(targets));
  };
  return WeightedSet<RollingProposal>(horizon.asked(), set, options, adapts, proposal).answers(report);
}

}  // namespace

Answers weighted(const Model& model, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts) {
  detail::check(options);
  for (const Query& query : queries) detail::check_question(model, query);
  return Answers(
      answer_by_sets(queries, options, [&](const std::vector<Query>& asked, const ShareDone& report) {
        return answers_of_set(model, asked, options, adapts, report);
      }));
}

Answers weighted(const Horizon& horizon, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts) {
  detail::check(options);
  for (const Query& query : queries) detail::check_question(horizon.asked(), query);
  return Answers(
      answer_by_sets(queries, options, [&](const std::vector<Query>& asked, const ShareDone& report) {
        return answers_of_set(horizon, asked, options, adapts, report);
      }));
}

namespace {

// `proposal`: returns the proposal of likelihood weighting, for the targets.
template <class Of, class MakeProposal>
std::vector<double> gains_by_question(const Scope& scope, const std::vector<Query>& set,
                                      const Options& options, const MakeProposal& proposal) {
  std::vector<WeightedTarget> targets;
  std::vector<std::size_t> first;
  for (const Query& query : set) {
    first.push_back(targets.size());
    add_targets(scope, query, targets);
  }
  first.push_back(targets.size());
  std::vector<double> all(set.size(), 1.0);
  const auto rare =
      with_rare_states<Of>(proposal(targets), 1, targets, detail::sampling(scope, options), options);
  if (!rare) return all;
  for (std::size_t i = 0; i < set.size(); ++i)
    for (std::size_t target = first[i]; target < first[i + 1]; ++target)
      all[i] = (std::max)(all[i], rare->gains[target]);
  return all;
}

}  // namespace

std::vector<double> gains_of_rare_states(const Model& model, const std::vector<Query>& set,
                                         const Options& options) {
  return gains_by_question<Proposal>(model, set, options, [&](const std::vector<WeightedTarget>& targets) {
    return proposal_for(model, set[0], targets);
  });
}

std::vector<double> gains_of_rare_states(const Horizon& horizon, const std::vector<Query>& set,
                                         const Options& options) {
  return gains_by_question<RollingProposal>(horizon.asked(), set, options,
                                            [&](const std::vector<WeightedTarget>& targets) {
                                              return RollingProposal(horizon, set[0], nodes_of(targets));
                                            });
}

namespace {

std::optional<std::string> why_not(const Subject&, const std::vector<Query>&) { return {}; }

// Returns whether a set of questions over time is answered in the unrolled model: a counterfactual,
// or evidence that likelihood weighting meets poorly and that hidden quantities of several steps
// could be drawn near to.
bool needs_unrolled(const Horizon& horizon, const Query& query, const Options& options) {
  if (!query.counterfactual().empty()) return true;
  if (!query.has_condition()) return false;
  const RollingProposal proposal(horizon, query, {});
  if (!proposal.may_move_linked()) return false;
  const Sampling first = sampling_of_pilot(detail::sampling(horizon.asked(), options));
  return ProposalPilot(drawn_weights(proposal, {}, first, options_of_pilot(options))).share <= poor_share;
}

Answers over_time(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  const Horizon& horizon = *subject.horizon();
  detail::check(options);
  for (const Query& query : queries) detail::check_question(horizon.asked(), query);
  return Answers(
      answer_by_sets(queries, options, [&](const std::vector<Query>& asked, const ShareDone& report) {
        if (!needs_unrolled(horizon, asked[0], options))
          return answers_of_set(horizon, asked, options, Adapts::where_it_pays, report);
        const std::vector<Query> unrolled = translated(subject.unrolled(), asked);
        return answers_of_set(subject.unrolled().model(), unrolled, options, Adapts::where_it_pays, report);
      }));
}

Answers answer(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  return weighed_until_precise(subject.scope(), options, [&](const Options& own) {
    return subject.horizon() ? over_time(subject, queries, own) : weighted(subject.model(), queries, own);
  });
}

}  // namespace

const MethodEntry weighted_method{
    Method::weighted, "weighted",    "trajectories drawn so that they meet the condition, and weighted",
    why_not,          sampling_cost, answer};

}  // namespace casus
