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

/// What the article says in words of probability, and how a verbal scale turns it into judgements of the Belarus study.
namespace casus::study {

/// Somebody's words about one of the study's judgements.
struct Claim {
  std::string_view judgement;  ///< the name of what the words speak of
  std::string_view speaker;
  std::string_view quote;
  bool is_complement;  ///< the words say how likely it is that it does not happen
  /// What a scale is asked for, one after the other: the article's word as its readers know it, then what scales that have no such
  /// word offer in its place. A scale that has none of them says nothing of the judgement.
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

/// The phrase of a scale that comes nearest to what somebody said, or null where it has none.
inline const elicit::Phrase* phrase_of(const Claim& claim, const elicit::Scale& scale) {
  for (const std::string_view words : claim.phrases)
    if (const elicit::Phrase* found = scale.find(words)) return found;
  return nullptr;
}

/// What the claim says of its judgement, as the scale reads it; none where the scale has no such word. A mixture of uniform laws.
inline std::optional<distribution::Mixture> law_of(const Claim& claim, const elicit::Scale& scale) {
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

}  // namespace casus::study
