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
  /// The file's contents. Throws Error if it is not TOML, or has keys of too many parts.
  toml::table parsed() const;

  /// "file:line:column"; columns count characters.
  std::string position(const toml::source_position& at) const;
  std::string position(const toml::node& node) const { return position(node.source().begin); }
  /// Of a byte of the text that stands at a node.
  std::string position(const toml::node& node, std::size_t at) const;

private:
  std::size_t offset_of(const toml::source_position& at) const;

  std::string_view text_;
  const std::string& file_name_;
};

/// Of a node that is a number; an integer that no double holds is rounded.
double number_of(const toml::node& node);

/// What a node is, for messages.
std::string described(const toml::node& node);

}  // namespace casus::io
