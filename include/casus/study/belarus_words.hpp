// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <casus/elicit/said.hpp>

/// Statements of the article in words of probability, and their conversion to judgements of the
/// Belarus study by a verbal scale. A scale measures how words are read, not what happened.
namespace casus::study {

/// An expert's statement about one of the study's judgements.
struct Claim {
  std::string_view judgement;  ///< name of the judgement concerned
  std::string_view speaker;
  std::string_view quote;
  bool is_complement;  ///< whether the statement is about the complement, that it does not happen
  /// Phrases looked up in a scale, in this order: the article's phrase as readers know it, then the
  /// substitute in scales that lack it. A scale with neither gives no judgement.
  std::array<std::string_view, 2> phrases;
};

namespace belarus_tables {

inline constexpr std::array article_claims{
    Claim{"p_ultimatum",
          "Sivitski",
          "the Kremlin \"may put\" him where \"he will simply have no choice\"",
          false,
          {"may happen", "realistic possibility"}},
    Claim{"p_tasks_achieved",
          "Sivitski",
          "\"no chance ... to fulfill their tasks\"",
          false,
          {"almost no chance", "remote chance"}},
    Claim{"p_defeat_given_entry",
          "Sivitski",
          "\"no chance ... to avoid defeat\"",
          true,
          {"almost no chance", "remote chance"}},
    Claim{"p_suspend_given_setback",
          "Sivitski",
          "\"it might even suspend their participation\"",
          false,
          {"might happen", "realistic possibility"}},
    Claim{"p_regime12_given_defeat",
          "some observers",
          "it \"may quickly shake up the Belarusian regime and lead to its downfall\"",
          false,
          {"may happen", "realistic possibility"}},
    Claim{"p_massprotest_3m_entry",
          "Klaskouski",
          "\"mass protests are unlikely in the short term\"",
          false,
          {"unlikely", "unlikely"}},
    Claim{"p_harsher_entry",
          "Klaskouski",
          "the regime \"will probably become even harsher\"",
          false,
          {"probable", "likely"}},
};

}  // namespace belarus_tables

inline const auto& article_claims() { return belarus_tables::article_claims; }

/// Returns the phrase of a scale that is nearest to the statement, or null if there is none.
inline const elicit::Phrase* phrase_of(const Claim& claim, const elicit::Scale& scale) {
  for (const std::string_view words : claim.phrases)
    if (const elicit::Phrase* found = scale.find(words)) return found;
  return nullptr;
}

/// Returns the distribution of a statement's judgement according to the scale, a mixture of uniform
/// laws; none if the scale has no such phrase.
inline std::optional<distribution::Mixture> judged_distribution(const Claim& claim,
                                                                const elicit::Scale& scale) {
  const elicit::Phrase* phrase = phrase_of(claim, scale);
  if (!phrase) return std::nullopt;
  distribution::Mixture law = elicit::said(phrase->text, scale);
  if (!claim.is_complement) return law;
  for (auto& [weight, component] : law.components) {
    const auto [low, high] = component.support();
    component = {component.family(), std::array{1 - high, 1 - low}};
  }
  std::reverse(law.components.begin(), law.components.end());
  return law;
}

[[deprecated("use judged_distribution")]] inline std::optional<distribution::Mixture> law_of(
    const Claim& claim, const elicit::Scale& scale) {
  return judged_distribution(claim, scale);
}

}  // namespace casus::study
