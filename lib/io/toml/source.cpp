// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/toml/source.hpp"

#include <algorithm>
#include <cstdint>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/error.hpp>

#include "io/text/source.hpp"
#include "io/toml/delimiter.hpp"
#include "io/toml/guard.hpp"

namespace casus::io {

namespace {

// Lengths in bytes of an escape in the file, and of the text that it represents.
struct EscapeLengths {
  std::size_t written, meant;
};
EscapeLengths escape_at(std::string_view text, std::size_t at, bool is_long) {
  const char kind = at + 1 < text.size() ? text[at + 1] : ' ';
  if (is_long && is_toml_blank(kind)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_toml_blank(text[end])) ++end;
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
  const std::string guarded = guarded_toml(text_, file_name_);
  try {
    return toml::parse(guarded, file_name_);
  } catch (const toml::parse_error& error) {
    throw Error::in_file(position(error.source().begin), "TOML", std::string(error.description()));
  }
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
    EscapeLengths step{1, 1};
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
  // `value<double>` is empty if it would round.
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
