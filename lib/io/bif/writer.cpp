// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/bif.hpp>

#include <casus/detail/text.hpp>

#include "io/network/tables.hpp"

namespace casus {

namespace {

using io::StatedNode;

/// Returns a name as it is written: in quotes if it would otherwise not be one word, or be read as
/// a wildcard.
std::string name_text(const std::string& name) {
  const bool is_word = name.find_first_of("{}(),;|\" ") == std::string::npos &&
                       name.find("//") == std::string::npos && name.find("/*") == std::string::npos &&
                       name != "*";
  return is_word ? name : '"' + name + '"';
}

std::string names_text(const std::vector<std::string>& names) {
  std::vector<std::string> texts;
  for (const std::string& name : names) texts.push_back(name_text(name));
  return detail::joined(texts);
}

void add_numbers(std::string& text, const StatedNode& node, std::size_t row) {
  const std::size_t states = node.states.size();
  for (std::size_t state = 0; state < states; ++state)
    text += (state > 0 ? ", " : " ") + detail::number(node.probabilities[row * states + state]);
  text += ";\n";
}

std::string bif_text(const io::WrittenNetwork& network) {
  const std::vector<StatedNode>& nodes = network.nodes;
  std::string text = "network " + (network.name.empty() ? "unknown" : name_text(network.name)) + " {\n}\n";
  for (const StatedNode& node : nodes)
    text += "variable " + name_text(node.name) + " {\n  type discrete [ " +
            std::to_string(node.states.size()) + " ] { " + names_text(node.states) + " };\n}\n";
  for (const StatedNode& node : nodes) {
    text += "probability ( " + name_text(node.name);
    std::vector<std::string> parents;
    for (const std::size_t parent : node.parents) parents.push_back(nodes[parent].name);
    if (!parents.empty()) text += " | " + names_text(parents);
    text += " ) {\n";
    for (std::size_t row = 0; row < node.probabilities.size() / node.states.size(); ++row) {
      text += parents.empty() ? "  table" : "  (" + names_text(io::combination(nodes, node, row)) + ')';
      add_numbers(text, node, row);
    }
    text += "}\n";
  }
  return text;
}

}  // namespace

std::string to_bif(const Network& network) { return bif_text(io::written(network)); }

std::string to_bif(const Model& model, const std::string& name) { return bif_text(io::written(model, name)); }

}  // namespace casus
