// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/toml/guard.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/error.hpp>

#include "io/text/source.hpp"
#include "io/toml/delimiter.hpp"

// The parser relies on assertions that it does not check in release builds:
//   - a key begins after the bracket of a header (not so in `[@`),
//   - a value or `]` follows the bracket and each comma of an array (not so in `[1, }`),
//   - more than one digit follows a date and a blank (not so in `1979-05-27 7`),
//   - its table of blanks has an entry for each character that it looks up; most of U+00A1 to
//     U+0499 and some others have none. It looks up characters outside quotes, after a backslash,
//     and after a line break that a backslash removes.
// It also nests a table for each part of a key, without a limit.
// The other checks ensure that the parser finds the same strings as this code does: if the parser
// read quotation marks or brackets as a part of a value, the two would disagree on the text within
// quotes.
namespace casus::io {

namespace {

constexpr int most_key_parts = 32;

// Returns the position after the string that begins at `at`; npos if it does not end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const Delimiter delimiter = delimiter_at(text, at);
  const std::string closing(delimiter.length, delimiter.quote);
  for (at += delimiter.length; at < text.size(); ++at) {
    if (delimiter.escapes() && text[at] == '\\') {
      ++at;
    } else if (text.substr(at, delimiter.length) == closing) {
      at += delimiter.length;
      // The content of a multi-line string may end with quotation marks.
      while (delimiter.is_long() && at < text.size() && text[at] == delimiter.quote) ++at;
      return at;
    } else if (!delimiter.is_long() && text[at] == '\n') {
      break;
    }
  }
  return std::string_view::npos;
}

std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, detail::end_of_character(text, at) - at);
}

bool is_lone_digit_after_date(std::string_view text, std::size_t blank) {
  if (blank + 2 >= text.size() || text[blank + 1] < '0' || text[blank + 1] > '9' ||
      std::string_view(" \t\v\f\r\n]},#").find(text[blank + 2]) == std::string_view::npos)
    return false;
  // Collects the date from its end. Underscores are ignored; the parser may accept letters.
  std::string date;
  for (std::size_t at = blank; at > 0 && date.size() <= 10; --at) {
    const char c = text[at - 1];
    if (c == '_') continue;
    if (std::string_view(" \t\v\f\r\n=,[{]}#").find(c) != std::string_view::npos) break;
    date += c;
  }
  return date.size() == 10 && date[2] == '-' && date[5] == '-';
}

class TomlGuard {
public:
  TomlGuard(std::string_view text, const std::string& file_name) : text_(text), file_name_(file_name) {}

