// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

/// A Bayesian network that was read from a file. Every discrete node is a category of the model,
/// regardless of the names of its states, and every row of its table sums to 1. A file of GeNIe may
/// also contain equations, which become quantities, and time (`read_xdsl`): files of the other
/// formats contain neither, and a network with either cannot be written to them.
///
/// Limits, for every format, keep memory and time proportional to the file: 65,536 variables; 255
/// states each; names of 255 bytes, without double quotes and control characters; in all tables
/// together 4,194,304 numbers and one more for each byte of the file, which only rows that are not
/// written out (defaults, wildcards, noisy-max) can exceed. Files beyond a limit are refused, with
/// the position that exceeds it.
struct Network {
  std::string name;  ///< as given in the file; empty if there is none
  /// Parents precede their children, and otherwise nodes are in the order of declaration in the
  /// file. Empty for a network in time, whose timeline contains everything.
  Model model;
  std::vector<Category> variables;        ///< in the order in which the file declares them
  std::vector<std::string> warnings;      ///< repairs made while the file was read, one line each
  std::vector<Quantity> quantities = {};  ///< equations, in the order in which the file declares them
  std::optional<Timeline> timeline = {};  ///< of a network in time
  Index steps = 0;                        ///< of the timeline: the network's horizon
};

}  // namespace casus
