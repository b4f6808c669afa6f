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

/// Exact inference by elimination: questions about discrete variables as sums of products of tables.
namespace casus::elimination {

/// What some expressions rest on: the variables they read, and what these are drawn from where they are not set, in the order
/// in which they were stated. Everything else is barren (Shachter, Operations Research 34 (1986) 871, doi:10.1287/opre.34.6.871).
struct Relevant {
  std::vector<Index> variables;
  std::optional<Index>
      chance_quantity;  ///< one of them that is no formula and not set: then nothing is exact

  Relevant(const Model& model, const std::vector<std::optional<double>>& set,
           const std::vector<NodePtr>& roots);
};

/// A variable of finitely many states, of the model or auxiliary.
struct FiniteVariable {
  Index count = 0;            ///< of all its states
  std::vector<Index> states;  ///< those that are not known to be impossible, in increasing order
};

/// The conditional distribution of one finite variable.
struct Law {
  enum class Form { bernoulli, categorical, deterministic };
  Form form = Form::deterministic;
  Index self = -1;
  const Variable* variable =
      nullptr;  ///< for messages, and for its distribution's domain; of an auxiliary, none
  std::vector<const Formula*> formulas;  ///< as its distribution has parameters
  std::vector<bool> varies;              ///< which of them read the model's parameters
  std::optional<Index> guard;
  Index absent = 0;
  std::optional<double> set;
  std::vector<double> values;  ///< of a deterministic one that is not an event: what its states stand for
};

/// One factor of the product. Of several laws: the probability that variables that share their uniform number U take these
/// states together, which is the length of what their intervals of U have in common. Without laws: a formula's value, or a signal's
/// likelihoods.
struct Factor {
  std::vector<Index> scope;  ///< what it depends on, its laws' own variables last
  std::vector<Law> laws;
  const Formula* weight = nullptr;
  std::vector<double> likelihoods;
  bool varies = false;  ///< with the parameters
};

/// One part of a sum that is asked for: the expectation of a formula over the joint distribution of what a probe reads.
struct Term {
  const Formula* weight;
  Index probe;
  bool varies;
};

/// Working space of one thread, kept by it so that little is allocated.
struct Scratch {
  std::vector<double> states, evaluation, arguments;
};

/// Whether a combination of states is met by any trajectory: asked where a distribution is outside its domain there. `for_good`
/// is set where that holds whatever the parameters are.
using Reachable = std::function<bool(const std::vector<NodePtr>& literals,
                                     const std::vector<double>& parameters, bool& for_good)>;

/// Thrown if the tables exceed any budget, or if no order of elimination is found in reasonable time.
struct TooLarge {
  const char* why;
};

/// A set of questions that share condition and interventions, as factors over finite variables. An expression over many variables is
/// taken apart: its parts become auxiliary variables that are functions of few others, so that the disjunction of twenty events
/// takes nineteen tables of eight numbers. A noisy-or or noisy-and of many causes becomes a chain of one cause each (Heckerman and
/// Breese, IEEE Trans. SMC A 26 (1996) 826, doi:10.1109/3468.541341).
class Network {
public:
  /// `parameters`: those of some world, from which everything is derived that does not require other worlds.
  /// `roots`: all expressions of the evidence and the targets. The constructor, `see` and `ask` throw
  /// TooLarge; everything that may take long throws Cancelled if `stop` requests it.
  Network(const Model& model, const std::vector<Intervention>& under, const std::vector<NodePtr>& roots,
          std::vector<double> parameters, Reachable reachable, StopToken stop);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  void see(const NodePtr& condition);
  void see(const Evidence& evidence);
  /// Asks for the expectation of an expression (of a condition: its probability). Its terms are to be added.
  std::vector<Term> ask(const NodePtr& target);
  /// To be called once all is seen and asked: removes states that cannot occur, as far as that can be told factor by factor.
  void finish();

