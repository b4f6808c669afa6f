// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A program of another project that links with the library: it builds a model from its command
// line, asks questions, and prints the answers in its own table. A chance is a number, or a range
// low:middle:high (5, 50 and 95 % points of a judgement). Install the library, then build and run
// this folder:
//
//   cmake --install build/release --prefix "$HOME/casus"
//   cmake -S examples/linking -B build/linking -DCMAKE_PREFIX_PATH="$HOME/casus"
//   cmake --build build/linking
//   build/linking/risk "dam breaks" 0.02 "levee breaks" 0.01:0.05:0.2

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <casus/casus.hpp>

namespace {

double number(const std::string& risk, std::string_view text) {
  const std::string digits(text);
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (digits.empty() || *end != '\0')
    throw casus::Error(risk, "a chance, as a number or low:middle:high", "'" + digits + "'");
  return value;
}

// Adds the risk to the model; a range becomes an uncertain parameter.
casus::Event add_risk(casus::Model& model, const std::string& name, std::string_view chance) {
  const auto first = chance.find(':');
  if (first == chance.npos) return model.add(name, casus::Bernoulli(number(name, chance)));
  const auto second = (std::min)(chance.find(':', first + 1), chance.size() - 1);
  const auto law = casus::elicit::fit_logit_normal(
      {number(name, chance.substr(0, first)), number(name, chance.substr(first + 1, second - first - 1)),
       number(name, chance.substr(second + 1))},
      name);
  const auto judged =
      model.parameter("chance: " + name, casus::LogitNormal(law.logit_location, law.logit_scale));
  return model.add(name, casus::Bernoulli(judged));
}

// Returns "4.2 %", or an upper bound if the event never occurred.
std::string percent(const casus::Answer& answer) {
  char text[64];
  std::snprintf(text, sizeof text, "%s%.1f %%", answer.is_bound ? "< " : "", 100 * answer.value);
  return std::isnan(answer.value) ? "-" : text;
}

int run(const std::vector<std::string>& arguments) {
  casus::Model model;
  std::vector<casus::Event> risks;
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2)
    risks.push_back(add_risk(model, arguments[i], arguments[i + 1]));

  casus::Boolean any = false;
  casus::Real count = 0;
  for (const casus::Event& risk : risks) {
    any = any || risk;
    count = count + risk;
  }
  std::vector<casus::Query> questions = {P(any), E(count)};
  for (const casus::Event& risk : risks) {
    questions.push_back(P(risk));
    questions.push_back(P(risk).given(any));
  }
  const casus::Answers answers = casus::estimate(model, questions);

  std::printf("| risk | chance | if anything happens |\n|---|---:|---:|\n");
  for (std::size_t i = 0; i < risks.size(); ++i)
    std::printf("| %s | %s | %s |\n", risks[i].name().c_str(), percent(answers[2 + 2 * i]).c_str(),
                percent(answers[3 + 2 * i]).c_str());
  std::printf("\nAt least one risk: %s; %.3f risks occur on average.\n", percent(answers[0]).c_str(),
              answers[1].value);
  if (const auto& range = answers[0].range)
    std::printf("By the judgements, it lies between %.1f and %.1f %% with nine chances in ten.\n",
                100 * range->low, 100 * range->high);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty() || arguments.size() % 2 != 0) {
    std::fprintf(stderr, "usage: risk NAME CHANCE [NAME CHANCE]...\n");
    return 2;
  }
  try {
    return run(arguments);
  } catch (const casus::Error& error) {
    std::fprintf(stderr, "risk: %s\n", error.what());
    return 2;
  }
}
