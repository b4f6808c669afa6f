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

/// What stands in a table of a TOML file: each throws Error, where it stands, if it is of another type.
class Fields {
public:
  explicit Fields(const TomlSource& source) : source_(source) {}

  [[noreturn]] void fail(const toml::node& at, std::string expected, std::string got,
                         std::string hint = {}) const;
  /// What `build` returns; an error that it throws without a place is moved to where its cause stands, and keeps its subject where that
  /// is more than `name`.
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
  /// So many numbers.
  std::vector<double> numbers(const toml::node& node, std::size_t count, const std::string& expected) const;
  std::vector<std::string> texts(const toml::node& node) const;
  /// A text that need not be there.
  std::string text_or_none(const toml::table& table, std::string_view key) const;
  const toml::node& required(const toml::table& table, std::string_view key) const;
  std::vector<StatedQuantile> quantiles(const toml::node& node) const;
  /// What is wrong with the keys of a table that are none of those: "a key of an expert (name, weight)". `only` throws the first.
  std::vector<Error> unknown_keys(const toml::table& table, const std::vector<std::string>& keys,
                                  const std::string& of) const;
  void only(const toml::table& table, const std::vector<std::string>& keys, const std::string& of) const;
  const TomlSource& source() const { return source_; }

private:
  const TomlSource& source_;
};

}  // namespace casus::io
