// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

/// A Bayesian network that was read from a file. Every discrete node is a category of the model, whatever its states are called,
/// and every row of its table sums to 1. A file of GeNIe's may also hold equations, which are quantities, and time (`read_xdsl`): files of the
/// other formats hold neither, and are not written of such networks.
///
/// What a reader takes is limited, whatever the format, so that memory and time stay in proportion to the file: 65,536 variables; 255 states
/// each; names of 255 bytes, without double quotes and control characters; in all tables together 4,194,304 numbers and one more for
/// each byte of the file, which only rows that are not written out (defaults, wildcards, noisy-max) can exceed. More is refused where it
/// stands.
struct Network {
  std::string name;  ///< as the file gives it; empty where it gives none
  /// Parents stand before their children, and otherwise nodes stand in the order in which the file declares them. Empty for a network in
  /// time, whose timeline has all there is.
  Model model;
  std::vector<Category> variables;        ///< in the order in which the file declares them
  std::vector<std::string> warnings;      ///< what was mended while it was read, one line each
  std::vector<Quantity> quantities = {};  ///< equations, in the order in which the file declares them
  std::optional<Timeline> timeline = {};  ///< of a network in time
  Index steps = 0;                        ///< of the timeline: how far the network looks
};

}  // namespace casus
