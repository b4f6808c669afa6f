// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/bif.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/network.hpp"
#include "io/source.hpp"

// A recursive-descent parser, one function a rule; words stand for themselves in any case:
//
//     file        := {network | variable | probability}
//     network     := "network" [name] "{" {property} "}"
//     variable    := "variable" name "{" {property} "type" "discrete" "[" count "]" "{" names "}" ";" {property} "}"
//     probability := "probability" "(" name ["|" names] ")" "{" {property | table | default | row} "}"
//     table       := "table" numbers ";"
//     default     := "default" numbers ";"
//     row         := "(" (state | "*") {[","] (state | "*")} ")" numbers ";"
//     property    := "property" anything ";"
//     names       := name {[","] name}
//     numbers     := number {["," | "|"] number}
namespace casus {

namespace {

using io::shown;
using io::Source;
using io::StatedNode;

struct Token {
  enum class Kind { word, quoted, symbol, end };
  Kind kind = Kind::end;
  std::string_view text = {};  // of a quoted name: without its quotes
  std::size_t begin = 0;
  std::size_t end = 0;

  bool is_symbol(char symbol) const { return kind == Kind::symbol && text[0] == symbol; }
  /// One of the language's words, which are given in lower case and may stand in any.
  bool is_word(std::string_view word) const {
    const auto same = [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    };
    return kind == Kind::word && std::equal(text.begin(), text.end(), word.begin(), word.end(), same);
  }
  bool is_name() const { return kind == Kind::word || kind == Kind::quoted; }
};

std::string got(const Token& token) {
  if (token.kind == Token::Kind::end) return "the end of the file";
  if (token.kind == Token::Kind::quoted) return '"' + std::string(token.text) + '"';
  return shown(token.text);
}

class Lexer {
public:
  explicit Lexer(const Source& source) : source_(source), text_(source.text()) {}

  /// The token that stands next from `at` on. Brackets belong to words, but for the number of states of a type.
  Token next(std::size_t at, bool brackets = false) const {
    at = skip_blank(at);
    if (at == text_.size()) return {Token::Kind::end, {}, at, at};
    if (text_[at] == '"') return quoted(at);
    if (is_symbol(text_[at], brackets)) return {Token::Kind::symbol, text_.substr(at, 1), at, at + 1};
    std::size_t end = at + 1;
    while (end < text_.size() && !ends_word(end, brackets)) ++end;
    return {Token::Kind::word, text_.substr(at, end - at), at, end};
  }

private:
  static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
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

  Token quoted(std::size_t begin) const {
    const std::size_t close = text_.find('"', begin + 1);
    if (close == std::string_view::npos)
      source_.fail(begin, "a name that ends in a double quote", shown(text_.substr(begin)));
    return {Token::Kind::quoted, text_.substr(begin + 1, close - begin - 1), begin, close + 1};
  }

  const Source& source_;
  std::string_view text_;
};

/// "yes, no": the states of a variable, or the first of them.
std::string states_text(const StatedNode& node) {
  constexpr std::size_t most = 8;
  std::vector<std::string> states(
      node.states.begin(),
      node.states.begin() + static_cast<std::ptrdiff_t>((std::min)(node.states.size(), most)));
  if (node.states.size() > most) states.emplace_back("...");
  return detail::joined(states);
}

std::string plural(std::size_t count, const std::string& one, const std::string& several) {
  return std::to_string(count) + ' ' + (count == 1 ? one : several);
}

class Parser {
public:
  Parser(std::string_view text, const std::string& file_name)
      : source_(text, file_name), lexer_(source_), token_(lexer_.next(0)) {}

  Network network() {
    blocks();
    for (const std::size_t begin : probability_blocks_) {
      token_ = lexer_.next(begin);
      probability();
    }
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      if (!table_begins_[node])
        source_.fail(variable_begins_[node], "a probability block of " + detail::quoted(nodes_[node].name),
                     "none");
    Network network =
        io::network_of(nodes_, [&](std::size_t node) { return source_.position(*table_begins_[node]); });
    network.name = name_;
    for (const std::string& warning : sums_.warnings())
      network.warnings.push_back(source_.file_name() + ": " + warning);
    return network;
  }

private:
  // ---- tokens

