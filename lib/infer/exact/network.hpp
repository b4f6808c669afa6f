// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

/// Exact inference by elimination: answers about discrete variables as sums of products of tables.
namespace casus::elimination {

/// The variables that some expressions depend on, in the order in which they were stated: the
/// variables that they read and, unless these are set, their ancestors. All others are barren
/// (Shachter, Operations Research 34 (1986) 871, doi:10.1287/opre.34.6.871).
struct Relevant {
  std::vector<Index> variables;
  std::optional<Index>
      chance_quantity;  ///< the first one not discrete, set or a formula: rules out an exact answer

  Relevant(const Model& model, const std::vector<std::optional<double>>& set,
           const std::vector<NodePtr>& roots);
};

/// A variable with finitely many states, of the model or auxiliary.
struct FiniteVariable {
  Index count = 0;            ///< number of all states
  std::vector<Index> states;  ///< states that are not known to be impossible, in increasing order
};

/// The conditional distribution of one finite variable.
struct StateDistribution {
  enum class Form { bernoulli, categorical, deterministic };
  Form form = Form::deterministic;
  Index self = -1;
  const Variable* variable =
      nullptr;  ///< for messages, and for the domain of its distribution; null for an auxiliary variable
  std::vector<const Formula*> formulas;  ///< one for each parameter of the distribution
  std::vector<bool> varies;              ///< whether each formula reads the model's parameters
  std::optional<Index> guard;
  Index absent = 0;
  std::optional<double> set;
  std::vector<double> values;  ///< value of each state of a deterministic variable that is not an event
};

/// One factor of the product. With several distributions: the joint probability of the states of
/// variables that share a uniform number U, which is the length of the intersection of their
/// intervals of U. Without distributions: the value of a formula, or the likelihoods of a signal.
struct Factor {
  std::vector<Index> scope;  ///< variables that it depends on, with the distributions' own variables last
  std::vector<StateDistribution> distributions;
  const Formula* weight = nullptr;
  std::vector<double> likelihoods;
  bool varies = false;  ///< whether it depends on the parameters, or is an input
};

/// One term of a target: the expectation of a formula over the joint distribution of a probe's
/// variables.
struct ExpectationTerm {
  const Formula* weight;
  Index probe;
  bool varies;
};

/// Working memory of one thread, reused to avoid allocations.
struct Scratch {
  std::vector<double> states, evaluation, arguments;
};

/// Returns whether any trajectory meets a combination of states; called if a distribution leaves
/// its domain there. Sets `for_good` if the result is the same for all parameters.
using Reachable = std::function<bool(const std::vector<NodePtr>& literals,
                                     const std::vector<double>& parameters, bool& for_good)>;

/// Thrown if the tables exceed any budget, or if no elimination order is found in reasonable time.
struct TooLarge {
  const char* why;
};

/// A set of questions that share condition and interventions, as factors over finite variables. An
/// expression over many variables is decomposed: its parts become auxiliary variables that are
/// functions of few others. For example, the disjunction of twenty events takes nineteen tables of
/// eight numbers. A noisy-or or noisy-and of many causes becomes a chain with one cause per link
/// (Heckerman and Breese, IEEE Trans. SMC A 26 (1996) 826, doi:10.1109/3468.541341).
class FactorNetwork {
public:
  /// `parameters`: the parameters of some world, from which everything is derived that does not
  /// require other worlds. `roots`: all expressions of the evidence and the targets. The
  /// constructor, `see` and `ask` throw TooLarge; all functions that may take long throw Cancelled
  /// if a stop is requested.
  FactorNetwork(const Model& model, const std::vector<Intervention>& under, const std::vector<NodePtr>& roots,
                std::vector<double> parameters, Reachable reachable, StopToken stop);
  FactorNetwork(const FactorNetwork&) = delete;
  FactorNetwork& operator=(const FactorNetwork&) = delete;

  void see(const NodePtr& condition);
  void see(const Evidence& evidence);
  /// Adds the likelihoods of a variable's states as an input of the sums, which is 1 for each state
  /// unless a call sets it. The variable must be read by one of the roots.
  void add_input(Index variable);
  /// Adds a target, the expectation of an expression or the probability of a condition, and returns
  /// the terms of which it is the sum.
  std::vector<ExpectationTerm> ask(const NodePtr& target);
  /// Removes states that cannot occur, as far as single factors show it. To be called after all
  /// `see` and `ask`.
  void finish();

