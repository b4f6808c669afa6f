// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace casus::io {

/// The text of a TOML file, and the positions in it.
class TomlSource {
public:
  /// The arguments must outlive this object. A byte order mark is dropped.
  TomlSource(std::string_view text, const std::string& file_name);

  const std::string& file_name() const noexcept { return file_name_; }
  /// Returns the file's contents. Throws Error if it is not TOML, or has keys of too many parts.
  toml::table parsed() const;

  /// Returns "file:line:column"; columns count characters.
  std::string position(const toml::source_position& at) const;
  std::string position(const toml::node& node) const { return position(node.source().begin); }
  /// Returns the position of a byte of a node's text.
  std::string position(const toml::node& node, std::size_t at) const;

private:
  std::size_t offset_of(const toml::source_position& at) const;

  std::string_view text_;
  const std::string& file_name_;
};

/// Returns the value of a number; an integer that double cannot represent is rounded.
double number_of(const toml::node& node);

/// Describes a node for messages.
std::string described(const toml::node& node);

}  // namespace casus::io
