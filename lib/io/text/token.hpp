// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "io/text/source.hpp"

/// Common parts of the parsers of plain text.
namespace casus::io {

struct FileToken {
  enum class Kind { word, quoted, symbol, end };
  Kind kind = Kind::end;
  std::string_view text = {};  // without the quotes of a quoted text
  std::size_t begin = 0;
  std::size_t end = 0;

  bool is_symbol(char symbol) const { return kind == Kind::symbol && text[0] == symbol; }
  bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
  bool is_name() const { return kind == Kind::word || kind == Kind::quoted; }
};

/// Returns a token for a message.
inline std::string got(const FileToken& token) {
  if (token.kind == FileToken::Kind::end) return "the end of the file";
  if (token.kind == FileToken::Kind::quoted) return '"' + clipped(token.text) + '"';
  return shown(token.text);
}

inline bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The base of recursive-descent parsers that look one token ahead. A Lexer is constructed from a
/// Source, and `lexer.next(position)` returns the next token from there on.
template <class Lexer> class TokenParser {
protected:
  TokenParser(std::string_view text, const std::string& file_name)
      : source_(text, file_name), lexer_(source_), token_(lexer_.next(0)) {}

  FileToken take() {
    const FileToken token = token_;
    token_ = lexer_.next(token.end);
    return token;
  }
  [[noreturn]] void fail(std::string expected, std::string hint = {}) const {
    source_.fail(token_.begin, std::move(expected), got(token_), std::move(hint));
  }
  FileToken expect(char symbol, const std::string& expected) {
    if (!token_.is_symbol(symbol)) fail(expected);
    return take();
  }
  FileToken expect_name(const std::string& expected) {
    if (!token_.is_name()) fail(expected);
    return take();
  }

  Source source_;
  Lexer lexer_;
  FileToken token_;
};

}  // namespace casus::io
