// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>

#include <casus/casus.hpp>

// Threads, kernels, the parser and the reports of the compiled core, from outside.
int main() {
  casus::Model model;
  const auto rain = model.add("rain", casus::Bernoulli(0.2));
  model.add("wet", casus::Bernoulli(casus::table(rain, {{casus::no, 0.1}, {casus::yes, 0.9}})));
  const auto question = casus::parse_query(model, "P(rain | wet)");
  const auto answers = casus::estimate(model, {question}, {.method = casus::Method::forward});
  const auto exact = casus::estimate(model, {question}, {.method = casus::Method::exact});
  const bool agrees = std::abs(answers[0].value - 0.18 / 0.26) < 5 * answers[0].standard_error &&
                      std::abs(exact[0].value - 0.18 / 0.26) < 1e-12;
  const bool tells = casus::to_json(answers).find("P(rain | wet)") != std::string::npos;
  return agrees && tells ? 0 : 1;
}
