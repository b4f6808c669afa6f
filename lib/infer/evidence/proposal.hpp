// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
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
  struct Adapted {
    std::vector<Proposal> proposals;
    /// (prior, posterior) of each state of the discrete variables with evidence below them.
    std::vector<std::pair<double, double>> states;
    bool moves_quantities = false;

    /// Returns whether draws from the prior would hardly ever meet states that matter.
    bool are_hidden_from(double draws) const;
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
  std::vector<bool> relevant(const std::vector<NodePtr>& expressions) const;
  std::vector<std::optional<double>> known() const;
  std::vector<Belief> messages(const Randomness& randomness, const std::vector<bool>& relevant,
                               const std::vector<HiddenGroup>& groups) const;
  bool adapt(const HiddenGroup& group);
  void redraw(Index quantity, const Real& location, const Real& scale, bool is_exact);
  std::vector<NodePtr> rows_times(Index variable, const std::vector<double>& message, double mixed) const;
  bool tilt(Index variable, std::vector<double> message, double mixed);
  std::vector<std::vector<double>> rarities(const Randomness& randomness,
                                            const std::vector<bool>& relevant) const;
  bool adapt(Index variable, const Belief& belief, double least);
  void redistribute(Index variable, ConditionalDistribution law);

  const Model& model_;
  std::shared_ptr<Model> changed_;
  DecomposedEvidence evidence_;
  std::vector<std::optional<double>> under_;  // by variable
  std::vector<Intervention> settings_;
  FixedStates fixed_;
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

}  // namespace casus
