// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/names.hpp"

#include <casus/detail/index.hpp>

namespace casus {

NodePtr Names::find(std::string_view name) const {
  if (const NodePtr node = scope_.find(name); node && !node->series) return node;
  return scope_.find_parameter(name);
}

bool Names::is_taken(std::string_view name) const { return scope_.find(name) || scope_.find_parameter(name); }

std::string Names::category_with(std::string_view state) const {
  for (const Declaration& variable : scope_.variables())
    if (variable.kind == Kind::category)
      for (const std::string& label : variable.states())
        if (label == state) return variable.name();
  return {};
}

std::vector<std::string> Names::variables() const {
  std::vector<std::string> names;
  for (const Declaration& variable : scope_.variables()) names.push_back(variable.name());
  return names;
}

std::vector<std::string> Names::parameters() const {
  std::vector<std::string> names;
  for (const NodePtr& parameter : scope_.parameters()) names.push_back(parameter->name);
  return names;
}

const std::vector<std::string>& Names::functions() const {
  static const std::vector<std::string> none;
  return none;
}

NodePtr Names::reference(const Token&, TokenReader&) { return nullptr; }

void Names::check_alone(const Token&, const TokenReader&) const {}

const std::vector<std::string>& TimelineNames::functions() const {
  static const std::vector<std::string> all = {"last"};
  return all;
}

NodePtr TimelineNames::reference(const Token&, TokenReader& text) {
  const Token name = text.take();
  if (!name.is_name()) text.text().fail(name.begin, "the name of a series", text.got(name));
  const auto series = timeline_.find(name.text);
  return series ? scope_.variable(timeline_.series()[detail::at(*series)].last).node : nullptr;
}

}  // namespace casus