  const std::vector<FiniteVariable>& variables() const noexcept { return variables_; }
  const std::vector<Factor>& factors() const noexcept { return factors_; }
  const std::vector<std::vector<Index>>& probes() const noexcept { return probes_; }
  /// Returns the numbers of the factors that are inputs, in the order in which they were added.
  const std::vector<Index>& inputs() const noexcept { return inputs_; }
  /// Returns whether anything depends on the model's parameters.
  bool reads_parameters() const;
  /// Returns the parameters of the world that the network was built with.
  const std::vector<double>& parameters() const noexcept { return parameters_; }
  /// Returns whether the evidence was found to be impossible.
  bool is_impossible() const noexcept { return impossible_; }

  /// Writes a factor. The entry of a combination of states is at `lanes` times the sum over the
  /// scope of the stride times the position among the variable's possible states. Without
  /// parameters, entries that depend on them are nonzero, unless they are zero for all parameters.
  /// Throws Error if a distribution leaves its domain at a combination that some trajectory meets.
  void write(const Factor& factor, const std::vector<Index>& strides, const std::vector<double>& parameters,
             double* out, Index lanes, Scratch& scratch) const;
  /// Calls `visit(entry, value)` for each combination of the possible states of a probe; the last
  /// variable varies fastest.
  void weigh(const ExpectationTerm& term, const std::vector<double>& parameters, Scratch& scratch,
             const std::function<void(Index, double)>& visit) const;

private:
  struct Assignment;
  class Odometer;

  using Scope = std::vector<Index>;  // in increasing order
  // A part of a sum, with its coefficient; null: 1.
  struct Part {
    NodePtr node, coefficient;
  };

  NodePtr plain(const NodePtr& node);
  NodePtr plain_part(const NodePtr& node) const;
  NodePtr compressed(const NodePtr& node);
  NodePtr summarised(const NodePtr& node);
  NodePtr add_auxiliary(const NodePtr& node, StateDistribution::Form form);
  NodePtr with_small_parts(const NodePtr& node, std::vector<NodePtr> children);
  const Scope& scope(const NodePtr& node);
  double entries(const Scope& scope) const;
  bool is_small(const NodePtr& node);
  const Formula* keep(const NodePtr& node);
  void see_part(const NodePtr& node, bool holds);
  static NodePtr times(const NodePtr& coefficient, const NodePtr& factor);
  bool take_apart(const Part& part, std::vector<Part>& left);
  void add_term(const Part& part, std::vector<ExpectationTerm>& terms);

  void lower(const Relevant& relevant);
  StateDistribution distribution_of(Index variable, bool shares_chance);
  NodePtr chained(const NodePtr& formula);
  void add_factor(std::vector<StateDistribution> distributions);
  void restrict(Index variable, const std::vector<bool>& possible);
  bool prune(const Factor& factor, const std::vector<double>& table);
  std::vector<double> natural(const Factor& factor, const std::vector<double>& parameters);
  void row(const StateDistribution& distribution, const Assignment& at, const Factor& factor,
           Scratch& scratch, std::vector<double>& out) const;
  void refuse(const StateDistribution& distribution, const Assignment& at, const Factor& factor,
              const std::vector<double>& arguments) const;

  void heed_stop() const;

  const Model& model_;
  StopToken stop_;
  std::vector<std::optional<double>> set_;
  std::vector<double> parameters_;
  Reachable reachable_;
  std::vector<FiniteVariable> variables_;  ///< the model's, by their numbers, then auxiliary ones
  std::vector<Factor> factors_;
  std::vector<Index> inputs_;
  std::vector<std::vector<Index>> probes_;
  std::map<std::vector<Index>, Index> probe_numbers_;
  std::deque<Formula> formulas_;
  std::vector<NodePtr> kept_;  ///< keeps the nodes alive whose addresses are used below
  std::unordered_map<const Node*, NodePtr> plain_, compressed_, summarised_;
  std::unordered_set<const Node*> visited_;  ///< quantities whose formulas are in `plain_`
  std::unordered_map<const Node*, Scope> scopes_;
  std::size_t scope_entries_ = 0;  ///< total size of all scopes
  mutable std::set<std::vector<Index>>
      never_met_;    ///< rows of distributions that no trajectory meets, for all parameters
  Scratch scratch_;  ///< of the thread that builds the network
  bool finished_ = false;
  bool impossible_ = false;
};

}  // namespace casus::elimination
