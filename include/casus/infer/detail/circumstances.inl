// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/detail/circumstances.hpp>

namespace casus {

namespace detail {

CASUS_INLINE Circumstances Circumstances::of(const Query& query) {
  return {query.condition() ? query.condition()->node() : nullptr, query.evidence(), query.interventions(),
          query.counterfactual()};
}

CASUS_INLINE bool Circumstances::operator==(const Circumstances& other) const {
  return same_expression(condition, other.condition) && same_evidence(evidence, other.evidence) &&
         same_settings(under, other.under) && same_settings(counterfactual, other.counterfactual);
}

CASUS_INLINE std::size_t CircumstancesHash::operator()(const Circumstances& of) const noexcept {
  std::size_t hash = ExpressionHash()(of.condition);
  const auto add = [&](std::size_t part) { hash = combined_hash(hash, part); };
  for (const Evidence& evidence : of.evidence) {
    add(evidence.variable->hash());
    add(hash_of(evidence.value));
    // 0 and -0 are equal as likelihoods.
    for (const double likelihood : evidence.likelihoods) add(hash_of(likelihood + 0.0));
  }
  for (const auto* settings : {&of.under, &of.counterfactual}) {
    add(settings->size());
    for (const Intervention& setting : *settings) {
      add(setting.variable->hash());
      add(hash_of(setting.value));
    }
  }
  return hash;
}

}  // namespace detail

}  // namespace casus
