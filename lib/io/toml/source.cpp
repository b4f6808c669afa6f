// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/toml/source.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/error.hpp>

#include "io/text/source.hpp"

namespace casus::io {

namespace {

constexpr int most_key_parts = 32;

// How a text is written down.
struct Delimiter {
  std::size_t length;  // of each of the two
  char quote;
  bool is_long() const { return length == 3; }
  bool escapes() const { return quote == '"'; }
};

Delimiter delimiter_at(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool three = text.substr(at, 3) == std::string(3, quote);
  return {three ? 3u : 1u, quote};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Behind the text that begins at `at`; npos where it does not end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const Delimiter delimiter = delimiter_at(text, at);
  const std::string closing(delimiter.length, delimiter.quote);
  for (at += delimiter.length; at < text.size(); ++at) {
    if (delimiter.escapes() && text[at] == '\\') {
      ++at;
    } else if (text.substr(at, delimiter.length) == closing) {
      at += delimiter.length;
      // A long text may end in quotes of its own.
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

// With those characters, which are beyond ASCII, as escapes.
std::string escaped(std::string_view text, const std::vector<std::size_t>& characters) {
  std::string all;
  std::size_t done = 0;
  for (const std::size_t at : characters) {
    const detail::Character character = detail::first_character(text.substr(at));
    if (character.bytes == 0) continue;  // no UTF-8, which the parser says
    all += fmt::format("{}\\U{:08X}", text.substr(done, at - done), std::uint32_t{character.code});
    done = at + character.bytes;
  }
  all += text.substr(done);
  return all;
}

// Behind a date and a blank the parser takes for granted that a digit is not all that follows.
bool is_lone_digit_behind_date(std::string_view text, std::size_t blank) {
  if (blank + 2 >= text.size() || text[blank + 1] < '0' || text[blank + 1] > '9' ||
      std::string_view(" \t\v\f\r\n]},#").find(text[blank + 2]) == std::string_view::npos)
    return false;
  // Backwards; underscores do not count, and letters, for the parser, may.
  std::string date;
  for (std::size_t at = blank; at > 0 && date.size() <= 10; --at) {
    const char c = text[at - 1];
    if (c == '_') continue;
    if (std::string_view(" \t\v\f\r\n=,[{]}#").find(c) != std::string_view::npos) break;
    date += c;
  }
  return date.size() == 10 && date[2] == '-' && date[5] == '-';
}

// How many bytes of the text at `at` are written down, and how many they stand for.
struct Step {
  std::size_t written, meant;
};
Step escape_at(std::string_view text, std::size_t at, bool is_long) {
  const char kind = at + 1 < text.size() ? text[at + 1] : ' ';
  if (is_long && is_blank(kind)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_blank(text[end])) ++end;
    return {end - at, 0};
  }
  const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) return {2, 1};
  unsigned long code = 0;
  for (const char c : text.substr((std::min)(at + 2, text.size()), digits))
    code = code * 16 + static_cast<unsigned long>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  return {2 + digits, code < 0x80 ? 1u : code < 0x800 ? 2u : code < 0x10000 ? 3u : 4u};
}

}  // namespace

TomlSource::TomlSource(std::string_view text, const std::string& file_name)
    : text_(text), file_name_(file_name) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

toml::table TomlSource::parsed() const {
  check_encoding(text_, file_name_);
  const std::vector<std::size_t> trimmed = check_text();
  try {
    return trimmed.empty() ? toml::parse(text_, file_name_)
                           : toml::parse(escaped(text_, trimmed), file_name_);
  } catch (const toml::parse_error& error) {
    throw Error(position(error.source().begin), "TOML", std::string(error.description()));
  }
}

std::vector<std::size_t> TomlSource::check_text() const {
  std::vector<std::size_t> trimmed;
  int parts = 1;
  std::string open;  // brackets of values
  bool is_value = false, is_key = true;
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at];
    if (c == '"' || c == '\'') {
      check_beginning(at, is_key, "a quotation mark");
      if (is_key && delimiter_at(text_, at).is_long())
        throw Error(detail::position_in(text_, at, file_name_), "TOML", "a key of several lines");
      const std::size_t end = end_of_string(text_, at);
      check_escapes(at, end, trimmed);
      if (end == std::string_view::npos) break;  // the parser gets no further either, and says so
      at = end;
      continue;
    }
    if (c == '#') {
      at = (std::min)(text_.find('\n', at), text_.size());
      continue;
    }
    const bool ends_line = c == '\n' || (c == '\r' && text_.substr(at + 1, 1) == "\n");
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && !ends_line)
      throw Error(detail::position_in(text_, at, file_name_), "TOML", "a control character");
    if (c == ' ' && is_lone_digit_behind_date(text_, at))
      throw Error(detail::position_in(text_, at + 1, file_name_), "TOML", "a time of day of one digit");
    // The parser knows some of these characters badly.
    if (static_cast<unsigned char>(c) >= 0x80) {
      throw Error(detail::position_in(text_, at, file_name_), "TOML",
                  "the character " + shown(character_at(text_, at)) + " outside of quotes");
    }
    if (c == '\n' && open.empty()) {
      is_value = false;
      is_key = true;
    }
    if (c == '=') {
      if (!is_key) throw Error(detail::position_in(text_, at, file_name_), "TOML", "'=' within a value");
      is_value = true;
      is_key = false;
    }
    if (c == '[' && !is_value) at = check_header(at);
    if (is_value && (c == '[' || c == '{')) {
      check_beginning(at, is_key, "a bracket");
      open += c;
      is_key = c == '{';
    }
    if (c == ',') is_key = !open.empty() && open.back() == '{';
    if (!open.empty() && (c == ']' || c == '}')) {
      if ((c == ']') != (open.back() == '['))
        throw Error(detail::position_in(text_, at, file_name_), "TOML",
                    detail::quoted(std::string(1, c)) + " where " +
                        detail::quoted(open.substr(open.size() - 1)) + " is open");
      open.pop_back();
      is_key = false;
    }
    if (c == '.') ++parts;
    if (c == '=' || c == ',' || c == '\n' || c == '[' || c == ']' || c == '{' || c == '}') parts = 1;
    if (parts > most_key_parts)
      throw Error(detail::position_in(text_, at, file_name_),
                  "keys of at most " + std::to_string(most_key_parts) + " parts", "more");
    ++at;
  }
  return trimmed;
}

