// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/toml/fields.hpp"

#include <algorithm>
#include <cmath>

#include <casus/detail/text.hpp>

#include "io/text/source.hpp"

namespace casus::io {

void Fields::fail(const toml::node& at, std::string expected, std::string got, std::string hint) const {
  throw Error::in_file(source_.position(at), std::move(expected), std::move(got), std::move(hint));
}

std::string Fields::text(const toml::node& node) const {
  if (!node.is_string()) fail(node, "a text in quotes", described(node));
  return *node.value_exact<std::string>();
}

double Fields::number(const toml::node& node) const {
  if (!node.is_number()) fail(node, "a number", described(node));
  const double value = number_of(node);
  if (std::isnan(value)) fail(node, "a number", described(node));
  return value;
}

const toml::array& Fields::list(const toml::node& node, const std::string& expected) const {
  if (!node.is_array()) fail(node, expected, described(node));
  return *node.as_array();
}

std::vector<double> Fields::numbers(const toml::node& node, std::size_t count,
                                    const std::string& expected) const {
  const toml::array& all = list(node, expected);
  if (all.size() != count) fail(node, expected, std::to_string(all.size()) + " of them");
  std::vector<double> read;
  for (const toml::node& one : all) read.push_back(number(one));
  return read;
}

std::vector<std::string> Fields::texts(const toml::node& node) const {
  std::vector<std::string> read;
  for (const toml::node& one : list(node, "a list of texts")) read.push_back(text(one));
  return read;
}

std::string Fields::text_or_none(const toml::table& table, std::string_view key) const {
  const toml::node* found = table.get(key);
  return found ? text(*found) : std::string();
}

const toml::node& Fields::required(const toml::table& table, std::string_view key) const {
  if (const toml::node* found = table.get(key)) return *found;
  fail(table, "the key " + detail::quoted(key), "none");
}

std::vector<StatedQuantile> Fields::quantiles(const toml::node& node) const {
  std::vector<StatedQuantile> read;
  for (const toml::node& one : list(node, "a list of quantiles")) {
    const auto pair = numbers(one, 2, "a probability and the value there");
    read.push_back({pair[0], pair[1]});
  }
  return read;
}

std::vector<Error> Fields::unknown_keys(const toml::table& table, const std::vector<std::string>& keys,
                                        const std::string& of) const {
  constexpr std::size_t longest_compared = 255;  // longer keys resemble no known key
  std::vector<Error> found;
  for (const auto& [key, value] : table)
    if (std::find(keys.begin(), keys.end(), std::string(key.str())) == keys.end())
      found.emplace_back(source_.position(key.source().begin),
                         "a key of " + of + " (" + detail::joined(keys) + ")", shown(key.str()),
                         detail::nearest_hint(key.str().substr(0, longest_compared), keys));
  return found;
}

void Fields::only(const toml::table& table, const std::vector<std::string>& keys,
                  const std::string& of) const {
  if (auto unknown = unknown_keys(table, keys, of); !unknown.empty()) throw std::move(unknown.front());
}

}  // namespace casus::io
