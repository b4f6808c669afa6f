// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/uai.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "io/network/draft.hpp"
#include "io/text/number.hpp"
#include "io/text/token.hpp"

namespace casus {

namespace {

using io::FileToken;
using io::shown;
using io::Source;

class UaiLexer {
public:
  explicit UaiLexer(const Source& source) : text_(source.text()) {}

  FileToken next(std::size_t at) const {
    while (at < text_.size() && (io::is_space(text_[at]) || text_[at] == '#'))
      at = text_[at] == '#' ? (std::min)(text_.find('\n', at), text_.size()) : at + 1;
    std::size_t end = at;
    while (end < text_.size() && !io::is_space(text_[end]) && text_[end] != '#') ++end;
    return {at == end ? FileToken::Kind::end : FileToken::Kind::word, text_.substr(at, end - at), at, end};
  }

private:
  std::string_view text_;
};

// Nothing is allocated for a count in the file before that many numbers were found in it, because a
// word takes more space in memory than in the file.
class UaiParser : io::TokenParser<UaiLexer> {
public:
  UaiParser(std::string_view text, const std::string& file_name) : TokenParser(text, file_name) {}

  Network network() {
    if (!token_.is_word("BAYES"))
      fail("BAYES", token_.is_word("MARKOV") ? "a Markov network is not a Bayesian network" : "");
    take();
    variables();
    scopes();
    for (Table& table : tables_) numbers(table);
    if (token_.kind != FileToken::Kind::end) fail("the end of the file after the last table");
    declare();
    for (const Table& table : tables_) state(table);
    return draft_.finish({});
  }

private:
  struct Variable {
    std::size_t states, at;
  };
  struct Member {
    std::size_t variable, at;
  };
  struct Table {
    std::size_t at = 0;  // of its scope, then of its numbers
    std::vector<Member> scope = {};
  };

  std::size_t count(const std::string& expected) {
    if (token_.kind == FileToken::Kind::end) fail(expected);
    const std::size_t value = io::whole_number(source_, token_.text, token_.begin, expected);
    take();
    return value;
  }

  void variables() {
    const FileToken stated = token_;
    const std::size_t number = count("the number of variables");
    if (number == 0) source_.fail(stated.begin, "at least one variable", "none");
    if (number > io::most_variables)
      source_.fail(stated.begin, "at most " + std::to_string(io::most_variables) + " variables",
                   shown(stated.text));
    for (std::size_t i = 0; i < number; ++i) {
      const FileToken at = token_;
      const std::size_t states = count("the number of states of " + name(i));
      if (states < 1 || states > most_states)
        source_.fail(at.begin, "1 to " + std::to_string(most_states) + " states of " + name(i),
                     shown(at.text));
      variables_.push_back({states, at.begin});
    }
  }

  void scopes() {
    const FileToken stated = token_;
    const std::size_t number = count("the number of tables");
    if (number != variables_.size())
      source_.fail(stated.begin,
                   "one table for each of " + io::plural(variables_.size(), "variable", "variables"),
                   shown(stated.text));
    for (std::size_t i = 0; i < number; ++i) {
      Table table{token_.begin};
      const std::size_t size = count("the size of a scope");
      if (size == 0) source_.fail(table.at, "at least one variable in the scope of a table", "none");
      for (std::size_t k = 0; k < size; ++k) {
        const FileToken at = token_;
        const std::size_t variable = count("the number of a variable of the scope");
        if (variable >= variables_.size())
          source_.fail(at.begin, "a variable from 0 to " + std::to_string(variables_.size() - 1),
                       shown(at.text));
        table.scope.push_back({variable, at.begin});
      }
      tables_.push_back(std::move(table));
    }
  }

  // Checks the size of a table against the combinations of its scope's states, and skips its
  // numbers.
  void numbers(Table& table) {
    table.at = token_.begin;
    const std::string stated(token_.text);
    const std::size_t size = count("the size of a table");
    std::size_t expected = 1;
    for (const Member& member : table.scope)
      expected = (std::min)(expected * variables_[member.variable].states, source_.text().size() + 1);
    if (size != expected)
      source_.fail(table.at,
                   expected > source_.text().size()
                       ? "fewer combinations of the scope's states than the file has bytes"
                       : io::plural(expected, "number", "numbers") + " in the table of " +
                             name(table.scope.back().variable),
                   shown(stated));
    for (std::size_t i = 0; i < size; ++i) {
      if (token_.kind == FileToken::Kind::end) fail("a probability");
      take();
    }
  }

  void declare() {
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      draft_.declare(name(i), variables_[i].at);
      for (std::size_t state = 0; state < variables_[i].states; ++state)
        draft_.add_state(i, std::to_string(state), variables_[i].at);
    }
  }

  void state(const Table& table) {
    const std::size_t child = table.scope.back().variable;
    draft_.open_table(child, table.scope.back().at);
    for (std::size_t i = 0; i + 1 < table.scope.size(); ++i)
      draft_.add_parent(child, table.scope[i].variable, table.scope[i].at);
    token_ = lexer_.next(table.at);
    const std::size_t size = count("the size of a table");
    for (std::size_t i = 0; i < size; ++i) {
      draft_.take_number(child, io::probability(source_, token_.text, token_.begin), token_.begin);
      take();
    }
    draft_.close_rows(child, table.at);
  }

  static std::string name(std::size_t variable) { return 'x' + std::to_string(variable); }

  io::Draft draft_{source_, "table"};
  std::vector<Variable> variables_;
  std::vector<Table> tables_;
};

}  // namespace

Network read_uai(std::string_view text, const std::string& file_name) {
  return UaiParser(text, file_name).network();
}

Network read_uai(std::istream& in, const std::string& file_name) {
  return read_uai(io::read_all(in, file_name), file_name);
}

Network read_uai(const std::filesystem::path& file) { return read_uai(io::read_all(file), file.string()); }

}  // namespace casus
