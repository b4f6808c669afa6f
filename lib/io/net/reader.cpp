// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/net.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/network/draft.hpp"
#include "io/text/number.hpp"
#include "io/text/token.hpp"

// A recursive-descent parser with one function per rule:
//
//     file      := {net | node | potential}
//     net       := "net" attributes
//     node      := ["discrete"] "node" name attributes
//     potential := "potential" "(" name ["|" {name}] ")" attributes
//     attributes := "{" {name "=" value ";"} "}"
namespace casus {

namespace {

using io::FileToken;
using io::Source;

class NetLexer {
public:
  explicit NetLexer(const Source& source) : source_(source), text_(source.text()) {}

  FileToken next(std::size_t at) const {
    while (at < text_.size() && (io::is_space(text_[at]) || text_[at] == '%'))
      at = text_[at] == '%' ? (std::min)(text_.find('\n', at), text_.size()) : at + 1;
    if (at == text_.size()) return {FileToken::Kind::end, {}, at, at};
    if (text_[at] == '"') return quoted(at);
    if (is_symbol(text_[at])) return {FileToken::Kind::symbol, text_.substr(at, 1), at, at + 1};
    std::size_t end = at + 1;
    while (end < text_.size() && !io::is_space(text_[end]) && !is_symbol(text_[end]) && text_[end] != '"' &&
           text_[end] != '%')
      ++end;
    return {FileToken::Kind::word, text_.substr(at, end - at), at, end};
  }

private:
  static bool is_symbol(char c) {
    return c == '{' || c == '}' || c == '(' || c == ')' || c == '|' || c == '=' || c == ';' || c == ',';
  }

  // Reads a quoted text, in which a backslash escapes the next character.
  FileToken quoted(std::size_t begin) const {
    for (std::size_t at = begin + 1; at < text_.size(); ++at) {
      if (text_[at] == '"')
        return {FileToken::Kind::quoted, text_.substr(begin + 1, at - begin - 1), begin, at + 1};
      if (text_[at] == '\\') ++at;
    }
    source_.fail(begin, "a text that ends in a double quote", io::shown(text_.substr(begin)));
  }

  const Source& source_;
  std::string_view text_;
};

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

class NetParser : io::TokenParser<NetLexer> {
public:
  NetParser(std::string_view text, const std::string& file_name) : TokenParser(text, file_name) {}

  Network network() {
    static const std::vector<std::string> known = {"net", "node", "potential"};
    while (token_.kind != FileToken::Kind::end) {
      if (token_.is_word("net")) {
        take();
        attributes([](const FileToken&) { return false; });
      } else if (token_.is_word("node") || token_.is_word("discrete")) {
        node();
      } else if (token_.is_word("potential")) {
        potential();
      } else {
        const std::string what = unsupported(token_);
        fail("net, node or potential", !what.empty() ? what
                                       : token_.kind == FileToken::Kind::word
                                           ? io::nearest(token_.text, known)
                                           : std::string());
      }
    }
    if (draft_.nodes().empty()) fail("a node");
    return draft_.finish({});
  }

private:
  /// Returns a hint for a construct of influence diagrams or classes, which a Bayesian network of
  /// discrete nodes cannot have; empty for other words.
  static std::string unsupported(const FileToken& token) {
    static const std::array<std::pair<const char*, const char*>, 6> known = {
        {{"decision",
          "a decision is not a chance node: set it with `do` in a question, instead of an influence diagram"},
         {"utility", "a utility is not a chance node: state it as a quantity of a model file (.toml)"},
         {"class", "a class is not a network: have Hugin write the network of its instances"},
         {"continuous", "a continuous node (conditional Gaussian): state it in a model file (.toml)"},
         {"function", "a function node: state it as a quantity of a model file (.toml)"},
         {"temporal", "a temporal node: state a model file (.toml) with a timeline"}}};
    for (const auto& [word, what] : known)
      if (token.is_word(word)) return what;
    return {};
  }

