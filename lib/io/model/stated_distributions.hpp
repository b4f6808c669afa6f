// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "io/limits.hpp"
#include "io/model/expressions.hpp"
#include "io/model/reading.hpp"

namespace casus::io {

/// Reads the distributions of variables: an expression, or a table over the parents' states.
class StatedDistributions {
public:
  StatedDistributions(Reading& reading, Expressions& expressions)
      : reading_(reading), fields_(reading.fields), expressions_(expressions) {}

  /// `states`: for a series, the states that a table need not repeat; otherwise null.
  ConditionalDistribution law(const toml::node& node, const std::vector<std::string>* states,
                              bool reads_last);
  /// Reads a list of states.
  std::vector<std::string> labels(const toml::node& node) const;

private:
  ConditionalDistribution table(const toml::table& table, const std::vector<std::string>* series_states,
                                bool reads_last);
  TableRow<std::vector<Real>> row(const toml::node& node, const std::vector<Discrete>& parents,
                                  const std::vector<std::string>& names, std::size_t columns,
                                  bool reads_last);

  Reading& reading_;
  const Fields& fields_;
  Expressions& expressions_;
  Index table_numbers_left_ = most_table_numbers;
};

}  // namespace casus::io