  const std::vector<FiniteVariable>& variables() const noexcept { return variables_; }
  const std::vector<Factor>& factors() const noexcept { return factors_; }
  const std::vector<std::vector<Index>>& probes() const noexcept { return probes_; }
  /// Of the world that it was made with.
  const std::vector<double>& parameters() const noexcept { return parameters_; }
  /// It was found that no trajectory meets what was seen.
  bool is_impossible() const noexcept { return impossible_; }

  /// Writes a factor: the entry of a combination of states stands at the sum of strides (one a variable of the scope) times positions
  /// among the variables' possible states. Without parameters, what reads them is zero nowhere but where it is whatever they are. Throws
  /// Error where a distribution leaves its domain where it is met.
  void write(const Factor& factor, const std::vector<Index>& strides, const std::vector<double>& parameters,
             double* out, Index lanes, Scratch& scratch) const;
  /// Calls `visit(entry, value)` for each combination of the possible states of a probe, its last variable's fastest.
  void weigh(const Term& term, const std::vector<double>& parameters, Scratch& scratch,
             const std::function<void(Index, double)>& visit) const;

private:
  struct Assignment;
  class Odometer;

  using Scope = std::vector<Index>;  // in increasing order
  // A part of a sum, and what it is multiplied by, unless that is null.
  struct Part {
    NodePtr node, coefficient;
  };

  NodePtr plain(const NodePtr& node);
  NodePtr plain_part(const NodePtr& node) const;
  NodePtr compressed(const NodePtr& node);
  NodePtr summarised(const NodePtr& node);
  NodePtr add_auxiliary(const NodePtr& node, Law::Form form);
  NodePtr with_small_parts(const NodePtr& node, std::vector<NodePtr> children);
  const Scope& scope(const NodePtr& node);
  double entries(const Scope& scope) const;
  bool is_small(const NodePtr& node);
  const Formula* keep(const NodePtr& node);
  void see_part(const NodePtr& node, bool holds);
  static NodePtr times(const NodePtr& coefficient, const NodePtr& factor);
  bool take_apart(const Part& part, std::vector<Part>& left);
  void add_term(const Part& part, std::vector<Term>& terms);

  void lower(const Relevant& relevant);
  Law law_of(Index variable, bool shares_chance);
  NodePtr chained(const NodePtr& formula);
  void add_factor(std::vector<Law> laws);
  void restrict(Index variable, const std::vector<bool>& possible);
  bool prune(const Factor& factor, const std::vector<double>& table);
  std::vector<double> natural(const Factor& factor, const std::vector<double>& parameters);
  void row(const Law& law, const Assignment& at, const Factor& factor, Scratch& scratch,
           std::vector<double>& out) const;
  void refuse(const Law& law, const Assignment& at, const Factor& factor,
              const std::vector<double>& arguments) const;

  void heed_stop() const;

  const Model& model_;
  StopToken stop_;
  std::vector<std::optional<double>> set_;
  std::vector<double> parameters_;
  Reachable reachable_;
  std::vector<FiniteVariable> variables_;  ///< the model's, by their numbers, then auxiliary ones
  std::vector<Factor> factors_;
  std::vector<std::vector<Index>> probes_;
  std::map<std::vector<Index>, Index> probe_numbers_;
  std::deque<Formula> formulas_;
  std::vector<NodePtr> kept_;  ///< so that the addresses below stay those of these nodes
  std::unordered_map<const Node*, NodePtr> plain_, compressed_, summarised_;
  std::unordered_set<const Node*> visited_;  ///< quantities whose formulas are in `plain_`
  std::unordered_map<const Node*, Scope> scopes_;
  std::size_t scope_entries_ = 0;  ///< of all of them
  mutable std::set<std::vector<Index>>
      never_met_;    ///< rows of laws that are out of reach whatever the parameters are
  Scratch scratch_;  ///< of whoever makes the network
  bool finished_ = false;
  bool impossible_ = false;
};

}  // namespace casus::elimination
