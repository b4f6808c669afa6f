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

/// The text of a question, and its words.
namespace casus {

/// Whether a name stands without quotes: an identifier, or one with parts and numbers behind it, base.step1 or share[0].
bool is_plain_name(std::string_view name);

struct Token {
  enum class Kind { name, quoted, number, symbol, end };
  Kind kind;
  std::string_view text;  // of a quoted name: without its quotes
  std::size_t begin;      // in bytes
  std::size_t end;
  double value = 0;

  bool is_symbol(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_word(std::string_view word) const { return kind == Kind::name && text == word; }
  bool is_name() const { return kind == Kind::quoted || (kind == Kind::name && is_plain_name(text)); }
  bool is_either(std::string_view word, std::string_view symbol) const {
    return is_word(word) || is_symbol(symbol);
  }
  /// yes or no, where it is one of them.
  std::optional<bool> truth() const {
    if (is_word("yes") || is_word("true")) return true;
    if (is_word("no") || is_word("false")) return false;
    return {};
  }
};

/// A piece of the text for a message: short, on one line, and never half a character.
std::string shown(std::string_view piece);

/// The text, and where in it something is wrong.
class QuestionText {
public:
  explicit QuestionText(std::string_view text) : text_(text) {}
  /// The text of a file's: `position` tells where in the file a byte of it stands.
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
    throw Error(position(at), std::move(expected), std::move(got), std::move(hint));
  }

  /// What `build` returns; an error it throws is moved to where in the text its cause stands.
  template <class Build> auto located(std::size_t at, const Build& build) const {
    try {
      return build();
    } catch (const Error& error) {
      throw Error(position(at), error.expected(), error.got(), error.hint());
    }
  }

private:
  std::string_view text_;
  std::function<std::string(std::size_t)> position_;
};

/// The words of a text, the last of which is its end. Throws Error at what is no word of a question, and where the text is longer than
/// anybody asks.
std::vector<Token> tokens_of(const QuestionText& source);
/// The same of a text that a model is stated with: which may be longer, and has ':' too.
std::vector<Token> tokens_of_model(const QuestionText& source);

}  // namespace casus
