// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The chest clinic of Lauritzen and Spiegelhalter, "Local computations with probabilities on
// graphical structures and their application to expert systems", J. R. Stat. Soc. B 50 (1988)
// 157-224, doi:10.1111/j.2517-6161.1988.tb01721.x: "Shortness-of-breath (dyspnoea) may be due to
// tuberculosis, lung cancer or bronchitis, or none of them, or more than one of them. A recent
// visit to Asia increases the chances of tuberculosis, while smoking is known to be a risk factor
// for both lung cancer and bronchitis. The results of a single chest X-ray do not discriminate
// between lung cancer and tuberculosis, as neither does the presence or absence of dyspnoea."

#include <cmath>
#include <iostream>
#include <vector>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Model m;
  const auto asia = m.add("asia", Bernoulli(0.01));
  const auto smoking = m.add("smoking", Bernoulli(0.50));
  const auto tuberculosis = m.add("tuberculosis", Bernoulli(table(asia, {{yes, 0.05}, {no, 0.01}})));
  const auto cancer = m.add("lung_cancer", Bernoulli(table(smoking, {{yes, 0.10}, {no, 0.01}})));
  const auto bronchitis = m.add("bronchitis", Bernoulli(table(smoking, {{yes, 0.60}, {no, 0.30}})));
  const auto either = m.add("either", Deterministic(tuberculosis || cancer));
  const auto xray = m.add("positive_xray", Bernoulli(table(either, {{yes, 0.98}, {no, 0.05}})));
  const auto dyspnoea =
      m.add("dyspnoea",
            Bernoulli(table({either, bronchitis},
                            {{{yes, yes}, 0.90}, {{yes, no}, 0.70}, {{no, yes}, 0.80}, {{no, no}, 0.10}})));

  const Boolean ill = xray && dyspnoea;
  const Boolean ill_traveller = asia && xray && dyspnoea;
  struct Row {
    Query question;
    double exact;
  };
  const std::vector<Row> rows = {
      {P(tuberculosis), 0.0104},
      {P(cancer), 0.055},
      {P(bronchitis), 0.45},
      {P(either), 0.064828},
      {P(xray), 0.11029004},
      {P(dyspnoea), 0.4359706},
      {P(ill), 0.0706701044},
      {P(asia).given(ill), 0.013983661},
      {P(tuberculosis).given(ill), 0.113933325},
      {P(smoking).given(ill), 0.785610386},
      {P(cancer).given(ill), 0.621252797},
      {P(bronchitis).given(ill), 0.681868538},
      {P(either).given(ill), 0.728725093},
      {P(ill_traveller), 0.00098822675},
      {P(tuberculosis).given(ill_traveller), 0.39171172},
      {P(cancer).given(ill_traveller), 0.444270508},
      {P(bronchitis).given(ill_traveller), 0.628821776},
      {P(either).given(ill_traveller), 0.813768702},
  };

  // Eight events are few enough to enumerate all combinations. `estimate` chooses variable
  // elimination here; it also handles larger networks, and sampling handles models of any size.
  std::vector<Query> questions;
  for (const Row& row : rows) questions.push_back(row.question);
  const Answers answers = estimate(m, questions);
  std::cout << answers;

  const Enumeration enumeration(m);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double enumerated = enumeration(rows[i].question);
    if (std::abs(enumerated - rows[i].exact) > 1e-9) {
      std::cerr << answers[i].question << ": expected " << rows[i].exact << ", enumerated " << enumerated
                << '\n';
      return 1;
    }
    if (std::abs(answers[i].value - rows[i].exact) > 5 * answers[i].standard_error + 1e-9) {
      std::cerr << answers[i].question << ": expected " << rows[i].exact << ", got " << answers[i].value
                << '\n';
      return 1;
    }
  }
}
