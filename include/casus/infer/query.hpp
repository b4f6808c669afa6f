// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// What was seen of one variable, where that is no event: the exact value of a quantity, or a signal that is likelier in some
/// states than in others ("virtual" or "likelihood" evidence; Pearl, Probabilistic Reasoning in Intelligent Systems, 1988,
/// section 2.2.2).
struct Evidence {
  NodePtr variable;
  double value = 0;  ///< of a quantity, seen exactly
  std::vector<double> likelihoods =
      {};  ///< of the signal, one a state (no, yes of an event); empty for a value

  bool is_virtual() const noexcept { return !likelihoods.empty(); }
};

namespace detail {

/// Throws Error unless the evidence, however it was made, is on a variable and can occur.
inline void check_evidence(const Evidence& evidence) {
  const Node& variable = *evidence.variable;
  if (!evidence.is_virtual()) {
    if (variable.op != Op::quantity)
      throw Error("observed", "a quantity", "the expression " + text_at(variable, 0));
    if (!std::isfinite(evidence.value))
      throw Error(variable.name, "a finite value that was seen", number(evidence.value));
    return;
  }
  if (variable.op != Op::event && variable.op != Op::category)
    throw Error("likelihood", "an event or category", "the expression " + text_at(variable, 0));
  const std::size_t states = variable.op == Op::event ? 2 : variable.labels.size();
  if (evidence.likelihoods.size() != states)
    throw Error(variable.name, std::to_string(states) + " likelihoods, one a state",
                std::to_string(evidence.likelihoods.size()));
  bool any = false;
  for (const double likelihood : evidence.likelihoods) {
    if (!(likelihood >= 0 && std::isfinite(likelihood)))
      throw Error(variable.name, "likelihoods of at least 0", number(likelihood));
    any = any || likelihood > 0;
  }
  if (!any)
    throw Error(variable.name, "a signal that is possible in some state", "likelihoods that are all 0");
}

inline Evidence checked(Evidence evidence) {
  check_evidence(evidence);
  return evidence;
}

}  // namespace detail

/// A quantity was seen to be this value. Throws Error where it is not finite.
inline Evidence observed(const Quantity& quantity, double value) {
  return detail::checked({quantity.node(), value, {}});
}
/// A signal was seen that is so likely where the event does not hold, and so likely where it does; only their ratio matters.
/// Throws Error where one is negative or both are 0.
inline Evidence likelihood(const Event& event, double if_no, double if_yes) {
  return detail::checked({event.node(), 0, {if_no, if_yes}});
}
/// The same of a category, one likelihood a state ("none" of a guarded one included), in their order.
inline Evidence likelihood(const Category& category, std::vector<double> by_state) {
  if (by_state.empty()) throw Error(category.node()->name, "likelihoods, one a state", "none");
  return detail::checked({category.node(), 0, std::move(by_state)});
}

/// A question about a model: what is asked, what is given (seen), under which interventions (done), and what would have been
/// done in the twin of what was seen.
class Query {
public:
  using Asks = QuestionKind;

  /// A question that a curve consists of, and what it is called: "Dec 2022".
  struct Point;

  Query(Asks asks, NodePtr target);
  Query(const Query&);
  Query(Query&&) noexcept;
  Query& operator=(const Query&);
  Query& operator=(Query&&) noexcept;
  ~Query();

  /// The same question where `condition` was seen; several conditions are all seen.
  Query given(const Boolean& condition) const {
    return changed(
        [&](Query& query) { query.given_ = query.given_ ? *query.given_ && condition : condition; });
  }

  /// The same question where something was done. What is given is then read in the changed model.
  /// Throws Error where an intervention is not on a variable or sets it to a value it cannot take.
  Query under(const Intervention& intervention) const {
    return under(std::vector<Intervention>{intervention});
  }
  Query under(const std::vector<Intervention>& interventions) const {
    for (const Intervention& intervention : interventions) detail::check_setting(intervention);
    return changed([&](Query& query) {
      query.under_.insert(query.under_.end(), interventions.begin(), interventions.end());
    });
  }

  /// The same question where something was seen that is no event. Several pieces of evidence are all seen.
  Query given(const Evidence& evidence) const {
    detail::check_evidence(evidence);
    return changed([&](Query& query) { query.evidence_.push_back(evidence); });
  }

