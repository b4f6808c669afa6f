// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/markup.hpp"

#include <algorithm>

#include <casus/detail/utf8.hpp>

namespace casus::markup {

namespace {

constexpr char32_t replacement = 0xFFFD;

// Returns the character at a byte; the replacement character if no character starts there.
detail::Character character_at(std::string_view text, std::size_t at) {
  const detail::Character character = detail::first_character(text.substr(at));
  return character.bytes == 0 ? detail::Character{replacement, 1} : character;
}

// Returns whether XML 1.0 allows a character and it is visible or white space.
bool is_allowed(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return !(code >= 0x7F && code < 0xA0) && (code & 0xFFFE) != 0xFFFE;
}

double em(char32_t code) {
  if (code < 0x80) {
    const std::string_view narrow = " !'(),./:;I[\\]ijlt|f-r", wide = "%@MWm+<=>~w";
    const char c = static_cast<char>(code);
    if (narrow.find(c) != std::string_view::npos) return 0.42;
    if (wide.find(c) != std::string_view::npos) return c == 'm' || c == 'W' || c == '@' ? 1 : 0.92;
    return c >= 'A' && c <= 'Z' ? 0.78 : 0.65;
  }
  if (code >= 0x300 && code < 0x370) return 0;  // combining marks
  return code < 0x1100 ? 0.85 : code < 0x2E80 ? 1 : 1.1;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string all;
  all.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, bytes] = character_at(text, at);
    switch (code) {
      case '&': all += "&amp;"; break;
      case '<': all += "&lt;"; break;
      case '>': all += "&gt;"; break;
      case '"': all += "&quot;"; break;
      case '\'': all += "&#39;"; break;
      default:
        if (code == replacement || !is_allowed(code))
          all += "\xEF\xBF\xBD";
        else
          all += text.substr(at, bytes);
    }
    at += bytes;
  }
  return all;
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, bytes] = character_at(text, at);
    width += em(code);
    at += bytes;
  }
  return width * size;
}

std::string clipped(std::string_view text, double size, double room) {
  if (text_width(text, size) <= room) return std::string(text);
  double width = size;  // of the ellipsis
  std::size_t at = 0;
  while (at < text.size()) {
    const auto [code, bytes] = character_at(text, at);
    width += em(code) * size;
    if (width > room) break;
    at += bytes;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::vector<std::string> lines(std::string_view text, double size, double room, std::size_t most) {
  std::vector<std::string> all;
  while (!text.empty()) {
    std::size_t end = text.size();
    if (all.size() + 1 < most) {
      std::size_t next = text.find(' ');
      end = next;  // a word that does not fit gets a line of its own
      while (next != std::string_view::npos && text_width(text.substr(0, next), size) <= room) {
        end = next;
        next = text.find(' ', next + 1);
      }
      if (next == std::string_view::npos && text_width(text, size) <= room) end = text.size();
      end = (std::min)(end, text.size());
    }
    all.push_back(clipped(text.substr(0, end), size, room));
    text.remove_prefix((std::min)(end + 1, text.size()));
  }
  return all;
}

}  // namespace casus::markup
