// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xmlbif.hpp>

#include <string>
#include <vector>

#include "io/draft.hpp"
#include "io/number.hpp"
#include "io/xml.hpp"

namespace casus {

namespace {

using io::is;
using io::XmlText;
using Element = pugi::xml_node;

class XmlbifReader {
public:
  XmlbifReader(std::string_view text, const std::string& file_name) : file_(text, file_name) {}

  Network network() {
    const Element root = file_.root("BIF");
    const std::string version = root.attribute("VERSION").value();
    if (!version.empty() && version != "0.3")
      file_.source().fail(file_.attribute(root, "VERSION").at, "version 0.3 of XMLBIF", io::shown(version));
    Element network;
    for (const Element& element : io::XmlFile::elements(root)) {
      if (!is(element, "NETWORK")) file_.fail_unknown(element, {"NETWORK"});
      if (network) file_.fail(element, "one NETWORK", "a second one");
      network = element;
    }
    if (!network) file_.fail(root, "a NETWORK", "none");

    std::string name;
    std::vector<Element> definitions;
    for (const Element& element : io::XmlFile::elements(network)) {
      if (is(element, "NAME"))
        name = file_.text(element).text;
      else if (is(element, "VARIABLE"))
        variable(element);
      else if (is(element, "DEFINITION"))
        definitions.push_back(element);
      else if (!is(element, "PROPERTY"))
        file_.fail_unknown(element, {"NAME", "PROPERTY", "VARIABLE", "DEFINITION"});
    }
    if (draft_.nodes().empty()) file_.fail(network, "a VARIABLE", "none");
    for (const Element& element : definitions) definition(element);
    return draft_.finish(name);
  }

private:
  void variable(const Element& element) {
    const std::string type = element.attribute("TYPE").value();
    if (!type.empty() && type != "nature")
      file_.source().fail(file_.attribute(element, "TYPE").at, "a variable of the type 'nature'",
                          io::shown(type), "decisions and utilities are not supported");
    std::vector<XmlText> names, states;
    for (const Element& part : io::XmlFile::elements(element)) {
      if (is(part, "NAME"))
        names.push_back(file_.text(part));
      else if (is(part, "OUTCOME") || is(part, "VALUE"))
        states.push_back(file_.text(part));
      else if (!is(part, "PROPERTY"))
        file_.fail_unknown(part, {"NAME", "OUTCOME", "VALUE", "PROPERTY"});
    }
    const XmlText& name = one(element, names, "NAME");
    const std::size_t node = draft_.declare(name.text, name.at);
    for (const XmlText& state : states) draft_.add_state(node, state.text, state.at);
    draft_.check_states(node, file_.position(element));
  }

  void definition(const Element& element) {
    std::vector<XmlText> children, parents;
    std::vector<Element> tables;
    for (const Element& part : io::XmlFile::elements(element)) {
      if (is(part, "FOR"))
        children.push_back(file_.text(part));
      else if (is(part, "GIVEN"))
        parents.push_back(file_.text(part));
      else if (is(part, "TABLE"))
        tables.push_back(part);
      else if (!is(part, "PROPERTY"))
        file_.fail_unknown(part, {"FOR", "GIVEN", "TABLE", "PROPERTY"});
    }
    const XmlText& child = one(element, children, "FOR");
    const std::size_t node = draft_.known(child.text, child.at);
    draft_.open_table(node, file_.position(element));
    for (const XmlText& parent : parents)
      draft_.add_parent(node, draft_.known(parent.text, parent.at), parent.at);
    const Element& table = one(element, tables, "TABLE");
    file_.for_each_word(table, [&](std::string_view word, std::size_t at) {
      draft_.take_number(node, io::probability(file_.source(), word, at), at);
    });
    draft_.close_rows(node, file_.position(table));
  }

  template <class Part>
  const Part& one(const Element& of, const std::vector<Part>& parts, const std::string& name) const {
    if (parts.size() != 1)
      file_.fail(of, "one " + name + " in a " + of.name(),
                 parts.empty() ? "none" : std::to_string(parts.size()));
    return parts[0];
  }

  io::XmlFile file_;
  io::Draft draft_{file_.source(), "DEFINITION"};
};

}  // namespace

Network read_xmlbif(std::string_view text, const std::string& file_name) {
  return XmlbifReader(text, file_name).network();
}

Network read_xmlbif(std::istream& in, const std::string& file_name) {
  return read_xmlbif(io::read_all(in, file_name), file_name);
}

Network read_xmlbif(const std::filesystem::path& file) {
  return read_xmlbif(io::read_all(file), file.string());
}

}  // namespace casus
