// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/elicit/coherence.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus::elicit {

namespace {

using casus::detail::rounded;

constexpr std::string_view negation = "not ";

std::string opposite(const std::string& name) {
  return name.starts_with(negation) ? name.substr(negation.size()) : std::string(negation) + name;
}

class Examination {
public:
  explicit Examination(const Judgements& judgements) : all_(judgements) { check(); }

  std::vector<Finding> findings() {
    said_twice();
    complements();
    states();
    parts();
    margins();
    both_directions();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

private:
  using Kind = Finding::Kind;
  using Place = std::optional<std::size_t>;

  void check() {
    if (!(all_.tolerance >= 0 && all_.tolerance < 1))
      throw Error("judgements", "a tolerance in [0, 1)", casus::detail::number(all_.tolerance));
    for (const JudgedProbability& one : all_.probabilities) {
      if (one.of.empty()) throw Error("judgements", "a name", "none");
      if (one.of == one.given) throw Error(one.of, "another event as its condition", "itself");
      if (!(one.value >= 0 && one.value <= 1))
        throw Error(text(one), "a probability in [0, 1]", casus::detail::number(one.value));
      for (const std::string* name : {&one.of, &one.given})
        if (!name->empty() && std::find(names_.begin(), names_.end(), *name) == names_.end())
          names_.push_back(*name);
    }
    for (const Part& part : all_.parts)
      for (const std::string* name : {&part.part, &part.whole}) known(*name, "a part or whole");
    for (const auto& set : all_.states) {
      if (set.size() < 2)
        throw Error("judgements", "sets of at least two states", set.empty() ? "none" : "one");
      for (const std::string& state : set) known(state, "a state");
    }
  }
  void known(const std::string& name, const char* as) const {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return;
    throw Error("judgements", std::string("the name of a judged event as ") + as, casus::detail::quoted(name),
                casus::detail::nearest_hint(name, names_));
  }

  static std::string text(const JudgedProbability& one) {
    return "P(" + one.of + (one.given.empty() ? "" : " | " + one.given) + ")";
  }
  std::string said(std::size_t i) const { return text(all_.probabilities[i]) + " = " + rounded(value(i)); }
  std::string listed(const std::vector<std::size_t>& judgements) const {
    std::string text;
    for (std::size_t i = 0; i < judgements.size(); ++i)
      text += (i == 0 ? "" : i + 1 == judgements.size() ? " and " : ", ") + said(judgements[i]);
    return text;
  }
  double value(std::size_t i) const { return all_.probabilities[i].value; }

  Place find(const std::string& of, const std::string& given) const {
    for (std::size_t i = 0; i < all_.probabilities.size(); ++i)
      if (all_.probabilities[i].of == of && all_.probabilities[i].given == given) return i;
    return std::nullopt;
  }
  /// Returns the probability of an event, directly or as 1 - that of its complement, and the index
  /// of the judgement that states it.
  std::optional<std::pair<double, std::size_t>> known_probability(const std::string& of,
                                                                  const std::string& given = "") const {
    if (const Place found = find(of, given)) return std::pair{value(*found), *found};
    if (const Place found = find(opposite(of), given)) return std::pair{1 - value(*found), *found};
    return std::nullopt;
  }

  void add(Kind kind, std::vector<std::size_t> judgements, std::string sentence, double off) {
    found_.push_back({kind, std::move(judgements), std::move(sentence), std::abs(off)});
  }
  bool agree(double a, double b) const {
    const auto from_end = [](double p) { return (std::min)(p, 1 - p); };
    return std::abs(a - b) <= all_.tolerance * (std::max)(from_end(a), from_end(b)) + rounding;
  }

  void said_twice() {
    for (std::size_t i = 0; i < all_.probabilities.size(); ++i) {
      const JudgedProbability& one = all_.probabilities[i];
      const std::size_t first = *find(one.of, one.given);
      if (first < i && std::abs(value(first) - value(i)) > rounding)
        add(Kind::said_twice, {first, i},
            text(one) + " is said to be " + rounded(value(first)) + " and also " + rounded(value(i)) +
                ": keep one, or pool the two.",
            value(i) - value(first));
    }
  }

  void complements() {
    for (std::size_t i = 0; i < all_.probabilities.size(); ++i) {
      const JudgedProbability& one = all_.probabilities[i];
      const Place other = find(opposite(one.of), one.given);
      if (!one.of.starts_with(negation) || !other || *find(one.of, one.given) != i) continue;
      if (agree(value(*other), 1 - value(i))) continue;
      const double sum = value(i) + value(*other);
      add(Kind::complement, {*other, i},
          listed({*other, i}) + " sum to " + rounded(sum) +
              ", but one of the two happens: they have to sum to 1.",
          sum - 1);
    }
  }

  void states() {
    std::vector<std::string> conditions{""};
    for (const JudgedProbability& one : all_.probabilities)
      if (std::find(conditions.begin(), conditions.end(), one.given) == conditions.end())
        conditions.push_back(one.given);
    for (const auto& set : all_.states)
      for (const std::string& condition : conditions) {
        std::vector<std::size_t> judged;
        double sum = 0, largest = 0;
        for (const std::string& state : set)
          if (const Place found = find(state, condition)) {
            judged.push_back(*found);
            sum += value(*found);
            largest = (std::max)(largest, value(*found));
          }
        if (judged.empty()) continue;
        const bool complete = judged.size() == set.size();
        const double allowed = all_.tolerance * (1 - largest) + rounding;
        if (complete ? std::abs(sum - 1) <= allowed : sum - 1 <= allowed) continue;
        add(Kind::states, judged,
            listed(judged) + " sum to " + rounded(sum) +
                (complete ? ", but exactly one of them happens: they have to sum to 1."
                          : ", but at most one of them happens: they must not exceed 1."),
            sum - 1);
      }
  }

  void parts() {
    for (const auto& [part, whole] : all_.parts)
      for (std::size_t i = 0; i < all_.probabilities.size(); ++i) {
        if (all_.probabilities[i].of != part) continue;
        const Place of_whole = find(whole, all_.probabilities[i].given);
        if (!of_whole || value(i) <= value(*of_whole) || agree(value(i), value(*of_whole))) continue;
        add(Kind::part, {i, *of_whole},
            said(i) + " exceeds " + said(*of_whole) + ", but '" + part + "' cannot happen without '" + whole +
                "'.",
            value(i) - value(*of_whole));
      }
  }

  /// Returns the partitions: each condition with its complement, and each set of states.
  std::vector<std::vector<std::string>> divisions() const {
    std::vector<std::vector<std::string>> all = all_.states;
    for (const JudgedProbability& one : all_.probabilities) {
      if (one.given.empty()) continue;
      const bool negated = one.given.starts_with(negation);
      std::vector<std::string> pair{negated ? opposite(one.given) : one.given,
                                    negated ? one.given : opposite(one.given)};
      if (std::find(all.begin(), all.end(), pair) == all.end()) all.push_back(std::move(pair));
    }
    return all;
  }

  void margins() {
    for (const auto& division : divisions())
      for (std::size_t i = 0; i < all_.probabilities.size(); ++i)
        if (all_.probabilities[i].given.empty() && *find(all_.probabilities[i].of, "") == i &&
            !is_margin_of_opposite(i, division))
          margin(i, division);
  }
  /// Returns whether the complement's probability was judged as well, and all conditional
  /// judgements are on the complement: the complement's margin is then compared instead.
  bool is_margin_of_opposite(std::size_t i, const std::vector<std::string>& division) const {
    const std::string& of = all_.probabilities[i].of;
    return find(opposite(of), "") && std::none_of(division.begin(), division.end(),
                                                  [&](const std::string& state) { return find(of, state); });
  }

  // A conditional judgement on an event, made for the event itself or for its complement.
  struct Conditional {
    std::string text;
    double value;
    std::size_t judgement;
  };
  Conditional conditional(const std::string& of, const std::string& given,
                          const std::pair<double, std::size_t>& known) const {
    return {text({of, known.first, given}) + " = " + rounded(known.first), known.first, known.second};
  }
  static std::string listed(const std::vector<Conditional>& conditionals) {
    std::string text;
    for (std::size_t i = 0; i < conditionals.size(); ++i)
      text += (i == 0 ? "" : i + 1 == conditionals.size() ? " and " : ", ") + conditionals[i].text;
    return text;
  }

  void margin(std::size_t i, const std::vector<std::string>& division) {
    std::vector<Conditional> conditionals;
    std::vector<std::size_t> weights;
    const std::string& of = all_.probabilities[i].of;
    // The value of the margin if everything is known. If not, its bounds: `total` at least, `total`
    // + `unknown` at most.
    double total = 0, unknown = 0, weight_sum = 0;
    bool weighed = true;
    for (const std::string& state : division) {
      const auto known = known_probability(of, state);
      const auto weight = known_probability(state);
      weighed = weighed && weight;
      if (known) conditionals.push_back(conditional(of, state, *known));
      if (!weight) continue;
      weight_sum += weight->first;
      if (std::find(weights.begin(), weights.end(), weight->second) == weights.end())
        weights.push_back(weight->second);
      if (known)
        total += weight->first * known->first;
      else
        unknown += weight->first;
    }
    if (conditionals.empty()) return;
    std::vector<std::size_t> all{i};
    for (const Conditional& one : conditionals) all.push_back(one.judgement);
    const bool complete = conditionals.size() == division.size();
    if (complete) {
      const auto [least, most] =
          std::minmax_element(conditionals.begin(), conditionals.end(),
                              [](const Conditional& a, const Conditional& b) { return a.value < b.value; });
      const double off = (std::max)(least->value - value(i), value(i) - most->value);
      if (off > 0 && !agree(value(i), std::clamp(value(i), least->value, most->value))) {
        add(Kind::outside, std::move(all),
            said(i) + " lies outside of " + listed(conditionals) +
                ", but is a weighted mean of them: it has to lie between " + rounded(least->value) + " and " +
                rounded(most->value) + ".",
            off);
        return;
      }
    }
    // Weights that do not sum to 1 are a finding of their own.
    if (!weighed || std::abs(weight_sum - 1) > all_.tolerance) return;
    all.insert(all.end(), weights.begin(), weights.end());
    if (complete && !agree(value(i), total / weight_sum)) {
      add(Kind::total, std::move(all),
          said(i) + " does not follow from " + listed(conditionals) + " with " + listed(weights) +
              ": they imply " + rounded(total / weight_sum) + ".",
          value(i) - total / weight_sum);
      return;
    }
    if (complete) return;
    const double least = total, most = total + unknown;
    const bool below = value(i) < least && !agree(value(i), least);
    const bool above = value(i) > most && !agree(value(i), most);
    if (!below && !above) return;
    add(Kind::outside, std::move(all),
        said(i) + " contradicts " + listed(conditionals) + " with " + listed(weights) +
            ": in any case they imply at " + (below ? "least " + rounded(least) : "most " + rounded(most)) +
            ".",
        below ? least - value(i) : value(i) - most);
  }

  void both_directions() {
    for (std::size_t i = 0; i < all_.probabilities.size(); ++i) {
      const JudgedProbability& one = all_.probabilities[i];
      if (one.given.empty() || *find(one.of, one.given) != i) continue;
      const Place back = find(one.given, one.of), a = find(one.of, ""), b = find(one.given, "");
      if (!back || *back < i || !a || !b) continue;
      const double through_b = value(i) * value(*b), through_a = value(*back) * value(*a);
      if (agree(through_a, through_b)) continue;
      add(Kind::both_directions, {i, *b, *back, *a},
          listed({i, *b}) + " imply that both happen with probability " + rounded(through_b) + ", but " +
              listed({*back, *a}) + " with " + rounded(through_a) + ".",
          through_b - through_a);
    }
  }

  static constexpr double rounding = 1e-12;

  const Judgements& all_;
  std::vector<std::string> names_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> findings(const Judgements& judgements) { return Examination(judgements).findings(); }

}  // namespace casus::elicit
