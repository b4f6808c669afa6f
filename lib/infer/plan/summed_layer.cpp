// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/summed_layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/model/changes.hpp>

#include "infer/evidence/rare_states.hpp"
#include "infer/plan/support.hpp"

namespace casus {

namespace {

using detail::at;

// Sums an event over the states of some of its variables.
class LastLayer {
public:
  LastLayer(const Model& model, const Query& query)
      : model_(model), set_(resolved(model, query.interventions())), support_(model, query),
        event_(simplified(model, query.target(), {})) {
    std::set<Index> read = variables_of(event_), needed;
    if (query.condition())
      for (const Index variable : variables_of(query.condition()->node()))
        add_with_ancestors(variable, needed);
    for (const Index variable : read)
      for (const Index parent : causes(variable)) add_with_ancestors(parent, needed);
    constexpr Index most_states_together = 16;
    Index combinations = 1;
    for (const Index variable : read) {
      const Index states = count_of(variable);
      if (needed.contains(variable) || !can_be_summed(variable) ||
          combinations * states > most_states_together)
        continue;
      combinations *= states;
      summed_.push_back(variable);
    }
  }

  const std::vector<Index>& summed() const { return summed_; }
  /// Returns nothing if a variable is read in another way than by tests of its state.
  std::optional<Real> probability() const {
    bool is_decided = true;
    Real sum = given({}, {}, 0, is_decided);
    return is_decided ? std::optional(std::move(sum)) : std::nullopt;
  }

private:
  static std::set<Index> variables_of(const NodePtr& expression) {
    const std::vector<Index> all = Formula(expression).variables();
    return {all.begin(), all.end()};
  }

  const Variable& variable(Index number) const { return model_.variables()[at(number)]; }

  // A variable that is set has no causes except its guard.
  std::vector<Index> causes(Index number) const {
    if (!set_[at(number)]) return model_.parents(number);
    const auto guard = variable(number).guard;
    return guard ? std::vector<Index>{*guard} : std::vector<Index>{};
  }

  void add_with_ancestors(Index number, std::set<Index>& all) const {
    std::vector<Index> left{number};
    while (!left.empty()) {
      const Index next = left.back();
      left.pop_back();
      if (!all.insert(next).second) continue;
      for (const Index parent : causes(next)) left.push_back(parent);
    }
  }

  Index count_of(Index number) const {
    return variable(number).kind() == Kind::event ? 2 : detail::size(variable(number).states);
  }

  // Excludes variables whose probabilities might be invalid on some trajectories.
  bool can_be_summed(Index number) {
    const Variable& one = variable(number);
    if (!one.is_discrete() || set_[at(number)] || one.distribution.is_formula()) return false;
    // Variables drawn with the same uniform numbers are not independent given their causes.
    for (const Variable& other : model_.variables())
      if (&other != &one && other.stream() == one.stream()) return false;
    const bool is_event = one.kind() == Kind::event;
    if (!is_event) {
      // The states' probabilities must add up to 1, so they have to be constants.
      double sum = 0;
      for (const NodePtr& node : one.distribution.parameters) {
        if (node->op != Op::constant) return false;
        sum += node->value;
      }
      return std::abs(sum - 1) <= 1e-9;
    }
    const PossibleRange range = support_.of(one.distribution.parameters[0]);
    return !range.may_be_undefined && range.low >= 0 && range.high <= 1;
  }

  static std::optional<double> constant_of(const Real& number) {
    if (number.node()->op != Op::constant) return std::nullopt;
    return number.node()->value;
  }
  static Real times(const Real& probability, const Real& value) {
    const auto constant = constant_of(value);
    if (constant == 0) return 0.0;
    return constant == 1 ? probability : probability * value;
  }

  // The states of the variables summed so far: the others as excluded, and the truth of each test
  // of a state.
  struct Assumption {
    RareStates excluded = {};
    Assumed tests = {};
  };

  Assumption with_state(Assumption assumption, Index number, Index state) const {
    for (Index other = 0; other < count_of(number); ++other)
      if (other != state) assumption.excluded.emplace_back(number, other);
    std::set<const Node*> seen;
    detail::for_each_part(
        event_, [](const Node& node) { return std::span<const NodePtr>(node.children); },
        [&](const Node& node) { return seen.contains(&node); },
        [&](const NodePtr& node) {
          seen.insert(node.get());
          if (node->op == Op::state && node->children[0]->index == number)
            assumption.tests[node.get()] = node->state == state;
        });
    return assumption;
  }

