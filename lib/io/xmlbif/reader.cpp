// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xmlbif.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <casus/detail/index.hpp>

#include "io/network/draft.hpp"
#include "io/text/number.hpp"
#include "io/text/xml.hpp"

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
    if (!version.empty() && version != "0.3" && version != "0.2")
      file_.source().fail(file_.attribute(root, "VERSION").at, "version 0.2 or 0.3 of XMLBIF",
                          io::shown(version));
    Element network;
    for (const Element& element : io::XmlFile::elements(root)) {
      if (!is(element, "NETWORK")) file_.fail_unknown(element, {"NETWORK"});
      if (network) file_.fail(element, "one NETWORK", "a second one");
      network = element;
    }
    if (!network) file_.fail(root, "a NETWORK", "none");

    std::string name;
    std::vector<Element> definitions;  // PROBABILITY in version 0.2
    for (const Element& element : io::XmlFile::elements(network)) {
      if (is(element, "NAME"))
        name = file_.text(element).text;
      else if (is(element, "VARIABLE"))
        variable(element);
      else if (is(element, "DEFINITION") || is(element, "PROBABILITY"))
        definitions.push_back(element);
      else if (!is(element, "PROPERTY"))
        file_.fail_unknown(element, {"NAME", "PROPERTY", "VARIABLE", "DEFINITION"});
    }
    if (draft_.nodes().empty()) file_.fail(network, "a VARIABLE", "none");
    for (const Element& element : definitions)
      if (is(element, "PROBABILITY"))
        probability(element);
      else
        definition(element);
    return draft_.finish(name);
  }