  std::string guarded() {
    while (at_ < text_.size()) step();
    return with_escapes();
  }

private:
  [[noreturn]] void fail(std::size_t at, std::string got) const {
    throw Error::in_file(detail::position_in(text_, at, file_name_), "TOML", std::move(got));
  }

  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return skip_text();
    if (c == '#') {
      at_ = (std::min)(text_.find('\n', at_), text_.size());
      return;
    }
    check_character(c);
    if (c == '\n' && open_.empty()) {
      is_value_ = false;
      is_key_ = true;
    }
    if (c == '=') {
      if (!is_key_) fail(at_, "'=' within a value");
      is_value_ = true;
      is_key_ = false;
    }
    if (c == '[' && !is_value_) check_header();
    if (is_value_ && (c == '[' || c == '{')) open(c);
    if (c == ',') is_key_ = !open_.empty() && open_.back() == '{';
    if (!open_.empty() && (c == ']' || c == '}')) close(c);
    count_parts(c);
    ++at_;
  }

  void skip_text() {
    check_beginning("a quotation mark");
    if (is_key_ && delimiter_at(text_, at_).is_long()) fail(at_, "a key of several lines");
    const std::size_t end = end_of_string(text_, at_);
    check_escapes(end);
    at_ = (std::min)(end,
                     text_.size());  // the parser reports a string that does not end
  }

  void check_character(char c) const {
    const bool ends_line = c == '\n' || (c == '\r' && text_.substr(at_ + 1, 1) == "\n");
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && !ends_line) fail(at_, "a control character");
    if (c == ' ' && is_lone_digit_after_date(text_, at_)) fail(at_ + 1, "a time of day of one digit");
    if (static_cast<unsigned char>(c) >= 0x80)
      fail(at_, "the character " + shown(character_at(text_, at_)) + " outside of quotes");
  }

  void open(char bracket) {
    check_beginning("a bracket");
    open_ += bracket;
    is_key_ = bracket == '{';
  }
  void close(char bracket) {
    if ((bracket == ']') != (open_.back() == '['))
      fail(at_, detail::quoted(std::string(1, bracket)) + " where " +
                    detail::quoted(open_.substr(open_.size() - 1)) + " is open");
    open_.pop_back();
    is_key_ = false;
  }

  void count_parts(char c) {
    if (c == '.') ++parts_;
    if (std::string_view("=,\n[]{}").find(c) != std::string_view::npos) parts_ = 1;
    if (parts_ > most_key_parts)
      throw Error::in_file(detail::position_in(text_, at_, file_name_),
                           "keys of at most " + std::to_string(most_key_parts) + " parts", "more");
  }

  // Checks the escapes of a string that ends at `end`; npos if it does not end.
  void check_escapes(std::size_t end) {
    const Delimiter delimiter = delimiter_at(text_, at_);
    if (!delimiter.escapes()) return;
    if (end == std::string_view::npos)
      end = delimiter.is_long() ? text_.size() : (std::min)(text_.find('\n', at_), text_.size());
    for (std::size_t at = at_ + delimiter.length; at + 1 < end; ++at) {
      if (text_[at] != '\\') continue;
      ++at;
      const bool is_trim = delimiter.is_long() && is_toml_blank(text_[at]);
      while (is_trim && at < end && is_toml_blank(text_[at])) ++at;
      if (at < end && static_cast<unsigned char>(text_[at]) >= 0x80) {
        if (!is_trim) fail(at - 1, "a backslash before the character " + shown(character_at(text_, at)));
        trimmed_.push_back(at);
      }
      if (is_trim) --at;
    }
  }

  // Checks that a string or bracket does not follow a value, and is not a part of one.
  void check_beginning(const std::string& what) const {
    const std::size_t before = at_ == 0 ? std::string_view::npos : text_.find_last_not_of(" \t", at_ - 1);
    const std::string_view beginnings = is_key_ ? "\r\n.,{[" : "\r\n=,[";
    if (before != std::string_view::npos && beginnings.find(text_[before]) == std::string_view::npos)
      fail(at_, what + " where none begins");
  }

  // Moves to the last opening bracket of the header, and checks that a key follows.
  void check_header() {
    if (text_.substr(at_ + 1, 1) == "[") ++at_;
    std::size_t key = at_ + 1;
    while (key < text_.size() && (text_[key] == ' ' || text_[key] == '\t')) ++key;
    if (key == text_.size()) return;
    const char c = text_[key];
    const bool begins_key = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '_' || c == '-' || c == '"' || c == '\'';
    if (!begins_key) fail(key, "a table header without a key");
  }

  // Returns the text, with escapes for the characters after a line break that a backslash removes.
  std::string with_escapes() const {
    std::string all;
    std::size_t done = 0;
    for (const std::size_t at : trimmed_) {
      const detail::Character character = detail::first_character(text_.substr(at));
      if (character.bytes == 0) continue;  // not UTF-8: the parser reports it
      all += fmt::format("{}\\U{:08X}", text_.substr(done, at - done), std::uint32_t{character.code});
      done = at + character.bytes;
    }
    all += text_.substr(done);
    return all;
  }

  std::string_view text_;
  const std::string& file_name_;
  std::size_t at_ = 0;
  int parts_ = 1;     // of a key
  std::string open_;  // brackets of values
  bool is_value_ = false, is_key_ = true;
  std::vector<std::size_t> trimmed_;  // see `with_escapes`
};

}  // namespace

std::string guarded_toml(std::string_view text, const std::string& file_name) {
  return TomlGuard(text, file_name).guarded();
}

}  // namespace casus::io
