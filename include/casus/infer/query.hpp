// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// Evidence about one variable that is not an event: the exact value of a quantity, or a signal
/// that is more likely in some states than in others ("virtual" or "likelihood" evidence; Pearl,
/// Probabilistic Reasoning in Intelligent Systems, 1988, section 2.2.2).
struct Evidence {
  NodePtr variable;
  double value = 0;  ///< of a quantity, observed exactly
  std::vector<double> likelihoods =
      {};  ///< of the signal, one per state (no, yes for an event); empty for a value

  bool is_virtual() const noexcept { return !likelihoods.empty(); }
};

namespace detail {

/// Throws Error unless the evidence is on a variable and can occur. Also for evidence that was not
/// made by the functions below.
void check_evidence(const Evidence& evidence);

/// Returns the evidence after `check_evidence`.
Evidence checked(Evidence evidence);

}  // namespace detail

/// Returns the evidence that a quantity has this value. Throws Error if the value is not finite.
inline Evidence observed(const Quantity& quantity, double value) {
  return detail::checked({quantity.node(), value, {}});
}
/// Returns the condition that an event holds, or does not hold: `observed(rain, yes)`.
template <std::same_as<bool> Holds> Boolean observed(const Event& event, Holds holds) {
  return holds ? Boolean(event) : !event;
}
/// Returns the same condition by the name of the state, "no" or "yes". Throws Error for another
/// name.
inline Boolean observed(const Event& event, std::string_view state) {
  return observed(event, detail::event_value(event.name(), state) != 0);
}
/// Returns the condition that a category is in a state. Throws Error if it has no such state.
inline Boolean observed(const Category& category, std::string_view state) { return category == state; }
/// Not valid: explains the mistake.
template <class Variable, class Value>
requires(!detail::Settable<Variable, Value>) Evidence observed(const Variable&, const Value&) {
  constexpr bool is_event = std::derived_from<Variable, Event>;
  constexpr bool is_category = std::derived_from<Variable, Category>;
  constexpr bool is_quantity = std::derived_from<Variable, Quantity>;
  static_assert(!is_event, "an event is observed as yes or no");
  static_assert(!is_category, "a category is observed by the label of its state: observed(sky, \"grey\")");
  static_assert(!is_quantity, "a quantity is observed as a number");
  static_assert(
      is_event || is_category || is_quantity,
      "only variables are observed; a formula becomes one by model.add(name, Deterministic(x + y)), and a "
      "condition is given as it is: P(wet).given(x > 1)");
  return {};
}
/// Returns the evidence of a signal with these likelihoods if the event does not hold and if it
/// does; only their ratio matters. Throws Error if one is negative or both are 0.
inline Evidence likelihood(const Event& event, double if_no, double if_yes) {
  return detail::checked({event.node(), 0, {if_no, if_yes}});
}
/// Returns the same for a category: one likelihood per state ("none" of a guarded category
/// included), in the order of its states.
Evidence likelihood(const Category& category, std::vector<double> by_state);

/// One observation: a condition, or evidence that is not a condition.
class Observation {
public:
  Observation(const Boolean& condition) : seen_(condition) {}
  Observation(Evidence evidence) : seen_(std::move(evidence)) {}

  const Boolean* condition() const noexcept { return std::get_if<Boolean>(&seen_); }
  const Evidence* evidence() const noexcept { return std::get_if<Evidence>(&seen_); }

private:
  std::variant<Boolean, Evidence> seen_;
};

/// A question about a model: a target, a condition (`given`), interventions (`under`), and the
/// interventions in the counterfactual twin of the observed world (`counterfactually`).
class Query {
public:
  using Asks = QuestionKind;

  /// A question of a curve, with its label: "Dec 2022".
  struct Point;

  Query(Asks asks, NodePtr target);
  Query(const Query&);
  Query(Query&&) noexcept;
  Query& operator=(const Query&);
  Query& operator=(Query&&) noexcept;
  ~Query();

  /// Returns the same question with this condition added; all conditions of a question apply.
  Query given(const Boolean& condition) const;

  /// Returns the same question under interventions. Conditions then refer to the changed model.
  /// Throws Error if an intervention is not on a variable or sets it to a value it cannot take.
  Query under(const Intervention& intervention) const {
    return under(std::vector<Intervention>{intervention});
  }
  Query under(const std::vector<Intervention>& interventions) const;

  /// Returns the same question with this evidence added; all evidence of a question applies.
  Query given(const Evidence& evidence) const;

