// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

#include "infer/evidence/belief_propagation.hpp"
#include "infer/evidence/decomposed.hpp"
#include "infer/evidence/hidden.hpp"
#include "infer/evidence/rare_states.hpp"
#include "infer/evidence/weight_tables.hpp"
#include "model/state_table.hpp"

namespace casus {

/// What belief propagation finds out about discrete variables with evidence below them.
struct AdaptedStates {
  std::vector<std::pair<double, double>> states = {};  ///< (prior, posterior) of each of their states
  bool moves_quantities = false;                       ///< hidden quantities are drawn near the evidence

  /// Returns whether draws from the prior would hardly ever meet states that matter.
  bool are_hidden_from(double draws) const;
};

/// The proposal of importance sampling for a question with evidence: a model, the values that are
/// set in it, and the factors of the importance weight. An observed variable is set to its value
/// and weighted by the probability or density of that value: likelihood weighting (Fung and Chang,
/// UAI 1989; Shachter and Peot, UAI 1989). A normal quantity between observed bounds is drawn
/// between them and weighted by the probability of that interval. The rest of a condition is
/// tested.
class Proposal {
public:
  /// Keeps a reference to the model. Variables before `first_drawn` are already drawn: evidence
  /// about them is tested. `targets`: everything that the run computes, if that is known: a signal
  /// about a variable that depends on quantities and that nothing else reads is then weighed by its
  /// mean over the states of that variable, instead of by the drawn state. Throws Error like
  /// `decompose`.
  Proposal(const Model& model, const Query& query, Index first_drawn = 0,
           const std::vector<NodePtr>* targets = nullptr);

  /// Proposals adapted to the evidence: quantities between the evidence and discrete causes are
  /// drawn from their normal approximation given the evidence (see `HiddenLikelihood`), and
  /// discrete variables from their conditional tables times the likelihood of the evidence below
  /// them, by belief propagation. Importance weights correct for the difference (Yuan and Druzdzel,
  /// EPIS-BN, UAI 2003; Mathematical and Computer Modelling 43 (2006) 1189-1207,
  /// doi:10.1016/j.mcm.2005.05.020). If the messages are inaccurate, weights can be large;
  /// therefore the likelihood of a state is bounded below. There is one proposal for each bound in
  /// `least`, which is a share of the likelihood of the most likely state (a share of the mean if
  /// that state is itself rare); none if no variable would be drawn differently.
  struct Adapted : AdaptedStates {
    std::vector<Proposal> proposals = {};
  };
  Adapted adapted(const Randomness& randomness, const std::vector<double>& least) const;

  /// Returns the same proposal with a defensive mixture for each discrete variable that has rare
  /// states and that the targets or the evidence depend on: its distribution is mixed with the
  /// uniform one over its possible states. A rare state is then drawn equally often however rare it
  /// is, and no weight grows by more than a factor of two. Returns nothing if there are no rare
  /// states, or if a variable with rare states shares its uniform numbers with another one.
  struct WithRareStates;
  std::optional<WithRareStates> with_rare_states(const Randomness& randomness,
                                                 const std::vector<NodePtr>& targets) const;

  // ---- for proposals of a step, whose messages come from all steps

  /// Returns, by variable, whether it is not set and the evidence, one of the expressions or one of
  /// the variables depends on it.
  std::vector<bool> relevant(const std::vector<NodePtr>& expressions,
                             const std::vector<Index>& variables = {}) const;
  /// Returns the same proposal, for trajectories on which variables that are already drawn have
  /// these values.
  Proposal knowing(const std::map<Index, double>& values) const;
  /// Returns the groups of evidence about quantities.
  std::vector<HiddenGroup> groups() const { return hidden_groups(model_, evidence_, known(), fixed_); }
  /// Returns the factors of the joint distribution of the relevant variables and the evidence, over
  /// discrete variables.
  std::vector<TabledFactor> factors(const Randomness& randomness, const std::vector<bool>& relevant,
                                    const std::vector<HiddenGroup>& groups) const;
  /// Returns whether the variable can be drawn from a tilted distribution, unless it shares its
  /// uniform numbers with another one.
  bool can_be_tilted(Index variable) const;
  /// A change of the distribution of a discrete variable: its probabilities are multiplied by a
  /// message, one factor per state, and mixed with the uniform distribution (see `mix`).
  struct Tilt {
    Index variable;
    std::vector<double> message;
    double mixed = 0;
    bool operator==(const Tilt&) const = default;
  };
  /// Returns the tilt by the likelihood of the evidence, bounded below by `least`; nothing if it
  /// would change little.
  static std::optional<Tilt> tilt_towards(Index variable, const Belief& belief, double least);
  /// Returns the same proposal, in which variables without a tilt have one.
  Proposal tilted(const std::vector<Tilt>& tilts) const;
  /// Returns the same proposal, in which hidden quantities are moved; nothing if none can be.
  std::optional<Proposal> moved(const std::vector<HiddenGroup>& groups) const;
  /// Returns, for each relevant variable that has a table, the smallest positive probability of
  /// each state over its rows; 1 for an impossible state.
  std::vector<std::vector<double>> rarities(const Randomness& randomness,
                                            const std::vector<bool>& relevant) const;
  /// The variables that are to be mixed, the share of the uniform distribution in each, and the
  /// rare states that are then drawn more often.
  struct RareMixture {
    std::vector<Index> variables;
    double share = 0;
    RareStates states = {};
  };
  /// Chooses the variables. `rarity`: as returned by `rarities`, for any set of variables.
  static RareMixture rare_mixture(const std::vector<std::vector<double>>& rarity);

