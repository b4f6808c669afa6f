// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/uai.hpp>

#include <casus/detail/text.hpp>

#include "io/network/tables.hpp"

namespace casus {

namespace {

using io::StatedNode;

std::string uai_text(const std::vector<StatedNode>& nodes) {
  std::string text = "BAYES\n" + std::to_string(nodes.size()) + '\n';
  for (std::size_t i = 0; i < nodes.size(); ++i)
    text += std::to_string(nodes[i].states.size()) + (i + 1 < nodes.size() ? ' ' : '\n');
  text += std::to_string(nodes.size()) + '\n';
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    text += std::to_string(nodes[i].parents.size() + 1);
    for (const std::size_t parent : nodes[i].parents) text += ' ' + std::to_string(parent);
    text += ' ' + std::to_string(i) + '\n';
  }
  for (const StatedNode& node : nodes) {
    text += '\n' + std::to_string(node.probabilities.size()) + '\n';
    for (std::size_t i = 0; i < node.probabilities.size(); ++i)
      text += detail::number(node.probabilities[i]) + ((i + 1) % node.states.size() == 0 ? '\n' : ' ');
  }
  return text;
}

}  // namespace

std::string to_uai(const Network& network) { return uai_text(io::written(network).nodes); }

std::string to_uai(const Model& model) { return uai_text(io::written(model, {}).nodes); }

}  // namespace casus