  /// Reads a block of attributes. `read` is called with the name of each attribute and returns
  /// whether it read the value; if not, the value is skipped.
  template <class Read> void attributes(Read read) {
    const FileToken open = expect('{', "'{'");
    while (!token_.is_symbol('}')) {
      if (token_.kind != FileToken::Kind::word)
        fail("an attribute or '}', for the block that opens at " + place(open));
      const FileToken name = take();
      expect('=', "'=' after " + io::shown(name.text));
      if (!read(name)) skip_value(name);
      expect(';', "';' after the value of " + io::shown(name.text));
    }
    take();
  }
  void skip_value(const FileToken& name) {
    while (!token_.is_symbol(';')) {
      if (token_.kind == FileToken::Kind::end || token_.is_symbol('}') || token_.is_symbol('{'))
        fail("';' after the value of " + io::shown(name.text));
      take();
    }
  }
  std::string place(const FileToken& token) const {
    return source_.position(token.begin).substr(source_.file_name().size() + 1);
  }

  void node() {
    if (take().text == "discrete") {
      if (!token_.is_word("node")) fail("node after discrete");
      take();
    }
    const FileToken name = expect_name("the name of a node");
    const std::size_t number = draft_.declare(unescaped(name.text), name.begin);
    attributes([&](const FileToken& attribute) {
      if (attribute.text != "states") return false;
      if (!draft_.node(number).states.empty())
        source_.fail(attribute.begin, "one list of states", "a second one");
      expect('(', "'(' and the states");
      while (!token_.is_symbol(')')) {
        const FileToken state =
            expect_name("a state of " + detail::quoted(draft_.node(number).name) + " or ')'");
        draft_.add_state(number, unescaped(state.text), state.begin);
      }
      take();
      return true;
    });
    draft_.check_states(number, name.begin);
  }

  void potential() {
    const FileToken block = take();
    expect('(', "'(' after potential");
    const FileToken name = expect_name("the name of a node");
    const std::size_t node = draft_.known(unescaped(name.text), name.begin);
    draft_.open_table(node, block.begin);
    if (token_.is_symbol('|')) {
      take();
      while (token_.is_name()) {
        const FileToken parent = take();
        draft_.add_parent(node, draft_.known(unescaped(parent.text), parent.begin), parent.begin);
      }
      expect(')', "a parent or ')'");
    } else {
      expect(')', "'|' or ')'");
    }
    bool has_data = false;
    std::optional<FileToken> expressions;
    attributes([&](const FileToken& attribute) {
      // Data take precedence over the expressions that they were computed from.
      if (attribute.text.starts_with("model_") && !expressions) expressions = attribute;
      if (attribute.text != "data") return false;
      if (has_data) source_.fail(attribute.begin, "one table", "a second one");
      has_data = true;
      data(node);
      return true;
    });
    if (!has_data && expressions)
      source_.fail(expressions->begin, "data in the potential of " + detail::quoted(draft_.node(node).name),
                   io::shown(expressions->text) + " alone", "have Hugin write the table that they make");
    if (!has_data)
      source_.fail(block.begin, "data in the potential of " + detail::quoted(draft_.node(node).name), "none");
  }

  void data(std::size_t node) {
    const FileToken begin = token_;
    if (!begin.is_symbol('(')) fail("'(' and numbers");
    const std::size_t states = draft_.node(node).states.size();
    std::size_t depth = 0, in_row = 0;
    do {
      if (token_.is_symbol('(') || token_.is_symbol(')')) {
        if (in_row % states != 0)
          fail(io::plural(states, "number", "numbers") + " in each row of " +
               detail::quoted(draft_.node(node).name));
        depth = token_.is_symbol('(') ? depth + 1 : depth - 1;
      } else {
        if (token_.kind != FileToken::Kind::word) fail("a number or ')'");
        draft_.take_number(node, io::weight(source_, token_.text, token_.begin), token_.begin);
        ++in_row;
      }
      take();
    } while (depth > 0);
    draft_.close_rows(node, begin.begin, true);
  }

  io::Draft draft_{source_, "potential"};
};

}  // namespace

Network read_net(std::string_view text, const std::string& file_name) {
  return NetParser(text, file_name).network();
}

Network read_net(std::istream& in, const std::string& file_name) {
  return read_net(io::read_all(in, file_name), file_name);
}

Network read_net(const std::filesystem::path& file) { return read_net(io::read_all(file), file.string()); }

}  // namespace casus