  /// Returns the same question with all these observations added, at a cost linear in their number:
  /// `given({observed(rain, no), observed(depth, 2.5)})`.
  Query given(std::span<const Observation> all) const;
  Query given(std::initializer_list<Observation> all) const {
    return given(std::span(all.begin(), all.size()));
  }
  template <std::convertible_to<Observation> One> Query given(const std::vector<One>& all) const {
    const std::vector<Observation> seen(all.begin(), all.end());
    return given(std::span<const Observation>(seen));
  }

  /// Not valid: these explain the mistake.
  template <class Other>
  requires(!std::convertible_to<const Other&, Observation> && !std::convertible_to<const Other&, Boolean> &&
           !std::convertible_to<const Other&, std::span<const Observation>>) Query given(const Other&)
  const {
    constexpr bool is_setting = std::same_as<Other, Intervention>;
    static_assert(!is_setting,
                  "an intervention is not a condition: P(wet).under(set(rain, yes)), or P(wet).given(rain)");
    static_assert(
        is_setting || detail::is_valid<Other>,
        "a condition is an event or a comparison, such as rain, x > 1 or sky == \"grey\", or evidence, such "
        "as observed(x, 1)");
    return *this;
  }
  template <class Other>
  requires(!std::convertible_to<const Other&, Intervention> &&
           !std::convertible_to<const Other&, std::vector<Intervention>>) Query under(const Other&)
  const {
    static_assert(detail::is_valid<Other>, "an intervention sets a variable: P(wet).under(set(rain, yes))");
    return *this;
  }

  /// Returns the same question about the counterfactual twin of the observed world: the same random
  /// numbers, replayed, with these interventions. Conditions refer to the observed world. The
  /// answer depends on how the two worlds are coupled: each variable is a monotone function of one
  /// uniform number (an event: U < p), which both worlds share (Pearl, Causality, 2nd ed. 2009,
  /// section 7.1; Balke and Pearl 1994). Errors as for `under`.
  Query counterfactually(const Intervention& intervention) const {
    return counterfactually(std::vector<Intervention>{intervention});
  }
  Query counterfactually(const std::vector<Intervention>& interventions) const;

  /// Returns the same question with an importance function for splitting: a measure of how close a
  /// trajectory comes to the target event, larger is closer. If the event is rare, splitting uses
  /// it for its levels instead of the measure derived from the form of the question. It changes the
  /// cost and the error of an answer, but never its meaning, and is not part of the question's
  /// text.
  Query score(const Real& closeness) const;

  /// Returns a question of the same kind with another target, condition and interventions, and
  /// without a twin. For methods that answer questions.
  Query rewritten(NodePtr target, std::optional<Boolean> given, std::vector<Intervention> under) const;

  /// Returns the same question with this evidence in place of its own. Throws Error as for `given`.
  Query with_evidence(std::vector<Evidence> evidence) const;

  /// Returns the same question with the conditions, the evidence, the interventions and the twin's
  /// interventions of `other` added to its own.
  Query in_circumstances_of(const Query& other) const;

  /// Returns a question of another kind about the same target.
  Query asking(Asks kind) const;

  /// For a variance or standard deviation: returns the same question, computed from differences
  /// from this value, which should be near the mean. The value changes the rounding and the error
  /// of an answer, but never its meaning, and is not part of the question's text.
  Query centred(double at) const;

  /// For a least or greatest value: returns the same question with known bounds of the answer. The
  /// bounds reduce the search, never change the meaning, and are not part of the question's text.
  Query within(const Interval& bounds) const;

  /// Returns the same question about other variables: `of(node)` replaces each expression.
  template <class Translate> Query translated(const Translate& of) const {
    return changed([&](Query& query) {
      query.target_ = of(query.target_);
      if (query.given_) query.given_ = Boolean(of(query.given_->node()));
      for (Evidence& evidence : query.evidence_) evidence.variable = of(evidence.variable);
      for (Intervention& one : query.under_) one.variable = of(one.variable);
      for (Intervention& one : query.counterfactual_) one.variable = of(one.variable);
      if (query.score_) query.score_ = of(query.score_);
    });
  }

