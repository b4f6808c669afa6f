// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// A Bayesian network that was read from a file. Every node is a category of the model, whatever its states are called,
/// and every row of its table sums to 1.
///
/// What a reader takes is limited, whatever the format, so that memory and time stay in proportion to the file: 65,536 variables; 255 states
/// each; names of 255 bytes, without double quotes and control characters; in all tables together 4,194,304 numbers and one more for
/// each byte of the file, which only rows that are not written out (defaults, wildcards, noisy-max) can exceed. More is refused where it
/// stands.
struct Network {
  std::string name;  ///< as the file gives it; empty where it gives none
  /// Parents stand before their children, and otherwise nodes stand in the order in which the file declares them.
  Model model;
  std::vector<Category> variables;    ///< in the order in which the file declares them
  std::vector<std::string> warnings;  ///< what was mended while it was read, one line each
};

}  // namespace casus
