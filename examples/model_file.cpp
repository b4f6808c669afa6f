// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A model in a file, with its questions: read, answered, changed, and written again. If names of
// model files are given as arguments, answers their questions instead (see examples/models/).

#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <casus/casus.hpp>

namespace {

const std::string text = R"toml(
title = "A garden"
questions = ["P(wet)", "P(rain | wet)", "P(wet; do sprinkler = no)"]

[[parameter]]
name = "p_rain"
judged = [0.1, 0.2, 0.4]         # 5, 50 and 95 % points
as = "LogitNormal"
source = "the neighbours"

[[variable]]
name = "rain"
law = "Bernoulli(p_rain)"

[[variable]]
name = "sprinkler"
law = "Bernoulli(table(rain: 0.4, 0.01))"

[[variable]]
name = "wet"
law = { parents = ["rain", "sprinkler"], rows = [
  ["no", "no", 0],
  ["no", "yes", 0.8],
  ["yes", "no", 0.9],
  ["yes", "yes", 0.99],
] }
)toml";

casus::Answers answers_of(const casus::ModelFile& file) {
  using namespace casus;
  std::vector<Query> questions;
  if (!file.timeline) {
    for (const std::string& question : file.questions) questions.push_back(parse_query(file.model, question));
    return estimate(file.model, questions);
  }
  Horizon horizon(*file.timeline, file.steps);
  for (const std::string& question : file.questions) questions.push_back(parse_query(horizon, question));
  return estimate(horizon, questions);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace casus;
  try {
    for (int i = 1; i < count; ++i) {
      const ModelFile file = read_model(std::filesystem::path(arguments[i]));
      std::cout << file.title << "\n\n" << answers_of(file) << '\n';
    }
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';  // all errors of a file, one per line
    return 1;
  }
  if (count > 1) return 0;

  // 1. Read a model file and answer its questions.
  ModelFile garden = read_model(text, "garden.toml");
  const Answers before = answers_of(garden);
  std::cout << garden.title << "\n\n" << before;

  // 2. A model from a file is like any other. The written file reads back to the same model, with
  // bitwise identical answers.
  garden.model.add("slippery", Bernoulli(if_then_else(garden.model.event("wet"), 0.7, 0.0)));
  garden.questions.push_back("P(slippery)");
  const std::string written = write_model(garden);
  std::cout << '\n' << written;
  const Answers after = answers_of(read_model(written, "garden.toml"));
  if (after.size() != 4) return 1;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (after[i].value != before[i].value) return 1;
  if (std::abs(after[3].value - 0.7 * after[0].value) > 1e-9) return 1;

  // 3. All errors are reported together, each with its position.
  std::string wrong = text;
  wrong.replace(wrong.find("p_rain)"), 6, "p_rian");
  wrong.replace(wrong.find("0.99]"), 5, "1.99]");
  try {
    read_model(wrong, "garden.toml");
    return 1;
  } catch (const FileErrors& errors) {
    std::cout << '\n' << errors.what() << '\n';
    if (errors.errors().size() != 1) return 1;  // no further error for the table that depends on a wrong name
  }
}
