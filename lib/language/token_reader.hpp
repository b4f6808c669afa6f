// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "language/lexer.hpp"

namespace casus {

/// Reads the tokens of a text from left to right. Members that expect a token throw Error at the
/// position of any other token.
class TokenReader {
public:
  /// `tokens` are those of `source`.
  TokenReader(QuestionText source, std::vector<Token> tokens);

  const QuestionText& text() const noexcept { return source_; }
  /// Returns the next token, or a later one; the last token is the end of the text.
  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  /// Returns the last token that was taken.
  const Token& last_taken() const { return tokens_[next_ - 1]; }
  std::size_t size() const noexcept { return tokens_.size(); }

  /// Return a token as in the text, and as messages quote it.
  std::string_view source(const Token& token) const;
  std::string got(const Token& token) const;

  Token expect_open(const Token& function);
  void expect_end(const std::string& expected) const;
  void expect_comma(const std::string& what);
  void expect_symbol(std::string_view symbol, const std::string& context);
  /// Takes the closing parenthesis of a function's arguments.
  Token close(const Token& function);
  double signed_number(const std::string& expected);
  /// Throws Error for an unknown name, with the most similar known name as a hint.
  [[noreturn]] void fail_unknown(const Token& name, const std::string& expected,
                                 const std::vector<std::string>& known) const;

protected:
  QuestionText source_;

private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace casus
