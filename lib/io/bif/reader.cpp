// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/bif.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <casus/detail/index.hpp>

#include "io/network/draft.hpp"
#include "io/network/noisy_rows.hpp"
#include "io/text/number.hpp"
#include "io/text/token.hpp"

// A recursive-descent parser with one function per rule. Keywords are not case-sensitive.
//
//     file        := {network | variable | probability}
//     network     := "network" [name] "{" {property} "}"
//     variable    := "variable" name "{" {property}
//                    "type" "discrete" "[" count "]" "{" names "}" ";" {property} "}"
//     probability := "probability" "(" name ["|" names] ")"
//                    "{" {property | table | default | row} "}"
//     table       := "table" numbers ";"
//     default     := "default" numbers ";"
//     row         := "(" (state | "*") {[","] (state | "*")} ")" numbers ";"
//     property    := "property" anything ";"
//     names       := name {[","] name}
//     numbers     := number {["," | "|"] number}
namespace casus {

namespace {

using io::FileToken;
using io::got;
using io::is_space;
using io::plural;
using io::shown;
using io::Source;
using io::StatedNode;

/// Returns whether a token is this keyword, which is given in lower case.
bool is_keyword(const FileToken& token, std::string_view word) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  };
  return token.kind == FileToken::Kind::word &&
         std::equal(token.text.begin(), token.text.end(), word.begin(), word.end(), same);
}

class BifLexer {
public:
  explicit BifLexer(const Source& source) : source_(source), text_(source.text()) {}

  /// Returns the next token from `at` on. Brackets are part of words, except around the number of
  /// states of a type (`brackets`).
  FileToken next(std::size_t at, bool brackets = false) const {
    at = skip_blank(at);
    if (at == text_.size()) return {FileToken::Kind::end, {}, at, at};
    if (text_[at] == '"') return quoted(at);
    if (is_symbol(text_[at], brackets)) return {FileToken::Kind::symbol, text_.substr(at, 1), at, at + 1};
    std::size_t end = at + 1;
    while (end < text_.size() && !ends_word(end, brackets)) ++end;
    return {FileToken::Kind::word, text_.substr(at, end - at), at, end};
  }

private:
  static bool is_symbol(char c, bool brackets) {
    switch (c) {
      case '{':
      case '}':
      case '(':
      case ')':
      case ',':
      case ';':
      case '|': return true;
      case '[':
      case ']': return brackets;
      default: return false;
    }
  }
  bool starts_comment(std::size_t at) const {
    return text_[at] == '/' && at + 1 < text_.size() && (text_[at + 1] == '/' || text_[at + 1] == '*');
  }
  bool ends_word(std::size_t at, bool brackets) const {
    const char c = text_[at];
    return is_space(c) || is_symbol(c, brackets) || c == '"' || starts_comment(at);
  }

  std::size_t skip_blank(std::size_t at) const {
    for (;;) {
      while (at < text_.size() && is_space(text_[at])) ++at;
      if (at == text_.size() || !starts_comment(at)) return at;
      at = text_[at + 1] == '/' ? (std::min)(text_.find('\n', at), text_.size()) : skip_comment(at);
    }
  }
  std::size_t skip_comment(std::size_t begin) const {
    std::size_t depth = 0;
    for (std::size_t at = begin; at + 1 < text_.size(); ++at) {
      if (text_[at] == '/' && text_[at + 1] == '*') {
        ++depth;
        ++at;
      } else if (text_[at] == '*' && text_[at + 1] == '/') {
        --depth;
        ++at;
        if (depth == 0) return at + 1;
      }
    }
    source_.fail(begin, "a comment that ends in */", "the end of the file", "comments nest");
  }

  FileToken quoted(std::size_t begin) const {
    const std::size_t close = text_.find('"', begin + 1);
    if (close == std::string_view::npos)
      source_.fail(begin, "a name that ends in a double quote", shown(text_.substr(begin)));
    return {FileToken::Kind::quoted, text_.substr(begin + 1, close - begin - 1), begin, close + 1};
  }

  const Source& source_;
  std::string_view text_;
};

class BifParser : io::TokenParser<BifLexer> {
public:
  BifParser(std::string_view text, const std::string& file_name) : TokenParser(text, file_name) {}

