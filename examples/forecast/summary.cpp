// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --check.

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <casus/io/fingerprint.hpp>

#include "forecast/request.hpp"

namespace forecast {

namespace {

using casus::Kind;

std::string counted(std::size_t count, const std::string& one, const std::string& more) {
  return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

// "5: 3 events, 2 quantities"
class Kinds {
public:
  void add(Kind kind) { ++counts_[static_cast<std::size_t>(kind)]; }
  std::string text() const {
    static const std::array<std::pair<const char*, const char*>, 4> names = {
        {{"event", "events"}, {"category", "categories"}, {"quantity", "quantities"}, {"count", "counts"}}};
    std::size_t all = 0;
    std::string text;
    for (std::size_t kind = 0; kind < names.size(); ++kind) {
      all += counts_[kind];
      if (counts_[kind] > 0)
        text += (text.empty() ? ": " : ", ") + counted(counts_[kind], names[kind].first, names[kind].second);
    }
    return std::to_string(all) + text;
  }

private:
  std::array<std::size_t, 4> counts_{};
};

Kinds kinds_of(const casus::Model& model) {
  Kinds kinds;
  for (const casus::Variable& variable : model.variables()) kinds.add(variable.kind());
  return kinds;
}

std::string parameter_count(const casus::Model& model) {
  std::size_t derived = 0;
  for (const casus::UncertainParameter& parameter : model.parameters())
    if (parameter.distribution.is_formula()) ++derived;
  return std::to_string(model.parameters().size()) +
         (derived > 0 ? ", " + std::to_string(derived) + " of them derived from others" : "") +
         (model.correlations().empty()
              ? ""
              : "; " + counted(model.correlations().size(), "correlation", "correlations"));
}

}  // namespace

std::string summary(const Input& input) {
  std::string text;
  const auto line = [&](const char* what, const std::string& value) {
    text += "  " + std::string(what) + std::string(12 - std::strlen(what), ' ') + value + '\n';
  };
  const casus::ModelFile& file = input.file;
  text += input.name + ": " +
          (input.network   ? "a network"
           : file.timeline ? "a model over time"
                           : "a model") +
          ", no errors\n";
  if (!file.title.empty()) line("title", file.title);
  if (file.timeline) {
    const casus::Timeline& timeline = *file.timeline;
    const casus::Model constants = timeline.constants();
    Kinds series;
    for (std::size_t i = 0; i < timeline.series().size(); ++i)
      series.add(timeline.kind(static_cast<casus::Index>(i)));
    line("time", counted(static_cast<std::size_t>(file.steps), timeline.unit(), timeline.unit() + 's') +
                     ": " + timeline.label(0) +
                     (file.steps > 1 ? " to " + timeline.label(file.steps - 1) : ""));
    line("series", series.text());
    line("variables", kinds_of(constants).text());
    line("parameters", parameter_count(constants));
  } else {
    line("variables", kinds_of(file.model).text());
    line("parameters", parameter_count(file.model));
  }
  line("questions", std::to_string(file.questions.size()));
  const auto print = file.timeline ? fingerprint(*file.timeline, file.steps) : fingerprint(file.model);
  std::array<char, 17> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(print));
  line("fingerprint", hex.data());
  line("warnings", std::to_string(file.warnings.size()));
  for (const std::string& warning : file.warnings) text += "    " + warning + '\n';
  return text;
}

}  // namespace forecast
