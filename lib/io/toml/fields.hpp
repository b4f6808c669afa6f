// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <casus/error.hpp>
#include <casus/model/model.hpp>

#include "io/toml/source.hpp"

namespace casus::io {

/// Reads the values in tables of a TOML file. Each function throws Error, at the value's position,
/// if the value has another type.
class Fields {
public:
  explicit Fields(const TomlSource& source) : source_(source) {}

  [[noreturn]] void fail(const toml::node& at, std::string expected, std::string got,
                         std::string hint = {}) const;
  /// Returns the result of `build`. An error that it throws without a position is reported at `at`;
  /// the hint names its subject unless that is `name`.
  template <class Build> auto located(const toml::node& at, std::string_view name, const Build& build) const {
    try {
      return build();
    } catch (const Error& error) {
      if (error.subject().starts_with(source_.file_name() + ':')) throw;
      std::string hint = error.subject() == name ? std::string() : "in " + error.subject();
      if (!error.hint().empty()) hint = hint.empty() ? error.hint() : hint + "; " + error.hint();
      fail(at, error.expected(), error.got(), std::move(hint));
    }
  }

  std::string text(const toml::node& node) const;
  double number(const toml::node& node) const;
  const toml::array& list(const toml::node& node, const std::string& expected) const;
  /// Reads a list of `count` numbers.
  std::vector<double> numbers(const toml::node& node, std::size_t count, const std::string& expected) const;
  std::vector<std::string> texts(const toml::node& node) const;
  /// Reads an optional text; empty if the key is missing.
  std::string text_or_none(const toml::table& table, std::string_view key) const;
  const toml::node& required(const toml::table& table, std::string_view key) const;
  std::vector<StatedQuantile> quantiles(const toml::node& node) const;
  /// Returns an error for each key of a table that is not in `keys`: "a key of an expert (name,
  /// weight)". `only` throws the first one.
  std::vector<Error> unknown_keys(const toml::table& table, const std::vector<std::string>& keys,
                                  const std::string& of) const;
  void only(const toml::table& table, const std::vector<std::string>& keys, const std::string& of) const;
  const TomlSource& source() const { return source_; }

private:
  const TomlSource& source_;
};

}  // namespace casus::io
