// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <optional>

#include <casus/detail/index.hpp>
#include <casus/infer/query.hpp>

namespace casus {

namespace detail {

CASUS_INLINE void check_evidence(const Evidence& evidence) {
  const Node& variable = *evidence.variable;
  if (!evidence.is_virtual()) {
    if (variable.op != Op::quantity)
      throw Error("observed", "a quantity", "the expression " + text_at(variable, 0));
    if (!std::isfinite(evidence.value))
      throw Error(variable.name, "a finite observed value", number(evidence.value));
    return;
  }
  if (variable.op != Op::event && variable.op != Op::category)
    throw Error("likelihood", "an event or category", "the expression " + text_at(variable, 0));
  const std::size_t states = variable.op == Op::event ? 2 : variable.labels.size();
  if (evidence.likelihoods.size() != states)
    throw Error(variable.name, std::to_string(states) + " likelihoods, one per state",
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

CASUS_INLINE Evidence checked(Evidence evidence) {
  check_evidence(evidence);
  return evidence;
}

}  // namespace detail

CASUS_INLINE Query::Query(Asks asks, NodePtr target) : asks_(asks), target_(std::move(target)) {}
CASUS_INLINE Query::Query(const Query&) = default;
CASUS_INLINE Query::Query(Query&&) noexcept = default;
CASUS_INLINE Query& Query::operator=(const Query&) = default;
CASUS_INLINE Query& Query::operator=(Query&&) noexcept = default;
CASUS_INLINE Query::~Query() = default;

CASUS_INLINE Evidence likelihood(const Category& category, std::vector<double> by_state) {
  if (by_state.empty()) throw Error(category.node()->name, "likelihoods, one per state", "none");
  return detail::checked({category.node(), 0, std::move(by_state)});
}

CASUS_INLINE Query Query::given(const Boolean& condition) const {
  return changed([&](Query& query) { query.given_ = query.given_ ? *query.given_ && condition : condition; });
}

CASUS_INLINE Query Query::under(const std::vector<Intervention>& interventions) const {
  for (const Intervention& intervention : interventions) detail::check_setting(intervention);
  return changed([&](Query& query) {
    query.under_.insert(query.under_.end(), interventions.begin(), interventions.end());
  });
}

CASUS_INLINE Query Query::given(const Evidence& evidence) const {
  detail::check_evidence(evidence);
  return changed([&](Query& query) { query.evidence_.push_back(evidence); });
}

CASUS_INLINE Query Query::given(std::span<const Observation> all) const {
  for (const Observation& one : all)
    if (one.evidence()) detail::check_evidence(*one.evidence());
  return changed([&](Query& query) {
    for (const Observation& one : all) {
      if (one.evidence()) query.evidence_.push_back(*one.evidence());
      if (one.condition()) query.given_ = query.given_ ? *query.given_ && *one.condition() : *one.condition();
    }
  });
}

CASUS_INLINE Query Query::with_evidence(std::vector<Evidence> evidence) const {
  for (const Evidence& one : evidence) detail::check_evidence(one);
  return changed([&](Query& query) { query.evidence_ = evidence; });
}

CASUS_INLINE Query Query::in_circumstances_of(const Query& other) const {
  Query query = other.given_ ? given(*other.given_) : *this;
  for (const Evidence& evidence : other.evidence_) query = query.given(evidence);
  return query.under(other.under_).counterfactually(other.counterfactual_);
}

CASUS_INLINE Query Query::counterfactually(const std::vector<Intervention>& interventions) const {
  for (const Intervention& intervention : interventions) detail::check_setting(intervention);
  return changed([&](Query& query) {
    query.counterfactual_.insert(query.counterfactual_.end(), interventions.begin(), interventions.end());
  });
}

CASUS_INLINE Query Query::score(const Real& closeness) const {
  return changed([&](Query& query) { query.score_ = closeness.node(); });
}

CASUS_INLINE Query Query::asking(Asks kind) const {
  return changed([&](Query& query) { query.asks_ = kind; });
}

CASUS_INLINE Query Query::centred(double at) const {
  return changed([&](Query& query) { query.centre_ = at; });
}

CASUS_INLINE Query Query::within(const Interval& bounds) const {
  return changed([&](Query& query) { query.bounds_ = bounds; });
}

CASUS_INLINE Query Query::rewritten(NodePtr target, std::optional<Boolean> given,
                                    std::vector<Intervention> under) const {
  Query query = *this;
  query.target_ = std::move(target);
  query.given_ = std::move(given);
  query.under_ = std::move(under);
  query.counterfactual_.clear();
  return query;
}

namespace detail {

inline void check_probability(const char* asked, const Real& quantity, double probability) {
  if (!(probability > 0 && probability < 1))
    throw Error(std::string(asked) + " of " + to_text(quantity), "a probability in (0, 1)",
                number(probability));
}

}  // namespace detail

CASUS_INLINE Query quantile(const Real& quantity, double probability) {
  detail::check_probability("quantile", quantity, probability);
  Query query{Query::Asks::quantile, quantity.node()};
  query.probability_ = probability;
  return query;
}

CASUS_INLINE Query expected_shortfall(const Real& quantity, double probability) {
  detail::check_probability("expected shortfall", quantity, probability);
  Query query{Query::Asks::expected_shortfall, quantity.node()};
  query.probability_ = probability;
  return query;
}

// The target is the product; its factors are the two quantities.
CASUS_INLINE Query correlation(const Real& first, const Real& second) {
  return {Query::Asks::correlation, detail::make_node(Op::multiply, false, {first.node(), second.node()})};
}

CASUS_INLINE std::vector<Query> quantiles(const Real& quantity, const std::vector<double>& probabilities) {
  std::vector<Query> all;
  for (const double probability : probabilities) all.push_back(quantile(quantity, probability));
  return all;
}

CASUS_INLINE Query histogram(const Real& quantity, std::vector<double> edges) {
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

CASUS_INLINE bool same_evidence(const std::vector<Evidence>& a, const std::vector<Evidence>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Evidence& one, const Evidence& two) {
    return same_bits(one.value, two.value) && one.likelihoods == two.likelihoods &&
           same_expression(one.variable, two.variable);
  });
}

CASUS_INLINE bool same_settings(const std::vector<Intervention>& a, const std::vector<Intervention>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Intervention& one, const Intervention& two) {
                      return same_bits(one.value, two.value) && same_expression(one.variable, two.variable);
                    });
}