  Token take() {
    const Token token = token_;
    token_ = lexer_.next(token.end);
    return token;
  }
  Token take_bracketed() {
    const Token token = token_;
    token_ = lexer_.next(token.end, true);
    return token;
  }
  [[noreturn]] void fail(std::string expected, std::string hint = {}) const {
    source_.fail(token_.begin, std::move(expected), got(token_), std::move(hint));
  }
  Token expect(char symbol, const std::string& expected) {
    if (!token_.is_symbol(symbol)) fail(expected);
    return take();
  }
  /// A name that a model can take.
  Token expect_name(const std::string& expected) {
    if (!token_.is_name()) fail(expected);
    if (token_.text.empty()) fail(expected, "a name has at least one character");
    for (const char c : token_.text)
      if (static_cast<unsigned char>(c) < 0x20) fail("a name without control characters");
    return take();
  }

  // ---- blocks

  // Tables may stand before the variables they are about, so they are read when all variables are.
  void blocks() {
    static const std::vector<std::string> known = {"network", "variable", "probability"};
    bool named = false;
    while (token_.kind != Token::Kind::end) {
      if (token_.is_word("network")) {
        if (named) fail("one network block");
        named = true;
        network_block();
      } else if (token_.is_word("variable")) {
        variable();
      } else if (token_.is_word("probability")) {
        probability_blocks_.push_back(token_.begin);
        skip_block();
      } else {
        fail("a block: network, variable or probability",
             token_.kind == Token::Kind::word ? detail::nearest_hint(token_.text, known) : std::string());
      }
    }
    if (nodes_.empty()) fail("a variable");
  }

  void skip_block() {
    const Token block = take();
    while (!token_.is_symbol('{')) {
      if (token_.kind == Token::Kind::end) fail("'{' behind " + std::string(block.text));
      take();
    }
    const Token open = take();
    while (!token_.is_symbol('}')) {
      if (token_.kind == Token::Kind::end || token_.is_symbol('{'))
        fail("'}', for the block that opens at " + line_and_column(open));
      take();
    }
    take();
  }
  std::string line_and_column(const Token& token) const {
    return source_.position(token.begin).substr(source_.file_name().size() + 1);
  }

  void property() {
    take();
    while (!token_.is_symbol(';')) {
      if (token_.kind == Token::Kind::end || token_.is_symbol('}')) fail("';' behind a property");
      take();
    }
    take();
  }

  void network_block() {
    take();
    if (token_.is_name()) name_ = std::string(take().text);
    expect('{', "'{' behind the network's name");
    while (token_.is_word("property")) property();
    expect('}', "a property or '}'");
  }

  // ---- variables

  void variable() {
    take();
    const Token name = expect_name("the name of a variable");
    if (numbers_.contains(std::string(name.text)))
      source_.fail(name.begin, "a name that is not taken", got(name) + " again");
    StatedNode node{std::string(name.text), {}, {}, {}};
    expect('{', "'{' behind the variable's name");
    while (!token_.is_symbol('}')) {
      if (token_.is_word("property")) {
        property();
      } else if (token_.is_word("type") && node.states.empty()) {
        type(node);
      } else {
        fail(node.states.empty() ? "'type', a property or '}'" : "a property or '}'");
      }
    }
    if (node.states.empty()) fail("the type of " + detail::quoted(node.name));
    take();
    numbers_.emplace(node.name, nodes_.size());
    nodes_.push_back(std::move(node));
    variable_begins_.push_back(name.begin);
    table_begins_.emplace_back();
  }

  void type(StatedNode& node) {
    take_bracketed();
    if (!token_.is_word("discrete"))
      fail("'discrete' as the type of " + detail::quoted(node.name), "only discrete variables are read");
    take_bracketed();
    if (!token_.is_symbol('[')) fail("'[' and the number of states");
    take_bracketed();
    const Token number = token_;
    std::size_t count = 0;
    const auto read = std::from_chars(number.text.data(), number.text.data() + number.text.size(), count);
    if (number.kind != Token::Kind::word || read.ec != std::errc() ||
        read.ptr != number.text.data() + number.text.size())
      fail("the number of states");
    take_bracketed();
    if (!token_.is_symbol(']')) fail("']' behind the number of states");
    take();
    const Token open = expect('{', "'{' and the states");
    while (!token_.is_symbol('}')) {
      if (!node.states.empty() && token_.is_symbol(',')) take();
      const Token state = expect_name("a state of " + detail::quoted(node.name));
      if (std::find(node.states.begin(), node.states.end(), state.text) != node.states.end())
        source_.fail(state.begin, "states that differ", got(state) + " twice");
      node.states.emplace_back(state.text);
    }
    if (node.states.size() != count)
      source_.fail(open.begin, plural(count, "state", "states") + " of " + detail::quoted(node.name),
                   std::to_string(node.states.size()));
    if (count < 2)
      source_.fail(number.begin, "at least two states of " + detail::quoted(node.name), got(number));
    take();
    expect(';', "';' behind the states");
  }