  Network network() {
    blocks();
    for (const std::size_t begin : probability_blocks_) {
      token_ = lexer_.next(begin);
      probability();
    }
    return draft_.finish(name_);
  }

private:
  // ---- tokens

  FileToken take_bracketed() {
    const FileToken token = token_;
    token_ = lexer_.next(token.end, true);
    return token;
  }

  // ---- blocks

  // Tables may precede the variables that they refer to, so they are read after all variables.
  void blocks() {
    static const std::vector<std::string> known = {"network", "variable", "probability"};
    bool named = false;
    while (token_.kind != FileToken::Kind::end) {
      if (is_keyword(token_, "network")) {
        if (named) fail("one network block");
        named = true;
        network_block();
      } else if (is_keyword(token_, "variable")) {
        variable();
      } else if (is_keyword(token_, "probability")) {
        probability_blocks_.push_back(token_.begin);
        skip_block();
      } else {
        fail("a block: network, variable or probability",
             token_.kind == FileToken::Kind::word ? io::nearest(token_.text, known) : std::string());
      }
    }
    if (draft_.nodes().empty()) fail("a variable");
  }

  void skip_block() {
    const FileToken block = take();
    while (!token_.is_symbol('{')) {
      if (token_.kind == FileToken::Kind::end) fail("'{' after " + std::string(block.text));
      take();
    }
    const FileToken open = take();
    while (!token_.is_symbol('}')) {
      if (token_.kind == FileToken::Kind::end || token_.is_symbol('{'))
        fail("'}', for the block that opens at " + line_and_column(open));
      take();
    }
    take();
  }
  std::string line_and_column(const FileToken& token) const {
    return source_.position(token.begin).substr(source_.file_name().size() + 1);
  }

  void property() {
    take();
    while (!token_.is_symbol(';')) {
      if (token_.kind == FileToken::Kind::end || token_.is_symbol('}')) fail("';' after a property");
      take();
    }
    take();
  }

  void network_block() {
    take();
    if (token_.is_name()) name_ = std::string(take().text);
    expect('{', "'{' after the network's name");
    while (is_keyword(token_, "property")) property();
    expect('}', "a property or '}'");
  }

  // ---- variables

  void variable() {
    take();
    const FileToken name = expect_name("the name of a variable");
    const std::size_t number = draft_.declare(name.text, name.begin);
    expect('{', "'{' after the variable's name");
    const StatedNode& node = draft_.node(number);
    while (!token_.is_symbol('}')) {
      if (is_keyword(token_, "property")) {
        property();
      } else if (is_keyword(token_, "type") && node.states.empty()) {
        type(number);
      } else {
        fail(node.states.empty() ? "'type', a property or '}'" : "a property or '}'");
      }
    }
    if (node.states.empty()) fail("the type of " + detail::quoted(node.name));
    take();
  }

  void type(std::size_t node) {
    const std::string of_name = " of " + detail::quoted(draft_.node(node).name);
    take_bracketed();
    if (!is_keyword(token_, "discrete"))
      fail("'discrete' as the type" + of_name, "only discrete variables are read");
    take_bracketed();
    if (!token_.is_symbol('[')) fail("'[' and the number of states");
    take_bracketed();
    const FileToken count = token_;
    if (count.kind != FileToken::Kind::word) fail("the number of states");
    const std::size_t states = io::whole_number(source_, count.text, count.begin, "the number of states");
    take_bracketed();
    if (!token_.is_symbol(']')) fail("']' after the number of states");
    take();
    const FileToken open = expect('{', "'{' and the states");
    const std::vector<std::string>& stated = draft_.node(node).states;
    while (!token_.is_symbol('}')) {
      if (!stated.empty() && token_.is_symbol(',')) take();
      const FileToken state = expect_name("a state" + of_name);
      draft_.add_state(node, state.text, state.begin);
    }
    if (stated.size() != states)
      source_.fail(open.begin,
                   (count.text.size() < 20 ? std::string(count.text) : "the stated number of") +
                       (states == 1 ? " state" : " states") + of_name,
                   std::to_string(stated.size()));
    draft_.check_states(node, count.begin);
    take();
    expect(';', "';' after the states");
  }

  // ---- tables

