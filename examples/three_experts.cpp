// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// From the phrases of three experts to an answer that keeps their disagreement. Will the dam of a
// valley fail within the year, and how likely is that if its gates are repaired first?

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;
  using namespace casus::elicit;

  // 1. The judgements. The engineer uses the scale of the intelligence services, the insurer the
  // words as most people understand them; the hydrologist stated 5, 50 and 95 % points. The scale
  // determines the meaning of a phrase.
  const auto engineer = said("very unlikely", scale::icd203);         // 5 to 20 %
  const auto insurer = said("chances are slight", scale::capphrase);  // as 5,174 people read it
  const Elicited hydrologist = fit(quantiles({.01, .03, .12}), {.support = share, .widening = 1.3});

  // 2. Feedback before the judgements are used: the stated points, and those of the fitted
  // distribution.
  const FittedDistribution& fitted = hydrologist.best();
  std::cout << "hydrologist, as a " << fitted.family->name << ":";
  for (std::size_t i = 0; i < fitted.values.size(); ++i)
    std::cout << "  " << hydrologist.given[i].value << " (widened: " << hydrologist.widened[i].value
              << ") -> " << fitted.values[i];
  std::cout << "  (misfit " << fitted.misfit << ")\n";

  // 3. Are the engineer's other judgements coherent?
  const Judgements engineers_numbers{
      {{"failure", .12}, {"failure", .5, "flood"}, {"failure", .05, "not flood"}, {"flood", .05}}};
  for (const Finding& finding : findings(engineers_numbers))
    std::cout << "engineer: " << finding.sentence << '\n';
  if (findings(engineers_numbers).size() != 1) return 1;

  // 4. Three experts, one belief: each world believes one of them, the hydrologist with twice the
  // weight.
  Model m;
  const auto p_flood_failure = m.parameter("p_failure_flood", LogitNormal::median(.5, .6),
                                           {.source = "the engineer, once asked again"});
  const auto p_failure = m.parameter("p_failure", pool({engineer, insurer, {fitted.law, 2}}),
                                     {.source = "three experts, equal but for the hydrologist's data"});
  // A repaired dam is about three times as safe, and a flood does not affect it.
  const auto flood = m.add("flood", Bernoulli(.05));
  const auto repaired = m.add("repaired", Bernoulli(.2));
  const auto failure = m.add(
      "failure",
      Bernoulli(table({flood, repaired}, {{{no, no}, p_failure},
                                          {{no, yes}, .3 * p_failure},
                                          {{yes, no}, noisy_or(leak(p_failure), {{flood, p_flood_failure}})},
                                          {{yes, yes}, p_failure}})));

  // 5. The answer: a value, and the range left by the experts' disagreement, also in the words of
  // two scales.
  const Query as_it_is = P(failure), if_repaired = P(failure).under(set(repaired, yes));
  const Answers answers = estimate(m, {as_it_is, if_repaired});
  std::cout << answers;
  for (const Answer& answer : answers) {
    if (!answer.range) return 1;
    const auto [low, high] = *answer.range;
    std::cout << answer.question << ": " << scale::icd203->words(low, high).text << " (ICD 203), "
              << scale::phia->words(answer.value).text << " (UK yardstick)\n";
  }

  // The mean of the pool is the weighted mean of its experts; an exact sum over floods and repairs
  // gives the answer.
  const double engineers = .125, insurers = insurer.mean();
  const double hydrologists = fitted.law.mean();
  const double p = (engineers + insurers + 2 * hydrologists) / 4;
  const double mean_flood = distribution::LogitNormal{0, .6}.mean();
  const double dry = p * (.8 + .2 * .3);
  const double wet = .8 * (1 - (1 - p) * (1 - mean_flood)) + .2 * p;
  const double exact = .95 * dry + .05 * wet;
  std::cout << "exact: " << exact << '\n';
  if (std::abs(answers[0].value - exact) > 5 * answers[0].standard_error) return 1;
  if (!(answers[1].value < .6 * answers[0].value)) return 1;
  // The disagreement is kept: the range extends from below the hydrologist's median to the
  // engineer's band.
  if (!(answers[0].range->low < .03 && answers[0].range->high > .14)) return 1;

  // 6. A year later, the dam has held. One outcome scores the forecast; it does not show who is
  // calibrated.
  const score::Scores scored = score::scores(answers, {{"P(failure)", false}});
  std::cout << "Brier " << scored.brier << " (one category), logarithmic " << scored.logarithmic << " nats; "
            << scored.warnings.back() << '\n';
  if (std::abs(scored.brier - answers[0].value * answers[0].value) > 1e-15) return 1;
}
