// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/infer/enumerate.hpp>
#include <casus/io/network.hpp>

namespace casus::test {

/// P(child = state | what is given), or the marginal where nothing is.
inline double p(const Network& network, const std::string& child, const std::string& state,
                const std::vector<std::pair<std::string, std::string>>& given = {}) {
  const Model& m = network.model;
  Query query = P(m.category(child) == state);
  for (const auto& [parent, at] : given) query = query.given(m.category(parent) == at);
  return Enumeration(m)(query);
}

/// The folder of network files; empty where the build was given none.
inline const std::string networks_dir = CASUS_NETWORKS_DIR;

/// Breaks a text in many ways, of which each has to be read or refused with an Error: every truncation, every byte lost, and every byte
/// put in the place of another.
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
