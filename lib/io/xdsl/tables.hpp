// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "io/network/draft.hpp"
#include "io/text/xml.hpp"

/// The tables of XDSL's discrete nodes.
namespace casus::io {

/// Returns the only child element with this name. Throws Error if there is none, or a second one.
pugi::xml_node part(const XmlFile& file, const pugi::xml_node& of, const char* name);

class XdslTables {
public:
  XdslTables(const XmlFile& file, Draft& draft) : file_(file), draft_(draft) {}

  /// Reads the table in an element (cpt, deterministic or noisymax) of a node with known parents.
  void read(std::size_t node, const pugi::xml_node& element);

private:
  using Element = pugi::xml_node;

  void probabilities(std::size_t node, const Element& element);
  void resulting_states(std::size_t node, const Element& element);
  void noisy_max(std::size_t node, const Element& element);
  /// Returns, for each parent, the column of the parameters for each of its states.
  std::vector<std::vector<std::size_t>> columns_of_states(std::size_t node, const Element& element) const;
  /// Returns, for each column of the parameters (the leak's is the last), the sums of its numbers
  /// from each state on.
  std::vector<double> sums_of_columns(std::size_t node, const Element& element);

  const XmlFile& file_;
  Draft& draft_;
};

}  // namespace casus::io
