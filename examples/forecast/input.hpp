// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <casus/io/model_file.hpp>
#include <casus/io/network.hpp>

namespace forecast {

/// What was read: a model file, or a network in any of the known formats, as a model file.
struct Input {
  std::string name;  ///< of the file, for messages
  casus::ModelFile file;
  std::optional<casus::Network> network = {};  ///< where it was one without time
};

/// Reads a file, or standard input for "-". Throws FileErrors, or BadOption, where it is not what it should be.
Input read_input(const std::string& path);

}  // namespace forecast