  // ---- tables

  std::size_t known_variable() {
    const Token name = expect_name("the name of a variable");
    const auto found = numbers_.find(std::string(name.text));
    if (found != numbers_.end()) return found->second;
    std::vector<std::string> names;
    for (const StatedNode& node : nodes_) names.push_back(node.name);
    source_.fail(name.begin, "a declared variable", got(name), detail::nearest_hint(name.text, names));
  }

  void probability() {
    const Token block = take();
    expect('(', "'(' behind probability");
    const std::size_t number = known_variable();
    StatedNode& node = nodes_[number];
    if (table_begins_[number])
      source_.fail(block.begin, "one probability block of " + detail::quoted(node.name), "a second one");
    table_begins_[number] = block.begin;
    if (token_.is_symbol('|')) {
      take();
      parents(node);
    }
    expect(')', node.parents.empty() ? "'|' or ')'" : "a parent or ')'");
    expect('{', "'{' and a table");
    read_table(node, block);
    expect('}', "'}'");
  }

  void parents(StatedNode& node) {
    do {
      if (!node.parents.empty() && token_.is_symbol(',')) take();
      const Token name = token_;
      const std::size_t parent = known_variable();
      if (std::find(node.parents.begin(), node.parents.end(), parent) != node.parents.end())
        source_.fail(name.begin, "each parent once", got(name) + " twice");
      node.parents.push_back(parent);
    } while (token_.is_symbol(',') || token_.is_name());
  }

  void read_table(StatedNode& node, const Token& block) {
    const std::size_t rows = io::combinations(nodes_, node);
    if (rows == 0)
      source_.fail(block.begin, "a table of at most " + std::to_string(io::largest_table) + " numbers",
                   "a larger one");
    node.probabilities.resize(rows * node.states.size());
    // How wide a row is that meets a combination: its `*`, or as below.
    widths_.assign(rows, unstated);
    bool any_row = false, whole = false;
    while (!token_.is_symbol('}')) {
      if (token_.is_word("property")) {
        table_property(node);
      } else if (whole) {
        fail("a property or '}'", "a table states every row");
      } else if (token_.is_word("table") && !any_row) {
        whole_table(node);
        whole = true;
      } else if (token_.is_word("default")) {
        const Token begin = take();
        if (std::find(widths_.begin(), widths_.end(), by_default) != widths_.end())
          source_.fail(begin.begin, "one default row", "a second one");
        const std::vector<double> row = probabilities(node, begin);
        for (std::size_t combination = 0; combination < rows; ++combination)
          state_row(node, combination, by_default, row, begin);
        any_row = true;
      } else if (token_.is_symbol('(')) {
        labelled_row(node);
        any_row = true;
      } else {
        fail(any_row ? "a row, 'default' or '}'" : "'table', 'default' or a row");
      }
    }
    const auto gap = std::find(widths_.begin(), widths_.end(), unstated);
    if (gap == widths_.end()) return;
    if (!any_row) fail("'table', 'default' or a row");
    source_.fail(
        token_.begin, "a row for every combination of states",
        "none for " + io::combination_text(nodes_, node, static_cast<std::size_t>(gap - widths_.begin())));
  }

  void table_property(const StatedNode& node) {
    const Token begin = token_;
    const Token what = lexer_.next(begin.end);
    if (what.is_word("function"))
      source_.fail(begin.begin, "a table of " + detail::quoted(node.name),
                   shown(source_.text().substr(begin.begin, lexer_.next(what.end).end - begin.begin)),
                   "rows that a function combines (noisy-max) are not supported");
    property();
  }

  // The child's states slowest, the last parent's fastest.
  void whole_table(StatedNode& node) {
    const Token begin = take();
    const std::size_t states = node.states.size(), rows = widths_.size();
    const std::vector<double> values = numbers(states * rows, begin);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::span<double> into(node.probabilities.data() + row * states, states);
      for (std::size_t state = 0; state < states; ++state) into[state] = values[state * rows + row];
      normalise(into, begin, node.parents.empty() ? "" : io::combination_text(nodes_, node, row));
      widths_[row] = 0;
    }
  }