CASUS_INLINE bool same_question(const Query& a, const Query& b) {
  const auto condition = [](const Query& query) {
    return query.condition() ? query.condition()->node() : nullptr;
  };
  return a.asks() == b.asks() && a.probability() == b.probability() && a.edges() == b.edges() &&
         a.along() == b.along() && a.course() == b.course() && same_expression(a.target(), b.target()) &&
         same_expression(condition(a), condition(b)) && same_evidence(a.evidence(), b.evidence()) &&
         same_settings(a.interventions(), b.interventions()) &&
         same_settings(a.counterfactual(), b.counterfactual()) &&
         std::equal(a.points().begin(), a.points().end(), b.points().begin(), b.points().end(),
                    [](const Query::Point& one, const Query::Point& two) {
                      return one.label == two.label && same_question(one.query, two.query);
                    });
}

/// Returns the first few questions, for a message that none of them is the requested one.
inline std::string asked_hint(const Answers& answers, const std::optional<Query>& wanted = {}) {
  constexpr std::size_t most = 8, most_characters = 60;
  const auto reads_alike = [&](const Answer& answer) { return answer.question == to_text(*wanted); };
  if (wanted && std::any_of(answers.begin(), answers.end(), reads_alike))
    return "a question with this text was asked, but it reads other variables or functions of the same names";
  std::string text = answers.empty() ? "no question was asked" : "asked: ";
  for (std::size_t i = 0; i < (std::min)(most, answers.size()); ++i)
    text += (i == 0 ? "" : ", ") + shortened(answers[i].question, most_characters);
  return answers.size() > most ? text + ", ..." : text;
}

CASUS_INLINE std::string setting_value_text(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  if (variable.op == Op::event) return intervention.value != 0 ? "yes" : "no";
  if (variable.op == Op::category)
    return name_text(variable.labels[static_cast<std::size_t>(intervention.value)]);
  return number(intervention.value);
}

CASUS_INLINE std::string evidence_text(const Evidence& evidence) {
  const std::string name = reference_text(*evidence.variable);
  if (!evidence.is_virtual()) return "observed(" + name + ", " + number(evidence.value) + ")";
  std::string text = "likelihood(" + name;
  for (const double likelihood : evidence.likelihoods) text += ", " + number(likelihood);
  return text + ")";
}

