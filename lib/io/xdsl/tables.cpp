// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/xdsl/tables.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include <casus/detail/text.hpp>

#include "io/text/number.hpp"

namespace casus::io {

pugi::xml_node part(const XmlFile& file, const pugi::xml_node& of, const char* name) {
  const pugi::xml_node found = of.child(name);
  if (!found) file.fail(of, '<' + std::string(name) + "> in <" + of.name() + '>', "none");
  const pugi::xml_node second = found.next_sibling(name);
  if (second) file.fail(second, "one <" + std::string(name) + '>', "a second one");
  return found;
}

void XdslTables::read(std::size_t node, const Element& element) {
  if (is(element, "cpt"))
    probabilities(node, element);
  else if (is(element, "deterministic"))
    resulting_states(node, element);
  else
    noisy_max(node, element);
}

void XdslTables::probabilities(std::size_t node, const Element& element) {
  const Element numbers = part(file_, element, "probabilities");
  file_.for_each_word(numbers, [&](std::string_view word, std::size_t at) {
    draft_.take_number(node, probability(file_.source(), word, at), at);
  });
  draft_.close_rows(node, file_.position(numbers));
}

void XdslTables::resulting_states(std::size_t node, const Element& element) {
  const Element states = part(file_, element, "resultingstates");
  const std::vector<XmlText> words = file_.words(states);
  const std::size_t rows = draft_.combinations(node);
  if (words.size() != rows)
    file_.fail(states, plural(rows, "state", "states") + ", one for each combination of the parents'",
               std::to_string(words.size()));
  draft_.make_rows(node);
  for (std::size_t i = 0; i < rows; ++i)
    draft_.row(node, i)[draft_.known_state(node, words[i].text, words[i].at)] = 1;
}

void XdslTables::noisy_max(std::size_t node, const Element& element) {
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

std::vector<std::vector<std::size_t>> XdslTables::columns_of_states(std::size_t node,
                                                                    const Element& element) const {
  const Element strengths = part(file_, element, "strengths");
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
      const std::size_t state = whole_number(file_.source(), words[column].text, words[column].at, expected);
      if (state >= states || of_parent[state] != none)
        file_.source().fail(words[column].at, expected, shown(words[column].text));
      of_parent[state] = column;
    }
    columns.push_back(std::move(of_parent));
  }
  if (column != words.size())
    file_.source().fail(words[column].at, plural(column, "strength", "strengths"), "one more");
  return columns;
}

std::vector<double> XdslTables::sums_of_columns(std::size_t node, const Element& element) {
  const Element parameters = part(file_, element, "parameters");
  const StatedNode& child = draft_.node(node);
  const std::size_t states = child.states.size();
  std::size_t columns = 1;
  for (const std::size_t parent : child.parents) columns += draft_.node(parent).states.size();
  std::vector<double> numbers;
  std::vector<std::size_t> begins;
  file_.for_each_word(parameters, [&](std::string_view word, std::size_t at) {
    if (numbers.size() % states == 0) begins.push_back(at);
    numbers.push_back(probability(file_.source(), word, at));
  });
  if (numbers.size() != columns * states)
    file_.fail(parameters,
               plural(columns * states, "number", "numbers") +
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

}  // namespace casus::io
