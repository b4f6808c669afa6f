// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xdsl.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/draft.hpp"
#include "io/number.hpp"
#include "io/xml.hpp"

namespace casus {

namespace {

using io::is;
using io::StatedNode;
using io::XmlText;
using Element = pugi::xml_node;

class XdslReader {
public:
  XdslReader(std::string_view text, const std::string& file_name) : file_(text, file_name) {}

  Network network() {
    const Element root = file_.root("smile");
    Element nodes;
    for (const Element& element : io::XmlFile::elements(root)) {
      if (is(element, "dynamic"))
        file_.fail(element, "a network without time", "<dynamic>",
                   "state a dynamic network as a model file (.toml) with a timeline");
      if (is(element, "nodes") && nodes) file_.fail(element, "one <nodes>", "a second one");
      if (is(element, "nodes"))
        nodes = element;
      else if (!is(element, "extensions") && !is(element, "property") && !is(element, "cases"))
        file_.fail_unknown(element, {"nodes", "extensions", "property", "cases"});
    }
    if (!nodes) file_.fail(root, "<nodes>", "none");
    const std::vector<Element> all = io::XmlFile::elements(nodes);
    for (const Element& element : all) declare(element);
    if (all.empty()) file_.fail(nodes, "a node", "none");
    for (std::size_t node = 0; node < all.size(); ++node) table(node, all[node]);
    return draft_.finish(root.attribute("id").value());
  }

private:
  void declare(const Element& element) {
    static const std::vector<std::string> known = {"cpt", "deterministic", "noisymax"};
    if (std::find(known.begin(), known.end(), element.name()) == known.end()) {
      const std::string what = unsupported(element);
      file_.fail(element, "a discrete node (cpt, deterministic or noisymax)",
                 '<' + io::clipped(element.name()) + '>',
                 what.empty() ? io::nearest(element.name(), known) : what);
    }
    const XmlText id = file_.attribute(element, "id");
    const std::size_t node = draft_.declare(id.text, id.at);
    for (const Element& state : io::XmlFile::elements(element)) {
      if (!is(state, "state")) continue;
      const XmlText name = file_.attribute(state, "id");
      draft_.add_state(node, name.text, name.at);
    }
    draft_.check_states(node, file_.position(element));
  }

  /// What stands in influence diagrams and hybrid networks, and not in a Bayesian network of discrete nodes.
  static std::string unsupported(const Element& element) {
    static const std::array<std::pair<const char*, const char*>, 6> known = {
        {{"decision",
          "a decision is no chance node: ask what is set by `do`, instead of an influence diagram"},
         {"utility", "a utility is no chance node: state it as a quantity of a model file (.toml)"},
         {"mau", "a utility is no chance node: state it as a quantity of a model file (.toml)"},
         {"equation", "an equation is a formula: state it as a quantity of a model file (.toml)"},
         {"demorgan", "a DeMorgan node: have GeNIe change its type to general"},
         {"noisyadder", "a noisy adder: have GeNIe change its type to general"}}};
    for (const auto& [name, what] : known)
      if (is(element, name)) return what;
    return {};
  }

  void table(std::size_t node, const Element& element) {
    draft_.open_table(node, file_.position(element));
    if (element.child("parents"))
      file_.for_each_word(part(element, "parents"), [&](std::string_view word, std::size_t at) {
        draft_.add_parent(node, draft_.known(word, at), at);
      });
    if (is(element, "cpt"))
      probabilities(node, element);
    else if (is(element, "deterministic"))
      resulting_states(node, element);
    else
      noisy_max(node, element);
  }

  Element part(const Element& of, const char* name) const {
    const Element found = of.child(name);
    if (!found) file_.fail(of, '<' + std::string(name) + "> in <" + of.name() + '>', "none");
    const Element second = found.next_sibling(name);
    if (second) file_.fail(second, "one <" + std::string(name) + '>', "a second one");
    return found;
  }

  void probabilities(std::size_t node, const Element& element) {
    const Element numbers = part(element, "probabilities");
    file_.for_each_word(numbers, [&](std::string_view word, std::size_t at) {
      draft_.take_number(node, io::probability(file_.source(), word, at), at);
    });
    draft_.close_rows(node, file_.position(numbers));
  }

  void resulting_states(std::size_t node, const Element& element) {
    const Element states = part(element, "resultingstates");
    const std::vector<XmlText> words = file_.words(states);
    const std::size_t rows = draft_.combinations(node);
    if (words.size() != rows)
      file_.fail(states, io::plural(rows, "state", "states") + ", one for each combination of the parents'",
                 std::to_string(words.size()));
    draft_.make_rows(node);
    for (std::size_t i = 0; i < rows; ++i)
      draft_.row(node, i)[draft_.known_state(node, words[i].text, words[i].at)] = 1;
  }