// The parser asks whether a character behind a backslash is blank, and so of those behind a line break that a backslash takes away; of
// many characters beyond ASCII it does not know.
void TomlSource::check_escapes(std::size_t begin, std::size_t end, std::vector<std::size_t>& trimmed) const {
  const Delimiter delimiter = delimiter_at(text_, begin);
  if (!delimiter.escapes()) return;
  if (end == std::string_view::npos)
    end = delimiter.is_long() ? text_.size() : (std::min)(text_.find('\n', begin), text_.size());
  for (std::size_t at = begin + delimiter.length; at + 1 < end; ++at) {
    if (text_[at] != '\\') continue;
    ++at;
    const bool is_trim = delimiter.is_long() && is_blank(text_[at]);
    while (is_trim && at < end && is_blank(text_[at])) ++at;
    if (at < end && static_cast<unsigned char>(text_[at]) >= 0x80) {
      if (!is_trim)
        throw Error(detail::position_in(text_, at - 1, file_name_), "TOML",
                    "a backslash before the character " + shown(character_at(text_, at)));
      trimmed.push_back(at);
    }
    if (is_trim) --at;
  }
}

// The parser takes what is glued to a value, or stands behind it, for a part of it.
void TomlSource::check_beginning(std::size_t at, bool is_key, const std::string& what) const {
  const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_not_of(" \t", at - 1);
  const std::string_view beginnings = is_key ? "\r\n.,{[" : "\r\n=,[";
  if (before != std::string_view::npos && beginnings.find(text_[before]) == std::string_view::npos)
    throw Error(detail::position_in(text_, at, file_name_), "TOML", what + " where none begins");
}

// The last of the brackets that a header begins with. The parser takes for granted that a key stands behind them.
std::size_t TomlSource::check_header(std::size_t at) const {
  if (text_.substr(at + 1, 1) == "[") ++at;
  std::size_t key = at + 1;
  while (key < text_.size() && (text_[key] == ' ' || text_[key] == '\t')) ++key;
  if (key == text_.size()) return at;
  const char c = text_[key];
  const bool begins_key = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '_' || c == '-' || c == '"' || c == '\'';
  if (!begins_key)
    throw Error(detail::position_in(text_, key, file_name_), "TOML", "a table header without a key");
  return at;
}

std::string TomlSource::position(const toml::source_position& at) const {
  return file_name_ + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

std::size_t TomlSource::offset_of(const toml::source_position& at) const {
  std::size_t offset = 0;
  for (toml::source_index line = 1; line < at.line; ++line) {
    const std::size_t end = text_.find('\n', offset);
    if (end == std::string_view::npos) return text_.size();
    offset = end + 1;
  }
  for (toml::source_index column = 1; column < at.column && offset < text_.size(); ++column)
    offset = detail::end_of_character(text_, offset);
  return offset;
}

std::string TomlSource::position(const toml::node& node, std::size_t wanted) const {
  std::size_t at = offset_of(node.source().begin);
  if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return position(node);
  const Delimiter delimiter = delimiter_at(text_, at);
  at += delimiter.length;
  if (delimiter.is_long()) {
    if (text_.substr(at, 2) == "\r\n")
      at += 2;
    else if (text_.substr(at, 1) == "\n")
      at += 1;
  }
  for (std::size_t meant = 0; at < text_.size();) {
    Step step{1, 1};
    if (delimiter.escapes() && text_[at] == '\\')
      step = escape_at(text_, at, delimiter.is_long());
    else if (text_.substr(at, 2) == "\r\n")
      step = {2, 1};
    if (step.meant > 0 && meant >= wanted) break;
    at += step.written;
    meant += step.meant;
  }
  return detail::position_in(text_, (std::min)(at, text_.size()), file_name_);
}

double number_of(const toml::node& node) {
  // `value<double>` is empty where it would round.
  return node.is_integer() ? static_cast<double>(*node.value_exact<std::int64_t>())
                           : *node.value_exact<double>();
}

std::string described(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "a list";
    case toml::node_type::string: return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point: return detail::number(number_of(node));
    case toml::node_type::boolean: return "true or false";
    default: return "a date or time";
  }
}

}  // namespace casus::io
