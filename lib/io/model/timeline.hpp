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

/// Reads a timeline: its steps, its varying numbers, and its series.
class TimelineReader {
public:
  TimelineReader(Reading& reading, Expressions& expressions, StatedDistributions& distributions)
      : reading_(reading), fields_(reading.fields), expressions_(expressions), distributions_(distributions) {
  }

  void read(const toml::node& node);
  void read_varying(const toml::table& entry, const std::string& name);

  /// Returns the keys of the entry of a series.
  static std::vector<std::string> series_keys();
  /// Declares a series, so that the distributions of all series may refer to it.
  void declare_series(const toml::table& entry, const std::string& name);
  /// Reads the distributions of all declared series.
  void state_series();

private:
  struct Declared {
    const toml::table* entry;
    std::string name;
    Index number;
  };

  void state(const Declared& declared);
  void state(const Declared& declared, const toml::node& node, bool in_first, bool in_later);
  template <class Handle>
  void give(const Series<Handle>& series, const Distribution<Handle>& stated, bool in_first, bool in_later);
  void absorb(const Declared& declared, const toml::node& node);
  void read_policy(const Declared& declared, const toml::node& node);

  Reading& reading_;
  const Fields& fields_;
  Expressions& expressions_;
  StatedDistributions& distributions_;
  std::vector<Declared> declared_;
};

}  // namespace casus::io
