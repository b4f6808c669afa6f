// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xmlbif.hpp>

#include <casus/detail/text.hpp>

#include "io/network/tables.hpp"
#include "io/text/xml.hpp"

namespace casus {

namespace {

using io::StatedNode;

/// Returns "<NAME>a</NAME>". Readers ignore spaces around a text.
std::string element(const std::string& name, const std::string& text, const std::string& of) {
  if (text.starts_with(' ') || text.ends_with(' '))
    throw Error(of, "names without spaces at their ends, because XMLBIF cannot state others",
                detail::quoted(text));
  return '<' + name + '>' + io::xml_text(text) + "</" + name + '>';
}

std::string xmlbif_text(const io::WrittenNetwork& network) {
  const std::vector<StatedNode>& nodes = network.nodes;
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BIF VERSION=\"0.3\">\n<NETWORK>\n";
  text += element("NAME", network.name, "the network's name") + '\n';
  for (const StatedNode& node : nodes) {
    text += "<VARIABLE TYPE=\"nature\">\n  " + element("NAME", node.name, node.name) + '\n';
    for (const std::string& state : node.states) text += "  " + element("OUTCOME", state, node.name) + '\n';
    text += "</VARIABLE>\n";
  }
  for (const StatedNode& node : nodes) {
    text += "<DEFINITION>\n  " + element("FOR", node.name, node.name) + '\n';
    for (const std::size_t parent : node.parents)
      text += "  " + element("GIVEN", nodes[parent].name, node.name) + '\n';
    text += "  <TABLE>\n";
    for (std::size_t i = 0; i < node.probabilities.size(); ++i)
      text += detail::number(node.probabilities[i]) + ((i + 1) % node.states.size() == 0 ? '\n' : ' ');
    text += "  </TABLE>\n</DEFINITION>\n";
  }
  return text + "</NETWORK>\n</BIF>\n";
}

}  // namespace

std::string to_xmlbif(const Network& network) { return xmlbif_text(io::written(network)); }

std::string to_xmlbif(const Model& model, const std::string& name) {
  return xmlbif_text(io::written(model, name));
}

}  // namespace casus