CASUS_INLINE std::size_t steps_alike(const std::vector<Intervention>& settings, std::size_t first) {
  const SeriesReference* const start = settings[first].variable->series.get();
  if (!start || start->function != "at") return 1;
  std::size_t count = 1;
  for (; first + count < settings.size(); ++count) {
    const SeriesReference* const next = settings[first + count].variable->series.get();
    if (!next || next->function != "at" || next->series != start->series ||
        next->step != start->step + static_cast<Index>(count) ||
        settings[first + count].value != settings[first].value)
      break;
  }
  return count;
}

CASUS_INLINE std::string settings_text(const char* verb, const std::vector<Intervention>& settings) {
  std::string text;
  for (std::size_t i = 0; i < settings.size();) {
    const std::size_t alike = steps_alike(settings, i);
    const Node& variable = *settings[i].variable;
    const std::string name =
        alike > 1 ? series_text(*variable.series,
                                std::to_string(variable.series->step) + " to " +
                                    std::to_string(variable.series->step + static_cast<Index>(alike) - 1))
                  : reference_text(variable);
    text += (i == 0 ? verb : ", ") + name + " = " + setting_value_text(settings[i]);
    i += alike;
  }
  return text;
}

CASUS_INLINE std::string circumstances_text(const Query& query) {
  std::string given = query.condition() ? to_text(*query.condition()) : "";
  for (const Evidence& evidence : query.evidence())
    given += (given.empty() ? "" : ", ") + evidence_text(evidence);
  if (!given.empty()) given = " | " + given;
  return given + settings_text("; do ", query.interventions()) +
         settings_text("; had ", query.counterfactual());
}

CASUS_INLINE std::string asked_text(const Query& query, Index left_out) {
  if (query.has_points()) return query.course();
  const KindOfQuestion kind = about(query.asks());
  const auto text_of = [&](const NodePtr& of) { return written(*of, 0, left_out).text; };
  const NodePtr& target = query.target();
  std::string text = std::string(kind.notation) + '(';
  if (query.asks() == QuestionKind::correlation)
    text += text_of(target->children[0]) + ", " + text_of(target->children[1]);
  else
    text += text_of(target);
  if (query.probability() > 0) text += ", " + number(query.probability());
  if (kind.statistic == Statistic::bins)
    for (const double edge : query.edges()) text += ", " + number(edge);
  return text;
}

}  // namespace detail

CASUS_INLINE std::string to_text(const Query& query) {
  return detail::asked_text(query) + detail::circumstances_text(query) + ')';
}

CASUS_INLINE Answers::Answers(std::vector<Answer> answers, const std::vector<Query>& questions)
    : answers_(std::move(answers)), questions_(std::make_shared<const std::vector<Query>>(questions)) {
  if (questions.size() != answers_.size())
    throw Error("answers", "one question per answer, " + std::to_string(answers_.size()),
                std::to_string(questions.size()));
}

CASUS_INLINE const Answer& Answers::operator[](const Query& question) const {
  if (!questions_)
    throw Error("answers", "answers that include their questions, as estimate() returns them",
                "a list of answers", "find them by text: answers[\"P(rain)\"]");
  const auto found = std::find_if(questions_->begin(), questions_->end(),
                                  [&](const Query& one) { return detail::same_question(one, question); });
  if (found == questions_->end())
    throw Error("answers", "a question that was asked", to_text(question),
                detail::asked_hint(*this, question));
  return answers_[detail::at(found - questions_->begin())];
}

CASUS_INLINE const Answer& Answers::operator[](std::string_view question) const {
  const auto has_text = [&](const Answer& answer) { return answer.question == question; };
  const auto first = std::find_if(answers_.begin(), answers_.end(), has_text);
  if (first == answers_.end())
    throw Error("answers", "the text of a question that was asked", detail::quoted(question),
                detail::asked_hint(*this));
  const auto query = [&](auto answer) -> const Query& {
    return (*questions_)[detail::at(answer - answers_.begin())];
  };
  for (auto other = std::find_if(first + 1, answers_.end(), has_text); other != answers_.end();
       other = std::find_if(other + 1, answers_.end(), has_text))
    if (!questions_ || !detail::same_question(query(first), query(other)))
      throw Error("answers", "the text of one question", detail::quoted(question) + ", which several have",
                  "find the answer by the question itself or by its number");
  return *first;
}

namespace detail {

CASUS_INLINE std::string complete_text(const Query& query) {
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
