// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/text/source.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>

namespace casus::io {

namespace {

std::string from_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | code >> 6);
      text += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return text;
}

}  // namespace

void check_encoding(std::string_view bytes, const std::string& file_name) {
  using namespace std::string_view_literals;
  const auto begins = [&](std::string_view mark) { return bytes.starts_with(mark); };
  const auto is_zero = [&](std::size_t at) { return at < bytes.size() && bytes[at] == 0; };
  const bool is_wide = begins("\xff\xfe\0\0"sv) || begins("\0\0\xfe\xff"sv) ||
                       (is_zero(0) && is_zero(1) && is_zero(2)) || (is_zero(1) && is_zero(2) && is_zero(3));
  const bool is_double = begins("\xff\xfe"sv) || begins("\xfe\xff"sv) || (is_zero(0) && is_zero(2)) ||
                         (is_zero(1) && is_zero(3));
  if (is_wide || is_double)
    throw Error::in_file(file_name, "text in UTF-8", is_wide ? "text in UTF-32" : "text in UTF-16",
                         "save it as UTF-8");
}

Source::Source(std::string_view bytes, std::string file_name)
    : file_name_(std::move(file_name)), text_(bytes) {
  check_encoding(bytes, file_name_);
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  if (detail::is_utf8(text_)) return;
  converted_ = from_latin1(text_);
  text_ = converted_;
}

std::string Source::position(std::size_t at) const { return detail::position_in(text_, at, file_name_); }

void Source::fail(std::size_t at, std::string expected, std::string got, std::string hint) const {
  throw Error::in_file(position(at), std::move(expected), std::move(got), std::move(hint));
}

std::string clipped(std::string_view piece) {
  constexpr std::size_t longest = 60;
  const std::size_t length = detail::whole_characters(piece, longest);
  std::string text(piece.substr(0, length));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return length < piece.size() ? text + "..." : text;
}

std::string shown(std::string_view piece) { return detail::quoted(clipped(piece)); }

std::string nearest(std::string_view unknown, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 60;
  return unknown.size() > longest ? std::string() : detail::nearest_hint(unknown, known);
}

std::string plural(std::size_t count, const std::string& one, const std::string& several) {
  return std::to_string(count) + ' ' + (count == 1 ? one : several);
}

std::string read_all(std::istream& in, const std::string& file_name) {
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad())
    throw Error::in_file(file_name, "a file that can be read",
                         "an error; bytes read before it: " + std::to_string(text.size()));
  return text;
}

std::string read_all(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  // Opening a folder succeeds as well; only reading it would fail.
  if (!in || std::filesystem::is_directory(file))
    throw Error::in_file(file.string(), "a file that can be read", in ? "a folder" : "none");
  return read_all(in, file.string());
}

}  // namespace casus::io
