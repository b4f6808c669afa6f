// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "io/limits.hpp"
#include "io/model/reading.hpp"
#include "io/network/network.hpp"
#include "language/distributions.hpp"

namespace casus::io {

/// Parses the expressions of a model file, with the definitions of the current entry.
class Expressions {
public:
  explicit Expressions(Reading& reading);

  /// Parses the text of a node with `read(context, text)`, one of the parsers of distributions.hpp,
  /// and returns its result. `reads_last`: whether the text may refer to values of the previous
  /// step.
  template <class Read> auto parsed(const toml::node& node, bool reads_last, const Read& read) {
    const std::string text = reading_.fields.text(node);
    const QuestionText located(text, position(node));
    if (reads_last) {
      TimelineNames names(*reading_.result.timeline);
      return read(context(names), located);
    }
    Names names(reading_.scope());
    return read(context(names), located);
  }
  /// Reads a number or an expression.
  Real number(const toml::node& node, bool reads_last);
  /// Returns a function that maps byte offsets in a node's text to positions in the file. The node
  /// must outlive it.
  std::function<std::string(std::size_t)> position(const toml::node& node) const;

  /// Reads the definitions of an entry, under its key `where`.
  void read_definitions(const toml::table& entry, bool reads_last);
  /// Removes the definitions at the end of the entry.
  void forget_definitions();

  /// Throws Error if checking the distributions of the file would take too long.
  void charge(const toml::node& at, const ConditionalDistribution& law);
  /// Normalises a row of probabilities if its sum is off by no more than the rounding of their
  /// digits.
  void normalise(std::vector<Real>& probabilities);
  /// Returns warnings about the sums that were not 1.
  std::vector<std::string> warnings() const;

private:
  DistributionContext context(Names& names);

  Reading& reading_;
  RowSums row_sums_, weight_sums_;
  std::vector<std::string> own_definitions_, own_unusable_;  // of the current entry
  double checks_left_ = most_checks;
};

}  // namespace casus::io
