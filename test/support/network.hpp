// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/infer/enumerate.hpp>
#include <casus/io/network.hpp>

namespace casus::test {

/// Returns P(child = state | given), or the marginal probability if `given` is empty.
inline double p(const Network& network, const std::string& child, const std::string& state,
                const std::vector<std::pair<std::string, std::string>>& given = {}) {
  const Model& m = network.model;
  Query query = P(m.category(child) == state);
  for (const auto& [parent, at] : given) query = query.given(m.category(parent) == at);
  return Enumeration(m)(query);
}

/// Folder of the network files; empty if the build has none.
inline const std::string networks_dir = CASUS_NETWORKS_DIR;

/// Breaks a text in many ways, each of which must be read or refused with an Error: every
/// truncation, every byte removed, and every byte replaced by each of `bytes`.
template <class Read>
void expect_survives(const std::string& text, const std::string& bytes, const Read& read) {
  const auto attempt = [&](const std::string& broken) {
    try {
      read(broken);
    } catch (const Error&) {
    }
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    attempt(text.substr(0, i));
    attempt(text.substr(0, i) + text.substr(i + 1));
    for (const char c : bytes) {
      std::string changed = text;
      changed[i] = c;
      attempt(changed);
    }
  }
}

}  // namespace casus::test
