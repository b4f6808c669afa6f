// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <casus/io/model_file.hpp>
#include <casus/io/network.hpp>

namespace forecast {

/// A model file, or a network in any known format converted to one.
struct Input {
  std::string name;  ///< of the file, for messages
  casus::ModelFile file;
  std::optional<casus::Network> network = {};  ///< if the input was a network, which has no time
};

/// Reads a file, or standard input for "-". Throws FileErrors or BadOption if its content is wrong.
Input read_input(const std::string& path);

}  // namespace forecast
