// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "language/lexer.hpp"

namespace casus {

/// The tokens of a text, read from left to right. Whatever is not as expected throws Error at its place.
class TokenReader {
public:
  /// `tokens` are those of `source`.
  TokenReader(QuestionText source, std::vector<Token> tokens);

  const QuestionText& text() const noexcept { return source_; }
  /// The next token, or one further on; the last is the end of the text.
  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  /// The last token that was taken.
  const Token& last_taken() const { return tokens_[next_ - 1]; }
  std::size_t size() const noexcept { return tokens_.size(); }

  /// A token as it stands in the text, and for messages.
  std::string_view source(const Token& token) const;
  std::string got(const Token& token) const;
  std::string column(const Token& token) const;

  Token expect_open(const Token& function);
  void expect_end(const std::string& expected) const;
  void expect_comma(const std::string& what);
  void expect_symbol(std::string_view symbol, const std::string& behind);
  /// Takes the parenthesis that ends the arguments of a function.
  Token close(const Token& function);
  double signed_number(const std::string& expected);
  /// Throws Error: the name is not known, with the nearest one that is.
  [[noreturn]] void fail_unknown(const Token& name, const std::string& expected,
                                 const std::vector<std::string>& known) const;

protected:
  QuestionText source_;

private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace casus