  Asks asks() const noexcept { return asks_; }
  const NodePtr& target() const noexcept { return target_; }
  const std::optional<Boolean>& condition() const noexcept { return given_; }
  const std::vector<Intervention>& interventions() const noexcept { return under_; }
  const std::vector<Evidence>& evidence() const noexcept { return evidence_; }
  /// Interventions in the counterfactual twin only.
  const std::vector<Intervention>& counterfactual() const noexcept { return counterfactual_; }
  /// Importance function for splitting; null if it is derived from the form of the question.
  const NodePtr& score() const noexcept { return score_; }
  bool has_condition() const noexcept { return given_.has_value() || !evidence_.empty(); }
  double probability() const noexcept { return probability_; }  ///< of a quantile or expected shortfall
  const std::optional<double>& centre() const noexcept { return centre_; }  ///< see `centred`
  const Interval& bounds() const noexcept { return bounds_; }               ///< see `within`
  const std::vector<double>& edges() const noexcept { return edges_; }      ///< of a histogram
  const std::vector<Point>& points() const noexcept;                        ///< of a curve
  /// Whether the question asks about one step after another, so that it is answered point by point.
  bool has_points() const noexcept { return !points_.empty(); }
  /// Of a curve: the unit of its points, "month", and the question's text without a step:
  /// "by(regime_change)".
  const std::string& along() const noexcept { return along_; }
  const std::string& course() const noexcept { return course_; }

private:
  friend Query quantile(const Real&, double);
  friend Query expected_shortfall(const Real&, double);
  friend Query histogram(const Real&, std::vector<double>);
  friend Query curve(std::string course, std::string along, std::vector<Point> points, QuestionKind kind);

  // Returns a changed copy; `change` is applied to each point too.
  template <class Change> Query changed(const Change& change) const;