  // Returns the probability of the event under an assumption; sums over the variables from number
  // `next` on. `is_decided`: becomes false if the event still depends on one that is summed.
  Real given(const Assumption& assumption, const std::set<Index>& done, std::size_t next,
             bool& is_decided) const {
    const NodePtr here = simplified(model_, event_, assumption.excluded, assumption.tests);
    const std::set<Index> read = variables_of(here);
    for (const Index variable : done) is_decided = is_decided && !read.contains(variable);
    if (!is_decided) return 0.0;
    if (read.empty() && Formula(here).parameters().empty()) {
      std::vector<double> scratch;
      struct Nothing {
        double variable(Index) const { return 0; }
        double parameter(Index) const { return 0; }
      };
      return Formula(here).evaluate(Nothing{}, scratch);
    }
    if (next == summed_.size()) return Real(Boolean(here));
    const Index number = summed_[next];
    const Variable& one = variable(number);
    const auto in_state = [&](Index state) {
      std::set<Index> longer = done;
      longer.insert(number);
      return given(with_state(assumption, number, state), longer, next + 1, is_decided);
    };
    Real sum = 0.0;
    const auto add = [&](const Real& term) {
      const auto constant = constant_of(term), so_far = constant_of(sum);
      if (constant == 0) return;
      sum = so_far == 0 ? term : sum + term;
    };
    if (one.kind() == Kind::event) {
      const Real holds(one.distribution.parameters[0]);
      add(times(holds, in_state(1)));
      add(times(1.0 - holds, in_state(0)));
    } else {
      for (Index state = 0; state < detail::size(one.distribution.parameters); ++state)
        add(times(Real(one.distribution.parameters[at(state)]), in_state(state)));
    }
    if (!one.guard) return sum;
    const Index absent = one.kind() == Kind::event ? 0 : one.absent;
    return if_then_else(Boolean(one.details.when->node()), sum, in_state(absent));
  }

  const Model& model_;
  std::vector<std::optional<double>> set_;
  SupportFinder support_;
  NodePtr event_;
  std::vector<Index> summed_;
};

// Finds comparisons and mixtures among the parameters that an expression depends on, also through
// variables.
class RegimeSearch {
public:
  explicit RegimeSearch(const Model& model) : model_(model) {}

  bool operator()(const NodePtr& expression) {
    if (model_.worlds()) return true;
    std::vector<NodePtr> left{expression};
    while (!left.empty()) {
      const Formula formula(left.back());
      left.pop_back();
      if (compares_parameters(formula)) return true;
      for (const Index number : formula.variables())
        if (variables_.insert(number).second) add(model_.variables()[at(number)], left);
      for (const Index number : formula.parameters())
        if (parameters_.insert(number).second) {
          const ConditionalDistribution& law = model_.parameters()[at(number)].distribution;
          if (law.family->role == distribution::Role::mixture || law.shape().empirical) return true;
          left.insert(left.end(), law.parameters.begin(), law.parameters.end());
        }
    }
    return false;
  }

private:
  static void add(const Variable& variable, std::vector<NodePtr>& left) {
    left.insert(left.end(), variable.distribution.parameters.begin(), variable.distribution.parameters.end());
    if (variable.guard) left.push_back(variable.details.when->node());
  }

  // Comparisons of quantities that depend on parameters are found as branches.
  static bool compares_parameters(const Formula& formula) {
    for (std::size_t i = 0; i < formula.instructions().size(); ++i) {
      const Op op = formula.instructions()[i].op;
      if (op == Op::floor || op == Op::function) return true;
      if (op != Op::less && op != Op::less_equal && op != Op::equal) continue;
      if (!Formula(formula.node(static_cast<Index>(i))).parameters().empty()) return true;
    }
    return false;
  }

  const Model& model_;
  std::set<Index> variables_, parameters_;
};

}  // namespace

std::optional<SummedLayer> sum_last_layer(const Model& model, const Query& query) {
  if (query.asks() != QuestionKind::probability || !query.counterfactual().empty() || query.score() ||
      !query.evidence().empty())
    return std::nullopt;
  const LastLayer layer(model, query);
  if (layer.summed().empty()) return std::nullopt;
  const std::optional<Real> sum = layer.probability();
  if (!sum) return std::nullopt;
  const Real& probability = *sum;
  if (probability.node()->op == Op::constant) return std::nullopt;
  const double greatest = SupportFinder(model, query).of(probability.node()).high;
  return SummedLayer{.mean = E(probability).in_circumstances_of(query),
                     .greatest = std::clamp(greatest, 0.0, 1.0),
                     .variables = layer.summed(),
                     .may_have_regimes = RegimeSearch(model)(probability.node())};
}

double independent_values(const SummedLayer& layer, Index worlds, Index met, const Options& options) {
  if (worlds <= 1 || !layer.may_have_regimes) return static_cast<double>(met);
  return static_cast<double>(worlds / detail::worlds_per_replicate(options, worlds));
}

double unseen_values(double greatest, double count, double level) {
  return 7 * greatest * std::log(2 / (1 - level)) / (3 * (std::max)(1.0, count - 1));
}

void finish_summed(Answer& answer, const SummedLayer& layer, const Options& options) {
  answer.kind = QuestionKind::probability;
  answer.unit.clear();
  answer.method += ", with sums over the last draws";
  if (std::isnan(answer.value)) return;
  const double more = unseen_values(
      layer.greatest, independent_values(layer, answer.worlds, answer.met, options), options.level);
  const auto is_alike = [](const Warning& one) { return one.code == WarningCode::all_alike; };
  if (const auto alike = std::find_if(answer.warnings.begin(), answer.warnings.end(), is_alike);
      alike != answer.warnings.end()) {
    // The bound of the values that were not drawn is the whole error.
    answer.warnings.erase(alike);
    answer.interval = {answer.value, answer.value};
    answer.standard_error = more / 2;
  }
  answer.interval = {(std::max)(0.0, answer.interval.low - more),
                     (std::min)(1.0, answer.interval.high + more)};
  if (answer.range)
    answer.range = Interval{(std::max)(0.0, answer.range->low), (std::min)(1.0, answer.range->high)};
  const double variance = answer.standard_error * answer.standard_error;
  answer.effective_samples =
      variance > 0 ? answer.value * (1 - answer.value) / variance : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace casus
