// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/text.hpp>

/// Text of a question, and its tokens.
namespace casus {

/// Returns whether a name is written without quotes: an identifier, or one followed by parts and
/// numbers, such as base.step1 or share[0].
bool is_plain_name(std::string_view name);

struct Token {
  enum class Kind { name, quoted, number, symbol, end };
  Kind kind;
  std::string_view text;  // without the quotes, for a quoted name
  std::size_t begin;      // in bytes
  std::size_t end;
  double value = 0;

  bool is_symbol(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_word(std::string_view word) const { return kind == Kind::name && text == word; }
  bool is_name() const { return kind == Kind::quoted || (kind == Kind::name && is_plain_name(text)); }
  bool is_either(std::string_view word, std::string_view symbol) const {
    return is_word(word) || is_symbol(symbol);
  }
  /// Returns the truth value if the token is one of the names of true and false.
  std::optional<bool> truth() const {
    if (is_word("yes") || is_word("true")) return true;
    if (is_word("no") || is_word("false")) return false;
    return {};
  }
};

/// Returns a piece of the text for a message: short, on one line, and without split characters.
std::string shown(std::string_view piece);

/// A text, and the positions of errors in it.
class QuestionText {
public:
  explicit QuestionText(std::string_view text) : text_(text) {}
  /// A text from a file; `position` returns the position in the file of a byte of the text.
  QuestionText(std::string_view text, std::function<std::string(std::size_t)> position)
      : text_(text), position_(std::move(position)) {}
  std::string_view text() const { return text_; }
  std::string_view piece(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  std::string position(std::size_t at) const {
    return position_ ? position_(at) : detail::position_in(text_, at, "question");
  }

  [[noreturn]] void fail(std::size_t at, std::string expected, std::string got, std::string hint = {}) const {
    throw Error::in_file(position(at), std::move(expected), std::move(got), std::move(hint));
  }

  /// Returns the result of `build`; an error that it throws gets the position of byte `at`.
  template <class Build> auto located(std::size_t at, const Build& build) const {
    try {
      return build();
    } catch (const Error& error) {
      throw Error::in_file(position(at), error.expected(), error.got(), error.hint());
    }
  }

private:
  std::string_view text_;
  std::function<std::string(std::size_t)> position_;
};

/// Returns the tokens of a text; the last one is its end. Throws Error if the text has a character
/// that no question has, or if it is too long.
std::vector<Token> tokens_of(const QuestionText& source);
/// As `tokens_of`, for a text of a model file, which may be longer and also has ':'.
std::vector<Token> tokens_of_model(const QuestionText& source);

}  // namespace casus
