// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include <casus/io/model_file.hpp>

#include "io/model/errors.hpp"
#include "io/toml/fields.hpp"
#include "io/toml/source.hpp"
#include "language/model_expressions.hpp"

namespace casus::io {

/// The state of reading a model file, shared by the readers of its parts.
struct Reading {
  /// The arguments must outlive this object.
  Reading(std::string_view text, const std::string& file_name,
          std::span<const distribution::Family> own_distributions)
      : source(text, file_name), fields(source), errors(file_name), distributions(own_distributions) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  /// Returns the scope of names that expressions may use.
  const Scope& scope() const { return result.timeline ? result.timeline->scope() : result.model.scope(); }
  /// Returns whether a table has no keys other than `keys`, after adding an error for each other
  /// key.
  bool has_only(const toml::table& table, const std::vector<std::string>& keys, const std::string& of) {
    const std::vector<Error> unknown = fields.unknown_keys(table, keys, of);
    for (const Error& error : unknown) errors.add(error);
    return unknown.empty();
  }

  TomlSource source;
  Fields fields;
  ErrorList errors;
  ModelFile result;
  ModelLanguage language;
  std::size_t reference_classes = 0;  ///< that were read
  std::span<const distribution::Family>
      distributions;  ///< families that texts may name besides the library's
};

}  // namespace casus::io