  /// The same question of the twin of what was seen: the same chance, replayed, but for what would have been done. What is given
  /// is read in the world that was seen. The answer rests on the coupling of the two: each variable is a monotone function of one
  /// uniform number (an event: U < p), which both share (Pearl, Causality, 2nd ed. 2009, section 7.1; Balke and Pearl 1994).
  /// Errors as for `under`.
  Query counterfactually(const Intervention& intervention) const {
    return counterfactually(std::vector<Intervention>{intervention});
  }
  Query counterfactually(const std::vector<Intervention>& interventions) const {
    for (const Intervention& intervention : interventions) detail::check_setting(intervention);
    return changed([&](Query& query) {
      query.counterfactual_.insert(query.counterfactual_.end(), interventions.begin(), interventions.end());
    });
  }

  /// The same question with a measure of how close a trajectory comes to what is asked for, larger is closer: what splitting climbs
  /// by where the event is rare, instead of the measure that the question's form yields. It changes the cost and the error of an
  /// answer, never its meaning, and is no part of the question's text.
  Query score(const Real& closeness) const {
    return changed([&](Query& query) { query.score_ = closeness.node(); });
  }

  /// The same kind of question of another target, given another condition, under other interventions, and of no twin: for those who
  /// answer questions.
  Query rewritten(NodePtr target, std::optional<Boolean> given, std::vector<Intervention> under) const {
    Query query = *this;
    query.target_ = std::move(target);
    query.given_ = std::move(given);
    query.under_ = std::move(under);
    query.counterfactual_.clear();
    return query;
  }

  /// The same question of other variables: `of(node)` is what takes an expression's place.
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
  /// Done in the twin alone.
  const std::vector<Intervention>& counterfactual() const noexcept { return counterfactual_; }
  /// How close a trajectory comes; null where the question's form is to say.
  const NodePtr& score() const noexcept { return score_; }
  bool has_condition() const noexcept { return given_.has_value() || !evidence_.empty(); }
  double probability() const noexcept { return probability_; }          ///< of a quantile
  const std::vector<double>& edges() const noexcept { return edges_; }  ///< of a histogram
  const std::vector<Point>& points() const noexcept;                    ///< of a curve
  /// Whether it is asked of one step after the other, so that it is answered point by point.
  bool has_points() const noexcept { return !points_.empty(); }
  /// Of a curve: what its points are numbered by, "month", and what is asked, without a step: "by(regime_change)".
  const std::string& along() const noexcept { return along_; }
  const std::string& course() const noexcept { return course_; }

private:
  friend Query quantile(const Real&, double);
  friend Query histogram(const Real&, std::vector<double>);
  friend Query curve(std::string course, std::string along, std::vector<Point> points, QuestionKind kind);

  // A copy, changed, with its points.
  template <class Change> Query changed(const Change& change) const;

  Asks asks_;
  NodePtr target_;
  std::optional<Boolean> given_;
  std::vector<Evidence> evidence_;
  std::vector<Intervention> under_, counterfactual_;
  NodePtr score_;
  double probability_ = 0;
  std::vector<double> edges_;
  std::vector<Point> points_;
  std::string along_, course_;
};

struct Query::Point {
  std::string label;
  Query query;
};

// Here a point is known, which a vector of them needs.
inline Query::Query(Asks asks, NodePtr target) : asks_(asks), target_(std::move(target)) {}
inline Query::Query(const Query&) = default;
inline Query::Query(Query&&) noexcept = default;
inline Query& Query::operator=(const Query&) = default;
inline Query& Query::operator=(Query&&) noexcept = default;
inline Query::~Query() = default;

inline const std::vector<Query::Point>& Query::points() const noexcept { return points_; }

template <class Change> Query Query::changed(const Change& change) const {
  Query query = *this;
  change(query);
  for (Point& point : query.points_) point.query = point.query.changed(change);
  return query;
}

/// The probability of an event.
inline Query P(const Boolean& event) { return {Query::Asks::probability, event.node()}; }
/// The expectation of a quantity.
inline Query E(const Real& quantity) { return {Query::Asks::expectation, quantity.node()}; }
/// The least value that the quantity does not exceed with this probability, in (0, 1); else throws Error.
inline Query quantile(const Real& quantity, double probability) {
  if (!(probability > 0 && probability < 1))
    throw Error("quantile of " + to_text(quantity), "a probability in (0, 1)", detail::number(probability));
  Query query{Query::Asks::quantile, quantity.node()};
  query.probability_ = probability;
  return query;
}
/// The probability of each state of a category.
inline Query distribution_of(const Category& category) {
  return {Query::Asks::distribution, category.node()};
}
/// The probability of each bin [edge, next edge). Throws Error unless there are at least two finite, increasing edges.
inline Query histogram(const Real& quantity, std::vector<double> edges) {
  const std::string subject = "histogram of " + to_text(quantity);
  if (edges.size() < 2)
    throw Error(subject, "at least two edges", detail::number(static_cast<double>(edges.size())));
  for (std::size_t i = 0; i < edges.size(); ++i)
    if (!std::isfinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1])))
      throw Error(subject, "finite edges that increase", detail::number(edges[i]));
  Query query{Query::Asks::histogram, quantity.node()};
  query.edges_ = std::move(edges);
  return query;
}

