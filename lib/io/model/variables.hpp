// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <toml++/toml.h>

#include "io/model/expressions.hpp"
#include "io/model/reading.hpp"
#include "io/model/stated_distributions.hpp"

namespace casus::io {

/// The details of a variable or series.
struct StatedDetails {
  Details details;
  bool is_complete = true;  ///< false if its guard cannot be used
};
/// Reads the details of an entry. Adds errors to the list.
StatedDetails read_details(Reading& reading, const toml::table& entry);

/// Reads the variables of a model, or the constants of a timeline.
class VariableReader {
public:
  VariableReader(Reading& reading, Expressions& expressions, StatedDistributions& distributions)
      : reading_(reading), fields_(reading.fields), expressions_(expressions), distributions_(distributions) {
  }

  /// Returns the keys of an entry.
  static std::vector<std::string> keys();
  void read(const toml::table& entry, const std::string& name);

private:
  template <class Handle>
  void add(const std::string& name, const Distribution<Handle>& stated, const Details& details);

  Reading& reading_;
  const Fields& fields_;
  Expressions& expressions_;
  StatedDistributions& distributions_;
};

}  // namespace casus::io