private:
  void variable(const Element& element) {
    const std::string type = element.attribute("TYPE").value();
    if (!type.empty() && type != "nature")
      file_.source().fail(
          file_.attribute(element, "TYPE").at, "a variable of the type 'nature'", io::shown(type),
          "a Bayesian network has no decisions and utilities; set variables with `do` in a question");
    std::vector<XmlText> names, states;
    for (const Element& part : io::XmlFile::elements(element)) {
      if (is(part, "NAME"))
        names.push_back(file_.text(part));
      else if (is(part, "OUTCOME") || is(part, "VALUE"))
        states.push_back(file_.text(part));
      else if (is(part, "TYPE"))
        discrete(part);
      else if (!is(part, "PROPERTY"))
        file_.fail_unknown(part, {"NAME", "TYPE", "OUTCOME", "VALUE", "PROPERTY"});
    }
    const XmlText& name = one(element, names, "NAME");
    const std::size_t node = draft_.declare(name.text, name.at);
    for (const XmlText& state : states) draft_.add_state(node, state.text, state.at);
    draft_.check_states(node, file_.position(element));
  }

  // Checks the type of a variable in version 0.2.
  void discrete(const Element& element) const {
    const XmlText type = file_.text(element);
    if (type.text != "discrete")
      file_.source().fail(type.at, "discrete as the TYPE", io::shown(type.text),
                          "only discrete variables are read");
  }

  void definition(const Element& element) {
    const Stated stated = parts_of(element, {"TABLE"});
    const std::size_t node = opened(element, stated.children, stated.parents);
    const Element& table = one(element, stated.tables.at("TABLE"), "TABLE");
    file_.for_each_word(table, [&](std::string_view word, std::size_t at) {
      draft_.take_number(node, io::probability(file_.source(), word, at), at);
    });
    draft_.close_rows(node, file_.position(table));
  }

  /// The content of an element with a table.
  struct Stated {
    std::vector<XmlText> children, parents;
    std::map<std::string, std::vector<Element>> tables;  // by the element's name
  };

  /// `tables`: names of the elements that may contain numbers.
  Stated parts_of(const Element& element, const std::vector<std::string>& tables) const {
    Stated stated;
    for (const std::string& name : tables) stated.tables[name];
    for (const Element& part : io::XmlFile::elements(element)) {
      if (is(part, "FOR")) {
        stated.children.push_back(file_.text(part));
      } else if (is(part, "GIVEN")) {
        stated.parents.push_back(file_.text(part));
      } else if (const auto table = stated.tables.find(part.name()); table != stated.tables.end()) {
        table->second.push_back(part);
      } else if (!is(part, "PROPERTY")) {
        std::vector<std::string> known{"FOR", "GIVEN"};
        known.insert(known.end(), tables.begin(), tables.end());
        known.push_back("PROPERTY");
        file_.fail_unknown(part, known);
      }
    }
    return stated;
  }

  /// Opens the table of the node that an element describes, and returns the node's number.
  std::size_t opened(const Element& element, const std::vector<XmlText>& children,
                     const std::vector<XmlText>& parents) {
    const XmlText& child = one(element, children, "FOR");
    const std::size_t node = draft_.known(child.text, child.at);
    draft_.open_table(node, file_.position(element));
    for (const XmlText& parent : parents)
      draft_.add_parent(node, draft_.known(parent.text, parent.at), parent.at);
    return node;
  }

  // ---- version 0.2, which is BIF 0.15 in XML

  void probability(const Element& element) {
    const Stated stated = parts_of(element, {"TABLE", "ENTRY", "DEFAULT"});
    const auto& tables = stated.tables.at("TABLE");
    const auto &entries = stated.tables.at("ENTRY"), &defaults = stated.tables.at("DEFAULT");
    const std::size_t node = opened(element, stated.children, stated.parents);
    draft_.make_rows(node);
    if (entries.empty() && defaults.empty()) return whole_table(node, one(element, tables, "TABLE"));
    if (!tables.empty()) file_.fail(tables[0], "either a TABLE, or ENTRY and DEFAULT", "both");
    rows(node, element, entries, defaults);
  }

  // Reads a table with the child's states slowest and the last parent's fastest, as in BIF.
  void whole_table(std::size_t node, const Element& table) {
    const std::size_t states = draft_.node(node).states.size(), rows = draft_.combinations(node);
    const std::vector<double> values = numbers(table, states * rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::span<double> into = draft_.row(node, row);
      for (std::size_t state = 0; state < states; ++state) into[state] = values[state * rows + row];
      draft_.normalise(into, file_.position(table), [&] { return draft_.where_text(node, row); });
    }
  }

  void rows(std::size_t node, const Element& element, const std::vector<Element>& entries,
            const std::vector<Element>& defaults) {
    if (defaults.size() > 1) file_.fail(defaults[1], "one DEFAULT", "a second one");
    std::vector<bool> stated(draft_.combinations(node));
    for (const Element& entry : entries) {
      const std::size_t combination = combination_of(node, entry);
      if (stated[combination])
        file_.fail(entry, "each combination of states once",
                   "one more" + draft_.where_text(node, combination));
      stated[combination] = true;
      take_row(node, combination, entry);
    }
    for (std::size_t i = 0; i < stated.size(); ++i) {
      if (stated[i]) continue;
      if (defaults.empty())
        file_.fail(element, "an ENTRY for every combination of states", "none" + draft_.where_text(node, i));
      take_row(node, i, defaults[0]);
    }
  }

  std::size_t combination_of(std::size_t node, const Element& entry) const {
    const std::vector<std::size_t>& parents = draft_.node(node).parents;
    std::size_t combination = 0, given = 0;
    for (const Element& part : io::XmlFile::elements(entry)) {
      if (!is(part, "VALUE")) continue;
      if (given == parents.size()) break;
      const XmlText state = file_.text(part);
      combination = combination * draft_.node(parents[given]).states.size() +
                    draft_.known_state(parents[given], state.text, state.at);
      ++given;
    }
    const std::size_t all =
        detail::at(std::distance(entry.children("VALUE").begin(), entry.children("VALUE").end()));
    if (all != parents.size())
      file_.fail(entry, io::plural(parents.size(), "VALUE", "VALUEs") + ", one for each GIVEN",
                 std::to_string(all));
    return combination;
  }

  void take_row(std::size_t node, std::size_t combination, const Element& of) {
    const Element table = of.child("TABLE");
    if (!table) file_.fail(of, "a TABLE in " + std::string(of.name()), "none");
    const std::span<double> into = draft_.row(node, combination);
    const std::vector<double> values = numbers(table, into.size());
    std::copy(values.begin(), values.end(), into.begin());
    draft_.normalise(into, file_.position(table), [&] { return draft_.where_text(node, combination); });
  }

  std::vector<double> numbers(const Element& table, std::size_t count) const {
    std::vector<double> values;
    file_.for_each_word(table, [&](std::string_view word, std::size_t at) {
      values.push_back(io::probability(file_.source(), word, at));
    });
    if (values.size() != count)
      file_.fail(table, io::plural(count, "number", "numbers") + " in a TABLE",
                 std::to_string(values.size()));
    return values;
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
