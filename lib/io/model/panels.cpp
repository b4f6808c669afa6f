// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/panels.hpp"

#include <string_view>
#include <utility>

#include <casus/detail/text.hpp>

#include "io/limits.hpp"
#include "io/text/source.hpp"
#include "language/model_expressions.hpp"

namespace casus::io {

namespace {

// Limits of the work: scores are computed again without each seed question.
constexpr std::size_t most_answers = 500, most_judged = 100, most_panels = 100, most_probabilities = 20;

}  // namespace

const std::vector<std::string>& Panels::keys() {
  static const std::vector<std::string> all = {"name",          "seed",      "weights", "cutoff",
                                               "probabilities", "overshoot", "source"};
  return all;
}

const std::vector<std::string>& Panels::parameter_keys() {
  static const std::vector<std::string> all = {"panel", "answers", "background"};
  return all;
}

// Reads the answers to a question, by expert, and its background and support, if they are stated.
elicit::PanelQuestion Panels::question(const toml::table& table, const toml::node& answers) const {
  elicit::PanelQuestion made;
  const toml::array& list = fields_.list(answers, "a list of each expert's quantiles");
  if (list.size() > most_answers)
    fields_.fail(answers, "at most " + std::to_string(most_answers) + " experts",
                 std::to_string(list.size()));
  for (const toml::node& one : list) {
    const toml::array& quantiles = fields_.list(one, "an expert's quantiles");
    if (quantiles.size() > most_probabilities)
      fields_.fail(one, "at most " + std::to_string(most_probabilities) + " quantiles",
                   std::to_string(quantiles.size()));
    made.quantiles.emplace_back();
    for (const toml::node& value : quantiles) made.quantiles.back().push_back(fields_.number(value));
  }
  if (const toml::node* background = table.get("background")) {
    const std::string kind = fields_.text(*background);
    if (kind != "uniform" && kind != "logarithmic")
      fields_.fail(*background, "uniform or logarithmic", shown(kind),
                   detail::nearest_hint(kind.substr(0, longest_name), {"uniform", "logarithmic"}));
    made.logarithmic = kind == "logarithmic";
  }
  if (const toml::node* support = table.get("support")) {
    const auto ends = fields_.numbers(*support, 2, "two ends, such as [0, 1] or [0, inf]");
    made.support = {ends[0], ends[1]};
  }
  return made;
}

void Panels::read(const toml::table& table) {
  fields_.only(table, keys(), "a panel");
  const toml::node& named = fields_.required(table, "name");
  const std::string name = fields_.text(named);
  if (name.empty() || name.size() > longest_name)
    fields_.fail(named, "a name of 1 to " + std::to_string(longest_name) + " bytes",
                 std::to_string(name.size()));
  if (panels_.contains(name) || unusable_.contains(name))
    fields_.fail(named, "a name that is not taken", shown(name));
  if (panels_.size() == most_panels)
    fields_.fail(table, "at most " + std::to_string(most_panels) + " panels", "more");
  unusable_.insert(name);  // until all of it was read
  Stated stated;
  if (const toml::node* probabilities = table.get("probabilities")) {
    const toml::array& list = fields_.list(*probabilities, "a list of probabilities");
    if (list.size() > most_probabilities)
      fields_.fail(*probabilities, "at most " + std::to_string(most_probabilities) + " probabilities",
                   std::to_string(list.size()));
    stated.panel.probabilities.clear();
    for (const toml::node& one : list) stated.panel.probabilities.push_back(fields_.number(one));
  }
  if (const toml::node* overshoot = table.get("overshoot"))
    stated.panel.overshoot = fields_.number(*overshoot);
  if (const toml::node* cutoff = table.get("cutoff")) stated.options.cutoff = fields_.number(*cutoff);
  if (const toml::node* weights = table.get("weights")) {
    const std::string kind = fields_.text(*weights);
    if (kind != "global" && kind != "item" && kind != "equal")
      fields_.fail(*weights, "global, item or equal", shown(kind),
                   detail::nearest_hint(kind.substr(0, longest_name), {"global", "item", "equal"}));
    stated.options.weights = kind == "global" ? elicit::PanelWeights::global
                             : kind == "item" ? elicit::PanelWeights::item
                                              : elicit::PanelWeights::equal;
  }
  const toml::node& seeds = fields_.required(table, "seed");
  for (const toml::node& one : fields_.list(seeds, "a list of seed questions")) {
    const toml::table* seed = one.as_table();
    if (!seed)
      fields_.fail(one, "a seed question, such as { realisation = 24, quantiles = [[20, 23, 34], ...] }",
                   described(one));
    fields_.only(*seed, {"realisation", "quantiles", "background", "support", "description"},
                 "a seed question");
    elicit::PanelQuestion asked = question(*seed, fields_.required(*seed, "quantiles"));
    asked.realisation = fields_.number(fields_.required(*seed, "realisation"));
    stated.panel.questions.push_back(std::move(asked));
    if (stated.panel.questions.size() * stated.panel.questions[0].quantiles.size() > most_answers)
      fields_.fail(seeds, "at most " + std::to_string(most_answers) + " experts times seed questions",
                   "more");
  }
  fields_.located(seeds, "panel", [&] { return elicit::classical_model(stated.panel, stated.options); });
  unusable_.erase(name);
  panels_.emplace(name, std::move(stated));
}

Panels::PanelJudgement Panels::judged(const toml::table& parameter, const std::string& name) {
  const toml::node& named = fields_.required(parameter, "panel");
  const std::string wanted = fields_.text(named);
  const auto found = panels_.find(wanted);
  if (unusable_.contains(wanted)) throw ReadsUnusable();
  if (found == panels_.end()) {
    std::vector<std::string> known;
    for (const auto& [own, panel] : panels_) known.push_back(own);
    fields_.fail(
        named, known.empty() ? "a panel of the file, under [[panel]]" : "one of " + detail::joined(known),
        shown(wanted), detail::nearest_hint(std::string_view(wanted).substr(0, longest_name), known));
  }
  if (++judged_ > most_judged)
    fields_.fail(named, "at most " + std::to_string(most_judged) + " parameters judged by panels", "more");
  const toml::node& answers = fields_.required(parameter, "answers");
  Stated stated = found->second;
  stated.panel.questions.push_back(question(parameter, answers));
  const elicit::ClassicalModel model =
      fields_.located(answers, name, [&] { return elicit::classical_model(stated.panel, stated.options); });
  constexpr int few = 10;
  return {model.combined.back(), "panel " + wanted + ": " + model.sentence,
          model.seeds < few && stated.options.weights != elicit::PanelWeights::equal};
}

}  // namespace casus::io
