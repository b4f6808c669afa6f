// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/lexer.hpp"

#include <cstdio>

#include <casus/detail/charconv.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/model/operations.hpp>

namespace casus {

namespace {

// Far beyond any real text. Long names are limited because an unknown name is compared with the
// known ones.
constexpr std::size_t longest_text = 1 << 20, longest_name = 255;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Returns the length of the name at the start of a text: letters and digits, then ".part"s and
// "[number]"s.
std::size_t name_length(std::string_view text) {
  std::size_t end = 0;
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : ' '; };
  const auto word = [&] {
    while (is_letter(at(end)) || is_digit(at(end))) ++end;
  };
  for (word();;) {
    if (at(end) == '.' && is_letter(at(end + 1))) {
      ++end;
      word();
      continue;
    }
    if (at(end) != '[') return end;
    std::size_t close = end + 1;
    while (is_digit(at(close))) ++close;
    if (close == end + 1 || at(close) != ']') return end;
    end = close + 1;
  }
}

}  // namespace

bool is_plain_name(std::string_view name) {
  if (name.empty() || !is_letter(name[0]) || name_length(name) != name.size()) return false;
  return detail::is_identifier(name) || name.find_first_of(".[") != std::string_view::npos;
}

std::string shown(std::string_view piece) {
  constexpr std::size_t longest = 60;
  const std::size_t length = detail::whole_characters(piece, longest);
  std::string text;
  for (const char c : piece.substr(0, length)) {
    if (!is_control(c)) {
      text += c;
    } else if (is_space(c)) {
      text += ' ';
    } else {
      char escaped[5];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      text += escaped;
    }
  }
  return detail::quoted(length < piece.size() ? text + "..." : text);
}

namespace {

class Lexer {
public:
  Lexer(const QuestionText& source, bool is_model)
      : source_(source), text_(source.text()), is_model_(is_model) {}

  std::vector<Token> tokens() const {
    if (text_.size() > longest_text)
      source_.fail(0, "at most " + std::to_string(longest_text) + " bytes of text",
                   std::to_string(text_.size()));
    std::vector<Token> all;
    std::size_t at = 0;
    while (at < text_.size()) {
      if (is_space(text_[at])) {
        ++at;
        continue;
      }
      all.push_back(next(at));
      at = all.back().end;
      if (is_model_ && all.back().text.size() > longest_name)
        source_.fail(all.back().begin,
                     "names and numbers of at most " + std::to_string(longest_name) + " bytes",
                     std::to_string(all.back().text.size()));
    }
    all.push_back({Token::Kind::end, {}, text_.size(), text_.size()});
    return all;
  }

private:
  Token next(std::size_t at) const {
    const char c = text_[at];
    const char after = at + 1 < text_.size() ? text_[at + 1] : ' ';
    if (is_letter(c)) return name(at);
    if (is_digit(c) || (c == '.' && is_digit(after))) return number(at);
    if (c == '"') return quoted(at);
    return symbol(at);
  }

  Token name(std::size_t begin) const {
    const std::size_t end = begin + name_length(text_.substr(begin));
    return {Token::Kind::name, source_.piece(begin, end), begin, end};
  }

  Token number(std::size_t begin) const {
    Token token{Token::Kind::number, {}, begin, begin};
    const char* const first = text_.data() + begin;
    const auto read = detail::from_chars(first, text_.data() + text_.size(), token.value);
    token.end = begin + detail::at(read.ptr - first);
    const auto belongs = [](char c) { return is_letter(c) || is_digit(c) || c == '.'; };
    std::size_t end = token.end;
    while (end < text_.size() && belongs(text_[end])) ++end;
    if (end > token.end) source_.fail(begin, "a number", shown(source_.piece(begin, end)));
    token.text = source_.piece(begin, end);
    if (read.ec != std::errc()) source_.fail(begin, "a number in the range of a double", shown(token.text));
    return token;
  }

  Token quoted(std::size_t begin) const {
    const std::size_t close = text_.find('"', begin + 1);
    if (close == std::string_view::npos)
      source_.fail(begin, "a name that ends in a double quote", shown(text_.substr(begin)));
    return {Token::Kind::quoted, source_.piece(begin + 1, close), begin, close + 1};
  }

  Token symbol(std::size_t begin) const {
    // The longest match.
    std::size_t length = 0;
    for (const std::string_view symbol : symbols())
      if (symbol.size() > length && text_.substr(begin, symbol.size()) == symbol) length = symbol.size();
    if (length == 0 && is_model_ && text_[begin] == ':') length = 1;
    if (length > 0) return {Token::Kind::symbol, source_.piece(begin, begin + length), begin, begin + length};
    const std::string_view character = source_.piece(begin, detail::end_of_character(text_, begin));
    std::string hint = "names that are not identifiers need double quotes";
    if (character == "&") hint = "'and' is written and or &&";
    if (character == "%") hint = "5 % is written 0.05";
    source_.fail(begin, is_model_ ? "an expression" : "the text of a question",
                 "the character " + shown(character), hint);
  }

  // Punctuation, and the operators that are not names.
  static const std::vector<std::string_view>& symbols() {
    static const std::vector<std::string_view> all = [] {
      std::vector<std::string_view> found = {"(", ")", ",", ";", "|", "!="};
      for (const detail::Operation& row : detail::operation_rows)
        if (row.notation != detail::Notation::call)
          for (const std::string_view spelling : {row.spelling, row.alternative, row.turned})
            if (!spelling.empty() && !is_letter(spelling[0])) found.push_back(spelling);
      return found;
    }();
    return all;
  }

  const QuestionText& source_;
  std::string_view text_;
  bool is_model_;
};

}  // namespace

std::vector<Token> tokens_of(const QuestionText& source) { return Lexer(source, false).tokens(); }
std::vector<Token> tokens_of_model(const QuestionText& source) { return Lexer(source, true).tokens(); }

}  // namespace casus
