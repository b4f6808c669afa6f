// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <string_view>

#include <casus/detail/utf8.hpp>

#include "io/draws/writer.hpp"

namespace casus::io {

namespace {

// Returns a Python literal in ASCII. Text that is not UTF-8 is converted byte by byte.
std::string python_text(const std::string& text) {
  constexpr const char* digits = "0123456789abcdef";
  const bool utf8 = detail::is_utf8(text);
  std::string quoted = "'";
  const auto escape = [&](char kind, char32_t code, int length) {
    quoted += '\\';
    quoted += kind;
    for (int shift = 4 * (length - 1); shift >= 0; shift -= 4) quoted += digits[code >> shift & 15];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first >= 0x20 && first < 0x7f) {
      if (first == '\'' || first == '\\') quoted += '\\';
      quoted += text[i];
    } else if (first < 0x80 || !utf8) {
      escape('x', first, 2);
    } else {
      const auto [code, bytes] = detail::first_character(std::string_view(text).substr(i));
      escape('U', code, 8);
      i += bytes - 1;
    }
  }
  return quoted + '\'';
}

// Numpy Enhancement Proposal 1: magic, version, the header's length, the header, and the rows.
class Npy : public DrawsWriter {
public:
  Npy(const DrawsTable& table, std::ostream& stream, Index rows, bool may_be_fewer)
      : table_(table), stream_(stream), out_(stream), most_(rows) {
    if (may_be_fewer && (start_ = stream.tellp()) == std::ostream::pos_type(-1))
      throw Error("draws", "a stream that can seek, because the number of rows comes first",
                  "one that cannot");
    out_.add(header(rows));
  }

  void row(const DrawsCells& cells, Index row) override {
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) switch (table_.columns[i].holds) {
        case Holds::world: out_.add_bits(std::int64_t{cells.world}); break;
        case Holds::trajectory: out_.add_bits(std::int64_t{cells.first_trajectory + row}); break;
        case Holds::parameter: out_.add_bits(cells.parameters[parameter++]); break;
        case Holds::event: out_.add(cells.event(i, row) ? '\1' : '\0'); break;
        case Holds::category: out_.add_bits(cells.bytes[i][row]); break;
        case Holds::quantity: out_.add_bits(cells.reals[i][row]); break;
      }
  }
  void finish(Index rows) override {
    out_.flush();
    if (rows == most_) return;
    const std::ostream::pos_type end = stream_.tellp();
    if (stream_.seekp(start_)) out_.add(header(rows));
    out_.flush();
    stream_.seekp(end);
  }

private:
  static const char* type(Holds holds) {
    constexpr bool little = std::endian::native == std::endian::little;
    switch (holds) {
      case Holds::world:
      case Holds::trajectory: return little ? "<i8" : ">i8";
      case Holds::event: return "|b1";
      case Holds::category: return "|u1";
      case Holds::parameter:
      case Holds::quantity: break;
    }
    return little ? "<f8" : ">f8";
  }

  std::string dictionary(Index rows) const {
    std::string types;
    for (const DrawsColumn& column : table_.columns)
      types += (types.empty() ? "(" : ", (") + python_text(column.name) + ", '" + type(column.holds) + "')";
    return "{'descr': [" + types + "], 'fortran_order': False, 'shape': (" + std::to_string(rows) + ",), }";
  }
  // Returns a header whose length does not depend on the number of rows, up to the maximum.
  std::string header(Index rows) const {
    constexpr std::size_t before = 10, alignment = 64, most_length = 0xffff;
    const std::size_t whole = (before + dictionary(most_).size() + alignment) / alignment * alignment;
    const std::size_t length = whole - before;
    if (length > most_length)
      throw Error("draws", "columns that a header of NPY 1.0 can name",
                  std::to_string(table_.columns.size()) + " columns", "CSV holds any number");
    std::string text = dictionary(rows);
    text.resize(length - 1, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length & 0xff) +
           static_cast<char>(length >> 8) + text + '\n';
  }

  const DrawsTable& table_;
  std::ostream& stream_;
  ByteBuffer out_;
  Index most_;
  std::ostream::pos_type start_ = 0;
};

}  // namespace

std::unique_ptr<DrawsWriter> npy_writer(const DrawsTable& table, std::ostream& out, Index rows,
                                        bool may_be_fewer) {
  return std::make_unique<Npy>(table, out, rows, may_be_fewer);
}

}  // namespace casus::io
