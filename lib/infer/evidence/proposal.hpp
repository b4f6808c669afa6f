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

#include "infer/evidence/hidden.hpp"
#include "infer/evidence/messages.hpp"
#include "infer/evidence/rare_states.hpp"
#include "infer/evidence/seen.hpp"
#include "infer/evidence/weight_tables.hpp"
#include "model/state_table.hpp"

namespace casus {

/// Where trajectories are drawn for a question with evidence, and what each weighs: a model, what is set in it, and the factors of the
/// weight. What was seen of a variable is set, and weighs by its probability or density there: likelihood weighting (Fung and Chang,
/// UAI 1989; Shachter and Peot, UAI 1989). A normal quantity seen between bounds is drawn between them, and weighs by the probability
/// of that. The rest of a condition is tested.
class Proposal {
public:
  /// Keeps a reference to the model. Variables before `first_drawn` were drawn already: what was seen of them is tested. Throws Error
  /// as `read_seen`.
  Proposal(const Model& model, const Query& query, Index first_drawn = 0);

  /// Returns the same, except that quantities between the evidence and discrete causes are drawn from their
  /// normal approximation given the evidence (see `HiddenLikelihood`), and discrete variables are drawn from
  /// their conditional tables times the likelihood of the evidence below them, by belief propagation;
  /// importance weights correct for it (Yuan and Druzdzel, EPIS-BN, UAI 2003; Mathematical and Computer
  /// Modelling 43 (2006) 1189-1207, doi:10.1016/j.mcm.2005.05.020). If the messages are inaccurate, weights
  /// can be large; therefore the likelihood of a state is bounded below. There is one proposal for each of
  /// the bounds, which are shares of the likelihood of the likeliest state (shares of the mean if that state
  /// is itself rare); none if no variable would be drawn differently.
  struct Adapted {
    std::vector<Proposal> proposals;
    /// States of discrete variables whose posterior exceeds their prior: (prior, posterior).
    std::vector<std::pair<double, double>> states;
    bool moves_quantities = false;

    /// Whether draws from the prior would hardly meet states that matter.
    bool are_hidden_from(double draws) const;
  };
  Adapted adapted(const Randomness& randomness, const std::vector<double>& least) const;

  /// Returns the same proposal with a defensive mixture for each discrete variable that has rare states and
  /// that the targets or the evidence depend on: its distribution mixed with the uniform one over its
  /// possible states. A rare state is then drawn equally often however rare it is, and no weight grows by
  /// more than a factor of two. Returns nothing if there are no rare states.
  struct WithRareStates;
  std::optional<WithRareStates> with_rare_states(const Randomness& randomness,
                                                 const std::vector<NodePtr>& targets) const;

  const Model& model() const noexcept { return changed_ ? *changed_ : model_; }
  const std::vector<Intervention>& settings() const noexcept { return settings_; }
  const WeightTables& tables() const noexcept { return tables_; }
  /// The other factors, as one formula; null where there are none.
  NodePtr real_factor() const;
  /// The logarithm of the densities among the factors, which may be far beyond what a double holds; null where there are none.
  NodePtr log_factor() const;
  /// What a trajectory has to meet, as one formula; null where there is nothing.
  NodePtr test() const;
  /// The parts of that.
  const std::vector<NodePtr>& tests() const noexcept { return seen_.tests; }
  /// Leaves out the tests that the caller sees to: those of which `is_left_out(test)` says so.
  template <class IsLeftOut> void leave_out_tests(const IsLeftOut& is_left_out) {
    std::erase_if(seen_.tests, is_left_out);
  }
  /// Returns whether some test involves quantities and is not a bound on a single one, so that belief
  /// propagation ignores it.
  bool has_open_tests() const;
  /// Whether the mean weight is the probability of the condition: nothing was seen that has a density, or a likelihood alone.
  bool has_probability() const noexcept { return has_probability_; }
  /// The variables that were seen, for messages.
  std::string names() const;

private:
  void weigh(Index variable, double value);
  void weigh_density(Index variable, double value);
  void draw_between(Index variable, const Interval& bounds);
  bool is_settled(Index variable) const;
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
  Seen seen_;
  std::vector<std::optional<double>> under_;  // by variable
  std::vector<Intervention> settings_;
  FixedStates fixed_;
  std::vector<WeightTables::Factor> factors_;
  WeightTables tables_;
  std::vector<NodePtr> reals_;
  std::vector<NodePtr> log_densities_;
  bool has_probability_ = true;
};

struct Proposal::WithRareStates {
  Proposal proposal;
  RareStates states;  ///< the rare states
};

}  // namespace casus