  void labelled_row(StatedNode& node) {
    const Token open = take();
    if (node.parents.empty())
      source_.fail(open.begin, "'table' or 'default', for " + detail::quoted(node.name) + " has no parents",
                   "'('");
    // The combinations that the row meets, as numbers: each parent multiplies them by the states it is met in.
    met_.assign(1, 0);
    std::uint8_t stars = 0;
    for (std::size_t i = 0; i < node.parents.size(); ++i) {
      if (i > 0 && token_.is_symbol(',')) take();
      const StatedNode& parent = nodes_[node.parents[i]];
      if (!token_.is_name())
        fail("a state of " + detail::quoted(parent.name) + " (" + states_text(parent) + ")");
      const std::size_t count = parent.states.size(), before = met_.size();
      if (token_.kind == Token::Kind::word && token_.text == "*") {
        stars = static_cast<std::uint8_t>((std::min)(stars + 1, 253));
        met_.resize(before * count);
        for (std::size_t k = met_.size(); k-- > 0;) met_[k] = met_[k / count] * count + k % count;
      } else {
        const auto found = std::find(parent.states.begin(), parent.states.end(), token_.text);
        if (found == parent.states.end())
          fail("a state of " + detail::quoted(parent.name) + " (" + states_text(parent) + ")",
               detail::nearest_hint(token_.text, parent.states));
        const auto state = static_cast<std::size_t>(found - parent.states.begin());
        for (std::size_t& combination : met_) combination = combination * count + state;
      }
      take();
    }
    expect(')', "')' behind " + plural(node.parents.size(), "state", "states"));
    const std::vector<double> row = probabilities(node, open);
    for (const std::size_t combination : met_) state_row(node, combination, stars, row, open);
  }

  void state_row(StatedNode& node, std::size_t combination, std::uint8_t width,
                 const std::vector<double>& row, const Token& begin) {
    if (width == widths_[combination])
      source_.fail(begin.begin, "each combination of states once",
                   "one more row for " + io::combination_text(nodes_, node, combination));
    if (width > widths_[combination]) return;
    widths_[combination] = width;
    std::copy(row.begin(), row.end(),
              node.probabilities.begin() + static_cast<std::ptrdiff_t>(combination * row.size()));
  }

  /// One row, behind its key.
  std::vector<double> probabilities(const StatedNode& node, const Token& begin) {
    std::vector<double> row = numbers(node.states.size(), begin);
    normalise(row, begin, "");
    return row;
  }

  void normalise(std::span<double> row, const Token& begin, const std::string& combination) {
    double sum = 0;
    for (const double value : row) sum += value;
    if (!sums_.normalise(row))
      source_.fail(
          begin.begin,
          "probabilities that sum to 1" + (combination.empty() ? std::string() : " where " + combination),
          detail::number(sum));
  }

  std::vector<double> numbers(std::size_t count, const Token& begin) {
    std::vector<double> values;
    values.reserve(count);
    while (!token_.is_symbol(';')) {
      if (!values.empty() && (token_.is_symbol(',') || token_.is_symbol('|'))) take();
      values.push_back(number());
    }
    if (values.size() != count)
      source_.fail(begin.begin, plural(count, "probability", "probabilities"), std::to_string(values.size()));
    take();
    return values;
  }

  double number() {
    const char* const end = token_.text.data() + token_.text.size();
    double value = 0;
    const auto read = std::from_chars(token_.text.data(), end, value);
    const bool whole = token_.kind == Token::Kind::word && read.ptr == end;
    // Too small for a double: nothing that a row's sum would show.
    if (whole && read.ec == std::errc::result_out_of_range && token_.text.find('-') != std::string_view::npos)
      value = 0;
    else if (!whole || read.ec != std::errc())
      fail("a probability");
    if (!(value >= 0 && value <= 1 + io::row_tolerance)) fail("a probability in [0, 1]");
    take();
    return value;
  }

  static constexpr std::uint8_t by_default = 254;
  static constexpr std::uint8_t unstated = 255;

  Source source_;
  Lexer lexer_;
  Token token_;
  std::string name_;
  std::vector<StatedNode> nodes_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::size_t> variable_begins_;
  std::vector<std::size_t> probability_blocks_;
  std::vector<std::optional<std::size_t>> table_begins_;  // by variable
  std::vector<std::uint8_t> widths_;                      // of the table that is being read, by combination
  std::vector<std::size_t> met_;
  io::RowSums sums_;
};

}  // namespace

Network read_bif(std::string_view text, const std::string& file_name) {
  return Parser(text, file_name).network();
}

Network read_bif(std::istream& in, const std::string& file_name) {
  return read_bif(io::read_all(in, file_name), file_name);
}

Network read_bif(const std::filesystem::path& file) { return read_bif(io::read_all(file), file.string()); }

}  // namespace casus
