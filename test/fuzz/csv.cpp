// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Whatever a table holds, it is read or refused with an Error that says where. What is read, written
// with every field in quotes, reads back to the same.

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <casus/error.hpp>
#include <casus/io/csv.hpp>

#include "read.hpp"

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(const std::string& text) {
  std::istringstream in(text);
  casus::CsvReader table(in, "file");
  Rows rows{table.columns()};
  while (table.next()) {
    rows.emplace_back();
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
      const auto column = static_cast<casus::Index>(i);
      rows.back().emplace_back(table.text(column));
      casus::fuzz::require(table.position(column).starts_with("file:"));
    }
  }
  return rows;
}

std::string written(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += i == 0 ? "\"" : ",\"";
      for (const char c : row[i]) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Rows rows;
  try {
    rows = read(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const casus::Error& error) {
    casus::fuzz::require(error.subject().starts_with("file"));
    return 0;
  }
  casus::fuzz::require(read(written(rows)) == rows);
  return 0;
}