  Asks asks_;
  NodePtr target_;
  std::optional<Boolean> given_;
  std::vector<Evidence> evidence_;
  std::vector<Intervention> under_, counterfactual_;
  NodePtr score_;
  double probability_ = 0;
  std::optional<double> centre_;
  Interval bounds_{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  std::vector<double> edges_;
  std::vector<Point> points_;
  std::string along_, course_;
};

struct Query::Point {
  std::string label;
  Query query;
};

inline const std::vector<Query::Point>& Query::points() const noexcept { return points_; }

template <class Change> Query Query::changed(const Change& change) const {
  Query query = *this;
  change(query);
  for (Point& point : query.points_) point.query = point.query.changed(change);
  return query;
}

/// Asks for the probability of an event.
inline Query P(const Boolean& event) { return {Query::Asks::probability, event.node()}; }
/// Not valid: explains the mistake.
template <class Other>
requires(!std::convertible_to<const Other&, Boolean>) Query P(const Other&) {
  constexpr bool is_series = requires(const Other& other) { other.last(); };
  constexpr bool is_text = detail::Text<Other>;
  constexpr bool is_category = std::same_as<Other, Category>;
  static_assert(!is_series,
                "a series is asked about at a step, or over all: P(h.at(war, 3)), P(h.ever(war))");
  static_assert(!is_text, "a question as text is read by parse_query(model, \"P(rain)\")");
  static_assert(!is_category, "ask for a state, P(sky == \"grey\"), or for all, distribution_of(sky)");
  static_assert(is_series || is_text || is_category, "P asks about an event or a comparison, such as x > 1");
  return {QuestionKind::probability, nullptr};
}
/// Not valid: explains the mistake.
template <class First, class Second, class... More> Query P(const First&, const Second&, const More&...) {
  static_assert(detail::is_valid<First>,
                "write P(rain && wet) for both, P(rain || wet) for one of them, P(rain).given(wet) for a "
                "condition");
  return {QuestionKind::probability, nullptr};
}
/// Asks for the expectation of a quantity.
inline Query E(const Real& quantity) { return {Query::Asks::expectation, quantity.node()}; }
/// Not valid: explains the mistake.
template <class Other>
requires(!std::convertible_to<const Other&, Real>) Query E(const Other&) {
  constexpr bool is_series = requires(const Other& other) { other.last(); };
  constexpr bool is_category = std::same_as<Other, Category>;
  static_assert(!is_series, "a series is asked about at a step: E(h.at(level, 3)), E(h.sum(level, 3))");
  static_assert(!is_category, "a category has no expectation: ask for distribution_of(sky)");
  static_assert(is_series || is_category, "E asks about a quantity or a formula, such as 2 * x");
  return {QuestionKind::expectation, nullptr};
}
/// Asks for the variance of a quantity over all uncertainty, the parameters' distribution included.
inline Query variance(const Real& quantity) { return {Query::Asks::variance, quantity.node()}; }
/// Asks for the standard deviation of a quantity: the square root of its variance.
inline Query sd(const Real& quantity) { return {Query::Asks::standard_deviation, quantity.node()}; }
/// Asks for a quantile: the least value that the quantity does not exceed with this probability.
/// Throws Error unless the probability is in (0, 1).
Query quantile(const Real& quantity, double probability);
/// Asks for several quantiles: `estimate(m, quantiles(x, {0.05, 0.5, 0.95}))`. Errors as for
/// `quantile`.
std::vector<Query> quantiles(const Real& quantity, const std::vector<double>& probabilities);
/// Asks for the quantile at 0.5; equal to `quantile(quantity, 0.5)`.
inline Query median(const Real& quantity) { return quantile(quantity, 0.5); }
/// Asks for the expected shortfall at a probability in (0, 1): the mean of the upper tail, of mass
/// (1 - probability), with the part of an atom at the quantile that belongs to it (Acerbi and
/// Tasche, Journal of Banking & Finance 26 (2002) 1487-1503, doi:10.1016/S0378-4266(02)00283-2).
/// Throws Error for another probability. No judgement range. Cost: two to four times that of an
/// expectation.
Query expected_shortfall(const Real& quantity, double probability);
/// Asks for the correlation of two quantities over all uncertainty, the parameters' distribution
/// included. No judgement range. Cost: two to three times that of an expectation.
Query correlation(const Real& first, const Real& second);
/// Asks for the infimum of the values of a quantity with positive probability or density. Exact if
/// it is known at all; -infinity if there is none.
inline Query least(const Real& quantity) { return {Query::Asks::least, quantity.node()}; }
/// Asks for the supremum, likewise.
inline Query greatest(const Real& quantity) { return {Query::Asks::greatest, quantity.node()}; }
/// Asks for the probability of each state of a category.
inline Query distribution_of(const Category& category) {
  return {Query::Asks::distribution, category.node()};
}
/// Asks for the probabilities that an event does not hold and that it holds.
inline Query distribution_of(const Boolean& event) { return {Query::Asks::distribution, event.node()}; }
/// Not valid: explains the mistake.
template <class Other>
requires(!std::convertible_to<const Other&, Category> && !std::convertible_to<const Other&, Boolean>) Query
    distribution_of(const Other&) {
  static_assert(detail::is_valid<Other>,
                "a category or an event has a distribution; ask a quantity for histogram(x, {0, 1, 2})");
  return {QuestionKind::distribution, nullptr};
}
/// Asks for the probability of each bin [edge, next edge). Throws Error unless there are at least
/// two edges, finite and increasing.
Query histogram(const Real& quantity, std::vector<double> edges);

namespace detail {

/// Returns whether the lists are equal. Numbers are equal if their bits are: 1 / x distinguishes 0
/// from -0.
bool same_evidence(const std::vector<Evidence>& a, const std::vector<Evidence>& b);
bool same_settings(const std::vector<Intervention>& a, const std::vector<Intervention>& b);

/// Returns whether two questions have the same structure, and so the same meaning. Importance
/// functions, centres and bounds, which change no meaning, are ignored.
bool same_question(const Query& a, const Query& b);

std::string setting_value_text(const Intervention& intervention);

std::string evidence_text(const Evidence& evidence);

/// Returns the number of settings, from `first` on, that set one series to one value in consecutive
/// steps: at(war, 3), at(war, 4), ...
std::size_t steps_alike(const std::vector<Intervention>& settings, std::size_t first);

std::string settings_text(const char* verb, const std::vector<Intervention>& settings);

/// Returns the part of a question's text after its target: " | entry, observed(troops, 9000); do
/// front = failing; had entry = no".
std::string circumstances_text(const Query& query);

/// Returns the beginning of a question's text, up to its condition and without the closing bracket:
/// "quantile(troops, 0.9". Omits the step if it is `left_out`.
std::string asked_text(const Query& query, Index left_out = -1);

}  // namespace detail

/// Returns the question as text; `parse_query` reads it back to the same question. If an expression
/// is too long to be read, it is cut, as by `to_text(Boolean)`, and the text cannot be read back.
std::string to_text(const Query& query);

namespace detail {

/// Returns the question as text that can be read back. Throws Error if an expression is too long to
/// be written out.
std::string complete_text(const Query& query);

}  // namespace detail

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/query.inl>
#endif
