// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Whatever a file of a verbal scale holds, it is read or refused with an Error.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <casus/error.hpp>
#include <casus/io/scale.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    casus::read_scale(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
  } catch (const casus::Error&) {
  }
  return 0;
}