  void probability() {
    const FileToken block = take();
    expect('(', "'(' after probability");
    const FileToken name = expect_name("the name of a variable");
    const std::size_t node = draft_.known(name.text, name.begin);
    draft_.open_table(node, block.begin);
    parents(node);
    expect(')', "a parent or ')'");
    expect('{', "'{' and a table");
    read_table(node);
    expect('}', "'}'");
  }

  // The format ignores '|' and ',' between names, and JavaBayes writes neither.
  void parents(std::size_t node) {
    bool is_separated = false;
    if (token_.is_symbol('|') || token_.is_symbol(',')) {
      take();
      is_separated = true;
    }
    while (is_separated || token_.is_name()) {
      const FileToken name = expect_name("the name of a variable");
      draft_.add_parent(node, draft_.known(name.text, name.begin), name.begin);
      is_separated = token_.is_symbol(',');
      if (is_separated) take();
    }
  }

  void read_table(std::size_t number) {
    const StatedNode& node = draft_.node(number);
    const std::size_t rows = draft_.combinations(number);
    draft_.make_rows(number);
    // By combination: the number of `*` in the row that covers it, or one of the constants below.
    widths_.assign(rows, unstated);
    meetings_ = 0;
    bool any_row = false, whole = false;
    while (!token_.is_symbol('}')) {
      if (is_keyword(token_, "property")) {
        if (!is_function(token_)) {
          property();
        } else if (any_row || whole) {
          fail("a function of rows before the rows");
        } else {
          return maximum(number);
        }
      } else if (whole) {
        fail("a property or '}'", "a table states every row");
      } else if (is_keyword(token_, "table") && !any_row) {
        whole_table(number);
        whole = true;
      } else if (is_keyword(token_, "default")) {
        const FileToken begin = take();
        if (std::find(widths_.begin(), widths_.end(), by_default) != widths_.end())
          source_.fail(begin.begin, "one default row", "a second one");
        const std::vector<double> row = probabilities(node, begin);
        for (std::size_t combination = 0; combination < rows; ++combination)
          state_row(number, combination, by_default, row, begin);
        any_row = true;
      } else if (token_.is_symbol('(')) {
        labelled_row(number);
        any_row = true;
      } else {
        fail(any_row ? "a row, 'default' or '}'" : "'table', 'default' or a row");
      }
    }
    const auto gap = std::find(widths_.begin(), widths_.end(), unstated);
    if (gap == widths_.end()) return;
    if (!any_row) fail("'table', 'default' or a row");
    source_.fail(token_.begin, "a row for every combination of states",
                 "none for " + combination_text(node, detail::at(gap - widths_.begin())));
  }

  std::string combination_text(const StatedNode& node, std::size_t combination) const {
    return io::combination_text(draft_.nodes(), node, combination);
  }

  bool is_function(const FileToken& property) const {
    return is_keyword(lexer_.next(property.end), "function");
  }

  // Reads `property function max;` and the few rows that define the whole table. Causally
  // independent tables of Microsoft's MSBN were converted to the format in this form.
  void maximum(std::size_t number) {
    const FileToken begin = take();
    take();
    if (!is_keyword(token_, "max"))
      source_.fail(begin.begin, "a table of " + detail::quoted(draft_.node(number).name),
                   shown(source_.text().substr(begin.begin, token_.end - begin.begin)),
                   "max is the only supported function of rows");
    take();
    expect(';', "';' after a property");
    std::vector<io::StatedRow> rows;
    while (!token_.is_symbol('}')) {
      if (is_keyword(token_, "property")) {
        if (is_function(token_)) fail("one function of rows");
        property();
        continue;
      }
      if (!token_.is_symbol('(')) fail("a row of a maximum or '}'");
      rows.push_back(row_of_maximum(number));
    }
    io::noisy_max_rows(draft_, source_, number, rows, begin.begin);
  }

  io::StatedRow row_of_maximum(std::size_t number) {
    const StatedNode& node = draft_.node(number);
    const FileToken open = take();
    io::StatedRow row{{}, {}, open.begin};
    for (const std::size_t parent : node.parents) {
      if (!row.states.empty() && token_.is_symbol(',')) take();
      if (!token_.is_name()) fail(draft_.state_expected(parent));
      row.states.push_back(draft_.known_state(parent, token_.text, token_.begin));
      take();
    }
    expect(')', "')' after " + plural(node.parents.size(), "state", "states"));
    row.probabilities = probabilities(node, open);
    return row;
  }