namespace detail {

inline std::string setting_value_text(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  if (variable.op == Op::event) return intervention.value != 0 ? "yes" : "no";
  if (variable.op == Op::category)
    return name_text(variable.labels[static_cast<std::size_t>(intervention.value)]);
  return number(intervention.value);
}

inline std::string evidence_text(const Evidence& evidence) {
  const std::string name = reference_text(*evidence.variable);
  if (!evidence.is_virtual()) return "observed(" + name + ", " + number(evidence.value) + ")";
  std::string text = "likelihood(" + name;
  for (const double likelihood : evidence.likelihoods) text += ", " + number(likelihood);
  return text + ")";
}

/// How many settings from the first on are of one series, step after step, to one value: at(war, 3), at(war, 4), ...
inline std::size_t steps_alike(const std::vector<Intervention>& settings, std::size_t first) {
  const Spelling* const start = settings[first].variable->spelling.get();
  if (!start || start->function != "at") return 1;
  std::size_t count = 1;
  for (; first + count < settings.size(); ++count) {
    const Spelling* const next = settings[first + count].variable->spelling.get();
    if (!next || next->function != "at" || next->arguments != start->arguments ||
        next->step != start->step + static_cast<Index>(count) ||
        settings[first + count].value != settings[first].value)
      break;
  }
  return count;
}

inline std::string settings_text(const char* verb, const std::vector<Intervention>& settings) {
  std::string text;
  for (std::size_t i = 0; i < settings.size();) {
    const std::size_t alike = steps_alike(settings, i);
    const Node& variable = *settings[i].variable;
    const std::string name =
        alike > 1 ? variable.spelling->up_to(variable.spelling->step + static_cast<Index>(alike) - 1)
                  : reference_text(variable);
    text += (i == 0 ? verb : ", ") + name + " = " + setting_value_text(settings[i]);
    i += alike;
  }
  return text;
}

/// " | entry, observed(troops, 9000); do front = failing; had entry = no": what stands behind the question.
inline std::string circumstances_text(const Query& query) {
  std::string given = query.condition() ? to_text(*query.condition()) : "";
  for (const Evidence& evidence : query.evidence())
    given += (given.empty() ? "" : ", ") + evidence_text(evidence);
  if (!given.empty()) given = " | " + given;
  return given + settings_text("; do ", query.interventions()) +
         settings_text("; had ", query.counterfactual());
}

/// "quantile(troops, 0.9": what is asked, without a step that is left out.
inline std::string asked_text(const Query& query, Index left_out = -1) {
  const std::string target = written(*query.target(), 0, left_out).text;
  switch (query.asks()) {
    case Query::Asks::probability: return "P(" + target;
    case Query::Asks::expectation: return "E(" + target;
    case Query::Asks::quantile: return "quantile(" + target + ", " + number(query.probability());
    case Query::Asks::distribution: return "distribution(" + target;
    case Query::Asks::histogram: {
      std::string edges;
      for (const double edge : query.edges()) edges += ", " + number(edge);
      return "histogram(" + target + edges;
    }
    case Query::Asks::curve:
    case Query::Asks::first_time: return query.course();
  }
  return {};
}

}  // namespace detail

/// The question in the language that questions are written in; `parse_query` reads it back to the same question. An expression that is too
/// long to be read is cut, as by `to_text(Boolean)`, and does not read back.
inline std::string to_text(const Query& query) {
  return detail::asked_text(query) + detail::circumstances_text(query) + ')';
}

namespace detail {

/// The same, to be read back. Throws Error where an expression is too long to be written out.
inline std::string complete_text(const Query& query) {
  const auto check = [&](const NodePtr& expression) {
    if (!written(*expression).is_complete)
      throw Error(to_text(query),
                  "a question that can be written out, with expressions of at most " +
                      std::to_string(most_written) + " operations",
                  "a longer one");
  };
  check(query.target());
  if (query.condition()) check(query.condition()->node());
  for (const Query::Point& point : query.points()) check(point.query.target());
  return to_text(query);
}

}  // namespace detail

}  // namespace casus
