// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include <casus/error.hpp>

#include "io/draws/table.hpp"

namespace casus::io {

/// Collects bytes, and writes them to a stream in large pieces.
class ByteBuffer {
public:
  explicit ByteBuffer(std::ostream& out) : out_(out) { bytes_.reserve(2 * full); }

  void add(std::string_view bytes) {
    bytes_ += bytes;
    if (bytes_.size() >= full) flush();
  }
  void add(char byte) { add(std::string_view(&byte, 1)); }
  template <class Value> void add_bits(const Value& value) {
    std::array<char, sizeof value> bytes;
    std::memcpy(bytes.data(), &value, sizeof value);
    add(std::string_view(bytes.data(), bytes.size()));
  }
  void flush() {
    if (!out_.write(bytes_.data(), static_cast<std::streamsize>(bytes_.size())))
      throw Error("draws", "a stream that takes them", "one that fails");
    bytes_.clear();
  }

private:
  static constexpr std::size_t full = 1 << 16;
  std::ostream& out_;
  std::string bytes_;
};

/// Writes draws in one format, row by row.
class DrawsWriter {
public:
  virtual ~DrawsWriter() = default;
  virtual void row(const DrawsCells& cells, Index row) = 0;
  virtual void finish(Index rows) = 0;
};

/// The table and the stream must outlive the writer.
std::unique_ptr<DrawsWriter> csv_writer(const DrawsTable& table, std::ostream& out);
/// `rows`: the largest number of rows. If there may be fewer, the header is written again at the
/// end; throws Error if the stream cannot seek.
std::unique_ptr<DrawsWriter> npy_writer(const DrawsTable& table, std::ostream& out, Index rows,
                                        bool may_be_fewer);

}  // namespace casus::io
