// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Whatever a model file holds, it is read or refused with an Error; what is read is written, and read to the same text again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <casus/error.hpp>
#include <casus/io/model_file.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  casus::ModelFile file;
  try {
    file = casus::read_model(text, "fuzz.toml");
  } catch (const casus::Error&) {
    return 0;
  }
  const std::string written = casus::write_model(file);
  try {
    if (casus::write_model(casus::read_model(written, "again.toml")) != written) std::abort();
  } catch (const casus::Error&) {
    std::abort();
  }
  return 0;
}
