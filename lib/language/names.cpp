// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/names.hpp"

#include <casus/detail/index.hpp>

namespace casus {

NodePtr Names::find(std::string_view name) const {
  if (const NodePtr node = model_.find(name); node && !node->spelling) return node;
  return model_.find_parameter(name);
}

bool Names::is_taken(std::string_view name) const { return model_.find(name) || model_.find_parameter(name); }

Kind Names::kind(const Node& variable) const { return model_.variables()[detail::at(variable.index)].kind(); }

std::string Names::category_with(std::string_view state) const {
  for (const Variable& variable : model_.variables())
    if (variable.kind() == Kind::category)
      for (const std::string& label : variable.states)
        if (label == state) return variable.name;
  return {};
}

std::vector<std::string> Names::variables() const {
  std::vector<std::string> names;
  for (const Variable& variable : model_.variables()) names.push_back(variable.name);
  return names;
}

std::vector<std::string> Names::parameters() const {
  std::vector<std::string> names;
  for (const UncertainParameter& parameter : model_.parameters()) names.push_back(parameter.name);
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
  const NodePtr found = model_.find("last(" + std::string(name.text) + ')');
  return found && found->spelling ? found : nullptr;
}

}  // namespace casus
