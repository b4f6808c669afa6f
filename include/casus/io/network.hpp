// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// A Bayesian network that was read from a file. Every node is a category of the model, whatever its states are called,
/// and every row of its table sums to 1.
struct Network {
  std::string name;  ///< as the file gives it; empty where it gives none
  /// Parents stand before their children, and otherwise nodes stand in the order in which the file declares them.
  Model model;
  std::vector<Category> variables;    ///< in the order in which the file declares them
  std::vector<std::string> warnings;  ///< what was mended while it was read, one line each
};

}  // namespace casus
