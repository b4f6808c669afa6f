// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xdsl.hpp>

#include "read.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return casus::fuzz::read_and_write(data, size, [](std::string_view text, const std::string& name) {
    return casus::read_xdsl(text, name);
  });
}
