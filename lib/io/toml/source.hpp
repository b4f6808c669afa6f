// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace casus::io {

/// The text of a TOML file, and where in it something stands.
class TomlSource {
public:
  /// Both must outlive this. A byte order mark is dropped.
  TomlSource(std::string_view text, const std::string& file_name);

  const std::string& file_name() const noexcept { return file_name_; }
  /// The file's contents. Throws Error where it is no TOML, or of a shape that would take more to read than it is worth.
  toml::table parsed() const;

  /// "file:line:column"; columns count characters.
  std::string position(const toml::source_position& at) const;
  std::string position(const toml::node& node) const { return position(node.source().begin); }
  /// Of a byte of the text that stands at a node.
  std::string position(const toml::node& node, std::size_t at) const;

private:
  // Throws Error where a key has so many parts that tables nest deeper than they could be taken down again, and where the parser's own
  // assumptions would not hold. Returns where characters stand that the parser has to be given as escapes.
  std::vector<std::size_t> check_text() const;
  void check_escapes(std::size_t begin, std::size_t end, std::vector<std::size_t>& trimmed) const;
  void check_beginning(std::size_t at, bool is_key, const std::string& what) const;
  std::size_t check_header(std::size_t at) const;
  std::size_t offset_of(const toml::source_position& at) const;

  std::string_view text_;
  const std::string& file_name_;
};

/// Of a node that is a number; an integer that no double holds is rounded.
double number_of(const toml::node& node);

/// What a node is, for messages.
std::string described(const toml::node& node);

}  // namespace casus::io