  // Reads a table with the child's states slowest and the last parent's fastest.
  void whole_table(std::size_t node) {
    const FileToken begin = take();
    const std::size_t states = draft_.node(node).states.size(), rows = widths_.size();
    const std::vector<double> values = numbers(states * rows, begin);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::span<double> into = draft_.row(node, row);
      for (std::size_t state = 0; state < states; ++state) into[state] = values[state * rows + row];
      draft_.normalise(into, begin.begin, [&] { return draft_.where_text(node, row); });
      widths_[row] = 0;
    }
  }

  void labelled_row(std::size_t number) {
    const StatedNode& node = draft_.node(number);
    const FileToken open = take();
    if (node.parents.empty())
      source_.fail(open.begin,
                   "'table' or 'default', because " + detail::quoted(node.name) + " has no parents", "'('");
    // Numbers of the combinations that the row covers. Each parent multiplies their count by the
    // number of its states that match.
    met_.assign(1, 0);
    std::uint8_t stars = 0;
    for (std::size_t i = 0; i < node.parents.size(); ++i) {
      if (i > 0 && token_.is_symbol(',')) take();
      const std::size_t parent = node.parents[i];
      if (!token_.is_name()) fail(draft_.state_expected(parent));
      const std::size_t count = draft_.node(parent).states.size(), before = met_.size();
      if (token_.is_word("*")) {
        stars = static_cast<std::uint8_t>((std::min)(stars + 1, 253));
        met_.resize(before * count);
        for (std::size_t k = met_.size(); k-- > 0;) met_[k] = met_[k / count] * count + k % count;
      } else {
        const std::size_t state = draft_.known_state(parent, token_.text, token_.begin);
        for (std::size_t& combination : met_) combination = combination * count + state;
      }
      take();
    }
    expect(')', "')' after " + plural(node.parents.size(), "state", "states"));
    // Rows with equally many `*` that do not overlap cover each combination at most once.
    meetings_ += met_.size();
    if (meetings_ > widths_.size() * (node.parents.size() + 1))
      source_.fail(open.begin, "each combination of states once", "one more row for some");
    const std::vector<double> row = probabilities(node, open);
    for (const std::size_t combination : met_) state_row(number, combination, stars, row, open);
  }

  void state_row(std::size_t node, std::size_t combination, std::uint8_t width,
                 const std::vector<double>& row, const FileToken& begin) {
    if (width == widths_[combination])
      source_.fail(begin.begin, "each combination of states once",
                   "one more row for " + combination_text(draft_.node(node), combination));
    if (width > widths_[combination]) return;
    widths_[combination] = width;
    std::copy(row.begin(), row.end(), draft_.row(node, combination).begin());
  }

  /// Reads the probabilities of one row, after its key.
  std::vector<double> probabilities(const StatedNode& node, const FileToken& begin) {
    std::vector<double> row = numbers(node.states.size(), begin);
    draft_.normalise(row, begin.begin);
    return row;
  }

  std::vector<double> numbers(std::size_t count, const FileToken& begin) {
    std::vector<double> values;
    while (!token_.is_symbol(';')) {
      if (!values.empty() && (token_.is_symbol(',') || token_.is_symbol('|'))) take();
      if (token_.kind != FileToken::Kind::word) fail("a probability");
      values.push_back(io::probability(source_, token_.text, token_.begin));
      take();
    }
    if (values.size() != count)
      source_.fail(begin.begin, plural(count, "probability", "probabilities"), std::to_string(values.size()));
    take();
    return values;
  }

  static constexpr std::uint8_t by_default = 254;
  static constexpr std::uint8_t unstated = 255;

  io::Draft draft_{source_, "probability block"};
  std::string name_;
  std::vector<std::size_t> probability_blocks_;
  std::vector<std::uint8_t> widths_;  // of the table that is being read, by combination
  std::vector<std::size_t> met_;
  std::size_t meetings_ = 0;
};

}  // namespace

Network read_bif(std::string_view text, const std::string& file_name) {
  return BifParser(text, file_name).network();
}

Network read_bif(std::istream& in, const std::string& file_name) {
  return read_bif(io::read_all(in, file_name), file_name);
}

Network read_bif(const std::filesystem::path& file) { return read_bif(io::read_all(file), file.string()); }

}  // namespace casus