  // ---- noisy-max

  void noisy_max(std::size_t node, const Element& element) {
    const std::vector<std::vector<std::size_t>> columns = columns_of_states(node, element);
    const std::size_t states = draft_.node(node).states.size();
    const std::vector<double> from = sums_of_columns(node, element);
    const std::size_t rows = draft_.combinations(node);
    draft_.make_rows(node);
    std::vector<double> at_least(states);
    for (std::size_t row = 0; row < rows; ++row) {
      std::copy(from.end() - static_cast<std::ptrdiff_t>(states), from.end(), at_least.begin());
      std::size_t rest = row;
      for (std::size_t i = columns.size(); i-- > 0;) {
        const std::size_t column = columns[i][rest % columns[i].size()];
        rest /= columns[i].size();
        for (std::size_t state = 0; state < states; ++state) at_least[state] *= from[column * states + state];
      }
      const std::span<double> into = draft_.row(node, row);
      for (std::size_t state = 0; state < states; ++state)
        into[state] = at_least[state] - (state + 1 < states ? at_least[state + 1] : 0);
    }
  }

  /// For each parent, which column of the parameters each of its states has.
  std::vector<std::vector<std::size_t>> columns_of_states(std::size_t node, const Element& element) const {
    const Element strengths = part(element, "strengths");
    const std::vector<XmlText> words = file_.words(strengths);
    std::vector<std::vector<std::size_t>> columns;
    std::size_t column = 0;
    for (const std::size_t parent : draft_.node(node).parents) {
      const StatedNode& stated = draft_.node(parent);
      const std::size_t states = stated.states.size(), none = words.size();
      std::vector<std::size_t> of_parent(states, none);
      for (std::size_t i = 0; i < states; ++i, ++column) {
        const std::string expected = "the states of " + detail::quoted(stated.name) + ", from 0 to " +
                                     std::to_string(states - 1) + ", each once";
        if (column == words.size()) file_.fail(strengths, expected, "too few numbers");
        const std::size_t state =
            io::whole_number(file_.source(), words[column].text, words[column].at, expected);
        if (state >= states || of_parent[state] != none)
          file_.source().fail(words[column].at, expected, io::shown(words[column].text));
        of_parent[state] = column;
      }
      columns.push_back(std::move(of_parent));
    }
    if (column != words.size())
      file_.source().fail(words[column].at, io::plural(column, "strength", "strengths"), "one more");
    return columns;
  }

  /// For each column of the parameters, the leak's last, the sums of its numbers from each state on.
  std::vector<double> sums_of_columns(std::size_t node, const Element& element) {
    const Element parameters = part(element, "parameters");
    const StatedNode& child = draft_.node(node);
    const std::size_t states = child.states.size();
    std::size_t columns = 1;
    for (const std::size_t parent : child.parents) columns += draft_.node(parent).states.size();
    std::vector<double> numbers;
    std::vector<std::size_t> begins;
    file_.for_each_word(parameters, [&](std::string_view word, std::size_t at) {
      if (numbers.size() % states == 0) begins.push_back(at);
      numbers.push_back(io::probability(file_.source(), word, at));
    });
    if (numbers.size() != columns * states)
      file_.fail(parameters,
                 io::plural(columns * states, "number", "numbers") +
                     ", a column for each state of each parent and one for the leak",
                 std::to_string(numbers.size()));
    for (std::size_t column = 0; column < columns; ++column)
      draft_.normalise(std::span(numbers).subspan(column * states, states), begins[column]);
    std::size_t last = 0;
    for (const std::size_t parent : child.parents) {
      last += draft_.node(parent).states.size();
      if (numbers[last * states - 1] != 1)
        file_.source().fail(begins[last - 1],
                            "a last column of " + detail::quoted(draft_.node(parent).name) +
                                " that has no effect: 1 for " + detail::quoted(child.states.back()) +
                                ", 0 for other states",
                            detail::number(numbers[last * states - 1]) + " for it");
    }
    for (std::size_t column = 0; column < columns; ++column) {
      for (std::size_t state = states - 1; state-- > 0;)
        numbers[column * states + state] =
            (std::min)(numbers[column * states + state] + numbers[column * states + state + 1], 1.0);
      numbers[column * states] = 1;
    }
    return numbers;
  }

  io::XmlFile file_;
  io::Draft draft_{file_.source(), "node"};
};

}  // namespace

Network read_xdsl(std::string_view text, const std::string& file_name) {
  return XdslReader(text, file_name).network();
}

Network read_xdsl(std::istream& in, const std::string& file_name) {
  return read_xdsl(io::read_all(in, file_name), file_name);
}

Network read_xdsl(const std::filesystem::path& file) { return read_xdsl(io::read_all(file), file.string()); }

}  // namespace casus
