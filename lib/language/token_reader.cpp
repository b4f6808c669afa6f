// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/token_reader.hpp"

#include <algorithm>
#include <utility>

namespace casus {

TokenReader::TokenReader(QuestionText source, std::vector<Token> tokens)
    : source_(std::move(source)), tokens_(std::move(tokens)) {}

const Token& TokenReader::peek(std::size_t ahead) const {
  return tokens_[(std::min)(next_ + ahead, tokens_.size() - 1)];
}

Token TokenReader::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

std::string_view TokenReader::source(const Token& token) const {
  return source_.piece(token.begin, token.end);
}

std::string TokenReader::got(const Token& token) const {
  return token.kind == Token::Kind::end ? "the end of the text" : shown(source(token));
}

Token TokenReader::expect_open(const Token& function) {
  if (!peek().is_symbol("("))
    source_.fail(peek().begin, "'(' after " + std::string(function.text), got(peek()));
  return take();
}

void TokenReader::expect_end(const std::string& expected) const {
  if (peek().kind == Token::Kind::end) return;
  source_.fail(peek().begin, expected, got(peek()), peek().is_symbol(")") ? "it has no matching '('" : "");
}

void TokenReader::expect_comma(const std::string& what) {
  if (!peek().is_symbol(",")) source_.fail(peek().begin, "',' and " + what, got(peek()));
  take();
}

void TokenReader::expect_symbol(std::string_view symbol, const std::string& context) {
  if (!peek().is_symbol(symbol))
    source_.fail(peek().begin, detail::quoted(symbol) + ' ' + context, got(peek()));
  take();
}

Token TokenReader::close(const Token& function) {
  if (!peek().is_symbol(")"))
    source_.fail(peek().begin, "')' after " + std::string(function.text) + "'s arguments", got(peek()));
  return take();
}

double TokenReader::signed_number(const std::string& expected) {
  const bool negative = peek().is_symbol("-");
  const Token& token = peek(negative ? 1 : 0);
  if (token.kind != Token::Kind::number) source_.fail(token.begin, expected, got(token));
  if (negative) take();
  const double value = take().value;
  return negative ? -value : value;
}

void TokenReader::fail_unknown(const Token& name, const std::string& expected,
                               const std::vector<std::string>& known) const {
  source_.fail(name.begin, expected, shown(source(name)), detail::nearest_hint(name.text, known));
}

}  // namespace casus