  const DecomposedEvidence& evidence() const noexcept { return evidence_; }
  /// Returns the values that variables are observed at or set to, if they exist.
  std::vector<std::optional<double>> known() const;
  /// Returns the states that variables have on all trajectories.
  const FixedStates& fixed() const noexcept { return fixed_; }
  /// Returns the observed variables, in order.
  std::vector<Index> observed() const;

  const Model& model() const noexcept { return changed_ ? *changed_ : model_; }
  const std::vector<Intervention>& settings() const noexcept { return settings_; }
  const WeightTables& tables() const noexcept { return tables_; }
  /// Returns the log of the product of the probabilities that are not in tables; null if there are
  /// none. The product itself may be far outside the range of doubles.
  NodePtr log_probability() const;
  /// Returns the log of the product of the densities; null if there are none.
  NodePtr log_density() const;
  /// Returns the condition that trajectories have to meet, as one formula; null if there is none.
  NodePtr test() const;
  /// Returns the parts of that condition.
  const std::vector<NodePtr>& tests() const noexcept { return evidence_.tests; }
  /// Removes the tests that the caller takes care of, selected by `is_left_out(test)`.
  template <class IsLeftOut> void leave_out_tests(const IsLeftOut& is_left_out) {
    std::erase_if(evidence_.tests, is_left_out);
  }
  /// Returns whether belief propagation ignores some test: one that reads quantities and is not
  /// just a bound on a single one.
  bool has_open_tests() const;
  /// Returns whether the mean weight is the probability of the condition: no observed value has a
  /// density, and no likelihoods are given.
  bool has_probability() const noexcept { return has_probability_; }
  /// Returns whether a number is the same on all trajectories without rare states, by its form.
  bool is_constant_without(const NodePtr& number, const RareStates& states) const {
    return casus::is_constant_without(model(), number, states);
  }
  /// Returns an upper bound of the weight of a trajectory in the first world: probabilities are at
  /// most 1, and table factors at most their greatest entries.
  double most_weight(const Randomness& randomness) const;
  /// Returns the names of the observed variables, for messages.
  std::string names() const;

private:
  void average_signals(const std::vector<NodePtr>& targets);
  void weigh_average(Index variable, const std::vector<double>& likelihoods);
  void weigh(Index variable, double value);
  void weigh_probability(const Real& probability);
  void weigh_density(Index variable, double value);
  void draw_between(Index variable, const Interval& bounds);
  bool is_observed_or_set(Index variable) const;
  Proposal copied() const;
  bool adapt(const HiddenGroup& group);
  void redraw(Index quantity, const Real& location, const Real& scale, bool is_exact);
  std::vector<NodePtr> rows_times(Index variable, const std::vector<double>& message, double mixed) const;
  bool tilt(Index variable, std::vector<double> message, double mixed);
  void redistribute(Index variable, ConditionalDistribution law);

  const Model& model_;
  std::shared_ptr<Model> changed_;
  DecomposedEvidence evidence_;
  std::vector<std::optional<double>> under_;  // by variable
  std::vector<Intervention> settings_;
  FixedStates fixed_;
  std::map<Index, double> known_before_;  // values of variables that are already drawn
  std::vector<WeightTables::Factor> factors_;
  WeightTables tables_;
  std::vector<NodePtr> log_probabilities_;
  std::vector<NodePtr> log_densities_;
  bool has_probability_ = true;
};

struct Proposal::WithRareStates {
  Proposal proposal;
  RareStates states;
};

/// Returns the parameters of the worlds over which messages are averaged: at most 16.
std::vector<std::vector<double>> some_worlds(const Model& model, const Randomness& randomness);

/// Returns the truth values of a test by the states of the variables that it reads; nothing if it
/// reads quantities, parameters or nothing, or would be too large.
std::optional<StateTable> truth_table(const Model& model, const NodePtr& test);

}  // namespace casus
