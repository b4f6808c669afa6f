// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include <casus/detail/charconv.hpp>
#include <casus/detail/index.hpp>

#include "io/draws/writer.hpp"

namespace casus::io {

namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

class Csv : public DrawsWriter {
public:
  Csv(const DrawsTable& table, std::ostream& out) : table_(table), out_(out) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out_.add((i == 0 ? "" : ",") + csv_cell(table.columns[i].name));
      states_.emplace_back();
      for (const std::string& state : table.columns[i].states) states_.back().push_back(csv_cell(state));
    }
    out_.add("\r\n");
  }

  void row(const DrawsCells& cells, Index row) override {
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (i > 0) out_.add(',');
      switch (table_.columns[i].holds) {
        case Holds::world: add(cells.world); break;
        case Holds::trajectory: add(cells.first_trajectory + row); break;
        case Holds::parameter: add(cells.parameters[parameter++]); break;
        case Holds::event: out_.add(cells.event(i, row) ? '1' : '0'); break;
        case Holds::category: out_.add(states_[i][cells.bytes[i][row]]); break;
        case Holds::quantity: add(cells.reals[i][row]); break;
      }
    }
    out_.add("\r\n");
  }
  void finish(Index) override { out_.flush(); }

private:
  void add(Index value) {
    std::array<char, 24> text{};
    add(text, std::to_chars(text.data(), text.data() + text.size(), value));
  }
  void add(double value) {
    if (std::isnan(value)) return;
    std::array<char, 40> text{};
    add(text, detail::to_chars(text.data(), text.data() + text.size(), value));
  }
  template <class Text> void add(const Text& text, std::to_chars_result end) {
    out_.add(std::string_view(text.data(), detail::at(end.ptr - text.data())));
  }

  const DrawsTable& table_;
  ByteBuffer out_;
  std::vector<std::vector<std::string>> states_;
};

}  // namespace

std::unique_ptr<DrawsWriter> csv_writer(const DrawsTable& table, std::ostream& out) {
  return std::make_unique<Csv>(table, out);
}

}  // namespace casus::io
